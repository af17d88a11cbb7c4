// SPDX-License-Identifier: Apache-2.0
// The files of the signer in the folder of the keys, and how one key takes another's place.
//
//   signer.key            the private key                          (one that another place holds: note_key.h)
//   signer.state          the last checkpoint signed
//   signer.vkey           the public key
//   signer.rotation       of a rotation: both public keys, the number of its entry, until when both sign
//   signer-first.key      the first key, until its state and public half are there (begin_signer)
//   signer-next.key       the new key, until all of the exchange is done
//   signer-retiring.key   the key before, while it signs as well
//   signer-retired.key    the key before, when it no longer does: what is left to destroy
//   signer-former.vkeys   public keys that were exchanged, the oldest first, one a line: for ever
//
// Every step is one rename or link, and after each the hub can sign: with the old key until signer.key is the new one, and
// with both from then on. signer-next.key says that an exchange is not done; who finds it goes on with it where the entry of
// the rotation is in the ledger, and forgets the new key where it is not.
// REQUIRES for all that changes anything: the StateLock of these files is held.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/key_change.h"
#include "ledger/note.h"
#include "ledger/tiles.h"

namespace concordat::ledger {

struct SignerFiles {
  explicit SignerFiles(std::filesystem::path const& folder);
  std::filesystem::path key;
  std::filesystem::path first_key;  ///< until all of a new signer is there
  std::filesystem::path state;
  std::filesystem::path vkey;
  std::filesystem::path rotation;
  std::filesystem::path next_key;
  std::filesystem::path retiring_key;
  std::filesystem::path retired_key;
  std::filesystem::path former_vkeys;
};

struct Rotation {
  VerifierKey old_key;
  VerifierKey new_key;
  std::uint64_t entry = 0;  ///< that tells of it in the ledger
  Instant until = {};       ///< both sign before, the new key alone from then on
};

/// Nothing where there was none, or where it is over. "ledger.rotation-malformed"; "ledger.rotation-in-the-way" where something
/// that is no file has its name, which stays as it is.
[[nodiscard]] Result<std::optional<Rotation>> read_rotation(SignerFiles const& files);
[[nodiscard]] Result<void> write_rotation(SignerFiles const& files, Rotation const& rotation);

/// An exchange as an entry of the ledger tells of it.
struct ToldExchange {
  std::uint64_t entry = 0;
  Instant at = {};
  KeyChange keys;
};
/// Nothing where the entry of that number, of these bytes, tells of none.
[[nodiscard]] std::optional<ToldExchange> exchange_in(std::uint64_t index, std::string_view entry);
/// That of the newest entry before `size` that tells of one, read from the end. Nothing where there is none.
[[nodiscard]] Result<std::optional<ToldExchange>> newest_exchange(LogStorage const& storage, std::uint64_t size);

/// Number of the entry before `size` that tells that the old key of this exchange is out of use. Nothing where there is none.
[[nodiscard]] Result<std::optional<std::uint64_t>> entry_of_end(LogStorage const& storage, std::uint64_t size, Rotation const& rotation);

/// Whether an exchange was begun and is not done.
[[nodiscard]] bool exchange_is_open(SignerFiles const& files);
/// For tests, which die there: the name of each step when it is done.
using AtStep = std::function<void(std::string_view)>;
/// The new key in the old one's place, which from now on signs beside it. Goes on where an earlier try ended.
[[nodiscard]] Result<void> exchange_keys(SignerFiles const& files, Rotation const& rotation, AtStep const& at = {});
/// Whether a key is on its way in or out: next, retiring or retired.
[[nodiscard]] bool keys_are_exchanged(SignerFiles const& files);
/// What a kill without warning leaves of files that were being written, and a signer.rotation whose exchange is over.
[[nodiscard]] bool has_leftovers(SignerFiles const& files);
/// Removes them; a key among them is overwritten first.
[[nodiscard]] Result<void> clear_leftovers(SignerFiles const& files);
/// No rotation after all: the new key goes.
[[nodiscard]] Result<void> forget_next_key(SignerFiles const& files);

/// The key before signs no more, whatever any clock says afterwards. False where nothing has to stop, or where the state does
/// not yet bear the new key's signature.
[[nodiscard]] Result<bool> stop_retiring_key(SignerFiles const& files);
/// Keys that never sign again since their log goes on under another name: the new one of an exchange, and the one before.
[[nodiscard]] Result<void> destroy_other_keys(SignerFiles const& files);
/// Adds a line to signer-former.vkeys, once.
[[nodiscard]] Result<void> keep_former_key(SignerFiles const& files, VerifierKey const& key);
/// Overwrites what is left of it. The empty file stays until `end_rotation`, so that it can be told in the ledger.
[[nodiscard]] Result<void> destroy_retired_key(SignerFiles const& files);
[[nodiscard]] Result<void> end_rotation(SignerFiles const& files);

/// Public keys, one a line; none where there is no such file.
[[nodiscard]] Result<std::vector<VerifierKey>> read_vkeys(std::filesystem::path const& file);

}  // namespace concordat::ledger
