// SPDX-License-Identifier: Apache-2.0
// Hides enough cells of a table of any shape that no small count can be worked out, and finds out what can be.
//
// Small counts are hidden first. Then the other cells are gone through, the largest first: one may be shown where no small
// count then follows from the cells shown. Whether one follows is a question of linear algebra (Gaussian elimination over which
// cells add up to which, as Langsrud does), answered modulo a large prime. How far a hidden count could lie from the truth is not
// linear algebra, so the table is audited exactly afterwards, and more is hidden until every small count has room.
#pragma once

#include <vector>

#include "protection/shapes/cube.h"

namespace concordat::protection {

struct CubeBounds {
  std::uint32_t cell = 0;
  std::int64_t low = 0;
  std::optional<std::int64_t> high = {};  ///< nothing: no limit
  bool exact = true;  ///< false: a little more is possible in fractions; low and high are attained by whole numbers either way
};

/// Bounds of every hidden cell, from the published figures alone. Where the true counts of the inner cells are at hand they only
/// help to show that something is possible (the truth is). Refuses figures that cannot add up ("shape.does-not-add-up")
/// and a table that cannot be audited ("shape.cannot-audit").
[[nodiscard]] Result<std::vector<CubeBounds>> audit_cube(PublishedCube const& cube, std::span<std::int64_t const> truth = {});

struct SuppressedCube {
  PublishedCube table = {};
  std::size_t small = 0;   ///< hidden because they are small, totals too
  std::size_t besides = 0;
  std::vector<CubeBounds> bounds = {};  ///< of the hidden cells, as audited
};

/// For the profile `partner`: 1 to 4 are hidden, 0 stays, and every small count can lie anywhere in an interval at least `width`
/// wide. Refuses as above, and where all that may be hidden is not enough ("shape.cannot").
[[nodiscard]] Result<SuppressedCube> suppress_cube(CountCube const& cube, std::int64_t width = 5);

}  // namespace concordat::protection
