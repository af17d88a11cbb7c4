// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/request_rows.h"

#include <algorithm>
#include <array>
#include <memory>

#include "agreements/engine/question_json.h"
#include "base/json_list.h"
#include "hub/act.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/people.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql one =
    "SELECT id, asker, member, role, discloser, purpose, form, asked_at, outcome, state, codes, told, bundle, facts_version, answered_at, answered_by, how, "
    "decline_code, review_on, overturned, leaf_index, subject, full_sealed, question_sealed, words_sealed, decline_sealed FROM sharing_request WHERE id = ? AND erased_on IS NULL";
constexpr store::Sql mine =
    "SELECT id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on, state, overturned FROM sharing_request WHERE asker = ? AND member = ? AND erased_on IS NULL "
    "ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql waiting =
    "SELECT id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on, state, overturned FROM sharing_request WHERE discloser = ? AND state = 'waiting' AND erased_on IS NULL "
    "ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql of_agency =
    "SELECT id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on, state, overturned FROM sharing_request WHERE (asker = ? OR discloser = ?) AND erased_on IS NULL "
    "ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql review_due =
    "SELECT id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on, state, overturned FROM sharing_request WHERE state = 'declined' AND discloser = ? AND erased_on IS NULL "
    "ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql declined =
    "SELECT id, asker, discloser, member, purpose, asked_at, outcome, decline_code, review_on, state, overturned FROM sharing_request WHERE state = 'declined' AND "
    "(asker = ? OR discloser = ?) AND erased_on IS NULL ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql questions = "SELECT id, asker, discloser, bundle, told, full_sealed, question_sealed FROM sharing_request WHERE erased_on IS NULL ORDER BY id";
constexpr store::Sql asked_since = "SELECT id, discloser, asked_at, question_sealed, asker, subject FROM sharing_request WHERE asked_at >= ? AND erased_on IS NULL ORDER BY asked_at, id";

}  // namespace sql

namespace {

constexpr std::array every_which{Which::mine, Which::awaiting_me, Which::own_agency, Which::review_due, Which::escalated};

RequestState state_named(std::string_view name) {
  for (auto const state : {RequestState::waiting, RequestState::given, RequestState::declined}) {
    if (name_of(state).view() == name) return state;
  }
  return RequestState::refused;
}

StoredRequest stored_of(store::Row const& row) {
  StoredRequest stored;
  auto& request = stored.request;
  request.id = row.string(0);
  request.asker = row.string(1);
  request.member = row.string(2);
  request.role = row.string(3);
  request.discloser = row.string(4);
  request.purpose = row.string(5);
  request.form = row.string(6);
  request.asked_at = row.string(7);
  request.outcome = row.string(8);
  request.state = state_named(row.text(9));
  request.codes = texts_in(row.text(10));
  if (auto told = Json::parse(row.text(11))) stored.told = std::move(*told);
  request.bundle = row.string(12);
  request.facts_version = static_cast<std::uint64_t>(row.integer(13));
  request.answered_at = row.string(14);
  request.answered_by = row.string(15);
  request.how = row.string(16);
  request.decline_code = row.string(17);
  request.review_on = row.string(18);
  request.overturned = row.flag(19);
  request.ledger_index = static_cast<std::uint64_t>(row.integer(20));
  stored.subject = row.string(21);
  stored.full_sealed = row.bytes(22);
  stored.question_sealed = row.bytes(23);
  stored.words_sealed = row.bytes(24);
  stored.decline_sealed = row.bytes(25);
  return stored;
}

/// How somebody stands to a request.
struct View {
  bool asker_side = false;
  bool discloser_side = false;
  [[nodiscard]] bool nothing() const { return !asker_side && !discloser_side; }
};

View view_of(SharingRequest const& request, Member const& member) {
  View view;
  bool const watches = is_lead(member) || member.has_role("auditor");
  view.asker_side = member.agency == request.asker && (member.id == request.member || watches);
  view.discloser_side = member.agency == request.discloser && (answers_requests(member) || watches);
  return view;
}

bool is_shown(RequestRow const& row, Which which, std::string const& today) {
  if (which == Which::review_due) return row.review_on <= today;
  return which != Which::escalated || row.decline_code == "R18";
}

Result<bool> may_list(Hub& hub, Member const& member, Which which) {
  switch (which) {
    case Which::mine: return true;
    case Which::awaiting_me: return answers_requests(member);
    case Which::review_due: return answers_requests(member);
    case Which::own_agency: return is_lead(member) || member.has_role("auditor");
    case Which::escalated: return member.has_role("auditor") ? Result<bool>{true} : takes_escalated(hub, member);
  }
  return false;
}

}  // namespace

