// SPDX-License-Identifier: Apache-2.0
#include "agreements/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "agreements/check_rule.h"
#include "agreements/print.h"

namespace concordat::agreements {
namespace {

void check_term(Agreement const& agreement, Date today, Remarker const& remark) {
  if (agreement.until <= agreement.from) {
    remark.error("bad-term", agreement.term, "the agreement ends before it begins",
                 "Put 'until' after 'from', and 'review_by' before it.");
    return;
  }
  if (today >= agreement.until) {
    remark.warning("expired", agreement.term,
                   fmt::format("its last day was {}", format_date(last_day(agreement.until))),
                   "Agree a new version and have it signed.");
  }
  if (add(agreement.from, {.months = 24, .days = 1}) < agreement.until) {
    remark.warning("long-term", agreement.term, "it runs for more than two years without a new signature",
                   "End it within two years, and let the review come before that.");
  }
  if (agreement.review_by >= agreement.until) {
    remark.warning("late-review", agreement.review, "the review falls after the end",
                   "Review it before it ends.");
  }
  if (today > agreement.review_by && today < agreement.until) {
    remark.warning("review-overdue", agreement.review,
                   fmt::format("the review was due by {}", format_date(agreement.review_by)),
                   "Review the agreement and set the next date in a new version.");
  }
}

void check_party(Party const& party, Vocabulary const& vocabulary, Remarker const& remark) {
  if (!vocabulary.kinds.contains(party.kind.text)) {
    remark.error("unknown-kind", party.kind, fmt::format("no kind of agency '{}' is known", party.kind.text),
                 "Use a kind from the hub's definitions.");
  }
  if (party.kind.text.find("immigration") != std::string::npos) {
    remark.error("barred-party", party.kind, "nothing is ever given to immigration enforcement",
                 "Take the party out, here and of every rule: no agreement can allow it.");
  }
  if (!vocabulary.agencies) return;
  auto const found = vocabulary.agencies->find(party.agency.text);
  if (found == vocabulary.agencies->end()) {
    remark.error("unknown-agency", party.agency,
                 fmt::format("the hub knows no agency '{}'", party.agency.text),
                 "Name an agency of the partnership file, or add it there.");
  } else if (found->second != party.kind.text) {
    remark.error(
        "agency-kind", party.kind,
        fmt::format("'{}' is of kind '{}' in the partnership file", party.agency.text, found->second),
        "Give the party the kind it has.");
  }
}

void check_parties(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& party : agreement.parties) {
    check_party(party, vocabulary, remark);
    auto const used = std::any_of(agreement.rules.begin(), agreement.rules.end(), [&](Rule const& rule) {
      return contains(rule.disclosers, party.agency.text) || contains(rule.recipients, party.agency.text);
    });
    if (!used) {
      remark.warning("unused-party", party.agency, fmt::format("no rule names '{}'", party.agency.text),
                     "Leave the party out, or add the rule that is missing.");
    }
  }
  if (!agreement.contact) return;
  auto const& contact = *agreement.contact;
  // The contact need not be a party: a council may look after an agreement it takes no part in.
  if (vocabulary.agencies && !vocabulary.agencies->contains(contact.agency.text)) {
    remark.error("unknown-agency", contact.agency,
                 fmt::format("the hub knows no agency '{}'", contact.agency.text),
                 "Name an agency of the partnership file, or add it there.");
  }
  if (!vocabulary.roles.contains(contact.role.text)) {
    remark.error("unknown-role", contact.role, fmt::format("no role '{}' is known", contact.role.text),
                 "Use a role from the hub's definitions.");
  }
}

void check_purposes(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& purpose : agreement.purposes) {
    if (vocabulary.bars(purpose.id.text)) {
      remark.error("barred-purpose", purpose.id,
                   fmt::format("nothing is ever given for '{}'", purpose.id.text),
                   "Remove the purpose, here and of every rule: no agreement can allow it.");
    } else if (!vocabulary.purposes.contains(purpose.id.text)) {
      remark.error("unknown-purpose", purpose.id, fmt::format("no purpose '{}' is known", purpose.id.text),
                   "Use a purpose from the hub's definitions.");
    }
    auto const used = std::any_of(agreement.rules.begin(), agreement.rules.end(),
                                  [&](Rule const& rule) { return contains(rule.purposes, purpose.id.text); });
    if (!used) {
      remark.warning("unused-purpose", purpose.id, fmt::format("no rule uses '{}'", purpose.id.text),
                     "Leave the purpose out, or add the rule that is missing.");
    }
  }
}

void check_patterns(Words const& patterns, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& pattern : patterns) {
    if (vocabulary.knows_pattern(pattern.text)) continue;
    remark.error("unknown-field", pattern, fmt::format("the catalogue has no field '{}'", pattern.text),
                 "Use a field from the hub's catalogue.");
  }
}

void check_prohibitions(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& prohibition : agreement.prohibitions) {
    check_patterns(prohibition.items, vocabulary, remark);
    check_patterns(prohibition.combined_with, vocabulary, remark);
    for (auto const& purpose : prohibition.purposes) {
      // A mistyped purpose here would forbid nothing.
      if (vocabulary.purposes.contains(purpose.text) || vocabulary.bars(purpose.text)) continue;
      remark.error("unknown-purpose", purpose, fmt::format("no purpose '{}' is known", purpose.text),
                   "Use a purpose from the hub's definitions.");
    }
  }
}

void check_apart(MustGoTogether const& clause, Rule const& rule, Remarker const& remark) {
  if (contains(clause.except_rules, rule.id.text)) return;
  auto const given = [&](Item const& item) { return covers_any(clause.items, item.field.text); };
  if (std::none_of(rule.items.begin(), rule.items.end(), given)) return;
  for (auto const& with : clause.with) {
    if (rule.item(with.text) != nullptr) continue;
    remark.warning("apart", rule.id,
                   fmt::format("rule '{}' gives an item without '{}'", rule.id.text, with.text),
                   "Add the item that must go with it, or except the rule.");
  }
}

