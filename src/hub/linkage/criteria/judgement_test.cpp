// SPDX-License-Identifier: Apache-2.0
// Judgements of criteria: a person's, with reasons and an end, confirmed by another agency, withdrawn by one, gone without a shadow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/keeping/keeping.h"
#include "hub/linkage/criteria/criteria_test_tools.h"
#include "hub/release/ledger_desk.h"
#include "hub/retention.h"
#include "hub/sharing/sealed_words.h"
#include "hub/state_check/state_check.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto because = "She is seldom in class";

class Judged : public CriteriaTest {
 protected:
  void SetUp() override {
    CriteriaTest::SetUp();
    if (IsSkipped()) return;
    agree("judged", "northshire-school", "northshire-csp", {"person.role_in_concern", "person.given_name", "person.family_name", "record.assertion_source", "record.assessed_on"});
    decide("rita", "northshire-school", "guard", "CSP/7", "person.family_name");
  }
  Result<links::JudgementTold> judge(std::string_view who, links::NewJudgement const& said) { return links::judge_criteria(hub(), member(who), said); }
  [[nodiscard]] links::Confirmation confirming(std::string const& id) { return {id, "family-support", "CSP/7", "The school asked for help", "practitioner", because}; }
  [[nodiscard]] std::string state_of(std::string_view who, links::Record record) {
    auto const all = links::judgements_of(hub(), member(who), person_of(record));
    if (!all) return std::string{all.error().code.view()};
    return all->empty() ? "none" : all->front().state;
  }
  [[nodiscard]] std::string found() {
    std::string text;
    for (auto const& one : differences()) text += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    return text;
  }
};
CONCORDAT_ON_BOTH_STORES(Judged);

TEST_P(Judged, CountOnlyOnceAnotherAgencyHasConfirmedThem) {  // S58 S70
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  EXPECT_EQ(made->state, "waiting");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::facts);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"judgement", "made"}));
  EXPECT_EQ(leaf.request, made->id);
  EXPECT_TRUE(leaf.bundle);
  auto mine = about(1);
  mine.household.matter = "NS/3";
  auto const told = links::check_criteria(hub(), member("rolf"), mine);
  ASSERT_EQ(code_of(told), "fine");
  ASSERT_EQ(told->judgements.size(), 1U);
  EXPECT_EQ(told->judgements.front().outcome, "meets");
  EXPECT_THAT(told->judgements.front().reason, HasSubstr("Canary"));
  auto const theirs = check("rita", 1);
  ASSERT_EQ(code_of(theirs), "fine");
  ASSERT_EQ(theirs->judgements.size(), 1U);
  EXPECT_TRUE(theirs->judgements.front().may_confirm);
  EXPECT_EQ(theirs->judgements.front().outcome, "meets");
  EXPECT_THAT(links::to_json(*theirs).canonical(), Not(HasSubstr("Canary"))) << "who confirms looks for themselves";
  auto const uses = sharing::uses_of_own_data(hub(), member("rolf"));
  ASSERT_EQ(uses->size(), 1U) << "that somebody judged is told as an agreement gives it";
  EXPECT_THAT(uses->front().fields, ::testing::Contains("record.assertion_source"));
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rolf"), confirming(made->id))), "criteria.no-judgement");
  auto const confirmed = links::confirm_judgement(hub(), member("rita"), confirming(made->id));
  ASSERT_EQ(code_of(confirmed), "fine");
  EXPECT_EQ(confirmed->state, "in-force");
  EXPECT_EQ(confirmed->confirmed_because, because);
  EXPECT_EQ(leaves().back().previous, made->id);
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "criteria.no-judgement") << "once";
  auto const own = links::judgements_of(hub(), member("rolf"), person_of(1));
  EXPECT_EQ(own->front().confirmed_as, "practitioner");
  EXPECT_EQ(own->front().confirmed_because, "") << "the other agency's words";
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreNotShownWhereTheirAgencyMayNotBeAsked) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  auto question = about(1);
  question.household.matter = "CSP/4";
  EXPECT_TRUE(links::check_criteria(hub(), member("rita"), question)->judgements.empty()) << "no guardian decided about that matter";
  auto confirmation = confirming(made->id);
  confirmation.matter = "CSP/4";
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirmation)), "criteria.no-judgement");
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("ruth"), confirming(made->id))), "criteria.no-judgement");
  EXPECT_EQ(code_of(links::withdraw_judgement(hub(), member("ruth"), made->id)), "criteria.no-judgement");
}

