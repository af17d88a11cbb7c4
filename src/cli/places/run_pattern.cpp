// SPDX-License-Identifier: Apache-2.0
// places knox, places scan and places cluster.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "places/spatial/cluster.h"
#include "places/spatial/knox.h"
#include "places/spatial/scan.h"

namespace concordat::cli {
namespace {

Result<std::vector<std::int32_t>> day_list(std::string const& text) {
  auto const numbers = number_list(text);
  std::vector<std::int32_t> days;
  for (double const one : numbers.value_or(std::vector<double>{NAN})) {
    if (!(one >= 0 && one <= 100'000) || one != std::floor(one)) {
      return fail(Fault::malformed, "places.days", "The days are not whole numbers with commas between.", "Write them as 0,7,14,21,28.");
    }
    days.push_back(static_cast<std::int32_t>(one));
  }
  return days;
}

Result<std::vector<double>> metre_list(std::string const& text) {
  auto const numbers = number_list(text);
  if (!numbers) return fail(Fault::malformed, "places.metres", "The distances are not numbers with commas between.", "Write them as 0,100,200,400.");
  // the last may be without an end where a verb takes that
  bool const endless = std::isinf(numbers->back());
  if (std::any_of(numbers->begin(), numbers->end() - (endless ? 1 : 0), [](double one) { return !(one >= 0 && one <= furthest_metres); })) {
    return fail(Fault::malformed, "places.far-metres", "A distance lies below 0 or is over 2,000,000 metres: the length of Great Britain is 1,000,000.", "Write distances in metres, as 0,100,200,400.");
  }
  return *numbers;
}

/// What --metres and --days say; else they stay as they are.
Result<void> take_bands(PlacesArguments const& arguments, std::vector<double>& metres, std::vector<std::int32_t>& days) {
  if (auto taken = take_metres(arguments, metres); !taken) return taken;
  if (!arguments.days.empty()) {
    auto said = day_list(arguments.days);
    if (!said) return fail(said);
    days = std::move(*said);
  }
  return {};
}

Result<std::uint32_t> runs_of(std::int64_t number) {
  if (number < 0 || number > 99'999) {
    return fail(Fault::malformed, "places.simulations", "The permutations or simulations are not 0 to 99,999.", "Leave them at 999.");
  }
  return static_cast<std::uint32_t>(number);
}

std::string p_text(double p, std::uint32_t simulations) {
  return simulations == 0 ? "no p, as nothing was simulated" : fmt::format("p {:.3f}", p);
}

/// Without simulations there is no p: its cell stays blank.
double told_p(double p, std::uint32_t simulations) { return simulations == 0 ? NAN : p; }

std::string bands_text(places::KnoxTable const& table) {
  auto const risk = places::raised_risk(table);
  if (risk.metres == 0) return "No band that begins at the event itself has a raised risk.\n";
  return fmt::format("The risk is raised within {} m and {} days of an event (ratio 1.2 or more, p 0.05 or less).\n", risk.metres, risk.days);
}

Tried<PlacesAnswer> scan_of_areas(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const x = metres_in(*table, arguments.x, false);
  if (!x) return stopped(x);
  auto const y = metres_in(*table, arguments.y, false);
  if (!y) return stopped(y);
  auto const people = table->residents(arguments.population);
  if (!people) return stopped(people);
  auto const events = table->counts(arguments.count.empty() ? "count" : arguments.count);
  if (!events) return stopped(events);
  auto const ids = table->texts(arguments.id);
  if (!ids) return stopped(ids);
  auto const simulations = runs_of(arguments.simulations);
  if (!simulations) return stopped(simulations);
  for (std::size_t i = 0; i < people->size(); ++i) {
    if ((*people)[i] > 0 || (*events)[i] == 0) continue;
    return tl::unexpected{table->at(i, arguments.population, Problem{Fault::missing, "scan.nobody", "This area has events and no residents: whatever happens there is more than its share.",
                                                                     "Join it with a neighbour, give another population (who is there by day), or leave the row out."})};
  }
  std::vector<places::Point> centre;
  for (std::size_t i = 0; i < x->size(); ++i) centre.push_back({(*x)[i], (*y)[i]});
  auto const found = places::scan_areas({centre, *people, *events}, {.least_events = std::max<std::int64_t>(arguments.least, 2), .simulations = *simulations,
                                                                    .seed = static_cast<std::uint64_t>(arguments.seed), .go_on = arguments.go_on});
  if (!found) return tl::unexpected{PlacesTrouble{arguments.in, found.error()}};
  OutTable out{.columns = {"cluster", "log_ratio", "centre", "areas", "events", "expected", "relative_risk", "p", "p_gumbel", "members"}, .rows = {}};
  std::string text;
  for (auto const& cluster : *found) {
    std::string members;
    for (auto const area : cluster.areas) members += (members.empty() ? "" : " ") + std::string{(*ids)[area]};
    auto const number = static_cast<std::int64_t>(out.rows.size() + 1);
    out.rows.push_back({number, cluster.log_ratio, std::string{(*ids)[cluster.centre]}, static_cast<std::int64_t>(cluster.areas.size()),
                        cluster.events, cluster.expected, cluster.relative_risk, told_p(cluster.p, *simulations), told_p(cluster.p_gumbel, *simulations), members});
    auto const risk = std::isfinite(cluster.relative_risk) ? fmt::format("relative risk {:.2f}", cluster.relative_risk) : std::string{"relative risk not known, as no event lies outside"};
    text += fmt::format("Cluster {}: {} areas, {} events where {:.1f} are expected, {}, {}.\n", number, cluster.areas.size(), cluster.events, cluster.expected, risk, p_text(cluster.p, *simulations));
  }
  if (out.rows.empty()) text = "No window holds more than its share.\n";
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("clusters", static_cast<std::uint64_t>(out.rows.size())).set("log_ratio", found->empty() ? 0 : found->front().log_ratio).set("p", *simulations == 0 ? Json{} : Json{found->empty() ? 1.0 : found->front().p});
  return PlacesAnswer{std::move(json), text + std::string{unprotected}};
}

Tried<PlacesAnswer> scan_of_events(PlacesArguments const& arguments) {
  auto const events = read_events(arguments, true);
  if (!events) return stopped(events);
  places::SpaceTimeOptions options{.least_events = std::max<std::int64_t>(arguments.least, 3), .seed = static_cast<std::uint64_t>(arguments.seed)};
  auto const simulations = runs_of(arguments.simulations);
  if (!simulations) return stopped(simulations);
  options.simulations = *simulations;
  options.go_on = arguments.go_on;
  if (auto taken = take_bands(arguments, options.metres, options.days); !taken) return stopped(taken);
  auto const reported = events->reported();
  auto const found = places::scan_space_time(*reported, options);
  if (!found) return stopped(found);
  OutTable out{.columns = {"log_ratio", "x", "y", "metres", "first_day", "days", "events", "expected", "p", "p_gumbel"}, .rows = {}};
  std::string text = "No window holds more than its share.\n";
  if (found->log_ratio > 0) {
    places::Point const centre{events->x[found->centre], events->y[found->centre]};
    out.rows.push_back({found->log_ratio, centre.x, centre.y, found->metres, static_cast<std::int64_t>(found->first_day), static_cast<std::int64_t>(found->days),
                        found->events, found->expected, told_p(found->p, options.simulations), told_p(found->p_gumbel, options.simulations)});
    out.points.push_back(centre);
    text = fmt::format("{} events within {} m and {} days, where {:.2f} are expected; {}.\n", found->events, found->metres, found->days, found->expected, p_text(found->p, options.simulations));
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("log_ratio", found->log_ratio).set("p", options.simulations == 0 ? Json{} : Json{found->p}).set("left_out", found->left_out).set("clusters", static_cast<std::uint64_t>(out.rows.size()));
  PlacesAnswer answer{std::move(json), text + left_out_text(found->left_out) + std::string{unprotected}};
  events->days_aside.tell(answer);
  return answer;
}

}  // namespace

Result<void> take_metres(PlacesArguments const& arguments, std::vector<double>& metres) {
  if (arguments.metres.empty()) return {};
  auto said = metre_list(arguments.metres);
  if (!said) return fail(said);
  metres = std::move(*said);
  return {};
}

Tried<PlacesAnswer> run_knox(PlacesArguments const& arguments) {
  auto const events = read_events(arguments, true);
  if (!events) return stopped(events);
  places::KnoxOptions options{.seed = static_cast<std::uint64_t>(arguments.seed)};
  auto const permutations = runs_of(arguments.permutations == not_said ? 999 : arguments.permutations);
  if (!permutations) return stopped(permutations);
  options.permutations = *permutations;
  options.go_on = arguments.go_on;
  if (auto taken = take_bands(arguments, options.metres, options.days); !taken) return stopped(taken);
  auto const reported = events->reported();
  auto const table = places::knox(*reported, options);
  if (!table) return stopped(table);
  OutTable out{.columns = {"space_from", "space_to", "time_from", "time_to", "observed", "expected_margins", "ratio", "p"}, .rows = {}};
  for (auto const& cell : table->cells) {
    // a band without an end is written as --metres takes it
    OutCell const further = std::isinf(cell.metres_to) ? OutCell{std::string{"inf"}} : OutCell{cell.metres_to};
    OutCell const to = cell.days_to == places::any_later_day ? OutCell{std::string{"inf"}} : OutCell{static_cast<std::int64_t>(cell.days_to)};
    out.rows.push_back({cell.metres_from, further, static_cast<std::int64_t>(cell.days_from), to, cell.observed, cell.expected_margins, cell.ratio, cell.p});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto const risk = places::raised_risk(*table);
  Json json;
  json.set("events", table->events).set("left_out", table->left_out).set("permutations", static_cast<std::uint64_t>(table->permutations));
  json.set("raised_within_metres", risk.metres).set("raised_within_days", static_cast<std::int64_t>(risk.days));
  PlacesAnswer answer{std::move(json), fmt::format("{} events, {} permutations; bands are half-open, [from, to).\n{}{}{}", table->events, table->permutations,
                                                   bands_text(*table), left_out_text(table->left_out), unprotected)};
  events->days_aside.tell(answer);
  return answer;
}

Tried<PlacesAnswer> run_scan(PlacesArguments const& arguments) {
  return arguments.population.empty() ? scan_of_events(arguments) : scan_of_areas(arguments);
}

Tried<PlacesAnswer> run_cluster(PlacesArguments const& arguments) {
  bool const timed = arguments.within_days >= 0;
  auto const events = read_events(arguments, timed);
  if (!events) return stopped(events);
  auto const least = std::clamp<std::int64_t>(arguments.least == 0 ? 6 : arguments.least, 0, 1'000'000);
  places::ClusterOptions options{.metres = arguments.radius, .least_events = static_cast<std::uint32_t>(least)};
  if (timed) options.days = static_cast<std::int32_t>(std::min<std::int64_t>(arguments.within_days, 100'000));
  auto const reported = events->reported();
  auto const found = places::clusters(*reported, options);
  if (!found) return stopped(found);
  OutTable out{.columns = {"row", "x", "y", "core", "cluster"}, .rows = {}};
  for (std::size_t i = 0; i < events->x.size(); ++i) {
    if (std::isnan(events->x[i])) continue;
    out.rows.push_back({static_cast<std::int64_t>(events->row[i]), events->x[i], events->y[i], static_cast<std::int64_t>(found->core[i]), static_cast<std::int64_t>(found->cluster[i])});
    out.points.push_back({events->x[i], events->y[i]});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto const noise = std::ranges::count(found->cluster, places::Clusters::noise);
  Json json;
  json.set("clusters", static_cast<std::int64_t>(found->count)).set("in_none", static_cast<std::int64_t>(noise)).set("left_out", found->left_out);
  PlacesAnswer answer{std::move(json), fmt::format("{} clusters; {} events are in none.\n{}{}", found->count, noise, left_out_text(found->left_out), unprotected)};
  events->days_aside.tell(answer);
  return answer;
}

}  // namespace concordat::cli
