// SPDX-License-Identifier: Apache-2.0
// For tests: small agreements as formulas for an SMT solver, written apart from the code under test.
#pragma once

#include <string>
#include <vector>

#include "agreements/analysis/testing.h"

namespace concordat::agreements::analysis::testing {

/// Every field that can be told apart: those named, and one more under each prefix, which stands for all others.
inline std::vector<std::string> const smt_fields{"f.one", "f.two", "g.three", "g.four", "f.else", "g.else"};

inline std::string number_in(std::vector<std::string> const& list, std::string const& word) {
  return std::to_string(std::find(list.begin(), list.end(), word) - list.begin());
}

template <class Words>
std::string is_one(std::string const& variable, Words const& words, std::vector<std::string> const& of) {
  std::string out = "(or false";
  for (auto const& word : words) out += fmt::format(" (= {} {})", variable, number_in(of, word));
  return out + ")";
}

inline std::string fields_like(std::string const& variable, Set const& patterns) {
  Set fitting;
  for (auto const& field : smt_fields) {
    if (std::any_of(patterns.begin(), patterns.end(), [&](auto const& pattern) { return fits(pattern, field); })) fitting.insert(field);
  }
  return is_one(variable, fitting, smt_fields);
}

/// Facts and wishes; a fact of -1 is not known.
inline std::string smt_head() {
  std::string out = "(set-logic QF_LIA)\n";
  auto const whole = [&](std::string const& name, int lowest, std::size_t beyond) {
    out += fmt::format("(declare-const {0} Int)(assert (and (>= {0} {1}) (< {0} {2})))\n", name, lowest < 0 ? "(- 1)" : std::to_string(lowest), beyond);
  };
  for (auto const& [name, size] : {std::pair{"discloser", agencies.size()}, {"recipient", agencies.size()}, {"role", roles.size()},
                                   {"purpose", purposes.size()}, {"field", smt_fields.size()}, {"gateway", gateways.size()}, {"form", forms.size()},
                                   {"detail", transforms.size()}, {"from", kept_from.size()}, {"profile", profiles.size() + 1}}) {
    whole(name, 0, size);
  }
  for (auto const& [name, size] : {std::pair{"linked", areas.size()}, {"code", codes.size()}, {"consent", people.size()}, {"casetype", cases.size()},
                                   {"subject", subject_roles.size() + 1}, {"joined", smt_fields.size()}, {"trained", std::size_t{1000}}, {"concern", std::size_t{1000}},
                                   {"decision", std::size_t{1000}}, {"age", std::size_t{131}}, {"subjects", std::size_t{1000}}}) {
    whole(name, -1, size);
  }
  for (auto const* const name : {"day", "band", "consentage", "group", "keep"}) out += fmt::format("(declare-const {0} Int)(assert (>= {0} 0))\n", name);
  for (auto const* const name : {"within", "hill", "dale", "fen", "necessity", "home", "street", "refuse", "anonymise", "onward"}) {
    out += fmt::format("(declare-const {} Bool)\n", name);
  }
  return out + "(assert (or (not within) hill dale fen))\n";
}

inline std::string smt_facts(RuleSpec const& rule) {
  std::string out;
  auto const fresh = [&](std::string const& name, std::optional<int> const& limit) {
    if (limit) out += fmt::format(" (>= {0} 0) (<= {0} {1})", name, *limit);
  };
  if (rule.within) {
    out += " within";
    for (auto const& area : areas) out += rule.within->contains(area) ? "" : fmt::format(" (not {})", area);
  }
  if (rule.linked) out += " " + is_one("linked", *rule.linked, areas);
  if (rule.handling) out += " " + is_one("code", *rule.handling, codes);
  if (rule.consent_of) out += " " + is_one("consent", *rule.consent_of, people) + fmt::format(" (<= consentage {})", rule.consent_age);
  fresh("trained", rule.trained);
  fresh("decision", rule.decision);
  fresh("concern", rule.concern_age);
  if (rule.concern_age) out += fmt::format(" (>= band {})", rule.band);
  if (rule.case_type) out += fmt::format(" (= casetype {})", number_in(cases, *rule.case_type));
  if (rule.age) out += fmt::format(" (>= age {}) (<= age {})", rule.age->first, rule.age->second);
  if (rule.necessity) out += " necessity";
  return out;
}

inline std::string smt_items(RuleSpec const& rule) {
  std::string out = "(or false";
  for (auto const& [field, as] : rule.items) {
    Set lesser;
    for (auto const& transform : transforms) {
      if (tells(as, transform)) lesser.insert(transform);
    }
    out += fmt::format(" (and (= field {}) {}", number_in(smt_fields, field), is_one("detail", lesser, transforms));
    if (field == "f.one") {
      for (auto const& value : rule.left_out) out += " " + value;
    }
    out += ")";
  }
  return out + ")";
}

inline std::string smt_rule(RuleSpec const& rule) {
  auto out = "(and " + is_one("discloser", rule.disclosers, agencies) + is_one("recipient", rule.recipients, agencies) +
             is_one("role", rule.for_roles, roles) + is_one("purpose", rule.for_purposes, purposes) + smt_items(rule) + smt_facts(rule);
  out += fmt::format(" (= gateway {}) (<= form {}) (<= keep {}) (= from {})", number_in(gateways, rule.gateway), rule.form, rule.keep, number_in(kept_from, rule.from));
  if (rule.min_group) out += fmt::format(" (>= group {}) (= profile {})", *rule.min_group, number_in(profiles, rule.profile));
  if (rule.min_group && rule.refuse) out += " refuse";
  if (!rule.anonymise) out += " (not anonymise)";
  if (!rule.onward) out += " (not onward)";
  return out + ")";
}

inline std::string smt_bar(BarSpec const& bar) {
  auto out = "(and " + fields_like("field", bar.items);
  if (!bar.for_purposes.empty()) out += is_one("purpose", bar.for_purposes, purposes);
  if (!bar.company.empty()) out += fields_like("joined", bar.company);
  if (bar.bulk) out += fmt::format(" (or (< subjects 0) (> subjects {}))", *bar.bulk);
  if (!bar.subjects.empty()) out += " (or (< subject 0) " + is_one("subject", bar.subjects, subject_roles) + ")";
  return out + ")";
}

/// Defines `NAME-runs`, `NAME-gives` and `NAME-forbids`.
inline std::string smt_document(std::string const& name, DocumentSpec const& document) {
  std::string gives = "(or false";
  for (auto const& rule : document.rules) gives += "\n " + smt_rule(rule);
  std::string bars = "(or false";
  for (auto const& bar : document.bars) bars += "\n " + smt_bar(bar);
  return fmt::format("(define-fun {0}-runs () Bool (and (>= day {1}) (< day {2})))\n(define-fun {0}-gives () Bool {3}))\n(define-fun {0}-forbids () Bool {4}))\n", name,
                     document.from, document.until, gives, bars);
}

/// "sat" where some request is permitted by `left` and not by `right`.
inline std::string smt_beyond(std::string const& left, std::string const& right) {
  auto const permits = [](std::string const& name) { return fmt::format("(and {0}-runs {0}-gives (not {0}-forbids))", name); };
  return fmt::format("(push)(assert (and {} (not {})))(check-sat)(pop)\n", permits(left), permits(right));
}
inline std::string smt_forbidden_beyond(std::string const& left, std::string const& right) {
  return fmt::format("(push)(assert (and {}-forbids (not {}-forbids)))(check-sat)(pop)\n", left, right);
}

}  // namespace concordat::agreements::analysis::testing
