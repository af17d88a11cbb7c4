// SPDX-License-Identifier: Apache-2.0
// The distribution functions that the tests of this module need.
#pragma once

#include <cstdint>

namespace concordat::places {

/// P(X <= x) of a gamma variable of shape `a` and scale 1 (regularised lower incomplete gamma); a > 0, x >=
/// 0.
[[nodiscard]] double gamma_below(double a, double x);
/// P(X >= x) of a chi-square variable.
[[nodiscard]] double chi_square_above(double x, double degrees);
/// P(X <= count) of a Poisson variable.
[[nodiscard]] double poisson_at_most(std::int64_t count, double mean);
/// P(X >= least) of a binomial variable of `tries` and chance `share`; least from 0 to tries.
[[nodiscard]] double binomial_at_least(std::int64_t least, std::int64_t tries, double share);

}  // namespace concordat::places
