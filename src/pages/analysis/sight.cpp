// SPDX-License-Identifier: Apache-2.0
// Who can see a field, and what a role of an agency can see: rule by rule, with the terms.
#include <algorithm>
#include <map>

#include "agreements/print.h"
#include "hub/sharing/requests.h"
#include "pages/analysis/analysis.h"
#include "pages/analysis/looking.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace an = agreements::analysis;

template <class List>
Json json_of(List const& list) {
  Json out{Json::Array{}};
  for (auto const& one : list) out.push(to_json(one));
  return out;
}

/// Everything but the field: sights of one rule that differ in nothing else are told together.
std::string key_of(an::Sight sight) {
  sight.field.clear();
  sight.as = agreements::Transform::count;
  return to_json(sight).canonical();
}

Json card_of(hub::Hub const& hub, an::Sight const& sight) {
  Json bars{Json::Array{}};
  for (auto const& [reference, words] : sight.prohibitions) bars.push(Json{}.set("reference", reference).set("words", words));
  Json card;
  card.set("agency", hub::agency_name(hub, sight.agency)).set("roles", names_of(hub, sight.roles, role_named));
  card.set("givers", agency_names(hub, sight.disclosers)).set("purposes", names_of(hub, sight.purposes, purpose_named));
  card.set("never_for", names_of(hub, sight.forbidden, purpose_named)).set("form", agreements::in_words(sight.form));
  card.set("conditions", list_of(sight.conditions)).set("kept", sight.kept).set("law", sight.gateway).set("onward", sight.onward);
  auto const* const law = hub.catalogue().gateway(sight.gateway);
  if (law != nullptr) card.set("law", law->title);
  card.set("rule", sight.rule).set("agreement", agreement_of(sight.rule)).set("last_day", date_model(agreements::last_day(sight.until)));
  return card.set("prohibitions", std::move(bars));
}

/// One card a rule and receiver, with every field it gives.
Json cards_of(hub::Hub const& hub, std::vector<an::Sight> const& sights) {
  std::vector<Json> cards;
  std::vector<Json> fields;
  std::map<std::string, std::size_t> places;
  for (auto const& sight : sights) {
    auto const [place, is_new] = places.try_emplace(key_of(sight), cards.size());
    if (is_new) {
      cards.push_back(card_of(hub, sight));
      fields.emplace_back(Json::Array{});
    }
    fields[place->second].push(Json{}.set("id", sight.field).set("title", field_named(hub, sight.field)).set("as", agreements::in_words(sight.as)));
  }
  Json list{Json::Array{}};
  for (std::size_t at = 0; at < cards.size(); ++at) list.push(cards[at].set("fields", std::move(fields[at])));
  return list;
}

Json chains_model(hub::Hub const& hub, std::vector<an::Chain> const& chains) {
  Json list{Json::Array{}};
  for (auto const& chain : chains) {
    Json hops{Json::Array{}};
    for (auto const& hop : chain.hops) hops.push(Json{}.set("to", hub::agency_name(hub, hop.to)).set("rule", hop.rule).set("agreement", agreement_of(hop.rule)));
    Json one;
    one.set("field", field_named(hub, chain.field)).set("from", hub::agency_name(hub, chain.hops.front().from)).set("hops", std::move(hops));
    list.push(one.set("last", hub::agency_name(hub, chain.hops.back().to)).set("known_to_source", chain.known_to_source));
  }
  return list;
}

/// What some agreement in force gives, for the choice: whatever is not in it, nobody can see.
Json given_fields(hub::Hub const& hub, an::Scope const& scope) {
  agreements::Words patterns;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& rule : agreement->rules) {
      for (auto const& item : rule.items) patterns.push_back(item.field);
    }
  }
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto const& field : hub::known_fields(hub.catalogue())) {
    if (an::names_field(patterns, field.id, scope.vocabulary)) fields.emplace_back(field.label + " (" + field.id + ")", field.id);
  }
  std::ranges::sort(fields);
  Json list{Json::Array{}};
  for (auto const& [title, id] : fields) list.push(Json{}.set("id", id).set("title", title));
  return list;
}

