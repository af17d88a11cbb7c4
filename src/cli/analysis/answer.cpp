// SPDX-License-Identifier: Apache-2.0
#include "cli/analysis/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "agreements/analysis/diff.h"
#include "agreements/analysis/overlap.h"
#include "agreements/analysis/register.h"
#include "agreements/analysis/see.h"
#include "agreements/paper/paper.h"
#include "agreements/signature.h"
#include "base/file.h"
#include "cli/analysis/sources.h"
#include "hub/analysis/holdings.h"
#include "hub/init.h"
#include "hub/lists/register_parts.h"

namespace concordat::cli::analysis {
namespace {

namespace an = agreements::analysis;
namespace paper = agreements::paper;

constexpr std::uint64_t largest_sharings = std::uint64_t{16} << 20;

tl::unexpected<Failure> failed(std::string about, Problem const& problem) { return tl::unexpected<Failure>{{std::move(about), problem}}; }

template <class T>
tl::unexpected<Failure> passed_on(Expected<T> const& expected) {
  return tl::unexpected<Failure>{expected.error()};
}

template <class List>
Json json_of(List const& list) {
  Json::Array out;
  for (auto const& one : list) out.push_back(to_json(one));
  return Json{std::move(out)};
}

struct Asked {
  Question const& question;
  Sources& sources;
  std::optional<Date> at = {};
  std::optional<agreements::Form> form = {};
};

/// What was named, or what the hub holds in force.
Expected<an::Scope> chosen(Asked const& asked) {
  std::vector<agreements::Agreement const*> all;
  for (auto const& file : asked.question.files) {
    auto const read = asked.sources.read(file);
    if (!read) return passed_on(read);
    all.insert(all.end(), read->begin(), read->end());
  }
  if (asked.question.files.empty()) {
    if (asked.sources.hub() == nullptr) {
      return failed({}, {Fault::malformed, "agreement.nothing-to-look-at", "Neither an agreement file nor a hub was named.",
                         "Name agreement files or a folder of them, or a hub with --database.", {}});
    }
    auto const held = asked.sources.in_force(asked.question.by, asked.at.value_or(asked.sources.today()));
    if (!held) return passed_on(held);
    return asked.sources.scope(*held);
  }
  auto scope = asked.sources.scope(std::move(all));
  return asked.at ? an::in_term(scope, *asked.at) : scope;
}

bool is_known(std::string const& field, agreements::Vocabulary const& vocabulary) { return vocabulary.knows_pattern(field) || vocabulary.field(field) != nullptr; }

Expected<Answer> who(Asked const& asked) {
  auto const& field = asked.question.field;
  if (!is_known(field, asked.sources.vocabulary())) {
    return failed({}, {Fault::not_found, "agreement.unknown-field", "The catalogue has no field of that name.",
                       "Write it as agreements do (istv.assault_at), or the beginning and a star (\"istv.*\").", {}});
  }
  auto const scope = chosen(asked);
  if (!scope) return passed_on(scope);
  an::SightQuery const query{.field = field, .agency = {}, .role = {}, .form = asked.form};
  auto const found = an::sights(*scope, query, asked.sources.names());
  auto const onward = an::chains(*scope, query);
  Answer answer;
  for (auto const& sight : found) answer.text += sentence(sight, asked.sources.names()) + "\n";
  for (auto const& chain : onward) answer.text += "Passed on, " + sentence(chain, asked.sources.names()) + "\n";
  if (found.empty()) answer.text = "Nobody: no agreement that was looked at gives it.\n";
  answer.json.set("field", field).set("agreements", static_cast<std::int64_t>(scope->agreements.size()));
  answer.json.set("seen_by", json_of(found)).set("passed_on", json_of(onward));
  return answer;
}

/// A slip of the pen must not read as "gets nothing".
std::optional<Problem> unknown_words(an::Scope const& scope, std::string const& agency, std::string const& role, agreements::Vocabulary const& vocabulary) {
  auto const is_party = std::ranges::any_of(scope.agreements, [&](agreements::Agreement const* one) {
    return std::ranges::any_of(one->parties, [&](agreements::Party const& party) { return party.agency.text == agency; });
  });
  if (!is_party && (!vocabulary.agencies || !vocabulary.agencies->contains(agency))) {
    return Problem{Fault::not_found, "agreement.unknown-agency", "No agreement that was looked at has a party of that name.",
                   "Write it as agreements do (northshire-police), and as the partnership's file says.", {}};
  }
  if (vocabulary.roles.contains(role)) return std::nullopt;
  return Problem{Fault::not_found, "agreement.unknown-role", "The definitions have no role of that name.",
                 "Write it as agreements do: analyst, conference-member, information-governance-lead.", {}};
}

Expected<Answer> what(Asked const& asked) {
  auto const scope = chosen(asked);
  if (!scope) return passed_on(scope);
  auto const& [agency, role] = std::tie(asked.question.agency, asked.question.role);
  if (auto const unknown = unknown_words(*scope, agency, role, asked.sources.vocabulary())) return failed({}, *unknown);
  auto found = an::sights(*scope, {.field = {}, .agency = agency, .role = role, .form = {}}, asked.sources.names());
  std::ranges::stable_sort(found, {}, &an::Sight::disclosers);
  Answer answer;
  std::vector<std::string> from;
  for (auto const& sight : found) {
    if (sight.disclosers != from) {
      from = sight.disclosers;
      std::string names;
      for (auto const& one : from) names += (names.empty() ? "" : " or ") + (asked.sources.names().agency ? asked.sources.names().agency(one) : one);
      answer.text += fmt::format("{}From {}:\n", answer.text.empty() ? "" : "\n", names);
    }
    answer.text += "  " + sentence(sight, asked.sources.names()) + "\n";
  }
  if (found.empty()) answer.text = "Nothing: no agreement that was looked at gives that role of that agency anything.\n";
  answer.json.set("agency", agency).set("role", role).set("agreements", static_cast<std::int64_t>(scope->agreements.size())).set("sees", json_of(found));
  return answer;
}

tl::unexpected<Failure> malformed_sharings(std::string file) {
  return failed(std::move(file), {Fault::malformed, "agreement.sharings-malformed", "The list of recorded sharings is not as it should be.",
                                  "Write a JSON list of {discloser, recipient, role, purpose, field, last_used: \"2026-05-01\"}.", {}});
}

Expected<std::vector<an::Sharing>> read_sharings(std::string const& file) {
  std::vector<an::Sharing> out;
  if (file.empty()) return out;
  auto const text = read_file(file, largest_sharings);
  if (!text) return failed(file, text.error());
  auto const json = Json::parse(*text);
  if (!json || !json->is_array()) return malformed_sharings(file);
  for (auto const& one : json->array()) {
    auto const last = parse_date(one["last_used"].string());
    if (!last || one.object().size() != 6 || one["field"].string().empty()) return malformed_sharings(file);
    out.push_back({{one["discloser"].string(), one["recipient"].string(), one["role"].string(), one["purpose"].string(), one["field"].string()}, *last});
  }
  return out;
}

/// Old and new: two files or folders, or what is in force in the hub and the same with the file's agreements in place of
/// their earlier versions.
Expected<std::pair<an::Scope, an::Scope>> both_sides(Asked const& asked) {
  auto const& files = asked.question.files;
  auto const after = asked.sources.read(files.back());
  if (!after) return passed_on(after);
  if (files.size() == 2) {
    auto const before = asked.sources.read(files.front());
    if (!before) return passed_on(before);
    return std::pair{asked.sources.scope(*before), asked.sources.scope(*after)};
  }
  if (asked.sources.hub() == nullptr) {
    return failed({}, {Fault::malformed, "agreement.nothing-to-look-at", "There is nothing to compare the agreement with.",
                       "Name the earlier version too, or a hub with --database.", {}});
  }
  auto const live = asked.sources.in_force(asked.question.by, asked.at.value_or(asked.sources.today()));
  if (!live) return passed_on(live);
  auto next = *after;
  for (auto const* const one : *live) {
    auto const replaced = std::ranges::any_of(*after, [&](auto const* other) { return other->id.text == one->id.text; });
    if (!replaced) next.push_back(one);
  }
  return std::pair{asked.sources.scope(*live), asked.sources.scope(std::move(next))};
}

Expected<Answer> diff(Asked const& asked) {
  auto const sides = both_sides(asked);
  if (!sides) return passed_on(sides);
  auto const used = read_sharings(asked.question.used);
  if (!used) return passed_on(used);
  auto const difference = an::compare(sides->first, sides->second, asked.sources.names());
  Answer answer;
  for (auto const& line : sentences(difference, asked.sources.names())) answer.text += line + "\n";
  if (difference.empty()) answer.text = "They allow exactly the same.\n";
  Json::Array stopping;
  for (auto const& cut : an::cut_over(difference, *used, &asked.sources.vocabulary())) {
    auto const& cell = cut.sharing.cell;
    answer.text += fmt::format("In use until {}: {} from {} to {} of {} for {}; {}.\n", format_date(cut.sharing.last_used), cell.field, cell.discloser, cell.role, cell.recipient, cell.purpose,
                               cut.change->change == an::Change::removed ? fmt::format("stops on {}", format_date(*cut.change->stops))
                                                                         : fmt::format("goes on only on stricter terms from {}", format_date(*cut.change->stops)));
    Json one;
    one.set("discloser", cell.discloser).set("recipient", cell.recipient).set("role", cell.role).set("purpose", cell.purpose).set("field", cell.field);
    one.set("last_used", format_date(cut.sharing.last_used)).set("change", name_of(cut.change->change)).set("stops", format_date(*cut.change->stops));
    stopping.push_back(std::move(one));
  }
  answer.json = to_json(difference);
  answer.json.set("cut_over", std::move(stopping));
  answer.refuses = difference.widens();
  if (answer.refuses) answer.text += "The new version widens what may be given.\n";
  return answer;
}

Expected<Answer> overlap(Asked const& asked) {
  auto const scope = chosen(asked);
  if (!scope) return passed_on(scope);
  auto const found = an::overlaps(*scope, asked.sources.names());
  Answer answer;
  for (auto const& one : found) answer.text += fmt::format("{}: {}\n", name_of(one.kind), one.sentence);
  if (found.empty()) answer.text = "The agreements that were looked at nowhere get in each other's way.\n";
  answer.json = json_of(found);
  return answer;
}

Expected<Answer> coverage(Asked const& asked) {
  auto const scope = chosen(asked);
  if (!scope) return passed_on(scope);
  auto const found = an::coverage(*scope, asked.sources.known_fields(), asked.sources.feeds());
  Answer answer;
  answer.text = fmt::format("{} fields of the catalogue are given by some agreement, {} by none:\n", found.covered, found.uncovered.size());
  for (auto const& field : found.uncovered) answer.text += fmt::format("  {:<44} {}\n", field.id, field.label);
  for (auto const& feed : found.feeds) {
    auto const from = feed.agency.empty() ? std::string{} : fmt::format(" of {}", feed.agency);
    answer.text += fmt::format("{}{} ({}): {} of {} fields are needed by no agreement; do not take them in{}\n", feed.feed, from, feed.profile, feed.not_needed(), feed.columns.size(),
                               feed.not_needed() == 0 ? "." : ":");
    for (auto const& column : feed.columns) {
      if (column.need == an::Need::not_needed) answer.text += fmt::format("  {:<44} {}\n", column.column.field, column.column.label);
    }
  }
  answer.json = to_json(found);
  return answer;
}

/// Whatever is still to begin, runs or rests.
Expected<an::Scope> going_on(Asked const& asked) {
  if (!asked.question.files.empty() || asked.sources.hub() == nullptr) return chosen(asked);
  auto const held = asked.sources.held(asked.question.by);
  if (!held) return passed_on(held);
  return asked.sources.scope(hub::going_on(**held, asked.sources.today()));
}

Expected<Answer> calendar(Asked const& asked) {
  auto const scope = going_on(asked);
  if (!scope) return passed_on(scope);
  auto const members = asked.sources.members(asked.question.by);
  if (!members) return passed_on(members);
  auto const found = an::calendar(*scope, asked.at.value_or(asked.sources.today()), asked.question.days, *members);
  Answer answer;
  for (auto const& entry : found) answer.text += entry.sentence + "\n";
  if (found.empty()) answer.text = fmt::format("Nothing is due within {} days, and nothing is overdue.\n", asked.question.days);
  answer.json = json_of(found);
  return answer;
}

Expected<Answer> make_register(Asked const& asked) {
  auto const held = asked.sources.held(asked.question.by);
  if (!held) return passed_on(held);
  auto extras = hub::lists::register_extras(*asked.sources.hub());
  if (!extras) return failed({}, extras.error());
  auto const all = an::make_register(asked.sources.hub()->partnership().name, (*held)->in_force(), asked.sources.today(), asked.sources.names(), std::move(*extras));
  Answer answer;
  answer.json = to_json(all);
  auto const sheet = paper::register_sheet(all, asked.sources.names());
  auto const& format = asked.question.format;
  answer.text = format == "html" ? as_html(sheet) : format == "json" ? answer.json.pretty() + "\n" : as_text(sheet);
  return answer;
}

/// By itself: another line of the same agency says nothing about this one.
paper::Held held_against(agreements::PublicKeys const& keys, agreements::Agreement const& agreement, agreements::Sidecar const& sidecar, agreements::Signature const& one) {
  auto alone = sidecar;
  alone.signatures = {one};
  auto const found = agreements::verify(agreement, alone, keys, {});
  if (!found.valid.empty()) return paper::Held::fits;
  auto const lacks_key = std::ranges::any_of(found.findings, [](Finding const& finding) { return finding.code == "no-key"; });
  return lacks_key ? paper::Held::no_key : paper::Held::does_not_fit;
}

/// Of the file of signatures beside a document, those of its very text, held against the keys of a folder where one is named.
Expected<std::vector<paper::Signed>> signatures_beside(Question const& question, agreements::Agreement const& agreement) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 20;
  std::optional<agreements::PublicKeys> keys;
  if (!question.agency_keys.empty()) {
    auto read = hub::public_keys_in(question.agency_keys);
    if (!read) {
      Problem const problem{Fault::malformed, "agreement.keys-malformed", "The folder of public keys cannot be read.", "Give a folder of *.pub files, each one line: agency and key.", {}};
      return tl::unexpected<Failure>{{question.agency_keys, problem, std::move(read.error())}};
    }
    keys = std::move(*read);
  }
  auto const file = agreements::sidecar_name(question.files.front());
  auto const text = read_file(file, largest);
  std::vector<paper::Signed> all;
  if (!text && text.error().fault == Fault::not_found) return all;
  if (!text) return failed(file, text.error());
  auto const sidecar = agreements::read_sidecar(*text);
  if (!sidecar) return failed(file, sidecar.error());
  if (sidecar->sha256 != agreement.sha256) {
    return failed(file, {Fault::conflict, "agreement.signatures-of-another-text", "The file of signatures beside the agreement is of another text: none of them counts here.",
                         "Bring the text back that was signed, or move the file of signatures away; then every party gets a box to sign in.", {}});
  }
  for (auto const& one : sidecar->signatures) {
    if (agreement.party(one.agency) == nullptr) continue;
    all.push_back({one.agency, one.role, one.signed_at, one.key_id, keys ? held_against(*keys, agreement, *sidecar, one) : paper::Held::not_checked});
  }
  return all;
}

/// Which of the two words is wrong, and what could stand there.
std::string wrong_reader(agreements::Agreement const& agreement, std::string const& agency, std::string const& role) {
  std::vector<std::string> parties;
  std::set<std::string> roles;
  for (auto const& party : agreement.parties) parties.push_back(party.agency.text);
  if (agreement.party(agency) == nullptr) return fmt::format("--agency '{}' (the parties are {})", agency, fmt::join(parties, ", "));
  for (auto const& rule : agreement.rules) {
    if (!agreements::contains(rule.recipients, agency)) continue;
    for (auto const& one : rule.recipient_roles) roles.insert(one.text);
  }
  return fmt::format("--role '{}' ({} gets something as {})", role, agency, roles.empty() ? std::string{"nobody"} : fmt::format("{}", fmt::join(roles, ", ")));
}

Expected<Answer> print(Asked const& asked) {
  auto const read = asked.sources.read(asked.question.files.front());
  if (!read) return passed_on(read);
  auto const& [agency, role] = std::tie(asked.question.agency, asked.question.role);
  if (read->empty()) return failed(asked.question.files.front(), {Fault::not_found, "agreement.nothing-to-look-at", "The folder holds no agreement.", "Name an agreement file.", {}});
  auto const& agreement = *read->front();
  auto const whole = agency.empty() && role.empty();
  if (!whole && (agreement.party(agency) == nullptr || !asked.sources.vocabulary().roles.contains(role))) {
    return failed(wrong_reader(agreement, agency, role), {Fault::not_found, "agreement.no-such-role", "The agreement has no such party, or nobody holds such a role.",
                       "Give --agency a party of the agreement and --role a role from the hub's definitions.", {}});
  }
  auto const signatures = whole ? signatures_beside(asked.question, agreement) : std::vector<paper::Signed>{};
  if (!signatures) return passed_on(signatures);
  auto const sheet = whole ? paper::agreement_sheet(agreement, asked.sources.names(), *signatures) : paper::role_sheet(agreement, {agency, role}, &asked.sources.vocabulary(), asked.sources.names());
  Answer answer;
  answer.text = asked.question.format == "html" ? as_html(sheet) : as_text(sheet);
  answer.finds = std::ranges::any_of(*signatures, [](paper::Signed const& one) { return one.held == paper::Held::does_not_fit; });
  answer.json.set("agreement", agreement.reference()).set("title", sheet.title).set("text", as_text(sheet));
  return answer;
}

}  // namespace

