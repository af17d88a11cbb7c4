// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/json_of.h"

#include <algorithm>

#include "hub/agency_name.h"
#include "pages/models.h"
#include "pages/sharing/sharing.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace disclosures = hub::disclosures;

constexpr int most_items = 20;  // of one request

std::string numbered(char const* name, int number) { return name + ("_" + std::to_string(number)); }

Json day_model(std::string const& day) {
  auto const date = parse_date(day);
  return date ? date_model(*date) : Json{};
}

Json notice_model(Visit const& visit, disclosures::Notice const& notice) {
  auto model = disclosures::to_json(notice);
  model.set("items", named_items(visit, notice.fields)).set("made_for_name", hub::agency_name(visit.hub, notice.made_for)).set("recipient_name", hub::agency_name(visit.hub, notice.recipient));
  return model.set("made", instant_model(notice.made_at)).set("given", instant_model(notice.given_at)).set("answered", instant_model(notice.done_at)).set("href", "/requests/" + notice.request);
}

/// A problem with something that was typed stands beside it; a program gets the problem itself.
template <class Page>
Result<Answer> shown_again(Visit& visit, Problem const& problem, std::string const& field, Page page) {
  if (visit.wants_json || problem.fault != Fault::malformed || field.empty()) return tl::unexpected<Problem>{problem};
  visit.fault(field, std::string{problem.title.view()} + " " + std::string{problem.remedy.view()});
  return page(visit);
}

/// The items of the form with what was typed beside each; `item_3` and `value_3` belong together.
std::vector<disclosures::Value> values_of(Visit const& visit) {
  std::vector<disclosures::Value> values;
  for (int i = 1; i <= most_items; ++i) {
    auto const& item = visit.input.text(numbered("item", i));
    if (!item.empty()) values.push_back({item, visit.input.text(numbered("value", i))});
  }
  return values;
}

std::string input_of(Visit const& visit, Problem const& problem) {
  auto const code = problem.code.view();
  if (code == "disclosure.until") return "until";
  if (code == "disclosure.reference") return "own_reference";
  auto const* at = visit.hub.catalogue().field(problem.where.field);
  for (int i = 1; i <= most_items; ++i) {
    if (at != nullptr && visit.hub.catalogue().field(visit.input.text(numbered("item", i))) == at) return numbered("value", i);
  }
  return code == "disclosure.nothing" ? "value_1" : std::string{};
}

Result<Answer> give_it(Visit& visit) {
  auto const id = std::string{visit.param("request")};
  if (!visit.input.faults.empty()) return show_request(visit);
  auto const& input = visit.input;
  auto const in_hub = input.text("how") == "in-hub";
  auto const done = disclosures::give(visit.hub, asker(visit), id, {input.text("how"), input.text("received_in"), in_hub ? values_of(visit) : std::vector<disclosures::Value>{}, input.text("own_reference"), input.text("until")});
  if (!done) return shown_again(visit, done.error(), input_of(visit, done.error()), show_request);
  Go go{"/requests/" + id};
  go.model = disclosures::to_json(*done);
  return go;
}

Result<Answer> open_it(Visit& visit) {
  auto const opened = disclosures::open_given(visit.hub, asker(visit), std::string{visit.param("request")});
  if (!opened) return fail(opened);
  View view{"sharing/opened"};
  view.model = disclosures::to_json(visit.hub, *opened);
  view.model.set("discloser_name", hub::agency_name(visit.hub, opened->discloser)).set("until", day_model(opened->open_until)).set("missing", named_items(visit, opened->withheld));
  return view;
}

Result<Answer> take_it_back(Visit& visit) {
  ask_for_reason(visit, "because");
  if (!visit.input.faults.empty()) return show_request(visit);
  auto const id = std::string{visit.param("request")};
  auto const index = disclosures::take_back(visit.hub, asker(visit), id, visit.input.text("because"));
  if (!index) return fail(index);
  Go go{"/requests/" + id};
  go.model.set("request", id).set("ledger_index", *index);
  return go;
}

Result<Answer> show_notices(Visit& visit) {
  auto const all = disclosures::notices(visit.hub, asker(visit));
  if (!all) return fail(all);
  View view{"sharing/corrections"};
  Json list{Json::Array{}};
  for (auto const& one : *all) list.push(notice_model(visit, one));
  view.model.set("notices", std::move(list)).set("may_correct", visit.may(hub::Right::answer_requests));
  return view;
}

Result<Answer> show_correction_form(Visit& visit) {
  auto const& request = visit.input.text("request");
  View view{"sharing/correct"};
  auto const items = disclosures::items_given(visit.hub, visit.who->agency);
  if (!items) return fail(items);
  auto fields = named_items(visit, *items);
  if (!request.empty()) {
    auto const seen = hub::sharing::find_request(visit.hub, asker(visit), request);
    if (!seen) return fail(seen);
    auto const given = disclosures::disclosure_of(visit.hub, asker(visit), *seen);
    if (!given) return fail(given);
    if (!*given || !(*given)->may_correct) return fail(Fault::not_found, "correction.nobody", "Your agency gave these items to nobody in that request, or of that record.", "The page of requests shows what was given.");
    fields = named_items(visit, (*given)->fields);
  }
  Json given;
  for (auto const* name : {"request", "own_reference", "kind", "value", "because"}) given.set(name, visit.input.text(name));
  Json chosen;
  for (auto const& field : visit.input.many("field")) chosen.set(field, true);
  view.model.set("fields", std::move(fields)).set("given", std::move(given)).set("chosen", std::move(chosen));
  return view;
}

