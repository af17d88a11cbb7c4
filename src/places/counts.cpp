// SPDX-License-Identifier: Apache-2.0
#include "places/counts.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

namespace concordat::places {
namespace {

constexpr std::size_t most_matrix_cells = 50'000'000;

Result<CountMatrix> empty_matrix(std::size_t rows, std::size_t columns) {
  if (columns != 0 && rows > most_matrix_cells / columns) {
    return fail(Fault::too_large, "counts.too-large", "The table would have more than fifty million cells.",
                "Take a shorter period, fewer categories or larger areas.");
  }
  CountMatrix matrix;
  matrix.rows = rows;
  matrix.columns = columns;
  matrix.cells.assign(rows * columns, 0);
  return matrix;
}

Result<std::size_t> length_of(int first, int last) {
  if (last < first) {
    return fail(Fault::malformed, "counts.period", "The period to count ends before it begins.",
                "Put its first and last month or quarter the right way round.");
  }
  return static_cast<std::size_t>(last - first) + 1;
}

tl::unexpected<Problem> no_column() {
  return fail(Fault::missing, "counts.no-column", "The events lack the column to count by.",
              "Load the events with their month and category.");
}

tl::unexpected<Problem> unequal_areas() {
  return fail(Fault::internal, "counts.areas",
              "The areas do not fit the events: not one area index an event.",
              "Locate the same events that are counted.");
}

/// Why an event is in no cell, or the index of its row or column.
struct Slot {
  std::size_t index = 0;
  std::int64_t CountMatrix::* reason = nullptr;
};

Slot area_slot(ReportedEvents const& events, EventAreas const& areas, std::size_t event) {
  auto const& columns = events.columns();
  if (std::isnan(columns.x[event]) || std::isnan(columns.y[event])) return {0, &CountMatrix::unplaced};
  std::int32_t const area = areas.index[event];
  if (area < 0 || static_cast<std::size_t>(area) >= areas.area_count) return {0, &CountMatrix::outside_areas};
  return {static_cast<std::size_t>(area), nullptr};
}

Slot month_slot(ReportedEvents const& events, MonthRange period, std::size_t event) {
  std::int32_t const month = events.columns().month[event];
  if (month == no_month || month < period.first.index || month > period.last.index) {
    return {0, &CountMatrix::outside_period};
  }
  return {static_cast<std::size_t>(month - period.first.index), nullptr};
}

Slot category_slot(ReportedEvents const& events, std::size_t category_count, std::size_t event) {
  std::size_t const category = events.columns().category[event];
  if (category >= category_count) return {0, &CountMatrix::uncategorised};
  return {category, nullptr};
}

MonthRange months_of(Quarter first, Quarter last) {
  return {first.first_month(), Month{last.first_month().index + 2}};
}

/// The period is asked first: an event of another time is no gap in this one.
template <class RowOf, class ColumnOf>
void fill(CountMatrix& matrix, std::size_t events, RowOf row_of, ColumnOf column_of) {
  for (std::size_t event = 0; event < events; ++event) {
    Slot const column = column_of(event);
    if (column.reason != nullptr) {
      ++(matrix.*column.reason);
      continue;
    }
    Slot const row = row_of(event);
    if (row.reason != nullptr) {
      ++(matrix.*row.reason);
      continue;
    }
    ++matrix.cells[row.index * matrix.columns + column.index];
  }
}

bool lacks(ReportedEvents const& events, bool month, bool category) {
  auto const& columns = events.columns();
  return events.size() != 0 && ((month && columns.month.empty()) || (category && columns.category.empty()));
}

}  // namespace

Result<CountMatrix> count_by_area_and_quarter(ReportedEvents const& events, EventAreas const& areas,
                                              Quarter first, Quarter last) {
  if (areas.index.size() != events.size()) return unequal_areas();
  if (lacks(events, true, false)) return no_column();
  auto const quarters = length_of(first.index, last.index);
  if (!quarters) return fail(quarters);
  auto matrix = empty_matrix(areas.area_count, *quarters);
  if (!matrix) return matrix;
  auto const period = months_of(first, last);
  fill(
      *matrix, events.size(), [&](std::size_t event) { return area_slot(events, areas, event); },
      [&](std::size_t event) {
        auto slot = month_slot(events, period, event);
        slot.index /= 3;
        return slot;
      });
  return matrix;
}

Result<CountMatrix> count_by_area_and_category(ReportedEvents const& events, EventAreas const& areas,
                                               std::size_t category_count, MonthRange period) {
  if (areas.index.size() != events.size()) return unequal_areas();
  if (lacks(events, true, true)) return no_column();
  auto const months = length_of(period.first.index, period.last.index);
  if (!months) return fail(months);
  auto matrix = empty_matrix(areas.area_count, category_count);
  if (!matrix) return matrix;
  fill(
      *matrix, events.size(), [&](std::size_t event) { return area_slot(events, areas, event); },
      [&](std::size_t event) {
        auto const when = month_slot(events, period, event);
        return when.reason != nullptr ? when : category_slot(events, category_count, event);
      });
  return matrix;
}

Result<CountMatrix> count_by_category_and_month(ReportedEvents const& events, std::size_t category_count,
                                                MonthRange period) {
  if (lacks(events, true, true)) return no_column();
  auto const months = length_of(period.first.index, period.last.index);
  if (!months) return fail(months);
  auto matrix = empty_matrix(category_count, *months);
  if (!matrix) return matrix;
  fill(
      *matrix, events.size(), [&](std::size_t event) { return category_slot(events, category_count, event); },
      [&](std::size_t event) { return month_slot(events, period, event); });
  return matrix;
}

Result<CountMatrix> count_by_category_and_quarter(ReportedEvents const& events, std::size_t category_count,
                                                  Quarter first, Quarter last) {
  auto const quarters = length_of(first.index, last.index);
  if (!quarters) return fail(quarters);
  auto const by_month = count_by_category_and_month(events, category_count, months_of(first, last));
  if (!by_month) return by_month;
  auto matrix = *by_month;
  matrix.columns = *quarters;
  matrix.cells.assign(category_count * *quarters, 0);
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    for (std::size_t month = 0; month < by_month->columns; ++month) {
      matrix.cells[row * matrix.columns + month / 3] += by_month->at(row, month);
    }
  }
  return matrix;
}

