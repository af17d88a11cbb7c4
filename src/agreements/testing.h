// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a small clean agreement, a vocabulary that knows its words, and ways to spoil
// it.
#pragma once

#include <string>
#include <string_view>

#include "agreements/check.h"

namespace concordat::agreements::testing {

inline Date day(std::string_view text) {
  return parse_date(text).value_or(Date{});
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  return at == std::string::npos ? std::string{"the text to replace is not there"}
                                 : text.replace(at, from.size(), to);
}

/// An emergency department gives rows to the partnership, which gives figures to the police.
constexpr std::string_view clean_text = R"(agreement:
  format: concordat-agreement/1
  id: isa.testshire.ed
  version: 4
  title: Assault data for prevention
  summary: Each month the department says when and where people were assaulted.
  status: signed
  in_force: {from: "2026-04-01", until: "2027-04-01"}
  review_by: "2027-01-15"
  contact: {agency: testshire-csp, role: information-governance-lead}
  parties:
    - {agency: testshire-ed, kind: nhs-provider, acts_as: [discloser]}
    - {agency: testshire-csp, kind: local-authority, acts_as: [discloser, recipient]}
    - {agency: testshire-police, kind: police, acts_as: [recipient]}
  purposes:
    - {id: violence-hotspot-analysis, because: "To find where violence happens"}
    - {id: strategic-assessment, because: "To prepare the yearly assessment"}
  rules:
    - id: rows-to-analysts
      discloser: [testshire-ed]
      recipient: [testshire-csp]
      recipient_roles: [analyst]
      purposes: [violence-hotspot-analysis, strategic-assessment]
      gateway: not-personal-data
      form: depersonalised
      items:
        - {field: istv.site_code, as: value}
        - {field: istv.assault_at, as: hour}
        - {field: istv.assault_location_type, as: code}
        - {field: istv.assault_place, as: cell}
      conditions:
        area: {incident_within: [testshire]}
        suppress_when: [{field: istv.assault_location_type, is: [home], items: [istv.assault_place]}]
        trained: {course: information-handling, not_older_than: P12M}
      disclosure_control: {profile: istv-rows, min_group: 3, on_fail: suppress}
      schedule: {every: P1M, due_within: P15D}
      retention: {keep_for: P3Y, from: received, then: delete}
      onward: none
      why: The analyst places incidents on the map
    - id: figures-to-police
      discloser: [testshire-csp]
      recipient: [testshire-police]
      recipient_roles: [analyst, neighbourhood-supervisor]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: aggregate
      items:
        - {field: istv.count_by_cell_hour_method, as: count}
      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}
      retention: {keep_for: P1Y, from: received, then: delete}
      onward: none
      why: Patrol work needs the pattern
  prohibitions:
    - {id: no-reidentification, purposes: any, items: ["istv.*"], combined_with: ["person.*"], why: "Never joined to a person"}
    - {id: no-tasking, purposes: [enforcement-tasking], items: ["istv.*"], why: "Patients must not fear coming to hospital"}
  never_together:
    - {items: [istv.arrival_at, istv.assault_method_other], unless_form: aggregate, why: "Together they single out"}
)";

/// A case conference: one personalised rule.
constexpr std::string_view personalised_text = R"(agreement:
  format: concordat-agreement/1
  id: isa.testshire.conference
  version: 1
  title: Case conference
  status: signed
  in_force: {from: "2026-05-01", until: "2027-05-01"}
  review_by: "2026-11-01"
  dpia: {ref: "DPIA-1", approved: "2026-04-02"}
  parties:
    - {agency: testshire-police, kind: police, acts_as: [discloser, recipient]}
    - {agency: testshire-childrens, kind: childrens-social-care, acts_as: [recipient]}
    - {agency: testshire-yjs, kind: youth-justice, acts_as: [recipient]}
  purposes:
    - {id: prevent-serious-violence, because: "To prevent serious violence"}
  rules:
    - id: police-risk
      discloser: [testshire-police]
      recipient: [testshire-childrens, testshire-yjs]
      recipient_roles: [conference-member]
      purposes: [prevent-serious-violence]
      gateway: pcsca2022-s16
      form: personalised
      items:
        - {field: person.name, as: value}
        - {field: person.role_in_concern, as: value}
        - {field: intel.threat_to_life, as: value}
      conditions:
        case: {type: gang-conference, state: open, requester: member, subject: listed}
        concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}
        age: {from: 10, to: 17}
        consent: {from: subject-or-parent, for: this-purpose, not_older_than: P6M}
        decision_recorded: {by: caldicott-guardian, of: discloser, not_older_than: P14D}
        handling: {codes: [P, C-with-condition]}
        necessity: {stated: true}
        area: {subject_linked_to: [testshire]}
      retention: {keep_for: P6M, from: case-closed, then: delete}
      onward: with-discloser-agreement
      why: Agencies must know of a present threat
    - id: names-to-police
      discloser: [testshire-police]
      recipient: [testshire-police]
      recipient_roles: [mentor]
      purposes: [prevent-serious-violence]
      gateway: pcsca2022-s16
      form: personalised
      items:
        - {field: person.name, as: value}
      conditions:
        case: {type: gang-conference, state: open, requester: member, subject: listed}
        necessity: {stated: true}
      retention: {keep_for: P3M, from: case-closed, then: delete}
      onward: none
      why: A name and nothing more
  prohibitions:
    - {id: no-full-list, purposes: any, items: ["person.*"], bulk_over: 1, why: "One person at a time"}
    - {id: victims, purposes: [enforcement-tasking], items: ["person.*"], when_subject_is: [victim, at-risk], why: "Not a target"}
  must_go_together:
    - {items: [person.name], with: [person.role_in_concern], except_rules: [names-to-police], why: "A name reads as an accusation"}
  eia: {ref: "EIA-1", approved: "2026-04-02", owner: data-protection-officer}
)";

