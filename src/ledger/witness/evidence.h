// SPDX-License-Identifier: Apache-2.0
// Proofs of two histories that a witness holds, in its folder (witness.h). Nothing here ever takes one away.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ledger/note.h"
#include "ledger/witness/split_view.h"

namespace concordat::ledger {

struct KeptProof {
  std::string id;                        ///< id_of(split)
  SplitView split;
  ProvenSplit proven;
  std::string found = {};                ///< when, and who showed it: "2026-11-21T10:00:00Z http://..."
  std::optional<std::string> cleared = {};  ///< when, and why a person cleared it
};

/// Evidence that stops a log and that today's keys do not bear out: torn, or of a key that is not given any more.
struct UnprovenEvidence {
  std::string origin;
  std::string id;
  bool operator==(UnprovenEvidence const&) const = default;
};

struct HeldEvidence {
  std::vector<KeptProof> proofs = {};
  std::vector<UnprovenEvidence> unproven = {};
};

class Evidence {
 public:
  explicit Evidence(std::filesystem::path folder) : folder_{std::move(folder)} {}

  /// The proofs against one log that these keys bear out, by their ids.
  [[nodiscard]] std::vector<KeptProof> of(std::string_view origin, std::span<VerifierKey const> keys) const;
  /// The same, and what else stops the log; put behind what is there.
  void add_to(HeldEvidence& held, std::string_view origin, std::span<VerifierKey const> keys) const;
  /// Whether there is one that nobody cleared. Also true where that cannot be told.
  [[nodiscard]] bool stops(std::string_view origin) const;
  [[nodiscard]] bool holds(std::string_view origin, std::string_view id) const;
  /// On disk when it returns.
  [[nodiscard]] Result<void> keep(std::string_view origin, SplitView const& split, std::string_view shown_by, Instant now) const;
  /// Of what stops the log: every piece that nobody cleared, whether today's keys bear it out or not.
  [[nodiscard]] std::vector<std::string> open_ids(std::string_view origin) const;
  [[nodiscard]] Result<void> clear(std::string_view id, std::string_view reason, Instant now) const;

 private:
  /// Ids of the files about one log; nothing where the folder cannot be read.
  [[nodiscard]] std::optional<std::vector<std::string>> ids(std::string_view origin) const;
  [[nodiscard]] std::filesystem::path file(std::string_view origin, std::string_view id) const;

  std::filesystem::path folder_;
};

}  // namespace concordat::ledger
