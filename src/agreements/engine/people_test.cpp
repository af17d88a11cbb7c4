// SPDX-License-Identifier: Apache-2.0
// Decisions about single people: facts that are known, facts that are not, and what the asker may read of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/engine/judgement.h"
#include "agreements/engine/testing.h"

namespace concordat::agreements {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class AboutPeople : public ::testing::Test {
 protected:
  AboutPeople() {
    conference.eia.reset();  // the hub has it on record
    auto& conditions = conference.rules.front().conditions;
    conditions.time = TimeTerms{.from_minute = 8 * 60, .until_minute = 18 * 60, .days = {"mon", "tue", "wed", "thu", "fri"}};
    conditions.approvals = ApprovalTerms{.at_least = 2, .roles = {"mentor"}, .of = "discloser", .not_older_than = {.months = 0, .days = 7}};
  }

  static Request question() {
    return {.asker = "testshire-childrens",
            .roles = {"conference-member"},
            .discloser = "testshire-police",
            .purpose = "prevent-serious-violence",
            .form = Form::personalised,
            .fields = {"intel.threat_to_life"},
            .subjects = 1,
            .necessity_stated = true};
  }

  /// A Monday on which everything the rule asks for is met.
  static Facts everything() {
    auto known = testing::facts("2026-06-01");
    known.minute = 9 * 60;
    known.person.cases = {{.type = "gang-conference", .open = true, .requester_is_member = true, .subject_is_listed = true}};
    known.person.consents = {{.from = "parent", .purposes = {"prevent-serious-violence"}, .given = day("2026-05-01")}};
    known.person.decisions = {{.by = "caldicott-guardian", .agency = "testshire-police", .made = day("2026-05-25"), .allows = true}};
    known.person.concerns = {{.tool = "joint-assessment", .band = 3, .assessed = day("2026-04-01")}};
    known.person.age = 15;
    known.person.areas = {"testshire"};
    known.person.role = "suspected";
    known.person.handling = {"P"};
    known.approvals = {{"a", "mentor", "testshire-police", day("2026-06-01")}, {"b", "mentor", "testshire-police", day("2026-05-30")}};
    return known;
  }

  Decision ask(Request const& request, Facts const& known) const { return decide(request, held, known, vocabulary); }
  std::vector<Reason> reasons(Facts const& known) const {
    auto const decision = ask(question(), known);
    return decision.full.empty() ? std::vector<Reason>{} : decision.full.front().reasons;
  }

