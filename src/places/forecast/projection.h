// SPDX-License-Identifier: Apache-2.0
// The next quarters of a count, with limits: the level of the quarters there are, and how much they varied. No trend is drawn
// on from so few quarters, and no season is taken out (that needs three years): both widen the limits instead. The further ahead,
// the wider: a level may move, and few quarters cannot say that it does not.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace concordat::places {

/// A count of one quarter, or the lowest and the highest it may be where it is hidden.
struct CountRange {
  double low = 0;
  double high = 0;
  CountRange(double count) : low{count}, high{count} {}
  CountRange(double lowest, double highest) : low{lowest}, high{highest} {}
  [[nodiscard]] bool is_exact() const { return low == high; }
};

struct ProjectedQuarter {
  Quarter quarter;
  double expected_low = 0, expected_high = 0;  ///< the same where no count is hidden
  double low_80 = 0, high_80 = 0;
  double low_95 = 0, high_95 = 0;
};

struct DemandProjection {
  std::vector<ProjectedQuarter> quarters = {};
  std::size_t rests_on = 0;  ///< quarters with a count, hidden ones too
  std::size_t hidden = 0;    ///< of those
  double dispersion = 1;     ///< variance of the quarters over their mean; at least 1, a Poisson count's
};

constexpr std::size_t least_quarters = 5;

struct ProjectionOptions {
  int ahead = 4;          ///< quarters, 1 to 8
  double rounded_to = 1;  ///< the counts' own rounding: 5 where they were rounded to the nearest 5
};

/// `counts`: one a quarter beginning with `first`, nothing where a quarter is not complete. The predictive distribution h quarters
/// ahead is taken as a gamma of mean m (their mean) and of variance (d m (1 + 1/n) + (h - 1) q + w^2/12) f / (f - 2): d the
/// dispersion (Pearson's), n the quarters, w the rounding, f = n - 1, as where the dispersion is estimated from n quarters, and q how
/// much the level may move in a quarter: what the steps between neighbouring quarters say (s^2 less half their mean square, times
/// 6 / (n - 2)), and at least d m / n, what the level itself is unsure by. For the limits m is at least half a report over the n
/// quarters, and no quarter's are narrower than those of the one before. A hidden count is neither nought nor left out: expected figures and limits are the lowest and highest that any counts
/// within their ranges give, with d and q of the ends that lie farthest from the mean.
/// Refuses "projection.too-few" under `least_quarters`, "projection.counts" for counts below 0, ranges that end before they begin or
/// options out of range.
[[nodiscard]] Result<DemandProjection> project(std::span<std::optional<CountRange> const> counts, Quarter first, ProjectionOptions const& options = {});

}  // namespace concordat::places
