// SPDX-License-Identifier: Apache-2.0
// Where one source knows of violence and the other does not: for each area a verdict, and no figure of either source.
//
// Verdicts only: the counts of one source in one area, beside the counts of all sources in the same area, would let a
// reader work back to small numbers of the other.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

/// True counts of one period, one an area.
struct SourceCounts {
  std::span<std::int64_t const> emergency;  ///< of emergency departments
  std::span<std::int64_t const> police;
  /// Counts that must reach the smallest group as well, before a difference is told: of whoever else reported, where the reader is one of
  /// those sources and could move the verdict with reports of its own.
  std::vector<std::span<std::int64_t const>> of_others = {};
};

enum class Verdict : std::uint8_t {
  nothing,         ///< too few, or none that chance could not make: told alike, or who knows one source's counts learns the other's
  police_more,     ///< a larger part of what is known comes from the police than elsewhere
  emergency_more,  ///< a larger part comes from the emergency department: the place to look at
};

struct ContrastTable {
  WordTable table;
  std::vector<Verdict> areas;
};

/// Each area's share of emergency-department reports against that of all areas together: conditional binomial test,
/// false discovery rate 5 % over the areas that are told (Benjamini and Hochberg). An area is told where both sources
/// together reach the rule's smallest group, and 5; and a difference is told only where the
/// emergency department alone reaches it, and 3, and each of `of_others` does.
/// Refuses counts that are not one an area, and negative ones.
[[nodiscard]] Result<ContrastTable> tell_contrast(SourceCounts const& counts, std::vector<std::string> const& areas,
                                                  SmallNumberRule const& rule);

}  // namespace concordat::protection
