// SPDX-License-Identifier: Apache-2.0
// How hotspots went from quarter to quarter, worked out from the maps of those quarters as they may be shown: a square
// counts as hot in a quarter only where that quarter's own map shows it so.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "places/events.h"
#include "protection/looks/hot_map.h"

namespace concordat::protection {

inline constexpr std::size_t least_quarters = 5;  ///< fewer cannot tell lately from before

struct HotHistory {
  ClassedMap map;
  std::size_t lasting = 0;  ///< squares hot in at least four of five quarters
  std::size_t newly = 0;    ///< hot lately and never before
  std::size_t gone = 0;     ///< hot before and not lately
};

/// The oldest first; all of one grid. "Lately" is the last fifth of the quarters. `events` are those of all of them, for
/// the mask. Refuses fewer than five quarters and maps of different grids, and what `show_classes` refuses.
[[nodiscard]] Result<HotHistory> hot_history(std::vector<HotMap> const& quarters, places::ReportedEvents const& events,
                                             double reach, MapOptions const& options);

}  // namespace concordat::protection
