// SPDX-License-Identifier: Apache-2.0
// Agreements before there is one: templates, drafts, and the papers that go with an agreement.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "agreements/check.h"
#include "agreements/drafting/draft.h"
#include "agreements/drafting/papers.h"
#include "base/file.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/partnership_file.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

std::vector<agreements::Template> templates(Arguments const& arguments) {
  return agreements::read_templates((definitions_folder(arguments) / "agreements" / "templates").string());
}

std::string line_of(agreements::Template const& one) {
  auto out = fmt::format("{:<24} {} ({})\n", one.id, visible(one.title), one.form);
  std::string names;
  for (auto const& placeholder : one.placeholders) names += (names.empty() ? "" : " ") + placeholder.name;
  return out + "  " + visible(names) + "\n";
}

std::string kind_words(agreements::Placeholder const& placeholder) {
  return placeholder.kind.empty() ? placeholder.name : fmt::format("{} ({})", placeholder.name, placeholder.kind);
}

/// A day that was told, or `otherwise`; nothing where it is none.
std::optional<Date> day_or(std::string const& told, std::optional<Date> otherwise) {
  return told.empty() ? otherwise : parse_date(told);
}

Date first_of_next_month() { return Month::of(SystemClock{}.today()).next().first_day(); }

/// Every name of the kind, so that a template may call it otherwise than the partnership file does.
std::vector<std::string> names_of(std::string const& kind, hub::Shelf const& shelf) {
  auto const* body = shelf.catalogue.body(kind);
  if (body == nullptr) return {kind};
  auto names = body->aliases;
  names.push_back(body->id);
  return names;
}

std::optional<Exit> take_partnership(Arguments const& arguments, hub::Shelf const& shelf, agreements::DraftWish& wish) {
  if (arguments.partnership.empty()) return std::nullopt;
  auto const parsed = hub::read_partnership(arguments.partnership, {});
  if (!parsed.file) return complain(arguments, parsed.findings, "The partnership file has errors; nothing was drafted:");
  wish.area = parsed.file->id;
  for (auto const& agency : parsed.file->agencies) {
    for (auto const& name : names_of(agency.kind, shelf)) wish.agencies[name].push_back(agency.id);
  }
  return std::nullopt;
}

std::optional<Exit> take_wish(Arguments const& arguments, hub::Shelf const& shelf, agreements::DraftWish& wish) {
  for (auto const& text : arguments.values) {
    auto const sign = text.find('=');
    if (sign == std::string::npos || sign == 0) {
      fmt::print(stderr, "--set takes a name and what stands for it, as --set your-police=northshire-police.\n");
      return Exit::usage;
    }
    wish.values[text.substr(0, sign)] = text.substr(sign + 1);
  }
  auto const from = day_or(arguments.from, first_of_next_month());
  auto const until = day_or(arguments.until, Date{});
  if (!from || !until) {
    fmt::print(stderr, "--from and --until are days: write them as 2026-04-01.\n");
    return Exit::usage;
  }
  wish.from = *from;
  if (!arguments.until.empty()) wish.until = *until;
  return take_partnership(arguments, shelf, wish);
}

void tell_draft(Arguments const& arguments, agreements::Draft const& draft, Findings const& findings) {
  if (arguments.json) {
    Json open{Json::Array{}};
    for (auto const& placeholder : draft.open) {
      Json one, choices{Json::Array{}};
      one.set("name", placeholder.name).set("kind", placeholder.kind);
      if (auto const found = draft.choices.find(placeholder.name); found != draft.choices.end()) {
        for (auto const& agency : found->second) choices.push(agency);
      }
      one.set("choices", std::move(choices));
      open.push(std::move(one));
    }
    Json json;
    json.set("file", arguments.out).set("template", arguments.made_from).set("open", std::move(open)).set("findings", to_json(findings));
    print_json(json);
    return;
  }
  print(fmt::format("The draft lies in {}.\n", visible(arguments.out)));
  for (auto const& placeholder : draft.open) {
    auto const found = draft.choices.find(placeholder.name);
    print(fmt::format("Still to fill in: {}{}\n", visible(kind_words(placeholder)),
                      found == draft.choices.end() ? std::string{} : fmt::format("; one of {}", visible(fmt::format("{}", fmt::join(found->second, ", "))))));
  }
  for (auto const& finding : findings) print(visible(sentence(finding)) + "\n");
}

Problem no_template() {
  return Problem{Fault::not_found, "draft.no-template", "There is no such template.",
                 "Take one that 'concordat agreement templates' lists."};
}

}  // namespace

Exit run_agreement_templates(Arguments const& arguments) {
  Json all{Json::Array{}};
  for (auto const& one : templates(arguments)) {
    if (!arguments.json) {
      print(line_of(one));
      continue;
    }
    Json placeholders{Json::Array{}};
    for (auto const& placeholder : one.placeholders) {
      Json json;
      json.set("name", placeholder.name).set("kind", placeholder.kind);
      placeholders.push(std::move(json));
    }
    Json json;
    json.set("id", one.id).set("title", one.title).set("form", one.form).set("placeholders", std::move(placeholders));
    all.push(std::move(json));
  }
  if (arguments.json) print_json(all);
  return Exit::ok;
}

Exit run_agreement_new(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  agreements::DraftWish wish;
  if (auto const stop = take_wish(arguments, *shelf, wish)) return *stop;
  auto const all = templates(arguments);
  auto const found = std::ranges::find(all, arguments.made_from, &agreements::Template::id);
  if (found == all.end()) return complain(arguments, no_template(), arguments.made_from);
  auto const drafted = agreements::draft_from(*found, wish);
  if (!drafted.draft) return complain(arguments, drafted.findings, "Nothing was drafted:");
  if (auto done = write_file(arguments.out, drafted.draft->text, {.existing = Existing::refuse}); !done) {
    return complain(arguments, done.error(), arguments.out);
  }
  auto const parsed = agreements::load(drafted.draft->text, arguments.out, agreements::vocabulary_from(shelf->catalogue),
                                       SystemClock{}.today());
  tell_draft(arguments, *drafted.draft, parsed.findings);
  return has_errors(parsed.findings) ? Exit::findings : Exit::ok;
}

Exit run_agreement_assessments(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  auto const& file = arguments.files.front();
  auto const text = read_file(file, largest_agreement);
  if (!text) return complain(arguments, text.error(), file);
  auto const parsed = agreements::load(*text, file, agreements::vocabulary_from(shelf->catalogue), SystemClock{}.today());
  if (!parsed.agreement) return complain(arguments, parsed.findings, "No papers are drafted for an agreement with errors:");
  std::error_code error;
  std::filesystem::create_directories(arguments.out, error);
  if (error) return complain(arguments, file_problem(error.value()), arguments.out);
  Json written{Json::Array{}};
  for (auto const& paper : agreements::papers_for(*parsed.agreement, shelf->catalogue)) {
    auto const path = (std::filesystem::path{arguments.out} / paper.file_name).string();
    if (auto done = write_file(path, paper.text, {.existing = Existing::refuse}); !done) return complain(arguments, done.error(), path);
    written.push(path);
    if (!arguments.json) print(visible(path) + "\n");
  }
  if (arguments.json) {
    Json json;
    json.set("agreement", parsed.agreement->reference()).set("papers", std::move(written));
    print_json(json);
  }
  return Exit::ok;
}

}  // namespace concordat::cli
