// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a case conference between police, children's services and school, and its people.
#pragma once

#include "hub/hub_test_tools.h"
#include "hub/sharing/answers.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/may_i.h"
#include "hub/sharing/requests.h"

namespace concordat::hub::proving {

struct ConferenceTerms {
  std::string id = "isa.northshire.conference";
  std::string discloser = "northshire-police";
  std::string discloser_kind = "police";
  std::string recipient = "northshire-csp";
  std::string recipient_kind = "local-authority";
  std::string gateway = "cda1998-s115";
  std::string purpose = "prevent-serious-violence";
  std::vector<std::string> fields = {"person.role_in_concern", "intel.threat_to_life"};
  std::string conditions =
      "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n"
      "        concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}\n"
      "        necessity: {stated: true}\n";
  std::string onward = "none";
};

/// One personalised rule.
inline std::string conference_text(ConferenceTerms const& terms = {}) {
  std::string items;
  for (auto const& field : terms.fields) items += fmt::format("        - {{field: {}, as: value}}\n", field);
  return fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: {}
  version: 1
  title: Case conference
  summary: Members tell each other the least they need to keep a child safe.
  status: signed
  in_force: {{from: "2026-05-01", until: "2027-05-01"}}
  review_by: "2027-01-01"
  dpia: {{ref: "DPIA-1", approved: "2026-04-02", owner: data-protection-officer}}
  eia: {{ref: "EIA-1", approved: "2026-04-02", owner: information-governance-lead}}
  contact: {{agency: {}, role: information-governance-lead}}
  parties:
    - {{agency: {}, kind: {}, acts_as: [discloser]}}
    - {{agency: {}, kind: {}, acts_as: [recipient]}}
  purposes:
    - {{id: {}, because: "To keep children safe"}}
  rules:
    - id: present-risk
      discloser: [{}]
      recipient: [{}]
      recipient_roles: [conference-member]
      purposes: [{}]
      gateway: {}
      form: personalised
      items:
{}      conditions:
{}      retention: {{keep_for: P6M, from: case-closed, then: delete}}
      onward: {}
      why: Who meets the child must know of a present threat
)",
                     terms.id, terms.recipient, terms.discloser, terms.discloser_kind, terms.recipient, terms.recipient_kind, terms.purpose,
                     terms.discloser, terms.recipient, terms.purpose, terms.gateway, items, terms.conditions, terms.onward);
}

/// People of four agencies with the roles that asking, answering and looking through need.
class SharingTest : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    std::string const more =
        "    - {id: carla, agency: northshire-csp, roles: [conference-member], trained: [{course: information-handling, on: \"2026-06-01\"}]}\n"
        "    - {id: chair, agency: northshire-csp, roles: [conference-chair], trained: []}\n"
        "    - {id: audit-csp, agency: northshire-csp, roles: [auditor], trained: []}\n"
        "    - {id: strat-csp, agency: northshire-csp, roles: [strategic-lead], trained: []}\n"
        "    - {id: paul, agency: northshire-police, roles: [conference-member], trained: []}\n"
        "    - {id: lead-police, agency: northshire-police, roles: [information-governance-lead], trained: []}\n"
        "    - {id: lead-police2, agency: northshire-police, roles: [information-governance-lead], trained: []}\n"
        "    - {id: strat-police, agency: northshire-police, roles: [strategic-lead], trained: []}\n"
        "    - {id: audit-police, agency: northshire-police, roles: [auditor], trained: []}\n"
        "    - {id: guard, agency: northshire-general-ed, roles: [caldicott-guardian], trained: []}\n"
        "    - {id: nora, agency: northshire-school, roles: [conference-member], trained: []}\n"
        "  feeds:\n";
    return replaced(std::string{partnership_yaml}, "  feeds:\n", more);
  }
  [[nodiscard]] Member member(std::string_view id) {
    auto const found = hub().member(id);
    EXPECT_TRUE(found && *found) << id;
    return found && *found ? **found : Member{};
  }
  [[nodiscard]] static sharing::MayIQuestion question() {
    sharing::MayIQuestion question;
    question.discloser = "northshire-police";
    question.recipient = "northshire-csp";
    question.role = "conference-member";
    question.purpose = "prevent-serious-violence";
    question.fields = {"intel.threat_to_life", "person.role_in_concern"};
    question.subject_role = "suspected";
    question.in_case = "yes";
    question.band = "J3";
    question.necessary = "A threat was reported on Monday";
    return question;
  }
};

/// A matter of the partnership, about which carla asks the police.
class RequestTest : public SharingTest {
 protected:
  static constexpr auto matter = "CSP/2026/17";
  [[nodiscard]] static sharing::NewRequest asked() {
    return {"northshire-police", "conference-member", "prevent-serious-violence", {"intel.threat_to_life", "person.role_in_concern"}, "personalised", "suspected", matter, "A threat was reported on Monday"};
  }
  void know(std::string_view who, sharing::NewFact const& fact) {
    auto const done = sharing::record_fact(hub(), member(who), fact);
    ASSERT_EQ(code_of(done), "fine") << fact.kind;
  }
  [[nodiscard]] static sharing::NewFact fact(std::string kind) {
    sharing::NewFact fact;
    fact.kind = std::move(kind);
    fact.reference = matter;
    return fact;
  }
  [[nodiscard]] static sharing::NewFact open_case(std::string who = "carla") {
    auto one = fact("case");
    one.answer = "open";
    one.word = "gang-conference";
    one.members = {std::move(who)};
    return one;
  }
  [[nodiscard]] static sharing::NewFact band(int number) {
    auto one = fact("assessment");
    one.word = "joint-assessment";
    one.number = number;
    return one;
  }
  /// The other agency says the same about the case, by a request (which the engine refuses) that it got about the matter.
  void confirm_case(std::string_view lead, sharing::NewRequest const& about, std::string_view asker, sharing::NewFact same) {
    same.reference.clear();
    same.request = ask(about, asker).id;
    know(lead, same);
  }
  /// Carla, or whoever, sits in an open case about the matter, as both agencies say.
  void seat(std::string const& who = "carla") {
    know("chair", open_case(who));
    confirm_case("lead-police", asked(), "carla", open_case(who));
  }
  /// The agency that is asked says a band too, about a request (which the engine refuses) that it got about the matter.
  void say_too(std::string_view who, sharing::NewFact assessment) {
    assessment.reference.clear();
    assessment.request = ask().id;
    know(who, assessment);
  }
  /// All that the rule asks for.
  void know_all() {
    seat();
    know("carla", band(3));
    say_too("paul", band(3));
  }
  [[nodiscard]] sharing::SharingRequest ask(sharing::NewRequest const& request = asked(), std::string_view who = "carla") {
    auto const made = sharing::ask_agency(hub(), member(who), request);
    EXPECT_EQ(code_of(made), "fine");
    return made ? *made : sharing::SharingRequest{};
  }
  [[nodiscard]] sharing::SharingRequest waiting(ConferenceTerms const& terms = {}) {
    bring_into_force(conference_text(terms));
    know_all();
    auto made = ask();
    EXPECT_EQ(made.state, sharing::RequestState::waiting) << made.told.pretty();
    return made;
  }
  [[nodiscard]] static sharing::Declined reasons(std::string code = "R10") { return {std::move(code), "It would put a source in danger", "2026-12-24"}; }
};

}  // namespace concordat::hub::proving
