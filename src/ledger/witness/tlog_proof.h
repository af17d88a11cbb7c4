// SPDX-License-Identifier: Apache-2.0
// That one entry stands in a log, in one file that is checked offline: C2SP tlog-proof.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>                                 may be left out; ours holds the entry's bytes
//   index 73894
//   <base64 of a hash of the inclusion proof>      from the leaf's sibling upwards
//                                                  (an empty line)
//   <the signed checkpoint, with its cosignatures>
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/note.h"
#include "ledger/tiles.h"
#include "ledger/tree.h"

namespace concordat::ledger {

struct TlogProof {
  std::uint64_t index = 0;
  Proof proof = {};
  std::string note = {};
  /// What whoever wrote it put in besides, for one who has the entry from nowhere else: nobody vouches for it before the proof
  /// is checked over it.
  std::string extra = {};
};

[[nodiscard]] std::string write_tlog_proof(TlogProof const& proof);
/// "ledger.proof-malformed". An empty line of extra data is none.
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

/// REQUIRES: `note` is a checkpoint of this log, signed by `verifier` (its problems are passed on).
[[nodiscard]] Result<TlogProof> prove_entry(LogStorage const& storage, std::uint64_t index, std::string_view note, VerifierKey const& verifier);
/// Nothing where the entry's bytes stand at the proof's index in the tree that `verifier` signed;
/// "ledger.entry-not-proven", or why the checkpoint does not hold.
[[nodiscard]] Result<void> check_tlog_proof(TlogProof const& proof, std::string_view entry, VerifierKey const& verifier);

}  // namespace concordat::ledger
