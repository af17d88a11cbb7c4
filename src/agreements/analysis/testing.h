// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: small random agreements as plain values, the document each makes, and what each decides at
// a point, read apart from the code under test.
#pragma once

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agreements/analysis/diff.h"
#include "agreements/testing.h"
#include "base/chance.h"
#include "base/text.h"

namespace concordat::agreements::analysis::testing {

using agreements::testing::day;
using Set = std::set<std::string>;

inline std::vector<std::string> const agencies{"north", "south", "east"};
inline std::vector<std::string> const roles{"analyst", "mentor"};
inline std::vector<std::string> const purposes{"plan", "study"};
inline std::vector<std::string> const fields{"f.one", "f.two", "g.three", "g.four"};
inline std::vector<std::string> const areas{"hill", "dale", "fen"};
inline std::vector<std::string> const codes{"P", "C-with-condition"};
inline std::vector<std::string> const gateways{"law-a", "law-b"};
inline std::vector<std::string> const forms{"aggregate", "depersonalised", "pseudonymised", "personalised"};
inline std::vector<std::string> const transforms{"value", "hour", "day", "count"};
inline std::vector<std::string> const kept_from{"received", "released"};
inline std::vector<std::string> const cases{"panel", "conference"};
inline std::vector<std::string> const people{"subject", "parent"};
inline std::vector<std::string> const subject_roles{"victim", "suspected", "witness"};
inline std::vector<std::string> const profiles{"counts", "istv-rows"};

struct RuleSpec {
  Set disclosers, recipients, for_roles, for_purposes;
  std::map<std::string, std::string> items;  ///< field and transform
  std::string gateway;
  int form = 0;
  std::optional<Set> within, linked, handling, consent_of;
  std::optional<int> trained, concern_age, decision;  ///< months
  std::optional<std::string> case_type;
  std::optional<std::pair<int, int>> age, hours;
  bool necessity = false;
  int band = 0;
  int consent_age = 6;
  Set left_out;  ///< values of g.four where f.one is left out
  std::optional<int> min_group;
  std::string profile = "counts";
  bool refuse = false;
  int keep = 12;
  std::string from = "received";
  bool anonymise = false;
  bool onward = false;
};

struct BarSpec {
  Set for_purposes;  ///< empty: any
  Set items;
  Set company;
  std::optional<int> bulk;
  Set subjects;
};

struct DocumentSpec {
  int number = 1;
  int version = 1;
  int from = 0;     ///< days after 2026-01-01
  int until = 365;
  std::vector<RuleSpec> rules;
  std::vector<BarSpec> bars;
};

inline std::string listed(Set const& set) { return "[" + text::join({set.begin(), set.end()}, ", ") + "]"; }
inline std::string quoted(Set const& set) {
  std::vector<std::string> out;
  for (auto const& one : set) out.push_back('"' + one + '"');
  return "[" + text::join(out, ", ") + "]";
}

inline std::string conditions_text(RuleSpec const& rule) {
  std::string out;
  auto const add = [&](std::string const& line) { out += "        " + line + "\n"; };
  if (rule.within || rule.linked) {
    add(fmt::format("area: {{{}{}{}}}", rule.within ? "incident_within: " + listed(*rule.within) : "", rule.within && rule.linked ? ", " : "",
                    rule.linked ? "subject_linked_to: " + listed(*rule.linked) : ""));
  }
  if (!rule.left_out.empty()) add(fmt::format("suppress_when: [{{field: g.four, is: {}, items: [f.one]}}]", listed(rule.left_out)));
  if (rule.trained) add(fmt::format("trained: {{course: safety, not_older_than: P{}M}}", *rule.trained));
  if (rule.case_type) add(fmt::format("case: {{type: {}, state: open, requester: member, subject: listed}}", *rule.case_type));
  if (rule.age) add(fmt::format("age: {{from: {}, to: {}}}", rule.age->first, rule.age->second));
  if (rule.necessity) add("necessity: {stated: true}");
  if (rule.concern_age) add(fmt::format("concern: {{tool: joint, band_at_least: J{}, not_older_than: P{}M}}", rule.band, *rule.concern_age));
  if (rule.handling) add(fmt::format("handling: {{codes: {}}}", listed(*rule.handling)));
  if (rule.consent_of) {
    add(fmt::format("consent: {{from: {}, for: this-purpose, not_older_than: P{}M}}", rule.consent_of->size() == 2 ? "subject-or-parent" : *rule.consent_of->begin(), rule.consent_age));
  }
  if (rule.decision) add(fmt::format("decision_recorded: {{by: guardian, of: discloser, not_older_than: P{}M}}", *rule.decision));
  return out.empty() ? out : "      conditions:\n" + out;
}

inline std::string rule_text(RuleSpec const& rule, int number) {
  std::string items;
  for (auto const& [field, as] : rule.items) items += fmt::format("        - {{field: {}, as: {}}}\n", field, as);
  auto const control = rule.min_group ? fmt::format("      disclosure_control: {{profile: {}, min_group: {}, on_fail: {}}}\n", rule.profile, *rule.min_group, rule.refuse ? "refuse" : "suppress") : std::string{};
  return fmt::format(
      "    - id: r{}\n      discloser: {}\n      recipient: {}\n      recipient_roles: {}\n      purposes: {}\n      gateway: {}\n      form: {}\n"
      "      items:\n{}{}{}      retention: {{keep_for: P{}M, from: {}, then: {}}}\n      onward: {}\n      why: because\n",
      number, listed(rule.disclosers), listed(rule.recipients), listed(rule.for_roles), listed(rule.for_purposes), rule.gateway,
      forms[static_cast<std::size_t>(rule.form)], items, conditions_text(rule), control, rule.keep, rule.from, rule.anonymise ? "anonymise" : "delete",
      rule.onward ? "with-discloser-agreement" : "none");
}

inline Date date_of(int days) { return day("2026-01-01") + std::chrono::days{days}; }

inline std::string document_text(DocumentSpec const& document) {
  std::string out = fmt::format(
      "agreement:\n  format: concordat-agreement/1\n  id: isa.{}\n  version: {}\n  title: One\n  status: signed\n"
      "  in_force: {{from: \"{}\", until: \"{}\"}}\n  review_by: \"2026-02-01\"\n  parties:\n",
      document.number, document.version, format_date(date_of(document.from)), format_date(date_of(document.until)));
  for (auto const& agency : agencies) out += fmt::format("    - {{agency: {}, kind: police, acts_as: [discloser, recipient]}}\n", agency);
  out += "  purposes:\n";
  for (auto const& purpose : purposes) out += fmt::format("    - {{id: {}, because: \"b\"}}\n", purpose);
  out += "  rules:\n";
  auto number = 0;
  for (auto const& rule : document.rules) out += rule_text(rule, ++number);
  if (document.bars.empty()) return out;
  out += "  prohibitions:\n";
  number = 0;
  for (auto const& bar : document.bars) {
    out += fmt::format("    - {{id: p{}, purposes: {}, items: {}{}{}{}, why: \"w\"}}\n", ++number, bar.for_purposes.empty() ? "any" : listed(bar.for_purposes),
                       quoted(bar.items), bar.company.empty() ? "" : ", combined_with: " + quoted(bar.company),
                       bar.bulk ? fmt::format(", bulk_over: {}", *bar.bulk) : "", bar.subjects.empty() ? "" : ", when_subject_is: " + listed(bar.subjects));
  }
  return out;
}

/// REQUIRES: the document is well-formed; the caller looks at `id`.
inline Agreement made(DocumentSpec const& document) {
  auto parsed = parse(document_text(document), "made.yaml");
  return parsed.agreement ? std::move(*parsed.agreement) : Agreement{};
}

/// Facts and wishes at which a decision is asked for. Nothing in an optional: not known, or there is none.
struct Point {
  Cell cell;
  int day = 10;
  int form = 0;
  std::string as = "count";
  std::string gateway;
  std::optional<Set> within;
  std::optional<std::string> linked, code, consent_of, case_type, subject;
  std::optional<int> trained, concern_age, decision, age, subjects;
  int band = 0;
  int consent_age = 0;
  bool necessity = false;
  Set left_out_accepted;
  std::string profile = "counts";
  int group_accepted = 0;
  bool refuse_accepted = false;
  int keep_wanted = 1;
  std::string from = "received";
  bool anonymise_wanted = false;
  bool onward_wanted = false;
  std::optional<std::string> joined;
};

inline bool fits(std::string const& pattern, std::string const& field) {
  return pattern == field || (pattern.ends_with(".*") && field.starts_with(pattern.substr(0, pattern.size() - 1)));
}

inline bool tells(std::string const& allowed, std::string const& wanted) {
  return allowed == wanted || allowed == "value" || (allowed == "hour" && wanted == "day");
}

inline bool facts_hold(RuleSpec const& rule, Point const& at) {
  auto const fresh = [](std::optional<int> const& limit, std::optional<int> const& fact) { return !limit || (fact && *fact <= *limit); };
  auto const listed_in = [](std::optional<Set> const& list, std::optional<std::string> const& one) { return !list || (one && list->contains(*one)); };
  if (rule.within && (!at.within || !std::includes(rule.within->begin(), rule.within->end(), at.within->begin(), at.within->end()))) return false;
  if (!fresh(rule.trained, at.trained) || !fresh(rule.decision, at.decision) || !fresh(rule.concern_age, at.concern_age)) return false;
  if (rule.concern_age && at.band < rule.band) return false;
  if (!listed_in(rule.linked, at.linked) || !listed_in(rule.handling, at.code) || !listed_in(rule.consent_of, at.consent_of)) return false;
  if (rule.consent_of && at.consent_age > rule.consent_age) return false;
  if (rule.case_type && rule.case_type != at.case_type) return false;
  if (rule.age && (!at.age || *at.age < rule.age->first || *at.age > rule.age->second)) return false;
  return !rule.necessity || at.necessity;
}

inline bool wishes_met(RuleSpec const& rule, Point const& at) {
  auto const item = rule.items.find(at.cell.field);
  if (item == rule.items.end() || !tells(item->second, at.as) || at.form > rule.form || at.gateway != rule.gateway) return false;
  if (at.cell.field == "f.one" && !std::includes(at.left_out_accepted.begin(), at.left_out_accepted.end(), rule.left_out.begin(), rule.left_out.end())) return false;
  if (rule.min_group && (at.group_accepted < *rule.min_group || at.profile != rule.profile || (rule.refuse && !at.refuse_accepted))) return false;
  return at.keep_wanted <= rule.keep && at.from == rule.from && (!at.anonymise_wanted || rule.anonymise) && (!at.onward_wanted || rule.onward);
}

inline bool gives(DocumentSpec const& document, Point const& at) {
  return std::any_of(document.rules.begin(), document.rules.end(), [&](RuleSpec const& rule) {
    return rule.disclosers.contains(at.cell.discloser) && rule.recipients.contains(at.cell.recipient) && rule.for_roles.contains(at.cell.role) &&
           rule.for_purposes.contains(at.cell.purpose) && facts_hold(rule, at) && wishes_met(rule, at);
  });
}

inline bool forbids(DocumentSpec const& document, Point const& at) {
  return std::any_of(document.bars.begin(), document.bars.end(), [&](BarSpec const& bar) {
    auto const any_fits = [](Set const& patterns, std::string const& field) {
      return std::any_of(patterns.begin(), patterns.end(), [&](auto const& pattern) { return fits(pattern, field); });
    };
    return (bar.for_purposes.empty() || bar.for_purposes.contains(at.cell.purpose)) && any_fits(bar.items, at.cell.field) &&
           (bar.company.empty() || (at.joined && any_fits(bar.company, *at.joined))) && (!bar.bulk || !at.subjects || *at.subjects > *bar.bulk) &&
           (bar.subjects.empty() || !at.subject || bar.subjects.contains(*at.subject));
  });
}

/// As if every document were in force but for its term.
inline bool permits(std::vector<DocumentSpec> const& documents, Point const& at) {
  auto const given = std::any_of(documents.begin(), documents.end(), [&](auto const& one) { return one.from <= at.day && at.day < one.until && gives(one, at); });
  return given && std::none_of(documents.begin(), documents.end(), [&](auto const& one) { return one.from <= at.day && at.day < one.until && forbids(one, at); });
}

/// Makes and spoils documents; the same seed makes the same.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : chance_{seed} {}

