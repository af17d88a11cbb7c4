// SPDX-License-Identifier: Apache-2.0
#include "linkage/name_groups.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view model_of_names = R"(format: concordat-linkage/1
name: names
fields:
  - {field: forename, kind: forename}
  - {field: surname, kind: surname}
candidates: [[forename, surname]]
comparisons:
  - name: forename
    fields: [forename]
    levels:
      - {level: exact, when: {exact: forename}, frequency: forename, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
  - name: surname
    fields: [surname]
    levels:
      - {level: exact, when: {exact: surname}, frequency: surname, m: "0.9", u: "0.01"}
      - {level: other, m: "0.1", u: "0.99"}
borne_together: [forename, surname]
prior: {rules: [[forename, surname]], probability: "0.001"}
thresholds: {keep: "0.000000001", join: 50}
)";

/// One in ten of a group that has names of its own; the others take theirs from everybody else.
Rows two_groups(std::size_t count, bool apart) {
  SeededChance chance{5};
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    auto const group = chance.below(10) == 0 ? "b" : "a";
    auto const other = apart ? group : chance.below(10) == 0 ? "b" : "a";
    rows.push_back({group + std::to_string(chance.below(30)), other + std::to_string(chance.below(40))});
  }
  return rows;
}

struct Names {
  Model model = model_from(model_of_names);
  Table table;
  NameGroups groups;
  explicit Names(Rows const& rows, unsigned threads = 1)
      : table{table_of(model, rows)}, groups{table, 0, space_of(Kind::forename), 1, space_of(Kind::surname), threads} {}
  double bits(std::string_view forename, std::string_view surname) const {
    auto const find = [&](Kind kind, std::string_view text) {
      auto const& values = table.values[space_of(kind)];
      for (std::uint32_t id = 1; id < values.size(); ++id) {
        if (values.text(id) == text) return id;
      }
      return std::uint32_t{0};
    };
    return std::log2(groups.ratio(find(Kind::forename, forename), find(Kind::surname, surname)));
  }
};

TEST(NameGroups, NamesOfOneGroupAreOneSurpriseNotTwo) {
  Names const apart{two_groups(4000, true)};
  // of ten people one is of the group: its forename says the group, and the surname then is ten times as likely... of its pairs
  EXPECT_LT(apart.bits("b3", "b5"), -1.5);
  EXPECT_GT(apart.bits("b3", "a5"), 1);
  EXPECT_LT(std::abs(apart.bits("a3", "a5")), 1);
}

TEST(NameGroups, OfNamesThatGoWithAnyNothingIsTaken) {
  Names const mixed{two_groups(4000, false)};
  EXPECT_GT(mixed.bits("b3", "b5"), -1);
  EXPECT_LT(std::abs(mixed.bits("a3", "a5")), 0.5);
}

TEST(NameGroups, AreTheSameForAnyNumberOfThreads) {
  auto const rows = two_groups(1000, true);
  Names const one{rows, 1};
  Names const three{rows, 3};
  for (std::uint32_t a = 0; a < one.table.values[space_of(Kind::forename)].size(); ++a) {
    for (std::uint32_t b = 0; b < one.table.values[space_of(Kind::surname)].size(); ++b) EXPECT_EQ(one.groups.ratio(a, b), three.groups.ratio(a, b));
  }
}

TEST(NameGroups, PutNamesBorneTogetherIntoOneClass) {
  Names const apart{two_groups(4000, true)};
  auto const forename = apart.table.values[space_of(Kind::forename)].size();
  auto const surname = apart.table.values[space_of(Kind::surname)].size();
  std::map<std::pair<char, std::size_t>, int> seen;  // by the group that a name was made in, and the class it was put into
  for (std::uint32_t a = 1; a < forename; ++a) {
    for (std::uint32_t b = 1; b < surname; ++b) {
      auto const group = apart.table.values[space_of(Kind::forename)].text(a).front();
      if (group == apart.table.values[space_of(Kind::surname)].text(b).front()) ++seen[{group, *apart.groups.likeliest(a, b)}];
    }
  }
  for (std::size_t k = 0; k < NameGroups::classes; ++k) EXPECT_FALSE(seen.contains({'a', k}) && seen.contains({'b', k})) << "class " << k << " holds both";
  EXPECT_TRUE(apart.groups.likeliest(1, 0)) << "one name is enough";
  EXPECT_TRUE(apart.groups.likeliest(0, 1));
}

TEST(NameGroups, OfNobodySayNothing) {
  Names const none{Rows{{"", ""}, {"a", ""}}};
  EXPECT_EQ(none.groups.ratio(0, 0), 1);
  EXPECT_EQ(none.groups.ratio(1, 0), 1);
  EXPECT_EQ(none.groups.ratio(99, 99), 1);
  EXPECT_FALSE(none.groups.likeliest(0, 0));
  EXPECT_FALSE(none.groups.likeliest(99, 99));
}

TEST(NameGroups, AreAPartOfTheExplanationThatAddsUp) {
  auto rows = two_groups(800, true);
  rows.push_back({"b3", "b5"});
  rows.push_back({"b3", "b5"});
  auto const model = model_from(model_of_names);
  Linker const linker{model, table_of(model, rows), nullptr, 1};
  auto const why = linker.explain(800, 801);
  EXPECT_LT(why.together, 0);
  auto sum = why.prior + why.household + why.together;
  for (auto const& reason : why.reasons) sum += reason.weight + reason.frequency;
  EXPECT_EQ(sum, why.weight);
  auto alone = model;
  alone.borne_together.reset();
  EXPECT_EQ((Linker{alone, table_of(alone, rows), nullptr, 1}.explain(800, 801).weight), why.weight - why.together);
}

}  // namespace
}  // namespace concordat::linkage
