// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "hub/linkage/state.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql replaced = "SELECT l.source_record, r.superseded_by FROM link l JOIN source_record r ON r.id = l.source_record WHERE r.superseded_by IS NOT NULL ORDER BY l.source_record";
constexpr store::Sql has_link = "SELECT id FROM link WHERE source_record = ?";
constexpr store::Sql drop_link = "DELETE FROM link WHERE source_record = ?";
constexpr store::Sql move_link = "UPDATE link SET source_record = ? WHERE source_record = ?";
constexpr store::Sql pairs_of = "SELECT id, left_record, right_record FROM link_pair WHERE left_record = ? OR right_record = ? ORDER BY id";
constexpr store::Sql pair_of = "SELECT id FROM link_pair WHERE left_record = ? AND right_record = ?";
constexpr store::Sql drop_pair = "DELETE FROM link_pair WHERE id = ?";
// What was sealed was sealed to the old record: it is compared anew.
constexpr store::Sql move_pair = "UPDATE link_pair SET left_record = ?, right_record = ?, sealed = ?, model_version = 'not compared yet' WHERE id = ?";
constexpr store::Sql move_override = "UPDATE link_override SET record = ? WHERE record = ?";
constexpr store::Sql move_decided = "UPDATE link_decision_record SET record = ? WHERE record = ?";
// The newer record may hang on it already: both came in one file under one key.
constexpr store::Sql drop_judged = "DELETE FROM criteria_judgement_record WHERE record = ? AND judgement IN (SELECT o.judgement FROM criteria_judgement_record o WHERE o.record = ?)";
constexpr store::Sql move_judged = "UPDATE criteria_judgement_record SET record = ? WHERE record = ?";
constexpr store::Sql move_sampled_left = "UPDATE link_sample_pair SET left_record = ? WHERE left_record = ?";
constexpr store::Sql move_sampled_right = "UPDATE link_sample_pair SET right_record = ? WHERE right_record = ?";
constexpr store::Sql move_before = "UPDATE link_before SET record = ? WHERE record = ?";
constexpr store::Sql drop_attention = "DELETE FROM person_attention WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.person = person_attention.person)";
constexpr store::Sql drop_persons =
    "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.person = person.id) AND NOT EXISTS (SELECT 1 FROM assertion a WHERE a.person = person.id)";

}  // namespace sql

namespace {

Result<void> move_pairs(store::Connection& connection, Record from, Record to) {
  struct Moved {
    std::int64_t id;
    Record left, right;
  };
  std::vector<Moved> moved;
  auto const read = connection.query(sql::pairs_of, [&](store::Row const& row) { moved.push_back({row.integer(0), row.integer(1), row.integer(2)}); }, from, from);
  if (!read) return fail(read);
  for (auto const& pair : moved) {
    auto const other = pair.left == from ? pair.right : pair.left;
    auto const left = std::min(other, to);
    auto const right = std::max(other, to);
    auto const there = connection.query_integer(sql::pair_of, left, right);
    if (!there) return fail(there);
    auto const done = *there || left == right ? connection.execute(sql::drop_pair, pair.id) : connection.execute(sql::move_pair, left, right, store::Bytes{}, pair.id);
    if (!done) return fail(done);
  }
  return {};
}

Result<void> move(store::Connection& connection, Record from, Record to) {
  auto const there = connection.query_integer(sql::has_link, to);
  if (!there) return fail(there);
  auto const done = *there ? connection.execute(sql::drop_link, from) : connection.execute(sql::move_link, to, from);
  if (!done) return fail(done);
  if (auto const dropped = connection.execute(sql::drop_judged, from, to); !dropped) return fail(dropped);
  for (auto const statement : {sql::move_override, sql::move_decided, sql::move_judged, sql::move_before, sql::move_sampled_left, sql::move_sampled_right}) {
    if (auto const changed = connection.execute(statement, to, from); !changed) return fail(changed);
  }
  return move_pairs(connection, from, to);
}

}  // namespace

Result<void> carry_over(store::Transaction& transaction) {
  auto& connection = transaction.connection();
  for (;;) {  // a record may have been replaced more than once since
    std::vector<std::pair<Record, Record>> replaced;
    auto const read = connection.query(sql::replaced, [&](store::Row const& row) { replaced.emplace_back(row.integer(0), row.integer(1)); });
    if (!read) return fail(read);
    if (replaced.empty()) return {};
    for (auto const& [from, to] : replaced) {
      if (auto done = move(connection, from, to); !done) return done;
    }
  }
}

Result<void> drop_empty_persons(store::Transaction& transaction) {
  for (auto const statement : {sql::drop_attention, sql::drop_persons}) {
    if (auto const done = transaction.connection().execute(statement); !done) return fail(done);
  }
  return {};
}

}  // namespace concordat::hub::links
