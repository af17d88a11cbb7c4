// SPDX-License-Identifier: Apache-2.0
// What follows a report, which neighbours have more than their share, what is around key places: verdicts that cannot be turned round.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "protection/looks/around.h"
#include "protection/looks/near_repeat.h"
#include "protection/looks/space_time.h"
#include "protection/looks/unlikely.h"

namespace concordat::protection {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

places::KnoxTable pairs(std::vector<places::KnoxCell> cells) {
  places::KnoxTable table;
  table.cells = std::move(cells);
  return table;
}
places::KnoxCell cell(double metres_from, double metres_to, std::int32_t days_from, std::int64_t observed, double ratio, double p) {
  return {metres_from, metres_to, days_from, days_from + 7, observed, 0, ratio, p};
}

TEST(NearRepeats, AreToldAsVerdictsAndFewPairsAreNot) {  // M30
  std::vector<SourceRepeats> const sources{{"Police", pairs({cell(0, 1e-9, 0, 40, 2.5, 0.001), cell(0, 1e-9, 7, 25, 1.3, 0.02), cell(100, 200, 0, 21, 9, 0.001), cell(100, 200, 7, 30, 1.1, 0.01)})},
                                           {"Ambulance", {}}};
  auto const told = tell_near_repeat(sources, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_THAT(told->table.labels().columns, ElementsAre("Distance", "0 to 6 days", "7 to 13 days"));
  EXPECT_THAT(told->table.labels().rows, ElementsAre("Police", "Police", "Ambulance", "Ambulance"));
  EXPECT_EQ(told->table.text(0, 0), "the same place");
  EXPECT_EQ(told->table.text(0, 1), "much more than chance");
  EXPECT_EQ(told->table.text(0, 2), "more than chance");
  EXPECT_EQ(told->table.text(1, 1), "too few to say") << "seven reports can make twenty-one pairs";
  EXPECT_EQ(told->table.text(1, 2), "may be chance");
  EXPECT_EQ(told->table.text(2, 1), "too few to say");
  EXPECT_EQ(told->raised[0].days, 14);
  EXPECT_LT(told->raised[0].metres, 1) << "the band of few reports does not reach on";
  EXPECT_EQ(told->raised[1].days, 0);
}

TEST(NearRepeats, HoldTheFalseDiscoveryRateOverAllThatIsTold) {
  std::vector<places::KnoxCell> many;
  for (int i = 0; i < 25; ++i) many.push_back(cell(i, i + 1, 0, 50, 1.5, i == 0 ? 0.04 : 0.5));
  auto const told = tell_near_repeat({{"Police", pairs(many)}}, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->table.text(0, 1), "may be chance") << "one of twenty-five at 4 % is what chance does";
  EXPECT_EQ(told->raised[0].days, 0);
}

places::SpaceTimeCluster closest(std::int64_t events, double p) {
  return {.log_ratio = 12, .centre = 4, .metres = 250, .first_day = 20'665, .days = 14, .events = events, .expected = 2, .p = p, .p_gumbel = p, .left_out = 0};
}

TEST(Bunches, AreToldByMonthAndSizeAndSmallOnesAreNot) {  // M30
  auto const told = tell_bunches({{"Police", closest(9, 0.01), 60}, {"Ambulance", closest(7, 0.001), 60}, {"Emergency department", closest(30, 0.06), 60}, {"Walk-in centre", {}, 5}, {"Fire", closest(20, 0.001), 7}},
                                 SmallNumberRule::nhs());
  EXPECT_THAT(told.told, ElementsAre(1, 0, 0, 0, 0));
  EXPECT_EQ(told.table.text(0, 0), "closer together than chance");
  EXPECT_EQ(told.table.text(0, 1), "2026-08");
  EXPECT_EQ(told.table.text(0, 2), "500 m");
  EXPECT_EQ(told.table.text(0, 3), "14 days");
  for (std::size_t row : {1U, 2U, 4U}) {
    EXPECT_EQ(told.table.text(row, 0), "may be chance, or too few to say") << "of few reports, of chance, and with few left: alike";
    EXPECT_EQ(told.table.text(row, 1), "");
  }
  EXPECT_EQ(told.table.text(3, 0), "too few to say");
}

TEST(NearRepeats, NeedTheSameBandsOfAllSources) {
  auto const told = tell_near_repeat({{"Police", pairs({cell(0, 100, 0, 9, 1, 1)})}, {"Ambulance", pairs({cell(0, 200, 0, 9, 1, 1)})}}, SmallNumberRule::nhs());
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code.view(), "near-repeat.bands");
  auto const nothing = tell_near_repeat({{"Police", {}}}, SmallNumberRule::nhs());
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->table.text(0, 0), "too few to say");
}

ProtectedTable counts_of(std::vector<double> cells) {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < cells.size(); ++row) names.push_back("Area " + std::to_string(row));
  return protect_counts(RawTable{{"Violence", "Area", "Quarter", names, {"2026-Q3"}}, std::move(cells)}, SmallNumberRule::nhs()).value();
}

