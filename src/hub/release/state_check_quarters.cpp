// SPDX-License-Identifier: Apache-2.0
// Closed quarters against the hashes of what was closed, and revisions against what people said.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/quarters/coverage.h"
#include "hub/release/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql revisions =
    "SELECT quarter, revision, reason, proposed_by, proposed_for, proposed_at, ledger_index, answer, answered_by, answered_for, answered_at, answer_index FROM quarter_revision "
    "ORDER BY quarter, revision";

}  // namespace sql

namespace {

using Revision = std::pair<Quarter, int>;

std::string name_of(Quarter quarter, int revision) { return fmt::format("quarter {}, revision {}", format_quarter(quarter), revision); }

std::string names_of(std::vector<ClosedQuarter> const& closed) {
  std::vector<std::string> names;
  for (auto const& one : closed) names.push_back(name_of(one.quarter, one.revision));
  return fmt::format("{}", fmt::join(names, "; "));
}

/// Those that one release closed, against the hash in their entry.
void compare_closings(Comparing& comparing, std::vector<ClosedQuarter> const& stored) {
  std::map<std::uint64_t, std::vector<ClosedQuarter>> together;
  for (auto const& one : stored) together[one.ledger_index].push_back(one);
  for (auto const& [index, closed] : together) {
    if (index >= comparing.size) continue;
    auto const found = comparing.closings.find(index);
    if (found != comparing.closings.end() && found->second.bundle == crypto::sha256(committed_text(closed))) continue;
    comparing.differ(names_of(closed), index, found == comparing.closings.end() ? "no closing" : "other quarters closed, or other reports in them", "closed " + closed.front().closed_at);
  }
  for (auto const& [index, leaf] : comparing.closings) {
    if (index < comparing.size && !together.contains(index)) comparing.differ(fmt::format("quarters closed by entry {}", index), index, fmt::format("{} closed", leaf.count.value_or(0)), "open");
  }
}

struct Said {
  std::vector<std::string> why;  ///< "revision-proposed" and its reason
  std::string agency;
  std::string member;
  std::string at;
  std::uint64_t entry = 0;
};

class Revisions {
 public:
  explicit Revisions(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run(std::vector<ClosedQuarter> const& closed) {
    auto read = comparing_.connection.query(sql::revisions, [&](store::Row const& row) {
      Revision const which{Quarter{row.small(0)}, row.small(1)};
      hold(which, {{"revision-proposed", row.string(2)}, row.string(4), row.string(3), row.string(5), static_cast<std::uint64_t>(row.integer(6))});
      if (row.is_null(7)) return;
      hold(which, {{"revision-" + row.string(7)}, row.string(9), row.string(8), row.string(10), static_cast<std::uint64_t>(row.integer(11))});
      if (row.text(7) == "confirmed") confirmed_.insert(which);
    });
    if (!read) return fail(read);
    for (auto const& [index, leaf] : comparing_.revisions) {
      if (index < comparing_.size && !cited_.contains(index)) comparing_.differ(fmt::format("{} of entry {}", fmt::join(leaf.fields, " "), index), index, fmt::format("{}", fmt::join(leaf.why, ", ")), "no such row");
    }
    for (auto const& one : closed) {
      if (one.revision > 1 && one.ledger_index < comparing_.size && !confirmed_.contains({one.quarter, one.revision})) comparing_.differ(name_of(one.quarter, one.revision), one.ledger_index, "no revision that was confirmed", "closed anew");
    }
    return {};
  }

 private:
  void hold(Revision const& which, Said const& said) {
    bool const first = cited_.insert(said.entry).second;
    if (said.entry >= comparing_.size) return;
    auto const found = comparing_.revisions.find(said.entry);
    if (first && found != comparing_.revisions.end() && same(found->second, which, said)) return;
    comparing_.differ(name_of(which.first, which.second), said.entry, found == comparing_.revisions.end() ? "nothing of a revision" : fmt::format("{}, by {}", fmt::join(found->second.why, ", "), found->second.to),
                      fmt::format("{}, by {}{}", fmt::join(said.why, ", "), said.agency, first ? "" : ", a second time"));
  }
  bool same(ledger::Leaf const& leaf, Revision const& which, Said const& said) const {
    auto const fields = std::vector<std::string>{"quarter", format_quarter(which.first), std::to_string(which.second)};
    return leaf.fields == fields && leaf.to == said.agency && leaf.why == said.why && is_time_of(said.at, leaf) && acted(comparing_.hub, leaf, said.agency, said.member);
  }

  Comparing& comparing_;
  std::set<std::uint64_t> cited_;
  std::set<Revision> confirmed_;
};

}  // namespace

Result<void> compare_quarters(Comparing& comparing) {
  auto const stored = all_closings(comparing.connection);
  if (!stored) return fail(stored);
  compare_closings(comparing, *stored);
  return Revisions{comparing}.run(*stored);
}

}  // namespace concordat::hub
