// SPDX-License-Identifier: Apache-2.0
// The proof that a backup is one: restored into a scratch folder, looked at, and deleted.
//
// A restore that nobody tried is a hope. The drill restores (with every check a restore makes), opens sealed records
// without showing them, destroys the key of one and sees that it opens no more, and sees that the copy of the keys is
// refused on the day its life ends. What it made is gone when it returns, also where it fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/personal.h"
#include "base/result.h"
#include "hub/backup/restore.h"

namespace concordat::hub {

struct DrillOptions {
  std::filesystem::path from;
  std::filesystem::path keys_from;
  std::filesystem::path identity;
  std::filesystem::path checkpoint;  ///< file with the newest checkpoint a partner kept; empty: none
  std::filesystem::path scratch;     ///< folder in which a new one is made; empty: the system's own for temporary files
  std::vector<std::string> signer;   ///< command of the signing process, without its files
};

struct DrillReport {
  RestoreReport restored;
  std::vector<store::TableRows> tables;  ///< as counted, which is as the manifest says
  std::uint64_t opened = 0;              ///< sealed records that were opened, of at most 20 drawn by lot
  std::uint64_t erased = 0;              ///< of those drawn, records whose key was destroyed before the backup
  bool erasure_shown = false;            ///< false where there was no record to erase
  Date keys_end{};                       ///< from this day on the copy of the keys is refused
};

// The drill's own judgements.

/// "drill.counts" unless each table holds as many rows as the manifest says; those of the ledger may have grown, because
/// the restore itself is an entry.
[[nodiscard]] Result<void> compare_counts(std::vector<store::TableRows> const& counted, std::vector<store::TableRows> const& said);
/// "drill.erasure" unless the attempt to open a record failed because its key was destroyed.
[[nodiscard]] Result<void> must_be_erased(Result<Personal<std::string>> const& opened);

/// Every problem of restore, and "drill.counts", "drill.record", "drill.erasure" where something does not hold.
[[nodiscard]] Result<DrillReport> drill(DrillOptions const& options, Shelf shelf, Clock const& clock, Chance& chance);

}  // namespace concordat::hub
