// SPDX-License-Identifier: Apache-2.0
#include "pages/door.h"
#include "pages/house/house.h"

namespace concordat::pages {
namespace {

Json member_model(hub::Member const& member, hub::Hub const& hub) {
  Json roles{Json::Array{}};
  for (auto const& role : member.roles) {
    auto const* known = hub.catalogue().member_role(role);
    roles.push(known == nullptr ? role : known->title);
  }
  return Json{}.set("id", member.id).set("roles", std::move(roles));
}

Result<Answer> list_agencies(Visit& visit) {
  if (auto noted = note_look(visit, "agencies"); !noted) return fail(noted);
  View view{"agencies/list"};
  Json list{Json::Array{}};
  for (auto const& agency : visit.hub.agencies()) {
    auto const members = visit.hub.members_of(agency.id);
    if (!members) return fail(members);
    Json posts{Json::Array{}};
    for (auto const& member : *members) posts.push(member_model(member, visit.hub));
    auto const* body = visit.hub.catalogue().body(agency.kind);
    Json one;
    one.set("id", agency.id).set("name", agency.name).set("kind", body == nullptr ? agency.kind : body->label);
    one.set("own", agency.id == visit.who->agency).set("members", std::move(posts));
    list.push(std::move(one));
  }
  view.model.set("agencies", std::move(list));
  return view;
}

}  // namespace

void add_agency_pages(Site& site) {
  site.add({.pattern = "/agencies",
            .summary = "The agencies of the partnership and their posts with roles",
            .need = Need::right,
            .right = hub::Right::see_feeds,
            .page = list_agencies});
}

}  // namespace concordat::pages
