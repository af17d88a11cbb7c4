// SPDX-License-Identifier: Apache-2.0
// places around and places terrain: events beside the features of a place. Never beside people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/date.h"
#include "base/text.h"
#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "intake/place_text/key_kinds.h"
#include "places/area_locator.h"
#include "places/forecast/risk_terrain.h"
#include "places/spatial/rings.h"
#include "places/spatial/significance.h"
#include "places/spatial/study_area.h"

namespace concordat::cli {
namespace {

constexpr std::int64_t minutes_of_a_day = 1440;
constexpr std::size_t few_places = 3;

/// 0 to 1439, and the day from Monday 0.
struct WallClock {
  std::int64_t minute = 0;
  std::int64_t weekday = 0;
};
WallClock wall_clock(std::int64_t start) {
  auto const minute = (start % minutes_of_a_day + minutes_of_a_day) % minutes_of_a_day;
  return {minute, (((start - minute) / minutes_of_a_day + 3) % 7 + 7) % 7};  // 1 January 1970 was a Thursday
}

/// "15:00-17:00" as minutes of the day; the end is not in it, and may be after midnight.
std::optional<std::pair<std::int64_t, std::int64_t>> hours_of(std::string_view text) {
  auto const minute = [](std::string_view one) -> std::optional<std::int64_t> {
    if (one.size() != 5 || one[2] != ':') return std::nullopt;
    auto const hour = text::parse_decimal(one.substr(0, 2));
    auto const rest = text::parse_decimal(one.substr(3));
    if (!hour || !rest || *hour < 0 || *hour > 24 || *rest < 0 || *rest > 59) return std::nullopt;
    return static_cast<std::int64_t>(*hour) * 60 + static_cast<std::int64_t>(*rest);
  };
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  auto const from = minute(text.substr(0, 5));
  auto const until = minute(text.substr(6));
  if (!from || !until || *from == *until || *from >= minutes_of_a_day || *until > minutes_of_a_day) return std::nullopt;
  return std::pair{*from, *until};
}

/// Which rows have an hour and not a day alone.
Tried<std::vector<std::uint8_t>> with_hour(PlacesArguments const& arguments, Table const& table) {
  auto const days = read_days(arguments, table, arguments.time);
  if (!days) return tl::unexpected{days.error()};
  std::vector<std::uint8_t> has;
  for (auto const& moment : days->moments) has.push_back(moment && !moment->day_only && !moment->plain_number ? 1 : 0);
  return has;
}

struct AroundEvents {
  EventFile events;            ///< inside the area, and in the hours where they are asked for
  std::int64_t left_out = 0;   ///< without a place inside the area
  std::int64_t no_hour = 0;    ///< of the others, where hours are asked for
  std::int64_t other_hours = 0;
};

/// Those of the hours that --hours and --workdays say.
Tried<AroundEvents> read_around(PlacesArguments const& arguments, places::AreaSet const* areas) {
  bool const timed = !arguments.hours.empty() || arguments.workdays;
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const all = read_events(arguments, *table, timed);
  if (!all) return stopped(all);
  AroundEvents made;
  auto wanted = inside(*all, areas);
  made.left_out = std::ranges::count(wanted, 0);
  if (timed) {
    auto const hours = arguments.hours.empty() ? std::pair{std::int64_t{0}, minutes_of_a_day} : hours_of(arguments.hours);
    if (!hours) return stopped(Problem{Fault::malformed, "around.hours", "The hours are not two times of day.", "Write them as 15:00-17:00."});
    auto const known = with_hour(arguments, *table);
    if (!known) return stopped(known);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i] == 0) continue;
      auto const at = wall_clock((*all).start[i]);
      auto const [from, until] = *hours;
      bool const is_hour = from < until ? at.minute >= from && at.minute < until : at.minute >= from || at.minute < until;
      bool const is_in = is_hour && (!arguments.workdays || at.weekday < 5);
      if ((*known)[i] == 0) ++made.no_hour;
      else if (!is_in) ++made.other_hours;
      wanted[i] = (*known)[i] != 0 && is_in ? 1 : 0;
    }
  }
  made.events = only(*all, wanted);
  return made;
}

