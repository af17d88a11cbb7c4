// SPDX-License-Identifier: Apache-2.0
// Agreements that are being negotiated: which there are, one of them field by field, and the forms of those who ask and
// those who own the data. Who may do what is decided in the hub.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/agreements/draft.h"
#include "pages/door.h"
#include "pages/house/house.h"
#include "pages/models.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

constexpr std::size_t longest_document = 200'000;

std::string words_of(Problem const& problem) { return std::string{problem.title.view()} + " " + std::string{problem.remedy.view()}; }

Json names_of(hub::Hub const& hub, agreements::Words const& ids) {
  std::vector<std::string> texts;
  for (auto const& id : ids) texts.push_back(id.text);
  return agency_names(hub, texts);
}

Json answer_model(hub::Hub const& hub, hub::DraftAnswer const& one) {
  auto const* const refusal = hub.catalogue().refusal(one.code);
  Json model;
  model.set("agency", hub::agency_name(hub, one.answer.agency)).set("answer", hub::name_of(one.answer.verdict).view()).set("form", one.answer.form);
  model.set("as", one.answer.transform).set("condition", one.answer.condition).set("code", one.code);
  return model.set("code_means", refusal == nullptr ? std::string{} : refusal->reason).set("reason", one.reason).set("signed_off_by", one.signed_off_by);
}

Json field_model(Visit& visit, hub::Draft const& draft, agreements::Rule const& rule, agreements::Item const& item) {
  auto const* const field = visit.hub.catalogue().field(item.field.text);
  Json model;
  model.set("rule", rule.id.text).set("field", item.field.text).set("title", field == nullptr ? item.field.text : field->label);
  model.set("as", agreements::name_of(item.as)).set("form", agreements::name_of(rule.form)).set("why", rule.why);
  model.set("givers", names_of(visit.hub, rule.disclosers)).set("takers", names_of(visit.hub, rule.recipients));
  auto const use = std::ranges::find_if(draft.uses, [&](hub::FieldUse const& one) { return one.rule == rule.id.text && one.field == item.field.text; });
  model.set("use", use == draft.uses.end() ? std::string{} : use->use);
  Json answers{Json::Array{}};
  for (auto const& one : draft.answers) {
    if (one.answer.rule == rule.id.text && one.answer.field == item.field.text) answers.push(answer_model(visit.hub, one));
  }
  model.set("answers", std::move(answers)).set("may_ask", agreements::contains(rule.recipients, visit.who->agency));
  return model.set("may_answer", agreements::contains(rule.disclosers, visit.who->agency) && visit.may(hub::Right::govern_agreements));
}

/// "figures/police.count_by_cell": an item in the form that answers several.
std::string item_id(std::string const& rule, std::string const& field) { return rule + "/" + field; }

/// The items that wait for an answer of the own agency, for one answer to several of them; what was ticked stays so.
Json alike_model(Visit& visit, Json const& fields) {
  Json items{Json::Array{}};
  auto const own = hub::agency_name(visit.hub, visit.who->agency);
  auto const& ticked = visit.input.many("item");
  for (auto const& one : fields.array()) {
    auto const& answers = one["answers"].array();
    bool const answered = std::ranges::any_of(answers, [&](Json const& answer) { return answer["agency"].string() == own; });
    if (!one["may_answer"].boolean() || one["use"].string().empty() || answered) continue;
    auto const id = item_id(one["rule"].string(), one["field"].string());
    items.push(Json{}.set("id", id).set("title", one["title"].string()).set("use", one["use"].string()).set("rule", one["rule"].string()).set("ticked", std::ranges::find(ticked, id) != ticked.end()));
  }
  return items;
}

Json codes_model(hub::Hub const& hub) {
  Json codes{Json::Array{}};
  for (auto const& one : hub.catalogue().definitions().refusals) codes.push(Json{}.set("id", one.code).set("title", one.code + ": " + one.reason));
  return codes;
}

