// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/publishing/publishing.h"
#include "hub/release/ledger_desk.h"
#include "ledger/witness/kit.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_release_file = std::uint64_t{256} << 20;

Json to_json(ledger::VerifyReport const& report) {
  Json json;
  json.set("intact", report.intact()).set("size", report.size).set("checked", report.checked);
  if (report.first_bad) json.set("first_bad", *report.first_bad);
  if (!report.intact()) json.set("code", report.code.view()).set("title", report.title.view());
  Json changes{Json::Array{}};
  for (auto const& change : report.key_changes) {
    changes.push(Json{}.set("entry", change.entry).set("old_vkey", change.old_key.text()).set("new_vkey", change.new_key.text()));
  }
  json.set("key_changes", std::move(changes));
  return json;
}

/// `alone`: nothing but the ledger was found wanting, or looked at.
void print_verdict(ledger::VerifyReport const& report, bool alone = true) {
  if (report.intact() && !alone) {
    print(fmt::format("What lies beside the ledger does NOT fit it. Of the ledger itself, {} entries, every hash and the signature of its checkpoint hold.\n", report.size));
  } else if (report.intact()) {
    print(fmt::format("The ledger is intact: {} entries, every hash and the signature of its checkpoint hold.\n", report.size));
  } else {
    print(fmt::format("The ledger does NOT hold: {}{} [{}]\n", report.title.view(),
                      report.first_bad ? fmt::format(" First bad entry: {}.", *report.first_bad) : std::string{}, report.code.view()));
  }
}

/// Whoever holds an old key learns the new one here, from an entry that the old key signed.
void print_key_changes(ledger::VerifyReport const& report) {
  if (!report.intact()) return;
  for (auto const& change : report.key_changes) {
    print(fmt::format("Entry {} says that another key signs from there on: keep it beside the old one.\n  old {}\n  new {}\n", change.entry,
                      change.old_key.text(), change.new_key.text()));
  }
}

void add_kit(Json& json, ledger::KitCheck const& kit) {
  json.set("proofs", kit.proofs).set("openings", kit.openings);
  Json bad{Json::Array{}};
  for (auto const& file : kit.bad) bad.push(file);
  json.set("bad", std::move(bad));
  if (kit.has_policy) {
    json.set("witnesses", static_cast<std::uint64_t>(kit.witnesses)).set("cosigned", static_cast<std::uint64_t>(kit.cosigned)).set("quorum", kit.quorum).set("cosigned_size", kit.cosigned_size);
  }
}

void print_kit(ledger::KitCheck const& kit, std::uint64_t size) {
  if (kit.has_policy) {
    auto const of_older = kit.cosigned > 0 && kit.cosigned_size < size ? fmt::format(" That is of its first {} entries; the {} since then no witness has cosigned here.", kit.cosigned_size, size - kit.cosigned_size) : std::string{};
    print(fmt::format("Cosigned by {} of the {} witnesses of its policy: {}.{}\n", kit.cosigned, kit.witnesses, kit.quorum ? "a quorum" : "NO quorum", of_older));
  }
  if (kit.proofs + kit.openings > 0) print(fmt::format("{} proofs and {} openings hold.\n", kit.proofs, kit.openings));
  for (auto const& file : kit.bad) print(fmt::format("{} does NOT hold.\n", visible(file)));
}

Exit verify_folder(Arguments const& arguments) {
  ledger::FolderLog const log{arguments.files.front()};
  auto verifier = log.verifier();
  if (!arguments.vkey.empty()) {
    auto const text = read_file(arguments.vkey, 4096);
    if (!text) return complain(arguments, text.error(), arguments.vkey);
    verifier = ledger::VerifierKey::parse(text::trim(*text));
  }
  if (!verifier) return complain(arguments, verifier.error(), arguments.files.front());
  auto const note = log.note();
  if (!note) return complain(arguments, note.error(), arguments.files.front());
  auto const report = ledger::verify_log(log, *note, *verifier);
  if (!report) return complain(arguments, report.error(), arguments.files.front());
  // What lies beside a log that does not hold proves nothing.
  auto const kit = report->intact() ? ledger::check_kit(arguments.files.front(), *verifier, report->keys_before(*verifier)) : Result<ledger::KitCheck>{ledger::KitCheck{}};
  if (!kit) return complain(arguments, kit.error(), arguments.files.front());
  if (arguments.json) {
    auto json = to_json(*report);
    add_kit(json, *kit);
    print_json(json);
  } else {
    print_verdict(*report);
    print_key_changes(*report);
    print_kit(*kit, report->size);
  }
  return report->intact() && kit->bad.empty() ? Exit::ok : Exit::findings;
}

Json to_json(hub::StateDifference const& one) {
  Json json;
  json.set("of", one.of).set("ledger", one.ledger).set("database", one.database);
  if (one.entry) json.set("entry", *one.entry);
  return json;
}

/// `differences` is null where the tables were not looked at: they are held against a ledger that holds.
void add_differences(Json& json, hub::LedgerLook const& look) {
  json.set("intact", look.intact());
  if (!look.report.intact()) {
    json.set("differences", Json{});
    return;
  }
  Json all{Json::Array{}};
  for (auto const& one : look.differences) all.push(to_json(one));
  json.set("differences", std::move(all));
  if (look.differences.empty()) return;
  json.set("code", hub::state_differs.view()).set("title", "The tables of the hub do not say what its ledger says.").set("remedy", hub::state_remedy.view());
}