UnlikelyTable unlikely(std::vector<double> cells, std::vector<std::int64_t> population) {
  std::vector<places::Point> centres;
  for (std::size_t i = 0; i < cells.size(); ++i) centres.push_back({static_cast<double>(i) * 1000, 0});
  return tell_unlikely(counts_of(std::move(cells)), 0, {centres, population}, SmallNumberRule::nhs()).value();
}

TEST(UnlikelyGroups, AreNeighboursThatTogetherHaveMoreThanTheirShare) {
  auto const told = unlikely({10, 10, 40, 45, 10, 10}, {1000, 1000, 1000, 1000, 1000, 1000});
  EXPECT_EQ(told.groups, 1U);
  EXPECT_THAT(told.group, ElementsAre(0, 0, 1, 1, 0, 0));
  EXPECT_EQ(told.table.text(2, 0), "1");
  EXPECT_EQ(told.table.text(0, 0), "in none");
  EXPECT_EQ(unlikely({10, 10, 10, 10}, {1000, 1000, 1000, 1000}).groups, 0U);
  EXPECT_EQ(unlikely({0, 0}, {10, 10}).groups, 0U);
  EXPECT_TRUE(unlikely({10, 10, 10, 10}, {1000, 1000, 1000, 1000}).tested);
  EXPECT_FALSE(unlikely({3, 3, 3}, {1000, 1000, 1000}).tested) << "no half of them has eight reports";
}

TEST(UnlikelyGroups, AreTheSameForEveryHiddenCount) {  // S74
  std::vector<std::int64_t> const population(6, 1000);
  auto const first = unlikely({10, 1, 40, 45, 7, 10}, population);
  for (double const hidden : {2.0, 3.0, 5.0, 7.0}) {
    auto const other = unlikely({10, hidden, 40, 45, 8 - hidden, 10}, population);
    EXPECT_EQ(other.group, first.group) << hidden;
    for (std::size_t row = 0; row < 6; ++row) {
      for (std::size_t column = 0; column < 3; ++column) EXPECT_EQ(other.table.text(row, column), first.table.text(row, column)) << hidden;
    }
  }
}

TEST(UnlikelyGroups, AreNotMadeOfHiddenCountsAlone) {
  // Four small villages of which each may have one report: at four each they would stand out.
  EXPECT_EQ(unlikely({1, 1, 1, 1, 40, 40, 40, 40}, {100, 100, 100, 100, 5000, 5000, 5000, 5000}).groups, 0U);
}

TEST(UnlikelyGroups, LeaveOutWhatIsNotThere) {
  auto const told = unlikely({10, not_available, 40, 10}, {1000, 1000, 0, 1000});
  EXPECT_EQ(told.left_out, 2U);
  EXPECT_EQ(told.table.text(1, 0), "left out");
  EXPECT_EQ(told.table.text(2, 0), "left out");
  EXPECT_THAT(told.looked_at, ElementsAre(1, 0, 0, 1));
  auto const wrong = tell_unlikely(counts_of({1, 2}), 0, {}, SmallNumberRule::nhs());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.view(), "unlikely.areas");
}

