// SPDX-License-Identifier: Apache-2.0
#include "pages/house/agreement_life.h"

#include "hub/agency_name.h"
#include "hub/agreements/acknowledgement.h"
#include "hub/agreements/change.h"
#include "hub/agreements/history.h"
#include "hub/agreements/next_steps.h"
#include "pages/models.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

Json next_model(hub::Hub const& hub, hub::NextSteps const& next) {
  Json model;
  model.set("to_sign", agency_names(hub, next.to_sign)).set("needs_dpia", next.needs_data_protection).set("needs_eia", next.needs_equality);
  model.set("to_activate", next.to_activate).set("activated_by", agency_names(hub, next.activated_by)).set("leads_in", agency_names(hub, next.leads_in));
  return model.set("suspended_by", agency_names(hub, next.suspended_by)).set("lift_agreed_by", agency_names(hub, next.lift_agreed_by));
}

Json history_model(hub::Hub const& hub, hub::AgreementHistory const& history) {
  Json list{Json::Array{}};
  for (auto const& [step, reason] : history.steps) {
    Json one;
    one.set("step", hub::name_of(step.step).view()).set("state", hub::name_of(step.state).view()).set("member", step.by.member);
    one.set("agency", step.by.agency.empty() ? std::string{} : hub::agency_name(hub, step.by.agency)).set("at", instant_model(step.at));
    list.push(one.set("entry", step.ledger_index).set("reason", reason));
  }
  return list;
}

Json assessments_model(std::vector<hub::RecordedAssessment> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) {
    Json model;
    model.set("kind", hub::name_of(one.kind).view()).set("reference", one.assessment.reference).set("owner", one.assessment.owner);
    list.push(model.set("approved", date_model(one.assessment.approved)).set("in_document", one.in_document));
  }
  return list;
}

Json acknowledgements_model(hub::Hub const& hub, hub::Acknowledgements const& all) {
  Json rows{Json::Array{}};
  for (auto const& row : all.by_role) {
    auto const* const role = hub.catalogue().member_role(row.role);
    Json missing{Json::Array{}};
    for (auto const& id : row.missing) missing.push(id);
    Json one;
    one.set("agency", hub::agency_name(hub, row.agency)).set("role", role == nullptr ? row.role : role->title).set("asked", row.asked);
    rows.push(one.set("done", row.done).set("missing", std::move(missing)));
  }
  return Json{}.set("rows", std::move(rows)).set("asked", all.is_asked).set("done", all.has_done);
}

/// What the forms offer; the hub decides again.
Json may_model(Visit& visit, hub::HeldAgreement const& one, hub::NextSteps const& next, bool over) {
  bool const party = one.agreement.party(visit.who->agency) != nullptr;
  auto const may = party ? hub::may(*visit.who, hub::Right::govern_agreements) : hub::May::no;
  bool const acts = may != hub::May::no && !one.ended;
  Json model;
  model.set("step_up", acts && may == hub::May::step_up).set("act", acts && may == hub::May::yes);
  model.set("sign", acts && !next.to_sign.empty()).set("activate", acts && next.to_activate && !over);
  model.set("suspend", acts && !one.waiting && !over).set("lift", acts && one.suspended).set("end", acts);
  return model.set("assess", acts && hub::needs_assessments(one.agreement));
}

}  // namespace

Result<Json> life_model(Visit& visit, hub::Held const& all, hub::HeldAgreement const& one) {
  auto const today = visit.hub.clock().today();
  auto const reference = one.agreement.reference();
  auto const next = hub::next_steps(visit.hub, all, one, today);
  if (!next) return fail(next);
  auto const history = hub::agreement_history(visit.hub, reference, visit.who->agency);
  if (!history) return fail(history);
  auto const assessments = hub::assessments_of(visit.hub.database(), one.agreement);
  if (!assessments) return fail(assessments);
  Json model;
  model.set("party", history->party).set("next", next_model(visit.hub, *next)).set("nothing_next", next->empty());
  model.set("history", history_model(visit.hub, *history)).set("assessments", assessments_model(*assessments));
  model.set("personal", hub::needs_assessments(one.agreement));
  model.set("may", may_model(visit, one, *next, today >= one.agreement.until));
  bool const in_force = all.standing_of(one, today) == agreements::Standing::in_force;
  if (!history->party || !in_force) return model.set("acknowledgements", Json{});
  auto const acknowledged = hub::acknowledgements_of(visit.hub, reference, visit.member());
  if (!acknowledged) return fail(acknowledged);
  return model.set("acknowledgements", acknowledgements_model(visit.hub, *acknowledged));
}

}  // namespace concordat::pages
