// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/decisions.h"

#include "hub/linkage/review/review_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

class LinkDecisions : public ReviewTest {
 protected:
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    send_look_alikes();
    ASSERT_EQ(queue(), "1-3 weight, 2-4 roles");
  }
};
CONCORDAT_ON_BOTH_STORES(LinkDecisions);

TEST_P(LinkDecisions, OfOnePersonSufficeWhereLittleFollows) {
  auto const done = decided("rita", pair_of(1, 3), "link");
  EXPECT_EQ(done.state, "done");
  EXPECT_TRUE(done.impact.empty());
  EXPECT_EQ(persons(), "1+3 2 4");
  EXPECT_EQ(number_of("SELECT count(*) FROM link WHERE linked_by = 'rita' AND reason LIKE 'decision:%'"), 2);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::link);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"decide", "link", "done"}));
  EXPECT_EQ(leaf.subjects.size(), 2U);
  EXPECT_EQ(leaf.request, done.id);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(LinkDecisions, NeedTwoPeopleWhereMuchWouldFollow) {
  auto const first = decided("rita", pair_of(2, 4), "link");
  EXPECT_EQ(first.state, "waiting");
  EXPECT_EQ(first.impact, (std::vector<std::string>{"something-you-may-not-see"}));
  EXPECT_EQ(persons(), "1 2 3 4") << "nothing yet";
  EXPECT_EQ(code_of(decide("rolf", pair_of(2, 4), "link")), "link.waits-for-second");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("rita"), first.id, true, because)), "link.same-person");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("anna"), first.id, true, because)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, true, "")), "reason.too-short");
  auto const second = links::second_decision(hub(), member("rolf"), first.id, true, because);
  ASSERT_EQ(code_of(second), "fine");
  EXPECT_EQ(second->state, "done");
  EXPECT_EQ(persons(), "1 2+4 3");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, true, because)), "link.not-waiting");
}

TEST_P(LinkDecisions, NeedTwoPeopleToJoinTwoWhoContradictEachOtherByWayOfAThird) {
  send("school-people", {{"s3", "Okoro", "Zed", "", "N1 1AA"}});
  send("csp-people", {{"c3", "Okoro", "Zed", "04/05/1960", "N1 1AA"}});
  send("police-people", {{"p3", "Okoro", "Zed", "06/07/1988", "N1 1AA"}});
  link();
  ASSERT_EQ(persons(), "1 2 3 4 5 6 7");
  EXPECT_EQ(decided("rita", pair_of(5, 6), "link").state, "done");
  auto const other = decided("rolf", pair_of(5, 7), "link");
  EXPECT_EQ(other.state, "waiting") << "father and son of one name";
  EXPECT_EQ(other.impact, (std::vector<std::string>{"something-you-may-not-see"}));
  auto const impact = hub().database().query_one("SELECT impact FROM link_decision WHERE id = ?", [](store::Row const& row) { return row.string(0); }, other.id);
  ASSERT_TRUE(impact && *impact);
  EXPECT_EQ(**impact, "[\"conflict\"]");
  EXPECT_EQ(persons(), "1 2 3 4 5+6 7");
}

TEST_P(LinkDecisions, ThatTwoNumbersAreOfOnePersonAreNotAskedForAgain) {
  send("school-people", {{"s3", "Okoro", "Zed", "04/05/1960", "N1 1AA", "Victim", "9990000018"}});
  send("csp-people", {{"c3", "Okoro", "Zed", "04/05/1960", "N1 1AA", "Victim", "9990000026"}});
  link();
  ASSERT_THAT(queue(), ::testing::HasSubstr("5-6 conflict"));
  auto const first = decided("rita", pair_of(5, 6), "link");
  ASSERT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, true, because)), "fine");
  send("police-people", {{"p3", "Okoro", "Zed", "04/05/1960", "N1 1AA", "Victim", "9990000018"}, {"p4", "Okoro", "Zed", "04/05/1960", "N1 1AA", "Victim", "9990000026"}});
  link();
  EXPECT_EQ(persons(), "1 2 3 4 5+6+7+8");
  EXPECT_EQ(queue(), "1-3 weight, 2-4 roles");
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("rita"), first.id, because)), "fine");
  link({.whole = true});
  EXPECT_THAT(queue(), ::testing::HasSubstr("6-8 conflict")) << "and asked again once it is taken back";
}

TEST_P(LinkDecisions, AreTurnedDownByTheSecondPersonAndAskedAgain) {
  auto const first = decided("rita", pair_of(2, 4), "link");
  ASSERT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, false, because)), "fine");
  EXPECT_EQ(persons(), "1 2 3 4");
  EXPECT_EQ(queue(), "1-3 weight, 2-4 roles");
  EXPECT_EQ(code_of(links::undo_decision(hub(), member("rita"), first.id, because)), "link.not-done");
}

