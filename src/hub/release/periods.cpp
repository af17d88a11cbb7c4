// SPDX-License-Identifier: Apache-2.0
// Which quarters a table is of, and which it counts; and the wider areas that records may tell.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hub/release/artist.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql newest_middle_areas = "SELECT vintage FROM area_set WHERE kind = 'msoa' ORDER BY vintage DESC";

}  // namespace sql

namespace {

constexpr int most_quarters = 8;
constexpr std::size_t quarters_of_forecast = 4;
constexpr int most_years_of_seasons = 5;
constexpr int least_years_of_seasons = 3;
constexpr int quarters_of_year = 4;
constexpr int least_quarters_of_signals = 5;  // a year to compare with, and what came after it
constexpr FixedText revision_remedy = "The page of quarters, or 'concordat quarter list', says which and why; two people of two agencies may let a quarter be counted anew.";

/// The latest whole years of complete quarters of the same sources without a gap, up to the last one; nothing where they are fewer than three.
std::vector<Quarter> years_of_seasons(Periods const& all) {
  int without_gap = 0;
  for (auto quarter = all.last; without_gap < most_years_of_seasons * quarters_of_year; --quarter.index) {
    if (!all.coverage.complete(quarter) || !all.coverage.alike(quarter, all.last)) break;
    ++without_gap;
  }
  auto const years = without_gap / quarters_of_year;
  std::vector<Quarter> quarters;
  if (years < least_years_of_seasons) return quarters;
  for (int back = years * quarters_of_year - 1; back >= 0; --back) quarters.push_back(Quarter{all.last.index - back});
  return quarters;
}

/// What some tables need beyond a quarter.
Result<Periods> looked_at(Granted const& granted, Periods all) {
  auto const kind = granted.table->kind;
  if (kind == TableKind::change) {
    // The same quarter of the year before, so that a season is no change; else the one just before.
    Quarter const year_before{all.map.index - 4};
    Quarter const before{all.map.index - 1};
    auto const can_stand_beside = [&](Quarter one) { return all.coverage.complete(one) && all.coverage.alike(one, all.map); };
    if (can_stand_beside(year_before)) all.before = year_before;
    else if (can_stand_beside(before)) all.before = before;
    if (!all.before) {
      return fail(Fault::refused, "release.no-earlier-quarter", "There is no complete quarter before to compare with.",
                  "Ask for a later quarter, or wait until there are two.");
    }
  }
  if (kind == TableKind::signals) {
    int quarters = 0;
    for (auto quarter = all.first; quarter <= all.last; quarter = quarter.next()) quarters += all.coverage.complete(quarter) && all.coverage.alike(quarter, all.last) ? 1 : 0;
    if (quarters < least_quarters_of_signals) {
      return fail(Fault::refused, "release.too-few-quarters", "Signals need five complete quarters of the same sources: a year to compare with, and what came after it.",
                  "Wait until there are so many; the page of feeds, or 'concordat feeds', says which months are missing.");
    }
    all.seasons = years_of_seasons(all);
  }
  if (kind == TableKind::forecast) {
    for (auto quarter = Quarter{all.map.index - most_quarters + 1}; quarter < all.map; quarter = quarter.next()) {
      if (all.coverage.complete(quarter) && all.coverage.alike(quarter, all.map)) all.fitted.push_back(quarter);
    }
    if (all.fitted.size() < quarters_of_forecast) {
      return fail(Fault::refused, "release.no-year-before", "A forecast is made from four complete quarters and tried on the one after them, and there are not so many.",
                  "Ask for a later quarter, or wait until there are five; the page of feeds, or 'concordat feeds', says which months are missing.");
    }
    all.fitted.erase(all.fitted.begin(), all.fitted.end() - quarters_of_forecast);
  }
  auto const counts = [&](std::optional<std::size_t> source) {
    return source && all.coverage.counts(all.year ? Quarter::of(*all.year, 1) : all.map, granted.sources[*source].feed->number);
  };
  if (kind == TableKind::contrast && (!counts(source_of(granted, "ed_istv")) || !counts(source_of_police(granted)))) {
    return fail(Fault::refused, "release.no-two-sources",
                "A contrast needs reports of an emergency department and of the police, and one of them is not held.",
                "Submit the files of both; the page of feeds, or 'concordat feeds', says whom to chase.");
  }
  return all;
}

Result<Periods> chosen(Hub& hub, Granted const& granted, std::string const& quarter, Date today) {
  auto coverage = coverage_of(hub, feeds_of(granted.sources));
  if (!coverage) return fail(coverage);
  auto const quarters = coverage->quarters(today);
  if (!quarters && !coverage->barred.empty()) {
    return fail(Fault::refused, "release.quarter-changed", "Of every closed quarter the sources, the boundaries or the reports that count are others than they were.", revision_remedy);
  }
  if (!quarters) {
    return fail(Fault::refused, "release.no-complete-quarter",
                "There is no calendar quarter yet for which every source has delivered.",
                "Wait for the missing months, those delivered in part among them; the page of feeds, or 'concordat feeds', says whom to chase.");
  }
  auto const year = coverage->latest_year();
  Periods all{std::move(*coverage), quarters->first, quarters->second, quarters->second, year, {}, {}};
  all.first = std::max(all.first, Quarter{all.last.index - most_quarters + 1});
  // A source that joined is not missing in the quarters before, and looks like more violence beside them.
  while (all.first < all.last && !(all.coverage.complete(all.first) && all.coverage.alike(all.first, all.last))) all.first = all.first.next();
  if (quarter.empty()) return looked_at(granted, std::move(all));
  if (!takes_quarter(granted.table->kind)) {
    return fail(Fault::malformed, "release.quarter-not-chosen", "This table is of the latest complete quarters or calendar year; its quarter is not chosen.",
                "Name no quarter; the list of tables says what each covers.");
  }
  auto const wanted = parse_quarter(quarter);
  if (!wanted) {
    return fail(Fault::malformed, "release.quarter-unknown", "The quarter is not written as this hub reads it.",
                "Write it as 2026-Q1.");
  }
  if (all.coverage.barred.contains(*wanted)) {
    return fail(Fault::refused, "release.quarter-changed", "The sources, the boundaries or the reports that count in that quarter are others than when it was closed.", revision_remedy);
  }
  bool const partly = std::ranges::any_of(granted.sources, [&](auto const& source) { return all.coverage.partly(*wanted, source.feed->number); });
  if (partly && *wanted < Quarter::of(Month::of(today))) {
    return fail(Fault::refused, "release.quarter-partly", "A source delivered a month of that quarter in part: far fewer reports than are usual.",
                "The page of feeds, or 'concordat feeds', says which: its agency sends the rest, or a lead of it says on the page of feeds, or with 'concordat quarter all-there', that this is all there is.");
  }
  if (*wanted > quarters->second || !all.coverage.complete(*wanted)) {
    return fail(Fault::refused, "release.quarter-incomplete", "Not every source has delivered that whole quarter.",
                "Ask for a complete quarter, or name none for the latest one.");
  }
  all.map = *wanted;
  return looked_at(granted, std::move(all));
}

/// The complete quarters that a table of this kind counts in these periods.
std::vector<Quarter> quarters_of(TableKind kind, Periods const& all) {
  std::set<Quarter> used;
  auto const add = [&](Quarter first, Quarter last) {
    for (auto quarter = first; quarter <= last; quarter = quarter.next()) {
      if (all.coverage.complete(quarter)) used.insert(quarter);
    }
  };
  auto const is = [kind](std::initializer_list<TableKind> kinds) { return std::ranges::find(kinds, kind) != kinds.end(); };
  using enum TableKind;
  if (is({area_quarter, picture, patterns, contrast, signals})) {
    for (auto quarter = all.first; quarter <= all.last; quarter = quarter.next()) {
      if (all.coverage.alike(quarter, all.last)) add(quarter, quarter);
    }
  }
  if (is({rates, map, picture, hotspots, change, scan, funnel, forecast})) add(all.map, all.map);
  if (kind == hotspots) {
    for (auto quarter = Quarter{all.map.index - most_quarters + 1}; quarter < all.map; quarter = quarter.next()) {
      if (all.coverage.alike(quarter, all.map)) add(quarter, quarter);
    }
  }
  if (all.before) add(*all.before, *all.before);
  for (auto const quarter : all.fitted) add(quarter, quarter);
  for (auto const quarter : all.seasons) add(quarter, quarter);
  if (is({week_clock, picture, patterns, contrast, near_repeat, space_time, around})) {
    if (all.year) add(Quarter::of(*all.year, 1), Quarter::of(*all.year, 4));
    else add(all.map, all.map);
  }
  return {used.begin(), used.end()};
}

}  // namespace

