// SPDX-License-Identifier: Apache-2.0
#include "places/forecast/projection.h"

#include <gtest/gtest.h>

#include <random>

namespace concordat::places {
namespace {

using Counts = std::vector<std::optional<CountRange>>;
constexpr Quarter first = Quarter{2025 * 4};

TEST(Projections, CarryTheLevelForwardWithLimitsRoundIt) {  // M35
  auto const made = project(Counts{100, 110, 90, 105, 95, 100}, first);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->quarters.size(), 4U);
  EXPECT_EQ(format_quarter(made->quarters.front().quarter), "2026-Q3");
  EXPECT_EQ(made->rests_on, 6U);
  EXPECT_DOUBLE_EQ(made->dispersion, 1);  // steadier than chance alone: no narrower than chance for that
  for (auto const& one : made->quarters) {
    EXPECT_DOUBLE_EQ(one.expected_low, 100);
    EXPECT_DOUBLE_EQ(one.expected_high, 100);
    EXPECT_LT(one.low_95, one.low_80);
    EXPECT_LT(one.low_80, 100);
    EXPECT_GT(one.high_80, 100);
    EXPECT_GT(one.high_95, one.high_80);
  }
}

TEST(Projections, AreWiderWhereQuartersVaryMoreAndWhereCountsWereRounded) {
  auto const steady = project(Counts{100, 101, 99, 100, 100}, first);
  auto const wild = project(Counts{40, 160, 60, 140, 100}, first);
  auto const rounded = project(Counts{100, 101, 99, 100, 100}, first, {.rounded_to = 50});
  ASSERT_TRUE(steady && wild && rounded);
  EXPECT_GT(wild->dispersion, 10);
  EXPECT_LT(wild->quarters[0].low_80, steady->quarters[0].low_80);
  EXPECT_GT(wild->quarters[0].high_95, steady->quarters[0].high_95);
  EXPECT_GT(rounded->quarters[0].high_80, steady->quarters[0].high_80);
}

TEST(Projections, LeaveOutQuartersThatAreNotThere) {
  auto const made = project(Counts{10, std::nullopt, 10, 10, std::nullopt, 10, 10}, first);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->rests_on, 5U);
  EXPECT_EQ(format_quarter(made->quarters.front().quarter), "2026-Q4");
}

TEST(Projections, OfNothingExpectNothingAndExcludeLittle) {
  auto const made = project(Counts{0, 0, 0, 0, 0}, first);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->quarters[0].expected_high, 0);
  EXPECT_GT(made->quarters[0].high_95, 0.1) << "nothing so far is not nothing for ever";
  EXPECT_LT(made->quarters[0].high_95, 3);
}

TEST(Projections, AreRefusedFromTooLittleAndFromWhatIsNoCount) {
  auto const code = [](Counts const& counts, ProjectionOptions const& options = {}) {
    auto const made = project(counts, first, options);
    return made ? std::string{"fine"} : std::string{made.error().code.view()};
  };
  EXPECT_EQ(code({1, 2, 3, 4}), "projection.too-few");
  EXPECT_EQ(code({1, 2, 3, 4, std::nullopt}), "projection.too-few");
  EXPECT_EQ(code({}), "projection.too-few");
  EXPECT_EQ(code({1, 2, 3, 4, -1}), "projection.counts");
  EXPECT_EQ(code({1, 2, 3, 4, std::nan("")}), "projection.counts");
  EXPECT_EQ(code({1, 2, 3, 4, CountRange{7, 1}}), "projection.counts");
  EXPECT_EQ(code({1, 2, 3, 4, 5}, {.ahead = 0}), "projection.counts");
  EXPECT_EQ(code({1, 2, 3, 4, 5}, {.ahead = 9}), "projection.counts");
}

TEST(Projections, AreWiderTheFurtherAhead) {  // M35
  for (auto const& counts : {Counts{100, 110, 90, 105, 95, 100}, Counts{0, 0, 0, 0, 0}, Counts{60, 80, 100, 120, 140, 160}}) {
    auto const made = project(counts, first, {.ahead = 8});
    ASSERT_TRUE(made);
    for (std::size_t i = 1; i < made->quarters.size(); ++i) {
      EXPECT_GE(made->quarters[i].high_95, made->quarters[i - 1].high_95);
      EXPECT_LE(made->quarters[i].low_80, made->quarters[i - 1].low_80);
    }
  }
  auto const made = project(Counts{100, 110, 90, 105, 95, 100}, first);
  EXPECT_GT(made->quarters[3].high_95, made->quarters[0].high_95 + 5);
  EXPECT_LT(made->quarters[3].low_95, made->quarters[0].low_95 - 3);
  // Where the steps are small beside the whole spread, the level moves: it widens more than where each quarter stands by itself.
  auto const widening = [](Counts const& counts) {
    auto const quarters = project(counts, first)->quarters;
    return (quarters[3].high_95 - quarters[3].low_95) / (quarters[0].high_95 - quarters[0].low_95);
  };
  EXPECT_GT(widening({60, 80, 100, 120, 140, 160}), widening({60, 160, 80, 140, 100, 120}) + 0.1);
}

