// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/criteria/criteria.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "pages/linking/linking.h"

namespace concordat::pages {
namespace {

namespace links = hub::links;

/// 0 for what is no number: nobody has it.
links::Person criteria_person(Visit const& visit) { return text::parse_integer(visit.param("person")).value_or(0); }

Json given_of(Visit const& visit, std::initializer_list<char const*> names) {
  Json given;
  for (auto const* name : names) given.set(name, visit.input.text(name));
  return given;
}

std::string role_title(Visit const& visit, std::string const& id) {
  auto const* known = visit.hub.catalogue().member_role(id);
  return known == nullptr ? id : known->title;
}

/// Purposes that some programme is for.
Json purposes_of(Visit const& visit, catalogue::LoadedCriteria const& loaded) {
  Json purposes{Json::Array{}};
  for (auto const& purpose : visit.hub.catalogue().definitions().purposes) {
    bool const any = std::ranges::any_of(loaded.programmes, [&](auto const& one) { return std::ranges::find(one.purposes, purpose.id) != one.purposes.end(); });
    if (any) purposes.push(Json{}.set("id", purpose.id).set("title", purpose.title));
  }
  return purposes;
}

/// Of this member, those in which somebody judges for some programme.
Json roles_of(Visit const& visit, catalogue::LoadedCriteria const& loaded) {
  Json roles{Json::Array{}};
  for (auto const& role : visit.member().roles) {
    bool const any = std::ranges::any_of(loaded.programmes, [&](auto const& one) { return std::ranges::find(one.judged_by, role) != one.judged_by.end(); });
    if (any) roles.push(Json{}.set("id", role).set("title", role_title(visit, role)));
  }
  return roles;
}

/// About anybody: who asks for it has been told of nobody yet.
Result<View> criteria_form(Visit const& visit) {
  auto const loaded = links::criteria_of(visit.hub);
  if (!loaded) return fail(loaded);
  View view{"linking/criteria"};
  Json programmes{Json::Array{}};
  for (auto const& one : loaded->programmes) programmes.push(Json{}.set("id", one.id).set("title", one.title));
  auto const person = criteria_person(visit);
  view.model.set("programmes", std::move(programmes)).set("purposes", purposes_of(visit, *loaded)).set("roles", roles_of(visit, *loaded));
  view.model.set("given", given_of(visit, {"programme", "purpose", "matter", "necessary"})).set("told", Json{}).set("person", person).set("href", fmt::format("/persons/{}", person));
  return view;
}

Json told_roles(Visit const& visit, Json judgement) {
  return judgement.set("role_words", role_title(visit, judgement["role"].string())).set("confirmed_words", role_title(visit, judgement["confirmed_as"].string()));
}

/// A judgement in words beside its ids, which are words of the definitions.
Json with_titles(Visit const& visit, Json judgement, catalogue::LoadedCriteria const& loaded) {
  auto const* programme = loaded.find(judgement["programme"].string());
  auto const* criterion = programme == nullptr ? nullptr : programme->criterion(judgement["criterion"].string());
  judgement = told_roles(visit, std::move(judgement));
  return judgement.set("programme_title", programme == nullptr ? judgement["programme"].string() : programme->title).set("criterion_title", criterion == nullptr ? judgement["criterion"].string() : criterion->title);
}

Json subject_role_words(Visit const& visit, std::string const& id) {
  auto const* known = visit.hub.catalogue().subject_role(id);
  return Json{known == nullptr ? id : known->title};
}

Json told_model(Visit const& visit, links::CriteriaTold const& told, catalogue::LoadedCriteria const& loaded) {
  auto model = links::to_json(told);
  Json criteria{Json::Array{}};
  for (auto criterion : model["criteria"].array()) {
    Json found{Json::Array{}};
    for (auto one : criterion["found"].array()) {
      auto words = subject_role_words(visit, one["role"].string());
      found.push(one.set("role_words", std::move(words)));
    }
    Json withheld{Json::Array{}};
    for (auto one : criterion["withheld"].array()) {
      Json words{Json::Array{}};
      for (auto const& role : one["roles"].array()) words.push(subject_role_words(visit, role.string()));
      withheld.push(one.set("role_words", std::move(words)));
    }
    criterion.set("found", std::move(found)).set("withheld", std::move(withheld));
    criteria.push(std::move(criterion));
  }
  Json judgements{Json::Array{}};
  for (auto const& one : model["judgements"].array()) judgements.push(with_titles(visit, one, loaded));
  return model.set("criteria", std::move(criteria)).set("judgements", std::move(judgements));
}

Result<Answer> show_criteria_form(Visit& visit) {
  auto view = criteria_form(visit);
  if (!view) return fail(view);
  return std::move(*view);
}

Result<Answer> show_criteria(Visit& visit) {
  auto view = criteria_form(visit);
  if (!view) return fail(view);
  if (!visit.input.faults.empty()) return std::move(*view);
  auto const& input = visit.input;
  auto const told = links::check_criteria(visit.hub, visit.member(), {input.text("programme"), {criteria_person(visit), input.text("purpose"), input.text("matter"), input.text("necessary")}});
  if (!told) return fail(told);
  auto const loaded = links::criteria_of(visit.hub);
  if (!loaded) return fail(loaded);
  view->model.set("told", told_model(visit, *told, *loaded));
  return std::move(*view);
}

/// Programmes and their criteria as one choice: "families-2012" or "families-2012/crime-asb".
Result<Answer> show_judging(Visit& visit) {
  auto const loaded = links::criteria_of(visit.hub);
  if (!loaded) return fail(loaded);
  View view{"linking/judging"};
  Json about{Json::Array{}};
  for (auto const& programme : loaded->programmes) {
    about.push(Json{}.set("id", programme.id).set("title", programme.title));
    for (auto const& one : programme.criteria) about.push(Json{}.set("id", programme.id + "/" + one.id).set("title", programme.title + ": " + one.title));
  }
  Json agencies{Json::Array{}};
  for (auto const& agency : visit.hub.agencies()) {
    if (agency.id != visit.member().agency) agencies.push(Json{}.set("id", agency.id).set("title", agency.name));
  }
  auto const person = criteria_person(visit);
  view.model.set("about", std::move(about)).set("agencies", std::move(agencies)).set("purposes", purposes_of(visit, *loaded)).set("roles", roles_of(visit, *loaded));
  view.model.set("given", given_of(visit, {"about", "purpose", "outcome", "role", "because", "voice", "told", "until", "ask"})).set("person", person).set("href", fmt::format("/persons/{}", person));
  return view;
}

Result<Answer> judged_done(Visit& visit, Result<links::JudgementTold> const& told) {
  if (!told) return fail(told);
  Go go{fmt::format("/persons/{}/judgements", criteria_person(visit))};
  go.model = links::to_json(*told);
  return go;
}

Result<Answer> judge_family(Visit& visit) {
  if (!visit.input.faults.empty()) return show_judging(visit);
  auto const& input = visit.input;
  auto const about = input.text("about");
  auto const slash = about.find('/');
  links::NewJudgement said;
  said.person = criteria_person(visit);
  said.programme = about.substr(0, slash);
  if (slash != std::string::npos) said.criterion = about.substr(slash + 1);
  said.purpose = input.text("purpose");
  said.outcome = input.text("outcome");
  said.role = input.text("role");
  said.reason = input.text("because");
  said.voice = input.text("voice");
  said.told = input.text("told");
  said.until = input.text("until");
  said.ask = input.text("ask");
  return judged_done(visit, links::judge_criteria(visit.hub, visit.member(), said));
}

Result<Answer> show_judgements(Visit& visit) {
  auto const all = links::judgements_of(visit.hub, visit.member(), criteria_person(visit));
  if (!all) return fail(all);
  auto const loaded = links::criteria_of(visit.hub);
  if (!loaded) return fail(loaded);
  View view{"linking/judgements"};
  Json list{Json::Array{}};
  for (auto const& one : *all) list.push(with_titles(visit, links::to_json(one), *loaded));
  auto const person = criteria_person(visit);
  view.model.set("judgements", std::move(list)).set("person", person).set("href", fmt::format("/persons/{}", person));
  return view;
}

/// What is missing is told by the hub: the form stands below an answer, and is not made again without it.
Result<Answer> confirm_family(Visit& visit) {
  auto const& input = visit.input;
  auto const told = links::confirm_judgement(visit.hub, visit.member(), {std::string{visit.param("judgement")}, input.text("purpose"), input.text("matter"), input.text("necessary"), input.text("role"), input.text("because")});
  return judged_done(visit, told);
}

Result<Answer> withdraw_family(Visit& visit) {
  auto const index = links::withdraw_judgement(visit.hub, visit.member(), std::string{visit.param("judgement")});
  if (!index) return fail(index);
  Go go{fmt::format("/persons/{}/judgements", criteria_person(visit))};
  go.model.set("id", std::string{visit.param("judgement")}).set("ledger_index", *index);
  return go;
}

}  // namespace

void add_criteria_pages(Site& site) {
  using hub::Right;
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = Right::review_links, .inputs = std::move(inputs), .page = page});
  };
  using http::Method;
  InputField const purpose{.name = "purpose", .label = "what it is for", .required = true};
  InputField const matter{.name = "matter", .label = "your case reference", .required = true, .longest = 200};
  InputField const necessary{.name = "necessary", .label = "why it is necessary", .required = true, .longest = 2000};
  InputField const role{.name = "role", .label = "in which role you judge", .required = true};
  InputField const because{.name = "because", .label = "your reasons", .required = true, .longest = 2000};
  add(Method::get, "/persons/:person/criteria", "A form to ask what lists say to the criteria of a programme for families", {}, show_criteria_form);
  add(Method::post, "/persons/:person/criteria", "What lists say to each criterion about one household, record by record", {{.name = "programme", .label = "which programme", .required = true}, purpose, matter, necessary}, show_criteria);
  add(Method::get, "/persons/:person/judging", "A form to judge whether a household meets a criterion", {}, show_judging);
  add(Method::post, "/persons/:person/judging", "Judge, with reasons and an end, whether a household meets a criterion",
      {{.name = "about", .label = "what you judge", .required = true},
       purpose,
       {.name = "outcome", .kind = InputKind::choice, .label = "your judgement", .required = true, .choices = {"meets", "does-not-meet", "cannot-tell"}},
       role,
       because,
       {.name = "voice", .label = "what the family says", .required = true, .longest = 2000},
       {.name = "told", .label = "who was told", .required = true, .longest = 2000},
       {.name = "until", .label = "the last day it counts", .required = true, .longest = 10},
       {.name = "ask", .label = "the agency that is to confirm it"}},
      judge_family);
  add(Method::get, "/persons/:person/judgements", "The own agency's judgements about a person's household", {}, show_judgements);
  add(Method::post, "/persons/:person/judgements/:judgement/confirm", "Confirm a judgement that one's own agency was asked about", {purpose, matter, necessary, role, because}, confirm_family);
  add(Method::post, "/persons/:person/judgements/:judgement/withdraw", "Withdraw a judgement, or turn one down: its words are destroyed at once", {}, withdraw_family);
}

}  // namespace concordat::pages
