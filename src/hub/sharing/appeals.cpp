// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/says_why.h"
#include "hub/sharing/answers.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql last_refusal = "SELECT id, declined_by FROM human_refusal WHERE request = ? ORDER BY declined_at DESC, id DESC LIMIT 1";
constexpr store::Sql of_refusal = "SELECT count(*) FROM appeal WHERE refusal = ?";
constexpr store::Sql put = "INSERT INTO appeal (id, refusal, request, made_by, made_at, decider, due_on, words_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql decide = "UPDATE appeal SET outcome = ?, decided_at = ?, reasons_sealed = ? WHERE id = ? AND outcome IS NULL";
constexpr store::Sql open_again =
    "UPDATE sharing_request SET state = 'waiting', decline_code = NULL, review_on = NULL, answered_by = NULL, answered_at = NULL, overturned = 1 WHERE id = ?";
constexpr store::Sql of_request =
    "SELECT a.id, a.request, h.code, a.made_by, a.made_at, a.decider, a.due_on, a.outcome, a.decided_at, r.asker, r.discloser, a.words_sealed, a.reasons_sealed FROM appeal a "
    "JOIN human_refusal h ON h.id = a.refusal JOIN sharing_request r ON r.id = a.request WHERE a.request = ? AND a.erased_on IS NULL ORDER BY a.made_at, a.id";
constexpr store::Sql refusals_of = "SELECT code, declined_by, declined_at, review_on FROM human_refusal WHERE request = ? ORDER BY declined_at, id";
constexpr store::Sql all =
    "SELECT a.id, a.request, h.code, a.made_by, a.made_at, a.decider, a.due_on, a.outcome, a.decided_at, r.asker, r.discloser, a.words_sealed, a.reasons_sealed FROM appeal a "
    "JOIN human_refusal h ON h.id = a.refusal JOIN sharing_request r ON r.id = a.request WHERE (r.asker = ? OR r.discloser = ?) AND a.erased_on IS NULL ORDER BY a.made_at DESC, a.id DESC LIMIT 500";

}  // namespace sql

namespace {

Spot spot_of(std::string_view id, std::string_view column, std::string_view agency) { return {"appeal", column, id, agency}; }

struct Row {
  Appeal appeal;
  std::string asker, discloser;
  store::Bytes words, reasons;
};

template <class... Values>
Result<std::vector<Row>> read_appeals(Hub& hub, store::Connection& connection, store::Sql query, Values const&... values) {
  std::vector<Row> rows;
  auto const read = connection.query(
      query,
      [&](store::Row const& row) {
        Row one;
        one.appeal = {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8), {}, {}, false, 0};
        one.asker = row.string(9);
        one.discloser = row.string(10);
        one.words = row.bytes(11);
        one.reasons = row.bytes(12);
        rows.push_back(std::move(one));
      },
      values...);
  if (!read) return fail(read);
  auto const today = format_date(hub.clock().today());
  for (auto& row : rows) {
    auto const words = open_words(hub, spot_of(row.appeal.id, "words_sealed", row.asker), row.words);
    if (!words) return fail(words);
    row.appeal.words = (*words)["words"].string();
    row.appeal.overdue = row.appeal.outcome.empty() && row.appeal.due_on < today;
    if (row.reasons.empty()) continue;
    auto const reasons = open_words(hub, spot_of(row.appeal.id, "reasons_sealed", row.discloser), row.reasons);
    if (!reasons) return fail(reasons);
    row.appeal.reasons = (*reasons)["reasons"].string();
  }
  return rows;
}

bool may_read(Appeal const& appeal, Member const& member) {
  return is_lead(member) || member.has_role("auditor") || appeal.made_by == member.id || appeal.decider == member.id;
}

/// A lead of the discloser who neither declined it nor asked for it, in whichever post; its strategic lead where there is no
/// other; empty: nobody.
Result<std::string> decider_for(Hub& hub, SharingRequest const& request, std::string const& decliner) {
  for (auto const* role : {"information-governance-lead", "strategic-lead"}) {
    auto const found = members_in_role(hub, request.discloser, role, {decliner, request.member});
    if (!found) return fail(found);
    if (!found->empty()) return found->front();
  }
  return std::string{};
}

