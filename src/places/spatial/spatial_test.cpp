// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "places/spatial/cluster.h"
#include "places/spatial/gistar.h"
#include "places/spatial/knox.h"
#include "places/spatial/moran.h"
#include "places/spatial/placed_days.h"
#include "places/spatial/scan.h"
#include "places/spatial/significance.h"
#include "places/spatial/smoothing.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

using Shape = CellNeighbourhood::Shape;

test::Events timed(std::size_t count, double side, std::int64_t days, std::uint64_t seed) {
  auto events = test::scattered(count, side, seed);
  SeededChance chance{seed + 1};
  for (std::size_t i = 0; i < count; ++i) {
    events.start.push_back(static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(days)) * 1440));
  }
  return events;
}

std::vector<double> random_counts(std::size_t cells, std::uint64_t seed) {
  SeededChance chance{seed};
  std::vector<double> counts(cells);
  for (auto& count : counts) count = static_cast<double>(chance.below(6));
  return counts;
}

TEST(Significance, AdjustsByHand) {
  std::vector<double> const p{0.01, 0.04, 0.03, NAN, 0.5};
  auto const fdr = benjamini_hochberg(p);
  EXPECT_DOUBLE_EQ(fdr[0], 0.04);
  EXPECT_DOUBLE_EQ(fdr[1], 0.16 / 3);
  EXPECT_DOUBLE_EQ(fdr[2], 0.16 / 3);
  EXPECT_TRUE(std::isnan(fdr[3]));
  EXPECT_DOUBLE_EQ(fdr[4], 0.5);
  auto const strict = holm(p);
  EXPECT_DOUBLE_EQ(strict[0], 0.04);
  EXPECT_DOUBLE_EQ(strict[2], 0.09);
  EXPECT_DOUBLE_EQ(strict[1], 0.09);
  EXPECT_DOUBLE_EQ(strict[4], 0.5);
  EXPECT_NEAR(two_sided_p(-1.959963984540054), 0.05, 1e-12);
}

/// min over the ranks from its own on, whether the numbers are few or too many to be held apart.
TEST(Significance, AdjustsFewNumbersAndManyByOneDefinition) {
  SeededChance chance{4};
  for (std::uint64_t const distinct : {1U, 50U, 60'000U}) {
    std::vector<double> p(40'000);
    for (auto& one : p) one = chance.below(9) == 0 ? NAN : static_cast<double>(chance.below(distinct) + 1) / static_cast<double>(distinct);
    auto const adjusted = benjamini_hochberg(p);
    std::vector<double> known;
    for (double const one : p) {
      if (!std::isnan(one)) known.push_back(one);
    }
    std::ranges::sort(known);
    std::vector<double> expected(known.size());
    double least = 1;
    for (std::size_t rank = known.size(); rank > 0; --rank) {
      least = std::min(least, known[rank - 1] * static_cast<double>(known.size()) / static_cast<double>(rank));
      expected[rank - 1] = least;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
      ASSERT_EQ(std::isnan(adjusted[i]), std::isnan(p[i]));
      if (std::isnan(p[i])) continue;
      auto const last = std::ranges::upper_bound(known, p[i]) - known.begin() - 1;
      ASSERT_DOUBLE_EQ(adjusted[i], expected[static_cast<std::size_t>(last)]) << distinct;
    }
    EXPECT_EQ(two_sided_ps(p)[0] == two_sided_p(p[0]), !std::isnan(p[0]));
  }
}

/// By the definition, cell by cell, with a study area that leaves cells out.
TEST(GiStars, AgreeWithTheDefinitionInsideAStudyArea) {
  std::uint32_t const columns = 13;
  auto const counts = random_counts(columns * 9, 5);
  std::vector<std::uint8_t> inside(counts.size(), 1);
  for (std::size_t cell = 0; cell < inside.size(); cell += 7) inside[cell] = 0;
  for (auto const& around : {CellNeighbourhood{Shape::queen, 1}, CellNeighbourhood{Shape::queen, 2},
                             CellNeighbourhood{Shape::disc, 2}, CellNeighbourhood{Shape::disc, 4}}) {
    auto const found = gi_on_grid(counts, columns, around, {.inside = inside});
    ASSERT_TRUE(found);
    double n = 0, sum = 0, squares = 0;
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
      if (inside[cell] == 0) continue;
      n += 1;
      sum += counts[cell];
      squares += counts[cell] * counts[cell];
    }
    double const mean = sum / n;
    double const deviation = std::sqrt(squares / n - mean * mean);
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
      if (inside[cell] == 0) {
        EXPECT_TRUE(std::isnan(found->z[cell]));
        continue;
      }
      double w = 0, local = 0;
      auto const reach = static_cast<double>(around.reach);
      for (std::size_t other = 0; other < counts.size(); ++other) {
        double const dx = static_cast<double>(other % columns) - static_cast<double>(cell % columns);
        double const dy = static_cast<double>(other / columns) - static_cast<double>(cell / columns);
        bool const near = around.shape == Shape::disc ? dx * dx + dy * dy <= reach * reach
                                                      : std::abs(dx) <= reach && std::abs(dy) <= reach;
        if (!near || inside[other] == 0) continue;
        w += 1;
        local += counts[other];
      }
      ASSERT_NEAR(found->z[cell], (local - mean * w) / (deviation * std::sqrt((n * w - w * w) / (n - 1))),
                  1e-10);
      ASSERT_EQ(found->normal_holds[cell], w * mean >= 5 ? 1 : 0);
    }
  }
}

