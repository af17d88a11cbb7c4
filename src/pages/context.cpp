// SPDX-License-Identifier: Apache-2.0
#include "pages/context.h"
#include "hub/agency_name.h"

#include <array>

namespace concordat::pages {
namespace {

struct Place {
  std::string_view word;
  std::string_view path;
  std::optional<hub::Right> right;
};

constexpr std::array places_to_go{
    Place{"home", "/", std::nullopt},
    Place{"feeds", "/feeds", hub::Right::see_feeds},
    Place{"check", "/check", hub::Right::submit_files},
    Place{"places", "/places", hub::Right::see_places},
    Place{"releases", "/releases", hub::Right::release},
    Place{"products", "/products", hub::Right::release},
    Place{"sharing", "/sharing", std::nullopt},
    Place{"links", "/links", hub::Right::review_links},
    Place{"agreements", "/agreements", hub::Right::see_agreements},
    Place{"equality", "/equality", hub::Right::see_equality},
    Place{"ledger", "/ledger", hub::Right::see_ledger},
    Place{"agencies", "/agencies", hub::Right::see_feeds},
    Place{"definitions", "/definitions", std::nullopt},
    Place{"people", "/people", hub::Right::manage_accounts_own_agency},
};

bool is_here(std::string_view path, std::string_view place) {
  if (place == "/") return path == "/";
  return path == place || (path.starts_with(place) && path.size() > place.size() && path[place.size()] == '/');
}

Json user_of(Visit const& visit) {
  if (!visit.who) return {};
  Json user;
  user.set("name", visit.who->member).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  Json roles{Json::Array{}};
  for (auto const& role : visit.who->roles) roles.push(role);
  user.set("roles", std::move(roles)).set("navigation", navigation_of(visit));
  return user;
}

Json assets_of(Assets const& assets) {
  auto model = assets.addresses();
  return model.set("css", assets.address("main.css")).set("js", assets.address("main.js")).set("icon", assets.address("icon.svg"));
}

}  // namespace

Json navigation_of(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& place : places_to_go) {
    if (place.right && !visit.may(*place.right)) continue;
    Json one;
    one.set("text", visit.services.words["navigation"][place.word].string()).set("href", place.path);
    one.set("active", is_here(visit.request.path, place.path));
    list.push(std::move(one));
  }
  return list;
}

Json context_of(Visit const& visit, View const& view) {
  Json context;
  Json page;
  page.set("path", visit.request.path).set("lang", "en").set("name", view.page);
  Json hub;
  hub.set("name", visit.hub.partnership().name).set("synthetic", visit.hub.partnership().synthetic).set("version", visit.services.settings.version);
  Json errors{Json::Array{}};
  Json error_of;
  for (auto const& fault : visit.input.faults) {
    errors.push(Json{}.set("text", fault.text).set("href", "#" + fault.field));
    if (!error_of.contains(fault.field)) error_of.set(fault.field, Json{}.set("text", fault.text));
  }
  context.set("page", std::move(page)).set("hub", std::move(hub)).set("user", user_of(visit));
  context.set("csrf", visit.who ? visit.who->csrf : std::string{}).set("errors", std::move(errors)).set("error_of", std::move(error_of));
  context.set("assets", assets_of(visit.services.assets)).set("words", visit.services.words).set("model", view.model);
  return context;
}

}  // namespace concordat::pages
