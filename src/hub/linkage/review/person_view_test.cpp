// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/person_view.h"

#include "hub/linkage/review/json_of.h"
#include "hub/linkage/review/review_test_tools.h"

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
  auto const& theirs = person->records[0];
  EXPECT_EQ(theirs.side.agency, "") << "that it knows this person is told by an agreement or not at all";
  EXPECT_EQ(theirs.side.agency_name, "Another agency");
  EXPECT_TRUE(theirs.values.empty());
  EXPECT_FALSE(theirs.side.why.empty()) << "what is withheld is said with its reason";
  auto const& own = person->records[1];
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

TEST_P(PersonView, IsForReviewersOfARecordOfTheirs) {
  EXPECT_EQ(code_of(links::show_person(hub(), member("anna"), person_of(1))), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::show_person(hub(), member("ruth"), person_of(1))), "link.unknown");
  EXPECT_EQ(code_of(links::show_person(hub(), member("rita"), 999)), "link.unknown");
}

}  // namespace
}  // namespace concordat::hub::proving
