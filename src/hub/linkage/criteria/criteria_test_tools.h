// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a family in the lists of two agencies, and reviewers of both who also work with families.
#pragma once

#include "hub/linkage/criteria/criteria.h"
#include "hub/linkage/linkage_test_tools.h"
#include "hub/lists/lists.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {

class CriteriaTest : public LinkageTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    auto text = replaced(LinkageTest::partnership(), "  areas:\n",
                         "    - {id: csp-homes, agency: northshire-csp, title: \"Homes\", profile: housing, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n"
                         "    - {id: csp-exclusions, agency: northshire-csp, title: \"Exclusions\", profile: school-exclusions, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n"
                         "    - {id: school-absence, agency: northshire-school, title: \"Absence\", profile: school-attendance, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n"
                         "  areas:\n");
    text = replaced(text, "{id: rita, agency: northshire-csp, roles: [linkage-reviewer]", "{id: rita, agency: northshire-csp, roles: [linkage-reviewer, practitioner]");
    text = replaced(text, "{id: rolf, agency: northshire-school, roles: [linkage-reviewer]", "{id: rolf, agency: northshire-school, roles: [linkage-reviewer, practitioner]");
    return replaced(text, "  feeds:\n",
                    "    - {id: ralf, agency: northshire-csp, roles: [linkage-reviewer], trained: []}\n"
                    "    - {id: rena, agency: northshire-school, roles: [linkage-reviewer], trained: []}\n"
                    "  feeds:\n");
  }
  void SetUp() override {
    LinkageTest::SetUp();
    if (IsSkipped()) return;
    took("csp-people",
         "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\n"
         "c1,Aster,Anna,01/02/2010,\"12 Mill Lane, Northshire\",N15 4AA,Child at risk\n"
         "c2,Aster,Basil,03/04/1980,\"12 Mill Lane, Northshire\",N15 4AA,Family\n"
         "c3,Cobb,Carl,05/06/1990,\"14 Mill Lane, Northshire\",N15 4AA,Family\n");
    took("csp-homes",
         "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported,Homelessness Duty,Raised By,Confidence,Review By\n"
         "H1,Aster,Basil,03/04/1980,Household member,\"12 Mill Lane, Northshire\",N15 4AA,03/10/2026,Prevention,Housing officer,Certain,01/03/2027\n"
         "H2,Cobb,Carl,05/06/1990,Household member,\"14 Mill Lane, Northshire\",N15 4AA,04/10/2026,Relief,Housing officer,Certain,\n");
    took("school-absence",
         "UPN,Surname,Forename,DOB,Postcode,Possible,Missed,Att %,As At\n"
         "E000999999001,Aster,Anna,01/02/2010,N15 4AA,100,30,70,31/10/2026\n");
    link();
  }
  void took(std::string const& feed, std::string const& text) {
    auto const tally = submit(feed, text);
    ASSERT_EQ(code_of(tally), "fine") << feed;
    ASSERT_EQ(tally->quarantined, 0U) << feed;
  }
  [[nodiscard]] links::Person person_of(links::Record record) { return hub().database().query_integer("SELECT person FROM link WHERE source_record = ?", record)->value_or(0); }
  [[nodiscard]] links::CriteriaQuestion about(links::Record record) { return {"families-2012", {person_of(record), "family-support", "CSP/7", "The school asked for help"}}; }
  Result<links::CriteriaTold> check(std::string_view who, links::Record record) { return links::check_criteria(hub(), member(who), about(record)); }
  [[nodiscard]] static links::CriterionTold const& of(links::CriteriaTold const& told, std::string_view id) {
    auto const found = std::ranges::find_if(told.criteria, [&](auto const& one) { return one.criterion.id == id; });
    EXPECT_NE(found, told.criteria.end()) << id;
    return *found;
  }

  /// One rule: who gives reviewers of whom which fields for the support of families, once the discloser's guardian has decided.
  void agree(std::string const& id, std::string const& from, std::string const& to, std::vector<std::string> const& fields) {
    auto const kind = [](std::string const& agency) { return agency == "northshire-school" ? "school" : "local-authority"; };
    auto text = fmt::format(R"(agreement:
  format: concordat-agreement/1
  id: isa.northshire.{}
  version: 1
  title: Help for families
  summary: Reviewers learn what lists say of a family that is offered help.
  status: signed
  in_force: {{from: "2026-05-01", until: "2027-05-01"}}
  review_by: "2027-01-01"
  dpia: {{ref: "DPIA-1", approved: "2026-04-02", owner: data-protection-officer}}
  eia: {{ref: "EIA-1", approved: "2026-04-02", owner: information-governance-lead}}
  contact: {{agency: northshire-csp, role: information-governance-lead}}
  parties:
    - {{agency: {}, kind: {}, acts_as: [discloser]}}
    - {{agency: {}, kind: {}, acts_as: [recipient]}}
  purposes:
    - {{id: family-support, because: "To offer help early"}}
  rules:
    - id: lists
      discloser: [{}]
      recipient: [{}]
      recipient_roles: [linkage-reviewer]
      purposes: [family-support]
      gateway: cda1998-s115
      form: personalised
      items:
)", id, from, kind(from), to, kind(to), from, to);
    for (auto const& field : fields) text += fmt::format("        - {{field: {}, as: value}}\n", field);
    text += R"(      conditions:
        decision_recorded: {by: caldicott-guardian, of: discloser, not_older_than: P1Y}
        necessity: {stated: true}
      retention: {keep_for: P1M, from: received, then: delete}
      onward: none
      why: Whoever offers help must know what others know
)";
    bring_into_force(text);
  }
  /// The guardian of the discloser says yes about the asker's matter.
  void decide(std::string const& asker, std::string const& from, std::string const& guardian, std::string const& matter, std::string const& field) {
    auto const asked = sharing::ask_agency(hub(), member(asker), {from, "linkage-reviewer", "family-support", {field}, "personalised", "at-risk-child", matter, "The school asked for help"});
    ASSERT_EQ(code_of(asked), "fine");
    sharing::NewFact fact;
    fact.kind = "guardian";
    fact.request = asked->id;
    fact.word = "caldicott-guardian";
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member(guardian), fact)), "fine");
  }

  [[nodiscard]] links::NewJudgement judging(links::Record record) {
    links::NewJudgement said;
    said.person = person_of(record);
    said.programme = "families-2012";
    said.criterion = "not-in-school";
    said.purpose = "family-support";
    said.outcome = "meets";
    said.role = "practitioner";
    said.reason = "Canary: she has been away since the autumn";
    said.voice = "Canary: she says that she is afraid of the bus";
    said.told = "Canary: her father was told at home";
    said.until = "2027-03-01";
    said.ask = "northshire-csp";
    return said;
  }
};

}  // namespace concordat::hub::proving
