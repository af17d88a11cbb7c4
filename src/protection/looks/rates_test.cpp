// SPDX-License-Identifier: Apache-2.0
// Which areas stand out of the funnel: whatever is hidden, by the rule or by rounding, decides nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protection/looks/funnel.h"

namespace concordat::protection {
namespace {

using ::testing::HasSubstr;

/// Areas in a row, each beside the next.
places::Neighbours in_a_row(std::size_t count) {
  std::vector<places::Neighbours::Pair> pairs;
  for (std::uint32_t area = 0; area + 1 < count; ++area) {
    pairs.emplace_back(area, area + 1);
    pairs.emplace_back(area + 1, area);
  }
  return places::Neighbours::from_pairs(count, std::move(pairs)).value();
}

ProtectedTable one_quarter(std::vector<double> cells) {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < cells.size(); ++row) names.push_back("Area " + std::to_string(row));
  return protect_counts(RawTable{{"Violence", "Area", "Quarter", names, {"2026-Q3"}}, std::move(cells)}, SmallNumberRule::nhs()).value();
}

Result<FunnelTable> told(std::vector<double> cells, std::vector<std::int64_t> residents) {
  auto const neighbours = in_a_row(residents.size());
  auto const table = one_quarter(std::move(cells));
  return tell_funnel(table, 0, {residents, neighbours}, 1000, SmallNumberRule::nhs());
}

std::string said(FunnelTable const& funnel, std::size_t row) { return funnel.standing.text(row, 6); }

TEST(Funnels, TellAnAreaThatChanceDoesNotExplainAndNoOther) {  // M30
  auto const funnel = told({20, 20, 20, 20, 20, 20, 20, 90}, std::vector<std::int64_t>(8, 1500));
  ASSERT_TRUE(funnel);
  EXPECT_EQ(said(*funnel, 7), "higher");
  EXPECT_EQ(funnel->areas[7].standing, places::Standing::above_99_8);
  EXPECT_EQ(funnel->standing.text(7, 2), "60.0");
  EXPECT_EQ(funnel->standing.text(7, 5), "28.8") << "230 reports of 12,000 residents";
  auto const even = told(std::vector<double>(8, 20), std::vector<std::int64_t>(8, 1500));
  ASSERT_TRUE(even);
  for (std::size_t row = 0; row < 8; ++row) EXPECT_EQ(said(*even, row), "as chance has it");
  EXPECT_TRUE(even->ranking_refused);
}

TEST(Funnels, OfAHiddenCountSayNothingWhateverItIs) {  // S74
  auto const first = told({40, 1, 40, 60}, {1000, 1000, 1000, 1000});
  ASSERT_TRUE(first);
  for (std::size_t const column : {0U, 2U, 3U, 4U}) EXPECT_EQ(first->standing.text(1, column), "*");
  EXPECT_EQ(said(*first, 1), "too few to say");
  EXPECT_EQ(first->smoothed.text(1, 2), "*");
  EXPECT_EQ(first->areas[1].state, FunnelState::too_few);
  for (double hidden = 2; hidden < 8; ++hidden) {
    auto const other = told({40, hidden, 40, 60}, {1000, 1000, 1000, 1000});
    ASSERT_TRUE(other);
    for (std::size_t row = 0; row < 4; ++row) {
      for (std::size_t column = 0; column < 7; ++column) EXPECT_EQ(first->standing.text(row, column), other->standing.text(row, column)) << hidden;
      for (std::size_t column = 0; column < 3; ++column) EXPECT_EQ(first->smoothed.text(row, column), other->smoothed.text(row, column)) << hidden;
    }
  }
}

TEST(Funnels, TellNothingThatRoundingCouldUndo) {
  // 30 stands for 28 to 32: of the limits by the published count alone it would lie outside.
  for (double residents = 900; residents < 2500; residents += 50) {
    auto const funnel = told({20, 20, 20, 20, 20, 20, 30}, {2000, 2000, 2000, 2000, 2000, 2000, static_cast<std::int64_t>(residents)});
    ASSERT_TRUE(funnel);
    auto const& area = funnel->areas.back();
    auto const expected = std::stod(funnel->standing.text(6, 5));
    bool const beyond = area.standing == places::Standing::above_99_8;
    if (!beyond && area.standing != places::Standing::above_95) continue;
    EXPECT_GT(28, places::funnel_limits(expected, beyond ? places::Confidence::percent_99_8 : places::Confidence::percent_95).high - 0.1) << residents;
  }
}

TEST(Funnels, DrawSmallAreasFurtherThanLargeOnes) {
  auto const funnel = told({20, 200, 25, 60, 500, 30}, {500, 5000, 1000, 1000, 20000, 500});
  ASSERT_TRUE(funnel);
  auto const drawn = [&](std::size_t row) { return std::abs(std::stod(funnel->smoothed.text(row, 0)) - std::stod(funnel->smoothed.text(row, 1))); };
  EXPECT_GT(drawn(5), drawn(1)) << "500 residents say less of their rate than 5,000";
  for (std::size_t row = 0; row < 6; ++row) {
    auto const own = std::stod(funnel->smoothed.text(row, 0));
    auto const smoothed = std::stod(funnel->smoothed.text(row, 1));
    EXPECT_LE((smoothed - own) * (smoothed - funnel->overall), 0.1) << "between its own rate and that of all areas";
  }
}

TEST(Funnels, LeaveOutWhatCannotBeCounted) {
  auto const funnel = told({40, not_available, 40, 60, 50, 50, 50}, {1000, 1000, 0, 1000, 1000, 1000, 1000});
  ASSERT_TRUE(funnel);
  EXPECT_EQ(funnel->left_out, 2U);
  EXPECT_EQ(said(*funnel, 1), "left out");
  EXPECT_EQ(said(*funnel, 2), "left out");
  EXPECT_NEAR(funnel->overall, 50, 1e-9);
}

TEST(Funnels, RefuseWhatDoesNotFitAndWhereNothingIsReported) {
  auto const table = one_quarter({1, 2});
  auto const wrong = tell_funnel(table, 0, {{}, in_a_row(2)}, 1000, SmallNumberRule::nhs());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.view(), "funnel.areas");
  auto const nothing = told({0, 0}, {1000, 1000});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code.view(), "funnel.no-reports");
  auto const few = told({40, not_available, not_available, 60}, {1000, 1000, 1000, 1000});
  ASSERT_FALSE(few) << "what is shown to a reader of whom much is hidden is not all areas";
  EXPECT_EQ(few.error().code.view(), "funnel.areas-left-out");
}

TEST(Funnels, HaveLimitsThatNarrowWithTheResidents) {
  auto const funnel = told({20, 40, 60}, {1000, 2000, 3000});
  ASSERT_TRUE(funnel);
  for (std::size_t i = 1; i < funnel->curve.size(); ++i) {
    EXPECT_LE(funnel->curve[i].limits_99_8.high, funnel->curve[i - 1].limits_99_8.high + 1e-9);
    EXPECT_GT(funnel->curve[i].limits_99_8.high, funnel->curve[i].limits_95.high);
  }
  EXPECT_LT(funnel->curve.front().residents, 1000);
  EXPECT_GT(funnel->curve.back().residents, 3000);
  EXPECT_THAT(std::string{funnel->standing.method().view()}, HasSubstr("99.8 %"));
}

}  // namespace
}  // namespace concordat::protection
