// SPDX-License-Identifier: Apache-2.0
// Stored releases and the names and hashes of their files. The files' bytes are compared when they are served.
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "hub/release/state_check_parts.h"
#include "hub/release/tables.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql releases = "SELECT id, table_name, period, recipient, purpose, actor, form, data_version, agreement_refs, leaf_index, created_at FROM release ORDER BY id";
constexpr store::Sql files = "SELECT release, name, sha256 FROM release_file ORDER BY release, name";
constexpr store::Sql in_order = "SELECT id, leaf_index, number FROM release ORDER BY number";

}  // namespace sql

namespace {

struct Stored {
  std::string table;
  std::string period;
  std::string recipient;
  std::string purpose;
  std::string actor;
  std::string form;
  std::string version;
  std::string rules;
  std::uint64_t entry = 0;
  std::string created_at;
  Json files = {};
};

std::string list_of(std::vector<std::string> const& words) {
  Json list{Json::Array{}};
  for (auto const& word : words) list.push(word);
  return list.canonical();
}

bool same(Stored const& stored, ledger::Leaf const& leaf) {
  return !leaf.fields.empty() && leaf.fields.front() == stored.table && leaf.to == stored.recipient && leaf.purpose == stored.purpose &&
         leaf.actor == stored.actor && leaf.form == stored.form && list_of(leaf.rules) == stored.rules;
}

std::string told(ledger::Leaf const& leaf) {
  return fmt::format("{} to {} for {}", leaf.fields.empty() ? std::string{"figures"} : leaf.fields.front(), leaf.to, leaf.purpose);
}

Result<std::map<std::string, Stored>> read_releases(store::Connection& connection) {
  std::map<std::string, Stored> all;
  auto read = connection.query(sql::releases, [&](store::Row const& row) {
    all.emplace(row.string(0), Stored{row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8),
                                      static_cast<std::uint64_t>(row.integer(9)), row.string(10)});
  });
  if (!read) return fail(read);
  read = connection.query(sql::files, [&](store::Row const& row) { all[row.string(0)].files.set(row.string(1), row.string(2)); });
  if (!read) return fail(read);
  return all;
}

/// Releases are numbered in the order of their entries.
Result<void> hold_numbers(Comparing& comparing) {
  std::int64_t before = -1;
  return comparing.connection.query(sql::in_order, [&](store::Row const& row) {
    auto const entry = static_cast<std::uint64_t>(row.integer(1));
    if (entry >= comparing.size) return;
    if (row.integer(1) < before) comparing.differ("release " + row.string(0), entry, "releases are numbered in the order of their entries", "it is number " + std::to_string(row.integer(2)));
    before = row.integer(1);
  });
}

}  // namespace

Result<void> compare_releases(Comparing& comparing) {
  auto const stored = read_releases(comparing.connection);
  if (!stored) return fail(stored);
  OpenedDetails details{comparing.hub};
  std::set<std::uint64_t> cited;
  for (auto const& [id, one] : *stored) {
    if (one.entry >= comparing.size) continue;
    auto const name = "release " + id;
    auto const says = fmt::format("{} to {} for {}, for entry {}", one.table, one.recipient, one.purpose, one.entry);
    auto const found = comparing.releases.find(one.entry);
    if (found == comparing.releases.end()) {
      comparing.differ(name, one.entry, "no release", says);
      continue;
    }
    if (!same(one, found->second)) comparing.differ(name, one.entry, told(found->second), says + "; or by another member, or under other rules");
    if (!is_time_of(one.created_at, found->second)) comparing.differ(name, one.entry, "at " + format_instant(found->second.at), says + ", made at " + one.created_at);
    if (!cited.insert(one.entry).second) comparing.differ(name, one.entry, "one release", "two rows for it");
    auto const detail = details.of(one.entry, found->second);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    bool const as_committed = detail && (detail->is_null() || ((*detail)["release"].string() == id && (*detail)["period"].string() == one.period &&
                                                               (*detail)["data_version"].string() == one.version && (*detail)["files"] == one.files));
    if (!as_committed) comparing.differ(name, one.entry, "committed to a release with other files, period or id", says);
  }
  for (auto const& [index, leaf] : comparing.releases) {
    bool const of_figures = !leaf.fields.empty() && release_table(leaf.fields.front()) != nullptr;
    if (index < comparing.size && of_figures && !cited.contains(index)) comparing.differ("release of entry " + std::to_string(index), index, told(leaf), "no such release");
  }
  return hold_numbers(comparing);
}

}  // namespace concordat::hub
