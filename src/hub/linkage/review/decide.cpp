// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "hub/linkage/review/sitting.h"
#include "hub/says_why.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql waiting_merge = "SELECT count(*) FROM link_decision WHERE kind = 'merge' AND state = 'waiting' AND ((person = ? AND other = ?) OR (person = ? AND other = ?))";

}  // namespace sql

namespace {

bool is_reason(std::string const& reason) { return sharing::is_words(reason) && says_why(reason); }
bool is_outcome(std::string_view outcome) { return outcome == "link" || outcome == "not-same" || outcome == "twins" || outcome == "cannot-tell"; }

Problem resolved_already() {
  return {Fault::conflict, "link.resolved", "This pair has been decided.", "Undo that decision first, if it was wrong.", {}};
}
Problem waits_for_second() {
  return {Fault::conflict, "link.waits-for-second", "A decision about this pair waits for a second person.", "Let another reviewer agree to it or turn it down.", {}};
}
Problem not_waiting() {
  return {Fault::conflict, "link.not-waiting", "This decision does not wait for a second person.", "The page of links lists those that do, as does 'concordat link queue'.", {}};
}
Problem somebody_elses() {
  return {Fault::refused, "link.assigned", "Somebody else works on this pair.", "Ask them, or let them put it back.", {}};
}

/// Why this pair cannot be decided now; nothing where it can.
std::optional<Problem> why_not(std::optional<DecisionRow> const& waiting, std::string_view outcome, SeenPair const& seen, Member const& member) {
  if (waiting && waiting->outcome == outcome) return waits_for_second();
  if (seen.pair.state == "resolved") return resolved_already();
  if (!seen.pair.assigned_to.empty() && seen.pair.assigned_to != member.id) return somebody_elses();
  return std::nullopt;
}

/// What every act begins with: reasons, and a reviewer.
Result<Sitting> sit_down(Hub& hub, Member const& member, std::string what, std::string const& reason) {
  if (!is_reason(reason)) return tl::unexpected<Problem>{no_reason()};
  auto sitting = Sitting::begin(hub, member, std::move(what));
  if (!sitting) return fail(sitting);
  if (!is_reviewer(member)) return sitting->turn_away(not_a_reviewer());
  return sitting;
}

/// A decision that was made, as somebody goes on with it who may see what it is about.
struct GoneOnWith {
  Sitting sitting;
  DecisionRow row;
};
Result<GoneOnWith> go_on_with(Hub& hub, Member const& member, std::string const& decision, std::string what, std::string const& reason) {
  auto sitting = sit_down(hub, member, std::move(what), reason);
  if (!sitting) return fail(sitting);
  auto row = find_decision(sitting->connection(), decision);
  if (!row) return fail(row);
  if (!*row) return sitting->turn_away(unknown_pair());
  auto const sees = sitting->sees(**row);
  if (!sees) return fail(sees);
  if (!*sees) return sitting->turn_away(unknown_pair());
  return GoneOnWith{std::move(*sitting), std::move(**row)};
}

}  // namespace

