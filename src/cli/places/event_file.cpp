// SPDX-License-Identifier: Apache-2.0
#include "cli/places/event_file.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/file.h"
#include "intake/standardise/projection.h"
#include "places/area_locator.h"

namespace concordat::cli {
namespace {

Tried<std::vector<double>> numbers_up_to(Table const& table, std::string const& column, double most, Problem const& beyond, bool blank_may) {
  auto numbers = table.numbers(column, blank_may);
  if (!numbers) return numbers;
  auto const found = std::ranges::find_if(*numbers, [&](double one) { return std::abs(one) > most; });
  if (found != numbers->end()) return tl::unexpected{table.at(static_cast<std::size_t>(found - numbers->begin()), column, beyond)};
  return numbers;
}

constexpr std::uint64_t largest_boundary_file = std::uint64_t{256} << 20;

Tried<void> read_places(EventFile& events, Table const& table, PlacesArguments const& arguments) {
  bool const degrees = !table.has(arguments.x) && table.has("longitude") && table.has("latitude");
  auto x = metres_in(table, degrees ? "longitude" : arguments.x, true);
  if (!x) return tl::unexpected{x.error()};
  auto y = metres_in(table, degrees ? "latitude" : arguments.y, true);
  if (!y) return tl::unexpected{y.error()};
  for (std::size_t i = 0; i < x->size(); ++i) {
    if (std::isnan((*x)[i]) != std::isnan((*y)[i])) {
      return tl::unexpected{table.at(i, arguments.x, Problem{Fault::malformed, "places.half-a-place", "A row has one of its two coordinates.",
                                                            "Give both, or neither where the place is not known."})};
    }
  }
  if (degrees) {
    auto projector = intake::Projector::make();
    if (!projector) return tl::unexpected{PlacesTrouble{projector.error()}};
    for (std::size_t i = 0; i < x->size(); ++i) {
      if (std::isnan((*x)[i])) continue;
      auto const metres = projector->to_metres(intake::Degrees{(*x)[i], (*y)[i]});
      if (!metres) {
        return tl::unexpected{table.at(i, "longitude", Problem{Fault::malformed, "places.outside", "A place lies outside Great Britain's grid.",
                                                               "Check that longitude stands before latitude, or give metres in the columns x and y."})};
      }
      (*x)[i] = metres->easting;
      (*y)[i] = metres->northing;
    }
  }
  events.x = std::move(*x);
  events.y = std::move(*y);
  return {};
}

Tried<void> read_times(EventFile& events, Table const& table, PlacesArguments const& arguments) {
  auto days = read_days(arguments, table, arguments.time);
  if (!days) return tl::unexpected{days.error()};
  for (auto const& moment : days->moments) {
    events.start.push_back(moment ? wall_minutes(*moment) : places::no_time);
  }
  events.days_aside = std::move(days->set_aside);
  return {};
}

}  // namespace

Tried<std::vector<double>> metres_in(Table const& table, std::string const& column, bool blank_may) {
  return numbers_up_to(table, column, furthest_metres, {Fault::malformed, "places.far-away", "This place is more than 2,000,000 metres from the grid's origin.", "Give metres of the British national grid, or degrees in the columns longitude and latitude."}, blank_may);
}

Tried<std::vector<double>> values_in(Table const& table, std::string const& column, bool blank_may) {
  return numbers_up_to(table, column, 1e9, {Fault::too_large, "places.large-number", "This number is over a thousand million.", "Look the figure up, or give it in a larger unit."}, blank_may);
}

Tried<std::vector<places::Origin>> read_origins(PlacesArguments const& arguments, Table const& table) {
  std::vector<places::Origin> const all(table.size(), places::Origin::reported);
  if (arguments.all_reported) return all;
  if (!table.has(arguments.origin)) {
    return tl::unexpected{PlacesTrouble{arguments.in, Problem{Fault::refused, "places.no-origin", "The file does not say which incidents were reported and which were found by looking.",
                                        "Give the column origin with reported or discovered, or say --all-reported if nobody found one by stopping or searching."}}};
  }
  auto const cells = table.texts(arguments.origin);
  if (!cells) return tl::unexpected{cells.error()};
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto const reported = (*cells)[i] == "reported";
    if (!reported && (*cells)[i] != "discovered") {
      return tl::unexpected{table.at(i, arguments.origin, Problem{Fault::malformed, "places.origin", "This is neither reported nor discovered.", "Write one of the two."})};
    }
    if (!reported) {
      return tl::unexpected{table.at(i, arguments.origin, Problem{Fault::refused, "places.discovered", "An incident was found by an agency's own looking, such as a stop or a search.",
                                                                  "Leave such rows out: they follow where people look, and a map of them would steer the next look."})};
    }
  }
  return all;
}

