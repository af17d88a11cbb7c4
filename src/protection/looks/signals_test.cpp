// SPDX-License-Identifier: Apache-2.0
// Months above what a year explains: a rise is told with its month, and nothing of a quarter with a small month.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protection/looks/signals.h"

namespace concordat::protection {
namespace {

using ::testing::HasSubstr;

/// A year of about 40 reports a month, then the months given.
std::vector<std::optional<std::int64_t>> after_a_year(std::vector<std::int64_t> const& then) {
  std::vector<std::optional<std::int64_t>> months;
  for (int month = 0; month < 12; ++month) months.emplace_back(38 + month % 3 * 2);
  for (auto const count : then) months.emplace_back(count);
  return months;
}

SignalTable signals_of(std::vector<SourceMonths> const& sources) { return tell_signals(sources, Month::of(2025, 1), SmallNumberRule::nhs()).value(); }
std::string said(SignalTable const& told, std::size_t row) { return told.table.text(row, 4); }

TEST(Signals, AreToldFromTheirFirstMonthOn) {  // M32
  auto const told = signals_of({{"Police", after_a_year({40, 40, 40, 75, 75, 75})}});
  auto const& signal = told.sources.front();
  ASSERT_TRUE(signal.judged);
  EXPECT_EQ(signal.above_since, Month::of(2026, 4));
  EXPECT_EQ(signal.adds_up_since, Month::of(2026, 4)) << "35 more than expected in one month are more than 15.3";
  EXPECT_TRUE(signal.goes_on);
  EXPECT_EQ(said(told, 0), "of the year that is compared with");
  EXPECT_EQ(said(told, 13), "as expected");
  EXPECT_EQ(said(told, 15), "above the limit, and the rise adds up");
  EXPECT_EQ(told.table.text(15, 0), "2026-04");
  EXPECT_EQ(told.table.text(15, 1), "75");
}

TEST(Signals, OfASlowRiseAddUpBeforeTheyAreAboveTheLimit) {
  auto const told = signals_of({{"Police", after_a_year({53, 53, 53, 53, 53, 53})}});
  auto const& signal = told.sources.front();
  ASSERT_TRUE(signal.adds_up_since);
  EXPECT_TRUE(signal.goes_on);
}

TEST(Signals, AreNoneWhereNothingChangedOrLessWasReported) {
  for (auto const& then : {std::vector<std::int64_t>{40, 38, 42}, std::vector<std::int64_t>{20, 18, 15}}) {
    auto const signal = signals_of({{"Police", after_a_year(then)}}).sources.front();
    EXPECT_TRUE(signal.judged);
    EXPECT_FALSE(signal.above_since || signal.adds_up_since || signal.goes_on);
  }
}

// The quarter by itself is told elsewhere: two of its months would tell the third.
TEST(Signals, HideAQuarterWithASmallMonthWhole) {  // S74
  auto const first = signals_of({{"Ambulance", after_a_year({40, 1, 40})}});
  EXPECT_FALSE(first.sources.front().judged);
  EXPECT_TRUE(first.sources.front().points.empty());
  for (std::size_t row = 12; row < 15; ++row) EXPECT_EQ(first.table.text(row, 1), "*");
  EXPECT_EQ(first.table.text(0, 1), "40") << "the other quarters show";
  for (std::size_t row = 0; row < 15; ++row) {
    EXPECT_EQ(first.table.text(row, 2), "*");
    EXPECT_EQ(said(first, row), "too few to say");
  }
  for (std::int64_t hidden = 2; hidden < 8; ++hidden) {
    auto const other = signals_of({{"Ambulance", after_a_year({40, hidden, 40})}});
    for (std::size_t row = 0; row < 15; ++row) {
      for (std::size_t column = 0; column < 5; ++column) EXPECT_EQ(first.table.text(row, column), other.table.text(row, column));
    }
  }
}

TEST(Signals, PassOverAQuarterThatWasNotDelivered) {
  auto months = after_a_year({40, 40, 40, 80, 80, 80});
  for (std::size_t month = 3; month < 6; ++month) months[month] = std::nullopt;
  auto const told = signals_of({{"Police", months}, {"Emergency department", after_a_year({40, 40, 40, 40, 40, 40})}});
  auto const& signal = told.sources.front();
  ASSERT_TRUE(signal.judged);
  EXPECT_EQ(said(told, 4), "not delivered");
  EXPECT_EQ(said(told, 14), "of the year that is compared with") << "the twelfth month that is there";
  EXPECT_EQ(signal.above_since, Month::of(2026, 4));
  EXPECT_FALSE(told.sources[1].above_since);
}

TEST(Signals, SayNothingOfAYearAloneOrOfASourceWithoutReports) {
  EXPECT_FALSE(signals_of({{"Police", after_a_year({})}}).sources.front().judged);
  EXPECT_FALSE(signals_of({{"Police", std::vector<std::optional<std::int64_t>>(15, 0)}}).sources.front().judged);
}

TEST(Signals, SayWhatTheyAreNotAndRefuseWhatIsNoQuarter) {
  auto const told = signals_of({{"Police", after_a_year({40, 40, 40})}});
  EXPECT_THAT(std::string{told.table.notes()[1].view()}, HasSubstr("a feed that changed what it records"));
  auto const wrong = tell_signals({{"Police", {40, 40}}}, Month::of(2025, 1), SmallNumberRule::nhs());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.view(), "signals.months");
}

}  // namespace
}  // namespace concordat::protection
