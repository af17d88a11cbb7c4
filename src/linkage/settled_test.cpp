// SPDX-License-Identifier: Apache-2.0
#include "linkage/settled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "linkage/collective_test_tools.h"
#include "linkage/explain.h"
#include "linkage/truth.h"

namespace concordat::linkage {
namespace {

/// A whole run.
struct WholeRun {
  WholeRun(Rows const& rows, unsigned threads, std::size_t first_file = 0)
      : linker{[&] {
          auto model = model_from(collective_text);
          auto table = table_of(model, rows, threads, Loader::For::batch, first_file);
          return Linker{std::move(model), std::move(table), nullptr, threads};
        }()} {
    edges = linker.find().edges;
    auto made = group_records(linker, edges);
    if (made) {
      groups = std::move(*made);
    } else {
      ADD_FAILURE() << "no groups";
    }
    sort_edges(edges);
    settled = settle_pairs(linker, edges, groups);
  }
  Linker linker;
  std::vector<Edge> edges;
  RecordGroups groups;
  std::vector<SettledPair> settled;
};

using Ends = std::pair<Record, Record>;

TEST(LinkageSettled, PairsThatSettleAtWhatJoinsAreThoseWithinGroups) {
  std::size_t within = 0;
  std::size_t other_than_own = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    WholeRun const run{collective_rows(90, seed), 1};
    auto const& of = run.groups.of;
    auto const join = weight_of(run.linker.model().join);
    Collective const collective{run.linker};
    auto scratch = collective.scratch();
    std::set<Ends> told;
    for (auto const& pair : run.settled) {
      EXPECT_TRUE(told.insert({pair.left, pair.right}).second) << "told twice";
      EXPECT_LT(pair.left, pair.right);
      EXPECT_EQ(pair.own, collective.weight(pair.left, pair.right, scratch));
      EXPECT_EQ(pair.settled >= join, of[pair.left] == of[pair.right]);
      EXPECT_GE(pair.settled, of[pair.left] == of[pair.right] ? pair.own : pair.settled);
      other_than_own += pair.settled == pair.own ? 0 : 1;
    }
    for (auto const& edge : run.edges) EXPECT_TRUE(told.contains({edge.left, edge.right})) << "a pair that was kept";
    for (Record a = 0; a < of.size(); ++a) {
      for (Record b = a + 1; b < of.size(); ++b) {
        if (of[a] != of[b]) continue;
        ++within;
        EXPECT_TRUE(told.contains({a, b})) << "a pair within a group";
      }
    }
    EXPECT_TRUE(std::ranges::is_sorted(run.settled, {}, [](SettledPair const& pair) { return Ends{pair.left, pair.right}; }));
  }
  EXPECT_GT(within, 50U);
  EXPECT_GT(other_than_own, 50U);
}

TEST(LinkageSettled, TwoRecordsOfGroupsOfTheirOwnSettleAtTheirOwnWeight) {
  std::size_t seen = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    WholeRun const run{collective_rows(60, seed), 1};
    for (auto const& pair : run.settled) {
      if (members(run.groups.of, pair.left).size() > 1 || members(run.groups.of, pair.right).size() > 1) continue;
      auto const forbidden = most_where_forbidden(run.linker.model(), run.groups.join);
      if (pair.settled != pair.own) {
        EXPECT_EQ(pair.settled, forbidden) << "less only where NHS numbers forbid more";
        EXPECT_GT(pair.own, forbidden);
      }
      ++seen;
    }
  }
  EXPECT_GT(seen, 20U);
}

/// By hand: the weakest link on the strongest way of those who were together, and what joined the groups of the others.
TEST(LinkageSettled, WithinAGroupItIsAtWhatTwoRecordsCameTogether) {
  Rows const rows(5, {"Amir", "", "", "", "", ""});  // who by themselves are hardly one person
  auto model = model_from(collective_text);
  auto table = table_of(model, rows);
  Linker const linker{std::move(model), std::move(table), nullptr, 1};
  std::vector<Edge> const edges{{0, 1, 20 * one_bit}, {0, 2, 5 * one_bit}, {1, 2, 9 * one_bit}, {2, 4, 7 * one_bit}, {3, 4, 12 * one_bit}};
  RecordGroups groups;
  groups.of = {0, 0, 0, 0, 0};
  groups.join = 4 * one_bit;
  groups.start = {0, 0, 0, 3, 3};
  groups.start_join = 8 * one_bit;
  groups.joins = {{0, 3, 6 * one_bit}};
  groups.collective = std::make_shared<Collective const>(linker);
  std::map<Ends, Bits> settled;
  for (auto const& pair : settle_pairs(linker, edges, groups)) settled[{pair.left, pair.right}] = pair.settled / one_bit;
  EXPECT_EQ(settled, (std::map<Ends, Bits>{{{0, 1}, 20}, {{0, 2}, 9}, {{1, 2}, 9}, {{0, 3}, 6}, {{1, 3}, 6}, {{2, 3}, 6}, {{0, 4}, 6}, {{1, 4}, 6}, {{2, 4}, 7}, {{3, 4}, 12}}));
}

