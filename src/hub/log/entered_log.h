// SPDX-License-Identifier: Apache-2.0
// What the ledger itself has of what left and of what was settled, for whoever is about to let something leave: who writes to the
// database can take a row away or make it another, and verifying the ledger afterwards comes too late for what left in between.
//
// Every entry is read and hashed once by each thread that asks, and all that were read are held against the root of each newer signed
// checkpoint: what a question costs is what came since the question before, not what the ledger holds.
// Thread safety: one thread; each has its own.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "base/go_on.h"
#include "base/result.h"
#include "hub/hub.h"
#include "ledger/leaf.h"
#include "ledger/tiles.h"

namespace concordat::hub {

/// Entries, by their numbers.
using EnteredLeaves = std::map<std::uint64_t, ledger::Leaf>;

enum class Entered : std::uint8_t {
  released,   ///< tables and records that left
  closings,   ///< "quarters-closed"
  points,     ///< "snap-points"
  settings,   ///< "protection-setting", with their answers
  published,  ///< "public-edition", with every word said of one
  equality,   ///< "equality-report"
  inits,      ///< "init"
  filters,    ///< "filter-settled"
};
inline constexpr std::size_t entered_kinds = 8;

class EnteredLog {
 public:
  /// Of this hub's ledger, as this thread read it for the question before.
  [[nodiscard]] static EnteredLog& of(Hub& hub);

  /// Reads on up to the newest checkpoint: 400,000 entries a second. REQUIRES: no transaction. Where the ledger does not hold, what
  /// `concordat ledger verify` says of it; "work.stopped".
  [[nodiscard]] Result<void> read_on(Hub& hub, GoOn const& go_on = {});
  /// Reads those that no checkpoint covers yet as well, a transaction's own among them; they are read again the next time.
  [[nodiscard]] Result<void> read_rest(Hub& hub);
  /// What was read of one kind, acts that were refused left out.
  [[nodiscard]] EnteredLeaves const& of_kind(Entered kind) const { return kept_[static_cast<std::size_t>(kind)]; }
  /// How many entries were read.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  /// False where what was read is not what the newest checkpoint was signed over.
  [[nodiscard]] Result<bool> follow(Hub& hub, ledger::TreeHead const& head, GoOn const& go_on);
  void take(std::uint64_t index, std::string_view entry);
  void forget_from(std::uint64_t index);

  ledger::Edge edge_ = {};
  std::uint64_t size_ = 0;
  std::array<EnteredLeaves, entered_kinds> kept_ = {};
};

}  // namespace concordat::hub
