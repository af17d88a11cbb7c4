// SPDX-License-Identifier: Apache-2.0
// Acts of people round the witnesses: each leaves its leaf.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/witness/compare.h"
#include "hub/witness/witnesses.h"
#include "ledger/rotation.h"

namespace concordat::hub {

struct LedgerOverview {
  std::uint64_t size = 0;
  std::string checkpoint;  ///< the newest, with its cosignatures; empty before the first
  std::string vkey;        ///< the ledger's public key
  std::optional<ledger::Rotation> rotation;  ///< the key before signs too
  WitnessState witnesses;
  std::vector<Conflict> conflicts;
};
[[nodiscard]] Result<LedgerOverview> look_at_state(Hub& hub);

/// As ask_witnesses, because somebody said so: the act has its leaf before anybody is asked, so that they see it too.
[[nodiscard]] Result<WitnessRound> ask_witnesses_by_hand(Hub& hub, AskWitness const& ask);

}  // namespace concordat::hub
