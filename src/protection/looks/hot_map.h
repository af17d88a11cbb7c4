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
};

/// Gi* on the squares of the study area, its neighbours the eight around, false discovery rate 5 %, 200 resamples; where
/// nothing varies no square is hot. `events` should lie inside the area: those outside count for the mask. Refuses what
/// `show_classes` refuses.
[[nodiscard]] Result<HotMap> hot_map(places::ReportedEvents const& events, places::StudyArea const& area, double reach,
                                     MapOptions const& options);

}  // namespace concordat::protection
