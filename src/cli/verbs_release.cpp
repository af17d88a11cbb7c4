// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/release/ledger_desk.h"
#include "hub/release/release.h"
#include "hub/release/tables.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_release_file = std::uint64_t{256} << 20;

Exit list_tables(Arguments const& arguments) {
  Json list{Json::Array{}};
  for (auto const& table : hub::release_tables()) {
    if (arguments.json) {
      Json one;
      one.set("table", table.id.view()).set("title", table.title.view()).set("covers", table.covers.view());
      list.push(std::move(one));
    } else {
      print(fmt::format("{:<18} {}\n", table.id.view(), table.covers.view()));
    }
  }
  if (arguments.json) print_json(list);
  return Exit::ok;
}

Exit print_refusal(Arguments const& arguments, hub::Refusal const& refusal) {
  if (arguments.json) {
    Json json;
    Json reasons{Json::Array{}};
    for (auto const& reason : refusal.reasons) {
      Json one;
      one.set("source", reason.source).set("code", reason.code).set("reason", reason.reason).set("field", reason.field);
      one.set("why", reason.why).set("remedy", reason.remedy);
      reasons.push(std::move(one));
    }
    json.set("refused", std::move(reasons)).set("ledger_index", refusal.ledger_index).set("id", refusal.id);
    print_json(json);
    return Exit::refused;
  }
  print(fmt::format("Refused (ledger index {}).\n", refusal.ledger_index));
  for (auto const& reason : refusal.reasons) {
    print(fmt::format("  {}{}{} {}\n", reason.code, reason.source.empty() ? "" : " " + reason.source,
                      reason.field.empty() ? ":" : " (" + reason.field + "):", reason.why));
    if (!reason.remedy.empty()) print(fmt::format("      What helps: {}\n", reason.remedy));
  }
  return Exit::refused;
}

Exit write_files(Arguments const& arguments, hub::Release const& release) {
  std::filesystem::path const folder = arguments.out.empty() ? "release-" + release.id() : arguments.out;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (auto const& file : release.files()) {
    if (auto done = write_file(folder / file.name, file.content); !done) {
      return complain(arguments, done.error(), (folder / file.name).string());
    }
  }
  if (arguments.json) {
    Json json;
    json.set("release", release.id()).set("ledger_index", release.ledger_index()).set("period", release.period());
    json.set("served_again", release.served_again()).set("folder", folder.string());
    Json files{Json::Array{}};
    for (auto const& file : release.files()) files.push((folder / file.name).string());
    Json rules{Json::Array{}};
    for (auto const& rule : release.rules()) rules.push(rule);
    json.set("files", std::move(files)).set("rules", std::move(rules));
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("Released {} ({}), ledger index {}{}.\n", arguments.table, release.period(), release.ledger_index(),
                    release.served_again() ? "; the same was released before, so the same files are given again" : ""));
  for (auto const& rule : release.rules()) {
    print(fmt::format("  under {}{}\n", rule, rule == "own-data" ? ": an agency may always see figures of its own data" : ""));
  }
  for (auto const& file : release.files()) print(fmt::format("  {}\n", visible((folder / file.name).string())));
  return Exit::ok;
}

}  // namespace

Exit run_release(Arguments const& arguments) {
  if (arguments.table == "list") return list_tables(arguments);
  if (arguments.recipient.empty() || arguments.purpose.empty()) {
    fmt::print(stderr, "Name the agency with --for and the purpose with --purpose.\n");
    return Exit::usage;
  }
  Office office{arguments};
  if (!office) return office.exit();
  hub::ReleaseRequest request{{arguments.table, arguments.recipient, arguments.by, arguments.role, arguments.purpose}, arguments.quarter};
  auto const answer = hub::release(office.hub(), request);
  if (!answer) return complain(arguments, answer.error());
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return print_refusal(arguments, *refusal);
  return write_files(arguments, std::get<hub::Release>(*answer));
}

namespace {

Json to_json(ledger::VerifyReport const& report) {
  Json json;
  json.set("intact", report.intact()).set("size", report.size).set("checked", report.checked);
  if (report.first_bad) json.set("first_bad", *report.first_bad);
  if (!report.intact()) json.set("code", report.code.view()).set("title", report.title.view());
  return json;
}

void print_verdict(ledger::VerifyReport const& report) {
  if (report.intact()) {
    print(fmt::format("The ledger is intact: {} entries, every hash and the signature of its checkpoint hold.\n", report.size));
  } else {
    print(fmt::format("The ledger does NOT hold: {}{} [{}]\n", report.title.view(),
                      report.first_bad ? fmt::format(" First bad entry: {}.", *report.first_bad) : std::string{}, report.code.view()));
  }
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
  if (arguments.json) {
    print_json(to_json(*report));
  } else {
    print_verdict(*report);
  }
  return report->intact() ? Exit::ok : Exit::findings;
}

Exit print_look(Arguments const& arguments, hub::LedgerLook const& look) {
  auto const exit = look.report.intact() ? Exit::ok : Exit::findings;
  if (arguments.json && look.unproved) return complain(arguments, *look.unproved, arguments.release_file);
  if (arguments.json) {
    auto json = to_json(look.report);
    json.set("recorded", look.report.intact() && !look.unrecorded);
    if (look.unrecorded) json.set("unrecorded", cli::to_json(*look.unrecorded));
    if (look.proof) {
      json.set("release", look.proof->release).set("name", look.proof->name).set("ledger_index", look.proof->ledger_index);
    }
    print_json(json);
    return exit;
  }
  print_verdict(look.report);
  if (look.unrecorded) print(fmt::format("This look itself could not be recorded: {}\n", sentence(*look.unrecorded)));
  if (look.unproved) return complain(arguments, *look.unproved, arguments.release_file);
  if (look.proof) {
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
  auto const look = hub::look_at_ledger(office.hub(), content);
  if (!look) return complain(arguments, look.error());
  return print_look(arguments, *look);
}

Exit run_ledger_export(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const report = hub::export_ledger(office.hub(), arguments.out);
  if (!report) return complain(arguments, report.error(), arguments.out);
  if (arguments.json) {
    Json json;
    json.set("size", report->size).set("written", report->written).set("untouched", report->untouched).set("folder", arguments.out);
    print_json(json);
  } else {
    print(fmt::format("Exported {} entries to {} (C2SP tlog-tiles): {} files written, {} already there.\n", report->size,
                      arguments.out, report->written, report->untouched));
  }
  return Exit::ok;
}

}  // namespace concordat::cli
