// SPDX-License-Identifier: Apache-2.0
// Looks at rates and months, how complete the reports are, and the forecast: which areas lie outside what chance does to so many residents, rates drawn towards their neighbours
// (funnel); months of a source above what its first year explains (signals). Worked out from published counts, as the scan is.
#include <algorithm>

#include <fmt/format.h>

#include "hub/agency_name.h"
#include "hub/named_places.h"
#include "hub/release/artist.h"
#include "hub/release/key_places.h"
#include "hub/release/map_reports.h"
#include "protection/looks/completeness.h"
#include "protection/looks/forecast.h"
#include "protection/looks/funnel.h"
#include "protection/looks/signals.h"
#include "render/charts.h"

namespace concordat::hub {
namespace {

constexpr std::int64_t residents_of_funnel = 1000;

/// A smoothed rate in times the rate of all areas: one hue, white where it is lower.
render::AreaClasses shades_of(protection::FunnelTable const& told) {
  render::AreaClasses shades{{}, {"hidden or left out", "under three quarters of the rate of all areas", "about the rate of all areas", "1.25 to 1.75 times it", "1.75 to 2.5 times it", "more than 2.5 times it"}};
  for (auto const& area : told.areas) {
    double const times = area.smoothed / told.overall;
    bool const shown = area.state == protection::FunnelState::told;
    shades.of_area.push_back(static_cast<std::uint8_t>(!shown ? 0 : times < 0.75 ? 1 : times < 1.25 ? 2 : times < 1.75 ? 3 : times < 2.5 ? 4 : 5));
  }
  return shades;
}

render::AreaClasses shades_of(protection::TogetherTable const& told) {
  render::AreaClasses shades{{}, {"", "may be chance, too few to say, or left out", "low together with its neighbours", "low where its neighbours are high", "high where its neighbours are low", "high together with its neighbours"}};
  for (auto const one : told.areas) {
    using enum protection::Standout;
    shades.of_area.push_back(static_cast<std::uint8_t>(one == nothing ? 1 : one == low_together ? 2 : one == low_among_high ? 3 : one == high_among_low ? 4 : 5));
  }
  return shades;
}

std::string areas_where(std::vector<std::string> const& names, std::vector<protection::Standout> const& areas, protection::Standout standout) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (areas[i] == standout) found.push_back(names[i]);
  }
  std::ranges::sort(found);
  return found.empty() ? std::string{"no area"} : fmt::format("{}", fmt::join(found, ", "));
}

std::string areas_where(std::vector<std::string> const& names, protection::FunnelTable const& told, places::Standing standing) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (told.areas[i].state == protection::FunnelState::told && told.areas[i].standing == standing) found.push_back(names[i]);
  }
  std::ranges::sort(found);
  return found.empty() ? std::string{"no area"} : fmt::format("{}", fmt::join(found, ", "));
}

render::Finding finding_of(protection::SourceSignal const& signal) {
  if (!signal.judged) return {true, fmt::format("{}: too few reports in some month to say anything.", signal.source)};
  if (!signal.above_since && !signal.adds_up_since) return {false, fmt::format("{}: no month has more reports than its first twelve months explain.", signal.source)};
  std::vector<std::string> how;
  if (signal.above_since) how.push_back(fmt::format("above the limit from {} (EWMA)", format_month(*signal.above_since)));
  if (signal.adds_up_since) how.push_back(fmt::format("a rise that adds up from {} (CUSUM)", format_month(*signal.adds_up_since)));
  return {false, fmt::format("{}: more reports than its first twelve months explain: {}; {}.", signal.source, fmt::join(how, ", and "), signal.goes_on ? "it goes on in the last month" : "the last month is as expected again")};
}

}  // namespace

std::string Artist::source_title(std::size_t source) const {
  auto const& wanted = granted_.sources[source];
  std::string title{source_name(wanted.feed_kind).view()};
  auto const alike = std::ranges::count_if(granted_.sources, [&](auto const& one) { return source_name(one.feed_kind).view() == title; });
  return alike < 2 ? title : fmt::format("{} ({})", title, agency_name(hub_, wanted.feed->agency));
}

