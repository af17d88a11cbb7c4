// SPDX-License-Identifier: Apache-2.0
// What a fact says to the engine: whose last word counts, and what opens nothing.
#include "hub/sharing/facts.h"

#include <gtest/gtest.h>

#include "hub/sharing/sharing_test_tools.h"

namespace concordat::hub::proving {
namespace {

using namespace sharing;

class Facts : public RequestTest {
 protected:
  /// An agreement whose only condition on facts, beside a case that is on record, is this one.
  void agree_on(std::string const& condition) {
    ConferenceTerms terms;
    terms.conditions = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n        " + condition + "\n        necessity: {stated: true}\n";
    bring_into_force(conference_text(terms));
    seat();
  }
  [[nodiscard]] static NewFact consent(std::string answer, std::string day) {
    auto one = fact("consent");
    one.word = "subject";
    one.purpose = "prevent-serious-violence";
    one.answer = std::move(answer);
    one.day = std::move(day);
    return one;
  }
  [[nodiscard]] static NewFact approval(std::string request, std::string role, std::string answer = "yes") {
    NewFact one;
    one.kind = "approval";
    one.request = std::move(request);
    one.word = std::move(role);
    one.answer = std::move(answer);
    return one;
  }
};
CONCORDAT_ON_BOTH_STORES(Facts);

TEST_P(Facts, ARefusedConsentIsTheLastWordUntilALaterYes) {
  agree_on("consent: {from: subject, for: this-purpose, not_older_than: P6M}");
  know("carla", consent("no", "2026-11-18"));
  EXPECT_EQ(ask().state, RequestState::refused) << "a no is no consent";
  know("carla", consent("yes", "2026-11-18"));
  EXPECT_EQ(ask().state, RequestState::refused) << "of one day the no stands";
  know("carla", consent("yes", "2026-11-19"));
  EXPECT_EQ(ask().state, RequestState::waiting);
  auto const refused = record_fact(hub(), member("carla"), consent("no", "2026-11-20"));
  ASSERT_EQ(code_of(refused), "fine");
  EXPECT_EQ(ask().state, RequestState::refused);
  ASSERT_EQ(code_of(withdraw_fact(hub(), member("carla"), refused->id)), "fine");
  EXPECT_EQ(ask().state, RequestState::refused) << "the older yes does not come back by itself";
}

TEST_P(Facts, TakeAnAnswerOnlyWhereThereIsOneToGive) {
  for (auto const* kind : {"age", "area", "assessment", "role", "handling"}) {
    auto one = fact(kind);
    one.answer = "no";
    one.number = 3;
    one.word = "joint-assessment";
    EXPECT_EQ(code_of(record_fact(hub(), member("carla"), one)), "fact.words") << kind;
  }
  auto perhaps = consent("perhaps", {});
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), perhaps)), "fact.words");
}

TEST_P(Facts, TakeNoToolThatNoAgreementAsksFor) {
  auto tool = fact("assessment");
  tool.number = 4;
  tool.word = "joint-assessment";
  ASSERT_EQ(code_of(record_fact(hub(), member("carla"), tool)), "fact.unknown-tool");
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), tool)), "fine");
  tool.word = "joint-asessment";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), tool)), "fact.unknown-tool");
}

TEST_P(Facts, OfEachApproverTheLastWordCounts) {
  agree_on("approvals: {at_least: 1, roles: [conference-member], of: discloser, not_older_than: P7D}");
  auto const request = ask();
  ASSERT_EQ(request.state, RequestState::refused);
  know("paul", approval(request.id, "conference-member"));
  EXPECT_EQ(ask().state, RequestState::waiting);
  know("paul", approval(request.id, "conference-member", "no"));
  EXPECT_EQ(ask().state, RequestState::refused) << "the no cancels the yes, be it of the same moment";
  clock_.set(clock_.now() + std::chrono::minutes{1});
  know("paul", approval(request.id, "conference-member"));
  EXPECT_EQ(ask().state, RequestState::waiting);
}

