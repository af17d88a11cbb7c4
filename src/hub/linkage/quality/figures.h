// SPDX-License-Identifier: Apache-2.0
// Inside the module: what a sample comes to, as counts and estimates. Kept once it is closed; the judged pairs go with their records.
#pragma once

#include "hub/linkage/quality/name_sorting.h"
#include "hub/linkage/quality/sample_rows.h"

namespace concordat::hub::links {

/// Of a pair of agencies or a naming group, nothing is told with fewer judged pairs, and of a group with fewer records.
inline constexpr std::uint64_t least_told = 20;

struct JudgedPair {
  SamplePair pair;
  std::optional<std::string> outcome;  ///< settled(pair)
  std::string left_agency, right_agency;
  bool against_decision = false;  ///< people decided otherwise before, and that stands
};

/// {"settled": 180, "cannot_tell": 6, "not_judged": 14, "against_decisions": 0, "kappa": {...}, "overall": {"judged": 180, "precision":
/// {"at": 0.98, "low": 0.95, "high": 0.99}, "recall": ...}, "if_same": ..., "if_not_same": ..., "by_agency": [{"agencies": [...], ...}],
/// "by_group": [{"group": "A", "records": 812, ...}], "precision_gap": ..., "recall_gap": ..., "strata": [...]}
[[nodiscard]] Json figures_of(Sample const& sample, std::vector<JudgedPair> const& pairs, NameSorting const& names);

}  // namespace concordat::hub::links
