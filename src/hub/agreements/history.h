// SPDX-License-Identifier: Apache-2.0
// What happened to an agreement, and how it stood at any earlier entry of the ledger.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {

struct HistoryStep {
  LifeChange change;
  std::string reason = {};  ///< for members of a party only; empty where none was given or its key is gone
};
struct AgreementHistory {
  std::string reference;
  bool party = false;  ///< the one who looks belongs to a party: reasons and posts show
  std::vector<HistoryStep> steps = {};
};
/// In order. No leaf: the look that this is part of has one. "agreement.unknown". `agency`: of the one who looks; empty:
/// nobody known, who learns steps, agencies and days, and neither posts nor reasons.
[[nodiscard]] Result<AgreementHistory> agreement_history(Hub& hub, std::string const& reference, std::string const& agency);

/// How it stood when that entry had been written, on the day of that entry; nothing where it was not there yet. A
/// suspension, an end or a later version counts from its own entry on. "ledger.no-such-entry" where there is none.
[[nodiscard]] Result<std::optional<agreements::Standing>> standing_at(Hub& hub, std::string const& reference, std::uint64_t ledger_index);

}  // namespace concordat::hub
