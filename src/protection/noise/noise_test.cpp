// SPDX-License-Identifier: Apache-2.0
#include "protection/noise/discrete_laplace.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/file.h"

namespace concordat::protection {
namespace {

/// Chi-square of draws against exp(-epsilon |n|), tails together; how many cells there are goes with it.
std::pair<double, int> chi_square(NoiseStrength const& epsilon, int draws, std::uint64_t seed) {
  SeededChance chance{seed};
  std::map<std::int64_t, int> seen;
  for (int i = 0; i < draws; ++i) ++seen[discrete_laplace(epsilon, chance)];
  double const e = static_cast<double>(epsilon.above) / epsilon.below;
  double const share = (1 - std::exp(-e)) / (1 + std::exp(-e));
  double square = 0;
  double others = draws;
  int others_seen = draws;
  int cells = 0;
  for (std::int64_t n = -200; n <= 200; ++n) {
    double const expected = draws * share * std::exp(-e * std::abs(static_cast<double>(n)));
    if (expected < 20) continue;
    square += std::pow(seen[n] - expected, 2) / expected;
    others -= expected;
    others_seen -= seen[n];
    ++cells;
  }
  if (others > 1) {
    square += std::pow(others_seen - others, 2) / others;
    ++cells;
  }
  return {square, cells - 1};
}

TEST(DiscreteLaplace, HasItsDistribution) {
  for (auto const& epsilon : {NoiseStrength{1, 1}, NoiseStrength{1, 2}, NoiseStrength{2, 3}, NoiseStrength{1, 10}}) {
    auto const [square, freedom] = chi_square(epsilon, 200'000, 61);
    // by Wilson and Hilferty: 3.09 deviations are p = 0.001
    double const deviations = (std::cbrt(square / freedom) - (1 - 2.0 / (9 * freedom))) / std::sqrt(2.0 / (9 * freedom));
    EXPECT_LT(deviations, 3.09) << epsilon.text() << ": " << square << " with " << freedom;
  }
}

TEST(DiscreteLaplace, DiffersWithEpsilon) {
  // what is drawn with one half does not pass for one
  SeededChance chance{62};
  double sum = 0;
  for (int i = 0; i < 50'000; ++i) sum += std::abs(static_cast<double>(discrete_laplace({1, 2}, chance)));
  EXPECT_NEAR(sum / 50'000, 1 / std::sinh(0.5), 0.05);
}

TEST(DiscreteLaplace, IsDrawnWithoutFloatingPoint) {
  auto const source = read_file(CONCORDAT_SOURCE_DIR "/src/protection/noise/discrete_laplace.cpp", 1 << 20).value();
  for (auto const* const word : {"double", "float", "cmath", "std::exp", "std::log", "0.", "1e"}) EXPECT_EQ(source.find(word), std::string::npos) << word;
}

TEST(NoiseStrength, ReadsFractionsUpToOne) {
  EXPECT_EQ(NoiseStrength::parse("1")->text(), "1");
  EXPECT_EQ(NoiseStrength::parse("1/4")->text(), "1/4");
  for (auto const* const wrong : {"", "0", "2", "3/2", "1/0", "1/2/3", "0.5", "1/1001", "-1/2", "a"}) EXPECT_FALSE(NoiseStrength::parse(wrong)) << wrong;
}

TEST(NoiseBudget, IsSpentOnce) {
  auto budget = NoiseBudget::read("").value();
  EXPECT_TRUE(budget.spend("2026-Q1", {1, 2}));
  EXPECT_TRUE(budget.spend("2026-Q1", {1, 3}));
  EXPECT_TRUE(budget.spend("2026-Q2", {1, 1}));
  auto const refused = budget.spend("2026-Q1", {1, 2});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "noise.spent");
  auto again = NoiseBudget::read(budget.json()).value();
  EXPECT_EQ(again.spent("2026-Q1"), 834);
  EXPECT_FALSE(again.spend("2026-Q2", {1, 1000}));
  EXPECT_EQ(again.spent("2026-Q2"), 1000) << "what is refused costs nothing";
  for (auto const* const wrong : {"[]", "{", "{\"format\":\"concordat-noise/1\"}", "{\"format\":\"concordat-noise/1\",\"spent\":{\"2026-Q1\":-5}}", "{\"format\":\"x\",\"spent\":{}}"}) {
    auto const read = NoiseBudget::read(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().code.view(), "noise.ledger");
  }
}

}  // namespace
}  // namespace concordat::protection