TEST_P(Judged, AreANamedPersonsWithReasonsVoiceRoleAndEnd) {  // S70 S90
  auto const code = [&](auto change, std::string_view who = "rolf") {
    auto said = judging(1);
    change(said);
    auto const result = code_of(judge(who, said));
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
    return result;
  };
  EXPECT_EQ(code([](auto& s) { s.reason = "yes"; }), "reason.too-short");
  EXPECT_EQ(code([](auto& s) { s.voice = ""; }), "criteria.voice");
  EXPECT_EQ(code([](auto& s) { s.told = "no"; }), "criteria.voice");
  EXPECT_EQ(code([](auto& s) { s.outcome = "red"; }), "criteria.outcome");
  EXPECT_EQ(code([](auto& s) { s.role = "conference-chair"; }), "criteria.role") << "which she does not hold";
  EXPECT_EQ(code([](auto& s) { s.role = "linkage-reviewer"; }), "criteria.role") << "which does not judge";
  EXPECT_EQ(code([](auto&) {}, "rena"), "criteria.role");
  EXPECT_EQ(code([](auto&) {}, "emil"), "link.not-a-reviewer");
  for (auto const* until : {"", "soon", "2026-11-21", "2027-05-22", "2028-01-01"}) EXPECT_EQ(code([&](auto& s) { s.until = until; }), "criteria.until") << until;
  EXPECT_EQ(code([](auto& s) { s.ask = ""; }), "criteria.ask");
  EXPECT_EQ(code([](auto& s) { s.ask = "northshire-school"; }), "criteria.ask") << "another than the own";
  EXPECT_EQ(code([](auto& s) { s.programme = "all"; }), "criteria.unknown");
  EXPECT_EQ(code([](auto& s) { s.criterion = "poor"; }), "criteria.unknown");
  EXPECT_EQ(code([](auto& s) { s.purpose = "law-enforcement"; }), "criteria.purpose");
  EXPECT_EQ(code([](auto& s) { s.person = 999; }), "link.unknown");
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 0);
}

TEST_P(Judged, LapseByThemselvesAndGoWithTheirKey) {  // S33
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "fine");
  EXPECT_EQ(state_of("rolf", 1), "in-force");
  clock_.set(*parse_instant("2027-03-01T10:00:00Z"));
  EXPECT_EQ(state_of("rolf", 1), "in-force") << "its last day";
  clock_.set(*parse_instant("2027-03-02T10:00:00Z"));
  EXPECT_EQ(state_of("rolf", 1), "lapsed");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(state_of("rolf", 1), "lapsed");
  clock_.set(*parse_instant("2027-04-02T10:00:00Z"));
  auto const report = run_keeping(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->erased.at("judgement"), 1U);
  EXPECT_EQ(state_of("rolf", 1), "none");
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement_record"), 0);
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreWithdrawnByOneAndTheirWordsAreGoneAtOnce) {  // S32 S34
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "fine");
  auto const sealed = hub().database().query_one("SELECT words_sealed FROM criteria_judgement", [](store::Row const& row) { return row.bytes(0); });
  ASSERT_EQ(code_of(links::withdraw_judgement(hub(), member("rena"), made->id)), "fine") << "whoever of the agency";
  EXPECT_EQ(state_of("rolf", 1), "withdrawn");
  auto const told = links::judgements_of(hub(), member("rolf"), person_of(1));
  EXPECT_EQ(told->front().outcome, "");
  EXPECT_EQ(told->front().programme, "");
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement WHERE length(words_sealed) > 0 OR second_sealed IS NOT NULL"), 0);
  auto const again = sharing::open_words(hub(), {"criteria_judgement", "words_sealed", made->id, "northshire-school"}, **sealed);
  EXPECT_EQ(code_of(again), "keys.erased") << "and no copy of the row opens";
  EXPECT_EQ(code_of(links::withdraw_judgement(hub(), member("rolf"), made->id)), "criteria.no-judgement");
  EXPECT_EQ(found(), "");
  ASSERT_TRUE(hub().database().execute("UPDATE criteria_judgement SET words_sealed = ?", **sealed));
  EXPECT_THAT(found(), HasSubstr("it has words again"));
}

TEST_P(Judged, MayBeTurnedDownByTheAgencyThatWasAsked) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(links::withdraw_judgement(hub(), member("rita"), made->id)), "fine");
  EXPECT_EQ(state_of("rolf", 1), "withdrawn");
}