Result<void> Artist::completeness() {
  auto const reported = all_.events.reported();
  if (!reported) return fail(reported);
  auto const& columns = reported->columns();
  std::vector<protection::SourceQuarter> all;
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    if (!is_counted(source)) continue;
    bool const with_means = covers_means(granted_.sources[source]);
    for (auto quarter = periods_.first; quarter <= periods_.last; quarter = quarter.next()) {
      protection::SourceQuarter one{source_title(source), format_quarter(quarter), periods_.coverage.complete(quarter)};
      one.partly = !one.delivered && periods_.coverage.partly(quarter, granted_.sources[source].feed->number);
      std::int64_t means = 0;
      for (std::size_t event = 0; event < all_.events.size(); ++event) {
        if (columns.category[event] != source || Quarter::of(Month{columns.month[event]}) != quarter) continue;
        ++one.reports;
        one.placed += all_.area[event] >= 0 ? 1 : 0;
        one.timed += columns.start[event] != places::no_time && all_.events.before_arrival()[event] == 0 ? 1 : 0;
        means += all_.events.has_means(event) ? 1 : 0;
      }
      if (with_means) one.means = means;
      all.push_back(std::move(one));
    }
  }
  auto const table = protection::tell_completeness(all, rule_);
  if (!table) return fail(table);
  auto const about = this->about("Reports and their completeness", quarters_text(periods_), table->method());
  add("violence-completeness.csv", "text/csv", render::csv(*table, {}, about));
  parts_.push_back({"completeness", "How complete the reports are",
                    "Look here first: what is not written down looks as if it had not happened.",
                    render::html_table(*table, "completeness-table")});
  return {};
}

Result<void> Artist::completeness_by_month(Located const& all, Month first, Month last) {
  // parts of the reports beside each other would be two ways to the same month
  if (granted_.part) return {};
  auto const reported = all.events.reported();
  if (!reported) return fail(reported);
  auto const& columns = reported->columns();
  std::vector<protection::SourceMonth> months;
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    if (!is_counted(source)) continue;
    bool const with_means = covers_means(granted_.sources[source]);
    for (auto month = first; month <= last; month = month.next()) {
      protection::SourceMonth one{source_title(source), format_quarter(Quarter::of(month)), format_month(month)};
      if (with_means) one.means = 0;
      for (std::size_t event = 0; event < all.events.size(); ++event) {
        if (columns.category[event] != source || Month{columns.month[event]} != month) continue;
        ++one.reports;
        one.placed += all.area[event] >= 0 ? 1 : 0;
        one.timed += columns.start[event] != places::no_time && all.events.before_arrival()[event] == 0 ? 1 : 0;
        if (with_means && all.events.has_means(event)) ++*one.means;
      }
      months.push_back(std::move(one));
    }
  }
  auto const table = protection::tell_completeness_by_month(months, rule_);
  if (!table) return fail(table);
  add_words("completeness-months", *table, "A month in which fewer reports have a place looks quieter on a map than it was.");
  return {};
}

Result<protection::ProtectedTable> Artist::counts_beside_residents() const {
  auto raw = by_area(all_, periods_.map, periods_.map);
  if (!raw) return fail(raw);
  // What is hidden from a supplier may be any number, most of it its own: such an area is left out, not taken for a quiet one.
  for (std::size_t area = 0; area < raw->of_others.size(); ++area) {
    if (rule_.apply(raw->cells[area], raw->of_others[area]).state == protection::CellState::suppressed) raw->cells[area] = protection::not_available;
  }
  // So is a part that is hidden beside what is left of all.
  for (std::size_t area = 0; area < raw->withheld.size(); ++area) {
    if (raw->withheld[area] != 0) raw->cells[area] = protection::not_available;
  }
  return protection::protect_counts(*raw, rule_);
}

std::string Artist::left_out_words(std::size_t left_out) const {
  return fmt::format("{} of {} areas are left out: not delivered, {}or without a number of residents.", left_out, areas_.stored.set.size(),
                     granted_.part ? "hidden beside what is left of all reports, " : not_own_.empty() ? "" : "hidden from your agency, which knows a part of the number, ");
}

