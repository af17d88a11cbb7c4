// SPDX-License-Identifier: Apache-2.0
// Moran's I, for all areas together and for each, with row-standardised weights: do like values lie beside
// each other?
//
// Global: expectation and variance under randomisation (Cliff and Ord 1981, Spatial Processes, ch. 2). Local:
// Anselin 1995, Geographical Analysis 27:93, with the moments of a permutation that keeps the area's own
// value (Sokal, Oden and Thomson 1998, Geographical Analysis 30:331).
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "places/spatial/neighbours.h"

namespace concordat::places {

struct GlobalMoran {
  double i = 0;
  double expectation = 0;
  double variance = 0;
  double z = 0;
};

struct LocalMoran {
  std::vector<double> i;
  std::vector<double> z;  ///< NaN for an area without neighbours
};

/// Both refuse fewer than 4 areas, values that are no numbers or all equal, and neighbours of other areas;
/// the global one also areas without any neighbour.
[[nodiscard]] Result<GlobalMoran> global_moran(std::span<double const> values, Neighbours const& neighbours);
[[nodiscard]] Result<LocalMoran> local_moran(std::span<double const> values, Neighbours const& neighbours);

}  // namespace concordat::places
