// SPDX-License-Identifier: Apache-2.0
// Areas with their neighbours: what is high side by side, from published counts, and nothing of a hidden one.
#include <gtest/gtest.h>

#include "protection/looks/funnel.h"

namespace concordat::protection {
namespace {

constexpr std::size_t side = 7;

/// A square of areas, each with those that touch it.
places::Neighbours chessboard() {
  std::vector<places::Neighbours::Pair> pairs;
  for (std::size_t one = 0; one < side * side; ++one) {
    for (std::size_t other = 0; other < side * side; ++other) {
      auto const apart = [](std::size_t a, std::size_t b) { return a > b ? a - b : b - a; };
      if (one != other && apart(one % side, other % side) <= 1 && apart(one / side, other / side) <= 1) pairs.emplace_back(static_cast<std::uint32_t>(one), static_cast<std::uint32_t>(other));
    }
  }
  return places::Neighbours::from_pairs(side * side, std::move(pairs)).value();
}

ProtectedTable published(std::vector<double> cells) {
  RawTable raw{{"Counts", "Area", "Reports", {}, {"2026-Q3"}}, std::move(cells)};
  for (std::size_t i = 0; i < raw.cells.size(); ++i) raw.labels.rows.push_back("Area " + std::to_string(i + 1));
  return protect_counts(raw, SmallNumberRule::nhs()).value();
}

TogetherTable together(std::vector<double> cells) {
  std::vector<std::int64_t> const residents(cells.size(), 1500);
  auto const neighbours = chessboard();
  return tell_together(published(std::move(cells)), 0, {residents, neighbours}, 1000, SmallNumberRule::nhs()).value();
}

/// About 30 everywhere, and three times as many in a corner of nine areas.
std::vector<double> corner() {
  std::vector<double> cells;
  for (std::size_t i = 0; i < side * side; ++i) cells.push_back(i % side < 3 && i / side < 3 ? 90 : 25 + static_cast<double>(i % 3) * 5);
  return cells;
}

TEST(Together, TellWhichAreasAreHighSideBySide) {  // M30
  auto const told = together(corner());
  ASSERT_TRUE(told.tested);
  EXPECT_EQ(told.areas[side + 1], Standout::high_together) << "the middle of the corner";
  EXPECT_EQ(told.table.text(side + 1, 5), "high together with its neighbours");
  EXPECT_EQ(told.table.text(side + 1, 0), "60.0");
  EXPECT_NE(told.areas.back(), Standout::high_together);
}

TEST(Together, StopWhereTheyAreToldTo) {
  auto const cells = corner();
  std::vector<std::int64_t> const residents(cells.size(), 1500);
  auto const neighbours = chessboard();
  std::uint64_t asked = 0;
  auto const told = tell_together(published(cells), 0, {residents, neighbours}, 1000, SmallNumberRule::nhs(), [&](std::uint64_t, std::uint64_t) { return ++asked < 3; });
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code.view(), "work.stopped");
  EXPECT_EQ(asked, 3U);
}

TEST(Together, TellTheAreaThatIsUnlikeItsNeighbours) {
  std::vector<double> cells;
  for (std::size_t i = 0; i < side * side; ++i) {
    auto const column = i % side;
    auto const row = i / side;
    bool const ring = column >= 2 && column <= 4 && row >= 2 && row <= 4;
    cells.push_back(ring ? 10 : 40 + static_cast<double>(i % 3) * 5);
  }
  cells[3 * side + 3] = 150;
  auto const told = together(std::move(cells));
  EXPECT_EQ(told.areas[3 * side + 3], Standout::high_among_low) << told.table.text(3 * side + 3, 3);
  EXPECT_EQ(told.table.text(3 * side + 3, 5), "high where its neighbours are low");
}

TEST(Together, SayNothingOfAHiddenCountWhateverItIs) {  // S74
  std::vector<std::string> told_of_others;
  for (double hidden = 1; hidden < 8; ++hidden) {
    auto cells = corner();
    cells[side] = hidden;
    auto const told = together(cells);
    EXPECT_EQ(told.table.text(side, 5), "too few to say");
    for (std::size_t column = 0; column < 5; ++column) EXPECT_EQ(told.table.text(side, column), "*");
    std::vector<std::string> others;
    for (std::size_t row = 0; row < told.table.rows(); ++row) {
      for (std::size_t column = 0; column < told.table.columns(); ++column) others.push_back(told.table.text(row, column));
    }
    if (told_of_others.empty()) told_of_others = others;
    EXPECT_EQ(others, told_of_others) << "seven counts that are published alike are told alike";
  }
}

TEST(Together, AreNotTestedWhereNothingVariesOrTheTableDoesNotFit) {
  auto const told = together(std::vector<double>(side * side, 40));
  EXPECT_FALSE(told.tested);
  EXPECT_EQ(told.table.text(0, 5), "cannot be tested");
  std::vector<std::int64_t> const residents(3, 1500);
  auto const neighbours = chessboard();
  auto const wrong = tell_together(published({10, 20}), 0, {residents, neighbours}, 1000, SmallNumberRule::nhs());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code.view(), "funnel.areas");
}

}  // namespace
}  // namespace concordat::protection