places::PlaceRing ring(double from, double to, std::int64_t events, double expected, double p_more, std::int64_t largest = 2, std::size_t with = 9) {
  return {from, to, events, 0.1, expected, p_more, 1 - p_more, with, largest};
}

TEST(AroundPlaces, AreToldByKindAndNeverOfFew) {
  std::vector<KindRings> const kinds{{"school", 20, {ring(0, 50, 30, 10, 1e-6), ring(50, 100, 7, 1, 1e-9), ring(100, 200, 12, 11, 0.4), ring(200, 400, 10, 40, 1)}},
                                     {"hospital", 3, {ring(0, 50, 300, 10, 1e-9, 300, 1), ring(50, 100, 90, 1, 1e-9, 80, 3), ring(100, 200, 12, 11, 0.4, 6, 2), ring(200, 400, 7, 40, 0.1)}}};
  auto const told = tell_around(kinds, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_THAT(told->table.labels().columns, ElementsAre("0 to 50 m", "50 to 100 m", "100 to 200 m", "200 to 400 m"));
  EXPECT_EQ(told->table.text(0, 0), "more than its share");
  EXPECT_EQ(told->table.text(0, 1), "too few to say") << "seven reports";
  EXPECT_EQ(told->table.text(0, 2), "may be chance");
  EXPECT_EQ(told->table.text(0, 3), "less than its share");
  for (std::size_t column = 0; column < 4; ++column) EXPECT_EQ(told->table.text(1, column), "too few to say") << "one hospital would be told, alone or as good as alone";
  EXPECT_THAT(told->more, ElementsAre("school (0 to 50 m)"));
}

TEST(AroundPlaces, NeedAsManyPlacesAsAHubAsksForAndNeverFewerThanThree) {
  std::vector<KindRings> const kinds{{"school", 20, {ring(0, 50, 30, 10, 1e-6), ring(50, 100, 30, 10, 1e-6, 2, 5)}}, {"hospital", 2, {ring(0, 50, 30, 10, 1e-6), ring(50, 100, 30, 10, 1e-6)}}};
  auto const six = tell_around(kinds, SmallNumberRule::nhs(), 6);
  ASSERT_TRUE(six);
  EXPECT_EQ(six->table.text(0, 0), "more than its share") << "reports at nine";
  EXPECT_EQ(six->table.text(0, 1), "too few to say") << "reports at five";
  auto const one = tell_around(kinds, SmallNumberRule::nhs(), 1);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->table.text(0, 1), "more than its share");
  EXPECT_EQ(one->table.text(1, 0), "too few to say") << "two hospitals would be told one by one, whoever asks";
}

TEST(AroundPlaces, AreNotToldToASupplierOnItsOwnReportsAlone) {  // S74
  std::vector<places::PlaceRing> const all{ring(0, 50, 30, 10, 1e-6), ring(50, 100, 30, 10, 1e-6)};
  KindRings school{"school", 20, all, {ring(0, 50, 8, 10, 1e-6), ring(50, 100, 7, 1, 1e-9)}};
  auto const told = tell_around({school}, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->table.text(0, 0), "more than its share");
  EXPECT_EQ(told->table.text(0, 1), "too few to say") << "the others reported seven";
  school.of_others.pop_back();
  EXPECT_FALSE(tell_around({school}, SmallNumberRule::nhs()));
}

TEST(AroundPlaces, NeedTheSameRingsOfAllKinds) {
  auto const told = tell_around({{"school", 9, {ring(0, 50, 9, 1, 0)}}, {"station", 9, {ring(0, 60, 9, 1, 0)}}}, SmallNumberRule::nhs());
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code.view(), "around.rings");
  auto const nothing = tell_around({}, SmallNumberRule::nhs());
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->table.rows(), 0U);
}

}  // namespace
}  // namespace concordat::protection
