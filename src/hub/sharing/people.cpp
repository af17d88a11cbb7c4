// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/people.h"

#include <algorithm>

#include "hub/agreements/life.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/requests.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql appeals = "SELECT count(*) FROM appeal WHERE decider = ? AND outcome IS NULL AND erased_on IS NULL";
constexpr store::Sql glasses = "SELECT second, review_by FROM break_glass WHERE agency = ? AND member <> ? AND outcome IS NULL AND erased_on IS NULL";

}  // namespace sql


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

bool may_review(Member const& member) { return is_lead(member); }

Result<Tasks> tasks_of(Hub& hub, Member const& member) {
  Tasks tasks;
  auto const count = [&](Which which, std::uint64_t& into) -> Result<void> {
    auto const rows = peek_requests(hub, member, which);
    if (!rows) return fail(rows);
    into = rows->size();
    return {};
  };
  if (auto done = count(Which::awaiting_me, tasks.to_answer); !done) return fail(done);
  if (auto done = count(Which::review_due, tasks.review_due); !done) return fail(done);
  // Who audits sees them in the list too; they wait for others.
  auto const takes = takes_escalated(hub, member);
  if (!takes) return fail(takes);
  if (*takes) {
    if (auto done = count(Which::escalated, tasks.escalated); !done) return fail(done);
  }
  auto const appeals = hub.database().query_integer(sql::appeals, member.id);
  if (!appeals) return fail(appeals);
  tasks.to_decide = static_cast<std::uint64_t>(appeals->value_or(0));
  if (!is_lead(member)) return tasks;
  auto const now = hub.clock().now();
  auto const read = hub.database().query(
      sql::glasses,
      [&](store::Row const& row) {
        tasks.told_of_glass += row.text(0) == member.id ? 1 : 0;
        auto const by = parse_instant(row.text(1));
        tasks.glass_overdue += !by || *by <= now ? 1 : 0;
      },
      member.agency, member.id);
  if (!read) return fail(read);
  auto const sample = peek_sample(hub, hub.database(), member.agency);
  if (!sample) return fail(sample);
  tasks.sample = static_cast<std::uint64_t>(std::ranges::count_if(*sample, [](SampledUse const& one) { return one.outcome.empty(); }));
  tasks.sample_late = static_cast<std::uint64_t>(std::ranges::count_if(*sample, &SampledUse::late));
  return tasks;
}

Json to_json(Tasks const& tasks) {
  Json json;
  json.set("to_answer", tasks.to_answer).set("review_due", tasks.review_due).set("escalated", tasks.escalated).set("to_decide", tasks.to_decide);
  return json.set("told_of_glass", tasks.told_of_glass).set("glass_overdue", tasks.glass_overdue).set("sample", tasks.sample).set("sample_late", tasks.sample_late);
}

}  // namespace concordat::hub::sharing
