// SPDX-License-Identifier: Apache-2.0
// The desk of an agency's administrator: who of the own agency can sign in. A set-up link is shown once, in the answer to
// the form that made it, and stands in no address.
#include <algorithm>

#include "hub/accounts/account_desk.h"
#include "hub/agency_name.h"
#include "pages/door.h"
#include "pages/people/people.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json role_titles(std::vector<std::string> const& roles, hub::Hub const& hub) {
  Json list{Json::Array{}};
  for (auto const& role : roles) {
    auto const* known = hub.catalogue().member_role(role);
    list.push(known == nullptr ? role : known->title);
  }
  return list;
}

/// "in-use", "set-up-pending", or what stands against signing in: "disabled", "unused", "vetting-over", "no-membership".
std::string state_of(hub::AccountView const& account) {
  constexpr std::string_view prefix = "account.";
  if (account.standing != "fine") {
    std::string_view const code = account.standing;
    return std::string{code.starts_with(prefix) ? code.substr(prefix.size()) : code};
  }
  if (account.memberships.empty()) return "no-membership";
  return account.set_up || account.demo ? "in-use" : "set-up-pending";
}

Json account_model(Visit const& visit, hub::AccountView const& account) {
  Json model;
  model.set("id", account.id).set("login", account.login).set("href", "/people/" + account.id);
  Json memberships{Json::Array{}};
  for (auto const& membership : account.memberships) {
    memberships.push(Json{}.set("member", membership.member).set("roles", role_titles(membership.roles, visit.hub)));
  }
  model.set("memberships", std::move(memberships)).set("state", state_of(account)).set("active", account.active);
  model.set("set_up", account.set_up).set("demo", account.demo).set("failed", account.failed);
  model.set("last_used", account.last_used_on ? date_model(*account.last_used_on) : Json{});
  model.set("vetted_until", account.vetted_until ? date_model(*account.vetted_until) : Json{});
  model.set("looked_after", account.agency == visit.who->agency).set("self", account.id == visit.who->account);
  return model;
}

/// The own agency's members for a choice, but those that `account` may act as already.
Result<Json> members_to_choose(Visit& visit, hub::AccountView const* account = nullptr) {
  auto const members = visit.hub.members_of(visit.who->agency);
  if (!members) return fail(members);
  Json list{Json::Array{}};
  for (auto const& member : *members) {
    bool const has = account != nullptr && std::ranges::find(account->memberships, member.id, &hub::Membership::member) != account->memberships.end();
    if (has) continue;
    auto const roles = role_titles(member.roles, visit.hub);
    std::string title = member.id;
    for (auto const& role : roles.array()) title += (title.size() == member.id.size() ? ": " : ", ") + role.string();
    list.push(Json{}.set("id", member.id).set("title", std::move(title)));
  }
  return list;
}

std::string words_of(Problem const& problem) { return std::string{problem.title.view()} + " " + std::string{problem.remedy.view()}; }

/// What the administrator can do something about; anything else is a page of its own, and so is what is not there.
bool is_about_the_form(Problem const& problem) {
  return problem.fault == Fault::refused || problem.fault == Fault::malformed || problem.fault == Fault::conflict;
}

Result<Answer> list_accounts(Visit& visit) {
  auto desk = hub::AccountDesk::of(visit.hub, *visit.who);
  if (!desk) return fail(desk);
  if (auto noted = note_look(visit, "accounts"); !noted) return fail(noted);
  auto const accounts = desk->list();
  if (!accounts) return fail(accounts);
  auto members = members_to_choose(visit);
  if (!members) return fail(members);
  View view{"people/list"};
  Json list{Json::Array{}};
  for (auto const& account : *accounts) list.push(account_model(visit, account));
  view.model.set("agency", hub::agency_name(visit.hub, visit.who->agency));
  view.model.set("accounts", std::move(list)).set("members", std::move(*members));
  view.model.set("login", visit.input.text("login")).set("member", visit.input.text("member"));
  return view;
}

/// The account in the address; "account.not-found" for another agency's as for none at all.
Result<hub::AccountView> account_in_address(Visit& visit, hub::AccountDesk& desk) {
  auto accounts = desk.list();
  if (!accounts) return fail(accounts);
  auto const found = std::ranges::find(*accounts, visit.param("account"), &hub::AccountView::id);
  if (found != accounts->end()) return std::move(*found);
  return fail(Fault::not_found, "account.not-found", "Your agency has no such account.", "Look at the list of accounts again.");
}

