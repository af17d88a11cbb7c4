// SPDX-License-Identifier: Apache-2.0
// Pairs and groups together: records that come one by one end in the groups that a whole run makes of them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "linkage/group/live_groups.h"
#include "linkage/live/live_index.h"
#include "linkage/live/live_test_tools.h"

namespace concordat::linkage {
namespace {

using Pairs = std::map<std::pair<std::uint64_t, std::uint64_t>, MilliBits>;
using Partition = std::set<std::set<std::uint64_t>>;

constexpr GroupOptions options{.join = 2'000, .fracture = 1'000};

MilliBits thousandths_of(Bits weight) { return static_cast<MilliBits>(static_cast<std::int64_t>(weight) * 1000 / one_bit); }

Pairs batch_pairs(Model const& model, Rows const& rows) {
  Pairs found;
  for (auto const& edge : Linker{model, table_of(model, rows), nullptr, 2}.find().edges) found[{edge.left, edge.right}] = thousandths_of(edge.weight);
  return found;
}

/// Records of the index have the numbers of the rows, for none goes.
Pairs live_pairs(LiveIndex& index, std::size_t records) {
  Pairs found;
  for (Record record = 0; record < records; ++record) {
    for (auto const& match : index.match(record)) found[std::minmax<std::uint64_t>(record, match.record)] = thousandths_of(match.weight);
  }
  return found;
}

Partition partition_of(std::size_t records, auto const& group_of) {
  std::map<GroupId, std::set<std::uint64_t>> groups;
  Partition made;
  for (std::uint64_t key = 0; key < records; ++key) {
    auto const id = group_of(key);
    if (id == no_group) made.insert({key});
    else groups[id].insert(key);
  }
  for (auto const& [id, members] : groups) made.insert(members);
  return made;
}

/// From scratch, of what the whole run found; ids of the former grouping where there is one.
Grouping batch_groups(Pairs const& pairs, std::vector<GroupId> const& former, GroupId next_id) {
  GroupData all;
  for (std::uint64_t key = 0; key < former.size(); ++key) all.keys.push_back(key);
  all.former = former;
  for (auto const& [ends, weight] : pairs) all.pairs.push_back({static_cast<std::uint32_t>(ends.first), static_cast<std::uint32_t>(ends.second), weight});
  auto made = group(all.input(next_id), options);
  EXPECT_TRUE(made);
  return made ? *made : Grouping{};
}

TEST(LiveAndBatch, PairsAndGroupsAreThoseOfAWholeRunAfterEachDelivery) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    auto rows = people_rows(240, seed);
    SeededChance chance{seed};
    for (std::size_t i = 3; i < rows.size(); i += 3) rows[i] = rows[chance.below(i)];  // of some people there are several records
    auto const model = trained_on(rows);
    Rows now{rows.begin(), rows.begin() + 60};
    LiveIndex index{model, table_of(model, now, 1, Loader::For::live), nullptr};
    LiveGroups live{options};
    std::vector<GroupId> former;
    GroupId next_id = 1;
    Pairs before;
    std::size_t largest = 0;
    while (true) {
      for (auto key = former.size(); key < now.size(); ++key) ASSERT_TRUE(live.add(key));
      auto const found = live_pairs(index, now.size());
      for (auto const& [ends, weight] : before) {
        if (found.contains(ends)) continue;
        ASSERT_TRUE(live.remove_pair(ends.first, ends.second));
      }
      for (auto const& [ends, weight] : found) ASSERT_TRUE(live.set_pair(ends.first, ends.second, weight));
      ASSERT_TRUE(live.settle());

      auto const whole = batch_pairs(model, now);
      EXPECT_EQ(found, whole) << seed << " " << now.size();
      former.resize(now.size(), no_group);
      auto const grouped = batch_groups(whole, former, next_id);
      auto const partition = partition_of(now.size(), [&](std::uint64_t key) { return grouped.of[key]; });
      EXPECT_EQ(partition_of(now.size(), [&](std::uint64_t key) { return live.of(key); }), partition) << seed << " " << now.size();
      for (auto const& members : partition) largest = std::max(largest, members.size());
      former = grouped.of;
      next_id = grouped.next_id;
      before = found;
      if (now.size() == rows.size()) break;
      for (auto at = now.size(), end = at + 60; at < end; ++at) {
        index.add({rows[at].begin(), rows[at].end()});
        now.push_back(rows[at]);
      }
    }
    EXPECT_GT(largest, 2U) << "a test of groups";
  }
}

}  // namespace
}  // namespace concordat::linkage
