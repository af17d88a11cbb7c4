// SPDX-License-Identifier: Apache-2.0
// "May I share?": the engine's answer with its basis or with who could do what, kept for who asked.
#include "hub/sharing/may_i.h"

#include <gtest/gtest.h>

#include "hub/sharing/sharing_test_tools.h"

namespace concordat::hub::proving {
namespace {

using sharing::may_i;
using sharing::may_i_list;
using sharing::may_i_record;
using sharing::MayIQuestion;
using ::testing::HasSubstr;
using ::testing::Not;

class MayI : public SharingTest {
 protected:
  [[nodiscard]] Json ask(MayIQuestion const& asked, std::string_view who = "paul") {
    auto const answer = may_i(hub(), member(who), asked);
    EXPECT_EQ(code_of(answer), "fine");
    return answer ? answer->answer : Json{};
  }
};
CONCORDAT_ON_BOTH_STORES(MayI);

TEST_P(MayI, SaysYesWithClauseAndLaw) {
  bring_into_force(conference_text());
  auto const answer = ask(question());
  ASSERT_EQ(answer["answer"].string(), "yes") << answer.pretty();
  auto const& field = answer["fields"].array().front();
  EXPECT_EQ(field["rule"].string(), "isa.northshire.conference@1#present-risk");
  EXPECT_EQ(field["agreement_title"].string(), "Case conference");
  EXPECT_EQ(field["why"].string(), "Who meets the child must know of a present threat");
  EXPECT_THAT(field["gateway"]["law"].string(), HasSubstr("Crime and Disorder Act 1998"));
  EXPECT_FALSE(field["gateway"]["title"].string().empty());
  EXPECT_EQ(field["delete_by"].string(), "case-closed+P6M");
}

TEST_P(MayI, SaysWhoCouldDoWhatWhereSomethingIsMissing) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.band = "J1";
  asked.necessary = "";
  auto const answer = ask(asked);
  EXPECT_EQ(answer["answer"].string(), "yes-if") << answer.pretty();
  auto const& field = answer["fields"].array().front();
  EXPECT_EQ(field["code"].string(), "R07");
  EXPECT_FALSE(field["helps"].array().empty());
  EXPECT_EQ(field["helps"].array().front()["then"].string(), "isa.northshire.conference@1#present-risk");
}

TEST_P(MayI, IsAnsweredByWhatStandsNowHoweverOftenItWasAskedBefore) {
  bring_into_force(conference_text());
  auto const rules = [&] { return hub().between_questions().rules; };
  ASSERT_EQ(ask(question())["answer"].string(), "yes");
  auto const first = rules();
  ASSERT_NE(first, nullptr);
  ASSERT_EQ(ask(question())["answer"].string(), "yes");
  EXPECT_EQ(rules(), first) << "compiled once as long as nothing stored changes";
  clock_.set(clock_.now() + std::chrono::days{1});
  ASSERT_EQ(ask(question())["answer"].string(), "yes");
  auto const next_day = rules();
  EXPECT_NE(next_day, first);
  auto const stored = hub().database().query_one("SELECT signatures FROM agreement", [](store::Row const& row) { return row.string(0); });
  ASSERT_TRUE(stored && *stored);
  auto const put = [&](std::string const& signatures) { return hub().database().execute("UPDATE agreement SET signatures = ?", signatures).has_value(); };
  ASSERT_TRUE(put(replaced(**stored, "\"signature\": \"", "\"signature\": \"AAAA")));
  EXPECT_NE(ask(question())["answer"].string(), "yes") << "changed behind the hub's back";
  ASSERT_TRUE(put(**stored));
  EXPECT_EQ(ask(question())["answer"].string(), "yes");
  auto const last = rules();
  ASSERT_TRUE(hub().refresh());
  EXPECT_EQ(rules(), last) << "read again and found the same";
  ASSERT_TRUE(hub().database().execute("UPDATE agency SET kind = 'charity' WHERE number = (SELECT max(number) FROM agency)"));
  ASSERT_TRUE(hub().refresh());
  EXPECT_EQ(rules(), nullptr) << "the hub's words changed";
}

TEST_P(MayI, SaysWhatWasSaidThatTheRuleDoesNotGoWith) {
  ConferenceTerms terms;
  terms.conditions += "        age: {from: 10, to: 17}\n        consent: {from: subject, for: this-purpose, not_older_than: P6M}\n";
  bring_into_force(conference_text(terms));
  auto asked = question();
  asked.age = 19;
  asked.consent = "withdrawn";
  asked.band = "J1";
  auto const why = ask(asked)["fields"].array().front()["why"].string();
  EXPECT_THAT(why, HasSubstr("You said 19 years; this rule is for people of 10 to 17."));
  EXPECT_THAT(why, HasSubstr("You said band J1; this rule asks for J3 or above."));
  EXPECT_THAT(why, HasSubstr("consent was withdrawn"));
  EXPECT_EQ(ask(asked)["answer"].string(), "no") << "nobody can become younger";
  asked.age = 15;
  EXPECT_EQ(ask(asked)["answer"].string(), "yes-if");
  EXPECT_EQ(ask(asked)["fields"].array().front()["why"].string().find("years"), std::string::npos) << "what fits is not told";
}

TEST_P(MayI, TellsEveryRuleThatWasLookedAtAndWhatOfItIsNotMet) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.band = "J1";
  auto const rules = ask(asked)["looked_at"].array();
  ASSERT_FALSE(rules.empty());
  auto const& nearest = rules.front();
  EXPECT_EQ(nearest["rule"].string(), "isa.northshire.conference@1#present-risk");
  EXPECT_EQ(nearest["agreement_title"].string(), "Case conference");
  EXPECT_FALSE(nearest["gives"].array().empty());
  EXPECT_THAT(nearest["conditions"].canonical(), HasSubstr("J3"));
  EXPECT_EQ(nearest["unmet"].array().size(), 1U) << nearest.pretty();
  asked.band = "J3";
  EXPECT_TRUE(ask(asked)["looked_at"].array().front()["unmet"].array().empty());
  asked.recipient = "northshire-school";
  EXPECT_TRUE(ask(asked)["looked_at"].array().empty()) << "no rule between the two";
}

