// SPDX-License-Identifier: Apache-2.0
// Closed quarters against what the releases that closed them committed to, and revisions against what people said.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/quarters/coverage.h"
#include "hub/release/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql revisions =
    "SELECT quarter, revision, reason, proposed_by, proposed_for, answer, answered_by, answered_for, ledger_index, proposed_at, answered_at FROM quarter_revision ORDER BY quarter, revision";

}  // namespace sql

namespace {

std::string name_of(Quarter quarter, int revision) { return fmt::format("quarter {}, revision {}", format_quarter(quarter), revision); }

/// Whether that entry's release closed just this. Where its detail was erased nothing is said against it.
bool is_committed(Comparing const& comparing, ClosedQuarter const& closed) {
  auto const found = comparing.closings.find(closed.ledger_index);
  if (found == comparing.closings.end()) return comparing.releases.contains(closed.ledger_index);
  auto const wanted = to_json(closed);
  return !found->second.is_null() && std::ranges::any_of(found->second.array(), [&](Json const& one) { return one == wanted; });
}

void compare_closings(Comparing& comparing, std::vector<ClosedQuarter> const& stored) {
  std::set<std::pair<std::string, std::string>> there;
  for (auto const& one : stored) {
    there.emplace(format_quarter(one.quarter), std::to_string(one.revision));
    if (one.ledger_index >= comparing.size || is_committed(comparing, one)) continue;
    comparing.differ(name_of(one.quarter, one.revision), one.ledger_index, "no such closing, or of other reports", "closed " + one.closed_at);
  }
  for (auto const& [index, list] : comparing.closings) {
    if (list.is_null() || index >= comparing.size) continue;
    for (auto const& one : list.array()) {
      auto const revision = std::to_string(one["revision"].integer());
      if (there.contains({one["quarter"].string(), revision})) continue;
      comparing.differ(fmt::format("quarter {}, revision {}", one["quarter"].string(), revision), index, "closed " + one["closed_at"].string(), "open");
    }
  }
}

struct Said {
  std::string what;    ///< "revision-confirmed"
  std::string reason;  ///< of a proposal
  std::string agency;
  std::string member;
  std::string at;
};

bool same(Comparing const& comparing, ledger::Leaf const& leaf, Quarter quarter, Said const& said) {
  if (leaf.fields != std::vector<std::string>{"quarter", format_quarter(quarter)} || leaf.to != said.agency || leaf.why.empty() || leaf.why.front() != said.what) return false;
  if (!said.reason.empty() && (leaf.why.size() != 2 || leaf.why.back() != said.reason)) return false;
  return is_time_of(said.at, leaf) && acted(comparing.hub, leaf, said.agency, said.member);
}

}  // namespace

Result<void> compare_quarters(Comparing& comparing) {
  auto const stored = all_closings(comparing.connection);
  if (!stored) return fail(stored);
  compare_closings(comparing, *stored);
  std::set<std::uint64_t> cited;
  auto read = comparing.connection.query(sql::revisions, [&](store::Row const& row) {
    Quarter const quarter{row.small(0)};
    auto const index = static_cast<std::uint64_t>(row.integer(8));
    auto const said = row.is_null(5) ? Said{"revision-proposed", row.string(2), row.string(4), row.string(3), row.string(9)} : Said{"revision-" + row.string(5), {}, row.string(7), row.string(6), row.string(10)};
    cited.insert(index);
    if (index >= comparing.size) return;
    auto const found = comparing.revisions.find(index);
    if (found != comparing.revisions.end() && same(comparing, found->second, quarter, said)) return;
    comparing.differ(name_of(quarter, row.small(1)), index, found == comparing.revisions.end() ? "nothing of a revision" : fmt::format("{}, by {}", fmt::join(found->second.why, ", "), found->second.to),
                     fmt::format("{}, by {}", said.what, said.agency));
  });
  if (!read) return fail(read);
  for (auto const& [index, leaf] : comparing.revisions) {
    bool const stands = !leaf.why.empty() && leaf.why.front() != "revision-proposed";  // an answer takes the proposal's place in the row
    if (index < comparing.size && stands && !cited.contains(index)) comparing.differ(fmt::format("{} of entry {}", fmt::join(leaf.fields, " "), index), index, fmt::format("{}", fmt::join(leaf.why, ", ")), "no such row");
  }
  return {};
}

}  // namespace concordat::hub
