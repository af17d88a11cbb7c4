// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "hub/agency_name.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/people.h"
#include "pages/models.h"
#include "pages/sharing/sharing.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace sharing = hub::sharing;
using sharing::Which;

constexpr std::array every_list{Which::awaiting_me, Which::mine, Which::own_agency, Which::review_due, Which::escalated};

Json row_model(Visit const& visit, sharing::RequestRow const& row) {
  auto model = sharing::to_json(row);
  model.set("href", "/requests/" + row.id).set("asker_name", hub::agency_name(visit.hub, row.asker)).set("discloser_name", hub::agency_name(visit.hub, row.discloser));
  return model.set("purpose_title", purpose_title(visit.hub, row.purpose)).set("asked", instant_model(row.asked_at));
}

/// Refusal codes that a person may give, with their words.
Json decline_codes(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& refusal : visit.hub.catalogue().definitions().refusals) {
    if (refusal.code >= "R05") list.push(Json{}.set("id", refusal.code).set("title", refusal.code + ": " + refusal.reason));
  }
  return list;
}

Result<Answer> show_list(Visit& visit) {
  auto const& said = visit.input.text("which");
  auto const which = said.empty() ? std::optional{visit.may(hub::Right::answer_requests) ? Which::awaiting_me : Which::mine} : sharing::which_named(said);
  if (!which) return fail(Fault::not_found, "request.which", "There is no such list of requests.", "The page of requests links to each of them.");
  auto const rows = sharing::list_requests(visit.hub, asker(visit), *which);
  if (!rows) return fail(rows);
  View view{"sharing/requests"};
  Json list{Json::Array{}};
  for (auto const& row : *rows) list.push(row_model(visit, row));
  Json tabs{Json::Array{}};
  auto const member = asker(visit);
  bool const watches = sharing::is_lead(member) || member.has_role("auditor");
  for (auto const one : every_list) {
    // A list that is not for them would say that there is nothing, which is not so.
    if ((one == Which::own_agency || one == Which::escalated) && !watches && one != *which) continue;
    if ((one == Which::awaiting_me || one == Which::review_due) && !sharing::answers_requests(member) && one != *which) continue;
    tabs.push(Json{}.set("id", sharing::name_of(one).view()).set("here", one == *which));
  }
  view.model.set("which", sharing::name_of(*which).view()).set("requests", std::move(list)).set("tabs", std::move(tabs)).set("may_ask", visit.may(hub::Right::ask_share));
  return view;
}

Result<Answer> show_form(Visit& visit) {
  View view{"sharing/ask"};
  auto fields = agreed_fields(visit, {}, visit.who->agency);
  if (!fields) return fail(fields);
  Json given;
  for (auto const* name : {"discloser", "purpose", "form", "subject_role", "reference", "necessary"}) given.set(name, visit.input.text(name));
  Json chosen;
  for (auto const& field : visit.input.many("field")) chosen.set(field, true);
  view.model.set("agencies", other_agencies(visit)).set("purposes", open_purposes(visit)).set("fields", std::move(*fields)).set("subject_roles", subject_roles(visit));
  view.model.set("given", std::move(given)).set("chosen", std::move(chosen));
  return view;
}

Result<Answer> ask(Visit& visit) {
  ask_for_reason(visit, "necessary");
  if (!visit.input.faults.empty()) return show_form(visit);
  auto const& input = visit.input;
  sharing::NewRequest const asked{input.text("discloser"), sharing_role(visit), input.text("purpose"), input.many("field"), input.text("form").empty() ? std::string{"personalised"} : input.text("form"),
                                  input.text("subject_role"), input.text("reference"), input.text("necessary")};
  auto const made = sharing::ask_agency(visit.hub, asker(visit), asked);
  if (!made && !visit.wants_json && made.error().fault == Fault::malformed) return beside_its_field(visit, made.error()), show_form(visit);
  if (!made) return fail(made);
  Go go{"/requests/" + made->id};
  go.model = sharing::to_json(*made);
  return go;
}

/// What became of it, in order of time.
Json trail_model(Visit const& visit, Json const& trail) {
  Json list{Json::Array{}};
  for (auto step : trail.array()) {
    auto const day = parse_date(step["on"].string());
    auto const agency = step["agency"].string();
    auto const* const refusal = visit.hub.catalogue().refusal(step["code"].string());
    step.set("when", instant_model(step["at"].string())).set("day", day ? date_model(*day) : Json{}).set("code_words", refusal == nullptr ? std::string{} : refusal->reason);
    list.push(step.set("agency_name", agency.empty() ? std::string{} : std::string{hub::agency_name(visit.hub, agency)}));
  }
  return list;
}

/// What may go, each with the input in which its value is typed and what was typed there.
Json permitted_items(Visit const& visit, Json const& told) {
  Json list{Json::Array{}};
  int number = 0;
  for (auto const& field : told["fields"].array()) {
    if (field["may"].string() != "yes") continue;
    auto const name = "value_" + std::to_string(++number);
    Json item;
    item.set("id", field["field"].string()).set("title", field["title"].string()).set("as", field["as"].string()).set("number", number);
    auto const* const known = visit.hub.catalogue().field(field["field"].string());
    bool const day = known != nullptr && known->type == "date" && field["as"].string() == "value";
    item.set("hint", day ? std::string{"value-date"} : field["as"].string());
    if (field["field"].string() == "person.role_in_concern") item.set("choices", subject_roles(visit));
    list.push(item.set("typed", visit.input.text(name)).set("input", name));
  }
  return list;
}

/// After a form on a request's page: back to it, or the page again with what is missing.
template <class Done>
Result<Answer> back(Visit& visit, Result<Done> const& done, std::uint64_t index) {
  if (!done) return fail(done);
  auto const id = std::string{visit.param("request")};
  Go go{"/requests/" + id};
  go.model.set("request", id).set("ledger_index", index);
  return go;
}

