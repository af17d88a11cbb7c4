// SPDX-License-Identifier: Apache-2.0
// The forms on an agreement's page. What stands against one is said beside it; who may do what is decided in the hub.
#include "hub/agreements/acknowledgement.h"
#include "hub/agreements/change.h"
#include "pages/house/agreement_life.h"

namespace concordat::pages {
namespace {

std::string words_of(Problem const& problem) { return std::string{problem.title.view()} + " " + std::string{problem.remedy.view()}; }

/// What a person can do something about; anything else is a page of its own, and so is what is not there.
bool is_about_the_form(Problem const& problem) {
  return problem.fault == Fault::refused || problem.fault == Fault::malformed || problem.fault == Fault::conflict;
}

Result<Answer> after(Visit& visit, std::string field, Result<std::uint64_t> const& done) {
  std::string const reference{visit.param("reference")};
  if (done) return Go{"/agreements/" + reference, Json{}.set("agreement", reference).set("ledger_index", *done)};
  if (!is_about_the_form(done.error())) return fail(done);
  visit.fault(std::move(field), words_of(done.error()));
  return show_agreement(visit);
}

template <hub::AgreementChange change>
Result<Answer> take_step(Visit& visit) {
  std::string field{hub::name_of(change).view()};
  bool const stops = change == hub::AgreementChange::suspend || change == hub::AgreementChange::end;
  if (stops) field += "_reason";
  if (!visit.input.faults.empty()) return show_agreement(visit);
  auto const changed = hub::change_agreement(visit.hub, std::string{visit.param("reference")}, change, visit.who->member, visit.input.text(field));
  return after(visit, std::move(field), changed.map([](hub::ChangedAgreement const& one) { return one.ledger_index; }));
}

Result<Answer> record_assessment(Visit& visit) {
  if (!visit.input.faults.empty()) return show_agreement(visit);
  bool const equality = visit.input.text("kind") == "eia";
  hub::NewAssessment assessment{equality ? hub::AssessmentKind::equality : hub::AssessmentKind::data_protection, visit.input.text("assessment_ref"),
                                parse_date(visit.input.text("approved")).value_or(Date::max()), visit.input.text("owner")};
  return after(visit, "assessment_ref", hub::assess_agreement(visit.hub, std::string{visit.param("reference")}, assessment, visit.who->member));
}

Result<Answer> hand_in_signatures(Visit& visit) {
  if (!visit.input.faults.empty()) return show_agreement(visit);
  auto const added = hub::add_signatures(visit.hub, std::string{visit.param("reference")}, visit.input.text("sidecar"), {visit.who->member, visit.who->agency});
  if (!added) return after(visit, "sidecar", tl::unexpected<Problem>{added.error().problem});
  return after(visit, "sidecar", added->ledger_index);
}

Result<Answer> acknowledge(Visit& visit) {
  return after(visit, "acknowledge", hub::acknowledge_agreement(visit.hub, std::string{visit.param("reference")}, visit.who->member));
}

}  // namespace

void add_agreement_acts(Site& site) {
  using enum hub::AgreementChange;
  constexpr std::size_t longest_sidecar = 100'000;
  auto const add = [&site](std::string const& what, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&),
                           hub::Right right = hub::Right::govern_agreements) {
    site.add({.method = http::Method::post, .pattern = "/agreements/:reference/" + what, .summary = std::move(summary), .need = Need::right,
              .right = right, .inputs = std::move(inputs), .page = page});
  };
  add("activate", "Say yes to an agreement's coming into force; two people must", {}, take_step<activate>);
  add("suspend", "Suspend an agreement at once", {{.name = "suspend_reason", .kind = InputKind::lines, .label = "why", .required = true, .longest = 2'000}}, take_step<suspend>);
  add("resume", "Agree to lift a suspension; both sides must", {}, take_step<resume>);
  add("end", "End an agreement for good", {{.name = "end_reason", .kind = InputKind::lines, .label = "why", .required = true, .longest = 2'000}}, take_step<end>);
  add("assess", "Record an impact assessment",
      {{.name = "kind", .kind = InputKind::choice, .label = "which assessment", .required = true, .choices = {"dpia", "eia"}},
       {.name = "assessment_ref", .label = "its reference", .required = true, .longest = 64},
       {.name = "approved", .label = "the day it was approved", .required = true, .longest = 10},
       {.name = "owner", .label = "the post that owns it", .required = true, .longest = 64}},
      record_assessment);
  add("signatures", "Hand in signatures, as 'concordat agreement sign' wrote them beside the file",
      {{.name = "sidecar", .kind = InputKind::lines, .label = "the signatures", .required = true, .longest = longest_sidecar}}, hand_in_signatures);
  add("acknowledge", "Say that I have read an agreement that is in force", {}, acknowledge, hub::Right::see_agreements);
}

}  // namespace concordat::pages
