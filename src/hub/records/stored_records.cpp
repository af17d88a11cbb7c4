// SPDX-License-Identifier: Apache-2.0
#include "hub/records/stored_records.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "hub/act.h"
#include "hub/log/entered_log.h"
#include "hub/records/record_release.h"
#include "hub/release/file_proof.h"
#include "hub/release/tables.h"
#include "hub/sharing/uses.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql records_by_id = "SELECT purpose, period FROM release WHERE id = ? AND recipient = ? AND table_name = 'records'";

constexpr store::Sql entry_of = "SELECT leaf_index FROM release WHERE id = ?";

/// Whether that release is to the agency, or its data were used in it.
constexpr store::Sql is_of_agency =
    "SELECT count(*) FROM release r WHERE r.id = ? AND (r.recipient = ? OR EXISTS "
    "(SELECT 1 FROM data_use u WHERE u.kind = 'release' AND u.reference = r.id AND u.supplier = ?))";

/// As is_of_agency, of all releases that have a report.
constexpr store::Sql reports_of_agency =
    "SELECT r.id, r.table_name, r.period, r.recipient, r.purpose, r.created_at, r.leaf_index FROM release r WHERE (r.recipient = ? OR EXISTS "
    "(SELECT 1 FROM data_use u WHERE u.kind = 'release' AND u.reference = r.id AND u.supplier = ?)) AND EXISTS "
    "(SELECT 1 FROM release_file f WHERE f.release = r.id AND f.name = 'disclosure-control.json') ORDER BY r.leaf_index DESC";

constexpr store::Sql with_data_of =
    "SELECT r.id, r.table_name, r.period, r.recipient, r.purpose, r.created_at, r.leaf_index FROM release r WHERE EXISTS "
    "(SELECT 1 FROM data_use u WHERE u.kind = 'release' AND u.reference = r.id AND u.supplier = ?)";

}  // namespace sql

namespace {

constexpr std::string_view governance_lead = "information-governance-lead";

bool are_records(Problem const& problem) { return problem.code.view() == "release.records-again"; }

/// The request that it answered; nothing where the feed it was made of is no longer there.
Result<std::optional<RecordsAsked>> asked_for(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  std::string purpose, period;
  auto const found = hub.database().query(sql::records_by_id,
                                          [&](store::Row const& row) {
                                            purpose = row.string(0);
                                            period = row.string(1);
                                          },
                                          id, member.agency);
  if (!found) return fail(found);
  constexpr std::string_view of = " of ";  // "2026-Q3 of ed-istv"
  auto const at = period.find(of);
  auto const* feed = at == std::string::npos ? nullptr : hub.feed(period.substr(at + of.size()));
  if (feed == nullptr) return std::optional<RecordsAsked>{};
  return std::optional{RecordsAsked{{feed->agency, member.agency, member.id, role, purpose}, period.substr(0, at)}};
}

/// A quarter of a source leaves once, so that asking the same again can only give the same.
Result<ReleaseAnswer> reopen_records(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  auto const asked = asked_for(hub, member, role, id);
  if (!asked) return fail(asked);
  if (!*asked) return fail(Fault::not_found, "records.no-source", "The source of these records is no longer part of this hub.", "Use the files that were written when they were released.");
  return release_records_of(hub, **asked);
}

/// Whether the ledger has the release for the member's agency, or its data among those that were used in it: a row that says so is soon made.
Result<bool> is_theirs_by_entry(Hub& hub, Member const& member, std::string const& id) {
  auto const index = hub.database().query_one(sql::entry_of, [](store::Row const& row) { return static_cast<std::uint64_t>(row.integer(0)); }, id);
  if (!index) return fail(index);
  auto& entered = EnteredLog::of(hub);
  if (auto read = entered.read_on(hub); !read) return fail(read);
  auto const& left = entered.of_kind(Entered::released);
  auto const entry = *index ? left.find(**index) : left.end();
  if (entry == left.end()) return false;
  if (entry->second.to == member.agency) return true;
  auto const detail = entered_detail(hub, entry->first);
  if (!detail) return fail(detail);
  auto uses = sharing::uses_in(hub.database(), id);
  if (!uses) return fail(uses);
  std::erase_if(*uses, [&](auto const& use) { return use.kind != "release" || use.ledger_index != entry->first; });
  // hubs of before did not enter what was used
  bool const as_entered = (detail->is_object() && !detail->contains("uses")) || (*detail)["uses"].string() == sharing::mark_of(*uses);
  return as_entered && std::ranges::find(*uses, member.agency, &sharing::DataUse::supplier) != uses->end();
}

Result<void> check_lead(Member const& member) {
  if (member.active && member.has_role(governance_lead)) return {};
  return fail(Fault::refused, "release.not-lead", "Only an information-governance lead may read the report without the release.", "Ask the lead of your agency; who may ask for the release reads it there.");
}

ReportToRead report_to_read(store::Row const& row) {
  return {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), static_cast<std::uint64_t>(row.integer(6))};
}