TEST_P(LinkDecisions, ThatContradictOneThatWaitsAreKeptAndToldToBoth) {
  auto const pair = pair_of(2, 4);
  auto const first = decided("rita", pair, "link");
  auto const other = decided("rolf", pair, "not-same");
  EXPECT_EQ(other.state, "done");
  EXPECT_EQ(persons(), "1 2 3 4");
  EXPECT_EQ(queue(), "1-3 weight");
  for (auto const* who : {"rita", "rolf"}) {
    auto const told = links::decisions_about_pair(hub(), member(who), pair);
    ASSERT_EQ(code_of(told), "fine");
    ASSERT_EQ(told->size(), 2U) << who;
    EXPECT_EQ(told->front().decided.state, "turned-down") << who;
    EXPECT_EQ(told->front().second, "rolf") << who;
    EXPECT_EQ(told->back().decided.id, other.id) << who;
  }
  auto const reasons = links::decisions_about_pair(hub(), member("rita"), pair);
  EXPECT_EQ(reasons->front().second_reason, because) << "who proposed it reads why not";
  auto const all = leaves();
  auto const turned_down = all[all.size() - 2];
  EXPECT_EQ(turned_down.fields, (std::vector<std::string>{"second", "turned-down"}));
  EXPECT_EQ(turned_down.previous, first.id);
  EXPECT_EQ(all.back().fields, (std::vector<std::string>{"decide", "not-same", "done"}));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(LinkDecisions, ThatContradictOnesOwnTakeThatBack) {
  auto const pair = pair_of(2, 4);
  decided("rita", pair, "link");
  EXPECT_EQ(decided("rita", pair, "twins").state, "done");
  auto const told = links::decisions_about_pair(hub(), member("rita"), pair);
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_EQ(told->front().decided.state, "withdrawn");
  EXPECT_EQ(told->back().decided.outcome, "twins");
}

TEST_P(LinkDecisions, AreWithdrawnByWhoProposedThemWhileTheyWait) {
  auto const pair = pair_of(2, 4);
  auto const first = decided("rita", pair, "link");
  EXPECT_EQ(code_of(links::withdraw_decision(hub(), member("rolf"), first.id, because)), "link.not-your-proposal");
  EXPECT_EQ(code_of(links::withdraw_decision(hub(), member("anna"), first.id, because)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::withdraw_decision(hub(), member("rita"), first.id, "no")), "reason.too-short");
  EXPECT_EQ(code_of(links::withdraw_decision(hub(), member("rita"), std::string(36, '0'), because)), "link.unknown");
  auto const withdrawn = links::withdraw_decision(hub(), member("rita"), first.id, because);
  ASSERT_EQ(code_of(withdrawn), "fine");
  EXPECT_EQ(withdrawn->state, "withdrawn");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"withdraw", "link"}));
  EXPECT_EQ(leaf.previous, first.id);
  EXPECT_EQ(persons(), "1 2 3 4");
  EXPECT_EQ(queue(), "1-3 weight, 2-4 roles") << "asked again";
  EXPECT_EQ(code_of(links::withdraw_decision(hub(), member("rita"), first.id, because)), "link.not-waiting");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, true, because)), "link.not-waiting");
  EXPECT_EQ(decided("rolf", pair, "link").state, "waiting") << "anybody may propose it anew";
}

TEST_P(LinkDecisions, AreToldAgainToWhoMadeThemAlone) {
  auto const done = decided("rita", pair_of(1, 3), "link");
  auto const own = links::decided_by_oneself(hub(), member("rita"), done.id);
  ASSERT_EQ(code_of(own), "fine");
  ASSERT_TRUE(*own);
  EXPECT_EQ((*own)->pair, pair_of(1, 3));
  EXPECT_FALSE(*links::decided_by_oneself(hub(), member("rolf"), done.id));
  EXPECT_FALSE(*links::decided_by_oneself(hub(), member("rita"), "nothing"));
}

TEST_P(LinkDecisions, TakeTwoPeopleNotTwoPosts) {
  one_account("rita", "rolf");
  auto const first = decided("rita", pair_of(2, 4), "link");
  EXPECT_EQ(code_of(links::second_decision(hub(), member("rolf"), first.id, true, because)), "link.same-person");
}

