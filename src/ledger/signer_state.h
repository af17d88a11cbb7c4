// SPDX-License-Identifier: Apache-2.0
// The file in which a signer keeps the last note it signed, and who may touch the signer's files: one at a time, between processes.
//
// The file has two places of 4,096 bytes, written in turn: what is forced to the disk is one place inside a file whose size and folder stay
// as they are, which costs one forced write where a new file costs three (its bytes, its name, its folder). A write that a
// crash cut off leaves the other place, with the note before it: the signer had told nobody of the newer one. A newer place that rots
// afterwards looks the same: the signer then goes on from the note before, and signs what continues that one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/signer_protocol.h"

namespace concordat::ledger {

/// The whole note of the greater tree in the bytes of a state; of bytes that are one note and nothing else (as a new signer has it, and as
/// every signer had it once), that note. Whose note it is its signature says. "ledger.signer-state" where no place is whole.
[[nodiscard]] Result<std::string> parse_state(std::string_view bytes);

/// The same of a file. "file.not-found" and the other problems of read_file (base/file.h).
[[nodiscard]] Result<std::string> read_state(std::filesystem::path const& file);

/// Held while the state is read, compared and replaced, and while keys are exchanged. It lies beside the state file, which may
/// become a new one, and goes with the process.
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

/// What is written is on the disk when this returns without a problem; after one, this note or the one before it counts.
/// REQUIRES: the state's lock is held from reading to writing, and whoever takes it reads first: others may have written.
class StateFile {
 public:
  explicit StateFile(std::filesystem::path file) : file_{std::move(file)} {}
  /// As read_state, and forced to the disk where this object neither wrote nor forced it before: another process may have died
  /// between writing it and forcing it.
  [[nodiscard]] Result<std::string> read();
  [[nodiscard]] Result<void> write(std::string const& note);

 private:
  std::filesystem::path file_;
  /// Where the next note goes within the file, as this object saw or left it; nothing: into a new file.
  struct Next {
    std::size_t place = 0;
    std::uint64_t turn = 0;
  };
  std::optional<Next> next_;
  std::string forced_;  ///< the note that this object knows to be on the disk; empty after a write that failed: then into a new file
};

}  // namespace concordat::ledger