TEST_P(Judged, GoWithTheRecordsTheyHangOnAndFollowNewerOnes) {  // S31
  ASSERT_EQ(code_of(judge("rolf", judging(1))), "fine");
  took("school-absence", "UPN,Surname,Forename,DOB,Postcode,Possible,Missed,Att %,As At\nE000999999001,Aster,Anna,01/02/2010,N15 4AA,100,29,71,31/10/2026\n");
  link();
  auto const newest = number_of("SELECT max(source_record) FROM link");
  EXPECT_EQ(state_of("rolf", newest), "waiting") << "the newer record takes its place";
  ASSERT_TRUE(hub().database().execute("UPDATE submission SET delete_on = '2026-11-21'"));
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement_record"), 0);
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, StandInNoTableInWords) {
  ASSERT_EQ(code_of(judge("rolf", judging(1))), "fine");
  std::string all;
  auto const read = hub().database().query("SELECT id, agency, made_by, made_as, made_at, until, state FROM criteria_judgement", [&](store::Row const& row) {
    for (int i = 0; i < 7; ++i) all += row.string(i) + ' ';
  });
  ASSERT_EQ(code_of(read), "fine");
  for (auto const* word : {"families", "not-in", "meets", "Canary", "Anna"}) EXPECT_THAT(all, Not(HasSubstr(word))) << word;
}

struct JudgementTampering {
  store::Sql edit;
  store::Sql undo;
};

TEST_P(Judged, AreHeldAgainstTheLedger) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "fine");
  ASSERT_EQ(found(), "");
  JudgementTampering const all[] = {
      {"UPDATE criteria_judgement SET until = '2099-01-01'", "UPDATE criteria_judgement SET until = '2027-03-01'"},
      {"UPDATE criteria_judgement SET made_by = 'rena'", "UPDATE criteria_judgement SET made_by = 'rolf'"},
      {"UPDATE criteria_judgement SET made_as = 'conference-chair'", "UPDATE criteria_judgement SET made_as = 'practitioner'"},
      {"UPDATE criteria_judgement SET asked = 'northshire-police'", "UPDATE criteria_judgement SET asked = 'northshire-csp'"},
      {"UPDATE criteria_judgement SET state = 'waiting'", "UPDATE criteria_judgement SET state = 'in-force'"},
      {"UPDATE criteria_judgement SET second = 'ralf'", "UPDATE criteria_judgement SET second = 'rita'"},
      {"UPDATE criteria_judgement SET second_as = 'conference-chair'", "UPDATE criteria_judgement SET second_as = 'practitioner'"},
      {"UPDATE criteria_judgement SET second_sealed = NULL", "UPDATE criteria_judgement SET second_sealed = words_sealed"},
  };
  for (auto const& one : all) {
    ASSERT_EQ(code_of(hub().database().execute(one.edit)), "fine") << one.edit.view();
    EXPECT_THAT(found(), HasSubstr("judgement " + made->id)) << one.edit.view();
    ASSERT_EQ(code_of(hub().database().execute(one.undo)), "fine") << one.undo.view();
  }
  EXPECT_THAT(found(), HasSubstr("confirmed by")) << "other words than were confirmed with";
}

TEST_P(Judged, AreHeldToTheEntryOfTheirOwnMakingWhereARowIsForged) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(found(), "");
  auto const copy = [&](std::string const& id, std::int64_t index) {
    auto const put = hub().database().execute(
        "INSERT INTO criteria_judgement (id, agency, made_by, made_as, made_at, until, asked, words_sealed, state, leaf_index) SELECT ?, agency, made_by, made_as, made_at, until, asked, words_sealed, state, ? FROM criteria_judgement", id, index);
    ASSERT_EQ(code_of(put), "fine");
  };
  copy("018f0000-0000-7000-8000-000000000000", static_cast<std::int64_t>(made->ledger_index));
  EXPECT_THAT(found(), HasSubstr("judgement 018f0000-0000-7000-8000-000000000000: no such judgement"));
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM criteria_judgement WHERE id <> ?", made->id)), "fine");
  ASSERT_EQ(found(), "");
  copy("018f0000-0000-7000-8000-000000000000", 999'999);
  EXPECT_THAT(found(), HasSubstr("row of criteria_judgement.leaf_index"));
}

TEST_P(Judged, AskNoAgencyThatCouldNeverBeTold) {
  auto said = judging(1);
  said.ask = "northshire-police";
  EXPECT_EQ(code_of(judge("rolf", said)), "criteria.ask-untold");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 0);
}

