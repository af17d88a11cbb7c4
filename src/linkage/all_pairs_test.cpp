// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/all_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "linkage/compare/slips.h"
#include "linkage/linkage_test_tools.h"
#include "linkage/text/distance.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view model_text = R"(format: concordat-linkage/1
name: test
fields:
  - {field: forename, kind: forename}
  - {field: dob, kind: date_of_birth}
  - {field: postcode, kind: postcode}
  - {field: number, kind: nhs_number}
candidates: [[dob]]
comparisons:
  - name: days and edits
    fields: [dob]
    levels:
      - {level: exact, when: {exact: dob}}
      - {level: near, when: {any: [{osa: dob, at_most: 1}, {day_month_swapped: dob}]}}
      - {level: 1 January, when: {all: [{placeholder: dob}, {same_year: dob}]}}
      - {level: month, when: {within_days: dob, at_most: 31}}
      - {level: year, when: {within_days: dob, at_most: 366}}
      - {level: other}
  - name: edits in days
    fields: [dob]
    levels:
      - {level: near, when: {all: [{within_days: dob, at_most: 40}, {levenshtein: dob, at_most: 1}]}}
      - {level: exact, when: {exact: dob}}
      - {level: other}
  - name: postcode
    fields: [postcode]
    levels:
      - {level: exact, when: {exact: postcode}}
      - {level: slip, when: {damerau: postcode, at_most: 1}}
      - {level: sector, when: {same_sector: postcode}}
      - {level: district, when: {same_district: postcode}}
      - {level: area, when: {same_area: postcode}}
      - {level: other}
  - name: number
    fields: [number]
    levels:
      - {level: exact, when: {exact: number}}
      - {level: slip, when: {damerau: number, at_most: 1}}
      - {level: other}
  - name: exact
    fields: [number]
    levels:
      - {level: exact, when: {exact: number}}
      - {level: other}
  - name: forename
    fields: [forename]
    levels:
      - {level: initial, when: {initial: forename}}
      - {level: near, when: {jaro_winkler: forename, at_least: 85}}
      - {level: other}
  - name: two fields
    fields: [forename, number]
    levels:
      - {level: exact, when: {exact: [forename, number]}}
      - {level: other}
prior: {rules: [[dob]], recall: 80}
learning: {sessions: [[dob]], random_pairs: 1000, seed: 7}
thresholds: {keep: "0.0001", join: 90}
)";

/// Values with slips of the pen, dates that are none, and missing ones.
Rows rows_of(std::size_t count, std::uint64_t seed) {
  SeededChance chance{seed};
  auto const two = [](std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  auto const letters = [&](std::size_t most, std::string_view from) {
    std::string text;
    for (std::size_t i = 0, size = 1 + chance.below(most); i < size; ++i) text += from[chance.below(from.size())];
    return text;
  };
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::string> row{letters(5, "abé"),
                                 std::to_string(1990 + chance.below(4)) + "-" + two(1 + chance.below(13)) + "-" + two(1 + chance.below(12)),
                                 "N" + std::to_string(1 + chance.below(3)) + " " + std::to_string(chance.below(4)) + "A" + letters(1, "ABC"),
                                 letters(4, "012")};
    if (chance.below(4) == 0) row[1].replace(5, 5, "01-01");
    if (chance.below(6) == 0) row[2] = letters(6, "N1 A");
    for (auto& value : row) {
      if (chance.below(9) == 0) value.clear();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::uint64_t> pair_by_pair(Comparer const& comparer, std::size_t comparison, Table const& table, std::size_t levels) {
  std::vector<std::uint64_t> counts(levels, 0);
  auto scratch = comparer.scratch();
  for (Record left = 0; left < table.records; ++left) {
    for (Record right = left + 1; right < table.records; ++right) {
      if (table.links_two() && (left >= table.first_file || right < table.first_file)) continue;
      ++counts[comparer.level(comparison, table.at(left), table.at(right), scratch)];
    }
  }
  return counts;
}

TEST(AllPairs, AreCountedAsIfEachHadBeenCompared) {
  auto const model = model_from(model_text);
  std::vector<std::size_t> one_by_one(model.comparisons.size(), 0);
  std::vector<std::size_t> by_value(model.comparisons.size(), 0);
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    auto const rows = rows_of(100 + 60 * seed, seed);
    auto const table = table_of(model, rows, 1, Loader::For::batch, seed % 2 == 0 ? rows.size() / 3 : 0);
    ValueFacts facts{model, table, nullptr};
    Comparer const comparer{model, facts};
    for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
      auto const expected = pair_by_pair(comparer, c, table, model.comparisons[c].levels.size());
      EXPECT_EQ(static_cast<double>(std::accumulate(expected.begin(), expected.end(), std::uint64_t{0})), table.all_pairs());
      for (std::uint64_t const most_looks : {std::uint64_t{4000}, std::uint64_t{1'000'000}}) {
        if (!AllPairs{comparer, c, table, most_looks}.countable()) continue;
        ++(most_looks > 4000 ? one_by_one : by_value)[c];
        for (unsigned const threads : {1U, 4U}) {
          EXPECT_EQ((AllPairs{comparer, c, table, most_looks}.levels(threads)), expected) << model.comparisons[c].name << ", seed " << seed << ", looks " << most_looks;
        }
      }
    }
  }
  EXPECT_EQ(one_by_one, (std::vector<std::size_t>{8, 8, 8, 8, 8, 8, 0}));
  for (std::size_t c = 0; c < 5; ++c) EXPECT_GE(by_value[c], 2U) << model.comparisons[c].name;
}

TEST(AllPairs, AreNotCountedWhereNamesMustBeComparedAndThereAreTooMany) {
  auto const model = model_from(model_text);
  auto const table = table_of(model, rows_of(400, 3));
  ValueFacts facts{model, table, nullptr};
  Comparer const comparer{model, facts};
  EXPECT_FALSE((AllPairs{comparer, 5, table, 1000}.countable()));
  EXPECT_TRUE((AllPairs{comparer, 5, table, 1'000'000}.countable()));
  EXPECT_FALSE((AllPairs{comparer, 6, table, 1'000'000}.countable()));
}

TEST(AllPairs, FindsEveryTwoTextsThatAreASlipApart) {
  auto const model = model_from(model_text);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const table = table_of(model, rows_of(600, seed));
    Values values{space_of(Kind::forename), table.values[space_of(Kind::forename)], nullptr};
    values.need_letters();
    std::vector<std::uint32_t> ids(values.size() - 1);
    std::iota(ids.begin(), ids.end(), 1U);
    auto const near = [&](std::uint32_t a, std::uint32_t b, unsigned) { return osa(values.letters(a), values.letters(b)) <= 1; };
    std::vector<IdPair> expected;
    for (auto const a : ids) {
      for (auto const b : ids) {
        if (a < b && near(a, b, 0)) expected.emplace_back(a, b);
      }
    }
    EXPECT_GT(expected.size(), 100U);
    EXPECT_EQ(slips(values, ids, 1, near), expected);
    EXPECT_EQ(slips(values, ids, 3, near), expected);
  }
}

}  // namespace
}  // namespace concordat::linkage
