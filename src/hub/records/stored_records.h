// SPDX-License-Identifier: Apache-2.0
// Releases that were made before, whether of a table or of records: opened again by whoever they were made for, through the gate.
#pragma once

#include <string>

#include "hub/release/control.h"
#include "hub/release/release.h"

namespace concordat::hub {

/// As reopen_release; of records as release_records_of, which serves the stored bytes again or says why not.
[[nodiscard]] Result<ReleaseAnswer> reopen_any_release(Hub& hub, Member const& member, std::string const& role, std::string const& id);
/// As control_report, of records too.
[[nodiscard]] Result<ControlAnswer> any_control_report(Hub& hub, Member const& member, std::string const& role, std::string const& id);
/// What a request asks for: release(), or release_records_of where it is for records.
[[nodiscard]] Result<ReleaseAnswer> answer_request(Hub& hub, ReleaseRequest const& request);

/// An agency whose records somebody of `agency` may ask for by name; whether an agreement lets them leave the gate alone says.
[[nodiscard]] Result<std::vector<Agency>> agencies_with_records(Hub& hub, std::string const& agency);

}  // namespace concordat::hub
