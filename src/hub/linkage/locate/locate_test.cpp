// SPDX-License-Identifier: Apache-2.0
// The locator: services and contacts where an agreement permits, and what an empty answer covers.
#include "hub/linkage/locate/locate.h"

#include "hub/linkage/linkage_test_tools.h"
#include "hub/lists/lists.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto agreement = R"(agreement:
  format: concordat-agreement/1
  id: isa.northshire.locator
  version: 1
  title: Which services work with a child, and whom to ring
  summary: Practitioners learn which other services work with a child.
  status: signed
  in_force: {from: "2026-05-01", until: "2027-05-01"}
  review_by: "2027-01-01"
  dpia: {ref: "DPIA-1", approved: "2026-04-02", owner: data-protection-officer}
  eia: {ref: "EIA-1", approved: "2026-04-02", owner: information-governance-lead}
  contact: {agency: northshire-csp, role: information-governance-lead}
  parties:
    - {agency: northshire-school, kind: school, acts_as: [discloser]}
    - {agency: northshire-csp, kind: local-authority, acts_as: [recipient]}
  purposes:
    - {id: prevent-serious-violence, because: "To bring together those who work with a child"}
  rules:
    - id: services
      discloser: [northshire-school]
      recipient: [northshire-csp]
      recipient_roles: [practitioner]
      purposes: [prevent-serious-violence]
      gateway: cda1998-s115
      form: personalised
      items:
        - {field: record.source_agency, as: value}
        - {field: referral.lead_professional, as: value}
      conditions:
        decision_recorded: {by: caldicott-guardian, of: discloser, not_older_than: P1Y}
        necessity: {stated: true}
      retention: {keep_for: P1M, from: received, then: delete}
      onward: none
      why: People who work with the same child should know of one another
)";

class Locates : public LinkageTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(LinkageTest::partnership(), "  feeds:\n", "    - {id: pat, agency: northshire-csp, roles: [practitioner], trained: []}\n  feeds:\n");
  }
  void SetUp() override {
    LinkageTest::SetUp();
    if (IsSkipped()) return;
    send("school-people", {{"s-1", "Featherstone", "Elizabeth"}});
    send("csp-people", {{"c 1", "Featherstone", "Elizabeth"}, {"c 2", "Marchbanks", "Ben", "03/04/2011", "N16 5BB"}});
    send("police-people", {{"p1", "Featherstone", "Elizabeth"}});
    link();
  }
  static links::LocateQuestion question(std::string reference) { return {std::move(reference), "practitioner", "prevent-serious-violence", "CSP/7", "She did not come home"}; }
  /// The school's guardian decides about the matter, as the agreement asks.
  void decide_about_the_matter(std::string const& purpose = "prevent-serious-violence", std::string const& role = "victim") {
    auto const asked = sharing::ask_agency(hub(), member("pat"), {"northshire-school", "practitioner", purpose, {"record.source_agency"}, "personalised", role, "CSP/7", "She did not come home"});
    ASSERT_EQ(code_of(asked), "fine");
    sharing::NewFact fact;
    fact.kind = "guardian";
    fact.request = asked->id;
    fact.word = "caldicott-guardian";
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("guard"), fact)), "fine");
  }
  Result<links::Located> locate(std::string reference) { return links::locate(hub(), member("pat"), question(std::move(reference))); }
};
CONCORDAT_ON_BOTH_STORES(Locates);

TEST_P(Locates, TellServicesAndContactsAndNothingElse) {
  bring_into_force(agreement);
  decide_about_the_matter();
  auto const located = locate("C1");
  ASSERT_EQ(code_of(located), "fine");
  ASSERT_EQ(located->services.size(), 1U) << "the police are party to nothing";
  EXPECT_EQ(located->services.front().agency, "northshire-school");
  EXPECT_FALSE(located->services.front().last_came.empty());
  EXPECT_FALSE(located->services.front().looked_at);
  auto const text = links::to_json(*located).pretty();
  EXPECT_THAT(text, Not(HasSubstr("Featherstone")));
  EXPECT_THAT(text, Not(HasSubstr("olice")));
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::search);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::permit);
  EXPECT_EQ(leaf.count, 1U);
  auto const uses = sharing::uses_of_own_data(hub(), member("rolf"));
  ASSERT_EQ(code_of(uses), "fine");
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->front().kind, "locate");
  EXPECT_EQ(uses->front().member, "pat");
}

TEST_P(Locates, SayWhatAnEmptyAnswerCovers) {
  bring_into_force(agreement);
  decide_about_the_matter();
  auto const located = locate("c 2");
  ASSERT_EQ(code_of(located), "fine");
  EXPECT_TRUE(located->services.empty());
  ASSERT_EQ(located->asked.size(), 1U) << "the same lists are asked about anybody";
  EXPECT_EQ(located->asked.front().agency_name, hub().agency("northshire-school")->name);
  EXPECT_EQ(leaves().back().count, 0U) << "a search with no result is a leaf";
}

TEST_P(Locates, TellNothingForEnforcement) {  // S73: no link, be it looked at or not, leads anybody to a person they act against
  auto text = replaced(std::string{agreement}, "{id: prevent-serious-violence,", "{id: offender-management,");
  text = replaced(text, "purposes: [prevent-serious-violence]", "purposes: [offender-management]");
  bring_into_force(text);
  decide_about_the_matter("offender-management", "suspected");
  send("school-people", {{"s-2", "Aster", "Anna", "05/06/2001", "N17 1AA", "Suspect"}});
  send("csp-people", {{"c 3", "Aster", "Anna", "05/06/2001", "N17 1AA", "Suspect"}});
  link();
  for (auto const* const who : {"model", "rita"}) {
    ASSERT_TRUE(hub().database().execute("UPDATE link SET linked_by = ? WHERE person = (SELECT person FROM link WHERE source_record = (SELECT max(source_record) FROM link))", std::string{who}));
    auto asked = question("c 3");
    asked.purpose = "offender-management";
    auto const located = links::locate(hub(), member("pat"), asked);
    ASSERT_EQ(code_of(located), "fine");
    EXPECT_TRUE(located->refused && located->services.empty());
    EXPECT_THAT(links::to_json(*located).pretty(), HasSubstr("subject-role-unknown"));
  }
}

