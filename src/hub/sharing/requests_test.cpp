// SPDX-License-Identifier: Apache-2.0
// Requests between agencies, facts they are decided on, and the people who give, decline, appeal and decide.
#include "hub/sharing/requests.h"

#include <gtest/gtest.h>

#include "hub/sharing/answers.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/refusals.h"
#include "hub/sharing/request_rows.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/sharing/people.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {
namespace {

using namespace sharing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Requests : public RequestTest {
 protected:
  [[nodiscard]] static ConferenceTerms may_be_passed_on() {
    ConferenceTerms terms;
    terms.onward = "with-discloser-agreement";
    return terms;
  }
  /// Its supplier agrees that what came in the request goes on to the police.
  [[nodiscard]] static NewFact may_go_on(std::string request) {
    NewFact agreed;
    agreed.kind = "onward";
    agreed.request = std::move(request);
    agreed.word = "northshire-police";
    return agreed;
  }
  /// The police ask the partnership back for what came from the police.
  [[nodiscard]] SharingRequest ask_the_partnership() {
    ConferenceTerms terms;
    terms.id = "isa.northshire.onward";
    terms.discloser = "northshire-csp";
    terms.discloser_kind = "local-authority";
    terms.recipient = "northshire-police";
    terms.recipient_kind = "police";
    terms.conditions = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n        necessity: {stated: true}\n";
    bring_into_force(conference_text(terms));
    auto back = asked();
    back.discloser = "northshire-csp";
    back.reference = "POL/1";
    auto listed = open_case("paul");
    listed.reference = "POL/1";
    know("lead-police", listed);
    confirm_case("greta", back, "paul", listed);
    auto second = ask(back, "paul");
    EXPECT_EQ(second.state, RequestState::waiting) << second.told.pretty();
    return second;
  }
};
CONCORDAT_ON_BOTH_STORES(Requests);

TEST_P(Requests, AreRefusedUntilTheFactsAreOnRecord) {
  bring_into_force(conference_text());
  auto const first = ask();
  EXPECT_EQ(first.state, RequestState::refused);
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  seat();
  EXPECT_EQ(ask().state, RequestState::refused);
  auto low = band(2);
  low.day = "2026-11-20";  // of one day the lower band would stand
  know("carla", low);
  EXPECT_EQ(ask().state, RequestState::refused);
  know("carla", band(3));
  say_too("paul", band(3));
  auto const last = ask();
  EXPECT_EQ(last.state, RequestState::waiting) << last.told.pretty();
  EXPECT_EQ(last.facts_version, 5U);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access) << "permitted is not sent";
  EXPECT_EQ(leaf.facts, 5U);
  ASSERT_TRUE(leaf.bundle);
  EXPECT_EQ(crypto::to_hex(*leaf.bundle), last.bundle);
}

TEST_P(Requests, StandOnTheFactsAsTheyAreNow) {
  bring_into_force(conference_text());
  seat();
  auto const recorded = record_fact(hub(), member("carla"), band(3));
  ASSERT_EQ(code_of(recorded), "fine");
  say_too("paul", band(3));
  EXPECT_EQ(ask().state, RequestState::waiting);
  ASSERT_EQ(code_of(withdraw_fact(hub(), member("carla"), recorded->id)), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::facts);
  EXPECT_EQ(ask().state, RequestState::refused);
  EXPECT_EQ(code_of(withdraw_fact(hub(), member("carla"), recorded->id)), "fact.unknown");
  EXPECT_EQ(code_of(withdraw_fact(hub(), member("paul"), recorded->id)), "fact.unknown");
}

TEST_P(Requests, TellAnOutsiderTheSameWhateverIsTrue) {  // P10
  bring_into_force(conference_text());
  auto const nothing_known = ask();
  know("carla", band(4));
  seat("emil");
  auto const others_case = ask();
  EXPECT_EQ(nothing_known.told, others_case.told);
  EXPECT_EQ(nothing_known.codes, others_case.codes);
}

