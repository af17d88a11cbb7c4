// SPDX-License-Identifier: Apache-2.0
// Who may do what here. A right opens a page; whose request, whose fact and whose record it is, is asked here again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/act.h"
#include "hub/hub.h"

namespace concordat::hub::sharing {

/// Information-governance lead, data-protection officer or strategic lead.
[[nodiscard]] bool is_lead(Member const& member);
/// Answers for an agency that is asked: its leads, its guardian, and who sits in or chairs a conference.
[[nodiscard]] bool answers_requests(Member const& member);

/// Whether "we do not share" without a law (R18) goes to this member: the strategic leads of both agencies, and the
/// information-governance leads of one that has no strategic lead.
[[nodiscard]] Result<bool> takes_escalated(Hub& hub, Member const& member);

/// An act of this member; `what` is a word of ours.
[[nodiscard]] Act act_of(ledger::Event event, Member const& member, std::string what);
/// A refused act with its leaf, then the problem: `return turned_away(hub, act, problem);`
[[nodiscard]] tl::unexpected<Problem> turned_away(Hub& hub, Act act, Problem problem);

/// "sharing.not-a-member": not an active member of that agency in that role. One sentence for all of these.
[[nodiscard]] Result<void> check_asker(Hub& hub, Member const& member, std::string_view role);

/// Of an agency, by id, those of this role who are none of these people, whichever post they hold: one account is one person.
[[nodiscard]] Result<std::vector<std::string>> members_in_role(Hub& hub, std::string_view agency, std::string_view role, std::vector<std::string> const& except);
/// Whether the member is one of these people.
[[nodiscard]] Result<bool> is_one_of(Hub& hub, std::string_view member, std::vector<std::string> const& people);

}  // namespace concordat::hub::sharing