Tried<EventFile> read_events(PlacesArguments const& arguments, bool timed) {
  auto const table = Table::read(arguments.in);
  if (!table) return tl::unexpected{table.error()};
  return read_events(arguments, *table, timed);
}

EventFile only(EventFile const& events, std::vector<std::uint8_t> const& wanted) {
  EventFile some;
  some.days_aside = events.days_aside;
  for (std::size_t i = 0; i < events.x.size(); ++i) {
    if (wanted[i] == 0) continue;
    some.x.push_back(events.x[i]);
    some.y.push_back(events.y[i]);
    some.origin.push_back(events.origin[i]);
    some.row.push_back(events.row[i]);
    if (!events.start.empty()) some.start.push_back(events.start[i]);
    if (!events.weight.empty()) some.weight.push_back(events.weight[i]);
  }
  return some;
}

std::vector<std::uint8_t> inside(EventFile const& events, places::AreaSet const* areas) {
  std::vector<std::uint8_t> is(events.x.size(), 0);
  std::vector<std::int32_t> area;
  if (areas != nullptr) area = places::AreaLocator{*areas}.locate_all(events.x, events.y);
  for (std::size_t i = 0; i < is.size(); ++i) is[i] = std::isfinite(events.x[i]) && (areas == nullptr || area[i] >= 0) ? 1 : 0;
  return is;
}

Tried<KeyPlaces> read_key_places(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.near);
  if (!table) return tl::unexpected{table.error()};
  EventFile read;
  if (auto done = read_places(read, *table, arguments); !done) return tl::unexpected{done.error()};
  auto const kinds = table->has(arguments.by) ? table->texts(arguments.by) : std::vector<std::string_view>(table->size(), "place");
  if (!kinds) return tl::unexpected{kinds.error()};
  KeyPlaces places;
  for (std::size_t i = 0; i < table->size(); ++i) {
    if ((*kinds)[i].empty()) {
      return tl::unexpected{table->at(i, arguments.by, Problem{Fault::malformed, "places.no-kind", "A place has no kind.", "Say what it is, as school or station; or leave the whole column out."})};
    }
    if (std::isnan(read.x[i])) ++places.left_out;
    else places.by_kind[std::string{(*kinds)[i]}].push_back({read.x[i], read.y[i]});
  }
  for (auto& [kind, points] : places.by_kind) {
    std::ranges::sort(points, {}, [](auto const& point) { return std::pair{point.x, point.y}; });
    auto const same = std::ranges::unique(points);
    points.erase(same.begin(), same.end());
  }
  if (places.by_kind.empty()) {
    return tl::unexpected{PlacesTrouble{arguments.near, Problem{Fault::missing, "places.no-key-place", "The file of places has none with coordinates.", "Give x and y in metres, or longitude and latitude, of each place."}}};
  }
  return places;
}

Tried<EventFile> read_events(PlacesArguments const& arguments, Table const& table, bool timed) {
  EventFile events;
  if (auto done = read_places(events, table, arguments); !done) return tl::unexpected{done.error()};
  auto origin = read_origins(arguments, table);
  if (!origin) return tl::unexpected{origin.error()};
  events.origin = std::move(*origin);
  if (timed) {
    if (auto done = read_times(events, table, arguments); !done) return tl::unexpected{done.error()};
  }
  if (!arguments.weight.empty()) {
    auto weight = values_in(table, arguments.weight);
    if (!weight) return tl::unexpected{weight.error()};
    events.weight = std::move(*weight);
  }
  for (std::size_t i = 0; i < table.size(); ++i) events.row.push_back(table.row(i));
  if (auto const admitted = events.reported(); !admitted) return tl::unexpected{PlacesTrouble{arguments.in, admitted.error()}};
  return events;
}

