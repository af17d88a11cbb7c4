// SPDX-License-Identifier: Apache-2.0
#include "places/grid.h"

#include <cmath>

namespace concordat::places {

Result<Grid> Grid::over(Box const& box, double cell_size) {
  if (!(cell_size >= 1 && cell_size <= 1e6)) {
    return fail(Fault::malformed, "grid.cell-size",
                "The cell size of the grid is not between 1 m and 1000 km.",
                "Give the cell size in metres, for example 200.");
  }
  bool const finite = std::isfinite(box.west) && std::isfinite(box.south) && std::isfinite(box.east) &&
                      std::isfinite(box.north);
  if (!finite || box.west > box.east || box.south > box.north) {
    return fail(Fault::malformed, "grid.box", "The box to cover is empty or not made of numbers.",
                "Take the box of an area set that has areas.");
  }
  double const first_column = std::floor(box.west / cell_size);
  double const first_row = std::floor(box.south / cell_size);
  // a point on the eastern or northern edge must still have a cell, hence floor + 1 and not ceil
  double const columns = std::floor(box.east / cell_size) + 1 - first_column;
  double const rows = std::floor(box.north / cell_size) + 1 - first_row;
  if (columns * rows > static_cast<double>(most_cells)) {
    return fail(Fault::too_large, "grid.too-many-cells", "The grid would have more than four million cells.",
                "Take larger cells or a smaller area.");
  }
  Grid grid;
  grid.west_ = first_column * cell_size;
  grid.south_ = first_row * cell_size;
  grid.cell_size_ = cell_size;
  grid.columns_ = static_cast<std::uint32_t>(columns);
  grid.rows_ = static_cast<std::uint32_t>(rows);
  return grid;
}

Box Grid::box() const {
  return {west_, south_, west_ + columns_ * cell_size_, south_ + rows_ * cell_size_};
}

Box Grid::cell_box(std::size_t index) const {
  auto const column = static_cast<double>(index % columns_);
  auto const row = static_cast<double>(index / columns_);
  return {west_ + column * cell_size_, south_ + row * cell_size_, west_ + (column + 1) * cell_size_,
          south_ + (row + 1) * cell_size_};
}

Point Grid::centre(std::size_t index) const {
  auto const column = static_cast<double>(index % columns_);
  auto const row = static_cast<double>(index / columns_);
  return {west_ + (column + 0.5) * cell_size_, south_ + (row + 0.5) * cell_size_};
}

std::optional<std::size_t> Grid::cell_of(Point point) const {
  double const column = std::floor((point.x - west_) / cell_size_);
  double const row = std::floor((point.y - south_) / cell_size_);
  // the negated tests also turn NaN away
  if (!(column >= 0 && column < columns_) || !(row >= 0 && row < rows_)) return std::nullopt;
  return static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column);
}

}  // namespace concordat::places
