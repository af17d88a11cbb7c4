// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/person_view.h"

#include "hub/linkage/review/json_of.h"
#include "hub/linkage/review/looks.h"
#include "hub/linkage/review/review_test_tools.h"
#include "hub/lists/lists.h"

namespace concordat::hub::proving {
namespace {

class PersonView : public ReviewTest {
 protected:
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    send("school-people", {{"s1", "Aster", "Anna"}});
    send("csp-people", {{"c1", "Aster", "Anna", "01/02/2010", "N15 4AB"}});
    link();
    ASSERT_EQ(persons(), "1+2");
  }
};
CONCORDAT_ON_BOTH_STORES(PersonView);

TEST_P(PersonView, ShowsEachRecordWithItsSourceAndNothingMerged) {
  auto const person = links::show_person(hub(), member("rita"), person_of(1));
  ASSERT_EQ(code_of(person), "fine");
  ASSERT_EQ(person->records.size(), 2U);
  auto const& theirs = person->records[1];
  EXPECT_EQ(theirs.side.agency, "") << "that it knows this person is told by an agreement or not at all";
  EXPECT_EQ(theirs.side.agency_name, "Another agency");
  EXPECT_TRUE(theirs.values.empty());
  EXPECT_FALSE(theirs.side.why.empty()) << "what is withheld is said with its reason";
  EXPECT_EQ(person->withheld, 1U);
  auto const& own = person->records[0];
  EXPECT_EQ(own.side.role, "victim");
  EXPECT_NE(std::ranges::find(own.values, std::string{"N15 4AB"}, &std::pair<std::string, std::string>::second), own.values.end());
  EXPECT_FALSE(own.looked_at) << "only the model linked it so far (S73)";
  ASSERT_EQ(person->holders.size(), 1U) << "the own agency";
  EXPECT_EQ(person->holders[0].last_came, "2026-11-21");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_EQ(leaf.fields, std::vector<std::string>{"person"});
  EXPECT_EQ(leaf.subjects.size(), 2U);
  EXPECT_EQ(links::to_json(*person)["records"].array().size(), 2U);
}

TEST_P(PersonView, ShowsNothingOfAListThatNobodyAnswersFor) {  // S44
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("greta"), "csp-people", "")), "fine");
  auto const before = links::show_person(hub(), member("rita"), person_of(1));
  EXPECT_EQ(code_of(before), "link.unknown") << "nothing of it may be seen";
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("greta"), "csp-people", "greta")), "fine");
  EXPECT_EQ(code_of(links::show_person(hub(), member("rita"), person_of(1))), "fine");
}

TEST_P(PersonView, TellsNeitherRoleNorListNorDayOfWhatIsWithheld) {
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  send("school-people", {{"s1", "Aster", "Anna", "01/02/2010", "N15 4AA", "Victim"}});
  clock_.set(*parse_instant("2026-12-24T10:00:00Z"));
  link();
  auto const person = links::show_person(hub(), member("rita"), person_of(2));
  ASSERT_EQ(code_of(person), "fine");
  ASSERT_EQ(person->withheld, 1U);
  auto const& theirs = person->records.back();
  EXPECT_TRUE(theirs.side.role.empty() && theirs.side.feed.empty() && theirs.side.received.empty() && theirs.linked_at.empty() && theirs.expires.empty());
  EXPECT_TRUE(std::ranges::none_of(person->timeline, [&](links::Moment const& one) { return one.record == theirs.record; })) << "on no day";
  auto const text = links::to_json(*person).canonical();
  for (auto const* canary : {"2026-11-22", "2026-12-24", "chool", "N15 4AA"}) EXPECT_EQ(text.find(canary), std::string::npos) << canary;
}

