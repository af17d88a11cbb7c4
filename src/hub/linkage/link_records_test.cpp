// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/link_records.h"

#include "hub/linkage/evidence.h"
#include "hub/linkage/linkage_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

class LinkRecords : public LinkageTest {};
CONCORDAT_ON_BOTH_STORES(LinkRecords);

TEST_P(LinkRecords, JoinWhatIsOfOnePersonAndSayWhy) {  // S73
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Birch", "Ben", "03/04/2011", "N16 5BB"}});
  send("csp-people", {{"c1", "Aster", "Anna"}, {"c2", "Cedar", "Cleo", "05/06/2012", "N17 6DD"}});
  auto const report = link();
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(report.changes.new_persons, 3U);
  EXPECT_EQ(report.changes.new_links, 1U);
  EXPECT_EQ(persons(), "1+3 2 4");
  EXPECT_EQ(queue(), "");
  EXPECT_EQ(number_of("SELECT count(*) FROM link WHERE reason = 'above-join' AND model_version = 'small@1' AND linked_by = 'model'"), 2);
  EXPECT_EQ(number_of("SELECT count(*) FROM link WHERE reason = 'only-record'"), 2);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::link);
  EXPECT_EQ(leaf.count, 4U);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"run", "whole"}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  auto const& school = report.changes.by_agency.at(hub().agency("northshire-school")->number);
  EXPECT_EQ(school.records, 2U);
  EXPECT_EQ(school.new_links, 1U);
}

TEST_P(LinkRecords, DoNothingWhereNothingCameOrWent) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  auto const first = link();
  auto const before = leaves().size();
  auto const again = link();
  EXPECT_TRUE(again.nothing_new);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(leaves().size(), before);
  EXPECT_FALSE(link({.whole = true, .member = {}}).nothing_new);
  scorer_.name = "another";
  EXPECT_FALSE(link().nothing_new) << "another model is a reason to look again";
}

TEST_P(LinkRecords, ChangeNothingWhenDoneAgain) {
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Aster", "Anna", "01/02/2010", "N15 4AB"}, {"s3", "Birch", "Ben"}});
  send("csp-people", {{"c1", "Aster", "Anna"}, {"c2", "Birch", "Bea", "09/09/2009"}, {"c3", "Birch", "Ben", "01/02/2011", "N1 1AA"}});
  link();
  auto const persons_then = persons();
  auto const queue_then = queue();
  for (int i = 0; i < 2; ++i) {
    auto const again = link({.whole = true, .member = {}});
    EXPECT_EQ(again.changes.new_links + again.changes.broken_links + again.changes.new_persons + again.changes.queued + again.changes.settled, 0U);
    EXPECT_EQ(persons(), persons_then);
    EXPECT_EQ(queue(), queue_then);
  }
}

TEST_P(LinkRecords, KeepThePersonWhenItsAgencySendsTheRecordAnew) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  send("csp-people", {{"c1", "Aster", "Anna"}});
  link();
  EXPECT_EQ(persons(), "1+2");
  auto const person = number_of("SELECT id FROM person");
  send("school-people", {{"s1", "Aster", "Anna", "01/02/2010", "N99 9ZZ"}});  // moved house
  auto const report = link();
  EXPECT_EQ(persons(), "2+3");
  EXPECT_EQ(number_of("SELECT id FROM person"), person);
  EXPECT_EQ(report.changes.new_links, 0U);
  EXPECT_EQ(report.changes.broken_links, 0U);
}

TEST_P(LinkRecords, AskPeopleWhereMuchWouldFollowFromAMistake) {  // S73
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Birch", "Ben", "01/02/2010", "N15 4AA", "Victim", "9990000018"}, {"s3", "Dill", "Dora", "07/08/2008", "E1 1AA"}});
  send("csp-people", {{"c1", "Aster", "Anna", "01/02/2010", "N15 4AA", "Suspect"}, {"c2", "Birch", "Ben", "01/02/2010", "N15 4AA", "Victim", "9990000026"},
                      {"c3", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}});
  auto const report = link();
  EXPECT_EQ(persons(), "1 2 3 4 5 6") << "nothing is merged in silence";
  EXPECT_EQ(queue(), "1-4 roles, 2-5 conflict, 3-6 weight");
  EXPECT_EQ(report.changes.waiting, 3U);
  scorer_.limits.proposes_only = true;
  send("school-people", {{"s4", "Elm", "Eve", "09/10/2011", "E2 2BB"}});
  send("csp-people", {{"c4", "Elm", "Eve", "09/10/2011", "E2 2BB"}});
  link();
  EXPECT_EQ(queue(), "1-4 roles, 2-5 conflict, 3-6 weight, 7-8 model");
}

TEST_P(LinkRecords, TakeTwinsForTwo) {
  send("school-people", {{"s1", "Okonkwo", "Ada", "05/06/2012", "N17 6DD"}, {"s2", "Okonkwo", "Chidi", "05/06/2012", "N17 6DD"}});
  link();
  EXPECT_EQ(persons(), "1 2");
  EXPECT_EQ(queue(), "1-2 conflict") << "all but the first name says one person: people are asked, two of them before they become one";
}

