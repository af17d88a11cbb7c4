// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/leaving.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace concordat::protection {
namespace {

TEST(LeavingRecords, TheBandOfThoseWithheldHoldsEveryNumberItIsMadeOf) {
  for (std::int64_t records = 1; records <= 400; ++records) {
    for (std::int64_t withheld = 0; 10 * withheld <= records; ++withheld) {
      auto const range = withheld_by_band(withheld_band(static_cast<std::size_t>(withheld), static_cast<std::size_t>(records)), records - withheld);
      ASSERT_TRUE(range.least <= withheld && range.most && withheld <= *range.most) << withheld << " of " << records;
    }
  }
  EXPECT_EQ(withheld_by_band("none", 90), (WithheldRange{0, 0}));
  EXPECT_EQ(withheld_by_band("up to 2 %", 98), (WithheldRange{1, 2}));
  EXPECT_EQ(withheld_by_band("5 to 10 %", 90), (WithheldRange{5, 10}));
  EXPECT_EQ(withheld_by_band("some", 90), WithheldRange{});
}

TEST(LeavingRecords, FindColumnsThatStandAloneTogether) {
  // each column repeats every value ten times, two together still five, three together never
  ShownColumn a{"a", {}}, b{"b", {}}, c{"c", {}};
  for (int i = 0; i < 1000; ++i) {
    a.values.push_back(std::to_string(i / 100));
    b.values.push_back(std::to_string(i / 10 % 10));
    c.values.push_back(std::to_string(i % 10));
  }
  EXPECT_EQ(check_subsets({a, b}).value(), 3U);
  auto const together = check_subsets({a, b, c});
  ASSERT_FALSE(together);
  EXPECT_EQ(together.error().code.view(), "protect.nearly-unique");
  EXPECT_EQ(check_subsets({}).value(), 0U);
  EXPECT_EQ(withheld_band(0, 10), "none");
  EXPECT_EQ(withheld_band(1, 100), "up to 2 %");
  EXPECT_EQ(withheld_band(3, 100), "2 to 5 %");
  EXPECT_EQ(withheld_band(6, 100), "5 to 10 %");
}

TEST(LeavingRecords, AreInAnOrderAndUnderIdsOfChance) {
  SeededChance chance{3};
  std::vector<std::size_t> order(100);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  auto const mixed = by_chance(order, chance);
  EXPECT_NE(mixed, order);
  EXPECT_TRUE(std::ranges::is_permutation(mixed, order));
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(id_by_chance(chance));
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(ids.begin()->size(), 16U);
}

TEST(LeavingRecords, InASmallGroupAreWithheldWhereTheOthersStillHold) {
  RecordRelease release;
  release.columns = {"place", "method", "place_type"};
  for (int i = 0; i < 96; ++i) release.records.push_back({"any", i % 2 == 0 ? "blade" : "body-part", i % 4 < 2 ? "public" : "not-public"});
  for (int i = 0; i < 4; ++i) release.records.push_back({"any", "unknown", "not-public"});
  EXPECT_TRUE(withhold_small_groups(release, {}, 100));
  EXPECT_EQ(release.records.size(), 96U);
  EXPECT_EQ(release.withheld, 4U);
  for (auto const& record : release.records) EXPECT_NE(record[1], "unknown");
  for (int i = 0; i < 4; ++i) release.records.push_back({"any", "unknown", "not-public"});
  EXPECT_FALSE(withhold_small_groups(release, {}, 40)) << "more than a tenth";
  EXPECT_EQ(release.records.size(), 100U) << "as it was";
}

TEST(LeavingRecords, AreInNoSmallerAGroupByWhatMayBeLearned) {
  RecordRelease release;
  release.columns = {"place", "method", "place_type"};
  for (int i = 0; i < 9; ++i) release.records.push_back({"any", "blade", "public"});
  release.records.push_back({"any", "blade", "not-public"});
  auto finer = release;
  EXPECT_EQ(tell_no_small_groups(release, 5), std::vector<std::string>{"place_type"});
  for (auto const& record : release.records) EXPECT_EQ(record, (std::vector<std::string>{"any", "blade", "any"}));
  finer.records[0][1] = "gun";
  EXPECT_EQ(tell_no_small_groups(finer, 5), (std::vector<std::string>{"place_type", "method"}));
  EXPECT_TRUE(tell_no_small_groups(finer, 5).empty()) << "nothing is left to hide";
}

}  // namespace
}  // namespace concordat::protection
