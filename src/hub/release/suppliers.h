// SPDX-License-Identifier: Apache-2.0
// Inside the module: whose reports a table is of, and what their agencies see of that it was given.
#pragma once

#include <string>
#include <vector>

#include "hub/release/gate.h"
#include "hub/sharing/uses.h"

namespace concordat::hub {

/// Ids of the agencies, each once.
[[nodiscard]] std::vector<std::string> suppliers_of(Granted const& granted);
/// One a source of another agency than the recipient; their ledger index is still to be set.
[[nodiscard]] std::vector<sharing::DataUse> uses_of_release(Granted const& granted, GateRequest const& asked, std::string const& release);

}  // namespace concordat::hub
