// SPDX-License-Identifier: Apache-2.0
#include "protection/published/squares.h"

#include <gtest/gtest.h>

#include <cmath>

namespace concordat::protection {
namespace {

constexpr double side = 250;
constexpr double reach = 500;

/// The squares whose centres lie near the spot, in two classes: what a map without a mask would show of one event.
void add_spot(std::vector<PublishedSquare>& squares, double x, double y) {
  for (double west = std::floor((x - reach) / side) * side; west <= x + reach; west += side) {
    for (double south = std::floor((y - reach) / side) * side; south <= y + reach; south += side) {
      auto const away = std::hypot(west + side / 2 - x, south + side / 2 - y);
      if (away <= reach) squares.push_back({west, south, side, away <= reach / 2 ? 2 : 1});
    }
  }
}

TEST(UndoneMaps, TellTheSpotOfOneEventThatShowsAlone) {
  std::vector<PublishedSquare> squares;
  add_spot(squares, 10'123, 20'060);
  add_spot(squares, 14'400, 20'300);
  auto const undone = undo_map(squares, reach);
  EXPECT_EQ(undone.groups, 2U);
  ASSERT_EQ(undone.spots.size(), 2U) << "the attack can succeed";
  EXPECT_LT(std::hypot(undone.spots.front().x - 10'123, undone.spots.front().y - 20'060), undone.spots.front().off + 1);
  EXPECT_LT(undone.spots.front().off, side / 2);
}

TEST(UndoneMaps, TellNothingOfWhatIsNoSpot) {
  std::vector<PublishedSquare> row;
  for (int i = 0; i < 9; ++i) row.push_back({i * side, 0, side, 1});
  EXPECT_TRUE(undo_map(row, reach).spots.empty()) << "too long for one";
  std::vector<PublishedSquare> ring;
  for (int x = 0; x < 3; ++x) {
    for (int y = 0; y < 3; ++y) ring.push_back({x * side, y * side, side, x == 1 && y == 1 ? 1 : 2});
  }
  EXPECT_TRUE(undo_map(ring, reach).spots.empty()) << "less in the middle than round it";
  EXPECT_EQ(undo_map(ring, reach).groups, 1U);
  EXPECT_EQ(undo_map({}, reach).groups, 0U);
}

TEST(UndoneMaps, OfOneSquareTellTheSquareAlone) {
  EXPECT_TRUE(undo_map(std::vector<PublishedSquare>{{1000, 2000, side, 1}}, reach).spots.empty()) << "anywhere in it";
}

}  // namespace
}  // namespace concordat::protection