Json form_choices() {
  Json list{Json::Array{}};
  for (auto const name : agreements::form_names()) list.push(Json{}.set("id", name).set("title", sentence_case(name)));
  return list;
}

Result<Answer> show_front(Visit& visit) {
  View view{"analysis/front"};
  view.model.set("may_replay", hub::sharing::may_replay(visit.member()));
  return view;
}

Result<Answer> show_who(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-who");
  if (!looking) return fail(looking);
  auto const& field = visit.input.text("field");
  auto const& vocabulary = visit.hub.vocabulary();
  bool const known = field.empty() || vocabulary.knows_pattern(field) || vocabulary.field(field) != nullptr;
  if (!known) visit.fault("field", "The catalogue has no field of that name. Choose one, or write a beginning and a star, as istv.*");
  auto const scope = looking->in_force(visit.hub, day_asked(visit, "at", looking->today));
  View view{"analysis/who"};
  view.model.set("choices", given_fields(visit.hub, scope)).set("forms", form_choices()).set("agreements", scope.agreements.size());
  view.model.set("field", field).set("form", visit.input.text("form")).set("at", visit.input.text("at"));
  bool const asked = !field.empty() && visit.input.faults.empty();
  view.model.set("asked", asked);
  if (!asked) return view;
  an::SightQuery const query{.field = field, .agency = {}, .role = {}, .form = agreements::form_from(visit.input.text("form"))};
  auto sights = an::sights(scope, query, looking->names);
  std::ranges::stable_sort(sights, {}, &an::Sight::agency);
  auto const onward = an::chains(scope, query);
  view.model.set("title", field_named(visit.hub, field)).set("cards", cards_of(visit.hub, sights)).set("chains", chains_model(visit.hub, onward));
  view.model.set("seen_by", json_of(sights)).set("passed_on", json_of(onward));
  return view;
}

Result<Answer> show_what(Visit& visit) {
  auto const looking = look_at_agreements(visit, "agreement-what");
  if (!looking) return fail(looking);
  auto const& agency = visit.input.text("agency");
  auto const& role = visit.input.text("role");
  if (!agency.empty() && visit.hub.agency(agency) == nullptr) visit.fault("agency", "Choose one of the agencies.");
  if (!role.empty() && visit.hub.catalogue().member_role(role) == nullptr) visit.fault("role", "Choose one of the roles.");
  if (agency.empty() != role.empty()) visit.fault(agency.empty() ? "agency" : "role", "Choose both an agency and a role.");
  auto const scope = looking->in_force(visit.hub, day_asked(visit, "at", looking->today));
  View view{"analysis/what"};
  view.model.set("agencies", agency_choices(visit.hub)).set("roles", role_choices(visit.hub)).set("agreements", scope.agreements.size());
  view.model.set("agency", agency).set("role", role).set("at", visit.input.text("at"));
  bool const asked = !agency.empty() && !role.empty() && visit.input.faults.empty();
  view.model.set("asked", asked);
  if (!asked) return view;
  auto sights = an::sights(scope, {.field = {}, .agency = agency, .role = role, .form = {}}, looking->names);
  std::ranges::stable_sort(sights, {}, &an::Sight::disclosers);
  view.model.set("agency_name", hub::agency_name(visit.hub, agency)).set("role_title", role_named(visit.hub, role));
  view.model.set("cards", cards_of(visit.hub, sights)).set("sees", json_of(sights));
  return view;
}

}  // namespace

void add_sight_pages(Site& site) {
  auto const add = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::see_agreements, .inputs = std::move(inputs), .page = page});
  };
  auto const forms = agreements::form_names();
  InputField const at{.name = "at", .label = "the day", .longest = 10};
  add("/agreements/allow", "What can be asked about the agreements together", {}, show_front);
  add("/agreements/who", "Who can see a field, for what, in which form and under which conditions",
      {{.name = "field", .label = "the field"}, {.name = "form", .kind = InputKind::choice, .label = "the form", .choices = {forms.begin(), forms.end()}}, at}, show_who);
  add("/agreements/what", "Everything that one role of an agency could see", {{.name = "agency", .label = "the agency"}, {.name = "role", .label = "the role"}, at}, show_what);
}

}  // namespace concordat::pages
