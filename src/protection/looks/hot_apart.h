// SPDX-License-Identifier: Apache-2.0
// Squares that are hot in the reports of emergency departments and not in the police's. That the police's are hot as well is not told: it would be one
// more thing known of a small number that a third source has there.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "protection/looks/hot_map.h"

namespace concordat::protection {

struct TwoSources {
  places::ReportedEvents const& emergency;
  places::ReportedEvents const& police;
};

struct HotApart {
  ClassedMap map;         ///< class 2: hot in the departments' reports alone
  std::size_t apart = 0;  ///< squares of class 2
};

/// Gi* of each source by itself, as `hot_map` has it. Shown where enough of the departments' reports lie near, and enough of all others (`options.rest`).
/// Refuses what `hot_map` refuses.
[[nodiscard]] Result<HotApart> tell_hot_apart(TwoSources const& sources, places::StudyArea const& area, double reach, MapOptions const& options);

}  // namespace concordat::protection
