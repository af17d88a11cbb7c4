// SPDX-License-Identifier: Apache-2.0
// Steps of protection settings held against the entries of the ledger before anything is made under them: who could take away the row of a
// tightening, or make one of a loosening, would have more shown than people agreed.
#pragma once

#include "hub/log/entered_log.h"
#include "hub/settings/settings.h"

namespace concordat::hub {

/// That every step and every answer stands in the rows as its entry has it, and none beside them: "setting.entry-differs". REQUIRES: the
/// ledger was read on, and the rest of it.
[[nodiscard]] Result<void> hold_setting_steps(store::Connection& connection, EnteredLog const& entered);

}  // namespace concordat::hub
