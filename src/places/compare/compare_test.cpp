// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/chance.h"
#include "places/compare/change.h"
#include "places/compare/control.h"
#include "places/compare/distributions.h"
#include "places/compare/funnel.h"
#include "places/compare/two_counts.h"

namespace concordat::places {
namespace {

auto code(auto const& result) {
  return result.error().code.view();
}

TEST(Distributions, AgreeWithSumsOfTheirTerms) {
  for (double const mean : {0.3, 4.0, 37.5, 900.0}) {
    double sum = 0;
    for (std::int64_t count = 0; count < 60; ++count) {
      auto const k = static_cast<double>(count);
      sum += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
      EXPECT_NEAR(poisson_at_most(count, mean), sum, 1e-12);
    }
  }
  double above = 0;
  for (std::int64_t least = 30; least > 0; --least) {
    auto const k = static_cast<double>(least);
    above += std::exp(std::lgamma(31) - std::lgamma(k + 1) - std::lgamma(31 - k) + k * std::log(0.35) +
                      (30 - k) * std::log(0.65));
    EXPECT_NEAR(binomial_at_least(least, 30, 0.35), above, 1e-12);
  }
  EXPECT_NEAR(chi_square_above(3.841458820694124, 1), 0.05, 1e-12);
  EXPECT_NEAR(gamma_below(1, 2), 1 - std::exp(-2.0), 1e-14);
}

TEST(TwoCounting, IsTheSameFromBothSidesAndOneForEqualCounts) {
  SeededChance chance{3};
  for (int round = 0; round < 50; ++round) {
    TwoCounts const counts{static_cast<std::int64_t>(chance.below(60)),
                           static_cast<std::int64_t>(chance.below(60)), 1 + chance.unit() * 9,
                           1 + chance.unit() * 9};
    auto const there = compare(counts);
    auto const back = compare({counts.second, counts.first, counts.second_exposure, counts.first_exposure});
    ASSERT_TRUE(there && back);
    EXPECT_NEAR(there->p_e_test, back->p_e_test, 1e-9);
    EXPECT_NEAR(there->p_conditional, back->p_conditional, 1e-9);
  }
  EXPECT_EQ(compare({0, 0})->p_e_test, 1);
  EXPECT_NEAR(compare({12, 12})->p_conditional, 1, 1e-9);
  EXPECT_NEAR(compare({12, 12})->p_e_test, 1, 1e-9);
  EXPECT_TRUE(compare({9, 40})->few);
  EXPECT_FALSE(compare({10, 40})->few);
}

TEST(TwoCounting, RefusesWhatIsNoCount) {
  EXPECT_EQ(code(compare({-1, 3})), "compare.counts");
  EXPECT_EQ(code(compare({1, 3, 0, 1})), "compare.counts");
  EXPECT_EQ(code(compare({1, 3, 1, INFINITY})), "compare.counts");
}

TEST(Changes, AreNeverMarkedWhereTheirLimitsHoldOne) {
  SeededChance chance{9};
  int marked = 0;
  for (int round = 0; round < 400; ++round) {
    auto const change =
        change_of({static_cast<std::int64_t>(chance.below(80)), static_cast<std::int64_t>(chance.below(80)),
                   1 + chance.unit(), 1 + chance.unit()});
    ASSERT_TRUE(change);
    bool const holds_one = change->limits.low <= 1 && change->limits.high >= 1;
    EXPECT_EQ(change->direction == Direction::none, holds_one);
    if (!std::isnan(change->ratio)) {
      EXPECT_LE(change->limits.low, change->ratio);
      EXPECT_GE(change->limits.high, change->ratio);
    }
    marked += holds_one ? 0 : 1;
  }
  EXPECT_GT(marked, 50);
  EXPECT_EQ(change_of({10, 20})->direction, Direction::none) << "10 to 20 may be chance";
  EXPECT_EQ(change_of({10, 30})->direction, Direction::up);
  EXPECT_EQ(change_of({30, 10})->direction, Direction::down);
  EXPECT_TRUE(change_of({9, 30})->few);
}

/// Clopper and Pearson's limits hold the limit's own tail exactly.
TEST(Changes, HaveExactLimits) {
  auto const change = change_of({.before = 14, .after = 23, .before_exposure = 2, .after_exposure = 3});
  ASSERT_TRUE(change);
  double const odds_low = change->limits.low * 3 / 2;
  double const odds_high = change->limits.high * 3 / 2;
  EXPECT_NEAR(binomial_at_least(23, 37, odds_low / (1 + odds_low)), 0.025, 1e-9);
  EXPECT_NEAR(1 - binomial_at_least(24, 37, odds_high / (1 + odds_high)), 0.025, 1e-9);
  EXPECT_EQ(change_of({0, 5})->limits.high, INFINITY);
  EXPECT_EQ(change_of({5, 0})->limits.low, 0);
  EXPECT_TRUE(std::isnan(change_of({0, 0})->ratio));
}

TEST(Changes, AgainstAnAreaUndoWhatHappenedEverywhere) {
  // both halved: nothing is left of the change here
  auto const same = change_against({200, 100}, {400, 200});
  ASSERT_TRUE(same);
  EXPECT_DOUBLE_EQ(same->ratio, 1);
  EXPECT_EQ(same->direction, Direction::none);
  auto const fell = change_against({200, 100}, {200, 200});
  EXPECT_EQ(fell->direction, Direction::down);
  EXPECT_NEAR(fell->limits.high, 0.5 * std::exp(1.959963984540054 * std::sqrt(3 / 200.0 + 1 / 100.0)), 1e-12);
  EXPECT_EQ(code(change_against({200, 0}, {200, 200})), "change.no-events");
  EXPECT_EQ(code(change_of({-1, 2})), "change.counts");
  EXPECT_EQ(code(change_against({1, 2}, {1, 2, 0, 1})), "change.counts");
}

TEST(Changes, AgainstLastYearTakeTheSameMonths) {
  std::vector<std::int64_t> months(26, 10);
  months[0] = 40;
  months[24] = 75;
  auto const found = against_last_year(months);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->months.size(), 14U);
  EXPECT_DOUBLE_EQ(found->months[12].ratio, 75 / 25.0);
  EXPECT_DOUBLE_EQ(found->months[0].ratio, 0.25);
  EXPECT_EQ(code(against_last_year(std::vector<std::int64_t>(12, 1))), "change.too-few-months");
}

TEST(Season, FactorsAverageOneAndAskForThreeYears) {
  std::vector<std::int64_t> months;
  for (int month = 0; month < 40; ++month) months.push_back(month % 12 == 6 ? 90 : 30);
  auto const found = seasons(months);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->years, 3U);
  double sum = 0;
  for (double const factor : found->factor) sum += factor;
  EXPECT_NEAR(sum, 12, 1e-12);
  EXPECT_NEAR(found->factor[6], 90 / 35.0, 1e-12);
  EXPECT_LT(found->p, 1e-9);
  EXPECT_GT(seasons(std::vector<std::int64_t>(36, 20))->p, 0.99);
  EXPECT_EQ(code(seasons(std::vector<std::int64_t>(35, 20))), "seasons.too-few-years");
  EXPECT_EQ(code(seasons(std::vector<std::int64_t>(36, 0))), "seasons.no-events");
  EXPECT_EQ(code(seasons(std::vector<std::int64_t>(36, -1))), "seasons.count");
}

