// SPDX-License-Identifier: Apache-2.0
// What a reader can work out from a table whose figures are rounded, its totals as well: every figure stands for a range of
// counts, and that they add up narrows the ranges.
#pragma once

#include <span>
#include <vector>

#include "protection/shapes/cube.h"

namespace concordat::protection {

struct CountRange {
  std::int64_t low = 0;
  std::optional<std::int64_t> high = {};  ///< nothing: no limit
  friend bool operator==(CountRange const&, CountRange const&) = default;
};

inline constexpr std::size_t most_rounded = 400;  ///< inner cells

/// The range of each cell after all is put together, attained at both ends. Refuses ranges in which nothing adds up
/// ("shape.does-not-add-up"), tables of more than 400 inner cells ("shape.too-large"), and as `ExactProgram`.
[[nodiscard]] Result<std::vector<CountRange>> narrow_ranges(CubeShape const& shape, std::span<CountRange const> told);

}  // namespace concordat::protection
