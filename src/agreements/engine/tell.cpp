// SPDX-License-Identifier: Apache-2.0
// A judgement in words: permits with all their terms, refusals with reasons and what would help.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "agreements/engine/compiled.h"
#include "agreements/print.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::agreements {
namespace {

constexpr std::string_view no_way = "Nothing: this cannot be made lawful by agreement.";
/// The same whatever is on record, so that it tells nothing of it.
constexpr std::string_view not_for_outsiders = " What is on record about the person is told to members of an open case about them alone: some of this may be on record already.";

constexpr Reasons facts_of_the_case() {
  auto all = about_people;
  all.remove({Reason::relationship});
  return all;
}
constexpr auto told_to_members = facts_of_the_case();

std::string list(Words const& words) {
  std::vector<std::string> texts;
  for (auto const& word : words) texts.push_back(word.text);
  return text::join(texts, ", ");
}

std::string reference(CompiledRule const& rule) {
  return fmt::format("{}#{}", rule.held->agreement->reference(), rule.rule->id.text);
}

std::string hour(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string act_for_people(Reason reason, Conditions const& conditions, Request const& request) {
  switch (reason) {
    case Reason::consent:
      return fmt::format("Ask for the consent of {} and have it recorded.",
                         conditions.consent->from == "subject-or-parent" ? "the person or a parent"
                         : conditions.consent->from == "parent"          ? "a parent"
                                                                         : "the person");
    case Reason::guardian:
      return fmt::format("Ask the {} of {} for a recorded decision.", conditions.decision_recorded->by,
                         conditions.decision_recorded->of == "recipient" ? request.asker : request.discloser);
    case Reason::concern:
      return fmt::format("Have a joint assessment recorded, by two agencies; the rule asks for band J{} or above.", conditions.concern->band_at_least);
    case Reason::approvals: {
      auto const& terms = *conditions.approvals;
      return fmt::format("Have the request approved by {} of {} in the role {}.", terms.at_least,
                         terms.of == "recipient" ? request.asker : request.discloser, text::join(terms.roles, " or "));
    }
    case Reason::hours: {
      auto const& terms = *conditions.time;
      return fmt::format("Ask again between {} and {} UTC{}.", hour(terms.from_minute), hour(terms.until_minute),
                         terms.days.empty() ? std::string{} : ", on " + text::join(terms.days, ", "));
    }
    case Reason::age:
      return fmt::format("This rule is for people of {} to {}: for others, ask under another. If no age is on record about the case you ask for, have it put there.",
                         conditions.age->from, conditions.age->to);
    case Reason::subject_area:
      return fmt::format("This rule is for {}: for others, send a request to the hub of their area. If no area is on record for the person, have it put there.", list(conditions.subject_linked_to));
    default:
      return std::string{remedy_of(reason)};
  }
}

/// What would meet one term, in the words of the agreement.
std::string act_for(Reason reason, CompiledRule const& compiled, Request const& request) {
  auto const& rule = *compiled.rule;
  auto const& agreement = *compiled.held->agreement;
  switch (reason) {
    case Reason::not_yet:
      return fmt::format("Wait until {}.", format_date(agreement.from));
    case Reason::expired:
      return fmt::format("Have the agreement renewed and signed: its last day was {}.", format_date(last_day(agreement.until)));
    case Reason::purpose:
      return fmt::format("Ask for {}, if that is truly the purpose, or have yours added.", list(rule.purposes));
    case Reason::form:
      return fmt::format("Ask for the {} form.", name_of(rule.form));
    case Reason::role:
      return fmt::format("Ask a colleague who is {}.", list(rule.recipient_roles));
    case Reason::area:
      return fmt::format("Say which areas are meant, and ask only for {}.", list(rule.conditions.incident_within));
    case Reason::training:
      return fmt::format("Pass the course {} and have it recorded.", rule.conditions.trained->course);
    default:
      return act_for_people(reason, rule.conditions, request);
  }
}

std::string who_for(Reason reason, CompiledRule const& compiled, Request const& request) {
  if (asker_can(reason)) return "you";
  if (reason == Reason::guardian || reason == Reason::approvals) {
    auto const& conditions = compiled.rule->conditions;
    auto const& of = reason == Reason::guardian ? conditions.decision_recorded->of : conditions.approvals->of;
    return of == "recipient" ? request.asker : request.discloser;
  }
  auto const& contact = compiled.held->agreement->contact;
  return contact ? contact->agency.text : compiled.rule->disclosers.front().text;
}

Remedy remedy_from(NearRule const& near, CompiledRule const& compiled, Request const& request) {
  Remedy remedy{.who = "you", .act = {}, .then = reference(compiled), .meets = near.unmet};
  for (auto const reason : near.unmet.list()) {
    if (!remedy.act.empty()) remedy.act += ' ';
    remedy.act += act_for(reason, compiled, request);
    if (remedy.who == "you") remedy.who = who_for(reason, compiled, request);
  }
  return remedy;
}

Remedy impossible() { return {.who = "the hub", .act = std::string{no_way}, .then = {}, .meets = {}}; }

/// At most three ways, the asker's own first; one that says whom to ask where there is none.
std::vector<Remedy> remedies_from(Pattern const* pattern, Compiled const& compiled, Request const& request) {
  std::vector<Remedy> remedies;
  for (std::size_t at = 0; pattern != nullptr && at < pattern->near_count; ++at) {
    auto const& near = pattern->near[at];
    remedies.push_back(remedy_from(near, compiled.rules[near.rule], request));
  }
  std::stable_partition(remedies.begin(), remedies.end(), [](Remedy const& remedy) { return remedy.who == "you"; });
  if (remedies.empty()) {
    remedies.push_back({.who = "both agencies", .act = std::string{remedy_of(Reason::no_agreement)}, .then = {}, .meets = {}});
  }
  return remedies;
}

void tell_bar(FieldRefusal& refusal, Verdict const& verdict, Compiled const& compiled) {
  auto const& bar = compiled.bars[verdict.bar];
  auto const& owner = bar.owners[verdict.bar_owner];
  refusal.why += " Prohibition " + owner.reference + ": " + owner.why + ".";
  if (!verdict.bar_certain) {
    refusal.never = false;
    refusal.remedies = {{"you", "Say how many people the answer covers and in what role they appear.", owner.reference, {}}};
  } else if (!bar.clause->combined_with.empty()) {
    refusal.never = false;
    refusal.remedies = {{"you", "Ask for it alone, without the fields it may not be joined with.", owner.reference, {}}};
  }
}

FieldRefusal refusal_from(std::size_t position, Verdict const& verdict, Judgement const& judgement, Compiled const& compiled,
                          Request const& request) {
  FieldRefusal refusal;
  refusal.position = position;
  if (verdict.field != nothing) refusal.field = compiled.fields[verdict.field]->names.front();
  refusal.reasons = verdict.reasons.list();
  refusal.code = code_of(refusal.reasons.front());
  refusal.never = std::any_of(refusal.reasons.begin(), refusal.reasons.end(), &is_never);
  for (auto const reason : refusal.reasons) {
    if (!refusal.why.empty()) refusal.why += ' ';
    refusal.why += sentence_of(reason);
    if (!refusal.never) refusal.remedies.push_back({asker_can(reason) ? "you" : "the hub", std::string{remedy_of(reason)}, {}, {reason}});
  }
  if (refusal.never) refusal.remedies = {impossible()};
  if (verdict.pattern != nothing || verdict.reasons.contains(Reason::no_agreement)) {
    refusal.remedies = remedies_from(verdict.pattern == nothing ? nullptr : &judgement.patterns[verdict.pattern], compiled, request);
  }
  if (verdict.bar != nothing) tell_bar(refusal, verdict, compiled);
  return refusal;
}

FieldPermit permit_from(Verdict const& verdict, Compiled const& compiled, Request const& request) {
  FieldPermit permit;
  permit.field = compiled.fields[verdict.field]->names.front();
  if (verdict.rule == nothing) {
    permit.rule = "own-data";
    permit.gateway = "own-data";
    return permit;
  }
  auto const& rule = *compiled.rules[verdict.rule].rule;
  permit.as = rule.items[verdict.item].as;
  permit.form = request.form;
  permit.rule = reference(compiled.rules[verdict.rule]);
  permit.gateway = rule.gateway.text;
  permit.control = rule.control;
  permit.retention = rule.retention;
  permit.onward = rule.onward;
  permit.emergency = verdict.emergency;
  for (auto const& area : rule.conditions.incident_within) permit.areas.push_back(area.text);
  auto const& names = compiled.fields[verdict.field]->names;
  for (auto const& suppression : rule.conditions.suppress_when) {
    auto const fits = std::any_of(names.begin(), names.end(), [&](auto const& name) { return covers_any(suppression.items, name); });
    if (fits) permit.suppress_when.push_back(suppression);
  }
  return permit;
}

Outcome outcome_of(Decision const& decision) {
  if (decision.permits.empty()) return Outcome::refuse;
  auto const emergency = std::any_of(decision.permits.begin(), decision.permits.end(), [](FieldPermit const& one) { return one.emergency; });
  if (emergency) return Outcome::emergency_disclose;
  return decision.refusals.empty() ? Outcome::disclose : Outcome::disclose_part;
}

}  // namespace

Decision Bundle::tell(Request const& request, Facts const& facts, Judgement const& judgement) const {
  Decision decision;
  decision.facts_version = facts.version;
  for (std::size_t position = 0; position < judgement.verdicts.size(); ++position) {
    auto const& verdict = judgement.verdicts[position];
    if (verdict.permitted) {
      decision.permits.push_back(permit_from(verdict, *compiled_, request));
      decision.show_role_with_name = decision.show_role_with_name ||
                                     (request.form > Form::depersonalised && compiled_->fields[verdict.field]->identifies);
      continue;
    }
    decision.full.push_back(refusal_from(position, verdict, judgement, *compiled_, request));
    auto const outside = !judgement.told.empty();
    auto const& told = outside ? judgement.told[position] : verdict;
    decision.refusals.push_back(refusal_from(position, told, judgement, *compiled_, request));
    if (outside && told.reasons.intersects(told_to_members)) decision.refusals.back().why += not_for_outsiders;
  }
  decision.outcome = outcome_of(decision);
  return decision;
}

Decision Bundle::decide(Request const& request, Facts const& facts) const {
  Judgement judgement;
  judge(request, facts, judgement);
  return tell(request, facts, judgement);
}

std::string Bundle::hash() const {
  Json documents{Json::Array{}};
  for (auto const& [name, state] : compiled_->documents) {
    Json one;
    one.set("name", name).set("state", state);
    documents.push(std::move(one));
  }
  return crypto::to_hex(crypto::sha256(documents.canonical()));
}

Decision decide(Request const& request, std::span<InForce const> agreements, Facts const& facts, Vocabulary const& vocabulary) {
  return Bundle::compile(agreements, {}, vocabulary).decide(request, facts);
}

}  // namespace concordat::agreements
