// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/disclosures/json_of.h"
#include "hub/sharing/answers.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/may_i.h"
#include "hub/sharing/requests.h"

namespace concordat::cli {
namespace {

namespace sharing = hub::sharing;

/// `yes`: the word for what is permitted.
std::string field_text(Json const& field, std::string_view yes = "yes") {
  auto const name = field["field"].string().empty() ? std::string{"(an item nobody knows)"} : field["field"].string();
  if (field["may"].string() == "yes") {
    auto const& gateway = field["gateway"];
    auto text = fmt::format("  {:<7} {} as {}\n          under {}: {}\n", yes, name, field["as"].string(), field["rule"].string(), visible(field["why"].string()));
    if (!gateway["law"].string().empty()) text += fmt::format("          law: {} ({})\n", gateway["title"].string(), gateway["law"].string());
    if (!field["delete_words"].string().empty()) text += fmt::format("          {}; onward: {}\n", field["delete_words"].string(), field["onward"].string());
    return text;
  }
  auto text = fmt::format("  {:<7} {} [{}]: {}\n", field["may"].string() == "yes-if" ? "yes if" : "no", name, field["code"].string(), visible(field["why"].string()));
  for (auto const& help : field["helps"].array()) {
    text += fmt::format("          {}: {}{}\n", help["who"].string(), visible(help["do"].string()), help["then"].string().empty() ? "" : " (then " + help["then"].string() + ")");
  }
  return text;
}

bool is_under_glass(std::string const& outcome) { return outcome == agreements::name_of(agreements::Outcome::emergency_disclose); }

std::string row_text(sharing::RequestRow const& row) {
  return fmt::format("{}  {:<9} {} asked {} for {} ({}){}{}{}\n", row.id, sharing::name_of(row.state).view(), row.asker, row.discloser, row.purpose, row.asked_at.substr(0, 10),
                     is_under_glass(row.outcome) ? ", UNDER BREAK-GLASS" : "", row.decline_code.empty() ? "" : ", declined with " + row.decline_code, row.review_on.empty() ? "" : ", look again on " + row.review_on);
}

std::string step_text(sharing::TrailStep const& step) {
  auto text = fmt::format("  {}  {}", step.at, step.what);
  if (!step.how.empty()) text += " " + step.how;
  text += step.agency.empty() ? " by the engine" : fmt::format(" by {}", step.member.empty() ? step.agency : step.member);
  if (!step.code.empty()) text += " with " + step.code;
  if (!step.words.empty() && step.what != "asked") text += ": " + visible(step.words);
  if (step.what == "declined") text += fmt::format(" (look again on {})", step.on);
  if (step.what == "appealed") text += fmt::format(" (for {} to decide by {})", step.decider, step.on);
  return text + "\n";
}

/// What the engine permits has not been sent: it is no plain yes.
std::string decision_text(sharing::SharingRequest const& request) {
  using sharing::RequestState;
  if (request.state == RequestState::refused) return answer_text(request.told);
  auto const* what = request.state == RequestState::given ? "given" : request.state == RequestState::declined ? "declined by a person" : "waits for a person";
  auto text = fmt::format("Permitted{}, and {}:\n", request.told["answer"].string() == "yes" ? "" : " in part", what);
  for (auto const& field : request.told["fields"].array()) text += field_text(field, "may go");
  if (request.told["show_role_with_name"].boolean()) text += "  A name never goes without what the person is in the record.\n";
  return text;
}

std::string request_text(sharing::SharingRequest const& request) {
  auto text = fmt::format("Request {}: {} ({} asked {} for {})\n", request.id, sharing::name_of(request.state).view(), request.asker, request.discloser, request.purpose);
  if (is_under_glass(request.outcome)) text += "  asked under break-glass, for danger to life or of serious harm: answer it at once\n";
  text += fmt::format("  matter: {}\n  why: {}\n", visible(request.reference), visible(request.necessary));
  text += decision_text(request);
  for (auto const& step : request.trail) text += step_text(step);
  return text + fmt::format("  ledger index {}\n", request.ledger_index);
}

Shown answered(sharing::Answered const& answer) {
  Shown shown{Json{}.set("id", answer.id).set("state", sharing::name_of(answer.state).view()).set("escalated", answer.escalated).set("ledger_index", answer.ledger_index), {}, false};
  shown.text = fmt::format("{}: {}{}, ledger index {}\n", answer.id, sharing::name_of(answer.state).view(), answer.escalated ? ", and both agencies' strategic leads see it" : "", answer.ledger_index);
  return shown;
}

std::string appeal_text(sharing::Appeal const& one) {
  return fmt::format("{}  request {}, {}: {}{}\n", one.id, one.request, one.code, one.outcome.empty() ? "for " + one.decider + " to decide by " + one.due_on : one.outcome, one.overdue ? ", OVERDUE" : "");
}

Result<Shown> shown_appeal(Result<sharing::Appeal> const& made) {
  if (!made) return fail(made);
  return Shown{sharing::to_json(*made), appeal_text(*made), false};
}

}  // namespace

/// Which rules were looked at, and what each of them lacks.
std::string rules_text(Json const& answer) {
  std::string text;
  // An answer of before has none.
  if (!answer.contains("looked_at")) return text;
  for (auto const& rule : answer["looked_at"].array()) {
    auto const fields = rule["gives"].array().size();
    text += fmt::format("  rule {}: covers {} of {} items in the {} form;", rule["rule"].string(), fields, fields + rule["lacks"].array().size(), rule["form"].string());
    if (rule["unmet"].array().empty()) text += " all its terms are met";
    for (auto const& sentence : rule["unmet"].array()) text += " " + sentence.string();
    text += "\n";
  }
  return text;
}

std::string answer_text(Json const& answer) {
  auto const word = answer["answer"].string();
  std::string text = word == "yes" ? "Yes.\n" : word == "yes-if" ? "Yes, if:\n" : word == "part" ? "In part:\n" : "No:\n";
  for (auto const& field : answer["fields"].array()) text += field_text(field);
  if (answer["show_role_with_name"].boolean()) text += "  A name never goes without what the person is in the record.\n";
  return text;
}

Result<Shown> run_may_i(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  sharing::MayIQuestion question;
  question.discloser = a.agency.empty() ? member.agency : a.agency;
  question.recipient = a.to.empty() ? member.agency : a.to;
  question.role = a.role;
  question.purpose = a.purpose;
  question.fields = a.fields;
  question.form = a.form;
  question.subject_role = a.subject_role;
  question.consent = a.consent;
  question.consent_from = a.consent_from;
  question.in_case = a.in_case;
  question.guardian = a.guardian;
  question.trained = a.trained;
  // What is no number of years is no word of the list: 999.
  if (!a.age.empty()) question.age = static_cast<std::uint64_t>(text::parse_integer(a.age).value_or(999));
  question.band = a.band;
  question.handling = a.handling;
  question.areas = a.areas;
  question.necessary = a.necessary;
  question.originator = a.originator;
  question.originator_agrees = a.originator_agrees;
  auto const answer = sharing::may_i(hub, member, question);
  if (!answer) return fail(answer);
  return Shown{sharing::to_json(*answer), answer_text(answer->answer) + rules_text(answer->answer) + fmt::format("  kept as {}, ledger index {}\n", answer->id, answer->ledger_index), answer->answer["answer"].string() != "yes"};
}

Result<Shown> run_may_i_list(hub::Hub& hub, hub::Member const& member, SharingArguments const&) {
  auto const all = sharing::may_i_list(hub, member);
  if (!all) return fail(all);
  return list_shown(*all, "You have asked nothing yet.", [](auto const& row) { 
    auto const more = row.fields.size() > 1 ? fmt::format(" and {} more", row.fields.size() - 1) : std::string{};
    return fmt::format("{}  {:<6} {}  {} to {}, for {}: {}{}\n", row.id, row.answer, row.asked_at, row.discloser, row.recipient, row.purpose,
                       row.fields.empty() ? std::string{} : row.fields.front(), more);
  });
}

Result<Shown> run_may_i_show(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const one = sharing::may_i_record(hub, member, a.id);
  if (!one) return fail(one);
  return Shown{sharing::to_json(*one), answer_text(one->answer) + rules_text(one->answer), false};
}

Result<Shown> run_request_ask(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const made = sharing::ask_agency(hub, member, {a.agency, a.role, a.purpose, a.fields, a.form, a.subject_role, a.matter, a.necessary});
  if (!made) return fail(made);
  return Shown{sharing::to_json(*made), request_text(*made), made->state == sharing::RequestState::refused};
}

Result<Shown> run_request_list(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const which = sharing::which_named(a.which);
  if (!which) return fail(Fault::malformed, "request.which", "There is no such list of requests.", "Name one of mine, awaiting-me, own-agency, review-due, escalated.");
  auto const all = sharing::list_requests(hub, member, *which);
  if (!all) return fail(all);
  return list_shown(*all, "There is none.", row_text);
}

Result<Shown> run_request_show(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const one = sharing::find_request(hub, member, a.id);
  if (!one) return fail(one);
  auto const given = hub::disclosures::disclosure_of(hub, member, *one);
  if (!given) return fail(given);
  Shown shown{sharing::to_json(*one), request_text(*one), false};
  if (!*given) return shown;
  shown.json.set("disclosure", hub::disclosures::to_json(**given));
  shown.text += disclosure_text(**given);
  return shown;
}

Result<Shown> run_request_decline(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  auto const done = sharing::decline(hub, member, a.id, {a.code, a.because, a.review_on});
  if (!done) return fail(done);
  return answered(*done);
}

Result<Shown> run_appeal_make(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) { return shown_appeal(sharing::appeal(hub, member, a.request, a.because)); }

Result<Shown> run_appeal_decide(hub::Hub& hub, hub::Member const& member, SharingArguments const& a) {
  return shown_appeal(sharing::decide_appeal(hub, member, a.id, a.outcome, a.because));
}

Result<Shown> run_appeal_list(hub::Hub& hub, hub::Member const& member, SharingArguments const&) {
  auto const all = sharing::appeals(hub, member);
  if (!all) return fail(all);
  return list_shown(*all, "There is none.", appeal_text);
}

}  // namespace concordat::cli
