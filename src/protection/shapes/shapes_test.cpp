// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/chance.h"
#include "protection/shapes/exact_program.h"
#include "protection/shapes/suppress_cube.h"
#include "protection/suppress/suppress.h"

namespace concordat::protection {
namespace {

CubeDimension column(std::string const& name, std::uint32_t many, std::uint32_t group = 0) {
  CubeDimension dimension{name, {}, {}};
  for (std::uint32_t i = 0; i < many; ++i) dimension.values.push_back(name + std::to_string(i));
  if (group > 0) {
    CubeDimension::Level level;
    for (std::uint32_t i = 0; i < many; ++i) level.group_of.push_back(i / group);
    for (std::uint32_t i = 0; i <= (many - 1) / group; ++i) level.groups.push_back(name + "group" + std::to_string(i));
    dimension.levels.push_back(std::move(level));
  }
  return dimension;
}

CountCube cube_of(std::vector<CubeDimension> dimensions, std::uint64_t seed, std::uint64_t most) {
  SeededChance chance{seed};
  auto shape = CubeShape::of(std::move(dimensions)).value();
  std::vector<std::int64_t> inner;
  for (std::size_t i = 0; i < shape.inner(); ++i) inner.push_back(static_cast<std::int64_t>(chance.below(1 + chance.below(most))));
  return CountCube::of(std::move(shape), inner).value();
}

std::string code(auto const& result) { return result ? "fine" : std::string{result.error().code.view()}; }

/// By trying every filling of the hidden inner cells.
std::vector<std::pair<std::int64_t, std::int64_t>> by_all_fillings(PublishedCube const& cube, std::int64_t most) {
  auto const& shape = cube.shape;
  std::vector<std::optional<std::int64_t>> inner(shape.inner());
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    if (cube.cells[cell] && shape.members(cell).size() == 1) inner[shape.members(cell).front()] = cube.cells[cell];
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> bounds(shape.size(), {1'000'000, -1});
  std::vector<std::int64_t> filled(shape.inner(), 0);
  std::function<void(std::size_t)> fill = [&](std::size_t at) {
    if (at < inner.size()) {
      if (inner[at]) {
        filled[at] = *inner[at];
        fill(at + 1);
        return;
      }
      for (std::int64_t value = 0; value <= most; ++value) {
        filled[at] = value;
        fill(at + 1);
      }
      return;
    }
    std::vector<std::int64_t> sums;
    for (std::size_t cell = 0; cell < shape.size(); ++cell) {
      std::int64_t sum = 0;
      for (auto const member : shape.members(cell)) sum += filled[member];
      if (cube.cells[cell] && *cube.cells[cell] != sum) return;
      sums.push_back(sum);
    }
    for (std::size_t cell = 0; cell < shape.size(); ++cell) {
      bounds[cell].first = std::min(bounds[cell].first, sums[cell]);
      bounds[cell].second = std::max(bounds[cell].second, sums[cell]);
    }
  };
  fill(0);
  return bounds;
}

TEST(CubeShape, HasEveryTotal) {
  auto const cube = CountCube::of(CubeShape::of({column("a", 2), column("b", 3, 2)}).value(), std::vector<std::int64_t>{1, 2, 3, 4, 5, 6}).value();
  ASSERT_EQ(cube.shape.size(), 3U * 6U);  // b: three values, two groups, all
  std::map<std::string, std::int64_t> by_label;
  for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) by_label[cube.shape.labels(cell)[0] + "," + cube.shape.labels(cell)[1]] = cube.counts[cell];
  EXPECT_EQ(by_label.at("a0,b2"), 3);
  EXPECT_EQ(by_label.at("a1,bgroup0"), 9);
  EXPECT_EQ(by_label.at("a1,Total"), 15);
  EXPECT_EQ(by_label.at("Total,bgroup1"), 9);
  EXPECT_EQ(by_label.at("Total,Total"), 21);
}

TEST(CubeShape, RefusesWhatIsNone) {
  EXPECT_EQ(code(CubeShape::of({})), "shape.empty");
  EXPECT_EQ(code(CubeShape::of({column("a", 0)})), "shape.empty");
  auto wrong = column("a", 4, 2);
  wrong.levels.front().group_of[1] = 9;
  EXPECT_EQ(code(CubeShape::of({wrong})), "shape.empty");
  EXPECT_EQ(code(CubeShape::of({column("a", 40), column("b", 40)})), "shape.too-large");
  auto const shape = CubeShape::of({column("a", 2)}).value();
  EXPECT_EQ(code(CountCube::of(shape, std::vector<std::int64_t>{1})), "shape.counts");
  EXPECT_EQ(code(CountCube::of(shape, std::vector<std::int64_t>{1, -1})), "shape.counts");
}

TEST(ExactProgram, FindsWhatIsPossible) {
  // x + y = 7, y + z = 4
  std::vector<std::vector<std::uint32_t>> const rows{{0, 1}, {1, 2}, {0, 1}};
  std::vector<std::int64_t> const sums{7, 4, 7};
  auto program = ExactProgram::of(4, rows, sums).value();
  EXPECT_EQ(program.least(std::vector<std::uint32_t>{0})->value, 3);
  EXPECT_EQ(program.greatest(std::vector<std::uint32_t>{0})->value, 7);
  EXPECT_EQ(program.greatest(std::vector<std::uint32_t>{1})->value, 4);
  EXPECT_EQ(program.greatest(std::vector<std::uint32_t>{0, 2})->value, 11);
  EXPECT_EQ(program.least(std::vector<std::uint32_t>{3})->value, 0);
  EXPECT_EQ(program.greatest(std::vector<std::uint32_t>{3})->value, std::nullopt) << "nothing limits it";
  EXPECT_EQ(program.greatest(std::vector<std::uint32_t>{2})->value, 4) << "after a question without a limit";
}

TEST(ExactProgram, TellsWhereOnlyFractionsWouldDo) {
  // a ring of three: x = y = z = 1/2 at the most of each pair's sum of 1
  std::vector<std::vector<std::uint32_t>> const rows{{0, 1}, {1, 2}, {0, 2}};
  auto half = ExactProgram::of(3, rows, std::vector<std::int64_t>{1, 1, 1}).value();
  EXPECT_EQ(code(half.greatest(std::vector<std::uint32_t>{0})), "shape.cannot-audit");
  auto whole = ExactProgram::of(3, rows, std::vector<std::int64_t>{2, 2, 2}).value();
  EXPECT_EQ(whole.greatest(std::vector<std::uint32_t>{0})->value, 1);
}

TEST(ExactProgram, RefusesSumsThatCannotBe) {
  std::vector<std::vector<std::uint32_t>> const rows{{0, 1}, {0}, {1}};
  EXPECT_EQ(code(ExactProgram::of(2, rows, std::vector<std::int64_t>{5, 2, 2})), "shape.does-not-add-up");
  EXPECT_EQ(code(ExactProgram::of(2, rows, std::vector<std::int64_t>{-1, 0, 0})), "shape.does-not-add-up");
}

TEST(AuditCube, GivesTheBoundsThatTryingEverythingGives) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    auto const cube = cube_of({column("a", 2), column("b", 2), column("c", 2, seed % 2 == 0 ? 1 : 0)}, seed, 4);
    SeededChance chance{seed};
    PublishedCube published{cube.shape, {}};
    for (auto const count : cube.counts) published.cells.push_back(chance.below(3) == 0 ? std::nullopt : std::optional{count});
    published.cells.back() = cube.counts.back();
    auto const most = cube.counts.back();
    auto const bounds = audit_cube(published);
    if (!bounds) {
      EXPECT_EQ(code(bounds), "shape.cannot-audit");
      continue;
    }
    if (most > 7) continue;
    auto const all = by_all_fillings(published, most);
    for (auto const& one : *bounds) {
      if (!one.exact) continue;
      ++compared;
      EXPECT_EQ(one.low, all[one.cell].first) << seed;
      EXPECT_EQ(one.high, all[one.cell].second) << seed;
    }
  }
  EXPECT_GT(compared, 100);
}

