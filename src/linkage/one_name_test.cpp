// SPDX-License-Identifier: Apache-2.0
// People who have one name alone, which one list keeps as a forename and another as a surname; and what holds a group together.
#include <gtest/gtest.h>

#include <algorithm>

#include "linkage/hangs_on.h"
#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view one_name_model = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename, standard: true}
  - {field: surname, kind: surname, standard: true}
  - {field: dob, kind: date_of_birth}
candidates:
  - [forename, dob]
  - {key: [dob], swapped: [forename, surname], most: 50}
comparisons:
  - name: surname
    fields: [surname]
    also: [forename]
    levels:
      - {level: exact, when: {exact: surname}, m: "0.8", u: "0.01"}
      - {level: one name, when: {all: [{missing: forename}, {missing: surname}, {crossed: [forename, surname]}]}, m: "0.05", u: "0.001"}
      - {level: other, m: "0.15", u: "0.989"}
  - name: dob
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}, m: "0.9", u: "0.001"}
      - {level: other, m: "0.1", u: "0.999"}
prior: {rules: [[surname, dob]], probability: "0.01"}
thresholds: {keep: "0.000000001", join: 90}
)";

std::string level_between(std::vector<std::string> const& left, std::vector<std::string> const& right) {
  auto const model = model_from(one_name_model);
  Linker const linker{model, table_of(model, {left, right}), nullptr, 1};
  return model.comparisons[0].levels[level_of(linker.compare(0, 1), 0)].name;
}

TEST(OneName, OfTheOneRecordIsTheOthersWhicheverColumnItStandsIn) {
  EXPECT_EQ(level_between({"Suharto", "", ""}, {"", "SUHARTO", ""}), "one name");
  EXPECT_EQ(level_between({"", "Suharto", ""}, {"Suharto", "", ""}), "one name");
  EXPECT_EQ(level_between({"", "Suharto", ""}, {"", "Suharto", ""}), "exact");
  EXPECT_EQ(level_between({"", "Suharto", ""}, {"Sukarno", "", ""}), "missing") << "of another name, which may be their other one";
  EXPECT_EQ(level_between({"Suharto", "", ""}, {"Amira", "Suharto", ""}), "missing") << "who has a forename besides";
  EXPECT_EQ(level_between({"", "", ""}, {"", "", ""}), "missing");
  EXPECT_EQ(level_between({"Suharto", "Khan", ""}, {"Khan", "Suharto", ""}), "other");
}

TEST(OneName, IsFoundByARuleOfSwappedNamesThatAsksSomethingElseAsWell) {
  auto const model = model_from(one_name_model);
  Rows const rows{{"Suharto", "", "2001-02-03"}, {"", "Suharto", "2001-02-03"}, {"", "Suharto", "2002-02-03"}, {"Suharto", "", "2001-02-03"}, {"", "", "2001-02-03"}, {"", "", "2001-02-03"}};
  Linker const linker{model, table_of(model, rows), nullptr, 1};
  auto edges = linker.find().edges;
  sort_edges(edges);
  std::string found;
  for (auto const& edge : edges) found += std::to_string(edge.left) + '-' + std::to_string(edge.right) + ' ';
  EXPECT_EQ(found, "0-1 0-3 1-3 ") << "records without any name meet nobody";
}

TEST(OneName, IsComparedAlikeForOnePairAndForMany) {
  auto const model = model_from(one_name_model);
  auto rows = people_rows(300, 5);
  for (auto& row : rows) row.resize(3);
  for (std::size_t i = 0; i < rows.size(); i += 3) rows[i] = {i % 2 == 0 ? "Tom" : "", i % 2 == 0 ? "" : "Tom", "2001-02-03"};
  auto const table = table_of(model, rows);
  ValueFacts facts{model, table, nullptr};
  Comparer const comparer{model, facts};
  auto scratch = comparer.scratch();
  std::size_t of_one_name = 0;
  for (Record left = 0; left + 1 < table.records; ++left) {
    std::vector<std::uint32_t const*> lefts(std::min<std::size_t>(most_pairs_at_once, table.records - left - 1), table.at(left));
    std::vector<std::uint32_t const*> rights;
    for (std::size_t i = 0; i < lefts.size(); ++i) rights.push_back(table.at(static_cast<Record>(left + 1 + i)));
    std::vector<Pattern> many(lefts.size());
    comparer.compare(lefts, rights, many, scratch);
    for (std::size_t i = 0; i < lefts.size(); ++i) {
      ASSERT_EQ(many[i], comparer.compare(lefts[i], rights[i], scratch)) << left << ' ' << i;
      of_one_name += level_of(many[i], 0) == 2 ? 1 : 0;
    }
  }
  EXPECT_GT(of_one_name, 1000U);
}

