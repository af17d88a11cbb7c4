// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/sharing/json_of.h"
#include "pages/models.h"
#include "pages/sharing/sharing.h"
#include "pages/wording.h"

namespace concordat::pages {

Json other_agencies(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& agency : visit.hub.agencies()) {
    if (agency.id != visit.who->agency) list.push(Json{}.set("id", agency.id).set("title", agency.name));
  }
  return list;
}

Json open_purposes(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& purpose : visit.hub.catalogue().definitions().purposes) {
    if (!purpose.barred) list.push(Json{}.set("id", purpose.id).set("title", purpose.title));
  }
  return list;
}

Json subject_roles(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& role : visit.hub.catalogue().definitions().subject_roles) list.push(Json{}.set("id", role.id).set("title", role.title));
  return list;
}

Result<Json> agreed_fields(Visit& visit, std::string_view discloser, std::string_view recipient) {
  auto const held = hub::held_agreements(visit.hub, visit.hub.database(), visit.hub.clock().today());
  if (!held) return fail(held);
  std::map<std::string, std::string> fields;
  std::map<std::string, std::set<std::string>> ways;
  for (auto const& one : held->agreements) {
    for (auto const& rule : one->agreement.rules) {
      bool const between = (discloser.empty() || agreements::contains(rule.disclosers, discloser)) && (recipient.empty() || agreements::contains(rule.recipients, recipient));
      if (!between) continue;
      for (auto const& item : rule.items) {
        auto const* known = visit.hub.catalogue().field(item.field.text);
        if (known != nullptr) fields[known->dotted()] = known->label;
        if (known != nullptr) ways[known->dotted()].emplace(agreements::name_of(item.as));
      }
    }
  }
  Json list{Json::Array{}};
  for (auto const& [id, title] : fields) {
    Json as{Json::Array{}};
    for (auto const& way : ways[id]) as.push(way);
    list.push(Json{}.set("id", id).set("title", title).set("as", std::move(as)));
  }
  return list;
}

hub::Member asker(Visit const& visit) { return visit.member(); }

std::string sharing_role(Visit const& visit) {
  auto const& roles = visit.who->roles;
  for (auto const* likely : {"conference-member", "conference-chair", "practitioner", "mentor", "analyst"}) {
    if (std::ranges::find(roles, likely) != roles.end()) return likely;
  }
  return roles.empty() ? std::string{} : roles.front();
}