/// Points that fill the area evenly.
Result<std::vector<places::Point>> study_points(PlacesArguments const& arguments, places::AreaSet const* areas, places::Box const& box) {
  if (areas == nullptr && arguments.box.empty()) {
    return fail(Fault::missing, "around.no-area", "No study area is given, so nobody can tell how much of it a ring covers.", "Give its boundary with --area, or a box with --box.");
  }
  if (areas == nullptr) return places::study_points(box, nullptr);
  places::AreaLocator const locator{*areas};
  return places::study_points(box, &locator);
}

/// Of the areas, else of --box as it was said.
Tried<places::Box> box_of(PlacesArguments const& arguments, places::AreaSet const* areas, EventFile const& events) {
  if (arguments.box.empty() && areas != nullptr) return areas->box();
  if (arguments.box.empty()) return places::Box{};
  auto const grid = grid_for(arguments, areas, events);  // says what is wrong with a box
  if (!grid) return stopped(grid);
  auto const edges = number_list(arguments.box);
  return places::Box{(*edges)[0], (*edges)[1], (*edges)[2], (*edges)[3]};
}

struct KindRings {
  std::string kind;
  std::size_t places = 0;
  std::vector<places::PlaceRing> rings;
};

OutTable table_of(std::vector<KindRings> const& all, std::int64_t& more) {
  std::vector<double> p;
  for (auto const& kind : all) {
    for (auto const& ring : kind.rings) p.push_back(std::min(1.0, 2 * std::min(ring.p_more, ring.p_fewer)));
  }
  auto const q = places::benjamini_hochberg(p);
  OutTable out{.columns = {"kind", "places", "metres_from", "metres_to", "events", "share_of_area", "expected", "ratio", "p_more", "p_fewer", "p_fdr", "verdict", "places_with", "largest"}, .rows = {}};
  std::size_t row = 0;
  for (auto const& kind : all) {
    for (auto const& ring : kind.rings) {
      bool const apart = q[row] <= 0.05;
      bool const is_more = apart && static_cast<double>(ring.events) > ring.expected;
      more += is_more ? 1 : 0;
      out.rows.push_back({kind.kind, static_cast<std::int64_t>(kind.places), ring.metres_from, ring.metres_to, ring.events, ring.share, ring.expected, ring.expected > 0 ? static_cast<double>(ring.events) / ring.expected : NAN,
                          ring.p_more, ring.p_fewer, q[row], std::string{is_more ? "more" : apart ? "fewer" : "none"}, static_cast<std::int64_t>(ring.places_with), ring.largest});
      ++row;
    }
  }
  return out;
}

/// The features of each kind that are not the same in every cell, and what each is.
struct Features {
  std::vector<std::vector<double>> factors;
  std::vector<std::pair<std::string, std::string>> names;  ///< kind, and how it was made a number
  std::int64_t left_out = 0;                               ///< kinds that tell of people
};

