// SPDX-License-Identifier: Apache-2.0
#include "linkage/linker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "linkage/explain.h"
#include "linkage/grouping.h"
#include "linkage/linkage_test_tools.h"
#include "linkage/text/distance.h"
#include "linkage/text/folding.h"
#include "linkage/text/phonetic.h"
#include "linkage/truth.h"

namespace concordat::linkage {
namespace {

using Pairs = std::set<std::pair<Record, Record>>;

/// Numbers that need no learning, so that scoring can be tested by itself.
Model trained_model() {
  auto model = model_from(people_model);
  for (auto& comparison : model.comparisons) {
    auto const levels = comparison.levels.size() - 1;
    for (std::size_t level = 1; level <= levels; ++level) {
      comparison.levels[level].m.value = level == 1 ? 0.8 : 0.2 / static_cast<double>(levels - 1);
      comparison.levels[level].u.value = level == levels ? 0.9 : 0.1 / static_cast<double>(levels - 1);
    }
  }
  model.prior.probability = 0.001;
  return model;
}

/// For a name and an NHS number.
constexpr std::string_view nhs_model = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename}
  - {field: nhs_number, kind: nhs_number}
candidates: [[forename]]
comparisons:
  - name: forename
    fields: [forename]
    levels:
      - {level: exact, when: {exact: forename}}
      - {level: other}
prior: {rules: [[forename]], recall: 80}
learning: {sessions: [[nhs_number]], random_pairs: 20000, seed: 7}
thresholds: {keep: "0.0001", join: 90, groups: evidence}
)";

std::string part_of(Part part, std::string const& value) {
  auto const date = date_value(value);
  switch (part) {
    case Part::whole:
      return value;
    case Part::sound:
      return sounds(folded(value)).first;
    case Part::initial:
      return folded(value).substr(0, 1);
    case Part::year:
      return date.known() ? value.substr(0, 4) : "";
    case Part::month_day:
      return date.known() ? value.substr(0, 4) + std::min(value.substr(5, 2), value.substr(8, 2)) + std::max(value.substr(5, 2), value.substr(8, 2)) : "";
    default:
      return postcode_part(part, value);
  }
}

/// The slow way: every pair against every rule, guards counted on the whole table.
Pairs slow_candidates(Model const& model, Rows const& rows) {
  Pairs found;
  auto const key = [&](std::vector<KeyPart> const& parts, std::vector<std::string> const& row) {
    std::string all;
    for (auto const& part : parts) {
      auto const text = part_of(part.part, row[part.field]);
      if (text.empty()) return std::string{};
      all += text + "|";
    }
    return all.empty() ? std::string{"|"} : all;
  };
  for (auto const& rule : model.candidates) {
    auto const whole = [&](std::vector<std::string> const& row) {
      auto text = key(rule.key, row);
      if (!rule.swapped || text.empty()) return text;
      auto const& a = row[rule.swapped->first];
      auto const& b = row[rule.swapped->second];
      return a.empty() || b.empty() ? std::string{} : text + std::min(a, b) + "|" + std::max(a, b);
    };
    std::map<std::string, std::size_t> sharing;
    std::map<std::string, std::size_t> splitting;
    auto const split = [&](std::vector<std::string> const& row) { return rule.split.empty() ? std::string{} : key(rule.split, row); };
    for (auto const& row : rows) {
      ++sharing[whole(row)];
      ++splitting[whole(row) + "/" + split(row)];
    }
    for (Record left = 0; left < rows.size(); ++left) {
      for (Record right = left + 1; right < rows.size(); ++right) {
        auto const& a = rows[left];
        auto const& b = rows[right];
        auto const text = whole(a);
        if (text.empty() || text != whole(b)) continue;
        if (rule.swapped && (a[rule.swapped->first] != b[rule.swapped->second] || a[rule.swapped->second] != b[rule.swapped->first])) continue;
        if (rule.most > 0 && sharing[text] > rule.most) {
          auto const more = split(a);
          if (more.empty() || more != split(b) || splitting[text + "/" + more] > rule.most) continue;
        }
        found.insert({left, right});
      }
    }
  }
  return found;
}

