// SPDX-License-Identifier: Apache-2.0
// How a witness asks others over HTTP: each question has a deadline, and each server its time in a round, so that one that
// is slow, endless or silent costs a round that much and no more.
#pragma once

#include <chrono>
#include <memory>

#include "ledger/witness/gossip.h"

namespace concordat::serve {

struct PeerPatience {
  std::chrono::milliseconds question{5'000};  ///< for one answer
  std::chrono::milliseconds round{10'000};    ///< for all answers of one server, from the first question on
};

/// For one round.
[[nodiscard]] ledger::GossipFetch ask_peers_over_http(PeerPatience patience = {});

}  // namespace concordat::serve
