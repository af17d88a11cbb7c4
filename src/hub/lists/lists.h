// SPDX-License-Identifier: Apache-2.0
// The lists of people that agencies send, and the named senior owner of each (S44). Where an owner leaves or is taken away, the list
// is closed for reading at once: linkage shows nothing of it, the locator does not ask it. What is sent is still taken in.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"

namespace concordat::hub::lists {

struct PeopleList {
  std::string feed;         ///< id
  std::string title;
  std::string agency;       ///< whose it is
  std::string owner;        ///< a member; empty: none was named, or they were taken away
  std::string owner_role;   ///< in which they answer for it; empty: the owner is not there, or not senior, any more
  std::string since;        ///< the day since which; empty: never
  bool in_use = false;
  bool may_name = false;    ///< for this viewer to name its owner
};

/// Every list of people in the hub, by feed. A look: its leaf.
[[nodiscard]] Result<std::vector<PeopleList>> people_lists(Hub& hub, Member const& member);
/// The same as a part of another look: no leaf.
[[nodiscard]] Result<std::vector<PeopleList>> peek_lists(Hub& hub, Member const* viewer = nullptr);
/// Numbers of the feeds that nobody answers for. No leaf.
[[nodiscard]] Result<std::set<int>> out_of_use(Hub& hub);

/// Whether this member could answer for a list of their agency.
[[nodiscard]] bool may_own(Member const& member);
/// By a strategic or information-governance lead of the agency whose list it is ("list.not-for-you"). `owner`: a strategic lead,
/// information-governance lead or data protection officer of that agency ("list.owner"); empty: takes the owner away. Answers the
/// ledger's index.
[[nodiscard]] Result<std::uint64_t> name_owner(Hub& hub, Member const& member, std::string const& feed, std::string const& owner);

[[nodiscard]] Json to_json(PeopleList const& list);

}  // namespace concordat::hub::lists