TEST_P(LinkRecords, WriteNothingDownWhereTheHubKnowsNobody) {
  take_in("police-incidents", police_month("2026-07", {3}));
  auto const before = leaves().size();
  EXPECT_TRUE(link().nothing_new);
  EXPECT_EQ(leaves().size(), before);
  send("school-people", {{"s1", "Aster", "Anna"}});
  EXPECT_FALSE(link().nothing_new);
  take_in("police-incidents", police_month("2026-08", {3}));
  EXPECT_TRUE(link().nothing_new) << "what came tells of nobody";
}

TEST_P(LinkRecords, AskBeforeTwoPersonsOfSeveralRecordsBecomeOne) {
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Aster", "Anna"}});
  link();
  send("csp-people", {{"c1", "Oster", "Anne", "11/12/2003", "E3 3CC"}, {"c2", "Oster", "Anne", "11/12/2003", "E3 3CC"}});
  link();
  EXPECT_EQ(persons(), "1+2 3+4");
  send("police-people", {{"p1", "Oster", "Anne", "11/12/2003", "E3 3CC"}});
  link();
  EXPECT_EQ(persons(), "1+2 3+4+5") << "one more record of a person is no merge of two";
  // The school corrects one of its records: it is the person of the other list by all that is known.
  send("school-people", {{"s1", "Oster", "Anne", "11/12/2003", "E3 3CC"}, {"s2", "Oster", "Anne", "11/12/2003", "E3 3CC"}});
  link();
  EXPECT_EQ(persons(), "3+4+5 6+7");
  EXPECT_EQ(queue(), "3-6 persons");
}

TEST_P(LinkRecords, BreakALinkThatNothingHoldsAnyMore) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  send("csp-people", {{"c1", "Aster", "Anna"}});
  link();
  send("school-people", {{"s1", "Birch", "Ben", "03/04/2001", "E4 4DD"}});
  auto const report = link();
  EXPECT_EQ(persons(), "2 3");
  EXPECT_EQ(report.changes.broken_links, 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_event WHERE kind = 'split'"), 1);
}

TEST_P(LinkRecords, LetTheDeadBandKeepWhatIsAndJoinNothing) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  send("csp-people", {{"c1", "Aster", "Anna"}});
  link();
  scorer_.limits.join = 30'000;  // what was joined lies between fracture and join now
  scorer_.limits.fracture = 15'000;
  send("police-people", {{"p1", "Aster", "Anna"}});
  link();
  EXPECT_EQ(persons(), "1+2 3");
  EXPECT_EQ(queue(), "1-3 weight");
}