TEST_P(MayI, IsAskedAgainWithOtherAnswersAndSaysWhatItWasBefore) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.band = "J1";
  auto const first = may_i(hub(), member("paul"), asked);
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_FALSE(first->answer.contains("before"));
  asked.band = "J3";
  asked.instead_of = first->id;
  auto const second = may_i(hub(), member("paul"), asked);
  ASSERT_EQ(code_of(second), "fine");
  EXPECT_EQ(second->answer["answer"].string(), "yes");
  EXPECT_EQ(second->answer["before"]["answer"].string(), "yes-if");
  EXPECT_EQ(second->answer["before"]["id"].string(), first->id);
  EXPECT_EQ(code_of(may_i(hub(), member("anna"), asked)), "may-i.unknown") << "a record of somebody else's";
  asked.instead_of = "none";
  EXPECT_EQ(code_of(may_i(hub(), member("paul"), asked)), "may-i.unknown");
}

TEST_P(MayI, SaysNoAndWhetherItCanEverBe) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.recipient = "northshire-school";
  auto answer = ask(asked);
  EXPECT_EQ(answer["answer"].string(), "no") << "no agreement with the school";
  EXPECT_EQ(answer["fields"].array().front()["code"].string(), "R01");
  EXPECT_FALSE(answer["fields"].array().front()["never"].boolean());
  EXPECT_FALSE(answer["fields"].array().front()["helps"].array().empty());
  asked = question();
  asked.purpose = "immigration-enforcement";  // S17
  answer = ask(asked);
  EXPECT_EQ(answer["answer"].string(), "no");
  EXPECT_TRUE(answer["fields"].array().front()["never"].boolean());
}

TEST_P(MayI, SaysPartWhereOneFieldIsNotCovered) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.fields.emplace_back("no.such_field");
  auto const answer = ask(asked);
  EXPECT_EQ(answer["answer"].string(), "part");
  EXPECT_EQ(answer.canonical().find("no.such_field"), std::string::npos) << "a word that nobody knows is not repeated";
}

TEST_P(MayI, RefusesDataThatAnotherAgencyHasNotAgreedToPassOn) {  // S13
  bring_into_force(conference_text());
  auto asked = question();
  asked.originator = "northshire-general-ed";
  auto const answer = ask(asked);
  EXPECT_EQ(answer["fields"].array().front()["code"].string(), "R09");
  EXPECT_EQ(answer["fields"].array().front()["helps"].array().front()["who"].string(), "northshire-general-ed");
  asked.originator_agrees = true;
  EXPECT_EQ(ask(asked)["answer"].string(), "yes");
}

