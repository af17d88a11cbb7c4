// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/household.h"

#include <fmt/format.h>

#include "base/text.h"
#include "pages/linking/linking.h"

namespace concordat::pages {
namespace {

namespace links = hub::links;

/// 0 for what is no number: nobody has it.
links::Person person_in(Visit const& visit) { return text::parse_integer(visit.param("person")).value_or(0); }

/// A form about anybody: who asks for it has been told of nobody yet.
View household_form(Visit const& visit) {
  View view{"linking/household"};
  Json purposes{Json::Array{}};
  for (auto const& purpose : visit.hub.catalogue().definitions().purposes) {
    if (links::helps_people(visit.hub.catalogue(), purpose.id)) purposes.push(Json{}.set("id", purpose.id).set("title", purpose.title));
  }
  Json given;
  for (auto const* name : {"purpose", "matter", "necessary"}) given.set(name, visit.input.text(name));
  auto const person = person_in(visit);
  view.model.set("purposes", std::move(purposes)).set("given", std::move(given)).set("household", Json{}).set("person", person).set("href", fmt::format("/persons/{}", person));
  return view;
}

Json with_roles(Visit const& visit, Json record) {
  auto const role = record["role"].string();
  auto const* known = visit.hub.catalogue().subject_role(role);
  return record.set("role_words", known == nullptr ? role : known->title);
}

Json household_model(Visit const& visit, links::Household const& household) {
  auto model = links::to_json(household);
  Json others{Json::Array{}};
  for (auto other : model["others"].array()) {
    Json evidence{Json::Array{}};
    for (auto one : other["evidence"].array()) {
      for (auto const* side : {"here", "there"}) one.set(side, with_roles(visit, one[side]));
      evidence.push(std::move(one));
    }
    others.push(other.set("evidence", std::move(evidence)));
  }
  return model.set("others", std::move(others));
}

Result<Answer> show_household_form(Visit& visit) { return household_form(visit); }

Result<Answer> show_household(Visit& visit) {
  auto view = household_form(visit);
  if (!visit.input.faults.empty()) return view;
  auto const household = links::household(visit.hub, visit.member(), {person_in(visit), visit.input.text("purpose"), visit.input.text("matter"), visit.input.text("necessary")});
  if (!household) return fail(household);
  view.model.set("household", household_model(visit, *household));
  return view;
}

}  // namespace

void add_household_page(Site& site) {
  using hub::Right;
  site.add({.pattern = "/persons/:person/household", .summary = "A form to ask who shares a home with a person", .need = Need::right, .right = Right::review_links, .page = show_household_form});
  site.add({.method = http::Method::post,
            .pattern = "/persons/:person/household",
            .summary = "Who shares a home or a case with a person, and which records say so",
            .need = Need::right,
            .right = Right::review_links,
            .inputs = {{.name = "purpose", .label = "what it is for", .required = true},
                       {.name = "matter", .label = "your case reference", .required = true, .longest = 200},
                       {.name = "necessary", .label = "why it is necessary", .required = true, .longest = 2000}},
            .page = show_household});
}

}  // namespace concordat::pages
