// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/anonymity/classes.h"
#include "protection/anonymity/generalise.h"

namespace concordat::protection {
namespace {

using places::test::read_rows;
using Codes = std::vector<std::uint32_t>;

std::uint32_t whole(std::string const& cell) { return static_cast<std::uint32_t>(text::parse_integer(cell).value()); }

TEST(Classes, HaveTheReferenceSizes) {
  auto const records = read_rows("data/geo-reference/ed_records.csv");
  auto const risk = read_rows("data/geo-reference/ed_records_risk.csv");
  if (records.empty() || risk.empty()) GTEST_SKIP() << "the shared reference data are not here";
  // month, ageband, sex, area and hour3 are what others may know; method is column 6
  std::vector<Codes> codes(6);
  for (auto const& row : records) {
    for (std::size_t c = 0; c < 6; ++c) codes[c].push_back(whole(row[c + 1]));
  }
  std::vector<CodeColumn> columns;
  for (auto const& column : codes) columns.push_back({column, *std::ranges::max_element(column) + 1});
  auto const known = std::span{columns}.first(5);
  auto const sizes = class_sizes(known).value();
  auto const distinct = distinct_in_class(known, columns[5]).value();
  ASSERT_EQ(sizes.size(), risk.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(sizes[i], whole(risk[i][1])) << i;
    EXPECT_EQ(distinct[i], whole(risk[i][2])) << i;
  }
}

TEST(Classes, AreWhatAMapCounts) {
  SeededChance chance{2};
  for (std::uint32_t const values : {3U, 50U, 5000U}) {
    std::vector<Codes> codes(4);
    for (int i = 0; i < 3000; ++i) {
      for (auto& column : codes) column.push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(values))));
    }
    std::vector<CodeColumn> columns;
    for (auto const& column : codes) columns.push_back({column, values});
    std::map<std::vector<std::uint32_t>, std::uint32_t> count;
    std::map<std::vector<std::uint32_t>, std::set<std::uint32_t>> seen;
    auto const key = [&](std::size_t i) { return std::vector{codes[0][i], codes[1][i], codes[2][i]}; };
    for (std::size_t i = 0; i < 3000; ++i) {
      ++count[key(i)];
      seen[key(i)].insert(codes[3][i]);
    }
    auto const sizes = class_sizes(std::span{columns}.first(3)).value();
    auto const distinct = distinct_in_class(std::span{columns}.first(3), columns[3]).value();
    for (std::size_t i = 0; i < 3000; ++i) {
      EXPECT_EQ(sizes[i], count[key(i)]);
      EXPECT_EQ(distinct[i], seen[key(i)].size());
    }
  }
}

TEST(Classes, RefuseWhatDoesNotFit) {
  Codes const few{0, 1, 2};
  Codes const two{0, 1};
  std::vector<CodeColumn> const uneven{{few, 3}, {two, 2}};
  EXPECT_EQ(class_sizes(uneven).error().code.view(), "classes.shape");
  std::vector<CodeColumn> const wide(3, {few, 1U << 31});
  EXPECT_EQ(class_sizes(wide).error().code.view(), "classes.too-wide");
}

/// Steps that merge neighbours: bands of 1, then of `by`, of by * by and so on, up to one value.
Ladder bands(std::uint32_t values, std::uint32_t by) {
  Ladder ladder;
  for (std::uint32_t band = 1;; band *= by) {
    Codes step;
    for (std::uint32_t code = 0; code < values; ++code) step.push_back(code / band);
    ladder.values.push_back(step.back() + 1);
    ladder.step.push_back(std::move(step));
    if (band >= values) return ladder;
  }
}

struct Example {
  std::vector<Codes> codes;
  std::vector<Codes> sensitive;
  std::vector<KnownColumn> known;
};

Example example(std::size_t records, std::uint64_t seed) {
  SeededChance chance{seed};
  Example e;
  std::vector<std::uint32_t> const values{12, 9, 3, 7};
  e.codes.resize(values.size());
  e.sensitive.resize(1);
  for (std::size_t i = 0; i < records; ++i) {
    for (std::size_t c = 0; c < values.size(); ++c) e.codes[c].push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(values[c]))));
    e.sensitive[0].push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(5))));
  }
  for (std::size_t c = 0; c < values.size(); ++c) e.known.push_back({e.codes[c], bands(values[c], c % 2 == 0 ? 2 : 3), "column"});
  return e;
}

/// What a choice of steps does, counted record by record: the withheld and the loss.
std::pair<std::size_t, double> weigh(Example const& e, std::vector<std::uint32_t> const& steps, Demand const& demand) {
  std::map<std::vector<std::uint32_t>, std::pair<std::size_t, std::set<std::uint32_t>>> classes;
  double loss = 0;
  for (std::size_t i = 0; i < e.codes[0].size(); ++i) {
    std::vector<std::uint32_t> key;
    for (std::size_t c = 0; c < steps.size(); ++c) {
      auto const& step = e.known[c].ladder.step[steps[c]];
      key.push_back(step[e.codes[c][i]]);
      loss += static_cast<double>(std::ranges::count(step, key.back()) - 1) / static_cast<double>(step.size() - 1);
    }
    auto& one = classes[key];
    ++one.first;
    one.second.insert(e.sensitive[0][i]);
  }
  std::size_t bad = 0;
  for (auto const& [key, one] : classes) bad += one.first < demand.k || one.second.size() < demand.l ? one.first : 0;
  double const records = static_cast<double>(e.codes[0].size());
  double const share = static_cast<double>(bad) / records;
  return {bad, loss / records / static_cast<double>(steps.size()) * (1 - share) + share};
}