TEST_P(LinkDecisions, StandAboveEveryWeightFromThenOn) {
  auto const twins = decided("rita", pair_of(2, 4), "twins");
  EXPECT_EQ(twins.state, "done") << "to part takes one person";
  decided("rita", pair_of(1, 3), "link");
  scorer_.name = "another";
  scorer_.limits = {5'000, 4'000, 3'000, false};
  link({.whole = true, .member = {}});
  EXPECT_EQ(persons(), "1+3 2 4") << "the weight of 1-3 is under all thresholds, that of 2-4 above";
  EXPECT_EQ(queue(), "");
  // Both agencies send these records anew: what was decided goes over to them.
  send("school-people", {{"s1", "Dill", "Dora", "07/08/2008", "E1 1AB"}, {"s2", "Aster", "Anna", "01/02/2010", "N15 4AB"}});
  link();
  EXPECT_EQ(persons(), "3+5 4 6");
  EXPECT_EQ(queue(), "");
}

TEST_P(LinkDecisions, ThatNobodyCanTellAreAskedAgainWhenMoreIsKnown) {
  decided("rolf", pair_of(1, 3), "cannot-tell");
  EXPECT_EQ(queue(), "2-4 roles");
  link({.whole = true, .member = {}});
  EXPECT_EQ(queue(), "2-4 roles");
  send("csp-people", {{"c1", "Dill", "Dora", "07/08/2009", "E1 1AB"}});  // moved next door
  link();
  EXPECT_EQ(queue(), "1-5 weight, 2-4 roles");
}

TEST_P(LinkDecisions, BreakALinkThatTheModelMade) {
  send("police-people", {{"p1", "Elm", "Eve", "09/10/2011", "E2 2BB"}, {"p2", "Elm", "Eve", "09/10/2011", "E2 2BB"}});
  link();
  ASSERT_EQ(persons(), "1 2 3 4 5+6");
  decided("ruth", pair_of(5, 6), "not-same");
  EXPECT_EQ(persons(), "1 2 3 4 5 6");
  link({.whole = true, .member = {}});
  EXPECT_EQ(persons(), "1 2 3 4 5 6");
}

TEST_P(LinkDecisions, AreRefusedWithoutAReasonARoleOrAPair) {
  auto const pair = pair_of(1, 3);
  EXPECT_EQ(code_of(links::decide_pair(hub(), member("rita"), pair, "link", "")), "reason.too-short");
  EXPECT_EQ(code_of(links::decide_pair(hub(), member("rita"), pair, "link", "  ok  ")), "reason.too-short");
  EXPECT_EQ(code_of(links::decide_pair(hub(), member("rita"), pair, "merge", because)), "link.outcome");
  EXPECT_EQ(code_of(links::merge_persons(hub(), member("rita"), 1, 1, because)), "link.one-person");
  EXPECT_EQ(code_of(decide("anna", pair, "link")), "link.not-a-reviewer") << "an analyst sees no names";
  EXPECT_EQ(code_of(decide("rita", 999, "link")), "link.unknown");
  EXPECT_EQ(code_of(decide("ruth", pair, "link")), "link.unknown") << "neither record is of the police, nor shown to them by any agreement";
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  decided("rita", pair, "link");
  EXPECT_EQ(code_of(decide("rita", pair, "not-same")), "link.resolved");
}

TEST_P(LinkDecisions, ContradictNoEarlierOnes) {
  send("police-people", {{"p1", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}});
  link();
  ASSERT_EQ(persons(), "1 2 3+5 4");
  decided("rita", pair_of(3, 5), "link");
  decided("rita", pair_of(1, 3), "not-same");
  EXPECT_EQ(code_of(decide("rolf", pair_of(1, 5), "link")), "link.contradicts");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(LinkDecisions, WorkOnAPairThatIsSomebodyElsesIsRefused) {
  auto const pair = pair_of(1, 3);
  ASSERT_EQ(code_of(links::assign_pair(hub(), member("rita"), pair, true)), "fine");
  EXPECT_EQ(code_of(links::assign_pair(hub(), member("rolf"), pair, true)), "link.assigned");
  EXPECT_EQ(code_of(decide("rolf", pair, "link")), "link.assigned");
  EXPECT_EQ(code_of(links::assign_pair(hub(), member("anna"), pair, true)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::assign_pair(hub(), member("ruth"), pair, true)), "link.unknown");
  ASSERT_EQ(code_of(links::assign_pair(hub(), member("rita"), pair, false)), "fine");
  decided("rolf", pair, "link");
  EXPECT_EQ(code_of(links::assign_pair(hub(), member("rolf"), pair, true)), "link.resolved");
}

TEST_P(LinkDecisions, SplitAPersonAndMergeTwo) {
  send("police-people", {{"p1", "Elm", "Eve", "09/10/2011", "E2 2BB"}, {"p2", "Elm", "Eve", "09/10/2011", "E2 2BB"}, {"p3", "Elm", "Eve", "09/10/2011", "E2 2BB"}});
  link();
  ASSERT_EQ(persons(), "1 2 3 4 5+6+7");
  auto const person = person_of(5);
  EXPECT_EQ(code_of(links::split_person(hub(), member("ruth"), person, {5, 6, 7}, because)), "link.split-all");
  EXPECT_EQ(code_of(links::split_person(hub(), member("ruth"), person, {1}, because)), "link.split-all");
  EXPECT_EQ(code_of(links::split_person(hub(), member("rita"), person, {6}, because)), "link.unknown");
  auto const split = links::split_person(hub(), member("ruth"), person, {6}, because);
  ASSERT_EQ(code_of(split), "fine");
  EXPECT_EQ(persons(), "1 2 3 4 5+7 6");
  EXPECT_EQ(person_of(5), person);
  link({.whole = true, .member = {}});
  EXPECT_EQ(persons(), "1 2 3 4 5+7 6");
  EXPECT_EQ(code_of(links::merge_persons(hub(), member("ruth"), person, person_of(6), because)), "link.contradicts");
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("ruth"), split->id, because)), "fine");
  EXPECT_EQ(persons(), "1 2 3 4 5+6+7");
  // The model saw nothing between these two: that takes two people.
  auto const merge = links::merge_persons(hub(), member("rita"), person_of(3), person_of(4), because);
  ASSERT_EQ(code_of(merge), "fine");
  EXPECT_EQ(merge->state, "waiting");
  EXPECT_EQ(code_of(links::merge_persons(hub(), member("rita"), person_of(4), person_of(3), because)), "link.waits-for-second");
  EXPECT_EQ(merge->impact, (std::vector<std::string>{"conflict", "roles", "no-evidence"})) << "their birth dates contradict each other, though nobody compared them";
  EXPECT_EQ(code_of(links::second_decision(hub(), member("ruth"), merge->id, true, because)), "link.unknown");
}

