// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/queue.h"

#include <algorithm>

#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql waiting = "SELECT id FROM link_pair WHERE state = 'waiting' AND assigned_to IS NULL ORDER BY weight DESC, id LIMIT 5000";
constexpr store::Sql assigned = "SELECT id FROM link_pair WHERE state = 'waiting' AND assigned_to = ? ORDER BY weight DESC, id LIMIT 5000";
constexpr store::Sql resolved =
    "SELECT p.id FROM link_pair p JOIN link_decision d ON d.pair = p.id AND d.state = 'done' WHERE p.state = 'resolved' ORDER BY d.number DESC LIMIT 5000";
constexpr store::Sql assign = "UPDATE link_pair SET assigned_to = ?, assigned_at = ? WHERE id = ? AND state = 'waiting'";

}  // namespace sql

namespace {

/// As it is told. Whoever sees no role reads nothing above what joins: from there on the model joins, unless a role or a person is in the way.
Result<int> told_weight(store::Connection& connection, SeenPair const& seen) {
  if (seen.sees_whole()) return seen.pair.weight;
  if (tellable_of(seen).roles) return coarse(seen.pair.weight);
  auto const terms = terms_in_use(connection);
  if (!terms) return fail(terms);
  return coarse(std::min(seen.pair.weight, terms->join - 1));
}

/// By what is told of them, and not by what is not.
void strongest_first(std::vector<PairRow>& rows) {
  std::ranges::sort(rows, {}, [](PairRow const& row) { return std::pair{-row.weight, row.id}; });
}

Result<std::vector<PairRow>> rows(Hub& hub, store::Connection& connection, Sights& sights, Member const& member, Tab tab) {
  std::vector<std::int64_t> ids;
  auto const take = [&](store::Row const& row) { ids.push_back(row.integer(0)); };
  auto const read = tab == Tab::assigned ? connection.query(sql::assigned, take, member.id)
                                         : connection.query(tab == Tab::review ? sql::waiting : sql::resolved, take);
  if (!read) return fail(read);
  auto all = rows_of(hub, connection, sights, member, ids, most_pairs_shown);
  if (all && tab != Tab::resolved) strongest_first(*all);
  return all;
}

}  // namespace

Result<std::vector<PairRow>> rows_of(Hub& hub, store::Connection& connection, Sights& sights, Member const& member, std::vector<std::int64_t> const& ids, std::size_t most) {
  std::vector<PairRow> all;
  for (auto const id : ids) {
    if (all.size() == most) break;
    auto const pair = find_pair(connection, id);
    if (!pair) return fail(pair);
    auto const seen = seen_pair(connection, sights, *pair);
    if (!seen) return fail(seen);
    if (!*seen) continue;
    auto row = row_of(hub, connection, **seen, member);
    if (!row) return fail(row);
    all.push_back(std::move(*row));
  }
  return all;
}

Result<PairRow> row_of(Hub& hub, store::Connection& connection, SeenPair const& seen, Member const& member) {
  PairRow row;
  row.id = seen.pair.id;
  auto const weight = told_weight(connection, seen);
  if (!weight) return fail(weight);
  row.weight = *weight;
  if (seen.sees_both()) {
    auto judged = judged_in_sample(connection, seen.pair);
    if (!judged) return fail(judged);
    row.judged = std::move(*judged);
  }
  row.state = seen.pair.state;
  row.why = told_why(seen.pair.why, tellable_of(seen));
  row.outcome = seen.pair.outcome;
  row.queued_at = seen.pair.queued_at;
  row.assigned_to = seen.pair.assigned_to;
  row.one_person = seen.left_person != 0 && seen.left_person == seen.right_person;
  if (!seen.left_sight.nothing()) row.left_agency = agency_of(hub, seen.left.agency);
  if (!seen.right_sight.nothing()) row.right_agency = agency_of(hub, seen.right.agency);
  auto const waits = waiting_decision(connection, seen.pair.id);
  if (!waits) return fail(waits);
  if (!*waits) return row;
  row.decision = (*waits)->id;
  row.decided_as = (*waits)->outcome;
  auto const same = sharing::is_one_of(hub, member.id, {(*waits)->made_by});
  if (!same) return fail(same);
  row.second_by_me = !*same;
  return row;
}