Result<Decided> decide_pair(Hub& hub, Member const& member, std::int64_t pair, std::string const& outcome, std::string const& reason) {
  if (!is_outcome(outcome)) return fail(Fault::malformed, "link.outcome", "Say what you decide.", "Choose one of link, not-same, twins and cannot-tell.");
  auto sitting = sit_down(hub, member, "decide", reason);
  if (!sitting) return fail(sitting);
  auto const stored = find_pair(sitting->connection(), pair);
  if (!stored) return fail(stored);
  auto const seen = seen_pair(sitting->connection(), sitting->sights(), *stored);
  if (!seen) return fail(seen);
  if (!*seen) return sitting->turn_away(unknown_pair());
  auto const outside = sitting->against(**seen);
  if (!outside) return fail(outside);
  if (*outside) return sitting->turn_away_outside(**outside);
  auto const waiting = waiting_decision(sitting->connection(), pair);
  if (!waiting) return fail(waiting);
  if (auto against = why_not(*waiting, outcome, **seen, member)) return sitting->turn_away(std::move(*against));
  if (*waiting) {
    auto const own = sharing::is_one_of(hub, member.id, {(*waiting)->made_by});
    if (!own) return fail(own);
    if (auto done = sitting->set_aside(**waiting, *own, reason); !done) return fail(done);
  }
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
  auto going = go_on_with(hub, member, decision, "second", reason);
  if (!going) return fail(going);
  auto& [sitting, row] = *going;
  if (row.state != "waiting") {
    return sitting.turn_away(not_waiting());
  }
  auto const same = sharing::is_one_of(hub, member.id, {row.made_by});
  if (!same) return fail(same);
  if (*same) {
    return sitting.turn_away({Fault::refused, "link.same-person", "The second person must be another than the first.", "Let another linkage reviewer look at it.", {}});
  }
  row.state = agrees ? "done" : "turned-down";
  row.second = member.id;
  auto const sealed = sitting.add_word(row, "second", reason);
  if (!sealed) return fail(sealed);
  auto const done = sitting.connection().execute(sql::set_second, row.state, member.id, format_instant(hub.clock().now()), *sealed, decision);
  if (!done) return fail(done);
  if (agrees) {
    if (auto carried = carry_out(hub, sitting.transaction(), row, member); !carried) return sitting.broken_off(carried.error());
  }
  auto act = sharing::act_of(ledger::Event::link, member, "second");
  act.fields.push_back(row.state);
  act.previous = decision;
  return sitting.finish(std::move(row), std::move(act), false);
}

Result<Decided> withdraw_decision(Hub& hub, Member const& member, std::string const& decision, std::string const& reason) {
  auto going = go_on_with(hub, member, decision, "withdraw", reason);
  if (!going) return fail(going);
  auto& [sitting, row] = *going;
  if (row.state != "waiting") return sitting.turn_away(not_waiting());
  auto const own = sharing::is_one_of(hub, member.id, {row.made_by});
  if (!own) return fail(own);
  if (!*own) {
    return sitting.turn_away({Fault::refused, "link.not-your-proposal", "Another reviewer proposed this: only they can withdraw it.", "Turn it down, with your reasons, where you do not agree.", {}});
  }
  auto const receipt = sitting.set_aside(row, true, reason);
  if (!receipt) return fail(receipt);
  row.state = "undone";
  return sitting.end(std::move(row), *receipt, false);
}

Result<Decided> split_person(Hub& hub, Member const& member, Person person, std::vector<Record> const& away, std::string const& reason) {
  auto sitting = sit_down(hub, member, "split", reason);
  if (!sitting) return fail(sitting);
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
  auto sitting = sit_down(hub, member, "merge", reason);
  if (!sitting) return fail(sitting);
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
  auto going = go_on_with(hub, member, decision, "undo", reason);
  if (!going) return fail(going);
  auto& [sitting, row] = *going;
  if (row.state != "done") {
    return sitting.turn_away({Fault::conflict, "link.not-done", "This decision is not in force: it waits, was turned down, or was undone.", "Nothing needs undoing.", {}});
  }
  if (auto done = take_back(hub, sitting.transaction(), row, member); !done) return sitting.broken_off(done.error());
  auto const sealed = sitting.add_word(row, "undo", reason);
  if (!sealed) return fail(sealed);
  auto const done = sitting.connection().execute(sql::set_undone, member.id, format_instant(hub.clock().now()), *sealed, decision);
  if (!done) return fail(done);
  row.state = "undone";
  auto act = sharing::act_of(ledger::Event::link, member, "undo");
  act.fields.push_back(row.outcome);
  act.previous = decision;
  return sitting.finish(std::move(row), std::move(act), false);
}

}  // namespace concordat::hub::links
