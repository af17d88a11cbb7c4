// SPDX-License-Identifier: Apache-2.0
#include "hub/agency_name.h"
#include "pages/people/people.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::string token_of(Visit const& visit) {
  return http::cookie(visit.request.headers, session_cookie(visit.services.settings)).value_or("");
}

Json memberships_of(Visit const& visit) {
  Json list{Json::Array{}};
  for (auto const& other : visit.who->others) {
    list.push(Json{}.set("member", other.member).set("agency", hub::agency_name(visit.hub, other.agency)));
  }
  return list;
}

Result<Answer> show_account(Visit& visit) {
  auto const sessions = hub::Accounts{visit.hub}.own_sessions(*visit.who);
  if (!sessions) return fail(sessions);
  View view{"account/account"};
  Json list{Json::Array{}};
  for (auto const& session : *sessions) {
    list.push(Json{}.set("id", session.id).set("member", session.member).set("created", instant_model(session.created))
                  .set("seen", instant_model(session.seen)).set("own", session.own));
  }
  Json roles{Json::Array{}};
  for (auto const& role : visit.who->roles) {
    auto const* known = visit.hub.catalogue().member_role(role);
    roles.push(known == nullptr ? role : known->title);
  }
  view.model.set("login", visit.who->login).set("member", visit.who->member).set("agency", hub::agency_name(visit.hub, visit.who->agency));
  view.model.set("roles", std::move(roles)).set("sessions", std::move(list)).set("others", memberships_of(visit));
  view.model.set("expires", instant_model(visit.who->expires)).set("demo", visit.who->demo);
  view.model.set("csrf", visit.who->csrf);  // for a program: what it sends back as X-Concordat-Csrf
  return view;
}

Result<Answer> end_session(Visit& visit) {
  auto done = hub::Accounts{visit.hub}.end_session(*visit.who, visit.input.text("session"));
  if (!done) return fail(done);
  return Go{"/account"};
}

Result<Answer> end_all(Visit& visit) {
  auto done = hub::Accounts{visit.hub}.end_all_sessions(*visit.who);
  if (!done) return fail(done);
  visit.end_session = true;
  return Go{"/signed-out"};
}

Result<Answer> switch_member(Visit& visit) {
  auto token = hub::Accounts{visit.hub}.switch_member(token_of(visit), visit.input.text("member"));
  if (!token) return fail(token);
  visit.new_session = std::move(*token);
  return Go{"/"};
}

View step_up_view(Visit& visit) {
  View view{"account/step-up"};
  view.model.set("next", next_of(visit)).set("demo", visit.who->demo);
  return view;
}

Result<Answer> show_step_up(Visit& visit) { return step_up_view(visit); }

Result<Answer> take_step_up(Visit& visit) {
  if (!visit.input.faults.empty()) return step_up_view(visit);
  hub::Accounts accounts{visit.hub};
  auto const& link = visit.input.text("link");
  auto token = link.empty() ? accounts.step_up(token_of(visit), {visit.input.text("password"), visit.input.text("code")}, visit.request.peer.address)
                            : accounts.step_up_by_link(token_of(visit), link);
  if (!token) {
    if (token.error().fault != Fault::refused && token.error().fault != Fault::locked) return fail(token);
    visit.fault(link.empty() ? "password" : "link", std::string{token.error().title.view()} + " " + std::string{token.error().remedy.view()});
    return step_up_view(visit);
  }
  visit.new_session = std::move(*token);
  return Go{next_of(visit)};
}

}  // namespace

void add_own_account_pages(Site& site) {
  InputField const next{.name = "next", .label = "the page to go on to", .longest = 500};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/account", "Who I am here, as whom else I may act, and my sessions", {}, show_account);
  add(http::Method::post, "/account/end-session", "End one of my sessions", {{.name = "session", .label = "a session", .required = true}}, end_session);
  add(http::Method::post, "/account/end-all", "End all my sessions", {}, end_all);
  add(http::Method::post, "/account/act-as", "Act as another member of this account", {{.name = "member", .label = "a member", .required = true}}, switch_member);
  add(http::Method::get, "/step-up", "The form to confirm who I am", {next}, show_step_up);
  add(http::Method::post, "/step-up", "Confirm who I am, for what needs a recent sign-in",
      {{.name = "password", .kind = InputKind::secret, .label = "your password", .longest = 256},
       {.name = "code", .kind = InputKind::secret, .label = "the code that your app shows", .longest = 20},
       {.name = "link", .kind = InputKind::secret, .label = "a fresh link", .longest = 200}, next},
      take_step_up);
}

}  // namespace concordat::pages
