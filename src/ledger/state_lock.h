// SPDX-License-Identifier: Apache-2.0
// Who may touch the signer's files: one at a time, between processes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "ledger/signer_protocol.h"

namespace concordat::ledger {

/// Held while the state is read, compared and replaced, and while keys are exchanged. It lies beside the state file, which is
/// a new one after each signature, and goes with the process.
class StateLock {
 public:
  /// Waits up to `patience` for another that is at work on the same state.
  StateLock(std::filesystem::path const& state_file, std::chrono::milliseconds patience);
  StateLock(StateLock const&) = delete;
  StateLock& operator=(StateLock const&) = delete;
  ~StateLock();
  /// Why it is not held: busy, a folder that takes no writing, or what the caller says of a file that is not there.
  [[nodiscard]] std::optional<Refusal> refusal(Refusal missing) const;

 private:
  int file_;
  bool held_ = false;
  bool busy_ = false;
  bool unwritable_ = false;
};

}  // namespace concordat::ledger
