// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/looks.h"

#include <fmt/format.h>

#include "catalogue/review_terms.h"

namespace concordat::hub::links {
namespace sql {

// A person may hold several posts: the posts of one account have one limit between them.
constexpr store::Sql looked =
    "SELECT count(*) FROM link_look WHERE (member = ? OR member IN (SELECT b.member FROM account_member a JOIN account_member b ON a.account = b.account WHERE a.member = ?)) "
    "AND day = ? AND what = ?";
constexpr store::Sql number =
    "SELECT count(DISTINCT what) FROM link_look WHERE (member = ? OR member IN (SELECT b.member FROM account_member a JOIN account_member b ON a.account = b.account WHERE a.member = ?)) "
    "AND day = ? AND what <> ''";
constexpr store::Sql put = "INSERT INTO link_look (agency, member, day, what) VALUES (?, ?, ?, ?) ON CONFLICT (member, day, what) DO NOTHING";
constexpr store::Sql forget = "DELETE FROM link_look WHERE day < ?";
constexpr store::Sql of_agency =
    "SELECT member, day, sum(CASE WHEN what = '' THEN 0 ELSE 1 END), sum(CASE WHEN what = '' THEN 1 ELSE 0 END) FROM link_look WHERE agency = ? AND day >= ? "
    "GROUP BY member, day ORDER BY day DESC, member";
constexpr store::Sql pairs_of =
    "SELECT DISTINCT p.id FROM link l JOIN link_pair p ON p.left_record = l.source_record WHERE l.person = ? AND p.state <> 'scored' AND p.why <> 'sample' UNION "
    "SELECT DISTINCT p.id FROM link l JOIN link_pair p ON p.right_record = l.source_record WHERE l.person = ? AND p.state <> 'scored' AND p.why <> 'sample'";

}  // namespace sql

namespace {

/// That more was asked for.
Result<void> note_refused_look(Hub& hub, Member const& member) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const put = transaction->connection().execute(sql::put, member.agency, member.id, format_date(hub.clock().today()), "");
  if (!put) return fail(put);
  if (auto done = transaction->commit(); !done) return fail(done);
  return {};
}

}  // namespace

Problem looks_used_up() {
  return {Fault::refused, "link.looks-used-up", "You have looked at as many persons and pairs outside your queue as one reviewer may in a day.",
          "Go on with the pairs that wait (the page of links, or 'concordat link queue'), or come back tomorrow; your agency's leads see these looks beside the audit sample.", {}};
}

Result<bool> is_look_left(Hub& hub, store::Connection& connection, Member const& member) {
  auto const terms = catalogue::load_review_terms(hub.options().definitions.string());
  auto const most = has_errors(terms.findings) ? 0 : terms.looks_outside_queue;  // what cannot be read lets nothing through
  auto const so_far = connection.query_integer(sql::number, member.id, member.id, format_date(hub.clock().today()));
  if (!so_far) return fail(so_far);
  return so_far->value_or(0) < most;
}

Result<bool> count_look(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& what) {
  // One at a time: two at the same moment must not both be the last.
  if (auto turn = take_turn(transaction.connection()); !turn) return fail(turn);
  auto& connection = transaction.connection();
  auto const today = hub.clock().today();
  auto const day = format_date(today);
  auto const again = connection.query_integer(sql::looked, member.id, member.id, day, what);
  if (!again) return fail(again);
  if (again->value_or(0) > 0) return true;
  auto const left = is_look_left(hub, connection, member);
  if (!left || !*left) return left;
  auto const put = connection.execute(sql::put, member.agency, member.id, day, what);
  if (!put) return fail(put);
  auto const forgotten = connection.execute(sql::forget, format_date(today - std::chrono::days{looks_are_told_for}));
  if (!forgotten) return fail(forgotten);
  return true;
}

Result<std::optional<Problem>> against_acting(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& what, bool own) {
  if (!own) return std::optional{unknown_pair()};
  auto const left = count_look(hub, transaction, member, what);
  if (!left) return fail(left);
  return *left ? std::optional<Problem>{} : std::optional{looks_used_up()};
}

Result<std::optional<Problem>> against_acting(Hub& hub, store::Transaction& transaction, Member const& member, Sights& sights, Person person) {
  auto const met = is_met_in_queue(transaction.connection(), sights, person);
  if (!met) return fail(met);
  if (*met) return std::optional<Problem>{};
  auto const records = records_of(transaction.connection(), person);
  if (!records) return fail(records);
  bool own = false;
  for (auto const record : *records) {
    auto const facts = facts_of(transaction.connection(), record);
    if (!facts) return fail(facts);
    own = own || (*facts && sights.of(**facts).own);
  }
  return against_acting(hub, transaction, member, fmt::format("person {}", person), own);
}

tl::unexpected<Problem> turned_away_outside(Hub& hub, Member const& member, Act act, Problem const& problem) {
  auto turned = turned_away(hub, std::move(act), problem);
  bool const used_up = problem.code.view() == looks_used_up().code.view();
  if (auto noted = used_up ? note_refused_look(hub, member) : Result<void>{}; !noted) return fail(noted);
  return turned;
}

Result<std::vector<Looks>> looks_outside_queue(Hub& hub, Member const& member) {
  std::vector<Looks> all;
  if (!sharing::is_lead(member) && !member.has_role("auditor")) return all;
  auto const since = format_date(hub.clock().today() - std::chrono::days{looks_are_told_for});
  auto const read = hub.database().query(
      sql::of_agency, [&](store::Row const& row) { all.push_back({row.string(0), row.string(1), static_cast<std::uint64_t>(row.integer(2)), row.integer(3) > 0}); }, member.agency, since);
  if (!read) return fail(read);
  return all;
}

Json to_json(Looks const& looks) {
  return Json{}.set("member", looks.member).set("day", looks.day).set("shown", looks.shown).set("refused", looks.refused);
}

Result<bool> is_met_in_queue(store::Connection& connection, Sights& sights, Person person) {
  std::vector<std::int64_t> pairs;
  auto const read = connection.query(sql::pairs_of, [&](store::Row const& row) { pairs.push_back(row.integer(0)); }, person, person);
  if (!read) return fail(read);
  for (auto const id : pairs) {
    auto const pair = find_pair(connection, id);
    if (!pair) return fail(pair);
    auto const seen = seen_pair(connection, sights, *pair);
    if (!seen) return fail(seen);
    if (*seen) return true;
  }
  return false;
}

}  // namespace concordat::hub::links
