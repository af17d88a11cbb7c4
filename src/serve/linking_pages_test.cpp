// SPDX-License-Identifier: Apache-2.0
// The pages of linkage over a hub: the queue, one pair to its decision and back, one person; for reviewers and nobody else.
#include <gtest/gtest.h>

#include "hub/linkage/engine/engine_scorer.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using hub::proving::code_of;
using hub::proving::replaced;
using ::testing::HasSubstr;
using ::testing::Not;

class LinkingPages : public proving::SiteTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    auto const text = replaced(SiteTest::partnership(), "  feeds:\n",
                               "    - {id: rita, agency: northshire-csp, roles: [linkage-reviewer], trained: []}\n"
                               "    - {id: rolf, agency: northshire-school, roles: [linkage-reviewer], trained: []}\n"
                               "    - {id: ruth, agency: northshire-police, roles: [linkage-reviewer], trained: []}\n"
                               "  feeds:\n");
    return replaced(text, "  areas:\n",
                    "    - {id: csp-people, agency: northshire-csp, title: \"People\", profile: person-list, every: P1M, due_within: P15D, first_period: \"2026-07\", contact: lists@csp.example}\n  areas:\n");
  }
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    std::string const header = "Record ID,Surname,Forename,Date of Birth,Postcode,Role\n";
    take_in("school-people", header + "s1,Featherstone,Elizabeth,01/02/2010,N15 4AA,Victim\ns2,Marchbanks,Ben,03/04/2011,N16 5BB,Victim\n");
    take_in("csp-people", header + "c1,Featherstone,Elizabeth,01/02/2010,N15 4AA,Suspect\nc2,Marchbanks,Ben,03/04/2011,N16 5BB,Victim\n");
    ASSERT_EQ(code_of(hub::links::link_what_changed(hub())), "fine");
    open_site();
  }
  [[nodiscard]] std::string first_pair(std::string const& token) {
    auto const list = read(get("/links", token, true))["pairs"].array();
    EXPECT_EQ(list.size(), 1U);
    return list.empty() ? std::string{} : list.front()["href"].string();
  }
};
CONCORDAT_ON_BOTH_STORES(LinkingPages);

TEST_P(LinkingPages, AreForReviewersAndNobodyElse) {
  auto const analyst = sign_in("anna");
  EXPECT_EQ(status(get("/links", analyst)), 403);
  EXPECT_EQ(status(get("/links/1", analyst)), 403);
  EXPECT_EQ(status(get("/persons/1", analyst)), 403);
  EXPECT_EQ(status(get("/links/report", analyst)), 200) << "counts only";
  auto const stranger = sign_in("ruth");
  EXPECT_TRUE(read(get("/links", stranger, true))["pairs"].array().empty());
  auto const pair = first_pair(sign_in("rita"));
  EXPECT_EQ(status(get(pair, stranger)), 404);
  EXPECT_EQ(status(get("/links/999", stranger)), 404);
  EXPECT_EQ(read(get("/links?tab=everything", stranger, true))["code"].string(), "link.tab");
}

