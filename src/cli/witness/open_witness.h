// SPDX-License-Identifier: Apache-2.0
// Inside this module: the witness that the command line names.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "cli/arguments.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/witness.h"

namespace concordat::cli {

/// Those of --log; nothing where a complaint was printed.
[[nodiscard]] std::optional<std::vector<ledger::VerifierKey>> read_logs(Arguments const& arguments);
/// That of --folder with those logs; null where a complaint was printed.
[[nodiscard]] std::unique_ptr<ledger::Witness> open_witness(Arguments const& arguments);
/// --peer and --hub. Nothing where a complaint was printed: more than 64, or one that is no address.
[[nodiscard]] std::optional<ledger::GossipRoute> read_route(Arguments const& arguments);

}  // namespace concordat::cli