  std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
  bool seldom() { return below(5) == 0; }
  template <class List>
  auto const& one(List const& list) {
    return list[below(list.size())];
  }
  int number(int from, int to) { return from + static_cast<int>(below(static_cast<std::uint64_t>(to - from + 1))); }
  Set some(std::vector<std::string> const& from) {
    Set out{one(from)};
    for (auto const& text : from) {
      if (below(3) == 0) out.insert(text);
    }
    return out;
  }
  std::pair<int, int> range(int lowest, int highest) {
    auto const from = number(lowest, highest);
    return {from, number(from, highest)};
  }

  RuleSpec rule() {
    RuleSpec out;
    out.disclosers = some(agencies);
    out.recipients = some(agencies);
    out.for_roles = some(roles);
    out.for_purposes = some(purposes);
    for (auto const& field : some(fields)) out.items[field] = one(transforms);
    out.gateway = seldom() ? gateways[1] : gateways[0];
    out.form = number(0, 3);
    out.keep = number(1, 3) * 12;
    for (auto count = below(4); count > 0; --count) change_condition(out);
    return out;
  }

  BarSpec bar() {
    BarSpec out;
    if (below(2) == 0) out.for_purposes = some(purposes);
    out.items = below(3) == 0 ? Set{"f.*"} : some(fields);
    if (below(3) == 0) out.company = below(2) == 0 ? Set{"g.*"} : some(fields);
    if (below(3) == 0) out.bulk = number(1, 3);
    if (below(3) == 0) out.subjects = some(subject_roles);
    return out;
  }

