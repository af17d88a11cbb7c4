// SPDX-License-Identifier: Apache-2.0
// places kde and places gistar.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "places/density.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/moran.h"
#include "places/spatial/significance.h"
#include "places/spatial/study_area.h"

namespace concordat::cli {
namespace {

/// What `fast` may be off by at most, of the peak; the exact way keeps to 1e-9.
constexpr double fast_tolerance = 1.2e-3;
constexpr std::uint64_t few_events = 30;

Problem edge_problem() {
  return {Fault::malformed, "places.edge", "The edge correction is not one that this kernel has.",
          "Use none, box (of the Gaussian) or area, with --area and a boundary file."};
}

Result<places::DensitySurface> density_of(PlacesArguments const& arguments, places::ReportedEvents const& events,
                                          places::Grid const& grid, places::AreaSet const* areas) {
  places::DensityOptions options{.bandwidth = arguments.bandwidth,
                                 .tolerance = arguments.fast ? fast_tolerance : 1e-9};
  bool const quartic = arguments.kernel == "quartic";
  if (!quartic && arguments.kernel != "gaussian") {
    return fail(Fault::malformed, "places.kernel", "There is no such kernel.", "Use gaussian or quartic.");
  }
  auto const edge = !arguments.edge.empty() ? arguments.edge : areas != nullptr ? "area" : quartic ? "none" : "box";
  if (edge == "area" && areas != nullptr) {
    places::StudyArea const area{*areas, grid};
    return places::density_inside(events, area, quartic ? places::Kernel::quartic : places::Kernel::gaussian, options);
  }
  if (edge == "none" && quartic) return places::quartic_density(events, grid, arguments.bandwidth);
  if ((edge == "box" && !quartic) || edge == "none") {
    options.edge = edge == "box" ? places::EdgeCorrection::uniform : places::EdgeCorrection::none;
    return places::gaussian_density(events, grid, options);
  }
  return tl::unexpected<Problem>{edge_problem()};
}

void add_gi_columns(OutTable& table) {
  for (auto const* column : {"value", "z", "p", "p_fdr", "p_holm", "p_permutation", "normal_holds", "hot"}) table.columns.emplace_back(column);
}

void add_gi(std::vector<OutCell>& row, places::GiStar const& gi, std::vector<double> const& strict,
            std::vector<std::uint8_t> const& hot, std::size_t place) {
  row.insert(row.end(), {gi.z[place], gi.p[place], gi.p_fdr[place], strict[place],
                         gi.p_permutation.empty() ? NAN * 1.0 : gi.p_permutation[place],
                         static_cast<std::int64_t>(gi.normal_holds[place]), static_cast<std::int64_t>(hot[place])});
}

PlacesAnswer gi_answer(std::size_t placed, std::int64_t hot, std::string more, Json json) {
  json.set("places", static_cast<std::uint64_t>(placed)).set("hot", hot);
  return {std::move(json), fmt::format("{} of {} places are hot after allowing for a false discovery rate of 5 %.\n{}{}", hot, placed, more, unprotected)};
}

/// Gi* of events on a grid: the default map shows what stays hot.
Tried<PlacesAnswer> gi_of_events(PlacesArguments const& arguments) {
  auto const events = read_events(arguments, false);
  if (!events) return stopped(events);
  auto const read = read_areas(arguments);
  if (!read) return stopped(read);
  auto const& areas = *read;
  auto const grid = grid_for(arguments, areas ? &*areas : nullptr, *events);
  if (!grid) return stopped(grid);
  auto const around = neighbourhood_of(arguments);
  if (!around) return stopped(around);
  auto const permutations = permutations_of(arguments, 9999);
  if (!permutations) return stopped(permutations);
  auto const inside = areas ? places::StudyArea{*areas, *grid}.inside() : std::vector<std::uint8_t>{};
  if (arguments.resamples > 99'999) return stopped(Problem{Fault::too_large, "places.resamples", "More than 99,999 resamples were asked for.", "Leave them at 200."});
  auto const resamples = static_cast<std::uint32_t>(arguments.resamples);
  auto const reported = events->reported();
  auto const found = places::hotspot_stability(*reported, *grid, {.neighbourhood = *around, .inside = inside, .permutations = *permutations,
                                                                 .resamples = resamples, .seed = static_cast<std::uint64_t>(arguments.seed), .go_on = arguments.go_on});
  if (!found) return stopped(found);
  OutTable table{.columns = {"ix", "iy", "x", "y"}, .rows = {}};
  add_gi_columns(table);
  table.columns.insert(table.columns.end(), {"share_hot", "stable"});
  auto const counts = places::count_on_grid(*reported, *grid);
  auto const strict = places::holm(found->gi.p);
  for (std::size_t cell = 0; cell < grid->cells(); ++cell) {
    if (std::isnan(found->gi.z[cell])) continue;  // outside the study area
    auto row = cell_columns(*grid, cell);
    row.emplace_back(static_cast<std::int64_t>(counts[cell]));
    add_gi(row, found->gi, strict, found->hot, cell);
    row.emplace_back(found->share_hot[cell]);
    row.emplace_back(static_cast<std::int64_t>(found->stable[cell]));
    table.rows.push_back(std::move(row));
    table.boxes.push_back(grid->cell_box(cell));
  }
  if (auto written = write_table(arguments, table); !written) return stopped(written);
  auto const stable = std::ranges::count(found->stable, 1);
  Json json;
  json.set("events", found->events).set("stable", static_cast<std::int64_t>(stable)).set("few", found->few).set("resamples", static_cast<std::uint64_t>(resamples));
  return gi_answer(table.rows.size(), std::ranges::count(found->hot, 1),
                   fmt::format("{} of them are hot in at least 80 % of {} resamples: show these.\n{}", stable, resamples,
                               found->few ? "Fewer than 30 events: say so on the map.\n" : ""),
                   std::move(json));
}

/// Gi* of values that somebody has counted already: areas with --pairs, else cells by ix and iy.
Tried<PlacesAnswer> gi_of_table(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto values = values_in(*table, arguments.count);
  if (!values) return stopped(values);
  if (!arguments.population.empty()) {
    auto const people = table->residents(arguments.population);
    if (!people) return stopped(people);
    for (std::size_t i = 0; i < values->size(); ++i) {
      if ((*people)[i] == 0) {
        return tl::unexpected{table->at(i, arguments.population, Problem{Fault::malformed, "places.nobody", "Nobody lives here, so there is no rate.", "Leave the area out, or divide by another exposure."})};
      }
      (*values)[i] /= static_cast<double>((*people)[i]);
    }
  }
  auto const permutations = permutations_of(arguments, 0);
  if (!permutations) return stopped(permutations);
  places::GiOptions const options{.include_self = !arguments.without_self, .permutations = *permutations, .seed = static_cast<std::uint64_t>(arguments.seed)};
  auto const pairs = read_pairs(arguments, *table);
  if (!pairs) return stopped(pairs);
  auto const neighbours = places::Neighbours::from_pairs(values->size(), *pairs);
  if (!neighbours) return stopped(neighbours);
  auto const gi = places::gi_on_areas(*values, *neighbours, options);
  if (!gi) return stopped(gi);
  auto const moran = places::global_moran(*values, *neighbours);
  if (!moran) return stopped(moran);
  auto const local = places::local_moran(*values, *neighbours);
  if (!local) return stopped(local);
  OutTable out{.columns = {arguments.id}, .rows = {}};
  add_gi_columns(out);
  out.columns.insert(out.columns.end(), {"local_moran", "local_moran_z"});
  auto const hot = places::hot_places(*gi);
  auto const strict = places::holm(gi->p);
  auto const ids = table->texts(arguments.id);
  for (std::size_t area = 0; area < values->size(); ++area) {
    std::vector<OutCell> row{std::string{(*ids)[area]}, (*values)[area]};
    add_gi(row, *gi, strict, hot, area);
    row.insert(row.end(), {local->i[area], local->z[area]});
    out.rows.push_back(std::move(row));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  Json all;
  all.set("i", moran->i).set("expectation", moran->expectation).set("variance", moran->variance).set("z", moran->z);
  json.set("moran", std::move(all));
  return gi_answer(out.rows.size(), std::ranges::count(hot, 1), fmt::format("Moran's I {:.3f}, z {:.2f}.\n", moran->i, moran->z), std::move(json));
}

struct Lattice {
  std::size_t columns = 0;
  std::vector<std::size_t> place;  ///< of each row, line by line
};

/// Refuses what is not every cell of one rectangle from 0,0, each once.
Result<Lattice> order_of_cells(std::vector<std::int64_t> const& x, std::vector<std::int64_t> const& y) {
  auto const refused = fail(Fault::malformed, "places.lattice", "The rows are not every cell of one rectangle, each once.", "Give a row for every ix and iy from 0, also where the count is 0.");
  auto const size = x.size();
  auto const most_x = static_cast<std::size_t>(*std::ranges::max_element(x));
  auto const most_y = static_cast<std::size_t>(*std::ranges::max_element(y));
  // neither can reach the number of rows: a product of larger ones might come round to it
  if (most_x >= size || most_y >= size || (most_x + 1) * (most_y + 1) != size) return refused;
  Lattice lattice{most_x + 1, {}};
  std::vector<std::uint8_t> taken(size, 0);
  for (std::size_t i = 0; i < size; ++i) {
    auto const at = static_cast<std::size_t>(y[i]) * lattice.columns + static_cast<std::size_t>(x[i]);
    if (taken[at]++ != 0) return refused;
    lattice.place.push_back(at);
  }
  return lattice;
}

/// Cells whose counts are given: every cell of the rectangle from 0,0 must be there.
Tried<PlacesAnswer> gi_of_lattice(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const values = values_in(*table, arguments.count);
  if (!values) return stopped(values);
  auto const x = table->whole("ix");
  if (!x) return stopped(x);
  auto const y = table->whole("iy");
  if (!y) return stopped(y);
  auto const lattice = order_of_cells(*x, *y);
  if (!lattice) return tl::unexpected{PlacesTrouble{arguments.in, lattice.error()}};
  auto const columns = lattice->columns;
  std::vector<double> ordered(values->size(), NAN);
  for (std::size_t i = 0; i < values->size(); ++i) ordered[lattice->place[i]] = (*values)[i];
  auto const around = neighbourhood_of(arguments);
  if (!around) return stopped(around);
  auto const permutations = permutations_of(arguments, 0);
  if (!permutations) return stopped(permutations);
  auto const gi = places::gi_on_grid(ordered, static_cast<std::uint32_t>(columns), *around,
                                     {.include_self = !arguments.without_self, .permutations = *permutations, .seed = static_cast<std::uint64_t>(arguments.seed)});
  if (!gi) return stopped(gi);
  OutTable out{.columns = {"ix", "iy"}, .rows = {}};
  add_gi_columns(out);
  auto const hot = places::hot_places(*gi);
  auto const strict = places::holm(gi->p);
  for (std::size_t cell = 0; cell < ordered.size(); ++cell) {
    std::vector<OutCell> row{static_cast<std::int64_t>(cell % columns), static_cast<std::int64_t>(cell / columns), ordered[cell]};
    add_gi(row, *gi, strict, hot, cell);
    out.rows.push_back(std::move(row));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  return gi_answer(out.rows.size(), std::ranges::count(hot, 1), "", Json{});
}

}  // namespace

std::vector<OutCell> cell_columns(places::Grid const& grid, std::size_t cell) {
  auto const centre = grid.centre(cell);
  return {static_cast<std::int64_t>(cell % grid.columns()), static_cast<std::int64_t>(cell / grid.columns()), centre.x,
          centre.y};
}

Result<places::CellNeighbourhood> neighbourhood_of(PlacesArguments const& arguments) {
  bool const disc = arguments.neighbours == "disc";
  if ((!disc && arguments.neighbours != "queen") || arguments.reach < 1 || arguments.reach > 200) {
    return fail(Fault::malformed, "places.neighbours", "The neighbours are neither queen nor disc, or the reach is not 1 to 200.",
                "Use queen with a reach of 1 for the eight cells around, or disc with a reach in cells.");
  }
  return places::CellNeighbourhood{disc ? places::CellNeighbourhood::Shape::disc : places::CellNeighbourhood::Shape::queen,
                                   static_cast<std::uint32_t>(arguments.reach)};
}

Result<std::uint32_t> permutations_of(PlacesArguments const& arguments, std::uint32_t usual) {
  if (arguments.permutations > 99'999) {
    return fail(Fault::too_large, "places.permutations", "More than 99,999 permutations were asked for.", "Ask for 999 or 9,999.");
  }
  return arguments.permutations == not_said ? usual : static_cast<std::uint32_t>(arguments.permutations);
}

std::string left_out_text(std::uint64_t left_out) {
  return left_out == 0 ? std::string{} : fmt::format("{} rows were left out: without a place, or without a day where it is needed.\n", left_out);
}

Tried<PlacesAnswer> run_kde(PlacesArguments const& arguments) {
  auto const events = read_events(arguments, false);
  if (!events) return stopped(events);
  auto const read = read_areas(arguments);
  if (!read) return stopped(read);
  auto const& areas = *read;
  auto const grid = grid_for(arguments, areas ? &*areas : nullptr, *events);
  if (!grid) return stopped(grid);
  auto const reported = events->reported();
  auto const surface = density_of(arguments, *reported, *grid, areas ? &*areas : nullptr);
  if (!surface) return stopped(surface);
  OutTable table{.columns = {"ix", "iy", "x", "y", "events_per_m2"}, .rows = {}};
  for (std::size_t cell = 0; cell < grid->cells(); ++cell) {
    auto row = cell_columns(*grid, cell);
    row.emplace_back(surface->per_square_metre[cell]);
    table.rows.push_back(std::move(row));
    table.boxes.push_back(grid->cell_box(cell));
  }
  if (auto written = write_table(arguments, table); !written) return stopped(written);
  bool const few = surface->used < few_events;
  Json json;
  json.set("cells", static_cast<std::uint64_t>(grid->cells())).set("events", surface->used).set("left_out", surface->unplaced);
  json.set("method", surface->method.view()).set("approximate", arguments.fast).set("few", few);
  auto const text = fmt::format("{} {} events on {} cells of {} m, bandwidth {} m.\n{}{}{}{}", surface->method.view(), surface->used, grid->cells(),
                                arguments.cell, arguments.bandwidth, arguments.fast ? "Approximate: off by at most 0.12 % of the peak.\n" : "",
                                few ? "Fewer than 30 events: say so on the map.\n" : "", left_out_text(surface->unplaced), unprotected);
  return PlacesAnswer{std::move(json), text};
}

Tried<PlacesAnswer> run_gistar(PlacesArguments const& arguments) {
  if (arguments.count.empty()) return gi_of_events(arguments);
  return arguments.pairs.empty() ? gi_of_lattice(arguments) : gi_of_table(arguments);
}

}  // namespace concordat::cli