TEST_P(PersonView, TellsOfItsHistoryOnlyTheMonthWhileARecordIsWithheld) {
  auto const split = links::split_person(hub(), member("rita"), person_of(2), {2}, because);
  ASSERT_EQ(code_of(split), "fine");
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("rita"), split->id, because)), "fine");
  auto const person = links::show_person(hub(), member("rita"), person_of(2));
  ASSERT_EQ(code_of(person), "fine");
  ASSERT_FALSE(person->events.empty());
  EXPECT_EQ(person->events.front().at, "2026-11");
}

TEST_P(PersonView, TellsWhatTellsOfAJudgementOnlyOfTheOwnRecords) {
  auto const homes = submit("csp-homes",
                            "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Cuckooing,Reported,Raised By,How Sure,Assessed,Review By\n"
                            "H7,Aster,Anna,01/02/2010,Vulnerable tenant,1 Mill Lane,N15 4AB,Yes,03/10/2026,Housing officer,2C,05/10/2026,05/01/2027\n");
  ASSERT_EQ(code_of(homes), "fine");
  ASSERT_EQ(homes->accepted, 1U);
  link();
  ASSERT_EQ(persons(), "1+2+3");
  auto const person = links::show_person(hub(), member("rita"), person_of(3));
  ASSERT_EQ(code_of(person), "fine");
  ASSERT_EQ(person->records.size(), 3U);
  EXPECT_EQ(person->records[0].record, 3) << "own records by day: what it is of came before the other's file";
  auto const& one = person->records[0];
  EXPECT_EQ(one.happened, "2026-10-03");
  EXPECT_EQ(one.expires, "2027-11-21");
  std::string said;
  for (auto const& [label, value] : one.statement) said += value + ';';
  EXPECT_EQ(said, "Housing officer;2C;2026-10-05;2027-01-05;") << "source, grade, day and review";
  std::string days;
  for (auto const& moment : person->timeline) {
    if (moment.record == 3) days += moment.on + ' ' + moment.kind + "; ";
  }
  EXPECT_EQ(days, "2026-10-03 happened; 2026-10-05 assessed; 2026-11-21 came; 2027-01-05 review; 2027-11-21 deleted; ");
  auto const theirs = links::show_person(hub(), member("rolf"), person_of(3));
  ASSERT_EQ(code_of(theirs), "fine");
  EXPECT_EQ(theirs->withheld, 2U);
  auto const text = links::to_json(*theirs).canonical();
  for (auto const* canary : {"2C", "Housing", "Mill", "2026-10", "2027-01-05", "at_risk"}) EXPECT_EQ(text.find(canary), std::string::npos) << canary;
}

TEST_P(PersonView, TellsWhatKindIsWithheldByWhichRuleAndWhoCouldGiveIt) {
  agree_on_review();
  auto const person = links::show_person(hub(), member("rita"), person_of(1));
  ASSERT_EQ(code_of(person), "fine");
  EXPECT_EQ(person->withheld, 0U);
  auto const& theirs = person->records[1];
  EXPECT_EQ(theirs.side.agency, "northshire-school");
  EXPECT_EQ(theirs.values.size(), 3U) << "names and birth date";
  ASSERT_FALSE(theirs.kept.empty());
  auto const& kept = theirs.kept.front();
  EXPECT_EQ(kept.code, "R06") << kept.why;
  EXPECT_NE(std::ranges::find(kept.kinds, std::string{"Full postcode"}), kept.kinds.end());
  EXPECT_EQ(std::ranges::find(kept.kinds, std::string{"Family name"}), kept.kinds.end());
  EXPECT_FALSE(kept.why.empty() || kept.helps.empty());
  EXPECT_TRUE(theirs.statement.empty());
  EXPECT_EQ(links::to_json(*person).canonical().find("N15 4AA"), std::string::npos) << "the other agency's address";
}

