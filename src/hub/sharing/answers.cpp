// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/answers.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/id.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/says_why.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql give = "UPDATE sharing_request SET state = 'given', how = ?, answered_by = ?, answered_at = ? WHERE id = ? AND state = 'waiting'";
constexpr store::Sql decline =
    "UPDATE sharing_request SET state = 'declined', decline_code = ?, decline_sealed = ?, review_on = ?, answered_by = ?, answered_at = ?, overturned = 0 WHERE id = ? AND "
    "state = 'waiting'";
constexpr store::Sql taken_back = "SELECT count(*) FROM disclosure WHERE request = ? AND taken_back_at IS NOT NULL";
constexpr store::Sql put_refusal = "INSERT INTO human_refusal (id, request, code, declined_by, declined_at, review_on, escalated) VALUES (?, ?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

Problem not_yours() {
  return {Fault::refused, "request.not-yours-to-answer", "That request does not wait for you.", "Those who answer for the agency that was asked see what waits on the page of requests, or with 'concordat request list --which awaiting-me'.", {}};
}

Act act_for(ledger::Event event, Member const& member, SharingRequest const& request) {
  Act act;
  act.event = event;
  act.purpose = request.purpose;
  act.from = request.discloser;
  act.to = request.asker;
  act.form = request.form;
  act.previous = request.id;
  act.member = member.id;
  act.member_gives = true;
  act.fields = {"request"};
  return act;
}

/// The request where it waits for this member; the problem where it does not.
Result<std::optional<StoredRequest>> waiting_for(Hub& hub, store::Connection& connection, Member const& member, std::string const& id) {
  auto stored = stored_request(hub, connection, id);
  if (!stored || !*stored) return stored;
  auto const& request = (*stored)->request;
  bool const may = request.state == RequestState::waiting && request.discloser == member.agency && answers_requests(member);
  return may ? stored : Result<std::optional<StoredRequest>>{std::optional<StoredRequest>{}};
}

Result<Answered> settled(Hub& hub, store::Transaction& transaction, std::uint64_t index, Answered answered) {
  answered.ledger_index = index;
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return answered;
}

/// Who supplied what is given: the discloser itself, or the agency from which it came in an earlier request.
struct Supplier {
  std::string agency;
  std::optional<Problem> against = {};  ///< why it may not be passed on
};

Problem onward_not_agreed() {
  return {Fault::refused, "request.onward", "The agency the data came from has not agreed to their being passed on (R09).",
          "Let a lead of that agency record its agreement on the page of facts, or with 'concordat fact record onward'; or decline with R09.", {}};
}

Problem onward_barred() {
  return {Fault::refused, "request.onward-barred", "The agreement under which the data came lets nobody pass them on (R09).",
          "Decline with R09, and tell the asker to ask the agency the data came from.", {}};
}

Problem onward_more() {
  return {Fault::refused, "request.onward-fields", "Not all that would be given came in the request you name (R09).",
          "Name the request in which all of it came; or decline with R09, and tell the asker to ask for each agency's items by themselves.", {}};
}

Result<Supplier> supplier_of(Hub& hub, store::Connection& connection, SharingRequest const& request, agreements::Decision const& decision, std::string const& received_in) {
  if (received_in.empty()) return Supplier{request.discloser};
  auto const earlier = uses_in(connection, received_in);
  if (!earlier) return fail(earlier);
  auto const found = std::ranges::find_if(*earlier, [&](DataUse const& use) { return use.kind == "request" && use.recipient == request.discloser; });
  if (found == earlier->end()) return Supplier{request.discloser, onward_not_agreed()};
  auto const taken_back = connection.query_integer(sql::taken_back, received_in);
  if (!taken_back) return fail(taken_back);
  if (taken_back->value_or(0) > 0) return Supplier{found->supplier, onward_barred()};
  if (!found->onward) return Supplier{found->supplier, onward_barred()};
  std::vector<std::string> giving;
  for (auto const& permit : decision.permits) giving.push_back(permit.field);
  auto const received = known_fields(hub, found->fields);
  auto const came = [&](std::string const& field) { return std::ranges::find(received, field) != received.end(); };
  if (!std::ranges::all_of(known_fields(hub, giving), came)) return Supplier{found->supplier, onward_more()};
  auto const agreed = onward_agreed(hub, connection, {received_in, found->supplier, request.asker});
  if (!agreed) return fail(agreed);
  return *agreed ? Supplier{found->supplier} : Supplier{found->supplier, onward_not_agreed()};
}