Result<Appeal> settled(Hub& hub, store::Transaction& transaction, Act act, Appeal made) {
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  made.ledger_index = receipt->index();
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return made;
}

struct Refusal {
  std::string id, declined_by;
};

/// The refusal that this member may appeal; nothing where there is none.
Result<std::optional<Refusal>> refusal_to_appeal(store::Connection& connection, SharingRequest const& request, Member const& member) {
  bool const may = request.state == RequestState::declined && request.asker == member.agency && request.member == member.id;
  if (!may) return std::optional<Refusal>{};
  auto refusal = connection.query_one(sql::last_refusal, [](store::Row const& row) { return Refusal{row.string(0), row.string(1)}; }, request.id);
  if (!refusal || !*refusal) return refusal;
  auto const earlier = connection.query_integer(sql::of_refusal, (*refusal)->id);
  if (!earlier) return fail(earlier);
  return earlier->value_or(0) == 0 ? refusal : Result<std::optional<Refusal>>{std::optional<Refusal>{}};
}

}  // namespace

Result<Appeal> appeal(Hub& hub, Member const& member, std::string const& request_id, std::string const& words) {
  if (!is_words(words)) return fail(Fault::malformed, "appeal.words", "An appeal and its decision need reasons.", "Say in your own words why.");
  if (!says_why(words)) return tl::unexpected<Problem>{no_reason()};
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  auto const turn_away = [&](Problem problem) {
    transaction->roll_back();
    return turned_away(hub, act_of(ledger::Event::admin, member, "appeal"), std::move(problem));
  };
  auto const stored = stored_request(hub, connection, request_id);
  if (!stored) return fail(stored);
  auto const refusal = *stored ? refusal_to_appeal(connection, (*stored)->request, member) : Result<std::optional<Refusal>>{std::optional<Refusal>{}};
  if (!refusal) return fail(refusal);
  if (!*refusal) {
    return turn_away({Fault::refused, "appeal.not-yours", "There is no refusal of yours to appeal, or you have appealed it already.", "Who asked may appeal each refusal by a person once.", {}});
  }
  auto const& request = (*stored)->request;
  auto const decider = decider_for(hub, request, (*refusal)->declined_by);
  if (!decider) return fail(decider);
  if (decider->empty()) {
    return turn_away({Fault::refused, "appeal.nobody", "That agency has no lead who did not decline it.", "Ask your strategic lead to take it up with theirs.", {}});
  }
  auto const now = hub.clock().now();
  auto const id = uuid7(now, hub.chance());
  Appeal made{id, request.id, request.decline_code, member.id, format_instant(now), *decider, format_date(hub.clock().today() + std::chrono::days{appeal_days}), {}, {}, words, {}, false, 0};
  auto const sealed = seal_words(hub, spot_of(id, "words_sealed", request.asker), Json{}.set("words", words));
  if (!sealed) return fail(sealed);
  auto const put = connection.execute(sql::put, id, (*refusal)->id, request.id, member.id, made.made_at, made.decider, made.due_on, *sealed);
  if (!put) return fail(put);
  auto act = act_of(ledger::Event::admin, member, "appeal");
  act.from = request.discloser;
  act.previous = request.id;
  act.why = {request.decline_code};
  return settled(hub, *transaction, std::move(act), std::move(made));
}

