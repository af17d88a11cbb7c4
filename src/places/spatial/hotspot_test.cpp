// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/hotspot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "places/spatial/study_area.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

auto code(auto const& result) {
  return result.error().code.view();
}

AreaSet rectangle(double west, double south, double east, double north) {
  Area area{.code = "a",
            .name = "a",
            .population = {},
            .polygons = {{{{{west, south}, {east, south}, {east, north}, {west, north}}}}}};
  return AreaSet::from_areas("csp", "2026", {area}).value();
}

double total(DensitySurface const& surface) {
  double const cell = surface.grid.cell_size() * surface.grid.cell_size();
  return std::accumulate(surface.per_square_metre.begin(), surface.per_square_metre.end(), 0.0) * cell;
}

/// One event adds up to one event, with either kernel. A widely used tool's default quartic adds up to 7.25.
TEST(Kernels, AddUpToOneEvent) {
  auto const grid = Grid::over({0, 0, 3999, 3999}, 20).value();
  test::Events one;
  one.add(2003, 1996);
  EXPECT_NEAR(total(*quartic_density(one.reported(), grid, 1000)), 1, 1e-6);
  EXPECT_NEAR(total(*gaussian_density(one.reported(), grid, {.bandwidth = 250})), 1, 1e-6);
}

TEST(StudyAreas, CorrectARectangleAsTheClosedFormDoes) {
  auto const grid = Grid::over({0, 0, 3999, 2999}, 100).value();
  auto const areas = rectangle(0, 0, 4000, 3000);
  StudyArea const area{areas, grid};
  EXPECT_TRUE(std::ranges::all_of(area.coverage(), [](double share) { return share == 1; }));
  auto const events = test::scattered(300, 2999, 4);
  DensityOptions options{.bandwidth = 300, .edge = EdgeCorrection::uniform};
  auto const right = gaussian_density(events.reported(), grid, options);
  auto const found = density_inside(events.reported(), area, Kernel::gaussian, options);
  ASSERT_TRUE(right && found);
  auto const peak = *std::ranges::max_element(right->per_square_metre);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    ASSERT_NEAR(found->per_square_metre[cell], right->per_square_metre[cell], peak * 1e-9);
  }
}

TEST(StudyAreas, KeepAnEvenDensityEvenUpToTheirEdge) {
  auto const areas = rectangle(1000, 1000, 3000, 3000);
  auto const grid = Grid::over({0, 0, 3999, 3999}, 100).value();
  StudyArea const area{areas, grid};
  test::Events even;
  for (double x = 1025; x < 3000; x += 50) {
    for (double y = 1025; y < 3000; y += 50) even.add(x, y);
  }
  even.add(3500, 2000);  // beyond the boundary: not of this area
  for (auto const kernel : {Kernel::gaussian, Kernel::quartic}) {
    double const bandwidth = kernel == Kernel::gaussian ? 200 : 500;
    auto const found = density_inside(even.reported(), area, kernel, {.bandwidth = bandwidth});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->used, 1600U);
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
      double const right = area.coverage()[cell] > 0 ? 1 / 2500.0 : 0;
      ASSERT_NEAR(found->per_square_metre[cell], right, 1e-5 / 4) << "cell " << cell;
    }
  }
  EXPECT_EQ(std::ranges::count(area.inside(), 1), 400);
}

test::Events with_a_hotspot(std::uint64_t seed) {
  auto events = test::scattered(400, 5000, seed);
  SeededChance chance{seed + 5};
  for (int i = 0; i < 80; ++i) {
    double const x = 2400 + chance.unit() * 300;
    events.add(x, 2400 + chance.unit() * 300);
  }
  return events;
}

TEST(Stabilities, KeepThePlantedHotspotAndRepeatFromASeed) {
  auto const events = with_a_hotspot(3);
  auto const grid = Grid::over({0, 0, 4999, 4999}, 250).value();
  StabilityOptions const options{.permutations = 999, .seed = 4};
  auto const found = hotspot_stability(events.reported(), grid, options);
  ASSERT_TRUE(found);
  auto const middle = grid.cell_of({2550, 2550}).value();
  EXPECT_EQ(found->stable[middle], 1);
  EXPECT_GT(found->share_hot[middle], 0.99);
  EXPECT_EQ(found->stable[0], 0);
  EXPECT_EQ(found->events, 480U);
  EXPECT_FALSE(found->few);
  EXPECT_EQ(hotspot_stability(events.reported(), grid, options)->share_hot, found->share_hot);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) EXPECT_LE(found->stable[cell], found->hot[cell]);
}

