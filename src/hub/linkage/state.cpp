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
constexpr store::Sql pairs_of_right =
    "SELECT id, left_record, right_record, weight, conflict, model_version, state, why, outcome, decided_weight, queued_at, assigned_to, assigned_at FROM link_pair "
    "WHERE right_record = ? ORDER BY left_record";
constexpr store::Sql person_of = "SELECT person FROM link WHERE source_record = ?";
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

bool is_accused(std::string_view role) { return role == "suspected" || role == "charged" || role == "convicted"; }

std::optional<std::size_t> place_of(std::vector<RecordFacts> const& facts, Record record) {
  auto const found = std::ranges::lower_bound(facts, record, {}, &RecordFacts::record);
  if (found == facts.end() || found->record != record) return std::nullopt;
  return static_cast<std::size_t>(found - facts.begin());
}

}  // namespace

Result<std::vector<Stance>> read_stances(store::Connection& connection) {
  std::vector<Stance> all;
  auto const read = connection.query(sql::stances, [&](store::Row const& row) {
    if (all.empty() || all.back().decision != row.text(0)) all.push_back({row.string(0), row.string(1), {}});
    all.back().marks.emplace_back(row.integer(2), row.small(3));
  });
  if (!read) return fail(read);
  return all;
}

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

namespace {

/// From record to record, until nothing new is found.
class Spread {
 public:
  Spread(store::Connection& connection, std::vector<Stance> stances) : connection_{connection}, stances_{std::move(stances)} {
    for (std::size_t i = 0; i < stances_.size(); ++i) {
      for (auto const& [record, mark] : stances_[i].marks) stances_of_.emplace(record, i);
    }
  }

  Result<Around> from(std::set<Record> const& records) {
    for (auto const record : records) visit(record);
    while (!next_.empty()) {
      auto const record = next_.back();
      next_.pop_back();
      if (auto done = look_at(record); !done) return fail(done);
    }
    for (auto& [ends, pair] : pairs_) around_.state.pairs.push_back(std::move(pair));
    for (std::size_t i = 0; i < stances_.size(); ++i) {
      if (taken_.contains(i)) around_.state.stances.push_back(std::move(stances_[i]));
    }
    return std::move(around_);
  }

 private:
  void visit(Record record) {
    if (around_.records.insert(record).second) next_.push_back(record);
  }

  Result<void> look_at(Record record) {
    auto const person = connection_.query_integer(sql::person_of, record);
    if (!person) return fail(person);
    if (*person && persons_.insert(**person).second) {
      std::map<Record, StoredLink> links;
      if (auto const read = connection_.query(sql::links_of, into(links), **person); !read) return fail(read);
      for (auto const& [one, link] : links) visit(one);
      around_.state.links.merge(links);
    }
    auto const take = [&](store::Row const& row) {
      auto pair = pair_in(row);
      visit(pair.left);
      visit(pair.right);
      pairs_.try_emplace({pair.left, pair.right}, std::move(pair));
    };
    for (auto const query : {sql::pairs_of_left, sql::pairs_of_right}) {
      if (auto const read = connection_.query(query, take, record); !read) return fail(read);
    }
    for (auto [at, end] = stances_of_.equal_range(record); at != end; ++at) {
      if (!taken_.insert(at->second).second) continue;
      for (auto const& [one, mark] : stances_[at->second].marks) visit(one);
    }
    return {};
  }

  store::Connection& connection_;
  std::vector<Stance> stances_;
  std::multimap<Record, std::size_t> stances_of_;
  std::set<std::size_t> taken_;
  std::set<Person> persons_;
  std::map<std::pair<Record, Record>, StoredPair> pairs_;
  std::vector<Record> next_;
  Around around_;
};

}  // namespace

Result<Around> read_state_around(store::Connection& connection, std::set<Record> const& records) {
  auto stances = read_stances(connection);
  if (!stances) return fail(stances);
  return Spread{connection, std::move(*stances)}.from(records);
}

Result<std::vector<StoredPair>> pairs_with(store::Connection& connection, std::vector<Record> const& records) {
  std::map<std::pair<Record, Record>, StoredPair> found;
  auto const take = [&](store::Row const& row) {
    auto pair = pair_in(row);
    found.try_emplace({pair.left, pair.right}, std::move(pair));
  };
  for (auto const record : records) {
    for (auto const query : {sql::pairs_of_left, sql::pairs_of_right}) {
      if (auto const read = connection.query(query, take, record); !read) return fail(read);
    }
  }
  std::vector<StoredPair> pairs;
  for (auto& [ends, pair] : found) pairs.push_back(std::move(pair));
  return pairs;
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