/// What an answer can be, for the form: only what is less than asked for.
Json choices_model(hub::Hub const& hub, agreements::Rule const& rule, agreements::Item const& item) {
  Json forms{Json::Array{}};
  for (auto const name : agreements::form_names()) {
    if (*agreements::form_from(name) < rule.form) forms.push(Json{}.set("id", name).set("title", sentence_case(name)));
  }
  Json transforms{Json::Array{}};
  for (auto const name : agreements::transform_names()) {
    if (*agreements::transform_from(name) > item.as) transforms.push(Json{}.set("id", name).set("title", sentence_case(name)));
  }
  Json model;
  model.set("forms", std::move(forms)).set("transforms", std::move(transforms)).set("conditions", list_of(hub::narrowing_conditions()));
  return model.set("codes", codes_model(hub));
}

Result<Answer> list_drafts(Visit& visit) {
  if (auto noted = note_look(visit, "agreement-drafts"); !noted) return fail(noted);
  auto const drafts = hub::drafts_of(visit.hub, visit.who->agency);
  if (!drafts) return fail(drafts);
  View view{"drafts/list"};
  Json list{Json::Array{}};
  for (auto const& draft : *drafts) {
    Json one;
    one.set("id", draft.id).set("reference", draft.agreement.reference()).set("title", draft.agreement.title).set("agency", hub::agency_name(visit.hub, draft.by.agency));
    list.push(one.set("added", instant_model(draft.added_at)).set("open", hub::outcome_of(visit.hub, draft).open));
  }
  auto const may = hub::may(*visit.who, hub::Right::govern_agreements);
  // What was refused comes back into its field, or the work on it would be lost.
  view.model.set("document", visit.input.text("document"));
  view.model.set("drafts", std::move(list)).set("may_add", may == hub::May::yes).set("step_up", may == hub::May::step_up);
  return view;
}

Result<Answer> show_draft(Visit& visit) {
  if (auto noted = note_look(visit, "agreement-drafts"); !noted) return fail(noted);
  auto const draft = hub::find_draft(visit.hub, visit.param("draft"), visit.who->agency);
  if (!draft) return fail(draft);
  auto const outcome = hub::outcome_of(visit.hub, *draft);
  View view{"drafts/draft"};
  Json fields{Json::Array{}};
  Json chosen{};
  for (auto const& rule : draft->agreement.rules) {
    for (auto const& item : rule.items) {
      auto model = field_model(visit, *draft, rule, item);
      if (rule.id.text == visit.input.text("rule") && item.field.text == visit.input.text("field")) {
        chosen = model;
        chosen.set("choices", choices_model(visit.hub, rule, item));
      }
      fields.push(std::move(model));
    }
  }
  auto const may = hub::may(*visit.who, hub::Right::govern_agreements);
  Json alike{Json::Object{}};
  alike.set("items", alike_model(visit, fields)).set("conditions", list_of(hub::narrowing_conditions())).set("codes", codes_model(visit.hub));
  view.model.set("alike", std::move(alike));
  view.model.set("id", draft->id).set("reference", draft->agreement.reference()).set("title", draft->agreement.title).set("fields", std::move(fields));
  view.model.set("chosen", std::move(chosen)).set("open", outcome.open).set("yaml", outcome.yaml).set("sha256", outcome.sha256);
  view.model.set("findings", findings_model(outcome.findings, Severity::error)).set("step_up", may == hub::May::step_up).set("lead", may != hub::May::no);
  return view;
}

Result<Answer> after(Visit& visit, std::string field, Result<std::uint64_t> const& done) {
  std::string const id{visit.param("draft")};
  if (done) return Go{"/drafts/" + id, Json{}.set("draft", id).set("ledger_index", *done)};
  if (done.error().fault != Fault::refused && done.error().fault != Fault::malformed) return fail(done);
  visit.fault(std::move(field), words_of(done.error()));
  return show_draft(visit);
}

Result<Answer> add_draft_page(Visit& visit) {
  if (!visit.input.faults.empty()) return list_drafts(visit);
  auto const added = hub::add_draft(visit.hub, visit.input.text("document"), "draft", visit.who->member);
  if (added) return Go{"/drafts/" + added->id, Json{}.set("draft", added->id)};
  auto const& problem = added.error().problem;
  if (problem.fault != Fault::refused && problem.fault != Fault::malformed) return tl::unexpected<Problem>{problem};
  auto words = words_of(problem);
  for (auto const& finding : added.error().findings) {
    if (finding.severity == Severity::error) words += " " + sentence(finding);
  }
  visit.fault("document", std::move(words));
  return list_drafts(visit);
}

