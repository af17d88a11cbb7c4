// SPDX-License-Identifier: Apache-2.0
// The rounds of gossip of a running witness: one at once, then one each half minute or so.
//
// Thread safety: one thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "ledger/witness/gossip.h"
#include "serve/witness/ask_peers.h"

namespace concordat::serve {

struct GossipSetup {
  ledger::GossipRoute route = {};
  /// Between two rounds; up to a fifth more or less, so that witnesses do not all ask at one moment.
  std::chrono::milliseconds every{30'000};
  PeerPatience patience = {};
};

/// What a round has to say, a line of JSON for each: a proof that was found, another whose standing changed, and one with which
/// no comparison was had for too long.
void tell_gossip(ledger::Witness const& witness, ledger::GossipReport const& report, Instant now, std::function<void(std::string_view)> const& log);

class GossipRounds {
 public:
  /// REQUIRES: witness, clock and what `log` names outlive it. An empty `log` says nothing.
  GossipRounds(ledger::Witness& witness, GossipSetup setup, std::function<void(std::string_view)> log, Clock const& clock);
  GossipRounds(GossipRounds const&) = delete;
  GossipRounds& operator=(GossipRounds const&) = delete;
  /// Waits for a round that runs.
  ~GossipRounds();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::serve
