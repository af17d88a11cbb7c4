// SPDX-License-Identifier: Apache-2.0
// The verbs of sharing over a hub: what they say in text is what they say in JSON, and what they refuse.
#include "cli/sharing/sharing_verbs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "hub/sharing/sharing_test_tools.h"

namespace concordat::cli {
namespace {

using hub::proving::code_of;
using ::testing::HasSubstr;

class SharingVerbs : public hub::proving::SharingTest {
 protected:
  [[nodiscard]] Result<Shown> run(std::string_view name, std::string_view who, SharingArguments const& arguments) {
    auto const verbs = sharing_verbs();
    auto const verb = std::ranges::find(verbs, name, &SharingVerb::full);
    EXPECT_NE(verb, verbs.end()) << name;
    return run_verb(*verb, hub(), member(who), arguments);
  }
  [[nodiscard]] static SharingArguments question() {
    SharingArguments a;
    a.to = "northshire-csp";
    a.purpose = "prevent-serious-violence";
    a.fields = {"intel.threat_to_life"};
    a.subject_role = "suspected";
    a.in_case = "yes";
    a.band = "J3";
    a.necessary = "A threat was reported";
    return a;
  }
};
CONCORDAT_ON_BOTH_STORES(SharingVerbs);

TEST_P(SharingVerbs, SayYesWithTheClauseAndTheLaw) {
  bring_into_force(hub::proving::conference_text());
  auto const shown = run("may-i", "paul", question());
  ASSERT_EQ(code_of(shown), "fine");
  EXPECT_FALSE(shown->refused);
  EXPECT_EQ(shown->json["answer"]["answer"].string(), "yes");
  EXPECT_THAT(shown->text, HasSubstr("Yes."));
  EXPECT_THAT(shown->text, HasSubstr("isa.northshire.conference@1#present-risk"));
  EXPECT_THAT(shown->text, HasSubstr("Crime and Disorder Act 1998"));
  EXPECT_EQ(run("may-i list", "paul", {})->json.array().size(), 1U);
  SharingArguments one;
  one.id = shown->json["id"].string();
  EXPECT_EQ(run("may-i show", "paul", one)->json["answer"], shown->json["answer"]);
}

TEST_P(SharingVerbs, OfQuartersTakeAReasonOfTheListAndSayWhereNoneIsClosed) {
  SharingArguments a;
  a.quarter = "2026-Q3";
  a.because = "curiosity";
  EXPECT_EQ(code_of(run("quarter propose", "anna", a)), "quarter.reason");
  a.because = "late-reports";
  EXPECT_EQ(code_of(run("quarter propose", "anna", a)), "quarter.not-closed");
  auto const shown = run("quarter list", "anna", {});
  ASSERT_EQ(code_of(shown), "fine");
  EXPECT_THAT(shown->text, HasSubstr("no quarter is closed"));
}

TEST_P(SharingVerbs, OfProtectionTightenByOneAndLoosenByTwoAndSayWhichItWas) {
  SharingArguments a;
  a.id = "map-support";
  a.number = "23";
  a.because = "curiosity";
  EXPECT_EQ(code_of(run("protection set", "greta", a)), "setting.reason");
  a.because = "attack";
  a.number = "twenty";
  EXPECT_EQ(code_of(run("protection set", "greta", a)), "setting.value");
  a.number = "23";
  EXPECT_EQ(code_of(run("protection set", "anna", a)), "setting.not-yours");
  auto const tightened = run("protection set", "greta", a);
  ASSERT_EQ(code_of(tightened), "fine");
  EXPECT_EQ(tightened->json["state"].string(), "tightened");
  a.number = "13";
  auto const proposed = run("protection set", "greta", a);
  ASSERT_EQ(code_of(proposed), "fine");
  EXPECT_EQ(proposed->json["state"].string(), "proposed");
  EXPECT_THAT(proposed->text, HasSubstr("another agency confirms it"));
  auto const shown = run("protection settings", "anna", {});
  ASSERT_EQ(code_of(shown), "fine");
  EXPECT_THAT(shown->text, HasSubstr("13 is proposed by greta of northshire-csp"));
  EXPECT_THAT(shown->text, HasSubstr("map-support 8 to 23, tightened by greta of northshire-csp (attack)"));
  EXPECT_EQ(shown->json["settings"].array()[1]["value"].integer(), 23);
  EXPECT_EQ(code_of(run("protection withdraw", "paula", a)), "fine");
  EXPECT_EQ(code_of(run("protection confirm", "paula", a)), "setting.no-proposal");
}

TEST_P(SharingVerbs, OfMonthsTakeAReasonOfTheListAndAFeedThatIsThere) {
  SharingArguments a;
  a.id = "police-incidents";
  a.day = "2026-07";
  a.because = "curiosity";
  EXPECT_EQ(code_of(run("quarter all-there", "paula", a)), "month.reason");
  a.because = "quiet-month";
  EXPECT_EQ(code_of(run("quarter all-there", "paula", a)), "month.not-partly");
  EXPECT_EQ(code_of(run("quarter all-there", "anna", a)), "month.not-yours");
  a.id = "no-such-feed";
  EXPECT_EQ(code_of(run("quarter all-there", "paula", a)), "feed.unknown");
}

TEST_P(SharingVerbs, EndWithRefusedWhereTheAnswerIsNoPlainYes) {
  bring_into_force(hub::proving::conference_text());
  auto a = question();
  a.band = "";
  auto const shown = run("may-i", "paul", a);
  EXPECT_TRUE(shown->refused);
  EXPECT_THAT(shown->text, HasSubstr("Yes, if:"));
  EXPECT_THAT(shown->text, HasSubstr("joint assessment"));
  EXPECT_THAT(shown->text, HasSubstr("rule isa.northshire.conference@1#present-risk: covers"));
  a.age = "twelve";
  EXPECT_EQ(code_of(run("may-i", "paul", a)), "may-i.words");
}

TEST_P(SharingVerbs, TakeARequestFromAskingToAnAppeal) {
  bring_into_force(hub::proving::conference_text());
  SharingArguments fact;
  fact.kind = "case";
  fact.matter = "CSP/1";
  fact.word = "gang-conference";
  fact.members = {"carla"};
  ASSERT_EQ(code_of(run("fact record", "chair", fact)), "fine");
  fact.kind = "assessment";
  fact.word = "joint-assessment";
  fact.number = "3";
  ASSERT_EQ(code_of(run("fact record", "carla", fact)), "fine");
  EXPECT_EQ(run("fact list", "carla", fact)->json.array().size(), 2U);
  auto ask = question();
  ask.agency = "northshire-police";
  ask.matter = "CSP/1";
  ask.fields.emplace_back("person.role_in_concern");
  auto const alone = run("request ask", "carla", ask);
  ASSERT_EQ(code_of(alone), "fine");
  EXPECT_EQ(alone->json["state"].string(), "refused") << "one agency by itself opens no case";
  SharingArguments same;
  same.kind = "case";
  same.request = alone->json["id"].string();
  same.word = "gang-conference";
  same.members = {"carla"};
  ASSERT_EQ(code_of(run("fact record", "lead-police", same)), "fine");
  EXPECT_EQ(run("request ask", "carla", ask)->json["state"].string(), "refused") << "nor does it make a joint assessment";
  same.kind = "assessment";
  same.word = "joint-assessment";
  same.number = "3";
  ASSERT_EQ(code_of(run("fact record", "paul", same)), "fine");
  auto const made = run("request ask", "carla", ask);
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(made->json["state"].string(), "waiting") << made->text;
  SharingArguments answer;
  answer.id = made->json["id"].string();
  answer.which = "awaiting-me";
  EXPECT_EQ(run("request list", "paul", answer)->json.array().size(), 1U);
  answer.code = "R10";
  answer.because = "A source would be known";
  answer.review_on = "2026-12-24";
  ASSERT_EQ(code_of(run("request decline", "paul", answer)), "fine");
  EXPECT_THAT(run("request show", "carla", answer)->text, HasSubstr("declined by paul with R10"));
  auto const shown = run("request show", "carla", answer)->text;
  EXPECT_THAT(shown, HasSubstr("Permitted, and declined by a person:"));
  EXPECT_EQ(shown.find("Yes."), std::string::npos) << "nobody may take it for a yes";
  answer.request = answer.id;
  auto const appealed = run("appeal make", "carla", answer);
  ASSERT_EQ(code_of(appealed), "fine");
  answer.id = appealed->json["id"].string();
  answer.outcome = "overturned";
  ASSERT_EQ(code_of(run("appeal decide", "lead-police", answer)), "fine");
  EXPECT_EQ(run("appeal list", "carla", {})->json.array().size(), 1U);
  answer.id = answer.request;
  auto const file = folder() / "values.json";
  answer.how = "in-hub";
  answer.values_file = file.string();
  answer.own_reference = "NSP-9";
  EXPECT_EQ(code_of(run("request give", "paul", answer)), "file.not-found") << "which nobody wrote yet";
  answer.values_file = (folder() / "list.json").string();
  ASSERT_TRUE(write_file(answer.values_file, "[\"yes\"]"));
  EXPECT_EQ(code_of(run("request give", "paul", answer)), "disclosure.values-file");
  answer.values_file = file.string();
  ASSERT_TRUE(write_file(file, R"({"intel.threat_to_life": "yes", "person.role_in_concern": "at_risk_child"})"));
  ASSERT_EQ(code_of(run("request give", "paul", answer)), "fine");
  EXPECT_THAT(run("request show", "carla", answer)->text, HasSubstr("'concordat request open' shows what was given"));
  auto const opened = run("request open", "carla", answer);
  ASSERT_EQ(code_of(opened), "fine");
  EXPECT_THAT(opened->text, ::testing::AllOf(HasSubstr("Opened by carla of "), HasSubstr("(value): yes"), HasSubstr("6 months from the end of the case")));
  SharingArguments wrong;
  wrong.own_reference = "NSP-9";
  wrong.kind = "corrected";
  wrong.fields = {"intel.threat_to_life"};
  wrong.because = "The threat was to somebody else";
  auto const told = run("correction make", "paul", wrong);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_THAT(told->text, HasSubstr("One recipient is told: northshire-csp."));
  auto const waits = run("correction list", "carla", {});
  EXPECT_THAT(waits->text, HasSubstr("WAITS FOR YOUR ANSWER"));
  EXPECT_THAT(run("request open", "carla", answer)->text, HasSubstr("at_risk_child"));
  wrong.id = waits->json.array().front()["id"].string();
  wrong.outcome = "own-copy-deleted";
  ASSERT_EQ(code_of(run("correction answer", "carla", wrong)), "fine");
  EXPECT_THAT(run("correction list", "paul", {})->text, HasSubstr("own-copy-deleted"));
  ASSERT_EQ(code_of(run("request take-back", "paul", answer)), "fine");
  EXPECT_THAT(run("request show", "carla", answer)->text, HasSubstr("taken back on 2026-11-21: A source would be known"));
  EXPECT_THAT(run("uses", "lead-police", {})->text, HasSubstr("northshire-csp got intel.threat_to_life, person.role_in_concern"));
  SharingArguments days;
  days.csv = true;
  auto const table = run("refusals", "greta", days)->text;
  EXPECT_THAT(table, HasSubstr("northshire-police,person,R10,1\n"));
  EXPECT_EQ(table.find('\r'), std::string::npos);
}

TEST_P(SharingVerbs, NameTheWordThatNobodyKnowsAndWhatCouldStandThere) {
  auto const verbs = sharing_verbs();
  auto const verb = std::ranges::find(verbs, "may-i", &SharingVerb::full);
  EXPECT_TRUE(unknown_words(*verb, hub(), question()).empty());
  auto a = question();
  a.agency = "northshire-polis";
  a.role = "teacher";
  a.purpose = "prevent-violence";
  a.fields = {"intel.threat_to_life", "person.nme", "persn.name"};
  a.subject_role = "culprit";
  auto const words = unknown_words(*verb, hub(), a);
  EXPECT_THAT(words, ::testing::UnorderedElementsAre(
                         ::testing::AllOf(HasSubstr("--agency 'northshire-polis'"), HasSubstr("northshire-police")), ::testing::AllOf(HasSubstr("--role 'teacher'"), HasSubstr("conference-member")),
                         ::testing::AllOf(HasSubstr("--purpose 'prevent-violence'"), HasSubstr("serious_violence_prevention")), ::testing::AllOf(HasSubstr("--field 'person.nme'"), HasSubstr("person.name")),
                         ::testing::AllOf(HasSubstr("--field 'persn.name'"), HasSubstr("person.*")), ::testing::AllOf(HasSubstr("--subject-role 'culprit'"), HasSubstr("suspected"))));
}

TEST_P(SharingVerbs, TakeOnlyCodesThatAPersonDeclinesWith) {
  auto const verbs = sharing_verbs();
  auto const verb = std::ranges::find(verbs, "request decline", &SharingVerb::full);
  auto const code = std::ranges::find(verb->options, "--code", &OptionSpec::name);
  EXPECT_EQ(code->choices.front(), "R05");
  EXPECT_EQ(code->choices.back(), "R18");
  EXPECT_EQ(code->choices.size(), 14U);
}

TEST_P(SharingVerbs, TurnAwayWhatIsNoListNoDayAndAnothersAgency) {
  SharingArguments a;
  a.which = "everybody's";
  EXPECT_EQ(code_of(run("request list", "carla", a)), "request.which");
  a.from = "yesterday";
  EXPECT_EQ(code_of(run("refusals", "greta", a)), "refusals.days");
  a.from = "2026-12-31";
  a.until = "2026-01-01";
  EXPECT_EQ(code_of(run("refusals", "greta", a)), "refusals.days");
  a.agency = "northshire-police";
  EXPECT_EQ(code_of(run("uses", "greta", a)), "uses.not-yours");
}

TEST_P(SharingVerbs, AskForTheRightThatThePageBesideThemAsksFor) {
  auto const before = *hub().log().size();
  EXPECT_EQ(code_of(run("break-glass begin", "audit-csp", {})), "request.no-right");
  EXPECT_EQ(code_of(run("fact record", "audit-csp", {})), "request.no-right");
  EXPECT_EQ(code_of(run("request ask", "audit-csp", {})), "request.no-right");
  EXPECT_EQ(code_of(run("may-i", "audit-csp", {})), "request.no-right");
  EXPECT_EQ(code_of(run("uses", "paul", {})), "request.no-right");
  EXPECT_EQ(*hub().log().size(), before + 5);
  for (auto const& verb : sharing_verbs()) {
    // What a reviewer may see and decide hangs on the pair, and is decided where pairs are kept.
    auto const of_reviewers = verb.group == "link" || verb.full() == "explain";
    auto const decided_by_the_hub = of_reviewers || verb.full().ends_with(" list") || verb.full().ends_with(" show");
    EXPECT_TRUE(verb.right || decided_by_the_hub) << verb.full();
  }
}

TEST_P(SharingVerbs, BreakGlassAndLookThroughTheSample) {
  SharingArguments a;
  a.matter = "CSP/1";
  a.danger = "life";
  a.because = "He was seen with a knife outside the school";
  auto const glass = run("break-glass begin", "carla", a);
  ASSERT_EQ(code_of(glass), "fine");
  EXPECT_THAT(glass->text, HasSubstr("greta sees it too"));
  a.id = glass->json["id"].string();
  ASSERT_EQ(code_of(run("break-glass end", "carla", a)), "fine");
  a.outcome = "justified";
  ASSERT_EQ(code_of(run("break-glass review", "greta", a)), "fine");
  EXPECT_THAT(run("break-glass list", "greta", {})->text, HasSubstr("justified"));
  ASSERT_TRUE(hub_->database().execute("INSERT INTO link_look (agency, member, day, what) VALUES ('northshire-csp', 'anna', '2026-11-20', 'person 1'), ('northshire-csp', 'anna', '2026-11-20', '')"));
  auto const sample = run("audit-sample list", "greta", {});
  ASSERT_EQ(code_of(sample), "fine");
  EXPECT_THAT(sample->text, HasSubstr("No disclosure"));
  EXPECT_THAT(sample->text, HasSubstr("anna looked at 1 persons and pairs outside the queue of links; more was refused"));
  EXPECT_TRUE(sample->json["sample"].array().empty());
  ASSERT_EQ(sample->json["looks"].array().size(), 1U) << "as the page tells them";
  EXPECT_EQ(sample->json["looks"].array().front()["shown"].integer(), 1);
  a.outcome = "in-order";
  EXPECT_EQ(code_of(run("audit-sample done", "greta", a)), "audit-sample.unknown");
}

TEST(EverySharingVerb, HasItsOwnNameHelpAndOptions) {
  std::set<std::string> names;
  for (auto const& verb : sharing_verbs()) {
    EXPECT_TRUE(names.insert(verb.full()).second) << verb.full();
    EXPECT_FALSE(verb.help.empty());
    bool const only_groups = !verb.group.empty() && verb.group != "may-i" && verb.group != "link" && verb.group != "lists";
    EXPECT_EQ(only_groups, !sharing_group_help(verb.group).empty()) << verb.group;
    for (auto const& option : verb.options) EXPECT_FALSE(option.help.empty()) << verb.full();
  }
}

}  // namespace
}  // namespace concordat::cli