void check_mosaic(NeverTogether const& clause, Rule const& rule, Remarker const& remark) {
  if (clause.unless_form && rule.form <= *clause.unless_form) return;
  auto const count = std::count_if(rule.items.begin(), rule.items.end(), [&](Item const& item) {
    return covers_any(clause.items, item.field.text);
  });
  if (count < 2) return;
  remark.warning("mosaic", rule.id,
                 fmt::format("rule '{}' gives {} items that may never go together", rule.id.text, count),
                 "Split the rule: asked for together they are refused.");
}

void check_groups(Agreement const& agreement, Vocabulary const& vocabulary, Remarker const& remark) {
  for (auto const& clause : agreement.never_together) {
    check_patterns(clause.items, vocabulary, remark);
    for (auto const& rule : agreement.rules) check_mosaic(clause, rule, remark);
  }
  for (auto const& clause : agreement.must_go_together) {
    check_patterns(clause.items, vocabulary, remark);
    check_patterns(clause.with, vocabulary, remark);
    for (auto const& exempt : clause.except_rules) {
      if (agreement.rule(exempt.text) != nullptr) continue;
      remark.error("unknown-rule", exempt, fmt::format("there is no rule '{}'", exempt.text),
                   "Name a rule above.");
    }
    for (auto const& rule : agreement.rules) check_apart(clause, rule, remark);
  }
}

void check_dead_rules(Agreement const& agreement, Remarker const& remark) {
  for (auto const& narrow : agreement.rules) {
    for (auto const& wide : agreement.rules) {
      if (&narrow == &wide || !covers(wide, narrow)) continue;
      // Of two equal rules only the later one is called dead.
      if (covers(narrow, wide) && &narrow < &wide) continue;
      remark.warning(
          "dead-rule", narrow.id,
          fmt::format("rule '{}' already allows all of it on the same or easier terms", wide.id.text),
          "Remove the rule, or tighten the other one.");
      break;
    }
  }
}

void check_dpia(Agreement const& agreement, Remarker const& remark) {
  // A draft is never enforced, and is where the assessment starts from.
  auto const say = agreement.status == Status::draft ? &Remarker::warning : &Remarker::error;
  (remark.*say)("no-dpia", agreement.id, "data about single people needs a data protection impact assessment",
                "Carry one out and add dpia: {ref: ..., approved: ...}.");
}

bool subset(Words const& inner, Words const& outer) {
  return std::all_of(inner.begin(), inner.end(),
                     [&](Word const& word) { return contains(outer, word.text); });
}

}  // namespace

bool covers(Rule const& wide, Rule const& narrow) {
  auto const item_given = [&](Item const& item) {
    auto const* const other = wide.item(item.field.text);
    return other != nullptr && other->as == item.as;
  };
  auto const condition_there = [&](auto const& condition) {
    auto const& written = narrow.conditions.written;
    return std::find(written.begin(), written.end(), condition) != written.end();
  };
  auto const easier_control =
      !wide.control || (narrow.control && narrow.control->min_group >= wide.control->min_group &&
                        narrow.control->profile.text == wide.control->profile.text && (narrow.control->holder() || !wide.control->holder()));
  auto const& terms = wide.conditions.written;
  return subset(narrow.disclosers, wide.disclosers) && subset(narrow.recipients, wide.recipients) &&
         subset(narrow.recipient_roles, wide.recipient_roles) && subset(narrow.purposes, wide.purposes) &&
         narrow.form <= wide.form && easier_control &&
         std::all_of(narrow.items.begin(), narrow.items.end(), item_given) &&
         std::all_of(terms.begin(), terms.end(), condition_there);
}

Findings check(Agreement const& agreement, Vocabulary const& vocabulary, Date today) {
  Findings findings;
  auto const remark = Remarker{agreement.file, findings};
  check_term(agreement, today, remark);
  check_parties(agreement, vocabulary, remark);
  check_purposes(agreement, vocabulary, remark);
  for (auto const& rule : agreement.rules) check_rule(agreement, rule, vocabulary, remark);
  check_prohibitions(agreement, vocabulary, remark);
  check_groups(agreement, vocabulary, remark);
  check_dead_rules(agreement, remark);
  auto const personalised = std::any_of(agreement.rules.begin(), agreement.rules.end(),
                                        [](Rule const& rule) { return rule.form > Form::depersonalised; });
  if (personalised && !agreement.dpia) check_dpia(agreement, remark);
  check_wisdom(agreement, vocabulary, remark);
  std::sort(findings.begin(), findings.end(), [](Finding const& left, Finding const& right) {
    return std::tie(left.line, left.column, left.code, left.message) <
           std::tie(right.line, right.column, right.code, right.message);
  });
  return findings;
}

namespace {

Parsed checked(Parsed parsed, Vocabulary const& vocabulary, Date today) {
  if (!parsed.agreement) return parsed;
  auto findings = check(*parsed.agreement, vocabulary, today);
  parsed.findings.insert(parsed.findings.end(), findings.begin(), findings.end());
  if (has_errors(parsed.findings)) parsed.agreement.reset();
  return parsed;
}

}  // namespace

Parsed load(std::string_view yaml, std::string_view file, Vocabulary const& vocabulary, Date today) {
  return checked(parse(yaml, file), vocabulary, today);
}

Parsed load_stored(Json const& document, std::string_view file, Vocabulary const& vocabulary, Date today) {
  return checked(from_json(document, file), vocabulary, today);
}

}  // namespace concordat::agreements