TEST_P(Facts, OfOnePersonInTwoPostsAreOneApprovalAndNoneOfTheirOwnRequest) {
  agree_on("approvals: {at_least: 2, roles: [conference-member, information-governance-lead], of: discloser, not_older_than: P7D}");
  auto const request = ask();
  one_account("paul", "lead-police");
  know("paul", approval(request.id, "conference-member"));
  know("lead-police", approval(request.id, "information-governance-lead"));
  EXPECT_EQ(ask().state, RequestState::refused) << "two posts, one person";
  know("lead-police2", approval(request.id, "information-governance-lead"));
  EXPECT_EQ(ask().state, RequestState::waiting);
  ASSERT_TRUE(hub().database().execute("UPDATE account_member SET member = 'carla' WHERE member = 'paul'"));
  EXPECT_EQ(code_of(record_fact(hub(), member("lead-police"), approval(request.id, "information-governance-lead"))), "fact.not-for-you") << "who asked, in another post";
}

TEST_P(Facts, ACaseOpensNothingBeforeASecondAgencyWithAStakeConfirmsIt) {
  bring_into_force(conference_text());
  know("carla", band(3));
  say_too("paul", band(3));
  know("greta", open_case());
  know("chair", open_case());
  auto const request = ask();
  EXPECT_EQ(request.state, RequestState::refused) << "two of one agency are one agency";
  auto theirs = open_case();
  theirs.reference.clear();
  theirs.request = request.id;
  NewFact handling;
  handling.kind = "handling";
  handling.request = request.id;
  handling.word = "P";
  know("paul", handling);
  EXPECT_EQ(facts_of_matter(hub(), member("carla"), matter, {})->size(), 3U) << "what the police entered stays closed";
  auto others = asked();
  others.discloser = "northshire-school";
  auto at_school = open_case();
  at_school.reference.clear();
  at_school.request = ask(others).id;
  know("hanna", at_school);
  EXPECT_EQ(ask().state, RequestState::refused) << "the school neither gives nor sits in it";
  auto emils = theirs;
  emils.members = {"emil"};
  know("lead-police2", emils);
  EXPECT_EQ(ask().state, RequestState::refused) << "it is not she whom they know to sit in it";
  clock_.set(clock_.now() + std::chrono::minutes{1});
  know("lead-police", theirs);
  EXPECT_EQ(ask().state, RequestState::waiting);
  EXPECT_EQ(facts_of_matter(hub(), member("carla"), matter, {})->size(), 8U) << "of each agency that confirms it, also the school";
  clock_.set(clock_.now() + std::chrono::minutes{1});
  theirs.answer = "closed";
  know("lead-police", theirs);
  EXPECT_EQ(ask().state, RequestState::refused) << "closed by one, it is closed";
}

TEST_P(Facts, OfACaseTakeItsTypeAndWhoSitsInItFromTheLists) {
  auto one = open_case("nobody-at-all");
  EXPECT_EQ(code_of(record_fact(hub(), member("chair"), one)), "fact.words");
  one = open_case();
  one.word = "Anna's conference";
  EXPECT_EQ(code_of(record_fact(hub(), member("chair"), one)), "fact.words");
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'carla'"));
  EXPECT_EQ(code_of(record_fact(hub(), member("chair"), open_case())), "fact.words") << "who has left sits in nothing";
}

TEST_P(Facts, ACaseConfirmedByTheSamePersonInAnotherPostIsNot) {
  bring_into_force(conference_text());
  know("carla", band(3));
  say_too("paul", band(3));
  one_account("greta", "lead-police");
  know("greta", open_case());
  auto theirs = open_case();
  theirs.reference.clear();
  theirs.request = ask().id;
  know("lead-police", theirs);
  EXPECT_EQ(ask().state, RequestState::refused);
  clock_.set(clock_.now() + std::chrono::minutes{1});
  know("lead-police2", theirs);
  EXPECT_EQ(ask().state, RequestState::waiting);
}

TEST_P(Facts, NobodySeatsThemselvesInAnotherPost) {
  one_account("carla", "chair");
  EXPECT_EQ(code_of(record_fact(hub(), member("chair"), open_case())), "fact.not-for-you");
}

