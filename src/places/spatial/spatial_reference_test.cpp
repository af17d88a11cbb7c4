// SPDX-License-Identifier: Apache-2.0
// Against answers of established packages (R's spdep, smerc and dbscan, NearRepeat) on made-up data: every
// row of each file, within the tolerance stated for it.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "places/spatial/cluster.h"
#include "places/spatial/gistar.h"
#include "places/spatial/knox.h"
#include "places/spatial/moran.h"
#include "places/spatial/scan.h"
#include "places/spatial/significance.h"
#include "places/spatial/smoothing.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows reference(std::string const& name) {
  return test::read_rows("data/geo-reference/" + name);
}
double number(std::string const& text) {
  return std::strtod(text.c_str(), nullptr);
}
std::uint32_t index(std::string const& text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

test::Events reference_events() {
  test::Events events;
  for (auto const& row : reference("points.csv")) {
    events.add(number(row[1]), number(row[2]));
    events.start.push_back(static_cast<std::int64_t>(number(row[3]) * 1440 + number(row[4]) * 60));
  }
  return events;
}

struct Areas {
  std::vector<Point> centre;
  std::vector<std::int64_t> population, events;
  std::vector<double> rate;
};

Areas reference_areas() {
  Areas areas;
  for (auto const& row : reference("areas.csv")) {
    areas.centre.push_back({number(row[1]), number(row[2])});
    areas.population.push_back(std::stoll(row[3]));
    areas.events.push_back(std::stoll(row[4]));
    areas.rate.push_back(number(row[4]) / number(row[3]));
  }
  return areas;
}

Neighbours reference_neighbours(std::size_t count) {
  std::vector<Neighbours::Pair> pairs;
  for (auto const& row : reference("areas_neighbours.csv")) pairs.emplace_back(index(row[0]), index(row[1]));
  return Neighbours::from_pairs(count, pairs).value();
}

TEST(GiStarReference, AgreesOnTheLattice) {
  auto const lattice = reference("lattice.csv");
  auto const rows = reference("lattice_gistar.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  ASSERT_EQ(rows.size(), 1600U);
  std::vector<double> counts(1600);
  for (auto const& row : lattice) counts[index(row[1]) * 40 + index(row[0])] = number(row[2]);
  using Shape = CellNeighbourhood::Shape;
  auto const queen = gi_on_grid(counts, 40, {Shape::queen, 1});
  auto const disc = gi_on_grid(counts, 40, {Shape::disc, 3});
  auto const without = gi_on_grid(counts, 40, {Shape::queen, 1}, {.include_self = false});
  ASSERT_TRUE(queen && disc && without);
  // the file counts its adjusted values in the order of its rows, which is that of the cells
  auto const by_holm = holm(queen->p);
  double largest = 0;
  for (auto const& row : rows) {
    auto const cell = index(row[1]) * 40 + index(row[0]);
    for (double const difference : {queen->z[cell] - number(row[2]), disc->z[cell] - number(row[3]),
                                    without->z[cell] - number(row[4]), queen->p[cell] - number(row[5]),
                                    queen->p_fdr[cell] - number(row[6]), by_holm[cell] - number(row[7])}) {
      largest = std::max(largest, std::abs(difference));
    }
  }
  RecordProperty("largest", std::to_string(largest));
  EXPECT_LT(largest, 1e-9);
  std::printf("lattice_gistar.csv: largest difference %.3g\n", largest);
}

TEST(AreaReference, AgreesOnGiStarMoranAndEmpiricalBayes) {
  auto const rows = reference("areas_local.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  auto const areas = reference_areas();
  auto const neighbours = reference_neighbours(areas.rate.size());
  ASSERT_EQ(rows.size(), 120U);
  auto const gi = gi_on_areas(areas.rate, neighbours);
  auto const local = local_moran(areas.rate, neighbours);
  auto const global_rate = smooth_globally({areas.events, areas.population});
  auto const local_rate = smooth_locally({areas.events, areas.population}, neighbours);
  ASSERT_TRUE(gi && local && global_rate && local_rate);
  double largest = 0;
  for (auto const& row : rows) {
    auto const area = index(row[0]);
    for (double const difference :
         {areas.rate[area] - number(row[1]), gi->z[area] - number(row[2]), local->i[area] - number(row[3]),
          local->z[area] - number(row[4]), (*global_rate)[area] - number(row[5]),
          (*local_rate)[area] - number(row[6])}) {
      largest = std::max(largest, std::abs(difference));
    }
  }
  EXPECT_LT(largest, 1e-9);
  std::printf("areas_local.csv: largest difference %.3g\n", largest);
  auto const all = reference("areas_global.csv");
  ASSERT_EQ(all.size(), 1U);
  auto const moran = global_moran(areas.rate, neighbours);
  ASSERT_TRUE(moran);
  EXPECT_NEAR(moran->i, number(all[0][0]), 1e-9);
  EXPECT_NEAR(moran->expectation, number(all[0][1]), 1e-9);
  EXPECT_NEAR(moran->variance, number(all[0][2]), 1e-9);
  EXPECT_NEAR(moran->z, number(all[0][3]), 1e-9);
  std::printf("areas_global.csv: z differs by %.3g\n", std::abs(moran->z - number(all[0][3])));
}

TEST(KnoxReference, AgreesOnCountsExpectationsAndWithinMonteCarloErrorOnP) {
  auto const rows = reference("knox.csv");
  auto const permuted = reference("knox_permutation.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  auto const events = reference_events();
  KnoxOptions options;
  options.metres.push_back(INFINITY);
  options.days = {0, 8, 15, 22, 29};
  auto const table = knox(events.reported(), options);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->cells.size(), rows.size());
  double largest = 0;
  double largest_errors = 0;
  double largest_of_means = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const& cell = table->cells[i];
    ASSERT_EQ(cell.metres_from, number(rows[i][0]));
    ASSERT_EQ(cell.days_from, std::stoi(rows[i][2]));
    EXPECT_EQ(cell.observed, std::stoll(rows[i][4])) << "row " << i;
    largest = std::max(largest, std::abs(cell.expected_margins - number(rows[i][5])) / number(rows[i][5]));
    double const p = number(permuted[i][7]);
    // both are estimates from 999 permutations; the floor is that of a proportion that may be 0
    double const error = std::sqrt(std::max(2 * p * (1 - p), 2e-3) / 999);
    largest_errors = std::max(largest_errors, std::abs(cell.p - p) / error);
    double const ratio = number(permuted[i][6]);
    if (cell.observed == 0) {
      EXPECT_EQ(cell.ratio, 0) << "row " << i;
      continue;
    }
    // The ratios tell the means of the permutations, of which both are estimates: counts of pairs, spread a little wider than Poisson's.
    auto const observed = static_cast<double>(cell.observed);
    double const spread = std::sqrt(2 * std::max(cell.expected_margins, 0.02) / 999);
    largest_of_means = std::max(largest_of_means, std::abs(observed / cell.ratio - observed / ratio) / spread);
  }
  EXPECT_LT(largest_of_means, 5) << "knox_ratio";
  EXPECT_LT(largest, 1e-12);
  EXPECT_LT(largest_errors, 4);
  std::printf(
      "knox.csv: counts exact, expectations %.3g; knox_permutation.csv: p within %.2f standard errors, means of the ratios within %.2f\n",
      largest, largest_errors, largest_of_means);
}

/// The same partition: every cluster of one is exactly one cluster of the other.
void expect_renamed(std::vector<std::int32_t> const& ours, std::vector<std::int32_t> const& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  std::set<std::pair<std::int32_t, std::int32_t>> pairs;
  std::set<std::int32_t> left, right;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i] == Clusters::noise, theirs[i] == -1) << "event " << i;
    pairs.emplace(ours[i], theirs[i]);
    left.insert(ours[i]);
    right.insert(theirs[i]);
  }
  EXPECT_EQ(pairs.size(), left.size());
  EXPECT_EQ(pairs.size(), right.size());
}

