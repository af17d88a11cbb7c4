// SPDX-License-Identifier: Apache-2.0
// Inside this module: the witness that the command line names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/witness.h"

namespace concordat::cli {

/// Those of --log; nothing where a complaint was printed.
[[nodiscard]] std::optional<std::vector<ledger::VerifierKey>> read_logs(Arguments const& arguments);
/// That of --folder with those logs; null where a complaint was printed.
[[nodiscard]] std::unique_ptr<ledger::Witness> open_witness(Arguments const& arguments);
/// Why nothing of that log is cosigned and what to do, where Witness::unreadable names it.
[[nodiscard]] std::string words_of_unreadable(ledger::Witness const& witness, std::string const& origin);
/// --peer and --hub. Nothing where a complaint was printed: more than 64, or one that is no address.
[[nodiscard]] std::optional<ledger::GossipRoute> read_route(Arguments const& arguments);

}  // namespace concordat::cli