TEST(ControlCharts, CallARiseAndNotAQuietYear) {
  std::vector<std::int64_t> counts(52, 9);
  for (int week = 0; week < 52; ++week) counts[static_cast<std::size_t>(week)] += week % 3 - 1;
  auto quiet = counts;
  quiet.insert(quiet.end(), counts.begin(), counts.end());
  auto const calm = control_chart(quiet);
  ASSERT_TRUE(calm);
  EXPECT_TRUE(std::ranges::none_of(calm->points, &ControlPoint::above));
  auto risen = counts;
  risen.insert(risen.end(), 12, 18);
  auto const alarm = control_chart(risen);
  EXPECT_TRUE(alarm->points.back().above);
  EXPECT_GT(alarm->points.back().cusum, 50);
  EXPECT_TRUE(alarm->points.back().adds_up);
  EXPECT_TRUE(std::ranges::none_of(calm->points, &ControlPoint::adds_up));
  EXPECT_NEAR(alarm->cusum_limit, 15.327, 1e-3) << "ln 500 / ln 1.5";
  EXPECT_FALSE(alarm->few);
  EXPECT_TRUE(control_chart(std::vector<std::int64_t>(52, 4))->few);
}

TEST(ControlCharts, RefuseASeriesTheyCannotJudge) {
  std::vector<std::int64_t> const year(52, 3);
  std::vector<std::int64_t> negative(52, 3);
  negative[4] = -1;
  EXPECT_EQ(code(control_chart(std::vector<std::int64_t>(51, 3))), "control.baseline");
  EXPECT_EQ(code(control_chart(year, {.weight = 0})), "control.options");
  EXPECT_EQ(code(control_chart(year, {.rate_ratio = 1})), "control.options");
  EXPECT_EQ(code(control_chart(year, {.false_alarm_every = 1})), "control.options");
  EXPECT_EQ(code(control_chart(negative)), "control.count");
  EXPECT_EQ(code(control_chart(std::vector<std::int64_t>(52, 0))), "control.no-events");
}

