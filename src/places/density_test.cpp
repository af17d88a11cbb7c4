// SPDX-License-Identifier: Apache-2.0
#include "places/density.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "places/test_data.h"

namespace concordat::places {
namespace {

constexpr double pi = std::numbers::pi;

Grid grid_over(double side, double cell) {
  return Grid::over({0, 0, side - cell / 2, side - cell / 2}, cell).value();
}

/// Independent of the product's code: the definition, summed event by event.
std::vector<double> by_definition(test::Events const& events, Grid const& grid, double bandwidth) {
  std::vector<double> sums(grid.cells(), 0);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    auto const centre = grid.centre(cell);
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      double const square = std::pow(centre.x - events.x[i], 2) + std::pow(centre.y - events.y[i], 2);
      sums[cell] +=
          (events.weight.empty() ? 1 : events.weight[i]) * std::exp(-square / (2 * bandwidth * bandwidth));
    }
    sums[cell] /= 2 * pi * bandwidth * bandwidth;
  }
  return sums;
}

double largest_error(std::vector<double> const& found, std::vector<double> const& right) {
  double error = 0;
  for (std::size_t i = 0; i < right.size(); ++i) error = std::max(error, std::abs(found[i] - right[i]));
  return error / *std::ranges::max_element(right);
}

struct ExactCase {
  char const* name;
  double cell;
  double bandwidth;
  double side;
  std::size_t events;
  bool weighted;
  DensityMethod method;
};

class ExactDensity : public testing::TestWithParam<ExactCase> {};

