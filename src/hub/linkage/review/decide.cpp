// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/says_why.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql last_number = "SELECT coalesce(max(number), 0) FROM link_decision";
constexpr store::Sql put =
    "INSERT INTO link_decision (id, number, kind, outcome, pair, person, other, weight, model_version, agency, made_by, made_at, words_sealed, impact, state, leaf_index) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
constexpr store::Sql put_mark = "INSERT INTO link_decision_record (decision, record, side) VALUES (?, ?, ?)";
constexpr store::Sql set_leaf = "UPDATE link_decision SET leaf_index = ? WHERE id = ?";
constexpr store::Sql set_second = "UPDATE link_decision SET state = ?, second = ?, second_at = ?, words_sealed = ? WHERE id = ?";
constexpr store::Sql set_undone = "UPDATE link_decision SET state = 'undone', undone_by = ?, undone_at = ?, words_sealed = ? WHERE id = ?";
constexpr store::Sql waiting_merge = "SELECT count(*) FROM link_decision WHERE kind = 'merge' AND state = 'waiting' AND ((person = ? AND other = ?) OR (person = ? AND other = ?))";

}  // namespace sql

namespace {

tl::unexpected<Problem> no_reason() {
  return fail(Fault::malformed, "link.reason", "Say why, in three words or more.", "Write what in the records made you decide so; the reason is kept sealed, with the decision.");
}

bool is_reason(std::string const& reason) { return sharing::is_words(reason) && says_why(reason); }
bool is_outcome(std::string_view outcome) { return outcome == "link" || outcome == "not-same" || outcome == "twins" || outcome == "cannot-tell"; }

/// What all of these have in common: one transaction, the sights of the member, and how it ends.
class Sitting {
 public:
  static Result<Sitting> begin(Hub& hub, Member const& member, std::string what) {
    auto transaction = store::Transaction::write(hub.database());
    if (!transaction) return fail(transaction);
    if (auto done = take_turn(transaction->connection()); !done) return fail(done);
    auto sights = Sights::read(hub, *transaction, member);
    if (!sights) return fail(sights);
    return Sitting{hub, member, std::move(*transaction), std::move(*sights), std::move(what)};
  }

  [[nodiscard]] store::Connection& connection() { return transaction_.connection(); }
  [[nodiscard]] store::Transaction& transaction() { return transaction_; }
  [[nodiscard]] Sights& sights() { return sights_; }

  tl::unexpected<Problem> turn_away(Problem problem) {
    transaction_.roll_back();
    return sharing::turned_away(hub_, sharing::act_of(ledger::Event::link, member_, what_), std::move(problem));
  }
  /// Where it was for want of a look, its leads see that beside the audit sample.
  tl::unexpected<Problem> turn_away_outside(Problem const& problem) {
    transaction_.roll_back();
    return turned_away_outside(hub_, member_, sharing::act_of(ledger::Event::link, member_, what_), problem);
  }
  /// What was refused while it was carried out is a refusal with its leaf; anything else is passed on.
  tl::unexpected<Problem> broken_off(Problem const& problem) {
    if (problem.fault == Fault::conflict && problem.code.view().starts_with("link.")) return turn_away(problem);
    return tl::unexpected<Problem>{problem};
  }

  Result<DecisionRow> put(DecisionRow row, std::string const& reason) {
    auto const last = connection().query_integer(sql::last_number);
    if (!last) return fail(last);
    row.number = last->value_or(0) + 1;
    row.id = uuid7(hub_.clock().now(), hub_.chance());
    row.words_row = row.id;
    row.agency = member_.agency;
    row.made_by = member_.id;
    row.made_at = format_instant(hub_.clock().now());
    row.state = row.impact.empty() ? "done" : "waiting";
    Json impact{Json::Array{}};
    for (auto const& word : row.impact) impact.push(word);
    auto const sealed = sharing::seal_words(hub_, spot_of(row), Json{}.set("reason", reason));
    if (!sealed) return fail(sealed);
    auto const pair = row.pair == 0 ? store::Value{nullptr} : store::Value{row.pair};
    auto const weight = row.pair == 0 ? store::Value{nullptr} : store::Value{row.weight};
    auto const done = connection().execute(sql::put, row.id, row.number, row.kind, row.outcome, pair, row.person, row.other, weight, row.model_version, row.agency, row.made_by,
                                           row.made_at, *sealed, impact.canonical(), row.state);
    if (!done) return fail(done);
    for (auto const& [record, mark] : row.marks) {
      if (auto const marked = connection().execute(sql::put_mark, row.id, record, mark); !marked) return fail(marked);
    }
    return row;
  }

