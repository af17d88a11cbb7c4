// SPDX-License-Identifier: Apache-2.0
#include "hub/lists/lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "hub/lists/register_parts.h"
#include "hub/sharing/sharing_test_tools.h"

namespace concordat::hub::proving {
namespace {

using namespace lists;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Lists : public SharingTest {
 protected:
  [[nodiscard]] PeopleList school() {
    auto const all = peek_lists(hub());
    EXPECT_EQ(code_of(all), "fine");
    EXPECT_EQ(all->size(), 1U) << "of the feeds, one is a list of people";
    return all && !all->empty() ? all->front() : PeopleList{};
  }
};
CONCORDAT_ON_BOTH_STORES(Lists);

TEST_P(Lists, HaveTheAgencysLeadAsOwnerFromTheBeginning) {  // S44
  auto const list = school();
  EXPECT_EQ(list.feed, "school-people");
  EXPECT_EQ(list.owner, "hanna");
  EXPECT_EQ(list.owner_role, "information-governance-lead");
  EXPECT_EQ(list.since, "2026-11-21");
  EXPECT_TRUE(list.in_use);
  EXPECT_THAT(*out_of_use(hub()), IsEmpty());
}

TEST_P(Lists, AreClosedForReadingOnceTheirOwnerIsTakenAwayOrLeaves) {  // S44
  auto const number = hub().feed("school-people")->number;
  ASSERT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "")), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::admin);
  EXPECT_THAT(leaves().back().fields, ElementsAre("list-owner", "taken-away"));
  EXPECT_THAT(*out_of_use(hub()), ElementsAre(number));
  EXPECT_FALSE(school().in_use);
  ASSERT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "hanna")), "fine");
  EXPECT_THAT(*out_of_use(hub()), IsEmpty());
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'hanna'"));
  EXPECT_THAT(*out_of_use(hub()), ElementsAre(number));
  EXPECT_EQ(school().owner, "hanna") << "who it was is still told";
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 1, roles = '[\"analyst\"]' WHERE id = 'hanna'"));
  EXPECT_THAT(*out_of_use(hub()), ElementsAre(number)) << "no lead any more";
}

TEST_P(Lists, GetTheirOwnerFromALeadOfTheirOwnAgencyAlone) {
  for (auto const* who : {"greta", "dora", "strat-csp"}) EXPECT_EQ(code_of(name_owner(hub(), member(who), "school-people", "hanna")), "list.not-for-you") << who;
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(code_of(name_owner(hub(), member("paula"), "police-incidents", "paula")), "list.not-for-you") << "no list of people";
  EXPECT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "greta")), "list.owner") << "of another agency";
  EXPECT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "dora")), "list.owner") << "not senior";
  EXPECT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "nobody")), "list.owner");
  EXPECT_EQ(school().owner, "hanna");
}

TEST_P(Lists, AreTheSameAfterInitIsRunAgain) {
  ASSERT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "")), "fine");
  ASSERT_TRUE(init());
  open_it();
  EXPECT_TRUE(school().owner.empty()) << "init names nobody in place of one who was taken away";
  ASSERT_TRUE(hub().database().execute("DELETE FROM list_owner"));
  hub_.reset();
  auto const updated = initialise(options(), shelf(), {}, clock_, chance_);
  ASSERT_TRUE(updated);
  EXPECT_TRUE(updated->lists_without_owner.empty());
  open_it();
  EXPECT_EQ(school().owner, "hanna") << "a hub from before lists had owners is brought up to date";
  ASSERT_TRUE(hub().database().execute("UPDATE member SET roles = '[\"analyst\"]' WHERE id = 'hanna'"));
  hub_.reset();
  auto const left = initialise(options(), shelf(), {}, clock_, chance_);
  ASSERT_TRUE(left);
  EXPECT_THAT(left->lists_without_owner, ElementsAre("school-people")) << "and says whose owner is no lead any more";
  open_it();
}

TEST_P(Lists, AreShownToWhoMaySeeThemWithALeaf) {
  auto const all = people_lists(hub(), member("hanna"));
  ASSERT_EQ(all->size(), 1U);
  EXPECT_TRUE(all->front().may_name);
  EXPECT_EQ(to_json(all->front())["owner_role"].string(), "information-governance-lead");
  EXPECT_THAT(leaves().back().fields, ElementsAre("lists"));
  EXPECT_FALSE(people_lists(hub(), member("greta"))->front().may_name);
}

TEST_P(Lists, StandInTheRegisterWithThePostAndNobodysName) {  // S41
  auto const extras = register_extras(hub());
  ASSERT_EQ(code_of(extras), "fine");
  ASSERT_EQ(extras->lists.size(), 1U);
  EXPECT_EQ(extras->lists.front().owner, (agreements::analysis::RegisterOwner{{"northshire-school", "information-governance-lead"}}));
  EXPECT_GE(extras->algorithms.size(), 7U) << "each analytic that has a record";
  EXPECT_FALSE(extras->algorithms.front().owner) << "the partnership file names nobody";
  ASSERT_EQ(code_of(name_owner(hub(), member("hanna"), "school-people", "")), "fine");
  EXPECT_FALSE(register_extras(hub())->lists.front().owner);
  EXPECT_FALSE(register_extras(hub())->lists.front().in_use);
  auto const records = hub().options().definitions / "transparency";
  fs::remove(records);  // of this test's own definitions: a link to the shipped ones
  fs::create_directories(records);
  ASSERT_TRUE(write_file(records / "broken.yaml", "name: ["));
  EXPECT_EQ(code_of(register_extras(hub())), "register.records");
}

}  // namespace
}  // namespace concordat::hub::proving