FixedText name_of(Which which) {
  switch (which) {
    case Which::mine: return "mine";
    case Which::awaiting_me: return "awaiting-me";
    case Which::own_agency: return "own-agency";
    case Which::review_due: return "review-due";
    case Which::escalated: return "escalated";
  }
  return "mine";
}

std::optional<Which> which_named(std::string_view name) {
  for (auto const which : every_which) {
    if (name_of(which).view() == name) return which;
  }
  return std::nullopt;
}

Problem unknown_request() {
  return {Fault::not_found, "request.unknown", "There is no such request that you may see.", "The page of requests, or 'concordat request list', shows yours and those that wait for you.", {}};
}

Result<std::optional<StoredRequest>> stored_request(Hub& hub, store::Connection& connection, std::string const& id) {
  auto stored = connection.query_one(sql::one, &stored_of, id);
  if (!stored || !*stored) return stored;
  auto& request = (*stored)->request;
  auto const words = open_words(hub, spot_of_words(request.id, request.asker), (*stored)->words_sealed);
  if (!words) return fail(words);
  request.reference = (*words)["reference"].string();
  request.necessary = (*words)["necessary"].string();
  if ((*stored)->decline_sealed.empty()) return stored;
  auto const reasons = open_words(hub, spot_of_decline(request.id, request.discloser), (*stored)->decline_sealed);
  if (!reasons) return fail(reasons);
  request.decline_words = (*reasons)["reasons"].string();
  return stored;
}

Result<Put> put_again(Hub& hub, store::Transaction& transaction, StoredRequest const& stored, StandingRules const& rules) {
  auto const& request = stored.request;
  auto const question = open_words(hub, spot_of_question(request.id, request.discloser), stored.question_sealed);
  if (!question) return fail(question);
  auto read = agreements::question_from(*question, {});
  if (!read.value) return fail(Fault::integrity, "request.question", "The stored question of this request cannot be read.", "Make the request again; tell the operator.");
  auto facts = facts_about(hub, transaction, {stored.subject, request.asker, request.member, request.purpose, request.discloser}, rules);
  if (!facts) return fail(facts);
  return Put{std::move(read.value->request), std::move(*facts)};
}

Result<std::vector<RequestRow>> peek_requests(Hub& hub, Member const& member, Which which) {
  std::vector<RequestRow> all;
  auto const may = may_list(hub, member, which);
  if (!may) return fail(may);
  if (!*may) return all;
  auto const today = format_date(hub.clock().today());
  auto const keep = [&](store::Row const& row) {
    RequestRow one{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), row.string(7), row.string(8), state_named(row.text(9)), row.flag(10)};
    if (is_shown(one, which, today)) all.push_back(std::move(one));
  };
  auto& database = hub.database();
  auto const read = which == Which::mine          ? database.query(sql::mine, keep, member.agency, member.id)
                    : which == Which::awaiting_me ? database.query(sql::waiting, keep, member.agency)
                    : which == Which::review_due  ? database.query(sql::review_due, keep, member.agency)
                    : which == Which::own_agency  ? database.query(sql::of_agency, keep, member.agency, member.agency)
                                                  : database.query(sql::declined, keep, member.agency, member.agency);
  if (!read) return fail(read);
  return all;
}

Result<std::vector<RequestRow>> list_requests(Hub& hub, Member const& member, Which which) {
  auto all = peek_requests(hub, member, which);
  if (!all) return all;
  auto act = act_of(ledger::Event::access, member, "requests");
  act.fields.emplace_back(name_of(which).view());
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return all;
}

Result<SharingRequest> find_request(Hub& hub, Member const& member, std::string const& id) {
  auto stored = stored_request(hub, hub.database(), id);
  if (!stored) return fail(stored);
  auto act = act_of(ledger::Event::access, member, "request");
  auto const view = *stored ? view_of((*stored)->request, member) : View{};
  if (view.nothing()) return turned_away(hub, std::move(act), unknown_request());
  auto request = std::move((*stored)->request);
  request.told = std::move((*stored)->told);
  if (view.discloser_side) {
    auto full = open_words(hub, spot_of_full(request.id, request.discloser), (*stored)->full_sealed);
    if (!full) return fail(full);
    request.told = std::move(*full);
  }
  request.may_answer = request.state == RequestState::waiting && member.agency == request.discloser && answers_requests(member);
  request.may_appeal = request.state == RequestState::declined && member.agency == request.asker && member.id == request.member;
  auto trail = trail_of(hub, hub.database(), request, member);
  if (!trail) return fail(trail);
  request.trail = std::move(*trail);
  request.may_appeal = request.may_appeal && request.trail.back().what == "declined";  // each refusal once
  // Of one that was overturned they are of the past, and stand in the trail.
  if (request.state != RequestState::declined) request.decline_words.clear();
  act.previous = request.id;
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return request;
}

