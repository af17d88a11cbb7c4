// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <tuple>
#include <variant>

#include "cli/arguments_build.h"

namespace concordat::cli {
namespace {

/// The verbs that ask what agreements say, as cli/analysis describes them.
void analysis_verbs(Builder& build, CLI::App& agreement, Arguments& to) {
  for (auto const& spec : analysis::verbs()) {
    auto* verb = build.verb(agreement, spec.name, "agreement " + spec.name, spec.help);
    if (spec.asks != analysis::Asks::files) {
      database_options(*verb, to, spec.asks == analysis::Asks::hub);
      verb->add_option("--by", to.by, "id of the member who looks, where a hub is asked")->envname("CONCORDAT_BY");
    }
    for (auto const& spoken : spec.options) {
      auto* option = std::visit([&](auto member) { return verb->add_option(spoken.name, to.question.*member, spoken.help); }, spoken.to);
      option->required(spoken.required);
      if (spoken.at_most > 0) option->expected(1, spoken.at_most);
      if (!spoken.choices.empty()) option->check(CLI::IsMember(spoken.choices));
    }
  }
}

/// Over files of agreements and questions, without a hub.
void question_verbs(Builder& build, CLI::App& agreement, Arguments& to) {
  auto* decide = build.verb(agreement, "decide", "agreement decide", "decide a file of requests over a folder of agreements; no hub is needed, nothing is disclosed");
  decide->add_option("FOLDER", to.files, "folder with agreements, and prohibitions.yaml with those of the hub")->required()->expected(1);
  decide->add_option("--facts", to.facts, "people, agencies and areas that the requests name (JSON)");
  decide->add_option("--requests", to.requests, "the requests: one JSON document a line")->required();
  decide->add_option("--out", to.out, "file to write: one decision a line");
  decide->add_flag("--strict", to.strict, "leave out documents that no hub would bring into force");
  for (auto const& [name, full, help] : {std::tuple{"why", "agreement why", "how one request of a file is decided, rule by rule"},
                                         {"plan", "agreement plan", "which rules and facts would be looked at, without deciding"},
                                         {"what-if", "agreement what-if", "how it would be decided if facts were other"},
                                         {"simulate", "agreement simulate", "what other agreements would make of the same requests; exit code 3 where they open anything"},
                                         {"replay", "agreement replay", "decide recorded requests again, of a file or of a hub: must fall the same"}}) {
    auto* verb = build.verb(agreement, name, full, help);
    auto const two = std::string_view{name} == "simulate";
    auto const replay = std::string_view{name} == "replay";
    verb->add_option("FOLDER", to.files, two ? "folder with the agreements of today, folder with those meant to come" : "folder with agreements")->required(!replay)->expected(two ? 2 : 1);
    verb->add_option("--facts", to.facts, "people, agencies and areas that the requests name (JSON)");
    verb->add_option("--requests", to.requests, "the requests or records: one JSON document a line")->required(!replay);
    verb->add_flag("--strict", to.strict, "leave out documents that no hub would bring into force");
    if (replay) {
      database_options(*verb, to, false);
      verb->add_option("--by", to.by, "id of the member who asks, where a hub is asked")->envname("CONCORDAT_BY");
    }
    if (two || replay) continue;
    verb->add_option("--line", to.line, "line of the file that is meant")->capture_default_str()->check(CLI::Range(1, 100'000'000));
    if (std::string_view{name} == "what-if") verb->add_option("--set", to.changes, "KEY=VALUE of the request, as age=15")->required();
  }
}

void draft_verbs(Builder& build, CLI::App& agreement, Arguments& to) {
  (void)build.verb(agreement, "templates", "agreement templates", "the templates an agreement can be drafted from, one line each");
  auto* draft = build.verb(agreement, "new", "agreement new", "draft an agreement from a template; says what is still to be filled in");
  draft->add_option("TEMPLATE", to.made_from, "as 'agreement templates' lists it")->required();
  draft->add_option("--out", to.out, "file to write; must not be there yet")->required();
  draft->add_option("--set", to.values, "fill a placeholder in: your-police=northshire-police")->take_all();
  draft->add_option("--from", to.from, "first day in force (default: the first of next month)");
  draft->add_option("--until", to.until, "first day no longer in force (default: the usual term of the template)");
  draft->add_option("--partnership", to.partnership, "partnership file: its agencies fill in where there is one of their kind");
  auto* papers = build.verb(agreement, "assessments", "agreement assessments", "drafts of the impact, equality and policy papers, from what an agreement says");
  papers->add_option("FILE", to.files, "agreement file")->required()->expected(1);
  papers->add_option("--out", to.out, "folder to write; files that are there are not overwritten")->required();
}

}  // namespace

void document_verbs(Builder& build, Arguments& to) {
  auto* agreement = build.group("agreement", "information-sharing agreements");
  auto* check = build.verb(*agreement, "check", "agreement check", "what is wrong with an agreement, with line and remedy");
  check->add_option("FILE", to.files, "agreement files")->required();
  check->add_option("--agency-keys", to.agency_keys, "folder with public keys (*.pub): check the signatures too");
  check->add_option("--partnership", to.partnership, "partnership file: check too that its people could bring the agreement into force");
  analysis_verbs(build, *agreement, to);
  auto* sign = build.verb(*agreement, "sign", "agreement sign", "sign an agreement for an agency (makes FILE.sig)");
  sign->add_option("FILE", to.files, "agreement file")->required()->expected(1);
  sign->add_option("--agency", to.agency, "agency that signs")->required();
  sign->add_option("--post", to.post, "post of the person who signs")->required();
  sign->add_option("--key", to.key, "file with the agency's signing key")->required();
  auto* keygen = build.verb(*agreement, "key", "agreement key", "make a signing key for an agency");
  keygen->add_option("--agency", to.agency, "agency")->required();
  keygen->add_option("--key", to.key, "file to write; the public half goes into FILE.pub")->required();
  agreement_life_verbs(build, *agreement, to);
  negotiation_verbs(build, *agreement, to);
  question_verbs(build, *agreement, to);
  draft_verbs(build, *agreement, to);

  auto* definitions = build.group("definitions", "the definitions the hub works by");
  (void)build.verb(*definitions, "check", "definitions check", "load every definition; say what is wrong, with line and remedy");

  auto* synth = build.verb("synth", "write a made-up place and its agencies' files");
  synth->add_option("FOLDER", to.out, "folder to write; must be new or empty")->required();
  synth->add_option("--seed", to.seed, "same seed, same bytes")->capture_default_str();
  synth->add_option("--months", to.months, "how many months")->capture_default_str()->check(CLI::Range(1, 120));
  synth->add_option("--last-month", to.last_month, "last month, as 2026-03 (default: the one before this month)");
  synth->add_option("--people", to.people, "people in the place, 20,000 to 2,000,000 (default 180,000)");
}

}  // namespace concordat::cli