TEST_P(Requests, ThatWereRefusedSayWhoAskedToTheTwoAgenciesAlone) {
  auto const made = waiting();
  ASSERT_EQ(code_of(decline(hub(), member("paul"), made.id, reasons())), "fine");
  auto const seen = [&](std::string const& who) { return refusals(hub(), member(who), *parse_date("2026-11-01"), *parse_date("2027-01-01"))->requests; };
  for (auto const* const who : {"lead-police", "greta"}) {
    auto const rows = seen(who);
    auto const found = std::ranges::find(rows, made.id, &RefusedRequest::id);
    ASSERT_NE(found, rows.end()) << who;
    EXPECT_EQ(found->asker, "northshire-csp");
    EXPECT_EQ(found->role, asked().role);
    EXPECT_TRUE(found->by_person);
    EXPECT_THAT(found->codes, ElementsAre("R10"));
  }
  EXPECT_TRUE(seen("hanna").empty()) << "another agency: counts, and not who asked whom";
  EXPECT_TRUE(seen("carla").empty()) << "no lead: her own are in her list";
}

TEST_P(Requests, NeedWordsAndAnotherAgency) {  // S54
  auto without = asked();
  without.necessary = "ok";
  EXPECT_EQ(code_of(ask_agency(hub(), member("carla"), without)), "reason.too-short");
  without.necessary = " ";
  EXPECT_EQ(code_of(ask_agency(hub(), member("carla"), without)), "request.words");
  without = asked();
  without.reference = "";
  EXPECT_EQ(code_of(ask_agency(hub(), member("carla"), without)), "request.words");
  auto own = asked();
  own.discloser = "northshire-csp";
  EXPECT_EQ(code_of(ask_agency(hub(), member("carla"), own)), "request.own-agency");
  auto role = asked();
  role.role = "conference-chair";
  EXPECT_EQ(code_of(ask_agency(hub(), member("carla"), role)), "sharing.not-a-member");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Requests, BarImmigrationPurposesAndVictimsFromEnforcement) {  // S17 S02
  bring_into_force(conference_text());
  know_all();
  auto barred = asked();
  barred.purpose = "immigration-enforcement";
  EXPECT_THAT(ask(barred).codes, ElementsAre("R03"));
  auto victim = asked();
  victim.purpose = "enforcement-tasking";
  victim.subject_role = "victim";
  EXPECT_THAT(ask(victim).codes, ::testing::Contains("R08"));
}

TEST_P(Requests, WaitForAPersonWhoGivesAndTheUseIsRecorded) {  // S70
  auto const made = waiting();
  EXPECT_EQ(list_requests(hub(), member("paul"), Which::awaiting_me)->size(), 1U);
  EXPECT_TRUE(list_requests(hub(), member("bert"), Which::awaiting_me)->empty()) << "an analyst answers for nobody";
  EXPECT_TRUE(uses_of_own_data(hub(), member("paul"))->empty()) << "permitted is not sent";
  EXPECT_EQ(code_of(give(hub(), member("carla"), made.id, {"in-writing"})), "request.not-yours-to-answer");
  EXPECT_EQ(code_of(give(hub(), member("bert"), made.id, {"in-writing"})), "request.not-yours-to-answer");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"by pigeon"})), "request.words");
  auto const given = give(hub(), member("paul"), made.id, {"verbally"});
  ASSERT_EQ(code_of(given), "fine");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::disclose);
  EXPECT_EQ(leaf.previous, made.id);
  EXPECT_EQ(leaf.actor, hub().actor("northshire-police", "paul"));
  EXPECT_THAT(leaf.rules, ElementsAre("isa.northshire.conference@1#present-risk"));
  auto const uses = uses_of_own_data(hub(), member("paul"));
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->front().recipient, "northshire-csp");
  EXPECT_EQ(uses->front().ledger_index, given->ledger_index);
  EXPECT_THAT(uses->front().fields, ::testing::UnorderedElementsAre("intel.threat_to_life", "person.role_in_concern"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"verbally"})), "request.not-yours-to-answer") << "once";
}

TEST_P(Requests, AreDecidedAgainWhenTheyAreGiven) {  // P16
  auto const made = waiting();
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.conference@1", AgreementChange::suspend, "lead-police", "it is under review"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "request.no-longer-permitted");
  EXPECT_TRUE(uses_of_own_data(hub(), member("paul"))->empty());
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.conference@1", AgreementChange::resume, "lead-police"));
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.conference@1", AgreementChange::resume, "greta"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "fine");
}

