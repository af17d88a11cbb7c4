// SPDX-License-Identifier: Apache-2.0
// Releases that were made before, whether of a table or of records: opened again by whoever they were made for, through the gate.
#pragma once

#include <string>

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
/// What a request asks for: release(), or release_records_of where it is for records.
[[nodiscard]] Result<ReleaseAnswer> answer_request(Hub& hub, ReleaseRequest const& request);

/// An agency whose records somebody of `agency` may ask for by name; whether an agreement lets them leave the gate alone says.
[[nodiscard]] Result<std::vector<Agency>> agencies_with_records(Hub& hub, std::string const& agency);

}  // namespace concordat::hub
