// SPDX-License-Identifier: Apache-2.0
// Rates of small areas drawn towards the mean by as much as their smallness asks: empirical Bayes by moments
// (Marshall 1991, Applied Statistics 40:283).
//
// With b the rate of all areas together and A the variance between areas that chance does not explain (0 at
// least),
//   smoothed_i = b + (rate_i - b) * A / (A + b / population_i).
// Local: b and A of an area with its neighbours, where each area's difference is from its own neighbourhood's
// b.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "places/spatial/neighbours.h"

namespace concordat::places {

struct AreaCounts {
  std::span<std::int64_t const> events;
  std::span<std::int64_t const> population;
};

/// Rates per one of population. Both refuse columns of unequal length, none at all, a negative count and a
/// population below 1.
[[nodiscard]] Result<std::vector<double>> smooth_globally(AreaCounts const& counts);
[[nodiscard]] Result<std::vector<double>> smooth_locally(AreaCounts const& counts,
                                                         Neighbours const& neighbours);

}  // namespace concordat::places
