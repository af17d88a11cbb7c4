// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/tasks.h"

#include <algorithm>

#include "hub/sharing/audit_sample.h"
#include "hub/sharing/people.h"
#include "hub/sharing/requests.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql appeals = "SELECT count(*) FROM appeal WHERE decider = ? AND outcome IS NULL AND erased_on IS NULL";
constexpr store::Sql glasses = "SELECT second, review_by FROM break_glass WHERE agency = ? AND member <> ? AND outcome IS NULL AND erased_on IS NULL";

}  // namespace sql

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
