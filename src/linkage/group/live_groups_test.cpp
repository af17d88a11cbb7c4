// SPDX-License-Identifier: Apache-2.0
#include "linkage/group/live_groups.h"

#include <gtest/gtest.h>

#include "linkage/group/group_test_tools.h"

namespace concordat::linkage {
namespace {

using test::bit;
using Kind = GroupEvent::Kind;

/// The same everything beside the live one, settled from scratch each time.
struct Shadow {
  std::map<std::uint64_t, GroupId> records;  ///< key -> group
  std::map<std::pair<std::uint64_t, std::uint64_t>, MilliBits> pairs;
  struct Decided {
    Override::Kind kind;
    std::uint64_t a, b;
    std::uint32_t scope;
    std::uint64_t decision;
  };
  std::vector<Decided> overrides;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> vetoes;
  std::map<std::uint64_t, std::vector<ExclusiveFact>> facts;
  GroupId next_id = 1;

  Grouping settle(GroupOptions const& options) {
    test::Case all;
    std::map<std::uint64_t, std::uint32_t> place;
    for (auto const& [key, id] : records) {
      place[key] = static_cast<std::uint32_t>(all.keys.size());
      all.keys.push_back(key);
      all.former.push_back(id);
    }
    for (auto const& [ends, weight] : pairs)
      all.pairs.push_back({place.at(ends.first), place.at(ends.second), weight});
    for (auto const& d : overrides)
      all.overrides.push_back({d.kind, place.at(d.a), place.at(d.b), d.scope, d.decision});
    for (auto const& [ends, reason] : vetoes)
      all.vetoes.push_back({place.at(ends.first), place.at(ends.second), reason});
    for (auto const& [key, some] : facts) {
      for (auto fact : some) all.facts.push_back({place.at(key), fact.kind, fact.value});
    }
    all.next_id = next_id;
    auto out = all.run(options);
    next_id = out.next_id;
    std::size_t at = 0;
    for (auto& [key, id] : records) id = out.of[at++];
    return out;
  }