constexpr std::string_view scripts_model = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename, standard: true}
candidates:
  - {key: [forename.latin], most: 50}
comparisons:
  - name: forename
    fields: [forename]
    levels:
      - {level: exact, when: {exact: forename}, m: "0.8", u: "0.01"}
      - {level: transliterated, when: {transliterated: forename}, m: "0.05", u: "0.001"}
      - {level: same root, when: {same_root: forename}, m: "0.05", u: "0.001"}
      - {level: other, m: "0.1", u: "0.988"}
prior: {rules: [[forename]], probability: "0.01"}
thresholds: {keep: "0.000000001", join: 90}
)";

TEST(Scripts, MeetBelowExactAndNeverWithinOne) {
  auto const model = model_from(scripts_model);
  auto const level = [&](std::string const& left, std::string const& right) {
    Linker const linker{model, table_of(model, {{left}, {right}}), nullptr, 1};
    return model.comparisons[0].levels[level_of(linker.compare(0, 1), 0)].name;
  };
  EXPECT_EQ(level("Мария", "Maria"), "transliterated");
  EXPECT_EQ(level("Mohammed", "محمد"), "transliterated");
  EXPECT_EQ(level("王", "Wang"), "transliterated");
  EXPECT_EQ(level("王", "王"), "exact");
  EXPECT_EQ(level("李", "黎"), "other") << "two names of one script that sound alike";
  EXPECT_EQ(level("Сергей", "Сергеи"), "exact");
  EXPECT_EQ(level("Maria", "Mariya"), "same root") << "of Latin names nothing changes";
  EXPECT_EQ(level("王", "Li"), "other");
}

TEST(Scripts, AreFoundByARuleAndAlikeForOnePairAndForMany) {
  auto const model = model_from(scripts_model);
  Rows rows;
  constexpr std::array names{"Мария", "Maria", "Mariya", "محمد", "Mohammed", "Muhammad", "王", "Wang", "李", "黎", "Li", "Lee", "Zoë", ""};
  for (std::size_t i = 0; i < 140; ++i) rows.push_back({names[i % names.size()]});
  auto const table = table_of(model, rows);
  ValueFacts facts{model, table, nullptr};
  Comparer const comparer{model, facts};
  auto scratch = comparer.scratch();
  for (Record left = 0; left + 1 < table.records; ++left) {
    std::vector<std::uint32_t const*> lefts(std::min<std::size_t>(most_pairs_at_once, table.records - left - 1), table.at(left));
    std::vector<std::uint32_t const*> rights;
    for (std::size_t i = 0; i < lefts.size(); ++i) rights.push_back(table.at(static_cast<Record>(left + 1 + i)));
    std::vector<Pattern> many(lefts.size());
    comparer.compare(lefts, rights, many, scratch);
    for (std::size_t i = 0; i < lefts.size(); ++i) ASSERT_EQ(many[i], comparer.compare(lefts[i], rights[i], scratch)) << left << ' ' << i;
  }
  Linker const one{model, table_of(model, {{"Мария"}, {"Maria"}, {"Wang"}, {"王"}, {"Zoe"}}), nullptr, 1};
  auto edges = one.find().edges;
  sort_edges(edges);
  ASSERT_EQ(edges.size(), 2U);
  EXPECT_EQ(edges[0].right, 1U);
  EXPECT_EQ(edges[1].left, 2U);
}

TEST(HangsOn, IsTheWeakestPairOnTheStrongestWay) {
  std::vector<Edge> const edges{{0, 1, 900}, {1, 2, 300}, {2, 3, 800}, {0, 4, 500}, {3, 4, 400}, {5, 6, 100}};
  EXPECT_EQ(hangs_on(7, edges, 0, 3), (Edge{3, 4, 400})) << "by way of 4, for 1 and 2 hold together less well";
  EXPECT_EQ(hangs_on(7, edges, 2, 1), (Edge{3, 4, 400}));
  EXPECT_EQ(hangs_on(7, edges, 0, 1), (Edge{0, 1, 900})) << "the two themselves";
  EXPECT_EQ(hangs_on(7, edges, 0, 6), std::nullopt) << "no way leads there";
  auto turned = edges;
  std::ranges::reverse(turned);
  EXPECT_EQ(hangs_on(7, turned, 0, 3), hangs_on(7, edges, 0, 3));
}

}  // namespace
}  // namespace concordat::linkage
