// SPDX-License-Identifier: Apache-2.0
// Which terms of a rule are not met. What is not known is not met.
#include <algorithm>
#include <set>

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
    auto const serves = std::any_of(asked.purpose_names->begin(), asked.purpose_names->end(),
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
  std::set<std::string_view> approvers;
  for (auto const& one : *asked.facts.approvals) {
    if (one.agency == of && contains_text(terms.roles, one.role) && is_current(one.given, terms.not_older_than, asked.today)) {
      approvers.insert(one.approver);
    }
  }
  return approvers.size() >= static_cast<std::size_t>(terms.at_least);
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
  auto const& areas = asked.request.areas;
  return !areas.empty() && std::all_of(areas.begin(), areas.end(), [&](std::string const& area) {
    return has_number(rule.incident_areas, asked.compiled.areas.find(area));
  });
}

Reasons unmet_conditions(Conditions const& conditions, Asked const& asked) {
  Reasons unmet;
  if (conditions.trained && !training_holds(*conditions.trained, asked)) unmet.insert(Reason::training);
  if (conditions.necessity && !asked.request.necessity_stated.value_or(false)) unmet.insert(Reason::necessity);
  if (conditions.time && !hours_hold(*conditions.time, asked)) unmet.insert(Reason::hours);
  if (conditions.approvals && !approvals_hold(*conditions.approvals, asked)) unmet.insert(Reason::approvals);
  if (conditions.case_terms && !case_holds(*conditions.case_terms, asked)) unmet.insert(Reason::relationship);
  if (conditions.consent) {
    auto const state = consent_state(*conditions.consent, asked);
    if (state == Consent::withdrawn) unmet.insert(Reason::consent_withdrawn);
    if (state == Consent::none) unmet.insert(Reason::consent);
  }
  if (conditions.decision_recorded && !decision_holds(*conditions.decision_recorded, asked)) unmet.insert(Reason::guardian);
  if (conditions.concern && !concern_holds(*conditions.concern, asked)) unmet.insert(Reason::concern);
  if (conditions.age && (!asked.person.age || *asked.person.age < conditions.age->from || *asked.person.age > conditions.age->to)) {
    unmet.insert(Reason::age);
  }
  if (!conditions.subject_linked_to.empty() && !is_linked(conditions.subject_linked_to, asked)) unmet.insert(Reason::subject_area);
  if (!conditions.handling_codes.empty() && !handling_holds(conditions.handling_codes, asked)) unmet.insert(Reason::handling);
  return unmet;
}

}  // namespace

Reasons unmet_terms(CompiledRule const& rule, Asked const& asked) {
  auto unmet = reasons_against(rule.term, asked.today);
  if (!rule.assessed) unmet.insert(Reason::not_assessed);
  if (!has_number(rule.purposes, asked.purpose)) unmet.insert(Reason::purpose);
  if (asked.request.form > rule.rule->form) unmet.insert(Reason::form);
  auto const& roles = asked.request.roles;
  auto const named = std::any_of(roles.begin(), roles.end(), [&](std::string const& role) {
    return has_number(rule.roles, asked.compiled.roles.find(role));
  });
  if (!named) unmet.insert(Reason::role);
  if (asked.facts.audit_overdue && asked.request.form > Form::depersonalised) unmet.insert(Reason::audit_overdue);
  if (!areas_hold(rule, asked)) unmet.insert(Reason::area);
  if (rule.asks_more) unmet.insert(unmet_conditions(rule.rule->conditions, asked));
  return unmet;
}

}  // namespace concordat::agreements