Result<void> Artist::funnel() {
  auto const counted = counts_beside_residents();
  if (!counted) return fail(counted);
  std::vector<std::int64_t> residents;
  for (auto const& area : areas_.stored.set.areas()) residents.push_back(area.population.value_or(0));
  if (!goes_on(go_on("rates by area"), 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  auto const neighbours = places::Neighbours::by_boundary(areas_.stored.set);
  auto const told = protection::tell_funnel(*counted, 0, {residents, neighbours}, residents_of_funnel, rule_);
  if (!told) return fail(told);
  auto const period = of_part(format_quarter(periods_.map));
  auto const add_part = [&](std::string const& id, protection::WordTable const& table, std::string const& svg, std::string lead) {
    auto const about = this->about(table.labels().title, period, table.method());
    add("violence-" + id + ".csv", "text/csv", render::csv(table, codes(), about));
    add("violence-" + id + ".geojson", "application/geo+json", render::geojson_areas(areas_.stored.set, table, to_degrees(), about));
    add("violence-" + id + ".svg", "image/svg+xml", svg);
    parts_.push_back({id, table.labels().title, std::move(lead), svg + render::html_table(table, id + "-table")});
  };
  add_part("funnel", told->standing,
           render::svg_funnel(*told, {fmt::format("{}, {}", told->standing.labels().title, period), "Each area by its residents and its rate, inside lines that chance leaves one time in twenty and one in five hundred; the table says the same.", "funnel"},
                              about(told->standing.labels().title, period, told->standing.method())),
           "The fewer residents an area has, the wider chance spreads its rate: only what lies outside the outer lines stands out.");
  add_part("smoothed", told->smoothed,
           render::svg_areas(areas_.stored.set, shades_of(*told), {fmt::format("{}, {}", told->smoothed.labels().title, period), "Areas by their rate, drawn towards that of their neighbours, in times the rate of all areas; the table says the same.", "smoothed"},
                             about(told->smoothed.labels().title, period, told->smoothed.method())),
           "Rates of small areas jump from quarter to quarter; drawn towards their neighbours' they are a better guess of where the risk is.");
  auto const together = worked_out<protection::TogetherTable>(Given{"tell_together"}.table(*counted), [&] { return protection::tell_together(*counted, 0, {residents, neighbours}, residents_of_funnel, rule_, go_on("areas with their neighbours")); });
  if (!together) return fail(together);
  add_part("together", together->table,
           render::svg_areas(areas_.stored.set, shades_of(*together), {fmt::format("{}, {}", together->table.labels().title, period), "Areas whose rate is high or low together with their neighbours', or unlike theirs, by more than chance explains; the table says the same.", "together"},
                             about(together->table.labels().title, period, together->table.method())),
           "Each area with those that share a boundary: where high rates lie side by side, and where one is unlike its neighbours.");
  std::vector<render::Finding> findings;
  if (told->left_out > 0) findings.push_back({true, left_out_words(told->left_out)});
  if (told->ranking_refused) findings.push_back({true, "Do not rank these areas: the limits of more than half of all pairs overlap, so that a ranking would order chance."});
  findings.push_back({false, fmt::format("All areas together: {:.1f} reports per {} residents.", told->overall, told->per)});
  findings.push_back({false, fmt::format("Higher than chance explains: {}.", areas_where(names(), *told, places::Standing::above_99_8))});
  findings.push_back({false, fmt::format("Lower than chance explains: {}.", areas_where(names(), *told, places::Standing::below_99_8))});
  findings.push_back({false, together->tested ? fmt::format("High together with their neighbours: {}.", areas_where(names(), together->areas, protection::Standout::high_together))
                                              : std::string{"Areas with their neighbours cannot be tested: there are fewer than five, or all rates are alike."}});
  findings.push_back({false, "Residents are not all who pass through an area: a centre has more than its share of people, too."});
  say(findings, told->standing.method());
  return {};
}

Result<std::vector<protection::SourceMonths>> Artist::months_by_source(Month first, Month last) const {
  auto const reported = all_.events.reported();
  if (!reported) return fail(reported);
  auto const counts = places::count_by_category_and_month(*reported, granted_.sources.size(), {first, last});
  if (!counts) return fail(counts);
  std::vector<protection::SourceMonths> sources;
  for (std::size_t source = 0; source < granted_.sources.size(); ++source) {
    if (!is_counted(source)) continue;
    protection::SourceMonths one{source_title(source)};
    for (std::size_t month = 0; month < counts->columns; ++month) {
      bool const delivered = periods_.coverage.complete(Quarter::of(Month{first.index + static_cast<int>(month)}));
      one.months.push_back(delivered ? std::optional{counts->at(source, month)} : std::nullopt);
    }
    sources.push_back(std::move(one));
  }
  return sources;
}

Result<void> Artist::seasons(std::vector<render::Finding>& findings) {
  if (periods_.seasons.empty()) {
    findings.push_back({false, "Factors of the months of the year need three whole years of complete quarters of the same sources without a gap, and there are not so many yet."});
    return {};
  }
  auto const first = periods_.seasons.front().first_month();
  auto const sources = months_by_source(first, Month{periods_.seasons.back().first_month().index + 2});
  if (!sources) return fail(sources);
  auto const told = protection::tell_seasons(*sources, first, rule_);
  if (!told) return fail(told);
  auto const period = fmt::format("{} to {}", format_quarter(periods_.seasons.front()), format_quarter(periods_.seasons.back()));
  add("violence-seasons.csv", "text/csv", render::csv(told->table, {}, about(told->table.labels().title, period, told->table.method())));
  parts_.push_back({"seasons", fmt::format("{}, {}", told->table.labels().title, period), "What each month of the year is to the mean month, of each source by itself, for the whole area.", render::html_table(told->table, "seasons-table")});
  for (auto const& season : told->sources) {
    if (!season.told) findings.push_back({false, fmt::format("{}: too few reports in some month to tell a season.", season.source)});
    else if (!season.beyond_chance) findings.push_back({false, fmt::format("{}: no season beyond chance in {} years.", season.source, periods_.seasons.size() / 4)});
    else findings.push_back({false, fmt::format("{}: a season beyond chance in {} years; the month with most reports has {:.2f} times the mean month's.", season.source, periods_.seasons.size() / 4, std::ranges::max(season.factor))});
  }
  return {};
}

Result<void> Artist::signals() {
  auto const ask = go_on("reports by month");
  if (!goes_on(ask, 0, 2)) return tl::unexpected<Problem>{stopped_work()};
  auto const first = periods_.first.first_month();
  auto const sources = months_by_source(first, Month{periods_.last.first_month().index + 2});
  if (!sources) return fail(sources);
  auto const told = protection::tell_signals(*sources, first, rule_);
  if (!told) return fail(told);
  auto const period = quarters_text(periods_);
  auto const about = this->about(told->table.labels().title, period, told->table.method());
  auto const svg = render::svg_signals(*told, {fmt::format("{}, {}", told->table.labels().title, period), "For each source its reports by month as bars, their smoothed line (EWMA) and the limit that chance leaves it; the table says the same.", "signals"}, about);
  add("violence-signals.csv", "text/csv", render::csv(told->table, {}, about));
  add("violence-signals.svg", "image/svg+xml", svg);
  parts_.push_back({"signals", told->table.labels().title, "Each source by itself, for the whole area, against its own first twelve months. A gap is a quarter that some source did not deliver.", svg + render::html_table(told->table, "signals-table")});
  std::vector<render::Finding> findings;
  if (std::ranges::any_of(told->sources, [](auto const& one) { return one.above_since || one.adds_up_since; })) {
    findings.push_back({true, "A signal does not say that there was more violence. A feed that changed what it records, caught up, or added a site is the usual cause: ask whoever sends it first, and look at its quality."});
  }
  for (auto const& signal : told->sources) findings.push_back(finding_of(signal));
  if (!goes_on(ask, 1, 2)) return tl::unexpected<Problem>{stopped_work()};
  if (auto done = seasons(findings); !done) return done;
  findings.push_back({false, "A season is not taken out: the same months of the year before may have been as high."});
  say(findings, told->table.method());
  return {};
}

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
    auto inside = inside_of(areas_.locator, points);
    bool const enough = static_cast<std::int64_t>(inside.size()) >= granted_.settings[Setting::kind_places];
    if (enough && !intake::tells_of_people(kind)) kinds.push_back({kind_words(kind), std::move(inside)});
  }
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  places::StudyArea const area{areas_.stored.set, *grid};
  auto options = map_options("Where most is to be expected", 12);
  reports.into(options);
  options.go_on = go_on("ways of forecasting");
  Given given{"tell_forecast"};
  given.events(&*of_year).events(&*of_quarter).events(&reports.events()).events(options.of_others).events(options.rest).number(options.smallest_support);
  for (auto const& [kind, points] : kinds) {
    given.text(kind);
    for (auto const& point : points) given.text(fmt::format("{} {}", point.x, point.y));
  }
  auto const told = worked_out<protection::ForecastTold>(given, [&] { return protection::tell_forecast({*of_year, *of_quarter, reports.events(), kinds}, area, map_bandwidth_metres, options); });
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
