// SPDX-License-Identifier: Apache-2.0
// Candidate pairs gathered until there are enough to compare together.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "linkage/compare/comparer.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

/// One for each thread: visit(left, right, pattern) sees the pairs in the order in which they came.
class PairBlock {
 public:
  /// REQUIRES: all outlive this.
  PairBlock(Comparer const& comparer, Table const& table, Comparer::Scratch& scratch) : comparer_{comparer}, table_{table}, scratch_{scratch} {}

  template <class Visit>
  void add(Record left, Record right, Visit const& visit) {
    lefts_[count_] = left;
    rights_[count_] = right;
    __builtin_prefetch(table_.at(right));
    __builtin_prefetch(table_.at(right) + table_.width - 1);  // a record may lie on two lines of memory
    if (++count_ == most_pairs_at_once) flush(visit);
  }

  /// What is left over.
  template <class Visit>
  void flush(Visit const& visit) {
    compare();
    for (std::size_t i = 0; i < count_; ++i) visit(lefts_[i], rights_[i], patterns_[i]);
    count_ = 0;
  }

 private:
  void compare() {
    for (std::size_t i = 0; i < count_; ++i) {
      left_ids_[i] = table_.at(lefts_[i]);
      right_ids_[i] = table_.at(rights_[i]);
    }
    comparer_.compare(std::span{left_ids_}.first(count_), std::span{right_ids_}.first(count_), std::span{patterns_}.first(count_), scratch_);
  }

  Comparer const& comparer_;
  Table const& table_;
  Comparer::Scratch& scratch_;
  std::size_t count_ = 0;
  std::array<Record, most_pairs_at_once> lefts_{};
  std::array<Record, most_pairs_at_once> rights_{};
  std::array<std::uint32_t const*, most_pairs_at_once> left_ids_{};
  std::array<std::uint32_t const*, most_pairs_at_once> right_ids_{};
  std::array<Pattern, most_pairs_at_once> patterns_{};
};

}  // namespace concordat::linkage
