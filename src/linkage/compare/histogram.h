// SPDX-License-Identifier: Apache-2.0
// How many pairs show each pattern of levels. Counts add up in any order: threads, parts and files merge.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "linkage/compare/comparer.h"

namespace concordat::linkage {

class Histogram {
 public:
  Histogram();
  void add(Pattern pattern, std::uint64_t count = 1) {
    auto at = place(pattern);
    for (; slots_[at].count != 0; at = (at + 1) & mask_) {
      if (slots_[at].pattern == pattern) {
        slots_[at].count += count;
        return;
      }
    }
    if (count > 0) insert(at, pattern, count);
  }
  void add(Histogram const& other);
  /// By pattern.
  [[nodiscard]] std::vector<std::pair<Pattern, std::uint64_t>> sorted() const;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  struct Slot {
    Pattern pattern = 0;
    std::uint64_t count = 0;  ///< 0: free
  };
  [[nodiscard]] std::size_t place(Pattern pattern) const {
    return static_cast<std::size_t>((pattern * 0x9fb21c651e98df25ULL) >> 32) & mask_;
  }
  void insert(std::size_t at, Pattern pattern, std::uint64_t count);

  std::vector<Slot> slots_;
  std::size_t mask_;
  std::size_t used_ = 0;
};

}  // namespace concordat::linkage
