// SPDX-License-Identifier: Apache-2.0
// What was settled for whole quarters and months, against the entries that settled it: who could change it would have the same reports taken apart
// in a second way, or figures of a month that came in part.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/hash.h"
#include "hub/quarters/settled.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql said_of_months =
    "SELECT f.id, m.month, m.reason, m.said_by, m.said_for, m.said_at, m.ledger_index FROM month_all_there m JOIN feed f ON f.number = m.feed ORDER BY m.month, f.id";

}  // namespace sql

Result<void> compare_settled(Comparing& comparing) {
  auto const all = settled_ways(comparing.connection);
  if (!all) return fail(all);
  // Hubs of before this had an entry wrote a way down with the release that settled it.
  auto const first = comparing.settled.empty() ? comparing.size : comparing.settled.begin()->first;
  for (auto const& [index, ways] : *all) {
    if (index >= comparing.size) continue;
    auto const of = fmt::format("parts by {} of {}", ways.front().way, format_quarter(ways.front().quarter));
    auto const found = comparing.settled.find(index);
    if (found == comparing.settled.end()) {
      if (index < first && comparing.releases.contains(index)) continue;
      comparing.differ(of, index, "nothing of how reports are taken apart", "settled");
    } else if (found->second.bundle != crypto::sha256(settled_text(ways))) {
      comparing.differ(of, index, "other quarters, or another definition of the parts", "settled");
    }
  }
  for (auto const& [index, leaf] : comparing.settled) {
    if (index < comparing.size && !all->contains(index)) comparing.differ(fmt::format("{} of entry {}", fmt::join(leaf.fields, " "), index), index, fmt::format("{} quarters", leaf.count.value_or(0)), "no such row");
  }
  return {};
}

Result<void> compare_months(Comparing& comparing) {
  std::set<std::uint64_t> cited;
  auto read = comparing.connection.query(sql::said_of_months, [&](store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(6));
    bool const once = cited.insert(index).second;
    if (index >= comparing.size) return;
    auto const month = format_month(Month{row.small(1)});
    auto const found = comparing.months.find(index);
    if (once && found != comparing.months.end()) {
      auto const& leaf = found->second;
      bool const same = leaf.fields == std::vector<std::string>{"month-all-there", row.string(0), month} && leaf.why == std::vector<std::string>{row.string(2)} && leaf.to == row.text(4) &&
                        is_time_of(row.string(5), leaf) && acted(comparing.hub, leaf, row.string(4), row.string(3));
      if (same) return;
    }
    comparing.differ(fmt::format("month {} of {}", month, row.text(0)), index, found == comparing.months.end() ? "nothing of a month" : words_of(found->second), fmt::format("all there, says {}", row.text(3)));
  });
  if (!read) return read;
  for (auto const& [index, leaf] : comparing.months) {
    if (index < comparing.size && !cited.contains(index)) comparing.differ(words_of(leaf), index, "all there", "no such row");
  }
  return {};
}

}  // namespace concordat::hub
