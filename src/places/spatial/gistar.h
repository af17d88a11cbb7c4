// SPDX-License-Identifier: Apache-2.0
// Getis-Ord Gi*: does a place and its neighbours hold more than chance would put there?
//
//   z_i = (sum_j w_ij x_j - mean * W_i) / (s * sqrt((n * W_i - W_i^2) / (n - 1))),  w_ij 0 or 1,
//
// W_i the number of neighbours, itself counted; mean and s over all n places (Ord and Getis 1995,
// Geographical Analysis 27:286). Without itself (Gi) the mean and s leave out place i and n becomes n - 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/spatial/neighbours.h"

namespace concordat::places {

/// Which cells of a grid are neighbours: the eight around a cell, or those whose centres lie within `reach`
/// cells.
struct CellNeighbourhood {
  enum class Shape : std::uint8_t { queen, disc } shape = Shape::queen;
  std::uint32_t reach = 1;  ///< cells; of a queen the steps in both directions. 1 to 200
};

struct GiOptions {
  bool include_self = true;
  /// Cells outside the study area are 0 here: they are no places and nobody's neighbour. Empty: all are
  /// inside.
  std::span<std::uint8_t const> inside = {};
  std::uint32_t permutations = 0;  ///< 0: no permutation p; 999 is usual
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at each place that is permuted; "work.stopped"
};

struct GiStar {
  std::vector<double> z;      ///< NaN outside the study area
  std::vector<double> p;      ///< two-sided, by the normal distribution
  std::vector<double> p_fdr;  ///< the same after Benjamini and Hochberg
  /// Two-sided, twice the smaller tail: the place keeps its value, its neighbours are drawn from the others
  /// without replacement. Empty unless asked for. Capped at 1.
  std::vector<double> p_permutation;
  /// The mean times the neighbours is 5 or more: only then is `p` to be trusted; below that take the
  /// permutation.
  std::vector<std::uint8_t> normal_holds;
};

/// values[row * columns + column]. Refuses values that are negative or no number, values that are all equal,
/// a length that is no whole number of rows, fewer than 3 places, and a reach outside 1 to 200.
[[nodiscard]] Result<GiStar> gi_on_grid(std::span<double const> values, std::uint32_t columns,
                                        CellNeighbourhood const& neighbourhood,
                                        GiOptions const& options = {});
/// The same for areas of any shape; `values` may be counts or rates.
[[nodiscard]] Result<GiStar> gi_on_areas(std::span<double const> values, Neighbours const& neighbours,
                                         GiOptions const& options = {});

/// Above chance, and still so after Benjamini and Hochberg at `level`. By the permutations where they were
/// asked for and the normal distribution cannot be trusted.
[[nodiscard]] std::vector<std::uint8_t> hot_places(GiStar const& result, double level = 0.05);

}  // namespace concordat::places
