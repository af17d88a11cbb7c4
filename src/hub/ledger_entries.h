// SPDX-License-Identifier: Apache-2.0
// A look at the ledger from inside: how long it is, its newest checkpoint, its newest entries, and one entry with the
// proof that it stands in the tree. Entries hold no personal data; what they commit to stays sealed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "ledger/rotation.h"

namespace concordat::hub {

/// What an entry committed to; null where what lies beside the entry is something else, or was taken away while the key of its year is there.
/// "ledger.opening-erased" where that key is gone: nobody can tell any more. REQUIRES: the leaf is that entry's and has no subjects.
[[nodiscard]] Result<Json> detail_as_entered(Log& log, std::filesystem::path const& keys, std::uint64_t index, ledger::Leaf const& leaf);

struct LedgerEntry {
  std::uint64_t index = 0;
  std::string text;   ///< the entry's bytes, RFC 8785 JSON
  ledger::Leaf leaf;
};

struct LedgerStatus {
  std::uint64_t size = 0;
  std::string checkpoint;  ///< the signed note
  std::string verifier;    ///< the public key, in the form that notes are checked with
  std::optional<ledger::Rotation> rotation;  ///< the key before signs too
  std::vector<LedgerEntry> newest;  ///< newest first
};

/// The newest `most` entries before `before` (all where it is nothing). The look is a leaf itself.
struct EntriesWanted {
  std::optional<std::uint64_t> before;
  std::size_t most = 25;
};
[[nodiscard]] Result<LedgerStatus> ledger_status(Hub& hub, Member const& member, EntriesWanted const& look = {});

struct ProvenEntry {
  LedgerEntry entry;
  std::string leaf_hash;            ///< hexadecimal
  std::vector<std::string> proof;   ///< hexadecimal, from the leaf upwards (RFC 6962 2.1.1)
  std::string checkpoint;           ///< the note that the proof leads to
  std::uint64_t tree_size = 0;
  std::string root;                 ///< hexadecimal
};
/// "ledger.no-such-entry" where there is none.
[[nodiscard]] Result<ProvenEntry> ledger_entry(Hub& hub, Member const& member, std::uint64_t index);

}  // namespace concordat::hub
