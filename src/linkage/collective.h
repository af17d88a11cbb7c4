// SPDX-License-Identifier: Apache-2.0
// What whole groups of records know of each other: a record without a birth date is judged with those its group has.
//
// Each record of one group is weighed against the other group comparison by comparison, by the mean odds over that group's
// records where both sides are known (a person's records are a mixture of what the person wrote over the years); its mean over
// the group's records, and of both ways round, is what the groups say of each other. Many records that repeat one thing
// count no more than one, and what only some of them know counts in full.
//
// Invariants:
//   1. Of two groups of one record each it is the pair's own weight.
//   2. It does not depend on the order of records, nor on which group is named first; of a group of more than
//      most_asked records the first speak.
//   3. Two groups with different valid numbers of which a person has one never join.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "linkage/group/group.h"
#include "linkage/grouping.h"
#include "linkage/linker.h"

namespace concordat::linkage {

inline constexpr std::size_t most_asked = 64;

/// Working memory of one thread.
struct CollectiveScratch {
  Comparer::Scratch comparer;
  std::vector<Evidence> cells;  ///< by left record, then right
  std::vector<Bits> row;
};

class Collective {
 public:
  /// REQUIRES: a trained model; the linker outlives this.
  explicit Collective(Linker const& linker);
  [[nodiscard]] CollectiveScratch scratch() const { return {linker_.comparer().scratch(), {}, {}}; }
  [[nodiscard]] Scorer const& scorer() const { return scorer_; }
  /// What two groups say of each other. REQUIRES each not empty and in order.
  [[nodiscard]] Evidence evidence(std::span<Record const> left, std::span<Record const> right, CollectiveScratch& scratch) const;
  [[nodiscard]] Bits weight(std::span<Record const> left, std::span<Record const> right, CollectiveScratch& scratch) const {
    return scorer_.weight(evidence(left, right, scratch));
  }
  /// Of two records by themselves.
  [[nodiscard]] Bits weight(Record left, Record right, CollectiveScratch& scratch) const;
  /// A number for each record, each different, by what the record says: ties broken by it do not depend on the order of rows,
  /// but for records that say the same.
  [[nodiscard]] std::vector<std::uint64_t> const& ranks() const { return ranks_; }

 private:
  Linker const& linker_;
  Scorer scorer_;
  std::vector<std::uint64_t> ranks_;
};

/// What a pair can settle at where something says that they are two people: what is kept at least, and clearly less than what joins.
[[nodiscard]] Bits most_where_forbidden(Model const& model, Bits join);

/// Joins groups that some pair links and that say of each other at least `groups.join`, best first (ties by ranks()), judging anew what a
/// group that has grown says; fills joins and between. Where nobody weighs them yet, who does is put there.
void join_collectively(Linker const& linker, std::vector<Edge> const& edges, std::span<ExclusiveFact const> facts, RecordGroups& groups);

}  // namespace concordat::linkage