Result<CountMatrix> count_by_month(ReportedEvents const& events, MonthRange period) {
  if (lacks(events, true, false)) return no_column();
  auto const months = length_of(period.first.index, period.last.index);
  if (!months) return fail(months);
  auto matrix = empty_matrix(1, *months);
  if (!matrix) return matrix;
  fill(
      *matrix, events.size(), [](std::size_t) { return Slot{}; },
      [&](std::size_t event) { return month_slot(events, period, event); });
  return matrix;
}

namespace {

constexpr std::int64_t minutes_a_day = 1440;
constexpr std::int64_t minutes_a_week = 7 * minutes_a_day;
// 1 January 1970 was a Thursday; the week here begins on Monday
constexpr std::int64_t monday_shift = 3 * minutes_a_day;

void spread(WeekClock& clock, std::int64_t start, std::int64_t window) {
  std::int64_t minute = ((start + monday_shift) % minutes_a_week + minutes_a_week) % minutes_a_week;
  auto const cell = [&clock](std::int64_t at) -> double& {
    return clock.weight[static_cast<std::size_t>(at / minutes_a_day)]
                       [static_cast<std::size_t>(at % minutes_a_day / 60)];
  };
  if (window == 0) {
    cell(minute) += 1;
    return;
  }
  auto const length = static_cast<double>(window);
  if (std::int64_t const weeks = window / minutes_a_week; weeks > 0) {
    for (auto& day : clock.weight) {
      for (auto& hour : day) hour += static_cast<double>(weeks * 60) / length;
    }
  }
  for (std::int64_t left = window % minutes_a_week; left > 0;) {
    std::int64_t const step = std::min(left, 60 - minute % 60);
    cell(minute) += static_cast<double>(step) / length;
    minute = (minute + step) % minutes_a_week;
    left -= step;
  }
}

}  // namespace

