// SPDX-License-Identifier: Apache-2.0
// A backup of an open hub, while others work on it: the main database into one folder, the keys into another.
//
// Each is one moment of its database. The main one comes first: a key may be too many, never missing. Both are sealed to
// a public key whose private half is kept offline. That a backup is made, and to whom it is sealed, stands in the ledger
// before the first byte is written; what was written, after the last.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crypto/sealed_stream.h"
#include "hub/backup/manifest.h"
#include "hub/hub.h"

namespace concordat::hub {

struct BackupOptions {
  std::filesystem::path out;        ///< folder of the main database's copies; made where it is not there
  std::filesystem::path keys_out;   ///< folder of the keys' copies: another one
  std::filesystem::path recipient;  ///< the public key's file; empty: backup.pub in the folder of the keys
};

struct BackupReport {
  Manifest hub;
  Manifest keys;
  std::uint64_t rows = 0;
  std::uint64_t removed = 0;        ///< files of key backups whose day had come
  std::uint64_t ledger_index = 0;   ///< of the entry about what was written
};

/// "backup.same-folder", "backup.inside-keys", "backup.no-recipient", "backup.identity-here", "backup.busy",
/// "backup.exists" where one of the same second lies there, and every failure of disk and database; then nothing new is
/// left in either folder, and what lay there is as it was.
[[nodiscard]] Result<BackupReport> make_backup(Hub& hub, BackupOptions const& options);

/// Deletes the copies of keys whose day has come, in every folder that a backup of this hub wrote keys to; how many
/// files. A folder that is not there (a disk that is put away) is left for the next time.
[[nodiscard]] Result<std::uint64_t> sweep_key_backups(Hub& hub);

/// Makes both halves of a backup key: FILE of mode 0400, and FILE.pub. "backup.identity-in-keys" in a hub's folder of
/// keys, where the private half may never lie.
[[nodiscard]] Result<crypto::Recipient> make_backup_key(std::filesystem::path const& file, Chance& chance);

}  // namespace concordat::hub
