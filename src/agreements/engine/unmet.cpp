// SPDX-License-Identifier: Apache-2.0
// Which terms of a rule are not met. What is not known is not met.
#include <algorithm>
#include <array>
#include <utility>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {
namespace {

bool contains_text(std::vector<std::string> const& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool is_current(Date made, Period not_older_than, Date today) {
  return made <= today && today <= add(made, not_older_than);
}

bool training_holds(Training const& training, Asked const& asked) {
  if (!asked.facts.trained) return false;
  auto const passed = asked.facts.trained->find(training.course);
  return passed != asked.facts.trained->end() && is_current(passed->second, training.not_older_than, asked.today);
}

bool case_holds(CaseTerms const& terms, Asked const& asked) {
  if (!asked.person.cases) return false;
  return std::any_of(asked.person.cases->begin(), asked.person.cases->end(), [&](CaseFact const& one) {
    return (terms.type == "any" || one.type == terms.type) && (one.open || !terms.open) &&
           (one.requester_is_member || !terms.requester_is_member) && (one.subject_is_listed || !terms.subject_is_listed);
  });
}

enum class Consent : std::uint8_t { current, none, withdrawn };

/// The last word of the person, or of a parent where the rule takes a parent's, counts.
Consent consent_state(ConsentTerms const& terms, Asked const& asked) {
  ConsentFact const* last = nullptr;
  if (!asked.person.consents) return Consent::none;
  for (auto const& one : *asked.person.consents) {
    if (terms.from != "subject-or-parent" && one.from != terms.from) continue;
    auto const serves = std::any_of(asked.purpose.names->begin(), asked.purpose.names->end(),
                                    [&](std::string const& name) { return contains_text(one.purposes, name); });
    if (!serves || one.given > asked.today) continue;
    // On one day, a withdrawal outweighs a consent.
    if (last == nullptr || one.given > last->given || (one.given == last->given && one.withdrawn)) last = &one;
  }
  if (last == nullptr) return Consent::none;
  if (last->withdrawn) return Consent::withdrawn;
  return is_current(last->given, terms.not_older_than, asked.today) ? Consent::current : Consent::none;
}

bool decision_holds(DecisionTerms const& terms, Asked const& asked) {
  if (!asked.person.decisions) return false;
  auto const& of = terms.of == "recipient" ? asked.request.asker : asked.request.discloser;
  GuardianFact const* last = nullptr;
  for (auto const& one : *asked.person.decisions) {
    if (one.by != terms.by || one.agency != of || one.made > asked.today) continue;
    if (last == nullptr || one.made > last->made || (one.made == last->made && !one.allows)) last = &one;
  }
  return last != nullptr && last->allows && is_current(last->made, terms.not_older_than, asked.today);
}

bool concern_holds(ConcernTerms const& terms, Asked const& asked) {
  if (!asked.person.concerns) return false;
  ConcernFact const* last = nullptr;
  for (auto const& one : *asked.person.concerns) {
    if ((!one.tool.empty() && one.tool != terms.tool) || one.assessed > asked.today) continue;
    if (last == nullptr || one.assessed > last->assessed || (one.assessed == last->assessed && one.band < last->band)) last = &one;
  }
  return last != nullptr && last->band >= terms.band_at_least && is_current(last->assessed, terms.not_older_than, asked.today);
}

bool approvals_hold(ApprovalTerms const& terms, Asked const& asked) {
  if (!asked.facts.approvals) return false;
  auto const& of = terms.of == "recipient" ? asked.request.asker : asked.request.discloser;
  auto const counts = [&](ApprovalFact const& one) {
    return one.agency == of && contains_text(terms.roles, one.role) && is_current(one.given, terms.not_older_than, asked.today);
  };
  auto const& all = *asked.facts.approvals;
  auto people = 0;
  for (auto one = all.begin(); one != all.end(); ++one) {
    // Who said it twice is one person. There are few; a set would allocate on the hot path.
    auto const again = std::any_of(all.begin(), one, [&](ApprovalFact const& earlier) { return earlier.approver == one->approver && counts(earlier); });
    if (counts(*one) && !again) ++people;
  }
  return people >= terms.at_least;
}

bool hours_hold(TimeTerms const& terms, Asked const& asked) {
  if (!asked.facts.minute || *asked.facts.minute < terms.from_minute || *asked.facts.minute >= terms.until_minute) return false;
  if (terms.days.empty()) return true;
  static constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  return contains_text(terms.days, names[std::chrono::weekday{asked.today}.c_encoding()]);
}

bool handling_holds(std::vector<std::string> const& codes, Asked const& asked) {
  if (!asked.person.handling) return false;
  return std::all_of(asked.person.handling->begin(), asked.person.handling->end(),
                     [&](std::string const& code) { return contains_text(codes, code); });
}

bool is_linked(Words const& areas, Asked const& asked) {
  if (!asked.person.areas) return false;
  return std::any_of(areas.begin(), areas.end(), [&](Word const& area) { return contains_text(*asked.person.areas, area.text); });
}

bool areas_hold(CompiledRule const& rule, Asked const& asked) {
  if (rule.incident_areas.empty()) return true;
  auto const& areas = asked.room.areas;
  return !areas.empty() && std::all_of(areas.begin(), areas.end(), [&](std::uint32_t area) { return rule.incident_areas.contains(area); });
}

bool age_holds(AgeTerms const& terms, Asked const& asked) {
  return asked.person.age && *asked.person.age >= terms.from && *asked.person.age <= terms.to;
}

Reasons unmet_about_people(unsigned has, Conditions const& conditions, Asked const& asked) {
  Reasons unmet;
  if ((has & has_case) != 0 && !case_holds(*conditions.case_terms, asked)) unmet.insert(Reason::relationship);
  if ((has & has_consent) != 0) {
    auto const state = consent_state(*conditions.consent, asked);
    if (state == Consent::withdrawn) unmet.insert(Reason::consent_withdrawn);
    if (state == Consent::none) unmet.insert(Reason::consent);
  }
  if ((has & has_decision) != 0 && !decision_holds(*conditions.decision_recorded, asked)) unmet.insert(Reason::guardian);
  if ((has & has_concern) != 0 && !concern_holds(*conditions.concern, asked)) unmet.insert(Reason::concern);
  if ((has & has_age) != 0 && !age_holds(*conditions.age, asked)) unmet.insert(Reason::age);
  if ((has & has_subject_area) != 0 && !is_linked(conditions.subject_linked_to, asked)) unmet.insert(Reason::subject_area);
  if ((has & has_handling) != 0 && !handling_holds(conditions.handling_codes, asked)) unmet.insert(Reason::handling);
  return unmet;
}

Reasons unmet_conditions(unsigned has, Conditions const& conditions, Asked const& asked) {
  auto unmet = unmet_about_people(has, conditions, asked);
  if ((has & has_training) != 0 && !training_holds(*conditions.trained, asked)) unmet.insert(Reason::training);
  if ((has & has_necessity) != 0 && !asked.request.necessity_stated.value_or(false)) unmet.insert(Reason::necessity);
  if ((has & has_time) != 0 && !hours_hold(*conditions.time, asked)) unmet.insert(Reason::hours);
  if ((has & has_approvals) != 0 && !approvals_hold(*conditions.approvals, asked)) unmet.insert(Reason::approvals);
  return unmet;
}

}  // namespace

Reasons unmet_of_nobody(unsigned conditions) {
  static constexpr std::array<std::pair<unsigned, Reason>, 7> lacking{{{has_case, Reason::relationship}, {has_consent, Reason::consent},
                                                                       {has_decision, Reason::guardian}, {has_concern, Reason::concern},
                                                                       {has_age, Reason::age}, {has_subject_area, Reason::subject_area},
                                                                       {has_handling, Reason::handling}}};
  Reasons unmet;
  for (auto const& [condition, reason] : lacking) {
    if ((conditions & condition) != 0) unmet.insert(reason);
  }
  return unmet;
}

Reasons unmet_terms(CompiledRule const& rule, Asked const& asked) {
  auto unmet = reasons_against(rule.term, asked.today);
  if (!rule.assessed) unmet.insert(Reason::not_assessed);
  if (!rule.purposes.contains(asked.purpose.number)) unmet.insert(Reason::purpose);
  if (asked.request.form > rule.form) unmet.insert(Reason::form);
  auto const& roles = asked.room.roles;
  auto const named = std::any_of(roles.begin(), roles.end(), [&](std::uint32_t role) { return rule.roles.contains(role); });
  if (!named) unmet.insert(Reason::role);
  if (asked.facts.audit_overdue && asked.request.form > Form::depersonalised) unmet.insert(Reason::audit_overdue);
  if (!areas_hold(rule, asked)) unmet.insert(Reason::area);
  if (rule.conditions != 0) unmet.insert(unmet_conditions(rule.conditions, rule.rule->conditions, asked));
  return unmet;
}

}  // namespace concordat::agreements