/// Null as well where nobody looked beyond a ledger that does not hold.
void add_tail(Json& json, std::optional<hub::LedgerTail> const& tail) {
  if (!tail) {
    json.set("unsigned", Json{}).set("strays", Json{}).set("stray", Json{});
    return;
  }
  Json stray{Json::Array{}};
  for (auto const& row : tail->stray) stray.push(Json{}.set("table", row.table).set("entry", row.leaf));
  json.set("unsigned", tail->waiting).set("strays", tail->strays).set("stray", std::move(stray));
  if (tail->waiting > 0 && tail->since) json.set("unsigned_since", format_instant(*tail->since));
}

void print_tail(hub::LedgerLook const& look) {
  if (!look.tail) return;
  auto const& tail = *look.tail;
  for (auto const& row : tail.stray) print(fmt::format("  {}: a row of entry {}, which the ledger does not have\n", row.table, row.leaf));
  if (tail.strays > tail.stray.size()) print(fmt::format("  and {} more such rows\n", tail.strays - tail.stray.size()));
  if (tail.strays > 0) print("Keep a copy of the database as evidence. docs/formats/ledger.md says how its owner takes these rows away.\n");
  if (tail.waiting == 0 || !look.report.intact()) return;
  auto const since = tail.since ? format_instant(*tail.since) : "unknown time";
  print(fmt::format("{} had no signature yet: an act was under way, or the hub was killed before the signature. {}\n",
                    tail.waiting == 1 ? fmt::format("One entry, of {},", since) : fmt::format("{} entries, the first of {},", tail.waiting, since),
                    look.unrecorded ? "The next act that is recorded has it made." : "All of it continues what is signed, and this look has had it signed."));
}

void print_differences(std::vector<hub::StateDifference> const& differences) {
  if (differences.empty()) return;
  print(fmt::format("The tables of the hub do NOT say what its ledger says, in {} [{}]:\n", differences.size() == 1 ? std::string{"one place"} : fmt::format("{} places", differences.size()), hub::state_differs.view()));
  for (auto const& one : differences) {
    print(fmt::format("  {}\n    the ledger{}: {}\n    the database: {}\n", visible(one.of), one.entry ? fmt::format(", entry {}", *one.entry) : std::string{},
                      visible(one.ledger), visible(one.database)));
  }
  print(fmt::format("{}\n", hub::state_remedy.view()));
}

Exit print_look(Arguments const& arguments, hub::LedgerLook const& look) {
  auto const exit = look.intact() ? Exit::ok : Exit::findings;
  if (arguments.json && look.unproved) return complain(arguments, *look.unproved, arguments.release_file);
  if (arguments.json) {
    auto json = to_json(look.report);
    add_differences(json, look);
    add_tail(json, look.tail);
    json.set("recorded", look.report.intact() && !look.unrecorded);
    if (look.unrecorded) json.set("unrecorded", cli::to_json(*look.unrecorded));
    if (look.proof) {
      json.set("release", look.proof->release).set("name", look.proof->name).set("ledger_index", look.proof->ledger_index);
      if (!look.proof->form.empty()) json.set("form", look.proof->form);
    }
    print_json(json);
    return exit;
  }
  print_verdict(look.report, look.intact());
  print_tail(look);
  print_differences(look.differences);
  if (look.unrecorded) print(fmt::format("This look itself could not be recorded: {}\n", sentence(*look.unrecorded)));
  if (look.unproved) return complain(arguments, *look.unproved, arguments.release_file);
  if (look.proof && !look.proof->form.empty()) {
    print(fmt::format("{} is the {} of public edition {}, made of the content that ledger entry {} records.\n", visible(arguments.release_file), look.proof->form, look.proof->release, look.proof->ledger_index));
  } else if (look.proof && look.proof->name == hub::public_edition_json.view()) {
    print(fmt::format("{} is the json of public edition {}, as ledger entry {} records it.\n", visible(arguments.release_file), look.proof->release, look.proof->ledger_index));
  } else if (look.proof) {
    print(fmt::format("{} is {} of release {}, as ledger entry {} records it.\n", visible(arguments.release_file),
                      look.proof->name, look.proof->release, look.proof->ledger_index));
  }
  return exit;
}

}  // namespace

Exit run_ledger_verify(Arguments const& arguments) {
  if (!arguments.files.empty()) return verify_folder(arguments);
  if (arguments.database.empty()) {
    fmt::print(stderr, "Name a database with --database, or the folder of an exported log.\n");
    return Exit::usage;
  }
  Office office{arguments};
  if (!office) return office.exit();
  std::optional<std::string> content;
  if (!arguments.release_file.empty()) {
    auto read = read_file(arguments.release_file, largest_release_file);
    if (!read) return complain(arguments, read.error(), arguments.release_file);
    content = std::move(*read);
  }
  auto const look = hub::look_at_ledger(office.hub(), content, hub::prove_public_copy);
  if (!look) return complain(arguments, look.error());
  return print_look(arguments, *look);
}

}  // namespace concordat::cli
