// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "agreements/check.h"
#include "agreements/signature.h"
#include "agreements/statute.h"
#include "agreements/together/together.h"
#include "base/file.h"
#include "base/visible.h"
#include "catalogue/criteria/criteria.h"
#include "catalogue/products.h"
#include "cli/analysis/answer.h"
#include "cli/office.h"
#include "cli/transparency/load.h"
#include "cli/verbs.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "hub/accounts/rights.h"
#include "hub/agreements/life.h"
#include "hub/equality/words.h"
#include "hub/init.h"
#include "hub/partnership_file.h"
#include "hub/release/tables.h"
#include "synth/synth.h"

namespace concordat::cli {
std::string_view words_for(agreements::SignatureState state) {
  switch (state) {
    case agreements::SignatureState::unknown: return "signatures not checked";
    case agreements::SignatureState::draft: return "draft: a discloser's signature is missing or wrong";
    case agreements::SignatureState::proposed: return "proposed: a recipient's signature is missing or wrong";
    case agreements::SignatureState::complete: return "signed by every party";
  }
  return "";
}

namespace {

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

/// The document and its remarks; a Problem only where the file cannot be read.
Result<agreements::Parsed> load_file(std::string const& file, hub::Shelf const& shelf, Date today) {
  auto const text = read_file(file, largest_agreement);
  if (!text) return fail(text);
  return agreements::load(*text, file, agreements::vocabulary_from(shelf.catalogue), today);
}

Findings check_signatures(agreements::Agreement const& agreement, std::string const& file, agreements::PublicKeys const& keys,
                          agreements::SignatureState& state) {
  auto const name = agreements::sidecar_name(file);
  auto const text = read_file(name, largest_agreement);
  auto const sidecar = text ? agreements::read_sidecar(*text) : Result<agreements::Sidecar>{agreements::Sidecar{}};
  if (!sidecar) return {{Severity::error, std::string{sidecar.error().code.view()}, name, 0, 0, std::string{sidecar.error().title.view()}, std::string{sidecar.error().remedy.view()}}};
  auto verified = agreements::verify(agreement, *sidecar, keys, name);
  state = verified.state;
  return std::move(verified.findings);
}

/// A file of several that are checked.
struct Checked {
  std::string file;
  agreements::Parsed parsed;
  agreements::SignatureState state = agreements::SignatureState::unknown;
};

/// What only all of them together show, each finding with the file it is about.
void check_as_a_set(std::vector<Checked>& all, hub::Shelf const& shelf) {
  std::vector<agreements::Agreement const*> set;
  for (auto const& one : all) {
    if (one.parsed.agreement) set.push_back(&*one.parsed.agreement);
  }
  for (auto& finding : agreements::check_together(set, agreements::vocabulary_from(shelf.catalogue))) {
    auto const about = std::ranges::find(all, finding.file, &Checked::file);
    if (about != all.end()) about->parsed.findings.push_back(std::move(finding));
  }
}

/// The parties that are no agency of the partnership file.
Findings unknown_parties(Checked const& one, hub::PartnershipFile const& partnership) {
  Findings findings;
  for (auto const& party : one.parsed.agreement->parties) {
    if (std::ranges::find(partnership.agencies, party.agency.text, &hub::AgencyEntry::id) != partnership.agencies.end()) continue;
    Finding finding{.code = "party-not-in-partnership", .file = one.file};
    finding.line = party.agency.line;
    finding.column = party.agency.column;
    finding.message = fmt::format("the partnership file has no agency '{}'", party.agency.text);
    finding.remedy = "Write the agency as the partnership file has it, or add it there. Then 'concordat init'.";
    findings.push_back(std::move(finding));
  }
  return findings;
}

/// Whether the partnership file has the parties of each, and people who could bring it into force. What ends the verb, if anything.
std::optional<Exit> check_partnership(std::vector<Checked>& checked, Arguments const& arguments) {
  if (arguments.partnership.empty()) return std::nullopt;
  auto const parsed = hub::read_partnership(arguments.partnership, {});
  if (!parsed.file) return complain(arguments, parsed.findings, "The partnership file has errors; nothing was checked:");
  for (auto& one : checked) {
    if (!one.parsed.agreement) continue;
    for (auto& finding : unknown_parties(one, *parsed.file)) one.parsed.findings.push_back(std::move(finding));
    std::vector<hub::Actor> leads;
    for (auto const& member : parsed.file->members) {
      bool const leads_on_it = std::ranges::find(member.roles, "information-governance-lead") != member.roles.end();
      if (leads_on_it && one.parsed.agreement->party(member.agency) != nullptr) leads.push_back({member.id, member.agency});
    }
    for (auto& finding : hub::too_few_leads(*one.parsed.agreement, leads, one.file)) one.parsed.findings.push_back(std::move(finding));
  }
  return std::nullopt;
}

}  // namespace

Exit run_agreement_check(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  std::optional<agreements::PublicKeys> keys;
  if (!arguments.agency_keys.empty()) {
    auto read = hub::public_keys_in(arguments.agency_keys);
    if (!read) return complain(arguments, read.error());
    keys = std::move(*read);
  }
  std::vector<Checked> checked;
  for (auto const& file : arguments.files) {
    auto parsed = load_file(file, *shelf, SystemClock{}.today());
    if (!parsed) return complain(arguments, parsed.error(), file);
    auto state = agreements::SignatureState::unknown;
    if (parsed->agreement && keys) {
      for (auto& finding : check_signatures(*parsed->agreement, file, *keys, state)) parsed->findings.push_back(std::move(finding));
    }
    checked.push_back({file, std::move(*parsed), state});
  }
  check_as_a_set(checked, *shelf);
  if (auto const stopped = check_partnership(checked, arguments)) return *stopped;
  auto worst = Exit::ok;
  Json all{Json::Array{}};
  for (auto const& [file, parsed, state] : checked) {
    bool const good = !has_errors(parsed.findings);
    if (!good) worst = Exit::findings;
    if (arguments.json) {
      Json one;
      one.set("file", file).set("good", good).set("findings", to_json(parsed.findings));
      if (parsed.agreement) one.set("agreement", parsed.agreement->reference()).set("sha256", parsed.agreement->sha256);
      one.set("signatures", words_for(state));
      all.push(std::move(one));
      continue;
    }
    for (auto const& finding : parsed.findings) print(visible(sentence(finding)) + "\n");
    print(fmt::format("{}: {}{}\n", visible(file), good ? "no errors" : "has errors and is never enforced",
                      keys ? fmt::format("; {}", words_for(state)) : std::string{}));
  }
  if (arguments.json) print_json(all);
  return worst;
}

Exit run_agreement_question(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  auto question = arguments.question;
  question.verb = arguments.verb.substr(std::string_view{"agreement "}.size());
  question.by = arguments.by;
  // Files are looked at as they are: a hub that the environment happens to name is asked only where nothing else is.
  bool const asks_hub = !arguments.database.empty() && question.verb != "print" && question.files.size() < (question.verb == "diff" ? 2U : 1U);
  std::optional<Office> office;
  if (asks_hub) {
    office.emplace(arguments);
    if (!*office) return office->exit();
    if (!asking_agency(office->hub(), arguments)) return Exit::refused;
  }
  auto* const hub = office ? &office->hub() : nullptr;
  auto const answer = analysis::answer(question, *shelf, hub, hub != nullptr ? hub->clock().today() : SystemClock{}.today());
  if (!answer) return complain(arguments, Trouble{answer.error().about, answer.error().problem, answer.error().findings});
  auto const bytes = arguments.json ? answer->json.pretty() + "\n" : answer->text;
  if (!question.out.empty()) {
    if (auto done = write_file(question.out, bytes); !done) return complain(arguments, done.error(), question.out);
  } else if (arguments.json) {
    print_json(answer->json);
  } else {
    print(answer->text);
  }
  return answer->refuses ? Exit::refused : answer->finds ? Exit::findings : Exit::ok;
}

Exit run_agreement_key(Arguments const& arguments) {
  SystemChance chance;
  auto const key = crypto::SigningKey::generate(chance);
  if (auto done = crypto::write_key_file(arguments.key, key); !done) return complain(arguments, done.error(), arguments.key);
  auto const line = fmt::format("{} {}\n", arguments.agency, crypto::to_base64(key.public_key()));
  if (auto done = write_file(arguments.key + ".pub", line); !done) return complain(arguments, done.error(), arguments.key + ".pub");
  if (arguments.json) {
    Json json;
    json.set("agency", arguments.agency).set("public_key", crypto::to_base64(key.public_key())).set("file", arguments.key);
    print_json(json);
  } else {
    print(fmt::format("The signing key lies in {}, its public half in {}.pub: give the hub's administrator only the latter.\n",
                      arguments.key, arguments.key));
  }
  return Exit::ok;
}

Exit run_agreement_sign(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  auto const& file = arguments.files.front();
  auto const parsed = load_file(file, *shelf, SystemClock{}.today());
  if (!parsed) return complain(arguments, parsed.error(), file);
  if (!parsed->agreement) return complain(arguments, parsed->findings, "An agreement with errors is not signed:");
  auto const key = crypto::read_signing_key(arguments.key);
  if (!key) return complain(arguments, key.error(), arguments.key);
  auto const name = agreements::sidecar_name(file);
  agreements::Sidecar sidecar;
  if (auto const text = read_file(name, largest_agreement)) {
    auto read = agreements::read_sidecar(*text);
    if (!read) return complain(arguments, read.error(), name);
    sidecar = std::move(*read);
  }
  auto const signed_one = agreements::sign(*parsed->agreement, std::move(sidecar),
                                           {arguments.agency, arguments.post, SystemClock{}.now()}, *key);
  if (!signed_one) return complain(arguments, signed_one.error(), file);
  if (auto done = write_file(name, agreements::write_sidecar(*signed_one)); !done) return complain(arguments, done.error(), name);
  if (arguments.json) {
    Json json;
    json.set("agreement", parsed->agreement->reference()).set("sha256", parsed->agreement->sha256).set("sidecar", name);
    print_json(json);
  } else {
    print(fmt::format("{} signed {} as {}; the signature lies in {}.\n", arguments.agency, parsed->agreement->reference(),
                      arguments.post, name));
  }
  return Exit::ok;
}

namespace {

/// The notes of definitions/transparency, against the model and the settings that they tell of.
void check_notes(std::filesystem::path const& folder, catalogue::DefinitionsReport& report) {
  auto const records = load_records(folder);
  report.counts["transparency notes"] = records ? records->size() : 0;
  if (records) return;
  auto const& [about, problem, findings] = records.error();
  report.findings.insert(report.findings.end(), findings.begin(), findings.end());
  if (findings.empty()) report.findings.push_back({Severity::error, std::string{problem.code.view()}, about, 0, 0, std::string{problem.title.view()}, std::string{problem.remedy.view()}});
}

/// What products name must be there: whoever opens an edition would be the first to hear of it.
void check_products(std::filesystem::path const& folder, catalogue::Catalogue const& known, catalogue::DefinitionsReport& report) {
  auto const file = (folder / "products.yaml").string();
  auto const miss = [&](std::string const& product, std::string_view key, std::string const& word, std::string_view remedy) {
    report.findings.push_back({Severity::error, "unknown-word", file, 0, 0, fmt::format("product '{}': '{}' names '{}', which is not to be had there", product, key, word), std::string{remedy}});
  };
  for (auto const& product : catalogue::load_products(folder.string()).products) {
    for (auto const& purpose : product.purposes) {
      if (known.purpose(purpose) == nullptr) miss(product.id, "purposes", purpose, "Use an id of purposes.yaml.");
    }
    for (auto const& role : product.sign_off) {
      if (known.member_role(role) == nullptr) miss(product.id, "sign_off", role, "Use a member role of roles.yaml.");
      else if (!hub::allowed(hub::Right::release, std::vector{role})) miss(product.id, "sign_off", role, "Use a role in which figures are asked for: whoever signs an edition must see them.");
    }
    for (auto const& table : product.tables()) {
      if (hub::release_table(table) == nullptr) miss(product.id, "tables", table, "'concordat release list' names the tables.");
    }
  }
}

}  // namespace

Exit run_definitions_check(Arguments const& arguments) {
  auto const folder = definitions_folder(arguments);
  auto report = catalogue::check(folder.string());
  std::size_t profiles = 0;
  if (!has_errors(report.findings)) {
    auto const loaded = catalogue::Catalogue::load(folder.string());
    auto const read = intake::load_profiles((folder / "profiles").string(), loaded.catalogue);
    profiles = read.profiles.size();
    report.findings.insert(report.findings.end(), read.findings.begin(), read.findings.end());
    auto const statute = agreements::load_statute(folder / "statute.yaml", agreements::vocabulary_from(loaded.catalogue));
    report.counts["prohibitions"] = statute.prohibitions.size();
    report.findings.insert(report.findings.end(), statute.findings.begin(), statute.findings.end());
    check_notes(folder, report);
    auto const criteria = catalogue::load_criteria(folder.string(), loaded.catalogue);
    report.counts["sets of criteria"] = criteria.programmes.size();
    report.findings.insert(report.findings.end(), criteria.findings.begin(), criteria.findings.end());
    auto const equality = hub::load_equality_words(folder.string());
    report.counts["characteristics"] = equality.characteristics.size();
    report.findings.insert(report.findings.end(), equality.findings.begin(), equality.findings.end());
    check_products(folder, loaded.catalogue, report);
  }
  report.counts["profiles"] = profiles;
  bool const good = !has_errors(report.findings);
  if (arguments.json) {
    Json counts;
    for (auto const& [name, count] : report.counts) counts.set(name, static_cast<std::int64_t>(count));
    Json json;
    json.set("folder", folder.string()).set("good", good).set("counts", std::move(counts)).set("findings", to_json(report.findings));
    print_json(json);
  } else {
    for (auto const& finding : report.findings) print(visible(sentence(finding)) + "\n");
    for (auto const& [name, count] : report.counts) print(fmt::format("{:>6} {}\n", count, name));
    print(good ? "The definitions are good.\n" : "The definitions have errors; no hub starts with them.\n");
  }
  return good ? Exit::ok : Exit::findings;
}

Exit run_synth(Arguments const& arguments) {
  synth::Options options;
  options.seed = arguments.seed;
  options.months = arguments.months;
  options.folder = arguments.out;
  if (arguments.people > 0) options.people = static_cast<std::uint32_t>(arguments.people);
  auto const last = arguments.last_month.empty() ? std::optional{Month{Month::of(SystemClock{}.today()).index - 1}} : parse_month(arguments.last_month);
  if (!last) {
    fmt::print(stderr, "--last-month is no month: write it as 2026-03.\n");
    return Exit::usage;
  }
  options.last_month = *last;
  bool const show = !arguments.quiet && !arguments.json;
  auto const summary = synth::write_partnership(options, [&](synth::Progress const& progress) {
    if (show && progress.months_total > 0 && progress.months_done == progress.months_total) return true;
    return true;
  });
  if (!summary) return complain(arguments, summary.error(), arguments.out);
  if (arguments.json) {
    Json json;
    json.set("areas", static_cast<std::int64_t>(summary->areas)).set("rows", summary->rows).set("bytes", summary->bytes);
    json.set("people_met", static_cast<std::int64_t>(summary->people_met)).set("events", summary->events);
    Json feeds;
    for (auto const& [feed, rows] : summary->rows_by_feed) feeds.set(feed, rows);
    json.set("rows_by_feed", std::move(feeds));
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("Wrote a made-up place with {} areas and {} rows of its agencies' files to {}.\n", summary->areas,
                    summary->rows, arguments.out));
  for (auto const& [feed, rows] : summary->rows_by_feed) print(fmt::format("  {:<20} {} rows\n", feed, rows));
  print("The partnership file is partnership.yaml; what is true lies apart in truth/.\n");
  return Exit::ok;
}

}  // namespace concordat::cli