TEST_P(Judged, AreMissedBeforeTheirDay) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(found(), "");
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM criteria_judgement_record")), "fine");
  EXPECT_EQ(found(), fmt::format("judgement {}: hangs on the records that it was made about | it hangs on none\n", made->id));
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO criteria_judgement_record (judgement, record) SELECT id, 3 FROM criteria_judgement")), "fine");
  EXPECT_THAT(found(), HasSubstr("it hangs on others")) << "next door";
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM criteria_judgement_record")), "fine");
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM criteria_judgement")), "fine");
  EXPECT_EQ(found(), fmt::format("judgement {}: made by northshire-school, and kept until 2027-04-01 | no such judgement\n", made->id));
  clock_.set(*parse_instant("2027-04-01T10:00:00Z"));
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreNotMissedWhereTheyWentWithTheirRecords) {
  ASSERT_EQ(code_of(judge("rolf", judging(1))), "fine");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE submission SET delete_on = '2026-12-01' WHERE feed = (SELECT number FROM feed WHERE id = 'school-absence')")), "fine");
  clock_.set(*parse_instant("2026-12-02T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  ASSERT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 0);
  EXPECT_THAT(found(), Not(HasSubstr("judgement")));
}

TEST_P(Judged, FollowARecordToTheOneThatTookItsPlace) {
  auto const made = judge("rolf", judging(1));
  took("school-absence", "UPN,Surname,Forename,DOB,Postcode,Possible,Missed,Att %,As At\nE000999999001,Aster,Anna,01/02/2010,N15 4AA,110,30,73,31/10/2026\n");
  link();
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, OutliveTheRecordThatWasReplacedWithoutADifference) {
  ASSERT_EQ(code_of(judge("rolf", judging(1))), "fine");
  took("school-absence", "UPN,Surname,Forename,DOB,Postcode,Possible,Missed,Att %,As At\nE000999999001,Aster,Anna,01/02/2010,N15 4AA,110,30,73,31/10/2026\n");
  link();
  ASSERT_EQ(code_of(hub().database().execute("UPDATE submission SET delete_on = '2026-12-01' WHERE number = (SELECT min(number) FROM submission WHERE feed = (SELECT number FROM feed WHERE id = 'school-absence'))")), "fine");
  clock_.set(*parse_instant("2026-12-02T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  ASSERT_EQ(number_of("SELECT count(*) FROM criteria_judgement"), 1);
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreADifferenceWhereOneOfTheirRecordsIsTakenAway) {
  took("school-people", "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\ns1,Aster,Anna,01/02/2010,\"12 Mill Lane, Northshire\",N15 4AA,Child at risk\n");
  link();
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(number_of("SELECT count(*) FROM criteria_judgement_record"), 2);
  ASSERT_EQ(found(), "");
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM criteria_judgement_record WHERE record = (SELECT max(record) FROM criteria_judgement_record)")), "fine");
  EXPECT_EQ(found(), fmt::format("judgement {}: hangs on the records that it was made about | it hangs on some of them\n", made->id));
}

TEST_P(Judged, TellNobodyWhoMayNotAskThatTheyAreThere) {
  auto const made = judge("rolf", judging(1));
  auto said = confirming(made->id);
  said.necessary = " ";
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), said)), "criteria.no-judgement");
  said.id = "018f0000-0000-7000-8000-000000000000";
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), said)), "criteria.no-judgement");
}

TEST_P(Judged, AnswerAlikeOfEveryIdWhereNoLookIsLeft) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  auto const look = [&](int number) {
    ASSERT_EQ(code_of(hub().database().execute("INSERT INTO link_look (agency, member, day, what) VALUES ('northshire-csp', 'rita', ?, ?)", format_date(hub().clock().today()), fmt::format("person {}", 900 + number))), "fine");
  };
  auto const confirm = [&](std::string const& id, std::string const& matter) {
    auto said = confirming(id);
    said.matter = matter;
    return code_of(links::confirm_judgement(hub(), member("rita"), said));
  };
  auto const* const nobodys = "018f0000-0000-7000-8000-000000000000";
  for (int number = 0; number < 9; ++number) look(number);
  EXPECT_EQ(confirm(made->id, "CSP/4"), "criteria.no-judgement") << "the last look would be this one";
  EXPECT_EQ(confirm(nobodys, "CSP/4"), "criteria.no-judgement");
  look(9);
  EXPECT_EQ(confirm(made->id, "CSP/4"), "link.looks-used-up");
  EXPECT_EQ(confirm(made->id, "CSP/7"), "link.looks-used-up");
  EXPECT_EQ(confirm(nobodys, "CSP/7"), "link.looks-used-up");
  EXPECT_EQ(state_of("rolf", 1), "waiting");
}

