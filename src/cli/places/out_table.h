// SPDX-License-Identifier: Apache-2.0
// What a verb found, as a table: CSV, or GeoJSON where each row has a shape.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/places/places_verbs.h"
#include "places/grid.h"

namespace concordat::cli {

using OutCell = std::variant<std::int64_t, double, std::string>;

struct OutTable {
  std::vector<std::string> columns;
  std::vector<std::vector<OutCell>> rows;
  std::vector<places::Box> boxes = {};     ///< one a row: squares of a grid
  std::vector<places::Point> points = {};  ///< or one a row: points
};

/// Writes to --out: GeoJSON (in degrees) where the name ends in .geojson, else CSV with numbers that read back exactly and
/// nothing for what is no number or has no end. Does nothing where no --out was given. Refuses GeoJSON of rows without a shape.
[[nodiscard]] Tried<void> write_table(PlacesArguments const& arguments, OutTable const& table);

/// The text of the CSV, for tests and standard output.
[[nodiscard]] std::string csv_of(OutTable const& table);

}  // namespace concordat::cli