Act look_at_report(Hub const& hub, Member const& member, std::string const& id) {
  Act act;
  act.from = hub.partnership().id;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"disclosure-control"};
  act.detail.set("release", id).set("report", true);
  return act;
}

}  // namespace

Result<ReleaseAnswer> reopen_any_release(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  auto answer = reopen_release(hub, member, role, id);
  return !answer && are_records(answer.error()) ? reopen_records(hub, member, role, id) : std::move(answer);
}

Result<std::map<std::string, ReportToRead>> releases_with_data_of(store::Connection& connection, std::string const& agency) {
  std::map<std::string, ReportToRead> all;
  auto const read = connection.query(sql::with_data_of, [&](store::Row const& row) { all.emplace(row.string(0), report_to_read(row)); }, agency);
  if (!read) return fail(read);
  return all;
}

std::string title_of_table(std::string_view table) {
  if (table == records_table().id.view()) return std::string{records_table().title.view()};
  auto const* known = release_table(table);
  return std::string{known == nullptr ? table : known->title.view()};
}

Result<std::vector<ReportToRead>> reports_for_lead(Hub& hub, Member const& member) {
  auto act = look_at_report(hub, member, "");
  act.fields.emplace_back("list");
  if (auto lead = check_lead(member); !lead) return turned_away(hub, act, fail(lead));
  std::vector<ReportToRead> all;
  auto const read = hub.database().query(sql::reports_of_agency, [&](store::Row const& row) { all.push_back(report_to_read(row)); }, member.agency, member.agency);
  if (!read) return fail(read);
  if (auto done = record_alone(hub, act); !done) return fail(done);
  return all;
}

Result<render::DisclosureReport> report_for_lead(Hub& hub, Member const& member, std::string const& id) {
  auto const act = look_at_report(hub, member, id);
  if (auto lead = check_lead(member); !lead) return turned_away(hub, act, fail(lead));
  auto const is_theirs = hub.database().query_integer(sql::is_of_agency, id, member.agency, member.agency);
  if (!is_theirs) return fail(is_theirs);
  if (is_theirs->value_or(0) == 0) {
    auto refused = control_report(hub, member, std::string{governance_lead}, id);
    if (!refused) return turned_away(hub, act, fail(refused));
    if (auto* report = std::get_if<render::DisclosureReport>(&*refused)) return std::move(*report);
    return turned_away(hub, act, fail(Fault::not_found, "release.unknown", "Your agency has no release of that number.", "The list of uses of your agency's data names those that count them."));
  }
  auto const files = files_of_release(hub.database(), id);
  if (!files) return fail(files);
  auto const as_entered = are_as_entered(hub, id, *files);
  if (!as_entered) return turned_away(hub, act, fail(as_entered));
  if (!*as_entered) return turned_away(hub, act, stored_release_differs());
  auto const by_entry = is_theirs_by_entry(hub, member, id);
  if (!by_entry) return turned_away(hub, act, fail(by_entry));
  if (!*by_entry) return turned_away(hub, act, stored_release_differs());
  auto report = control_report_in(*files);
  if (!report) return turned_away(hub, act, fail(report));
  if (auto done = record_alone(hub, act); !done) return fail(done);
  return report;
}

Result<ControlAnswer> any_control_report(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  if (role == governance_lead) {
    auto page = report_for_lead(hub, member, id);
    if (!page) return fail(page);
    return ControlAnswer{std::move(*page)};
  }
  auto report = control_report(hub, member, role, id);
  if (report || !are_records(report.error())) return report;
  auto const answer = reopen_records(hub, member, role, id);
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<Refusal>(&*answer)) return ControlAnswer{*refusal};
  auto page = control_report_in(std::get<Release>(*answer).files());
  if (!page) return fail(page);
  return ControlAnswer{std::move(*page)};
}

Result<ReleaseAnswer> answer_request(Hub& hub, ReleaseRequest const& request) {
  auto const& gate = request.gate;
  if (gate.table != records_table().id.view()) return release(hub, request);
  return release_records_of(hub, {{request.records_of, gate.recipient, gate.member, gate.role, gate.purpose}, request.quarter, request.watch});
}

Result<std::vector<Agency>> agencies_with_records(Hub& hub, std::string const& agency) {
  auto const feeds = sources_of_violence(hub);
  if (!feeds) return fail(feeds);
  std::vector<Agency> all;
  for (auto const* feed : *feeds) {
    auto const* supplier = hub.agency(feed->agency);
    if (supplier != nullptr && feed->agency != agency && !record_fields(hub.profiles().find(feed->profile)->feed_kind).empty()) all.push_back(*supplier);
  }
  return all;
}

}  // namespace concordat::hub
