// SPDX-License-Identifier: Apache-2.0
// Checks a whole log against a signed checkpoint: every entry hashed again, every tile compared, the root
// signed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed_text.h"
#include "base/result.h"
#include "ledger/key_change.h"
#include "ledger/note.h"
#include "ledger/tiles.h"

namespace concordat::ledger {

struct VerifyOptions {
  /// Checkpoints somebody kept, in any order: they narrow down where a rewritten history begins.
  std::vector<std::string> older_notes = {};
  /// Keys that signed this log before a restore gave it a new one (docs/formats/ledger.md): some of the kept checkpoints
  /// may be theirs, the newest never.
  std::vector<VerifierKey> former_keys = {};
  /// Told the number of entries checked so far, now and then; false stops with Fault::cancelled.
  std::function<bool(std::uint64_t)> progress = {};
};

struct VerifyReport {
  std::uint64_t size = 0;  ///< of the checkpoint; 0 where its signature does not hold
  Hash root = {};          ///< computed from the entries
  std::uint64_t checked = 0;
  /// The first entry that is not what was signed. Where tiles were rebuilt around it: the first that older
  /// checkpoints leave in doubt. Nothing where the fault has no place (a forged signature).
  std::optional<std::uint64_t> first_bad = {};
  FixedText code =
      {};  ///< empty where all is well; else "ledger.entry-changed", "ledger.note-signature", ...
  FixedText title = {};  ///< one sentence
  /// That another signing key took the place of the one before, as entries of the log itself tell.
  struct Change {
    std::uint64_t entry = 0;
    VerifierKey old_key;
    VerifierKey new_key;
  };
  std::vector<Change> key_changes = {};
  /// The keys among them that were used before `key`, the one verified under.
  [[nodiscard]] std::vector<VerifierKey> keys_before(VerifierKey const& key) const;
  [[nodiscard]] bool intact() const { return code.empty(); }
};

/// A log that is not intact is a report; a Problem means that it could not be read (disk, database).
[[nodiscard]] Result<VerifyReport> verify_log(LogStorage const& storage, std::string_view note,
                                              VerifierKey const& verifier, VerifyOptions const& options = {});

}  // namespace concordat::ledger
