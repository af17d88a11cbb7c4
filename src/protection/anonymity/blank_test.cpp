// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "protection/anonymity/blank.h"

namespace concordat::protection {
namespace {

using Codes = std::vector<std::uint32_t>;

std::vector<CodeColumn> as_columns(std::vector<Codes> const& codes) {
  std::vector<CodeColumn> columns;
  for (auto const& column : codes) columns.push_back({column, *std::ranges::max_element(column) + 1});
  return columns;
}

std::vector<Codes> some(SeededChance& chance, std::size_t columns, std::size_t records, std::uint32_t values) {
  std::vector<Codes> codes(columns);
  for (std::size_t i = 0; i < records; ++i) {
    for (auto& column : codes) column.push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(values))));
  }
  return codes;
}

/// A record as it leaves: its values, blanks among them.
std::vector<int> told(std::vector<Codes> const& codes, Blanking const& made, std::size_t record) {
  std::vector<int> values;
  for (std::size_t c = 0; c < codes.size(); ++c) values.push_back(made.blank[c][record] != 0 ? -1 : static_cast<int>(codes[c][record]));
  return values;
}

TEST(Blanks, LeaveNobodyStandingOut) {
  SeededChance chance{3};
  for (auto const values : {2U, 9U, 40U}) {
    for (std::uint32_t const l : {1U, 2U}) {
      auto const codes = some(chance, 4, 600, values);
      std::vector<Codes> const sensitive{some(chance, 1, 600, 4).front()};
      auto const made = blank_values(as_columns(codes), sensitive, {.k = 5, .l = l, .withheld_most = 0.1}).value();
      std::map<std::vector<int>, std::multiset<std::uint32_t>> classes;
      std::size_t withheld = 0, blanked = 0;
      for (std::size_t i = 0; i < 600; ++i) {
        withheld += made.withheld[i];
        if (made.withheld[i] != 0) continue;
        auto const row = told(codes, made, i);
        blanked += static_cast<std::size_t>(std::ranges::count(row, -1));
        classes[row].insert(sensitive.front()[i]);
      }
      std::size_t least = 600, fewest = 600;
      for (auto const& [row, seen] : classes) {
        least = std::min(least, seen.size());
        fewest = std::min(fewest, std::set(seen.begin(), seen.end()).size());
      }
      EXPECT_GE(least, 5U);
      EXPECT_GE(fewest, l);
      EXPECT_EQ(made.k, least);
      EXPECT_EQ(made.l, fewest);
      EXPECT_EQ(made.classes, classes.size());
      EXPECT_EQ(made.withheld_count, withheld);
      EXPECT_NEAR(made.share(), static_cast<double>(blanked) / static_cast<double>(4 * (600 - withheld)), 1e-12);
    }
  }
}

TEST(Blanks, DoNotTakeASensitiveValueThatIsNotToldForOneOfItsOwn) {
  SeededChance chance{5};
  auto const codes = some(chance, 3, 600, 6);
  std::vector<Codes> sensitive{some(chance, 1, 600, 3).front()};
  for (auto& code : sensitive.front()) code = chance.below(2) == 0 ? not_told : code;
  auto const made = blank_values(as_columns(codes), sensitive, {.k = 5, .l = 2, .withheld_most = 0.2}).value();
  std::map<std::vector<int>, std::set<std::uint32_t>> classes;
  for (std::size_t i = 0; i < 600; ++i) {
    if (made.withheld[i] != 0) continue;
    auto& told_here = classes[told(codes, made, i)];
    if (sensitive.front()[i] != not_told) told_here.insert(sensitive.front()[i]);
  }
  ASSERT_FALSE(classes.empty());
  std::size_t fewest = 600;
  for (auto const& [row, values] : classes) fewest = std::min(fewest, values.size());
  EXPECT_GE(fewest, 2U);
  EXPECT_EQ(made.l, fewest);
}

TEST(Blanks, TakeNothingWhereNothingStandsOut) {
  std::vector<Codes> const codes{{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 0, 0, 0, 0, 0}};
  auto const made = blank_values(as_columns(codes), {}, {.k = 5}).value();
  EXPECT_EQ(made.share(), 0);
  EXPECT_EQ(made.k, 5U);
  EXPECT_EQ(made.classes, 2U);
}

TEST(Blanks, TakeTheOneColumnThatTellsRecordsApart) {
  std::vector<Codes> const codes{{0, 1, 2, 3, 4, 5}, {7, 7, 7, 7, 7, 7}};
  auto const made = blank_values(as_columns(codes), {}, {.k = 5}).value();
  EXPECT_THAT(made.blank[0], ::testing::Each(1));
  EXPECT_THAT(made.blank[1], ::testing::Each(0));
  EXPECT_THAT(made.blanked, ::testing::ElementsAre(6, 0));
}

TEST(Blanks, KeepTheColumnThatIsNamedFirst) {
  // either column by itself gathers all of them
  std::vector<Codes> const codes{{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}};
  auto const made = blank_values(as_columns(codes), {}, {.k = 5}).value();
  EXPECT_THAT(made.blanked, ::testing::ElementsAre(0, 10));
}

TEST(Blanks, AreNoWayForTooFew) {
  std::vector<Codes> const four{{0, 1, 2, 3}};
  auto const made = blank_values(as_columns(four), {}, {.k = 5});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code.view(), "blank.cannot");
  // of one sensitive value nobody is hidden by his like
  std::vector<Codes> const same{Codes(20, 0)};
  std::vector<Codes> const one{Codes(20, 3)};
  EXPECT_EQ(blank_values(as_columns(same), one, {.k = 5, .l = 2}).error().code.view(), "blank.cannot");
}

TEST(Blanks, OfColumnsThatDoNotFit) {
  std::vector<Codes> const wide(13, Codes{0, 1});
  EXPECT_EQ(blank_values(as_columns(wide), {}, {}).error().code.view(), "blank.columns");
  std::vector<Codes> const ten{Codes(10, 0)};
  std::vector<Codes> const nine{Codes(9, 0)};
  EXPECT_EQ(blank_values(as_columns(ten), nine, {}).error().code.view(), "classes.shape");
  EXPECT_EQ(blank_values({}, {}, {}).value().withheld_count, 0U);
}

}  // namespace
}  // namespace concordat::protection