Result<Appeal> decide_appeal(Hub& hub, Member const& member, std::string const& id, std::string const& outcome, std::string const& reasons) {
  bool const overturned = outcome == "overturned";
  if ((!overturned && outcome != "upheld") || !is_words(reasons)) return fail(Fault::malformed, "appeal.words", "An appeal and its decision need reasons.", "Say upheld or overturned, and why.");
  if (!says_why(reasons)) return tl::unexpected<Problem>{no_reason()};
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto rows = read_appeals(hub, transaction->connection(), sql::all, member.agency, member.agency);
  if (!rows) return fail(rows);
  auto const row = std::ranges::find_if(*rows, [&](Row const& one) { return one.appeal.id == id && one.appeal.decider == member.id && one.appeal.outcome.empty(); });
  if (row == rows->end()) {
    transaction->roll_back();
    return turned_away(hub, act_of(ledger::Event::admin, member, "appeal-decided"),
                       {Fault::refused, "appeal.not-for-you", "That appeal does not wait for you.", "It is decided once, by the person it was given to.", {}});
  }
  auto& connection = transaction->connection();
  row->appeal.outcome = outcome;
  row->appeal.reasons = reasons;
  row->appeal.decided_at = format_instant(hub.clock().now());
  auto const sealed = seal_words(hub, spot_of(id, "reasons_sealed", row->discloser), Json{}.set("reasons", reasons));
  if (!sealed) return fail(sealed);
  if (auto done = connection.execute(sql::decide, outcome, row->appeal.decided_at, *sealed, id); !done) return fail(done);
  if (overturned) {
    if (auto done = connection.execute(sql::open_again, row->appeal.request); !done) return fail(done);
  }
  auto act = act_of(ledger::Event::admin, member, "appeal-decided");
  act.fields.push_back(outcome);
  act.previous = row->appeal.request;
  act.why = {row->appeal.code};
  return settled(hub, *transaction, std::move(act), std::move(row->appeal));
}

Result<std::vector<Appeal>> appeals(Hub& hub, Member const& member) {
  auto rows = read_appeals(hub, hub.database(), sql::all, member.agency, member.agency);
  if (!rows) return fail(rows);
  std::vector<Appeal> all;
  for (auto& row : *rows) {
    if (may_read(row.appeal, member)) all.push_back(std::move(row.appeal));
  }
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "appeals")); !noted) return fail(noted);
  return all;
}

Result<std::vector<TrailStep>> trail_of(Hub& hub, store::Connection& connection, SharingRequest const& request, Member const& viewer) {
  std::vector<TrailStep> trail{{.at = request.asked_at, .what = "asked", .agency = request.asker, .member = request.member, .code = {}, .words = request.necessary, .on = {}, .how = {}, .decider = {}}};
  if (request.state == RequestState::refused) trail.push_back({.at = request.asked_at, .what = "refused", .agency = {}, .member = {}, .code = text::join(request.codes, ", "), .words = {}, .on = {}, .how = {}, .decider = {}});
  auto const read = connection.query(
      sql::refusals_of,
      [&](store::Row const& row) {
        trail.push_back({.at = row.string(2), .what = "declined", .agency = request.discloser, .member = row.string(1), .code = row.string(0), .words = {}, .on = row.string(3), .how = {}, .decider = {}});
      },
      request.id);
  if (!read) return fail(read);
  // Of refusals before the last the reasons are not kept.
  if (trail.back().what == "declined") trail.back().words = request.decline_words;
  auto const appeals = read_appeals(hub, connection, sql::of_request, request.id);
  if (!appeals) return fail(appeals);
  for (auto const& row : *appeals) {
    auto const& one = row.appeal;
    bool const reads = may_read(one, viewer);
    trail.push_back({.at = one.made_at, .what = "appealed", .agency = row.asker, .member = one.made_by, .code = {}, .words = reads ? one.words : "", .on = one.due_on, .how = {}, .decider = one.decider});
    if (one.outcome.empty()) continue;
    trail.push_back({.at = one.decided_at, .what = one.outcome, .agency = row.discloser, .member = one.decider, .code = {}, .words = reads ? one.reasons : "", .on = {}, .how = {}, .decider = {}});
  }
  if (request.state == RequestState::given) trail.push_back({.at = request.answered_at, .what = "given", .agency = request.discloser, .member = request.answered_by, .code = {}, .words = {}, .on = {}, .how = request.how, .decider = {}});
  std::ranges::stable_sort(trail, {}, &TrailStep::at);
  return trail;
}

}  // namespace concordat::hub::sharing