Tried<std::optional<places::AreaSet>> read_areas(PlacesArguments const& arguments) {
  if (arguments.area.empty()) return std::optional<places::AreaSet>{};
  auto const text = read_file(arguments.area, largest_boundary_file);
  if (!text) return tl::unexpected{PlacesTrouble{arguments.area, text.error()}};
  auto projector = intake::Projector::make();
  if (!projector) return tl::unexpected{PlacesTrouble{projector.error()}};
  places::AreaReading reading{.kind = "area", .vintage = "file", .code_property = arguments.code};
  reading.project = [&projector](places::Point degrees) -> std::optional<places::Point> {
    auto const metres = projector->to_metres(intake::Degrees{degrees.x, degrees.y});
    if (!metres) return std::nullopt;
    return places::Point{metres->easting, metres->northing};
  };
  std::vector<places::AreaDocument> const documents{{arguments.area, *text}};
  auto set = places::AreaSet::from_geojson(documents, reading);
  if (!set) {
    for (auto& one : set.error()) {
      if (one.code == "area.no-code" && !one.file.empty()) one.remedy = "Name the one that holds the area's code with --code.";
    }
    return tl::unexpected{PlacesTrouble{arguments.area, Problem{Fault::malformed, "places.area-file", "The boundary file has errors.", "Correct what is named below."}, set.error()}};
  }
  return std::optional{std::move(*set)};
}

Tried<places::Grid> grid_for(PlacesArguments const& arguments, places::AreaSet const* areas, EventFile const& events) {
  places::Box box;
  if (!arguments.box.empty()) {
    auto const edges = number_list(arguments.box);
    if (!edges || edges->size() != 4) {
      return tl::unexpected{PlacesTrouble{Problem{Fault::malformed, "places.box", "The box is not four numbers.", "Write it as west,south,east,north in metres."}}};
    }
    // the eastern and northern edge begin the next cell
    box = {(*edges)[0], (*edges)[1], std::nextafter((*edges)[2], -INFINITY), std::nextafter((*edges)[3], -INFINITY)};
  } else if (areas != nullptr) {
    box = areas->box();
  } else {
    box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      if (std::isnan(events.x[i])) continue;
      box = {std::min(box.west, events.x[i]), std::min(box.south, events.y[i]), std::max(box.east, events.x[i]), std::max(box.north, events.y[i])};
    }
  }
  auto grid = places::Grid::over(box, arguments.cell);
  if (!grid) return tl::unexpected{PlacesTrouble{grid.error()}};
  return *grid;
}

Tried<OnGrid> read_on_grid(PlacesArguments const& arguments) {
  auto const all = read_events(arguments, true);
  if (!all) return stopped(all);
  auto areas = read_areas(arguments);
  if (!areas) return stopped(areas);
  auto const* const set = *areas ? &**areas : nullptr;
  auto events = only(*all, inside(*all, set));
  auto const grid = grid_for(arguments, set, events);
  if (!grid) return stopped(grid);
  auto const elsewhere = all->x.size() - events.x.size();
  return OnGrid{std::move(*areas), std::move(events), elsewhere, *grid};
}

Tried<std::vector<std::pair<std::uint32_t, std::uint32_t>>> read_pairs(PlacesArguments const& arguments, Table const& table) {
  auto const ids = table.texts(arguments.id);
  if (!ids) return tl::unexpected{ids.error()};
  std::map<std::string_view, std::uint32_t> index;
  for (std::size_t i = 0; i < ids->size(); ++i) {
    if (!index.emplace((*ids)[i], static_cast<std::uint32_t>(i)).second) {
      return tl::unexpected{table.at(i, arguments.id, Problem{Fault::conflict, "places.id-twice", "This id stands on an earlier row too.", "Give each area one row."})};
    }
  }
  auto const file = Table::read(arguments.pairs);
  if (!file) return tl::unexpected{file.error()};
  auto const from = file->texts("from");
  if (!from) return tl::unexpected{from.error()};
  auto const to = file->texts("to");
  if (!to) return tl::unexpected{to.error()};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t i = 0; i < from->size(); ++i) {
    auto const first = index.find((*from)[i]);
    auto const second = index.find((*to)[i]);
    if (first == index.end() || second == index.end()) {
      return tl::unexpected{file->at(i, first == index.end() ? "from" : "to", Problem{Fault::unknown, "places.unknown-id", "No area of the table has this id.", "Use the ids of the table, and no others."})};
    }
    pairs.emplace_back(first->second, second->second);
  }
  return pairs;
}

}  // namespace concordat::cli