Result<Answer> say_use(Visit& visit) {
  if (!visit.input.faults.empty()) return show_draft(visit);
  return after(visit, "use", hub::state_use(visit.hub, visit.param("draft"), {visit.input.text("rule"), visit.input.text("field"), visit.input.text("use"), {visit.who->member, ""}}));
}

hub::DraftAnswer answer_in(Visit const& visit, std::string rule, std::string field) {
  auto const& input = visit.input;
  hub::DraftAnswer one;
  one.answer = {std::move(rule), std::move(field), "", hub::draft_verdict_named(input.text("answer")).value_or(hub::DraftVerdict::refuse),
                input.text("form"), input.text("as"), input.text("condition")};
  one.code = input.text("code");
  one.reason = input.text("reason");
  one.signed_off_by = input.text("signed_off_by");
  one.member = visit.who->member;
  return one;
}

Result<Answer> say_answer(Visit& visit) {
  if (!visit.input.faults.empty()) return show_draft(visit);
  auto const one = answer_in(visit, visit.input.text("rule"), visit.input.text("field"));
  return after(visit, "answer", hub::answer_draft(visit.hub, visit.param("draft"), std::span{&one, 1}));
}

/// One answer to several items: all of them or none.
Result<Answer> say_answers(Visit& visit) {
  std::vector<hub::DraftAnswer> answers;
  for (auto const& item : visit.input.many("item")) {
    auto const words = text::split(item, '/');
    if (words.size() == 2) answers.push_back(answer_in(visit, std::string{words[0]}, std::string{words[1]}));
    else visit.fault("item", "One of these is no data item of this draft: nothing was answered. Load the page again and tick them anew.");
  }
  if (answers.empty() && visit.input.faults.empty()) visit.fault("item", "Tick the data items that you answer.");
  if (!visit.input.faults.empty()) return show_draft(visit);
  return after(visit, "item", hub::answer_draft(visit.hub, visit.param("draft"), answers));
}

}  // namespace

void add_draft_pages(Site& site) {
  InputField const rule{.name = "rule", .label = "a rule"};
  InputField const field{.name = "field", .label = "a field"};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&),
                           hub::Right right = hub::Right::see_agreements) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/drafts", "The agreements that my agency is negotiating", {}, list_drafts);
  add(http::Method::post, "/drafts", "Put a draft before the parties it names", {{.name = "document", .kind = InputKind::lines, .label = "the draft", .required = true, .longest = longest_document}}, add_draft_page,
      hub::Right::govern_agreements);
  add(http::Method::get, "/drafts/:draft", "One draft, field by field, and the document that comes out of it", {rule, field}, show_draft);
  add(http::Method::post, "/drafts/:draft/use", "Say what a field is for, as somebody who would get it", {rule, field, {.name = "use", .kind = InputKind::lines, .label = "what it is for", .required = true, .longest = 500}},
      say_use);
  add(http::Method::post, "/drafts/:draft/answer", "Accept, narrow or refuse a field, for the agency that owns the data",
      {rule, field, {.name = "answer", .kind = InputKind::choice, .label = "an answer", .required = true, .choices = {"accept", "narrow", "refuse"}},
       {.name = "form", .label = "a form"}, {.name = "as", .label = "a transform"}, {.name = "condition", .label = "a condition"}, {.name = "code", .label = "a code"},
       {.name = "reason", .kind = InputKind::lines, .label = "why", .longest = 2'000}, {.name = "signed_off_by", .label = "who signed it off"}},
      say_answer, hub::Right::govern_agreements);
  add(http::Method::post, "/drafts/:draft/answers", "Give several fields one answer, for the agency that owns the data: all of them or none",
      {{.name = "item", .kind = InputKind::many, .label = "the data items"}, {.name = "answer", .kind = InputKind::choice, .label = "an answer", .required = true, .choices = {"accept", "narrow", "refuse"}},
       {.name = "condition", .label = "a condition"}, {.name = "code", .label = "a code"}, {.name = "reason", .kind = InputKind::lines, .label = "why", .longest = 2'000},
       {.name = "signed_off_by", .label = "who signed it off"}},
      say_answers, hub::Right::govern_agreements);
}

}  // namespace concordat::pages
