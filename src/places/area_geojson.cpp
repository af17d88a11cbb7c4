// SPDX-License-Identifier: Apache-2.0
// GeoJSON boundary files into areas. The file is cut into features by simdjson's on-demand reader, which
// keeps their place in the text for messages; each feature is then read whole, so that one bad feature does
// not hide the next.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/ranges.h>

#include "base/text.h"
#include "places/area_set.h"

namespace concordat::places {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t most_names = 5;
constexpr std::size_t most_of_a_kind = 5;

/// Text of a file as a message may show it: short, one line, no controls.
std::string shown(std::string_view text) {
  std::string out{text.substr(0, 60)};
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

/// One document and where in it we are.
struct Place {
  AreaDocument const& document;
  std::size_t offset = 0;
  std::size_t feature = 0;  ///< 1 for the first
  std::string code = {};
};

class Collector {
 public:
  explicit Collector(AreaReading const& reading) : reading_{reading} {}

  void document(AreaDocument const& document);
  tl::expected<AreaSet, Findings> finish() &&;

 private:
  void feature(Place& place, dom::element const& element);
  bool properties(Place& place, dom::object const& feature, Area& area);
  static std::optional<std::string> text_property(dom::object const& properties, std::string const& name);
  bool geometry(Place const& place, dom::object const& feature, Area& area);
  bool polygon(Place const& place, dom::element const& element, Area& area);
  bool ring(Place const& place, dom::element const& element, Ring& ring);
  void find_fault(Place const& place, std::string code, std::string message, std::string remedy);
  void keep(Place const& place, Area area);

  AreaReading const& reading_;
  std::vector<Area> areas_;
  std::unordered_map<std::string, std::string> seen_;  ///< code to file
  Findings findings_;
};

void Collector::find_fault(Place const& place, std::string code, std::string message, std::string remedy) {
  auto const before = place.document.text.substr(0, place.offset);
  auto const line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
  auto const line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  std::string who;
  if (place.feature != 0) who = fmt::format("feature {}", place.feature);
  if (!place.code.empty()) who += fmt::format(" ({})", shown(place.code));
  findings_.push_back({.severity = Severity::error,
                       .code = std::move(code),
                       .file = place.document.file,
                       .line = line,
                       .column = static_cast<std::uint32_t>(place.offset - line_start + 1),
                       .message = who.empty() ? std::move(message) : fmt::format("{}: {}", who, message),
                       .remedy = std::move(remedy)});
}

/// Which of the feature's own properties may be meant; a name ends as those of the statistics office do, or says so.
std::string names_like_a_code(dom::object const& properties) {
  std::vector<std::string> like;
  std::vector<std::string> others;
  for (auto const& one : properties) {
    auto const lower = text::ascii_lower(one.key);
    bool const is_like = lower.ends_with("cd") || lower.ends_with("code") || lower.ends_with("id");
    (is_like ? like : others).push_back(fmt::format("'{}'", shown(one.key)));
  }
  auto names = like.empty() ? std::move(others) : std::move(like);
  if (names.empty()) return {};
  names.resize(std::min(names.size(), most_names));
  return fmt::format("; it has {}", fmt::join(names, ", "));
}

std::optional<std::string> Collector::text_property(dom::object const& properties, std::string const& name) {
  dom::element value;
  if (properties[name].get(value) != simdjson::SUCCESS) return std::nullopt;
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string{text};
  if (std::int64_t number = 0; value.get(number) == simdjson::SUCCESS) return std::to_string(number);
  return std::nullopt;
}

bool Collector::properties(Place& place, dom::object const& feature, Area& area) {
  dom::object properties;
  if (feature["properties"].get(properties) != simdjson::SUCCESS) {
    find_fault(place, "area.no-properties", "it has no properties.", "Give every feature its code and name.");
    return false;
  }
  auto code = text_property(properties, reading_.code_property);
  if (!code || code->empty()) {
    find_fault(place, "area.no-code", fmt::format("it has no property '{}'{}.", shown(reading_.code_property), names_like_a_code(properties)),
               "Name the property that holds the area's code.");
    return false;
  }
  place.code = *code;
  area.code = std::move(*code);
  area.name = area.code;
  if (!reading_.name_property.empty()) {
    auto name = text_property(properties, reading_.name_property);
    if (!name) {
      find_fault(place, "area.no-name",
                 fmt::format("it has no property '{}'.", shown(reading_.name_property)),
                 "Name the property that holds the area's name, or none to use the code.");
      return false;
    }
    area.name = std::move(*name);
  }
  if (!reading_.population_property.empty()) {
    double population = 0;
    if (properties[reading_.population_property].get(population) != simdjson::SUCCESS || population < 0 ||
        population > 1e12 || population != std::floor(population)) {
      find_fault(
          place, "area.population",
          fmt::format("its '{}' is not a whole number from 0 up.", shown(reading_.population_property)),
          "Give the population as a whole number, or name no population property.");
      return false;
    }
    area.population = static_cast<std::int64_t>(population);
  }
  return true;
}

bool Collector::ring(Place const& place, dom::element const& element, Ring& ring) {
  dom::array positions;
  if (element.get(positions) != simdjson::SUCCESS) {
    find_fault(place, "area.ring", "a ring is not a list of positions.", "Repair the feature's coordinates.");
    return false;
  }
  Point first;
  Point last;
  for (auto const position : positions) {
    dom::array numbers;
    Point raw;
    bool const pair = position.get(numbers) == simdjson::SUCCESS && numbers.size() >= 2 &&
                      numbers.at(0).get(raw.x) == simdjson::SUCCESS &&
                      numbers.at(1).get(raw.y) == simdjson::SUCCESS;
    if (!pair) {
      find_fault(place, "area.position", "a position is not a pair of numbers.",
                 "Repair the feature's coordinates.");
      return false;
    }
    auto const projected = reading_.project(raw);
    if (!projected || !std::isfinite(projected->x) || !std::isfinite(projected->y)) {
      find_fault(place, "area.not-projected", "a position lies outside what the projection covers.",
                 "Check that the file's coordinates are of the kind named, longitude before latitude.");
      return false;
    }
    if (ring.empty()) first = raw;
    last = raw;
    ring.push_back(*projected);
  }
  if (ring.size() < 4 || !(first == last)) {
    find_fault(place, "area.open-ring", "a ring is not closed or has fewer than four positions.",
               "End every ring where it begins.");
    return false;
  }
  ring.pop_back();
  return true;
}

bool Collector::polygon(Place const& place, dom::element const& element, Area& area) {
  dom::array rings;
  if (element.get(rings) != simdjson::SUCCESS) {
    find_fault(place, "area.polygon", "a polygon is not a list of rings.",
               "Repair the feature's coordinates.");
    return false;
  }
  Polygon polygon;
  for (auto const element_of_ring : rings) {
    Ring next;
    if (!ring(place, element_of_ring, next)) return false;
    polygon.rings.push_back(std::move(next));
  }
  area.polygons.push_back(std::move(polygon));
  return true;
}

bool Collector::geometry(Place const& place, dom::object const& feature, Area& area) {
  dom::object geometry;
  std::string_view type;
  dom::element coordinates;
  bool const whole = feature["geometry"].get(geometry) == simdjson::SUCCESS &&
                     geometry["type"].get(type) == simdjson::SUCCESS &&
                     geometry["coordinates"].get(coordinates) == simdjson::SUCCESS;
  if (!whole) {
    find_fault(place, "area.no-geometry", "it has no geometry with a type and coordinates.",
               "Give every area a Polygon or MultiPolygon.");
    return false;
  }
  if (type == "Polygon") return polygon(place, coordinates, area);
  dom::array polygons;
  if (type != "MultiPolygon" || coordinates.get(polygons) != simdjson::SUCCESS) {
    find_fault(place, "area.geometry-type", fmt::format("its geometry is '{}'.", shown(type)),
               "Give every area a Polygon or MultiPolygon.");
    return false;
  }
  for (auto const element : polygons) {
    if (!polygon(place, element, area)) return false;
  }
  return true;
}

void Collector::keep(Place const& place, Area area) {
  if (auto const fault = fault_in(area)) {
    find_fault(place, std::string{fault->code.view()}, std::string{fault->title.view()},
               std::string{fault->remedy.view()});
    return;
  }
  auto const [known, fresh] = seen_.emplace(area.code, place.document.file);
  if (!fresh) {
    find_fault(place, "area.twice", fmt::format("the code was already given in {}.", known->second),
               "Give each area once; several parts of one area belong in one MultiPolygon.");
    return;
  }
  areas_.push_back(std::move(area));
}

void Collector::feature(Place& place, dom::element const& element) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    find_fault(place, "area.feature", "it is not an object.", "Give a GeoJSON FeatureCollection.");
    return;
  }
  Area area;
  if (properties(place, object, area) && geometry(place, object, area)) keep(place, std::move(area));
}

