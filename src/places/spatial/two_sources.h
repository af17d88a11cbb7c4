// SPDX-License-Identifier: Apache-2.0
// Two sources of the same kind of event beside each other: areas, squares and densities that one of them knows and the
// other does not. Nothing here says how many neither of them was told: two lists give no such number unless being on one
// says nothing about being on the other, which nobody can claim of an emergency department and the police.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/events.h"
#include "places/grid.h"
#include "places/spatial/gistar.h"

namespace concordat::places {

enum class More : std::uint8_t { neither, first, second };

struct ApartOptions {
  std::int64_t least_combined = 5;  ///< of both sources, for an area to be tested
  std::int64_t least_first = 3;     ///< of the first, for a difference to be told
  double level = 0.05;              ///< false discovery rate over the areas that are tested
};

struct AreaApart {
  double expected = 0;       ///< of the first, had it the same share here as in all areas together
  double p = 1;              ///< conditional binomial test, two-sided; no number where it is not tested
  double p_fdr = 1;          ///< the same after Benjamini and Hochberg; no number where it is not tested
  More more = More::neither; ///< who has more than elsewhere; neither where chance will do, or too few
};

/// The first source's share of each area against its share of all areas. An area is tested where both together reach
/// `least_combined`, and a difference told where the first reaches `least_first`, whichever way it goes. Where one source
/// has nothing at all no area is tested. Refuses counts that are not one an area, and negative ones ("apart.counts").
[[nodiscard]] Result<std::vector<AreaApart>> areas_apart(std::span<std::int64_t const> first, std::span<std::int64_t const> second,
                                                         ApartOptions const& options = {});

struct RatioOptions {
  double bandwidth = 300;           ///< metres, the standard deviation; one for both, or the ratio shows the difference of the two
  std::uint32_t least_support = 5;  ///< events of both within the bandwidth of a cell's centre; below it there is no ratio
};

struct DensityRatio {
  /// The first's density over the second's, each per event of its own source: 1 where both know the same part of what they
  /// know. No number where the support is too small; infinity where the second has nothing near.
  std::vector<double> ratio;
  std::vector<double> first, second;   ///< densities in events per square metre
  std::vector<std::uint32_t> support;  ///< events of both within the bandwidth
};

/// Gaussian density of both on one grid (dual kernel density). No edge correction: it would divide both by the same share
/// of the kernel, and cancels. Both should lie in the same study area. Refuses what density.h refuses, and a source without
/// an event that has a place ("apart.empty").
[[nodiscard]] Result<DensityRatio> density_ratio(ReportedEvents const& first, ReportedEvents const& second, Grid const& grid,
                                                 RatioOptions const& options = {});

struct HotOptions {
  CellNeighbourhood neighbourhood = {};
  std::span<std::uint8_t const> inside = {};  ///< cells of the study area; empty: all
  double level = 0.05;                        ///< false discovery rate
  std::uint32_t permutations = 9999;          ///< for places where the normal distribution cannot be trusted
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at each place that is permuted; "work.stopped"
};

struct HotApartCells {
  std::vector<double> first_z, second_z;           ///< no number outside the area, or where a source does not vary
  std::vector<std::uint8_t> first_hot, second_hot;
  [[nodiscard]] bool first_alone(std::size_t cell) const { return first_hot[cell] != 0 && second_hot[cell] == 0; }
  [[nodiscard]] bool second_alone(std::size_t cell) const { return second_hot[cell] != 0 && first_hot[cell] == 0; }
};

/// Gi* of each source by itself on the same cells. Refuses what gistar.h refuses, but for values that are all equal: such a
/// source has no hot cell.
[[nodiscard]] Result<HotApartCells> hot_cells_apart(ReportedEvents const& first, ReportedEvents const& second, Grid const& grid,
                                                    HotOptions const& options = {});

}  // namespace concordat::places
