// SPDX-License-Identifier: Apache-2.0
// Areas against the rate of all of them together: which lie outside what chance does to areas of their size,
// and whether a ranking means anything.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "places/rates.h"

namespace concordat::places {

/// Limits for a count whose mean is `expected`, by exact Poisson probabilities, interpolated between counts
/// so that the funnel is smooth (Spiegelhalter 2005, Stat. Med. 24:1185, appendix A).
[[nodiscard]] Limits funnel_limits(double expected, Confidence confidence);

enum class Standing : std::uint8_t { within, above_95, above_99_8, below_95, below_99_8 };

struct FunnelArea {
  Rate rate;
  double expected = 0;    ///< events, at the rate of all areas together
  Limits limits_95 = {};  ///< of the rate
  Limits limits_99_8 = {};
  Standing standing = Standing::within;
  bool few = false;  ///< fewer than 10 events
};

struct Funnel {
  double overall = 0;  ///< rate of all together
  std::vector<FunnelArea> areas;
  /// More than half of all pairs of areas have limits that overlap: a ranking would order chance, so none is
  /// shown.
  bool ranking_refused = false;
};

/// Refuses what rate_of refuses, columns of unequal length, no areas, no events at all, and more than a hundred million.
[[nodiscard]] Result<Funnel> funnel(std::span<std::int64_t const> events,
                                    std::span<std::int64_t const> population, double per = 100'000);

}  // namespace concordat::places