TEST_P(Requests, GiveNoMoreThanWasShownWhenTheyWereAsked) {
  bring_into_force(conference_text());
  ConferenceTerms more;
  more.id = "isa.northshire.more";
  more.fields = {"offence.violence_last_24m"};
  more.conditions = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n        age: {from: 10, to: 17}\n        necessity: {stated: true}\n";
  bring_into_force(conference_text(more));
  know_all();
  auto request = asked();
  request.fields.emplace_back("offence.violence_last_24m");
  auto const made = ask(request);
  ASSERT_EQ(made.outcome, "disclose_part") << made.told.pretty();
  auto age = fact("age");
  age.number = 15;
  know("carla", age);
  ASSERT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "fine");
  EXPECT_THAT(uses_of_own_data(hub(), member("paul"))->front().fields, ::testing::UnorderedElementsAre("intel.threat_to_life", "person.role_in_concern"));
  EXPECT_EQ(ask(request).outcome, "disclose") << "asked again, it is more";
}

TEST_P(Requests, ShowEachSideWhatItMayRead) {
  bring_into_force(conference_text());
  seat("emil");
  auto const made = ask();
  ASSERT_EQ(made.state, RequestState::refused);
  auto const asker = find_request(hub(), member("carla"), made.id);
  ASSERT_EQ(code_of(asker), "fine");
  EXPECT_EQ(asker->told, made.told);
  EXPECT_EQ(asker->reference, matter);
  auto const discloser = find_request(hub(), member("lead-police"), made.id);
  ASSERT_EQ(code_of(discloser), "fine");
  EXPECT_EQ(code_of(find_request(hub(), member("audit-csp"), made.id)), "fine");
  EXPECT_EQ(code_of(find_request(hub(), member("audit-police"), made.id)), "fine");
  for (auto const* other : {"emil", "anna", "bert", "nora", "hanna"}) {
    EXPECT_EQ(code_of(find_request(hub(), member(other), made.id)), "request.unknown") << other;
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << other;
  }
  EXPECT_EQ(code_of(find_request(hub(), member("carla"), std::string(36, '0'))), "request.unknown");
}

TEST_P(Requests, AreReplayedAndComeOutTheSame) {  // P15
  auto const made = waiting();
  auto other = asked();
  other.fields = {"person.name", "nobody.knows"};
  (void)ask(other);
  auto replayed = replay_requests(hub(), member("audit-csp"));
  ASSERT_EQ(code_of(replayed), "fine");
  EXPECT_EQ(replayed->same, 4U);
  EXPECT_TRUE(replayed->differing.empty());
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
  EXPECT_THAT(leaves().back().fields, ElementsAre("requests", "replay"));
  ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET told = '{}' WHERE id = ?", made.id));
  EXPECT_THAT(replay_requests(hub(), member("greta"))->differing, ElementsAre(made.id));
  EXPECT_THAT(replay_requests(hub(), member("audit-police"))->differing, ElementsAre(made.id));
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.conference@1", AgreementChange::suspend, "lead-police", "it is under review"));
  EXPECT_EQ(replay_requests(hub(), member("greta"))->other_bundle, 4U);
  auto const nonsense = seal_words(hub(), spot_of_question(made.id, "northshire-police"), Json{}.set("colour", "red"));
  ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET question_sealed = ? WHERE id = ?", *nonsense, made.id));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "request.question");
}

TEST_P(Requests, AreReplayedForThoseWhoWatchAndNameNoneOfOtherAgencies) {
  auto const made = waiting();
  ASSERT_TRUE(hub().database().execute("UPDATE sharing_request SET told = '{}' WHERE id = ?", made.id));
  for (auto const* other : {"carla", "paul", "anna", "chair", "nora"}) {
    EXPECT_EQ(code_of(replay_requests(hub(), member(other))), "replay.not-for-you") << other;
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << other;
  }
  auto const elsewhere = replay_requests(hub(), member("hanna"));
  ASSERT_EQ(code_of(elsewhere), "fine");
  EXPECT_TRUE(elsewhere->differing.empty()) << "of neither agency";
  EXPECT_EQ(elsewhere->differing_elsewhere, 1U);
  EXPECT_EQ(replay_requests(hub(), member("greta"))->differing_elsewhere, 0U);
}

