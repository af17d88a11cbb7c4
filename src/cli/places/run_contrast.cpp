// SPDX-License-Identifier: Apache-2.0
// places contrast: what one source knows and another does not, after how complete each is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "base/date.h"
#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "places/area_locator.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/study_area.h"
#include "places/spatial/two_sources.h"

namespace concordat::cli {
namespace {

constexpr std::string_view missing_form =
    "A missing hotspot may be a missing form: a source that does not write down the place looks as if it knew less.\n";
constexpr std::string_view no_total =
    "No total of what both miss is worked out: two lists give one only where being on one says nothing about being on the other.\n";

/// Which of the two an event is of; 0 where of neither.
using Side = std::uint8_t;
constexpr Side first_side = 1;
constexpr Side second_side = 2;

struct Filled {
  std::int64_t rows = 0, placed = 0, timed = 0, with_method = 0;
};
/// By source, site and month.
using Panel = std::map<std::tuple<std::string, std::string, std::string>, Filled>;

struct BothSources {
  EventFile first, second;       ///< with a place inside the area
  std::optional<places::AreaSet> areas;
  Panel panel;
  std::int64_t of_others = 0;    ///< rows of other sources
  std::int64_t left_out = 0;     ///< of the two, without a place inside the area
  bool has_time = false, has_method = false;
  DaysSetAside days_aside;
};

Tried<std::vector<Side>> sides_of(PlacesArguments const& arguments, Table const& table) {
  auto const names = table.texts(arguments.source);
  if (!names) return tl::unexpected{names.error()};
  std::vector<Side> sides;
  for (auto const name : *names) sides.push_back(name == arguments.first ? first_side : name == arguments.second ? second_side : Side{0});
  bool const both = std::ranges::count(sides, first_side) > 0 && std::ranges::count(sides, second_side) > 0;
  if (arguments.first == arguments.second || !both) {
    return tl::unexpected{PlacesTrouble{arguments.in, Problem{Fault::missing, "contrast.no-source", "The file has no rows of one of the two sources, or both are the same.",
                                                              "Give --first and --second two values of the column of sources, written as they are there."}}};
  }
  return sides;
}

/// "2026-03"; empty where it is not known.
std::string month_of(Moment const& moment) { return format_month(Month::of(day_in(moment))); }

/// A column that a file may lack; one that was named has to be there.
bool is_left_out(Table const& table, std::string const& column, std::string const& usual) { return column.empty() || (column == usual && !table.has(column)); }

Tried<std::vector<std::string_view>> optional_texts(Table const& table, std::string const& column, std::string const& usual) {
  if (is_left_out(table, column, usual)) return std::vector<std::string_view>{};
  return table.texts(column);
}

/// Empty where the file lacks it; a whole number is no date.
Tried<std::vector<std::optional<Moment>>> optional_days(PlacesArguments const& arguments, Table const& table, std::string const& column, std::string const& usual, DaysSetAside& aside) {
  if (is_left_out(table, column, usual)) return std::vector<std::optional<Moment>>{};
  auto days = read_days(arguments, table, column);
  if (!days) return tl::unexpected{days.error()};
  for (std::size_t row = 0; row < days->moments.size(); ++row) {
    auto const& moment = days->moments[row];
    if (!moment || !moment->plain_number) continue;
    return tl::unexpected{table.at(row, column, Problem{Fault::malformed, "contrast.no-month", "This is no date.", "Write it as 2026-03-28 or 2026-03-28T23:15; leave it blank where it is not known."})};
  }
  aside.add(days->set_aside);
  return std::move(days->moments);
}

Tried<void> fill_panel(PlacesArguments const& arguments, Table const& table, std::vector<Side> const& sides, BothSources& both, EventFile const& events) {
  PlacesArguments const usual;
  auto const times = optional_days(arguments, table, arguments.time, usual.time, both.days_aside);
  if (!times) return tl::unexpected{times.error()};
  auto const arrivals = optional_days(arguments, table, arguments.arrival, usual.arrival, both.days_aside);
  if (!arrivals) return tl::unexpected{arrivals.error()};
  auto const sites = optional_texts(table, arguments.site, usual.site);
  if (!sites) return tl::unexpected{sites.error()};
  auto const methods = optional_texts(table, arguments.method, usual.method);
  if (!methods) return tl::unexpected{methods.error()};
  both.has_time = !times->empty();
  both.has_method = !methods->empty();
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (sides[row] == 0) continue;
    auto const time = times->empty() ? std::optional<Moment>{} : (*times)[row];
    auto const known = time || arrivals->empty() ? time : (*arrivals)[row];
    auto& filled = both.panel[{sides[row] == first_side ? arguments.first : arguments.second, sites->empty() ? std::string{} : std::string{(*sites)[row]}, known ? month_of(*known) : std::string{}}];
    ++filled.rows;
    filled.placed += std::isfinite(events.x[row]) ? 1 : 0;
    filled.timed += time && !time->day_only ? 1 : 0;
    filled.with_method += both.has_method && !(*methods)[row].empty() ? 1 : 0;
  }
  return {};
}

Tried<BothSources> read_both(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const sides = sides_of(arguments, *table);
  if (!sides) return stopped(sides);
  auto const events = read_events(arguments, *table, false);
  if (!events) return stopped(events);
  auto areas = read_areas(arguments);
  if (!areas) return stopped(areas);
  BothSources both;
  both.areas = std::move(*areas);
  if (auto filled = fill_panel(arguments, *table, *sides, both, *events); !filled) return stopped(filled);
  auto const is_inside = inside(*events, both.areas ? &*both.areas : nullptr);
  std::vector<std::uint8_t> of_first;
  std::vector<std::uint8_t> of_second;
  for (std::size_t row = 0; row < is_inside.size(); ++row) {
    of_first.push_back((*sides)[row] == first_side ? is_inside[row] : std::uint8_t{0});
    of_second.push_back((*sides)[row] == second_side ? is_inside[row] : std::uint8_t{0});
    both.of_others += (*sides)[row] == 0 ? 1 : 0;
    both.left_out += (*sides)[row] != 0 && is_inside[row] == 0 ? 1 : 0;
  }
  both.first = only(*events, of_first);
  both.second = only(*events, of_second);
  return both;
}

std::string share_text(std::string_view what, std::int64_t part, Filled const& of, bool known) {
  if (!known) return fmt::format("{}: no column", what);
  return fmt::format("{} {:.0f} %", what, 100.0 * static_cast<double>(part) / static_cast<double>(of.rows));
}

/// A line a source and site, with the month in which fewest rows had a place.
std::string panel_text(BothSources const& both) {
  std::map<std::pair<std::string, std::string>, Filled> sites;
  std::map<std::pair<std::string, std::string>, std::pair<double, std::string>> lowest;
  for (auto const& [key, filled] : both.panel) {
    auto const& [source, site, month] = key;
    auto& sum = sites[{source, site}];
    sum.rows += filled.rows;
    sum.placed += filled.placed;
    sum.timed += filled.timed;
    sum.with_method += filled.with_method;
    double const placed = static_cast<double>(filled.placed) / static_cast<double>(filled.rows);
    auto const [at, is_new] = lowest.try_emplace({source, site}, placed, month);
    if (!is_new && placed < at->second.first) at->second = {placed, month};
  }
  std::string text = "How complete the reports are, first:\n";
  for (auto const& [key, sum] : sites) {
    auto const& [source, site] = key;
    auto const& [least, month] = lowest[key];
    text += fmt::format("  {}{}{}: {} rows; with a {}, a {}, a {}", source, site.empty() ? "" : ", ", site, sum.rows, share_text("place", sum.placed, sum, true), share_text("time of day", sum.timed, sum, both.has_time),
                        share_text("method", sum.with_method, sum, both.has_method));
    text += month.empty() ? ".\n" : fmt::format("; fewest places in {} ({:.0f} %).\n", month, 100 * least);
  }
  return text + std::string{missing_form};
}

Json panel_json(BothSources const& both) {
  Json list{Json::Array{}};
  for (auto const& [key, filled] : both.panel) {
    auto const& [source, site, month] = key;
    list.push(Json{}.set("source", source).set("site", site).set("month", month).set("rows", filled.rows).set("placed", filled.placed).set("timed", filled.timed).set("with_method", filled.with_method));
  }
  return list;
}

PlacesAnswer answer_of(BothSources const& both, Json json, std::string const& found) {
  auto const few = both.first.x.size() < 30 || both.second.x.size() < 30;
  json.set("completeness", panel_json(both)).set("first_events", static_cast<std::uint64_t>(both.first.x.size())).set("second_events", static_cast<std::uint64_t>(both.second.x.size()));
  json.set("left_out", both.left_out).set("other_sources", both.of_others).set("few", few);
  auto text = panel_text(both) + found;
  if (few) text += "Fewer than 30 events of one source: say so on the map.\n";
  if (both.left_out > 0) text += fmt::format("{} rows of the two were left out: without a place inside the area.\n", both.left_out);
  if (both.of_others > 0) text += fmt::format("{} rows are of other sources, and were passed over.\n", both.of_others);
  PlacesAnswer answer{std::move(json), text + std::string{no_total} + std::string{unprotected}};
  both.days_aside.tell(answer);
  return answer;
}

Tried<PlacesAnswer> completeness_of(PlacesArguments const& arguments, BothSources const& both) {
  OutTable out{.columns = {"source", "site", "month", "rows", "with_place", "with_time", "with_method", "share_place", "share_time", "share_method"}, .rows = {}};
  for (auto const& [key, filled] : both.panel) {
    auto const& [source, site, month] = key;
    auto const all = static_cast<double>(filled.rows);
    auto const of = [&](std::int64_t part, bool known) { return OutCell{known ? static_cast<double>(part) / all : NAN}; };
    auto const count = [&](std::int64_t part, bool known) { return known ? OutCell{part} : OutCell{NAN * 1.0}; };
    out.rows.push_back({source, site, month, filled.rows, filled.placed, count(filled.timed, both.has_time), count(filled.with_method, both.has_method), of(filled.placed, true),
                        of(filled.timed, both.has_time), of(filled.with_method, both.has_method)});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  return answer_of(both, Json{}, "");
}

std::string_view more_word(PlacesArguments const& arguments, places::More more) {
  switch (more) {
    case places::More::first: return arguments.first;
    case places::More::second: return arguments.second;
    case places::More::neither: break;
  }
  return "neither";
}

Tried<PlacesAnswer> areas_of_both(PlacesArguments const& arguments, BothSources const& both) {
  if (!both.areas) {
    return stopped(Problem{Fault::missing, "contrast.no-areas", "Areas are to be compared, and no boundary file is given.", "Give the areas with --area, or look at squares with --show squares."});
  }
  places::AreaLocator const locator{*both.areas};
  auto const count = [&](EventFile const& events) {
    std::vector<std::int64_t> counts(both.areas->size(), 0);
    for (auto const area : locator.locate_all(events.x, events.y)) {
      if (area >= 0) ++counts[static_cast<std::size_t>(area)];
    }
    return counts;
  };
  auto const first = count(both.first);
  auto const second = count(both.second);
  auto const apart = places::areas_apart(first, second);
  if (!apart) return stopped(apart);
  OutTable out{.columns = {"code", "first", "second", "expected_first", "p", "p_fdr", "more"}, .rows = {}};
  std::int64_t told = 0;
  std::int64_t of_first = 0;
  for (std::size_t i = 0; i < apart->size(); ++i) {
    auto const& one = (*apart)[i];
    told += one.more != places::More::neither ? 1 : 0;
    of_first += one.more == places::More::first ? 1 : 0;
    out.rows.push_back({both.areas->areas()[i].code, first[i], second[i], one.expected, one.p, one.p_fdr, std::string{more_word(arguments, one.more)}});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("areas", static_cast<std::uint64_t>(out.rows.size())).set("more_first", of_first).set("more_second", told - of_first);
  return answer_of(both, std::move(json), fmt::format("{} of {} areas are known more to {} than elsewhere, {} more to {} (false discovery rate 5 %; at least 5 events of both and 3 of {}).\n", of_first, out.rows.size(),
                                                      arguments.first, told - of_first, arguments.second, arguments.first));
}

struct Squares {
  places::Grid grid;
  places::HotApartCells hot;
  places::DensityRatio ratio;
  std::vector<double> first_counts, second_counts;
};

Tried<Squares> squares_of(PlacesArguments const& arguments, BothSources const& both) {
  EventFile extent = both.first;
  extent.x.insert(extent.x.end(), both.second.x.begin(), both.second.x.end());
  extent.y.insert(extent.y.end(), both.second.y.begin(), both.second.y.end());
  auto const grid = grid_for(arguments, both.areas ? &*both.areas : nullptr, extent);
  if (!grid) return stopped(grid);
  auto const around = neighbourhood_of(arguments);
  if (!around) return stopped(around);
  auto const permutations = permutations_of(arguments, 9999);
  if (!permutations) return stopped(permutations);
  auto const first = both.first.reported();
  if (!first) return stopped(first);
  auto const second = both.second.reported();
  if (!second) return stopped(second);
  auto const inside_area = both.areas ? places::StudyArea{*both.areas, *grid}.inside() : std::vector<std::uint8_t>{};
  auto ratio = places::density_ratio(*first, *second, *grid, {.bandwidth = arguments.bandwidth});
  if (!ratio) return stopped(ratio);
  auto hot = places::hot_cells_apart(*first, *second, *grid, {.neighbourhood = *around, .inside = inside_area, .permutations = *permutations, .seed = static_cast<std::uint64_t>(arguments.seed), .go_on = arguments.go_on});
  if (!hot) return stopped(hot);
  for (std::size_t cell = 0; cell < inside_area.size(); ++cell) {
    if (inside_area[cell] == 0) ratio->ratio[cell] = NAN;
  }
  return Squares{*grid, std::move(*hot), std::move(*ratio), places::count_on_grid(*first, *grid), places::count_on_grid(*second, *grid)};
}

/// Why a cell has no ratio of densities; empty where it has one.
OutCell why_no_ratio(double ratio) { return std::string{std::isfinite(ratio) ? "" : "fewer than 5 events of both within the bandwidth; or outside the area"}; }

Tried<PlacesAnswer> squares_of_both(PlacesArguments const& arguments, BothSources const& both, bool apart_only) {
  auto const squares = squares_of(arguments, both);
  if (!squares) return stopped(squares);
  auto const& [grid, hot, ratio, first, second] = *squares;
  OutTable out{.columns = {"ix", "iy", "x", "y", "first", "second", "first_z", "second_z", "hot_in", "first_per_m2", "second_per_m2", "ratio", "support", "not_known"}, .rows = {}};
  std::int64_t of_first = 0;
  std::int64_t of_second = 0;
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    bool const alone = hot.first_alone(cell);
    bool const other_way = hot.second_alone(cell);
    of_first += alone ? 1 : 0;
    of_second += other_way ? 1 : 0;
    if (apart_only && !alone && !other_way) continue;
    auto const hot_in = alone ? arguments.first : other_way ? arguments.second : hot.first_hot[cell] != 0 ? std::string{"both"} : std::string{"neither"};
    auto row = cell_columns(grid, cell);
    row.insert(row.end(), {static_cast<std::int64_t>(first[cell]), static_cast<std::int64_t>(second[cell]), hot.first_z[cell], hot.second_z[cell], hot_in, ratio.first[cell], ratio.second[cell], ratio.ratio[cell],
                           static_cast<std::int64_t>(ratio.support[cell]), why_no_ratio(ratio.ratio[cell])});
    out.rows.push_back(std::move(row));
    out.boxes.push_back(grid.cell_box(cell));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("cells", static_cast<std::uint64_t>(grid.cells())).set("hot_first_alone", of_first).set("hot_second_alone", of_second).set("bandwidth", arguments.bandwidth);
  return answer_of(both, std::move(json),
                   fmt::format("{} cells are hot in {} and not in {} (Gi*, false discovery rate 5 %), {} the other way; both z values stand beside each.\n"
                               "The ratio of densities is per event of each source, bandwidth {} m, and blank where fewer than 5 events of both lie within it.\n",
                               of_first, arguments.first, arguments.second, of_second, arguments.bandwidth));
}

}  // namespace

Tried<PlacesAnswer> run_contrast(PlacesArguments const& arguments) {
  auto const& show = arguments.show;
  if (show != "completeness" && show != "areas" && show != "squares" && show != "apart") {
    return stopped(Problem{Fault::malformed, "contrast.show", "There is no such part of a contrast.", "Use completeness, areas, squares or apart."});
  }
  auto const both = read_both(arguments);
  if (!both) return stopped(both);
  if (show == "completeness") return completeness_of(arguments, *both);
  if (show == "areas") return areas_of_both(arguments, *both);
  return squares_of_both(arguments, *both, show == "apart");
}

}  // namespace concordat::cli
