// SPDX-License-Identifier: Apache-2.0
// Looking at the ledger, which is an act of its own: to verify it, to prove a released file.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "hub/hub.h"
#include "hub/log/tail.h"
#include "hub/release/release.h"
#include "hub/state_check/state_check.h"

namespace concordat::hub {

struct LedgerLook {
  ledger::VerifyReport report;
  std::optional<LedgerTail> tail = {};  ///< what lay beyond what is signed; none where the ledger does not hold even so far
  std::vector<StateDifference> differences = {};  ///< of the hub's tables from a ledger that holds
  [[nodiscard]] bool intact() const { return report.intact() && differences.empty(); }
  std::optional<FileProof> proof = {};      ///< of the file that was handed in, where the ledger holds
  std::optional<Problem> unproved = {};     ///< why it is not proved
  std::optional<Problem> unrecorded = {};   ///< why this look has no entry of its own
};

/// Verifies the whole ledger, that nothing lies beyond it which no entry wrote and, where it holds, whether the hub's tables say of agreements and releases what it says
/// (state_check.h), and whether `release_file` is what an entry records. A look at a ledger
/// that holds is recorded afterwards, with "ledger.state-differs" where the tables do not agree with it. One that does not hold is evidence, to which nothing is added; and where the entry
/// cannot be written (the database may only be read, another program writes, the signer is away) the answer stands
/// without it and says so: being able to verify must not hang on being able to write.
/// `of_copies` knows files that are made of what an entry records (`prove_public_copy`); asked where no entry records the file itself.
using ProveCopy = std::function<Result<FileProof>(Hub& hub, std::string_view content)>;
[[nodiscard]] Result<LedgerLook> look_at_ledger(Hub& hub, std::optional<std::string_view> release_file = {}, ProveCopy const& of_copies = {});

}  // namespace concordat::hub