TEST(Funnels, LeaveOutTheShareTheySay) {
  for (double const mean : {0.4, 3.0, 12.0, 150.0, 4000.0}) {
    auto const limits = funnel_limits(mean, Confidence::percent_95);
    // the limit lies between two counts: the tails on either side of it hold what was asked for between them
    EXPECT_LE(poisson_at_most(static_cast<std::int64_t>(std::ceil(limits.low)) - 1, mean), 0.0251);
    EXPECT_GE(poisson_at_most(static_cast<std::int64_t>(std::ceil(limits.high)), mean), 0.9749);
    EXPECT_LT(limits.low, mean);
    EXPECT_GT(limits.high, mean);
    EXPECT_GT(funnel_limits(mean, Confidence::percent_99_8).high, limits.high);
  }
  auto const wide = funnel_limits(10'000, Confidence::percent_95);
  EXPECT_NEAR(wide.high, 10'000 + 1.96 * 100, 2);
}

TEST(Funnels, MarkTheOutlierAndRefuseARankingOfChance) {
  std::vector<std::int64_t> const people(20, 1000);
  std::vector<std::int64_t> events(20, 12);
  events[7] = 40;
  auto const found = funnel(events, people);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->areas[7].standing, Standing::above_99_8);
  EXPECT_EQ(found->areas[0].standing, Standing::within);
  EXPECT_TRUE(found->ranking_refused);
  std::vector<std::int64_t> apart;
  for (int area = 0; area < 20; ++area) apart.push_back(20LL << (area / 2));
  EXPECT_FALSE(funnel(apart, people)->ranking_refused);
}

/// The count of overlapping pairs, against every pair looked at.
TEST(Funnels, CountOverlapsOfEveryPair) {
  SeededChance chance{14};
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<std::int64_t> const people(12, 5000);
    std::vector<std::int64_t> events;
    for (int area = 0; area < 12; ++area)
      events.push_back(
          static_cast<std::int64_t>(1 + chance.below(20 + static_cast<std::uint64_t>(round) * 6)));
    auto const found = funnel(events, people);
    ASSERT_TRUE(found);
    int overlapping = 0;
    for (std::size_t a = 0; a < 12; ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        auto const& one = found->areas[a].rate;
        auto const& other = found->areas[b].rate;
        overlapping += one.low <= other.high && other.low <= one.high ? 1 : 0;
      }
    }
    EXPECT_EQ(found->ranking_refused, overlapping > 33);
    refused += found->ranking_refused ? 1 : 0;
  }
  EXPECT_GT(refused, 5);
  EXPECT_LT(refused, 55);
}

TEST(Funnels, OfManyEventsHaveTheLimitsOfTheNormalCurve) {
  auto const limits = funnel_limits(1e8, Confidence::percent_95);
  EXPECT_NEAR(limits.low, 1e8 - 1.959964 * 1e4, 5);
  EXPECT_NEAR(limits.high, 1e8 + 1.959964 * 1e4, 5);
  std::vector<std::int64_t> const events(101, 1'000'000);
  auto const refused = funnel(events, events);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "funnel.too-many-events");
}

TEST(Funnels, RefuseWhatHasNoRate) {
  std::vector<std::int64_t> const none{0, 0};
  std::vector<std::int64_t> const people{10, 20};
  std::vector<std::int64_t> const one{10};
  EXPECT_EQ(code(funnel(none, people)), "funnel.no-events");
  EXPECT_EQ(code(funnel(none, one)), "funnel.columns");
  EXPECT_EQ(code(funnel(people, none)), "rate.no-population");
}

}  // namespace
}  // namespace concordat::places