TEST(LinkageSettled, ThreadsDoNotShow) {
  auto const rows = collective_rows(150, 12);
  WholeRun const one{rows, 1};
  WholeRun const four{rows, 4};
  EXPECT_EQ(one.groups.of, four.groups.of);
  EXPECT_EQ(one.settled, four.settled);
}

/// Records that say the same may stand for each other; else the order of rows decides nothing.
TEST(LinkageSettled, TheOrderOfRowsDoesNotShow) {
  using Told = std::multiset<std::tuple<std::vector<std::string>, std::vector<std::string>, Bits, Bits>>;
  auto const told = [](Rows const& rows) {
    WholeRun const run{rows, 1};
    Told made;
    for (auto const& pair : run.settled) {
      auto const& [low, high] = std::minmax(rows[pair.left], rows[pair.right]);
      made.insert({low, high, pair.own, pair.settled});
    }
    return made;
  };
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto rows = collective_rows(150, seed);
    auto const before = told(rows);
    SeededChance chance{seed};
    for (auto at = rows.size() - 1; at > 0; --at) std::swap(rows[at], rows[chance.below(at + 1)]);
    EXPECT_EQ(before, told(rows));
    EXPECT_GT(before.size(), 100U);
  }
}

TEST(LinkageSettled, OfTwoFilesOnlyPairsAcrossAreTold) {
  WholeRun run{collective_rows(120, 4), 1, 50};
  std::erase_if(run.edges, [&](Edge const& edge) { return edge.weight < run.groups.join; });
  std::size_t unkept = 0;
  for (auto const& pair : settle_pairs(run.linker, run.edges, run.groups)) {
    EXPECT_LT(pair.left, 50U);
    EXPECT_GE(pair.right, 50U);
    bool const kept = std::ranges::any_of(run.edges, [&](Edge const& edge) { return edge.left == pair.left && edge.right == pair.right; });
    unkept += kept ? 0 : 1;
  }
  EXPECT_GT(unkept, 0U);
}

TEST(LinkageSettled, WhyAPairSettlesIsWhatItSettlesAt) {
  WholeRun const run{collective_rows(80, 6), 1};
  std::set<bool> kinds;
  for (auto const& pair : run.settled) {
    auto const why = settling_of(run.linker, run.edges, run.groups, pair.right, pair.left);
    EXPECT_EQ(why.settled, pair.settled);
    EXPECT_EQ(why.one_group, run.groups.of[pair.left] == run.groups.of[pair.right]);
    kinds.insert(why.one_group);
    auto const own = run.linker.explain(pair.left, pair.right);
    auto const json = explanation_json(run.linker.model(), own, &why);
    EXPECT_NEAR(json["settled"].number(), as_double(pair.settled), 1e-9);
    EXPECT_NEAR(json["weight"].number(), as_double(pair.own), 1e-9);
    double sum = 0;
    for (auto const& part : json["groups"]["parts"].array()) sum += part["bits"].number();
    EXPECT_NEAR(sum, why.one_group ? 0 : as_double(pair.settled), 1e-6) << "the parts make the sum";
    auto const text = explanation_text(run.linker.model(), own, &why);
    EXPECT_THAT(text, testing::HasSubstr("their groups"));
    EXPECT_EQ(text.find("What their groups say of each other") != std::string::npos, !why.one_group);
    EXPECT_THAT(explanation_svg(run.linker.model(), own, &why), testing::HasSubstr(">settled<"));
  }
  EXPECT_EQ(kinds.size(), 2U);
}

TEST(LinkageSettled, ATruthIsHeldAgainstWhatPairsSettleAt) {
  WholeRun const run{collective_rows(6, 1), 1};
  Labels labels;
  labels.person = {1, 1, 1, 2, 2, 3};
  labels.group = {1, 1, 1, 2, 2, 2};
  labels.group_names = {"", "a", "b"};
  std::vector<SettledPair> const pairs{{0, 1, 0, weight_of(0.999)}, {1, 2, 0, weight_of(0.96)}, {2, 3, 0, weight_of(0.6)}, {4, 5, 0, weight_of(0.2)}};
  auto const quality = evaluate_settled(run.linker.table(), settled_edges(pairs), labels);
  ASSERT_EQ(quality.pairs.size(), 5U);
  EXPECT_EQ(quality.pairs[0].found, 3U);
  EXPECT_EQ(quality.pairs[0].right, 2U);
  EXPECT_EQ(quality.pairs[0].truth, 4U);
  EXPECT_EQ(quality.best.found, 2U);
  EXPECT_DOUBLE_EQ(quality.best.recall(), 0.5);
  ASSERT_EQ(quality.groups.size(), 2U);
  EXPECT_DOUBLE_EQ(recall_gap(quality.groups), 2.0 / 3);
}

}  // namespace
}  // namespace concordat::linkage
