// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/json.h"
#include "render/maps.h"

namespace concordat::render {
namespace {

using protection::CellState;

void append_text(std::string& out, std::string_view text) {
  append_json_string(out, printable(text));
}

/// Labels that may come more than once are lists always, so that a reader need not ask.
bool is_list(std::string_view label) {
  constexpr std::array<std::string_view, 6> lists = {"Agreement", "Method", "Source",
                                                     "Coverage",  "Limits", "Note"};
  return std::find(lists.begin(), lists.end(), label) != lists.end();
}

std::string about_member(About const& about, std::vector<FixedText> const& notes) {
  auto all = lines(about);
  for (auto const& note : notes) all.emplace_back("Note", note.view());
  std::string out = "\"about\":{";
  for (std::size_t i = 0; i < all.size();) {
    auto const& label = all[i].first;
    out += i == 0 ? "" : ",";
    append_text(out, label);
    out += is_list(label) ? ":[" : ":";
    auto const begin = i;
    for (; i < all.size() && all[i].first == label; ++i) {
      if (i > begin) out += ",";
      append_text(out, all[i].second);
    }
    if (is_list(label)) out += "]";
  }
  return out + "}";
}

/// Whole millionths of a degree: a tenth of a metre, finer than the boundaries.
struct Position {
  std::int64_t longitude = 0;
  std::int64_t latitude = 0;
  friend bool operator==(Position const&, Position const&) = default;
};

/// Twice the area, positive where the ring runs counter-clockwise.
double twice_area(std::vector<Position> const& ring) {
  double sum = 0;
  auto const& origin = ring.front();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    auto const& here = ring[i];
    auto const& next = ring[(i + 1) % ring.size()];
    auto const x1 = static_cast<double>(here.longitude - origin.longitude);
    auto const y1 = static_cast<double>(here.latitude - origin.latitude);
    auto const x2 = static_cast<double>(next.longitude - origin.longitude);
    auto const y2 = static_cast<double>(next.latitude - origin.latitude);
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

/// RFC 7946: outlines run counter-clockwise, holes clockwise. Empty where fewer than three corners are left;
/// a corner the projection does not reach is left out.
std::vector<Position> positions(places::Ring const& ring, ToDegrees const& to_degrees, bool hole) {
  std::vector<Position> out;
  for (auto const& point : ring) {
    auto const degrees = to_degrees(point);
    if (!degrees || !std::isfinite(degrees->x) || !std::isfinite(degrees->y)) continue;
    Position const position{std::llround(degrees->x * 1e6), std::llround(degrees->y * 1e6)};
    if (out.empty() || out.back() != position) out.push_back(position);
  }
  while (out.size() > 1 && out.front() == out.back()) out.pop_back();
  if (out.size() < 3) return {};
  if ((twice_area(out) < 0) != hole) std::reverse(out.begin() + 1, out.end());
  out.push_back(out.front());
  return out;
}

std::string decimal_degrees(std::int64_t millionths) {
  auto const size = std::abs(millionths);
  return fmt::format("{}{}.{:06}", millionths < 0 ? "-" : "", size / 1'000'000, size % 1'000'000);
}

void append_ring(std::string& out, std::vector<Position> const& ring) {
  out += "[";
  for (std::size_t i = 0; i < ring.size(); ++i) {
    out += i == 0 ? "[" : ",[";
    out += decimal_degrees(ring[i].longitude) + "," + decimal_degrees(ring[i].latitude) + "]";
  }
  out += "]";
}

/// "[[outline],[hole]]", or nothing where the outline cannot be drawn.
std::string polygon_text(places::Polygon const& polygon, ToDegrees const& to_degrees) {
  std::string out;
  for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
    auto const ring = positions(polygon.rings[i], to_degrees, i > 0);
    if (ring.empty() && i == 0) return {};
    if (ring.empty()) continue;
    out += i == 0 ? "[" : ",";
    append_ring(out, ring);
  }
  return out.empty() ? out : out + "]";
}

std::string geometry_text(places::Area const& area, ToDegrees const& to_degrees) {
  std::string polygons;
  for (auto const& polygon : area.polygons) {
    auto const text = polygon_text(polygon, to_degrees);
    if (text.empty()) continue;
    polygons += (polygons.empty() ? "" : ",") + text;
  }
  if (polygons.empty()) return "\"geometry\":null";
  return "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[" + polygons + "]}";
}

/// A member may come once only: a column called "name" becomes "name 2".
std::vector<std::string> member_names(std::vector<std::string> const& columns) {
  std::set<std::string> taken = {"code", "vintage", "name", "ledger_index"};
  std::vector<std::string> out;
  for (auto const& column : columns) {
    auto name = printable(column);
    for (int number = 2; !taken.insert(name).second; ++number)
      name = fmt::format("{} {}", printable(column), number);
    out.push_back(name);
  }
  return out;
}

std::string cell_text(protection::ProtectedTable const& table, std::size_t row, std::size_t column) {
  switch (table.cell(row, column).state) {
    case CellState::value:
      return table.text(row, column);
    // "*" for what is hidden, null for what the data do not have: a reader must not take either for zero
    case CellState::suppressed:
      return "\"*\"";
    case CellState::not_available:
      return "null";
  }
  return "null";
}

std::string collection_begin(About const& about, std::vector<FixedText> const& notes) {
  return "{\"type\":\"FeatureCollection\"," + about_member(about, notes) + ",\"features\":[\n";
}

}  // namespace

namespace {

/// One feature an area; `cell` writes the value of a row and column.
template <class Cell>
std::string area_collection(places::AreaSet const& areas, std::vector<std::string> const& columns, std::vector<FixedText> const& notes,
                            ToDegrees const& to_degrees, About const& about, Cell cell) {
  auto const names = member_names(columns);
  std::string out = collection_begin(about, notes);
  for (std::size_t row = 0; row < areas.size(); ++row) {
    out += row == 0 ? "" : ",\n";
    out += "{\"type\":\"Feature\",\"properties\":{\"code\":";
    append_text(out, areas[row].code);
    out += ",\"vintage\":";
    append_text(out, areas.vintage());
    out += ",\"name\":";
    append_text(out, areas[row].name);
    for (std::size_t column = 0; column < names.size(); ++column) {
      out += ",";
      append_json_string(out, names[column]);
      out += ":";
      cell(out, row, column);
    }
    out += fmt::format(",\"ledger_index\":{}}},", about.ledger_index);
    out += geometry_text(areas[row], to_degrees) + "}";
  }
  return out + "\n]}\n";
}

}  // namespace

std::string geojson_areas(places::AreaSet const& areas, protection::ProtectedTable const& table,
                          ToDegrees const& to_degrees, About const& about) {
  return area_collection(areas, table.labels().columns, table.notes(), to_degrees, about,
                         [&](std::string& out, std::size_t row, std::size_t column) { out += cell_text(table, row, column); });
}

std::string geojson_areas(places::AreaSet const& areas, protection::WordTable const& table, ToDegrees const& to_degrees,
                          About const& about) {
  return area_collection(areas, table.labels().columns, table.notes(), to_degrees, about,
                         [&](std::string& out, std::size_t row, std::size_t column) { append_text(out, table.text(row, column)); });
}

std::string geojson_cells(protection::ClassedMap const& map, ToDegrees const& to_degrees,
                          About const& about) {
  std::string out = collection_begin(about, map.notes());
  bool first = true;
  for (std::size_t index = 0; index < map.classes().size(); ++index) {
    auto const number = map.classes()[index];
    if (number == 0) continue;
    auto const box = map.grid().cell_box(index);
    places::Polygon const square{
        {{{box.west, box.south}, {box.east, box.south}, {box.east, box.north}, {box.west, box.north}}}};
    auto const coordinates = polygon_text(square, to_degrees);
    out += first ? "" : ",\n";
    first = false;
    out += fmt::format("{{\"type\":\"Feature\",\"properties\":{{\"class\":{},\"label\":", number);
    append_text(out, map.class_labels()[number - 1U]);
    out += fmt::format(",\"ledger_index\":{}}},\"geometry\":", about.ledger_index);
    out += coordinates.empty() ? "null" : "{\"type\":\"Polygon\",\"coordinates\":" + coordinates + "}";
    out += "}";
  }
  return out + "\n]}\n";
}

}  // namespace concordat::render