TEST_P(LinkRecords, SealWhatAgreedUnderTheKeysOfBoth) {  // S56
  send("school-people", {{"s1", "Aster", "Anna"}});
  send("csp-people", {{"c1", "Aster", "Anna"}});
  link();
  auto const sealed = hub().database().query_one("SELECT sealed FROM link_pair", [](store::Row const& row) { return row.bytes(0); });
  ASSERT_TRUE(sealed && *sealed);
  auto const left = links::facts_of(hub().database(), 1);
  auto const right = links::facts_of(hub().database(), 2);
  ASSERT_TRUE(left && *left && right && *right);
  auto const evidence = links::open_evidence(hub(), (*left)->key(), (*right)->key(), **sealed);
  ASSERT_EQ(code_of(evidence), "fine");
  ASSERT_EQ(evidence->levels.size(), 6U);
  EXPECT_EQ(evidence->levels[0], (Level{"family_name", "agrees", Agreement::agrees, 9'000, 0}));
  EXPECT_NE(code_of(links::open_evidence(hub(), (*right)->key(), (*left)->key(), **sealed)), "fine");
  for (auto const gone : {1, 2}) {
    ASSERT_EQ(code_of(hub().vault().erase(std::array{std::int64_t{gone}})), "fine");
    EXPECT_EQ(code_of(links::open_evidence(hub(), (*left)->key(), (*right)->key(), **sealed)), "keys.erased");
    break;
  }
}

TEST_P(LinkRecords, LeaveOutWorkersAndRecordsThatNameNobody) {
  send("school-people", {{"s1", "Aster", "Anna", "01/02/2010", "N15 4AA", "Professional"}, {"s2", "Birch", "Ben"}});
  EXPECT_EQ(link().records, 1U);
  EXPECT_EQ(persons(), "2");
}

TEST_P(LinkRecords, KeepTheThresholdsThatDecisionsAreJudgedBy) {
  EXPECT_EQ(code_of(links::terms_in_use(hub().database())), "link.no-run");
  link({.whole = true, .member = {}});
  auto const terms = links::terms_in_use(hub().database());
  ASSERT_EQ(code_of(terms), "fine");
  EXPECT_EQ(terms->join, scorer_.limits.join);
  EXPECT_EQ(terms->fracture, scorer_.limits.fracture);
}

TEST_P(LinkRecords, TellWhichFieldsAreTooCommonAndOfRecordsTheOwnAlone) {
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Birch", "Ben"}});
  send("csp-people", {{"c1", "Dill", "Dora"}});
  scorer_.too_common = {{{Trait::phone}, 2, {0, 2, 1, 0}}, {{Trait::date_of_birth, Trait::postcode}, 1, {2}}};
  EXPECT_EQ(link().over_common.size(), 2U);
  auto const runs = links::link_runs(hub(), 1);
  ASSERT_EQ(code_of(runs), "fine");
  auto const told = [&](std::string_view who) { return links::to_json(links::over_common_told(hub(), runs->front().over_common, member(who))).canonical(); };
  EXPECT_EQ(told("rolf"), R"([{"fields":["Telephone number"],"own_records":2,"values":2},{"fields":["Date of birth","Full postcode"],"own_records":0,"values":1}])");
  EXPECT_EQ(told("rita"), R"([{"fields":["Telephone number"],"own_records":1,"values":2},{"fields":["Date of birth","Full postcode"],"own_records":1,"values":1}])");
  EXPECT_EQ(links::to_json(hub(), runs->front()).canonical().find("over_common"), std::string::npos) << "other agencies' numbers are for nobody";
}

TEST_P(LinkRecords, CanBeStopped) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  for (auto const* stage : {"open", "compare", "group"}) {
    EXPECT_EQ(code_of(links::link_records(hub(), scorer_, {}, [&](links::LinkProgress const& now) { return now.stage.view() != stage; })), "link.cancelled");
  }
  EXPECT_EQ(persons(), "");
}

TEST_P(LinkRecords, BeginAnewWhereOthersChangedThingsMeanwhile) {
  send("school-people", {{"s1", "Aster", "Anna"}});
  int sent = 0;
  bool everybody = false;
  auto const meddle = [&](links::LinkProgress const& now) {
    if (now.stage.view() == "group" && (sent < 1 || everybody)) take_in("csp-people", list({{fmt::format("c{}", ++sent), "Birch", "Ben", fmt::format("0{}/04/2001", 1 + sent)}}));
    return true;
  };
  auto const report = links::link_records(hub(), scorer_, {}, meddle);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->records, 2U) << "the record that came meanwhile is in";
  everybody = true;
  EXPECT_EQ(code_of(links::link_records(hub(), scorer_, {.whole = true, .member = {}}, meddle)), "link.changed-meanwhile");
}

TEST_P(LinkRecords, LeaveNoNumberOfAPersonWhoseRecordsAreGoneAndGiveNoneAgain) {  // S31
  clock_.set(*parse_instant("2026-01-01T10:00:00Z"));
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Aster", "Anna"}});
  link();
  clock_.set(*parse_instant("2026-11-21T10:00:00Z"));
  send("csp-people", {{"c1", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}, {"c2", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}});
  link();
  ASSERT_TRUE(hub().database().execute("INSERT INTO link_event (id, at, kind, person, other, cause) VALUES (901, '2026-01-01', 'split', 1, NULL, '000000000000000000000000000000000000'), "
                                       "(902, '2026-01-01', 'joined', 1, 3, '000000000000000000000000000000000000'), (903, '2026-01-01', 'split', 90, NULL, '000000000000000000000000000000000000')"));
  ASSERT_EQ(persons(), "1+2 3+4");
  auto const of_the_living = number_of("SELECT count(*) FROM link_event e WHERE EXISTS (SELECT 1 FROM person p WHERE p.id = e.person OR p.id = e.other) AND e.person <> 1");
  clock_.set(*parse_instant("2027-01-20T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM link_event WHERE id = 901"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM link_event WHERE id = 903"), 1) << "the highest stays, so that nobody gets it again";
  EXPECT_EQ(number_of("SELECT count(*) FROM link_event e WHERE EXISTS (SELECT 1 FROM person p WHERE p.id = e.person OR p.id = e.other) AND e.person <> 1"), of_the_living);
}

TEST_P(LinkRecords, ForgetARecordThatIsErasedAndLookAtItsPersonAgain) {  // S31
  clock_.set(*parse_instant("2026-01-01T10:00:00Z"));
  send("school-people", {{"s1", "Aster", "Anna"}});
  clock_.set(*parse_instant("2026-11-21T10:00:00Z"));
  send("csp-people", {{"c1", "Aster", "Anna"}, {"c2", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}});
  send("police-people", {{"p1", "Aster", "Anna"}, {"p2", "Dill", "Dora", "07/08/2008", "E1 1AA"}});
  link();
  EXPECT_EQ(persons(), "1+2+4 3 5");
  clock_.set(*parse_instant("2027-01-20T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM link_pair WHERE left_record = 1 OR right_record = 1"), 0);
  EXPECT_EQ(persons(), "2+4 3 5");
  auto const report = link();
  EXPECT_FALSE(report.nothing_new);
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(persons(), "2+4 3 5");
}

}  // namespace
}  // namespace concordat::hub::proving
