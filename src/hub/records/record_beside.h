// SPDX-License-Identifier: Apache-2.0
// Inside the module: records laid beside all that their recipient has of the quarter.
#pragma once

#include <optional>

#include "hub/records/record_report.h"
#include "hub/release/picture.h"

namespace concordat::hub {

struct BesideTold {
  bool may_be_fine = true;  ///< false: the reader has squares of the quarter, so no place may be told by a point or a small area
  bool tells_places = true;  ///< false: with their places the records would give a small number away, without them they do not
  std::optional<told::Finding> refused = {};  ///< they would even without
};

/// What comes of laying them beside what was told since the quarter was closed; of the same records beside the same as before, where
/// `workings` has it. As told::read_told; "areas.none".
[[nodiscard]] Result<BesideTold> lay_beside_told(Hub& hub, Granted const& granted, SourceDecision const& source, Periods const& periods, RecordsReport const& facts,
                                                 protection::RecordRelease const& release, Workings& workings);

}  // namespace concordat::hub
