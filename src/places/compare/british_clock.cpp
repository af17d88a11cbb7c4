// SPDX-License-Identifier: Apache-2.0
#include "places/compare/british_clock.h"

#include <algorithm>
#include <chrono>

#include "base/summer_time.h"

namespace concordat::places {
namespace {

constexpr std::int64_t minutes_a_day = 1440;
constexpr std::int64_t minutes_a_week = 7 * minutes_a_day;
// 1 January 1970 was a Thursday; the week here begins on Monday
constexpr std::int64_t monday_shift = 3 * minutes_a_day;
constexpr std::int32_t longest_window = 366 * static_cast<std::int32_t>(minutes_a_day);

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  return value - (value % step + step) % step;
}

struct Cell {
  std::size_t day;
  std::size_t hour;
};

Cell cell_of(std::int64_t utc) {
  auto const local = utc + british_offset(utc) + monday_shift;
  auto const minute = local - floor_to(local, minutes_a_week);
  return {static_cast<std::size_t>(minute / minutes_a_day),
          static_cast<std::size_t>(minute % minutes_a_day / 60)};
}

}  // namespace

int british_offset(std::int64_t utc) { return is_british_summer(Instant{std::chrono::minutes{utc}}) ? 60 : 0; }

std::optional<LocalTime> utc_of(std::int64_t local) {
  bool const in_summer = british_offset(local - 60) == 60;
  bool const in_winter = british_offset(local) == 0;
  if (!in_summer && !in_winter) return std::nullopt;
  return LocalTime{in_summer ? local - 60 : local, in_summer && in_winter};
}

UtcWindow window_before_arrival(std::int64_t arrival_utc) {
  return {arrival_utc - minutes_a_day, static_cast<std::int32_t>(minutes_a_day)};
}

Result<WeekClock> british_clock(std::span<UtcWindow const> events) {
  WeekClock clock;
  clock.events = events.size();
  for (auto const& event : events) {
    if (event.window < 0 || event.window > longest_window) {
      return fail(
          Fault::malformed, "clock.window",
          "An event may have begun in a window that is negative or over a year.",
          "Give the earliest and the latest time in that order; leave out what is known to the year only.");
    }
    ++clock.timed;
    if (event.window == 0) {
      auto const [day, hour] = cell_of(event.start);
      clock.weight[day][hour] += 1;
      continue;
    }
    // the offset is whole hours, so an hour by UTC is an hour by the clock
    for (auto minute = event.start; minute < event.start + event.window;) {
      auto const next = std::min(event.start + event.window, floor_to(minute, 60) + 60);
      auto const [day, hour] = cell_of(minute);
      clock.weight[day][hour] += static_cast<double>(next - minute) / event.window;
      minute = next;
    }
  }
  clock.available = clock.timed > 0;
  return clock;
}

std::array<std::array<double, 24>, 7> hours_of_week(Date first, Date last) {
  std::array<std::array<double, 24>, 7> hours{};
  auto const begin = first.time_since_epoch().count() * minutes_a_day;
  auto const end = (last.time_since_epoch().count() + 1) * minutes_a_day;
  for (auto utc = begin - british_offset(begin - 60); utc < end - british_offset(end - 60); utc += 60) {
    auto const [day, hour] = cell_of(utc);
    hours[day][hour] += 1;
  }
  return hours;
}

}  // namespace concordat::places
