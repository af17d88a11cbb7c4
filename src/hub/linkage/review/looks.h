// SPDX-License-Identifier: Apache-2.0
// Looks at persons and pairs that do not wait in the queue, and at who shares a home: so many different ones a day for each
// reviewer (definitions/review.yaml), counted, and told to the leads of the agency beside the audit sample.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {

/// Of one reviewer on one day.
struct Looks {
  std::string member;
  std::string day;
  std::uint64_t shown = 0;  ///< different persons and pairs outside the queue, and households
  bool refused = false;     ///< and more than that was asked for
};
inline constexpr int looks_are_told_for = 92;  ///< days
/// Of the member's own agency, the newest first; nothing for who is neither lead nor auditor of it. No leaf: part of another look.
[[nodiscard]] Result<std::vector<Looks>> looks_outside_queue(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(Looks const& looks);

/// "person 12", "pair 5": one more look at it outside the queue, counted. False: no more are left today. REQUIRES: a write
/// transaction, which is rolled back where what was asked for is not shown.
[[nodiscard]] Result<bool> count_look(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& what);
/// Whether one more would be let through now.
[[nodiscard]] Result<bool> is_look_left(Hub& hub, store::Connection& connection, Member const& member);
/// As turned_away; where it is for want of a look, the leads of the agency see that more was asked for, and whether there is
/// such a person or pair is not told. After the transaction.
[[nodiscard]] tl::unexpected<Problem> turned_away_outside(Hub& hub, Member const& member, Act act, Problem const& problem);
/// "link.looks-used-up"
[[nodiscard]] Problem looks_used_up();

/// Why somebody may not act on what does not wait in their queue: no record of their agency is in it ("link.unknown"), or no
/// look is left today ("link.looks-used-up", to be noted); nothing where they may, and it is counted as a look.
[[nodiscard]] Result<std::optional<Problem>> against_acting(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& what, bool own);
[[nodiscard]] Result<std::optional<Problem>> against_acting(Hub& hub, store::Transaction& transaction, Member const& member, Sights& sights, Person person);

/// Whether a record of the person stands in a pair that waits for people or was decided by them, and that the member may see.
[[nodiscard]] Result<bool> is_met_in_queue(store::Connection& connection, Sights& sights, Person person);

}  // namespace concordat::hub::links
