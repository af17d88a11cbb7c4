// SPDX-License-Identifier: Apache-2.0
// The sequencer: takes leaves from many threads, writes up to 512 of them in one transaction, has the result signed once,
// and only then lets the callers go. A disk that syncs 250 times a second so carries thousands of leaves.
//
// A caller that is alone waits for nobody. Where callers come in crowds, the next batch waits for as many as came before,
// but never longer than 2 ms.
// After kill -9 at any moment: a leaf is in whole or not at all, and no caller was let go whose leaf is not.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "hub/hub.h"
#include "hub/log.h"

namespace concordat::hub {

struct GroupCommitOptions {
  std::size_t most = 512;                     ///< leaves in one transaction
  std::chrono::microseconds longest_wait{2'000};
  std::size_t longest_queue = 8'192;          ///< one more is refused: "ledger.queue-full"
};

class GroupCommit final : public LeafQueue {
 public:
  /// Opens a connection and a log of its own; the signer starts with the first leaf. REQUIRES: the clock outlives it.
  [[nodiscard]] static Result<std::shared_ptr<GroupCommit>> start(HubOptions const& hub, Clock const& clock, GroupCommitOptions options = {});
  GroupCommit(GroupCommit const&) = delete;
  GroupCommit& operator=(GroupCommit const&) = delete;
  ~GroupCommit() override;
  /// Writes what waits and ends; whoever adds later gets "ledger.queue-closed".
  void close();

  /// From any thread. People's records cannot be sealed here: an entry with subjects is "ledger.opening-mismatch".
  [[nodiscard]] Result<std::uint64_t> add(Entry entry) override;

  struct Counts {
    std::uint64_t leaves = 0;
    std::uint64_t batches = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct State;
  explicit GroupCommit(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::hub