Result<Answer> show_account(Visit& visit) {
  auto desk = hub::AccountDesk::of(visit.hub, *visit.who);
  if (!desk) return fail(desk);
  if (auto noted = note_look(visit, "accounts"); !noted) return fail(noted);
  auto const account = account_in_address(visit, *desk);
  if (!account) return fail(account);
  auto grantable = members_to_choose(visit, &*account);
  if (!grantable) return fail(grantable);
  View view{"people/account"};
  view.model.set("account", account_model(visit, *account)).set("grantable", std::move(*grantable));
  return view;
}

View link_view(Visit const& visit, hub::AccountView const& account, hub::Token const& token, bool is_new) {
  View view{"people/link"};
  view.model.set("login", account.login).set("href", "/people/" + account.id).set("new", is_new);
  view.model.set("link", visit.services.settings.origin + "/sign-in/link/" + token.expose());
  return view;
}

Result<Answer> add_account(Visit& visit) {
  if (!visit.input.faults.empty()) return list_accounts(visit);
  auto desk = hub::AccountDesk::of(visit.hub, *visit.who);
  if (!desk) return fail(desk);
  hub::NewAccount const wanted{.login = visit.input.text("login"), .member = visit.input.text("member")};
  auto const added = desk->add(wanted);
  if (added) {
    hub::AccountView account;
    account.id = added->id;
    account.login = wanted.login;
    return link_view(visit, account, added->link, true);
  }
  // A member of another agency and one that does not exist are the same wrong choice.
  if (added.error().fault == Fault::not_found) visit.fault("member", words_of(added.error()));
  else if (is_about_the_form(added.error())) visit.fault("login", words_of(added.error()));
  else return fail(added);
  return list_accounts(visit);
}

/// One change of the account in the address; what stands against it is said on the account's page, beside `field`.
template <class Change>
Result<Answer> change_account(Visit& visit, std::string field, Change change) {
  if (!visit.input.faults.empty()) return show_account(visit);
  auto desk = hub::AccountDesk::of(visit.hub, *visit.who);
  if (!desk) return fail(desk);
  auto const account = account_in_address(visit, *desk);
  if (!account) return fail(account);
  Result<Answer> done = change(*desk, *account);
  if (done || !is_about_the_form(done.error())) return done;
  visit.fault(std::move(field), words_of(done.error()));
  return show_account(visit);
}

Result<Answer> back_to(hub::AccountView const& account, Result<void> const& done) {
  if (!done) return fail(done);
  return Go{"/people/" + account.id};
}

Result<Answer> disable_account(Visit& visit) {
  return change_account(visit, "disable", [](hub::AccountDesk& desk, hub::AccountView const& account) { return back_to(account, desk.disable(account.id)); });
}

Result<Answer> enable_account(Visit& visit) {
  return change_account(visit, "enable", [](hub::AccountDesk& desk, hub::AccountView const& account) { return back_to(account, desk.enable(account.id)); });
}

Result<Answer> reset_account(Visit& visit) {
  return change_account(visit, "reset", [&](hub::AccountDesk& desk, hub::AccountView const& account) -> Result<Answer> {
    auto const token = desk.reset(account.id);
    if (!token) return fail(token);
    return link_view(visit, account, *token, false);
  });
}

Result<Answer> grant_membership(Visit& visit) {
  return change_account(visit, "member", [&](hub::AccountDesk& desk, hub::AccountView const& account) {
    return back_to(account, desk.grant(account.id, visit.input.text("member")));
  });
}

Result<Answer> remove_membership(Visit& visit) {
  return change_account(visit, "remove", [&](hub::AccountDesk& desk, hub::AccountView const& account) {
    return back_to(account, desk.remove(account.id, visit.input.text("member")));
  });
}

}  // namespace

void add_account_pages(Site& site) {
  InputField const member{.name = "member", .label = "a post", .required = true};
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right,
              .right = hub::Right::manage_accounts_own_agency, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "/people", "The accounts of the own agency, and a form to add one", {}, list_accounts);
  add(http::Method::post, "/people", "Add an account; the answer holds its set-up link, once",
      {{.name = "login", .label = "a login name", .required = true, .longest = 64}, member}, add_account);
  add(http::Method::get, "/people/:account", "One account, and what can be done with it", {}, show_account);
  add(http::Method::post, "/people/:account/disable", "Disable an account and end its sessions", {}, disable_account);
  add(http::Method::post, "/people/:account/enable", "Enable an account", {}, enable_account);
  add(http::Method::post, "/people/:account/reset", "Take its secrets away; the answer holds a new set-up link, once", {}, reset_account);
  add(http::Method::post, "/people/:account/grant", "Let an account act as another member of the own agency", {member}, grant_membership);
  add(http::Method::post, "/people/:account/remove", "Take a member of the own agency from an account", {member}, remove_membership);
}

}  // namespace concordat::pages
