// SPDX-License-Identifier: Apache-2.0
// What the hub did, as one leaf of its ledger in the same transaction.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/log.h"
#include "ledger/leaf.h"
#include "store/transaction.h"

namespace concordat::hub {

struct Act {
  ledger::Event event = ledger::Event::access;
  std::optional<ledger::Verdict> verdict = {};
  std::string agreement = {};
  std::vector<std::string> rules = {};
  std::string purpose = {};
  std::string from = {};
  std::string to = {};
  std::string member = {};  ///< of agency `to`; becomes a pseudonym
  bool member_gives = false;  ///< the member is of agency `from` instead: who gives, or says no
  std::string form = {};
  std::vector<std::string> fields = {};
  std::optional<std::uint64_t> count = {};
  std::optional<crypto::Hash> bundle = {};  ///< SHA-256 of what left, or of the agreements a decision stood on
  std::optional<std::uint64_t> facts = {};  ///< version of the facts a decision stood on
  std::vector<std::string> why = {};
  std::string request = {};  ///< empty: a new one
  /// Records of the people the act is about: committed to one by one, opened by the key of each record alone.
  std::vector<store::RecordKeyRef> people = {};
  std::string previous = {};  ///< request this one answers
  Json detail = {};          ///< committed to by the leaf, sealed beside it; null: none
};

/// The act as it was refused, with its code as the reason.
[[nodiscard]] Act refused(Act act, std::string code);

/// Without an actor: whose pseudonym it is, only an open hub can tell.
[[nodiscard]] Entry entry_of(Act act, Instant at, Chance& chance);

/// REQUIRES: the transaction is a write transaction of this hub's database.
[[nodiscard]] Result<Receipt> record(Hub& hub, store::Transaction& transaction, Act act);

/// Until the transaction ends, nobody else who takes a turn goes on: one at a time takes numbers and looks at what is there.
/// SQLite has one writer anyhow. REQUIRES: a write transaction of this connection.
[[nodiscard]] Result<void> take_turn(store::Connection& connection);

/// The same for an act that changes nothing else: a look, an export, a refusal at the door. Durable and signed when it
/// returns. Goes through the hub's queue of leaves, where it has one (HubOptions::leaves), so that many at once cost little
/// more than one.
[[nodiscard]] Result<void> record_alone(Hub& hub, Act act);

/// A refused act with its leaf, then the problem: `return turned_away(hub, act, problem);`, or what fail() makes of one.
[[nodiscard]] tl::unexpected<Problem> turned_away(Hub& hub, Act act, Problem problem);
[[nodiscard]] inline tl::unexpected<Problem> turned_away(Hub& hub, Act act, tl::unexpected<Problem> why) { return turned_away(hub, std::move(act), std::move(why.value())); }

/// A change and its leaf, or neither; durable and signed when it returns the leaf's index, which the change is given beside the act
/// that it may fill in. Where the change fails, its problem. `keys`, which the change may fill in, are destroyed last before the
/// commit: a crash in between leaves words that nobody can read, never words whose key outlives them.
[[nodiscard]] Result<std::uint64_t> record_with(Hub& hub, Act act, std::function<Result<void>(store::Connection&, Act&, std::uint64_t index)> const& change,
                                                std::vector<std::int64_t> const& keys = {});

}  // namespace concordat::hub