bool is_shown_alike(Json const& now, Json const& shown) {
  return std::ranges::all_of(std::array{"field", "may", "rule", "as", "form", "emergency"}, [&](char const* key) { return now[key] == shown[key]; });
}

/// Leaves what the person saw when they were asked, and no more: facts that came since open nothing by themselves. A problem
/// where not all of that stands as it was shown: what is left might be a part that may not go alone.
std::optional<Problem> narrow_to_shown(Hub const& hub, agreements::Decision& decision, Json const& told, Held const& held) {
  auto const today = explain(hub, held, decision, agreements::Telling::asker);
  std::set<std::string> shown;
  std::set<std::string> same;
  for (auto const& field : told["fields"].array()) {
    if (field["may"].string() != "yes") continue;
    shown.insert(field["field"].string());
    if (std::ranges::any_of(today["fields"].array(), [&](Json const& one) { return is_shown_alike(one, field); })) same.insert(field["field"].string());
  }
  std::erase_if(decision.permits, [&](agreements::FieldPermit const& permit) { return !shown.contains(permit.field); });
  if (decision.permits.empty()) {
    return Problem{Fault::refused, "request.no-longer-permitted", "What was permitted when it was asked is not permitted any more.", "Tell the asker to ask again: they then get today's reasons.", {}};
  }
  if (same.size() == shown.size()) return std::nullopt;
  return Problem{Fault::refused, "request.changed", "What is permitted now is not what was shown when it was asked.", "Tell the asker to ask again, and look at what is permitted then; or decline.", {}};
}

/// Whether who asked still holds the post and the role; "request.no-longer-permitted" where not.
Result<std::optional<Problem>> asker_has_left(Hub& hub, SharingRequest const& request) {
  Member asker;
  asker.id = request.member;
  asker.agency = request.asker;
  auto const known = check_asker(hub, asker, request.role);
  if (known) return std::optional<Problem>{};
  if (known.error().code.view() != "sharing.not-a-member") return fail(known);
  return std::optional{Problem{Fault::refused, "request.no-longer-permitted", "Who asked does not hold the post or the role any more in which they asked.", "Decline it; whoever holds them now can ask.", {}}};
}

bool is_about_people(SharingRequest const& request) {
  return agreements::form_from(request.form).value_or(agreements::Form::personalised) > agreements::Form::depersonalised;
}

DataUse use_for(SharingRequest const& request, agreements::Decision const& decision, std::string const& supplier) {
  DataUse use;
  use.kind = "request";
  use.reference = request.id;
  use.supplier = supplier;
  use.discloser = request.discloser;
  use.recipient = request.asker;
  use.member = request.member;
  use.purpose = request.purpose;
  use.form = request.form;
  for (auto const& permit : decision.permits) use.fields.push_back(permit.field);
  auto const rules = rules_of(decision);
  use.rules.assign(rules.begin(), rules.end());
  use.onward = std::ranges::all_of(decision.permits, [](auto const& permit) { return permit.onward == agreements::Onward::with_discloser_agreement; });
  return use;
}

Act disclosure(Member const& member, SharingRequest const& request, agreements::Decision const& decision, StandingRules const& rules) {
  auto act = act_for(ledger::Event::disclose, member, request);
  act.verdict = decision.all_permitted() ? ledger::Verdict::permit : ledger::Verdict::partial;
  for (auto const& permit : decision.permits) act.fields.push_back(permit.field);
  auto const used = rules_of(decision);
  act.rules.assign(used.begin(), used.end());
  act.bundle = crypto::hash_from_hex(rules.hash());
  act.facts = decision.facts_version;
  return act;
}

}  // namespace

