// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/chance.h"
#include "linkage/quality/agreement.h"
#include "linkage/quality/estimate.h"
#include "linkage/quality/sampling.h"

namespace concordat::linkage::clerical {
namespace {

Stratum judged(std::uint64_t size, bool linked, std::uint64_t count, std::uint64_t same) { return {.size = size, .linked = linked, .judged = count, .inside = count, .same = same}; }

TEST(Estimate, EachJudgedPairStandsForThoseOfItsStratum) {
  // linked 3000 * 59/60 + 600 * 27/30 of 3600; unlinked 400 * 12/40 of one person
  auto const told = estimate({judged(3000, true, 60, 59), judged(600, true, 30, 27), judged(400, false, 40, 12)}, {});
  ASSERT_TRUE(told.precision && told.recall);
  EXPECT_NEAR(told.precision->at, (2950.0 + 540) / 3600, 1e-12);
  EXPECT_NEAR(told.recall->at, (2950.0 + 540) / (2950 + 540 + 120), 1e-12);
  EXPECT_EQ(told.judged, 130U);
  EXPECT_LT(told.precision->low, told.precision->at);
  EXPECT_GT(told.precision->high, told.precision->at);
}

TEST(Estimate, WhatWasJudgedWholeLeavesNoDoubt) {
  auto const told = estimate({judged(40, true, 40, 36), judged(10, false, 10, 4)}, {});
  ASSERT_TRUE(told.precision && told.recall);
  for (auto const end : {told.precision->low, told.precision->at, told.precision->high}) EXPECT_DOUBLE_EQ(end, 0.9);
  for (auto const end : {told.recall->low, told.recall->at, told.recall->high}) EXPECT_DOUBLE_EQ(end, 0.9);
}

TEST(Estimate, OfOneLargeStratumIsTheJeffreysInterval) {
  // Brown, Cai and DasGupta, 2001: the middle 95 of 100 of Beta(90.5, 10.5)
  auto const told = estimate({judged(10'000'000, true, 100, 90)}, {.rounds = 40'000});
  ASSERT_TRUE(told.precision);
  EXPECT_NEAR(told.precision->low, 0.8300, 0.002);
  EXPECT_NEAR(told.precision->high, 0.9480, 0.006);
}

TEST(Estimate, WithoutAMistakeSeenIsNotSureOfNone) {
  auto const told = estimate({judged(5000, true, 30, 30), judged(100, false, 10, 0)}, {});
  ASSERT_TRUE(told.precision && told.recall);
  EXPECT_EQ(told.precision->at, 1);
  EXPECT_EQ(told.precision->high, 1);
  EXPECT_LT(told.precision->low, 0.95);
  EXPECT_EQ(told.recall->high, 1);
  EXPECT_LT(told.recall->low, 1);
}

TEST(Estimate, SaysNothingWhereNothingWasJudged) {
  EXPECT_FALSE(estimate({}, {}).precision);
  EXPECT_FALSE(estimate({judged(50, true, 0, 0), judged(50, false, 10, 4)}, {}).precision);
  EXPECT_FALSE(estimate({judged(50, true, 10, 10), judged(500, false, 0, 0)}, {}).recall) << "most pairs lie where nobody looked";
  EXPECT_TRUE(estimate({judged(50, true, 10, 10), judged(500, false, 0, 0)}, {}).precision);
  EXPECT_FALSE(estimate({judged(50, true, 10, 0), judged(50, false, 10, 0)}, {}).recall) << "no pair of one person was seen";
}

TEST(Estimate, WhereNobodyLookedWidensTheInterval) {
  auto const all = estimate({judged(500, true, 50, 48)}, {});
  auto const some = estimate({judged(500, true, 50, 48), judged(100, true, 0, 0)}, {});
  ASSERT_TRUE(all.precision && some.precision);
  EXPECT_EQ(all.precision->at, some.precision->at);
  EXPECT_LT(some.precision->low, all.precision->low - 0.05);
}

TEST(Estimate, MoreJudgedTellsMore) {
  double before = 1;
  for (std::uint64_t count : {20U, 80U, 320U, 1280U}) {
    auto const told = estimate({judged(5000, true, count, count - count / 10), judged(500, false, count / 4, count / 8)}, {});
    ASSERT_TRUE(told.precision);
    auto const width = told.precision->high - told.precision->low;
    EXPECT_LT(width, before);
    before = width;
  }
}

TEST(Estimate, IsTheSameForTheSameSeed) {
  std::vector<Stratum> const strata{judged(900, true, 30, 28), judged(200, false, 20, 5)};
  EXPECT_EQ(estimate(strata, {.seed = 4}).precision->low, estimate(strata, {.seed = 4}).precision->low);
  EXPECT_NEAR(estimate(strata, {.seed = 4}).precision->low, estimate(strata, {.seed = 5}).precision->low, 0.02);
}

TEST(Estimate, OfAPartLeavesOutWhatLiesOutside) {
  // of 60 judged 20 lie inside, 18 of them same; the part is a third of the pairs of each stratum
  auto const told = estimate({{.size = 3000, .linked = true, .judged = 60, .inside = 20, .same = 18}, {.size = 600, .linked = false, .judged = 30, .inside = 10, .same = 5}}, {.part = true});
  ASSERT_TRUE(told.precision && told.recall);
  EXPECT_NEAR(told.precision->at, 0.9, 1e-12);
  EXPECT_NEAR(told.recall->at, 900.0 / (900 + 100), 1e-12);
  EXPECT_FALSE(estimate({{.size = 3000, .linked = true, .judged = 60, .inside = 0, .same = 0}}, {.part = true}).precision);
}

/// Draws samples of a population that is known whole, and counts how often the truth lies in what is told.
struct Coverage {
  double precision = 0, recall = 0;
};
struct Known {
  std::uint64_t same = 0, other = 0;
  bool linked = false;
};
Coverage coverage(std::vector<Known> const& known, std::uint64_t wanted) {
  constexpr int times = 300;
  SeededChance chance{11};
  std::vector<std::uint64_t> sizes;
  double linked = 0, right = 0, same = 0;
  for (auto const& one : known) {
    sizes.push_back(one.same + one.other);
    same += static_cast<double>(one.same);
    linked += one.linked ? static_cast<double>(one.same + one.other) : 0;
    right += one.linked ? static_cast<double>(one.same) : 0;
  }
  auto const counts = share_out(sizes, wanted);
  Coverage held;
  for (int time = 0; time < times; ++time) {
    std::vector<Stratum> strata;
    for (std::size_t i = 0; i < known.size(); ++i) {
      auto const drawn = draw(sizes[i], counts[i], chance.next());
      auto const of_one = static_cast<std::uint64_t>(std::ranges::count_if(drawn, [&](std::size_t number) { return number < known[i].same; }));
      strata.push_back(judged(sizes[i], known[i].linked, counts[i], of_one));
    }
    auto const told = estimate(strata, {.seed = static_cast<std::uint64_t>(time) + 1, .rounds = 500});
    auto const holds = [](std::optional<Interval> const& interval, double truth) { return interval && interval->low <= truth && truth <= interval->high ? 1.0 / times : 0.0; };
    held.precision += holds(told.precision, right / linked);
    held.recall += holds(told.recall, right / same);
  }
  return held;
}

TEST(Estimate, HoldsTheTruthNineteenTimesInTwenty) {
  constexpr double least = 0.92;  // of 300 draws: 95 of 100 less twice its own chance
  for (std::uint64_t const wanted : {60U, 200U}) {
    auto const usual = coverage({{140, 260, false}, {175, 75, false}, {30, 30, true}, {582, 18, true}, {2994, 6, true}}, wanted);
    EXPECT_GE(usual.precision, least) << wanted;
    EXPECT_GE(usual.recall, least) << wanted;
    auto const poor = coverage({{100, 900, false}, {200, 300, false}, {180, 120, true}, {480, 120, true}, {855, 45, true}}, wanted);
    EXPECT_GE(poor.precision, least) << wanted;
    EXPECT_GE(poor.recall, least) << wanted;
    auto const rare = coverage({{25, 4975, false}, {200, 300, false}, {2990, 10, true}}, wanted);
    EXPECT_GE(rare.precision, least) << wanted;
    EXPECT_GE(rare.recall, least) << wanted;
  }
}

TEST(Sampling, SharesOutHalfEvenlyAndHalfBySize) {
  EXPECT_EQ(share_out({900, 100}, 100), (std::vector<std::uint64_t>{70, 30}));
  EXPECT_EQ(share_out({5, 1000, 0}, 100), (std::vector<std::uint64_t>{5, 95, 0})) << "what a stratum is too small for goes to the others";
  EXPECT_EQ(share_out({5, 6}, 100), (std::vector<std::uint64_t>{5, 6}));
  EXPECT_EQ(share_out({1000000, 10, 10}, 6), (std::vector<std::uint64_t>{2, 2, 2}));
  EXPECT_EQ(share_out({0, 0}, 10), (std::vector<std::uint64_t>{0, 0}));
  EXPECT_EQ(share_out({10, 10}, 3), (std::vector<std::uint64_t>{2, 1}));
}

TEST(Sampling, NeverTakesMoreThanThereIsAndAlwaysWhatWasWanted) {
  SeededChance chance{3};
  for (int time = 0; time < 200; ++time) {
    std::vector<std::uint64_t> sizes;
    for (int i = 0; i < 6; ++i) sizes.push_back(chance.below(4) == 0 ? 0 : chance.below(300));
    auto const wanted = chance.below(400);
    auto const given = share_out(sizes, wanted);
    for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_LE(given[i], sizes[i]);
    EXPECT_EQ(std::accumulate(given.begin(), given.end(), std::uint64_t{0}), std::min(wanted, std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0})));
  }
}

TEST(Sampling, DrawsEachAsLikelyAsAnyOther) {
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    auto const drawn = draw(10, 3, seed);
    EXPECT_EQ(std::set<std::size_t>(drawn.begin(), drawn.end()).size(), 3U);
    for (auto const one : drawn) ++times[one];
  }
  for (auto const one : times) EXPECT_NEAR(one, 900, 120);
  EXPECT_EQ(draw(50, 20, 7), draw(50, 20, 7));
  EXPECT_NE(draw(50, 20, 7), draw(50, 20, 8));
  EXPECT_EQ(draw(4, 0, 1), std::vector<std::size_t>{});
}

TEST(Agreement, KappaIsWhatCohenSays) {
  // the usual example: 20 both yes, 15 both no, 5 and 10 otherwise; agreed 0.7, by chance 0.5
  std::vector<std::pair<unsigned, unsigned>> answers;
  auto const add = [&](int times, unsigned first, unsigned second) {
    for (int i = 0; i < times; ++i) answers.emplace_back(first, second);
  };
  add(20, 1, 1);
  add(5, 1, 0);
  add(10, 0, 1);
  add(15, 0, 0);
  auto const told = kappa(answers);
  ASSERT_TRUE(told);
  EXPECT_NEAR(told->agreed, 0.7, 1e-12);
  EXPECT_NEAR(told->value, 0.4, 1e-12);
  EXPECT_NEAR(told->error, std::sqrt(0.7 * 0.3 / 50) / 0.5, 1e-12);
  EXPECT_EQ(told->pairs, 50U);
}

TEST(Agreement, KappaSaysNothingWhereChanceAgreesAlways) {
  EXPECT_FALSE(kappa({}));
  EXPECT_FALSE(kappa({{1, 1}, {1, 1}}));
  EXPECT_NEAR(kappa({{0, 0}, {1, 1}, {2, 2}})->value, 1, 1e-12);
  EXPECT_LT(kappa({{0, 1}, {1, 0}})->value, 0);
}

TEST(Agreement, StabilityIsTheIndexOfItsShares) {
  EXPECT_NEAR(stability({500, 500}, {50, 50}), 0, 1e-12);
  auto const index = stability({800'000, 200'000}, {600'000, 400'000});
  EXPECT_NEAR(index, -0.2 * std::log(0.6 / 0.8) + 0.2 * std::log(0.4 / 0.2), 1e-4);
  EXPECT_GT(stability({90, 10, 0}, {50, 10, 40}), moved_much);
  EXPECT_EQ(stability({0, 0}, {5, 5}), 0);
  EXPECT_EQ(stability({}, {}), 0);
}

}  // namespace
}  // namespace concordat::linkage::clerical
