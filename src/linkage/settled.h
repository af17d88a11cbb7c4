// SPDX-License-Identifier: Apache-2.0
// What a pair weighs once the groups of its two records are known, beside what it weighs by itself.
//
// Within a group: what the two groups said that brought the records together when they joined; of records that were together
// beyond doubt from the start, the weakest link on the strongest way from one to the other; never less than the own weight.
// Between two groups: what they say of each other, always less than
// what joins. So the pairs that settle at what joins are those within groups, no more and no fewer.
//
// Invariant: a pair of two records that are groups of their own settles at its own weight.
#pragma once

#include <vector>

#include "linkage/collective.h"
#include "linkage/grouping.h"
#include "linkage/linker.h"

namespace concordat::linkage {

struct SettledPair {
  Record left = 0;
  Record right = 0;  ///< after left
  Bits own = 0;      ///< by itself
  Bits settled = 0;  ///< with what the groups know
  bool operator==(SettledPair const&) const = default;
};

/// In a larger group only pairs that were kept are told, at what joins or their own weight where it is more.
inline constexpr std::size_t most_settled = 1000;

/// Every pair that was kept and every pair within a group, by left record, then right. REQUIRES a collective model, and edges
/// in order (sort_edges).
[[nodiscard]] std::vector<SettledPair> settle_pairs(Linker const& linker, std::vector<Edge> const& edges, RecordGroups const& groups);

/// Their settled weights, for evaluation.
[[nodiscard]] std::vector<Edge> settled_edges(std::vector<SettledPair> const& pairs);

/// Why one pair settles where it does.
struct Settling {
  bool one_group = false;
  std::size_t left_records = 0;   ///< of the groups, or of the one group both
  std::size_t right_records = 0;
  bool apart = false;  ///< something says that they are two people, or no pair of theirs was kept though they would join
  Evidence said;       ///< what two groups say of each other
  Bits settled = 0;
};

/// REQUIRES what settle_pairs() requires.
[[nodiscard]] Settling settling_of(Linker const& linker, std::vector<Edge> const& edges, RecordGroups const& groups, Record left, Record right);

}  // namespace concordat::linkage
