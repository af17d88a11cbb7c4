// SPDX-License-Identifier: Apache-2.0
// A change beside that of all other areas, and the months of the year: from published counts, and nothing where one is hidden.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protection/looks/change.h"
#include "protection/looks/signals.h"

namespace concordat::protection {
namespace {

/// Areas by rows, before and after by columns, under the rule.
ProtectedTable published(std::vector<std::pair<double, double>> const& areas) {
  RawTable raw{{"Counts", "Area", "Reports", {}, {"2025-Q3", "2026-Q3"}}, {}};
  for (auto const& [before, after] : areas) {
    raw.labels.rows.push_back("Area " + std::to_string(raw.labels.rows.size() + 1));
    raw.cells.insert(raw.cells.end(), {before, after});
  }
  return protect_counts(raw, SmallNumberRule::nhs()).value();
}

BesideTable beside(std::vector<std::pair<double, double>> const& areas) { return tell_change_beside_rest(published(areas), 0, 1).value(); }
std::string last(BesideTable const& told, std::size_t row) { return told.table.text(row, told.table.columns() - 1); }

TEST(ChangesBesideTheRest, AreNoneWhereEverythingRoseAlike) {  // M32
  auto const told = beside({{40, 80}, {60, 120}, {100, 200}});
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(told.areas[row].direction, places::Direction::none);
    EXPECT_EQ(told.table.text(row, 4), "1.00");
    EXPECT_EQ(last(told, row), "may be chance");
  }
}

TEST(ChangesBesideTheRest, TellTheAreaThatStayedWhereAllOthersRose) {
  auto const told = beside({{100, 100}, {100, 200}, {150, 300}, {200, 400}});
  EXPECT_EQ(told.areas[0].direction, places::Direction::down);
  EXPECT_EQ(told.table.text(0, 2), "450");
  EXPECT_EQ(told.table.text(0, 3), "900");
  EXPECT_EQ(told.table.text(0, 4), "0.50");
  // exp(log 0.5 - 1.96 sqrt(1/100 + 1/100 + 1/450 + 1/900))
  EXPECT_EQ(told.table.text(0, 5), "0.37");
  EXPECT_EQ(told.table.text(0, 6), "0.67");
  EXPECT_EQ(last(told, 0), "fewer");
}

TEST(ChangesBesideTheRest, SayNothingOfAHiddenCountAndLeaveItOutOfAllComparisons) {
  for (double hidden = 1; hidden < 8; ++hidden) {
    auto const told = beside({{hidden, 90}, {40, 80}, {60, 120}});
    EXPECT_EQ(told.areas[0].state, ChangeState::too_few);
    for (std::size_t column = 2; column < 8; ++column) EXPECT_EQ(told.table.text(0, column), "*");
    EXPECT_EQ(told.table.text(1, 2), "60") << "the hidden area is in nobody's comparison";
    EXPECT_EQ(told.table.text(1, 3), "120");
  }
}

TEST(ChangesBesideTheRest, HaveNoLimitsWhereACountIsNone) {
  auto const told = beside({{0, 40}, {40, 80}});
  EXPECT_EQ(last(told, 0), "a count is none: no limits");
  EXPECT_EQ(told.areas[0].direction, places::Direction::none);
  auto const alone = beside({{40, 400}});
  EXPECT_EQ(last(alone, 0), "a count is none: no limits") << "there is nothing to compare with";
  auto const wrong = tell_change_beside_rest(published({{40, 40}}), 0, 2);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.view(), "change.columns");
}

/// Whatever the areas do, a direction has limits that leave 1 out.
TEST(ChangesBesideTheRest, NeverHaveADirectionWhoseLimitsHoldOne) {
  for (double after = 20; after <= 160; after += 5) {
    auto const told = beside({{60, after}, {80, 80}, {100, 110}});
    for (std::size_t row = 0; row < told.areas.size(); ++row) {
      if (told.areas[row].direction == places::Direction::none) continue;
      EXPECT_TRUE(std::stod(told.table.text(row, 5)) >= 1 || std::stod(told.table.text(row, 6)) <= 1) << after;
    }
  }
}

std::vector<std::optional<std::int64_t>> years(std::size_t months, bool seasonal) {
  std::vector<std::optional<std::int64_t>> counts;
  for (std::size_t month = 0; month < months; ++month) counts.emplace_back(seasonal && month % 12 == 3 ? 160 : 80);
  return counts;
}

TEST(Seasons, AreToldOfThreeWholeYearsByTheCalendar) {  // M32
  auto const told = tell_seasons({{"Police", years(36, true)}}, Month::of(2023, 10), SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  auto const& season = told->sources.front();
  EXPECT_TRUE(season.told);
  EXPECT_TRUE(season.beyond_chance);
  ASSERT_EQ(season.factor.size(), 12U);
  EXPECT_NEAR(season.factor[0], 160 * 12.0 / (11 * 80 + 160), 1e-12) << "the fourth month from October on is January";
  EXPECT_EQ(told->table.text(0, 0), "January");
  EXPECT_EQ(told->table.text(0, 1), "1.85");
  EXPECT_EQ(told->table.text(0, 2), "a season beyond chance");
  auto const even = tell_seasons({{"Police", years(36, false)}}, Month::of(2023, 10), SmallNumberRule::nhs());
  EXPECT_FALSE(even->sources.front().beyond_chance);
  EXPECT_EQ(even->table.text(5, 2), "may be chance");
}

TEST(Seasons, SayNothingOfASourceWithASmallMonth) {
  auto months = years(36, true);
  months[20] = 5;
  auto const told = tell_seasons({{"Police", months}, {"Ambulance", years(36, false)}}, Month::of(2023, 1), SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_FALSE(told->sources[0].told);
  EXPECT_TRUE(told->sources[0].factor.empty());
  EXPECT_EQ(told->table.text(0, 1), "*");
  EXPECT_TRUE(told->sources[1].told);
}

TEST(Seasons, RefuseFewerThanThreeYearsAndPartsOfAYear) {
  for (std::size_t const months : {24U, 35U, 39U}) {
    auto const told = tell_seasons({{"Police", years(months, true)}}, Month::of(2023, 1), SmallNumberRule::nhs());
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code.view(), "seasons.months");
  }
}

}  // namespace
}  // namespace concordat::protection
