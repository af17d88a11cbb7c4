// SPDX-License-Identifier: Apache-2.0
// Single values left blank until nobody stands out (local suppression), where coarsening every record would lose more.
//
// A blank counts as a value of its own: every record that leaves looks, blanks and all, like k - 1 others at least. The weaker count,
// in which a blank stands for any value (sdcMicro's), is not enough: who knows a person's values takes the one record that shows
// them all for that person, however many blank ones would fit as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "protection/anonymity/classes.h"
#include "protection/anonymity/generalise.h"

namespace concordat::protection {

inline constexpr std::size_t most_columns_to_blank = 12;  ///< every set of columns to keep is looked at

struct Blanking {
  std::vector<std::vector<std::uint8_t>> blank = {};  ///< of each column, one a record; of a withheld record all
  std::vector<std::uint8_t> withheld = {};            ///< one a record
  std::size_t withheld_count = 0;
  std::vector<std::size_t> blanked = {};              ///< of each column, how many values of records that leave
  std::uint32_t k = 0;                                ///< the smallest class that goes out; 0 where nothing does
  std::uint32_t l = 0;                                ///< the fewest different sensitive values in one; 0 without a sensitive column
  std::size_t classes = 0;

  /// The share of the values of all records that leave which are blank; from 0 to 1.
  [[nodiscard]] double share() const;
};

/// Keeps as many values as it finds: sets of columns to keep are tried from all columns down, those by which most records find enough others
/// first, and of two that serve alike the one with the columns that are named first. Not the best of all ways: that is too hard to find.
/// Refuses more than 12 columns ("blank.columns"), records of which more than `demand.withheld_most` would find nobody even with every value
/// blank ("blank.cannot"), and as class_sizes.
[[nodiscard]] Result<Blanking> blank_values(std::span<CodeColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive, Demand const& demand);

}  // namespace concordat::protection
