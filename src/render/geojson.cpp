// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/json.h"
#include "render/maps.h"

namespace concordat::render {
namespace {

using protection::CellState;

std::string about_member(About const& about) {
  std::string out = "\"about\":{";
  bool first = true;
  // A label that comes twice (Method, Limits) is a list.
  std::vector<std::pair<std::string, std::vector<std::string>>> grouped;
  for (auto const& [label, text] : lines(about)) {
    if (grouped.empty() || grouped.back().first != label) grouped.push_back({label, {}});
    grouped.back().second.push_back(text);
  }
  for (auto const& [label, texts] : grouped) {
    out += first ? "" : ",";
    first = false;
    append_json_string(out, label);
    out += ":";
    if (texts.size() > 1) out += "[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) out += ",";
      append_json_string(out, texts[i]);
    }
    if (texts.size() > 1) out += "]";
  }
  return out + "}";
}

/// Six decimals are a tenth of a metre: finer than the boundaries.
bool append_position(std::string& out, places::Point point, ToDegrees const& to_degrees) {
  auto const degrees = to_degrees(point);
  if (!degrees) return false;
  out += fmt::format("[{:.6f},{:.6f}]", degrees->x, degrees->y);
  return true;
}

void append_ring(std::string& out, places::Ring const& ring, ToDegrees const& to_degrees) {
  out += "[";
  bool first = true;
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    std::string position;
    if (!append_position(position, ring[i % ring.size()], to_degrees)) continue;
    out += (first ? "" : ",") + position;
    first = false;
  }
  out += "]";
}

void append_geometry(std::string& out, places::Area const& area, ToDegrees const& to_degrees) {
  out += "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[";
  for (std::size_t p = 0; p < area.polygons.size(); ++p) {
    out += p == 0 ? "[" : ",[";
    for (std::size_t r = 0; r < area.polygons[p].rings.size(); ++r) {
      if (r > 0) out += ",";
      append_ring(out, area.polygons[p].rings[r], to_degrees);
    }
    out += "]";
  }
  out += "]}";
}

void append_cell(std::string& out, protection::ProtectedTable const& table, std::size_t row, std::size_t column) {
  append_json_string(out, table.labels().columns[column]);
  out += ":";
  auto const& cell = table.cell(row, column);
  if (cell.state == CellState::value) {
    out += table.text(row, column);
  } else {
    // null for what the data do not have, "*" for what is hidden: a reader must not take either for zero
    out += cell.state == CellState::suppressed ? "\"*\"" : "null";
  }
}

}  // namespace

std::string geojson_areas(places::AreaSet const& areas, protection::ProtectedTable const& table,
                          ToDegrees const& to_degrees, About const& about) {
  std::string out = "{\"type\":\"FeatureCollection\"," + about_member(about) + ",\"features\":[\n";
  for (std::size_t i = 0; i < areas.size(); ++i) {
    out += i == 0 ? "{\"type\":\"Feature\",\"properties\":{" : ",\n{\"type\":\"Feature\",\"properties\":{";
    out += "\"code\":";
    append_json_string(out, areas[i].code);
    out += ",\"vintage\":";
    append_json_string(out, areas.vintage());
    out += ",\"name\":";
    append_json_string(out, areas[i].name);
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += ",";
      append_cell(out, table, i, column);
    }
    out += fmt::format(",\"ledger_index\":{}", about.ledger_index);
    out += "},";
    append_geometry(out, areas[i], to_degrees);
    out += "}";
  }
  return out + "\n]}\n";
}

std::string geojson_cells(protection::ClassedMap const& map, ToDegrees const& to_degrees, About const& about) {
  std::string out = "{\"type\":\"FeatureCollection\"," + about_member(about) + ",\"features\":[\n";
  bool first = true;
  for (std::size_t index = 0; index < map.classes().size(); ++index) {
    auto const number = map.classes()[index];
    if (number == 0) continue;
    auto const box = map.grid().cell_box(index);
    out += first ? "" : ",\n";
    first = false;
    out += fmt::format("{{\"type\":\"Feature\",\"properties\":{{\"class\":{},\"label\":", number);
    append_json_string(out, map.class_labels()[number - 1U]);
    out += fmt::format(",\"ledger_index\":{}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[", about.ledger_index);
    append_ring(out, {{box.west, box.south}, {box.east, box.south}, {box.east, box.north}, {box.west, box.north}},
                to_degrees);
    out += "]}}";
  }
  return out + "\n]}\n";
}

}  // namespace concordat::render
