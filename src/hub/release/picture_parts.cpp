// SPDX-License-Identifier: Apache-2.0
// Where a look is of a part of the reports: what of it may stand beside what is told of all of them.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "hub/release/map_reports.h"
#include "protection/history/parts.h"
#include "protection/looks/hot_apart.h"

namespace concordat::hub {
namespace {

/// Counts of one cell in every part of the filter.
std::vector<double> at_cell(std::vector<std::vector<double>> const& parts, std::size_t cell) {
  std::vector<double> counts;
  for (auto const& part : parts) counts.push_back(part[cell]);
  return counts;
}

std::vector<double> weights_of(places::WeekClock const& clock) {
  std::vector<double> cells;
  for (auto const& day : clock.weight) cells.insert(cells.end(), day.begin(), day.end());
  return cells;
}

/// Of the entry of its closing.
std::uint64_t closed_index(Coverage const& coverage, Quarter quarter) {
  auto const closed = coverage.closed.find(quarter);
  return closed == coverage.closed.end() ? 0 : closed->second.ledger_index;
}

/// Which cells of the part may not be shown, each held against the others of its filter.
std::vector<std::uint8_t> withheld_of(std::vector<std::vector<double>> const& all, std::vector<std::vector<double>> const& others, std::size_t part,
                                      protection::SmallNumberRule const& rule) {
  std::vector<std::uint8_t> withheld;
  for (std::size_t cell = 0; cell < all.front().size(); ++cell) {
    auto const counts = at_cell(all, cell);
    auto const theirs = others.empty() ? std::vector<double>{} : at_cell(others, cell);
    withheld.push_back(protection::withheld_parts({counts, theirs}, rule)[part]);
  }
  return withheld;
}

}  // namespace

Result<void> Artist::take_part(Located const& reports, Quarter first, Quarter last, protection::RawTable& raw) const {
  auto const& [filter, number] = *granted_.part;
  std::vector<std::vector<double>> all;
  std::vector<std::vector<double>> others;
  for (std::size_t part = 0; part < filter->parts.size(); ++part) {
    auto const some = reports.events.of_part(part);
    auto cells = counts_by_area(some, areas_.locator.locate_all(some.x(), some.y()), first, last);
    if (!cells) return fail(cells);
    all.push_back(std::move(*cells));
    auto const theirs = of_others(some);
    if (!theirs) continue;
    auto of_them = counts_by_area(*theirs, areas_.locator.locate_all(theirs->x(), theirs->y()), first, last);
    if (!of_them) return fail(of_them);
    others.push_back(std::move(*of_them));
  }
  raw.withheld = withheld_of(all, others, number, rule_);
  // What was decided cell by cell is held against everything this reader could ask for: the whole and every part of the filter, as atomic cells.
  for (std::size_t cell = 0; cell < raw.withheld.size(); ++cell) {
    auto const counts = at_cell(all, cell);
    auto const theirs = others.empty() ? std::vector<double>{} : at_cell(others, cell);
    protection::CountParts const parts{counts, theirs};
    if (auto checked = check_parts(parts, protection::withheld_parts(parts, rule_), rule_); !checked) return checked;
  }
  raw.cells = std::move(all[number]);
  if (!others.empty()) raw.of_others = std::move(others[number]);
  return {};
}

Result<Artist::Clocks> Artist::clocks(EventStore const& year) const {
  auto const both = [&](EventStore const& some) -> Result<Clocks> {
    auto all = some.clock();
    if (!all) return fail(all);
    Clocks made{std::move(*all)};
    if (auto const theirs = of_others(some)) {
      auto clock = theirs->clock();
      if (!clock) return fail(clock);
      made.of_others = std::move(*clock);
    }
    return made;
  };
  if (!granted_.part) return both(year);
  auto const& [filter, number] = *granted_.part;
  std::vector<std::vector<double>> all;
  std::vector<std::vector<double>> others;
  Clocks wanted;
  for (std::size_t part = 0; part < filter->parts.size(); ++part) {
    auto made = both(year.of_part(part));
    if (!made) return fail(made);
    all.push_back(weights_of(made->all));
    if (made->of_others) others.push_back(weights_of(*made->of_others));
    if (part == number) wanted = std::move(*made);
  }
  wanted.withheld = withheld_of(all, others, number, rule_);
  return wanted;
}

std::vector<told::CountedFeed> counted_feeds(Granted const& granted, Coverage const& coverage, Quarter quarter) {
  std::vector<told::CountedFeed> feeds;
  for (auto const& source : granted.sources) {
    if (coverage.counts(quarter, source.feed->number)) feeds.push_back({source.feed->id, source.feed->agency, std::string{source_name(source.feed_kind).view()}});
  }
  return feeds;
}

told::Truth truth_of(Granted const& granted, Coverage const& coverage, Quarter quarter, EventStore const& events, std::vector<std::int32_t> const& area, std::vector<std::string> codes) {
  told::Truth truth{quarter, closed_index(coverage, quarter), std::move(codes), counted_feeds(granted, coverage, quarter), {}};
  auto const all = events.counts_by_area_and_source(quarter, area, truth.areas.size(), granted.sources.size());
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (coverage.counts(quarter, granted.sources[at % granted.sources.size()].feed->number)) truth.counts.push_back(all[at]);
  }
  return truth;
}

