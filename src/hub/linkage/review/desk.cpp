// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/desk.h"

#include <algorithm>

#include "hub/words_key.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql pair_of = "SELECT id FROM link_pair WHERE left_record = ? AND right_record = ?";
constexpr store::Sql person_of = "SELECT person FROM link WHERE source_record = ?";
constexpr store::Sql records_of = "SELECT source_record FROM link WHERE person = ? ORDER BY source_record";
constexpr store::Sql decision =
    "SELECT id, number, kind, outcome, pair, person, other, weight, model_version, agency, made_by, made_at, words_sealed, impact, state, second, second_at, undone_by, undone_at, "
    "leaf_index, erased_on FROM link_decision WHERE id = ?";
constexpr store::Sql marks = "SELECT record, side FROM link_decision_record WHERE decision = ? ORDER BY record";
constexpr store::Sql of_pair = "SELECT id FROM link_decision WHERE pair = ? ORDER BY number";
constexpr store::Sql waiting_of_pair = "SELECT id FROM link_decision WHERE pair = ? AND state = 'waiting' ORDER BY number";
constexpr store::Sql of_person =
    "SELECT d.id FROM link_decision d WHERE d.person = ? OR d.other = ? OR EXISTS (SELECT 1 FROM link_decision_record r JOIN link l ON l.source_record = r.record "
    "WHERE r.decision = d.id AND l.person = ?) ORDER BY d.number";

constexpr store::Sql judged_of_pair =
    "SELECT s.number, p.judges, j.verdict FROM link_sample_pair p JOIN link_sample s ON s.id = p.sample JOIN link_sample_judgement j ON j.sample = p.sample AND j.place = p.place "
    "WHERE (p.left_record = ? AND p.right_record = ?) OR (p.left_record = ? AND p.right_record = ?) ORDER BY s.number DESC, j.at, j.member";

}  // namespace sql

namespace {

DecisionRow decision_in(store::Row const& row) {
  DecisionRow one;
  one.id = row.string(0);
  one.number = row.integer(1);
  one.kind = row.string(2);
  one.outcome = row.string(3);
  one.pair = row.integer(4);
  one.person = row.integer(5);
  one.other = row.integer(6);
  one.weight = row.small(7);
  one.model_version = row.string(8);
  one.agency = row.string(9);
  one.made_by = row.string(10);
  one.made_at = row.string(11);
  one.words_sealed = row.bytes(12);
  if (auto const impact = Json::parse(row.text(13))) {
    for (auto const& word : impact->array()) one.impact.push_back(word.string());
  }
  one.state = row.string(14);
  one.second = row.string(15);
  one.second_at = row.string(16);
  one.undone_by = row.string(17);
  one.undone_at = row.string(18);
  one.leaf_index = static_cast<std::uint64_t>(row.integer(19));
  one.words_row = row.is_null(20) ? one.id : words_of_decision_later(one.id);
  return one;
}

template <class... Values>
Result<std::vector<DecisionRow>> decisions(store::Connection& connection, store::Sql query, Values const&... values) {
  std::vector<std::string> ids;
  auto const read = connection.query(query, [&](store::Row const& row) { ids.push_back(row.string(0)); }, values...);
  if (!read) return fail(read);
  std::vector<DecisionRow> all;
  for (auto const& id : ids) {
    auto one = find_decision(connection, id);
    if (!one) return fail(one);
    if (*one) all.push_back(std::move(**one));
  }
  return all;
}

}  // namespace

Problem not_a_reviewer() {
  return {Fault::refused, "link.not-a-reviewer", "Whether records are of one person is for linkage reviewers.", "Ask your administrator for the role 'linkage-reviewer', or a colleague who has it.", {}};
}

Problem unknown_pair() {
  return {Fault::not_found, "link.unknown", "There is nothing here that you may see.", "The page of links lists the pairs that you can work on, as does 'concordat link queue'.", {}};
}

Result<std::optional<StoredPair>> pair_of(store::Connection& connection, Record left, Record right) {
  auto const id = connection.query_integer(sql::pair_of, std::min(left, right), std::max(left, right));
  if (!id) return fail(id);
  if (!*id) return std::optional<StoredPair>{};
  return find_pair(connection, **id);
}

Result<std::optional<Person>> person_of(store::Connection& connection, Record record) { return connection.query_integer(sql::person_of, record); }

Result<std::optional<SeenPair>> seen_pair(store::Connection& connection, Sights& sights, std::optional<StoredPair> const& pair) {
  if (!pair) return std::optional<SeenPair>{};
  auto const left = facts_of(connection, pair->left);
  if (!left) return fail(left);
  auto const right = facts_of(connection, pair->right);
  if (!right) return fail(right);
  if (!*left || !*right) return std::optional<SeenPair>{};
  SeenPair seen{*pair, **left, **right, sights.of(**left), sights.of(**right)};
  if (seen.left_sight.nothing() && seen.right_sight.nothing()) return std::optional<SeenPair>{};
  auto const left_person = person_of(connection, pair->left);
  if (!left_person) return fail(left_person);
  auto const right_person = person_of(connection, pair->right);
  if (!right_person) return fail(right_person);
  seen.left_person = left_person->value_or(0);
  seen.right_person = right_person->value_or(0);
  return std::optional{std::move(seen)};
}

Result<std::vector<Record>> records_of(store::Connection& connection, Person person) {
  std::vector<Record> records;
  auto const read = connection.query(sql::records_of, [&](store::Row const& row) { records.push_back(row.integer(0)); }, person);
  if (!read) return fail(read);
  return records;
}

