// SPDX-License-Identifier: Apache-2.0
// The least coarsening of records after which nobody stands out.
//
// Every column that others may know has a ladder: step 0 is the value as it is (or as the profile lets it begin), each
// further step merges values. One step is chosen for each column, the same for all records; records whose class is then
// still too small are withheld. Of all choices that withhold no more than is allowed, the one of least loss is taken.
//
// Loss, from 0 to 1: for each column, the share of its other values with which a record's value was merged, averaged over
// the columns and the records; a withheld record loses everything.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

struct Ladder {
  /// step[s][code] is what a code of the file becomes at step s.
  std::vector<std::vector<std::uint32_t>> step = {};
  std::vector<std::uint32_t> values = {};  ///< how many codes there are at each step
};

struct KnownColumn {
  std::span<std::uint32_t const> codes = {};  ///< one a record, as the ladder's steps take them
  Ladder ladder = {};
  std::string name = {};  ///< for the place of a problem
};

/// Code of a sensitive value that is not told. It is no value: where most are not told, who is in a class with one that is learns that one.
inline constexpr std::uint32_t not_told = 0xffff'ffff;

struct Demand {
  std::uint32_t k = 5;             ///< records that must look alike, at least
  std::uint32_t l = 2;             ///< different values of each sensitive column among them, at least; `not_told` is none
  double withheld_most = 0.02;     ///< share of the records
};

struct Coarsening {
  std::vector<std::uint32_t> steps = {};     ///< one a column
  std::vector<std::uint8_t> withheld = {};   ///< one a record
  std::size_t withheld_count = 0;
  std::uint32_t k = 0;                       ///< the smallest class that goes out; 0 where nothing does
  std::uint32_t l = 0;                       ///< the fewest different sensitive values in one; 0 without a sensitive column
  std::size_t classes = 0;
  double loss = 0;
  std::size_t choices = 0;                   ///< of which it is the best
  std::size_t looked_at = 0;
};

/// `sensitive` holds columns of codes; more than 64 different values of one are told apart only in part, to the safe side.
/// Refuses a step that separates what the step before merged ("ladder.not-monotone"), codes out of range or columns of
/// different lengths ("classes.shape"), too wide columns ("classes.too-wide"), more than a million choices
/// ("ladder.too-many"), and records of which more would have to be withheld at every choice ("generalise.cannot").
[[nodiscard]] Result<Coarsening> generalise(std::span<KnownColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive,
                                            Demand const& demand);

}  // namespace concordat::protection
