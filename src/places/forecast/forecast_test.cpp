// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/chance.h"
#include "places/forecast/risk_terrain.h"

namespace concordat::places {
namespace {

auto code(auto const& result) {
  return result.error().code.view();
}

std::int64_t poisson(SeededChance& chance, double mean) {
  double left = std::exp(-mean);
  std::int64_t count = -1;
  for (double product = 1; product > left; ++count) product *= chance.unit();
  return count;
}

TEST(Trials, CountHitsAndShareATieAtTheCut) {
  std::vector<double> const score{9, 5, 5, 1, 0, 0, 0, 0, 0, 0};
  std::vector<std::int64_t> const last_year{0, 0, 0, 4, 3, 0, 0, 0, 0, 0};
  std::vector<std::int64_t> const held_out{6, 2, 0, 1, 0, 0, 0, 0, 0, 1};
  auto const trial = try_forecast(score, last_year, held_out, {.share_of_cells = 0.2});
  ASSERT_TRUE(trial);
  EXPECT_EQ(trial->chosen, 2U);
  EXPECT_DOUBLE_EQ(trial->hits, 7) << "one whole cell, and half of each of two that tie";
  EXPECT_DOUBLE_EQ(trial->hits_last_year, 1);
  EXPECT_DOUBLE_EQ(trial->pai, 3.5);
  EXPECT_DOUBLE_EQ(trial->penalised_pai, 0.7 / std::pow(0.2, 0.9));
  EXPECT_TRUE(trial->beats_last_year);
  // the same as last year is not better than last year
  std::vector<double> const same(last_year.begin(), last_year.end());
  EXPECT_FALSE(try_forecast(same, last_year, held_out)->beats_last_year);
}

TEST(Trials, RefuseAForecastThatCannotBeTried) {
  std::vector<double> const score{1, 2};
  std::vector<std::int64_t> const none{0, 0};
  std::vector<std::int64_t> const some{0, 3};
  std::vector<std::int64_t> const one{1};
  EXPECT_EQ(code(try_forecast(score, some, none)), "forecast.nothing-held-out");
  EXPECT_EQ(code(try_forecast(score, one, some)), "forecast.columns");
  EXPECT_EQ(code(try_forecast(score, some, some, {.share_of_cells = 1})), "forecast.options");
}

struct Made {
  std::vector<std::vector<double>> factors;
  std::vector<std::int64_t> fitted, held_out;
};

/// 900 cells; the first `real` of eight factors raise the rate.
Made made(std::size_t real, std::uint64_t seed) {
  SeededChance chance{seed};
  Made made{std::vector<std::vector<double>>(8, std::vector<double>(900)), {}, {}};
  for (auto& factor : made.factors) {
    for (auto& value : factor) value = chance.unit() < 0.15 ? 1 : 0;
  }
  for (std::size_t cell = 0; cell < 900; ++cell) {
    double log_rate = std::log(0.15);
    for (std::size_t factor = 0; factor < real; ++factor) log_rate += 1.6 * made.factors[factor][cell];
    made.fitted.push_back(poisson(chance, std::exp(log_rate)));
    made.held_out.push_back(poisson(chance, std::exp(log_rate)));
  }
  return made;
}

TEST(Terrains, TakeTheFactorsThatCarryTheRiskAndShowWhatBeatsLastYear) {
  auto const data = made(2, 5);
  auto const found = risk_terrain(data.factors, {data.fitted, data.held_out});
  ASSERT_TRUE(found);
  for (std::size_t factor = 0; factor < 8; ++factor) {
    if (factor < 2)
      EXPECT_GT(found->relative_risk[factor], 1.4) << factor;
    else
      EXPECT_NEAR(found->relative_risk[factor], 1, 0.12) << factor;
  }
  EXPECT_NEAR(found->dispersion, 1, 0.2);
  EXPECT_TRUE(found->trial.beats_last_year);
  EXPECT_EQ(found->score.size(), 900U);
  auto const again = risk_terrain(data.factors, {data.fitted, data.held_out});
  EXPECT_EQ(again->score, found->score);
}

TEST(Terrains, HandBackNoScoresWhereLastYearDoesAsWell) {
  auto data = made(0, 6);
  data.held_out = data.fitted;  // the very same places: nothing can beat that
  auto const found = risk_terrain(data.factors, {data.fitted, data.held_out});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->trial.beats_last_year);
  EXPECT_TRUE(found->score.empty());
}

/// One factor of two values has its answer in closed form: the logarithm of the ratio of the two means.
TEST(Terrains, AgreeWithTheClosedFormOfOneFactor) {
  auto const data = made(1, 9);
  std::vector<std::vector<double>> const one{data.factors[0]};
  auto const found = risk_terrain(one, {data.fitted, data.held_out}, {.steps = 200});
  ASSERT_TRUE(found);
  double with = 0, without = 0, cells = 0;
  for (std::size_t cell = 0; cell < 900; ++cell) {
    cells += one[0][cell];
    (one[0][cell] > 0 ? with : without) += static_cast<double>(data.fitted[cell]);
  }
  double const share = cells / 900;
  double const right = std::log((with / cells) / (without / (900 - cells))) * std::sqrt(share * (1 - share));
  // BIC takes the weakest penalty here, a thousandth of the strongest
  EXPECT_NEAR(std::log(found->relative_risk[0]), right, 0.005);
}

TEST(Terrains, RefuseWhatCannotBeFitted) {
  auto const data = made(1, 2);
  std::vector<std::vector<double>> const flat{std::vector<double>(900, 1)};
  std::vector<std::int64_t> const quiet(900, 0);
  EXPECT_EQ(code(risk_terrain({}, {data.fitted, data.held_out})), "terrain.options");
  EXPECT_EQ(code(risk_terrain(flat, {data.fitted, data.held_out})), "terrain.factor");
  EXPECT_EQ(code(risk_terrain(data.factors, {quiet, data.held_out})), "terrain.too-few-events");
  EXPECT_EQ(code(risk_terrain(data.factors, {data.fitted, quiet})), "forecast.nothing-held-out");
}

TEST(Terrains, MakeFactorsOfPlaces) {
  auto const grid = Grid::over({0, 0, 999, 999}, 100).value();
  std::vector<Point> const places{{450, 450}};
  auto const near = near_places(grid, places, 150);
  EXPECT_EQ(std::ranges::count(near, 1.0), 9)
      << "the cell, its four neighbours at 100 m and the four corners at 141 m";
  auto const density = density_of_places(grid, places, 100);
  EXPECT_NEAR(density[44], 1e6 / (2 * 3.14159265358979 * 1e4), 1e-9);
}

}  // namespace
}  // namespace concordat::places
