// SPDX-License-Identifier: Apache-2.0
// What whoever runs the hub does from its machine: copies and their return, and accounts (which an agency's administrator
// makes on the pages too).
#include <fmt/format.h>

#include "base/text.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "crypto/encoding.h"
#include "hub/accounts/account_desk.h"
#include "hub/act.h"
#include "hub/backup/backup.h"
#include "hub/backup/drill.h"
#include "hub/backup/restore.h"

namespace concordat::cli {
namespace {

Json to_json(hub::Manifest const& manifest) {
  Json json;
  json.set("id", manifest.id).set("file", manifest.file).set("bytes", manifest.bytes).set("sha256", manifest.sha256);
  json.set("made_at", format_instant(manifest.made_at));
  if (manifest.delete_by) json.set("delete_by", format_date(*manifest.delete_by));
  return json;
}

Json to_json(hub::RestoreReport const& report) {
  Json json;
  json.set("hub", to_json(report.hub)).set("rows", report.rows).set("ledger_size", report.ledger_size);
  if (report.keys) json.set("keys", to_json(*report.keys));
  if (report.lost) json.set("entries_lost", *report.lost);
  json.set("epoch", report.epoch).set("new_epoch", report.new_epoch).set("vkey", report.vkey);
  json.set("ledger_index", report.ledger_index);
  return json;
}

std::string day_and_time(Instant instant) { return format_instant(instant).substr(0, 16); }

/// What a partner must be told after a restore.
std::string about_ledger(hub::RestoreReport const& report) {
  auto text = fmt::format("The ledger came back with {} entries and holds; entry {} records this restore.\n", report.ledger_size,
                          report.ledger_index);
  if (report.lost && *report.lost == 0) {
    text += "Nothing is missing that its signer had signed.\n";
  } else if (report.lost) {
    text += fmt::format("At least {} entries are lost: from entry {} on outsiders hold what this hub no longer has.\n", *report.lost,
                        report.ledger_size);
  } else {
    text += fmt::format("From entry {} on outsiders may hold more: ask every partner for the newest checkpoint it kept.\n",
                        report.ledger_size);
  }
  if (report.new_epoch) {
    text += fmt::format("The ledger goes on as epoch {} under a new key. Give it to the partners:\n  {}\n", report.epoch, report.vkey);
  }
  return text;
}

Exit backup_key(Arguments const& arguments) {
  if (arguments.key.empty()) {
    fmt::print(stderr, "Name the file of the private half with --key.\n");
    return Exit::usage;
  }
  SystemChance chance;
  auto const recipient = hub::make_backup_key(arguments.key, chance);
  if (!recipient) return complain(arguments, recipient.error(), arguments.key);
  auto const name = crypto::to_hex(recipient->name());
  if (arguments.json) {
    Json json;
    json.set("key", arguments.key).set("public", arguments.key + ".pub").set("name", name);
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("{} opens backups: keep two copies off line, and none on the hub's machine.\n"
                    "{}.pub ({}) seals them: copy it to backup.pub in the hub's folder of keys.\n",
                    arguments.key, arguments.key, name));
  return Exit::ok;
}

}  // namespace

Exit run_backup_key(Arguments const& arguments) { return backup_key(arguments); }

Exit run_backup(Arguments const& arguments) {
  if (arguments.out.empty() || arguments.keys_out.empty()) {
    fmt::print(stderr, "Name two folders apart: --out for the database, --keys-out for the keys.\n");
    return Exit::usage;
  }
  Office office{arguments};
  if (!office) return office.exit();
  auto const report = hub::make_backup(office.hub(), {arguments.out, arguments.keys_out, arguments.seal_to});
  if (!report) return complain(arguments, report.error());
  if (arguments.json) {
    Json json;
    json.set("hub", to_json(report->hub)).set("keys", to_json(report->keys)).set("rows", report->rows);
    json.set("removed", report->removed).set("ledger_index", report->ledger_index);
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("{}: {} bytes, {} rows, ledger of {} entries.\n{}: {} bytes; it must be gone on {}, every copy of it.\n"
                    "{} files of keys had reached their day and are gone. Ledger index {}.\n",
                    report->hub.file, report->hub.bytes, report->rows, report->hub.ledger_size, report->keys.file, report->keys.bytes,
                    format_date(*report->keys.delete_by), report->removed, report->ledger_index));
  return Exit::ok;
}

Exit run_restore(Arguments const& arguments) {
  SystemClock const clock;
  auto exit = Exit::failed;
  auto shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  SystemChance chance;
  hub::RestoreOptions options{arguments.from, arguments.keys_from, arguments.identity, arguments.signer, arguments.checkpoint,
                              hub_options(arguments)};
  auto const report = hub::restore(options, std::move(*shelf), clock, chance);
  if (!report) return complain(arguments, report.error());
  if (arguments.json) {
    print_json(to_json(*report));
    return Exit::ok;
  }
  print(fmt::format("Restored the backup of {} UTC: {} rows.\n{}Run concordat retention before anything else: what reached its day "
                    "since then came back.\n",
                    day_and_time(report->hub.made_at), report->rows, about_ledger(*report)));
  return Exit::ok;
}

Exit run_drill(Arguments const& arguments) {
  SystemClock const clock;
  auto exit = Exit::failed;
  auto shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  SystemChance chance;
  hub::DrillOptions const options{arguments.from, arguments.keys_from, arguments.identity, arguments.checkpoint, arguments.scratch,
                                  self({"signer"})};
  auto const report = hub::drill(options, std::move(*shelf), clock, chance);
  if (!report) return complain(arguments, report.error());
  if (arguments.json) {
    auto json = to_json(report->restored);
    json.set("opened", report->opened).set("erased", report->erased).set("erasure_shown", report->erasure_shown);
    json.set("keys_end", format_date(report->keys_end));
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("The backup of {} UTC can be restored.\n  {} rows in {} tables, as its manifest says\n"
                    "  the ledger of {} entries holds\n  {} sealed records drawn by lot opened, {} were erased before\n"
                    "  {}\n  the copy of the keys is refused from {} on\nNothing of it was kept.\n",
                    day_and_time(report->restored.hub.made_at), report->restored.rows, report->tables.size(),
                    report->restored.ledger_size, report->opened, report->erased,
                    report->erasure_shown ? "a record whose key was destroyed opens no more" : "no record to erase was there",
                    format_date(report->keys_end)));
  return Exit::ok;
}
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