TEST_P(Requests, AreDeclinedWithACodeReasonsAndADay) {  // S19
  auto const made = waiting();
  for (auto const& wrong : {Declined{"R04", "because", "2026-12-24"}, Declined{"R10", " ", "2026-12-24"}, Declined{"R10", "because", "2026-11-21"}, Declined{"R99", "because", "2026-12-24"}}) {
    EXPECT_EQ(code_of(decline(hub(), member("paul"), made.id, wrong)), "request.decline-words");
  }
  for (auto const* const none : {"no", "Not shared.", "- - - ok"}) {
    EXPECT_EQ(code_of(decline(hub(), member("paul"), made.id, {"R10", none, "2026-12-24"})), "reason.too-short") << none;
  }
  EXPECT_EQ(code_of(decline(hub(), member("carla"), made.id, reasons())), "request.not-yours-to-answer");
  auto const declined = decline(hub(), member("paul"), made.id, reasons());
  ASSERT_EQ(code_of(declined), "fine");
  EXPECT_FALSE(declined->escalated);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::decline);
  EXPECT_THAT(leaf.why, ElementsAre("R10"));
  EXPECT_EQ(leaf.actor, hub().actor("northshire-police", "paul"));
  auto const seen = find_request(hub(), member("carla"), made.id);
  EXPECT_EQ(seen->decline_words, "It would put a source in danger");
  EXPECT_TRUE(seen->may_appeal);
  EXPECT_TRUE(list_requests(hub(), member("paul"), Which::review_due)->empty());
  clock_.set(*parse_instant("2026-12-24T10:00:00Z"));
  EXPECT_EQ(list_requests(hub(), member("paul"), Which::review_due)->size(), 1U);
  EXPECT_EQ(tasks_of(hub(), member("paul"))->review_due, 1U);
  EXPECT_TRUE(list_requests(hub(), member("greta"), Which::review_due)->empty()) << "who asked has nothing to look at again";
  EXPECT_EQ(tasks_of(hub(), member("greta"))->review_due, 0U);
}

TEST_P(Requests, RefusedWithNoLawCitedGoToBothStrategicLeads) {
  auto const made = waiting();
  auto const declined = decline(hub(), member("paul"), made.id, reasons("R18"));
  ASSERT_EQ(code_of(declined), "fine");
  EXPECT_TRUE(declined->escalated);
  for (auto const* lead : {"strat-csp", "strat-police"}) EXPECT_EQ(list_requests(hub(), member(lead), Which::escalated)->size(), 1U) << lead;
  EXPECT_TRUE(list_requests(hub(), member("carla"), Which::escalated)->empty());
  EXPECT_EQ(refusals(hub(), member("greta"), *parse_date("2026-11-01"), *parse_date("2026-12-01"))->agencies.front().not_shared, 1U);
}

