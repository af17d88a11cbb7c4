// SPDX-License-Identifier: Apache-2.0
// A log and witnesses with keys of their own, for tests of this module and of those that use it.
#pragma once

#include <fmt/format.h>

#include "crypto/sign.h"
#include "ledger/memory_log.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/policy.h"
#include "ledger/witness/witness.h"

namespace concordat::ledger {

/// A log whose every byte the test holds, its key too.
struct TestLog {
  explicit TestLog(Chance& chance, std::string_view origin = "hub.example.org/log")
      : key{crypto::SigningKey::generate(chance)}, verifier{*VerifierKey::make(origin, key.public_key())} {}
  /// The same key and the same entries: from here on another history.
  [[nodiscard]] TestLog fork() const { return TestLog{log, crypto::SigningKey::from_seed(crypto::SymmetricKey{key.seed().expose()}), verifier}; }
  void grow(std::size_t size, std::string_view word = "entry") {
    while (log.stored.size() < size) log.add({fmt::format("{} {}", word, log.stored.size())});
  }
  [[nodiscard]] std::string note() const { return sign_checkpoint(log.edge.head(), verifier, key); }
  [[nodiscard]] std::string question(std::uint64_t old_size) const {
    TileHashes hashes{log, log.edge.size()};
    return write_add_checkpoint({old_size, prove_consistency(old_size, log.edge.size(), hashes).value_or(Proof{}), note()});
  }
  MemoryLog log;
  crypto::SigningKey key;
  VerifierKey verifier;

 private:
  TestLog(MemoryLog entries, crypto::SigningKey its_key, VerifierKey its_verifier) : log{std::move(entries)}, key{std::move(its_key)}, verifier{std::move(its_verifier)} {}
};

}  // namespace concordat::ledger