Result<Answer> decline_it(Visit& visit) {
  ask_for_reason(visit, "because");
  auto const review = parse_date(visit.input.text("review_on"));
  if (visit.input.faults.empty() && (!review || *review <= visit.hub.clock().today())) visit.fault("review_on", "Give a later day as 2027-01-31, on which it is looked at again.");
  if (!visit.input.faults.empty()) return show_request(visit);
  auto const done = sharing::decline(visit.hub, asker(visit), std::string{visit.param("request")}, {visit.input.text("code"), visit.input.text("because"), visit.input.text("review_on")});
  return back(visit, done, done ? done->ledger_index : 0);
}

Result<Answer> appeal_it(Visit& visit) {
  ask_for_reason(visit, "because");
  if (!visit.input.faults.empty()) return show_request(visit);
  auto const done = sharing::appeal(visit.hub, asker(visit), std::string{visit.param("request")}, visit.input.text("because"));
  return back(visit, done, done ? done->ledger_index : 0);
}

Result<Answer> show_appeals(Visit& visit) {
  auto const all = sharing::appeals(visit.hub, asker(visit));
  if (!all) return fail(all);
  View view{"sharing/appeals"};
  Json list{Json::Array{}};
  for (auto const& one : *all) {
    auto const due = parse_date(one.due_on);
    list.push(sharing::to_json(one).set("for_me", one.decider == visit.who->member && one.outcome.empty()).set("due", due ? date_model(*due) : Json{}).set("href", "/requests/" + one.request));
  }
  view.model.set("appeals", std::move(list));
  return view;
}

Result<Answer> decide_it(Visit& visit) {
  ask_for_reason(visit, "because");
  if (!visit.input.faults.empty()) return show_appeals(visit);
  auto const done = sharing::decide_appeal(visit.hub, asker(visit), std::string{visit.param("appeal")}, visit.input.text("outcome"), visit.input.text("because"));
  if (!done) return fail(done);
  Go go{"/appeals"};
  go.model = sharing::to_json(*done);
  return go;
}

std::vector<InputField> ask_fields() {
  return {{.name = "discloser", .label = "the agency", .required = true}, {.name = "purpose", .label = "what it is for", .required = true},
          {.name = "field", .kind = InputKind::many, .label = "the items", .required = true}, {.name = "form", .label = "the form"},
          {.name = "subject_role", .label = "what the person is in the record"}, {.name = "reference", .label = "your case reference", .required = true},
          {.name = "necessary", .label = "why it is needed", .required = true, .longest = 2000}};
}

InputField reasons() { return {.name = "because", .label = "your reasons", .required = true, .longest = 2000}; }

}  // namespace

Result<Answer> show_request(Visit& visit) {
  auto const request = sharing::find_request(visit.hub, asker(visit), std::string{visit.param("request")});
  if (!request) return fail(request);
  View view{"sharing/request"};
  view.model = sharing::to_json(*request);
  view.model.set("asker_name", hub::agency_name(visit.hub, request->asker)).set("discloser_name", hub::agency_name(visit.hub, request->discloser)).set("purpose_title", purpose_title(visit.hub, request->purpose));
  view.model.set("asked", instant_model(request->asked_at)).set("answered", instant_model(request->answered_at)).set("decline_codes", decline_codes(visit));
  view.model.set("trail", trail_model(visit, view.model["trail"]));
  auto const review = parse_date(request->review_on);
  view.model.set("review", review ? date_model(*review) : Json{}).set("may_see_ledger", visit.may(hub::Right::see_ledger));
  auto given = disclosure_model(visit, *request);
  if (!given) return fail(given);
  Json typed;
  for (auto const* name : {"own_reference", "until", "received_in"}) typed.set(name, visit.input.text(name));
  view.model.set("is_asker", request->asker == visit.who->agency).set("disclosure", std::move(*given)).set("typed", std::move(typed)).set("permitted", permitted_items(visit, request->told));
  return view;
}

void add_request_pages(Site& site) {
  auto const look = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.pattern = std::move(pattern), .summary = std::move(summary), .inputs = std::move(inputs), .page = page});
  };
  auto const act = [&site](std::string pattern, std::string summary, hub::Right right, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = http::Method::post, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  using hub::Right;
  look("/requests", "Requests between agencies: one's own, those that wait for an answer, those of the agency", {{.name = "which", .label = "the list"}}, show_list);
  site.add({.pattern = "/ask", .summary = "A form to ask another agency about a matter", .need = Need::right, .right = Right::ask_share, .page = show_form});
  act("/requests", "Ask another agency: the engine decides, a person of that agency gives", Right::ask_share, ask_fields(), ask);
  look("/requests/:request", "One request, with as much of the decision as its reader may know", {}, show_request);
  act("/requests/:request/decline", "Decline what is permitted, with a code, reasons and a day to look again", Right::answer_requests,
      {{.name = "code", .label = "the code", .required = true, .longest = 3}, reasons(), {.name = "review_on", .label = "the day to look again", .required = true, .longest = 10}}, decline_it);
  act("/requests/:request/appeal", "Appeal a refusal by a person, once", Right::ask_share, {reasons()}, appeal_it);
  look("/appeals", "Appeals: made, to be decided, decided", {}, show_appeals);
  act("/appeals/:appeal", "Uphold or overturn a refusal, with reasons", Right::answer_requests,
      {{.name = "outcome", .kind = InputKind::choice, .label = "the decision", .required = true, .choices = {"upheld", "overturned"}}, reasons()}, decide_it);
}

}  // namespace concordat::pages