Result<Answered> give(Hub& hub, Member const& member, std::string const& id, GivenNow const& given, Package* package) {
  if ((given.how != "in-hub" || package == nullptr) && given.how != "in-writing" && given.how != "verbally") {
    return fail(Fault::malformed, "request.words", "Say how it was given.", "In the hub, in writing or verbally: in-hub, in-writing, verbally.");
  }
  if (auto ready = hub.log().ready(); !ready) return fail(ready);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  // Two answers at once would each find it waiting.
  if (auto turn = take_turn(connection); !turn) return fail(turn);
  auto const turn_away = [&](Act act, Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  auto const stored = waiting_for(hub, connection, member, id);
  if (!stored) return fail(stored);
  if (!*stored) return turn_away(act_of(ledger::Event::disclose, member, "request"), not_yours());
  auto const& request = (*stored)->request;
  auto const& ask_first = hub.options().before_people;
  if (auto fine = ask_first && is_about_people(request) ? ask_first(hub) : Result<void>{}; !fine) return turn_away(act_for(ledger::Event::disclose, member, request), fine.error());
  auto const rules = StandingRules::read(hub, *transaction);
  if (!rules) return fail(rules);
  auto const put = put_again(hub, *transaction, **stored, **rules);
  if (!put) return fail(put);
  auto decision = (*rules)->decide(put->request, put->facts);
  auto const left = asker_has_left(hub, request);
  if (!left) return fail(left);
  if (*left) return turn_away(act_for(ledger::Event::disclose, member, request), **left);
  if (auto stale = narrow_to_shown(hub, decision, (*stored)->told, (*rules)->held())) return turn_away(act_for(ledger::Event::disclose, member, request), *stale);
  auto const supplier = supplier_of(hub, connection, request, decision, given.received_in);
  if (!supplier) return fail(supplier);
  if (supplier->against) {
    auto act = act_for(ledger::Event::disclose, member, request);
    act.fields.emplace_back("R09");
    return turn_away(std::move(act), *supplier->against);
  }
  auto act = disclosure(member, request, decision, **rules);
  if (package != nullptr) {
    auto detail = package->prepare(request, decision);
    if (!detail && detail.error().fault == Fault::refused) return turn_away(act_for(ledger::Event::disclose, member, request), detail.error());
    if (!detail) return fail(detail);
    act.detail = std::move(*detail);
  }
  auto use = use_for(request, decision, supplier->agency);
  act.detail.set("supplier", supplier->agency).set("how", given.how).set("uses", mark_of(std::vector{use}));
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  use.ledger_index = receipt->index();
  if (auto used = record_use(hub, *transaction, std::move(use)); !used) return fail(used);
  if (auto kept = package == nullptr ? Result<void>{} : package->keep(*transaction, request, supplier->agency, receipt->index()); !kept) return fail(kept);
  auto const done = connection.execute(sql::give, given.how, member.id, format_instant(hub.clock().now()), id);
  if (!done) return fail(done);
  return settled(hub, *transaction, receipt->index(), {id, RequestState::given, false, 0});
}

Result<Answered> decline(Hub& hub, Member const& member, std::string const& id, Declined const& declined) {
  auto const code = agreements::refusal_code_named(declined.code);
  auto const review = parse_date(declined.review_on);
  if (!code || *code < agreements::RefusalCode::r05) {
    return fail(Fault::malformed, "request.decline-words", "The code is none that a person declines with.", "Choose one of R05 to R18; definitions/refusals.yaml and the page of definitions say what each means.");
  }
  if (!is_words(declined.words)) return fail(Fault::malformed, "request.decline-words", "Declining needs reasons.", "Say why in your own words.");
  if (!review || *review <= hub.clock().today()) {
    return fail(Fault::malformed, "request.decline-words", "The day on which it is looked at again is no later day.", "Name a day after today, as 2027-01-31.");
  }
  if (!says_why(declined.words)) return tl::unexpected<Problem>{no_reason()};
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  if (auto turn = take_turn(connection); !turn) return fail(turn);
  auto const stored = waiting_for(hub, connection, member, id);
  if (!stored) return fail(stored);
  if (!*stored) {
    transaction->roll_back();
    return turned_away(hub, act_of(ledger::Event::decline, member, "request"), not_yours());
  }
  auto const& request = (*stored)->request;
  auto const now = hub.clock().now();
  bool const escalated = *code == agreements::RefusalCode::r18;
  auto const sealed = seal_words(hub, spot_of_decline(id, request.discloser), Json{}.set("reasons", declined.words));
  if (!sealed) return fail(sealed);
  auto const done = connection.execute(sql::decline, declined.code, *sealed, declined.review_on, member.id, format_instant(now), id);
  if (!done) return fail(done);
  auto const counted = connection.execute(sql::put_refusal, uuid7(now, hub.chance()), id, declined.code, member.id, format_instant(now), declined.review_on, escalated ? 1 : 0);
  if (!counted) return fail(counted);
  auto act = act_for(ledger::Event::decline, member, request);
  act.verdict = ledger::Verdict::refuse;
  act.why = {declined.code};
  if (escalated) act.fields.emplace_back("escalated");
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return settled(hub, *transaction, receipt->index(), {id, RequestState::declined, escalated, 0});
}

}  // namespace concordat::hub::sharing
