// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/hot_apart.h"

#include <algorithm>

namespace concordat::protection {
namespace {

constexpr std::uint8_t hot_at_all = 2;  // of a hot map's classes
constexpr std::uint8_t not_apart = 1;
constexpr std::uint8_t is_apart = 2;

}  // namespace

Result<HotApart> tell_hot_apart(TwoSources const& sources, places::StudyArea const& area, double reach, MapOptions const& options) {
  auto of_emergency = options;
  of_emergency.go_on = go_on_in(options.go_on, 0, 2);
  auto const emergency = hot_map(sources.emergency, area, reach, of_emergency);
  if (!emergency) return fail(emergency);
  // Of the police's the test alone is used, and only to leave squares out; nothing of theirs is shown.
  auto beside = options;
  beside.of_others = nullptr;
  beside.rest = nullptr;
  beside.go_on = go_on_in(options.go_on, 1, 2);
  auto const police = hot_map(sources.police, area, reach, beside);
  if (!police) return fail(police);
  GivenClasses given;
  given.reach = reach;
  bool const misses = emergency->thin || emergency->reach == 0;
  given.labels = {misses ? "1 (cannot be told, or hot in the police's reports as well)" : "1 (not hot in the emergency department's reports, or hot in the police's as well)", "2 (hot in the emergency department's reports, and not in the police's)"};
  given.method = "Gi* (Ord and Getis 1995) of the reports of each source by itself, false discovery rate 5 %.";
  given.notes = {"A square is coloured only where enough reports of emergency departments (at least eight) lie near, and as many of all others.",
                 "Not hot in the police's reports does not say that they know of none.", "A missing hotspot may be a missing form: look at the completeness first."};
  for (std::size_t cell = 0; cell < emergency->map.classes().size(); ++cell) {
    auto const theirs = emergency->map.classes()[cell];
    given.of_cell.push_back(theirs == 0 ? 0 : theirs >= hot_at_all && police->map.classes()[cell] < hot_at_all ? is_apart : not_apart);
  }
  auto map = show_classes(area.grid(), given, sources.emergency, options);
  if (!map) return fail(map);
  auto const apart = static_cast<std::size_t>(std::ranges::count(map->classes(), is_apart));
  return HotApart{std::move(*map), apart};
}

}  // namespace concordat::protection