TEST(Stabilities, DoNotAskAHotspotByItselfToBeatItsOwn) {
  auto events = test::scattered(1000, 5000, 21);
  for (int i = 0; i < 60; ++i) events.add(2600 + i % 8 * 10, 2600 + i % 5 * 10);
  auto const grid = Grid::over({0, 0, 4999, 4999}, 250).value();
  auto const found = hotspot_stability(events.reported(), grid, {.permutations = 999});
  ASSERT_TRUE(found);
  auto const hot = std::ranges::count(found->hot, 1);
  EXPECT_GE(hot, 9);
  EXPECT_GE(std::ranges::count(found->stable, 1), 9) << "far beyond chance, and alone";
}

TEST(Stabilities, FindNothingInScatteredEventsAndSayWhenTheyAreFew) {
  auto const events = test::scattered(25, 5000, 8);
  auto const grid = Grid::over({0, 0, 4999, 4999}, 500).value();
  auto const found = hotspot_stability(events.reported(), grid, {.permutations = 999});
  ASSERT_TRUE(found);
  EXPECT_EQ(std::ranges::count(found->stable, 1), 0);
  EXPECT_TRUE(found->few);
  EXPECT_EQ(code(hotspot_stability(events.reported(), grid, {.resamples = 0})), "hotspot.resamples");
}

TEST(HotspotClasses, TellLatelyFromBefore) {
  // ten periods, so the last two are lately
  auto const history = [](std::vector<int> const& periods) {
    std::vector<std::vector<std::uint8_t>> hot(10, std::vector<std::uint8_t>(1, 0));
    for (auto const period : periods) hot[static_cast<std::size_t>(period)][0] = 1;
    return classify_hotspots(hot)->front();
  };
  EXPECT_EQ(history({}), HotspotClass::none);
  EXPECT_EQ(history({0, 1, 2, 3, 4, 5, 6, 7}), HotspotClass::persistent);
  EXPECT_EQ(history({8, 9}), HotspotClass::emerging);
  EXPECT_EQ(history({9}), HotspotClass::emerging);
  EXPECT_EQ(history({2, 9}), HotspotClass::intermittent);
  EXPECT_EQ(history({2, 7}), HotspotClass::former);
  std::vector<std::vector<std::uint8_t>> const four(4, {1});
  std::vector<std::vector<std::uint8_t>> uneven(5, {1});
  uneven[2].push_back(0);
  EXPECT_EQ(code(classify_hotspots(four)), "hotspot.too-few-periods");
  EXPECT_EQ(code(classify_hotspots(uneven)), "hotspot.classes");
}

TEST(HotspotClasses, FollowAHotspotThatAppears) {
  auto events = test::scattered(600, 5000, 12);
  auto const first = Month::of(2024, 1);
  SeededChance chance{2};
  for (std::size_t i = 0; i < 600; ++i)
    events.month.push_back(first.index + static_cast<int>(chance.below(24)));
  for (int i = 0; i < 60; ++i) {
    events.add(1300 + chance.unit() * 200, 3300 + chance.unit() * 200);
    events.month.push_back(first.index + 21 + static_cast<int>(chance.below(3)));
  }
  auto const grid = Grid::over({0, 0, 4999, 4999}, 500).value();
  auto const hot =
      hot_by_period(events.reported(), grid, {first, Month{first.index + 23}}, 3, {.permutations = 999});
  ASSERT_TRUE(hot);
  ASSERT_EQ(hot->size(), 8U);
  auto const classes = classify_hotspots(*hot);
  EXPECT_EQ((*classes)[grid.cell_of({1400, 3400}).value()], HotspotClass::emerging);
  EXPECT_EQ(code(hot_by_period(events.reported(), grid, {first, Month{first.index + 23}}, 5)),
            "hotspot.periods");
}

}  // namespace
}  // namespace concordat::places
