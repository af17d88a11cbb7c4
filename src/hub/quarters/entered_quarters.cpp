// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/entered_quarters.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "hub/quarters/coverage.h"
#include "hub/quarters/settled.h"
#include "hub/snap/epochs.h"

namespace concordat::hub {
namespace {

constexpr FixedText held_remedy = "Nothing is made of what nobody entered. Run 'concordat ledger verify', and restore the database from a backup.";

bool has_hash(EnteredLeaves const& entries, std::uint64_t index, std::string const& committed) {
  auto const found = entries.find(index);
  return found != entries.end() && found->second.bundle == crypto::sha256(committed);
}

/// Whether each of the entries is among those that a row cites.
bool all_cited(EnteredLeaves const& entries, auto const& cited) {
  return std::ranges::all_of(entries, [&](auto const& entry) { return cited.contains(entry.first); });
}

}  // namespace

Result<void> hold_closings(store::Connection& connection, EnteredLog const& entered) {
  auto const stored = all_closings(connection);
  if (!stored) return fail(stored);
  std::map<std::uint64_t, std::vector<ClosedQuarter>> together;
  for (auto const& one : *stored) together[one.ledger_index].push_back(one);
  auto const& entries = entered.of_kind(Entered::closings);
  bool const as_entered = std::ranges::all_of(together, [&](auto const& closed) { return has_hash(entries, closed.first, committed_text(closed.second)); });
  if (as_entered && all_cited(entries, together)) return {};
  return fail(Fault::integrity, "quarter.closing-differs", "Which reports count in a closed quarter, or by which table its places are told, is not what the ledger has an entry of.", held_remedy);
}

Result<void> hold_tables_of_points(store::Connection& connection, EnteredLog const& entered) {
  auto const epochs = snap::all_epochs(connection);
  if (!epochs) return fail(epochs);
  auto const& entries = entered.of_kind(Entered::points);
  std::set<std::uint64_t> cited;
  for (auto const& epoch : *epochs) {
    if (has_hash(entries, epoch.ledger_index, snap::committed_text(epoch)) && cited.insert(epoch.ledger_index).second) continue;
    return fail(Fault::integrity, "snap.entry-differs", "A table of published points is not the one that the ledger has an entry of: no map is drawn from it.", held_remedy);
  }
  if (all_cited(entries, cited)) return {};
  return fail(Fault::integrity, "snap.entry-differs", "The ledger has an entry of published points that the database does not have: no map is drawn.", held_remedy);
}

Result<void> hold_settled_ways(store::Connection& connection, EnteredLog const& entered) {
  auto const stored = settled_ways(connection);
  if (!stored) return fail(stored);
  auto const& entries = entered.of_kind(Entered::filters);
  // Hubs of before this had an entry wrote a way down with the release that settled it.
  auto const first = entries.empty() ? std::numeric_limits<std::uint64_t>::max() : entries.begin()->first;
  bool const as_entered = std::ranges::all_of(*stored, [&](auto const& settled) {
    if (has_hash(entries, settled.first, settled_text(settled.second))) return true;
    // no hub of before crossed two filters
    bool const is_pair = std::ranges::any_of(settled.second, [](SettledWay const& one) { return one.way.find(':') != std::string::npos; });
    return !is_pair && settled.first < first && entered.of_kind(Entered::released).contains(settled.first);
  });
  if (as_entered && all_cited(entries, *stored)) return {};
  return fail(Fault::integrity, "quarter.filter-differs", "How the reports of a quarter are taken apart into parts is not what the ledger has an entry of: taken apart in another way they could be subtracted.", held_remedy);
}

}  // namespace concordat::hub
