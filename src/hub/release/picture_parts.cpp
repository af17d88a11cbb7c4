// SPDX-License-Identifier: Apache-2.0
// Where a look is of a part of the reports: what of it may stand beside what is told of all of them; and of two sources beside each other.
#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hub/release/map_reports.h"
#include "hub/release/release.h"
#include "intake/map/arrival.h"
#include "protection/bands.h"
#include "protection/history/parts.h"
#include "protection/looks/hot_apart.h"

namespace concordat::hub {
namespace {

/// Counts of one cell in every part of the filter, or of both.
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
std::vector<std::uint8_t> withheld_of(std::vector<std::vector<double>> const& all, std::vector<std::vector<double>> const& others, ChosenPart const& part,
                                      protection::SmallNumberRule const& rule) {
  std::vector<std::uint8_t> withheld;
  for (std::size_t cell = 0; cell < all.front().size(); ++cell) {
    auto const counts = at_cell(all, cell);
    auto const theirs = others.empty() ? std::vector<double>{} : at_cell(others, cell);
    withheld.push_back(withheld_beside(part, {counts, theirs}, rule)[part.cell()]);
  }
  return withheld;
}

}  // namespace

Result<void> Artist::take_part(Located const& reports, Quarter first, Quarter last, protection::RawTable& raw) const {
  auto const& chosen = *granted_.part;
  std::vector<std::vector<double>> all;
  std::vector<std::vector<double>> others;
  for (std::size_t part = 0; part < chosen.cells(); ++part) {
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
  raw.withheld = withheld_of(all, others, chosen, rule_);
  // What was decided cell by cell is held against everything this reader could ask for: the whole and every part of the filter, or of both and all they make
  // together, as atomic cells.
  for (std::size_t cell = 0; cell < raw.withheld.size(); ++cell) {
    auto const counts = at_cell(all, cell);
    auto const theirs = others.empty() ? std::vector<double>{} : at_cell(others, cell);
    protection::CountParts const parts{counts, theirs};
    if (auto checked = check_parts(chosen, parts, withheld_beside(chosen, parts, rule_), rule_); !checked) return checked;
  }
  raw.cells = std::move(all[chosen.cell()]);
  if (!others.empty()) raw.of_others = std::move(others[chosen.cell()]);
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
  auto const& chosen = *granted_.part;
  std::vector<std::vector<double>> all;
  std::vector<std::vector<double>> others;
  Clocks wanted;
  for (std::size_t part = 0; part < chosen.cells(); ++part) {
    auto made = both(year.of_part(part));
    if (!made) return fail(made);
    all.push_back(weights_of(made->all));
    if (made->of_others) others.push_back(weights_of(*made->of_others));
    if (part == chosen.cell()) wanted = std::move(*made);
  }
  wanted.withheld = withheld_of(all, others, chosen, rule_);
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

namespace {

/// All that the judgement of a quarter is made from, but for what was told.
void give(Given& given, told::Truth const& truth, told::Telling const& proposed) {
  given.number(truth.quarter.index).number(static_cast<std::int64_t>(truth.areas.size())).number(static_cast<std::int64_t>(truth.feeds.size()));
  for (auto const& area : truth.areas) given.text(area);
  for (auto const& feed : truth.feeds) given.text(feed.id).text(feed.agency).text(feed.name);
  std::string figures;
  for (auto const count : truth.counts) figures += fmt::format("{} ", count);
  for (auto const& count : proposed.counts) {
    auto const known = count.known.high ? std::to_string(*count.known.high) : std::string{"any"};
    figures += fmt::format("{} '{}' {} '{}' {} {} {}-{} {}\n", static_cast<int>(count.where), count.area, count.quarter.index, count.feed, static_cast<int>(count.how), count.value.value_or(-1), count.known.low, known,
                           count.smallest.value_or(0));
  }
  given.text(figures).text(proposed.reader);
}

}  // namespace

Result<std::optional<told::Finding>> Artist::beside_records() const {
  if (!draws_squares()) return std::optional<told::Finding>{};
  auto const which = all_told(hub_, granted_.recipient.id, 0);
  if (!which) return fail(which);
  Given given{"beside_records"};
  given.text(*which).text(granted_.recipient.id);
  for (auto const quarter : periods_.used) given.number(quarter.index);
  return worked_out<std::optional<told::Finding>>(given, [&]() -> Result<std::optional<told::Finding>> {
    auto past = told::read_told_records(hub_.database(), granted_.recipient.id, vouch_for_releases(hub_));
    if (!past) return fail(past);
    auto const small = small_areas(hub_);
    if (!small) return fail(small);
    auto const is_used = [&](told::ToldRecords const& records) { return std::ranges::find(periods_.used, records.quarter) != periods_.used.end() && told::tells_small_places(records, *small); };
    std::erase_if(*past, [&](told::Telling const& one) { return std::ranges::none_of(one.records, is_used); });
    if (past->empty()) return std::optional<told::Finding>{};
    return std::optional{told::squares_beside_records(*past)};
  });
}

Result<void> Artist::hold_beside_told() const {
  auto squares = beside_records();
  if (!squares) return fail(squares);
  if (*squares) {
    if (handling_.would_tell != nullptr) *handling_.would_tell = std::move(*squares);
    return told::would_tell_small();
  }
  std::vector<told::TextFile> files;
  for (auto const& file : drawing_.files) files.push_back({file.name, file.content});
  std::vector<told::Telling> past;
  std::vector<told::CountedFeed> read_by;
  std::uint64_t since = std::numeric_limits<std::uint64_t>::max();
  for (auto const quarter : periods_.used) since = std::min(since, closed_index(periods_.coverage, quarter));
  std::optional<places::ReportedEvents> reported;
  for (auto const quarter : periods_.used) {
    auto truth = truth_of(granted_, periods_.coverage, quarter, all_.events, all_.area, codes());
    told::Telling const proposed{"this one", {}, granted_.recipient.id, 0, told::counts_in(files, truth.feeds, rule_.smallest_shown()), {}};
    if (std::ranges::none_of(proposed.counts, [&](auto const& count) { return count.quarter == quarter; })) continue;
    if (!reported) {
      auto made = all_.events.reported();
      if (!made) return fail(made);
      reported = std::move(*made);
    }
    // Before what was told is read: what comes while it is read is then not taken for read.
    auto const which = all_told(hub_, granted_.recipient.id, truth.closed_index);
    if (!which) return fail(which);
    Given given{"would_tell"};
    given.text(*which).events(&*reported);
    give(given, truth, proposed);
    auto found = worked_out<std::optional<told::Finding>>(given, [&]() -> Result<std::optional<told::Finding>> {
      if (read_by != truth.feeds) {
        auto read = told::read_told(hub_.database(), granted_.recipient.id, truth.feeds, since, vouch_for_releases(hub_));
        if (!read) return fail(read);
        past = std::move(*read);
        read_by = truth.feeds;
      }
      if (auto added = add_middle_areas(hub_, truth, past, all_.events, all_.area); !added) return fail(added);
      return told::would_tell(truth, past, proposed);
    });
    if (!found) return fail(found);
    if (!*found) continue;
    if (handling_.would_tell != nullptr) *handling_.would_tell = std::move(*found);
    return told::would_tell_small();
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
  made.rest.push_back(theirs ? std::move(*theirs) : std::move(rest));
  return made;
}

Artist::MapEvents Artist::crossed_events(EventStore const& all) const {
  auto const& chosen = *granted_.part;
  MapEvents made{all.of_part(chosen.cell())};
  made.of_others = of_others(made.events);
  for (std::size_t cell = 0; cell < chosen.cells(); ++cell) {
    if (cell == chosen.cell()) continue;
    auto rest = all.of_part(cell);
    auto theirs = of_others(rest);
    made.rest.push_back(theirs ? std::move(*theirs) : std::move(rest));
  }
  return made;
}

Result<EventStore> Artist::drawable(Month first, Month last) {
  auto const all = inside(first, last);
  if (!all) return fail(all);
  return on_points(all->on_maps());
}

bool Artist::draws_squares() const {
  auto const kind = granted_.table->kind;
  return wants(TableKind::map) || kind == TableKind::hotspots || kind == TableKind::contrast || kind == TableKind::forecast;
}

Result<Artist::MapEvents> Artist::map_events(Month first, Month last) {
  auto all = drawable(first, last);
  if (!all) return fail(all);
  if (granted_.part && granted_.part->is_crossing()) return crossed_events(*all);
  if (granted_.part) return taken_apart(*all, all->in_part(granted_.part->cell()), sources_of_part());
  MapEvents made{std::move(*all)};
  made.of_others = of_others(made.events);
  return made;
}

Result<Artist::TwoSides> Artist::two_sides(Month first, Month last) {
  auto const all = drawable(first, last);
  if (!all) return fail(all);
  std::vector<std::uint8_t> emergency;
  std::vector<std::uint8_t> police;
  for (auto const& source : granted_.sources) {
    emergency.push_back(source.feed_kind == "ed_istv" ? 1 : 0);
    police.push_back(source.feed_kind.starts_with("police") ? 1 : 0);
  }
  return TwoSides{taken_apart(*all, all->among(emergency), emergency), taken_apart(*all, all->among(police), police)};
}

protection::MapOptions Artist::beside_each_other(MapReports const& reports, std::string title) const {
  auto options = map_options(std::move(title), 3);
  reports.into(options);
  return options;
}

Result<render::Finding> Artist::hot_apart(TwoSides const& sides, std::string const& period) {
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  places::StudyArea const area{areas_.stored.set, *grid};
  MapReports const emergency{sides.emergency};
  if (auto const& problem = emergency.problem()) return tl::unexpected<Problem>{*problem};
  MapReports const police{sides.police};
  if (auto const& problem = police.problem()) return tl::unexpected<Problem>{*problem};
  auto options = beside_each_other(emergency, "Hot in the emergency department's reports, and not in the police's");
  auto const of_police = beside_each_other(police, {});
  options.go_on = go_on("squares hot in one source");
  Given given{"tell_hot_apart"};
  given.events(&emergency.events()).events(options.of_others).events(options.rest).number(options.smallest_support);
  given.events(&police.events()).events(of_police.of_others).events(of_police.rest);
  auto const told = worked_out<protection::HotApart>(given, [&] { return protection::tell_hot_apart({emergency.events(), police.events()}, area, map_bandwidth_metres, {options, of_police}); });
  if (!told) return fail(told);
  draw_squares(told->map, period,
               {fmt::format("Hot in one source's reports, and not in the other's, {}", period),
                "Squares of 250 metres in three classes: hot in the emergency department's reports and not in the police's, hot in the police's and not in the department's, and all others that may be shown.", "apart"},
               "Where the department sees violence gather and the police do not, darkest; and the other way.");
  auto const squares = [](std::size_t count) { return count == 1 ? std::string{"1 square"} : fmt::format("{} squares", count); };
  auto words = told->apart == 0 ? std::string{"No square is hot in what the emergency department reports and not in what the police record, as far as these reports can tell."}
                                : fmt::format("Hot in what the emergency department reports and not in what the police record: {} of 250 metres, in: {}.", squares(told->apart), areas_of(told->map, 3));
  if (told->other_way > 0) words += fmt::format(" The other way: {}, in: {}.", squares(told->other_way), areas_of(told->map, 2));
  return render::Finding{false, std::move(words)};
}

Result<render::Finding> Artist::density_apart(TwoSides const& sides, std::string const& period) {
  auto const grid = places::Grid::over(hub_.partnership().box, hub_.partnership().grid_cell);
  if (!grid) return fail(grid);
  MapReports const emergency{sides.emergency};
  if (auto const& problem = emergency.problem()) return tl::unexpected<Problem>{*problem};
  MapReports const police{sides.police};
  if (auto const& problem = police.problem()) return tl::unexpected<Problem>{*problem};
  if (granted_.settings[Setting::map_classes] < 3) return render::Finding{false, "Densities of the two sources beside each other need three classes; this hub draws fewer."};
  auto const reach = static_cast<double>(granted_.settings[Setting::map_bandwidth]);
  auto of_emergency = beside_each_other(emergency, {});
  of_emergency.support_reach = map_bandwidth_metres;
  auto const of_police = beside_each_other(police, {});
  Given given{"tell_density_apart"};
  given.events(&emergency.events()).events(of_emergency.of_others).events(of_emergency.rest).number(of_emergency.smallest_support);
  given.events(&police.events()).events(of_police.of_others).events(of_police.rest).number(granted_.settings[Setting::map_bandwidth]);
  auto const told = worked_out<protection::DensityApart>(given, [&] { return protection::tell_density_apart({emergency.events(), police.events()}, {areas_.stored.set, *grid}, reach, {of_emergency, of_police}); });
  if (!told) return fail(told);
  draw_squares(told->map, period,
               {fmt::format("Where one source knows twice as much of it, {}", period),
                "Squares of 250 metres in three classes: the emergency department's share of its reports that lies there is at least twice the police's share of theirs, the police's is at least twice the department's, and neither.", "ratio"},
               "Each source's reports near a square as a share of all its reports, and one share over the other; told only where enough reports of either lie near.");
  if (told->map.is_empty()) return render::Finding{false, "Densities of the two sources cannot be told beside each other anywhere: too few reports of either lie near any square."};
  auto const where = areas_of(told->map, 3);
  return render::Finding{false, where.empty() ? std::string{"Nowhere that can be told does the emergency department know twice as large a part of what it knows as the police of theirs."}
                                              : fmt::format("The share of the emergency department's reports is at least twice the share of the police's near: {}.", where)};
}

Result<std::vector<std::string>> Artist::shares_before_arrival(EventStore const& events) const {
  auto const reported = events.reported();
  if (!reported) return fail(reported);
  auto const& source_of_event = reported->columns().category;
  std::vector<std::string> shares(granted_.sources.size());
  for (std::size_t source = 0; source < shares.size(); ++source) {
    if (!intake::counts_from_arrival(*hub_.profiles().find(granted_.sources[source].feed->profile), hub_.catalogue())) continue;
    std::array<protection::SourceCount, 2> counts{{{"known"}, {"before arrival"}}};
    for (std::size_t event = 0; event < events.size(); ++event) {
      if (source_of_event[event] == source) ++counts[events.before_arrival()[event]].events;
    }
    auto const mix = protection::source_mix(counts, rule_);
    if (!mix) return fail(mix);
    shares[source] = protection::text_of((*mix)[1].band).view();
  }
  return shares;
}

Result<void> Artist::tell_arrivals() {
  auto const shares = shares_before_arrival(all_.events);
  if (!shares) return fail(shares);
  for (std::size_t source = 0; source < shares->size(); ++source) {
    if ((*shares)[source].empty() || !is_counted(source)) continue;
    about_.coverage.push_back(fmt::format("{}: share of reports of which only the arrival is known, not the time of the assault: {}; each is spread evenly over the 24 hours before the arrival, and counts in its month",
                                          source_name(granted_.sources[source].feed_kind).view(), (*shares)[source]));
  }
  return {};
}

Result<void> Artist::say_left_out(EventStore const& events, std::vector<render::Finding>& findings) const {
  auto const shares = shares_before_arrival(events);
  if (!shares) return fail(shares);
  for (std::size_t source = 0; source < shares->size(); ++source) {
    if ((*shares)[source].empty()) continue;
    findings.push_back({false, fmt::format("{}: share of reports of which only the arrival is known, left out here because their day is uncertain: {}.", source_name(granted_.sources[source].feed_kind).view(), (*shares)[source])});
  }
  findings.push_back({false, std::string{no_domestic_nearness}});
  return {};
}

}  // namespace concordat::hub
