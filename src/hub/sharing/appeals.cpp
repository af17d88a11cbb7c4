// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/id.h"
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
    "UPDATE sharing_request SET state = 'waiting', decline_code = NULL, decline_sealed = NULL, review_on = NULL, answered_by = NULL, answered_at = NULL, overturned = 1 WHERE id = ?";
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

Result<std::vector<Row>> read_appeals(Hub& hub, store::Connection& connection, std::string const& agency) {
  std::vector<Row> rows;
  auto const read = connection.query(
      sql::all,
      [&](store::Row const& row) {
        Row one;
        one.appeal = {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8), {}, {}, false, 0};
        one.asker = row.string(9);
        one.discloser = row.string(10);
        one.words = row.bytes(11);
        one.reasons = row.bytes(12);
        rows.push_back(std::move(one));
      },
      agency, agency);
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
  auto rows = read_appeals(hub, transaction->connection(), member.agency);
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
  auto rows = read_appeals(hub, hub.database(), member.agency);
  if (!rows) return fail(rows);
  bool const watches = is_lead(member) || member.has_role("auditor");
  std::vector<Appeal> all;
  for (auto& row : *rows) {
    if (watches || row.appeal.made_by == member.id || row.appeal.decider == member.id) all.push_back(std::move(row.appeal));
  }
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "appeals")); !noted) return fail(noted);
  return all;
}

}  // namespace concordat::hub::sharing
