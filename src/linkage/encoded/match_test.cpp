// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/match.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

std::vector<Filter> random_filters(SeededChance& chance, std::size_t count) {
  std::vector<Filter> filters;
  for (std::size_t at = 0; at < count; ++at) {
    if (at > 0 && chance.below(3) == 0) {
      // near one before
      filters.push_back(filters[chance.below(at)]);
      for (auto flips = chance.below(200); flips > 0; --flips) {
        auto const bit = chance.below(filter_bits);
        filters.back().words[bit / 64] ^= std::uint64_t{1} << (bit % 64);
      }
    } else {
      filters.push_back(test::random_filter(chance, chance.below(101)));
    }
  }
  return filters;
}

std::vector<SimilarPair> by_hand(std::span<Filter const> left, std::span<Filter const> right,
                                 std::uint32_t per_mille) {
  std::vector<SimilarPair> pairs;
  for (std::uint32_t a = 0; a < left.size(); ++a) {
    for (std::uint32_t b = 0; b < right.size(); ++b) {
      unsigned common = 0;
      for (std::size_t bit = 0; bit < filter_bits; ++bit) {
        auto const both = left[a].words[bit / 64] & right[b].words[bit / 64];
        common += ((both >> (bit % 64)) & 1U) != 0 ? 1U : 0U;
      }
      unsigned const total = left[a].count() + right[b].count();
      if (common > 0 && common * 2'000 >= per_mille * total)
        pairs.push_back({a, b, static_cast<std::uint16_t>(common), static_cast<std::uint16_t>(total)});
    }
  }
  std::ranges::sort(pairs, more_alike);
  return pairs;
}

TEST(SimilarPairs, AreThoseOfCountingBitByBitOnEveryPath) {
  SeededChance chance{51};
  for (int round = 0; round < 40; ++round) {
    auto const left = random_filters(chance, chance.below(40));
    auto const right = random_filters(chance, round == 0 ? 700 : chance.below(60));
    for (std::uint32_t const per_mille : {1U, 500U, 750U, 900U, 1'000U}) {
      auto const expected = by_hand(left, right, per_mille);
      for (auto const path : usable_paths())
        ASSERT_EQ(similar_pairs(test::enclave(), left, right, {.per_mille = per_mille, .path = path}).value(), expected);
    }
  }
}

TEST(SimilarPairs, HoldFullAndEmptyFilters) {
  Filter full;
  full.words.fill(~std::uint64_t{0});
  std::vector<Filter> const filters{full, Filter{}};
  for (auto const path : usable_paths()) {
    auto const pairs = similar_pairs(test::enclave(), filters, filters, {.per_mille = 1'000, .path = path}).value();
    ASSERT_EQ(pairs.size(), 1U) << "two empty filters hold nothing alike";
    EXPECT_EQ(pairs[0], (SimilarPair{0, 0, 1024, 2048}));
    EXPECT_EQ(pairs[0].dice(), 1.0);
  }
}

TEST(SimilarPairs, RefuseAThresholdThatIsNoneAndMoreThanCanBeHeld) {
  Filter full;
  full.words.fill(~std::uint64_t{0});
  std::vector<Filter> const many(30, full);
  EXPECT_EQ(similar_pairs(test::enclave(), many, many, {.per_mille = 0}).error().code, FixedText{"clk.threshold"});
  EXPECT_EQ(similar_pairs(test::enclave(), many, many, {.per_mille = 1'001}).error().code, FixedText{"clk.threshold"});
  EXPECT_EQ(similar_pairs(test::enclave(), many, many, {.per_mille = 900, .most_pairs = 899}).error().code,
            FixedText{"clk.too-many"});
  EXPECT_EQ(similar_pairs(test::enclave(), many, many, {.per_mille = 900, .most_pairs = 900})->size(), 900U);
}

TEST(OneToOne, TakesTheMostAlikeFirstAndEachOnce) {
  std::vector<SimilarPair> pairs{
      {0, 0, 90, 200}, {0, 1, 95, 200}, {1, 1, 94, 200}, {2, 2, 80, 200}, {1, 0, 85, 200}};
  std::ranges::sort(pairs, more_alike);
  auto const chosen = one_to_one(pairs, 3, 3);
  EXPECT_EQ(chosen, (std::vector<SimilarPair>{{0, 1, 95, 200}, {1, 0, 85, 200}, {2, 2, 80, 200}}));
}

TEST(MoreAlike, ComparesRatiosExactly) {
  EXPECT_TRUE(more_alike({5, 5, 341, 1'023}, {0, 0, 340, 1'021}));
  EXPECT_TRUE(more_alike({0, 1, 100, 300}, {1, 0, 200, 600})) << "equal ratios: by left";
  EXPECT_FALSE(more_alike({1, 0, 200, 600}, {0, 1, 100, 300}));
}

}  // namespace
}  // namespace concordat::linkage