TEST_P(LinkDecisions, OnceUndoneAreAsIfTheyHadNeverBeen) {
  auto const before = everything();
  for (auto const* outcome : {"link", "not-same", "twins", "cannot-tell"}) {
    auto const done = decided("rita", pair_of(1, 3), outcome);
    EXPECT_NE(everything(), before) << outcome;
    EXPECT_EQ(code_of(links::undo_decision(hub(), member("rolf"), done.id, "")), "reason.too-short");
    EXPECT_EQ(code_of(links::undo_decision(hub(), member("anna"), done.id, because)), "link.not-a-reviewer");
    EXPECT_EQ(code_of(links::undo_decision(hub(), member("ruth"), done.id, because)), "link.unknown");
    ASSERT_EQ(code_of(links::undo_decision(hub(), member("rolf"), done.id, because)), "fine") << outcome;
    EXPECT_EQ(everything(), before) << outcome;
    EXPECT_EQ(code_of(links::undo_decision(hub(), member("rolf"), done.id, because)), "link.not-done");
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(LinkDecisions, AreNotUndoneUnderALaterOneOrAfterTheDataChanged) {
  send("police-people", {{"p1", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}});
  link();
  auto const first = decided("rita", pair_of(1, 3), "link");
  auto const second = decided("rita", pair_of(3, 5), "not-same");
  EXPECT_EQ(code_of(links::undo_decision(hub(), member("rita"), first.id, because)), "link.undo-later");
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("rita"), second.id, because)), "fine");
  send("police-people", {{"p1", "Fern", "Finn", "01/01/2001", "E5 5FF"}});
  link();
  EXPECT_EQ(code_of(links::undo_decision(hub(), member("rita"), first.id, because)), "link.undo-changed");
}

TEST_P(LinkDecisions, GoWithARecordThatIsErased) {  // S31
  decided("rita", pair_of(1, 3), "link");
  clock_.set(*parse_instant("2027-12-01T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  for (auto const sql : {store::Sql{"SELECT count(*) FROM link_decision"}, store::Sql{"SELECT count(*) FROM link_override"}, store::Sql{"SELECT count(*) FROM link_before"},
                         store::Sql{"SELECT count(*) FROM link_before_pair"}, store::Sql{"SELECT count(*) FROM link_pair"}, store::Sql{"SELECT count(*) FROM link"}, store::Sql{"SELECT count(*) FROM person"}}) {
    EXPECT_EQ(number_of(sql), 0) << sql.view();
  }
}

}  // namespace
}  // namespace concordat::hub::proving
