// SPDX-License-Identifier: Apache-2.0
// By how few columns a record stands alone: its minimal sample uniques, and the columns that are to blame.
//
// A minimal sample unique of a record is a set of columns by which it stands alone, while by no smaller set of them it does. The fewer
// columns it takes, the sooner somebody knows them all. Score of a record, after the algorithm SUDA2 (Manning, Haglin and Keane 2008,
// doi 10.1007/s10618-007-0078-6) without its scale to shares: the sum of (M - s)! over its minimal sample uniques, of s of M columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protection/anonymity/classes.h"

namespace concordat::protection {

inline constexpr std::size_t most_columns_of_uniques = 12;  ///< every set of columns is looked at: 4,095 of them

/// A score is of a record of a file, before anything leaves, and stays inside: what leaves is what columns are to blame for.
struct SpecialUniques {
  std::vector<std::uint64_t> score = {};        ///< one a record; 0: it stands alone by no set of columns
  std::vector<std::size_t> alone_by = {};       ///< how many records stand alone by so many columns and by no fewer; 0: none of them at all
  std::vector<double> to_blame = {};            ///< of each column, the share of all scores in whose sets it is; from 0 to 1
};

/// Refuses more than 12 columns ("uniques.columns"), and as class_sizes.
[[nodiscard]] Result<SpecialUniques> special_uniques(std::span<CodeColumn const> columns);

}  // namespace concordat::protection
