// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/requests.h"

#include <algorithm>

#include "agreements/engine/question_json.h"
#include "base/id.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/says_why.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql put =
    "INSERT INTO sharing_request (id, subject, asker, member, role, discloser, purpose, form, asked_at, outcome, codes, told, full_sealed, question_sealed, "
    "words_sealed, bundle, facts_version, state, overturned, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)";

}  // namespace sql

namespace {

constexpr std::size_t most_fields = 20;

Result<void> check(Hub& hub, Member const& member, NewRequest const& asked) {
  bool const words = is_words(asked.reference, 200) && is_words(asked.necessary) && hub.agency(asked.discloser) != nullptr && agreements::form_from(asked.form);
  bool const about = asked.subject_role.empty() || hub.vocabulary().subject_roles.contains(asked.subject_role);
  if (!words || !about || asked.fields.empty() || asked.fields.size() > most_fields) {
    return fail(Fault::malformed, "request.words", "A request names an agency, fields, your own case reference, and why it is needed.",
                "Say each of them; at most 20 fields at a time, and the reason in your own words.");
  }
  if (!says_why(asked.necessary)) return tl::unexpected<Problem>{no_reason()};
  if (asked.discloser == member.agency) {
    return fail(Fault::malformed, "request.own-agency", "These are your own agency's data.", "Look at home; a request goes to another agency.");
  }
  return {};
}

agreements::Request request_of(Hub const& hub, Member const& member, NewRequest const& asked) {
  agreements::Request request;
  request.asker = member.agency;
  request.roles = {asked.role};
  request.discloser = asked.discloser;
  request.purpose = asked.purpose;
  request.form = *agreements::form_from(asked.form);
  request.fields = asked.fields;
  request.areas = {hub.partnership().id};
  request.subjects = request.form >= agreements::Form::pseudonymised ? 1 : 0;
  if (!asked.subject_role.empty()) request.subject_role = asked.subject_role;
  request.necessity_stated = true;
  return request;
}

/// Refused or waiting: nothing has been disclosed yet.
Act leaf_of(Hub const& hub, SharingRequest const& request, NewRequest const& asked, agreements::Decision const& decision) {
  Act act;
  bool const waits = request.state == RequestState::waiting;
  act.event = waits ? ledger::Event::access : ledger::Event::refuse;
  act.verdict = !waits ? ledger::Verdict::refuse : decision.all_permitted() ? ledger::Verdict::permit : ledger::Verdict::partial;
  act.fields = known_fields(hub, asked.fields);
  act.fields.insert(act.fields.begin(), "request");
  act.purpose = known_purpose(hub, request.purpose);
  act.from = request.discloser;
  act.to = request.asker;
  act.member = request.member;
  act.form = request.form;
  auto const rules = rules_of(decision);
  act.rules.assign(rules.begin(), rules.end());
  act.why = request.codes;
  act.bundle = crypto::hash_from_hex(request.bundle);
  act.facts = request.facts_version;
  act.request = request.id;
  return act;
}

Result<void> keep(Hub& hub, store::Transaction& transaction, SharingRequest const& request, std::string const& subject, Json const& full, Json const& question) {
  auto const full_sealed = seal_words(hub, spot_of_full(request.id, request.discloser), full);
  auto const question_sealed = seal_words(hub, spot_of_question(request.id, request.discloser), question);
  auto const words_sealed = seal_words(hub, spot_of_words(request.id, request.asker), Json{}.set("reference", request.reference).set("necessary", request.necessary));
  for (auto const* sealed : {&full_sealed, &question_sealed, &words_sealed}) {
    if (!*sealed) return fail(*sealed);
  }
  // A purpose that nobody knows may be a name: it stands in the sealed question only.
  auto const put = transaction.connection().execute(sql::put, request.id, subject, request.asker, request.member, request.role, request.discloser, known_purpose(hub, request.purpose),
                                                    request.form, request.asked_at, request.outcome, list_of(request.codes).canonical(), request.told.canonical(), *full_sealed,
                                                    *question_sealed, *words_sealed, request.bundle, request.facts_version, name_of(request.state).view(), request.ledger_index);
  if (!put) return fail(put);
  return {};
}

/// The leads of the agency that is asked under a broken glass. Before the first leaf: who writes messages takes the turn first.
Result<void> tell_supplier(Hub& hub, store::Transaction& transaction, SharingRequest const& request, std::string const& subject) {
  auto const glass = glass_about(hub, transaction.connection(), request.member, subject);
  if (!glass) return fail(glass);
  return *glass ? tell_used(hub, transaction, **glass, request.id, request.discloser) : Result<void>{};
}

/// That a glass was used: its own entry beside the request's.
Result<void> note_glass(Hub& hub, store::Transaction& transaction, SharingRequest const& request) {
  Act act;
  act.event = ledger::Event::break_glass;
  act.fields = {"use"};
  act.from = request.discloser;
  act.to = request.asker;
  act.member = request.member;
  act.previous = request.id;
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

}  // namespace

FixedText name_of(RequestState state) {
  switch (state) {
    case RequestState::refused: return "refused";
    case RequestState::waiting: return "waiting";
    case RequestState::given: return "given";
    case RequestState::declined: return "declined";
  }
  return "refused";
}

Result<SharingRequest> ask_agency(Hub& hub, Member const& member, NewRequest const& asked) {
  if (auto good = check(hub, member, asked); !good) return fail(good);
  if (auto known = check_asker(hub, member, asked.role); !known) return turned_away(hub, act_of(ledger::Event::access, member, "request"), known.error());
  if (auto ready = hub.log().ready(); !ready) return fail(ready);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const rules = StandingRules::read(hub, *transaction);
  if (!rules) return fail(rules);
  auto const subject = subject_of(hub, member.agency, asked.reference);
  auto const put = request_of(hub, member, asked);
  auto const facts = facts_about(hub, *transaction, {subject, member.agency, member.id, known_purpose(hub, asked.purpose), asked.discloser}, **rules);
  if (!facts) return fail(facts);
  auto const decision = (*rules)->decide(put, *facts);
  SharingRequest request;
  request.id = uuid7(hub.clock().now(), hub.chance());
  request.asker = member.agency;
  request.member = member.id;
  request.role = asked.role;
  request.discloser = asked.discloser;
  request.purpose = asked.purpose;
  request.form = asked.form;
  request.asked_at = format_instant(hub.clock().now());
  request.outcome = agreements::name_of(decision.outcome);
  request.state = decision.permits.empty() ? RequestState::refused : RequestState::waiting;
  auto const codes = codes_of(decision);
  request.codes.assign(codes.begin(), codes.end());
  request.told = explain(hub, (*rules)->held(), decision, agreements::Telling::asker);
  request.reference = asked.reference;
  request.necessary = asked.necessary;
  request.bundle = (*rules)->hash();
  request.facts_version = facts->version;
  bool const under_glass = decision.outcome == agreements::Outcome::emergency_disclose;
  if (under_glass) {
    if (auto told = tell_supplier(hub, *transaction, request, subject); !told) return fail(told);
  }
  auto const receipt = record(hub, *transaction, leaf_of(hub, request, asked, decision));
  if (!receipt) return fail(receipt);
  request.ledger_index = receipt->index();
  if (under_glass) {
    if (auto noted = note_glass(hub, *transaction, request); !noted) return fail(noted);
  }
  auto const full = explain(hub, (*rules)->held(), decision, agreements::Telling::full);
  if (auto kept = keep(hub, *transaction, request, subject, full, agreements::to_json(put, *facts)); !kept) return fail(kept);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return request;
}

}  // namespace concordat::hub::sharing
