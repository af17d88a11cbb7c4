// SPDX-License-Identifier: Apache-2.0
// What group() promises, on random inputs.
#include <gtest/gtest.h>

#include "linkage/group/agglomerate.h"
#include "linkage/group/group_test_tools.h"
#include "linkage/group/union_find.h"

namespace concordat::linkage {
namespace {

using test::bit;
using test::Case;
using test::Mix;

/// Random inputs of some shapes: sparse, dense, many rules, a few hundred nodes.
template <class Check>
void on_random_cases(std::uint64_t seed, int rounds, Check const& check) {
  SeededChance chance{seed};
  for (int round = 0; round < rounds; ++round) {
    Mix mix{static_cast<std::uint32_t>(2 + chance.below(12)), static_cast<std::uint32_t>(chance.below(40)),
            static_cast<std::uint32_t>(chance.below(5)), static_cast<std::uint32_t>(chance.below(4)),
            static_cast<std::uint32_t>(chance.below(8))};
    if (round % 50 == 0) mix = {200, static_cast<std::uint32_t>(150 + chance.below(900)), 20, 20, 60};
    auto const given = test::random_case(chance, mix);
    ASSERT_NO_FATAL_FAILURE(check(given, chance)) << "round " << round;
  }
}

/// The answer in a form that numbering does not show in: group by keys.
auto by_key(Case const& given, Grouping const& grouping) {
  std::map<std::uint64_t, GroupId> out;
  for (std::size_t node = 0; node < given.keys.size(); ++node) out[given.keys[node]] = grouping.of[node];
  return out;
}

TEST(GroupProperty, NeitherOrderNorNumberingShows) {
  on_random_cases(21, 2'000, [](Case given, SeededChance& chance) {
    for (int step = 0; step < 2; ++step) {
      auto const out = given.run();
      std::vector<std::uint32_t> place;
      auto const other = test::shuffled(chance, given, place);
      auto const again = other.run();
      ASSERT_EQ(by_key(given, out), by_key(other, again));
      ASSERT_EQ(out.events, again.events);
      ASSERT_EQ(out.next_id, again.next_id);
      ASSERT_EQ(out.groups.size(), again.groups.size());
      for (std::size_t at = 0; at < out.groups.size(); ++at) {
        auto expected = out.groups[at];
        if (expected.weakest_bridge) {
          expected.weakest_bridge->a = place[expected.weakest_bridge->a];
          expected.weakest_bridge->b = place[expected.weakest_bridge->b];
        }
        ASSERT_EQ(expected, again.groups[at]);
      }
      given.follow(out);
      for (auto& pair : given.pairs) pair.weight = test::random_weight(chance);
    }
  });
}

TEST(GroupProperty, TheAnswerAsFormerStateChangesNothing) {
  on_random_cases(22, 3'000, [](Case given, SeededChance& chance) {
    GroupOptions const options{.hold_broken = chance.below(4) == 0};
    for (int step = 0; step < 3; ++step) {
      auto const out = given.run(options);
      given.follow(out);
      auto const again = given.run(options);
      ASSERT_EQ(again.of, out.of);
      ASSERT_EQ(again.groups, out.groups);
      ASSERT_TRUE(again.events.empty());
      ASSERT_EQ(again.kept, out.groups.size());
      ASSERT_EQ(again.next_id, out.next_id);
      for (auto& pair : given.pairs) {
        if (chance.below(3) == 0) pair.weight = test::random_weight(chance);
      }
    }
  });
}

