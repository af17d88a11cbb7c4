// SPDX-License-Identifier: Apache-2.0
// Long work may be told to stop, says how far it is, and comes to the same figures whether somebody asks or not.
#include <gtest/gtest.h>

#include <cstring>

#include "base/go_on.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/knox.h"
#include "places/spatial/scan.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

/// Somebody who asks, and stops it at a step.
struct Asker {
  std::uint64_t stop_at = 0;  ///< 0: never
  std::uint64_t asked = 0;
  double share = 0;
  bool rises = true;
  GoOn go_on() {
    return [this](std::uint64_t done, std::uint64_t all) {
      ++asked;
      double const now = static_cast<double>(done) / static_cast<double>(all);
      rises = rises && now >= share && now <= 1;
      share = now;
      return stop_at == 0 || asked < stop_at;
    };
  }
};

bool same(std::vector<double> const& one, std::vector<double> const& other) {
  return one.size() == other.size() && std::memcmp(one.data(), other.data(), one.size() * sizeof(double)) == 0;
}

test::Events dated(std::size_t count) {
  auto events = test::scattered(count, 2000, 3);
  SeededChance chance{5};
  for (std::size_t i = 0; i < count; ++i) events.start.push_back(static_cast<std::int64_t>(chance.below(90) * 1440));
  return events;
}

/// Runs `work` unasked, asked and stopped; `agree` compares the first two.
template <class Work, class Agree>
void expect_the_same(Work const& work, Agree const& agree) {
  auto const alone = work(GoOn{});
  ASSERT_TRUE(alone);
  Asker asker;
  auto const asked = work(asker.go_on());
  ASSERT_TRUE(asked);
  EXPECT_TRUE(agree(*alone, *asked)) << "bit for bit";
  EXPECT_GT(asker.asked, 1U);
  EXPECT_TRUE(asker.rises) << "what is done only grows";
  EXPECT_GT(asker.share, 0.5) << "and comes near all";
  for (std::uint64_t const step : {std::uint64_t{1}, asker.asked}) {
    Asker stopper{.stop_at = step};
    auto const stopped = work(stopper.go_on());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code.view(), "work.stopped");
    EXPECT_EQ(stopped.error().fault, Fault::cancelled);
    EXPECT_EQ(stopper.asked, step) << "not a step more";
  }
}

TEST(GoOn, IsAskedByTheStabilityOfHotspots) {
  auto events = test::scattered(300, 2000, 1);
  auto const gathered = test::scattered(120, 200, 2);
  events.x.insert(events.x.end(), gathered.x.begin(), gathered.x.end());
  events.y.insert(events.y.end(), gathered.y.begin(), gathered.y.end());
  events.origin.insert(events.origin.end(), gathered.origin.begin(), gathered.origin.end());
  auto const reported = ReportedEvents::admit(events.columns());
  ASSERT_TRUE(reported);
  auto const grid = Grid::over({0, 0, 2000, 2000}, 100);
  ASSERT_TRUE(grid);
  expect_the_same([&](GoOn const& ask) { return hotspot_stability(*reported, *grid, {.permutations = 99, .resamples = 20, .go_on = ask}); },
                  [](Stability const& one, Stability const& other) {
                    return one.hot == other.hot && one.stable == other.stable && same(one.share_hot, other.share_hot) && same(one.gi.p_permutation, other.gi.p_permutation);
                  });
}

TEST(GoOn, IsAskedByNearRepeats) {
  auto const events = dated(150);
  auto const reported = ReportedEvents::admit(events.columns());
  ASSERT_TRUE(reported);
  expect_the_same([&](GoOn const& ask) { return knox(*reported, {.permutations = 49, .go_on = ask}); },
                  [](KnoxTable const& one, KnoxTable const& other) {
                    bool alike = one.cells.size() == other.cells.size();
                    for (std::size_t i = 0; alike && i < one.cells.size(); ++i) alike = same({one.cells[i].p, one.cells[i].ratio}, {other.cells[i].p, other.cells[i].ratio});
                    return alike;
                  });
}

TEST(GoOn, IsAskedByTheScanOfAreas) {
  std::vector<Point> centre;
  std::vector<std::int64_t> people;
  std::vector<std::int64_t> counts;
  for (int i = 0; i < 36; ++i) {
    centre.push_back({i % 6 * 100.0, i / 6 * 100.0});
    people.push_back(1000);
    counts.push_back(i < 3 ? 20 : 4);
  }
  expect_the_same([&](GoOn const& ask) { return scan_areas({centre, people, counts}, {.simulations = 99, .go_on = ask}); },
                  [](auto const& one, auto const& other) { return one.size() == other.size() && same({one[0].p, one[0].p_gumbel}, {other[0].p, other[0].p_gumbel}); });
}

TEST(GoOn, IsAskedByTheScanOfPlaceAndTime) {
  auto const events = dated(120);
  auto const reported = ReportedEvents::admit(events.columns());
  ASSERT_TRUE(reported);
  expect_the_same([&](GoOn const& ask) { return scan_space_time(*reported, {.simulations = 49, .go_on = ask}); },
                  [](SpaceTimeCluster const& one, SpaceTimeCluster const& other) { return one.centre == other.centre && same({one.log_ratio, one.p, one.p_gumbel}, {other.log_ratio, other.p, other.p_gumbel}); });
}

TEST(GoOn, OfAPartIsThatShareOfTheWhole) {
  std::vector<double> told;
  GoOn const whole = [&](std::uint64_t done, std::uint64_t all) {
    told.push_back(static_cast<double>(done) / static_cast<double>(all));
    return told.size() < 3;
  };
  auto const second = go_on_in(whole, 1, 4);
  EXPECT_TRUE(second(0, 10));
  EXPECT_TRUE(second(5, 10));
  EXPECT_FALSE(second(0, 0)) << "nothing to do is done";
  EXPECT_EQ(told, (std::vector<double>{0.25, 0.375, 0.5}));
  GoOn const nobody;
  EXPECT_FALSE(go_on_in(nobody, 0, 2));
  EXPECT_TRUE(goes_on(nobody, 0, 1));
}

}  // namespace
}  // namespace concordat::places
