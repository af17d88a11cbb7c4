// SPDX-License-Identifier: Apache-2.0
// Another signing key for the same ledger, and the end of the one before it (ledger/rotation.h has the files).
//
// For 30 days from the time of the ledger's own entry every checkpoint bears both signatures, so that whoever holds one of the
// two public keys can check it; then the new key signs alone and the old private key is destroyed, where it lies in the folder.
// A clock that is doubted (retention.h) ends nothing. No private key is read here: only children of the signer's command do. The first entry that the new key signed names both keys.
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
  /// Where the old private key lies, which nobody here can destroy; empty: in the folder of the keys.
  std::string old_lies_in = {};
  std::uint64_t ledger_index = 0;
};

/// "retention.clock-leap" where the one before is to be ended and the clock is doubted; "rotation.not-over" while two keys sign already; "rotation.same-key" where the new one is the old one; "rotation.where" where the old one lies elsewhere and `to` is empty. Problems of
/// make_next_key where the new key cannot be used; then nothing changes.
[[nodiscard]] Result<KeyRotated> rotate_signing_key(Hub& hub, RotateOptions const& options = {});

/// What the running rotation is: the old key signs too, or waits for its end. Nothing where there is none.
[[nodiscard]] Result<std::optional<ledger::Rotation>> running_rotation(Hub& hub);

struct KeyRetired {
  std::string old_vkey;
  /// Where its private half still lies, for whoever runs the hub to destroy there; empty: it lay in the folder of the keys.
  std::string still_in;
  std::uint64_t ledger_index = 0;
};
enum class ClockIs : std::uint8_t { unproved, right };
/// Destroys the key before, where its 30 days are over: run_retention does it by itself. Nothing where none is due.
/// "retention.clock-leap" where it is due by a clock that is doubted and that nobody says is right.
[[nodiscard]] Result<std::optional<KeyRetired>> retire_signing_key(Hub& hub, ClockIs clock = ClockIs::unproved);

}  // namespace concordat::hub
