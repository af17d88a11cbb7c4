// SPDX-License-Identifier: Apache-2.0
#include "agreements/paper/paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"

namespace concordat::agreements::paper {
namespace {

using Namer = std::function<std::string(std::string_view)>;
using Lines = std::vector<std::string>;

std::string named(Namer const& namer, std::string_view id) { return namer ? namer(id) : std::string{id}; }

std::string listed(Lines const& words, std::string_view last = " and ") {
  std::string out;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) out += index + 1 == words.size() ? last : std::string_view{", "};
    out += words[index];
  }
  return out;
}

std::string listed(Namer const& namer, Words const& words, std::string_view last = " and ") {
  Lines out;
  for (auto const& word : words) out.push_back(named(namer, word.text));
  return listed(out, last);
}

Lines all_named(Namer const& namer, Lines const& ids) {
  Lines out;
  for (auto const& id : ids) out.push_back(named(namer, id));
  return out;
}

void add_head(Sheet& sheet, Agreement const& agreement, PrintNames const& names) {
  std::vector<Lines> rows{{"Agreement", fmt::format("{}, version {}", agreement.id.text, agreement.version)},
                          {"In force", term_in_words(agreement.from, agreement.until)},
                          {"Review by", format_date(agreement.review_by)}};
  if (agreement.replaces) rows.push_back({"Replaces", fmt::format("version {}", agreement.replaces->version)});
  if (agreement.dpia) rows.push_back({"Assessment", fmt::format("{}, approved {}", agreement.dpia->reference, format_date(agreement.dpia->approved))});
  if (agreement.eia) rows.push_back({"Equality assessment", fmt::format("{}, approved {}", agreement.eia->reference, format_date(agreement.eia->approved))});
  if (agreement.contact) {
    rows.push_back({"Questions to", fmt::format("{} of {}", named(names.role, agreement.contact->role.text), named(names.agency, agreement.contact->agency.text))});
  }
  sheet.facts(std::move(rows));
}

void add_parties(Sheet& sheet, Agreement const& agreement, PrintNames const& names) {
  sheet.heading(2, "Who takes part");
  std::vector<Lines> rows;
  for (auto const& party : agreement.parties) {
    auto const what = party.discloses && party.receives ? "gives and receives" : party.discloses ? "gives" : "receives";
    rows.push_back({named(names.agency, party.agency.text), plain_words(party.kind.text), what});
  }
  sheet.table("", {"Agency", "Kind", "What it does"}, std::move(rows));
  sheet.heading(2, "What it is for");
  Lines purposes;
  for (auto const& purpose : agreement.purposes) purposes.push_back(fmt::format("{}: {}.", named(names.purpose, purpose.id.text), purpose.because));
  sheet.list(std::move(purposes));
}

/// As many as fit beside giver and item on a sheet of A4.
constexpr std::size_t most_receivers_across = 5;

struct Matrix {
  Lines receivers;
  std::vector<std::pair<std::string, std::string>> lines;  ///< giver and item
  std::map<std::tuple<std::string, std::string, std::string>, Lines> cells;
};

template <class T>
void add_once(std::vector<T>& to, T one) {
  if (std::ranges::find(to, one) == to.end()) to.push_back(std::move(one));
}

Matrix matrix_of(Agreement const& agreement) {
  Matrix matrix;
  for (auto const& party : agreement.parties) {
    for (std::size_t number = 0; number < agreement.rules.size(); ++number) {
      auto const& rule = agreement.rules[number];
      if (!contains(rule.disclosers, party.agency.text)) continue;
      for (auto const& recipient : rule.recipients) {
        // what an agency holds itself is not given to it
        if (recipient.text == party.agency.text && rule.disclosers.size() > 1) continue;
        add_once(matrix.receivers, recipient.text);
        for (auto const& item : rule.items) {
          add_once(matrix.lines, {party.agency.text, item.field.text});
          matrix.cells[{party.agency.text, item.field.text, recipient.text}].push_back(fmt::format("{} ({})", in_words(item.as), number + 1));
        }
      }
    }
  }
  return matrix;
}

