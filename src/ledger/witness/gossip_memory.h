// SPDX-License-Identifier: Apache-2.0
// Inside this module only.
#pragma once

#include <filesystem>

#include "ledger/witness/gossip.h"

namespace concordat::ledger {

/// Says of each that was heard since when it stands so, and which changed; and writes it down for the next round.
void remember_gossip(std::filesystem::path const& folder, GossipReport& report, Instant now);

}  // namespace concordat::ledger
