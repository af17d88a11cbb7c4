// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "catalogue/load.h"

namespace concordat::catalogue {
namespace {

Unit read_unit(Node const& node, Remarks const& remarks) {
  auto map = MapReader{node, remarks, "the unit"};
  auto unit = Unit{map.text("id"), map.text("title"), map.texts("words"), map.integer_or("times", 1), map.integer_or("by", 1),
                   map.integer_or("at_most", 0)};
  map.done();
  if (unit.times < 1 || unit.by < 1 || unit.at_most < 0) {
    remarks.error("bad-unit", node, fmt::format("the unit '{}' is multiplied or divided by nothing", unit.id),
                  "Write whole numbers from 1 on under times and by.");
    unit.times = unit.by = 1;
  }
  return unit;
}

void read_group(Loading& loading, MapReader& map, Remarks const& remarks, Place const& place) {
  auto units = std::vector<Unit>{};
  auto const* const list = map.need("units", Node::Kind::list);
  for (std::size_t at = 0; list != nullptr && at < list->items.size(); ++at) units.push_back(read_unit(list->items[at], remarks));
  if (list != nullptr && (units.size() < 2 || units.front().times != 1 || units.front().by != 1)) {
    remarks.error("bad-unit", *list, "the first unit is the one that values are kept in, and another must follow",
                  "Write the kept unit first, without times and by, and then the others.");
  }
  for (auto const& name : map.texts("fields")) {
    claim(loading, "unit of the field", name, place);
    auto const field = std::ranges::find(loading.definitions.fields, name, &Field::id);
    if (field != loading.definitions.fields.end()) {
      field->units = units;
    } else {
      loading.references.push_back({Reference::To::field, name, place});
    }
  }
}

}  // namespace

void load_units(Loading& loading) {
  auto const path = loading.folder + "/units.yaml";
  auto const document = read_yaml_file(path);
  if (!document) {
    loading.findings.push_back(document.error());
    return;
  }
  auto const remarks = Remarks{path, loading.findings};
  auto map = MapReader{*document, remarks, "the file"};
  auto const* const list = map.need("units", Node::Kind::list);
  for (std::size_t at = 0; list != nullptr && at < list->items.size(); ++at) {
    auto const& item = list->items[at];
    auto group = MapReader{item, remarks, "the group of units"};
    if (!group.is_map()) continue;
    read_group(loading, group, remarks, {path, item.line, item.column});
    group.done();
  }
  map.done();
}

}  // namespace concordat::catalogue
