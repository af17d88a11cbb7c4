// SPDX-License-Identifier: Apache-2.0
// What the hub's tables say of agreements and releases, held against the entries of its ledger, both ways. Whoever owns the
// database can delete or invent rows; the entries they cite, or lack, are signed.
//
// Looked at: the steps of an agreement's life with the state each led to, its document, its signatures, its impact assessments,
// what stands still with it, stored releases with their files, closed quarters with their reports, files that were taken in,
// requests with their answers, refusals and uses, who was told of whom by the locator and of a household, what was given and corrected,
// acknowledgements, members with their roles, runs of linkage, what people decided about links and that it is so, and the time of each.
// What lawfully goes is missed by nobody: details whose key is gone, acknowledgements, decisions whose records are gone, and rows from
// before steps were written down. Entries that no checkpoint covers yet are left alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"

namespace concordat::hub {

/// Code of a ledger whose entries hold while the tables beside them say something else.
constexpr FixedText state_differs{"ledger.state-differs"};
constexpr FixedText state_remedy{
    "Stop the hub and keep this database as evidence: somebody wrote to it past the hub. Restore the newest backup whose 'ledger verify' finds nothing, "
    "or have the parties take the step again, and tell them which it was."};

struct StateDifference {
  std::string of;                            ///< "agreement isa.northshire.ed@1", "release 0190..."
  std::optional<std::uint64_t> entry = {};   ///< of the ledger; none where the ledger has no such entry
  std::string ledger;                        ///< what it says
  std::string database;                      ///< what the tables say instead; may quote them
  bool operator==(StateDifference const&) const = default;
};

/// Every entry before `size` is passed over once, and those of agreements and of disclosures are read. REQUIRES: the ledger
/// holds up to `size`. A Problem means that ledger or tables could not be read.
[[nodiscard]] Result<std::vector<StateDifference>> state_differences(Hub& hub, std::uint64_t size);

}  // namespace concordat::hub
