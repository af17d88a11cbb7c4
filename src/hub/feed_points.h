// SPDX-License-Identifier: Apache-2.0
// The map points a feed has used, as they lie in the database (intake/quality/point_memory.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "intake/quality/point_memory.h"
#include "store/connection.h"

namespace concordat::hub {

[[nodiscard]] Result<std::vector<intake::PointMemory::Seen>> read_feed_points(store::Connection& connection, std::int64_t feed);
/// Replaces what was there; none: forgets the feed's points.
[[nodiscard]] Result<void> keep_feed_points(store::Connection& connection, std::int64_t feed,
                                            std::span<intake::PointMemory::Seen const> seen);

}  // namespace concordat::hub
