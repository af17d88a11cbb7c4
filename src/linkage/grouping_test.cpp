// SPDX-License-Identifier: Apache-2.0
#include "linkage/grouping.h"

#include <gtest/gtest.h>

#include "linkage/linkage_test_tools.h"
#include "linkage/truth.h"

namespace concordat::linkage {
namespace {

Linker linker_of(std::size_t records) {
  auto model = model_from(people_model);
  for (auto& comparison : model.comparisons) {
    for (std::size_t level = 1; level < comparison.levels.size(); ++level) comparison.levels[level].m.value = comparison.levels[level].u.value = 0.5;
  }
  model.prior.probability = 0.001;
  return Linker{model, table_of(model, Rows(records, {"", "", "", "", ""})), nullptr, 1};
}

TEST(LinkageGroups, APairBetweenFractureAndJoinJoinsNobodyAnew) {
  auto const linker = linker_of(4);
  std::vector<Edge> const edges{{0, 1, weight_of(0.69)}, {2, 3, weight_of(0.995)}};
  auto const groups = group_records(linker, edges, weight_of(0.99), weight_of(0.5));
  ASSERT_TRUE(groups);
  EXPECT_EQ(groups->of, (std::vector<Record>{0, 1, 2, 2}));
}

TEST(LinkageTruth, APairOfTwoNamingGroupsIsHalfOfEachFoundOrTrue) {
  auto const linker = linker_of(6);
  Labels labels;
  labels.person = {1, 1, 1, 2, 2, 3};
  labels.group = {1, 2, 2, 1, 2, 1};
  labels.group_names = {"", "a", "b"};
  std::vector<Edge> const edges{{0, 1, weight_of(0.999)}, {0, 2, weight_of(0.999)}, {1, 2, weight_of(0.999)}, {3, 4, weight_of(0.999)}};
  auto const quality = evaluate(linker, edges, labels);
  ASSERT_EQ(quality.groups.size(), 2U);
  EXPECT_EQ(quality.groups[0].pairs.truth, 2U) << "three pairs with a record of the other group";
  EXPECT_EQ(quality.groups[0].pairs.right, 2U);
  EXPECT_EQ(quality.groups[1].pairs.truth, 3U) << "one pair inside, three with a record of the other group";
  for (auto const& group : quality.groups) EXPECT_DOUBLE_EQ(group.pairs.recall(), 1) << group.name;
  EXPECT_EQ(recall_gap(quality.groups), 0);
}

}  // namespace
}  // namespace concordat::linkage
