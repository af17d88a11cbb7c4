// SPDX-License-Identifier: Apache-2.0
// Which key signs a restored ledger. Inside this module only; the reasons stand in restore.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/chance.h"
#include "base/result.h"
#include "hub/hub.h"
#include "ledger/note.h"
#include "ledger/tiles.h"

namespace concordat::hub {

struct Epoch {
  int number = 1;
  bool is_new = false;
  std::string last_note;              ///< the newest checkpoint known of the log as it was; empty: none
  std::optional<std::uint64_t> lost;  ///< entries of it that the restored log lacks
};

/// What is known of the log as it was.
struct FormerLog {
  std::string vkey;                     ///< of the manifest
  std::string note;                     ///< the newest checkpoint in the restored database
  std::filesystem::path signer;         ///< folder with the signer's files, or empty
  std::filesystem::path checkpoint;     ///< file with a checkpoint of outsiders, or empty
};

/// Puts signer.key, signer.state and signer.vkey into `keys` (and what a running rotation has beside them): those that survived where their state is no older than the
/// newest checkpoint in the backup and the restored log of `size` entries continues it, new ones of the next epoch
/// otherwise. "restore.other-signer" where what survived is of another
/// log, "restore.other-history" where it signed entries that differ from the restored ones.
[[nodiscard]] Result<Epoch> settle_signer(FormerLog const& former, ledger::LogStorage const& log, std::uint64_t size,
                                          std::filesystem::path const& keys, Chance& chance);

/// What the signer of an epoch that is over leaves behind: signer-1.key, signer-1.state (its last checkpoint), signer-1.vkey.
/// A key that was signing beside it, or was to take its place, is destroyed.
[[nodiscard]] Result<void> move_signer_aside(std::filesystem::path const& keys, int epoch);

}  // namespace concordat::hub
