// SPDX-License-Identifier: Apache-2.0
// Control charts of a series of counts: when does it run above what the baseline's chance allows?
//
// EWMA: s_t = L x_t + (1 - L) s_(t-1), from the baseline's mean m, with the upper limit
//   m + k sqrt(m L / (2 - L) (1 - (1 - L)^(2t)))   (Roberts 1959, Technometrics 1:239; Poisson: variance m).
// CUSUM: c_t = max(0, c_(t-1) + x_t - r), r = (m1 - m) / ln(m1 / m) for the rise to m1 = m * rate ratio that
// is looked for (Lucas 1985, Technometrics 27:129); above h = ln(A) / ln(rate ratio) it says that the rise has added up. A
// false alarm comes then once in A counts at most, on average (Lorden 1971, Ann. Math. Stat. 42:1897).
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace concordat::places {

struct ControlOptions {
  std::size_t baseline = 52;  ///< the first so many counts give the mean
  double weight = 0.2;        ///< L
  double sigmas = 3;          ///< k
  double rate_ratio = 1.5;
  double false_alarm_every = 500;  ///< A
};

struct ControlPoint {
  double ewma = 0;
  double ewma_upper = 0;
  double cusum = 0;
  bool above = false;    ///< the EWMA is above its limit
  bool adds_up = false;  ///< the CUSUM is above its own
};

struct ControlChart {
  double mean = 0;
  double cusum_limit = 0;
  std::vector<ControlPoint> points;
  bool few = false;  ///< the mean is below 5: the limit is only roughly what it says
};

/// Refuses a series shorter than the baseline, a baseline of fewer than 12 or without events, negative
/// counts, and options out of range (weight above 0 to 1, sigmas above 0, rate ratio and A above 1).
[[nodiscard]] Result<ControlChart> control_chart(std::vector<std::int64_t> const& counts,
                                                 ControlOptions const& options = {});

}  // namespace concordat::places