  DocumentSpec document() {
    DocumentSpec out;
    for (auto count = 1 + below(3); count > 0; --count) out.rules.push_back(rule());
    for (auto count = below(3); count > 1; --count) out.bars.push_back(bar());
    return out;
  }

  /// One small change, of whatever may be written.
  void edit(DocumentSpec& document) {
    auto& rule = document.rules[below(document.rules.size())];
    switch (below(16)) {
      case 0: rule.disclosers = some(agencies); break;
      case 1: rule.recipients = some(agencies); break;
      case 2: rule.for_roles = some(roles); break;
      case 3: rule.for_purposes = some(purposes); break;
      case 4: rule.items[one(fields)] = one(transforms); break;
      case 5:
        if (rule.items.size() > 1) rule.items.erase(std::next(rule.items.begin(), static_cast<std::ptrdiff_t>(below(rule.items.size()))));
        break;
      case 6: rule.form = number(0, 3); break;
      case 7: rule.keep = number(1, 3) * 12; break;
      case 8: edit_terms(rule); break;
      case 9: document.until += number(-20, 20); break;
      case 10: edit_bars(document); break;
      case 11: document.rules.push_back(this->rule()); break;
      case 12:
        if (document.rules.size() > 1) document.rules.pop_back();
        break;
      default: change_condition(rule);
    }
  }

