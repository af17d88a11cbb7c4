// SPDX-License-Identifier: Apache-2.0
// The log as a folder in the C2SP layout: checkpoint, vkey, tile/..., tile/entries/..., and former.vkeys where another key
// signed before. A partner can mirror
// it with rsync or curl and check it with programs that are not ours.
//
// Full tiles that are there already are left alone, so a second export costs what grew. The checkpoint is
// replaced last and in one step: a reader never sees one whose tiles are missing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/note.h"
#include "ledger/tiles.h"

namespace concordat::ledger {

struct ExportReport {
  std::uint64_t size = 0;
  std::uint64_t written = 0;    ///< files written
  std::uint64_t untouched = 0;  ///< full tiles and bundles that were there
};

/// Exports the log as of the checkpoint in `note`. Refuses a folder that holds another log
/// ("ledger.export-other-log") or a longer one ("ledger.export-shorter").
/// `former`: keys that signed this log before `verifier`; they are exported beside it, the oldest first.
[[nodiscard]] Result<ExportReport> export_log(LogStorage const& storage, std::string_view note,
                                              VerifierKey const& verifier,
                                              std::filesystem::path const& folder,
                                              std::vector<VerifierKey> const& former = {});

/// Reads such a folder.
class FolderLog final : public LogStorage {
 public:
  explicit FolderLog(std::filesystem::path folder) : folder_{std::move(folder)} {}
  [[nodiscard]] Result<std::string> note() const;
  [[nodiscard]] Result<VerifierKey> verifier() const;
  /// As the checkpoint in the folder says, signed or not; verify_log checks it.
  [[nodiscard]] Result<std::uint64_t> size() const override;
  [[nodiscard]] Result<std::string> tile(TileId const& id) const override;
  [[nodiscard]] Result<std::string> entries(BundleId const& id) const override;

 private:
  std::filesystem::path folder_;
};

}  // namespace concordat::ledger
