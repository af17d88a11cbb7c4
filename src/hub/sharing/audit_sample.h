// SPDX-License-Identifier: Apache-2.0
// The disclosure audit sample: of each month a tenth of what an agency gave and got, one at the least and ten at the most,
// drawn by a keyed hash so that nobody chooses it, for a lead to look through. What is not done in time first warns; later
// the agency's new personalised requests are refused until it is.
#pragma once

#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::sharing {

inline constexpr int audit_warns_after = 14;   ///< days after the month's end
inline constexpr int audit_blocks_after = 42;  ///< days after the month's end

struct SampledUse {
  DataUse use;
  std::string month;
  Date warn_on;
  Date block_on;
  std::string outcome;  ///< in-order, concern; empty: still to do
  std::string done_by;
  bool late = false;
  bool blocks = false;
};

/// The own agency's samples of every month that is over, oldest first. For leads and auditors: "audit-sample.not-a-lead".
[[nodiscard]] Result<std::vector<SampledUse>> audit_sample(Hub& hub, Member const& member);
/// The same as a part of another look: no leaf, and for anybody.
[[nodiscard]] Result<std::vector<SampledUse>> peek_sample(Hub& hub, store::Connection& connection, std::string const& agency);
/// By a lead who did not ask for it. "audit-sample.unknown": not in the sample or done; "audit-sample.words".
[[nodiscard]] Result<std::uint64_t> audit_done(Hub& hub, Member const& member, std::string const& use, std::string const& outcome, std::string const& note);
/// Whether the engine is to refuse. No leaf.
[[nodiscard]] Result<bool> audit_is_overdue(Hub& hub, store::Connection& connection, std::string const& agency);

}  // namespace concordat::hub::sharing
