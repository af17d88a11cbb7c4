// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/hot_map.h"

#include <algorithm>

#include "places/spatial/hotspot.h"

namespace concordat::protection {
namespace {

constexpr std::uint8_t shown = 1;
constexpr std::uint8_t hot = 2;
constexpr std::uint8_t stable = 3;

}  // namespace

Result<HotMap> hot_map(places::ReportedEvents const& events, places::StudyArea const& area, double reach,
                       MapOptions const& options) {
  auto const inside = area.inside();
  auto found = places::hotspot_stability(events, area.grid(), {.inside = inside});
  bool const even = !found && found.error().code.view() == "gistar.no-variation";
  if (!found && !even) return fail(found);
  GivenClasses given;
  given.reach = reach;
  given.labels = {"1 (not hot)", "2 (hot, but not in four of five resamples)", "3 (hot in at least four of five resamples)"};
  given.method =
      "Gi* (Ord and Getis 1995) of each square with the eight around it, false discovery rate 5 %, beside 200 resamples "
      "of the reports.";
  given.notes = {"A square is coloured only where enough reports (at least eight) lie near; a white square may have some.",
                 "Squares half outside the area are no part of the test: reports beyond the boundary are not in the data."};
  given.of_cell.assign(area.grid().cells(), 0);
  for (std::size_t cell = 0; cell < given.of_cell.size(); ++cell) {
    if (inside[cell] == 0) continue;
    given.of_cell[cell] = shown;
    if (!even && found->hot[cell] != 0) given.of_cell[cell] = hot;
    if (!even && found->stable[cell] != 0) given.of_cell[cell] = stable;
  }
  auto map = show_classes(area.grid(), given, events, options);
  if (!map) return fail(map);
  auto const count = [&](std::uint8_t number) {
    return static_cast<std::size_t>(std::ranges::count(map->classes(), number));
  };
  auto const lasting = count(stable);
  auto const all = lasting + count(hot);
  return HotMap{std::move(*map), all, lasting, even || found->few};
}

}  // namespace concordat::protection