TEST(GroupProperty, WeightsInTheDeadBandMoveNobody) {
  on_random_cases(23, 2'000, [](Case given, SeededChance& chance) {
    given.follow(given.run());
    // pairs inside groups go up and down within the band; between groups they stay below join
    for (int step = 0; step < 3; ++step) {
      for (auto& pair : given.pairs) {
        bool const inside = given.former[pair.a] == given.former[pair.b];
        bool const in_band = pair.weight >= 14 * bit && pair.weight < 20 * bit;
        if (inside && in_band) pair.weight = 14 * bit + static_cast<MilliBits>(chance.below(6'000));
      }
      auto const out = given.run();
      ASSERT_EQ(out.of, given.former);
      given.follow(out);
    }
  });
}

TEST(GroupProperty, WhatMustBeApartIsApartAndWhatMustBeTogetherIsTogether) {
  on_random_cases(24, 3'000, [](Case given, SeededChance& chance) {
    for (int step = 0; step < 4; ++step) {
      auto const out = given.run();
      UnionFind must{given.keys.size()};
      for (auto const& decided : given.overrides) {
        if (decided.kind == Override::Kind::must_link) must.unite(decided.a, decided.b);
      }
      std::set<GroupId> in_conflict;
      for (auto const& group : out.groups) {
        if (group.attention == Attention::override_conflict) in_conflict.insert(group.id);
      }
      for (auto const& decided : given.overrides) {
        bool const together = out.of[decided.a] == out.of[decided.b];
        if (decided.kind == Override::Kind::cannot_link) {
          ASSERT_FALSE(together);
        } else {
          ASSERT_TRUE(together || in_conflict.contains(out.of[decided.a]));
        }
      }
      for (auto const& veto : given.vetoes) {
        bool const said_otherwise = must.find(veto.a) == must.find(veto.b);
        ASSERT_TRUE(out.of[veto.a] != out.of[veto.b] || said_otherwise);
      }
      std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::uint64_t>> values;  // kind, node
      for (auto const& fact : given.facts) values[{fact.kind, fact.node}].insert(fact.value);
      for (auto const& [one, mine] : values) {
        for (auto const& [other, theirs] : values) {
          bool const differ = one.first == other.first && mine != theirs && given.overrides.empty();
          ASSERT_TRUE(!differ || out.of[one.second] != out.of[other.second]);
        }
      }
      given.follow(out);
      for (auto& pair : given.pairs) {
        if (chance.below(3) == 0) pair.weight = test::random_weight(chance);
      }
      // what parts people may come after they were put together
      auto const nodes = given.keys.size();
      auto const a = static_cast<std::uint32_t>(chance.below(nodes));
      auto const b = static_cast<std::uint32_t>(chance.below(nodes));
      if (a != b) given.vetoes.push_back({a, b, 2});
    }
  });
}

TEST(GroupProperty, AGroupIsHeldByPairsAtFracture) {
  on_random_cases(25, 2'000, [](Case given, SeededChance& chance) {
    for (int step = 0; step < 2; ++step) {
      auto const out = given.run();
      UnionFind connected{given.keys.size()};
      for (auto const& pair : given.pairs) {
        if (pair.weight >= 14 * bit && out.of[pair.a] == out.of[pair.b]) connected.unite(pair.a, pair.b);
      }
      for (auto const& decided : given.overrides) {
        if (decided.kind == Override::Kind::must_link && out.of[decided.a] == out.of[decided.b])
          connected.unite(decided.a, decided.b);
      }
      std::map<GroupId, std::uint32_t> root;
      for (std::uint32_t node = 0; node < out.of.size(); ++node) {
        auto const [place, added] = root.emplace(out.of[node], connected.find(node));
        ASSERT_EQ(place->second, connected.find(node));
      }
      given.follow(out);
      for (auto& pair : given.pairs) pair.weight = test::random_weight(chance);
    }
  });
}

TEST(Agglomerator, GivesTheSameByMatrixAndByHeap) {
  SeededChance chance{26};
  Agglomerator agglomerator;
  for (int round = 0; round < 3'000; ++round) {
    auto const size = static_cast<std::uint32_t>(1 + chance.below(20));
    std::vector<std::uint32_t> nodes(size);
    for (auto& count : nodes) count = static_cast<std::uint32_t>(1 + chance.below(3));
    std::vector<ClusterLink> links;
    for (auto count = chance.below(60); count > 0; --count) {
      auto const a = static_cast<std::uint32_t>(chance.below(size));
      auto const b = static_cast<std::uint32_t>(chance.below(size));
      auto const weight = test::random_weight(chance);
      if (a != b) links.push_back({std::min(a, b), std::max(a, b), weight, weight, chance.below(12) == 0});
    }
    put_together(links);
    std::vector<Facts> facts;
    if (chance.below(2) == 0) {
      facts.resize(size);
      for (auto& some : facts) {
        if (chance.below(3) == 0) some = {{1, chance.below(2)}};
      }
    }
    std::vector<std::uint32_t> by_matrix, by_heap;
    auto first = facts;
    auto second = facts;
    agglomerator.run(nodes, links, first, 20 * bit, by_matrix, Method::matrix);
    agglomerator.run(nodes, links, second, 20 * bit, by_heap, Method::heap);
    ASSERT_EQ(by_matrix, by_heap) << round;
  }
}

TEST(Facts, AgreeWhereEachKindHasTheSameValues) {
  EXPECT_TRUE(agree({}, {}));
  EXPECT_TRUE(agree({{1, 5}}, {{2, 6}}));
  EXPECT_TRUE(agree({{1, 5}, {2, 6}}, {{1, 5}}));
  EXPECT_FALSE(agree({{1, 5}}, {{1, 6}}));
  EXPECT_FALSE(agree({{1, 5}}, {{1, 5}, {1, 6}}));
  EXPECT_FALSE(agree({{1, 5}, {1, 6}, {2, 7}}, {{1, 5}, {2, 7}}));
  EXPECT_TRUE(agree({{1, 5}, {1, 6}}, {{1, 5}, {1, 6}, {3, 1}}));
}

}  // namespace
}  // namespace concordat::linkage