void Collector::document(AreaDocument const& document) {
  Place place{document};
  auto const not_geojson = [&](std::string message) {
    find_fault(place, "area.not-geojson", std::move(message), "Give a GeoJSON FeatureCollection in UTF-8.");
  };
  simdjson::padded_string const padded{document.text};
  simdjson::ondemand::parser cutter;
  dom::parser reader;
  simdjson::ondemand::document top;
  simdjson::ondemand::object root;
  std::string_view type;
  if (cutter.iterate(padded).get(top) != simdjson::SUCCESS ||
      top.get_object().get(root) != simdjson::SUCCESS) {
    return not_geojson("the file is not a JSON object.");
  }
  if (root.find_field_unordered("type").get_string().get(type) != simdjson::SUCCESS ||
      type != "FeatureCollection") {
    return not_geojson("the file is not a FeatureCollection.");
  }
  simdjson::ondemand::array features;
  if (root.find_field_unordered("features").get_array().get(features) != simdjson::SUCCESS) {
    return not_geojson("the file has no list of features.");
  }
  for (auto item : features) {
    std::string_view raw;
    simdjson::ondemand::value value;
    ++place.feature;
    place.code.clear();
    if (item.get(value) != simdjson::SUCCESS || value.raw_json_token().empty()) {
      return not_geojson("the list of features breaks off.");
    }
    place.offset = std::min(static_cast<std::size_t>(value.raw_json_token().data() - padded.data()),
                            document.text.size());
    simdjson::ondemand::object object;
    dom::element element;
    bool const readable = value.get_object().get(object) == simdjson::SUCCESS &&
                          object.raw_json().get(raw) == simdjson::SUCCESS &&
                          reader.parse(raw).get(element) == simdjson::SUCCESS;
    if (!readable) return not_geojson("it is not readable JSON; what follows was not read.");
    feature(place, element);
  }
  if (place.feature == 0) not_geojson("the file has no features.");
}

