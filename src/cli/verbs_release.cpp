// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json_list.h"
#include "base/staged_folder.h"
#include "base/text.h"
#include "base/visible.h"
#include "catalogue/catalogue.h"
#include "cli/office.h"
#include "cli/progress/long_work.h"
#include "cli/verbs.h"
#include "hub/records/stored_records.h"
#include "hub/release/reading.h"
#include "hub/release/release.h"
#include "hub/release/tables.h"

namespace concordat::cli {
namespace {

Exit list_tables(Arguments const& arguments) {
  Json list{Json::Array{}};
  for (auto const& table : hub::release_tables()) {
    if (arguments.json) {
      Json one;
      one.set("table", table.id.view()).set("title", table.title.view()).set("covers", table.covers.view());
      list.push(std::move(one));
    } else {
      print(fmt::format("{:<19} {}\n", table.id.view(), table.covers.view()));
    }
  }
  if (arguments.json) print_json(list);
  return Exit::ok;
}

/// The parts of the reports that a table may be of by itself, and which tables.
Exit list_parts(Arguments const& arguments) {
  auto const loaded = catalogue::Catalogue::load(definitions_folder(arguments).string());
  if (has_errors(loaded.findings)) {
    for (auto const& finding : loaded.findings) fmt::print(stderr, "{}\n", visible(sentence(finding)));
    return Exit::findings;
  }
  Json list{Json::Array{}};
  for (auto const& filter : loaded.catalogue.definitions().look_filters) {
    std::vector<std::string> tables;
    for (auto const& table : hub::release_tables()) {
      if (hub::takes_part(table.kind, filter.by)) tables.emplace_back(table.id.view());
    }
    for (auto const& part : filter.parts) {
      if (arguments.json) list.push(Json{}.set("part", part.id).set("title", part.title).set("filter", filter.title).set("tables", list_of(tables)));
      else print(fmt::format("{:<21} {}: {}\n", part.id, filter.title, part.title));
    }
    if (!arguments.json) print(fmt::format("{:<21} of {}\n", "", fmt::join(tables, ", ")));
  }
  auto const& definitions = loaded.catalogue.definitions();
  for (auto const& pair : definitions.crossed_filters) {
    auto const cells = hub::cells_of(definitions, pair);
    std::vector<std::string> tables;
    for (auto const& table : hub::release_tables()) {
      if (hub::takes_part(table.kind, cells.front())) tables.emplace_back(table.id.view());
    }
    auto const filter = fmt::format("{}; {}", cells.front().filter->title, cells.front().crossed->title);
    for (auto const& cell : cells) {
      if (arguments.json) list.push(Json{}.set("part", cell.id()).set("title", cell.title()).set("filter", filter).set("tables", list_of(tables)));
      else print(fmt::format("{:<21} {}\n", cell.id(), cell.title()));
    }
    if (!arguments.json) print(fmt::format("{:<21} {}, together; of {}\n", "", filter, fmt::join(tables, ", ")));
  }
  if (arguments.json) print_json(list);
  return Exit::ok;
}

/// What a look says in short: the sentences of its own file, warnings first as they stand there.
std::vector<std::string> summary_of(hub::Release const& release) {
  std::vector<std::string> sentences;
  auto const* file = hub::file_of(release.files(), "summary.txt");
  if (file == nullptr) return sentences;
  for (auto const& line : hub::read_summary(file->content)) sentences.push_back((line.warning ? "! " : "- ") + line.text);
  return sentences;
}

/// Of whoever waits at the terminal.
class ReleaseWatch final : public hub::Watch {
 public:
  explicit ReleaseWatch(bool wanted) : work_{wanted, "Ended at once. What was written in the ledger by then stands: ask again with the same words, and its files are given.\n"} {}
  bool go_on(FixedText part, std::uint64_t done, std::uint64_t all) override { return work_.tell(part.view(), done, all); }
  [[nodiscard]] bool is_stopped() const { return work_.is_stopped(); }
  void end_line() { work_.end_line(); }

