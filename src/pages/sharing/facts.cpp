// SPDX-License-Identifier: Apache-2.0
// What the hub knows about a matter, and its entry: one kind of fact a form, with closed words to choose from. The own case reference
// never stands in an address: it goes in the body of a form.
#include "hub/sharing/facts.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/sharing/json_of.h"
#include "hub/sharing/people.h"
#include "pages/models.h"
#include "pages/sharing/sharing.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace sharing = hub::sharing;

constexpr std::array every_kind{"consent", "guardian", "assessment", "case", "approval", "age", "area", "role", "handling", "onward"};
/// Of a request's matter alone: they are about that request, or about the records of the agency that is asked.
constexpr std::array of_requests{"approval", "role", "handling", "onward"};

Json choice(std::string const& id, std::string const& title) { return Json{}.set("id", id).set("title", title); }

/// The words that rules of the agreements here ask for.
Result<Json> asked_for(Visit& visit, bool tools) {
  auto const held = hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
  if (!held) return fail(held);
  std::set<std::string> words;
  for (auto const& one : held->agreements) {
    for (auto const& rule : one->agreement.rules) {
      if (tools && rule.conditions.concern) words.insert(rule.conditions.concern->tool);
      if (!tools && rule.conditions.case_terms) words.insert(rule.conditions.case_terms->type);
    }
  }
  Json list{Json::Array{}};
  for (auto const& word : words) list.push(choice(word, sentence_case(word)));
  return list;
}

Json own_posts(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& id : visit.who->roles) {
    auto const* const role = visit.hub.catalogue().member_role(id);
    list.push(choice(id, role == nullptr ? id : role->title));
  }
  return list;
}

/// What may stand as the word of a fact of this kind; null: it is typed, or there is none.
Result<Json> words_for(Visit& visit, std::string const& kind) {
  if (kind == "assessment" || kind == "case") return asked_for(visit, kind == "assessment");
  if (kind == "guardian" || kind == "approval") return own_posts(visit);
  if (kind == "role") return subject_roles(visit);
  if (kind == "onward") return other_agencies(visit);
  return Json{};
}

Json kept_matter(Visit const& visit) { return Json{}.set("reference", visit.input.text("reference")).set("request", visit.input.text("request")); }

Json fact_model(Visit const& visit, sharing::Fact const& fact) {
  auto model = sharing::to_json(fact);
  auto const day = parse_date(fact.value["day"].string());
  auto const purpose = fact.value["purpose"].string();
  model.set("source_name", hub::agency_name(visit.hub, fact.source)).set("recorded", instant_model(fact.recorded_at)).set("day", day ? date_model(*day) : Json{});
  model.set("purpose_title", purpose.empty() ? std::string{} : purpose_title(visit.hub, purpose)).set("word_title", sentence_case(fact.value["word"].string()));
  auto const member = asker(visit);
  return model.set("mine", fact.source == member.agency && !fact.withdrawn && sharing::may_withdraw(member, fact.kind, fact.recorded_by));
}

/// The facts of the matter that is named, with what may be entered about it; `recorded`: the kind that was entered just now.
Result<Answer> show_matter(Visit& visit, std::string const& recorded) {
  auto const facts = sharing::facts_of_matter(visit.hub, asker(visit), visit.input.text("reference"), visit.input.text("request"));
  if (!facts) return fail(facts);
  auto counts = sharing::what_counts(visit.hub, asker(visit), *facts);
  if (!counts) return fail(counts);
  View view{"sharing/facts"};
  Json list{Json::Array{}};
  for (auto const& fact : *facts) list.push(fact_model(visit, fact));
  Json kinds{Json::Array{}};
  for (auto const* kind : every_kind) {
    bool const of_request = std::ranges::find(of_requests, std::string_view{kind}) != of_requests.end();
    if (!of_request || !visit.input.text("request").empty()) kinds.push(kind);
  }
  view.model.set("facts", std::move(list)).set("kinds", std::move(kinds)).set("matter", kept_matter(visit)).set("counts", std::move(*counts)).set("may_enter", visit.may(hub::Right::ask_share));
  return view.model.set("recorded", recorded).set("when_it_counts", sharing::when_it_counts(recorded).view()), view;
}

Result<Answer> begin_facts(Visit& visit) {
  if (!visit.input.text("request").empty()) return show_matter(visit, {});
  View view{"sharing/facts-matter"};
  view.model.set("given", visit.input.text("reference"));
  return view;
}

Result<Answer> look_at_matter(Visit& visit) {
  if (visit.input.faults.empty() || !visit.input.text("request").empty()) return show_matter(visit, {});
  return begin_facts(visit);
}

Result<Answer> show_fact_form(Visit& visit) {
  auto const kind = visit.input.text("kind");
  auto words = words_for(visit, kind);
  if (!words) return fail(words);
  View view{"sharing/fact"};
  Json given;
  for (auto const* name : {"answer", "word", "purpose", "number", "on", "members"}) given.set(name, visit.input.text(name));
  view.model.set("kind", kind).set("words", std::move(*words)).set("matter", kept_matter(visit)).set("given", std::move(given)).set("purposes", open_purposes(visit));
  view.model.set("own_area", visit.hub.partnership().id).set("when_it_counts", sharing::when_it_counts(kind).view()).set("bands", Json{Json::Array{}});
  for (auto const* band : {"0", "1", "2", "3", "4"}) view.model.set("bands", Json{view.model["bands"]}.push(choice(band, std::string{"J"} + band)));
  return view;
}