TEST_P(PersonView, TellsWhatPeopleDecidedAndTheirReasonsToTheirOwnAgencyOnly) {
  decided("rita", pair_of(1, 2), "link");
  auto const mine = links::show_person(hub(), member("rita"), person_of(1));
  ASSERT_EQ(code_of(mine), "fine");
  ASSERT_EQ(mine->decisions.size(), 1U);
  EXPECT_EQ(mine->decisions[0].reason, because);
  auto const theirs = links::show_person(hub(), member("rolf"), person_of(1));
  ASSERT_EQ(code_of(theirs), "fine");
  ASSERT_EQ(theirs->decisions.size(), 1U);
  EXPECT_EQ(theirs->decisions[0].reason, "") << "it may tell what a record of the other agency says";
  EXPECT_EQ(links::decisions_about_pair(hub(), member("rita"), pair_of(1, 2))->size(), 1U);
}

/// The police give reviewers of the partnership names and roles for managing people under supervision, and for nothing else.
class PersonForEnforcement : public ReviewTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(ReviewTest::partnership(), "  feeds:\n", "    - {id: gwen, agency: northshire-police, roles: [caldicott-guardian], trained: []}\n  feeds:\n");
  }
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    clock_.set(*parse_instant("2026-11-19T10:00:00Z"));
    send("police-people", {{"p1", "Aster", "Anna", "01/02/2010", "N15 4AA", "Victim"}, {"p2", "Birch", "Ben", "03/04/2009", "N16 5BB", "Suspect"}});
    clock_.set(*parse_instant("2026-11-21T10:00:00Z"));
    send("csp-people", {{"c1", "Aster", "Anna"}, {"c2", "Birch", "Ben", "03/04/2009", "N16 5BB", "Suspect"}});
    link();
    auto text = replaced(agreement(), "northshire-school, kind: school", "northshire-police, kind: police");
    text = replaced(replaced(text, "discloser: [northshire-school]", "discloser: [northshire-police]"), "gateway: cda1998-s115", "gateway: oma2007.s14");
    text = replaced(replaced(text, "{id: prevent-serious-violence,", "{id: offender-management,"), "purposes: [prevent-serious-violence]", "purposes: [offender-management]");
    bring_into_force(text);
    auto const asked = sharing::ask_agency(hub(), member("rita"), {"northshire-police", "linkage-reviewer", "offender-management", {"person.family_name"}, "personalised", "suspected",
                                                                    std::string{links::review_matter}, "To tell whether two records are of one person"});
    ASSERT_EQ(code_of(asked), "fine");
    sharing::NewFact fact;
    fact.kind = "guardian";
    fact.request = asked->id;
    fact.word = "caldicott-guardian";
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("gwen"), fact)), "fine");
  }
};
CONCORDAT_ON_BOTH_STORES(PersonForEnforcement);

TEST_P(PersonForEnforcement, IsNeverServedWithAVictimsRecordNorWithItsDay) {  // S02
  auto const other_role = links::show_person(hub(), member("rita"), person_of(4));
  ASSERT_EQ(code_of(other_role), "fine");
  EXPECT_EQ(other_role->withheld, 0U) << "a suspect's record is given for this";
  EXPECT_EQ(other_role->records.back().side.agency, "northshire-police");
  auto const victim = links::show_person(hub(), member("rita"), person_of(3));
  ASSERT_EQ(code_of(victim), "fine");
  EXPECT_EQ(victim->withheld, 1U);
  EXPECT_EQ(victim->holders.size(), 1U) << "the own agency";
  auto const text = links::to_json(*victim).canonical();
  EXPECT_TRUE(victim->records.back().side.role.empty());
  for (auto const* canary : {"olice", "2026-11-19", "R08"}) EXPECT_EQ(text.find(canary), std::string::npos) << canary;
}