 private:
  LongWork work_;
};

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
  print(refusal_text(refusal));
  return Exit::refused;
}

constexpr std::string_view late_title = "Stopped too late: the release stands in the ledger. No file of it was written here.";
constexpr std::string_view late_remedy = "Ask again with the same words, and the same files are written.";

/// Nothing can be taken back once the entry is committed, and nobody is left to guess.
Exit stopped_late(Arguments const& arguments, hub::Release const& release) {
  if (arguments.json) print_json(Json{}.set("code", "release.stopped-late").set("title", late_title).set("remedy", late_remedy).set("release", release.id()).set("ledger_index", release.ledger_index()));
  else fmt::print(stderr, "{}", stopped_late_text(release.id(), release.ledger_index()));
  return Exit::failed;
}

Exit write_files(Arguments const& arguments, hub::Release const& release) {
  std::filesystem::path const folder = arguments.out.empty() ? "release-" + release.id() : arguments.out;
  // All of them or none: a table without the notes on how to read it is no release.
  auto stage = StagedFolder::begin(folder);
  if (!stage) return complain(arguments, stage.error(), folder.string());
  for (auto const& file : release.files()) {
    if (auto done = write_file(stage->path() / file.name, file.content); !done) {
      return complain(arguments, done.error(), (folder / file.name).string());
    }
  }
  if (auto kept = stage->keep(); !kept) return complain(arguments, kept.error(), folder.string());
  if (arguments.json) {
    Json json;
    json.set("release", release.id()).set("ledger_index", release.ledger_index()).set("period", release.period());
    json.set("served_again", release.served_again()).set("folder", folder.string());
    Json files{Json::Array{}};
    for (auto const& file : release.files()) files.push((folder / file.name).string());
    Json rules{Json::Array{}};
    for (auto const& rule : release.rules()) rules.push(rule);
    json.set("files", std::move(files)).set("rules", std::move(rules));
    Json summary{Json::Array{}};
    for (auto const& sentence : summary_of(release)) summary.push(sentence);
    if (!summary.array().empty()) json.set("summary", std::move(summary));
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("Released {} ({}), ledger index {}{}.\n", arguments.table, release.period(), release.ledger_index(),
                    release.served_again() ? "; the same was released before, so the same files are given again; what came since does not count" : ""));
  for (auto const& sentence : summary_of(release)) print(fmt::format("  {}\n", sentence));
  for (auto const& rule : release.rules()) {
    print(fmt::format("  under {}{}\n", rule, rule == "own-data" ? ": an agency may always see figures of its own data" : ""));
  }
  for (auto const& file : release.files()) print(fmt::format("  {}\n", visible((folder / file.name).string())));
  print(fmt::format("{}: disclosure-control.html there, or concordat release report {}\n", arguments.table == "records" ? "What was done to the records, and what an attacker got" : "How counts are protected", release.id()));
  return Exit::ok;
}

/// What was done to a release, and what an attacker tried and got.
Exit print_report(Arguments const& arguments) {
  if (arguments.release.empty()) {
    fmt::print(stderr, "Name the release by its number: its files and the web page have it, and so has --json.\n");
    return Exit::usage;
  }
  Office office{arguments};
  if (!office) return office.exit();
  auto const member = find_member(office.hub(), arguments, arguments.recipient);
  if (!member) return Exit::refused;
  auto const answer = hub::any_control_report(office.hub(), *member, arguments.role, arguments.release);
  if (!answer) return complain(arguments, answer.error());
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return print_refusal(arguments, *refusal);
  auto const& report = std::get<render::DisclosureReport>(*answer);
  if (arguments.json) print_json(render::json_of(report));
  else print(render::text_of(report));
  return Exit::ok;
}

}  // namespace

std::string stopped_late_text(std::string const& release, std::uint64_t ledger_index) {
  return fmt::format("{} Release {}, ledger index {}. {} [release.stopped-late]\n", late_title, release, ledger_index, late_remedy);
}

std::string refusal_text(hub::Refusal const& refusal) {
  auto text = fmt::format("Refused (ledger index {}).\n", refusal.ledger_index);
  auto const same = [](hub::GateReason const& one, hub::GateReason const& other) { return std::tie(one.code, one.source, one.why, one.remedy) == std::tie(other.code, other.source, other.why, other.remedy); };
  for (auto one = refusal.reasons.begin(); one != refusal.reasons.end(); ++one) {
    if (std::any_of(refusal.reasons.begin(), one, [&](auto const& earlier) { return same(earlier, *one); })) continue;
    std::vector<std::string> fields;
    for (auto later = one; later != refusal.reasons.end(); ++later) {
      if (same(*later, *one) && !later->field.empty()) fields.push_back(later->field);
    }
    text += fmt::format("  {}{}{} {}\n", one->code, one->source.empty() ? "" : " " + one->source, fields.empty() ? ":" : " (" + text::join(fields, ", ") + "):", one->why);
    if (!one->remedy.empty()) text += fmt::format("      What helps: {}\n", one->remedy);
  }
  if (!refusal.id.empty()) text += fmt::format("Again later: concordat release report {}\n", refusal.id);
  return text;
}

Exit run_release(Arguments const& arguments) {
  if (arguments.table == "list") return list_tables(arguments);
  if (arguments.table == "parts") return list_parts(arguments);
  if (arguments.table == "report") return print_report(arguments);
  if (!arguments.release.empty()) {
    fmt::print(stderr, "Only 'release report' takes the number of a release.\n");
    return Exit::usage;
  }
  if (arguments.recipient.empty() || arguments.purpose.empty()) {
    fmt::print(stderr, "Name the agency with --for and the purpose with --purpose.\n");
    return Exit::usage;
  }
  bool const records = arguments.table == "records";
  if (records == arguments.from.empty() || (records && !arguments.part.empty())) {
    fmt::print(stderr, "{}\n", records ? "Name with --from the agency whose records are asked for, and no --only: records are of all reports." : "--from goes with 'release records' alone.");
    return Exit::usage;
  }
  // From before the hub is opened until the files are written, so that no stop ends the program without a word.
  ReleaseWatch watch{!arguments.json && !arguments.quiet};
  Office office{arguments};
  if (!office) return office.exit();
  if (watch.is_stopped()) return complain(arguments, stopped_work());
  auto const answer = hub::answer_request(office.hub(), {{arguments.table, arguments.recipient, arguments.by, arguments.role, arguments.purpose, arguments.part}, arguments.quarter, &watch, arguments.from});
  watch.end_line();
  if (!answer) return complain(arguments, answer.error());
  if (auto const* refusal = std::get_if<hub::Refusal>(&*answer)) return print_refusal(arguments, *refusal);
  auto const& release = std::get<hub::Release>(*answer);
  if (watch.is_stopped()) return stopped_late(arguments, release);
  return write_files(arguments, release);
}

Exit run_look(Arguments const& arguments) {
  auto asked = arguments;
  asked.table = hub::table_of_look(arguments.verb)->id.view();
  return run_release(asked);
}

}  // namespace concordat::cli
