// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_beside.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/release/release.h"

namespace concordat::hub {
namespace {

/// All that it hangs on but for what was told.
void give_truth(Given& given, told::Truth const& truth, told::ToldRecords const& records, std::string const& recipient) {
  given.number(truth.quarter.index);
  for (auto const& area : truth.areas) given.text(area);
  for (auto const& feed : truth.feeds) given.text(feed.id).text(feed.agency).text(feed.name);
  std::string figures;
  for (auto const count : truth.counts) figures += fmt::format("{} ", count);
  for (auto const& [code, areas] : truth.wider) figures += fmt::format("{} {}\n", code, fmt::join(areas, " "));
  for (auto const& [place, rows] : records.by_place) figures += fmt::format("{} {}\n", place, rows);
  given.text(figures).number(records.withheld_least).number(records.withheld_most.value_or(-1)).number(records.left_out ? 1 : 0).number(records.by_points ? 1 : 0).text(recipient).text(records.feed);
}

/// The records, then the same without places, beside what was told.
Result<BesideTold> beside(told::Truth const& truth, std::vector<told::Telling> const& past, told::Telling proposed, bool is_fine) {
  BesideTold outcome;
  outcome.may_be_fine = !is_fine || std::ranges::none_of(past, [&](auto const& one) { return told::draws_squares_of(one, truth.quarter); });
  if (!outcome.may_be_fine) return outcome;
  for (;;) {
    auto found = told::would_tell(truth, past, proposed);
    if (!found) return fail(found);
    if (!*found) return outcome;
    if (!outcome.tells_places || !told::tell_no_places(proposed.records.front())) {
      outcome.refused = std::move(*found);
      return outcome;
    }
    outcome.tells_places = false;
  }
}

}  // namespace

Result<BesideTold> lay_beside_told(Hub& hub, Granted const& granted, SourceDecision const& source, Periods const& periods, RecordsReport const& facts, protection::RecordRelease const& release, Workings& workings) {
  auto const first = periods.map.first_month();
  auto const events = EventStore::read(hub, granted.sources, periods.coverage, first, Month{first.index + 2});
  if (!events) return fail(events);
  auto const* areas = hub.release_areas();
  if (areas == nullptr) return fail(Fault::missing, "areas.none", "The areas of this partnership cannot be read.", "Load the partnership file with its boundaries again.");
  auto const area = areas->locator.locate_all(events->x(), events->y());
  std::vector<std::string> codes;
  for (auto const& one : areas->stored.set.areas()) codes.push_back(one.code);
  auto truth = truth_of(granted, periods.coverage, periods.map, *events, area, std::move(codes));
  told::Telling proposed{"this one", {}, granted.recipient.id, truth.closed_index, {}, {told_by(facts, release)}};
  proposed.records.front().quarter = periods.map;
  proposed.records.front().feed = source.feed->id;
  if (auto added = add_middle_areas(hub, truth, {&proposed, 1}, *events, area); !added) return fail(added);
  // Before what was told is read: what comes while it is read is then not taken for read.
  // All that was ever told: squares of an earlier closing have nearly the same reports.
  auto const which = all_told(hub, granted.recipient.id, 0);
  if (!which) return fail(which);
  auto const reported = events->reported();
  if (!reported) return fail(reported);
  auto const small = small_areas(hub);
  if (!small) return fail(small);
  // what is left of a second time is as coarse as it may be made: it is judged as it is
  bool const is_fine = !facts.beside_squares && told::tells_small_places(proposed.records.front(), *small);
  Given given{"lay_beside_told"};
  given.number(is_fine ? 1 : 0);
  given.text(*which).events(&*reported);
  give_truth(given, truth, proposed.records.front(), granted.recipient.id);
  return workings.of<BesideTold>(given, [&]() -> Result<BesideTold> {
    auto const past = told::read_told(hub.database(), granted.recipient.id, truth.feeds, 0, vouch_for_releases(hub));
    if (!past) return fail(past);
    return beside(truth, *past, std::move(proposed), is_fine);
  });
}

}  // namespace concordat::hub
