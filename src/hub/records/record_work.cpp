// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_work.h"

#include <fmt/format.h>

#include "protection/recipient/leaving.h"

namespace concordat::hub {
namespace {

/// What others may know is made coarser until no group by all that a record tells is smaller than k; false, and as it was, where no
/// coarseness does that.
Result<bool> hold_in_every_column(protection::RecordRelease& release, protection::RecordDemand const& demand, std::span<protection::IncidentRow const> rows, protection::PublishedPoints const* points,
                                  std::span<protection::Attacker const> attackers) {
  auto const holds = attackers.empty() ? protection::RecipientHolds::no_named_incidents : protection::RecipientHolds::named_incidents;
  if (protection::withhold_small_groups(release, demand, rows.size())) return true;
  for (auto coarser = demand; (coarser.k *= 2) <= rows.size() / 2;) {
    auto again = protection::release_records(holds, rows, points, coarser, attackers);
    if (!again && again.error().fault == Fault::cancelled) return fail(again);
    if (!again) return false;
    if (!protection::withhold_small_groups(*again, demand, rows.size())) continue;
    release = std::move(*again);
    return true;
  }
  return false;
}

std::string words_of(protection::IncidentRow const& row) {
  auto const number = [](auto const& value) { return value ? fmt::format("{}", *value) : std::string{"-"}; };
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", static_cast<int>(row.sort), row.domestic, number(row.x), number(row.y), row.area.lsoa, row.area.msoa, row.area.la, number(row.households),
                     number(row.minutes), row.day_only, row.method, static_cast<int>(row.group), number(row.age), row.sex);
}

Given hash_of(RecordsGiven const& given, RecordsFor const& whom) {
  Given all{"coarsen_records"};
  all.number(static_cast<std::int64_t>(whom.holds)).number(whom.k).text(given.points_hash);
  for (auto const& row : given.incidents.rows) all.text(words_of(row));
  for (std::size_t i = 0; i < given.held.size(); ++i) {
    all.text(given.tried[i].made_up ? "made up" : "held");
    for (auto const& one : given.held[i]) all.text(words_of(one.row)).number(one.record ? static_cast<std::int64_t>(*one.record) : -1);
  }
  return all;
}

}  // namespace

Result<RecordsGiven> records_given(Hub& hub, std::vector<SourceDecision> const& sources, SourceDecision const& source, Periods const& periods, RecordsFor const& whom, RecordPoints* points) {
  auto const areas = AreasOfPlaces::read(hub);
  if (!areas) return fail(areas);
  auto incidents = incidents_of(hub, source, periods.coverage, periods.map, *areas);
  if (!incidents) return fail(incidents);
  if (incidents->rows.empty()) {
    return fail(Fault::refused, "records.none", "No incident of that quarter lies where the agreement is for.", "Ask for another quarter.");
  }
  RecordsGiven given{std::move(*incidents), {}, {}, areas->residents(), nullptr, {}};
  if (whom.holds == protection::RecipientHolds::no_named_incidents) {
    if (points == nullptr) {
      for (auto& row : given.incidents.rows) {
        row.x = row.y = std::nullopt;
        row.area.lsoa.clear();
      }
      return given;
    }
    if (auto read = points->read(hub, periods); !read) return fail(read);
    points->keep_places(*areas, given.incidents.rows);
    given.points = points->published();
    given.points_hash = points->hash();
    return given;
  }
  auto own = held_by(hub, whom.agency, sources, periods.coverage, periods.map, *areas);
  if (!own) return fail(own);
  given.held = std::move(*own);
  for (auto const& reading : given.held) given.tried.push_back({reading.size(), false});
  // beside its own, never instead: what it supplied here may be little of what it holds
  given.held.push_back(protection::made_up_incidents(given.incidents.rows));
  given.tried.push_back({given.held.back().size(), true});
  return given;
}

Result<CoarseRecords> coarsen_records(RecordsGiven const& given, RecordsFor const& whom, Watch* watch) {
  std::vector<protection::Attacker> attackers;
  for (std::size_t i = 0; i < given.held.size(); ++i) attackers.push_back({given.held[i], given.tried[i].made_up});
  protection::RecordDemand demand;
  demand.k = whom.k;
  // How often the attack sends the records back nobody knows beforehand, so no share of the way is told.
  if (watch != nullptr) demand.go_on = [watch](std::uint64_t, std::uint64_t) { return watch->go_on("coarsening and attacking the records", 0, 1); };
  auto release = protection::release_records(whom.holds, given.incidents.rows, given.points, demand, attackers);
  if (!release) return fail(release);
  CoarseRecords coarse{std::move(*release), {}};
  auto const hold = hold_in_every_column(coarse.release, demand, given.incidents.rows, given.points, attackers);
  if (!hold) return fail(hold);
  if (!*hold) coarse.told_of_none = protection::tell_no_small_groups(coarse.release, whom.k);
  return coarse;
}

Result<CoarseRecords> coarsen_records(RecordsGiven const& given, RecordsFor const& whom, Watch* watch, Workings& workings) {
  return workings.of<CoarseRecords>(hash_of(given, whom), [&] { return coarsen_records(given, whom, watch); });
}

Result<std::size_t> sets_of_columns(protection::RecordRelease const& release) {
  std::vector<protection::ShownColumn> shown;
  for (auto c = release.columns.size() - protection::FieldRules::learned().size(); c < release.columns.size(); ++c) {
    shown.push_back({release.columns[c], {}});
    for (auto const& one : release.records) shown.back().values.push_back(one[c]);
  }
  auto const sets = protection::check_subsets(shown);
  if (sets) return *sets;
  return fail(Fault::refused, "records.too-few", "Too few records in this quarter: more than one in twenty stands alone by method or kind of place.", "Ask for a table of counts instead.");
}

}  // namespace concordat::hub
