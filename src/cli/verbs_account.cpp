// SPDX-License-Identifier: Apache-2.0
// Accounts, from the machine the hub runs on. An agency's administrator does the same on the pages.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/accounts/account_desk.h"
#include "hub/act.h"

namespace concordat::cli {
namespace {

Problem bad_date() {
  return {Fault::malformed, "account.bad-date", "This is no date.", "Write it as 2027-03-31.", {}};
}

std::string ends_at(Instant now, std::chrono::seconds lasts) { return format_instant(now + lasts); }

/// Shown once: the hub keeps its hash only.
Exit tell_link(Arguments const& arguments, Json json, hub::Token const& token, std::string const& until, std::string_view what) {
  if (arguments.json) {
    json.set("code", token.expose()).set("until", until);
    print_json(json);
  } else {
    print(fmt::format("{}\n{}\nOnce, until {}, on the hub's pages as /sign-in/link/CODE. It is shown this one time: hand it to that person and to nobody else.\n", what,
                      token.expose(), until));
  }
  return Exit::ok;
}

/// The account of --login; a complaint is printed where there is none.
std::optional<std::string> find_account(hub::AccountDesk& desk, Arguments const& arguments, Exit& exit) {
  auto found = desk.find(text::ascii_lower(arguments.login));
  if (found) return std::move(*found);
  exit = complain(arguments, {found.error().fault, found.error().code, "The hub has no such account.", "'concordat account list' lists them.", {}});
  return std::nullopt;
}

Exit done(Arguments const& arguments, Result<void> const& result, std::string_view state) {
  if (!result) return complain(arguments, result.error());
  if (arguments.json) {
    Json json;
    json.set("login", text::ascii_lower(arguments.login)).set("state", state);
    print_json(json);
  } else {
    print(fmt::format("{} is {}, from its next request on.\n", text::ascii_lower(arguments.login), state));
  }
  return Exit::ok;
}

Json to_json(hub::AccountView const& account) {
  Json members{Json::Array{}};
  for (auto const& one : account.memberships) members.push(one.member);
  Json json;
  json.set("id", account.id).set("login", account.login).set("agency", account.agency).set("members", std::move(members));
  json.set("active", account.active).set("demo", account.demo).set("set_up", account.set_up).set("standing", account.standing);
  json.set("failed", account.failed);
  if (account.last_used_on) json.set("last_used_on", format_date(*account.last_used_on));
  if (account.vetted_until) json.set("vetted_until", format_date(*account.vetted_until));
  return json;
}

std::string state_of(hub::AccountView const& account) {
  if (account.standing != "fine") return account.standing;
  if (account.demo) return "demonstration";
  return account.set_up ? "in use" : "not set up yet";
}

}  // namespace

Exit run_account_add(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto desk = hub::AccountDesk::at_the_machine(office.hub());
  hub::NewAccount account{text::ascii_lower(arguments.login.empty() ? arguments.member : arguments.login), arguments.member};
  if (!arguments.vetted_until.empty()) {
    account.vetted_until = parse_date(arguments.vetted_until);
    if (!account.vetted_until) return complain(arguments, bad_date());
  }
  auto const made = desk.add(account);
  if (!made) return complain(arguments, made.error());
  Json json;
  json.set("id", made->id).set("login", account.login).set("member", account.member);
  return tell_link(arguments, std::move(json), made->link, ends_at(office.hub().clock().now(), hub::set_up_link_lasts),
                   fmt::format("Account {} for {}. The code that sets its password:", account.login, account.member));
}

Exit run_account_grant(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto desk = hub::AccountDesk::at_the_machine(office.hub());
  auto const id = find_account(desk, arguments, exit);
  if (!id) return exit;
  auto const granted = desk.grant(*id, arguments.member);
  if (!granted) return complain(arguments, granted.error());
  if (arguments.json) {
    Json json;
    json.set("login", text::ascii_lower(arguments.login)).set("member", arguments.member);
    print_json(json);
  } else {
    print(fmt::format("{} may act as {} too.\n", text::ascii_lower(arguments.login), arguments.member));
  }
  return Exit::ok;
}

Exit run_account_list(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  hub::Act look;
  look.fields = {"accounts"};
  if (auto noted = hub::record_alone(office.hub(), std::move(look)); !noted) return complain(arguments, noted.error());
  auto const all = hub::AccountDesk::at_the_machine(office.hub()).list();
  if (!all) return complain(arguments, all.error());
  if (arguments.json) {
    Json list{Json::Array{}};
    for (auto const& one : *all) list.push(to_json(one));
    print_json(list);
    return Exit::ok;
  }
  for (auto const& one : *all) {
    std::vector<std::string> members;
    for (auto const& membership : one.memberships) members.push_back(membership.member);
    print(fmt::format("{:<28} {:<24} {:<20} last used {}, as {}\n", one.login, one.agency, state_of(one),
                      one.last_used_on ? format_date(*one.last_used_on) : "never", members.empty() ? "nobody" : text::join(members, ", ")));
  }
  if (all->empty()) print("There is no account yet. 'concordat account add' makes one.\n");
  return Exit::ok;
}

Exit run_account_disable(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto desk = hub::AccountDesk::at_the_machine(office.hub());
  auto const id = find_account(desk, arguments, exit);
  return id ? done(arguments, desk.disable(*id), "disabled") : exit;
}

Exit run_account_enable(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto desk = hub::AccountDesk::at_the_machine(office.hub());
  auto const id = find_account(desk, arguments, exit);
  return id ? done(arguments, desk.enable(*id), "active") : exit;
}

Exit run_account_reset(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto desk = hub::AccountDesk::at_the_machine(office.hub());
  auto const id = find_account(desk, arguments, exit);
  if (!id) return exit;
  auto const link = desk.reset(*id);
  if (!link) return complain(arguments, link.error());
  Json json;
  json.set("id", *id).set("login", text::ascii_lower(arguments.login));
  return tell_link(arguments, std::move(json), *link, ends_at(office.hub().clock().now(), hub::set_up_link_lasts),
                   "Password, authenticator app and sessions are gone. The code that sets a new password:");
}

Exit run_account_link(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  std::chrono::seconds const lasts = std::chrono::hours{arguments.hours};
  auto const link = hub::make_sign_in_link(office.hub(), arguments.member, lasts);
  if (!link) return complain(arguments, link.error());
  Json json;
  json.set("member", arguments.member);
  return tell_link(arguments, std::move(json), *link, ends_at(office.hub().clock().now(), lasts),
                   fmt::format("The code that signs in as {}:", arguments.member));
}

}  // namespace concordat::cli
