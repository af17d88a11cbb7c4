// SPDX-License-Identifier: Apache-2.0
// A decision made so, and taken back.
#include <algorithm>
#include <set>

#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql keep_person =
    "INSERT INTO link_before (decision, moment, record, person, person_created_at, attention, attention_since, reason, model_version, linked_by, linked_at) "
    "SELECT ?, 0, l.source_record, l.person, p.created_at, coalesce(a.reason, ''), coalesce(a.since, ''), l.reason, l.model_version, l.linked_by, l.linked_at "
    "FROM link l JOIN person p ON p.id = l.person LEFT JOIN person_attention a ON a.person = l.person WHERE l.person = ?";
constexpr store::Sql keep_record =
    "INSERT INTO link_before (decision, moment, record, person, person_created_at, attention, attention_since, reason, model_version, linked_by, linked_at) "
    "SELECT ?, 1, l.source_record, l.person, p.created_at, coalesce(a.reason, ''), coalesce(a.since, ''), l.reason, l.model_version, l.linked_by, l.linked_at "
    "FROM link l JOIN person p ON p.id = l.person LEFT JOIN person_attention a ON a.person = l.person WHERE l.source_record = ?";
constexpr store::Sql keep_pair =
    "INSERT INTO link_before_pair (decision, pair, state, why, queued_at, assigned_to, assigned_at, outcome, decided_weight) "
    "SELECT ?, id, state, why, queued_at, assigned_to, assigned_at, outcome, decided_weight FROM link_pair WHERE id = ?";
constexpr store::Sql put_override = "INSERT INTO link_override (decision, kind, record, mark) VALUES (?, ?, ?, ?)";
constexpr store::Sql resolve = "UPDATE link_pair SET state = 'resolved', why = '', outcome = ?, decided_weight = weight WHERE id = ?";

constexpr store::Sql later =
    "SELECT count(*) FROM link_decision d JOIN link_decision_record r ON r.decision = d.id JOIN link_before b ON b.record = r.record "
    "WHERE b.decision = ? AND b.moment = 0 AND d.number > ? AND d.state = 'done'";
constexpr store::Sql changed =
    "SELECT count(*) FROM link_before b LEFT JOIN link l ON l.source_record = b.record WHERE b.decision = ? AND b.moment = 1 AND (l.id IS NULL OR l.person <> b.person)";
constexpr store::Sql strangers =
    "SELECT DISTINCT l.person FROM link l WHERE l.person IN (SELECT person FROM link_before WHERE decision = ?) AND l.source_record NOT IN (SELECT record FROM link_before WHERE decision = ?)";
constexpr store::Sql before = "SELECT record, person, person_created_at, attention, attention_since, reason, model_version, linked_by, linked_at FROM link_before WHERE decision = ? AND moment = 0 ORDER BY record";
constexpr store::Sql persons_after = "SELECT DISTINCT person FROM link_before WHERE decision = ? AND moment = 1 ORDER BY person";
constexpr store::Sql pairs_before = "SELECT pair, state, why, queued_at, assigned_to, assigned_at, outcome, decided_weight FROM link_before_pair WHERE decision = ? ORDER BY pair";
constexpr store::Sql has_person = "SELECT count(*) FROM person WHERE id = ?";
constexpr store::Sql put_person = "INSERT INTO person (id, created_at) VALUES (?, ?)";
constexpr store::Sql restore_link = "UPDATE link SET person = ?, reason = ?, model_version = ?, linked_by = ?, linked_at = ? WHERE source_record = ?";
constexpr store::Sql restore_pair = "UPDATE link_pair SET state = ?, why = ?, queued_at = ?, assigned_to = ?, assigned_at = ?, outcome = ?, decided_weight = ? WHERE id = ?";
constexpr store::Sql drop_attention = "DELETE FROM person_attention WHERE person = ?";
constexpr store::Sql put_attention = "INSERT INTO person_attention (person, reason, since) VALUES (?, ?, ?)";
constexpr store::Sql drop_overrides = "DELETE FROM link_override WHERE decision = ?";
constexpr store::Sql last_event = "SELECT coalesce(max(id), 0) FROM link_event";
constexpr store::Sql put_event = "INSERT INTO link_event (id, at, kind, person, other, cause) VALUES (?, ?, 'restored', ?, NULL, ?)";

}  // namespace sql

