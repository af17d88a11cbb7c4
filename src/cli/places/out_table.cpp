// SPDX-License-Identifier: Apache-2.0
#include "cli/places/out_table.h"

#include <fmt/format.h>

#include <cmath>

#include "base/file.h"
#include "intake/standardise/projection.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

std::string csv_cell(OutCell const& cell) {
  if (auto const* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (auto const* number = std::get_if<double>(&cell)) return std::isfinite(*number) ? fmt::format("{}", *number) : std::string{};
  std::string text;
  render::append_csv_cell(text, std::get<std::string>(cell));
  return text;
}

Json json_cell(OutCell const& cell) {
  if (auto const* whole = std::get_if<std::int64_t>(&cell)) return Json{*whole};
  if (auto const* number = std::get_if<double>(&cell)) return std::isfinite(*number) ? Json{*number} : Json{};
  return Json{std::get<std::string>(cell)};
}

class GeoWriter {
 public:
  explicit GeoWriter(intake::Projector projector) : projector_{std::move(projector)} {}
  /// Nothing where the place lies off the national grid.
  [[nodiscard]] std::optional<Json> position(places::Point at) {
    auto const degrees = projector_.to_degrees(intake::Metres{at.x, at.y});
    if (!degrees) return std::nullopt;
    return Json{Json::Array{Json{degrees->longitude}, Json{degrees->latitude}}};
  }
  [[nodiscard]] std::optional<Json> shape(OutTable const& table, std::size_t row) {
    Json shape;
    if (!table.points.empty()) {
      auto at = position(table.points[row]);
      if (!at) return std::nullopt;
      shape.set("type", "Point").set("coordinates", std::move(*at));
      return shape;
    }
    auto const& box = table.boxes[row];
    Json ring{Json::Array{}};
    for (auto const& corner : {places::Point{box.west, box.south}, places::Point{box.east, box.south}, places::Point{box.east, box.north},
                               places::Point{box.west, box.north}, places::Point{box.west, box.south}}) {
      auto at = position(corner);
      if (!at) return std::nullopt;
      ring.push(std::move(*at));
    }
    shape.set("type", "Polygon").set("coordinates", Json{Json::Array{std::move(ring)}});
    return shape;
  }

 private:
  intake::Projector projector_;
};

Tried<std::string> geojson_of(OutTable const& table) {
  if (table.boxes.empty() && table.points.empty()) {
    return tl::unexpected{PlacesTrouble{Problem{Fault::refused, "places.no-shape", "These rows have no shape, so they cannot be GeoJSON.", "Give --out a name that ends in .csv."}}};
  }
  auto projector = intake::Projector::make();
  if (!projector) return tl::unexpected{PlacesTrouble{projector.error()}};
  GeoWriter writer{std::move(*projector)};
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto shape = writer.shape(table, row);
    if (!shape) {
      return tl::unexpected{PlacesTrouble{Problem{Fault::refused, "places.off-the-grid", "A shape lies outside Great Britain's grid, so it has no degrees.", "Give --out a name that ends in .csv: it is written in metres."}}};
    }
    Json feature;
    Json properties{Json::Object{}};
    for (std::size_t column = 0; column < table.columns.size(); ++column) properties.set(table.columns[column], json_cell(table.rows[row][column]));
    feature.set("type", "Feature").set("properties", std::move(properties)).set("geometry", std::move(*shape));
    text += (row == 0 ? "\n" : ",\n") + feature.canonical();
  }
  return text + "\n]}\n";
}

}  // namespace

std::string csv_of(OutTable const& table) {
  std::string text;
  for (std::size_t column = 0; column < table.columns.size(); ++column) text += (column == 0 ? "" : ",") + table.columns[column];
  text += '\n';
  for (auto const& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) text += (column == 0 ? "" : ",") + csv_cell(row[column]);
    text += '\n';
  }
  return text;
}

Tried<void> write_table(PlacesArguments const& arguments, OutTable const& table) {
  if (arguments.out.empty()) return {};
  std::string text;
  if (arguments.out.ends_with(".geojson")) {
    auto made = geojson_of(table);
    if (!made) return tl::unexpected{made.error()};
    text = std::move(*made);
  } else {
    text = csv_of(table);
  }
  if (auto const written = write_file(arguments.out, text, {.mode = 0600}); !written) {
    return tl::unexpected{PlacesTrouble{arguments.out, written.error()}};
  }
  return {};
}

}  // namespace concordat::cli