  void edit_terms(RuleSpec& rule) {
    switch (below(6)) {
      case 0: rule.gateway = one(gateways); break;
      case 1: rule.from = one(kept_from); break;
      case 2: rule.anonymise = !rule.anonymise; break;
      case 3: rule.onward = !rule.onward; break;
      case 4: rule.profile = one(profiles); break;
      default: rule.refuse = !rule.refuse;
    }
  }

  void edit_bars(DocumentSpec& document) {
    if (document.bars.empty() || below(3) == 0) {
      document.bars.push_back(bar());
    } else if (below(2) == 0) {
      document.bars.pop_back();
    } else {
      document.bars.front() = bar();
    }
  }

  void change_condition(RuleSpec& rule) {
    auto const maybe = [&](auto value) { return seldom() ? std::nullopt : std::optional{value}; };
    switch (below(12)) {
      case 0: rule.within = maybe(some(areas)); break;
      case 1: rule.linked = maybe(some(areas)); break;
      case 2: rule.handling = maybe(some(codes)); break;
      case 3: rule.consent_of = maybe(some(people)); rule.consent_age = number(1, 3) * 3; break;
      case 4: rule.trained = maybe(number(1, 3) * 6); break;
      case 5: rule.concern_age = maybe(number(1, 3)); rule.band = number(0, 4); break;
      case 6: rule.decision = maybe(number(1, 3)); break;
      case 7: rule.case_type = maybe(one(cases)); break;
      case 8: rule.age = maybe(range(8, 20)); break;
      case 9: rule.necessity = !rule.necessity; break;
      case 10: rule.left_out = seldom() ? Set{} : some({"home", "street"}); break;
      default: rule.min_group = maybe(number(3, 6));
    }
  }

