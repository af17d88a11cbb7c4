// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/state.h"

#include <algorithm>

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql links = "SELECT source_record, person, reason, linked_by, linked_at FROM link ORDER BY source_record";
constexpr store::Sql links_of = "SELECT source_record, person, reason, linked_by, linked_at FROM link WHERE person = ? ORDER BY source_record";
constexpr store::Sql pairs =
    "SELECT id, left_record, right_record, weight, conflict, model_version, state, why, outcome, decided_weight, queued_at, assigned_to, assigned_at FROM link_pair "
    "ORDER BY left_record, right_record";
constexpr store::Sql pairs_of_left =
    "SELECT id, left_record, right_record, weight, conflict, model_version, state, why, outcome, decided_weight, queued_at, assigned_to, assigned_at FROM link_pair "
    "WHERE left_record = ? ORDER BY right_record";
constexpr store::Sql pair =
    "SELECT id, left_record, right_record, weight, conflict, model_version, state, why, outcome, decided_weight, queued_at, assigned_to, assigned_at FROM link_pair WHERE id = ?";
constexpr store::Sql stances =
    "SELECT o.decision, o.kind, o.record, o.mark FROM link_override o JOIN link_decision d ON d.id = o.decision ORDER BY d.number, o.record";

}  // namespace sql

namespace {

StoredPair pair_in(store::Row const& row) {
  StoredPair pair;
  pair.id = row.integer(0);
  pair.left = row.integer(1);
  pair.right = row.integer(2);
  pair.weight = row.small(3);
  pair.conflict = row.flag(4);
  pair.model_version = row.string(5);
  pair.state = row.string(6);
  pair.why = row.string(7);
  pair.outcome = row.string(8);
  if (!row.is_null(9)) pair.decided_weight = row.small(9);
  pair.queued_at = row.string(10);
  pair.assigned_to = row.string(11);
  pair.assigned_at = row.string(12);
  return pair;
}

auto into(std::map<Record, StoredLink>& links) {
  return [&links](store::Row const& row) { links[row.integer(0)] = {row.integer(1), row.string(2), row.string(3), row.string(4)}; };
}

Result<std::vector<Stance>> read_stances(store::Connection& connection) {
  std::vector<Stance> all;
  auto const read = connection.query(sql::stances, [&](store::Row const& row) {
    if (all.empty() || all.back().decision != row.text(0)) all.push_back({row.string(0), row.string(1), {}});
    all.back().marks.emplace_back(row.integer(2), row.small(3));
  });
  if (!read) return fail(read);
  return all;
}

bool is_accused(std::string_view role) { return role == "suspected" || role == "charged" || role == "convicted"; }

std::optional<std::size_t> place_of(std::vector<RecordFacts> const& facts, Record record) {
  auto const found = std::ranges::lower_bound(facts, record, {}, &RecordFacts::record);
  if (found == facts.end() || found->record != record) return std::nullopt;
  return static_cast<std::size_t>(found - facts.begin());
}

}  // namespace

Result<State> read_state(store::Connection& connection) {
  State state;
  if (auto const read = connection.query(sql::links, into(state.links)); !read) return fail(read);
  if (auto const read = connection.query(sql::pairs, [&](store::Row const& row) { state.pairs.push_back(pair_in(row)); }); !read) return fail(read);
  auto stances = read_stances(connection);
  if (!stances) return fail(stances);
  state.stances = std::move(*stances);
  return state;
}

Result<State> read_state_of(store::Connection& connection, std::set<Person> const& persons) {
  State state;
  for (auto const person : persons) {
    if (auto const read = connection.query(sql::links_of, into(state.links), person); !read) return fail(read);
  }
  auto const keep = [&](store::Row const& row) {
    if (state.links.contains(row.integer(2))) state.pairs.push_back(pair_in(row));
  };
  for (auto const& [record, link] : state.links) {
    if (auto const read = connection.query(sql::pairs_of_left, keep, record); !read) return fail(read);
  }
  auto stances = read_stances(connection);
  if (!stances) return fail(stances);
  for (auto& stance : *stances) {
    std::erase_if(stance.marks, [&](auto const& mark) { return !state.links.contains(mark.first); });
    if (!stance.marks.empty()) state.stances.push_back(std::move(stance));
  }
  return state;
}

Result<std::optional<StoredPair>> find_pair(store::Connection& connection, std::int64_t id) { return connection.query_one(sql::pair, &pair_in, id); }

Scene scene_of(Hub const& hub, std::vector<RecordFacts> const& facts, std::vector<Marks> const& marks, State const& state) {
  Scene scene;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    auto const& one = facts[i];
    auto const link = state.links.find(one.record);
    auto const* role = hub.catalogue().subject_role(one.role);
    scene.nodes.push_back({one.record, link == state.links.end() ? 0 : link->second.person, role != nullptr && role->protective, is_accused(one.role), Known{marks[i]}});
  }
  for (auto const& pair : state.pairs) {
    auto const left = place_of(facts, pair.left);
    auto const right = place_of(facts, pair.right);
    if (!left || !right) continue;
    Edge edge{*left, *right, pair.weight, pair.conflict, {}};
    if (pair.outcome == "cannot-tell") edge.told_apart_at = pair.decided_weight;
    scene.edges.push_back(edge);
    scene.pairs.push_back(&pair);
  }
  for (auto const& stance : state.stances) {
    Constraint constraint{stance.kind == "must" ? Rule::must : Rule::cannot, {}};
    for (auto const& [record, mark] : stance.marks) {
      if (auto const place = place_of(facts, record)) constraint.marks.emplace_back(*place, mark);
    }
    if (constraint.marks.size() > 1) scene.constraints.push_back(std::move(constraint));
  }
  return scene;
}

Result<std::vector<RecordFacts>> facts_of_links(store::Connection& connection, State const& state) {
  std::vector<RecordFacts> facts;
  for (auto const& [record, link] : state.links) {
    auto one = facts_of(connection, record);
    if (!one) return fail(one);
    if (*one) facts.push_back(std::move(**one));
  }
  return facts;
}

}  // namespace concordat::hub::links
