// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/what_went.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql successor = "SELECT superseded_by FROM source_record WHERE id = ? AND superseded_by IS NOT NULL";
constexpr store::Sql mates_of = "SELECT m.source_record FROM link l JOIN link m ON m.person = l.person WHERE l.source_record = ?";
constexpr store::Sql drop_link_of_gone = "DELETE FROM link WHERE source_record = ?";
constexpr store::Sql drop_pair_of_gone = "DELETE FROM link_pair WHERE id = ?";
constexpr store::Sql all_waiting = "SELECT left_record, right_record FROM link_pair WHERE state = 'waiting'";
constexpr store::Sql all_attention = "SELECT count(*) FROM person_attention";
constexpr store::Sql of_several = "SELECT count(*) FROM (SELECT person FROM link GROUP BY person HAVING count(*) > 1) AS persons";

}  // namespace sql

namespace {

/// The record itself, and what it was replaced by, as far as that is not held.
Result<std::set<Record>> not_held(store::Connection& connection, KeptRecords const& kept, std::vector<Record> const& went) {
  std::set<Record> gone;
  for (auto record : went) {
    while (!kept.holds(record) && gone.insert(record).second) {
      auto const next = connection.query_integer(sql::successor, record);
      if (!next) return fail(next);
      if (!*next) break;
      record = **next;
    }
  }
  return gone;
}

}  // namespace

Result<void> drop_what_went(store::Connection& connection, KeptRecords const& kept, std::set<Record>& touched) {
  auto const gone = not_held(connection, kept, kept.went());
  if (!gone) return fail(gone);
  for (auto const record : *gone) {
    auto const read = connection.query(sql::mates_of, [&](store::Row const& row) { touched.insert(row.integer(0)); }, record);
    if (!read) return fail(read);
  }
  auto const pairs = pairs_with(connection, {gone->begin(), gone->end()});
  if (!pairs) return fail(pairs);
  for (auto const& pair : *pairs) {
    touched.insert({pair.left, pair.right});
    if (auto const done = connection.execute(sql::drop_pair_of_gone, pair.id); !done) return fail(done);
  }
  for (auto const record : *gone) {
    if (auto const done = connection.execute(sql::drop_link_of_gone, record); !done) return fail(done);
    touched.erase(record);
  }
  return {};
}

Result<void> count_all(store::Connection& connection, KeptRecords const& kept, Grouped const& regrouped, Changes& changes) {
  auto const attention = connection.query_integer(sql::all_attention);
  if (!attention) return fail(attention);
  changes.attention = static_cast<std::uint64_t>(attention->value_or(0));
  auto const of_several = connection.query_integer(sql::of_several);
  if (!of_several) return fail(of_several);
  // Whoever was not regrouped is as before.
  changes.kept += static_cast<std::uint64_t>(of_several->value_or(0));
  for (auto const& group : regrouped.groups) changes.kept -= group.nodes.size() > 1 ? 1 : 0;
  for (auto& [agency, counts] : changes.by_agency) counts.records = counts.waiting = 0;
  kept.each([&](RecordFacts const& one) { ++changes.by_agency[one.agency].records; });
  changes.waiting = 0;
  auto const read = connection.query(sql::all_waiting, [&](store::Row const& row) {
    ++changes.waiting;
    std::set<int> agencies;
    for (auto const& one : kept.facts_of({row.integer(0), row.integer(1)})) agencies.insert(one.agency);
    for (auto const agency : agencies) ++changes.by_agency[agency].waiting;
  });
  if (!read) return fail(read);
  return {};
}

}  // namespace concordat::hub::links