TEST(Projections, TakeAHiddenCountForAllThatItMayBe) {
  auto const hidden = CountRange{1, 7};
  auto const made = project(Counts{20, hidden, 15, 10, hidden, 20}, first);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->rests_on, 6U);
  EXPECT_EQ(made->hidden, 2U);
  auto const& next = made->quarters.front();
  EXPECT_DOUBLE_EQ(next.expected_low, 67.0 / 6);
  EXPECT_DOUBLE_EQ(next.expected_high, 79.0 / 6);
  // Whatever the counts were, what would have been said of them lies within.
  for (double first_of = 1; first_of <= 7; ++first_of) {
    for (double second = 1; second <= 7; ++second) {
      auto const known = project(Counts{20, first_of, 15, 10, second, 20}, first);
      ASSERT_TRUE(known);
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_LE(made->quarters[i].low_95, known->quarters[i].low_95 + 1e-6) << first_of << ' ' << second << ' ' << i;
        EXPECT_GE(made->quarters[i].high_95, known->quarters[i].high_95 - 1e-6) << first_of << ' ' << second << ' ' << i;
        EXPECT_LE(made->quarters[i].low_80, known->quarters[i].low_80 + 1e-6);
        EXPECT_GE(made->quarters[i].high_80, known->quarters[i].high_80 - 1e-6);
      }
    }
  }
}

/// Of made-up series that go on as they were, about as many next quarters must lie within the limits as these say.
TEST(Projections, HoldWhatTheirLimitsPromise) {
  std::mt19937_64 chance{20261127};
  for (double const shape : {1e9, 20.0}) {  // Poisson, and twice to eleven times as wild
    for (double const mean : {20.0, 200.0}) {
      int in_80 = 0;
      int in_95 = 0;
      constexpr int series = 1500;
      for (int i = 0; i < series; ++i) {
        std::gamma_distribution<double> rate{shape, mean / shape};
        auto const draw = [&] { return static_cast<double>(std::poisson_distribution<int>{shape > 1e8 ? mean : rate(chance)}(chance)); };
        Counts counts;
        for (int quarter = 0; quarter < 8; ++quarter) counts.emplace_back(draw());
        auto const made = project(counts, first);
        ASSERT_TRUE(made);
        auto const next = draw();
        auto const& limits = made->quarters.front();
        in_80 += next >= limits.low_80 && next <= limits.high_80 ? 1 : 0;
        in_95 += next >= limits.low_95 && next <= limits.high_95 ? 1 : 0;
      }
      EXPECT_GT(in_80, series * 0.77) << mean << ' ' << shape;
      EXPECT_LT(in_80, series * 0.94) << mean << ' ' << shape;
      EXPECT_GT(in_95, series * 0.925) << mean << ' ' << shape;
      EXPECT_LT(in_95, series * 0.995) << mean << ' ' << shape;
    }
  }
}

/// Of series whose level moves by chance from quarter to quarter, the fourth quarter ahead lies within the limits about as often as
/// they say: so few quarters tell little of how it moves, so a little less is let pass.
TEST(Projections, HoldAYearAheadWhereTheLevelMoves) {
  std::mt19937_64 chance{20261128};
  for (double const mean : {30.0, 200.0}) {
    int in_80 = 0;
    int in_95 = 0;
    constexpr int series = 1500;
    for (int i = 0; i < series; ++i) {
      double level = mean;
      std::normal_distribution<double> step{0, 0.5 * std::sqrt(mean)};
      auto const draw = [&] {
        level = std::max(1.0, level + step(chance));
        return static_cast<double>(std::poisson_distribution<int>{level}(chance));
      };
      Counts counts;
      for (int quarter = 0; quarter < 8; ++quarter) counts.emplace_back(draw());
      double next = 0;
      for (int quarter = 0; quarter < 4; ++quarter) next = draw();
      auto const made = project(counts, first);
      ASSERT_TRUE(made);
      auto const& limits = made->quarters.back();
      in_80 += next >= limits.low_80 && next <= limits.high_80 ? 1 : 0;
      in_95 += next >= limits.low_95 && next <= limits.high_95 ? 1 : 0;
    }
    EXPECT_GT(in_80, series * 0.75) << mean;
    EXPECT_GT(in_95, series * 0.9) << mean;
  }
}

}  // namespace
}  // namespace concordat::places
