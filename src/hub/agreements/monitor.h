// SPDX-License-Identifier: Apache-2.0
// What runs under an agreement stands still once the agreement does: because it was suspended or ended, ran out, was
// replaced, or a signature no longer holds. A running server looks every twenty seconds (serve/rounds.h), 'concordat
// agreement stop-check' when it is called, and each suspension, end and lifting at once in its own transaction.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub {

struct StopReport {
  struct Stopped {
    std::string reference;
    std::string why;             ///< the standing: "over", "suspended", "ended", "superseded", "not-signed"
    std::uint64_t releases = 0;  ///< stored ones that rest on it
    bool operator==(Stopped const&) const = default;
  };
  std::vector<Stopped> stopped = {};
  std::vector<std::string> running_again = {};
  [[nodiscard]] bool empty() const { return stopped.empty() && running_again.empty(); }
};

/// Marks what stands still since it last looked, and what runs again: a leaf for each agreement. Nothing new: no leaf.
[[nodiscard]] Result<StopReport> stop_check(Hub& hub);

/// The same for the versions of one agreement, inside the transaction of the change that caused it and under its leaf.
[[nodiscard]] Result<StopReport> mark_stops(Hub& hub, store::Transaction& transaction, Date today, std::string_view id, std::uint64_t ledger_index);

/// References of the agreements that are marked as standing still.
[[nodiscard]] Result<std::set<std::string>> stopped_agreements(store::Connection& connection);
/// Ids of the stored releases that rest on one of them.
[[nodiscard]] Result<std::set<std::string>> stopped_releases(store::Connection& connection);

}  // namespace concordat::hub
