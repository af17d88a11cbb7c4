// SPDX-License-Identifier: Apache-2.0
// A hub out of its backups, into an empty place.
//
// Everything is checked before anything is shown: the hashes of the sealed files, every row count, the whole ledger
// against its signed checkpoint. On SQLite the hub appears under its name only when all of it is there.
//
// The ledger after a restore. A backup is older than the ledger was: outsiders may hold entries and checkpoints that it
// lacks. The signer is not talked into anything:
//   - where its key and its newest state survived and the restored log continues that state, it goes on (a state older
//     than the backup's own checkpoint is not the newest: that copy of the signer would sign a second history);
//   - otherwise the log gets a new key under a new origin, ".../epoch-2", and its old public key is kept beside it as
//     signer-1.vkey. The old key never signs again, so that no two histories bear its name.
// Either way the next entry is a checkpoint-restore: it commits to the last checkpoint known and says how many entries
// are lost, where that is known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/result.h"
#include "hub/backup/manifest.h"
#include "hub/hub.h"

namespace concordat::hub {

struct RestoreOptions {
  std::filesystem::path from;       ///< folder, or the manifest of one backup
  std::filesystem::path keys_from;  ///< the same for the keys; empty: the folder of the keys survived
  std::filesystem::path identity;   ///< the private half of the backup key
  std::filesystem::path signer;     ///< folder where signer.key, signer.state and signer.vkey survived; empty: nowhere
  std::filesystem::path checkpoint; ///< file with the newest checkpoint a partner kept; empty: none
  HubOptions place;                 ///< where to; its database and, with keys_from, its folder of keys must be empty
};

struct RestoreReport {
  Manifest hub;
  std::optional<Manifest> keys;
  std::uint64_t rows = 0;
  std::uint64_t ledger_size = 0;      ///< entries that came back; from this number on outsiders may hold more
  std::optional<std::uint64_t> lost;  ///< entries that are known to be missing
  int epoch = 1;                      ///< of the ledger from now on
  bool new_epoch = false;
  std::string vkey;                   ///< the ledger's public key from now on
  std::uint64_t ledger_index = 0;     ///< of the entry about the restore
};

/// Beside the problems of find_backup and crypto::StreamOpener: "restore.not-empty", "restore.keys-expired",
/// "restore.keys-older", "restore.other-hub", "restore.manifest-differs", "restore.counts-differ", "restore.ledger",
/// "restore.other-signer", "restore.other-history". Nothing is left behind when it fails.
[[nodiscard]] Result<RestoreReport> restore(RestoreOptions const& options, Shelf shelf, Clock const& clock, Chance& chance);

/// Whether this copy of keys may still exist on that day.
[[nodiscard]] Result<void> check_key_backup_life(Manifest const& keys, Date today);

}  // namespace concordat::hub
