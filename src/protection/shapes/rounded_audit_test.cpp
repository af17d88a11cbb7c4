// SPDX-License-Identifier: Apache-2.0
#include "protection/shapes/rounded_audit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/chance.h"

namespace concordat::protection {
namespace {

CubeShape two_by_two() { return CubeShape::of({{"a", {"p", "q"}, {}}, {"b", {"x", "y"}, {}}}).value(); }

std::string told_code(Result<std::vector<CountRange>> const& result) { return result ? "fine" : std::string{result.error().code.view()}; }

TEST(NarrowRanges, SeesThroughATotalOfTrueCounts) {
  // p: hidden (1 to 7) and 10 (8 to 12), total 10 (8 to 12): the hidden one is 4 at most
  std::vector<CountRange> told{{1, 7}, {8, 12}, {8, 12}, {18, 22}, {8, 12}, {28, 32}, {18, 22}, {18, 22}, {38, 42}};
  auto const narrowed = narrow_ranges(two_by_two(), told).value();
  EXPECT_EQ(narrowed[0], (CountRange{1, 4}));
  EXPECT_EQ(narrowed[1], (CountRange{8, 11}));
  EXPECT_EQ(narrowed[2], (CountRange{9, 12}));
}

TEST(NarrowRanges, GivesWhatTryingEverythingGives) {
  SeededChance chance{5};
  auto const shape = two_by_two();
  int compared = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> truth;
    for (int i = 0; i < 4; ++i) truth.push_back(static_cast<std::int64_t>(chance.below(9)));
    auto const cube = CountCube::of(shape, truth).value();
    std::vector<CountRange> told;
    for (auto const count : cube.counts) {
      auto const below = static_cast<std::int64_t>(chance.below(4));
      told.push_back({std::max<std::int64_t>(count - below, 0), count + static_cast<std::int64_t>(chance.below(4))});
    }
    std::vector<CountRange> all(shape.size(), CountRange{1000, -1});
    std::vector<std::int64_t> inner(4);
    for (inner[0] = told[0].low; inner[0] <= *told[0].high; ++inner[0]) {
      for (inner[1] = told[1].low; inner[1] <= *told[1].high; ++inner[1]) {
        for (inner[2] = told[3].low; inner[2] <= *told[3].high; ++inner[2]) {
          for (inner[3] = told[4].low; inner[3] <= *told[4].high; ++inner[3]) {
            auto const tried = CountCube::of(shape, inner).value();
            bool fits = true;
            for (std::size_t cell = 0; cell < shape.size(); ++cell) fits = fits && tried.counts[cell] >= told[cell].low && tried.counts[cell] <= *told[cell].high;
            for (std::size_t cell = 0; fits && cell < shape.size(); ++cell) {
              all[cell].low = std::min(all[cell].low, tried.counts[cell]);
              all[cell].high = std::max(*all[cell].high, tried.counts[cell]);
            }
          }
        }
      }
    }
    auto const narrowed = narrow_ranges(shape, told);
    ASSERT_TRUE(narrowed) << narrowed.error().title.view();
    for (std::size_t cell = 0; cell < shape.size(); ++cell) {
      EXPECT_EQ((*narrowed)[cell], all[cell]);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 200 * 9);
}

TEST(NarrowRanges, RefusesWhatCannotBe) {
  std::vector<CountRange> told(9, CountRange{1, 2});
  EXPECT_EQ(told_code(narrow_ranges(two_by_two(), told)), "shape.does-not-add-up");
  CubeDimension wide{"a", std::vector<std::string>(401, "v"), {}};
  auto const shape = CubeShape::of({wide}).value();
  EXPECT_EQ(told_code(narrow_ranges(shape, std::vector<CountRange>(402))), "shape.too-large");
}

TEST(NarrowRanges, LeavesWhatNothingLimits) {
  std::vector<CountRange> told(9, CountRange{0, {}});
  told[0] = {1, 7};
  auto const narrowed = narrow_ranges(two_by_two(), told).value();
  EXPECT_EQ(narrowed[0], (CountRange{1, 7}));
  EXPECT_EQ(narrowed[2], (CountRange{1, {}}));
}

}  // namespace
}  // namespace concordat::protection