void expect_protected(CountCube const& cube, SuppressedCube const& out) {
  std::vector<std::int64_t> truth(cube.shape.inner());
  for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
    if (cube.shape.members(cell).size() == 1) truth[cube.shape.members(cell).front()] = cube.counts[cell];
  }
  auto const bounds = audit_cube(out.table, truth).value();
  ASSERT_EQ(bounds.size(), out.bounds.size());
  std::vector<CubeBounds const*> of(cube.shape.size(), nullptr);
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    of[bounds[i].cell] = &out.bounds[i];
    if (!bounds[i].exact || !out.bounds[i].exact) continue;
    EXPECT_EQ(bounds[i].low, out.bounds[i].low);
    EXPECT_EQ(bounds[i].high, out.bounds[i].high);
  }
  std::size_t small = 0;
  for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
    auto const count = cube.counts[cell];
    if (out.table.cells[cell]) {
      EXPECT_EQ(*out.table.cells[cell], count);
      EXPECT_TRUE(count == 0 || count >= 5);
      continue;
    }
    EXPECT_NE(count, 0) << "noughts stay";
    ASSERT_NE(of[cell], nullptr);
    EXPECT_LE(of[cell]->low, count);
    EXPECT_TRUE(!of[cell]->high || *of[cell]->high >= count);
    if (count >= 5) continue;
    ++small;
    EXPECT_TRUE(!of[cell]->high || *of[cell]->high - of[cell]->low >= 5) << count << " is " << of[cell]->low << " to " << of[cell]->high.value_or(-1);
  }
  EXPECT_EQ(small, out.small);
}