TEST_P(Facts, OfAnAssessmentCountForItsToolAlone) {
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  auto nameless = band(4);
  nameless.word = "";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), nameless)), "fact.words");
  nameless.word = "Anna Aster";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), nameless)), "fact.words");
  ConferenceTerms back;  // in the other direction, by a tool of its own
  back.id = "isa.northshire.back";
  std::swap(back.discloser, back.recipient);
  std::swap(back.discloser_kind, back.recipient_kind);
  back.conditions = replaced(back.conditions, "joint-assessment", "some-other-tool");
  bring_into_force(conference_text(back));
  auto other = band(4);
  other.word = "some-other-tool";
  know("carla", other);
  say_too("paul", other);
  EXPECT_EQ(ask().state, RequestState::refused);
  know("carla", band(3));
  say_too("paul", band(3));
  EXPECT_EQ(ask().state, RequestState::waiting);
}

TEST_P(Facts, ABandIsJointOnceTwoPeopleOfTwoAgenciesReachIt) {
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  know("carla", band(4));
  know("greta", band(4));
  EXPECT_EQ(ask().state, RequestState::refused) << "two of one agency are one agency";
  auto at_school = asked();
  at_school.discloser = "northshire-school";
  auto theirs = band(4);
  theirs.reference.clear();
  theirs.request = ask(at_school).id;
  know("hanna", theirs);
  EXPECT_EQ(ask().state, RequestState::refused) << "the school neither gives nor sits in a case about it";
  say_too("paul", band(4));
  EXPECT_EQ(ask().state, RequestState::waiting);
}

TEST_P(Facts, WhoSatInACaseThatIsClosedMakesNoBandJointAnyMore) {
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  auto with_school = open_case();
  with_school.word = "school-panel";
  with_school.members = {"carla", "hanna"};
  know("chair", with_school);
  confirm_case("lead-police", asked(), "carla", with_school);
  auto at_school = asked();
  at_school.discloser = "northshire-school";
  auto theirs = band(4);
  theirs.reference.clear();
  theirs.request = ask(at_school).id;
  know("carla", band(4));
  know("hanna", theirs);
  EXPECT_EQ(ask().state, RequestState::waiting) << "the school sits in a case about it";
  clock_.set(clock_.now() + std::chrono::hours{24});
  auto closed = with_school;
  closed.answer = "closed";
  know("chair", closed);
  EXPECT_EQ(ask().state, RequestState::refused);
}

TEST_P(Facts, ABandOfOnePersonInTwoPostsIsNotJoint) {
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  one_account("carla", "paul");
  know("carla", band(3));
  say_too("paul", band(3));
  EXPECT_EQ(ask().state, RequestState::refused);
  say_too("lead-police", band(3));
  EXPECT_EQ(ask().state, RequestState::refused) << "the police said it first by paul";
  clock_.set(clock_.now() + std::chrono::hours{24});
  say_too("lead-police", band(3));
  EXPECT_EQ(ask().state, RequestState::waiting);
}

TEST_P(Facts, TheLowerBandOfTwoIsTheJointOneAndTheOlderDayItsDay) {
  agree_on("concern: {tool: joint-assessment, band_at_least: J3, not_older_than: P90D}");
  know("carla", band(4));
  say_too("paul", band(2));
  EXPECT_EQ(ask().state, RequestState::refused) << "the police see less in it";
  auto old = band(3);
  old.day = "2026-06-01";
  say_too("lead-police", old);
  EXPECT_EQ(ask().state, RequestState::refused) << "an older entry is not the last word";
  clock_.set(clock_.now() + std::chrono::hours{24});
  say_too("lead-police", band(3));
  EXPECT_EQ(ask().state, RequestState::waiting);
  clock_.set(clock_.now() + std::chrono::hours{24 * 90});
  know("carla", band(4));
  EXPECT_EQ(ask().state, RequestState::waiting) << "90 days are the limit of the older";
  clock_.set(clock_.now() + std::chrono::hours{24});
  EXPECT_EQ(ask().state, RequestState::refused);
}

}  // namespace
}  // namespace concordat::hub::proving