  /// Carries out what needs no second person, and writes the leaf.
  Result<Decided> settle(DecisionRow row) {
    if (row.state == "done") {
      if (auto done = carry_out(hub_, transaction_, row, member_); !done) return broken_off(done.error());
    }
    auto act = sharing::act_of(ledger::Event::link, member_, what_);
    act.fields.push_back(row.outcome);
    act.fields.push_back(row.state);
    act.request = row.id;
    act.why = row.impact;
    act.detail.set("pair", row.pair).set("weight", row.weight).set("model", row.model_version).set("person", row.person).set("other", row.other);
    return finish(std::move(row), std::move(act), true);
  }

  Result<Decided> finish(DecisionRow row, Act act, bool first) {
    auto const tellable = tellable_of(row);
    if (!tellable) return fail(tellable);
    for (auto const& [record, mark] : row.marks) {
      auto const facts = facts_of(connection(), record);
      if (!facts) return fail(facts);
      if (*facts && act.people.size() < most_people) act.people.push_back((*facts)->key());
    }
    auto const receipt = record(hub_, transaction_, std::move(act));
    if (!receipt) return fail(receipt);
    row.leaf_index = receipt->index();
    if (first) {
      if (auto const done = connection().execute(sql::set_leaf, row.leaf_index, row.id); !done) return fail(done);
    }
    if (auto done = transaction_.commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    auto decided = decided_of(row);
    decided.impact = told_impact(decided.impact, *tellable);
    return decided;
  }

  /// The words sealed with the decision, with one more; where they reached their day, that one alone.
  Result<store::Bytes> add_word(DecisionRow const& row, char const* name, std::string const& text) {
    auto words = row.words_sealed.empty() ? Result<Json>{Json{}} : sharing::open_words(hub_, spot_of(row), row.words_sealed);
    if (!words) return fail(words);
    words->set(name, text);
    return sharing::seal_words(hub_, spot_of(row), *words);
  }

  /// Why the member may not act on this person; nothing where they may, and it counts as a look where it is one.
  Result<std::optional<Problem>> against(Person person) {
    auto const sees = sees_person(connection(), sights_, person);
    if (!sees) return fail(sees);
    if (!*sees) return std::optional{unknown_pair()};
    return against_acting(hub_, transaction_, member_, sights_, person);
  }
  /// The same of a pair that is seen.
  Result<std::optional<Problem>> against(SeenPair const& seen) {
    if (seen.pair.state != "scored") return std::optional<Problem>{};
    return against_acting(hub_, transaction_, member_, fmt::format("pair {}", seen.pair.id), seen.left_sight.own || seen.right_sight.own);
  }

  /// What the member may be told of why it takes two people: a decision about a pair may rest on records beside it.
  Result<Tellable> tellable_of(DecisionRow const& row) {
    Tellable tellable{true, true};
    for (auto const& [record, mark] : row.marks) {
      auto const facts = facts_of(connection(), record);
      if (!facts) return fail(facts);
      if (*facts && !sights_.of(**facts).role) tellable.roles = false;
    }
    if (row.pair == 0) return tellable;
    auto const pair = find_pair(connection(), row.pair);
    if (!pair) return fail(pair);
    tellable.conflict = *pair && (*pair)->conflict;
    return tellable;
  }

  /// Whether the member may see what the decision is about.
  Result<bool> sees(DecisionRow const& row) {
    for (auto const& [record, mark] : row.marks) {
      auto const facts = facts_of(connection(), record);
      if (!facts) return fail(facts);
      if (*facts && !sights_.of(**facts).nothing()) return true;
    }
    return false;
  }

 private:
  Sitting(Hub& hub, Member const& member, store::Transaction transaction, Sights sights, std::string what)
      : hub_{hub}, member_{member}, transaction_{std::move(transaction)}, sights_{std::move(sights)}, what_{std::move(what)} {}
  Hub& hub_;
  Member const& member_;
  store::Transaction transaction_;
  Sights sights_;
  std::string what_;
};

Problem resolved_already() {
  return {Fault::conflict, "link.resolved", "This pair has been decided.", "Undo that decision first, if it was wrong.", {}};
}
Problem waits_for_second() {
  return {Fault::conflict, "link.waits-for-second", "A decision about this pair waits for a second person.", "Let another reviewer agree to it or turn it down.", {}};
}
Problem somebody_elses() {
  return {Fault::refused, "link.assigned", "Somebody else works on this pair.", "Ask them, or let them put it back.", {}};
}

/// Why this pair cannot be decided now; nothing where it can.
Result<std::optional<Problem>> why_not(store::Connection& connection, SeenPair const& seen, Member const& member) {
  auto const waiting = waiting_decision(connection, seen.pair.id);
  if (!waiting) return fail(waiting);
  if (*waiting) return std::optional{waits_for_second()};
  if (seen.pair.state == "resolved") return std::optional{resolved_already()};
  if (!seen.pair.assigned_to.empty() && seen.pair.assigned_to != member.id) return std::optional{somebody_elses()};
  return std::optional<Problem>{};
}

}  // namespace

Result<Decided> decide_pair(Hub& hub, Member const& member, std::int64_t pair, std::string const& outcome, std::string const& reason) {
  if (!is_outcome(outcome)) return fail(Fault::malformed, "link.outcome", "Say what you decide.", "Choose one of link, not-same, twins and cannot-tell.");
  if (!is_reason(reason)) return no_reason();
  auto sitting = Sitting::begin(hub, member, "decide");
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  auto const stored = find_pair(sitting->connection(), pair);
  if (!stored) return fail(stored);
  auto const seen = seen_pair(sitting->connection(), sitting->sights(), *stored);
  if (!seen) return fail(seen);
  if (!*seen) return sitting->turn_away(unknown_pair());
  auto const outside = sitting->against(**seen);
  if (!outside) return fail(outside);
  if (*outside) return sitting->turn_away_outside(**outside);
  auto const against = why_not(sitting->connection(), **seen, member);
  if (!against) return fail(against);
  if (*against) return sitting->turn_away(**against);
  DecisionRow row;
  row.kind = "pair";
  row.outcome = outcome;
  row.pair = pair;
  row.person = (*seen)->left_person;
  row.other = (*seen)->right_person;
  row.weight = (*seen)->pair.weight;
  row.model_version = (*seen)->pair.model_version;
  row.marks = {{(*seen)->pair.left, 0}, {(*seen)->pair.right, 1}};
  if (outcome == "link") {
    auto impact = impact_of_joining(hub, sitting->connection(), row.person, row.other);
    if (!impact) return fail(impact);
    row.impact = std::move(*impact);
  }
  auto written = sitting->put(std::move(row), reason);
  if (!written) return fail(written);
  return sitting->settle(std::move(*written));
}

Result<Decided> second_decision(Hub& hub, Member const& member, std::string const& decision, bool agrees, std::string const& reason) {
  if (!is_reason(reason)) return no_reason();
  auto sitting = Sitting::begin(hub, member, "second");
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  auto row = find_decision(sitting->connection(), decision);
  if (!row) return fail(row);
  if (!*row) return sitting->turn_away(unknown_pair());
  auto const sees = sitting->sees(**row);
  if (!sees) return fail(sees);
  if (!*sees) return sitting->turn_away(unknown_pair());
  if ((*row)->state != "waiting") {
    return sitting->turn_away({Fault::conflict, "link.not-waiting", "This decision does not wait for a second person.", "'concordat link queue' lists those that do.", {}});
  }
  auto const same = sharing::is_one_of(hub, member.id, {(*row)->made_by});
  if (!same) return fail(same);
  if (*same) {
    return sitting->turn_away({Fault::refused, "link.same-person", "The second person must be another than the first.", "Let another linkage reviewer look at it.", {}});
  }
  (*row)->state = agrees ? "done" : "turned-down";
  (*row)->second = member.id;
  auto const sealed = sitting->add_word(**row, "second", reason);
  if (!sealed) return fail(sealed);
  auto const done = sitting->connection().execute(sql::set_second, (*row)->state, member.id, format_instant(hub.clock().now()), *sealed, decision);
  if (!done) return fail(done);
  if (agrees) {
    if (auto carried = carry_out(hub, sitting->transaction(), **row, member); !carried) return sitting->broken_off(carried.error());
  }
  auto act = sharing::act_of(ledger::Event::link, member, "second");
  act.fields.push_back((*row)->state);
  act.previous = decision;
  return sitting->finish(std::move(**row), std::move(act), false);
}

Result<Decided> split_person(Hub& hub, Member const& member, Person person, std::vector<Record> const& away, std::string const& reason) {
  if (!is_reason(reason)) return no_reason();
  auto sitting = Sitting::begin(hub, member, "split");
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  auto const outside = sitting->against(person);
  if (!outside) return fail(outside);
  if (*outside) return sitting->turn_away_outside(**outside);
  auto const records = records_of(sitting->connection(), person);
  if (!records) return fail(records);
  DecisionRow row;
  row.kind = "split";
  row.outcome = "not-same";
  row.person = person;
  row.model_version = "people";
  std::size_t gone = 0;
  for (auto const record : *records) {
    bool const goes = std::ranges::find(away, record) != away.end();
    gone += goes ? 1 : 0;
    row.marks.emplace_back(record, goes ? 1 : 0);
  }
  if (gone == 0 || gone == records->size() || gone != away.size()) {
    return sitting->turn_away({Fault::malformed, "link.split-all", "Name some of the person's records that are of another person, and leave some.", "The page of the person lists its records.", {}});
  }
  auto written = sitting->put(std::move(row), reason);
  if (!written) return fail(written);
  return sitting->settle(std::move(*written));
}

Result<Decided> merge_persons(Hub& hub, Member const& member, Person person, Person other, std::string const& reason) {
  if (person == other) return fail(Fault::malformed, "link.one-person", "A person is not merged with themselves.", "Name two different persons.");
  if (!is_reason(reason)) return no_reason();
  auto sitting = Sitting::begin(hub, member, "merge");
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  DecisionRow row;
  row.kind = "merge";
  row.outcome = "link";
  row.person = person;
  row.other = other;
  row.model_version = "people";
  int mark = 0;
  for (auto const one : {person, other}) {
    auto const outside = sitting->against(one);
    if (!outside) return fail(outside);
    if (*outside) return sitting->turn_away_outside(**outside);
    auto const records = records_of(sitting->connection(), one);
    if (!records) return fail(records);
    for (auto const record : *records) row.marks.emplace_back(record, mark);
    ++mark;
  }
  auto const waiting = sitting->connection().query_integer(sql::waiting_merge, person, other, other, person);
  if (!waiting) return fail(waiting);
  if (waiting->value_or(0) > 0) return sitting->turn_away(waits_for_second());
  auto impact = impact_of_joining(hub, sitting->connection(), person, other);
  if (!impact) return fail(impact);
  row.impact = std::move(*impact);
  std::ranges::sort(row.marks);
  auto written = sitting->put(std::move(row), reason);
  if (!written) return fail(written);
  return sitting->settle(std::move(*written));
}

Result<Decided> undo_decision(Hub& hub, Member const& member, std::string const& decision, std::string const& reason) {
  if (!is_reason(reason)) return no_reason();
  auto sitting = Sitting::begin(hub, member, "undo");
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  auto row = find_decision(sitting->connection(), decision);
  if (!row) return fail(row);
  if (!*row) return sitting->turn_away(unknown_pair());
  auto const sees = sitting->sees(**row);
  if (!sees) return fail(sees);
  if (!*sees) return sitting->turn_away(unknown_pair());
  if ((*row)->state != "done") {
    return sitting->turn_away({Fault::conflict, "link.not-done", "This decision is not in force: it waits, was turned down, or was undone.", "Nothing needs undoing.", {}});
  }
  if (auto done = take_back(hub, sitting->transaction(), **row, member); !done) return sitting->broken_off(done.error());
  auto const sealed = sitting->add_word(**row, "undo", reason);
  if (!sealed) return fail(sealed);
  auto const done = sitting->connection().execute(sql::set_undone, member.id, format_instant(hub.clock().now()), *sealed, decision);
  if (!done) return fail(done);
  (*row)->state = "undone";
  auto act = sharing::act_of(ledger::Event::link, member, "undo");
  act.fields.push_back((*row)->outcome);
  act.previous = decision;
  return sitting->finish(std::move(**row), std::move(act), false);
}

}  // namespace concordat::hub::links