TEST(SuppressCube, LeavesEverySmallCountRoom) {
  int done = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto const cube = seed % 3 == 0   ? cube_of({column("a", 6, 2), column("b", 4, 2)}, seed, 30)
                      : seed % 3 == 1 ? cube_of({column("a", 5), column("b", 3), column("c", 3)}, seed, 40)
                                      : cube_of({column("a", 6, 3), column("b", 3), column("c", 2), column("d", 2)}, seed, 60);
    auto const out = suppress_cube(cube);
    if (!out) {
      EXPECT_THAT(code(out), ::testing::AnyOf("shape.cannot", "shape.cannot-audit"));
      continue;
    }
    ++done;
    expect_protected(cube, *out);
    auto const again = suppress_cube(cube).value();
    EXPECT_EQ(again.table.cells, out->table.cells);
  }
  EXPECT_GE(done, 10);
}

TEST(SuppressCube, AnswersAnAttackerWhoSubtracts) {
  // hiding the small alone: most of them follow
  auto const cube = cube_of({column("a", 5), column("b", 3), column("c", 3)}, 1, 40);
  PublishedCube alone{cube.shape, {}};
  for (auto const count : cube.counts) alone.cells.push_back(count > 0 && count < 5 ? std::nullopt : std::optional{count});
  auto const bounds = audit_cube(alone).value();
  EXPECT_GT(std::ranges::count_if(bounds, [](auto const& one) { return one.high == one.low; }), 3);
}

TEST(SuppressCube, HidesAboutAsMuchAsTheNetworkWhereBothCan) {
  std::size_t ours = 0;
  std::size_t network = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const cube = cube_of({column("a", 8), column("b", 5)}, seed, 40);
    TableShape shape{cube.shape.dimensions()[0].values, cube.shape.dimensions()[1].values, {}, {}};
    std::vector<std::int64_t> inner(40);
    for (std::size_t cell = 0; cell < cube.shape.size(); ++cell) {
      if (cube.shape.members(cell).size() == 1) inner[cube.shape.members(cell).front()] = cube.counts[cell];
    }
    auto const flow = suppress(CountTable::of_counts(shape, inner).value()).value();
    auto const out = suppress_cube(cube).value();
    ours += out.small + out.besides;
    network += flow.small + flow.besides;
  }
  EXPECT_LE(ours * 10, network * 15);
}

TEST(SuppressCube, RefusesWhatNoHidingProtects) {
  auto const alone = CountCube::of(CubeShape::of({column("a", 1)}).value(), std::vector<std::int64_t>{3}).value();
  auto const out = suppress_cube(alone);
  EXPECT_EQ(code(out), "fine") << "with its total hidden as well nothing limits it";
  auto const two = CountCube::of(CubeShape::of({column("a", 2)}).value(), std::vector<std::int64_t>{3, 0}).value();
  EXPECT_EQ(code(suppress_cube(two)), "fine");
  auto const little = CountCube::of(CubeShape::of({column("a", 2), column("b", 2)}).value(), std::vector<std::int64_t>{2, 0, 0, 5}).value();
  if (auto const tried = suppress_cube(little); tried) expect_protected(little, *tried);
}

}  // namespace
}  // namespace concordat::protection