std::string input_of_correction(Visit const& visit, Problem const& problem) {
  auto const code = problem.code.view();
  if (code == "correction.words" || code == "correction.role") return "field";
  if (code == "correction.which" && visit.input.text("request").empty()) return "own_reference";
  return code == "disclosure.value-form" || code == "correction.values" || code == "correction.nowhere" ? "value" : std::string{};
}

Result<Answer> correct_it(Visit& visit) {
  auto const& input = visit.input;
  ask_for_reason(visit, "because");
  if (!input.text("value").empty() && input.many("field").size() != 1) visit.fault("value", "A value belongs to one item: tick that one alone, and make another correction for the next.");
  if (!input.faults.empty()) return show_correction_form(visit);
  disclosures::Correction correction{input.text("request"), input.text("own_reference"), input.text("kind"), input.many("field"), input.text("because")};
  if (!input.text("value").empty()) correction.values = {{input.many("field").front(), input.text("value")}};
  auto const done = disclosures::correct(visit.hub, asker(visit), correction);
  if (!done) return shown_again(visit, done.error(), input_of_correction(visit, done.error()), show_correction_form);
  Go go{"/corrections"};
  go.model = disclosures::to_json(*done);
  return go;
}

Result<Answer> answer_notice(Visit& visit) {
  if (!visit.input.faults.empty()) return show_notices(visit);
  auto const index = disclosures::acknowledge(visit.hub, asker(visit), std::string{visit.param("notice")}, visit.input.text("outcome"));
  if (!index) return fail(index);
  Go go{"/corrections"};
  go.model.set("notice", std::string{visit.param("notice")}).set("ledger_index", *index);
  return go;
}

std::vector<InputField> giving_fields() {
  std::vector<InputField> fields{{.name = "how", .kind = InputKind::choice, .label = "how it was given", .required = true, .choices = {"in-hub", "in-writing", "verbally"}},
                                 {.name = "received_in", .label = "the request it came in"}, {.name = "own_reference", .label = "your own reference"}, {.name = "until", .label = "the last day", .longest = 10}};
  for (int i = 1; i <= most_items; ++i) {
    fields.push_back({.name = numbered("item", i), .label = "an item"});
    fields.push_back({.name = numbered("value", i), .label = "its value", .longest = 500});
  }
  return fields;
}

std::vector<InputField> correcting_fields(bool sent) {
  return {{.name = "request", .label = "the request"}, {.name = "own_reference", .label = "your own reference"},
          {.name = "kind", .kind = InputKind::choice, .label = "what happened", .required = sent, .choices = {"corrected", "role-changed", "deleted"}},
          {.name = "field", .kind = InputKind::many, .label = "the items", .required = sent}, {.name = "value", .label = "what is right", .longest = 500},
          {.name = "because", .label = "your reasons", .required = sent, .longest = 2000}};
}

}  // namespace

Result<Json> disclosure_model(Visit& visit, hub::sharing::SharingRequest const& request) {
  auto const given = disclosures::disclosure_of(visit.hub, asker(visit), request);
  if (!given) return fail(given);
  if (!*given) return Json{};
  auto model = disclosures::to_json(**given);
  Json openings{Json::Array{}};
  for (auto const& one : (*given)->openings) openings.push(Json{}.set("when", instant_model(one.opened_at)).set("version", one.version));
  Json notices{Json::Array{}};
  for (auto const& one : (*given)->notices) notices.push(notice_model(visit, one));
  model.set("openings", std::move(openings)).set("notices", std::move(notices)).set("items", named_items(visit, (*given)->fields)).set("until", day_model((*given)->open_until));
  return model.set("taken_back", instant_model((*given)->taken_back_at));
}

void add_disclosure_pages(Site& site) {
  using hub::Right;
  auto const act = [&site](std::string pattern, std::string summary, Right right, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = http::Method::post, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  act("/requests/:request/give", "Give what is permitted: in the hub with its values, or say that it was given in writing or verbally", Right::answer_requests, giving_fields(), give_it);
  act("/requests/:request/open", "Read what was given in the hub: marked with the reader and the time, an entry of the ledger each time", Right::ask_share, {}, open_it);
  act("/requests/:request/take-back", "Take back what was given in the hub: it is destroyed", Right::answer_requests, {{.name = "because", .label = "your reasons", .required = true, .longest = 2000}}, take_it_back);
  // Whoever reloads what they opened, or sends its address on, comes to the request: each opening is an act.
  site.add({.pattern = "/requests/:request/open", .summary = "To the page of the request", .page = [](Visit& visit) -> Result<Answer> { return Go{"/requests/" + std::string{visit.param("request")}}; }});
  site.add({.pattern = "/corrections", .summary = "Corrections of what was given: to answer, and those of one's own agency", .page = show_notices});
  site.add({.pattern = "/correct", .summary = "A form to tell whoever got an item that it was corrected, changed or deleted", .need = Need::right, .right = Right::answer_requests, .inputs = correcting_fields(false), .page = show_correction_form});
  act("/corrections", "Tell whoever got an item that it was corrected, changed or deleted", Right::answer_requests, correcting_fields(true), correct_it);
  act("/corrections/:notice", "Say what became of one's own copy", Right::ask_share,
      {{.name = "outcome", .kind = InputKind::choice, .label = "what became of your copy", .required = true, .choices = {"own-copy-corrected", "own-copy-deleted", "no-copy-held"}}}, answer_notice);
}

}  // namespace concordat::pages