sharing::NewFact fact_in(Visit const& visit) {
  auto const& input = visit.input;
  sharing::NewFact fact;
  fact.kind = input.text("kind");
  fact.reference = input.text("reference");
  fact.request = input.text("request");
  if (!input.text("answer").empty()) fact.answer = input.text("answer");
  fact.word = input.text("word");
  fact.purpose = input.text("purpose");
  fact.number = input.text("number").empty() ? 0 : static_cast<int>(text::parse_integer(input.text("number")).value_or(-1));
  fact.day = input.text("on");
  std::string one;
  for (char const c : input.text("members") + " ") {
    if (c != ' ' && c != ',') {
      one += c;
    } else if (!one.empty()) {
      fact.members.push_back(std::exchange(one, {}));
    }
  }
  return fact;
}

/// The page where what is missing stands beside the field it is missing in.
void check(Visit& visit) {
  auto const& input = visit.input;
  auto const kind = input.text("kind");
  auto const needs = [&](char const* name, bool when, char const* text) {
    if (when && input.text(name).empty()) visit.fault(name, text);
  };
  bool const answered = kind == "consent" || kind == "guardian" || kind == "approval" || kind == "onward" || kind == "case";
  needs("answer", answered, kind == "case" ? "Say whether it is open or closed." : "Say yes or no.");
  needs("word", kind != "age" && kind != "area", "Choose which.");
  needs("purpose", kind == "consent", "Choose what the consent is for.");
  needs("number", kind == "age" || kind == "assessment", kind == "age" ? "Enter the age in years." : "Choose the band.");
  needs("members", kind == "case", "Name the posts who sit in the case.");
  auto const day = input.text("on").empty() ? std::optional{Date{visit.hub.clock().today()}} : parse_date(input.text("on"));
  if (!day || *day > visit.hub.clock().today()) visit.fault("on", "Write a day that is not to come, as 2026-01-31.");
}

Result<Answer> enter(Visit& visit) {
  if (!visit.wants_json) check(visit);
  if (!visit.input.faults.empty()) return show_fact_form(visit);
  auto const fact = fact_in(visit);
  auto const done = sharing::record_fact(visit.hub, asker(visit), fact);
  if (!done && !visit.wants_json && done.error().fault == Fault::malformed) {
    visit.fault(fact.kind == "case" ? "members" : fact.kind == "age" ? "number" : "word", std::string{done.error().title.view()} + " " + std::string{done.error().remedy.view()});
    return show_fact_form(visit);
  }
  if (!done) return fail(done);
  if (!visit.wants_json) return show_matter(visit, fact.kind);
  View view{"sharing/facts"};
  view.model.set("id", done->id).set("facts_version", done->version).set("ledger_index", done->ledger_index).set("when_it_counts", sharing::when_it_counts(fact.kind).view());
  return view;
}

Result<Answer> withdraw(Visit& visit) {
  auto const done = sharing::withdraw_fact(visit.hub, asker(visit), std::string{visit.param("fact")});
  if (!done) return fail(done);
  if (!visit.wants_json) return show_matter(visit, {});
  View view{"sharing/facts"};
  view.model.set("id", done->id).set("facts_version", done->version).set("ledger_index", done->ledger_index);
  return view;
}

std::vector<InputField> matter_fields(bool needed) { return {{.name = "reference", .label = "your case reference", .required = needed}, {.name = "request", .label = "the request", .longest = 36}}; }

InputField kind_field() {
  return {.name = "kind", .kind = InputKind::choice, .label = "what kind it is", .required = true, .choices = {every_kind.begin(), every_kind.end()}};
}

std::vector<InputField> form_fields() {
  auto fields = matter_fields(false);
  fields.push_back(kind_field());
  return fields;
}

std::vector<InputField> fact_fields() {
  auto fields = form_fields();
  for (auto const& [name, label] : std::array<std::pair<char const*, char const*>, 6>{{{"answer", "the answer"}, {"word", "which"}, {"purpose", "the purpose"}, {"number", "the number"}, {"on", "the day"}, {"members", "who sits in it"}}}) {
    fields.push_back({.name = name, .label = label});
  }
  return fields;
}

}  // namespace

void add_fact_pages(Site& site) {
  using hub::Right;
  auto const act = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = http::Method::post, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = Right::ask_share, .inputs = std::move(inputs), .page = page});
  };
  site.add({.pattern = "/facts", .summary = "What is known about the matter of a request; without one, a form for one's own case reference", .need = Need::right, .right = Right::ask_share, .inputs = matter_fields(false), .page = begin_facts});
  act("/facts/matter", "What is known about a matter of one's own agency, as far as one may know", matter_fields(true), look_at_matter);
  act("/facts/form", "A form to enter a fact of one kind", form_fields(), show_fact_form);
  act("/facts", "Enter what is known about a matter: closed words, numbers and days, no names", fact_fields(), enter);
  act("/facts/:fact/withdraw", "Withdraw a fact that one's own agency entered", matter_fields(false), withdraw);
}

}  // namespace concordat::pages
