// SPDX-License-Identifier: Apache-2.0
// places clock, places change and places rates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "cli/places/event_file.h"
#include "cli/places/out_table.h"
#include "cli/places/runs.h"
#include "places/compare/british_clock.h"
#include "places/compare/change.h"
#include "places/compare/control.h"
#include "places/compare/funnel.h"
#include "places/compare/two_counts.h"
#include "places/rates.h"
#include "places/spatial/significance.h"
#include "places/spatial/smoothing.h"

namespace concordat::cli {
namespace {

/// A Monday in winter: numbers that say only the minute of the week stand on it.
constexpr std::int64_t some_monday = 4 * 1440;

struct ClockRows {
  std::vector<places::UtcWindow> windows;
  std::int64_t assumed = 0;   ///< taken from the arrival
  std::int64_t whole_day = 0; ///< of a date without a time
  std::int64_t left_out = 0;  ///< without any time
  std::int64_t twice = 0;     ///< in the hour that occurs twice; the first was taken
  std::optional<std::pair<std::int64_t, std::int64_t>> span = {};  ///< first and last minute by UTC, where there are dates
  DaysSetAside days_aside = {};
};

Problem skipped() {
  return {Fault::malformed, "places.skipped-hour", "The clock skips this hour in the night on which summer time begins.", "Correct the time; it did not exist."};
}
Problem backwards() {
  return {Fault::malformed, "places.backwards", "The latest time lies before the earliest, or more than a year after it.", "Give the earliest and the latest in that order."};
}

Result<std::int64_t> utc_minutes(Moment const& moment, std::int64_t& twice) {
  if (moment.plain_number) return some_monday + moment.minutes / 1440;
  if (moment.utc) return moment.minutes;
  auto const local = places::utc_of(moment.minutes);
  if (!local) return tl::unexpected<Problem>{skipped()};
  twice += local->twice ? 1 : 0;
  return local->utc;
}

struct ClockColumns {
  DayColumn time, until, arrival;
  std::vector<std::int64_t> window;
};

/// Nothing where the row has no time at all.
Result<std::optional<places::UtcWindow>> window_of(ClockColumns const& columns, std::size_t i, ClockRows& rows) {
  auto const& moment = columns.time.moments[i];
  if (!moment) {
    // a time that cannot be read is to be corrected, and is no unknown one
    bool const by_arrival = columns.time.aside[i] == 0 && !columns.arrival.moments.empty() && columns.arrival.moments[i];
    if (!by_arrival) return std::optional<places::UtcWindow>{};
    auto const arrival = utc_minutes(*columns.arrival.moments[i], rows.twice);
    if (!arrival) return tl::unexpected<Problem>{arrival.error()};
    ++rows.assumed;
    return std::optional{places::window_before_arrival(*arrival)};
  }
  auto const start = utc_minutes(*moment, rows.twice);
  if (!start) return tl::unexpected<Problem>{start.error()};
  places::UtcWindow window{*start, 0};
  if (!moment->plain_number) {
    auto const [first, last] = rows.span.value_or(std::pair{*start, *start});
    rows.span = {std::min(first, *start), std::max(last, *start)};
  }
  if (!columns.until.moments.empty() && columns.until.moments[i]) {
    auto const until = utc_minutes(*columns.until.moments[i], rows.twice);
    if (!until) return tl::unexpected<Problem>{until.error()};
    if (*until < *start || *until - *start > 366 * 1440) return tl::unexpected<Problem>{backwards()};
    window.window = static_cast<std::int32_t>(*until - *start);
  } else if (!columns.window.empty()) {
    if (columns.window[i] > 366 * 1440) return tl::unexpected<Problem>{backwards()};
    window.window = static_cast<std::int32_t>(columns.window[i]);
  } else if (moment->day_only && !moment->plain_number) {
    auto const next = places::utc_of(moment->minutes + 1440);
    window.window = static_cast<std::int32_t>((next ? next->utc : *start + 1440) - *start);
    ++rows.whole_day;
  }
  return std::optional{window};
}

Tried<ClockRows> read_clock(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  if (auto const origin = read_origins(arguments, *table); !origin) return stopped(origin);
  ClockColumns columns;
  ClockRows rows;
  auto const take = [&](std::string const& name, DayColumn& to) -> Tried<void> {
    if (name.empty()) return {};
    auto days = read_days(arguments, *table, name);
    if (!days) return tl::unexpected{days.error()};
    to = std::move(*days);
    rows.days_aside.add(to.set_aside);
    return {};
  };
  if (auto done = take(arguments.time, columns.time); !done) return stopped(done);
  if (auto done = take(arguments.until, columns.until); !done) return stopped(done);
  if (auto done = take(arguments.arrival, columns.arrival); !done) return stopped(done);
  if (!arguments.window.empty()) {
    auto window = table->whole(arguments.window);
    if (!window) return stopped(window);
    columns.window = std::move(*window);
  }
  for (std::size_t i = 0; i < table->size(); ++i) {
    auto const window = window_of(columns, i, rows);
    if (!window) return tl::unexpected{table->at(i, arguments.time, window.error())};
    if (*window) rows.windows.push_back(**window);
    else ++rows.left_out;
  }
  return rows;
}

std::string clock_text(ClockRows const& rows) {
  auto text = fmt::format("{} events by local hour of the week, Monday first.\n", rows.windows.size());
  if (rows.assumed > 0) text += fmt::format("{} had no time: each is spread over the day before its arrival.\n", rows.assumed);
  if (rows.whole_day > 0) text += fmt::format("{} had a date and no time: each is spread over its day.\n", rows.whole_day);
  if (rows.twice > 0) text += fmt::format("{} fall in the hour that occurs twice in October: the first was taken.\n", rows.twice);
  if (rows.windows.size() < 30) text += "Fewer than 30 events: say so on the picture.\n";
  return text + left_out_text(static_cast<std::uint64_t>(rows.left_out)) + std::string{unprotected};
}

OutCell direction_cell(places::Direction direction) {
  switch (direction) {
    case places::Direction::up: return std::string{"up"};
    case places::Direction::down: return std::string{"down"};
    case places::Direction::none: break;
  }
  return std::string{"none"};
}

/// Why a ratio or its limit stays blank; empty where both are known.
OutCell why_blank(places::Change const& change) {
  if (std::isnan(change.ratio)) return std::string{"no events in either period"};
  if (!std::isfinite(change.ratio) || !std::isfinite(change.limits.high)) return std::string{"no events before; so the ratio and its upper limit have no end"};
  return std::string{};
}

/// A column of numbers, or ones where the file has none.
Tried<std::vector<double>> exposure(Table const& table, std::string const& column) {
  if (!table.has(column)) return std::vector<double>(table.size(), 1);
  return table.numbers(column);
}

PlacesAnswer change_answer(std::size_t rows, std::int64_t marked) {
  Json json;
  json.set("rows", static_cast<std::uint64_t>(rows)).set("changed", marked);
  return {std::move(json), fmt::format("{} of {} changes have limits that do not hold 1; only these may be coloured.\n{}", marked, rows, unprotected)};
}

Tried<PlacesAnswer> change_of_counts(PlacesArguments const& arguments, Table const& table) {
  auto const first = table.counts("count1");
  if (!first) return stopped(first);
  auto const second = table.counts("count2");
  if (!second) return stopped(second);
  auto const first_periods = exposure(table, "periods1");
  if (!first_periods) return stopped(first_periods);
  auto const second_periods = exposure(table, "periods2");
  if (!second_periods) return stopped(second_periods);
  OutTable out{.columns = {"count1", "count2", "ratio", "low95", "high95", "direction", "p_conditional", "p_e_test", "few", "not_known", "p_fdr"}, .rows = {}};
  std::int64_t marked = 0;
  std::vector<double> p;
  for (std::size_t i = 0; i < first->size(); ++i) {
    auto const test = places::compare({(*first)[i], (*second)[i], (*first_periods)[i], (*second_periods)[i]});
    if (!test) return tl::unexpected{table.at(i, "count1", test.error())};
    auto const change = places::change_of({(*first)[i], (*second)[i], (*first_periods)[i], (*second_periods)[i]});
    if (!change) return tl::unexpected{table.at(i, "count1", change.error())};
    marked += change->direction != places::Direction::none ? 1 : 0;
    out.rows.push_back({(*first)[i], (*second)[i], change->ratio, change->limits.low, change->limits.high, direction_cell(change->direction),
                        test->p_conditional, test->p_e_test, static_cast<std::int64_t>(test->few), why_blank(*change)});
    p.push_back(test->p_conditional);
  }
  auto const adjusted = places::benjamini_hochberg(p);
  for (std::size_t i = 0; i < adjusted.size(); ++i) out.rows[i].emplace_back(adjusted[i]);
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  return change_answer(out.rows.size(), marked);
}

Tried<PlacesAnswer> change_with_area(PlacesArguments const& arguments, Table const& table) {
  std::vector<std::vector<std::int64_t>> counts;
  for (auto const* column : {"before", "after", "there_before", "there_after"}) {
    auto read = table.counts(column);
    if (!read) return stopped(read);
    counts.push_back(std::move(*read));
  }
  OutTable out{.columns = {"before", "after", "there_before", "there_after", "ratio", "low95", "high95", "direction", "few"}, .rows = {}};
  std::int64_t marked = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto const change = places::change_against({counts[0][i], counts[1][i]}, {counts[2][i], counts[3][i]});
    if (!change) return tl::unexpected{table.at(i, "before", change.error())};
    marked += change->direction != places::Direction::none ? 1 : 0;
    out.rows.push_back({counts[0][i], counts[1][i], counts[2][i], counts[3][i], change->ratio, change->limits.low, change->limits.high,
                        direction_cell(change->direction), static_cast<std::int64_t>(change->few)});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  return change_answer(out.rows.size(), marked);
}

Tried<PlacesAnswer> change_by_week(PlacesArguments const& arguments, Table const& table) {
  auto const counts = table.counts(arguments.count.empty() ? "count" : arguments.count);
  if (!counts) return stopped(counts);
  auto const chart = places::control_chart(*counts, {.baseline = static_cast<std::size_t>(std::max<std::int64_t>(arguments.baseline, 0))});
  if (!chart) return tl::unexpected{PlacesTrouble{arguments.in, chart.error()}};
  OutTable out{.columns = {"count", "ewma", "ewma_upper", "cusum", "above"}, .rows = {}};
  for (std::size_t i = 0; i < counts->size(); ++i) {
    auto const& point = chart->points[i];
    out.rows.push_back({(*counts)[i], point.ewma, point.ewma_upper, point.cusum, static_cast<std::int64_t>(point.above)});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto const above = std::ranges::count_if(chart->points, [](auto const& point) { return point.above; });
  Json json;
  json.set("mean", chart->mean).set("above", static_cast<std::int64_t>(above)).set("few", chart->few).set("rows", static_cast<std::uint64_t>(out.rows.size()));
  return PlacesAnswer{std::move(json), fmt::format("Baseline mean {:.2f}; {} of {} points lie above the limit.\n{}{}", chart->mean, above, out.rows.size(),
                                                   chart->few ? "The mean is below 5: the limit is only roughly what it says.\n" : "", unprotected)};
}

Tried<PlacesAnswer> change_by_month(PlacesArguments const& arguments, Table const& table) {
  auto const counts = table.counts(arguments.count.empty() ? "count" : arguments.count);
  if (!counts) return stopped(counts);
  auto const last_year = places::against_last_year(*counts);
  if (!last_year) return tl::unexpected{PlacesTrouble{arguments.in, last_year.error()}};
  auto const seasons = places::seasons(*counts);
  OutTable out{.columns = {"count", "ratio", "low95", "high95", "direction", "few", "season", "not_known"}, .rows = {}};
  std::int64_t marked = 0;
  for (std::size_t i = 0; i < counts->size(); ++i) {
    double const season = seasons ? seasons->factor[i % 12] : NAN;
    if (i < 12) {
      out.rows.push_back({(*counts)[i], NAN * 1.0, NAN * 1.0, NAN * 1.0, std::string{"none"}, std::int64_t{0}, season, std::string{"no year before"}});
      continue;
    }
    auto const& change = last_year->months[i - 12];
    marked += change.direction != places::Direction::none ? 1 : 0;
    out.rows.push_back({(*counts)[i], change.ratio, change.limits.low, change.limits.high, direction_cell(change.direction), static_cast<std::int64_t>(change.few), season, why_blank(change)});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto answer = change_answer(out.rows.size() - 12, marked);
  answer.json.set("seasons", seasons.has_value());
  if (!seasons) answer.text.insert(0, "No seasonal factors: they need three whole years with events.\n");
  return answer;
}

constexpr double most_per = 1e9;

std::string_view standing_word(places::Standing standing) {
  switch (standing) {
    case places::Standing::above_95: return "above_95";
    case places::Standing::above_99_8: return "above_99.8";
    case places::Standing::below_95: return "below_95";
    case places::Standing::below_99_8: return "below_99.8";
    case places::Standing::within: break;
  }
  return "within";
}

}  // namespace

Tried<PlacesAnswer> run_clock(PlacesArguments const& arguments) {
  auto const rows = read_clock(arguments);
  if (!rows) return stopped(rows);
  auto const clock = places::british_clock(rows->windows);
  if (!clock) return stopped(clock);
  auto const day_of = [](std::int64_t utc) {
    auto const local = utc + places::british_offset(utc);
    return Date{std::chrono::days{(local - (local % 1440 + 1440) % 1440) / 1440}};
  };
  std::optional<std::array<std::array<double, 24>, 7>> hours;
  if (rows->span) hours = places::hours_of_week(day_of(rows->span->first), day_of(rows->span->second));
  OutTable out{.columns = {"weekday", "hour", "weight", "hours"}, .rows = {}};
  for (std::size_t day = 0; day < 7; ++day) {
    for (std::size_t hour = 0; hour < 24; ++hour) {
      out.rows.push_back({static_cast<std::int64_t>(day), static_cast<std::int64_t>(hour), clock->weight[day][hour], hours ? (*hours)[day][hour] : NAN});
    }
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  Json json;
  json.set("events", clock->events).set("assumed_from_arrival", rows->assumed).set("whole_day", rows->whole_day).set("left_out", rows->left_out).set("twice", rows->twice);
  PlacesAnswer answer{std::move(json), clock_text(*rows)};
  rows->days_aside.tell(answer);
  return answer;
}

Tried<PlacesAnswer> run_change(PlacesArguments const& arguments) {
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  if (arguments.kind == "counts") return change_of_counts(arguments, *table);
  if (arguments.kind == "comparison") return change_with_area(arguments, *table);
  if (arguments.kind == "weekly") return change_by_week(arguments, *table);
  if (arguments.kind == "monthly") return change_by_month(arguments, *table);
  return stopped(Problem{Fault::malformed, "places.kind", "There is no such kind of change.", "Use counts, comparison, weekly or monthly."});
}

Tried<PlacesAnswer> run_rates(PlacesArguments const& arguments) {
  if (!(arguments.per >= 1 && arguments.per <= most_per)) {
    return stopped(Problem{Fault::malformed, "rates.per", "A rate is told for 1 to a thousand million residents, and this is none of them.",
                           "Write --per 1000, or leave it at 100000.", {.field = "--per"}});
  }
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const events = table->counts(arguments.count.empty() ? "events" : arguments.count);
  if (!events) return stopped(events);
  auto const population = arguments.population.empty() ? std::string{"population"} : arguments.population;
  auto const people = table->residents(population);
  if (!people) return stopped(people);
  for (std::size_t i = 0; i < people->size(); ++i) {
    if (auto const rate = places::rate_of((*events)[i], (*people)[i]); !rate) return tl::unexpected{table->at(i, population, rate.error())};
  }
  auto const funnel = places::funnel(*events, *people, arguments.per);
  if (!funnel) return tl::unexpected{PlacesTrouble{arguments.in, funnel.error()}};
  auto const smoothed = places::smooth_globally({*events, *people});
  if (!smoothed) return stopped(smoothed);
  std::vector<double> local(events->size(), NAN);
  if (!arguments.pairs.empty()) {
    auto const pairs = read_pairs(arguments, *table);
    if (!pairs) return stopped(pairs);
    auto const neighbours = places::Neighbours::from_pairs(events->size(), *pairs);
    if (!neighbours) return stopped(neighbours);
    auto const found = places::smooth_locally({*events, *people}, *neighbours);
    if (!found) return stopped(found);
    local = *found;
  }
  OutTable out{.columns = {"row", "events", "population", "rate", "low95", "high95", "low998", "high998", "smoothed", "smoothed_local", "funnel_low95", "funnel_high95", "funnel_low998", "funnel_high998", "standing", "few"}, .rows = {}};
  for (std::size_t i = 0; i < events->size(); ++i) {
    auto const& area = funnel->areas[i];
    auto const wide = places::rate_of((*events)[i], (*people)[i], arguments.per, places::Confidence::percent_99_8);
    out.rows.push_back({static_cast<std::int64_t>(table->row(i)), (*events)[i], (*people)[i], area.rate.rate, area.rate.low, area.rate.high, wide->low, wide->high,
                        (*smoothed)[i] * arguments.per, local[i] * arguments.per, area.limits_95.low, area.limits_95.high, area.limits_99_8.low, area.limits_99_8.high,
                        std::string{standing_word(area.standing)}, static_cast<std::int64_t>(area.few)});
  }
  if (auto written = write_table(arguments, out); !written) return stopped(written);
  auto const outside = std::ranges::count_if(funnel->areas, [](auto const& area) { return area.standing != places::Standing::within; });
  Json json;
  json.set("areas", static_cast<std::uint64_t>(events->size())).set("overall", funnel->overall).set("outside_95", static_cast<std::int64_t>(outside)).set("ranking_refused", funnel->ranking_refused);
  return PlacesAnswer{std::move(json), fmt::format("Overall rate {:.2f} per {:.0f}; {} of {} areas lie outside the 95 % funnel.\n{}{}", funnel->overall, arguments.per, outside, events->size(),
                                                   funnel->ranking_refused ? "Do not rank these areas: the limits of more than half of all pairs overlap.\n" : "", unprotected)};
}

}  // namespace concordat::cli
