// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/uses.h"

#include <set>

#include "base/id.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/sharing/people.h"
#include "hub/sharing/standing_rules.h"
#include "hub/sharing/use_rows.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql put =
    "INSERT INTO data_use (id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql of_supplier =
    "SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use "
    "WHERE supplier = ? ORDER BY used_at DESC, id DESC LIMIT ?";
constexpr store::Sql since =
    "SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use "
    "WHERE used_at >= ? AND (supplier = ? OR discloser = ? OR recipient = ?) ORDER BY used_at, id";
constexpr store::Sql releases_since =
    "SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use "
    "WHERE used_at >= ? AND kind = 'release' ORDER BY used_at, id";
constexpr store::Sql of_reference =
    "SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use "
    "WHERE reference = ? ORDER BY used_at, id";

}  // namespace sql

namespace {

std::string text_of(DataUse const& use) {
  Json json;
  json.set("kind", use.kind).set("reference", use.reference).set("supplier", use.supplier).set("discloser", use.discloser).set("recipient", use.recipient);
  json.set("purpose", use.purpose).set("form", use.form).set("fields", list_of(use.fields)).set("rules", list_of(use.rules)).set("onward", use.onward);
  return json.canonical();
}

std::string mark_of_texts(std::multiset<std::string> const& texts) { return crypto::to_hex(crypto::sha256(crypto::bytes_of(list_of(texts).canonical()))); }

}  // namespace

std::string mark_of(std::vector<DataUse> const& uses) {
  std::multiset<std::string> texts;
  for (auto const& use : uses) texts.insert(text_of(use));
  return mark_of_texts(texts);
}

std::string mark_of(std::map<std::string, DataUse> const& uses) {
  std::multiset<std::string> texts;
  for (auto const& [key, use] : uses) texts.insert(text_of(use));
  return mark_of_texts(texts);
}

Result<void> record_use(Hub& hub, store::Transaction& transaction, DataUse use) {
  auto const now = hub.clock().now();
  auto const put = transaction.connection().execute(sql::put, uuid7(now, hub.chance()), format_instant(now), use.kind, use.reference, use.supplier, use.discloser,
                                                    use.recipient, use.member, use.purpose, use.form, list_of(use.fields).canonical(), list_of(use.rules).canonical(),
                                                    use.onward ? 1 : 0, use.ledger_index);
  if (!put) return fail(put);
  return {};
}

Result<std::vector<DataUse>> uses_of_own_data(Hub& hub, Member const& member, int most) {
  std::vector<DataUse> all;
  auto const read = hub.database().query(sql::of_supplier, [&](store::Row const& row) { all.push_back(use_of(row)); }, member.agency, most);
  if (!read) return fail(read);
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "uses")); !noted) return fail(noted);
  return all;
}

Result<std::vector<DataUse>> uses_since(store::Connection& connection, std::string_view agency, std::string_view since) {
  std::vector<DataUse> all;
  auto const read = connection.query(sql::since, [&](store::Row const& row) { all.push_back(use_of(row)); }, since, agency, agency, agency);
  if (!read) return fail(read);
  return all;
}

Result<std::vector<DataUse>> released_since(store::Connection& connection, std::string_view since) {
  std::vector<DataUse> all;
  auto const read = connection.query(sql::releases_since, [&](store::Row const& row) { all.push_back(use_of(row)); }, since);
  if (!read) return fail(read);
  return all;
}

Result<std::vector<DataUse>> uses_in(store::Connection& connection, std::string const& reference) {
  std::vector<DataUse> all;
  auto const read = connection.query(sql::of_reference, [&](store::Row const& row) { all.push_back(use_of(row)); }, reference);
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub::sharing
