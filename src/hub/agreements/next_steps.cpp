// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/next_steps.h"

#include <algorithm>

#include "hub/agreements/change.h"

namespace concordat::hub {
namespace {

void add_once(std::vector<std::string>& to, std::string const& agency) {
  if (std::ranges::find(to, agency) == to.end()) to.push_back(agency);
}

/// The agencies of those of them who are leads today.
std::vector<std::string> agencies_of(std::vector<Actor> const& some, std::vector<Actor> const& leads) {
  std::vector<std::string> all;
  for (auto const& one : some) {
    if (std::ranges::find(leads, one) != leads.end()) add_once(all, one.agency);
  }
  return all;
}

Result<void> add_assessments(Hub& hub, agreements::Agreement const& agreement, NextSteps& steps) {
  if (!needs_assessments(agreement)) return {};
  auto const all = assessments_of(hub.database(), agreement);
  if (!all) return fail(all);
  auto const lacks = [&](AssessmentKind kind) {
    return std::ranges::none_of(*all, [&](RecordedAssessment const& one) { return one.kind == kind && one.is_whole(); });
  };
  steps.needs_data_protection = lacks(AssessmentKind::data_protection);
  steps.needs_equality = lacks(AssessmentKind::equality);
  return {};
}

}  // namespace

Result<NextSteps> next_steps(Hub& hub, Held const& all, HeldAgreement const& one, Date today) {
  NextSteps steps;
  auto const& agreement = one.agreement;
  if (one.ended || today >= agreement.until) return steps;
  for (auto const& party : agreement.parties) {
    bool const has = std::ranges::find(one.signed_by, party.agency.text) != one.signed_by.end();
    if (!has && (party.discloses || party.receives)) steps.to_sign.push_back(party.agency.text);
  }
  auto const leads = leads_of(hub, agreement);
  if (!leads) return fail(leads);
  for (auto const& lead : *leads) add_once(steps.leads_in, lead.agency);
  auto const changes = changes_of(hub.database(), agreement.id.text, agreement.version);
  if (!changes) return fail(changes);
  auto const life = life_of(*changes);
  steps.to_activate = all.standing_of(one, today) == agreements::Standing::not_activated;
  if (one.waiting) {
    steps.activated_by = agencies_of(life.activations, *leads);
    if (auto done = add_assessments(hub, agreement, steps); !done) return fail(done);
  }
  if (one.suspended) {
    steps.suspended_by = life.suspended_by;
    steps.lift_agreed_by = agencies_of(life.lifts, *leads);
  }
  return steps;
}

}  // namespace concordat::hub
