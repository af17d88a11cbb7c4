// SPDX-License-Identifier: Apache-2.0
// Releases that were made before, whether of a table or of records: opened again by whoever they were made for, through the gate.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hub/release/control.h"
#include "hub/release/release.h"

namespace concordat::hub {

/// As reopen_release; of records as release_records_of, which serves the stored bytes again or says why not.
[[nodiscard]] Result<ReleaseAnswer> reopen_any_release(Hub& hub, Member const& member, std::string const& role, std::string const& id);
/// As control_report, of records too; with the role of an information-governance lead as report_for_lead, which asks no agreement.
[[nodiscard]] Result<ControlAnswer> any_control_report(Hub& hub, Member const& member, std::string const& role, std::string const& id);
/// The report as it was made with that release, for an information-governance lead of the agency that got it, or of one whose data are in it: what
/// a lead signs off, and nothing else of the release. It is made of what was published alone, so no agreement is asked; the look is a leaf
/// ("access"). Of a refusal its reasons, to a lead of the agency that was refused. "release.not-lead"; "release.unknown" for everybody else's and for
/// none alike; "release.no-report"; "release.file-not-in-ledger".
[[nodiscard]] Result<render::DisclosureReport> report_for_lead(Hub& hub, Member const& member, std::string const& id);
struct ReportToRead {
  std::string id;  ///< of the release
  std::string table;
  std::string period;
  std::string recipient;  ///< the agency that got it
  std::string purpose;
  std::string created_at;
  std::uint64_t ledger_index = 0;
};
/// Those that `report_for_lead` opens to the member, newest first, without those of refusals. The look is a leaf ("access"). "release.not-lead".
[[nodiscard]] Result<std::vector<ReportToRead>> reports_for_lead(Hub& hub, Member const& member);
/// Of each release that the agency's data were used in, by its id; no look, as its caller enters its own.
[[nodiscard]] Result<std::map<std::string, ReportToRead>> releases_with_data_of(store::Connection& connection, std::string const& agency);
/// In words, of a table of the fixed list and of records; the id itself where it is neither.
[[nodiscard]] std::string title_of_table(std::string_view table);
/// What a request asks for: release(), or release_records_of where it is for records.
[[nodiscard]] Result<ReleaseAnswer> answer_request(Hub& hub, ReleaseRequest const& request);

/// An agency whose records somebody of `agency` may ask for by name; whether an agreement lets them leave the gate alone says.
[[nodiscard]] Result<std::vector<Agency>> agencies_with_records(Hub& hub, std::string const& agency);

}  // namespace concordat::hub