  /// A point near the rules: each value is one at which some rule may change its answer.
  Point point() {
    Point out;
    out.cell = {one(agencies), one(agencies), one(roles), one(purposes), one(fields)};
    out.form = number(0, 3);
    out.as = one(transforms);
    out.gateway = seldom() ? gateways[1] : gateways[0];
    auto const maybe = [&](auto value) { return seldom() ? std::nullopt : std::optional{value}; };
    out.within = maybe(some(areas));
    out.linked = maybe(one(areas));
    out.code = maybe(one(codes));
    out.consent_of = maybe(one(people));
    out.consent_age = number(0, 3) * 3;
    out.case_type = maybe(one(cases));
    out.trained = maybe(number(1, 3) * 6);
    out.concern_age = maybe(number(1, 3));
    out.band = number(0, 4);
    out.decision = maybe(number(1, 3));
    out.age = maybe(number(8, 20));
    out.subject = maybe(one(subject_roles));
    out.subjects = maybe(number(1, 4));
    out.necessity = !seldom();
    out.left_out_accepted = seldom() ? Set{} : some({"home", "street"});
    out.profile = seldom() ? profiles[1] : profiles[0];
    out.group_accepted = number(3, 6);
    out.refuse_accepted = !seldom();
    out.keep_wanted = number(1, 3) * 12;
    out.from = seldom() ? kept_from[1] : kept_from[0];
    out.anonymise_wanted = seldom();
    out.onward_wanted = seldom();
    if (below(2) == 0) out.joined = one(fields);
    return out;
  }

  /// With the least that the rule asks, and the most that it gives: just inside. Where it leaves a choice, any.
  Point edge_of(RuleSpec const& rule) {
    auto const any = [&](Set const& from) { return *std::next(from.begin(), static_cast<std::ptrdiff_t>(below(from.size()))); };
    auto const one_of = [&](std::optional<Set> const& from) { return from ? std::optional{any(*from)} : std::nullopt; };
    auto const item = std::next(rule.items.begin(), static_cast<std::ptrdiff_t>(below(rule.items.size())));
    Point out;
    out.cell = {any(rule.disclosers), any(rule.recipients), any(rule.for_roles), any(rule.for_purposes), item->first};
    out.form = rule.form;
    out.as = item->second;
    out.gateway = rule.gateway;
    out.within = rule.within;
    out.linked = one_of(rule.linked);
    out.code = one_of(rule.handling);
    out.consent_of = one_of(rule.consent_of);
    out.consent_age = rule.consent_age;
    out.case_type = rule.case_type;
    out.trained = rule.trained;
    out.concern_age = rule.concern_age;
    out.band = rule.band;
    out.decision = rule.decision;
    if (rule.age) out.age = number(rule.age->first, rule.age->second);
    out.necessity = rule.necessity;
    if (item->first == "f.one") out.left_out_accepted = rule.left_out;
    out.profile = rule.min_group ? rule.profile : "none";
    out.group_accepted = rule.min_group.value_or(0);
    out.refuse_accepted = rule.min_group && rule.refuse;
    out.keep_wanted = rule.keep;
    out.from = rule.from;
    out.anonymise_wanted = rule.anonymise;
    out.onward_wanted = rule.onward;
    surround(out);
    return out;
  }

  /// Whom it is about, how many, and with what it is joined.
  void surround(Point& point) {
    if (below(2) == 0) point.subject = one(subject_roles);
    if (point.subject && below(4) == 0) point.subject = "professional";
    if (below(2) == 0) point.subjects = number(1, 4);
    if (below(2) == 0) point.joined = one(fields);
  }

 private:
  SeededChance chance_;
};

inline Scope scope_of(std::vector<Agreement> const& agreements) {
  Scope out;
  for (auto const& agreement : agreements) out.agreements.push_back(&agreement);
  return out;
}

inline std::vector<Agreement> made(std::vector<DocumentSpec> const& documents) {
  std::vector<Agreement> out;
  for (auto const& document : documents) out.push_back(made(document));
  return out;
}

}  // namespace concordat::agreements::analysis::testing
