// SPDX-License-Identifier: Apache-2.0
// The disclosure-control report of a release: what was done, what an attacker tried and got. In stored_releases.cpp, for what was
// drawn is laid beside what is stored.
//
// Invariants:
//   1. it is worked out from published files alone, so it tells no more than they do;
//   2. it is made with the release, is one of its files, and stays the same.
#pragma once

#include <span>
#include <variant>

#include "hub/release/picture.h"
#include "hub/release/release.h"
#include "render/disclosure_report.h"

namespace concordat::hub {

/// For the release desk alone: adds the report, as a page and as JSON, to the files. What an attacker tried is found among the workings where it was
/// worked out from the same.
[[nodiscard]] Result<Drawing> with_control_report(Hub& hub, Granted const& granted, render::About const& about, Drawing drawing, Workings& workings);

/// Of these files of one release. "release.no-report" of one from before there were reports.
[[nodiscard]] Result<render::DisclosureReport> control_report_in(std::span<ReleaseFile const> files);

/// The report of a release to the member's agency, as reopen_release opens it, or why the gate refuses it today; of a request that was
/// refused, its reasons in place of one. The look is a leaf. Errors as reopen_release and control_report_in.
using ControlAnswer = std::variant<render::DisclosureReport, Refusal>;
[[nodiscard]] Result<ControlAnswer> control_report(Hub& hub, Member const& member, std::string const& role, std::string const& id);

}  // namespace concordat::hub
