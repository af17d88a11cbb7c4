// SPDX-License-Identifier: Apache-2.0
#include "cli/places/places_verbs.h"

#include "cli/files/same_file.h"
#include "cli/places/runs.h"

namespace concordat::cli {
namespace {

using A = PlacesArguments;
using Options = std::vector<PlacesOption>;

PlacesOption const in{"IN", "CSV or GeoJSON; places in metres (x, y) or degrees (longitude, latitude)", &A::in, true};
PlacesOption const out{"--out", "file to write: .csv, or .geojson in degrees where rows have a shape", &A::out, true};
PlacesOption const seed{"--seed", "same seed, same answer", &A::seed};
PlacesOption const count{"--count", "column of counts", &A::count};
PlacesOption const id{"--id", "column with the ids of areas (default: id)", &A::id};
PlacesOption const pairs{"--pairs", "file of neighbours: columns from and to, in both directions", &A::pairs};
PlacesOption const population{"--population", "column of populations or another exposure", &A::population};
PlacesOption const time{"--time", "column of days or times, as 2026-03-28, 28/03/2026 or 2026-03-28T23:15 (default: time)", &A::time};
PlacesOption const day_first{"--day-first", "days with slashes are dd/mm/yyyy (else told from those after the 12th)", &A::day_first};
PlacesOption const permutations{"--permutations", "how many, for p by permutation", &A::permutations};
PlacesOption const neighbours{"--neighbours", "queen (default) or disc", &A::neighbours};
PlacesOption const reach{"--reach", "of the neighbourhood in cells (default: 1)", &A::reach};
PlacesOption const box{"--box", "west,south,east,north in metres (default: the area or the events)", &A::box};
PlacesOption const area{"--area", "boundary file of the study area, GeoJSON in degrees; --code names its property of codes", &A::area};
PlacesOption const code{"--code", "property of the boundary file that holds each area's code, as LSOA21CD (default: code)", &A::code};
PlacesOption const near{"--near", "file of the key places, CSV or GeoJSON, with places as the events' have them", &A::near, true};
PlacesOption const by{"--by", "its column of kinds, as school or station (default: kind; without one all are of one kind)", &A::by};

Options joined(std::initializer_list<Options> parts) {
  Options all;
  for (auto const& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Options events() {
  return {in, out, {"--x", "column of eastings in metres (default: x)", &A::x}, {"--y", "column of northings in metres (default: y)", &A::y},
          {"--origin", "column that says reported or discovered (default: origin)", &A::origin},
          {"--all-reported", "no incident was found by stopping, searching or looking", &A::all_reported}};
}

Options grid() {
  return {{"--cell", "size of a cell in metres (default: 250)", &A::cell}, box, area, code};
}

std::vector<PlacesVerb> all_verbs() {
  return {
      {"kde", "kernel density of reported events on a grid, in events per square metre",
       joined({events(), grid(), {{"--kernel", "gaussian (default) or quartic", &A::kernel}, {"--bandwidth", "metres: standard deviation, or radius of the quartic (default: 300)", &A::bandwidth},
                                  {"--edge", "area (default with --area), box (default of the Gaussian) or none", &A::edge}, {"--weight", "column of weights", &A::weight},
                                  {"--fast", "approximate: off by at most 0.12 % of the peak", &A::fast}}}),
       run_kde},
      {"gistar", "Gi*: cells or areas that hold more than chance, and those that stay hot when the events are drawn again",
       joined({events(), grid(), {count, population, id, pairs, neighbours, reach,
                                  {"--without-self", "Gi: the place itself does not count; of counts only", &A::without_self}, permutations,
                                  {"--resamples", "for stability, of events only (default: 200)", &A::resamples}, seed}}),
       run_gistar},
      {"knox", "near repeats: pairs close in space and time against what chance gives, in half-open bands",
       joined({events(), {time, day_first, {"--metres", "edges of the bands from 0, as 0,100,200,400; the last may be inf", &A::metres}, {"--days", "edges of the bands in days, as 0,7,14,21,28", &A::days}, permutations, seed}}), run_knox},
      {"scan", "Kulldorff's scan: areas with --population, else events in space and time by permutation",
       joined({events(), {time, day_first, population, count, id, {"--metres", "radii of events, as 100,250,500,1000", &A::metres}, {"--days", "lengths of events, as 7,14,28", &A::days},
                          {"--least", "fewest events of a window (default: 2 of areas, 3 of events)", &A::least}, {"--simulations", "how many (default: 999)", &A::simulations}, seed}}),
       run_scan},
      {"cluster", "clusters by density (DBSCAN), in space or in space and time",
       joined({events(), {time, day_first, {"--radius", "metres, at most (default: 250)", &A::radius}, {"--least", "events that make a core, itself counted (default: 6)", &A::least},
                          {"--within-days", "and at most so many days apart (default: time does not count)", &A::within_days}}}),
       run_cluster},
      {"contrast", "what one source knows and another does not (an emergency department and the police): completeness first, then areas, cells and a ratio of densities",
       joined({events(), grid(), {{"--first", "value of the first source, as ed: the one whose knowledge is looked for", &A::first, true}, {"--second", "value of the second source, as police", &A::second, true},
                                  {"--source", "column of sources (default: source)", &A::source},
                                  {"--show", "what goes into the file: squares (default), apart (only cells hot in one and not in the other), areas (needs --area) or completeness", &A::show},
                                  {"--site", "column of sites, for completeness (default: site)", &A::site}, {"--method", "column of methods or weapons, for completeness (default: method)", &A::method}, time, day_first,
                                  {"--arrival", "column of the arrival: gives the month where the time is blank", &A::arrival},
                                  {"--bandwidth", "metres, of both densities (default: 300)", &A::bandwidth}, neighbours, reach, permutations, seed}}),
       run_contrast},
      {"classes", "how each cell went from period to period: persistent, emerging, intermittent or former hotspots",
       joined({events(), grid(), {time, day_first, {"--months", "of a period, 1 to 12 (default: 3); at least five periods are needed", &A::months}, {"--first-month", "as 2024-01 (default: of the events)", &A::first_month},
                                  {"--last-month", "as 2026-09 (default: of the events)", &A::last_month}, neighbours, reach, permutations, seed}}),
       run_classes},
      {"around", "events in rings around schools, stations and other key places, against the rings' share of the area",
       joined({events(), {near, by, {"--metres", "outer edges of the rings, as 50,100,200,400 (the default)", &A::metres}, area, code, {"--box", "or the study area as west,south,east,north in metres; one of the two is needed", &A::box}, time, day_first,
                          {"--hours", "only events of these hours, as 15:00-17:00", &A::hours}, {"--workdays", "only events of Monday to Friday", &A::workdays}}}),
       run_around},
      {"terrain", "risk terrain: which features of a place carry the risk; shown only where it finds more of a later period than the same places as last year",
       joined({events(), grid(), {near, by, time, day_first, {"--held-out-from", "first day of the events it is tried on, as 2026-07-01; those of the year before it are fitted", &A::held_out_from, true},
                                  {"--metres", "distances within which a place counts, as 125,250 (the default); the last is the bandwidth of their density", &A::metres}}}),
       run_terrain},
      {"clock", "hours of the week in British time, with weights where the time is uncertain",
       {in, out, {"--origin", "column that says reported or discovered (default: origin)", &A::origin}, {"--all-reported", "no incident was found by stopping, searching or looking", &A::all_reported},
        {"--time", "column of the time or the earliest time; a whole number is the minute of the week (default: time)", &A::time}, day_first, {"--until", "column of the latest time", &A::until},
        {"--window", "column of the minutes it may have begun in", &A::window}, {"--arrival", "column of the arrival: where the time is blank, the day before it is taken", &A::arrival}},
       run_clock},
      {"change", "whether counts differ or a series runs high; never marked where chance will do",
       {in, out, {"--kind", "counts (default: count1, count2), comparison (before, after, there_before, there_after), weekly or monthly (count)", &A::kind}, count,
        {"--baseline", "weeks that give the mean (default: 52)", &A::baseline}},
       run_change},
      {"rates", "rates with limits, smoothed rates and the funnel of areas", {in, out, count, population, {"--per", "of population (default: 100000)", &A::per}, id, pairs}, run_rates},
  };
}

}  // namespace

Tried<void> check_numbers(PlacesArguments const& arguments) {
  for (auto const& verb : places_verbs()) {
    for (auto const& option : verb.options) {
      bool below = false;
      bool beyond = false;
      if (auto const* whole = std::get_if<std::int64_t A::*>(&option.to)) below = arguments.*(*whole) < 0 && arguments.*(*whole) != not_said;
      if (auto const* number = std::get_if<double A::*>(&option.to)) {
        below = arguments.*(*number) < 0;
        beyond = !(arguments.*(*number) <= 1e9);  // and what is no number
      }
      if (beyond) return stopped(Problem{Fault::malformed, "places.beyond", "A number is over a thousand million, or is none.", "Give a smaller one, or leave the option out.", {.field = std::string{option.name}}});
      if (below) return stopped(Problem{Fault::malformed, "places.negative", "A number lies below 0.", "Give one from 0 up, or leave the option out.", {.field = std::string{option.name}}});
    }
  }
  return {};
}

Tried<void> check_own_output(PlacesArguments const& arguments) {
  for (auto const* read : {&arguments.in, &arguments.near, &arguments.area, &arguments.pairs}) {
    if (!name_one_file(arguments.out, *read)) continue;
    return tl::unexpected{FileTrouble{arguments.out, Problem{Fault::refused, "places.same-file", "The file to write is one that is read.", "Name a file of its own to write: nothing was written.", {.field = "--out"}}}};
  }
  return {};
}

std::span<PlacesVerb const> places_verbs() {
  static auto const all = all_verbs();
  return all;
}

}  // namespace concordat::cli
