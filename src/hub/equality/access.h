// SPDX-License-Identifier: Apache-2.0
// Inside the module: who sends counts and makes reports, and who reads them. Each refusal is an entry.
#pragma once

#include <string>
#include <vector>

#include "hub/act.h"
#include "hub/hub.h"

namespace concordat::hub {

/// An act of equality monitoring that changes nothing: its fields begin with `what`.
[[nodiscard]] Act equality_act(Member const& member, ledger::Event event, std::vector<std::string> fields);

/// Whoever sends counts or makes a report: an active member with the role of monitoring and no other role, in no other post of theirs.
[[nodiscard]] Result<void> admit_officer(Hub& hub, Member const& member, Act const& act);
/// Whoever reads reports: an officer, or an active member each of whose roles reads them.
[[nodiscard]] Result<void> admit_reader(Hub& hub, Member const& member, Act const& act);

}  // namespace concordat::hub
