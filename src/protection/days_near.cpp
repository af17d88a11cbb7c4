// SPDX-License-Identifier: Apache-2.0
#include "protection/days_near.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/date.h"

namespace concordat::protection {
namespace {

constexpr std::int64_t day_minutes = 24 * 60;
constexpr std::int64_t day_begins = 6 * 60;

struct Days {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

std::int64_t day_of(std::int64_t local) {
  auto const minute = local - day_begins;
  return (minute - (minute % day_minutes + day_minutes) % day_minutes) / day_minutes;
}

std::int64_t first_day_of(Month month) { return month.first_day().time_since_epoch().count(); }

/// The days that the event may be of; nothing where not even the month is known.
std::optional<Days> days_of(places::EventColumns const& columns, std::size_t event) {
  if (!columns.start.empty() && columns.start[event] != places::no_time) {
    auto const start = columns.start[event];
    auto const window = columns.window.empty() ? std::int64_t{0} : std::int64_t{columns.window[event]};
    return Days{day_of(start), day_of(start + std::max<std::int64_t>(window - 1, 0))};
  }
  if (columns.month.empty() || columns.month[event] == places::no_month) return std::nullopt;
  Month const month{columns.month[event]};
  return Days{first_day_of(month) - 1, first_day_of(Month{month.index + 1}) - 1};  // the small hours of the 1st are of the last day of the month before
}

struct Cells {
  std::int64_t first = 0;
  std::int64_t end = 0;
};
/// Those of a row or column whose centres may be within `reach` of `at`.
Cells cells_near(double at, double origin, double cell, double reach, std::uint32_t count) {
  auto const clamped = [count](double index) { return static_cast<std::int64_t>(std::clamp(index, 0.0, static_cast<double>(count))); };
  return {clamped(std::floor((at - reach - origin) / cell - 0.5)), clamped(std::ceil((at + reach - origin) / cell + 0.5))};
}

}  // namespace

std::vector<std::uint8_t> on_two_days(places::ReportedEvents const& events, places::Grid const& grid, double reach) {
  auto const& columns = events.columns();
  if (columns.start.empty() && columns.month.empty()) return std::vector<std::uint8_t>(grid.cells(), 1);
  // Two of them are of different days where the latest first day comes after the earliest last day.
  std::vector<std::int64_t> latest_first(grid.cells(), std::numeric_limits<std::int64_t>::min());
  std::vector<std::int64_t> earliest_last(grid.cells(), std::numeric_limits<std::int64_t>::max());
  for (std::size_t event = 0; event < events.size(); ++event) {
    auto const days = days_of(columns, event);
    if (!days || std::isnan(columns.x[event]) || std::isnan(columns.y[event])) continue;
    auto const up = cells_near(columns.y[event], grid.south(), grid.cell_size(), reach, grid.rows());
    auto const across = cells_near(columns.x[event], grid.west(), grid.cell_size(), reach, grid.columns());
    for (auto row = up.first; row < up.end; ++row) {
      for (auto column = across.first; column < across.end; ++column) {
        auto const cell = static_cast<std::size_t>(row) * grid.columns() + static_cast<std::size_t>(column);
        auto const centre = grid.centre(cell);
        if (std::hypot(centre.x - columns.x[event], centre.y - columns.y[event]) > reach) continue;
        latest_first[cell] = std::max(latest_first[cell], days->first);
        earliest_last[cell] = std::min(earliest_last[cell], days->last);
      }
    }
  }
  std::vector<std::uint8_t> two(grid.cells());
  for (std::size_t cell = 0; cell < two.size(); ++cell) two[cell] = latest_first[cell] > earliest_last[cell] ? 1 : 0;
  return two;
}

}  // namespace concordat::protection
