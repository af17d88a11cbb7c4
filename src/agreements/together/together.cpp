// SPDX-License-Identifier: Apache-2.0
#include "agreements/together/together.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "agreements/check.h"

namespace concordat::agreements {
namespace {

using Set = std::vector<Agreement const*>;

/// A rule and the agreement it stands in.
struct Placed {
  Agreement const* agreement = nullptr;
  Rule const* rule = nullptr;
};

void remark(Findings& findings, Severity severity, std::string_view code, Agreement const& in, Word const& at,
            std::string message, std::string remedy) {
  findings.push_back(
      {severity, std::string{code}, in.file, at.line, at.column, std::move(message), std::move(remedy)});
}

std::string reference(Placed const& placed) {
  return placed.agreement->reference() + "#" + placed.rule->id.text;
}

void check_versions(Agreement const& one, Agreement const& other, Findings& findings) {
  if (one.id.text != other.id.text) return;
  if (one.version == other.version) {
    if (one.sha256 == other.sha256) return;
    remark(findings, Severity::error, "two-versions", one, one.id,
           fmt::format("'{}' is also in {} with other words", one.reference(), other.file),
           "Give one of the two the next version number; what was signed never changes.");
    return;
  }
  if (one.version < other.version) return;
  if (one.replaces && one.replaces->version == other.version && one.replaces->sha256 != other.sha256) {
    remark(findings, Severity::error, "replaces-other-bytes", one, one.id,
           fmt::format("it replaces version {} with another hash than that of {}", other.version, other.file),
           "Copy the hash that 'concordat agreement check --json' gives of the version that was signed.");
  }
}

/// Of the versions of one agreement, each but the first ought to name the one before it.
void check_chain(Set const& all, Findings& findings) {
  for (auto const* const one : all) {
    if (one->replaces) continue;
    auto const earlier = std::any_of(all.begin(), all.end(), [&](Agreement const* other) {
      return other->id.text == one->id.text && other->version < one->version;
    });
    if (!earlier) continue;
    remark(findings, Severity::warning, "replaces-nothing", *one, one->id,
           fmt::format("an earlier version of '{}' is here, and 'replaces' names none", one->id.text),
           "Add replaces: {version: ..., sha256: ...} of the version before.");
  }
}

/// Of two versions of one agreement only the later one holds; they are not set against each other.
bool side_by_side(Agreement const& one, Agreement const& other) {
  return one.id.text != other.id.text && one.from < other.until && other.from < one.until;
}

void check_conflict(Agreement const& barring, Agreement const& allowing, Vocabulary const& vocabulary,
                    Findings& findings) {
  std::vector<Prohibition const*> bars;
  for (auto const& prohibition : barring.prohibitions) bars.push_back(&prohibition);
  for (auto const& rule : allowing.rules) {
    auto const barred = items_barred(allowing, rule, bars, vocabulary);
    if (barred == 0) continue;
    auto const how_much = is_shadowed(allowing, rule, bars, vocabulary) ? std::string{"all"}
                                                                        : fmt::format("{} of {} items", barred, rule.items.size());
    remark(findings, Severity::warning, "conflict", allowing, rule.id,
           fmt::format("the prohibitions of '{}' forbid {} that rule '{}' allows", barring.reference(), how_much, rule.id.text),
           "Settle it between the parties: take the rule out, or narrow the prohibition.");
  }
}

std::string const& main_name(std::string const& field, Vocabulary const& vocabulary) {
  auto const* const words = vocabulary.field(field);
  return words == nullptr ? field : words->names.front();
}

bool fits(Words const& patterns, std::string const& field, Vocabulary const& vocabulary) {
  auto const* const words = vocabulary.field(field);
  if (words == nullptr) return covers_any(patterns, field);
  return std::any_of(words->names.begin(), words->names.end(),
                     [&](std::string const& name) { return covers_any(patterns, name); });
}

/// The items of the clause that this agreement gives to the recipient.
std::set<std::string> reached(NeverTogether const& clause, Agreement const& agreement, std::string const& recipient,
                              Vocabulary const& vocabulary) {
  std::set<std::string> out;
  for (auto const& rule : agreement.rules) {
    if (clause.unless_form && rule.form <= *clause.unless_form) continue;
    if (!contains(rule.recipients, recipient)) continue;
    for (auto const& item : rule.items) {
      if (fits(clause.items, item.field.text, vocabulary)) out.insert(main_name(item.field.text, vocabulary));
    }
  }
  return out;
}

struct Said {
  std::set<std::tuple<std::string, std::string, std::string>> already;
  bool first(std::string code, std::string rule, std::string about) {
    return already.emplace(std::move(code), std::move(rule), std::move(about)).second;
  }
};

/// Once a clause and a recipient, whichever two agreements show it first.
void check_mosaic(Agreement const& owner, NeverTogether const& clause, std::pair<Agreement const*, Agreement const*> two,
                  Vocabulary const& vocabulary, Said& said, Findings& findings) {
  for (auto const& party : two.first->parties) {
    auto const first = reached(clause, *two.first, party.agency.text, vocabulary);
    auto const second = reached(clause, *two.second, party.agency.text, vocabulary);
    auto all = first;
    all.insert(second.begin(), second.end());
    // What one of them gives alone is that one's own finding.
    if (all.size() < 2 || all.size() == first.size() || all.size() == second.size()) continue;
    if (!said.first("mosaic-across", owner.reference() + clause.why, party.agency.text)) continue;
    auto const at = clause.items.empty() ? owner.id : clause.items.front();
    remark(findings, Severity::warning, "mosaic-across", owner, at,
           fmt::format("'{}' is given {} items that may never go together, by '{}' and '{}'", party.agency.text,
                       all.size(), two.first->reference(), two.second->reference()),
           "Asked for together they are refused; take one of them out where nobody needs it.");
  }
}

bool has_of_its_own(std::string_view kind, std::string const& field, Vocabulary const& vocabulary) {
  auto const* const words = vocabulary.field(field);
  return words == nullptr || !words->holders || words->holders->contains(kind);
}

/// A source that is a party to the agreement that passes its items on has signed that.
bool has_signed(Rule const& source, Agreement const& onward) {
  return std::all_of(source.disclosers.begin(), source.disclosers.end(),
                     [&](Word const& one) { return onward.party(one.text) != nullptr; });
}

/// Every rule that gives this field to the agency, of sources that have not signed `onward`.
std::vector<Placed> sources_of(Set const& all, Agreement const& onward, std::string const& agency, std::string const& field,
                               Vocabulary const& vocabulary) {
  std::vector<Placed> out;
  for (auto const* const agreement : all) {
    for (auto const& rule : agreement->rules) {
      if (!contains(rule.recipients, agency) || has_signed(rule, onward)) continue;
      auto const gives = [&](Item const& item) {
        return main_name(item.field.text, vocabulary) == main_name(field, vocabulary);
      };
      if (std::any_of(rule.items.begin(), rule.items.end(), gives)) out.push_back({agreement, &rule});
    }
  }
  return out;
}

/// Whether some agreement names both the source and the agency that is reached.
bool known_to(Set const& all, std::string const& source, std::string const& reached) {
  return std::any_of(all.begin(), all.end(), [&](Agreement const* one) {
    return one->party(source) != nullptr && one->party(reached) != nullptr;
  });
}

void check_passed_on(Set const& all, Placed const& onward, Placed const& source, Said& said, Findings& findings) {
  for (auto const& origin : source.rule->disclosers) {
    for (auto const& reached : onward.rule->recipients) {
      if (reached.text == origin.text || known_to(all, origin.text, reached.text)) continue;
      if (!said.first("onward-reach", reference(onward), origin.text + " " + reached.text)) continue;
      remark(findings, Severity::warning, "onward-reach", *onward.agreement, reached,
             fmt::format("what '{}' gives under '{}' goes on to '{}', which no agreement of '{}' names", origin.text,
                         reference(source), reached.text, origin.text),
             "Ask the source whether it agrees, and name the agency in an agreement the source signs.");
    }
  }
}

void check_onward(Set const& all, Placed const& onward, Vocabulary const& vocabulary, Said& said,
                  Findings& findings) {
  for (auto const& discloser : onward.rule->disclosers) {
    auto const* const party = onward.agreement->party(discloser.text);
    if (party == nullptr) continue;
    for (auto const& item : onward.rule->items) {
      if (has_of_its_own(party->kind.text, item.field.text, vocabulary)) continue;
      auto const sources = sources_of(all, *onward.agreement, discloser.text, item.field.text, vocabulary);
      if (sources.empty()) continue;
      auto const may = [](Placed const& one) { return one.rule->onward != Onward::none; };
      if (std::none_of(sources.begin(), sources.end(), may)) {
        if (!said.first("onward-none", reference(onward), item.field.text)) continue;
        remark(findings, Severity::warning, "onward-none", *onward.agreement, item.field,
               fmt::format("'{}' passes on '{}', which it has only under '{}', and that says onward: none",
                           discloser.text, item.field.text, reference(sources.front())),
               "Take the item out, or have the source agree to onward: with-discloser-agreement.");
        continue;
      }
      for (auto const& source : sources) {
        if (may(source)) check_passed_on(all, onward, source, said, findings);
      }
    }
  }
}

/// So that the order in which the files were named never shows.
Set in_order(Set agreements) {
  std::sort(agreements.begin(), agreements.end(), [](Agreement const* left, Agreement const* right) {
    return std::tie(left->id.text, left->version, left->sha256, left->file) <
           std::tie(right->id.text, right->version, right->sha256, right->file);
  });
  return agreements;
}

}  // namespace

Findings check_together(std::vector<Agreement const*> const& agreements, Vocabulary const& vocabulary) {
  Findings findings;
  Said said;
  auto const all = in_order(agreements);
  check_chain(all, findings);
  for (std::size_t left = 0; left < all.size(); ++left) {
    for (std::size_t right = 0; right < all.size(); ++right) {
      if (left == right) continue;
      if (left < right || all[left]->version != all[right]->version) check_versions(*all[left], *all[right], findings);
      if (!side_by_side(*all[left], *all[right])) continue;
      check_conflict(*all[left], *all[right], vocabulary, findings);
      if (left > right) continue;
      for (auto const* const owner : all) {
        for (auto const& clause : owner->never_together) {
          check_mosaic(*owner, clause, {all[left], all[right]}, vocabulary, said, findings);
        }
      }
    }
  }
  for (auto const* const agreement : all) {
    for (auto const& rule : agreement->rules) check_onward(all, {agreement, &rule}, vocabulary, said, findings);
  }
  std::sort(findings.begin(), findings.end(), [](Finding const& left, Finding const& right) {
    return std::tie(left.file, left.line, left.column, left.code, left.message) <
           std::tie(right.file, right.line, right.column, right.code, right.message);
  });
  return findings;
}

}  // namespace concordat::agreements
