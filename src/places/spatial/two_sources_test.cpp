// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/two_sources.h"

#include <gtest/gtest.h>

#include <cmath>

#include "places/test_data.h"

namespace concordat::places {
namespace {

std::string code_of_areas(std::vector<std::int64_t> const& first, std::vector<std::int64_t> const& second) {
  auto const made = areas_apart(first, second);
  return made ? "fine" : std::string{made.error().code.view()};
}

/// So many events at one spot.
void heap(test::Events& events, std::size_t count, double x, double y) {
  for (std::size_t i = 0; i < count; ++i) events.add(x, y);
}

Grid ten_kilometres(double cell) { return *Grid::over({0, 0, 9999, 9999}, cell); }

TEST(TwoSources, TellTheAreaThatOnlyOneOfThemKnows) {  // M34
  std::vector<std::int64_t> const emergency{30, 20, 20, 20};
  std::vector<std::int64_t> const police{5, 60, 60, 60};
  auto const areas = areas_apart(emergency, police);
  ASSERT_TRUE(areas);
  EXPECT_EQ((*areas)[0].more, More::first);
  EXPECT_NEAR((*areas)[0].expected, 35.0 * 90 / 275, 1e-12);
  EXPECT_LT((*areas)[0].p_fdr, 0.05);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_NE((*areas)[i].more, More::first);
}

TEST(TwoSources, SayNothingOfTooFewAndNothingThatChanceWouldMake) {
  std::vector<std::int64_t> const emergency{4, 0, 2, 100};
  std::vector<std::int64_t> const police{0, 4, 60, 100};
  auto const areas = areas_apart(emergency, police);
  ASSERT_TRUE(areas);
  EXPECT_TRUE(std::isnan((*areas)[0].p)) << "four in all are not tested";
  EXPECT_EQ((*areas)[0].more, More::neither);
  EXPECT_LT((*areas)[2].p_fdr, 0.05);
  EXPECT_EQ((*areas)[2].more, More::neither) << "the emergency department has two";
  std::vector<std::int64_t> const alike{20, 21, 19, 20};
  auto const chance = areas_apart(alike, alike);
  ASSERT_TRUE(chance);
  for (auto const& area : *chance) EXPECT_EQ(area.more, More::neither);
}

TEST(TwoSources, TestNothingWhereOneOfThemHasNothingAndRefuseWhatAreNoCounts) {
  std::vector<std::int64_t> const none{0, 0};
  std::vector<std::int64_t> const some{9, 9};
  auto const areas = areas_apart(some, none);
  ASSERT_TRUE(areas);
  EXPECT_TRUE(std::isnan((*areas)[0].p));
  EXPECT_EQ(code_of_areas({1, 2}, {1}), "apart.counts");
  EXPECT_EQ(code_of_areas({1, -2}, {1, 2}), "apart.counts");
}

TEST(TwoSources, AreOneEverywhereWhereTheyKnowTheSame) {
  auto const events = test::scattered(300, 10'000, 3);
  auto const made = density_ratio(events.reported(), events.reported(), ten_kilometres(250), {.bandwidth = 800});
  ASSERT_TRUE(made);
  std::size_t shown = 0;
  for (double const ratio : made->ratio) {
    if (std::isnan(ratio)) continue;
    ++shown;
    EXPECT_NEAR(ratio, 1, 1e-9);
  }
  EXPECT_GT(shown, 500U);
}

TEST(TwoSources, HaveTheRatioOfTheExactSumsAndNoneWhereFewLieNear) {
  test::Events police;
  test::Events emergency;
  for (auto const& row : test::read_rows("data/geo-reference/points.csv")) {
    auto& source = row.back() == "police" ? police : emergency;
    source.add(std::stod(row[1]), std::stod(row[2]));
  }
  if (police.x.empty() || emergency.x.empty()) GTEST_SKIP() << "no reference data";
  auto const grid = ten_kilometres(500);
  double const sigma = 400;
  auto const made = density_ratio(emergency.reported(), police.reported(), grid, {.bandwidth = sigma});
  ASSERT_TRUE(made);
  auto const sum_at = [&](test::Events const& events, Point at) {
    double sum = 0;
    for (std::size_t i = 0; i < events.x.size(); ++i) sum += std::exp(-(std::pow(events.x[i] - at.x, 2) + std::pow(events.y[i] - at.y, 2)) / (2 * sigma * sigma));
    return sum / static_cast<double>(events.x.size());
  };
  auto const near = [&](test::Events const& events, Point at) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < events.x.size(); ++i) count += std::hypot(events.x[i] - at.x, events.y[i] - at.y) <= sigma ? 1 : 0;
    return count;
  };
  std::size_t shown = 0;
  std::size_t masked = 0;
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    auto const at = grid.centre(cell);
    auto const support = near(emergency, at) + near(police, at);
    ASSERT_EQ(made->support[cell], support);
    ASSERT_EQ(std::isnan(made->ratio[cell]), support < 5) << cell;
    support < 5 ? ++masked : ++shown;
    if (support < 5 || std::isinf(made->ratio[cell])) continue;
    auto const exact = sum_at(emergency, at) / sum_at(police, at);
    EXPECT_NEAR(made->ratio[cell], exact, 1e-3 * std::max(exact, 1.0)) << cell;
  }
  EXPECT_GT(shown, 20U);
  EXPECT_GT(masked, 20U);
}

TEST(TwoSources, HaveNoRatioWithoutAnEvent) {
  test::Events const none;
  auto const some = test::scattered(10, 10'000, 1);
  auto const made = density_ratio(some.reported(), none.reported(), ten_kilometres(500), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code.view(), "apart.empty");
}

TEST(TwoSources, TellWhatIsHotInOneAndNotInTheOther) {  // M34
  auto police = test::scattered(200, 10'000, 5);
  auto emergency = test::scattered(200, 10'000, 6);
  heap(emergency, 60, 2100, 2100);
  heap(police, 60, 7100, 7100);
  heap(emergency, 60, 5100, 5100);
  heap(police, 60, 5100, 5100);
  auto const grid = ten_kilometres(500);
  auto const made = hot_cells_apart(emergency.reported(), police.reported(), grid, {.permutations = 999});
  ASSERT_TRUE(made);
  auto const at = [&](double x, double y) { return *grid.cell_of({x, y}); };
  EXPECT_TRUE(made->first_alone(at(2100, 2100)));
  EXPECT_FALSE(made->second_alone(at(2100, 2100)));
  EXPECT_TRUE(made->second_alone(at(7100, 7100)));
  EXPECT_FALSE(made->first_alone(at(5100, 5100)));
  EXPECT_FALSE(made->second_alone(at(5100, 5100)));
  EXPECT_GT(made->first_z[at(2100, 2100)], 3);
  EXPECT_LT(made->second_z[at(2100, 2100)], 2);
}

TEST(TwoSources, HaveNoHotCellWhereNothingVaries) {
  test::Events const none;
  auto events = test::scattered(100, 10'000, 9);
  heap(events, 50, 5100, 5100);
  auto const grid = ten_kilometres(1000);
  auto const made = hot_cells_apart(events.reported(), none.reported(), grid, {.permutations = 99});
  ASSERT_TRUE(made);
  EXPECT_TRUE(std::isnan(made->second_z[0]));
  for (auto const hot : made->second_hot) EXPECT_EQ(hot, 0);
  auto const stopped = hot_cells_apart(events.reported(), none.reported(), grid, {.permutations = 99, .go_on = [](auto, auto) { return false; }});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code.view(), "work.stopped");
}

}  // namespace
}  // namespace concordat::places