/// Whose items go to whom: every line names its giver, so that a line on the third page still says whose it is.
void add_matrix(Sheet& sheet, Agreement const& agreement, PrintNames const& names) {
  sheet.heading(2, "Who gives what to whom");
  sheet.paragraph("A number in brackets is the rule below under whose terms the item is given. An empty cell means never.");
  auto const matrix = matrix_of(agreement);
  for (std::size_t first = 0; first < matrix.receivers.size(); first += most_receivers_across) {
    auto const count = std::min(most_receivers_across, matrix.receivers.size() - first);
    Lines headings{"From", "Item"};
    for (std::size_t at = 0; at < count; ++at) headings.push_back("To " + named(names.agency, matrix.receivers[first + at]));
    std::vector<Lines> rows;
    for (auto const& [giver, field] : matrix.lines) {
      Lines row{named(names.agency, giver), named(names.field, field)};
      bool any = false;
      for (std::size_t at = 0; at < count; ++at) {
        auto const cell = matrix.cells.find({giver, field, matrix.receivers[first + at]});
        row.push_back(cell == matrix.cells.end() ? "" : text::join(cell->second, "; "));
        any = any || !row.back().empty();
      }
      if (any) rows.push_back(std::move(row));
    }
    sheet.table("", std::move(headings), std::move(rows));
  }
}

void add_terms(Sheet& sheet, Agreement const& agreement, PrintNames const& names) {
  sheet.heading(2, "On which terms");
  for (std::size_t number = 0; number < agreement.rules.size(); ++number) {
    auto const& rule = agreement.rules[number];
    sheet.heading(3, fmt::format("({}) {}", number + 1, rule.why));
    std::vector<Lines> rows{{"From", listed(names.agency, rule.disclosers)},
                            {"To", fmt::format("{} of {}", listed(names.role, rule.recipient_roles, " or "), listed(names.agency, rule.recipients))},
                            {"For", listed(names.purpose, rule.purposes, " or ")},
                            {"In which form", std::string{in_words(rule.form)}}};
    for (auto const& condition : in_words(rule.conditions, names)) rows.push_back({rows.back()[0] == "Only if" || rows.back()[0] == "and" ? "and" : "Only if", condition});
    if (rule.control) {
      rows.push_back({"Small numbers", fmt::format("groups under {} are {} (rules: {})", rule.control->min_group,
                                                   rule.control->on_fail == OnFail::refuse ? "refused" : "left out", rule.control->profile.text)});
      if (auto const holds = rule.control->recipient_holds_named_incidents) rows.push_back({"What the recipient holds", *holds ? "named records of the same incidents: what it gets is held against them first" : "no named records of the same incidents"});
    }
    if (rule.schedule) {
      rows.push_back({"How often", fmt::format("every {}, within {} of the end of the period", in_words(rule.schedule->every), in_words(rule.schedule->due_within))});
    }
    rows.push_back({"Kept for", in_words(rule.retention)});
    rows.push_back({"Passed on", rule.onward == Onward::none ? "never" : "only if the giver agrees"});
    rows.push_back({"By which law", named(names.gateway, rule.gateway.text)});
    rows.push_back({"Rule", rule.id.text});
    sheet.facts(std::move(rows));
  }
}

Lines apart_clauses(Agreement const& agreement, PrintNames const& names) {
  Lines out;
  for (auto const& clause : agreement.never_together) {
    out.push_back(fmt::format("Two or more of {} together{}: {}.", listed(names.field, clause.items),
                              clause.unless_form ? fmt::format(", unless in the form {}", name_of(*clause.unless_form)) : "", clause.why));
  }
  return out;
}

Lines joined_clauses(Agreement const& agreement, PrintNames const& names) {
  Lines out;
  for (auto const& clause : agreement.must_go_together) {
    auto const except = clause.except_rules.empty() ? std::string{} : fmt::format(" (except by rule {})", listed({}, clause.except_rules));
    out.push_back(fmt::format("{} only with {}{}: {}.", listed(names.field, clause.items), listed(names.field, clause.with), except, clause.why));
  }
  return out;
}

void add_nevers(Sheet& sheet, Agreement const& agreement, PrintNames const& names) {
  sheet.heading(2, "What is never allowed");
  sheet.note("Anything that is not written here, and anything for immigration enforcement.");
  Lines nevers;
  for (auto const& prohibition : agreement.prohibitions) nevers.push_back(in_words(prohibition, names));
  for (auto& clause : apart_clauses(agreement, names)) nevers.push_back(std::move(clause));
  if (!nevers.empty()) sheet.list(std::move(nevers));
  auto together = joined_clauses(agreement, names);
  if (together.empty()) return;
  sheet.heading(2, "What must go together");
  sheet.list(std::move(together));
}

