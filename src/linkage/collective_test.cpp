// SPDX-License-Identifier: Apache-2.0
#include "linkage/collective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "linkage/collective_test_tools.h"

namespace concordat::linkage {
namespace {

Linker linker_of(Rows const& rows, unsigned threads = 1) {
  auto model = model_from(collective_text);
  auto table = table_of(model, rows);
  return {std::move(model), std::move(table), nullptr, threads};
}

Bits own(Linker const& linker, Record a, Record b) { return linker.explain(std::min(a, b), std::max(a, b)).weight; }

TEST(LinkageCollective, OfTwoRecordsItIsThePairsOwnWeight) {
  auto const linker = linker_of(collective_rows(40, 3));
  Collective const collective{linker};
  auto scratch = collective.scratch();
  std::set<Bits> different;
  for (Record a = 0; a < 40; ++a) {
    for (Record b = a + 1; b < 40; ++b) {
      std::vector const left{a};
      std::vector const right{b};
      auto const said = collective.weight(left, right, scratch);
      EXPECT_EQ(said, own(linker, a, b)) << a << " " << b;
      EXPECT_EQ(collective.weight(a, b, scratch), said);
      different.insert(said);
    }
  }
  EXPECT_GT(different.size(), 50U);
}

TEST(LinkageCollective, NeitherOrderOfRecordsNorOfGroupsShows) {
  auto const rows = collective_rows(40, 5);
  std::vector<Record> order(rows.size());
  std::iota(order.begin(), order.end(), Record{0});
  SeededChance chance{9};
  for (auto at = order.size() - 1; at > 0; --at) std::swap(order[at], order[chance.below(at + 1)]);
  Rows shuffled;
  for (auto const from : order) shuffled.push_back(rows[from]);
  auto const linker = linker_of(rows);
  auto const other_linker = linker_of(shuffled);
  auto const of = groups_by_chance(rows, 4);
  auto const there = [&](std::vector<Record> const& group) {
    std::vector<Record> made;
    for (Record to = 0; to < order.size(); ++to) {
      if (std::ranges::find(group, order[to]) != group.end()) made.push_back(to);
    }
    return made;
  };
  Collective const collective{linker};
  Collective const other{other_linker};
  auto scratch = collective.scratch();
  auto other_scratch = other.scratch();
  int of_several = 0;
  for (Record a = 0; a < of.size(); ++a) {
    for (Record b = 0; b < a; ++b) {
      if (of[a] != a || of[b] != b) continue;
      auto const left = members(of, a);
      auto const right = members(of, b);
      auto const said = collective.weight(left, right, scratch);
      EXPECT_EQ(collective.weight(right, left, scratch), said);
      EXPECT_EQ(other.weight(there(left), there(right), other_scratch), said);
      of_several += left.size() > 1 && right.size() > 1 ? 1 : 0;
    }
  }
  EXPECT_GT(of_several, 10);
}

/// Two records that know half each, one that fits both, and what others of the name would be.
Rows const halves{{"Amir", "Okafor", "2001-02-03", "", "", ""}, {"Amir", "Okafor", "", "N1 1AB", "", ""},
                  {"Amir", "Okafor", "2001-02-03", "N1 1AB", "", ""}, {"Amir", "Okafor", "2002-11-12", "N1 1AB", "", ""},
                  {"Zoe", "Li", "2000-01-01", "N2 2AB", "", ""}, {"Tom", "Khan", "2000-05-05", "N3 3AB", "", ""}};

TEST(LinkageCollective, WhatOnlyOneRecordOfAGroupKnowsCounts) {
  auto const linker = linker_of(halves);
  Collective const collective{linker};
  auto scratch = collective.scratch();
  std::vector<Record> const known{0, 1};
  std::vector<Record> const fits{2};
  std::vector<Record> const does_not{3};
  auto const said = collective.evidence(known, fits, scratch);
  EXPECT_EQ(said.known & 0b1111U, 0b1111U);
  EXPECT_GT(collective.weight(known, fits, scratch), own(linker, 0, 2));
  EXPECT_GT(collective.weight(known, fits, scratch), own(linker, 1, 2));
  EXPECT_LT(collective.weight(known, does_not, scratch), own(linker, 1, 3)) << "the group's birth date is another one";
}

TEST(LinkageCollective, ManyThatRepeatOneThingCountNoMoreThanOne) {
  Rows rows(5, halves[2]);
  rows.push_back(halves[0]);
  auto const linker = linker_of(rows);
  Collective const collective{linker};
  auto scratch = collective.scratch();
  std::vector<Record> const five{0, 1, 2, 3, 4};
  std::vector<Record> const one{5};
  EXPECT_EQ(collective.weight(five, one, scratch), own(linker, 0, 5));
}

std::vector<Edge> all_edges(Linker const& linker, Bits at_least) {
  Collective const collective{linker};
  auto scratch = collective.scratch();
  std::vector<Edge> edges;
  for (Record a = 0; a < linker.table().records; ++a) {
    for (Record b = a + 1; b < linker.table().records; ++b) {
      auto const weight = collective.weight(a, b, scratch);
      if (weight >= at_least) edges.push_back({a, b, weight});
    }
  }
  return edges;
}

RecordGroups groups_of(std::vector<Record> of, Bits join) {
  RecordGroups groups;
  groups.of = std::move(of);
  groups.join = join;
  return groups;
}

TEST(LinkageCollective, GroupsThatTogetherKnowEnoughJoin) {
  auto const linker = linker_of(halves);
  auto const edges = all_edges(linker, -20 * one_bit);
  auto const strongest = std::max(own(linker, 0, 2), own(linker, 1, 2));
  auto groups = groups_of({0, 0, 2, 3, 4, 5}, strongest + 1);
  join_collectively(linker, edges, {}, groups);
  EXPECT_EQ(groups.of, (std::vector<Record>{0, 0, 0, 3, 4, 5}));
  ASSERT_EQ(groups.joins.size(), 1U);
  EXPECT_EQ(groups.joins[0].left, 0U);
  EXPECT_EQ(groups.joins[0].right, 2U);
  EXPECT_GT(groups.joins[0].weight, strongest);
}

TEST(LinkageCollective, TwoThatSomethingForbidsNeverJoin) {
  auto const linker = linker_of(halves);
  auto const edges = all_edges(linker, -20 * one_bit);
  auto groups = groups_of({0, 0, 2, 3, 4, 5}, -5 * one_bit);
  std::vector<ExclusiveFact> const facts{{1, 5, 7}, {2, 5, 8}};
  join_collectively(linker, edges, facts, groups);
  EXPECT_NE(groups.of[0], groups.of[2]);
  auto const between = std::ranges::find_if(groups.between, [&](Edge const& edge) {
    return std::set{edge.left, edge.right} == std::set{groups.of[0], groups.of[2]};
  });
  ASSERT_NE(between, groups.between.end());
  EXPECT_EQ(between->weight, most_where_forbidden(linker.model(), groups.join)) << "though they would join";
}

/// Whatever there is: what joins has joined, what is told of the others is what they say in the end, and facts keep apart.
TEST(LinkageCollective, InTheEndNothingIsLeftToJoin) {
  std::size_t joins = 0;
  std::size_t forbidden = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto const rows = collective_rows(70, seed);
    auto const linker = linker_of(rows);
    auto const edges = all_edges(linker, weight_of(0.05));
    auto groups = groups_of(groups_by_chance(rows, seed), weight_of(0.6));
    auto const before = groups.of;
    std::vector<ExclusiveFact> facts;
    for (Record record = 0; record < rows.size(); ++record) {
      if (!rows[record].back().empty()) facts.push_back({record, 5, rows[record].back() == "9990000018" ? 1U : 2U});
    }
    join_collectively(linker, edges, facts, groups);
    joins += groups.joins.size();
    std::vector<std::set<std::uint64_t>> numbers(rows.size());
    for (auto const& fact : facts) numbers[groups.of[fact.node]].insert(fact.value);
    for (auto const& one : numbers) EXPECT_LE(one.size(), 1U);
    for (Record a = 0; a < rows.size(); ++a) {
      EXPECT_EQ(groups.of[groups.of[a]], groups.of[a]);
      EXPECT_LE(groups.of[a], a);
      EXPECT_EQ(groups.of[a], groups.of[before[a]]) << "groups that were there are not broken";
    }
    Collective const collective{linker};
    auto scratch = collective.scratch();
    std::set<std::pair<Record, Record>> linked;
    for (auto const& edge : edges) linked.insert(std::minmax(groups.of[edge.left], groups.of[edge.right]));
    std::erase_if(linked, [](auto const& pair) { return pair.first == pair.second; });
    ASSERT_EQ(groups.between.size(), linked.size());
    auto next = linked.begin();
    for (auto const& between : groups.between) {
      EXPECT_EQ((std::pair{between.left, between.right}), *next++);
      auto const said = collective.weight(members(groups.of, between.left), members(groups.of, between.right), scratch);
      std::set<std::uint64_t> both = numbers[between.left];
      both.insert(numbers[between.right].begin(), numbers[between.right].end());
      forbidden += both.size() > 1 && said >= groups.join ? 1 : 0;
      EXPECT_EQ(between.weight, both.size() > 1 ? std::min(said, most_where_forbidden(linker.model(), groups.join)) : said);
      EXPECT_LT(between.weight, groups.join);
    }
  }
  EXPECT_GT(joins, 20U);
  EXPECT_GT(forbidden, 5U);
}

TEST(LinkageCollective, NeitherThreadsNorTheOrderOfPairsShow) {
  auto const rows = collective_rows(120, 8);
  auto const linker = linker_of(rows);
  auto const four = linker_of(rows, 4);
  auto edges = all_edges(linker, weight_of(0.05));
  auto groups = groups_of(groups_by_chance(rows, 2), weight_of(0.6));
  auto others = groups;
  join_collectively(linker, edges, {}, groups);
  std::ranges::reverse(edges);
  join_collectively(four, edges, {}, others);
  EXPECT_EQ(groups.of, others.of);
  EXPECT_EQ(groups.joins, others.joins);
  EXPECT_EQ(groups.between, others.between);
  EXPECT_FALSE(groups.joins.empty());
}

/// Two of one name and home, of two birth dates, and one record that says none: sixteen pairs that each are a little likelier
/// one person than not are no more together than one of them.
TEST(LinkageCollective, ManyPairsOfLittleEvidenceJoinNobody) {
  Rows rows;
  for (auto const* const born : {"2001-02-03", "2002-11-12"}) {
    for (int i = 0; i < 4; ++i) rows.push_back({"Ines", "Quill", born, "N9 9ZZ", "", ""});
  }
  rows.push_back({"Ines", "Quill", "", "N9 9ZZ", "", ""});
  for (auto const& other : collective_rows(60, 1)) rows.push_back(other);  // so that a value that agrees says something
  auto model = model_from(collective_text);
  model.prior.probability = 0.6;
  auto const join = weight_of(model.join);
  auto const groups = [&](bool collective) {
    model.collective = collective;
    Linker const linker{model, table_of(model, rows), nullptr, 1};
    EXPECT_GT(own(linker, 0, 4), 0);
    EXPECT_LT(own(linker, 0, 4), join);
    EXPECT_GT(own(linker, 0, 8), join);
    auto made = group_records(linker, all_edges(linker, 0));
    return made ? std::vector<Record>{made->of.begin(), made->of.begin() + 9} : std::vector<Record>{};
  };
  EXPECT_EQ(groups(false), (std::vector<Record>(9, 0)));
  auto const of = groups(true);
  ASSERT_EQ(of.size(), 9U);
  EXPECT_EQ((std::vector<Record>{of.begin(), of.begin() + 8}), (std::vector<Record>{0, 0, 0, 0, 4, 4, 4, 4}));
}

TEST(LinkageCollective, ALongThinGroupIsToBeLookedAt) {
  Rows rows(9, halves[2]);
  for (auto const& other : collective_rows(60, 1)) rows.push_back(other);
  auto const linker = linker_of(rows);
  std::vector<Edge> chain;
  for (Record record = 0; record < 8; ++record) chain.push_back({record, record + 1, 20 * one_bit});
  auto const thin = group_records(linker, chain);
  ASSERT_TRUE(thin);
  EXPECT_EQ((std::vector<Record>{thin->of.begin(), thin->of.begin() + 9}), std::vector<Record>(9, 0));
  EXPECT_EQ(thin->attention, 1U);
  auto const thick = group_records(linker, all_edges(linker, weight_of(0.99)));
  ASSERT_TRUE(thick);
  EXPECT_EQ(thick->attention, 0U);
}

}  // namespace
}  // namespace concordat::linkage
