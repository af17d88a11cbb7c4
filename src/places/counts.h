// SPDX-License-Identifier: Apache-2.0
// Raw counts of events by area, period, category, hour of the week and distance from key places.
//
// Raw: nothing here may be shown. protection turns these into tables that may. Every event is counted exactly
// once: in a cell, or in one of the numbers that say why it is in none.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::places {

/// cells[row * columns + column]
struct CountMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::int64_t> cells = {};
  std::int64_t outside_areas = 0;   ///< with a place, but in no known area
  std::int64_t unplaced = 0;        ///< without a place
  std::int64_t outside_period = 0;  ///< before, after, or without a month
  std::int64_t uncategorised = 0;   ///< category outside the caller's list
  [[nodiscard]] std::int64_t at(std::size_t row, std::size_t column) const {
    return cells[row * columns + column];
  }
};

/// Where each event lies: AreaLocator::locate_all over the same columns.
struct EventAreas {
  std::span<std::int32_t const> index;
  std::size_t area_count = 0;
};

struct MonthRange {
  Month first;
  Month last;  ///< inclusive
};

/// Rows: areas. Columns: the calendar quarters from `first` to `last`, both included.
[[nodiscard]] Result<CountMatrix> count_by_area_and_quarter(ReportedEvents const& events,
                                                            EventAreas const& areas, Quarter first,
                                                            Quarter last);
/// Rows: areas. Columns: categories 0 to category_count - 1; events of `period` only.
[[nodiscard]] Result<CountMatrix> count_by_area_and_category(ReportedEvents const& events,
                                                             EventAreas const& areas,
                                                             std::size_t category_count, MonthRange period);
/// Rows: categories. Columns: months. Events without a place count too.
[[nodiscard]] Result<CountMatrix> count_by_category_and_month(ReportedEvents const& events,
                                                              std::size_t category_count, MonthRange period);
/// Rows: categories. Columns: quarters. Events without a place count too.
[[nodiscard]] Result<CountMatrix> count_by_category_and_quarter(ReportedEvents const& events,
                                                                std::size_t category_count, Quarter first,
                                                                Quarter last);
/// One row. Columns: months. Events without a place count too.
[[nodiscard]] Result<CountMatrix> count_by_month(ReportedEvents const& events, MonthRange period);

/// Hours of the week, Monday first, in local time. An event whose time is only known to a window spreads one
/// event evenly over the window's minutes (aoristic weights).
struct WeekClock {
  std::array<std::array<double, 24>, 7> weight{};  ///< [weekday][hour]
  std::uint64_t events = 0;
  std::uint64_t timed = 0;  ///< of these, with a time
  bool available = false;   ///< false where the data give months only
  [[nodiscard]] double share_timed() const {
    return events == 0 ? 0 : static_cast<double>(timed) / static_cast<double>(events);
  }
};
[[nodiscard]] WeekClock week_clock(ReportedEvents const& events);

/// Events by distance from each key place. Rings are half-open: [0, r0), [r0, r1) ... An event near two
/// places counts for both, so columns do not add up over places. Rows: places. Columns: rings.
[[nodiscard]] Result<CountMatrix> count_around(ReportedEvents const& events, std::span<Point const> places,
                                               std::span<double const> radii);

}  // namespace concordat::places