  void remove(std::uint64_t key) {
    records.erase(key);
    facts.erase(key);
    std::erase_if(pairs,
                  [key](auto const& pair) { return pair.first.first == key || pair.first.second == key; });
    std::erase_if(vetoes,
                  [key](auto const& pair) { return pair.first.first == key || pair.first.second == key; });
    std::erase_if(overrides, [key](Decided const& d) { return d.a == key || d.b == key; });
  }
};

void change_at_random(SeededChance& chance, LiveGroups& live, Shadow& shadow, std::uint64_t& next_key) {
  auto const any = [&] {
    auto at = shadow.records.begin();
    std::advance(at, static_cast<long>(chance.below(shadow.records.size())));
    return at->first;
  };
  auto const what = chance.below(20);
  if (what < 3 || shadow.records.size() < 4) {
    ASSERT_TRUE(live.add(next_key));
    shadow.records[next_key++] = no_group;
    return;
  }
  auto const a = any();
  auto const b = any();
  if (what == 3) {
    ASSERT_TRUE(live.remove(a));
    return shadow.remove(a);
  }
  if (what == 4) {
    std::vector<ExclusiveFact> facts;
    if (chance.below(3) != 0) facts.push_back({0, 1, chance.below(3)});
    ASSERT_TRUE(live.set_facts(a, facts));
    shadow.facts[a] = facts;
    return;
  }
  if (what == 5 && !shadow.overrides.empty()) {
    auto const decision = shadow.overrides[chance.below(shadow.overrides.size())].decision;
    live.remove_override(decision);
    std::erase_if(shadow.overrides, [decision](auto const& d) { return d.decision == decision; });
    return;
  }
  if (a == b) return;
  auto const ends = std::minmax(a, b);
  if (what == 6) {
    auto const kind = chance.below(2) == 0 ? Override::Kind::must_link : Override::Kind::cannot_link;
    auto const scope = static_cast<std::uint32_t>(chance.below(2));
    ASSERT_TRUE(live.add_override(kind, a, b, scope, next_key));
    shadow.overrides.push_back({kind, a, b, scope, next_key});
  } else if (what == 7 && !shadow.vetoes.contains(ends)) {
    ASSERT_TRUE(live.add_veto(a, b, 3));
    shadow.vetoes[ends] = 3;
  } else if (what == 8 && shadow.vetoes.contains(ends)) {
    ASSERT_TRUE(live.remove_veto(b, a, 3));
    shadow.vetoes.erase(ends);
  } else if (what == 9) {
    ASSERT_TRUE(live.remove_pair(a, b));
    shadow.pairs.erase(ends);
  } else {
    auto const weight = test::random_weight(chance);
    ASSERT_TRUE(live.set_pair(a, b, weight));
    shadow.pairs[ends] = weight;
  }
}

TEST(LiveGroups, AreWhatSettlingEverythingGives) {
  SeededChance chance{31};
  for (int run = 0; run < 60; ++run) {
    GroupOptions const options{.hold_broken = run % 4 == 0};
    LiveGroups live{options};
    Shadow shadow;
    std::uint64_t next_key = 100;
    for (int step = 0; step < 60; ++step) {
      for (auto changes = 1 + chance.below(6); changes > 0; --changes)
        ASSERT_NO_FATAL_FAILURE(change_at_random(chance, live, shadow, next_key));
      auto const before = shadow.records;
      auto const changes = live.settle();
      ASSERT_TRUE(changes.has_value());
      auto const all = shadow.settle(options);
      ASSERT_EQ(live.size(), shadow.records.size());
      std::vector<std::uint64_t> regrouped;
      for (auto const& [key, id] : shadow.records) {
        ASSERT_EQ(live.of(key), id) << "run " << run << " step " << step << " record " << key;
        if (before.at(key) != id) regrouped.push_back(key);
      }
      ASSERT_EQ(changes->regrouped, regrouped);
      ASSERT_EQ(live.next_id(), shadow.next_id);
      for (auto group : all.groups) {
        auto mine = live.group_of(group.id);
        ASSERT_TRUE(mine.has_value());
        if (group.weakest_bridge) group.weakest_bridge->a = group.weakest_bridge->b = 0;
        ASSERT_EQ(*mine, group);
        ASSERT_EQ(live.members(group.id).size(), group.nodes);
      }
      for (auto const& event : all.events)
        ASSERT_NE(std::ranges::find(changes->events, event), changes->events.end())
            << "an event was not told";
    }
  }
}

TEST(LiveGroups, TellOfAttentionAndOfItsEnd) {
  LiveGroups live;
  for (std::uint64_t const key : {1U, 2U, 3U, 4U}) ASSERT_TRUE(live.add(key));
  ASSERT_TRUE(live.set_pair(1, 2, 40 * bit));
  ASSERT_TRUE(live.set_pair(3, 4, 40 * bit));
  ASSERT_TRUE(live.set_pair(2, 3, 30 * bit));
  ASSERT_TRUE(live.settle());
  auto const id = live.of(1);
  EXPECT_EQ(live.bridge_of(id), std::pair(std::uint64_t{2}, std::uint64_t{3}));
  ASSERT_TRUE(live.set_pair(1, 4, -20 * bit));
  auto changes = live.settle();
  EXPECT_EQ(changes->events, (std::vector<GroupEvent>{{Kind::attention, id, {}}}));
  ASSERT_TRUE(live.set_pair(1, 4, 25 * bit));
  changes = live.settle();
  EXPECT_EQ(changes->events, (std::vector<GroupEvent>{{Kind::settled, id, {}}}));
  EXPECT_FALSE(live.bridge_of(id).has_value());
}

TEST(LiveGroups, TellOfRecordsThatWent) {
  LiveGroups live;
  for (std::uint64_t const key : {1U, 2U}) ASSERT_TRUE(live.add(key));
  ASSERT_TRUE(live.set_pair(1, 2, 40 * bit));
  ASSERT_TRUE(live.settle());
  auto const id = live.of(1);
  ASSERT_TRUE(live.remove(2));
  EXPECT_EQ(live.settle()->events, (std::vector<GroupEvent>{{Kind::shrunk, id, {}}}));
  EXPECT_EQ(live.members(id), std::vector<std::uint64_t>{1});
  ASSERT_TRUE(live.remove(1));
  EXPECT_EQ(live.settle()->events, (std::vector<GroupEvent>{{Kind::gone, id, {}}}));
  EXPECT_FALSE(live.group_of(id).has_value());
}

TEST(LiveGroups, LookAtNothingThatNobodyTouched) {
  test::Case given = test::nodes(1'000);
  for (std::uint32_t node = 1; node < 1'000; node += 2) given.pairs.push_back({node - 1, node, 30 * bit});
  given.pairs.push_back({1, 2, 5 * bit});
  given.facts.push_back({0, 1, 4});
  auto const grouping = given.run();
  auto live = LiveGroups::from(given.input(), grouping, {});
  ASSERT_TRUE(live.has_value());
  EXPECT_EQ(live->settle()->settled_nodes, 0U);
  ASSERT_TRUE(live->add(5'000));
  ASSERT_TRUE(live->set_pair(5'000, 7, 30 * bit));
  auto const changes = live->settle();
  EXPECT_EQ(changes->settled_nodes, 3U);
  EXPECT_EQ(live->of(5'000), grouping.of[6]);
}

TEST(LiveGroups, RefuseWhatIsNotThere) {
  LiveGroups live;
  ASSERT_TRUE(live.add(1));
  EXPECT_EQ(live.add(1).error().code, FixedText{"group.key"});
  EXPECT_EQ(live.set_pair(1, 2, 0).error().code, FixedText{"group.no-record"});
  EXPECT_EQ(live.set_pair(1, 1, 0).error().code, FixedText{"group.pair"});
  EXPECT_EQ(live.remove(9).error().code, FixedText{"group.no-record"});
  EXPECT_EQ(live.add_override(Override::Kind::must_link, 1, 9, 0, 1).error().code,
            FixedText{"group.no-record"});
  EXPECT_EQ(live.set_facts(9, {}).error().code, FixedText{"group.no-record"});
}

}  // namespace
}  // namespace concordat::linkage