/// The partnership's list of so many more people, none of whom anybody is asked about.
class PersonWalk : public PersonView {
 protected:
  void SetUp() override {
    PersonView::SetUp();
    if (IsSkipped()) return;
    std::vector<Listed> more{{"c1", "Aster", "Anna", "01/02/2010", "N15 4AB"}};
    for (int i = 0; i < 12; ++i) more.push_back({fmt::format("c{}", i + 2), std::string(static_cast<std::size_t>(4 + i), static_cast<char>('A' + i)), "Kim", fmt::format("{:02}/05/2009", i + 1), "N1 1AA"});
    send("csp-people", more);
    link();
  }
  [[nodiscard]] std::string look(std::string_view who, links::Person person) { return code_of(links::show_person(hub(), member(who), person)); }
  /// Of the school's record and the partnership's.
  [[nodiscard]] std::int64_t the_pair() {
    auto const id = hub().database().query_integer("SELECT max(id) FROM link_pair WHERE left_record = 1")->value_or(0);
    EXPECT_GT(id, 0);
    return id;
  }
  [[nodiscard]] std::vector<links::Person> all_persons() {
    std::vector<links::Person> all;
    EXPECT_EQ(code_of(hub().database().query("SELECT DISTINCT person FROM link ORDER BY person", [&](store::Row const& row) { all.push_back(row.integer(0)); })), "fine");
    return all;
  }
};
CONCORDAT_ON_BOTH_STORES(PersonWalk);

