// SPDX-License-Identifier: Apache-2.0
// The entries that tell of the ledger's own key: that another took its place, and that the old one is gone.
//
// The format of entries is final and lets nothing in that could be a number of somebody, so a key stands in it as hexadecimal
// digits in groups of four: "old:1a2b-3c4d-...". With the log's name it is the whole verifier key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/leaf.h"
#include "ledger/note.h"

namespace concordat::ledger {

/// The `fields` of the entry (admin) of a rotation: ledger-key, rotated, old:..., new:...
[[nodiscard]] std::vector<std::string> rotated_words(VerifierKey const& old_key, VerifierKey const& new_key);
/// Of the entry that the old key is gone: ledger-key, retired, old:...
[[nodiscard]] std::vector<std::string> retired_words(VerifierKey const& old_key);

struct KeyChange {
  crypto::PublicKey old_key;
  crypto::PublicKey new_key;
};
/// Nothing where the entry tells of no rotation.
[[nodiscard]] std::optional<KeyChange> key_change_in(std::string_view entry);
/// Nothing where the entry does not tell that a key is gone.
[[nodiscard]] std::optional<crypto::PublicKey> retired_key_in(std::string_view entry);

}  // namespace concordat::ledger