WeekClock week_clock(ReportedEvents const& events) {
  auto const& columns = events.columns();
  WeekClock clock;
  clock.events = events.size();
  for (std::size_t event = 0; event < columns.start.size(); ++event) {
    // the bound keeps the shift to Monday inside the number's range
    if (columns.start[event] < -(1LL << 60) || columns.start[event] > (1LL << 60)) continue;
    ++clock.timed;
    spread(clock, columns.start[event], columns.window.empty() ? 0 : columns.window[event]);
  }
  clock.available = clock.timed > 0;
  return clock;
}

namespace {

/// Key places bucketed by squares as wide as the outermost ring, so an event asks nine squares only.
class PlaceBuckets {
 public:
  PlaceBuckets(std::span<Point const> places, double width) : width_{width} {
    for (std::size_t place = 0; place < places.size(); ++place) {
      auto const key = key_of(column(places[place].x), column(places[place].y));
      buckets_[key].push_back(static_cast<std::uint32_t>(place));
    }
  }

  template <class Visit>
  void near(Point point, Visit visit) const {
    for (std::int64_t dx = -1; dx <= 1; ++dx) {
      for (std::int64_t dy = -1; dy <= 1; ++dy) {
        auto const found = buckets_.find(key_of(column(point.x) + dx, column(point.y) + dy));
        if (found == buckets_.end()) continue;
        for (auto const place : found->second) visit(place);
      }
    }
  }

 private:
  [[nodiscard]] std::int64_t column(double at) const {
    return static_cast<std::int64_t>(std::floor(at / width_));
  }
  [[nodiscard]] static std::int64_t key_of(std::int64_t x, std::int64_t y) { return x * 4'000'037 + y; }

  double width_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> buckets_;
};

bool usable(Point point) {
  return std::abs(point.x) <= 1e8 && std::abs(point.y) <= 1e8;
}

}  // namespace

Result<CountMatrix> count_around(ReportedEvents const& events, std::span<Point const> places,
                                 std::span<double const> radii) {
  bool rising = !radii.empty() && radii.front() >= 1 && radii.back() <= 100'000;
  for (std::size_t ring = 1; ring < radii.size(); ++ring) rising = rising && radii[ring] > radii[ring - 1];
  if (!rising) {
    return fail(Fault::malformed, "counts.radii",
                "The rings around key places do not rise from 1 m to 100 km.",
                "Give radii in metres, smallest first, for example 50, 100, 200, 400.");
  }
  if (!std::ranges::all_of(places, usable)) {
    return fail(Fault::malformed, "counts.key-place", "A key place has no usable coordinates.",
                "Give every key place easting and northing in metres.");
  }
  auto matrix = empty_matrix(places.size(), radii.size());
  if (!matrix) return matrix;
  PlaceBuckets const buckets{places, radii.back()};
  auto const& columns = events.columns();
  for (std::size_t event = 0; event < events.size(); ++event) {
    Point const point{columns.x[event], columns.y[event]};
    if (!usable(point)) {
      ++matrix->unplaced;
      continue;
    }
    buckets.near(point, [&](std::uint32_t place) {
      double const distance = std::hypot(point.x - places[place].x, point.y - places[place].y);
      auto const ring = std::ranges::upper_bound(radii, distance) - radii.begin();
      if (ring < static_cast<std::ptrdiff_t>(radii.size())) {
        ++matrix->cells[place * radii.size() + static_cast<std::size_t>(ring)];
      }
    });
  }
  return matrix;
}

}  // namespace concordat::places
