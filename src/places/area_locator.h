// SPDX-License-Identifier: Apache-2.0
// Which area a point lies in, for many points. A uniform grid over the areas: a cell no boundary crosses
// answers at once, any other tries its few candidates along the edges of its own row.
//
// A point exactly on a shared boundary belongs to the area on its east (or, on a level boundary, its north);
// where areas overlap, as generalised boundaries do by a few metres, the area with the lowest code has it.
// The answer never depends on the order of the input. Self-contained: it does not refer to the AreaSet it was
// built from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "places/area_set.h"

namespace concordat::places {

class AreaLocator {
 public:
  static constexpr std::int32_t outside = -1;

  explicit AreaLocator(AreaSet const& areas);

  /// Index into the area set; nothing outside every known area and for a point that is no number.
  [[nodiscard]] std::optional<std::uint32_t> locate(Point point) const;
  /// One index a point, `outside` where there is none. x and y are of one length.
  [[nodiscard]] std::vector<std::int32_t> locate_all(std::span<double const> x, std::span<double const> y,
                                                     unsigned threads = 1) const;

 private:
  struct Edge {
    double low_y;
    double high_y;
    double x_at_low;
    double slope;  ///< change of x per metre of y
  };
  /// Where the edges of one area lie, row by row: edges_[row_offsets_[first_offset + row - first_row]]
  /// onwards.
  struct RowRange {
    std::uint32_t first_row = 0;
    std::uint32_t first_offset = 0;
  };
  class Builder;

  [[nodiscard]] std::int32_t find(double x, double y) const;
  [[nodiscard]] bool inside(std::uint32_t area, std::uint32_t row, double x, double y) const;

  double west_ = 0;
  double south_ = 0;
  double cell_width_ = 1;
  double cell_height_ = 1;
  std::uint32_t columns_ = 0;
  std::uint32_t rows_ = 0;
  std::vector<std::int32_t>
      labels_;  ///< one a cell: area, `outside`, or -2 - n for the n-th list of candidates
  std::vector<std::uint32_t> candidate_offsets_;
  std::vector<std::uint32_t> candidates_;
  std::vector<RowRange> row_ranges_;  ///< one an area
  std::vector<std::uint32_t> row_offsets_;
  std::vector<Edge> edges_;
};

}  // namespace concordat::places