Quarter rates_quarter(TableKind kind, Periods const& all) { return kind == TableKind::picture ? all.last : all.map; }

Result<Periods> periods_of(Hub& hub, Granted const& granted, std::string const& quarter, Date today) {
  auto all = chosen(hub, granted, quarter, today);
  if (!all) return fail(all);
  // Nothing of another quarter is read from here on: what the version of the data names is what counts.
  all->used = quarters_of(granted.table->kind, *all);
  all->coverage.keep_only(all->used);
  return all;
}

std::string quarters_text(Periods const& all) {
  return all.first == all.last ? format_quarter(all.last)
                               : fmt::format("{} to {}", format_quarter(all.first), format_quarter(all.last));
}

std::string period_text(TableKind kind, Periods const& all) {
  switch (kind) {
    case TableKind::area_quarter:
    case TableKind::signals: return quarters_text(all);
    case TableKind::rates: return format_quarter(rates_quarter(kind, all));
    case TableKind::week_clock: return all.year ? std::to_string(*all.year) : "no complete calendar year";
    case TableKind::map: return format_quarter(all.map);
    case TableKind::picture: return fmt::format("{}; map {}", quarters_text(all), format_quarter(all.map));
    case TableKind::patterns:
      return fmt::format("{}; clock of {}", quarters_text(all), period_text(TableKind::week_clock, all));
    case TableKind::hotspots: return format_quarter(all.map);
    case TableKind::change: return fmt::format("{} against {}", format_quarter(all.map), format_quarter(all.before.value_or(all.map)));
    // A whole calendar year where there is one: single quarters of one source are small numbers.
    case TableKind::scan:
    case TableKind::funnel: return format_quarter(all.map);
    case TableKind::forecast: return all.fitted.empty() ? format_quarter(all.map) : fmt::format("{} to {}, tried on {}", format_quarter(all.fitted.front()), format_quarter(all.fitted.back()), format_quarter(all.map));
    case TableKind::near_repeat:
    case TableKind::space_time:
    case TableKind::around:
    case TableKind::contrast: return all.year ? std::to_string(*all.year) : format_quarter(all.map);
  }
  return {};
}

