// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/peaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace concordat::protection {
namespace {

constexpr int clock_days = 7;
constexpr int clock_hours = 24;
constexpr std::int64_t squares_of_a_week = clock_days * clock_hours;
constexpr std::array<std::string_view, clock_days> day_names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// What is shown of the hours that begin on a day, the night after it among them; nothing where one of them is hidden.
std::optional<std::int64_t> stretch_of(ProtectedTable const& clock, int day, int from) {
  std::int64_t sum = 0;
  for (int hour = from; hour < from + hours_of_a_peak; ++hour) {
    auto const row = static_cast<std::size_t>((day + hour / clock_hours) % clock_days);
    auto const& cell = clock.cell(row, static_cast<std::size_t>(hour % clock_hours));
    if (cell.state != CellState::value) return std::nullopt;
    sum += cell.value;
  }
  return sum;
}

}  // namespace

std::optional<ClockPeak> peak_of(ProtectedTable const& clock) {
  if (clock.rows() != clock_days || clock.columns() != clock_hours) return std::nullopt;
  std::int64_t all = 0;
  for (std::size_t row = 0; row < clock.rows(); ++row) {
    for (std::size_t column = 0; column < clock.columns(); ++column) {
      if (clock.cell(row, column).state == CellState::value) all += clock.cell(row, column).value;
    }
  }
  std::optional<ClockPeak> best;
  std::int64_t most = 0;
  for (int from = 0; from < clock_hours; ++from) {
    for (int one = 0; one < clock_days; ++one) {
      auto const first = stretch_of(clock, one, from);
      if (!first) continue;
      for (int other = one + 1; other < clock_days; ++other) {
        auto const second = stretch_of(clock, other, from);
        if (!second || (best && *first + *second <= most)) continue;
        most = *first + *second;
        best = ClockPeak{{one, other}, from, most, all};
        if (2 * std::min(*first, *second) < std::max(*first, *second)) best = ClockPeak{{*first > *second ? one : other}, from, std::max(*first, *second), all};
      }
    }
  }
  auto const squares = best ? static_cast<std::int64_t>(best->days.size()) * hours_of_a_peak : 0;
  bool const stands_out = best && all >= least_for_a_peak && best->reports * squares_of_a_week >= 2 * all * squares;
  return stands_out ? best : std::nullopt;
}

std::string text_of(ClockPeak const& peak) {
  auto days = peak.days;
  // A week has no end: Sunday comes before Monday.
  if (days.size() == 2 && days.front() == 0 && days.back() == clock_days - 1) std::ranges::reverse(days);
  std::string names;
  for (auto const day : days) names += (names.empty() ? "" : " and ") + std::string{day_names[static_cast<std::size_t>(day)]};
  return fmt::format("Most on {} from {:02}:00 to {:02}:00: {} of the {} reports in the squares of the clock that are shown, rounded as they are there; one that is known to lie between two times counts in each hour by its share.",
                     names, peak.from, (peak.from + hours_of_a_peak) % clock_hours, peak.reports, peak.all);
}

}  // namespace concordat::protection