TEST_P(PersonWalk, EndsAfterAFewLooksADayOutsideTheQueue) {
  auto const all = all_persons();
  ASSERT_GE(all.size(), 12U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(look("rita", all[i]), "fine") << i;
  EXPECT_EQ(look("rita", all[10]), "link.looks-used-up");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(look("rita", 999'999), "link.looks-used-up") << "whether there is one is not told then";
  EXPECT_EQ(look("rita", all[0]), "fine") << "what was looked at today can be looked at again";
  auto const looks = links::looks_outside_queue(hub(), member("greta"));
  ASSERT_EQ(code_of(looks), "fine");
  ASSERT_EQ(looks->size(), 1U);
  EXPECT_EQ(looks->front().member, "rita");
  EXPECT_EQ(looks->front().shown, 10U);
  EXPECT_TRUE(looks->front().refused);
  EXPECT_EQ(links::to_json(looks->front())["day"].string(), "2026-11-21");
  EXPECT_TRUE(links::looks_outside_queue(hub(), member("rita"))->empty()) << "for leads and auditors";
  EXPECT_TRUE(links::looks_outside_queue(hub(), member("paula"))->empty()) << "of that agency";
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  EXPECT_EQ(look("rita", all[10]), "fine") << "another day";
  EXPECT_EQ(look("rita", 999'999), "link.unknown");
  EXPECT_EQ(links::looks_outside_queue(hub(), member("greta"))->front().shown, 1U) << "what is not there is no look";
}

TEST_P(PersonWalk, ActingOnWhatIsOutsideTheQueueIsALookToo) {
  auto const all = all_persons();
  for (std::size_t i = 0; i < 9; ++i) ASSERT_EQ(look("rita", all[i]), "fine") << i;
  auto const because = std::string{"They are one and the same child"};
  EXPECT_EQ(code_of(links::merge_persons(hub(), member("rita"), all[10], all[11], because)), "link.looks-used-up") << "two persons, one look left";
  EXPECT_EQ(look("rita", all[9]), "fine") << "what was refused is not counted";
  EXPECT_EQ(code_of(links::split_person(hub(), member("rita"), all[10], {}, because)), "link.looks-used-up");
  EXPECT_TRUE(links::looks_outside_queue(hub(), member("greta"))->front().refused);
  EXPECT_NE(code_of(links::merge_persons(hub(), member("rita"), all[0], all[1], because)), "link.looks-used-up") << "what was looked at today";
}

TEST_P(PersonWalk, HasOneLimitForAPersonOfSeveralPosts) {
  auto const all = all_persons();
  for (std::size_t i = 0; i < 10; ++i) ASSERT_EQ(look("rita", all[i]), "fine") << i;
  EXPECT_NE(look("rolf", all[10]), "link.looks-used-up") << "somebody else";
  one_account("rita", "rolf");
  EXPECT_EQ(look("rolf", 999'999), "link.looks-used-up") << "the same person in another post";
}

TEST_P(PersonWalk, CountsPairsThatWaitForNobodyBesidePersons) {
  auto const all = all_persons();
  auto const pair = the_pair();
  auto const look_at_pair = [&](std::string_view who) { return code_of(links::show_pair(hub(), member(who), pair)); };
  ASSERT_EQ(hub().database().query_integer("SELECT count(*) FROM link_pair WHERE id = ? AND state = 'scored'", pair)->value_or(0), 1) << "it waits for nobody";
  for (std::size_t i = 2; i < 11; ++i) ASSERT_EQ(look("rita", all[i]), "fine") << i;
  EXPECT_EQ(look_at_pair("rita"), "fine");
  EXPECT_EQ(look("rita", all[11]), "link.looks-used-up") << "the pair was the tenth";
  EXPECT_EQ(look_at_pair("rita"), "fine") << "what was looked at today";
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  for (std::size_t i = 2; i < 12; ++i) ASSERT_EQ(look("rita", all[i]), "fine") << i;
  EXPECT_EQ(look_at_pair("rita"), "link.looks-used-up");
  EXPECT_EQ(code_of(decide("rita", pair, "not-same")), "link.looks-used-up") << "acting on it is a look too";
  EXPECT_TRUE(links::looks_outside_queue(hub(), member("greta"))->front().refused);
  ASSERT_TRUE(hub().database().execute("UPDATE link_pair SET state = 'waiting', why = 'uncertain' WHERE id = ?", pair));
  EXPECT_EQ(look_at_pair("rita"), "fine") << "what waits in the queue is what they are there for";
}

TEST_P(PersonWalk, LeadsNobodyToPersonsAndPairsOfOtherAgenciesAlone) {
  auto const all = all_persons();
  auto const pair = the_pair();
  for (auto const person : all) {
    if (person == person_of(1)) continue;
    EXPECT_EQ(look("rolf", person), "link.unknown") << "on the partnership's list, not on the school's";
    EXPECT_EQ(look("ruth", person), "link.unknown");
  }
  EXPECT_EQ(code_of(links::show_pair(hub(), member("ruth"), pair)), "link.unknown") << "of the school and the partnership";
  EXPECT_EQ(code_of(decide("ruth", pair, "not-same")), "link.unknown");
  EXPECT_EQ(code_of(links::split_person(hub(), member("rolf"), all.back(), {}, because)), "link.unknown");
  EXPECT_EQ(hub().database().query_integer("SELECT count(*) FROM link_look")->value_or(-1), 0) << "what nobody saw is no look";
  EXPECT_EQ(look("rolf", person_of(1)), "fine") << "a record of the school is in it";
}

TEST_P(PersonWalk, DoesNotCountWhatTheQueueLeadsTo) {
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Dill", "Dora", "07/08/2008", "E1 1AA"}});
  std::vector<Listed> dora{{"c1", "Aster", "Anna", "01/02/2010", "N15 4AB"}, {"c20", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}};
  send("csp-people", dora);
  link();
  auto const rows = links::list_pairs(hub(), member("rita"), links::Tab::review);
  ASSERT_EQ(code_of(rows), "fine");
  ASSERT_FALSE(rows->empty());
  auto const pair = links::show_pair(hub(), member("rita"), rows->front().id);
  ASSERT_EQ(code_of(pair), "fine");
  auto const own = pair->left.own ? pair->left.person : pair->right.person;
  EXPECT_EQ(look("rita", own), "fine");
  EXPECT_TRUE(links::looks_outside_queue(hub(), member("greta"))->empty());
}

TEST_P(PersonView, IsForReviewersOfARecordOfTheirs) {
  EXPECT_EQ(code_of(links::show_person(hub(), member("anna"), person_of(1))), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::show_person(hub(), member("ruth"), person_of(1))), "link.unknown");
  EXPECT_EQ(code_of(links::show_person(hub(), member("rita"), 999)), "link.unknown");
}

}  // namespace
}  // namespace concordat::hub::proving
