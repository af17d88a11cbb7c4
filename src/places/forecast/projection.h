// SPDX-License-Identifier: Apache-2.0
// The next quarters of a count, with limits: the level of the quarters there are, and how much they varied. No trend is drawn
// on from so few quarters, and no season is taken out (that needs three years): both widen the limits instead.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace concordat::places {

struct ProjectedQuarter {
  Quarter quarter;
  double expected = 0;
  double low_80 = 0, high_80 = 0;
  double low_95 = 0, high_95 = 0;
};

struct DemandProjection {
  std::vector<ProjectedQuarter> quarters = {};
  std::size_t rests_on = 0;  ///< quarters with a count
  double dispersion = 1;     ///< variance of the quarters over their mean; at least 1, a Poisson count's
};

constexpr std::size_t least_quarters = 5;

struct ProjectionOptions {
  int ahead = 4;          ///< quarters, 1 to 8
  double rounded_to = 1;  ///< the counts' own rounding: 5 where they were rounded to the nearest 5
};

/// `counts`: one a quarter beginning with `first`, nothing where a quarter is not complete or not shown. The predictive
/// distribution is taken as a gamma of mean m (their mean) and of variance (d m (1 + 1/n) + w^2/12) f / (f - 2), d the
/// dispersion (Pearson's), n the quarters, w the rounding and f = n - 1, as where the dispersion is estimated from n quarters; for the limits m is at
/// least half a report over the n quarters.
/// Refuses "projection.too-few" under `least_quarters`, "projection.counts" for counts below 0 or options out of range.
[[nodiscard]] Result<DemandProjection> project(std::span<std::optional<double> const> counts, Quarter first, ProjectionOptions const& options = {});

}  // namespace concordat::places
