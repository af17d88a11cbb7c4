// SPDX-License-Identifier: Apache-2.0
// Witnesses tell each other what they were shown. A host that shows two partners two histories under one key is found by the
// first of them that asks the other, and neither needs the host for it.
//
//   auto report = gossip(witness, route, fetch, now);
//
// Each other witness is asked for the newest checkpoint it cosigned of each log known here (witness.h), for the one of our own
// size where it saw more, and for a proof it may hold. Two of one size must have one root. Of two sizes that nobody saw in
// common the log itself must show by its tiles that one continues the other (C2SP tlog-tiles at an address of the route); where
// it shows that they do not, it convicts itself. Where nobody can tell, that is said, and since when.
//
// Nothing that another says is believed but what the log's own key signed, so that nobody can make an alarm.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/witness/witness.h"

namespace concordat::ledger {

struct GossipAnswer {
  int status = 0;
  std::string body = {};
};
/// GETs an address, within a deadline of its own and up to 64 KiB. Called from several threads at once.
using GossipFetch = std::function<Result<GossipAnswer>(std::string const& url)>;

/// A text that came by another way: by mail, on paper.
struct PassedOn {
  std::string name = {};  ///< under which it is told of
  std::string text = {};  ///< with checkpoints (pasted.h), or a proof of two histories
};

struct GossipRoute {
  std::vector<std::string> peers = {};  ///< addresses of other witnesses
  std::vector<std::string> hubs = {};   ///< addresses under which logs publish checkpoint and tile/...
  std::vector<PassedOn> notes = {};
};

enum class Standing : std::uint8_t {
  same,            ///< the very checkpoint known here
  behind,          ///< an earlier one of the same history
  ahead,           ///< a later one of the same history
  nothing,         ///< it saw none
  no_answer,       ///< unreachable, slow, too long, or an error of its own
  nonsense,        ///< nothing that the log's key signed
  not_comparable,  ///< signed, and nobody could show that it goes together with what is known here
  split_view,      ///< it proves two histories
};
[[nodiscard]] std::string_view name_of(Standing standing);

struct Heard {
  std::string from;       ///< an address of the route, or the name of a text
  std::string origin;     ///< of the log; empty: it could not be told
  Standing standing = Standing::no_answer;
  std::uint64_t size = 0; ///< of the checkpoint it showed
  Instant since = {};     ///< when it was first heard so, without a break
  Instant at = {};        ///< when it was heard last
};

struct GossipReport {
  std::vector<Heard> heard = {};
  std::vector<std::string> found = {};      ///< ids of proofs that were not held before; they are kept, and stop their logs
  std::vector<Heard> changed = {};          ///< those of `heard` whose standing is another than last time
  std::vector<Problem> unkept = {};         ///< why a proof could not be written down
};

/// One round. Others are asked at the same time, so that it takes no longer than the slowest; what was heard lies in
/// gossip.json afterwards.
[[nodiscard]] GossipReport gossip(Witness& witness, GossipRoute const& route, GossipFetch const& fetch, Instant now);

/// What rounds of the last week heard last; empty where nothing can be read.
[[nodiscard]] std::vector<Heard> recall_gossip(std::filesystem::path const& folder);

/// Longer than this without a comparison is no delay any more: a host may be hiding what it showed.
constexpr std::chrono::hours not_comparable_too_long{1};
[[nodiscard]] bool is_worrying(Heard const& heard, Instant now);

}  // namespace concordat::ledger
