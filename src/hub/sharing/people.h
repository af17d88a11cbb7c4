// SPDX-License-Identifier: Apache-2.0
// Who may do what here, and what waits for them. A right opens a page; whose request, whose fact and whose record it is, is asked here again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
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

/// "sharing.not-a-member": not an active member of that agency in that role. One sentence for all of these.
[[nodiscard]] Result<void> check_asker(Hub& hub, Member const& member, std::string_view role);

/// Of an agency, by id, those of this role who are none of these people, whichever post they hold: one account is one person.
[[nodiscard]] Result<std::vector<std::string>> members_in_role(Hub& hub, std::string_view agency, std::string_view role, std::vector<std::string> const& except);
/// Whether the member is one of these people.
[[nodiscard]] Result<bool> is_one_of(Hub& hub, std::string_view member, std::vector<std::string> const& people);

/// What waits for one person, in numbers, for the page they begin at. Part of another look: no leaf of its own.
struct Tasks {
  std::uint64_t to_answer = 0;      ///< requests to the agency that a person must give or decline
  std::uint64_t review_due = 0;     ///< refusals whose day to be looked at again has come
  std::uint64_t escalated = 0;      ///< R18, for strategic leads
  std::uint64_t to_decide = 0;      ///< appeals
  std::uint64_t told_of_glass = 0;  ///< break-glass this person was told of, not yet reviewed
  std::uint64_t glass_overdue = 0;  ///< not reviewed in time, for leads of the agency
  std::uint64_t sample = 0;         ///< disclosures to look through, for leads
  std::uint64_t sample_late = 0;
};
[[nodiscard]] Result<Tasks> tasks_of(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(Tasks const& tasks);

/// Whether this member could review a break-glass of a colleague.
[[nodiscard]] bool may_review(Member const& member);

}  // namespace concordat::hub::sharing
