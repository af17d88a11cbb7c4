// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/rows.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json_list.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/disclosures/as_agreed.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql of_request =
    "SELECT id, request, discloser, recipient, member, supplier, fields, version, given_at, open_until, values_sealed, taken_back_at, taken_back_by, coalesce(received_in, ''), leaf_index "
    "FROM disclosure WHERE request = ?";
constexpr store::Sql of_mark =
    "SELECT id, request, discloser, recipient, member, supplier, fields, version, given_at, open_until, values_sealed, taken_back_at, taken_back_by, coalesce(received_in, ''), leaf_index "
    "FROM disclosure WHERE discloser = ? AND mark = ? ORDER BY given_at, id";
constexpr store::Sql received_in =
    "SELECT id, request, discloser, recipient, member, supplier, fields, version, given_at, open_until, values_sealed, taken_back_at, taken_back_by, coalesce(received_in, ''), leaf_index "
    "FROM disclosure WHERE received_in = ? ORDER BY given_at, id";
constexpr store::Sql put_notice =
    "INSERT INTO disclosure_notice (id, disclosure, kind, fields, made_for, made_by, made_at, words_sealed, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

Stored stored_in(store::Row const& row) {
  Stored one{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), texts_in(row.text(6))};
  one.version = static_cast<int>(row.integer(7));
  one.given_at = row.string(8);
  one.open_until = row.string(9);
  one.values_sealed = row.bytes(10);
  one.taken_back_at = row.string(11);
  one.taken_back_by = row.string(12);
  one.received_in = row.string(13);
  one.ledger_index = static_cast<std::uint64_t>(row.integer(14));
  return one;
}

/// What was given on of what came in a request.
Result<std::vector<Stored>> stored_received_in(store::Connection& connection, std::string const& request) {
  std::vector<Stored> all;
  auto const read = connection.query(sql::received_in, [&](store::Row const& row) { all.push_back(stored_in(row)); }, request);
  if (!read) return fail(read);
  return all;
}

}  // namespace

Result<std::optional<Stored>> stored_of_request(store::Connection& connection, std::string const& request) { return connection.query_one(sql::of_request, &stored_in, request); }

Result<std::vector<Stored>> stored_of_mark(store::Connection& connection, std::string const& discloser, std::string const& mark) {
  std::vector<Stored> all;
  auto const read = connection.query(sql::of_mark, [&](store::Row const& row) { all.push_back(stored_in(row)); }, discloser, mark);
  if (!read) return fail(read);
  return all;
}

Result<std::vector<Stored>> with_passed_on(store::Connection& connection, std::vector<Stored> first) {
  std::set<std::string> seen;
  for (auto const& one : first) seen.insert(one.id);
  for (std::size_t at = 0; at < first.size(); ++at) {
    auto passed_on = stored_received_in(connection, first[at].request);
    if (!passed_on) return fail(passed_on);
    for (auto& one : *passed_on) {
      if (seen.insert(one.id).second) first.push_back(std::move(one));
    }
  }
  return first;
}

Result<void> put_notice(Hub& hub, store::Transaction& transaction, Member const& member, Stored const& about, NewNotice const& notice, std::uint64_t ledger_index) {
  auto const words = sharing::seal_words(hub, spot_of_notice(notice.id, member.agency), Json{}.set("because", notice.because));
  if (!words) return fail(words);
  auto const put = transaction.connection().execute(sql::put_notice, notice.id, about.id, notice.kind, list_of(notice.fields).canonical(), member.agency, member.id, format_instant(hub.clock().now()), *words, ledger_index);
  if (!put) return fail(put);
  return {};
}

Json to_json(std::vector<Packed> const& values) {
  Json list{Json::Array{}};
  for (auto const& one : values) list.push(Json{}.set("field", one.field).set("as", one.as).set("text", one.text).set("away", one.away));
  return list;
}

std::vector<Packed> packed_in(Json const& json) {
  std::vector<Packed> all;
  for (auto const& one : json["values"].array()) all.push_back({one["field"].string(), one["as"].string(), one["text"].string(), one["away"].boolean()});
  return all;
}

namespace {

bool is_name_field(catalogue::Field const& field) { return field.standardiser == "name" || field.standardiser == "full_name"; }

}  // namespace

bool NameAndRole::is_name(Packed const& value) const {
  auto const* field = catalogue_.field(value.field);
  return field != nullptr && is_name_field(*field);
}

void NameAndRole::look(Packed const& value) {
  if (value.text.empty() || value.away) return;
  name_ = name_ || is_name(value);
  role_ = role_ || value.field == role_field;
}

Result<std::string> cut_down(Hub& hub, std::string_view as, catalogue::Field const& field, std::string_view typed) {
  auto cut = as_agreed(agreements::transform_from(as).value_or(agreements::Transform::count), field, typed);
  if (!cut) return cut;
  Where where;
  where.field = field.dotted();
  auto const wrong = [&](FixedText remedy) { return fail(Fault::malformed, "disclosure.value-form", "A value is not in the form in which this item may go.", remedy, where); };
  if (field.dotted() == role_field && hub.catalogue().subject_role(*cut) == nullptr) return wrong("Write the role as the definitions name it, such as victim, witness, at_risk_child, suspected or convicted; the page of definitions has them all.");
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  if (is_name_field(field) && std::ranges::any_of(*cut, digit)) return wrong("Write the name alone: a number or an address is another item, which may not go with it.");
  auto const born = field.dotted() == "person.date_of_birth" ? parse_date(*cut) : std::nullopt;
  if (born && *born > hub.clock().today()) return wrong("Write a day of birth that is not to come.");
  return cut;
}

Json salted(Hub& hub, std::vector<Packed> const& values) {
  std::array<std::byte, 32> salt{};
  hub.chance().fill(salt);
  return Json{}.set("salt", crypto::to_hex(salt)).set("values", to_json(values));
}

Json commitment_to(std::string const& disclosure, int version, Json const& sealed) {
  return Json{}.set("disclosure", disclosure).set("version", version).set("values", crypto::to_hex(crypto::sha256(sealed.canonical())));
}

Problem unknown_disclosure() {
  return {Fault::not_found, "disclosure.unknown", "There is nothing here that was given to you, or by your agency, and can be opened.",
          "The page of requests, or 'concordat request list', shows your requests; what was given in writing or verbally is not in the hub.", {}};
}

}  // namespace concordat::hub::disclosures
