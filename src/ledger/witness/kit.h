// SPDX-License-Identifier: Apache-2.0
// What an auditor takes away beside the exported log: proofs of single entries, and openings of what they committed to.
//
//   proof/INDEX.tlog-proof       that the entry stands in the log
//   opening/INDEX-K.json         what its commitment K hides: {"commitment","index","k","salt","value"}; personal
//   witness-policy               whose cosignatures were asked for (C2SP tlog-policy)
//   witness.vkeys                the keys in it, one a line, for programs that take keys alone
//   checkpoint.witnessed         the newest checkpoint that a quorum saw, where the newest of all is not yet
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/commitment.h"
#include "ledger/export.h"
#include "ledger/witness/policy.h"

namespace concordat::ledger {

struct KitOpening {
  std::uint64_t index = 0;
  int k = 0;
  Opening opening = {};
};
[[nodiscard]] std::string write_kit_opening(KitOpening const& opening);
/// "ledger.opening-malformed"
[[nodiscard]] Result<KitOpening> parse_kit_opening(std::string_view text);

/// Into the folder of an export, or the stage of one that is under way. Each file replaces what was there.
[[nodiscard]] Result<void> put_kit_proof(std::filesystem::path const& folder, std::uint64_t index, std::string_view proof);
[[nodiscard]] Result<void> put_kit_opening(std::filesystem::path const& folder, KitOpening const& opening);
[[nodiscard]] Result<void> put_kit_policy(std::filesystem::path const& folder, std::string_view policy, std::optional<std::string> const& witnessed);

struct KitCheck {
  std::uint64_t proofs = 0;            ///< that hold
  std::uint64_t openings = 0;          ///< that hold
  std::vector<std::string> bad = {};   ///< names of files that do not, within the folder
  bool has_policy = false;
  std::size_t cosigned = 0;            ///< by how many witnesses of the policy the newest witnessed checkpoint is
  std::size_t witnesses = 0;           ///< in the policy
  std::uint64_t cosigned_size = 0;     ///< entries of that checkpoint, which may be an older one than the newest
  bool quorum = false;
};
/// Checks all of it against the log in the folder; proofs may be from before a rotation of the log's key, under a key of
/// `former`. REQUIRES: the log itself was verified under `verifier`, and names those keys as the ones before.
[[nodiscard]] Result<KitCheck> check_kit(std::filesystem::path const& folder, VerifierKey const& verifier,
                                         std::vector<VerifierKey> const& former = {});

}  // namespace concordat::ledger