TEST(GiStars, OnAreasAgreeWithTheGrid) {
  auto const counts = random_counts(64, 9);
  std::vector<Neighbours::Pair> pairs;
  for (std::uint32_t a = 0; a < 64; ++a) {
    for (std::uint32_t b = 0; b < 64; ++b) {
      if (std::abs(static_cast<int>(a % 8) - static_cast<int>(b % 8)) <= 1 &&
          std::abs(static_cast<int>(a / 8) - static_cast<int>(b / 8)) <= 1) {
        pairs.emplace_back(a, b);  // itself too, which is left out
      }
    }
  }
  auto const neighbours = Neighbours::from_pairs(64, pairs).value();
  for (bool const self : {true, false}) {
    GiOptions const options{.include_self = self, .permutations = 99, .seed = 4};
    auto const on_grid = gi_on_grid(counts, 8, {Shape::queen, 1}, options);
    auto const on_areas = gi_on_areas(counts, neighbours, options);
    ASSERT_TRUE(on_grid && on_areas);
    for (std::size_t cell = 0; cell < 64; ++cell) EXPECT_NEAR(on_grid->z[cell], on_areas->z[cell], 1e-12);
    EXPECT_EQ(on_grid->p_permutation, on_areas->p_permutation);
  }
}

TEST(GiStars, PermutationsAgreeWithTheNormalWhereItHoldsAndRepeatFromASeed) {
  SeededChance chance{3};
  std::vector<double> values(30 * 30);
  for (auto& value : values) value = chance.unit();
  // without itself, so that both ask the same; values that are never equal, so that no tie stands in between
  GiOptions const options{.include_self = false, .permutations = 999, .seed = 8};
  auto const found = gi_on_grid(values, 30, {Shape::disc, 3}, options);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->p_permutation, gi_on_grid(values, 30, {Shape::disc, 3}, options)->p_permutation);
  double apart = 0;
  for (std::size_t cell = 0; cell < values.size(); ++cell)
    apart += std::abs(found->p[cell] - found->p_permutation[cell]);
  EXPECT_LT(apart / 900, 0.03);
}

