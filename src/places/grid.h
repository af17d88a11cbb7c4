// SPDX-License-Identifier: Apache-2.0
// Points, boxes and the one fixed grid on which densities are drawn. Everything is in metres of one plane
// (EPSG:27700 in Great Britain); whoever calls has projected already.
//
// A grid's corner is a whole multiple of its cell size, so two grids of one cell size never cut each other's
// cells: moving or zooming a map cannot refine it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/result.h"

namespace concordat::places {

struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(Point const&, Point const&) = default;
};

struct Box {
  double west = 0;
  double south = 0;
  double east = 0;
  double north = 0;
  [[nodiscard]] bool contains(Point point) const {
    return point.x >= west && point.x <= east && point.y >= south && point.y <= north;
  }
  friend bool operator==(Box const&, Box const&) = default;
};

/// Row 0 is the southernmost, column 0 the westernmost; cell index = row * columns + column.
class Grid {
 public:
  static constexpr std::size_t most_cells = 4'000'000;

  /// The smallest grid of such cells that covers `box` and is aligned to multiples of `cell_size`.
  [[nodiscard]] static Result<Grid> over(Box const& box, double cell_size);

  [[nodiscard]] double west() const { return west_; }
  [[nodiscard]] double south() const { return south_; }
  [[nodiscard]] double cell_size() const { return cell_size_; }
  [[nodiscard]] std::uint32_t columns() const { return columns_; }
  [[nodiscard]] std::uint32_t rows() const { return rows_; }
  [[nodiscard]] std::size_t cells() const { return static_cast<std::size_t>(columns_) * rows_; }
  [[nodiscard]] Box box() const;
  [[nodiscard]] Box cell_box(std::size_t index) const;
  [[nodiscard]] Point centre(std::size_t index) const;
  /// Cells hold their southern and western edge. Nothing for a point outside, or one that is no number.
  [[nodiscard]] std::optional<std::size_t> cell_of(Point point) const;
  friend bool operator==(Grid const&, Grid const&) = default;

 private:
  Grid() = default;
  double west_ = 0;
  double south_ = 0;
  double cell_size_ = 1;
  std::uint32_t columns_ = 0;
  std::uint32_t rows_ = 0;
};

}  // namespace concordat::places