inline std::set<std::string, std::less<>> kinds(std::initializer_list<char const*> names) {
  return {names.begin(), names.end()};
}

inline void add_gateways(Vocabulary& vocabulary) {
  auto& open = vocabulary.gateways["not-personal-data"];
  open.forms = {Form::aggregate, Form::depersonalised};
  open.needs = {"disclosure_control"};
  auto& duty = vocabulary.gateways["pcsca2022-s16"];
  duty.forms = {Form::aggregate, Form::depersonalised, Form::personalised};
  duty.discloser_kinds = kinds({"police", "local-authority", "childrens-social-care", "youth-justice"});
  duty.recipient_kinds = duty.discloser_kinds;
  duty.never = {{.categories = {"patient-information"}, .discloser_kinds = {}, .form = {}},
                {.categories = {},
                 .discloser_kinds = {"nhs-provider", "childrens-social-care"},
                 .form = Form::personalised}};
  duty.needs = {"necessity"};
  duty.purposes = kinds({"prevent-serious-violence", "enforcement-tasking"});
  duty.retention_cap = Period{.months = 12, .days = 0};
  auto& cautious = vocabulary.gateways["needs-a-case"];
  cautious.forms = {Form::personalised};
  cautious.needs = {"case", "decision_recorded"};
  vocabulary.gateways["figures-only"].forms = {Form::aggregate};
  vocabulary.gateways["repealed"] = open;
  vocabulary.gateways["repealed"].in_force = false;
}

inline Vocabulary vocabulary() {
  Vocabulary out;
  for (auto const* const field :
       {"istv.site_code", "istv.assault_at", "istv.assault_location_type", "istv.assault_place",
        "istv.arrival_at", "istv.assault_method_other", "istv.count_by_cell_hour_method",
        "person.role_in_concern", "intel.threat_to_life"}) {
    out.add_field(field);
  }
  out.add_field("person.name", {.names = {"person.name", "full_name"}, .identifies = true});
  out.add_field("health.injury", {.categories = {"patient-information"}});
  out.add_field("monitoring.dropped", {.dropped = true});
  out.add_purpose("violence-hotspot-analysis", {"violence_hotspot_analysis"});
  for (auto const* const purpose :
       {"strategic-assessment", "prevent-serious-violence", "enforcement-tasking", "housing"}) {
    out.add_purpose(purpose);
  }
  out.enforcement_purposes = kinds({"enforcement-tasking"});
  out.own_agreement_purposes = kinds({"housing"});
  out.under_18_retention_cap = Period{.months = 6, .days = 0};
  out.roles = kinds(
      {"analyst", "neighbourhood-supervisor", "conference-member", "mentor", "information-governance-lead", "caldicott-guardian"});
  out.kinds = kinds({"police", "local-authority", "nhs-provider", "childrens-social-care", "youth-justice",
                     "home_office_immigration"});
  out.control_profiles = kinds({"istv-rows", "counts", "nhs"});
  add_gateways(out);
  return out;
}

/// REQUIRES: the text is clean.
inline Agreement agreement(std::string_view text) {
  auto parsed = parse(text, "test.yaml");
  return parsed.agreement ? std::move(*parsed.agreement) : Agreement{};
}

}  // namespace concordat::agreements::testing
