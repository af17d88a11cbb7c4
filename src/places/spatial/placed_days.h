// SPDX-License-Identifier: Apache-2.0
// Reported events as points and, where asked for, whole days: what near repeats, clusters and scans take.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::places {

struct PlacedDays {
  std::vector<Point> points;
  std::vector<std::int32_t> day;     ///< days since 1970-01-01; empty where no days were asked for
  std::vector<std::uint32_t> event;  ///< which of the events each is
  std::uint64_t left_out = 0;        ///< without a place, or (where asked for) without a time
};

enum class Need : std::uint8_t { place, place_and_day };

/// Refuses days where the events have no times at all, and days outside the years 1870 to 2170.
[[nodiscard]] Result<PlacedDays> placed_days(ReportedEvents const& events, Need need);

}  // namespace concordat::places
