// SPDX-License-Identifier: Apache-2.0
#include "hub/named_places.h"

#include <algorithm>
#include <string>

#include "hub/areas.h"
#include "places/area_locator.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql named_places = "SELECT name, kind, easting, northing FROM key_place ORDER BY id";
constexpr store::Sql area_sets = "SELECT kind, vintage FROM area_set ORDER BY id";

}  // namespace sql

namespace {

bool is_told_in_words(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Adds the areas of one set, numbered from `first`, and tells each place in which of them it lies.
void add_localities(places::AreaSet const& set, std::uint32_t first, std::vector<intake::GazetteerEntry>& places,
                    std::vector<intake::GazetteerEntry>& localities) {
  auto const& areas = set.areas();
  if (std::none_of(areas.begin(), areas.end(), [](auto const& area) { return is_told_in_words(area.name); })) return;
  places::AreaLocator const locator{set};
  for (auto& place : places) {
    auto const area = locator.locate({place.x, place.y});
    if (area && is_told_in_words(set[*area].name)) place.within.push_back(first + *area);
  }
  for (std::uint32_t i = 0; i < areas.size(); ++i) {
    if (is_told_in_words(areas[i].name)) localities.push_back({areas[i].name, "locality", 0, 0, 0, first + i, {}});
  }
}

}  // namespace

Result<std::vector<intake::GazetteerEntry>> read_named_places(store::Connection& connection) {
  std::vector<intake::GazetteerEntry> places;
  auto read = connection.query(sql::named_places, [&](store::Row const& row) {
    places.push_back({row.string(0), row.string(1), row.number(2), row.number(3), 0, 0, {}});
  });
  if (!read) return fail(read);
  if (places.empty()) return places;
  std::vector<std::pair<std::string, int>> sets;
  auto found = connection.query(sql::area_sets, [&](store::Row const& row) { sets.emplace_back(row.string(0), row.small(1)); });
  if (!found) return fail(found);
  std::vector<intake::GazetteerEntry> localities;
  std::uint32_t next = 1;
  for (auto const& [kind, vintage] : sets) {
    auto const stored = read_areas(connection, kind, vintage);
    if (!stored) return fail(stored);
    add_localities(stored->set, next, places, localities);
    next += static_cast<std::uint32_t>(stored->set.size());
  }
  places.insert(places.end(), localities.begin(), localities.end());
  return places;
}

}  // namespace concordat::hub
