// SPDX-License-Identifier: Apache-2.0
#include "pages/picture/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::pages {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

hub::ReleasedTable table(std::vector<std::string> quarters, std::vector<std::vector<std::string>> rows) {
  hub::ReleasedTable one;
  one.heading = {"Code", "Area"};
  one.heading.insert(one.heading.end(), quarters.begin(), quarters.end());
  one.heading.emplace_back("Total");
  one.rows = std::move(rows);
  return one;
}

std::size_t times(std::string const& text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

std::string picture_of(Trend const& trend) { return trend_picture(trend, {"Reports <by> quarter", "not delivered", "by chance"}); }

TEST(Trends, AddUpTheAreasThatShowEveryQuarterAndNoOther) {
  auto const trend = trend_of_areas(table({"2026-Q1", "2026-Q2"}, {{"A1", "One", "20", "30", "50"}, {"A2", "Two", "10", "*", "10"}, {"A3", "Three", "0", "15", "15"}, {"", "Total", "30", "45", "75"}}));
  ASSERT_TRUE(trend);
  EXPECT_EQ(trend->counted, 2U);
  EXPECT_EQ(trend->left_out, 1U) << "hidden in one quarter: it would move the line";
  EXPECT_EQ(*trend->quarters[0].reports, 20);
  EXPECT_EQ(*trend->quarters[1].reports, 45);
  EXPECT_FALSE(trend->band) << "two quarters lead one to expect nothing";
  EXPECT_EQ(standing_of(*trend, trend->quarters[1]), "no-band");
}

TEST(Trends, LeaveAGapWhereAQuarterWasNotDelivered) {
  auto const trend = trend_of_areas(table({"2025-Q4", "2026-Q1", "2026-Q2"}, {{"A1", "One", "20", "n/a", "30", "50"}, {"A2", "Two", "10", "n/a", "10", "20"}}));
  ASSERT_TRUE(trend);
  EXPECT_FALSE(trend->quarters[1].reports);
  EXPECT_EQ(standing_of(*trend, trend->quarters[1]), "not-delivered");
  auto const svg = picture_of(*trend);
  EXPECT_EQ(times(svg, "url(#trend-missing)"), 2U) << "the quarter, and its key";
  EXPECT_THAT(svg, HasSubstr("not delivered"));
  auto const path = svg.substr(svg.find("stroke-width=\"2.5\"") - 120, 120);
  EXPECT_EQ(times(svg, "L"), 0U) << "no line across the gap: " << path;
  EXPECT_EQ(times(svg, "<circle"), 2U);
}

TEST(Trends, HaveABandOfTheQuartersBeforeTheLastAndSayWhatIsOutsideIt) {
  auto const trend = trend_of_areas(table({"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"}, {{"A1", "One", "100", "95", "105", "160", "460"}}));
  ASSERT_TRUE(trend);
  ASSERT_TRUE(trend->band);
  EXPECT_DOUBLE_EQ(trend->band->usual, 100);
  EXPECT_EQ(trend->band->low, 81) << "of a Poisson count with mean 100: 2.5 % and 97.5 %";
  EXPECT_EQ(trend->band->high, 120);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(standing_of(*trend, trend->quarters[i]), "before") << i << ": it is part of the band";
  EXPECT_EQ(standing_of(*trend, trend->quarters[3]), "above");
  auto const svg = picture_of(*trend);
  EXPECT_THAT(svg, HasSubstr("by chance"));
  EXPECT_EQ(times(svg, "r=\"7\""), 1U) << "a ring, and no colour alone";
  EXPECT_THAT(svg, Not(HasSubstr("url(#trend-missing)")));
}

TEST(Trends, JudgeNoQuarterByABandThatItIsPartOf) {
  // 160 among 40s is far outside the limits of their mean, and moved that mean itself.
  auto const trend = trend_of_areas(table({"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"}, {{"A1", "One", "160", "40", "n/a", "40", "80", "320"}}));
  ASSERT_TRUE(trend && trend->band);
  EXPECT_DOUBLE_EQ(trend->band->usual, 80);
  EXPECT_EQ(format_quarter(trend->band->judged), "2026-Q1");
  std::vector<std::string> said;
  for (auto const& one : trend->quarters) said.emplace_back(standing_of(*trend, one));
  EXPECT_THAT(said, ::testing::ElementsAre("before", "before", "not-delivered", "before", "inside"));
  auto const svg = picture_of(*trend);
  EXPECT_EQ(times(svg, "r=\"7\""), 0U) << "no ring: nothing that was judged is outside";
  EXPECT_THAT(svg, HasSubstr("<rect x=\"417.6\"")) << "the band lies where the last quarter is, and nowhere else";
  auto const open = trend_of_areas(table({"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"}, {{"A1", "One", "40", "40", "40", "80", "n/a", "200"}}));
  ASSERT_TRUE(open && open->band);
  EXPECT_EQ(format_quarter(open->band->judged), "2025-Q4") << "the last that was delivered";
  EXPECT_EQ(standing_of(*open, open->quarters[3]), "above");
}

TEST(Trends, HaveTheMonthsOnTheAxisAndOneHue) {
  std::vector<std::string> quarters;
  std::vector<std::string> row{"A1", "One"};
  for (int quarter = 0; quarter < 5; ++quarter) {
    quarters.push_back(format_quarter(Quarter{Quarter::of(2025, 3).index + quarter}));
    row.emplace_back("20");
  }
  row.emplace_back("100");
  auto const svg = picture_of(*trend_of_areas(table(quarters, {row})));
  for (auto const* month : {">Jul<", ">Aug<", ">Dec<", ">2025<", ">2026<"}) EXPECT_THAT(svg, HasSubstr(month));
  EXPECT_THAT(svg, HasSubstr("Reports &lt;by&gt; quarter"));
  for (auto at = svg.find("=\"#"); at != std::string::npos; at = svg.find("=\"#", at + 1)) {
    auto const colour = svg.substr(at + 2, 7);
    auto const part = [&](std::size_t from) { return std::stoi(colour.substr(from, 2), nullptr, 16); };
    EXPECT_GE(part(5) + 3, part(1)) << colour << ": blue or grey, and no other hue";
  }
  for (int quarter = 5; quarter < 40; ++quarter) {
    quarters.push_back(format_quarter(Quarter{Quarter::of(2025, 3).index + quarter}));
    row.insert(row.end() - 1, "20");
  }
  auto const decade = picture_of(*trend_of_areas(table(quarters, {row})));
  EXPECT_LE(times(decade, ">Jan<"), 10U);
  EXPECT_EQ(times(decade, ">Feb<"), 0U) << "no room for every month";
}

TEST(Trends, OfSourcesAddUpThoseThatShowEveryQuarter) {
  hub::ReleasedTable completeness;
  completeness.heading = {"Source", "Quarter", "Reports", "With a place in this area", "With a time of day"};
  auto const row = [&](std::string source, std::string quarter, std::string reports) { completeness.rows.push_back({std::move(source), std::move(quarter), std::move(reports), "", ""}); };
  for (auto const& [source, first, last] : {std::tuple{"Police", "735", "700"}, {"Emergency department", "365", "300"}, {"Ambulance", "*", "20"}}) {
    row(source, "2025-Q4", first);
    row(source, "2026-Q1", "n/a");
    row(source, "2026-Q2", last);
  }
  auto const trend = trend_of_sources(completeness);
  ASSERT_TRUE(trend);
  EXPECT_EQ(trend->counted, 2U);
  EXPECT_EQ(trend->left_out, 1U);
  EXPECT_EQ(*trend->quarters[0].reports, 1100);
  EXPECT_FALSE(trend->quarters[1].reports);
  EXPECT_EQ(*trend->quarters[2].reports, 1000);
  row("Ambulance", "2026-Q4", "20");
  EXPECT_FALSE(trend_of_sources(completeness)) << "of other quarters than the others";
}

TEST(Trends, AreToldOfNothingElse) {
  EXPECT_FALSE(trend_of_areas(table({}, {{"A1", "One", "20"}})));
  EXPECT_FALSE(trend_of_areas(table({"2026-Q1"}, {{"A1", "One", "*", "*"}})));
  EXPECT_FALSE(trend_of_areas(table({"2026-Q1"}, {{"A1", "One", "n/a", "n/a"}})));
  EXPECT_FALSE(trend_of_areas(table({"2026-Q1"}, {})));
  EXPECT_FALSE(trend_of_areas(table({"Hour"}, {{"A1", "One", "5", "5"}})));
}

}  // namespace
}  // namespace concordat::pages