TEST(Generalise, FindsTheBestOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto const e = example(120 + 40 * seed, seed);
    Demand const demand{.k = 5, .l = 2, .withheld_most = 0.02};
    auto const found = generalise(e.known, e.sensitive, demand);
    ASSERT_TRUE(found) << found.error().code.view();
    double best = 2;
    std::size_t choices = 0;
    std::vector<std::uint32_t> steps(4, 0);
    for (;;) {
      auto const [bad, loss] = weigh(e, steps, demand);
      if (static_cast<double>(bad) <= 0.02 * static_cast<double>(e.codes[0].size())) best = std::min(best, loss);
      ++choices;
      std::size_t c = 0;
      while (c < 4 && steps[c] + 1 == e.known[c].ladder.step.size()) steps[c++] = 0;
      if (c == 4) break;
      ++steps[c];
    }
    EXPECT_EQ(found->choices, choices);
    EXPECT_NEAR(found->loss, best, 1e-12) << "seed " << seed;
    auto const [bad, loss] = weigh(e, found->steps, demand);
    EXPECT_EQ(found->withheld_count, bad);
    EXPECT_NEAR(found->loss, loss, 1e-12);
    EXPECT_GE(found->k, 5U);
    EXPECT_GE(found->l, 2U);
    EXPECT_LT(found->looked_at, choices) << "every choice was looked at";
  }
}

TEST(Generalise, LetsNobodyStandOut) {
  auto const e = example(2000, 77);
  auto const found = generalise(e.known, e.sensitive, {.k = 7, .l = 3, .withheld_most = 0.02}).value();
  std::map<std::vector<std::uint32_t>, std::pair<std::size_t, std::set<std::uint32_t>>> out;
  for (std::size_t i = 0; i < 2000; ++i) {
    if (found.withheld[i] != 0) continue;
    std::vector<std::uint32_t> key;
    for (std::size_t c = 0; c < 4; ++c) key.push_back(e.known[c].ladder.step[found.steps[c]][e.codes[c][i]]);
    ++out[key].first;
    out[key].second.insert(e.sensitive[0][i]);
  }
  std::size_t k = 9999, l = 9999;
  for (auto const& [key, one] : out) {
    k = std::min(k, one.first);
    l = std::min(l, one.second.size());
  }
  EXPECT_EQ(k, found.k);
  EXPECT_EQ(l, found.l);
  EXPECT_GE(k, 7U);
  EXPECT_GE(l, 3U);
  EXPECT_EQ(out.size(), found.classes);
  EXPECT_LE(found.withheld_count, 40U);
}

TEST(Generalise, CountsNoSensitiveValueThatIsNotTold) {
  std::vector<std::uint32_t> const codes{0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  std::vector<KnownColumn> const known{{codes, {{{0, 1}}, {2}}, "place"}};
  std::vector<std::vector<std::uint32_t>> const sensitive{{7, not_told, not_told, not_told, not_told, 7, not_told, 8, 8, 8}};
  auto const made = generalise(known, sensitive, {.k = 5, .l = 2, .withheld_most = 0.5}).value();
  EXPECT_EQ(made.withheld, (std::vector<std::uint8_t>{1, 1, 1, 1, 1, 0, 0, 0, 0, 0})) << "who is among the first and told of is known to be 7";
  EXPECT_EQ(made.l, 2U);
}

TEST(Generalise, RefusesWhatItCannotDo) {
  auto e = example(4, 1);
  EXPECT_EQ(generalise(e.known, e.sensitive, {}).error().code.view(), "generalise.cannot");
  e.known[0].ladder.step[2] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_EQ(generalise(e.known, e.sensitive, {}).error().code.view(), "ladder.not-monotone");
  auto uneven = example(4, 1);
  uneven.sensitive[0].pop_back();
  EXPECT_EQ(generalise(uneven.known, uneven.sensitive, {}).error().code.view(), "classes.shape");
  Codes const none(4, 0);
  Codes many(1001, 0);
  std::vector<KnownColumn> const tall(2, {none, {std::vector<Codes>(1001, Codes{0}), Codes(1001, 1)}, "tall"});
  EXPECT_EQ(generalise(tall, {}, {}).error().code.view(), "ladder.too-many");
  Codes wide(1 << 17);
  for (std::uint32_t i = 0; i < wide.size(); ++i) wide[i] = i;
  std::vector<KnownColumn> const broad(4, {none, {{wide}, {1 << 17}}, "wide"});
  EXPECT_EQ(generalise(broad, {}, {}).error().code.view(), "classes.too-wide");
}

}  // namespace
}  // namespace concordat::protection
