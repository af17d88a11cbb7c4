// SPDX-License-Identifier: Apache-2.0
// Levels of one comparison over all pairs of records there are, counted from the different values: nothing is drawn,
// so nothing is left to chance. Equal values and parts are sums of squared counts, days are sums over a window, and
// slips of the pen are found by leaving letters out.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/compare/comparer.h"
#include "linkage/table/table.h"

namespace concordat::linkage {

/// Whether it can be counted so: not where the comparison looks at several fields, or where more than about `most_looks`
/// pairs of different values would have to be looked at.
[[nodiscard]] bool can_count_all_pairs(Comparer const& comparer, std::size_t comparison, Table const& table, std::uint64_t most_looks);
/// By level; adds up to the number of all pairs. The same for any number of threads. REQUIRES that it can be counted so.
[[nodiscard]] std::vector<std::uint64_t> levels_of_all_pairs(Comparer const& comparer, std::size_t comparison, Table const& table,
                                                             std::uint64_t most_looks, unsigned threads);

}  // namespace concordat::linkage