Pairs pairs_of(std::vector<Edge> const& edges) {
  Pairs pairs;
  for (auto const& edge : edges) EXPECT_TRUE(pairs.insert({edge.left, edge.right}).second) << "a pair came twice";
  return pairs;
}

TEST(Linker, LooksAtEachPairOfTheRulesOnce) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto const rows = people_rows(40 + 20 * seed, seed);
    auto model = trained_model();
    model.keep = 1e-12;
    auto const expected = slow_candidates(model, rows);
    auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
    auto const found = linker.find();
    EXPECT_EQ(pairs_of(found.edges), expected) << seed;
    EXPECT_EQ(found.looked_at(), expected.size());
    auto const plan = linker.plan();
    for (std::size_t rule = 0; rule < plan.size(); ++rule) EXPECT_GE(plan[rule].pairs, found.rules[rule].found);
  }
}

TEST(Linker, SaysHowManyPairsARuleHasWithoutLookingAtOne) {
  auto model = trained_model();
  auto const rows = people_rows(300, 3);
  for (auto const& rule : model.candidates) {
    auto one = model;
    one.candidates = {rule};
    one.keep = 1e-12;
    auto const linker = Linker{one, table_of(one, rows), nullptr, 1};
    EXPECT_EQ(linker.plan().front().pairs, linker.find().looked_at()) << rule.name;
  }
}

TEST(Linker, ThreadsAndPartsChangeNothing) {
  auto const rows = people_rows(3000, 5);
  auto model = model_from(people_model);
  model.keep = 1e-9;
  auto one = Linker{model, table_of(model, rows, 1), nullptr, 1};
  auto four = Linker{model, table_of(model, rows, 4), nullptr, 4};
  Counts counts;
  one.count_prior(counts);
  one.count_random(counts);
  one.count_sessions(counts);
  Counts in_parts;
  for (std::uint32_t part = 0; part < 3; ++part) {
    Counts own;
    four.count_prior(own, {part, 3});
    four.count_random(own, {part, 3});
    four.count_sessions(own, {part, 3});
    in_parts.add(own);
  }
  EXPECT_EQ(counts.prior_pairs, in_parts.prior_pairs);
  EXPECT_EQ(counts.random_levels, in_parts.random_levels);
  for (std::size_t i = 0; i < counts.sessions.size(); ++i) EXPECT_EQ(counts.sessions[i].sorted(), in_parts.sessions[i].sorted());
  (void)one.learn(counts);
  (void)four.learn(in_parts);
  EXPECT_EQ(write_model(one.model()), write_model(four.model()));
  auto all = one.find().edges;
  auto by_threads = four.find().edges;
  EXPECT_EQ(all, by_threads);
  std::vector<Edge> by_parts;
  for (std::uint32_t part = 0; part < 3; ++part) {
    auto const own = four.find({part, 3});
    by_parts.insert(by_parts.end(), own.edges.begin(), own.edges.end());
  }
  sort_edges(all);
  sort_edges(by_parts);
  EXPECT_EQ(all, by_parts);
  EXPECT_GT(all.size(), 1000U);
}

