// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/sitting.h"

#include <fmt/format.h>

#include "base/id.h"
#include "hub/linkage/review/looks.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql last_number = "SELECT coalesce(max(number), 0) FROM link_decision";
constexpr store::Sql put_decision =
    "INSERT INTO link_decision (id, number, kind, outcome, pair, person, other, weight, model_version, agency, made_by, made_at, words_sealed, impact, state, leaf_index) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
constexpr store::Sql put_mark = "INSERT INTO link_decision_record (decision, record, side) VALUES (?, ?, ?)";
constexpr store::Sql set_leaf = "UPDATE link_decision SET leaf_index = ? WHERE id = ?";

}  // namespace sql

Result<Sitting> Sitting::begin(Hub& hub, Member const& member, std::string what) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto done = take_turn(transaction->connection()); !done) return fail(done);
  auto sights = Sights::read(hub, *transaction, member);
  if (!sights) return fail(sights);
  return Sitting{hub, member, std::move(*transaction), std::move(*sights), std::move(what)};
}

tl::unexpected<Problem> Sitting::turn_away(Problem problem) {
  transaction_.roll_back();
  return turned_away(hub_, sharing::act_of(ledger::Event::link, member_, what_), std::move(problem));
}

tl::unexpected<Problem> Sitting::turn_away_outside(Problem const& problem) {
  transaction_.roll_back();
  return turned_away_outside(hub_, member_, sharing::act_of(ledger::Event::link, member_, what_), problem);
}

tl::unexpected<Problem> Sitting::broken_off(Problem const& problem) {
  if (problem.fault == Fault::conflict && problem.code.view().starts_with("link.")) return turn_away(problem);
  return tl::unexpected<Problem>{problem};
}

Result<DecisionRow> Sitting::put(DecisionRow row, std::string const& reason) {
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
  auto const done = connection().execute(sql::put_decision, row.id, row.number, row.kind, row.outcome, pair, row.person, row.other, weight, row.model_version, row.agency, row.made_by,
                                         row.made_at, *sealed, impact.canonical(), row.state);
  if (!done) return fail(done);
  for (auto const& [record, mark] : row.marks) {
    if (auto const marked = connection().execute(sql::put_mark, row.id, record, mark); !marked) return fail(marked);
  }
  return row;
}

Result<Decided> Sitting::settle(DecisionRow row) {
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

Result<Decided> Sitting::finish(DecisionRow row, Act act, bool first) {
  auto const receipt = write_down(row, std::move(act));
  if (!receipt) return fail(receipt);
  return end(std::move(row), *receipt, first);
}

Result<Decided> Sitting::end(DecisionRow row, Receipt const& receipt, bool first) {
  auto const tellable = tellable_of(row);
  if (!tellable) return fail(tellable);
  row.leaf_index = receipt.index();
  if (first) {
    if (auto const done = connection().execute(sql::set_leaf, row.leaf_index, row.id); !done) return fail(done);
  }
  if (auto done = transaction_.commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  auto decided = decided_of(row);
  decided.impact = told_impact(decided.impact, *tellable);
  return decided;
}

Result<Receipt> Sitting::write_down(DecisionRow const& row, Act act) {
  std::vector<store::RecordKeyRef> people;
  for (auto const& [record, mark] : row.marks) {
    auto const facts = facts_of(connection(), record);
    if (!facts) return fail(facts);
    if (*facts) people.push_back((*facts)->key());
  }
  return record_about(hub_, transaction_, std::move(act), std::move(people));
}

Result<Receipt> Sitting::set_aside(DecisionRow const& row, bool own, std::string const& reason) {
  auto const sealed = add_word(row, own ? "undo" : "second", reason);
  if (!sealed) return fail(sealed);
  auto const at = format_instant(hub_.clock().now());
  auto const done = own ? connection().execute(sql::set_undone, member_.id, at, *sealed, row.id) : connection().execute(sql::set_second, "turned-down", member_.id, at, *sealed, row.id);
  if (!done) return fail(done);
  auto act = sharing::act_of(ledger::Event::link, member_, own ? "withdraw" : "second");
  act.fields.push_back(own ? row.outcome : "turned-down");
  act.previous = row.id;
  return write_down(row, std::move(act));
}

Result<store::Bytes> Sitting::add_word(DecisionRow const& row, char const* name, std::string const& text) {
  auto words = row.words_sealed.empty() ? Result<Json>{Json{}} : sharing::open_words(hub_, spot_of(row), row.words_sealed);
  if (!words) return fail(words);
  words->set(name, text);
  return sharing::seal_words(hub_, spot_of(row), *words);
}

Result<std::optional<Problem>> Sitting::against(Person person) {
  auto const sees = sees_person(connection(), sights_, person);
  if (!sees) return fail(sees);
  if (!*sees) return std::optional{unknown_pair()};
  return against_acting(hub_, transaction_, member_, sights_, person);
}

Result<std::optional<Problem>> Sitting::against(SeenPair const& seen) {
  if (seen.pair.state != "scored") return std::optional<Problem>{};
  return against_acting(hub_, transaction_, member_, fmt::format("pair {}", seen.pair.id), seen.left_sight.own || seen.right_sight.own);
}

Result<Tellable> Sitting::tellable_of(DecisionRow const& row) {
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

Result<bool> Sitting::sees(DecisionRow const& row) {
  for (auto const& [record, mark] : row.marks) {
    auto const facts = facts_of(connection(), record);
    if (!facts) return fail(facts);
    if (*facts && !sights_.of(**facts).nothing()) return true;
  }
  return false;
}

}  // namespace concordat::hub::links