TEST_P(LinkingPages, TakeAPairToItsDecisionBySeconds) {
  auto const rita = sign_in("rita");
  auto const pair = first_pair(rita);
  EXPECT_THAT(get("/", rita).text(), HasSubstr("Pairs of records that wait for you"));
  EXPECT_THAT(get("/", sign_in("anna")).text(), Not(HasSubstr("Pairs of records that wait for you")));
  auto const page = get(pair, rita).text();
  EXPECT_THAT(page, HasSubstr("Another agency&#39;s family name agrees."));
  EXPECT_THAT(page, HasSubstr("Featherstone")) << "its own record";
  EXPECT_THAT(page, HasSubstr("<svg class=\"app-waterfall\""));
  EXPECT_THAT(page, Not(HasSubstr("href=\"/persons/1\""))) << "of the other agency's person she sees nothing";
  EXPECT_THAT(page, HasSubstr("To say that they are one may take two people."));
  EXPECT_EQ(status(post(pair + "/decide", rita, "&outcome=link&because=ok")), 400);
  EXPECT_EQ(status(post(pair + "/assign", rita, "&take=yes")), 303);
  auto const done = read(post(pair + "/decide", rita, "&outcome=link&because=Seen+in+both", true));
  EXPECT_EQ(done["state"].string(), "waiting");
  auto const rolf = sign_in("rolf");
  EXPECT_THAT(get(pair, rolf).text(), HasSubstr("Another reviewer decided; do you agree?"));
  auto const second = "/link-decisions/" + done["id"].string() + "/second";
  EXPECT_EQ(read(post(second, rolf, "&outcome=agree&because=ok", true))["code"].string(), "reason.too-short");
  EXPECT_EQ(status(post(second, rolf, "&outcome=agree&because=So+do+I")), 303);
  auto const person = get("/persons/1", rolf).text();
  EXPECT_THAT(person, Not(HasSubstr("lists@csp.example"))) << "which other agency knows the person is told by an agreement or not at all";
  EXPECT_THAT(person, HasSubstr("Another agency"));
  EXPECT_THAT(person, HasSubstr("Featherstone"));
  EXPECT_THAT(person, HasSubstr("<svg class=\"app-timeline\""));
  EXPECT_THAT(person, HasSubstr("1 record is withheld. It stands on no day here"));
  EXPECT_THAT(person, HasSubstr("Everything in the record"));
  EXPECT_THAT(person, HasSubstr("The record came to the hub"));
  EXPECT_EQ(read(post("/link-decisions/" + done["id"].string() + "/undo", rita, "&because=It+was+wrong", true))["state"].string(), "undone");
  EXPECT_EQ(status(post("/persons/1/merge", rita, "&other=999&because=One+and+the+same")), 404);
  EXPECT_EQ(status(post("/persons/1/split", rita, "&record=1&because=Two+different+children")), 404) << "of the person now, she sees nothing";
}

TEST_P(LinkingPages, SayWhoElseWorksWithSomebodyOnlyWhereItIsAgreed) {
  auto const anna = sign_in("anna");
  EXPECT_THAT(get("/locate", anna).text(), HasSubstr("Who else works with this person?"));
  EXPECT_EQ(status(post("/locate", anna, "&reference=&purpose=prevent-serious-violence&matter=A%2F1&necessary=Missing")), 400);
  auto const told = post("/locate", anna, "&reference=c1&purpose=prevent-serious-violence&matter=A%2F1&necessary=She+did+not+come+home").text();
  EXPECT_THAT(told, HasSubstr("No agreement in force has another agency tell yours"));
  EXPECT_THAT(told, Not(HasSubstr("Featherstone")));
  EXPECT_EQ(read(post("/locate", anna, "&reference=s1&purpose=prevent-serious-violence&matter=A%2F1&necessary=She+did+not+come+home", true))["code"].string(), "locate.unknown");
}

TEST_P(LinkingPages, SkipToTheNextPairAndEndAtTheList) {
  auto const rita = sign_in("rita");
  auto const pair = first_pair(rita);
  EXPECT_THAT(get(pair, rita).text(), HasSubstr("href=\"" + pair + "/next\""));
  EXPECT_EQ(read(get(pair + "/next", rita, true))["code"].string(), "") << "the only one: back to the list";
  EXPECT_EQ(status(get(pair + "/next", rita)), 303);
}

TEST_P(LinkingPages, ReportAnAgencysOwnDuplicatesToItAlone) {
  EXPECT_EQ(status(get("/links/duplicates", sign_in("anna"))), 403);
  auto const rita = sign_in("rita");
  EXPECT_THAT(get("/links/duplicates", rita).text(), HasSubstr("No record of your agency"));
  EXPECT_THAT(get("/links/duplicates.csv", rita).text(), HasSubstr("Feed,File,Came on,Row,Other file,Other came on,Other row,What to do\r\n"));
}