TEST_P(Locates, AskNoListThatNobodyAnswersFor) {  // S44
  bring_into_force(agreement);
  decide_about_the_matter();
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("hanna"), "school-people", "")), "fine");
  auto const located = locate("c 1");
  ASSERT_EQ(code_of(located), "fine");
  EXPECT_TRUE(located->services.empty() && located->asked.empty());
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("hanna"), "school-people", "hanna")), "fine");
  EXPECT_EQ(locate("c 1")->services.size(), 1U);
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("greta"), "csp-people", "")), "fine");
  EXPECT_EQ(code_of(locate("c 1")), "locate.out-of-use");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Locates, RefuseAlikeWhetherOrNotAnybodyIsThere) {
  bring_into_force(agreement);
  auto const known = locate("c 1");
  auto const unknown = locate("c 2");
  ASSERT_EQ(code_of(known), "fine");
  ASSERT_EQ(code_of(unknown), "fine");
  EXPECT_TRUE(known->refused && unknown->refused) << "the guardian has decided nothing";
  ASSERT_EQ(known->not_asked.size(), 1U);
  auto told = [](links::Located located) {
    located.ledger_index = 0;
    return links::to_json(located).pretty();
  };
  EXPECT_EQ(told(*known), told(*unknown));
  EXPECT_THAT(told(*known), HasSubstr("R06"));
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
}

TEST_P(Locates, AreRefusedWhereNothingIsAgreed) {
  auto const located = locate("c 1");
  ASSERT_EQ(code_of(located), "fine");
  EXPECT_TRUE(located->refused);
  EXPECT_TRUE(located->not_asked.empty());
}

TEST_P(Locates, NeedAReferenceOfTheOwnAgencyAndWords) {
  bring_into_force(agreement);
  EXPECT_EQ(code_of(locate("s-1")), "locate.unknown") << "another agency's reference";
  EXPECT_EQ(code_of(locate("Featherstone")), "locate.unknown") << "nobody is looked up by name";
  EXPECT_EQ(code_of(locate(" ")), "locate.words");
  auto asked = question("c 1");
  asked.necessary = "";
  EXPECT_EQ(code_of(links::locate(hub(), member("pat"), asked)), "locate.words");
  asked = question("c 1");
  asked.purpose = "curiosity";
  EXPECT_EQ(code_of(links::locate(hub(), member("pat"), asked)), "locate.purpose");
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"locate.purpose"});
  EXPECT_EQ(code_of(links::locate(hub(), member("rita"), question("c 1"))), "sharing.not-a-member");
  send("csp-people", {{"c 3", "Aster", "Anna", "05/06/2009", "N17 1AA", "Victim", "9434765919"}, {"c 4", "Dill", "Dora", "07/08/2008", "E1 1AA", "Victim", "9434765919"}});
  link();
  EXPECT_EQ(code_of(locate("943 476 5919")), "locate.several");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Locates, LookAReferenceUpInTheBookOfAServerThatHoldsTheRecords) {
  bring_into_force(agreement);
  decide_about_the_matter();
  auto const book = std::make_shared<links::NumberBook>();
  links::KeptRecords kept{book};
  std::size_t known = 0;
  auto with = options();
  with.bearers = [&](int agency, std::string const& number, std::int64_t run) {
    auto found = book->bearers(agency, number, run);
    known += found ? found->size() : 0;
    return found;
  };
  open_it(with);
  auto const services = [&](std::string const& reference) {
    auto const located = locate(reference);
    return located ? std::to_string(located->services.size()) : code_of(located);
  };
  EXPECT_EQ(services("c 1"), "1") << "the book is empty yet: every record is opened";
  EXPECT_EQ(known, 0U);
  ASSERT_EQ(code_of(links::link_records(hub(), scorer_, {.kept = &kept}, {})), "fine");
  EXPECT_EQ(services("c 1"), "1");
  EXPECT_EQ(services("C-1"), "1") << "however it is written";
  EXPECT_EQ(known, 2U);
  EXPECT_EQ(services("s-1"), "locate.unknown") << "a number of another agency's list";
  EXPECT_EQ(services("Featherstone"), "locate.unknown") << "nobody is looked up by name";
  EXPECT_EQ(known, 2U);
  send("csp-people", {{"c 3", "Featherstone", "Elizabeth"}});
  EXPECT_EQ(services("c 3"), "locate.unknown") << "it is not linked yet";
  ASSERT_EQ(code_of(links::link_records(hub(), scorer_, {.kept = &kept}, {})), "fine");
  EXPECT_EQ(services("c 3"), "1");
  EXPECT_EQ(known, 3U);
  link({.whole = true});
  EXPECT_EQ(services("c 3"), "1") << "another process linked: the book stands for an earlier run, and every record is opened";
  EXPECT_EQ(known, 3U);
  with.bearers = [](int, std::string const&, std::int64_t) { return std::optional{std::vector<std::int64_t>{}}; };
  open_it(with);
  EXPECT_EQ(services("c 1"), "locate.unknown") << "or this test asks the book for nothing";
}

}  // namespace
}  // namespace concordat::hub::proving
