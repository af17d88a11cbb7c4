// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/anonymity/special_uniques.h"

namespace concordat::protection {
namespace {

using places::test::read_rows;
using Codes = std::vector<std::uint32_t>;

std::vector<CodeColumn> columns_of(std::vector<Codes> const& codes) {
  std::vector<CodeColumn> columns;
  for (auto const& column : codes) columns.push_back({column, *std::ranges::max_element(column) + 1});
  return columns;
}

TEST(SpecialUniques, HaveTheReferenceScores) {
  auto const records = read_rows("data/geo-reference/ed_records.csv");
  auto const risk = read_rows("data/geo-reference/ed_records_risk.csv");
  if (records.empty() || risk.empty()) GTEST_SKIP() << "the shared reference data are not here";
  std::vector<Codes> codes(5);
  for (auto const& row : records) {
    for (std::size_t c = 0; c < codes.size(); ++c) codes[c].push_back(static_cast<std::uint32_t>(text::parse_integer(row[c + 1]).value()));
  }
  auto const found = special_uniques(columns_of(codes)).value();
  ASSERT_EQ(found.score.size(), risk.size());
  for (std::size_t i = 0; i < risk.size(); ++i) EXPECT_NEAR(static_cast<double>(found.score[i]), text::parse_decimal(risk[i][3]).value(), 1e-6) << i;
}

/// By the definition: every set of columns, asked of every record by itself.
std::vector<std::vector<std::uint32_t>> minimal_by_hand(std::vector<Codes> const& codes) {
  std::size_t const records = codes.front().size();
  auto const alone = [&](std::size_t i, std::uint32_t set) {
    for (std::size_t j = 0; j < records; ++j) {
      bool same = j != i;
      for (std::size_t c = 0; c < codes.size(); ++c) same = same && ((set >> c & 1U) == 0 || codes[c][i] == codes[c][j]);
      if (same) return false;
    }
    return true;
  };
  std::vector<std::vector<std::uint32_t>> minimal(records);
  for (std::size_t i = 0; i < records; ++i) {
    for (std::uint32_t set = 1; set < 1U << codes.size(); ++set) {
      bool is = alone(i, set);
      for (std::size_t c = 0; c < codes.size() && is; ++c) {
        auto const less = set & ~(1U << c);
        if (less != set && less != 0) is = !alone(i, less);
      }
      if (is) minimal[i].push_back(set);
    }
  }
  return minimal;
}

TEST(SpecialUniques, AreWhatTheDefinitionSays) {
  SeededChance chance{5};
  for (int turn = 0; turn < 20; ++turn) {
    std::vector<Codes> codes(4);
    for (int i = 0; i < 40; ++i) {
      for (auto& column : codes) column.push_back(static_cast<std::uint32_t>(chance.below(1 + chance.below(6))));
    }
    auto const found = special_uniques(columns_of(codes)).value();
    auto const minimal = minimal_by_hand(codes);
    std::vector<std::size_t> alone_by(5);
    std::vector<double> blame(4);
    double all = 0;
    for (std::size_t i = 0; i < minimal.size(); ++i) {
      std::uint64_t score = 0;
      std::size_t fewest = 0;
      for (auto const set : minimal[i]) {
        auto const size = static_cast<std::size_t>(std::popcount(set));
        std::uint64_t const worth = size == 4 || size == 3 ? 1 : size == 2 ? 2 : 6;
        score += worth;
        all += static_cast<double>(worth);
        fewest = fewest == 0 ? size : std::min(fewest, size);
        for (std::size_t c = 0; c < 4; ++c) blame[c] += (set >> c & 1U) != 0 ? static_cast<double>(worth) : 0;
      }
      ++alone_by[fewest];
      EXPECT_EQ(found.score[i], score) << i;
    }
    EXPECT_EQ(found.alone_by, alone_by);
    for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(found.to_blame[c], all > 0 ? blame[c] / all : 0, 1e-12);
  }
}

TEST(SpecialUniques, BlameTheColumnThatTells) {
  // nobody stands alone but by the first column
  std::vector<Codes> const codes{{0, 1, 2, 3, 4, 5}, {0, 0, 0, 1, 1, 1}, {0, 0, 0, 0, 0, 0}};
  auto const found = special_uniques(columns_of(codes)).value();
  EXPECT_THAT(found.to_blame, ::testing::ElementsAre(1.0, 0.0, 0.0));
  EXPECT_THAT(found.alone_by, ::testing::ElementsAre(0, 6, 0, 0));
}

TEST(SpecialUniques, OfNothingOrOfTooMuch) {
  EXPECT_TRUE(special_uniques({}).value().score.empty());
  std::vector<Codes> const codes(13, Codes{0, 1});
  EXPECT_EQ(special_uniques(columns_of(codes)).error().code.view(), "uniques.columns");
}

}  // namespace
}  // namespace concordat::protection