TEST_P(Requests, RefusedWithNoLawCitedGoToTheOtherLeadsWhereNobodyIsStrategicLead) {
  auto const made = waiting();
  ASSERT_EQ(code_of(decline(hub(), member("paul"), made.id, reasons("R18"))), "fine");
  EXPECT_TRUE(list_requests(hub(), member("lead-police"), Which::escalated)->empty()) << "the police have a strategic lead";
  EXPECT_EQ(tasks_of(hub(), member("lead-police"))->escalated, 0U);
  ASSERT_EQ(code_of(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'strat-police'")), "fine");
  EXPECT_EQ(list_requests(hub(), member("lead-police"), Which::escalated)->size(), 1U);
  EXPECT_EQ(tasks_of(hub(), member("lead-police"))->escalated, 1U);
  EXPECT_TRUE(list_requests(hub(), member("paul"), Which::escalated)->empty()) << "a member of the conference is no lead";
}

TEST_P(Requests, AreAppealedToALeadWhoDidNotDeclineThem) {
  auto const made = waiting();
  EXPECT_EQ(code_of(appeal(hub(), member("carla"), made.id, "why it was so")), "appeal.not-yours") << "nothing was declined";
  ASSERT_EQ(code_of(decline(hub(), member("lead-police"), made.id, reasons())), "fine");
  EXPECT_EQ(code_of(appeal(hub(), member("carla"), made.id, "")), "appeal.words");
  EXPECT_EQ(code_of(appeal(hub(), member("carla"), made.id, "please reconsider")), "reason.too-short");
  EXPECT_EQ(code_of(appeal(hub(), member("chair"), made.id, "why it was so")), "appeal.not-yours");
  auto const made_appeal = appeal(hub(), member("carla"), made.id, "The danger is greater than was known");
  ASSERT_EQ(code_of(made_appeal), "fine");
  EXPECT_EQ(made_appeal->decider, "lead-police2");
  EXPECT_EQ(made_appeal->due_on, "2026-12-05");
  EXPECT_EQ(code_of(appeal(hub(), member("carla"), made.id, "again and again")), "appeal.not-yours") << "once";
  EXPECT_EQ(code_of(decide_appeal(hub(), member("lead-police"), made_appeal->id, "upheld", "so it is")), "appeal.not-for-you");
  EXPECT_EQ(code_of(decide_appeal(hub(), member("lead-police2"), made_appeal->id, "perhaps", "so it is")), "appeal.words");
  clock_.set(*parse_instant("2026-12-06T10:00:00Z"));
  EXPECT_TRUE(appeals(hub(), member("lead-police2"))->front().overdue);
  auto const decided = decide_appeal(hub(), member("lead-police2"), made_appeal->id, "overturned", "The law allows it");
  ASSERT_EQ(code_of(decided), "fine");
  EXPECT_EQ(code_of(decide_appeal(hub(), member("lead-police2"), made_appeal->id, "upheld", "so it is")), "appeal.not-for-you") << "once";
  auto const again = find_request(hub(), member("carla"), made.id);
  EXPECT_EQ(again->state, RequestState::waiting);
  EXPECT_TRUE(again->overturned);
  auto const counted = refusals(hub(), member("greta"), *parse_date("2026-11-01"), *parse_date("2027-01-01"));
  EXPECT_EQ(counted->agencies.front().overturned, 1U);
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "fine");
}

TEST_P(Requests, AreAppealedToAnotherPersonNotAnotherPost) {
  auto const made = waiting();
  one_account("lead-police", "lead-police2");
  ASSERT_EQ(code_of(decline(hub(), member("lead-police"), made.id, reasons())), "fine");
  auto const made_appeal = appeal(hub(), member("carla"), made.id, "The danger is greater than was known");
  ASSERT_EQ(code_of(made_appeal), "fine");
  EXPECT_EQ(made_appeal->decider, "paula") << "the other lead's post is held by the one who declined";
}

TEST_P(Requests, CannotBeAppealedWhereNobodyElseCouldDecide) {
  ConferenceTerms terms;
  terms.discloser = "northshire-school";
  terms.discloser_kind = "school";
  terms.gateway = "children-act-safeguarding";
  terms.purpose = "safeguard-child";
  terms.fields = {"school.attendance_12w"};
  bring_into_force(conference_text(terms));
  know_all();
  auto request = asked();
  request.discloser = "northshire-school";
  request.purpose = "safeguard-child";
  request.fields = terms.fields;
  confirm_case("hanna", request, "carla", open_case());
  auto too = band(3);
  too.reference.clear();
  too.request = ask(request).id;
  know("hanna", too);
  auto const made = ask(request);
  ASSERT_EQ(made.state, RequestState::waiting) << made.told.pretty();
  ASSERT_EQ(code_of(decline(hub(), member("hanna"), made.id, reasons())), "fine");
  EXPECT_EQ(code_of(appeal(hub(), member("carla"), made.id, "why it was so")), "appeal.nobody");
}

TEST_P(Requests, PassOnNothingWithoutTheAgencyItCameFrom) {  // S13
  auto const first = waiting(may_be_passed_on());
  ASSERT_EQ(code_of(give(hub(), member("paul"), first.id, {"in-writing"})), "fine");
  auto const second = ask_the_partnership();
  EXPECT_EQ(code_of(give(hub(), member("greta"), second.id, {"in-writing", first.id})), "request.onward");
  EXPECT_THAT(leaves().back().why, ElementsAre("request.onward"));
  EXPECT_EQ(code_of(give(hub(), member("greta"), second.id, {"in-writing", second.id})), "request.onward") << "nothing came in that request";
  auto agreed = may_go_on(first.id);
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), agreed)), "fact.not-for-you") << "who got it cannot agree to it";
  know("lead-police", agreed);
  ASSERT_EQ(code_of(give(hub(), member("greta"), second.id, {"in-writing", first.id})), "fine");
  auto const uses = uses_of_own_data(hub(), member("lead-police"));
  EXPECT_EQ(uses->size(), 2U) << "the supplier sees the onward use too";
  agreed.request = second.id;
  agreed.word = "northshire-school";
  EXPECT_EQ(code_of(record_fact(hub(), member("greta"), agreed)), "fact.not-for-you") << "who passed them on does not speak for whose they are";
  know("lead-police", agreed);
}

