// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "agreements/decide_parts.h"

namespace concordat::agreements {
namespace {

bool runs(Agreement const& agreement, Date today) {
  return agreement.from <= today && today < agreement.until;
}

/// A version that was signed and has begun replaces every earlier one for good, so ending it revives nothing.
bool replaces_earlier(InForce const& held, Date today) {
  auto const& agreement = *held.agreement;
  return held.signatures == SignatureState::complete && agreement.from <= today &&
         agreement.status != Status::draft && agreement.status != Status::proposed;
}

bool is_superseded(InForce const& held, std::span<InForce const> all, Date today) {
  auto const& mine = *held.agreement;
  return std::any_of(all.begin(), all.end(), [&](InForce const& other) {
    return other.agreement->version > mine.version && other.agreement->id.text == mine.id.text && replaces_earlier(other, today);
  });
}

std::set<Reason> reasons_against(InForce const& held, std::span<InForce const> all, Date today) {
  auto const& agreement = *held.agreement;
  std::set<Reason> reasons;
  if (held.signatures != SignatureState::complete || agreement.status == Status::draft ||
      agreement.status == Status::proposed) {
    reasons.insert(Reason::draft);
  }
  if (held.suspended || agreement.status == Status::suspended) reasons.insert(Reason::suspended);
  if (held.ended || agreement.status == Status::ended) reasons.insert(Reason::ended);
  if (today < agreement.from) reasons.insert(Reason::not_yet);
  if (today >= agreement.until) reasons.insert(Reason::expired);
  if (is_superseded(held, all, today)) reasons.insert(Reason::superseded);
  return reasons;
}

bool training_holds(Training const& training, Question const& question) {
  if (!question.facts.trained) return false;
  auto const passed = question.facts.trained->find(training.course);
  if (passed == question.facts.trained->end()) return false;
  return passed->second <= question.today && question.today <= add(passed->second, training.not_older_than);
}

bool area_holds(Conditions const& conditions, Request const& request) {
  if (conditions.incident_within.empty()) return true;
  return !request.areas.empty() &&
         std::all_of(request.areas.begin(), request.areas.end(),
                     [&](auto const& area) { return contains(conditions.incident_within, area); });
}

bool asks_about_people(Conditions const& conditions) {
  return conditions.case_terms || conditions.age || conditions.concern || conditions.consent ||
         conditions.decision_recorded || !conditions.handling_codes.empty() ||
         !conditions.subject_linked_to.empty();
}

template <class Names>
bool names_any(Words const& words, Names const& names) {
  return std::any_of(names.begin(), names.end(), [&](auto const& name) { return contains(words, name); });
}

std::string_view kind_of(Agreement const& agreement, std::string_view agency) {
  auto const* const party = agreement.party(agency);
  return party == nullptr ? std::string_view{} : std::string_view{party->kind.text};
}

}  // namespace

bool is_named(FieldWords const& words, std::string_view word) {
  return std::find(words.names.begin(), words.names.end(), word) != words.names.end();
}

bool fits_any(FieldWords const& words, Words const& patterns) {
  return std::any_of(words.names.begin(), words.names.end(),
                     [&](auto const& name) { return covers_any(patterns, name); });
}

Item const* item_for(Rule const& rule, FieldWords const& words) {
  for (auto const& item : rule.items) {
    if (is_named(words, item.field.text)) return &item;
  }
  return nullptr;
}

std::set<Reason> standing(InForce const& held, Question const& question) {
  return reasons_against(held, question.agreements, question.today);
}

FixedText name_of(Standing standing) {
  switch (standing) {
    case Standing::not_signed: return "not-signed";
    case Standing::ended: return "ended";
    case Standing::suspended: return "suspended";
    case Standing::superseded: return "superseded";
    case Standing::not_yet: return "not-yet";
    case Standing::over: return "over";
    case Standing::in_force: return "in-force";
  }
  return "not-signed";
}

Standing standing_of(InForce const& held, std::span<InForce const> all, Date today) {
  auto const reasons = reasons_against(held, all, today);
  for (auto const& [reason, standing] : {std::pair{Reason::draft, Standing::not_signed}, std::pair{Reason::ended, Standing::ended},
                                         std::pair{Reason::suspended, Standing::suspended}, std::pair{Reason::superseded, Standing::superseded},
                                         std::pair{Reason::not_yet, Standing::not_yet}, std::pair{Reason::expired, Standing::over}}) {
    if (reasons.contains(reason)) return standing;
  }
  return Standing::in_force;
}

bool binds(InForce const& held, Question const& question) {
  auto const status = held.agreement->status;
  return held.signatures == SignatureState::complete && !held.ended &&
         runs(*held.agreement, question.today) && (status == Status::agreed || status == Status::suspended) &&
         !is_superseded(held, question.agreements, question.today);
}

bool gateway_carries(Agreement const& agreement, Rule const& rule, FieldWords const& field,
                     Question const& question) {
  auto const* const gateway = question.vocabulary.gateway(rule.gateway.text);
  if (gateway == nullptr || !gateway->in_force) return false;
  auto const use = GatewayUse{.discloser_kind = kind_of(agreement, question.request.discloser),
                              .recipient_kind = kind_of(agreement, question.request.asker),
                              .form = rule.form};
  return faults_of(*gateway, use, {&field}).empty();
}

std::set<Reason> unmet_terms(InForce const& held, Rule const& rule, Question const& question) {
  auto const& request = question.request;
  auto const& conditions = rule.conditions;
  auto unmet = standing(held, question);
  if (!names_any(rule.purposes, question.purpose_names)) unmet.insert(Reason::purpose);
  if (request.form > rule.form) unmet.insert(Reason::form);
  if (!names_any(rule.recipient_roles, request.roles)) unmet.insert(Reason::role);
  if (!area_holds(conditions, request)) unmet.insert(Reason::area);
  if (conditions.trained && !training_holds(*conditions.trained, question)) unmet.insert(Reason::training);
  if (conditions.necessity && !request.necessity_stated.value_or(false)) unmet.insert(Reason::necessity);
  if (asks_about_people(conditions)) unmet.insert(Reason::person_facts);
  return unmet;
}

std::string reference(Near const& near) {
  return fmt::format("{}#{}", near.held->agreement->reference(), near.rule->id.text);
}

}  // namespace concordat::agreements
