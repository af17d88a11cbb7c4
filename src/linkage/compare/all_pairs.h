// SPDX-License-Identifier: Apache-2.0
// Levels of one comparison over all pairs of records there are, counted from the different values: nothing is drawn,
// so nothing is left to chance. Equal values and parts are sums of squared counts, days are sums over a window, and
// slips of the pen are found by leaving letters out.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "linkage/compare/comparer.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

class AllPairs {
 public:
  /// REQUIRES: all outlive this.
  AllPairs(Comparer const& comparer, std::size_t comparison, Table const& table, std::uint64_t most_looks);
  ~AllPairs();
  AllPairs(AllPairs const&) = delete;
  AllPairs& operator=(AllPairs const&) = delete;

  /// Not where the comparison looks at several fields, or where more than about `most_looks` pairs of different values would
  /// have to be looked at.
  [[nodiscard]] bool countable() const { return count_ != nullptr; }
  /// By level; adds up to the number of all pairs. The same for any number of threads. Once only. REQUIRES countable().
  [[nodiscard]] std::vector<std::uint64_t> levels(unsigned threads);

 private:
  class Count;
  std::unique_ptr<Count> count_;
};

}  // namespace concordat::linkage