TEST(Linker, ASampledSessionIsTheSameInParts) {
  auto const rows = people_rows(2000, 15);
  auto model = model_from(people_model);
  model.session_pairs = 1000;
  auto const linker = Linker{model, table_of(model, rows), nullptr, 2};
  Counts whole;
  linker.count_sessions(whole);
  Counts in_parts;
  for (std::uint32_t part = 0; part < 3; ++part) {
    Counts own;
    linker.count_sessions(own, {part, 3});
    in_parts.add(own);
  }
  for (std::size_t i = 0; i < whole.sessions.size(); ++i) {
    EXPECT_EQ(whole.sessions[i].sorted(), in_parts.sessions[i].sorted());
  }
  // of some three and a half thousand pairs of four hundred birth dates
  EXPECT_LT(whole.sessions[0].total(), 2'000U);
  EXPECT_GT(whole.sessions[0].total(), 200U);
}

TEST(Linker, TheOrderOfTheRowsChangesNothing) {
  auto rows = people_rows(400, 9);
  auto const model = trained_model();
  auto const weights = [&](Rows const& given, std::vector<std::size_t> const& names) {
    std::map<std::pair<std::size_t, std::size_t>, Bits> found;
    for (auto const& edge : Linker{model, table_of(model, given), nullptr, 2}.find().edges) {
      found[std::minmax(names[edge.left], names[edge.right])] = edge.weight;
    }
    return found;
  };
  std::vector<std::size_t> names(rows.size());
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = i;
  auto const before = weights(rows, names);
  SeededChance chance{4};
  for (std::size_t i = rows.size(); i-- > 1;) {
    auto const j = chance.below(i + 1);
    std::swap(rows[i], rows[j]);
    std::swap(names[i], names[j]);
  }
  EXPECT_EQ(before, weights(rows, names));
}

TEST(Linker, TwoFilesLinkOnlyWithEachOther) {
  auto const rows = people_rows(200, 2);
  auto model = trained_model();
  model.keep = 1e-12;
  for (auto& rule : model.candidates) rule.most = 0;
  auto const linker = Linker{model, table_of(model, rows, 1, Loader::For::batch, 80), nullptr, 1};
  EXPECT_DOUBLE_EQ(linker.table().all_pairs(), 80.0 * 120);
  Pairs expected;
  for (auto const& pair : slow_candidates(model, rows)) {
    if (pair.first < 80 && pair.second >= 80) expected.insert(pair);
  }
  EXPECT_EQ(pairs_of(linker.find().edges), expected);
}

TEST(Linker, LevelsAreThoseOfTheConditions) {
  auto const rows = people_rows(150, 8);
  auto const model = trained_model();
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  auto const name_level = [&](std::vector<std::string> const& a, std::vector<std::string> const& b) -> unsigned {
    auto const near = [](std::string const& x, std::string const& y) { return !x.empty() && !y.empty() && jaro_winkler_utf8(x, y) >= 0.85; };
    auto const same = [](std::string const& x, std::string const& y) { return !x.empty() && x == y; };
    if ((a[0].empty() || b[0].empty()) && (a[1].empty() || b[1].empty())) return 0;
    if (same(a[0], b[0]) && same(a[1], b[1])) return 1;
    if (same(a[0], b[1]) && same(a[1], b[0])) return 2;
    if (near(a[0], b[0]) && near(a[1], b[1])) return 3;
    if (same(a[1], b[1])) return 4;
    bool const initial = !a[0].empty() && !b[0].empty() && a[0][0] == b[0][0] && (a[0].size() == 1 || b[0].size() == 1);
    if (initial && !a[1].empty() && !b[1].empty() && osa(Letters{a[1]}, Letters{b[1]}) <= 2) return 5;
    return 6;
  };
  for (Record left = 0; left < rows.size(); ++left) {
    for (Record right = 0; right < rows.size(); ++right) {
      if (left == right) continue;
      auto const pattern = linker.compare(left, right);
      EXPECT_EQ(level_of(pattern, 0), name_level(rows[left], rows[right])) << left << " " << right;
      EXPECT_EQ(pattern, linker.compare(right, left));
    }
  }
}

TEST(Linker, AnExplanationAddsUpToTheWeight) {
  auto const rows = people_rows(300, 6);
  auto model = trained_model();
  model.households = true;
  model.household_share = 0.0005;
  for (auto& comparison : model.comparisons) {
    for (std::size_t level = 1; level < comparison.levels.size(); ++level) comparison.levels[level].household.value = 1.0 / static_cast<double>(comparison.levels.size() - 1);
  }
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  auto const found = linker.find();
  ASSERT_FALSE(found.edges.empty());
  for (auto const& edge : found.edges) {
    auto const why = linker.explain(edge.left, edge.right);
    auto sum = why.prior + why.household;
    for (auto const& reason : why.reasons) sum += reason.weight + reason.frequency;
    EXPECT_EQ(sum, edge.weight);
    EXPECT_EQ(why.weight, edge.weight);
    EXPECT_LE(why.household, 0);
  }
}

TEST(Linker, AnExplanationNamesEveryLevelAndNoValue) {
  auto const rows = people_rows(200, 6);
  auto const model = trained_model();
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  auto const edges = linker.find().edges;
  ASSERT_FALSE(edges.empty());
  auto const& edge = *std::ranges::max_element(edges, {}, &Edge::weight);
  auto const why = linker.explain(edge.left, edge.right);
  auto const json = explanation_json(model, why);
  double sum = 0;
  for (auto const& part : json["parts"].array()) sum += part["bits"].number();
  EXPECT_NEAR(sum, as_double(edge.weight), 1e-9);
  auto const text = explanation_text(model, why);
  auto const svg = explanation_svg(model, why);
  for (auto const& comparison : model.comparisons) {
    EXPECT_NE(text.find(comparison.name), std::string::npos);
    EXPECT_NE(svg.find(comparison.name), std::string::npos);
  }
  for (auto const& value : rows[edge.left]) {
    if (value.size() < 3) continue;
    EXPECT_EQ(text.find(value), std::string::npos) << value;
    EXPECT_EQ(svg.find(value), std::string::npos) << value;
  }
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(Linker, OneOrMoreIsTheLogarithmItSaysItIs) {
  for (double x = -40; x < 40; x += 0.37) {
    EXPECT_NEAR(as_double(one_or_more(bits_of(x))), std::log2(1 + std::exp2(x)), 1e-4) << x;
  }
}

TEST(Linker, NothingOfNothingIsNothing) {
  auto const model = trained_model();
  for (auto const& rows : {Rows{}, Rows{{"", "", "", "", ""}}, Rows(50, {"", "", "", "", ""})}) {
    auto const linker = Linker{model, table_of(model, rows), nullptr, 2};
    EXPECT_TRUE(linker.find().edges.empty());
  }
}

TEST(LinkageLearning, FindsTheNumbersThatMadeThePatterns) {
  // two classes, three comparisons of two levels, at the share and chances given: expected counts of all eight patterns
  Classes const truth{{0.2, 0.8}, {{{0, 0.9, 0.1}, {0, 0.8, 0.2}, {0, 0.95, 0.05}}, {{0, 0.1, 0.9}, {0, 0.05, 0.95}, {0, 0.2, 0.8}}}};
  Histogram histogram;
  for (unsigned bits = 0; bits < 8; ++bits) {
    Pattern pattern = 0;
    double chance[2] = {truth.shares[0], truth.shares[1]};
    for (unsigned c = 0; c < 3; ++c) {
      auto const level = 1 + ((bits >> c) & 1U);
      pattern |= Pattern{level} << (4 * c);
      for (int k = 0; k < 2; ++k) chance[k] *= truth.chances[static_cast<std::size_t>(k)][c][level];
    }
    histogram.add(pattern, static_cast<std::uint64_t>(std::llround(1e9 * (chance[0] + chance[1]))));
  }
  Classes start{{0.1, 0.9}, {{{0, 0.7, 0.3}, {0, 0.7, 0.3}, {0, 0.7, 0.3}}, truth.chances[1]}};
  EmOptions options;
  options.blind = {false, false, false};
  options.fixed = {{{false, false, false}, {false, false, false}, {false, false, false}}, {{true, true, true}, {true, true, true}, {true, true, true}}};
  options.most_rounds = 5000;
  options.enough = 1e-12;
  auto const outcome = expect_and_maximise(histogram, start, options);
  EXPECT_TRUE(outcome.converged);
  EXPECT_NEAR(outcome.classes.shares[0], 0.2, 1e-4);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(outcome.classes.chances[0][c][1], truth.chances[0][c][1], 1e-4);
  EXPECT_EQ(outcome.classes.chances[1], truth.chances[1]);
}

TEST(LinkageLearning, KeepsWhatIsFixedAndSaysWhatNobodyShowed) {
  auto model = model_from(people_model);
  model.comparisons[3].levels[1].m = {0.123, true};
  model.comparisons[3].levels[1].u = {0.0456, true};
  auto const rows = people_rows(500, 1);
  Linker linker{model, table_of(model, rows), nullptr, 1};
  Counts counts;
  linker.count_prior(counts);
  linker.count_random(counts);
  linker.count_sessions(counts);
  auto const report = linker.learn(counts);
  EXPECT_EQ(linker.model().comparisons[3].levels[1].m.value, 0.123);
  EXPECT_EQ(linker.model().comparisons[3].levels[1].u.value, 0.0456);
  EXPECT_TRUE(linker.model().trained());
  EXPECT_EQ(report.sessions.size(), 2U);
  for (auto const& comparison : linker.model().comparisons) {
    double m = 0;
    for (std::size_t level = 1; level < comparison.levels.size(); ++level) m += *comparison.levels[level].m.value;
    if (comparison.name == "phone") continue;
    EXPECT_NEAR(m, 1, 1e-6) << comparison.name;
  }
}

TEST(LinkageTruth, CountsPairsAsOneWouldByHand) {
  auto const model = trained_model();
  Rows const rows(6, {"", "", "", "", ""});
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  Labels labels;
  labels.person = {1, 1, 1, 2, 2, 3};
  labels.group = {1, 1, 1, 2, 2, 2};
  labels.group_names = {"", "a", "b"};
  std::vector<Edge> const edges{{0, 1, weight_of(0.999)}, {1, 2, weight_of(0.96)}, {2, 3, weight_of(0.6)}, {4, 5, weight_of(0.2)}};
  auto const quality = evaluate(linker, edges, labels);
  EXPECT_EQ(quality.true_pairs, 4U);
  EXPECT_EQ(quality.pairs[0].found, 3U);
  EXPECT_EQ(quality.pairs[0].right, 2U);
  EXPECT_EQ(quality.clusters[0].found, 6U);  // one group of four records
  EXPECT_EQ(quality.clusters[0].right, 3U);
  EXPECT_EQ(quality.clusters[2].found, 3U);
  EXPECT_EQ(quality.clusters[2].right, 3U);
  EXPECT_DOUBLE_EQ(quality.best_pairs.precision(), 1);
  EXPECT_DOUBLE_EQ(quality.best_pairs.recall(), 0.5);
  ASSERT_EQ(quality.groups.size(), 2U);
  EXPECT_EQ(quality.groups[0].pairs.truth, 3U);
  EXPECT_EQ(quality.groups[0].pairs.right, 2U);
}

/// The model of the tests joins from .9 on: one pair of the first naming group is found of three, one of one of the second.
TEST(LinkageTruth, SaysHowFarNamingGroupsAreApart) {
  auto const model = trained_model();
  Rows const rows(6, {"", "", "", "", ""});
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  Labels labels;
  labels.person = {1, 1, 1, 2, 2, 3};
  labels.group = {1, 1, 1, 2, 2, 3};
  labels.group_names = {"", "a", "b", "none of one person"};
  std::vector<Edge> const edges{{0, 1, weight_of(0.999)}, {1, 5, weight_of(0.99)}, {3, 4, weight_of(0.99)}};
  auto const quality = evaluate(linker, edges, labels);
  ASSERT_EQ(quality.clusters_by_group.size(), 3U);
  auto const& first = quality.clusters_by_group[0].pairs;
  EXPECT_EQ(first.found, 1U);  // the record of the third naming group counts for neither
  EXPECT_EQ(first.right, 1U);
  EXPECT_EQ(first.truth, 3U);
  EXPECT_DOUBLE_EQ(quality.clusters_by_group[1].pairs.recall(), 1);
  EXPECT_DOUBLE_EQ(recall_gap(quality.clusters_by_group), 2.0 / 3) << "a group without a true pair says nothing";
  EXPECT_EQ(recall_gap({}), 0);
}

/// Two people of one home whose records all agree but for the forename, and one record that fits both a little.
TEST(LinkageGroups, OneBadLinkJoinsNobodyWhereEvidenceIsAsked) {
  auto model = trained_model();
  model.by_evidence = true;
  model.prior.probability = 0.3;
  Rows rows{{"Amir", "Khan", "2001-02-03", "N1 1AB", ""}, {"Amir", "Khan", "2001-02-03", "N1 1AB", ""},
            {"Zoe", "Khan", "2001-12-13", "", ""},        {"Zoe", "Khan", "2001-12-13", "", ""}};
  for (auto const& other : people_rows(60, 1)) rows.push_back(other);  // so that a value that agrees says something
  auto const first_four = [](std::vector<Record> const& of) { return std::vector<Record>{of.begin(), of.begin() + 4}; };
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  std::vector<Edge> const edges{{0, 1, 20 * one_bit}, {1, 2, 5 * one_bit}, {2, 3, 20 * one_bit}};
  auto const groups = group_records(linker, edges, 4 * one_bit, 4 * one_bit);
  ASSERT_TRUE(groups);
  EXPECT_EQ(first_four(groups->of), (std::vector<Record>{0, 0, 2, 2}));
  model.by_evidence = false;
  auto const connected_linker = Linker{model, table_of(model, rows), nullptr, 1};
  EXPECT_EQ(first_four(group_records(connected_linker, edges, 4 * one_bit, 4 * one_bit)->of), (std::vector<Record>{0, 0, 0, 0}));
}

/// Four records alike but for their NHS numbers, and one without a number that fits them all.
TEST(LinkageGroups, TwoValidNhsNumbersAreTwoPeople) {
  auto const model = [] {
    auto made = model_from(nhs_model);
    made.prior.probability = 0.3;
    for (auto& level : made.comparisons.front().levels) level.m.value = level.u.value = 0.5;
    made.comparisons.front().levels[1].u.value = 0.001;
    return made;
  }();
  auto const grouped = [&](std::string const& first, std::string const& second) {
    Rows const rows{{"Ada", first}, {"Ada", first}, {"Ada", ""}, {"Ada", second}, {"Ada", second}};
    auto const linker = Linker{model, table_of(model, rows), nullptr, 2};
    std::vector<Edge> edges;
    for (Record a = 0; a < rows.size(); ++a) {
      for (Record b = a + 1; b < rows.size(); ++b) edges.push_back({a, b, 9 * one_bit});
    }
    auto const groups = group_records(linker, edges, one_bit, one_bit);
    return groups ? groups->of : std::vector<Record>{};
  };
  auto const apart = grouped("9990000018", "9990000026");
  ASSERT_EQ(apart.size(), 5U);
  EXPECT_EQ(apart[0], apart[1]);
  EXPECT_EQ(apart[3], apart[4]);
  EXPECT_NE(apart[0], apart[3]);
  std::vector<Record> const together(5, 0);
  EXPECT_EQ(grouped("9990000018", "9990000018"), together);
  EXPECT_EQ(grouped("9990000018", "9990000028"), together) << "a slip breaks the check digit, and then says nothing";
  EXPECT_EQ(grouped("9990000018", "999000002"), together) << "too short to be one";
  EXPECT_EQ(grouped("9990000018", "A990000026"), together) << "not a number";
}

}  // namespace
}  // namespace concordat::linkage
