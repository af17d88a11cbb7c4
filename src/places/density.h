// SPDX-License-Identifier: Apache-2.0
// Kernel density on the fixed grid, in events per square metre at each cell's centre.
//
// Exact: within `tolerance` of the peak of the full sum over all events. Two ways give the same answer.
// `direct` adds each event's product of two bells. `moments` sums powers of each event's offset from its
// cell's centre and spreads those sums by Hermite-Gaussian taps (a Taylor series in the offset), so that its
// cost hardly depends on the number of events. `automatic` takes the cheaper.
//
// A surface is full precision and therefore a list of places: it never leaves the hub. protection makes the
// classed map that may.
#pragma once

#include <cstdint>
#include <vector>

#include "base/fixed_text.h"
#include "base/result.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::places {

enum class EdgeCorrection : std::uint8_t {
  none,
  uniform,  ///< divide by the kernel's mass inside the grid's box; only events inside the box count
};
enum class DensityMethod : std::uint8_t { automatic, direct, moments };

struct DensityOptions {
  double bandwidth = 300;   ///< metres: standard deviation of the Gaussian, radius of the quartic
  double tolerance = 1e-9;  ///< of the peak
  EdgeCorrection edge = EdgeCorrection::none;
  DensityMethod method = DensityMethod::automatic;
};

struct DensitySurface {
  Grid grid;
  std::vector<double> per_square_metre;  ///< one a cell
  double bandwidth = 0;
  std::uint64_t used = 0;      ///< events that could reach a cell
  std::uint64_t unplaced = 0;  ///< events without a place
  FixedText method = {};       ///< a sentence for the foot of a map
};

[[nodiscard]] Result<DensitySurface> gaussian_density(ReportedEvents const& events, Grid const& grid,
                                                      DensityOptions const& options);

/// 3/(pi R^2) (1 - (d/R)^2)^2: one event adds up to one event over the plane. No edge correction.
[[nodiscard]] Result<DensitySurface> quartic_density(ReportedEvents const& events, Grid const& grid,
                                                     double radius);

/// Events (unweighted) at most `radius` from each cell's centre: what a map's mask is decided by.
[[nodiscard]] Result<std::vector<std::uint32_t>> support_counts(ReportedEvents const& events,
                                                                Grid const& grid, double radius);

}  // namespace concordat::places
