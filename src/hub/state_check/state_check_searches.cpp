// SPDX-License-Identifier: Apache-2.0
// What the locator, the view of a household and the criteria of a programme told, against the uses that the agencies see whose data it was.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql uses_in_searches =
    "SELECT kind, reference, supplier, recipient, member, purpose, rules, used_at, leaf_index, discloser, form FROM data_use WHERE kind IN ('locate', 'household', 'criteria') ORDER BY used_at, id";

}  // namespace sql

namespace {

bool within(std::vector<std::string> const& some, std::vector<std::string> const& all) {
  return std::ranges::all_of(some, [&](auto const& one) { return std::ranges::find(all, one) != all.end(); });
}

}  // namespace

Result<void> compare_searches(Comparing& comparing) {
  std::map<std::uint64_t, std::multiset<std::string>> told;  // by entry: whose data
  auto const read = comparing.connection.query(sql::uses_in_searches, [&](store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(8));
    if (index >= comparing.size) return;
    told[index].insert(row.string(2));
    auto const found = comparing.searches.find(index);
    auto const name = fmt::format("use of {} data in {} {}", row.text(2), row.text(0), row.text(1));
    auto const says = fmt::format("{} for {} at {}: {}", row.text(3), row.text(5), row.text(7), row.text(6));
    if (found == comparing.searches.end()) return comparing.differ(name, index, "nothing that was told", says);
    auto const& leaf = found->second;
    bool const same = leaf.fields.front() == row.text(0) && leaf.request == row.text(1) && leaf.to == row.text(3) && leaf.purpose == row.text(5) && within(texts_in(row.text(6)), leaf.rules) &&
                      row.text(9) == row.text(2) && row.text(10) == "personalised" && is_time_of(row.string(7), leaf) && (row.text(4).empty() || acted(comparing.hub, leaf, row.string(3), row.string(4)));
    if (!same) comparing.differ(name, index, fmt::format("{} for {} at {}: {}", leaf.to, leaf.purpose, format_instant(leaf.at), fmt::join(leaf.rules, ", ")), says);
  });
  if (!read) return read;
  for (auto const& [index, leaf] : comparing.searches) {
    auto const& rows = told[index];
    auto const name = fmt::format("uses in {} {}", leaf.fields.front(), leaf.request);
    auto const detail = comparing.details.of(index, leaf);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (!detail) comparing.differ(name, index, "commits to whose data it was", "what lies sealed beside it is something else, or gone");
    if (detail) comparing.note_uses(index, *detail);
    std::set<std::string> const differing{rows.begin(), rows.end()};
    // Entries from before they named them, and those whose key is gone, do not say whose data it was: that it was somebody's they say.
    if (!detail || !(*detail)["suppliers"].is_array()) {
      if (!leaf.rules.empty() && rows.empty()) comparing.differ(name, index, fmt::format("by {}", fmt::join(leaf.rules, ", ")), "no such use");
      continue;
    }
    std::set<std::string> suppliers;
    for (auto const& one : (*detail)["suppliers"].array()) suppliers.insert(one.string());
    if (suppliers != differing) comparing.differ(name, index, fmt::format("of {}", fmt::join(suppliers, ", ")), fmt::format("of {}", fmt::join(differing, ", ")));
    // The locator tells each list by itself, the others each agency.
    auto const wanted = leaf.fields.front() == "locate" ? leaf.count.value_or(0) : suppliers.size();
    if (suppliers == differing && rows.size() != wanted) comparing.differ(name, index, fmt::format("{} told", wanted), fmt::format("{} uses", rows.size()));
  }
  return {};
}

}  // namespace concordat::hub
