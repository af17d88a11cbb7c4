// SPDX-License-Identifier: Apache-2.0
// Another signing key for the same ledger, and the end of the one before it (ledger/rotation.h has the files).
//
// For 30 days every checkpoint bears both signatures, so that whoever holds one of the two public keys can check it; then the
// new key signs alone and the old private key is destroyed. The first entry that the new key signed names both keys.
// After kill -9 at any moment the hub signs; an exchange that was begun is done by whoever needs the signer next.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "hub/hub.h"
#include "ledger/rotation.h"

namespace concordat::hub {

constexpr std::chrono::days both_keys_sign{30};

struct RotateOptions {
  /// Where the new key lies, as docs/formats/signer-protocol.md shows: copied to signer.key. Empty: one is made there.
  std::filesystem::path to = {};
  /// For tests, which die there.
  ledger::AtStep at = {};
};

struct KeyRotated {
  std::string old_vkey;
  std::string new_vkey;
  Instant until;  ///< both sign before
  std::uint64_t ledger_index = 0;
};

/// "rotation.not-over" while two keys sign already; "rotation.same-key" where the new one is the old one; "rotation.where" where the old one lies elsewhere and `to` is empty. Problems of
/// crypto/key_place.h and crypto/token/token_key.h where the new key cannot be used; then nothing changes.
[[nodiscard]] Result<KeyRotated> rotate_signing_key(Hub& hub, RotateOptions const& options = {});

/// What the running rotation is: the old key signs too, or waits for its end. Nothing where there is none.
[[nodiscard]] Result<std::optional<ledger::Rotation>> running_rotation(Hub& hub);

struct KeyRetired {
  std::string old_vkey;
  /// Where its private half still lies, for whoever runs the hub to destroy there; empty: it lay in the folder of the keys.
  std::string still_in;
  std::uint64_t ledger_index = 0;
};
/// Destroys the key before, where its 30 days are over: run_retention does it by itself. Nothing where none is due.
[[nodiscard]] Result<std::optional<KeyRetired>> retire_signing_key(Hub& hub);

}  // namespace concordat::hub