Result<bool> sees_person(store::Connection& connection, Sights& sights, Person person) {
  auto const records = records_of(connection, person);
  if (!records) return fail(records);
  for (auto const record : *records) {
    auto const facts = facts_of(connection, record);
    if (!facts) return fail(facts);
    if (*facts && !sights.of(**facts).nothing()) return true;
  }
  return false;
}

Result<std::optional<DecisionRow>> find_decision(store::Connection& connection, std::string const& id) {
  auto row = connection.query_one(sql::decision, &decision_in, id);
  if (!row || !*row) return row;
  auto const read = connection.query(sql::marks, [&](store::Row const& mark) { (*row)->marks.emplace_back(mark.integer(0), mark.small(1)); }, id);
  if (!read) return fail(read);
  return row;
}

Result<std::vector<DecisionRow>> decision_rows_of_pair(store::Connection& connection, std::int64_t pair) { return decisions(connection, sql::of_pair, pair); }

Result<std::vector<DecisionRow>> decision_rows_of_person(store::Connection& connection, Person person) { return decisions(connection, sql::of_person, person, person, person); }

Result<std::optional<DecisionRow>> waiting_decision(store::Connection& connection, std::int64_t pair) {
  auto all = decisions(connection, sql::waiting_of_pair, pair);
  if (!all) return fail(all);
  return all->empty() ? std::optional<DecisionRow>{} : std::optional{std::move(all->front())};
}

sharing::Spot spot_of(DecisionRow const& row) { return {"link_decision", "words_sealed", row.words_row, row.agency}; }

Decided decided_of(DecisionRow const& row) {
  // What needed a second person and was taken back before there was one never held.
  bool const withdrawn = row.state == "undone" && !row.impact.empty() && row.second.empty();
  return {row.id, row.kind, row.outcome, withdrawn ? "withdrawn" : row.state, row.impact, row.leaf_index};
}

Result<std::string> judged_in_sample(store::Connection& connection, StoredPair const& pair) {
  struct Judged {
    std::int64_t sample = 0;
    std::size_t wanted = 0;
    std::vector<std::string> verdicts;
  };
  std::vector<Judged> all;
  auto const read = connection.query(sql::judged_of_pair, [&](store::Row const& row) {
    if (all.empty() || all.back().sample != row.integer(0)) all.push_back({row.integer(0), static_cast<std::size_t>(row.small(1)), {}});
    all.back().verdicts.push_back(row.string(2));
  }, pair.left, pair.right, pair.right, pair.left);
  if (!read) return fail(read);
  auto const settled = std::ranges::find_if(all, [](Judged const& one) { return one.verdicts.size() >= one.wanted; });
  if (settled == all.end()) return std::string{};
  auto const& first = settled->verdicts.front();
  bool const alike = first != "cannot-tell" && std::ranges::all_of(settled->verdicts, [&](auto const& one) { return one == first; });
  return alike ? first : std::string{};
}

int coarse(int weight) {
  constexpr int step = 4 * one_bit;
  return (weight + (weight < 0 ? -step / 2 : step / 2)) / step * step;
}

std::string told_why(std::string why, Tellable tellable) {
  // Whoever sees no role reads the same of every pair: that one weighs too little would tell of the others that they wait for a role.
  bool const told = why.empty() || (tellable.roles && (why != "conflict" || tellable.conflict));
  return told ? std::move(why) : std::string{unseen_reason};
}

std::vector<std::string> told_impact(std::vector<std::string> const& impact, Tellable tellable) {
  std::vector<std::string> told;
  for (auto const& why : impact) {
    auto word = told_why(why, tellable);
    if (std::ranges::find(told, word) == told.end()) told.push_back(std::move(word));
  }
  return told;
}

Result<std::vector<std::string>> impact_of_joining(Hub& hub, store::Connection& connection, Person one, Person other) {
  std::vector<std::string> impact;
  if (one == other) return impact;
  auto const state = read_state_of(connection, {one, other});
  if (!state) return fail(state);
  auto const facts = facts_of_links(connection, *state);
  if (!facts) return fail(facts);
  auto const marks = IdentityDesk::marks_of_records(hub, connection, *facts);
  if (!marks) return fail(marks);
  auto const scene = scene_of(hub, *facts, *marks, *state);
  struct Side {
    std::size_t records = 0;
    bool is_protected = false;
    bool is_accused = false;
    Known known;
  };
  std::map<Person, Side> sides;
  for (auto const& node : scene.nodes) {
    auto& side = sides[node.person];
    ++side.records;
    side.is_protected = side.is_protected || node.is_protected;
    side.is_accused = side.is_accused || node.is_accused;
    side.known.add(node.known);
  }
  bool seen = false;
  bool conflict = false;
  for (auto const& edge : scene.edges) {
    if (scene.nodes[edge.left].person == scene.nodes[edge.right].person) continue;
    seen = true;
    conflict = conflict || edge.conflict;
  }
  auto const& a = sides[one];
  auto const& b = sides[other];
  if (conflict || a.known.contradicts(b.known)) impact.emplace_back("conflict");
  bool const mixed = (a.is_protected && a.is_accused) || (b.is_protected && b.is_accused);
  if (!mixed && (a.is_protected || b.is_protected) && (a.is_accused || b.is_accused)) impact.emplace_back("roles");
  if (a.records > 1 && b.records > 1) impact.emplace_back("persons");
  if (!seen) impact.emplace_back("no-evidence");
  return impact;
}

}  // namespace concordat::hub::links
