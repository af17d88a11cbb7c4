// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/hot_apart.h"

#include <algorithm>
#include <cmath>

#include "places/spatial/two_sources.h"

namespace concordat::protection {
namespace {

constexpr std::uint8_t hot_at_all = 2;  // of a hot map's classes
constexpr std::uint8_t not_hot = 1;     // of them
constexpr std::uint8_t not_apart = 1;
constexpr std::uint8_t police_alone = 2;
constexpr std::uint8_t emergency_alone = 3;
constexpr std::uint8_t police_know_more = 1;
constexpr std::uint8_t about_alike = 2;
constexpr std::uint8_t emergency_knows_more = 3;
constexpr double times_as_much = 2;

/// 1 for each square that the map of that source by itself may show.
Result<std::vector<std::uint8_t>> mask_beside(places::Grid const& grid, places::ReportedEvents const& events, double reach, MapOptions const& options) {
  GivenClasses const all{.of_cell = std::vector<std::uint8_t>(grid.cells(), 1), .labels = {"1"}, .reach = reach};
  auto const map = show_classes(grid, all, events, options);
  if (!map) return fail(map);
  return map->classes();
}

std::size_t count_of(ClassedMap const& map, std::uint8_t number) { return static_cast<std::size_t>(std::ranges::count(map.classes(), number)); }

/// To a millionth: the last bits differ between machines and must not decide a class.
std::uint8_t class_of(double ratio) {
  if (std::isnan(ratio)) return 0;
  double const rounded = std::isinf(ratio) ? ratio : std::round(ratio * 1e6) / 1e6;
  if (rounded >= times_as_much) return emergency_knows_more;
  return rounded <= 1 / times_as_much ? police_know_more : about_alike;
}

}  // namespace

Result<HotApart> tell_hot_apart(TwoSources const& sources, places::StudyArea const& area, double reach, TwoMasks const& masks) {
  auto of_emergency = masks.emergency;
  of_emergency.go_on = go_on_in(masks.emergency.go_on, 0, 2);
  auto const emergency = hot_map(sources.emergency, area, reach, of_emergency);
  if (!emergency) return fail(emergency);
  // A square is left out for the police's test whoever reads; what of theirs is shown is held against their own mask below.
  auto beside = masks.emergency;
  beside.of_others = nullptr;
  beside.rest.clear();
  beside.go_on = go_on_in(masks.emergency.go_on, 1, 2);
  auto const police = hot_map(sources.police, area, reach, beside);
  if (!police) return fail(police);
  auto const of_police = mask_beside(area.grid(), sources.police, reach, masks.police);
  if (!of_police) return fail(of_police);
  GivenClasses given;
  given.reach = reach;
  bool const misses = emergency->thin || emergency->reach == 0;
  // What is hot in both is white with what cannot be told: coloured by itself it would say more of the police's than their own mask lets out.
  if (misses) given.blank = "cannot be told, hot in the reports of both, or too few events near by to show";
  given.labels = {misses ? "" : "1 (hot in the reports of neither, or of both)", "2 (hot in the police's reports, and not in the emergency department's)",
                  "3 (hot in the emergency department's reports, and not in the police's)"};
  given.method = "Gi* (Ord and Getis 1995) of the reports of each source by itself, false discovery rate 5 %.";
  given.notes = {"A square is coloured only where enough reports of emergency departments (at least eight) lie near, and as many of all others; of the police's alone only where as many of theirs do too.",
                 "Not hot in the police's reports does not say that they know of none.", "A missing hotspot may be a missing form: look at the completeness first."};
  for (std::size_t cell = 0; cell < emergency->map.classes().size(); ++cell) {
    auto const theirs = emergency->map.classes()[cell];
    bool const hot_of_police = police->map.classes()[cell] >= hot_at_all;
    bool const other_way = hot_of_police && theirs == not_hot && !misses && (*of_police)[cell] != 0;
    given.of_cell.push_back(theirs == 0 ? 0 : theirs >= hot_at_all && !hot_of_police ? emergency_alone : other_way ? police_alone : misses ? 0 : not_apart);
  }
  auto map = show_classes(area.grid(), given, sources.emergency, masks.emergency);
  if (!map) return fail(map);
  auto const apart = count_of(*map, emergency_alone);
  auto const other_way = count_of(*map, police_alone);
  return HotApart{std::move(*map), apart, other_way};
}

Result<DensityApart> tell_density_apart(TwoSources const& sources, places::StudyArea const& area, double bandwidth, TwoMasks const& masks) {
  auto const& grid = area.grid();
  GivenClasses given;
  // Smoothed farther, no square shows that did not before.
  double const support = masks.emergency.support_reach == 0 ? bandwidth : masks.emergency.support_reach;
  given.reach = support;
  given.labels = {"1 (the police's share is at least twice the emergency department's)", "2 (about the same share of both)", "3 (the emergency department's share is at least twice the police's)"};
  given.method = "Gaussian density of the reports of each source with one bandwidth, each per report of its own source, one over the other (dual kernel density), in three classes: from twice, to half, between.";
  given.notes = {"A square is coloured only where enough reports of either source (at least eight) lie near, and as many of all others.",
                 "Compared are shares of each source's own reports, not numbers of reports.", "A source that does not write down the place looks as if it knew less. Look at the completeness first."};
  auto const of_police = mask_beside(grid, sources.police, support, masks.police);
  if (!of_police) return fail(of_police);
  auto const ratio = places::density_ratio(sources.emergency, sources.police, grid, {.bandwidth = bandwidth});
  if (!ratio && ratio.error().code.view() != "apart.empty") return fail(ratio);
  auto const inside = area.inside();
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) given.of_cell.push_back(ratio && inside[cell] != 0 && (*of_police)[cell] != 0 ? class_of(ratio->ratio[cell]) : std::uint8_t{0});
  auto options = masks.emergency;
  options.title = "Where one source knows twice as much of it";
  auto map = show_classes(grid, given, sources.emergency, options);
  if (!map) return fail(map);
  auto const emergency = count_of(*map, emergency_knows_more);
  auto const police = count_of(*map, police_know_more);
  return DensityApart{std::move(*map), emergency, police};
}

}  // namespace concordat::protection
