// SPDX-License-Identifier: Apache-2.0
// From a statistic to "would chance alone have done this", for many places at once.
#pragma once

#include <span>
#include <vector>

namespace concordat::places {

/// P(|Z| >= |z|) of a standard normal Z.
[[nodiscard]] double two_sided_p(double z);
/// Of each; no number where z is none.
[[nodiscard]] std::vector<double> two_sided_ps(std::span<double const> z);

/// Adjusted p: calling everything at or below q leaves a share of at most q false calls on average (Benjamini
/// and Hochberg 1995, J. R. Stat. Soc. B 57:289). Values that are no number stay so and count for nothing.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<double const> p);
/// Adjusted p: any false call at all is as rare as said (Holm 1979, Scand. J. Stat. 6:65).
[[nodiscard]] std::vector<double> holm(std::span<double const> p);

}  // namespace concordat::places
