// SPDX-License-Identifier: Apache-2.0
// An export as a part of a greater one: everything lies in the stage until all of it is there.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/staged_folder.h"
#include "ledger/export.h"

namespace concordat::ledger {

/// As export_log, into the stage of the folder.
[[nodiscard]] Result<ExportReport> export_log(LogStorage const& storage, std::string_view note, VerifierKey const& verifier, StagedFolder const& stage,
                                              std::vector<VerifierKey> const& former = {});
/// Puts all of the stage in place, the checkpoint last: the other files are what it says. A failure leaves the folder as it was.
[[nodiscard]] Result<void> keep_export(StagedFolder& stage);

}  // namespace concordat::ledger