Result<Features> features_of(KeyPlaces const& key, places::Grid const& grid, std::vector<std::size_t> const& cells, std::vector<double> const& metres) {
  Features made;
  if (metres.empty() || std::ranges::any_of(metres, [](double one) { return !(one > 0 && one <= 10'000); })) {
    return fail(Fault::malformed, "terrain.metres", "The distances are not above 0 and at most 10,000 metres.", "Write them as 125,250.");
  }
  for (auto const& [kind, points] : key.by_kind) {
    auto const lower = text::ascii_lower(kind);
    if (intake::tells_of_people(lower) || intake::is_sheltered(lower)) {
      ++made.left_out;
      continue;
    }
    auto const take = [&](std::vector<double> const& of_grid, std::string how) {
      std::vector<double> factor;
      for (auto const cell : cells) factor.push_back(of_grid[cell]);
      if (std::ranges::adjacent_find(factor, std::not_equal_to{}) == factor.end()) return;
      made.factors.push_back(std::move(factor));
      made.names.emplace_back(kind, std::move(how));
    };
    for (double const near : metres) take(places::near_places(grid, points, near), fmt::format("within {} m", near));
    take(places::density_of_places(grid, points, metres.back()), fmt::format("density, bandwidth {} m", metres.back()));
  }
  return made;
}

/// Events before the day, of a year, and from it on, by cell.
struct Periods {
  std::vector<std::int64_t> fitted, held_out;
  std::int64_t older = 0;    ///< more than a year before
  std::int64_t undated = 0;
};

Periods periods_of_terrain(EventFile const& events, places::Grid const& grid, std::vector<std::size_t> const& cells, Date held_out_from) {
  std::vector<std::int64_t> fitted(grid.cells(), 0);
  std::vector<std::int64_t> held_out(grid.cells(), 0);
  Periods made;
  auto const from = held_out_from.time_since_epoch().count() * minutes_of_a_day;
  for (std::size_t i = 0; i < events.x.size(); ++i) {
    auto const cell = grid.cell_of({events.x[i], events.y[i]});
    if (!cell) continue;
    if (events.start[i] == places::no_time) ++made.undated;
    else if (events.start[i] >= from) ++held_out[*cell];
    else if (events.start[i] >= from - 365 * minutes_of_a_day) ++fitted[*cell];
    else ++made.older;
  }
  for (auto const cell : cells) {
    made.fitted.push_back(fitted[cell]);
    made.held_out.push_back(held_out[cell]);
  }
  return made;
}

std::string factors_text(Features const& features, places::RiskTerrain const& terrain) {
  std::string text;
  for (std::size_t i = 0; i < features.names.size(); ++i) {
    if (terrain.relative_risk[i] == 1) continue;
    text += fmt::format("  {}, {}: {:.2f} times the rate for each standard deviation.\n", features.names[i].first, features.names[i].second, terrain.relative_risk[i]);
  }
  return text.empty() ? std::string{"No feature carries any of the risk.\n"} : "What carries the risk:\n" + text;
}

Json terrain_json(Features const& features, places::RiskTerrain const& terrain) {
  Json list{Json::Array{}};
  for (std::size_t i = 0; i < features.names.size(); ++i) list.push(Json{}.set("kind", features.names[i].first).set("feature", features.names[i].second).set("relative_risk", terrain.relative_risk[i]));
  auto const& trial = terrain.trial;
  Json json;
  json.set("factors", std::move(list)).set("dispersion", terrain.dispersion).set("held_out", trial.events).set("cells_chosen", static_cast<std::uint64_t>(trial.chosen));
  json.set("pai", trial.pai).set("pai_last_year", trial.pai_last_year).set("penalised_pai", trial.penalised_pai).set("shown", trial.beats_last_year);
  return json;
}

Tried<PlacesAnswer> terrain_answer(PlacesArguments const& arguments, places::Grid const& grid, std::vector<std::size_t> const& cells, Features const& features, places::RiskTerrain const& terrain) {
  auto const& trial = terrain.trial;
  auto text = factors_text(features, terrain);
  if (features.left_out > 0) text += fmt::format("{} kinds of places were left out: they tell what people believe or where they are from, or shelter people.\n", features.left_out);
  if (terrain.dispersion > 1.5) text += fmt::format("Events cluster beyond these features (dispersion {:.1f}).\n", terrain.dispersion);
  text += fmt::format("Tried on {} events held out, in {} cells: prediction accuracy index {:.2f}, of the same places as last year {:.2f}.\n", trial.events, trial.chosen, trial.pai, trial.pai_last_year);
  if (!trial.beats_last_year) {
    return PlacesAnswer{terrain_json(features, terrain), text + "It found no more than the same places as last year, so it is not shown and nothing is written. Look at 'places gistar' and 'places classes'.\n", true};
  }
  OutTable out{.columns = {"ix", "iy", "x", "y", "expected_events", "chosen"}, .rows = {}};
  auto const cut = [&] {
    auto order = terrain.score;
    std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(trial.chosen) - 1, std::greater{});
    return order[trial.chosen - 1];
  }();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto row = cell_columns(grid, cells[i]);
    row.emplace_back(terrain.score[i]);
    row.emplace_back(static_cast<std::int64_t>(terrain.score[i] >= cut));
    out.rows.push_back(std::move(row));
    out.boxes.push_back(grid.cell_box(cells[i]));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  return PlacesAnswer{terrain_json(features, terrain), text + "It says where, never who. Where people are sent, more is reported: try it anew before each use.\n" + std::string{unprotected}};
}

}  // namespace

Tried<PlacesAnswer> run_around(PlacesArguments const& arguments) {
  auto const areas = read_areas(arguments);
  if (!areas) return stopped(areas);
  auto const* const set = *areas ? &**areas : nullptr;
  auto read = read_around(arguments, set);
  if (!read) return stopped(read);
  auto const box = box_of(arguments, set, read->events);
  if (!box) return stopped(box);
  if (set == nullptr) {
    std::vector<std::uint8_t> in_box;
    for (std::size_t i = 0; i < read->events.x.size(); ++i) in_box.push_back(box->contains({read->events.x[i], read->events.y[i]}) ? 1 : 0);
    read->left_out += std::ranges::count(in_box, 0);
    read->events = only(read->events, in_box);
  }
  auto const study = study_points(arguments, set, *box);
  if (!study) return stopped(study);
  auto const key = read_key_places(arguments);
  if (!key) return stopped(key);
  places::RingOptions options;
  if (auto taken = take_metres(arguments, options.metres); !taken) return stopped(taken);
  auto const reported = read->events.reported();
  if (!reported) return stopped(reported);
  std::vector<KindRings> all;
  std::string small;
  for (auto const& [kind, points] : key->by_kind) {
    if (!goes_on(arguments.go_on, all.size(), key->by_kind.size())) return stopped(stopped_work());
    auto found = places::rings(*reported, points, *study, options);
    if (!found) return stopped(found);
    all.push_back({kind, points.size(), std::move(*found)});
    if (points.size() < few_places || intake::is_sheltered(text::ascii_lower(kind))) small += (small.empty() ? "" : ", ") + kind;
  }
  std::int64_t more = 0;
  auto const out = table_of(all, more);
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("events", static_cast<std::uint64_t>(read->events.x.size())).set("kinds", static_cast<std::uint64_t>(all.size())).set("more", more).set("left_out", read->left_out);
  json.set("without_hour", read->no_hour).set("places_left_out", key->left_out);
  auto text = fmt::format("{} events around {} kinds of places; an event belongs to the ring of its nearest place, [from, to) metres.\n{} rings hold more than their share of the area (false discovery rate 5 %).\n",
                          read->events.x.size(), all.size(), more);
  if (!small.empty()) text += fmt::format("Named or sheltered places can be told from these: {}. They are for nobody else's eyes.\n", small);
  if (read->no_hour > 0) text += fmt::format("{} events have no time of day, and were left out.\n", read->no_hour);
  if (read->left_out > 0) text += fmt::format("{} events were left out: without a place inside the area.\n", read->left_out);
  if (key->left_out > 0) text += fmt::format("{} places without coordinates were left out.\n", key->left_out);
  PlacesAnswer answer{std::move(json), text + std::string{unprotected}};
  read->events.days_aside.tell(answer);
  return answer;
}

Tried<PlacesAnswer> run_terrain(PlacesArguments const& arguments) {
  auto const day = parse_date(arguments.held_out_from);
  if (!day) return stopped(Problem{Fault::malformed, "terrain.day", "The first day held out is no date.", "Write it as 2026-07-01; events before it, of one year, are fitted."});
  auto const read = read_on_grid(arguments);
  if (!read) return stopped(read);
  auto const& [areas, events, outside, grid] = *read;
  auto const key = read_key_places(arguments);
  if (!key) return stopped(key);
  std::vector<double> metres{125, 250};
  if (auto taken = take_metres(arguments, metres); !taken) return stopped(taken);
  auto const inside_area = areas ? places::StudyArea{*areas, grid}.inside() : std::vector<std::uint8_t>(grid.cells(), 1);
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < inside_area.size(); ++cell) {
    if (inside_area[cell] != 0) cells.push_back(cell);
  }
  auto const features = features_of(*key, grid, cells, metres);
  if (!features) return stopped(features);
  auto const periods = periods_of_terrain(events, grid, cells, *day);
  if (!goes_on(arguments.go_on, 0, 1)) return stopped(stopped_work());
  auto const terrain = places::risk_terrain(features->factors, {periods.fitted, periods.held_out});
  if (!terrain) return stopped(terrain);
  auto answer = terrain_answer(arguments, grid, cells, *features, *terrain);
  if (!answer) return answer;
  answer->json.set("older", periods.older).set("undated", periods.undated);
  if (periods.older > 0) answer->text += fmt::format("{} events are older than a year before that day, and were not used.\n", periods.older);
  answer->text += left_out_text(outside + static_cast<std::uint64_t>(periods.undated));
  events.days_aside.tell(*answer);
  return answer;
}

}  // namespace concordat::cli