TEST_P(Requests, PassOnNothingThatCameUnderARuleThatForbidsIt) {  // S13
  auto const first = waiting();
  ASSERT_EQ(code_of(give(hub(), member("paul"), first.id, {"in-writing"})), "fine");
  know("lead-police", may_go_on(first.id));
  auto const second = ask_the_partnership();
  EXPECT_EQ(code_of(give(hub(), member("greta"), second.id, {"in-writing", first.id})), "request.onward-barred");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Requests, PassOnNoMoreThanCame) {  // S13
  bring_into_force(conference_text(may_be_passed_on()));
  know_all();
  auto less = asked();
  less.fields = {"intel.threat_to_life"};
  auto const first = ask(less);
  ASSERT_EQ(code_of(give(hub(), member("paul"), first.id, {"in-writing"})), "fine");
  know("lead-police", may_go_on(first.id));
  auto const second = ask_the_partnership();
  EXPECT_EQ(code_of(give(hub(), member("greta"), second.id, {"in-writing", first.id})), "request.onward-fields");
}

TEST_P(Requests, AreNotGivenToWhoHasLeftThePost) {
  auto const made = waiting();
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'carla'"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "request.no-longer-permitted");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_TRUE(uses_of_own_data(hub(), member("paul"))->empty());
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 1 WHERE id = 'carla'"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), made.id, {"in-writing"})), "fine");
}

TEST_P(Requests, AreLookedAtAgainWhereWhatWasShownHasChanged) {
  ConferenceTerms one;
  one.fields = {"intel.threat_to_life"};
  bring_into_force(conference_text(one));
  ConferenceTerms other;
  other.id = "isa.northshire.other";
  other.fields = {"person.role_in_concern"};
  bring_into_force(conference_text(other));
  know_all();
  auto const whole = ask();
  ASSERT_EQ(whole.outcome, "disclose") << whole.told.pretty();
  ASSERT_TRUE(change_agreement(hub(), "isa.northshire.other@1", AgreementChange::suspend, "lead-police", "it is under review"));
  EXPECT_EQ(code_of(give(hub(), member("paul"), whole.id, {"in-writing"})), "request.changed") << "a part of it";
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  ConferenceTerms again;
  again.id = "isa.northshire.again";
  again.fields = {"person.role_in_concern"};
  bring_into_force(conference_text(again));
  EXPECT_EQ(code_of(give(hub(), member("paul"), whole.id, {"in-writing"})), "request.changed") << "all of it, under another rule";
  EXPECT_TRUE(uses_of_own_data(hub(), member("paul"))->empty());
  EXPECT_EQ(code_of(give(hub(), member("paul"), ask().id, {"in-writing"})), "fine") << "asked again, it is as shown";
}