  Vocabulary vocabulary = testing::vocabulary();
  Agreement conference = testing::agreement(testing::personalised_text);
  std::vector<InForce> held{{.agreement = &conference, .signatures = SignatureState::complete, .assessed = true}};
};

TEST_F(AboutPeople, ArePermittedWhereEveryConditionIsMet) {
  auto const decision = ask(question(), everything());
  ASSERT_TRUE(decision.all_permitted()) << to_json(decision, Telling::full).canonical();
  EXPECT_EQ(decision.permits.front().rule, "isa.testshire.conference@1#police-risk");
  EXPECT_EQ(decision.permits.front().onward, Onward::with_discloser_agreement);
  EXPECT_EQ(decision.permits.front().retention->keep_for, "P6M");
}

struct Turn {
  char const* name;
  void (*turn)(Facts&);
  Reason reason;
  char const* code;
};

class OneFactWrong : public AboutPeople, public ::testing::WithParamInterface<Turn> {};

TEST_P(OneFactWrong, RefusesWithThatReason) {
  auto known = everything();
  GetParam().turn(known);
  EXPECT_THAT(reasons(known), ElementsAre(GetParam().reason));
  EXPECT_EQ(name_of(code_of(GetParam().reason)), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    AboutPeople, OneFactWrong,
    ::testing::Values(
        Turn{"no_cases", [](Facts& f) { f.person.cases.reset(); }, Reason::relationship, "R16"},
        Turn{"closed_case", [](Facts& f) { f.person.cases->front().open = false; }, Reason::relationship, "R16"},
        Turn{"another_forum", [](Facts& f) { f.person.cases->front().type = "marac"; }, Reason::relationship, "R16"},
        Turn{"not_listed", [](Facts& f) { f.person.cases->front().subject_is_listed = false; }, Reason::relationship, "R16"},
        Turn{"no_consent_known", [](Facts& f) { f.person.consents.reset(); }, Reason::consent, "R06"},
        Turn{"old_consent", [](Facts& f) { f.person.consents->front().given = day("2025-11-30"); }, Reason::consent, "R06"},
        Turn{"consent_for_another_purpose", [](Facts& f) { f.person.consents->front().purposes = {"strategic-assessment"}; }, Reason::consent, "R06"},
        Turn{"consent_of_tomorrow", [](Facts& f) { f.person.consents->front().given = day("2026-06-02"); }, Reason::consent, "R06"},
        Turn{"withdrawn", [](Facts& f) { f.person.consents->push_back({"subject", {"prevent-serious-violence"}, day("2026-05-02"), true}); },
             Reason::consent_withdrawn, "R14"},
        Turn{"no_decision", [](Facts& f) { f.person.decisions->clear(); }, Reason::guardian, "R06"},
        Turn{"decision_of_another", [](Facts& f) { f.person.decisions->front().agency = "testshire-yjs"; }, Reason::guardian, "R06"},
        Turn{"old_decision", [](Facts& f) { f.person.decisions->front().made = day("2026-05-17"); }, Reason::guardian, "R06"},
        Turn{"decided_against", [](Facts& f) { f.person.decisions->push_back({"caldicott-guardian", "testshire-police", day("2026-05-26"), false}); },
             Reason::guardian, "R06"},
        Turn{"lower_band", [](Facts& f) { f.person.concerns->front().band = 2; }, Reason::concern, "R07"},
        Turn{"lower_band_since", [](Facts& f) { f.person.concerns->push_back({"joint-assessment", 2, day("2026-05-01")}); }, Reason::concern, "R07"},
        Turn{"another_tool", [](Facts& f) { f.person.concerns->front().tool = "own"; }, Reason::concern, "R07"},
        Turn{"old_assessment", [](Facts& f) { f.person.concerns->front().assessed = day("2026-03-02"); }, Reason::concern, "R07"},
        Turn{"age_not_known", [](Facts& f) { f.person.age.reset(); }, Reason::age, "R08"},
        Turn{"grown_up", [](Facts& f) { f.person.age = 18; }, Reason::age, "R08"},
        Turn{"from_elsewhere", [](Facts& f) { f.person.areas = {{"othershire"}}; }, Reason::subject_area, "R07"},
        Turn{"from_nowhere", [](Facts& f) { f.person.areas.reset(); }, Reason::subject_area, "R07"},
        Turn{"handling_not_known", [](Facts& f) { f.person.handling.reset(); }, Reason::handling, "R09"},
        Turn{"originators_condition", [](Facts& f) { f.person.handling = {{"P", "C"}}; }, Reason::handling, "R09"},
        Turn{"hour_not_known", [](Facts& f) { f.minute.reset(); }, Reason::hours, "R07"},
        Turn{"evening", [](Facts& f) { f.minute = 18 * 60; }, Reason::hours, "R07"},
        Turn{"one_approval_twice", [](Facts& f) { f.approvals->back().approver = "a"; }, Reason::approvals, "R07"},
        Turn{"approved_by_the_other_side", [](Facts& f) { f.approvals->back().agency = "testshire-childrens"; }, Reason::approvals, "R07"},
        Turn{"old_approval", [](Facts& f) { f.approvals->back().given = day("2026-05-24"); }, Reason::approvals, "R07"},
        Turn{"overdue_sample", [](Facts& f) { f.audit_overdue = true; }, Reason::audit_overdue, "R16"}),
    [](auto const& one) { return std::string{one.param.name}; });

TEST_F(AboutPeople, AreNotServedOnAWeekend) {
  auto known = everything();
  known.today = day("2026-05-31");
  known.approvals = {{"a", "mentor", "testshire-police", day("2026-05-30")}, {"b", "mentor", "testshire-police", day("2026-05-30")}};
  EXPECT_THAT(reasons(known), ElementsAre(Reason::hours));
}

TEST_F(AboutPeople, NeedTheAssessmentsOnRecord) {
  held.front().assessed = false;
  EXPECT_THAT(reasons(everything()), ElementsAre(Reason::not_assessed));
  conference.eia = Assessment{"EIA-1", day("2026-04-01"), "lead"};
  EXPECT_TRUE(reasons(everything()).empty());
  conference.dpia.reset();
  EXPECT_THAT(reasons(everything()), ElementsAre(Reason::not_assessed));
}

TEST_F(AboutPeople, ToBeProtectedAreNeverServedUpForEnforcement) {
  vocabulary.enforcement_purposes = {"prevent-serious-violence"};
  vocabulary.protective_roles = {"victim"};
  auto known = everything();
  EXPECT_TRUE(ask(question(), known).all_permitted());
  for (auto const* const role : {"victim", "unknown"}) {
    known.person.role = role;
    auto const decision = ask(question(), known);
    EXPECT_EQ(decision.outcome, Outcome::refuse);
    EXPECT_EQ(name_of(decision.full.front().code), "R08");
    EXPECT_EQ(decision.full.front().never, std::string_view{role} == "victim");
  }
  known.person.role.reset();
  EXPECT_THAT(reasons(known), ElementsAre(Reason::subject_role_unknown));
  known.break_glass = true;
  known.person.role = "victim";
  EXPECT_THAT(reasons(known), ElementsAre(Reason::protected_subject));
}

TEST_F(AboutPeople, BarredFieldsAndPurposesStayBarredWhenTheGlassIsBroken) {
  auto const bar = FieldWords{.names = {"intel.source"}, .barred = true};
  vocabulary.add_field("intel.source", bar);
  conference.rules.front().items.push_back({{"intel.source"}, Transform::value});
  auto known = everything();
  known.break_glass = true;
  auto request = question();
  request.fields = {"intel.source"};
  EXPECT_THAT(ask(request, known).full.front().reasons, ElementsAre(Reason::barred_field));
  EXPECT_TRUE(ask(request, known).full.front().never);
  request = question();
  request.purpose = "immigration-enforcement";
  EXPECT_THAT(ask(request, known).full.front().reasons, ElementsAre(Reason::barred_purpose));
}

TEST_F(AboutPeople, BrokenGlassLiftsRelationshipAndPapersOnly) {
  auto known = testing::facts("2026-06-01");
  known.person.age = 15;
  known.person.areas = {"testshire"};
  known.person.handling = {"P"};
  known.break_glass = true;
  auto const decision = ask(question(), known);
  EXPECT_EQ(decision.outcome, Outcome::emergency_disclose);
  ASSERT_EQ(decision.permits.size(), 1U);
  EXPECT_TRUE(decision.permits.front().emergency);
  for (auto const& spoil : {+[](Facts& f, InForce&) { f.person.handling = {"C"}; }, +[](Facts& f, InForce&) { f.person.age = 40; },
                            +[](Facts&, InForce& h) { h.suspended = true; }, +[](Facts&, InForce& h) { h.signatures = SignatureState::draft; },
                            +[](Facts& f, InForce&) { f.today = day("2028-01-01"); }, +[](Facts&, InForce& h) { h.assessed = false; }}) {
    auto worse = known;
    auto const before = held.front();
    spoil(worse, held.front());
    EXPECT_EQ(ask(question(), worse).outcome, Outcome::refuse);
    held.front() = before;
  }
}

TEST_F(AboutPeople, NamesGoWithTheirRoleOnly) {
  auto request = question();
  request.fields = {"person.name"};
  EXPECT_THAT(ask(request, everything()).full.front().reasons, ElementsAre(Reason::must_go_together));
  request.fields = {"person.name", "person.role_in_concern"};
  auto const decision = ask(request, everything());
  EXPECT_TRUE(decision.all_permitted());
  EXPECT_TRUE(decision.show_role_with_name);
}

TEST_F(AboutPeople, AreNeverAskedForAsAList) {
  auto request = question();
  request.fields = {"person.name", "person.role_in_concern"};
  request.subjects = 2;
  auto const decision = ask(request, everything());
  EXPECT_THAT(decision.full.front().reasons, ElementsAre(Reason::prohibited));
  EXPECT_TRUE(decision.full.front().never);
}

/// Everything an outsider might try to find out.
std::vector<Facts> worlds_of(Facts const& full) {
  std::vector<Facts> worlds;
  auto base = full;
  base.person = {};
  worlds.push_back(base);
  auto stranger = full;
  stranger.person.cases->front().requester_is_member = false;
  worlds.push_back(stranger);
  for (auto const* const role : {"victim", "suspected", "at_risk_child"}) {
    auto other = stranger;
    other.person.role = role;
    other.person.concerns->front().band = 4;
    other.person.age = 12;
    worlds.push_back(other);
    other.person.consents->front().withdrawn = true;
    other.person.handling = {"C"};
    worlds.push_back(other);
  }
  return worlds;
}

TEST_F(AboutPeople, WhatAnOutsiderReadsIsTheSameWhateverIsTrue) {
  auto const worlds = worlds_of(everything());
  for (auto const* const purpose : {"prevent-serious-violence", "enforcement-tasking"}) {
    auto request = question();
    request.purpose = purpose;
    request.fields = {"intel.threat_to_life", "person.name", "person.role_in_concern"};
    auto const first = to_json(ask(request, worlds.front())).canonical();
    for (auto const& world : worlds) EXPECT_EQ(to_json(ask(request, world)).canonical(), first);
  }
}

TEST_F(AboutPeople, TheDiscloserReadsWhatIsTrue) {
  auto stranger = everything();
  stranger.person.cases->front().requester_is_member = false;
  auto const decision = ask(question(), stranger);
  EXPECT_THAT(decision.full.front().reasons, ElementsAre(Reason::relationship));
  EXPECT_GT(decision.refusals.front().reasons.size(), 1U);
  EXPECT_THAT(decision.refusals.front().why, HasSubstr("You are not known as a member of an open case about this person."));
  EXPECT_THAT(decision.refusals.front().why, HasSubstr("some of this may be on record already")) << "an age that is known is not called unknown";
  EXPECT_THAT(decision.full.front().why, Not(HasSubstr("may be on record")));
}

TEST_F(AboutPeople, AMemberOfTheCaseReadsTheBandThatIsMissing) {
  auto known = everything();
  known.person.concerns->front().band = 2;
  auto const decision = ask(question(), known);
  EXPECT_THAT(decision.refusals.front().reasons, ElementsAre(Reason::concern));
  EXPECT_THAT(decision.refusals.front().remedies.front().act, HasSubstr("band J3 or above"));
  EXPECT_EQ(decision.refusals.front().remedies.front().who, "you");
  EXPECT_THAT(decision.refusals.front().why, Not(HasSubstr("J2")));
}

TEST_F(AboutPeople, TheStatuteStandsAboveEveryAgreement) {
  auto const statute = parse_statute("prohibitions:\n  - {id: ban, items: [\"intel.*\"], purposes: any, recipient_kinds: [childrens-social-care], why: w}\n", "s");
  auto const bundle = Bundle::compile(held, statute.prohibitions, vocabulary);
  auto const decision = bundle.decide(question(), everything());
  EXPECT_THAT(decision.full.front().reasons, ElementsAre(Reason::prohibited));
  EXPECT_THAT(decision.full.front().why, HasSubstr("statute#ban"));
  auto request = question();
  request.asker = "testshire-yjs";
  EXPECT_TRUE(bundle.decide(request, everything()).all_permitted());
}

TEST_F(AboutPeople, TheHashOfABundleTellsDocumentsAndStandingApart) {
  auto const hash = Bundle::compile(held, {}, vocabulary).hash();
  EXPECT_EQ(hash.size(), 64U);
  auto twice = held;
  twice.push_back(held.front());
  EXPECT_EQ(Bundle::compile(twice, {}, vocabulary).hash(), hash);
  auto other = vocabulary;
  other.enforcement_purposes.insert("prevent-serious-violence");
  EXPECT_NE(Bundle::compile(held, {}, other).hash(), hash) << "other definitions decide otherwise";
  twice.back().suspended = true;
  EXPECT_NE(Bundle::compile(twice, {}, vocabulary).hash(), hash);
}

// What the asker may not know is left out of what the asker reads; the discloser's trace is of all that is known.
TEST_F(AboutPeople, ATraceIsOfAllFactsEvenWhereTheAskerReadsLess) {
  auto known = everything();
  known.person.cases = std::vector<CaseFact>{};
  auto const bundle = Bundle::compile(held, {}, vocabulary);
  auto const traces = bundle.trace(question(), known);
  ASSERT_EQ(traces.size(), 1U);
  EXPECT_THAT(traces.front().unmet, ElementsAre(Reason::relationship));
  Judgement judgement;
  bundle.judge(question(), known, judgement);
  ASSERT_FALSE(judgement.told.empty());
  EXPECT_TRUE(judgement.told.front().reasons.contains(Reason::consent));
  EXPECT_FALSE(judgement.verdicts.front().reasons.contains(Reason::consent));
}

}  // namespace
}  // namespace concordat::agreements
