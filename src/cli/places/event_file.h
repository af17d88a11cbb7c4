// SPDX-License-Identifier: Apache-2.0
// Events of a file through the one door, the areas of a boundary file, and the grid over them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/files/table.h"
#include "cli/places/day_column.h"
#include "cli/places/places_verbs.h"
#include "places/area_set.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::cli {

/// Columns that own their values.
struct EventFile {
  std::vector<double> x, y, weight;
  std::vector<places::Origin> origin;
  std::vector<std::int64_t> start;
  std::vector<std::uint64_t> row;  ///< number in the file
  DaysSetAside days_aside;         ///< of the whole file
  [[nodiscard]] Result<places::ReportedEvents> reported() const {
    return places::ReportedEvents::admit({.x = x, .y = y, .origin = origin, .start = start, .weight = weight});
  }
};

/// Metres in the columns --x and --y, else degrees in longitude and latitude; the day in --time where `timed`; the origin in
/// --origin, unless --all-reported says that none was found by looking.
[[nodiscard]] Tried<EventFile> read_events(PlacesArguments const& arguments, bool timed);
[[nodiscard]] Tried<EventFile> read_events(PlacesArguments const& arguments, Table const& table, bool timed);

/// What no place of the country is further away than, in metres.
inline constexpr double furthest_metres = 2e6;
/// Numbers of a column within furthest_metres ("places.far-away") or a thousand million ("places.large-number"): the sums and
/// squares of larger ones are no numbers any more. Blank: NaN where it may be.
[[nodiscard]] Tried<std::vector<double>> metres_in(Table const& table, std::string const& column, bool blank_may);
[[nodiscard]] Tried<std::vector<double>> values_in(Table const& table, std::string const& column, bool blank_may = false);

/// Those for which `wanted` is not 0. REQUIRES: one number an event.
[[nodiscard]] EventFile only(EventFile const& events, std::vector<std::uint8_t> const& wanted);

/// 1 for each event inside the areas; for those with a place where there are none.
[[nodiscard]] std::vector<std::uint8_t> inside(EventFile const& events, places::AreaSet const* areas);

/// Key places of --near: a file with places as the events' has them, and a column of kinds (--by) where it has one.
struct KeyPlaces {
  std::map<std::string, std::vector<places::Point>> by_kind;  ///< each place once
  std::uint64_t left_out = 0;                                 ///< without a place
};
[[nodiscard]] Tried<KeyPlaces> read_key_places(PlacesArguments const& arguments);

/// Refuses a row that says discovered, and a file that does not say (unless --all-reported): for tables of events that are
/// read in another way.
[[nodiscard]] Tried<std::vector<places::Origin>> read_origins(PlacesArguments const& arguments, Table const& table);

/// The boundary file of --area (GeoJSON in degrees); nothing where it is not given.
[[nodiscard]] Tried<std::optional<places::AreaSet>> read_areas(PlacesArguments const& arguments);

/// Cells over --box ("west,south,east,north", the last two not included), the areas or the events.
[[nodiscard]] Tried<places::Grid> grid_for(PlacesArguments const& arguments, places::AreaSet const* areas,
                                           EventFile const& events);

/// The timed events inside the areas (all with a place where none are given), and the cells over them.
struct OnGrid {
  std::optional<places::AreaSet> areas;
  EventFile events;
  std::uint64_t elsewhere = 0;  ///< events that are not inside
  places::Grid grid;
};
[[nodiscard]] Tried<OnGrid> read_on_grid(PlacesArguments const& arguments);

/// Whose neighbours are whose, from --pairs (columns from and to, ids of the table); for verbs on areas.
[[nodiscard]] Tried<std::vector<std::pair<std::uint32_t, std::uint32_t>>> read_pairs(PlacesArguments const& arguments,
                                                                                     Table const& table);

}  // namespace concordat::cli