Result<void> Artist::hold_beside_told() const {
  std::vector<told::TextFile> files;
  for (auto const& file : drawing_.files) files.push_back({file.name, file.content});
  std::vector<told::Telling> past;
  std::vector<told::CountedFeed> read_by;
  std::uint64_t since = std::numeric_limits<std::uint64_t>::max();
  for (auto const quarter : periods_.used) since = std::min(since, closed_index(periods_.coverage, quarter));
  for (auto const quarter : periods_.used) {
    auto truth = truth_of(granted_, periods_.coverage, quarter, all_.events, all_.area, codes());
    told::Telling proposed{"this one", {}, granted_.recipient.id, 0, told::counts_in(files, truth.feeds)};
    if (std::ranges::none_of(proposed.counts, [&](auto const& count) { return count.quarter == quarter; })) continue;
    if (read_by != truth.feeds) {
      auto read = told::read_told(hub_.database(), granted_.recipient.id, truth.feeds, since);
      if (!read) return fail(read);
      past = std::move(*read);
      read_by = truth.feeds;
    }
    auto found = told::would_tell(truth, past, proposed);
    if (!found) return fail(found);
    if (!*found) continue;
    if (handling_.would_tell != nullptr) *handling_.would_tell = std::move(*found);
    return fail(Fault::refused, "release.would-tell", "Beside what your agency was told before, and what is public, a small number could be worked out from it.",
                "Ask for a table of another quarter, or for a look that tells no counts by area: 'concordat release list'.");
  }
  return {};
}

std::vector<std::uint8_t> Artist::sources_of_part() const {
  std::vector<std::uint8_t> sources;
  if (!granted_.part || granted_.part->filter->by != catalogue::LookFilter::By::source) return sources;
  for (auto const& source : granted_.sources) sources.push_back(part_of(*granted_.part->filter, {}, source.feed_kind) == granted_.part->number ? 1 : 0);
  return sources;
}

Artist::MapEvents Artist::taken_apart(EventStore const& all, std::vector<std::uint8_t> const& wanted, std::vector<std::uint8_t> const& sources) const {
  std::vector<std::uint8_t> left;
  for (auto const one : wanted) left.push_back(one == 0 ? 1 : 0);
  // Which sources there are is no secret: of those that are all the reader's own it learns nothing, as one that reported everything.
  auto const all_own = [&](std::uint8_t side) {
    if (sources.empty() || not_own_.empty()) return false;
    for (std::size_t source = 0; source < sources.size(); ++source) {
      if (sources[source] == side && is_counted(source) && not_own_[source] != 0) return false;
    }
    return true;
  };
  MapEvents made{all.only(wanted)};
  if (!all_own(1)) made.of_others = of_others(made.events);
  auto rest = all.only(left);
  if (all_own(0)) return made;
  auto theirs = of_others(rest);
  made.rest = theirs ? std::move(*theirs) : std::move(rest);
  return made;
}

Result<EventStore> Artist::drawable(Month first, Month last) {
  auto const all = inside(first, last);
  if (!all) return fail(all);
  return all->on_maps();
}

bool Artist::draws_squares() const {
  auto const kind = granted_.table->kind;
  return wants(TableKind::map) || kind == TableKind::hotspots || kind == TableKind::contrast || kind == TableKind::forecast;
}

Result<Artist::MapEvents> Artist::map_events(Month first, Month last) {
  auto all = drawable(first, last);
  if (!all) return fail(all);
  if (granted_.part) return taken_apart(*all, all->in_part(granted_.part->number), sources_of_part());
  MapEvents made{std::move(*all)};
  made.of_others = of_others(made.events);
  return made;
}

Result<render::Finding> Artist::hot_apart(Month first, Month last, std::string const& period) {
  auto const all = drawable(first, last);
  if (!all) return fail(all);
  std::vector<std::uint8_t> emergency;
  std::vector<std::uint8_t> police;
  for (auto const& source : granted_.sources) {
    emergency.push_back(source.feed_kind == "ed_istv" ? 1 : 0);
    police.push_back(source.feed_kind.starts_with("police") ? 1 : 0);
  }
  auto const theirs = taken_apart(*all, all->among(emergency), emergency);
  auto const of_police = all->only(all->among(police));
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  places::StudyArea const area{areas_.stored.set, *grid};
  MapReports const reports{theirs};
  if (auto const& problem = reports.problem()) return tl::unexpected<Problem>{*problem};
  auto const beside = of_police.reported();
  if (!beside) return fail(beside);
  protection::MapOptions options{"Hot in the emergency department's reports, and not in the police's", 3,
                                 std::max(protection::least_support, static_cast<std::uint32_t>(granted_.smallest_group)), {}};
  reports.into(options);
  options.go_on = go_on("squares hot in one source");
  Given given{"tell_hot_apart"};
  given.events(&reports.events()).events(&*beside).events(options.of_others).events(options.rest).number(options.smallest_support);
  auto const told = worked_out<protection::HotApart>(given, [&] { return protection::tell_hot_apart({reports.events(), *beside}, area, map_bandwidth_metres, options); });
  if (!told) return fail(told);
  draw_squares(told->map, period,
               {fmt::format("Hot in the emergency department's reports, and not in the police's, {}", period),
                "Squares of 250 metres in two classes: hot in the emergency department's reports and not in the police's, and all others that may be shown.", "apart"},
               "Where the department sees violence gather and the police do not. A missing hotspot may be a missing form: look at the completeness first.");
  if (told->apart == 0) return render::Finding{false, "No square is hot in what the emergency department reports and not in what the police record, as far as these reports can tell."};
  return render::Finding{false, fmt::format("Hot in what the emergency department reports and not in what the police record: {} of 250 metres, in: {}.", told->apart == 1 ? std::string{"1 square"} : fmt::format("{} squares", told->apart), areas_of(told->map, 2))};
}

}  // namespace concordat::hub
