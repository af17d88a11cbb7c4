// SPDX-License-Identifier: Apache-2.0
// Squares that stand out by more than chance, as a map in three classes: shown, hot, and hot in at least four of five
// resamples. The last is the one to act on: a square that is hot once may not be so next month.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "places/events.h"
#include "places/spatial/study_area.h"
#include "protection/classed_map.h"

namespace concordat::protection {

struct HotMap {
  ClassedMap map;
  std::size_t hot = 0;     ///< squares of class 2 and 3 on the map
  std::size_t stable = 0;  ///< of class 3
  bool few = false;        ///< fewer than 30 reports: to be said before anything else
  bool thin = false;       ///< fewer than five reports are expected in a square and those around it: the test can miss a place: no square has class 1 then, as of those it cannot be told
  std::uint32_t reach = 1; ///< squares on each side that are neighbours; 0: too few reports for so large an area to test
};

/// Gi* on the squares of the study area, false discovery rate 5 %, 200 resamples; where nothing varies no square is hot.
/// In an area of up to 2,250 squares the neighbours are the eight around, and permutations decide where the normal
/// distribution cannot be trusted. In a larger one permutations could not tell nine hot squares from chance: there the
/// neighbourhood grows until it expects five reports, to six squares on each side at most. `events` should lie inside the area: those outside count for the mask. Refuses what
/// `show_classes` refuses.
[[nodiscard]] Result<HotMap> hot_map(places::ReportedEvents const& events, places::StudyArea const& area, double reach,
                                     MapOptions const& options);

}  // namespace concordat::protection
