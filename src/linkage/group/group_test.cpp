// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/group.h"

#include <gtest/gtest.h>

#include "linkage/group/group_test_tools.h"

namespace concordat::linkage {
namespace {

using test::bit;
using test::Case;
using test::nodes;
using Kind = GroupEvent::Kind;

bool has_event(Grouping const& grouping, Kind kind, GroupId id) {
  return std::ranges::any_of(grouping.events,
                             [&](GroupEvent const& event) { return event.kind == kind && event.id == id; });
}

Group const& group_with(Grouping const& grouping, std::uint32_t node) {
  return *std::ranges::find(grouping.groups, grouping.of[node], &Group::id);
}

TEST(Group, JoinsAtJoinAndNotBelow) {
  Case given = nodes(4);
  given.pairs = {{0, 1, 20 * bit}, {2, 3, 20 * bit - 1}};
  auto const out = given.run();
  EXPECT_EQ(out.of[0], out.of[1]);
  EXPECT_NE(out.of[2], out.of[3]);
  EXPECT_EQ(out.groups.size(), 3U);
  EXPECT_EQ(out.next_id, 4U);
}

TEST(Group, OfNothingIsNothing) {
  auto const out = Case{}.run();
  EXPECT_TRUE(out.of.empty() && out.groups.empty() && out.events.empty());
}

TEST(Group, StaysInTheDeadBandWhateverWayItCame) {
  Case given = nodes(2);
  given.pairs = {{0, 1, 17 * bit}};
  auto apart = given.run();
  EXPECT_NE(apart.of[0], apart.of[1]);
  given.pairs[0].weight = 25 * bit;
  given.follow(apart);
  auto together = given.run();
  EXPECT_EQ(together.of[0], together.of[1]);
  EXPECT_TRUE(has_event(together, Kind::joined, together.of[0]));
  for (MilliBits const weight : {17 * bit, 14 * bit, 19 * bit}) {
    given.pairs[0].weight = weight;
    given.follow(together);
    together = given.run();
    EXPECT_EQ(together.of[0], together.of[1]);
    EXPECT_TRUE(together.events.empty());
    EXPECT_EQ(together.kept, 1U);
  }
  given.pairs[0].weight = 14 * bit - 1;
  given.follow(together);
  auto const split = given.run();
  EXPECT_NE(split.of[0], split.of[1]);
  EXPECT_TRUE(has_event(split, Kind::split, together.of[0]));
}

TEST(Group, IsNotMergedByOneBadPairWhereIdentifiersDiffer) {
  // two people of three records each, well linked, and one pair of 60 bits between them
  Case given = nodes(6);
  given.pairs = {{0, 1, 30 * bit}, {1, 2, 30 * bit}, {0, 2, 30 * bit}, {3, 4, 30 * bit},
                 {4, 5, 30 * bit}, {3, 5, 30 * bit}, {2, 3, 60 * bit}};
  auto const merged = given.run();
  EXPECT_EQ(merged.of[0], merged.of[5]) << "without more evidence they are one";
  given.facts = {{0, 7, 9990000018}, {5, 7, 9990000026}};
  auto const apart = given.run();
  EXPECT_NE(apart.of[0], apart.of[5]);
  EXPECT_EQ(apart.groups.size(), 2U) << "2 and 3 go to one side, whole";
  EXPECT_GT(group_with(apart, 0).blocked + group_with(apart, 5).blocked, 0U);
}

TEST(Group, WeighsEverythingBetweenTwoGroupsAndNotTheBestPairAlone) {
  Case given = nodes(4);
  given.pairs = {{0, 1, 40 * bit},  {2, 3, 40 * bit},  {1, 2, 22 * bit},
                 {0, 2, -10 * bit}, {0, 3, -10 * bit}, {1, 3, -10 * bit}};
  auto const out = given.run();
  EXPECT_EQ(out.of[0], out.of[1]);
  EXPECT_EQ(out.of[2], out.of[3]);
  EXPECT_NE(out.of[1], out.of[2]);
}

TEST(Group, KeepsTwinsApartHoweverAlikeTheyAre) {
  Case given = nodes(2);
  given.pairs = {{0, 1, 90 * bit}};
  given.vetoes = {{1, 0, 42}};
  auto const out = given.run();
  EXPECT_NE(out.of[0], out.of[1]);
  EXPECT_EQ(group_with(out, 0).blocked, 1U);
}

TEST(Override, OutlivesEveryWeightAndEveryRun) {
  Case given = nodes(4);
  given.pairs = {{0, 1, 90 * bit}, {2, 3, -90 * bit}};
  given.overrides = {{Override::Kind::cannot_link, 0, 1, 0, 1}, {Override::Kind::must_link, 2, 3, 0, 2}};
  for (int run = 0; run < 3; ++run) {
    auto const out = given.run();
    EXPECT_NE(out.of[0], out.of[1]);
    EXPECT_EQ(out.of[2], out.of[3]);
    EXPECT_EQ(group_with(out, 2).attention, Attention::none);
    given.follow(out);
    given.pairs[0].weight += 50 * bit;
  }
  given.overrides.clear();
  auto const released = given.run();
  EXPECT_EQ(released.of[0], released.of[1]);
  EXPECT_NE(released.of[2], released.of[3]);
}

TEST(Override, OfAMustLinkOverrulesIdentifiersAndSaysSo) {
  Case given = nodes(3);
  given.facts = {{0, 1, 5}, {1, 1, 6}, {2, 1, 6}};
  given.overrides = {{Override::Kind::must_link, 0, 1, 0, 1}};
  given.pairs = {{1, 2, 50 * bit}};
  auto const out = given.run();
  EXPECT_EQ(out.of[0], out.of[1]);
  EXPECT_EQ(group_with(out, 0).conflicts, 1U);
  EXPECT_NE(out.of[1], out.of[2]) << "what the two have is not what the third has: a person decides";
}

TEST(Override, ThatContradictsAnotherIsNotGuessedAt) {
  Case given = nodes(3);
  given.overrides = {{Override::Kind::must_link, 0, 1, 0, 1},
                     {Override::Kind::must_link, 1, 2, 0, 2},
                     {Override::Kind::cannot_link, 0, 2, 0, 3}};
  auto const out = given.run();
  EXPECT_EQ(out.groups.size(), 3U);
  for (auto const& group : out.groups) EXPECT_EQ(group.attention, Attention::override_conflict);
  given.overrides.pop_back();
  given.follow(out);
  auto const healed = given.run();
  EXPECT_EQ(healed.groups.size(), 1U);
  EXPECT_EQ(healed.groups[0].attention, Attention::none);
}

TEST(Override, OfOneScopeTellsItsPeopleApart) {
  Case given = nodes(5);
  given.overrides = {{Override::Kind::must_link, 0, 1, 9, 1}, {Override::Kind::must_link, 2, 3, 9, 2}};
  given.pairs = {{1, 2, 80 * bit}, {3, 4, 30 * bit}};
  auto out = given.run();
  EXPECT_EQ(out.of[0], out.of[1]);
  EXPECT_EQ(out.of[2], out.of[3]);
  EXPECT_EQ(out.of[3], out.of[4]);
  EXPECT_NE(out.of[1], out.of[2]);
  given.overrides[1].scope = 8;
  out = given.run();
  EXPECT_EQ(out.of[1], out.of[2]) << "two scopes say nothing of each other";
  given.overrides.push_back({Override::Kind::must_link, 0, 2, 8, 3});
  given.overrides.push_back({Override::Kind::must_link, 3, 3, 9, 4});
  out = given.run();
  EXPECT_EQ(group_with(out, 0).attention, Attention::override_conflict)
      << "0 and 1 are one of scope 9 and 3 another, yet all must be one";
}

TEST(GroupId, GoesWithMostOfTheFormerGroup) {
  Case given = nodes(5);
  given.former = {7, 7, 7, 7, 3};
  given.next_id = 8;
  given.pairs = {{0, 1, 30 * bit}, {1, 2, 30 * bit}, {3, 4, 30 * bit}};
  auto const out = given.run();
  EXPECT_EQ(out.of, (std::vector<GroupId>{7, 7, 7, 3, 3}))
      << "of 3 and 7 with one node each, 3 is lower, and free";
  EXPECT_TRUE(has_event(out, Kind::split, 7));
  EXPECT_TRUE(has_event(out, Kind::joined, 3));
  EXPECT_EQ(out.next_id, 8U);
}

TEST(GroupId, IsNeverGivenTwice) {
  Case given = nodes(2);
  given.pairs = {{0, 1, 30 * bit}};
  auto const first = given.run();
  given.pairs[0].weight = 0;
  given.follow(first);
  auto const second = given.run();
  EXPECT_EQ(second.of[0], first.of[0]) << "ties go to the lowest node";
  EXPECT_EQ(second.of[1], first.next_id);
  given.pairs[0].weight = 30 * bit;
  given.follow(second);
  auto const third = given.run();
  EXPECT_EQ(third.of[1], first.of[0]);
  EXPECT_EQ(third.next_id, second.next_id) << "the other id is gone for good";
}

TEST(GroupEvents, TellOfWhatIsNewAndWhatGrew) {
  Case given = nodes(3);
  given.former = {1, no_group, no_group};
  given.next_id = 2;
  given.pairs = {{0, 1, 30 * bit}};
  auto const out = given.run();
  EXPECT_EQ(out.events, (std::vector<GroupEvent>{{Kind::grown, 1, {}}, {Kind::created, 2, {}}}));
}

TEST(Attention, IsForABridgeThatTheRestSpeaksAgainst) {
  Case given = nodes(4);
  given.pairs = {{0, 1, 40 * bit}, {2, 3, 40 * bit}, {1, 2, 30 * bit}};
  auto out = given.run();
  ASSERT_EQ(out.groups.size(), 1U);
  EXPECT_EQ(out.groups[0].attention, Attention::none);
  EXPECT_EQ(out.groups[0].weakest_bridge, (WeightedPair{1, 2, 30 * bit}));
  given.follow(out);
  given.pairs.push_back({0, 3, -20 * bit});
  out = given.run();
  ASSERT_EQ(out.groups.size(), 1U) << "it stays while a pair holds it";
  EXPECT_EQ(out.groups[0].attention, Attention::broken);
  given.follow(out);
  given.pairs.back().weight = 20 * bit;
  out = given.run();
  EXPECT_EQ(out.groups[0].attention, Attention::none) << "later data settled it";
  EXPECT_FALSE(out.groups[0].weakest_bridge.has_value());
}

TEST(Attention, IsForAChain) {
  Case given = nodes(9);
  for (std::uint32_t node = 1; node < 9; ++node) given.pairs.push_back({node - 1, node, 30 * bit});
  auto out = given.run();
  ASSERT_EQ(out.groups.size(), 1U);
  EXPECT_EQ(out.groups[0].attention, Attention::chain) << "8 of 36 pairs";
  given.pairs.push_back({0, 8, 30 * bit});
  EXPECT_EQ(given.run().groups[0].attention, Attention::none) << "9 of 36 pairs";
  // a bridge in the dead band between two pairs
  Case held = nodes(4);
  held.former = {1, 1, 1, 1};
  held.next_id = 2;
  held.pairs = {{0, 1, 40 * bit}, {2, 3, 40 * bit}, {1, 2, 16 * bit}};
  EXPECT_EQ(held.run().groups[0].attention, Attention::chain);
}

TEST(Attention, KeepsABrokenGroupWholeWhereAsked) {
  Case given = nodes(2);
  given.former = {1, 1};
  given.next_id = 2;
  given.pairs = {{0, 1, 3 * bit}};
  auto const out = given.run({.hold_broken = true});
  EXPECT_EQ(out.of[0], out.of[1]);
  EXPECT_EQ(out.groups[0].attention, Attention::broken);
  given.facts = {{0, 1, 5}, {1, 1, 6}};
  EXPECT_EQ(given.run({.hold_broken = true}).groups.size(), 2U) << "identifiers part it all the same";
}

TEST(Group, RefusesWhatMakesNoSense) {
  auto const code_of = [](Case const& given, GroupOptions const& options = {}) {
    auto const out = group(given.input(), options);
    return out ? std::string{} : std::string{out.error().code.view()};
  };
  Case given = nodes(2);
  given.pairs = {{0, 2, 0}};
  EXPECT_EQ(code_of(given), "group.node");
  given.pairs = {{0, 1, 20 * bit}, {1, 0, 30 * bit}};
  EXPECT_EQ(code_of(given), "group.pair");
  given.pairs = {{0, 0, 20 * bit}};
  EXPECT_EQ(code_of(given), "group.pair");
  given.pairs.clear();
  given.former = {5, 0};
  EXPECT_EQ(code_of(given), "group.former");
  given.former = {0};
  EXPECT_EQ(code_of(given), "group.former");
  given.former.clear();
  EXPECT_EQ(code_of(given, {.join = 1, .fracture = 2}), "group.thresholds");
  given.keys = {4, 4};
  EXPECT_EQ(code_of(given), "group.key");
  given.keys = {4, 3};
  EXPECT_EQ(code_of(given), "");
}

}  // namespace
}  // namespace concordat::linkage
