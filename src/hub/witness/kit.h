// SPDX-License-Identifier: Apache-2.0
// What leaves the hub for those who check it: the log with its cosignatures, proofs of single entries, and, for an auditor
// or a data-protection officer, openings of what chosen entries committed to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hub/hub.h"
#include "ledger/export.h"

namespace concordat::hub {

struct ExportWanted {
  /// Entries to prove one by one: from and to, both included. A number is that of an entry; a day ("2026-11-21") stands for
  /// its first and its last entry. Empty: none is proved.
  std::string from = {};
  std::string to = {};
  /// Whose openings are given: the id of a request ("req" of its entries, or "prev"), or record:NUMBER, the person of a
  /// record. Empty: none.
  std::string openings_for = {};
  std::optional<Member> by = {};  ///< who chose; only an auditor or data-protection officer may have openings, and only those of their agency
};
struct ExportDone {
  ledger::ExportReport log;
  std::uint64_t proofs = 0;
  std::uint64_t openings = 0;
  std::uint64_t erased = 0;  ///< openings that nothing opens any more
};

/// Writes the log into a folder, with the entry of this export in it. "export.range", "export.no-such-entries",
/// "export.too-many" (over 10,000 proofs); "export.openings-role", and "export.openings-agency" where none of it is of the
/// member's agency (gave or received the entry, supplied the record) or there is none: both are recorded as refused.
[[nodiscard]] Result<ExportDone> export_ledger(Hub& hub, std::filesystem::path const& folder, ExportWanted const& wanted = {});

/// C2SP tlog-proof of one entry, over the newest checkpoint with its cosignatures. The look is an entry itself.
[[nodiscard]] Result<std::string> prove_entry(Hub& hub, std::uint64_t index);

}  // namespace concordat::hub
