// SPDX-License-Identifier: Apache-2.0
#include "linkage/parts/part_file.h"

#include <gtest/gtest.h>

#include "base/chance.h"

namespace concordat::linkage {
namespace {

constexpr PartKey key{0x1234567890abcdefULL, 2, 4};

Counts some_counts() {
  Counts counts;
  counts.prior_pairs = 7;
  counts.random_levels = {{0, 5, 6}, {1, 2}};
  counts.sessions.resize(2);
  counts.sessions[0].add(0x21, 3);
  counts.sessions[0].add(0xfedcba9876543210ULL, 1'000'000'000'000ULL);
  return counts;
}

Found some_edges() {
  Found found;
  found.rules = {{"surname + dob", 10, 9, 2, 1, 30, 12}, {"a, b", 4, 3, 0, 0, 0, 2}};
  found.edges = {{1, 4'000'000'000U, -5}, {2, 3, 70'000}};
  return found;
}

TEST(PartFile, ComesBackAsItWas) {
  auto const counts = counts_from(key, counts_bytes(key, some_counts()));
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->prior_pairs, 7U);
  EXPECT_EQ(counts->random_levels, some_counts().random_levels);
  EXPECT_EQ(counts->sessions[0].sorted(), some_counts().sessions[0].sorted());
  EXPECT_EQ(counts->sessions[1].size(), 0U);
  auto const found = edges_from(key, edges_bytes(key, some_edges()));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->edges, some_edges().edges);
  EXPECT_EQ(found->rules[0].name, "surname + dob");
  EXPECT_EQ(found->rules[0].largest, 12U);
}

TEST(PartFile, ATornOrChangedFileIsRefused) {
  for (auto const& bytes : {counts_bytes(key, some_counts()), edges_bytes(key, some_edges())}) {
    bool const counts = bytes.starts_with("concordat-link-counts");
    auto const read = [&](std::string_view given) -> std::string_view {
      if (counts) {
        auto const got = counts_from(key, given);
        return got ? "read" : got.error().code.view();
      }
      auto const got = edges_from(key, given);
      return got ? "read" : got.error().code.view();
    };
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_EQ(read(std::string_view{bytes}.substr(0, size)), "part.damaged") << size;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      auto changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 0x10);
      EXPECT_EQ(read(changed), "part.damaged") << at;
    }
  }
}

TEST(PartFile, APartOfAnotherPlanIsRefused) {
  auto const bytes = edges_bytes(key, some_edges());
  for (auto const& other : {PartKey{key.plan + 1, 2, 4}, PartKey{key.plan, 1, 4}, PartKey{key.plan, 2, 5}}) {
    auto const found = edges_from(other, bytes);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code.view(), "part.other-plan");
  }
}

}  // namespace
}  // namespace concordat::linkage