namespace {

tl::unexpected<Problem> contradicts() {
  return fail(Fault::conflict, "link.contradicts", "An earlier decision of people says otherwise about these records.", "Look at what was decided about this person, and undo that first if it was wrong.");
}

struct Before {
  Record record = 0;
  Person person = 0;
  std::string created_at, attention, attention_since, reason, model_version, linked_by, linked_at;
};

Result<std::set<Person>> persons_meant(store::Connection& connection, DecisionRow const& row) {
  std::set<Person> persons;
  for (auto const& [record, mark] : row.marks) {
    auto const person = person_of(connection, record);
    if (!person) return fail(person);
    if (*person) persons.insert(**person);
  }
  return persons;
}

Result<void> keep(store::Connection& connection, DecisionRow const& row, std::set<Person> const& persons, State const& state) {
  for (auto const person : persons) {
    if (auto const done = connection.execute(sql::keep_person, row.id, person); !done) return fail(done);
  }
  for (auto const& pair : state.pairs) {
    if (auto const done = connection.execute(sql::keep_pair, row.id, pair.id); !done) return fail(done);
  }
  return {};
}

Result<void> stand_above(store::Connection& connection, DecisionRow const& row) {
  if (row.pair != 0) {
    if (auto const done = connection.execute(sql::resolve, row.outcome, row.pair); !done) return fail(done);
  }
  if (row.outcome == "cannot-tell") return {};
  bool const must = row.outcome == "link";
  std::string_view const kind = must ? "must" : row.outcome == "twins" ? "twins" : "cannot";
  for (auto const& [record, mark] : row.marks) {
    if (auto const done = connection.execute(sql::put_override, row.id, kind, record, must ? 0 : mark); !done) return fail(done);
  }
  return {};
}

/// Groups the records of these persons by all that is known and decided now.
Result<Grouped> regroup(Hub& hub, store::Transaction& transaction, std::set<Person> const& persons, Cause const& cause) {
  auto& connection = transaction.connection();
  auto const state = read_state_of(connection, persons);
  if (!state) return fail(state);
  auto const facts = facts_of_links(connection, *state);
  if (!facts) return fail(facts);
  auto const marks = IdentityDesk::marks_of_records(hub, connection, *facts);
  if (!marks) return fail(marks);
  auto const terms = terms_in_use(connection);
  if (!terms) return fail(terms);
  auto const scene = scene_of(hub, *facts, *marks, *state);
  auto grouped = group(scene.nodes, scene.edges, scene.constraints, *terms);
  if (std::ranges::any_of(grouped.groups, [](Group const& one) { return one.attention == Attention::overrides; })) return contradicts();
  auto const written = write_grouping(transaction, scene, *facts, *state, grouped, cause);
  if (!written) return fail(written);
  return grouped;
}

/// What was decided is so.
Result<bool> is_so(store::Connection& connection, DecisionRow const& row) {
  std::map<int, std::set<Person>> sides;
  for (auto const& [record, mark] : row.marks) {
    auto const person = person_of(connection, record);
    if (!person) return fail(person);
    sides[row.outcome == "link" ? 0 : mark].insert(person->value_or(0));
  }
  if (row.outcome == "link") return sides[0].size() == 1;
  return row.outcome == "cannot-tell" || std::ranges::none_of(sides[0], [&](Person person) { return sides[1].contains(person); });
}

Result<void> restore_links(store::Connection& connection, std::vector<Before> const& all, std::vector<Person> const& after) {
  std::set<Person> persons{after.begin(), after.end()};
  for (auto const& one : all) {
    persons.insert(one.person);
    auto const there = connection.query_integer(sql::has_person, one.person);
    if (!there) return fail(there);
    if (there->value_or(0) == 0) {
      if (auto const done = connection.execute(sql::put_person, one.person, one.created_at); !done) return fail(done);
    }
    if (auto const done = connection.execute(sql::restore_link, one.person, one.reason, one.model_version, one.linked_by, one.linked_at, one.record); !done) return fail(done);
  }
  for (auto const person : persons) {
    if (auto const done = connection.execute(sql::drop_attention, person); !done) return fail(done);
  }
  std::set<Person> given;
  for (auto const& one : all) {
    if (one.attention.empty() || !given.insert(one.person).second) continue;
    if (auto const done = connection.execute(sql::put_attention, one.person, one.attention, one.attention_since); !done) return fail(done);
  }
  return {};
}

Result<void> restore_pairs(store::Connection& connection, std::string const& decision) {
  struct Kept {
    std::int64_t id;
    std::string state, why;
    std::optional<std::string> queued_at, assigned_to, assigned_at, outcome;
    std::optional<std::int64_t> decided_weight;
  };
  std::vector<Kept> all;
  auto const read = connection.query(sql::pairs_before, [&](store::Row const& row) {
    all.push_back({row.integer(0), row.string(1), row.string(2), row.maybe_string(3), row.maybe_string(4), row.maybe_string(5), row.maybe_string(6), row.maybe_integer(7)});
  }, decision);
  if (!read) return fail(read);
  for (auto const& one : all) {
    auto const done = connection.execute(sql::restore_pair, one.state, one.why, one.queued_at, one.assigned_to, one.assigned_at, one.outcome, one.decided_weight, one.id);
    if (!done) return fail(done);
  }
  return {};
}

Result<void> check_undoable(store::Connection& connection, DecisionRow const& row) {
  auto const later = connection.query_integer(sql::later, row.id, row.number);
  if (!later) return fail(later);
  if (later->value_or(0) > 0) {
    return fail(Fault::conflict, "link.undo-later", "A later decision about the same records stands upon this one.", "Undo the later one first: the page of the person lists them.");
  }
  auto const changed = connection.query_integer(sql::changed, row.id);
  if (!changed) return fail(changed);
  if (changed->value_or(0) > 0) {
    return fail(Fault::conflict, "link.undo-changed", "Later data have changed what this decision did, so what was before cannot be restored.", "Split or merge on the page of the person instead.");
  }
  return {};
}

}  // namespace

