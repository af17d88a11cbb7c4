// SPDX-License-Identifier: Apache-2.0
#include "hub/equality/access.h"

#include <algorithm>
#include <array>
#include <span>

#include "hub/accounts/rights.h"

namespace concordat::hub {
namespace sql {

/// Active posts of the same person: members that an account of this one signs in as.
constexpr store::Sql other_posts =
    "SELECT count(*) FROM account_member a JOIN account_member b ON b.account = a.account JOIN member m ON m.id = b.member WHERE a.member = ? AND b.member <> a.member AND m.active = 1";

}  // namespace sql

namespace {

constexpr FixedText whom_to_ask = "Ask the equality monitoring officer of your agency, or the lead, for what the report shows.";

bool each_role_allows(Right right, std::vector<std::string> const& roles) {
  return std::ranges::all_of(roles, [&](std::string const& role) { return allowed(right, std::span{&role, 1}); });
}

Result<bool> has_other_posts(Hub& hub, Member const& member) {
  auto const posts = hub.database().query_integer(sql::other_posts, member.id);
  if (!posts) return fail(posts);
  return posts->value_or(0) > 0;
}

Result<void> admit(Hub& hub, Member const& member, Act const& act, Right right) {
  if (!member.active || !allowed(right, member.roles)) {
    return turned_away(hub, act, fail(Fault::refused, "equality.not-yours", "In this role nobody sees what was sent for equality monitoring, or what became of it.", whom_to_ask));
  }
  if (!each_role_allows(right, member.roles)) {
    return turned_away(hub, act, fail(Fault::refused, "equality.other-role", "Equality monitoring is apart from whoever decides about people, and one of your roles may.",
                                      "Let somebody do it who has none of these roles: the administrator of the partnership file gives them out."));
  }
  // Officers alone: a lead of one agency may be a lead of another.
  if (!allowed(Right::monitor_equality, member.roles)) return {};
  auto const elsewhere = has_other_posts(hub, member);
  if (!elsewhere) return fail(elsewhere);
  if (!*elsewhere) return {};
  return turned_away(hub, act, fail(Fault::refused, "equality.other-post", "Equality monitoring is apart from every other post, and you have another.",
                                    "Let somebody monitor equality who has no other post in the hub, or give the other post up."));
}

}  // namespace

Act equality_act(Member const& member, ledger::Event event, std::vector<std::string> fields) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = std::move(fields);
  return act;
}

Result<void> admit_officer(Hub& hub, Member const& member, Act const& act) { return admit(hub, member, act, Right::monitor_equality); }

Result<void> admit_reader(Hub& hub, Member const& member, Act const& act) { return admit(hub, member, act, Right::see_equality); }

}  // namespace concordat::hub
