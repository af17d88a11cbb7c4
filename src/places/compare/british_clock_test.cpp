// SPDX-License-Identifier: Apache-2.0
#include "places/compare/british_clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "places/test_data.h"

namespace concordat::places {
namespace {

using namespace std::chrono_literals;

std::int64_t minutes(std::chrono::year_month_day day, int hour, int minute) {
  return Date{day}.time_since_epoch().count() * 1440 + hour * 60 + minute;
}

double sum_of(std::array<std::array<double, 24>, 7> const& cells) {
  double sum = 0;
  for (auto const& day : cells) {
    for (double const hour : day) sum += hour;
  }
  return sum;
}

TEST(BritishClocks, ChangeOnTheLastSundaysOfMarchAndOctober) {
  EXPECT_EQ(british_offset(minutes(2026y / 3 / 29, 0, 59)), 0);
  EXPECT_EQ(british_offset(minutes(2026y / 3 / 29, 1, 0)), 60);
  EXPECT_EQ(british_offset(minutes(2026y / 10 / 25, 0, 59)), 60);
  EXPECT_EQ(british_offset(minutes(2026y / 10 / 25, 1, 0)), 0);
  EXPECT_EQ(british_offset(minutes(2024y / 3 / 31, 1, 0)), 60);
  EXPECT_FALSE(utc_of(minutes(2026y / 3 / 29, 1, 30))) << "the clock skips this";
  EXPECT_EQ(utc_of(minutes(2026y / 3 / 29, 2, 0))->utc, minutes(2026y / 3 / 29, 1, 0));
  auto const twice = utc_of(minutes(2026y / 10 / 25, 1, 30));
  ASSERT_TRUE(twice);
  EXPECT_TRUE(twice->twice);
  EXPECT_EQ(twice->utc, minutes(2026y / 10 / 25, 0, 30));
  EXPECT_FALSE(utc_of(minutes(2026y / 10 / 25, 2, 0))->twice);
}

TEST(BritishClocks, SpreadAWindowOverTheNightAsTheClockShowsIt) {
  // 00:00 to 04:00 by the clock in March is three hours long
  std::vector<UtcWindow> const march{{minutes(2026y / 3 / 29, 0, 0), 180}};
  auto const spring = british_clock(march);
  ASSERT_TRUE(spring);
  EXPECT_DOUBLE_EQ(spring->weight[6][0], 1 / 3.0);
  EXPECT_EQ(spring->weight[6][1], 0);
  EXPECT_DOUBLE_EQ(spring->weight[6][3], 1 / 3.0);
  // and in October five, of which two are called one o'clock
  std::vector<UtcWindow> const october{{minutes(2026y / 10 / 24, 23, 0), 300}};
  auto const autumn = british_clock(october);
  EXPECT_DOUBLE_EQ(autumn->weight[6][1], 0.4);
  EXPECT_DOUBLE_EQ(autumn->weight[6][3], 0.2);
}

TEST(BritishClocks, CountTheHoursThatThereAre) {
  auto const spring = hours_of_week(2026y / 3 / 29, 2026y / 3 / 29);
  EXPECT_EQ(sum_of(spring), 23);
  EXPECT_EQ(spring[6][1], 0);
  auto const autumn = hours_of_week(2026y / 10 / 25, 2026y / 10 / 25);
  EXPECT_EQ(sum_of(autumn), 25);
  EXPECT_EQ(autumn[6][1], 2);
  EXPECT_EQ(sum_of(hours_of_week(2026y / 1 / 1, 2026y / 12 / 31)), 365 * 24);
  auto const summer = hours_of_week(2026y / 6 / 1, 2026y / 6 / 7);
  for (auto const& day : summer) {
    for (double const hour : day) EXPECT_EQ(hour, 1);
  }
}

/// Away from the changes it is the clock of counts.h; in all, every event weighs one.
TEST(BritishClocks, AgreeWithTheLocalClockInOneSeasonAndWithTheReference) {
  auto const rows = test::read_rows("data/geo-reference/aoristic_in.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  std::vector<UtcWindow> windows;
  auto const monday = minutes(2026y / 1 / 12, 0, 0);
  for (auto const& row : rows) windows.push_back({monday + std::stoll(row[0]), std::stoi(row[1])});
  auto const clock = british_clock(windows);
  ASSERT_TRUE(clock);
  EXPECT_NEAR(sum_of(clock->weight), static_cast<double>(rows.size()), 1e-9);
  double largest = 0;
  for (auto const& row : test::read_rows("data/geo-reference/aoristic_out.csv")) {
    auto const found = clock->weight[std::stoul(row[0])][std::stoul(row[1])];
    largest = std::max(largest, std::abs(found - std::strtod(row[2].c_str(), nullptr)));
  }
  EXPECT_LT(largest, 1e-9);
  std::printf("aoristic_out.csv: largest difference %.3g\n", largest);
}

TEST(BritishClocks, TakeTheDayBeforeArrivalAndRefuseABackwardWindow) {
  auto const window = window_before_arrival(10'000);
  EXPECT_EQ(window.start, 10'000 - 1440);
  EXPECT_EQ(window.window, 1440);
  std::vector<UtcWindow> const backward{{0, -1}};
  EXPECT_EQ(british_clock(backward).error().code.view(), "clock.window");
}

}  // namespace
}  // namespace concordat::places