Result<void> carry_out(Hub& hub, store::Transaction& transaction, DecisionRow const& row, Member const& by) {
  auto& connection = transaction.connection();
  auto const persons = persons_meant(connection, row);
  if (!persons) return fail(persons);
  auto const state = read_state_of(connection, *persons);
  if (!state) return fail(state);
  if (auto done = keep(connection, row, *persons, *state); !done) return done;
  if (auto done = stand_above(connection, row); !done) return done;
  if (row.outcome != "cannot-tell") {
    auto const grouped = regroup(hub, transaction, *persons, {row.id, format_instant(hub.clock().now()), by.id, "decision:" + row.id, row.model_version});
    if (!grouped) return fail(grouped);
  }
  auto const so = is_so(connection, row);
  if (!so) return fail(so);
  if (!*so) return contradicts();
  for (auto const& [record, link] : state->links) {
    if (auto const done = connection.execute(sql::keep_record, row.id, record); !done) return fail(done);
  }
  return {};
}

Result<void> take_back(Hub& hub, store::Transaction& transaction, DecisionRow const& row, Member const& by) {
  auto& connection = transaction.connection();
  if (auto fine = check_undoable(connection, row); !fine) return fine;
  std::set<Person> strangers;
  if (auto const read = connection.query(sql::strangers, [&](store::Row const& one) { strangers.insert(one.integer(0)); }, row.id, row.id); !read) return fail(read);
  std::vector<Before> all;
  auto const read = connection.query(sql::before, [&](store::Row const& one) {
    all.push_back({one.integer(0), one.integer(1), one.string(2), one.string(3), one.string(4), one.string(5), one.string(6), one.string(7), one.string(8)});
  }, row.id);
  if (!read) return fail(read);
  std::vector<Person> after;
  if (auto const found = connection.query(sql::persons_after, [&](store::Row const& one) { after.push_back(one.integer(0)); }, row.id); !found) return fail(found);
  if (auto const done = connection.execute(sql::drop_overrides, row.id); !done) return fail(done);
  if (auto done = restore_links(connection, all, after); !done) return done;
  if (auto done = restore_pairs(connection, row.id); !done) return done;
  auto const at = format_instant(hub.clock().now());
  auto const last = connection.query_integer(sql::last_event);
  if (!last) return fail(last);
  auto event = last->value_or(0);
  std::set<Person> restored;
  for (auto const& one : all) {
    if (!restored.insert(one.person).second) continue;
    if (auto const done = connection.execute(sql::put_event, ++event, at, one.person, row.id); !done) return fail(done);
  }
  if (!strangers.empty()) {  // records that came since: where they belong is looked at again
    restored.insert(strangers.begin(), strangers.end());
    auto const again = regroup(hub, transaction, restored, {row.id, at, by.id, "undone:" + row.id, row.model_version});
    if (!again) return fail(again);
  }
  return drop_empty_persons(transaction);
}

}  // namespace concordat::hub::links