TEST(ClusterReference, AgreesOnCoresAndClusters) {
  auto const rows = reference("dbscan.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  auto const events = reference_events();
  auto const plain = clusters(events.reported(), {.metres = 250, .least_events = 6});
  auto const timed = clusters(events.reported(), {.metres = 300, .least_events = 4, .days = 28});
  ASSERT_TRUE(plain && timed);
  std::vector<std::int32_t> plain_ids, timed_ids;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(plain->core[i], std::stoi(rows[i][1])) << "event " << i;
    EXPECT_EQ(timed->core[i], std::stoi(rows[i][3])) << "event " << i;
    plain_ids.push_back(std::stoi(rows[i][2]));
    timed_ids.push_back(std::stoi(rows[i][4]));
  }
  expect_renamed(plain->cluster, plain_ids);
  expect_renamed(timed->cluster, timed_ids);
}

TEST(ScanReference, AgreesOnTheMostLikelyCircle) {
  auto const rows = reference("scan_poisson.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  auto const areas = reference_areas();
  auto const found = scan_areas({areas.centre, areas.population, areas.events});
  ASSERT_TRUE(found);
  ASSERT_FALSE(found->empty());
  auto const& best = found->front();
  EXPECT_NEAR(best.log_ratio, number(rows[0][0]), 1e-9);
  EXPECT_EQ(best.centre, index(rows[0][1]));
  EXPECT_EQ(best.areas.size(), index(rows[0][2]));
  EXPECT_EQ(best.events, std::stoll(rows[0][3]));
  EXPECT_NEAR(best.expected, number(rows[0][4]), 1e-9);
  EXPECT_NEAR(best.relative_risk, number(rows[0][5]), 1e-9);
  EXPECT_EQ(best.p, 0.001);
  EXPECT_LT(best.p_gumbel, 1e-9);
  std::printf("scan_poisson.csv: ratio differs by %.3g\n", std::abs(best.log_ratio - number(rows[0][0])));
}

TEST(ScanReference, AgreesOnTheMostLikelyPlaceAndTime) {
  auto const rows = reference("scan_stp.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  auto const events = reference_events();
  auto const best = scan_space_time(events.reported(), {.simulations = 19});
  ASSERT_TRUE(best);
  EXPECT_NEAR(best->log_ratio, number(rows[0][0]), 1e-9);
  EXPECT_EQ(best->centre, index(rows[0][1]));
  EXPECT_EQ(best->metres, number(rows[0][2]));
  EXPECT_EQ(best->first_day, std::stoi(rows[0][3]));
  EXPECT_EQ(best->days, std::stoi(rows[0][4]));
  EXPECT_EQ(best->events, std::stoll(rows[0][5]));
  EXPECT_NEAR(best->expected, number(rows[0][6]), 1e-9);
  std::printf("scan_stp.csv: ratio differs by %.3g\n", std::abs(best->log_ratio - number(rows[0][0])));
}

}  // namespace
}  // namespace concordat::places
