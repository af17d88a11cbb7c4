// SPDX-License-Identifier: Apache-2.0
// Where more is to be expected: shown where the way of forecasting found more of a quarter it never saw than last year's places would.
#include <algorithm>

#include <fmt/format.h>

#include "hub/named_places.h"
#include "hub/release/artist.h"
#include "hub/release/key_places.h"
#include "hub/release/map_reports.h"
#include "protection/looks/forecast.h"

namespace concordat::hub {

Result<void> Artist::forecast() {
  auto const& fitted = periods_.fitted;
  auto const end_of = [](Quarter quarter) { return Month{quarter.first_month().index + 2}; };
  auto const year = drawable(fitted.front().first_month(), end_of(fitted.back()));
  if (!year) return fail(year);
  auto const held_out = drawable(periods_.map.first_month(), end_of(periods_.map));
  if (!held_out) return fail(held_out);
  auto const latest = map_events(fitted[1].first_month(), end_of(periods_.map));
  if (!latest) return fail(latest);
  auto const of_year = year->reported();
  if (!of_year) return fail(of_year);
  auto const of_quarter = held_out->reported();
  if (!of_quarter) return fail(of_quarter);
  MapReports const reports{*latest};
  if (auto const& problem = reports.problem()) return tl::unexpected<Problem>{*problem};
  auto const named = read_named_places(hub_.database());
  if (!named) return fail(named);
  std::vector<protection::PlacesOfKind> kinds;
  for (auto const& [kind, points] : key_places(*named)) {
    if (!tells_of_people(kind)) kinds.push_back({kind_words(kind), inside_of(areas_.locator, points)});
  }
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  places::StudyArea const area{areas_.stored.set, *grid};
  protection::MapOptions options{"Where most is to be expected", 12, std::max(protection::least_support, static_cast<std::uint32_t>(granted_.smallest_group)), {}};
  reports.into(options);
  auto const told = protection::tell_forecast({*of_year, *of_quarter, reports.events(), kinds}, area, map_bandwidth_metres, options);
  if (!told) return fail(told);
  add_words("trials", told->trials, "A forecast is shown only where it found more of a quarter that it never saw than the same places as last year would have.");
  std::vector<render::Finding> findings;
  if (!told->tried) findings.push_back({true, "Too few reports to try a forecast on: none is shown."});
  else if (!told->map) findings.push_back({true, "No forecast is shown: none found more of the quarter held out than the same places as last year. Look at where violence gathers, and stays."});
  if (told->map) {
    auto const period = period_text(TableKind::forecast, periods_);
    draw_squares(*told->map, period, {fmt::format("Where most is to be expected, {}", period), "Squares of 250 metres in two classes: where most is to be expected, and all others that may be shown.", "forecast"},
                 "The twentieth of the squares that the way points at; the others say that no more is expected there than elsewhere, not that nothing is.");
    findings.push_back({false, fmt::format("{}: found more of the reports of {} than the same places as last year would have, so it is shown.", told->way, format_quarter(periods_.map))});
    auto const where = areas_of(*told->map, 2);
    findings.push_back({false, where.empty() ? std::string{"No square that it points at may be shown: too few reports lie near."} : fmt::format("Most is to be expected in squares of: {}.", where)});
  }
  findings.push_back({false, "Only what somebody reported or was treated for is counted; nothing is forecast from what was found by stopping and searching."});
  findings.push_back({false, "It says where, never who. Where people are sent, more is reported: a forecast that is followed makes itself true."});
  say(findings, told->trials.method());
  return {};
}

}  // namespace concordat::hub
