// SPDX-License-Identifier: Apache-2.0
// Squares that are hot in the reports of emergency departments and not in the police's, and the other way; and where the one knows at
// least twice as large a part of what it knows as the other. Both are told only where enough of either lie near, and enough of all others
// beside either: what the maps of each source by itself tell, put beside each other, and no more. That both are hot is not told.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "protection/looks/hot_map.h"

namespace concordat::protection {

struct TwoSources {
  places::ReportedEvents const& emergency;
  places::ReportedEvents const& police;
};

/// What the smallest group is held against, for either (`of_others`, `rest`); title, months and support are those of the first.
struct TwoMasks {
  MapOptions const& emergency;
  MapOptions const& police;
};

struct HotApart {
  ClassedMap map;             ///< class 3: hot in the departments' reports alone; 2: in the police's alone
  std::size_t apart = 0;      ///< squares of class 3
  std::size_t other_way = 0;  ///< squares of class 2
};

/// Gi* of each source by itself, as `hot_map` has it. Class 3 is shown where enough of the departments' reports lie near, and enough of all
/// others; class 2 where enough of the police's do as well. Where the departments' reports are too few for the test to find places no square
/// is of class 2: that it misses one says nothing. Refuses what `hot_map` refuses.
[[nodiscard]] Result<HotApart> tell_hot_apart(TwoSources const& sources, places::StudyArea const& area, double reach, TwoMasks const& masks);

struct DensityApart {
  ClassedMap map;            ///< class 3: the departments know at least twice as large a part of theirs; 1: the police do; 2: neither
  std::size_t emergency = 0; ///< squares of class 3
  std::size_t police = 0;    ///< squares of class 1
};

/// Gaussian density of both with `bandwidth`, each per report of its own source, one over the other; in three classes, never as a figure. Shown
/// inside the area, where enough of either lie near and enough of all others beside either. Refuses what `show_classes` refuses. Nothing
/// is shown where one of the two has no report with a place.
[[nodiscard]] Result<DensityApart> tell_density_apart(TwoSources const& sources, places::StudyArea const& area, double bandwidth, TwoMasks const& masks);

}  // namespace concordat::protection
