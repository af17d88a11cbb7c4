// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/hot_history.h"

#include <algorithm>

#include "places/spatial/hotspot.h"

namespace concordat::protection {
namespace {

constexpr std::uint8_t least_hot = 2;  // of hot_map's classes

std::uint8_t number_of(places::HotspotClass of_cell) {
  switch (of_cell) {
    case places::HotspotClass::none: return 1;
    case places::HotspotClass::former: return 2;
    case places::HotspotClass::intermittent: return 3;
    case places::HotspotClass::emerging: return 4;
    case places::HotspotClass::persistent: return 5;
  }
  return 1;
}

}  // namespace

Result<HotHistory> hot_history(std::vector<HotMap> const& quarters, places::ReportedEvents const& events,
                               double reach, MapOptions const& options) {
  bool const fit = quarters.size() >= least_quarters && std::ranges::all_of(quarters, [&](HotMap const& one) {
                     return one.map.grid() == quarters.front().map.grid();
                   });
  if (!fit) {
    return fail(Fault::missing, "history.quarters", "There are fewer than five quarters, or their maps are of different squares.",
                "Wait until there are five complete quarters.");
  }
  std::vector<std::vector<std::uint8_t>> hot;
  for (auto const& one : quarters) {
    auto& flags = hot.emplace_back();
    for (auto const number : one.map.classes()) flags.push_back(number >= least_hot ? 1 : 0);
  }
  auto const classes = places::classify_hotspots(hot);
  if (!classes) return fail(classes);
  GivenClasses given;
  given.reach = reach;
  bool const misses = std::ranges::any_of(quarters, [](HotMap const& one) { return one.thin || one.reach == 0; });
  if (misses) given.blank = "cannot be told, or too few events near by to show";
  given.labels = {misses ? "" : "1 (not hot)", misses ? "2 (was hot, and lately cannot be told to be)" : "2 (was hot, and is no more)", "3 (hot now and then)", "4 (hot lately, and never before)",
                  "5 (hot in at least four of five quarters)"};
  given.method = "The hot squares of each quarter's map, by how often and how lately (the rules of sfhotspot).";
  given.notes = {"Lately is the last fifth of the quarters. A square counts as hot in a quarter only where the map of that "
                 "quarter shows it so. A square that no quarter's map covers is white."};
  for (std::size_t cell = 0; cell < classes->size(); ++cell) {
    // Of a square that no quarter's map covers nobody knows how it went: "not hot" would be more than is known.
    bool const covered = std::ranges::any_of(quarters, [cell](HotMap const& one) { return one.map.classes()[cell] != 0; });
    bool const untold = misses && (*classes)[cell] == places::HotspotClass::none;
    given.of_cell.push_back(covered && !untold ? number_of((*classes)[cell]) : std::uint8_t{0});
  }
  auto map = show_classes(quarters.front().map.grid(), given, events, options);
  if (!map) return fail(map);
  auto const count = [&](places::HotspotClass of_cell) {
    return static_cast<std::size_t>(std::ranges::count(map->classes(), number_of(of_cell)));
  };
  auto const lasting = count(places::HotspotClass::persistent);
  auto const newly = count(places::HotspotClass::emerging);
  auto const gone = count(places::HotspotClass::former);
  return HotHistory{std::move(*map), lasting, newly, gone};
}

}  // namespace concordat::protection
