// SPDX-License-Identifier: Apache-2.0
// Whether what lies near a cell is known to be of two days at least: eight reports of one night may be one brawl, or one incident
// that three agencies tell.
#pragma once

#include <cstdint>
#include <vector>

#include "places/events.h"
#include "places/grid.h"

namespace concordat::protection {

/// One a cell: 1 where of the events at most `reach` from its centre two are known to be of different days. A day goes from six in
/// the morning to six, so that a night is one. Of an event that may have begun on several days, or of which only the month is
/// known, no more is known than that; one without even a month counts for no day. All 1 where the data have neither column.
[[nodiscard]] std::vector<std::uint8_t> on_two_days(places::ReportedEvents const& events, places::Grid const& grid, double reach);

}  // namespace concordat::protection
