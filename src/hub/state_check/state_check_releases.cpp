// SPDX-License-Identifier: Apache-2.0
// Stored releases and the names and bytes of their files.
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "base/json_list.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql editions = "SELECT id, agency, product, signed_by, content_hash, signed_leaf FROM edition WHERE signed_by IS NOT NULL ORDER BY id";
constexpr store::Sql releases = "SELECT id, table_name, period, recipient, purpose, actor, form, data_version, agreement_refs, leaf_index, created_at FROM release ORDER BY id";
constexpr store::Sql files = "SELECT release, name, sha256, content FROM release_file ORDER BY release, name";
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

bool same(Stored const& stored, ledger::Leaf const& leaf) {
  return !leaf.fields.empty() && leaf.fields.front() == stored.table && leaf.to == stored.recipient && leaf.purpose == stored.purpose &&
         leaf.actor == stored.actor && leaf.form == stored.form && list_of(leaf.rules).canonical() == stored.rules;
}

std::string told(ledger::Leaf const& leaf) {
  return fmt::format("{} to {} for {}", leaf.fields.empty() ? std::string{"figures"} : leaf.fields.front(), leaf.to, leaf.purpose);
}

std::string told_signed(ledger::Leaf const& leaf) { return fmt::format("{} signed, for {}", leaf.fields.back(), leaf.to); }

Result<std::map<std::string, Stored>> read_releases(store::Connection& connection) {
  std::map<std::string, Stored> all;
  auto read = connection.query(sql::releases, [&](store::Row const& row) {
    all.emplace(row.string(0), Stored{row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8),
                                      static_cast<std::uint64_t>(row.integer(9)), row.string(10)});
  });
  if (!read) return fail(read);
  read = connection.query(sql::files, [&](store::Row const& row) {
    auto const hash = crypto::to_hex(crypto::sha256(row.blob(3)));
    all[row.string(0)].files.set(row.string(1), hash == row.text(2) ? hash : "its content has another hash than stands beside it");
  });
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
    auto const detail = comparing.details.of(one.entry, found->second);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (detail) comparing.note_uses(one.entry, *detail);
    bool const as_committed = detail && (detail->is_null() || ((*detail)["release"].string() == id && (*detail)["period"].string() == one.period &&
                                                               (*detail)["data_version"].string() == one.version && (*detail)["files"] == one.files));
    if (!as_committed) comparing.differ(name, one.entry, "committed to a release with other files, period or id", says);
  }
  for (auto const& [index, leaf] : comparing.releases) {
    bool const of_figures = !leaf.fields.empty();
    if (index < comparing.size && of_figures && !cited.contains(index)) comparing.differ("release of entry " + std::to_string(index), index, told(leaf), "no such release");
  }
  return hold_numbers(comparing);
}

Result<void> compare_editions(Comparing& comparing) {
  std::set<std::uint64_t> cited;
  auto const read = comparing.connection.query(sql::editions, [&](store::Row const& row) {
    auto const index = static_cast<std::uint64_t>(row.integer(5));
    cited.insert(index);
    if (index >= comparing.size) return;
    auto const found = comparing.signatures.find(index);
    bool const same = found != comparing.signatures.end() && found->second.to == row.text(1) && found->second.fields.back() == row.text(2) && found->second.bundle &&
                      crypto::to_hex(*found->second.bundle) == row.text(4) && acted(comparing.hub, found->second, row.string(1), row.string(3));
    if (!same) comparing.differ("edition " + row.string(0), index, found == comparing.signatures.end() ? "no signature" : told_signed(found->second), fmt::format("signed by {} of {}", row.text(3), row.text(1)));
  });
  if (!read) return fail(read);
  for (auto const& [index, leaf] : comparing.signatures) {
    if (index < comparing.size && !cited.contains(index)) comparing.differ("edition of entry " + std::to_string(index), index, told_signed(leaf), "no signed edition");
  }
  return {};
}

}  // namespace concordat::hub