/// "2026-03-01 09:00" of an instant.
std::string minute_of(std::string const& at) {
  auto out = at.substr(0, 16);
  std::ranges::replace(out, 'T', ' ');
  return out;
}

std::string_view words_for(Held held) {
  switch (held) {
    case Held::fits: return "fits";
    case Held::does_not_fit: return "does NOT fit: made with another key";
    case Held::no_key: return "cannot be told: no public key of this agency at hand";
    case Held::not_checked: return "not checked";
  }
  return "not checked";
}

std::string what_was_checked(std::span<Signed const> signatures) {
  auto const any = [&](Held held) { return std::ranges::any_of(signatures, [held](Signed const& one) { return one.held == held; }); };
  if (any(Held::not_checked)) return "Nobody held these signatures against the agencies' public keys when this was printed, so none of them counts as made: print it with '--agency-keys FOLDER'.";
  Lines told;
  if (any(Held::does_not_fit)) told.push_back("A line that does not fit the public key of its agency is no signature: whoever wrote it did not hold that key.");
  if (any(Held::no_key)) told.push_back("Whether an agency signed of which no public key was at hand cannot be told, so its signature does not count as made: put its key into the folder and print again.");
  return told.empty() ? "Each of these signatures fits this text and the public key of its agency." : text::join(told, " ");
}

void add_signatures(Sheet& sheet, Agreement const& agreement, PrintNames const& names, std::span<Signed const> signatures) {
  sheet.heading(2, "Signatures");
  sheet.paragraph(fmt::format("Each party signs this version. Its text has the SHA-256 {}; any change to it, however small, changes that number and needs new signatures.",
                              agreement.sha256));
  std::vector<Lines> rows;
  for (auto const& one : signatures) {
    rows.push_back({named(names.agency, one.agency), named(names.role, one.post), minute_of(one.at), one.key_id, std::string{words_for(one.held)}});
  }
  if (!rows.empty()) {
    sheet.table("", {"For", "Signed by", "When (UTC)", "Key", "Held against its key"}, std::move(rows));
    sheet.paragraph(what_was_checked(signatures));
  }
  Lines signers;
  for (auto const& party : agreement.parties) {
    auto const has_signed = std::ranges::any_of(signatures, [&](Signed const& one) { return one.agency == party.agency.text && one.held == Held::fits; });
    if (!has_signed) signers.push_back(fmt::format("For {}", named(names.agency, party.agency.text)));
  }
  if (!signers.empty()) sheet.signatures(std::move(signers));
}

