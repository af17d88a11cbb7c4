// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/office.h"
#include "cli/verbs.h"
#include "crypto/encoding.h"
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

}  // namespace concordat::cli
