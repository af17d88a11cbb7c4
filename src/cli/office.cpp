// SPDX-License-Identifier: Apache-2.0
#include "cli/office.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "cli/config/serve_config.h"
#include "cli/supply_words.h"
#include "hub/act.h"
#include "hub/supply/terms_told.h"
#include "hub/witness/witnesses.h"

namespace concordat::cli {
namespace {

constexpr int parents_searched = 5;

std::filesystem::path program() {
  std::error_code error;
  auto const path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path{"concordat"} : path;
}

/// Installed in the prefix of the program (share/concordat), or of a build folder inside the source tree; empty where it is
/// in neither. `inside` tells the right folder from another of its name.
std::filesystem::path shared_folder(std::string_view name, std::string_view inside) {
  std::error_code error;
  auto folder = program().parent_path();
  for (int i = 0; i < parents_searched && folder.has_relative_path(); ++i, folder = folder.parent_path()) {
    for (auto const& candidate : {folder / "share" / "concordat" / name, folder / name}) {
      if (std::filesystem::exists(candidate / inside, error)) return candidate;
    }
  }
  return {};
}

}  // namespace

std::filesystem::path definitions_folder(Arguments const& arguments) {
  if (!arguments.definitions.empty()) return arguments.definitions;
  auto found = shared_folder("definitions", "fields.csv");
  return found.empty() ? "definitions" : found;
}

std::filesystem::path web_folder(std::string const& told) {
  return told.empty() ? shared_folder("web", "templates.json") : std::filesystem::path{told};
}

std::vector<std::string> self(std::initializer_list<std::string> more) {
  std::vector<std::string> command{program().string()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

std::vector<std::string> reader() {
  std::error_code error;
  auto const beside = program().parent_path() / "concordat-reader";
  if (std::filesystem::exists(beside, error)) return {beside.string()};
  auto const installed = program().parent_path().parent_path() / "libexec" / "concordat" / "concordat-reader";
  return {(std::filesystem::exists(installed, error) ? installed : beside).string()};
}

std::optional<Exit> take_config(Arguments& arguments) {
  auto const parsed = read_serve_config_file(arguments.config);
  if (!parsed.config) return complain(arguments, parsed.findings, "The file of the web server has errors; nothing was done:");
  auto const take = [](std::string& to, std::string const& from) {
    if (to.empty()) to = from;
  };
  take(arguments.database, parsed.config->database);
  take(arguments.keys, parsed.config->keys);
  take(arguments.key_database, parsed.config->key_database);
  take(arguments.definitions, parsed.config->definitions);
  if (auto const& drop = parsed.config->drop; drop && arguments.verb == "collect") {
    take(arguments.drop, drop->folder);
    arguments.settle = static_cast<int>(drop->settle);
  }
  if (auto const& mail = parsed.config->mail; mail && arguments.verb == "chase") {
    take(arguments.from, mail->from);
    take(arguments.spool, mail->spool);
    take(arguments.sendmail, mail->sendmail);
  }
  return std::nullopt;
}

namespace {

int unwritten = 0;  ///< errno of the first write of the answer that failed

}  // namespace

namespace {

void put_out(std::string const& safe) {
  bool const whole = std::fwrite(safe.data(), 1, safe.size(), stdout) == safe.size();
  if (!whole && unwritten == 0) unwritten = errno;
}

}  // namespace

void print(std::string const& text) { put_out(visible_lines(text)); }

void print_csv(std::string const& text) {
  constexpr std::string_view line_end = "\r\n";
  for (std::string_view left = text; !left.empty();) {
    auto const at = std::min(left.find(line_end), left.size());
    put_out(visible_lines(std::string{left.substr(0, at)}) + std::string{line_end});
    left.remove_prefix(std::min(at + line_end.size(), left.size()));
  }
}

int finish_answer() {
  if (std::fflush(stdout) != 0 && unwritten == 0) unwritten = errno;
  // what the library of the command line wrote goes the same way, and its failure is kept there only
  if (std::ferror(stdout) != 0 && unwritten == 0) unwritten = EIO;
  return unwritten;
}
void print_json(Json const& json) { print(json.pretty() + "\n"); }

Result<intake::FileDescriptor> open_input(std::string const& name) {
  if (name == "-") return intake::FileDescriptor{::dup(0)};
  return intake::open_for_reading(name);
}

Result<std::string> read_mapping(Arguments const& arguments) {
  constexpr std::uint64_t largest_mapping = std::uint64_t{1} << 20;
  if (arguments.mapping.empty()) return std::string{};
  return read_file(arguments.mapping, largest_mapping);
}

Json to_json(Problem const& problem) {
  Json where;
  if (!problem.where.submission.empty()) where.set("submission", problem.where.submission);
  if (problem.where.row != 0) where.set("row", problem.where.row);
  if (problem.where.column != 0) where.set("column", static_cast<std::int64_t>(problem.where.column));
  if (!problem.where.field.empty()) where.set("field", problem.where.field);
  Json json;
  json.set("code", problem.code.view()).set("kind", name_of(problem.fault).view());
  json.set("title", problem.title.view()).set("remedy", problem.remedy.view());
  if (!where.is_null()) json.set("where", std::move(where));
  return json;
}

Json to_json(Findings const& findings) {
  Json list{Json::Array{}};
  for (auto const& finding : findings) {
    Json one;
    one.set("severity", finding.severity == Severity::error ? "error" : finding.severity == Severity::warning ? "warning" : "note");
    one.set("code", finding.code).set("file", finding.file).set("line", static_cast<std::int64_t>(finding.line));
    one.set("column", static_cast<std::int64_t>(finding.column)).set("message", finding.message).set("remedy", finding.remedy);
    list.push(std::move(one));
  }
  return list;
}

namespace {

void print_findings(Findings const& findings) {
  // What stops the work comes first; notes can be many.
  for (auto const severity : {Severity::error, Severity::warning, Severity::note}) {
    for (auto const& finding : findings) {
      if (finding.severity == severity) fmt::print(stderr, "{}\n", visible(sentence(finding)));
    }
  }
}

}  // namespace

Json trouble_json(Trouble const& trouble) {
  Json json;
  if (!trouble.about.empty()) json.set("about", trouble.about);
  json.set("problem", to_json(trouble.problem));
  if (!trouble.findings.empty()) json.set("findings", to_json(trouble.findings));
  return json;
}

Exit complain(Arguments const& arguments, Trouble const& trouble, Json* list) {
  if (arguments.json && list != nullptr) {
    list->push(trouble_json(trouble));
  } else if (arguments.json) {
    print_json(trouble_json(trouble));
  } else {
    fmt::print(stderr, "{}{}{}\n", visible(trouble.about), trouble.about.empty() ? "" : ": ", sentence(trouble.problem));
    print_findings(trouble.findings);
  }
  if (trouble.problem.fault == Fault::refused) return Exit::refused;
  return trouble.findings.empty() ? Exit::failed : Exit::findings;
}

Exit complain(Arguments const& arguments, Problem const& problem, std::string const& about) {
  return complain(arguments, Trouble{about, problem, {}});
}

Exit complain(Arguments const& arguments, Findings const& findings, std::string const& about) {
  if (arguments.json) {
    Json json;
    if (!about.empty()) json.set("about", about);
    json.set("findings", to_json(findings));
    print_json(json);
  } else {
    if (!about.empty()) fmt::print(stderr, "{}\n", visible(about));
    print_findings(findings);
  }
  return Exit::findings;
}

std::optional<hub::Shelf> open_shelf(Arguments const& arguments, Exit& exit) {
  auto shelf = hub::load_shelf(definitions_folder(arguments));
  if (shelf) return std::move(*shelf);
  exit = complain(arguments, shelf.error(), "The definitions have errors; nothing starts until they are mended:");
  return std::nullopt;
}

hub::HubOptions hub_options(Arguments const& arguments) {
  hub::HubOptions options;
  options.database = arguments.database;
  options.keys = arguments.keys;
  options.key_database = arguments.key_database;
  options.definitions = definitions_folder(arguments);
  options.reader = reader();
  options.signer = self({"signer"});
  options.patience = std::chrono::seconds{arguments.wait_seconds};
  options.before_people = hub::check_witnessed;
  return options;
}

std::unique_ptr<Clock> make_clock(Arguments const& arguments) {
  if (arguments.now.empty()) return std::make_unique<SystemClock>();
  auto const instant = parse_instant(arguments.now);
  if (!instant) return nullptr;
  return std::make_unique<FixedClock>(*instant);
}

Office::Office(Arguments const& arguments) : clock_{make_clock(arguments)} {
  if (clock_ == nullptr) {
    fmt::print(stderr, "--now is no instant: write it as 2026-01-31T12:00:00Z.\n");
    exit_ = Exit::usage;
    return;
  }
  if (arguments.database.empty()) {
    fmt::print(stderr, "Name the hub's database with --database.\n");
    exit_ = Exit::usage;
    return;
  }
  auto shelf = open_shelf(arguments, exit_);
  if (!shelf) return;
  auto opened = hub::Hub::open(hub_options(arguments), std::move(*shelf), *clock_, chance_);
  if (!opened) {
    // A PostgreSQL address may hold a password: only a file is named.
    exit_ = complain(arguments, opened.error(), arguments.database.starts_with("sqlite:") ? arguments.database : std::string{});
    return;
  }
  if (!arguments.now.empty() && !(*opened)->partnership().synthetic) {
    fmt::print(stderr, "--now is for synthetic partnerships only: a real hub goes by the machine's clock.\n");
    exit_ = Exit::refused;
    return;
  }
  hub_ = std::move(*opened);
}

std::optional<hub::Member> find_member(hub::Hub& hub, Arguments const& arguments, std::string const& agency) {
  auto const id = arguments.by;
  if (!id.empty()) {
    auto const member = hub.member(id);
    if (member && *member && (*member)->active && (agency.empty() || (*member)->agency == agency)) return **member;
  }
  hub::Act act;
  act.fields = {"member"};
  if (auto noted = hub::record_alone(hub, hub::refused(std::move(act), "member.unknown")); !noted) {
    (void)complain(arguments, noted.error());
    return std::nullopt;
  }
  (void)complain(arguments, {Fault::refused, "member.unknown", "You are not known as an active member of this partnership.",
                             "Say who asks with --by; the partnership file lists the members.", {}});
  return std::nullopt;
}

std::optional<std::string> asking_agency(hub::Hub& hub, Arguments const& arguments) {
  if (arguments.by.empty()) return std::string{};
  auto const member = find_member(hub, arguments, "");
  return member ? std::optional{member->agency} : std::nullopt;
}

void print_terms(hub::Tally const& tally, catalogue::Catalogue const& catalogue) {
  if (!tally.usable.empty()) print("  What can be used of the accepted rows:\n");
  for (auto const& share : tally.usable) print("    " + visible(hub::usable_words(share)) + "\n");
  if (!tally.terms.empty()) print("  " + hub::terms_words(tally) + "\n");
  for (auto const& term : tally.terms) {
    if (!term.kept()) print(fmt::format("    {} {}\n", hub::words_of(term, catalogue), term.remedy.view()));
  }
  for (auto const& item : tally.items) {
    print(fmt::format("    item {:<6} {:<8} {:>6} rows  {}\n", item.number, intake::name_of(item.state).view(), item.rows, item.title));
    if (!item.missing.empty()) print(fmt::format("      lacks {}\n", hub::missing_words(item)));
    if (!item.remedy.empty()) print(fmt::format("      {}\n", item.remedy.view()));
  }
}

}  // namespace concordat::cli