std::string whole_sentence(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

/// For one role: only what its own rules do not except, and an exception by what it is for instead of a rule's id.
Lines joined_clauses_for(Agreement const& agreement, std::vector<Rule const*> const& rules, PrintNames const& names) {
  Lines out;
  for (auto const& clause : agreement.must_go_together) {
    Lines excepted;
    for (auto const* const rule : rules) {
      if (contains(clause.except_rules, rule->id.text)) excepted.push_back(rule->why);
    }
    if (excepted.size() == rules.size()) continue;
    auto const except = excepted.empty() ? std::string{} : fmt::format(" (except: {})", text::join(excepted, "; "));
    out.push_back(fmt::format("{} only with {}{}: {}.", listed(names.field, clause.items), listed(names.field, clause.with), except, clause.why));
  }
  return out;
}

/// What one rule gives this role.
void add_rule_for_role(Sheet& sheet, Rule const& rule, RoleAsked const& asked, PrintNames const& names) {
  Words from;
  std::copy_if(rule.disclosers.begin(), rule.disclosers.end(), std::back_inserter(from), [&](Word const& one) { return one.text != asked.agency; });
  sheet.heading(3, fmt::format("From {}", listed(names.agency, from.empty() ? rule.disclosers : from, " or ")));
  sheet.paragraph(whole_sentence(rule.why));
  Lines items;
  for (auto const& item : rule.items) items.push_back(fmt::format("{}, {}", named(names.field, item.field.text), in_words(item.as)));
  sheet.list(std::move(items));
  std::vector<Lines> rows{{"You may ask for", listed(names.purpose, rule.purposes, " or ")}, {"You get", std::string{in_words(rule.form)}}};
  for (auto const& condition : in_words(rule.conditions, names)) rows.push_back({rows.back()[0] == "Only if" || rows.back()[0] == "and" ? "and" : "Only if", condition});
  if (rule.control) rows.push_back({"Small numbers", fmt::format("groups under {} are {}", rule.control->min_group, rule.control->on_fail == OnFail::refuse ? "refused" : "left out")});
  rows.push_back({"Keep it for", in_words(rule.retention)});
  rows.push_back({"Pass it on", rule.onward == Onward::none ? "never" : "only if the giver agrees first"});
  rows.push_back({"The law", named(names.gateway, rule.gateway.text)});
  sheet.facts(std::move(rows));
}

/// Whether a prohibition could touch anything the role is given.
bool touches(Prohibition const& prohibition, std::vector<Rule const*> const& rules, Vocabulary const* vocabulary) {
  return std::any_of(rules.begin(), rules.end(), [&](Rule const* rule) {
    return std::any_of(rule->items.begin(), rule->items.end(), [&](Item const& item) { return analysis::names_field(prohibition.items, item.field.text, vocabulary); });
  });
}

void add_nevers_for_role(Sheet& sheet, Agreement const& agreement, std::vector<Rule const*> const& rules, Vocabulary const* vocabulary, PrintNames const& names) {
  sheet.heading(2, "What you must never do");
  Lines nevers{"Use any of this for a purpose that is not named above, and never for immigration enforcement.",
               "Ask for somebody else, or let somebody else use what you were given.", "Keep it longer than is said above."};
  if (std::any_of(rules.begin(), rules.end(), [](Rule const* rule) { return rule->form <= Form::depersonalised; })) {
    nevers.emplace_back("Try to find out who is behind a row or a figure.");
  }
  for (auto const& prohibition : agreement.prohibitions) {
    if (touches(prohibition, rules, vocabulary)) nevers.push_back(fmt::format("Ask for, or use: {}", in_words(prohibition, names)));
  }
  for (auto& clause : apart_clauses(agreement, names)) nevers.push_back(fmt::format("Put together: {}", clause));
  sheet.list(std::move(nevers));
  if (auto together = joined_clauses_for(agreement, rules, names); !together.empty()) {
    sheet.heading(2, "What must stay together");
    sheet.list(std::move(together));
  }
}

}  // namespace

Sheet agreement_sheet(Agreement const& agreement, PrintNames const& names, std::span<Signed const> signatures) {
  Sheet sheet{.title = agreement.title, .blocks = {}};
  sheet.heading(1, agreement.title);
  if (!agreement.summary.empty()) sheet.paragraph(agreement.summary);
  add_head(sheet, agreement, names);
  add_parties(sheet, agreement, names);
  add_matrix(sheet, agreement, names);
  add_terms(sheet, agreement, names);
  add_nevers(sheet, agreement, names);
  add_signatures(sheet, agreement, names, signatures);
  return sheet;
}

Sheet role_sheet(Agreement const& agreement, RoleAsked const& asked, Vocabulary const* vocabulary, PrintNames const& names) {
  auto const who = fmt::format("{} of {}", named(names.role, asked.role), named(names.agency, asked.agency));
  Sheet sheet{.title = fmt::format("What this means for {}", who), .blocks = {}};
  sheet.heading(1, sheet.title);
  sheet.paragraph(fmt::format("{} ({}, version {}), in force {}.", agreement.title, agreement.id.text, agreement.version, term_in_words(agreement.from, agreement.until)));
  std::vector<Rule const*> rules;
  for (auto const& rule : agreement.rules) {
    if (contains(rule.recipients, asked.agency) && contains(rule.recipient_roles, asked.role)) rules.push_back(&rule);
  }
  sheet.heading(2, "What you may ask");
  if (rules.empty()) {
    sheet.note("Nothing. This agreement gives you nothing; asking under it is always refused.");
    return sheet;
  }
  for (auto const* const rule : rules) add_rule_for_role(sheet, *rule, asked, names);
  add_nevers_for_role(sheet, agreement, rules, vocabulary, names);
  sheet.heading(2, "When you are refused, or are not sure");
  sheet.paragraph("The hub says why it refuses and what would help.");
  if (agreement.contact) {
    sheet.paragraph(fmt::format("Ask the {} of {}.", named(names.role, agreement.contact->role.text), named(names.agency, agreement.contact->agency.text)));
  }
  return sheet;
}

