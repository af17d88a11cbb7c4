// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/grouping.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

namespace concordat::hub::links {
namespace {

constexpr Terms limits{10'000, 6'000, 0, false};

struct Case {
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Constraint> constraints;
};

std::vector<Node> loose(std::size_t count) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < count; ++i) nodes.push_back({static_cast<Record>(i + 1)});
  return nodes;
}

std::string told(Case const& one, Grouped const& grouped) {
  std::string text;
  for (auto const& group : grouped.groups) {
    for (auto const node : group.nodes) text += fmt::format("{} ", one.nodes[node].record);
    text += group.attention == Attention::none ? "| " : fmt::format("({}) | ", name_of(group.attention).view());
  }
  for (auto const& question : grouped.questions) {
    auto const& edge = one.edges[question.edge];
    text += fmt::format("{}-{} {}; ", one.nodes[edge.left].record, one.nodes[edge.right].record, name_of(question.why).view());
  }
  return text;
}

std::string grouped(Case const& one, Terms const& terms = limits) { return told(one, group(one.nodes, one.edges, one.constraints, terms)); }

TEST(Grouping, JoinsByWeightAndAsksInBetween) {
  EXPECT_EQ(grouped({loose(4), {{0, 1, 12'000}, {1, 2, 9'000}, {2, 3, -5'000}}, {}}), "1 2 | 3 | 4 | 2-3 weight; ");
  EXPECT_EQ(grouped({{}, {}, {}}), "");
}

TEST(Grouping, DoesNotMergeTwoPeopleOverOneBadPair) {
  // 1 and 2 are in conflict, and 3 is like both: it goes with the one it is most like.
  EXPECT_EQ(grouped({loose(3), {{0, 1, 20'000, true}, {0, 2, 15'000}, {1, 2, 14'000}}, {}}), "1 3 | 2 | 1-2 conflict; ");
}

Known with_number(std::uint64_t number) {
  Marks marks;
  marks.numbers[static_cast<std::size_t>(Trait::nhs_number)] = number;
  return Known{marks};
}

TEST(Grouping, AThirdRecordJoinsNoTwoThatContradictEachOther) {
  auto nodes = loose(3);
  nodes[0].known = with_number(1);
  nodes[1].known = with_number(2);
  EXPECT_EQ(grouped({nodes, {{0, 2, 15'000}, {1, 2, 14'000}}, {}}), "1 3 | 2 | 2-3 conflict; ") << "1 and 2 were never compared";
  for (auto& node : nodes) node.person = 4;
  Case one{nodes, {{0, 2, 15'000}, {1, 2, 14'000}}, {}};
  EXPECT_EQ(grouped(one), "1 2 3 (conflict) | ");
  one.constraints = {{Rule::must, {{0, 0}, {2, 0}}}};
  EXPECT_EQ(grouped(one), "1 2 3 (conflict) | ") << "of one half people said so";
  one.constraints.push_back({Rule::must, {{1, 0}, {2, 0}}});
  EXPECT_EQ(grouped(one), "1 2 3 | ") << "people know of it";
}

TEST(Grouping, RemembersThatPeopleSaidTwoNumbersAreOfOnePerson) {
  auto nodes = loose(4);
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].known = with_number(1 + i % 2);
  std::vector<Edge> const edges{{0, 1, 12'000, true}, {0, 2, 15'000}, {1, 2, 9'000, true}, {0, 3, 9'000, true}, {1, 3, 15'000}, {2, 3, 8'000, true}};
  Constraint const one_person{Rule::must, {{0, 0}, {1, 0}}};
  EXPECT_EQ(grouped({nodes, edges, {}}), "1 3 | 2 4 | 1-2 conflict; ");
  EXPECT_EQ(grouped({nodes, edges, {one_person}}), "1 2 3 4 | ") << "whichever of the two a record brings";
  auto third = nodes;
  third[3].known = with_number(3);
  EXPECT_EQ(grouped({third, {{0, 1, 12'000, true}, {0, 2, 15'000}, {1, 2, 9'000, true}, {0, 3, 15'000, true}}, {one_person}}), "1 2 3 | 4 | 1-4 conflict; ") << "another number is another question";
  auto stranger = nodes;
  EXPECT_EQ(grouped({stranger, {{0, 1, 12'000, true}, {0, 2, 15'000}, {1, 2, 9'000, true}, {2, 3, 15'000, true}}, {one_person}}), "1 2 3 | 4 | 3-4 conflict; ") << "a record that was compared with none of that number";
}

TEST(Grouping, DoesNotMergeTwoFreshGroupsOverOneBadPair) {
  std::vector<Edge> const apart{{0, 1, 20'000}, {2, 3, 19'000}, {1, 2, 12'000}};
  EXPECT_EQ(grouped({loose(4), apart, {}}), "1 2 | 3 4 | 2-3 persons; ");
  auto more = apart;
  more.push_back({0, 2, 7'000});
  EXPECT_EQ(grouped({loose(4), more, {}}), "1 2 3 4 | ") << "half of the pairs between them hold";
}

TEST(Grouping, AsksAboutPeopleToBeProtectedAndAccused) {
  auto nodes = loose(3);
  nodes[0].is_protected = true;
  nodes[1].is_accused = true;
  EXPECT_EQ(grouped({nodes, {{0, 1, 30'000}, {1, 2, 20'000}, {0, 2, 12'000}}, {}}), "1 | 2 3 | 1-2 roles; ");
}

TEST(Grouping, HoldsWhatPeopleSaidAboveWeights) {
  Constraint const apart{Rule::cannot, {{0, 0}, {1, 1}}};
  Constraint const together{Rule::must, {{0, 0}, {2, 0}}};
  EXPECT_EQ(grouped({loose(3), {{0, 1, 30'000}, {1, 2, 30'000}}, {apart, together}}), "1 3 | 2 | ") << "1 and 3 are one, so 2 is apart from both";
  Constraint const clash{Rule::must, {{0, 0}, {1, 0}}};
  EXPECT_EQ(grouped({loose(2), {{0, 1, 30'000}}, {apart, clash}}), "1 (overrides) | 2 (overrides) | ") << "nothing is guessed";
}

TEST(Grouping, KeepsAPersonWhereMostOfItsRecordsAre) {
  auto nodes = loose(5);
  for (auto& node : nodes) node.person = 7;
  auto const parted = group(nodes, {{0, 1, 9'000}, {2, 3, 9'000}, {3, 4, 9'000}}, {}, limits);
  ASSERT_EQ(parted.groups.size(), 2U);
  EXPECT_EQ(parted.groups[0].person, 0);
  EXPECT_EQ(parted.groups[1].person, 7);
}

TEST(Grouping, HealsWhenLaterDataSettleAConflict) {
  auto nodes = loose(2);
  for (auto& node : nodes) node.person = 3;
  EXPECT_EQ(grouped({nodes, {{0, 1, 12'000, true}}, {}}), "1 2 (conflict) | ");
  EXPECT_EQ(grouped({nodes, {{0, 1, 12'000, false}}, {}}), "1 2 | ");
  EXPECT_EQ(grouped({nodes, {{0, 1, 12'000, true}}, {{Rule::must, {{0, 0}, {1, 0}}}}}), "1 2 | ") << "people know of it";
}

TEST(Grouping, AsksAgainOnlyWhenMoreIsKnown) {
  EXPECT_EQ(grouped({loose(2), {{0, 1, 5'000, false, 5'500}}, {}}), "1 | 2 | ");
  EXPECT_EQ(grouped({loose(2), {{0, 1, 7'000, false, 5'500}}, {}}), "1 | 2 | 1-2 weight; ");
  EXPECT_EQ(grouped({loose(2), {{0, 1, 10'400, false, 10'000}}, {}}), "1 | 2 | ") << "and is not joined in silence either";
}

// --- properties -------------------------------------------------------------------------------------------------------

Case random_case(std::mt19937_64& chance) {
  auto const below = [&](std::size_t limit) { return static_cast<std::size_t>(chance() % limit); };
  Case one;
  one.nodes = loose(2 + below(14));
  for (auto& node : one.nodes) {
    node.person = static_cast<Person>(below(3) == 0 ? 0 : 1 + below(5));
    node.is_protected = below(6) == 0;
    node.is_accused = !node.is_protected && below(6) == 0;
    if (below(3) == 0) node.known = with_number(1 + below(3));
  }
  auto const count = one.nodes.size();
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      if (below(3) != 0) continue;
      Edge edge{i, j, static_cast<int>(below(9)) * 4'000 - 8'000, below(9) == 0, {}};
      if (below(12) == 0) edge.told_apart_at = edge.weight;
      one.edges.push_back(edge);
    }
  }
  for (std::size_t k = below(3); k > 0; --k) {
    auto const a = below(count);
    auto const b = (a + 1 + below(count - 1)) % count;
    one.constraints.push_back({below(2) == 0 ? Rule::must : Rule::cannot, {{a, 0}, {b, 1}}});
  }
  return one;
}

/// The same case with its nodes in another place; records keep their names.
Case shuffled(Case const& one, std::mt19937_64& chance) {
  Case other = one;
  std::ranges::shuffle(other.edges, chance);
  return other;
}

TEST(GroupingProperties, TheOrderOfPairsNeverMatters) {
  std::mt19937_64 chance{7};
  for (int i = 0; i < 3000; ++i) {
    auto const one = random_case(chance);
    auto other = shuffled(one, chance);
    auto const text = [](Case const& of) {
      auto result = group(of.nodes, of.edges, of.constraints, limits);
      std::ranges::sort(result.questions, {}, [&](Question const& question) { return std::pair{of.edges[question.edge].left, of.edges[question.edge].right}; });
      return told(of, result);
    };
    ASSERT_EQ(text(one), text(other)) << i;
  }
}

TEST(GroupingProperties, GroupingWhatWasGroupedChangesNothing) {
  std::mt19937_64 chance{8};
  for (int i = 0; i < 3000; ++i) {
    auto one = random_case(chance);
    auto const first = group(one.nodes, one.edges, one.constraints, limits);
    Person next = 100;
    for (auto const& each : first.groups) {
      auto const person = each.person == 0 ? next++ : each.person;
      for (auto const node : each.nodes) one.nodes[node].person = person;
    }
    auto const again = group(one.nodes, one.edges, one.constraints, limits);
    ASSERT_EQ(again.groups.size(), first.groups.size()) << i << ": " << told(one, first) << " then " << told(one, again);
    for (std::size_t g = 0; g < again.groups.size(); ++g) {
      ASSERT_EQ(again.groups[g].nodes, first.groups[g].nodes) << i;
      ASSERT_EQ(again.groups[g].person, one.nodes[again.groups[g].nodes.front()].person) << i << ": a person lives on";
    }
    ASSERT_EQ(told(one, again), told(one, first)) << i << ": nor what is asked";
  }
}

TEST(GroupingProperties, WhatPeopleSaidAlwaysHoldsOrIsFlagged) {
  std::mt19937_64 chance{9};
  for (int i = 0; i < 3000; ++i) {
    auto const one = random_case(chance);
    auto const result = group(one.nodes, one.edges, one.constraints, limits);
    std::map<std::size_t, std::size_t> group_of;
    for (std::size_t g = 0; g < result.groups.size(); ++g) {
      for (auto const node : result.groups[g].nodes) group_of[node] = g;
    }
    ASSERT_EQ(group_of.size(), one.nodes.size()) << "everybody is in one group";
    for (auto const& constraint : one.constraints) {
      auto const a = group_of[constraint.marks[0].first];
      auto const b = group_of[constraint.marks[1].first];
      if (constraint.rule == Rule::cannot) {
        ASSERT_NE(a, b) << i;
      } else if (a != b) {
        ASSERT_EQ(result.groups[a].attention, Attention::overrides) << i;
      }
    }
    for (auto const& question : result.questions) {
      ASSERT_NE(group_of[one.edges[question.edge].left], group_of[one.edges[question.edge].right]) << "nobody is asked about what is one already";
    }
  }
}

}  // namespace
}  // namespace concordat::hub::links