FixedText name_of(Tab tab) {
  switch (tab) {
    case Tab::review: return "review";
    case Tab::assigned: return "assigned";
    case Tab::resolved: return "resolved";
  }
  return "review";
}

std::optional<Tab> tab_named(std::string_view name) {
  for (auto const tab : {Tab::review, Tab::assigned, Tab::resolved}) {
    if (name_of(tab).view() == name) return tab;
  }
  return std::nullopt;
}

Result<std::vector<PairRow>> list_pairs(Hub& hub, Member const& member, Tab tab) {
  auto act = sharing::act_of(ledger::Event::access, member, "link-queue");
  act.fields.emplace_back(name_of(tab).view());
  if (!is_reviewer(member)) return turned_away(hub, std::move(act), not_a_reviewer());
  std::vector<PairRow> all;
  {
    auto transaction = store::Transaction::write(hub.database());
    if (!transaction) return fail(transaction);
    auto sights = Sights::read(hub, *transaction, member);
    if (!sights) return fail(sights);
    auto found = rows(hub, transaction->connection(), *sights, member, tab);
    if (!found) return found;
    all = std::move(*found);
    transaction->roll_back();
  }
  act.count = all.size();
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return all;
}

Result<PairRow> assign_pair(Hub& hub, Member const& member, std::int64_t id, bool take) {
  auto act = sharing::act_of(ledger::Event::link, member, take ? "assign" : "put-back");
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  auto const turn_away = [&](Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  if (!is_reviewer(member)) return turn_away(not_a_reviewer());
  auto sights = Sights::read(hub, *transaction, member);
  if (!sights) return fail(sights);
  auto const pair = find_pair(connection, id);
  if (!pair) return fail(pair);
  auto seen = seen_pair(connection, *sights, *pair);
  if (!seen) return fail(seen);
  if (!*seen) return turn_away(unknown_pair());
  if ((*seen)->pair.state != "waiting") return turn_away({Fault::conflict, "link.resolved", "This pair does not wait for anybody.", "The page of links lists those that do, as does 'concordat link queue'.", {}});
  auto const& has_it = (*seen)->pair.assigned_to;
  if (!has_it.empty() && has_it != member.id) return turn_away({Fault::refused, "link.assigned", "Somebody else works on this pair.", "Ask them, or let them put it back.", {}});
  auto const at = format_instant(hub.clock().now());
  auto const who = take ? std::optional{member.id} : std::optional<std::string>{};
  auto const when = take ? std::optional{at} : std::optional<std::string>{};
  if (auto const done = connection.execute(sql::assign, who, when, id); !done) return fail(done);
  (*seen)->pair.assigned_to = who.value_or("");
  act.people = {(*seen)->left.key(), (*seen)->right.key()};
  if (auto const receipt = record(hub, *transaction, std::move(act)); !receipt) return fail(receipt);
  auto row = row_of(hub, connection, **seen, member);
  if (!row) return row;
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return row;
}

Result<LinkTasks> link_tasks(Hub& hub, Member const& member) {
  LinkTasks tasks;
  if (!is_reviewer(member)) return tasks;
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto sights = Sights::read(hub, *transaction, member);
  if (!sights) return fail(sights);
  auto const count = [&](Tab tab, std::uint64_t& into) -> Result<void> {
    auto const found = rows(hub, transaction->connection(), *sights, member, tab);
    if (!found) return fail(found);
    into = found->size();
    tasks.second += static_cast<std::uint64_t>(std::ranges::count_if(*found, &PairRow::second_by_me));
    return {};
  };
  if (auto done = count(Tab::review, tasks.review); !done) return fail(done);
  if (auto done = count(Tab::assigned, tasks.assigned); !done) return fail(done);
  transaction->roll_back();
  return tasks;
}

}  // namespace concordat::hub::links