TEST_P(Judged, AreADifferenceWhereWhatLiesBesideTheirEntryIsGone) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(found(), "");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE ledger_opening SET key_ref = 'openings-1999' WHERE leaf = ?", static_cast<std::int64_t>(made->ledger_index))), "fine");
  EXPECT_THAT(found(), HasSubstr("judgement " + made->id + ": commits to its end"));
}

TEST_P(Judged, StandNoLongerWhereTheirRecordsAreOfMoreThanOnePerson) {
  took("school-people", "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\ns1,Aster,Anna,01/02/2010,\"12 Mill Lane, Northshire\",N15 4AA,Child at risk\n");
  link();
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(number_of("SELECT count(*) FROM criteria_judgement_record"), 2);
  ASSERT_EQ(state_of("rolf", 1), "waiting");
  ASSERT_TRUE(hub().database().execute("UPDATE link SET person = ? WHERE source_record = (SELECT max(record) FROM criteria_judgement_record)", person_of(3)));
  EXPECT_EQ(state_of("rolf", 1), "no-longer-stands");
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "criteria.no-judgement");
}

TEST_P(Judged, AreToldToWhoConfirmsAsAUseOfTheDataTheyHangOn) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  ASSERT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "fine");
  auto const uses = sharing::uses_of_own_data(hub(), member("rolf"));
  ASSERT_EQ(code_of(uses), "fine");
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->front().kind, "criteria");
  EXPECT_THAT(uses->front().rules, ::testing::ElementsAre("isa.northshire.judged@1#lists"));
  auto const all = leaves();
  auto const& leaf = all.at(all.size() - 3);  // then its confirming, and this look at uses
  EXPECT_EQ(leaf.event, ledger::Event::search);
  EXPECT_EQ(leaf.subjects.size(), 1U);
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreToldToNobodyBeforeTheQuorumOfWitnesses) {
  auto const made = judge("rolf", judging(1));
  ASSERT_EQ(code_of(made), "fine");
  auto with = options();
  with.before_people = [](Hub&) -> Result<void> { return fail(Fault::refused, "ledger.not-witnessed", "Not yet.", "Wait."); };
  open_it(with);
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "ledger.not-witnessed");
}

TEST_P(Judged, CountAtOnceWhereTheProgrammeAsksNobodyElse) {
  auto const file = folder() / "definitions" / "criteria.yaml";
  auto text = *read_file(fs::path{CONCORDAT_SOURCE_DIR} / "definitions" / "criteria.yaml", 1U << 20U);
  text = replaced(text, "confirmed_by: \"another-agency\"", "confirmed_by: \"nobody\"");
  fs::remove(file);
  put(file, text);
  auto said = judging(1);
  EXPECT_EQ(code_of(judge("rolf", said)), "criteria.ask");
  said.ask = "";
  auto const made = judge("rolf", said);
  ASSERT_EQ(code_of(made), "fine");
  EXPECT_EQ(made->state, "in-force");
  EXPECT_EQ(found(), "");
}

TEST_P(Judged, AreConfirmedByAnotherPersonAndNotByAnotherPost) {  // S58
  auto const made = judge("rolf", judging(1));
  one_account("rolf", "rita");
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), confirming(made->id))), "criteria.same-person");
  EXPECT_EQ(state_of("rolf", 1), "waiting");
}

TEST_P(Judged, HangOnARecordOfTheOwnAgencyAndWaitForNobodyWhoSeesNone) {
  EXPECT_EQ(code_of(judge("rolf", judging(2))), "link.unknown") << "the school holds no record of her father";
  EXPECT_EQ(state_of("rolf", 2), "link.unknown");
  EXPECT_EQ(state_of("rolf", 1), "none");
}

TEST_P(Judged, AreConfirmedByWhoJudgesAndSaysWhy) {
  auto const made = judge("rolf", judging(1));
  auto said = confirming(made->id);
  said.reason = "ok";
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), said)), "reason.too-short");
  said = confirming(made->id);
  said.role = "mentor";
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("rita"), said)), "criteria.role");
  said = confirming(made->id);
  said.purpose = "health-care";
  EXPECT_NE(code_of(links::confirm_judgement(hub(), member("rita"), said)), "fine");
  EXPECT_EQ(code_of(links::confirm_judgement(hub(), member("emil"), confirming(made->id))), "link.not-a-reviewer");
}

}  // namespace
}  // namespace concordat::hub::proving
