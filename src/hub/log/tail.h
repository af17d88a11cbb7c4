// SPDX-License-Identifier: Apache-2.0
// What lies in the ledger's tables beyond its newest checkpoint: entries that wait for a signature, which an end without
// warning leaves, and rows that no entry wrote, which only somebody who writes to the database past the hub leaves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "hub/hub.h"
#include "ledger/verify.h"

namespace concordat::hub {

/// A row about an entry that the ledger does not have.
struct StrayRow {
  std::string table;       ///< ledger_leaf, ledger_opening or ledger_subject
  std::uint64_t leaf = 0;  ///< the number that it claims
  bool operator==(StrayRow const&) const = default;
};

struct LedgerTail {
  std::uint64_t size = 0;              ///< entries that are committed
  std::uint64_t waiting = 0;           ///< how many of them no checkpoint covers yet
  std::optional<Instant> since = {};   ///< the time of the first of these
  bool continues = true;               ///< they and what is signed make the recorded head
  std::vector<StrayRow> stray = {};    ///< by table and number; the first of each table, at most `most_stray_named`
  std::uint64_t strays = 0;            ///< in all
};
constexpr std::size_t most_stray_named = 20;

/// Of one state of the database. REQUIRES: the ledger holds up to `signed_size`.
[[nodiscard]] Result<LedgerTail> ledger_tail(Hub& hub, std::uint64_t signed_size);

/// Puts what is wrong with the tail into the report of a ledger that holds: "ledger.row-beyond" with the number of the first
/// such row, "ledger.head-differs" where the entries that wait are not what the hub wrote.
void tell(LedgerTail const& tail, ledger::VerifyReport& report);

/// Has what waits signed, where it has waited for longer than any act takes: what a kill or a power cut left. The tail as it
/// was before where there was something of that, or anything is wrong with it; nothing otherwise. What does not continue is
/// never signed. Every failure of Log::sign_pending.
[[nodiscard]] Result<std::optional<LedgerTail>> sign_what_was_left(Hub& hub);

}  // namespace concordat::hub
