// SPDX-License-Identifier: Apache-2.0
#include "pages/analysis/looking.h"

#include "hub/agency_name.h"
#include "pages/door.h"

namespace concordat::pages {

Result<Looking> look_at_agreements(Visit& visit, std::string what) {
  if (auto noted = note_look(visit, std::move(what)); !noted) return fail(noted);
  auto const today = visit.hub.clock().today();
  auto held = hub::held_agreements(visit.hub, visit.hub.database(), today);
  if (!held) return fail(held);
  return Looking{std::move(*held), hub::print_names(visit.hub), today};
}

std::string purpose_named(hub::Hub const& hub, std::string_view id) {
  auto const* const purpose = hub.catalogue().purpose(id);
  return purpose == nullptr ? std::string{id} : purpose->title;
}

std::string role_named(hub::Hub const& hub, std::string_view id) {
  auto const* const role = hub.catalogue().member_role(id);
  return role == nullptr ? std::string{id} : role->title + " (" + role->id + ")";
}

std::string field_named(hub::Hub const& hub, std::string_view id) {
  auto const* const field = hub.catalogue().field(id);
  if (field != nullptr) return field->label;
  return id.ends_with(".*") ? "All of " + std::string{id.substr(0, id.size() - 2)} : std::string{id};
}

Json names_of(hub::Hub const& hub, Ids const& ids, Namer namer) {
  Json list{Json::Array{}};
  for (auto const& id : ids) list.push(namer(hub, id));
  return list;
}

Json agency_choices(hub::Hub const& hub) {
  Json list{Json::Array{}};
  for (auto const& agency : hub.agencies()) list.push(Json{}.set("id", agency.id).set("title", agency.name));
  return list;
}

Json role_choices(hub::Hub const& hub) {
  Json list{Json::Array{}};
  for (auto const& role : hub.catalogue().definitions().member_roles) list.push(Json{}.set("id", role.id).set("title", role_named(hub, role.id)));
  return list;
}

Sides sides_of(hub::Hub const& hub, Looking const& looking, agreements::Agreement const* before, agreements::Agreement const& after) {
  auto const* const vocabulary = &hub.vocabulary();
  if (before != nullptr) return {{{before}, vocabulary}, {{&after}, vocabulary}};
  Sides sides{looking.in_force(hub, looking.today), {{&after}, vocabulary}};
  for (auto const* const one : sides.before.agreements) {
    if (one->id.text != after.id.text) sides.after.agreements.push_back(one);
  }
  return sides;
}

Json box_model(hub::Hub const& hub, agreements::analysis::Box const& box) {
  Json model;
  model.set("givers", agency_names(hub, box.disclosers)).set("takers", agency_names(hub, box.recipients));
  model.set("roles", names_of(hub, box.roles, role_named)).set("purposes", names_of(hub, box.purposes, purpose_named));
  return model.set("fields", names_of(hub, box.fields, field_named));
}

std::string agreement_of(std::string_view rule) { return std::string{rule.substr(0, rule.find('#'))}; }

Date day_asked(Visit& visit, std::string const& name, Date today) {
  auto const& said = visit.input.text(name);
  if (said.empty()) return today;
  auto const day = parse_date(said);
  if (!day) visit.fault(name, "Write the day as 2026-01-31.");
  return day.value_or(today);
}

}  // namespace concordat::pages