TEST_P(LinkingPages, SayWhoSharesAHomeForNoPurposeThatActsAgainstPeople) {
  auto const rolf = sign_in("rolf");
  auto const form = get("/persons/1/household", rolf).text();
  EXPECT_THAT(form, HasSubstr("safeguarding_child"));
  EXPECT_THAT(form, Not(HasSubstr("law_enforcement")));
  EXPECT_EQ(status(get("/persons/1/household", sign_in("anna"))), 403);
  EXPECT_EQ(status(post("/persons/1/household", rolf, "&purpose=&matter=S%2F1&necessary=Missing")), 400);
  auto const told = post("/persons/1/household", rolf, "&purpose=safeguarding_child&matter=S%2F1&necessary=She+did+not+come+home").text();
  EXPECT_THAT(told, HasSubstr("No record of this person that you may use gives a home."));
  EXPECT_EQ(read(post("/persons/1/household", rolf, "&purpose=law_enforcement&matter=S%2F1&necessary=He+is+wanted", true))["code"].string(), "household.enforcement");
}

TEST_P(LinkingPages, PutEvidenceBesideCriteriaAndLeaveTheRestToPeople) {
  auto const rolf = sign_in("rolf");
  auto const form = get("/persons/1/criteria", rolf).text();
  EXPECT_THAT(form, HasSubstr("families-2012"));
  EXPECT_THAT(form, HasSubstr("family_support"));
  EXPECT_THAT(form, Not(HasSubstr("safeguarding_child"))) << "no programme is for it";
  EXPECT_EQ(status(get("/persons/1/criteria", sign_in("anna"))), 403);
  EXPECT_EQ(status(post("/persons/1/criteria", rolf, "&programme=&purpose=family_support&matter=S%2F1&necessary=Missing")), 400);
  auto const told = post("/persons/1/criteria", rolf, "&programme=families-2012&purpose=family_support&matter=S%2F1&necessary=The+school+asked").text();
  EXPECT_THAT(told, HasSubstr("No list holds this"));
  EXPECT_THAT(told, HasSubstr("Nobody held the words of these criteria against their source."));
  EXPECT_EQ(read(post("/persons/1/criteria", rolf, "&programme=families-2012&purpose=law_enforcement&matter=S%2F1&necessary=He+is+wanted", true))["code"].string(), "household.enforcement");
  EXPECT_THAT(get("/persons/1/judging", rolf).text(), HasSubstr("None of your roles judges for a programme."));
  auto const judged = std::string{"&about=families-2012%2Fnot-in-school&purpose=family_support&outcome=meets&role=practitioner&because=She+is+seldom+there&voice=She+says+it+herself&told=Her+mother+was+told&until=2026-12-20&ask=northshire-csp"};
  EXPECT_EQ(read(post("/persons/1/judging", rolf, judged, true))["code"].string(), "criteria.role");
  EXPECT_THAT(get("/persons/1/judgements", rolf).text(), HasSubstr("There are none."));
  EXPECT_EQ(read(post("/persons/1/judgements/019a/withdraw", rolf, "", true))["code"].string(), "criteria.no-judgement");
  EXPECT_EQ(read(post("/persons/1/judgements/019a/confirm", rolf, "&purpose=family_support&matter=S%2F1&necessary=Missing&role=practitioner&because=She+is+seldom+there", true))["code"].string(), "criteria.no-judgement");
}

TEST_P(LinkingPages, SayWhatRunsChangedInCounts) {
  auto const page = get("/links/report", sign_in("anna")).text();
  EXPECT_THAT(page, HasSubstr("What linkage changed"));
  EXPECT_THAT(page, Not(HasSubstr("Featherstone")));
}

}  // namespace
}  // namespace concordat::serve
