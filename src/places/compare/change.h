// SPDX-License-Identifier: Apache-2.0
// How much a count changed, as a ratio with its limits; alone, and against a comparison area. A change whose
// limits hold 1 is no change that may be coloured: `direction` is the only thing a picture may take its
// colour from.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "places/rates.h"

namespace concordat::places {

enum class Direction : std::uint8_t { none, down, up };

struct Change {
  double ratio = 1;  ///< after over before, per exposure; infinity from 0, and NaN where both are 0
  Limits limits = {};
  Direction direction = Direction::none;  ///< none where the limits hold 1
  bool few = false;                       ///< one of the counts is below 10: say so beside it
};

/// Counts of one place in two periods, with their lengths (or other exposure).
struct Period2 {
  std::int64_t before = 0;
  std::int64_t after = 0;
  double before_exposure = 1;
  double after_exposure = 1;
};

/// Exact 95 % limits of the ratio of two Poisson rates, from the Clopper-Pearson limits of the share that
/// came after (Clopper and Pearson 1934, Biometrika 26:404). Refuses what two_counts.h refuses.
[[nodiscard]] Result<Change> change_of(Period2 const& counts);

/// The change here over the change there: ratio of ratios, with limits exp(log r +- 1.96 sqrt(1/a + 1/b + 1/c
/// + 1/d)). Refuses where one of the four counts is 0, which has no limits by this formula.
[[nodiscard]] Result<Change> change_against(Period2 const& here, Period2 const& there);

/// Observed counts by month, each against the mean of the same months of the years before.
struct AgainstLastYear {
  std::vector<Change> months;  ///< from the thirteenth month on
};
[[nodiscard]] Result<AgainstLastYear> against_last_year(std::vector<std::int64_t> const& months);

/// Month-of-year factors: a month's mean over the mean month, after at least three whole years.
struct Seasons {
  std::vector<double> factor;  ///< twelve, the first is that of `first_month`; their mean is 1
  std::uint32_t years = 0;     ///< whole years taken, the latest
  /// How far the twelve differ beyond chance: p of the chi-square test of equal months.
  double p = 1;
};
/// `months`: counts of months without a gap. Refuses fewer than 36, and no events in them.
[[nodiscard]] Result<Seasons> seasons(std::vector<std::int64_t> const& months);

}  // namespace concordat::places