/// Lists of people and analytics, each with the post that answers for it.
void add_extras(Sheet& sheet, analysis::RegisterExtras const& extras, PrintNames const& names) {
  auto const owner = [&](analysis::RegisterOwner const& one) { return one ? fmt::format("{} of {}", named(names.role, one->second), named(names.agency, one->first)) : std::string{"nobody"}; };
  if (!extras.lists.empty()) {
    std::vector<Lines> rows;
    for (auto const& one : extras.lists) rows.push_back({one.title, named(names.agency, one.agency), owner(one.owner), one.in_use ? "in use" : "out of use: nobody reads it"});
    sheet.heading(2, "Lists of people");
    sheet.table("Lists of people, and who answers for each", {"List", "Whose", "Who answers for it", "State"}, std::move(rows));
  }
  if (extras.algorithms.empty()) return;
  std::vector<Lines> rows;
  for (auto const& one : extras.algorithms) rows.push_back({one.title, one.id, owner(one.owner)});
  sheet.heading(2, "Analytics");
  sheet.table("Analytics that the hub runs, and who answers for each", {"Analytic", "Its record", "Who answers for it"}, std::move(rows));
}

Sheet register_sheet(analysis::Register const& all, PrintNames const& names) {
  Sheet sheet{.title = fmt::format("Register of agreements: {}", all.partnership), .blocks = {}};
  sheet.heading(1, sheet.title);
  sheet.paragraph(fmt::format("As of {}. What is shared between agencies, by whom, for what, and on which law.", format_date(all.as_of)));
  if (all.entries.empty()) sheet.note("No agreement has been signed by all who must.");
  for (auto const& entry : all.entries) {
    sheet.heading(2, fmt::format("{} (version {})", entry.title, entry.version));
    if (!entry.summary.empty()) sheet.paragraph(entry.summary);
    Lines parties;
    for (auto const& party : entry.parties) {
      parties.push_back(fmt::format("{} ({})", party.name, party.discloses && party.receives ? "gives and receives" : party.discloses ? "gives" : "receives"));
    }
    Lines purposes;
    for (auto const& [id, because] : entry.purposes) purposes.push_back(fmt::format("{} ({})", named(names.purpose, id), because));
    auto standing = std::string{name_of(entry.standing).view()};
    std::replace(standing.begin(), standing.end(), '-', ' ');
    std::vector<Lines> rows{{"Agreement", fmt::format("{}, version {}", entry.id, entry.version)},
                            {"Standing", standing},
                            {"Term", term_in_words(entry.from, entry.until)},
                            {"Review by", format_date(entry.review_by)},
                            {"Who takes part", text::join(parties, "; ")},
                            {"What it is for", text::join(purposes, "; ")}};
    if (entry.owner) rows.push_back({"Owner", fmt::format("{} of {}", named(names.role, entry.owner->second), named(names.agency, entry.owner->first))});
    if (entry.dpia) rows.push_back({"Assessment", fmt::format("{}, approved {}", entry.dpia->reference, format_date(entry.dpia->approved))});
    rows.push_back({"SHA-256", entry.sha256});
    sheet.facts(std::move(rows));
    std::vector<Lines> flows;
    for (auto const& flow : entry.flows) {
      flows.push_back({text::join(flow.fields, "; "), listed(all_named(names.agency, flow.from)),
                       fmt::format("{} of {}", listed(all_named(names.role, flow.roles), " or "), listed(all_named(names.agency, flow.to))),
                       fmt::format("{}; {}; {}; kept {}", listed(all_named(names.purpose, flow.purposes), " or "), name_of(flow.form), flow.gateway.title, flow.kept)});
    }
    sheet.table("What is given", {"What", "From", "To", "For, form, law, keeping"}, std::move(flows));
    if (!entry.never.empty()) {
      sheet.heading(3, "Never");
      sheet.list(entry.never);
    }
  }
  add_extras(sheet, all.extras, names);
  return sheet;
}

}  // namespace concordat::agreements::paper