TEST_P(MayI, FollowsTheAgreementsAtOnce) {
  bring_into_force(conference_text());
  EXPECT_EQ(ask(question())["answer"].string(), "yes");
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.conference@1", AgreementChange::suspend, "lead-police", "it is under review"));
  EXPECT_NE(ask(question())["answer"].string(), "yes");
}

TEST_P(MayI, IsTheRecordOfWhoAskedAndOfAnAuditor) {
  bring_into_force(conference_text());
  auto const asked = may_i(hub(), member("paul"), question());
  ASSERT_EQ(code_of(asked), "fine");
  auto const own = may_i_record(hub(), member("paul"), asked->id);
  ASSERT_EQ(code_of(own), "fine");
  EXPECT_EQ(own->answer, asked->answer);
  EXPECT_EQ(own->question["necessary"].string(), "A threat was reported on Monday");
  EXPECT_EQ(code_of(may_i_record(hub(), member("audit-police"), asked->id)), "fine");
  for (auto const* other : {"bert", "lead-police", "audit-csp", "carla"}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(may_i_record(hub(), member(other), asked->id)), "may-i.unknown") << other;
    ASSERT_EQ(*hub().log().size(), before + 1);
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << other;
  }
  EXPECT_EQ(code_of(may_i_record(hub(), member("paul"), std::string(36, '0'))), "may-i.unknown");
  auto const list = may_i_list(hub(), member("paul"));
  ASSERT_TRUE(list && list->size() == 1U);
  EXPECT_EQ(list->front().purpose, own->question["purpose"].string());
  EXPECT_EQ(list->front().discloser + list->front().recipient, own->question["discloser"].string() + own->question["recipient"].string());
  EXPECT_EQ(list->front().fields.size(), own->question["fields"].array().size()) << "or one could not be told from another";
  EXPECT_TRUE(may_i_list(hub(), member("bert"))->empty());
}

TEST_P(MayI, LeavesALeafOfCodesAndSealsTheRest) {
  bring_into_force(conference_text());
  auto asked = question();
  asked.necessary = "Zebulonia Quackenbosh was threatened";
  asked.fields.emplace_back("zebulonia.quackenbosh");
  (void)ask(asked);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::partial);
  EXPECT_EQ(leaf.from, "northshire-police");
  EXPECT_EQ(leaf.why, (std::vector<std::string>{"R04"}));
  EXPECT_THAT(leaf.fields, ::testing::Contains("unknown"));
  std::string all;
  auto const read = hub().database().query("SELECT * FROM may_i", [&](store::Row const& row) {
    for (int column = 0; column < row.columns(); ++column) all += std::string{crypto::text_of(row.blob(column))} + row.string(column);
  });
  ASSERT_TRUE(read);
  EXPECT_THAT(all, Not(HasSubstr("Zebulonia")));
  EXPECT_THAT(*hub().log().entry(*hub().log().size() - 1), Not(HasSubstr("uackenbosh")));
}

TEST_P(MayI, TurnsAwayWordsOfNoListAndStrangers) {
  auto asked = question();
  EXPECT_EQ(code_of(may_i(hub(), member("nora"), asked)), "may-i.not-yours");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  for (auto const change : {+[](MayIQuestion& q) { q.band = "J9"; }, +[](MayIQuestion& q) { q.consent = "perhaps"; }, +[](MayIQuestion& q) { q.role = "king"; },
                            +[](MayIQuestion& q) { q.form = "whole"; }, +[](MayIQuestion& q) { q.recipient = "nobody"; }, +[](MayIQuestion& q) { q.fields.clear(); },
                            +[](MayIQuestion& q) { q.age = 200; }, +[](MayIQuestion& q) { q.subject_role = "enemy"; }, +[](MayIQuestion& q) { q.in_case = "both"; }}) {
    auto wrong = question();
    change(wrong);
    EXPECT_EQ(code_of(may_i(hub(), member("paul"), wrong)), "may-i.words");
  }
}

}  // namespace
}  // namespace concordat::hub::proving