namespace {

namespace sharing = hub::sharing;

/// The pages of the question, in order; what came before travels on in the form.
constexpr std::array<std::string_view, 4> steps{"who", "what", "person", "why"};
std::vector<std::string> const known_words{"yes", "no", "unknown"};

std::vector<InputField> question_fields() {
  return {{.name = "step", .kind = InputKind::choice, .label = "the page", .choices = {steps.begin(), steps.end()}},
          {.name = "way", .kind = InputKind::choice, .label = "whether you give or get", .choices = {"give", "get"}},
          {.name = "other", .label = "the other agency"},
          {.name = "role", .label = "the role of who would get it"},
          {.name = "purpose", .label = "what it is for"},
          {.name = "form", .label = "the form"},
          {.name = "field", .kind = InputKind::many, .label = "the items"},
          {.name = "more_fields", .label = "other items"},
          {.name = "subject_role", .label = "what the person is in the record"},
          {.name = "consent", .kind = InputKind::choice, .label = "consent", .choices = {"yes", "no", "withdrawn", "unknown"}},
          {.name = "consent_from", .kind = InputKind::choice, .label = "who consented", .choices = {"subject", "parent"}},
          {.name = "in_case", .kind = InputKind::choice, .label = "whether there is an open case", .choices = known_words},
          {.name = "guardian", .kind = InputKind::choice, .label = "the guardian's decision", .choices = known_words},
          {.name = "trained", .kind = InputKind::choice, .label = "training", .choices = known_words},
          {.name = "age", .label = "the age", .longest = 3},
          {.name = "band", .label = "the band", .longest = 10},
          {.name = "necessary", .label = "why it is needed", .longest = 2000},
          {.name = "originator", .label = "where the data came from"},
          {.name = "originator_agrees", .kind = InputKind::flag, .label = "that agency's agreement"},
          {.name = "instead_of", .label = "the record of the question before"}};
}

std::string_view step_of(Visit const& visit) {
  auto const& said = visit.input.text("step");
  return said.empty() && visit.wants_json ? std::string_view{"why"} : std::string_view{said};
}

std::vector<std::string> fields_of(Visit const& visit) {
  auto fields = visit.input.many("field");
  auto const& more = visit.input.text("more_fields");
  std::string word;
  for (char const c : more + ",") {
    if (c != ',' && c != ' ') word += c;
    else if (!word.empty()) fields.push_back(std::exchange(word, {}));
  }
  return fields;
}

sharing::MayIQuestion question_of(Visit const& visit) {
  auto const& input = visit.input;
  sharing::MayIQuestion question;
  bool const gives = input.text("way") != "get";
  question.discloser = gives ? visit.who->agency : input.text("other");
  question.recipient = gives ? input.text("other") : visit.who->agency;
  question.role = input.text("role");
  question.purpose = input.text("purpose");
  if (input.has("form") && !input.text("form").empty()) question.form = input.text("form");
  question.fields = fields_of(visit);
  question.subject_role = input.text("subject_role");
  question.consent = input.text("consent");
  if (!input.text("consent_from").empty()) question.consent_from = input.text("consent_from");
  question.in_case = input.text("in_case");
  question.guardian = input.text("guardian");
  question.trained = input.text("trained");
  auto const age = text::parse_integer(input.text("age"));
  // What is no number of years is no word of the list: 999.
  if (!input.text("age").empty()) question.age = static_cast<std::uint64_t>(age && *age >= 0 ? *age : 999);
  question.band = input.text("band");
  question.necessary = input.text("necessary");
  question.originator = input.text("originator");
  question.originator_agrees = input.flag("originator_agrees");
  question.instead_of = input.text("instead_of");
  return question;
}

/// Every answer so far, for hidden fields of the form.
Json carried(Visit const& visit, std::string_view step) {
  constexpr std::array<std::string_view, 18> names{"way", "other", "role", "purpose", "form", "more_fields", "subject_role", "consent", "consent_from", "in_case", "guardian", "trained", "age", "band", "originator", "originator_agrees", "instead_of", "necessary"};
  Json list{Json::Array{}};
  auto const add = [&list](std::string_view name, std::string const& value) {
    if (!value.empty()) list.push(Json{}.set("name", name).set("value", value));
  };
  // What this very page asks is not carried: it would be there twice.
  auto const asked_here = [&](std::string_view name) {
    if (step == "who") return name == "way" || name == "other" || name == "role" || name == "purpose";
    if (step == "what") return name == "more_fields" || name == "form";
    if (step == "why") return name == "necessary";
    if (step == "person") return name == "subject_role" || name == "consent" || name == "in_case" || name == "age" || name == "band" || name == "guardian";
    return false;
  };
  for (auto const name : names) {
    if (!asked_here(name)) add(name, visit.input.text(name));
  }
  if (step != "what") {
    for (auto const& field : visit.input.many("field")) add("field", field);
  }
  return list;
}

/// What a page of the question lacks, as faults beside its fields.
void check_step(Visit& visit, std::string_view step) {
  auto const question = question_of(visit);
  if (step == "who") {
    if (visit.input.text("way").empty()) visit.fault("way", "Say whether you would give it or get it.");
    if (visit.hub.agency(visit.input.text("other")) == nullptr) visit.fault("other", "Choose the other agency.");
    if (!visit.hub.vocabulary().roles.contains(question.role)) visit.fault("role", "Choose the role of the person who would get it.");
    if (visit.hub.catalogue().purpose(question.purpose) == nullptr) visit.fault("purpose", "Choose what it is for.");
  }
  if (step == "what" && (question.fields.empty() || question.fields.size() > 20)) visit.fault("field", "Choose at least one item, and at most 20.");
  if (step == "person" && question.age && *question.age > 120) visit.fault("age", "Give the age in whole years, or leave it empty.");
}

Result<Answer> show_step(Visit& visit, std::string_view step) {
  View view{"sharing/may-i"};
  auto const question = question_of(visit);
  view.model.set("step", step).set("number", std::ranges::find(steps, step) - steps.begin() + 1).set("of", static_cast<std::int64_t>(steps.size()));
  view.model.set("carried", carried(visit, step));
  auto fields = agreed_fields(visit, question.discloser, question.recipient);
  if (!fields) return fail(fields);
  Json roles{Json::Array{}};
  for (auto const& role : visit.hub.catalogue().definitions().member_roles) roles.push(Json{}.set("id", role.id).set("title", role.title));
  Json given;
  // Not only the boxes were ticked: what is named and is no box is typed, or it would be lost on the way.
  auto const boxes = *fields;
  auto typed = visit.input.text("more_fields");
  for (auto const& field : visit.input.many("field")) {
    bool const boxed = std::ranges::any_of(boxes.array(), [&](Json const& one) { return one["id"].string() == field; });
    if (step == "what" && !boxed) typed += (typed.empty() ? "" : ", ") + field;
  }
  for (auto const* name : {"way", "other", "purpose", "form", "subject_role", "consent", "in_case", "guardian", "age", "band", "necessary"}) given.set(name, visit.input.text(name));
  given.set("more_fields", std::move(typed)).set("role", visit.input.text("role").empty() ? std::string{"conference-member"} : visit.input.text("role"));
  Json chosen;
  for (auto const& field : visit.input.many("field")) chosen.set(field, true);
  view.model.set("agencies", other_agencies(visit)).set("purposes", open_purposes(visit)).set("roles", std::move(roles));
  view.model.set("fields", std::move(*fields)).set("subject_roles", subject_roles(visit)).set("given", std::move(given)).set("chosen", std::move(chosen));
  return view;
}

Result<Answer> begin_question(Visit& visit) { return show_step(visit, "who"); }

Result<Answer> go_on(Visit& visit) {
  auto const step = step_of(visit);
  auto const at = std::ranges::find(steps, step);
  if (at == steps.end()) return show_step(visit, "who");
  if (!visit.wants_json) check_step(visit, step);
  if (!visit.input.faults.empty()) return show_step(visit, step);
  if (at + 1 != steps.end()) return show_step(visit, *(at + 1));
  auto const answer = sharing::may_i(visit.hub, asker(visit), question_of(visit));
  if (!answer) return fail(answer);
  Go go{"/may-i/records/" + answer->id};
  go.model = sharing::to_json(*answer);
  return go;
}

Json titles_of(Visit const& visit, std::vector<std::string> const& fields) {
  Json titles{Json::Array{}};
  for (auto const& id : fields) {
    auto const* const field = visit.hub.catalogue().field(id);
    titles.push(field == nullptr ? sentence_case(id) : field->label);
  }
  return titles;
}

Result<Answer> list_records(Visit& visit) {
  auto const all = sharing::may_i_list(visit.hub, asker(visit));
  if (!all) return fail(all);
  View view{"sharing/may-i-records"};
  Json list{Json::Array{}};
  for (auto const& row : *all) {
    auto model = sharing::to_json(row).set("asked", instant_model(row.asked_at)).set("href", "/may-i/records/" + row.id);
    model.set("discloser_name", hub::agency_name(visit.hub, row.discloser)).set("recipient_name", hub::agency_name(visit.hub, row.recipient));
    model.set("purpose_title", purpose_title(visit.hub, row.purpose));
    list.push(std::move(model.set("field_titles", titles_of(visit, row.fields))));
  }
  view.model.set("records", std::move(list));
  return view;
}

/// Titles of what the question says by id.
Json names_in(Visit const& visit, Json const& question) {
  auto const& catalogue = visit.hub.catalogue();
  std::vector<std::string> fields;
  for (auto const& id : question["fields"].array()) fields.push_back(id.string());
  auto const& role_id = question["role"].string();
  auto const* const role = catalogue.member_role(role_id);
  Json names;
  names.set("fields", titles_of(visit, fields)).set("role", role == nullptr ? sentence_case(role_id) : role->title);
  auto const& subject = question["subject_role"].string();
  return names.set("subject_role", subject.empty() ? std::string{} : sentence_case(subject));
}

/// The question as the form has it, so that one answer of it can be changed.
Json put_again(Visit const& visit, sharing::MayIAnswer const& record) {
  auto const& question = record.question;
  Json list{Json::Array{}};
  auto const add = [&list](std::string_view name, std::string const& value) {
    if (!value.empty()) list.push(Json{}.set("name", name).set("value", value));
  };
  bool const gives = question["discloser"].string() == visit.who->agency;
  add("way", gives ? "give" : "get");
  add("other", question[gives ? "recipient" : "discloser"].string());
  for (auto const* name : {"role", "purpose", "form", "subject_role", "consent", "consent_from", "in_case", "guardian", "trained", "band", "necessary", "originator"}) {
    if (question.contains(name)) add(name, question[name].string());
  }
  if (question.contains("age")) add("age", std::to_string(question["age"].integer()));
  if (question.contains("originator_agrees")) add("originator_agrees", "yes");
  for (auto const& field : question["fields"].array()) add("field", field.string());
  add("instead_of", record.id);
  return list;
}

/// The page before the one where the first thing stands that the answer asks to change; empty where that is the first page.
std::string_view begin_again_after(Json const& answer) {
  std::size_t first = answer["answer"].string() == "yes" ? 0 : 2;
  for (auto const& field : answer["fields"].array()) {
    if (field["may"].string() == "yes") continue;
    auto const& code = field["code"].string();
    // Parties, purpose, law and role are said on the first page; items and form on the second; of the person on the third.
    if (code == "R01" || code == "R02" || code == "R03" || code == "R16") first = 0;
    auto const& rules = answer["looked_at"].array();
    auto const lacks = [&](Json const& rule) { return std::ranges::any_of(rule["lacks"].array(), [&](Json const& title) { return title.string() == field["title"].string(); }); };
    // The code is that of one reason; that no rule gives the item may stand behind it.
    if (code == "R04" || std::ranges::all_of(rules, lacks)) first = std::min<std::size_t>(first, 1);
  }
  return first == 0 ? std::string_view{} : steps[first - 1];
}

Result<Answer> show_record(Visit& visit) {
  auto const record = sharing::may_i_record(visit.hub, asker(visit), std::string{visit.param("record")});
  if (!record) return fail(record);
  View view{"sharing/may-i-record"};
  view.model = sharing::to_json(*record).set("asked", instant_model(record->asked_at));
  auto const* purpose = visit.hub.catalogue().purpose(record->question["purpose"].string());
  view.model.set("discloser_name", hub::agency_name(visit.hub, record->question["discloser"].string())).set("recipient_name", hub::agency_name(visit.hub, record->question["recipient"].string()));
  view.model.set("purpose_title", purpose == nullptr ? std::string{} : purpose->title);
  view.model.set("names", names_in(visit, record->question));
  if (record->answer.contains("before")) {
    auto const& before = record->answer["before"];
    view.model.set("before", Json{}.set("href", "/may-i/records/" + before["id"].string()).set("asked", instant_model(before["asked_at"].string())).set("answer", before["answer"]));
  }
  view.model.set("again_after", begin_again_after(record->answer));
  view.model.set("again", record->own ? put_again(visit, *record) : Json{Json::Array{}});
  return view;
}

}  // namespace

void add_may_i_pages(Site& site) {
  site.add({.pattern = "/may-i", .summary = "May I share? The first page of the question", .need = Need::right, .right = hub::Right::ask_share, .page = begin_question});
  site.add({.method = http::Method::post, .pattern = "/may-i", .summary = "The next page of the question, or the answer: yes with its basis, yes if, or no because",
            .need = Need::right, .right = hub::Right::ask_share, .inputs = question_fields(), .page = go_on});
  site.add({.pattern = "/may-i/records", .summary = "One's own questions and their answers", .need = Need::right, .right = hub::Right::ask_share, .page = list_records});
  site.add({.pattern = "/may-i/records/:record", .summary = "One question and its answer, for who asked and for an auditor of their agency", .page = show_record});
}

}  // namespace concordat::pages