Result<std::optional<ReleaseAreas>> middle_areas(Hub& hub) {
  auto const vintage = hub.database().query_one(sql::newest_middle_areas, [](store::Row const& row) { return row.small(0); });
  if (!vintage) return fail(vintage);
  if (!*vintage) return std::optional<ReleaseAreas>{};
  auto stored = read_areas(hub.database(), "msoa", **vintage);
  if (!stored) return fail(stored);
  places::AreaLocator locator{stored->set};
  return std::optional{ReleaseAreas{std::move(*stored), std::move(locator)}};
}

Result<std::vector<std::string>> small_areas(Hub& hub) {
  std::vector<std::string> codes;
  auto const* areas = hub.release_areas();
  if (areas == nullptr || hub.partnership().area_kind != "lsoa") return codes;
  auto const middle = middle_areas(hub);
  if (!middle) return fail(middle);
  for (auto const& area : areas->stored.set.areas()) {
    if (*middle || area.population.value_or(0) < fewest_residents_of_a_place) codes.push_back(area.code);
  }
  return codes;
}

Result<void> add_middle_areas(Hub& hub, told::Truth& truth, std::span<told::Telling const> told, EventStore const& events, std::vector<std::int32_t> const& area) {
  if (std::ranges::all_of(told, [](auto const& one) { return one.records.empty(); })) return {};
  auto const middle = middle_areas(hub);
  if (!middle) return fail(middle);
  if (!*middle) return {};
  auto const of = (*middle)->locator.locate_all(events.x(), events.y());
  std::map<std::string, std::set<std::uint32_t>> found;
  for (std::size_t event = 0; event < area.size(); ++event) {
    if (area[event] >= 0 && of[event] >= 0) found[(*middle)->stored.set[static_cast<std::size_t>(of[event])].code].insert(static_cast<std::uint32_t>(area[event]));
  }
  for (auto const& [code, areas] : found) truth.wider.emplace(code, std::vector<std::uint32_t>(areas.begin(), areas.end()));
  return {};
}

}  // namespace concordat::hub