TEST_P(Requests, StandOnFactsThatTheRightPersonEntered) {
  bring_into_force(conference_text());
  know_all();
  auto const made = ask();
  auto own = open_case("chair");
  EXPECT_EQ(code_of(record_fact(hub(), member("chair"), own)), "fact.not-for-you") << "nobody seats themselves";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), open_case())), "fact.not-for-you");
  auto guardian = fact("guardian");
  guardian.word = "caldicott-guardian";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), guardian)), "fact.not-for-you");
  NewFact handling;
  handling.kind = "handling";
  handling.request = made.id;
  handling.word = "P";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), handling)), "fact.not-for-you");
  EXPECT_EQ(code_of(record_fact(hub(), member("paul"), handling)), "fine");
  NewFact approval;
  approval.kind = "approval";
  approval.request = made.id;
  approval.word = "conference-member";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), approval)), "fact.not-for-you") << "who asked";
  EXPECT_EQ(code_of(record_fact(hub(), member("paul"), approval)), "fine");
  EXPECT_EQ(code_of(record_fact(hub(), member("nora"), handling)), "fact.no-matter");
  auto wrong = band(7);
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), wrong)), "fact.words");
  wrong = band(3);
  wrong.day = "2027-01-01";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), wrong)), "fact.words") << "a day that has not come";
  auto consent = fact("consent");
  consent.word = "Anna Aster";
  consent.purpose = "prevent-serious-violence";
  EXPECT_EQ(code_of(record_fact(hub(), member("carla"), consent)), "fact.words");
  EXPECT_EQ(facts_of_matter(hub(), member("carla"), matter, {})->size(), 5U) << "who sits in the case sees what others entered";
  EXPECT_EQ(facts_of_matter(hub(), member("lead-police"), {}, made.id)->size(), 3U) << "who does not sees their own";
  EXPECT_EQ(code_of(facts_of_matter(hub(), member("nora"), {}, made.id)), "fact.no-matter");
}

TEST_P(Requests, NameNobodyOutsideTheSeals) {  // S36
  bring_into_force(conference_text());
  know_all();
  auto named = asked();
  named.reference = "Zebulonia Quackenbosh 1999";
  named.necessary = "Zebulonia was threatened";
  named.purpose = "Zebulonia";
  named.fields = {"zebulonia.quackenbosh"};
  (void)ask(named);
  std::string all;
  for (auto const sql : {store::Sql{"SELECT * FROM sharing_request"}, store::Sql{"SELECT * FROM fact_record"}, store::Sql{"SELECT * FROM data_use"}, store::Sql{"SELECT * FROM ledger_leaf"}, store::Sql{"SELECT * FROM ledger_opening"}}) {
    auto const read = hub().database().query(sql, [&](store::Row const& row) {
      for (int column = 0; column < row.columns(); ++column) all += row.is_null(column) ? std::string{} : std::string{crypto::text_of(row.blob(column))} + row.string(column);
    });
    ASSERT_TRUE(read);
  }
  for (auto const* canary : {"Zebulonia", "zebulonia", "uackenbosh", matter}) EXPECT_THAT(all, Not(HasSubstr(canary)));
}

TEST_P(Requests, AreCountedByAgencyAndCode) {  // S19
  auto const made = waiting();
  auto other = asked();
  other.fields = {"person.name"};
  (void)ask(other);
  clock_.set(*parse_instant("2026-11-21T16:00:00Z"));
  ASSERT_EQ(code_of(decline(hub(), member("paul"), made.id, reasons())), "fine");
  auto const counted = refusals(hub(), member("greta"), *parse_date("2026-11-01"), *parse_date("2026-12-01"));
  ASSERT_EQ(code_of(counted), "fine");
  ASSERT_EQ(counted->agencies.size(), 1U);
  auto const& police = counted->agencies.front();
  EXPECT_EQ(police.agency, "northshire-police");
  EXPECT_EQ(police.asked, 4U) << "two of them to enter what is known, before anything could be given";
  EXPECT_EQ(police.by_engine.at("R04"), 1U);
  EXPECT_EQ(police.by_people.at("R10"), 1U);
  EXPECT_DOUBLE_EQ(*police.median_hours, 6.0);
  EXPECT_THAT(to_csv(*counted), HasSubstr("northshire-police,person,R10,1\r\n"));
  EXPECT_EQ(to_json(*counted)["agencies"].array().front()["by_people"]["R10"].integer(), 1);
  EXPECT_TRUE(refusals(hub(), member("greta"), *parse_date("2026-12-01"), *parse_date("2026-12-02"))->agencies.empty());
}

}  // namespace
}  // namespace concordat::hub::proving
