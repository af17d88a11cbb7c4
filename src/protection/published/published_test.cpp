// SPDX-License-Identifier: Apache-2.0
#include "protection/published/counts.h"

#include <gtest/gtest.h>

#include <vector>

namespace concordat::protection {
namespace {

constexpr std::int64_t smallest = 8;

PublishedCount told(std::string text, bool now, std::string reports = "r") {
  return {"E01 2026-Q3", std::move(reports), {}, 0, 0, *range_of(text, {}), text == "*", now};
}

PublishedCount part_told(std::string text, std::size_t part, bool now, std::size_t parts = 2) {
  return {"E01 2026-Q3", "r", "time", part, parts, *range_of(text, {smallest, false}), text == "*", now};
}

LaidTogether lay(std::vector<PublishedCount> const& counts) { return lay_together(counts, smallest); }

TEST(PublishedCounts, SayARangeAndNoMore) {
  EXPECT_EQ(range_of("0", {}), (KnownRange{0, 0}));
  EXPECT_EQ(range_of("*", {}), (KnownRange{1, 7}));
  EXPECT_EQ(range_of("*", {10, true}), (KnownRange{1, 9}));
  EXPECT_EQ(range_of("*", {8, false}), (KnownRange{0, std::nullopt}));
  EXPECT_EQ(range_of("10", {}), (KnownRange{8, 12}));
  EXPECT_EQ(range_of("10", {10, true}), (KnownRange{10, 12})) << "what is below the smallest group is never shown";
  EXPECT_EQ(range_of("125", {}), (KnownRange{123, 127}));
  for (auto const* text : {"n/a", "", "not hot", "1.5", "-5"}) EXPECT_EQ(range_of(text, {}), std::nullopt) << text;
}

TEST(PublishedCounts, AHiddenOneByItselfKeepsAllItsNumbers) {
  auto const found = lay({told("*", true), told("*", false)});
  EXPECT_EQ(found.hidden, 1U);
  EXPECT_EQ(found.beside, 1U);
  EXPECT_EQ(found.narrowest, 7);
  EXPECT_EQ(found.narrowed, 0U);
}

TEST(PublishedCounts, APartIsFoundThatTheOtherPartsGiveAway) {
  auto const found = lay({told("10", false), part_told("10", 0, false), part_told("*", 1, true)});
  EXPECT_EQ(found.narrowest, 5) << "0 to 4";
  EXPECT_EQ(found.narrowed, 1U);
}

TEST(PublishedCounts, TwoHiddenPartsGuardEachOther) {
  auto const found = lay({told("20", false), part_told("10", 0, false, 3), part_told("*", 1, true, 3), part_told("*", 2, false, 3)});
  EXPECT_EQ(found.narrowed, 0U);
  EXPECT_EQ(found.narrowest, 15) << "0 to 14";
}

TEST(PublishedCounts, PartsByTwoFiltersAreLaidTogetherThroughTheWhole) {
  auto night = part_told("*", 1, true);
  auto knife = part_told("10", 0, false);
  auto other = part_told("0", 1, false);
  knife.filter = other.filter = "method";
  auto const found = lay({part_told("10", 0, false), night, knife, other});
  EXPECT_EQ(found.narrowest, 5) << "the whole is 8 to 12 by the method, and 8 to 12 of it by day";
}

TEST(PublishedCounts, OneThatIsHiddenAndShownElsewhereIsFound) {
  // the same count by two rules: only a mistake of the hub could do that
  auto const wider = PublishedCount{"E01 2026-Q3", "r", {}, 0, 0, *range_of("10", {}), false, false};
  auto const hidden = PublishedCount{"E01 2026-Q3", "r", {}, 0, 0, *range_of("*", {10, true}), true, true};
  auto const found = lay({wider, hidden});
  EXPECT_EQ(found.narrowest, std::nullopt) << "8 or 9 is no small number";
  auto const stricter = lay_together(std::vector{wider, hidden}, 10);
  EXPECT_EQ(stricter.narrowest, 2);
  EXPECT_EQ(stricter.narrowed, 1U);
}

TEST(PublishedCounts, DifferencesOfOtherReportsAreLookedAt) {
  auto const found = lay({told("*", true, "all"), told("0", false, "without homes")});
  EXPECT_EQ(found.compared, 1U);
  EXPECT_EQ(found.narrowest_difference, 7) << "1 to 7 reports are in one and not in the other";
  EXPECT_EQ(found.narrowed_differences, 0U);
  auto exact = told("10", true, "all");
  exact.range = {10, 10};
  auto less = told("10", false, "without homes");
  less.range = {8, 8};
  EXPECT_EQ(lay({exact, less}).narrowed_differences, 1U) << "without rounding the two in between are told";
}

TEST(PublishedCounts, ThatNoCountsFitAreSaidToBeAtOdds) {
  EXPECT_EQ(lay({told("0", true), told("10", false)}).at_odds, 1U);
  EXPECT_EQ(lay({told("10", true), part_told("30", 0, false)}).at_odds, 1U);
}

}  // namespace
}  // namespace concordat::protection
