// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/people.h"

#include <algorithm>

#include "hub/agreements/life.h"

namespace concordat::hub::sharing {

bool is_lead(Member const& member) {
  return member.has_role("information-governance-lead") || member.has_role("data-protection-officer") || member.has_role("strategic-lead");
}

bool answers_requests(Member const& member) {
  return is_lead(member) || member.has_role("caldicott-guardian") || member.has_role("conference-member") || member.has_role("conference-chair");
}

Act act_of(ledger::Event event, Member const& member, std::string what) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {std::move(what)};
  return act;
}

tl::unexpected<Problem> turned_away(Hub& hub, Act act, Problem problem) {
  auto const noted = record_alone(hub, refused(std::move(act), std::string{problem.code.view()}));
  if (!noted) return tl::unexpected<Problem>{noted.error()};
  return tl::unexpected<Problem>{std::move(problem)};
}

Result<void> check_asker(Hub& hub, Member const& member, std::string_view role) {
  auto const known = hub.member(member.id);
  if (!known) return fail(known);
  if (*known && (*known)->active && (*known)->agency == member.agency && (*known)->has_role(role)) return {};
  return fail(Fault::refused, "sharing.not-a-member", "You are not known as an active member of that agency in that role.",
              "Say who asks with --by and in which role with --role; the partnership's administrator keeps the list of members.");
}

Result<bool> takes_escalated(Hub& hub, Member const& member) {
  if (member.has_role("strategic-lead") || !member.has_role("information-governance-lead")) return member.has_role("strategic-lead");
  auto const others = members_in_role(hub, member.agency, "strategic-lead", {});
  if (!others) return fail(others);
  return others->empty();
}

Result<std::vector<std::string>> members_in_role(Hub& hub, std::string_view agency, std::string_view role, std::vector<std::string> const& except) {
  auto const all = hub.members_of(agency);
  if (!all) return fail(all);
  std::vector<std::string> ids;
  for (auto const& member : *all) {
    if (!member.active || !member.has_role(role)) continue;
    auto const excepted = is_one_of(hub, member.id, except);
    if (!excepted) return fail(excepted);
    if (!*excepted) ids.push_back(member.id);
  }
  return ids;
}

Result<bool> is_one_of(Hub& hub, std::string_view member, std::vector<std::string> const& people) {
  for (auto const& one : people) {
    auto const same = same_person(hub.database(), one, member);
    if (!same || *same) return same;
  }
  return false;
}

}  // namespace concordat::hub::sharing
