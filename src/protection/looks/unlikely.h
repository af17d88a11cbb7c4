// SPDX-License-Identifier: Apache-2.0
// Groups of neighbouring areas with more reports for their residents than chance explains, worked out from a published table of
// counts alone: whoever holds that table could do it too, so it adds nothing to it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/grid.h"
#include "protection/looks/word_table.h"
#include "protection/protected_table.h"

namespace concordat::protection {

struct UnlikelyAreas {
  std::span<places::Point const> centre;
  std::span<std::int64_t const> population;  ///< 0 where not known: the area is left out
};

struct UnlikelyTable {
  WordTable table;
  std::vector<std::uint32_t> group;  ///< one an area: 0 in none, else the number of its group
  std::size_t groups = 0;
  std::size_t left_out = 0;          ///< areas that were not delivered, or without residents
  std::vector<std::uint8_t> looked_at = {};  ///< one an area: 0 where it is left out
  bool tested = false;               ///< some group of areas had enough reports to be tested at all
};

/// Kulldorff's scan (Poisson) over the published counts of `column`; a hidden count stands as the middle of what the rule hides.
/// Groups with p at most 5 % are told, and only where they would have more than their share (Poisson, 5 %) even if every hidden count
/// in them were 1 and every other as high as it can be. Refuses columns that do not fit the table ("unlikely.areas"). `go_on` is asked as the scan asks.
[[nodiscard]] Result<UnlikelyTable> tell_unlikely(ProtectedTable const& counts, std::size_t column, UnlikelyAreas const& areas, SmallNumberRule const& rule,
                                                  GoOn const& go_on = {});

}  // namespace concordat::protection