TEST_P(ExactDensity, IsWithinTheToleranceOfTheDefinition) {
  auto const& sample = GetParam();
  auto events = test::scattered(sample.events, sample.side, 11);
  // some events lie off the grid but reach into it, one has no place
  events.add(-sample.bandwidth, sample.side / 2);
  events.add(sample.side + 2 * sample.bandwidth, sample.side / 3);
  if (sample.weighted) {
    for (std::size_t i = 0; i < events.x.size(); ++i) events.weight.push_back(static_cast<double>(i % 4));
  }
  auto const grid = grid_over(sample.side, sample.cell);
  auto const right = by_definition(events, grid, sample.bandwidth);
  events.add(std::nan(""), 5);
  if (sample.weighted) events.weight.push_back(1);
  auto const surface =
      gaussian_density(events.reported(), grid, {.bandwidth = sample.bandwidth, .method = sample.method});
  ASSERT_TRUE(surface) << sentence(surface.error());
  EXPECT_LE(largest_error(surface->per_square_metre, right), 1e-9);
  EXPECT_EQ(surface->unplaced, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Methods, ExactDensity,
    testing::Values(
        ExactCase{"direct", 100, 250, 4000, 60, false, DensityMethod::direct},
        ExactCase{"direct_narrow", 100, 120, 3000, 60, true, DensityMethod::automatic},
        ExactCase{"moments", 40, 300, 3000, 400, false, DensityMethod::moments},
        ExactCase{"moments_weighted", 40, 300, 3000, 400, true, DensityMethod::moments},
        ExactCase{"moments_few_cells_a_bandwidth", 100, 300, 6000, 400, true, DensityMethod::moments},
        ExactCase{"moments_many_cells_a_bandwidth", 20, 400, 1400, 200, false, DensityMethod::moments},
        ExactCase{"moments_one_event", 40, 300, 2000, 1, false, DensityMethod::moments}),
    [](auto const& test) { return std::string{test.param.name}; });

TEST(Density, HoldsTheToleranceForOneEventInTheCornerOfACell) {
  test::Events events;
  events.add(1000.0001, 1000.0001);
  auto const grid = grid_over(2000, 40);
  auto const surface = gaussian_density(events.reported(), grid, {.method = DensityMethod::moments});
  ASSERT_TRUE(surface);
  EXPECT_LE(largest_error(surface->per_square_metre, by_definition(events, grid, 300)), 1e-9);
}

TEST(Density, AutomaticTakesTheSameAnswerWhicheverWayItGoes) {
  auto const grid = grid_over(3000, 30);
  for (std::size_t const count : {5U, 20'000U}) {
    auto const events = test::scattered(count, 3000, count);
    auto const automatic = gaussian_density(events.reported(), grid, {});
    auto const direct = gaussian_density(events.reported(), grid, {.method = DensityMethod::direct});
    ASSERT_TRUE(automatic && direct);
    EXPECT_LE(largest_error(automatic->per_square_metre, direct->per_square_metre), 1e-9);
  }
}

TEST(Density, OneEventAddsUpToOneEvent) {
  test::Events events;
  events.add(5013, 4987);
  auto const grid = grid_over(10'000, 50);
  auto const gaussian = gaussian_density(events.reported(), grid, {});
  auto const quartic = quartic_density(events.reported(), grid, 1000);
  ASSERT_TRUE(gaussian && quartic);
  auto const total = [&](auto const& surface) {
    return std::accumulate(surface.per_square_metre.begin(), surface.per_square_metre.end(), 0.0) * 50 * 50;
  };
  EXPECT_NEAR(total(*gaussian), 1, 1e-6);
  EXPECT_NEAR(total(*quartic), 1, 1e-4);  // the quartic has a kink at its rim, which a lattice sums less well
}

TEST(Density, QuarticIsTheSumOverAllEventsInEveryCell) {
  auto const events = test::scattered(300, 3000, 9);
  auto const grid = grid_over(3000, 70);
  auto const reported = events.reported();
  for (double const radius : {35.0, 240.0, 900.0, 5000.0}) {
    auto const quartic = quartic_density(reported, grid, radius);
    ASSERT_TRUE(quartic);
    double worst = 0;
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
      double const x = grid.west() + (static_cast<double>(cell % grid.columns()) + 0.5) * 70;
      double const y = grid.south() + (static_cast<double>(cell / grid.columns()) + 0.5) * 70;
      double sum = 0;
      for (std::size_t i = 0; i < reported.size(); ++i) {
        double const away = (std::pow(reported.columns().x[i] - x, 2) + std::pow(reported.columns().y[i] - y, 2)) / (radius * radius);
        if (away < 1) sum += 3 / (std::numbers::pi * radius * radius) * std::pow(1 - away, 2);
      }
      worst = std::max(worst, std::abs(quartic->per_square_metre[cell] - sum) * radius * radius);
    }
    EXPECT_LT(worst, 1e-10) << radius << " m: a row that ends at the grid's edge does not go on in the next";
  }
}

TEST(Density, EdgeCorrectionUndoesTheHalvingAtTheBoundary) {
  auto const events = test::scattered(200'000, 10'000, 3);
  auto const grid = grid_over(10'000, 200);
  auto const plain = gaussian_density(events.reported(), grid, {.bandwidth = 500});
  auto const corrected =
      gaussian_density(events.reported(), grid, {.bandwidth = 500, .edge = EdgeCorrection::uniform});
  ASSERT_TRUE(plain && corrected);
  std::size_t const middle_of_west_side = grid.columns() * (grid.rows() / 2);
  double const even = 200'000 / 1e8;
  EXPECT_LT(plain->per_square_metre[middle_of_west_side], 0.65 * even);
  EXPECT_NEAR(corrected->per_square_metre[middle_of_west_side], even, 0.1 * even);
}

TEST(Density, RefusesWhatItCannotDrawAndSaysWhatToDo) {
  auto const events = test::scattered(10, 1000, 1);
  auto const grid = grid_over(1000, 100);
  auto const code = [&](DensityOptions const& options) {
    auto const surface = gaussian_density(events.reported(), grid, options);
    return surface ? std::string{} : std::string{surface.error().code.view()};
  };
  EXPECT_EQ(code({.bandwidth = 0}), "density.bandwidth");
  EXPECT_EQ(code({.bandwidth = std::nan("")}), "density.bandwidth");
  EXPECT_EQ(code({.bandwidth = 900'000}), "density.bandwidth-in-cells");
  EXPECT_EQ(code({.tolerance = 0}), "density.tolerance");
  EXPECT_EQ(code({.bandwidth = 150, .method = DensityMethod::moments}), "density.moments");
  EXPECT_FALSE(quartic_density(events.reported(), grid, -1));
  EXPECT_FALSE(support_counts(events.reported(), grid, 0));
}

TEST(Support, CountsTheEventsWithinTheRadiusOfEachCentre) {
  auto events = test::scattered(500, 3000, 8);
  events.add(std::nan(""), std::nan(""));
  auto const grid = grid_over(3000, 70);
  auto const counts = support_counts(events.reported(), grid, 300);
  ASSERT_TRUE(counts);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    auto const centre = grid.centre(cell);
    std::uint32_t right = 0;
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      if (std::hypot(centre.x - events.x[i], centre.y - events.y[i]) <= 300) ++right;
    }
    ASSERT_EQ((*counts)[cell], right) << "cell " << cell;
  }
}

struct Reference {
  test::Events events;
  std::vector<std::vector<double>> columns;  ///< gauss400, weighted, edge_uniform, quartic800
};

Reference reference() {
  Reference out;
  for (auto const& row : test::read_rows("data/geo-reference/points.csv")) {
    out.events.add(std::stod(row[1]), std::stod(row[2]));
    out.events.weight.push_back(std::stod(row[5]));
  }
  out.columns.resize(4);
  for (auto const& row : test::read_rows("data/geo-reference/kde.csv")) {
    for (std::size_t i = 0; i < 4; ++i) out.columns[i].push_back(std::stod(row[4 + i]));
  }
  return out;
}

TEST(Density, AgreesWithTheReferenceSurfaces) {
  auto data = reference();
  if (data.columns[0].empty()) GTEST_SKIP() << "the reference data are not here";
  auto const grid = grid_over(10'000, 200);
  ASSERT_EQ(grid.cells(), data.columns[0].size());
  auto unweighted = data.events;
  unweighted.weight.clear();
  auto const plain = gaussian_density(unweighted.reported(), grid, {.bandwidth = 400});
  auto const weighted = gaussian_density(data.events.reported(), grid, {.bandwidth = 400});
  auto const corrected =
      gaussian_density(unweighted.reported(), grid, {.bandwidth = 400, .edge = EdgeCorrection::uniform});
  auto const quartic = quartic_density(unweighted.reported(), grid, 800);
  ASSERT_TRUE(plain && weighted && corrected && quartic);
  EXPECT_LE(largest_error(plain->per_square_metre, data.columns[0]), 1e-9);
  EXPECT_LE(largest_error(weighted->per_square_metre, data.columns[1]), 1e-9);
  EXPECT_LE(largest_error(corrected->per_square_metre, data.columns[2]), 1e-9);
  EXPECT_LE(largest_error(quartic->per_square_metre, data.columns[3]), 1e-9);
}

}  // namespace
}  // namespace concordat::places