/// What is wrong with one feature mostly is with thousands.
Findings first_of_each(Findings findings) {
  std::map<std::string, std::size_t> times;
  Findings few;
  for (auto& one : findings) {
    if (++times[one.code] <= most_of_a_kind) few.push_back(std::move(one));
  }
  for (auto const& [code, count] : times) {
    if (count > most_of_a_kind) few.push_back({.code = code, .message = fmt::format("and {} more like it.", count - most_of_a_kind), .remedy = "Correct those that are named, and try again."});
  }
  return few;
}

tl::expected<AreaSet, Findings> Collector::finish() && {
  if (!findings_.empty()) return tl::unexpected<Findings>{first_of_each(std::move(findings_))};
  auto set = AreaSet::from_areas(reading_.kind, reading_.vintage, std::move(areas_));
  if (set) return std::move(*set);
  // rounding to the centimetre may leave nothing of a sliver that was fine before
  return tl::unexpected<Findings>{Findings{{.severity = Severity::error,
                                            .code = std::string{set.error().code.view()},
                                            .message = std::string{set.error().title.view()},
                                            .remedy = std::string{set.error().remedy.view()}}}};
}

}  // namespace

tl::expected<AreaSet, Findings> AreaSet::from_geojson(std::span<AreaDocument const> documents,
                                                      AreaReading const& reading) {
  Collector collector{reading};
  try {
    for (auto const& document : documents) collector.document(document);
  } catch (simdjson::simdjson_error const&) {
    return tl::unexpected<Findings>{Findings{{.severity = Severity::error,
                                              .code = "area.not-geojson",
                                              .message = "A boundary file is not readable JSON.",
                                              .remedy = "Give a GeoJSON FeatureCollection in UTF-8."}}};
  }
  return std::move(collector).finish();
}

}  // namespace concordat::places
