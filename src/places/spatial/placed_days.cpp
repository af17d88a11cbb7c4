// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/placed_days.h"

#include <cmath>
#include <cstdlib>

namespace concordat::places {
namespace {

constexpr std::int64_t minutes_a_day = 1440;
constexpr std::int64_t most_days = 73'050;  // two hundred years

}  // namespace

Result<PlacedDays> placed_days(ReportedEvents const& events, Need need) {
  auto const& columns = events.columns();
  bool const days = need == Need::place_and_day;
  if (days && columns.start.empty() && events.size() > 0) {
    return fail(Fault::missing, "events.no-days", "The events have no dates.",
                "Give each event the day on which it happened, or take a method without time.");
  }
  PlacedDays placed;
  for (std::uint32_t event = 0; event < events.size(); ++event) {
    Point const point{columns.x[event], columns.y[event]};
    bool const usable =
        std::isfinite(point.x) && std::isfinite(point.y) && (!days || columns.start[event] != no_time);
    if (!usable) {
      ++placed.left_out;
      continue;
    }
    placed.points.push_back(point);
    placed.event.push_back(event);
    if (!days) continue;
    auto const start = columns.start[event];
    auto const day = (start - (start % minutes_a_day + minutes_a_day) % minutes_a_day) / minutes_a_day;
    if (std::abs(day) > most_days) {
      return fail(Fault::malformed, "events.far-day", "An event lies more than two hundred years from 1970.",
                  "Correct its date.");
    }
    placed.day.push_back(static_cast<std::int32_t>(day));
  }
  return placed;
}

}  // namespace concordat::places