tl::expected<Answer, Failure> answer(Question const& question, hub::Shelf const& shelf, hub::Hub* hub, Date today) {
  using Ask = Expected<Answer> (*)(Asked const&);
  constexpr std::array<std::pair<std::string_view, Ask>, 8> verbs{{{"who", who}, {"what", what}, {"diff", diff}, {"overlap", overlap}, {"coverage", coverage},
                                                                   {"calendar", calendar}, {"register", make_register}, {"print", print}}};
  if (question.days < 1 || question.days > 3660) {
    return failed({}, {Fault::malformed, "agreement.bad-days", "That is no number of days to look ahead.", "Give 1 to 3660.", {}});
  }
  Sources sources{shelf, hub, today};
  Asked asked{question, sources};
  if (!question.at.empty()) {
    asked.at = parse_date(question.at);
    if (!asked.at) return failed({}, {Fault::malformed, "agreement.bad-date", "There is no such date.", "Write it as 2026-11-26.", {}});
  }
  if (!question.form.empty()) {
    asked.form = agreements::form_from(question.form);
    if (!asked.form) {
      return failed({}, {Fault::malformed, "agreement.unknown-form", "There is no such form.", "Use aggregate, depersonalised, pseudonymised or personalised.", {}});
    }
  }
  auto const found = std::ranges::find(verbs, question.verb, &std::pair<std::string_view, Ask>::first);
  return found->second(asked);
}

}  // namespace concordat::cli::analysis
