// SPDX-License-Identifier: Apache-2.0
// The data clock in British time, with the nights on which the clocks change.
//
// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
// (Summer Time Order 2002, SI 2002/262). That March day has 23 hours and that October day 25, so an hour of
// the week does not occur equally often in a period: `hours` says how often, and a rate divides by it. Valid
// from 2002 on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/date.h"
#include "base/result.h"
#include "places/counts.h"

namespace concordat::places {

/// 60 in summer time, else 0. `utc`: minutes since 1970-01-01 00:00 UTC.
[[nodiscard]] int british_offset(std::int64_t utc);

struct LocalTime {
  std::int64_t utc = 0;
  bool twice = false;  ///< the hour occurs twice that night; `utc` is the first of the two
};
/// Nothing for a time that the clock skips in March. `local`: minutes since 1970-01-01 00:00 by the clock on
/// the wall.
[[nodiscard]] std::optional<LocalTime> utc_of(std::int64_t local);

/// When an event may have begun: from `start` for `window` minutes, each minute as likely (aoristic weight:
/// Ratcliffe and McCullagh 1998, Int. J. Geogr. Inf. Sci. 12:751); 0: at `start` itself.
struct UtcWindow {
  std::int64_t start = 0;  ///< minutes since 1970-01-01 00:00 UTC
  std::int32_t window = 0;
};

/// For treatment in an emergency department where the time of the assault is not known: the day before
/// arrival. To be counted apart and told on the picture.
[[nodiscard]] UtcWindow window_before_arrival(std::int64_t arrival_utc);

/// Weights by local hour of the week, Monday first. Refuses a negative window, and one of more than 366 days.
[[nodiscard]] Result<WeekClock> british_clock(std::span<UtcWindow const> events);

/// How many hours of each hour of the week there are from the first to the last local day, both included.
[[nodiscard]] std::array<std::array<double, 24>, 7> hours_of_week(Date first, Date last);

}  // namespace concordat::places