TEST(GiStars, CallsHotOnlyWhatCanBeTrusted) {
  std::vector<double> counts(400, 0);
  for (auto const cell : {209, 210, 211, 189, 190, 191, 229, 230, 231})
    counts[static_cast<std::size_t>(cell)] = 3;
  auto const plain = gi_on_grid(counts, 20, {Shape::queen, 1});
  ASSERT_TRUE(plain);
  EXPECT_LT(plain->p_fdr[210], 1e-9);
  // 27 events on 400 cells: 0.6 expected a neighbourhood, so the normal distribution says nothing
  EXPECT_EQ(std::ranges::count(hot_places(*plain), 1), 0);
  auto const permuted = gi_on_grid(counts, 20, {Shape::queen, 1}, {.permutations = 9999});
  EXPECT_EQ(hot_places(*permuted)[210], 1);
  EXPECT_EQ(hot_places(*permuted)[0], 0);
}

TEST(GiStars, RefuseWhatSaysNothing) {
  std::vector<double> const flat(9, 2);
  std::vector<double> const bad{1, 2, -1, 3};
  std::vector<double> const good{1, 2, 3, 4};
  std::vector<std::uint8_t> const two{1, 1, 0, 0};
  std::vector<std::uint8_t> const short_mask{1};
  auto const code = [](auto const& result) { return result.error().code.view(); };
  EXPECT_EQ(code(gi_on_grid(flat, 3, {})), "gistar.no-variation");
  EXPECT_EQ(code(gi_on_grid(bad, 2, {})), "gistar.value");
  EXPECT_EQ(code(gi_on_grid(good, 3, {})), "gistar.grid");
  EXPECT_EQ(code(gi_on_grid(good, 2, {Shape::disc, 0})), "gistar.grid");
  EXPECT_EQ(code(gi_on_grid(good, 2, {}, {.inside = two})), "gistar.too-few-places");
  EXPECT_EQ(code(gi_on_grid(good, 2, {}, {.inside = short_mask})), "gistar.study-area");
  EXPECT_EQ(code(gi_on_grid(good, 2, {}, {.permutations = 100'000})), "gistar.permutations");
  EXPECT_EQ(code(gi_on_grid(random_counts(10'000, 1), 100, {Shape::disc, 60}, {.permutations = 99'999})),
            "gistar.draws");
  EXPECT_EQ(code(gi_on_areas(good, Neighbours::from_pairs(3, {}).value())), "gistar.neighbours");
}

Area square(std::string code, double x, double y) {
  return {.code = code,
          .name = code,
          .population = {},
          .polygons = {{{{{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}}}}}};
}

TEST(Neighbouring, MeansASharedPointOfTheBoundary) {
  auto const set = AreaSet::from_areas(
      "ward", "2020", {square("a", 0, 0), square("b", 10, 0), square("c", 10, 10), square("d", 30, 0)});
  ASSERT_TRUE(set);
  auto const found = Neighbours::by_boundary(*set);
  auto const of = [&](std::size_t area) {
    return std::vector<std::uint32_t>(found.of(area).begin(), found.of(area).end());
  };
  EXPECT_EQ(of(0), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(of(1), (std::vector<std::uint32_t>{0, 2}));
  EXPECT_TRUE(of(3).empty());
  std::vector<Point> const points{{0, 0}, {3, 4}, {100, 0}};
  auto const near = Neighbours::within(points, 5);
  ASSERT_TRUE(near);
  EXPECT_EQ(near->of(0).size(), 1U);
  EXPECT_TRUE(near->of(2).empty());
  EXPECT_EQ(Neighbours::within(points, 0).error().code.view(), "neighbours.distance");
  EXPECT_EQ(Neighbours::from_pairs(2, {{0, 2}}).error().code.view(), "neighbours.unknown-area");
}

TEST(Morans, RefuseWhatSaysNothing) {
  auto const ring = Neighbours::from_pairs(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}}).value();
  std::vector<double> const values{1, 2, 3, 5};
  std::vector<double> const flat{2, 2, 2, 2};
  std::vector<double> const three{1, 2, 3};
  EXPECT_EQ(global_moran(three, ring).error().code.view(), "moran.values");
  EXPECT_EQ(local_moran(flat, ring).error().code.view(), "moran.no-variation");
  EXPECT_EQ(global_moran(values, Neighbours::from_pairs(4, {}).value()).error().code.view(),
            "moran.no-neighbours");
  EXPECT_TRUE(std::isnan(local_moran(values, Neighbours::from_pairs(4, {}).value())->z[0]));
}

TEST(Morans, ReadAChequerboardAsUnlikeNeighbours) {
  std::vector<double> const values{1, 0, 1, 0, 1, 0};
  std::vector<Neighbours::Pair> pairs;
  for (std::uint32_t i = 0; i < 6; ++i) {
    pairs.emplace_back(i, (i + 1) % 6);
    pairs.emplace_back((i + 1) % 6, i);
  }
  auto const moran = global_moran(values, Neighbours::from_pairs(6, pairs).value());
  ASSERT_TRUE(moran);
  EXPECT_NEAR(moran->i, -1, 1e-12);
}

TEST(Smoothing, StaysBetweenTheRateAndTheBaseAndMovesSmallAreasMost) {
  std::vector<std::int64_t> const events{0, 40, 2, 300};
  std::vector<std::int64_t> const people{50, 10'000, 50, 10'000};
  auto const smoothed = smooth_globally({events, people});
  ASSERT_TRUE(smoothed);
  double const base = 342.0 / 20'100;
  for (std::size_t area = 0; area < 4; ++area) {
    double const rate = static_cast<double>(events[area]) / static_cast<double>(people[area]);
    EXPECT_GE((*smoothed)[area], std::min(rate, base));
    EXPECT_LE((*smoothed)[area], std::max(rate, base));
  }
  EXPECT_LT(std::abs((*smoothed)[0] - base), std::abs((*smoothed)[1] - base));
  std::vector<std::int64_t> const nobody{50, 0, 50, 50};
  std::vector<std::int64_t> const one{1};
  EXPECT_EQ(smooth_globally({events, nobody}).error().code.view(), "smoothing.value");
  EXPECT_EQ(smooth_globally({events, one}).error().code.view(), "smoothing.columns");
  EXPECT_EQ(smooth_locally({events, people}, Neighbours::from_pairs(2, {}).value()).error().code.view(),
            "smoothing.neighbours");
}

TEST(Knox, BandsAreHalfOpen) {
  test::Events events;
  events.add(0, 0);
  events.add(100, 0);
  events.start = {0, 7 * 1440};
  auto const table = knox(events.reported(), {.permutations = 9});
  ASSERT_TRUE(table);
  for (auto const& cell : table->cells) {
    bool const here = cell.metres_from == 100 && cell.days_from == 7;
    EXPECT_EQ(cell.observed, here ? 1 : 0) << cell.metres_from << " m, " << cell.days_from << " days";
    EXPECT_EQ(cell.p, 1) << "two events have one order only";
  }
}

TEST(Knox, CountsEveryPairOnceHoweverItIsCut) {
  auto const events = timed(300, 2000, 200, 31);
  auto const all =
      knox(events.reported(), {.metres = {0, 150, 600, INFINITY}, .days = {0, 10, 30}, .permutations = 0});
  auto const near =
      knox(events.reported(), {.metres = {0, 150, 600}, .days = {0, 10, 30}, .permutations = 0});
  ASSERT_TRUE(all && near);
  std::int64_t sum = 0;
  for (auto const& cell : all->cells) sum += cell.observed;
  EXPECT_EQ(sum, 300 * 299 / 2);
  for (std::size_t cell = 0; cell < near->cells.size(); ++cell) {
    EXPECT_EQ(near->cells[cell].observed, all->cells[cell].observed);
    EXPECT_DOUBLE_EQ(near->cells[cell].expected_margins, all->cells[cell].expected_margins);
  }
  std::int64_t right = 0;
  for (std::size_t a = 0; a < 300; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      double const apart = std::hypot(events.x[a] - events.x[b], events.y[a] - events.y[b]);
      auto const days = std::abs(events.start[a] - events.start[b]) / 1440;
      right += apart >= 150 && apart < 600 && days >= 10 && days < 30 ? 1 : 0;
    }
  }
  EXPECT_EQ(all->cells[3 + 1].observed, right);
}

TEST(Knox, FindsThePlantedNearRepeatAndRepeatsFromASeed) {
  auto events = timed(200, 8000, 365, 40);
  for (std::size_t i = 0; i < 60; ++i) {
    events.add(events.x[i] + 40, events.y[i]);
    events.start.push_back(events.start[i] + 2 * 1440);
  }
  auto const table = knox(events.reported(), {.permutations = 199, .seed = 7});
  ASSERT_TRUE(table);
  auto const risk = raised_risk(*table);
  EXPECT_EQ(risk.metres, 0) << "nothing happens at the very same place, so no risk is unbroken from there";
  auto const merged = knox(events.reported(), {.metres = {0, 100, 200, 400}, .permutations = 199, .seed = 7});
  EXPECT_EQ(raised_risk(*merged).metres, 100);
  EXPECT_EQ(raised_risk(*merged).days, 7);
  auto const again = knox(events.reported(), {.permutations = 199, .seed = 7});
  for (std::size_t cell = 0; cell < table->cells.size(); ++cell)
    EXPECT_EQ(table->cells[cell].p, again->cells[cell].p);
}

TEST(Knox, RefusesWhatItCannotTest) {
  auto const events = timed(20, 100, 10, 2);
  auto const untimed = test::scattered(5, 100, 2);
  auto far = timed(3, 100, 10, 2);
  far.start[1] = 1440LL * 100'000;
  auto const code = [](auto const& result) { return result.error().code.view(); };
  EXPECT_EQ(code(knox(events.reported(), {.metres = {0, 100, 100}})), "knox.bands");
  EXPECT_EQ(code(knox(events.reported(), {.metres = {50, 100}})), "knox.bands");
  EXPECT_EQ(code(knox(events.reported(), {.permutations = 100'000})), "knox.permutations");
  EXPECT_EQ(code(knox(timed(1, 10, 2, 1).reported())), "knox.too-few-events");
  EXPECT_EQ(code(knox(events.reported(), {.most_pairs = 3})), "knox.too-many-pairs");
  EXPECT_EQ(code(knox(untimed.reported())), "events.no-days");
  EXPECT_EQ(code(knox(far.reported())), "events.far-day");
}

/// Cores depend on nothing but the events; and an event without a place is in no cluster.
TEST(Clustering, DoesNotDependOnTheOrderOfTheInput) {
  auto events = timed(400, 1500, 100, 60);
  auto const found = clusters(events.reported(), {.metres = 80, .least_events = 5});
  ASSERT_TRUE(found);
  EXPECT_GT(found->count, 1);
  std::ranges::reverse(events.x);
  std::ranges::reverse(events.y);
  events.add(NAN, NAN);
  events.start.push_back(0);
  auto turned = clusters(events.reported(), {.metres = 80, .least_events = 5});
  ASSERT_TRUE(turned);
  EXPECT_EQ(turned->left_out, 1U);
  EXPECT_EQ(turned->cluster.back(), Clusters::noise);
  turned->core.pop_back();
  std::ranges::reverse(turned->core);
  EXPECT_EQ(turned->core, found->core);
  EXPECT_EQ(turned->count, found->count);
}

TEST(Clustering, TakesTheRadiusAndTheDaysAsAtMost) {
  test::Events events;
  for (double const x : {0.0, 100.0, 200.0}) events.add(x, 0);
  events.start = {0, 3 * 1440, 7 * 1440};
  EXPECT_EQ(clusters(events.reported(), {.metres = 100, .least_events = 2})->cluster,
            (std::vector<std::int32_t>{0, 0, 0}));
  EXPECT_EQ(clusters(events.reported(), {.metres = 100, .least_events = 2, .days = 3})->cluster,
            (std::vector<std::int32_t>{0, 0, -1}));
  EXPECT_EQ(clusters(events.reported(), {.metres = 99.9, .least_events = 2})->count, 0);
  EXPECT_EQ(clusters(events.reported(), {.metres = 0}).error().code.view(), "cluster.options");
  EXPECT_EQ(clusters(events.reported(), {.days = -1}).error().code.view(), "cluster.options");
  EXPECT_EQ(clusters(events.reported(), {.metres = 500, .most_pairs = 1}).error().code.view(),
            "cluster.too-many-pairs");
}

TEST(Scanning, AgreesWithEveryCircleTriedByHandAndFindsTheSecondCluster) {
  std::vector<Point> centre;
  std::vector<std::int64_t> people, events;
  SeededChance chance{12};
  for (int i = 0; i < 60; ++i) {
    centre.push_back({static_cast<double>(i % 10) * 100 + chance.unit(),
                      static_cast<double>(i / 10) * 100 + chance.unit()});
    people.push_back(500 + static_cast<std::int64_t>(chance.below(500)));
    events.push_back(static_cast<std::int64_t>(chance.below(5)));
  }
  for (auto const hot : {0U, 1U, 10U, 48U, 49U, 59U}) events[hot] += hot < 20 ? 20 : 14;
  auto const found = scan_areas({centre, people, events}, {.simulations = 99});
  ASSERT_TRUE(found);
  ASSERT_GE(found->size(), 2U);
  double const all_people =
      static_cast<double>(std::accumulate(people.begin(), people.end(), std::int64_t{0}));
  double const all = static_cast<double>(std::accumulate(events.begin(), events.end(), std::int64_t{0}));
  double best = 0;
  for (auto const& from : centre) {
    for (auto const& to : centre) {
      double const radius = std::hypot(from.x - to.x, from.y - to.y);
      double c = 0, population = 0;
      for (std::size_t area = 0; area < centre.size(); ++area) {
        if (std::hypot(from.x - centre[area].x, from.y - centre[area].y) > radius + 1e-9) continue;
        c += static_cast<double>(events[area]);
        population += static_cast<double>(people[area]);
      }
      double const expected = all * population / all_people;
      if (population > all_people / 2 || c <= expected || c < 2) continue;
      best = std::max(best, c * std::log(c / expected) + (all - c) * std::log((all - c) / (all - expected)));
    }
  }
  EXPECT_NEAR(found->front().log_ratio, best, 1e-9);
  EXPECT_LE((*found)[1].p, 0.05);
  for (auto const area : (*found)[1].areas) {
    EXPECT_EQ(std::ranges::count(found->front().areas, area), 0) << "two clusters share an area";
  }
  EXPECT_EQ(scan_areas({centre, people, events}, {.simulations = 99})->front().p_gumbel,
            found->front().p_gumbel);
}

/// Where chance alone made the counts, p is small about as often as it says.
TEST(Scanning, RarelyCriesWolf) {
  std::vector<Point> centre;
  std::vector<std::int64_t> const people(25, 100);
  for (int i = 0; i < 25; ++i) centre.push_back({static_cast<double>(i % 5), static_cast<double>(i / 5)});
  SeededChance chance{77};
  int alarms = 0;
  for (int round = 0; round < 100; ++round) {
    std::vector<std::int64_t> events(25, 0);
    for (int event = 0; event < 60; ++event) ++events[chance.below(25)];
    auto const found = scan_areas({centre, people, events}, {.simulations = 99, .seed = 5});
    alarms += !found->empty() && found->front().p <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(alarms, 13);
}

TEST(Scanning, FindsAPlantedPlaceAndTime) {
  auto events = timed(200, 5000, 300, 90);
  for (int i = 0; i < 12; ++i) {
    events.add(2500 + i, 2500);
    events.start.push_back((100 + i % 6) * 1440);
  }
  auto const found = scan_space_time(events.reported(), {.simulations = 99});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->days, 7);
  EXPECT_NEAR(found->first_day, 99, 1);
  EXPECT_GE(found->events, 12);
  EXPECT_EQ(found->p, 0.01);
  EXPECT_LT(found->p_gumbel, 0.001);
}

TEST(Scanning, RefusesWhatItCannotScan) {
  std::vector<Point> const centre{{0, 0}, {1, 0}};
  std::vector<std::int64_t> const people{10, 20};
  std::vector<std::int64_t> const events{1, 3};
  std::vector<std::int64_t> const none{0, 0};
  std::vector<std::int64_t> const negative{-1, 3};
  std::vector<std::int64_t> const short_column{1};
  auto const code = [](auto const& result) { return result.error().code.view(); };
  EXPECT_EQ(code(scan_areas({centre, people, short_column})), "scan.columns");
  EXPECT_EQ(code(scan_areas({centre, people, negative})), "scan.value");
  EXPECT_EQ(code(scan_areas({centre, people, none})), "scan.nothing");
  EXPECT_EQ(code(scan_areas({centre, people, events}, {.most_population = 0.6})), "scan.options");
  std::vector<std::int64_t> const nobody_there{10, 0};
  EXPECT_EQ(code(scan_areas({centre, nobody_there, events})), "scan.nobody");
  EXPECT_TRUE(scan_areas({std::vector<Point>{{0, 0}, {1, 0}, {2, 0}}, std::vector<std::int64_t>{10, 10, 0}, std::vector<std::int64_t>{9, 3, 0}})) << "nothing happens where nobody lives";
  EXPECT_EQ(code(scan_areas({centre, people, events}, {.least_events = 2})), "scan.nothing-tested") << "the area of 20 has more than half of the people";
  std::vector<Point> const many(3001);
  std::vector<std::int64_t> const ones(3001, 1);
  EXPECT_EQ(code(scan_areas({many, ones, ones})), "scan.too-many-areas");
  std::vector<std::int64_t> const huge{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()};
  std::vector<std::int64_t> const hundred_million{100'000'000, 0};
  EXPECT_EQ(code(scan_areas({centre, people, huge})), "scan.too-many-events") << "the sum would overflow";
  EXPECT_EQ(code(scan_areas({centre, huge, events})), "scan.too-many-events");
  EXPECT_EQ(code(scan_areas({centre, people, hundred_million})), "scan.too-many-events");
  std::vector<std::int64_t> const million{1'000'000, 1'000'000};
  EXPECT_EQ(code(scan_areas({centre, people, million}, {.simulations = 99'999})), "scan.too-many-events") << "each simulation throws every event";
  auto const some = timed(10, 100, 10, 1);
  EXPECT_EQ(code(scan_space_time(some.reported(), {.metres = {100, 50}})), "scan.windows");
  EXPECT_EQ(code(scan_space_time(some.reported(), {.days = {101}})), "scan.nothing-tested") << "no window fits into the period";
  EXPECT_EQ(code(scan_space_time(some.reported(), {.least_events = 11})), "scan.nothing-tested");
  EXPECT_EQ(code(scan_space_time(timed(2, 100, 10, 1).reported())), "scan.too-few-events");
  auto const long_period = timed(3000, 100, 70'000, 1);
  EXPECT_EQ(code(scan_space_time(long_period.reported())), "scan.too-many-windows");
}

TEST(Gumbel, TailAgreesWithTheDistribution) {
  // quantiles of a Gumbel distribution with location 3 and scale 2
  std::vector<double> sample;
  for (int i = 1; i < 20'000; ++i) sample.push_back(3 - 2 * std::log(-std::log(i / 20'000.0)));
  EXPECT_NEAR(gumbel_tail(3 - 2 * std::log(-std::log(0.99)), sample), 0.01, 1e-4);
}

}  // namespace
}  // namespace concordat::places