namespace {

struct Kept {
  std::string id, asker, discloser, bundle, told;
  store::Bytes full, question;
};

/// What was decided, and the rules of this moment; nothing is locked when it comes back.
struct Recorded {
  std::unique_ptr<StandingRules> rules = {};
  std::vector<Kept> all = {};
};

/// The leaf, and which day it is.
Result<Date> note_replay(Hub& hub, Act act) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const today = hub.today(*transaction);
  if (!today) return today;
  if (auto noted = record(hub, *transaction, std::move(act)); !noted) return fail(noted);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return today;
}

Result<Recorded> read_recorded(Hub& hub, Date today) {
  auto transaction = store::Transaction::read(hub.database());
  if (!transaction) return fail(transaction);
  auto rules = StandingRules::read_on(hub, transaction->connection(), today);
  if (!rules) return fail(rules);
  Recorded recorded{.rules = std::move(*rules)};
  auto const read = transaction->connection().query(sql::questions, [&](store::Row const& row) {
    recorded.all.push_back({row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.bytes(5), row.bytes(6)});
  });
  if (!read) return fail(read);
  return recorded;
}

Result<bool> falls_the_same(Hub& hub, StandingRules const& rules, Kept const& one) {
  auto const question = open_words(hub, spot_of_question(one.id, one.discloser), one.question);
  if (!question) return fail(question);
  auto const full = open_words(hub, spot_of_full(one.id, one.discloser), one.full);
  if (!full) return fail(full);
  auto const put = agreements::question_from(*question, {});
  if (!put.value) return false;
  auto const decision = rules.decide(put.value->request, put.value->facts);
  return explain(hub, rules.held(), decision, agreements::Telling::asker).canonical() == one.told && explain(hub, rules.held(), decision, agreements::Telling::full) == *full;
}

}  // namespace

bool may_replay(Member const& member) { return member.has_role("auditor") || member.has_role("information-governance-lead"); }

Result<Replayed> replay_requests(Hub& hub, Member const& member) {
  auto act = act_of(ledger::Event::access, member, "requests");
  act.fields.emplace_back("replay");
  if (!may_replay(member)) {
    return turned_away(hub, std::move(act), {Fault::refused, "replay.not-for-you", "Recorded requests are decided again for auditors and information-governance leads.",
                                             "Ask one of your agency.", {}});
  }
  auto const today = note_replay(hub, std::move(act));
  if (!today) return fail(today);
  auto const recorded = read_recorded(hub, *today);
  if (!recorded) return fail(recorded);
  Replayed replayed;
  for (auto const& one : recorded->all) {
    if (one.bundle != recorded->rules->hash()) {
      ++replayed.other_bundle;
      continue;
    }
    auto const same = falls_the_same(hub, *recorded->rules, one);
    if (!same) return fail(same);
    if (*same) ++replayed.same;
    else if (one.asker == member.agency || one.discloser == member.agency) replayed.differing.push_back(one.id);
    else ++replayed.differing_elsewhere;
  }
  return replayed;
}

Result<RecordedQuestions> recorded_questions(Hub& hub, store::Connection& connection, std::string_view since) {
  struct Asked {
    std::string id, discloser, asked_at;
    store::Bytes question;
    std::string asker, matter;
  };
  std::vector<Asked> all;
  auto const read = connection.query(
      sql::asked_since, [&](store::Row const& row) { all.push_back({row.string(0), row.string(1), row.string(2), row.bytes(3), row.string(4), row.string(5)}); }, since);
  if (!read) return fail(read);
  RecordedQuestions out;
  for (auto const& one : all) {
    auto const question = open_words(hub, spot_of_question(one.id, one.discloser), one.question);
    if (!question) return fail(question);
    auto put = agreements::question_from(*question, {});
    if (put.value) out.questions.push_back({one.asked_at, one.matter, std::move(put.value->request), std::move(put.value->facts)});
    else out.unreadable.push_back({one.asker, one.discloser, one.matter});
  }
  return out;
}

}  // namespace concordat::hub::sharing
