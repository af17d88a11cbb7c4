// SPDX-License-Identifier: Apache-2.0
// What the pairs of a run look like together, in counts: how many lie in which band of weight, and which levels the pairs above the
// threshold of joining show. Kept with the run, so that a change is seen.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

/// From so far above the threshold of joining on, a pair lies far above: a thousand times as likely.
inline constexpr int far_above = 10 * one_bit;
/// below-fracture, dead-band, above-join, far-above
[[nodiscard]] std::string_view band_of(int weight, Terms const& terms);

/// {"above-join": 12, ...}: pairs by band; every band is there.
[[nodiscard]] Json bands_of(std::vector<int> const& weights, Terms const& terms);
/// {"pairs": 40, "by_comparison": {"postcode": {"exact": 30, "other": 10}, ...}}: of the pairs from the threshold of joining on.
[[nodiscard]] Json levels_of(std::vector<ScoredPair> const& pairs, Terms const& terms);

}  // namespace concordat::hub::links
