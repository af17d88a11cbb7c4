// SPDX-License-Identifier: Apache-2.0
// The proof that a log's host showed two histories: two checkpoints under the log's own key that cannot both be true. Whoever
// has the log's public key can check it, and nobody can make one of an honest log.
//
//   concordat/split-view@v1
//   root <base64>                                  of the first entries of the larger one, as many as the smaller one has
//   <base64 of a hash of the consistency proof>    from that root to the larger one; none where both have one size
//                                                  (an empty line)
//   <the smaller signed checkpoint>
//                                                  (an empty line)
//   <the larger signed checkpoint>
//
// The larger one says what its first entries were, and the smaller one says otherwise.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/note.h"
#include "ledger/tree.h"

namespace concordat::ledger {

/// A signed checkpoint and what it says.
struct Sighting {
  std::string note = {};
  TreeHead head = {};
  /// Which of the keys it was looked at with signed it, by their places; `sighting_of` alone says so, after checking each once.
  std::vector<std::size_t> signers = {};
};

struct SplitView {
  std::string smaller = {};
  std::string larger = {};
  Hash root = {};
  Proof proof = {};
};

constexpr std::size_t largest_split_view = 2 * largest_note + 8192;

[[nodiscard]] std::string write_split_view(SplitView const& split);
/// "split-view.malformed". What it accepts it would write again byte for byte; nothing of it is believed yet.
[[nodiscard]] Result<SplitView> parse_split_view(std::string_view text);

struct ProvenSplit {
  std::string origin;
  TreeHead smaller;
  TreeHead larger;
};
/// Nothing but two histories of one log can pass: "split-view.not-proven" where these keys did not sign both, or where the two
/// go together. REQUIRES: whoever holds the keys knows whose they are; several of one origin are a rotation.
[[nodiscard]] Result<ProvenSplit> check_split_view(SplitView const& split, std::span<VerifierKey const> keys);

/// SHA-256 of what was signed, in hexadecimal: the same for one pair of checkpoints, whoever else signed them.
[[nodiscard]] std::string id_of(SplitView const& split);

/// Of two checkpoints of one log and one size with different roots; nothing where they are no such pair.
[[nodiscard]] std::optional<SplitView> split_of_one_size(Sighting const& one, Sighting const& other);

/// The checkpoint, where one of these keys signed it and it is the log of that key.
[[nodiscard]] std::optional<Checkpoint> open_with(std::string_view note, std::span<VerifierKey const> keys);
/// As it was signed by the log itself: without what else stands below it. REQUIRES: open_with.
[[nodiscard]] std::string signed_part(std::string_view note, std::span<VerifierKey const> keys);
/// Both of these, and who signed it: keys of its own log alone.
[[nodiscard]] std::optional<Sighting> sighting_of(std::string_view note, std::span<VerifierKey const> keys);

}  // namespace concordat::ledger
