// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/world.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "agreements/check.h"
#include "base/file.h"

namespace concordat::agreements {
namespace {

constexpr std::uint64_t largest_document = std::uint64_t{1} << 20U;
constexpr std::uint64_t largest_facts = std::uint64_t{1} << 28U;

Finding trouble(std::string code, std::filesystem::path const& file, std::string message, std::string remedy) {
  return {Severity::error, std::move(code), file.string(), 0, 0, std::move(message), std::move(remedy)};
}

bool read_people(std::filesystem::path const& file, World& world, Findings& findings) {
  if (file.empty()) return true;
  auto const text = read_file(file, largest_facts);
  auto const json = text ? Json::parse(*text) : Result<Json>{Json{}};
  if (!text || !json) {
    auto const& problem = text ? json.error() : text.error();
    findings.push_back(trouble(std::string{problem.code.view()}, file, std::string{problem.title.view()}, std::string{problem.remedy.view()}));
    return false;
  }
  auto read = people_from(*json);
  for (auto const& fault : read.faults) {
    findings.push_back(trouble("facts-malformed", file, sentence_of(fault),
                               "Write agencies, users and areas as docs/formats/question.md says."));
  }
  if (!read.value) return false;
  world.people = std::move(*read.value);
  if (!world.people.agencies.empty()) {
    world.vocabulary.agencies.emplace(world.people.agencies.begin(), world.people.agencies.end());
    for (auto const& [agency, kind] : world.people.agencies) world.vocabulary.kinds.insert(kind);
  }
  if (!world.people.areas.empty()) world.vocabulary.areas.emplace(world.people.areas.begin(), world.people.areas.end());
  return true;
}

void take(Parsed parsed, WorldOptions const& options, World& world, Findings& findings) {
  if (!parsed.agreement) {
    findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
    return;
  }
  auto remarks = check(*parsed.agreement, world.vocabulary, options.today);
  std::erase_if(remarks, [](Finding const& one) { return one.severity != Severity::error; });
  if (!remarks.empty()) ++world.faulty;
  world.despite.insert(world.despite.end(), remarks.begin(), remarks.end());
  if (options.strict && !remarks.empty()) return;
  world.agreements.push_back(std::make_unique<Agreement>(std::move(*parsed.agreement)));
}

/// Of two documents with one id and version and other words nobody knows which is meant.
void hold_together(WorldOptions const& options, World& world) {
  std::map<std::string, std::set<std::string>> words;
  for (auto const& agreement : world.agreements) words[agreement->reference()].insert(agreement->sha256);
  auto const is_double = [&](std::unique_ptr<Agreement> const& agreement) { return words.at(agreement->reference()).size() > 1; };
  for (auto const& agreement : world.agreements) {
    if (!is_double(agreement)) continue;
    ++world.faulty;
    world.despite.push_back(trouble("two-versions", agreement->file, fmt::format("another file here holds '{}' with other words", agreement->reference()),
                                    "Give one of the two the next version number; what was signed never changes."));
  }
  if (options.strict) std::erase_if(world.agreements, is_double);
}

}  // namespace

LoadedWorld load_world(WorldOptions const& options, Vocabulary vocabulary) {
  LoadedWorld out;
  auto world = std::make_unique<World>();
  world->vocabulary = std::move(vocabulary);
  if (!read_people(options.facts, *world, out.findings)) return out;
  std::error_code error;
  std::set<std::filesystem::path> files;  // in one order whatever the disk's
  for (auto const& entry : std::filesystem::directory_iterator{options.documents, error}) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  if (error || files.empty()) {
    out.findings.push_back(trouble("no-agreements", options.documents, "there are no agreements here", "Name a folder with .yaml files."));
    return out;
  }
  for (auto const& file : files) {
    auto const text = read_file(file, largest_document);
    if (!text) {
      out.findings.push_back(trouble(std::string{text.error().code.view()}, file, std::string{text.error().title.view()},
                                     std::string{text.error().remedy.view()}));
    } else if (file.filename() == "prohibitions.yaml") {
      auto statute = parse_statute(*text, file.string());
      out.findings.insert(out.findings.end(), statute.findings.begin(), statute.findings.end());
      world->statute = std::move(statute.prohibitions);
    } else {
      take(parse(*text, file.string()), options, *world, out.findings);
    }
  }
  if (has_errors(out.findings)) return out;
  hold_together(options, *world);
  for (auto const& agreement : world->agreements) {
    world->held.push_back({.agreement = agreement.get(), .signatures = SignatureState::complete, .suspended = false, .ended = false, .assessed = true});
  }
  out.world = std::move(world);
  return out;
}

}  // namespace concordat::agreements
