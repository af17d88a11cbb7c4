// SPDX-License-Identifier: Apache-2.0
// The moments way of density.h, apart because its inner loops are written for the vector units.
//
// With t = (centre - cell centre) / bandwidth and d = (event - cell centre) / bandwidth,
//   exp(-(t - d)^2 / 2) = exp(-t^2 / 2) * sum over n of He_n(t) d^n / n!
// in each direction. Cut at a total order P in both directions together, what is left out of one event is at
// most |d|^(P+1) / (P+1)! * max |He_(P+1)(t) exp(-t^2 / 2)| (Taylor's remainder along the offset), so P
// follows from the cell's half diagonal and the tolerance.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "places/grid.h"

namespace concordat::places {

struct MomentPlan {
  unsigned order = 0;       ///< P
  std::uint32_t reach = 0;  ///< taps on either side, in cells
  double operations = 0;    ///< multiply-adds of all convolutions
};

/// The share of the tolerance each of the two approximations may use.
inline constexpr double tolerance_for_cut = 0.3;    ///< ending the bell at some distance
inline constexpr double tolerance_for_order = 0.7;  ///< ending the series at some order

/// Bandwidths at which the bell may end.
[[nodiscard]] double reach_in_bandwidths(double tolerance);

/// Nothing where no order up to 10 reaches the tolerance: the bandwidth is too few cells.
[[nodiscard]] std::optional<MomentPlan> plan_moments(Grid const& grid, double bandwidth, double tolerance);

/// Events within reach of the grid, by padded cell: cells are counted from `reach` cells south-west of the
/// corner.
struct PlacedEvents {
  std::span<double const> x;
  std::span<double const> y;
  std::span<double const> weight;  ///< empty: 1 each
};

/// Sums of exp(-distance^2 / (2 bandwidth^2)) at every cell's centre; the caller scales.
[[nodiscard]] std::vector<double> sum_by_moments(PlacedEvents const& events, Grid const& grid,
                                                 double bandwidth, MomentPlan const& plan);

}  // namespace concordat::places
