// SPDX-License-Identifier: Apache-2.0
// Calendar dates, months, quarters and ISO 8601 durations.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace concordat {

using Date = std::chrono::sys_days;

/// "2026-11-21" only; anything else is nothing.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(Date date);
/// "2026-11-21T21:43:30.125Z"
[[nodiscard]] std::string format_instant(Instant instant);
/// Accepts what format_instant writes, with or without the fraction.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

/// A calendar month as one number: months since year 0, so that months subtract.
struct Month {
  int index = 0;
  [[nodiscard]] static Month of(int year, int month) { return Month{year * 12 + month - 1}; }
  [[nodiscard]] static Month of(Date date);
  [[nodiscard]] int year() const { return index / 12; }
  [[nodiscard]] int month() const { return index % 12 + 1; }
  [[nodiscard]] Date first_day() const;
  [[nodiscard]] Month next() const { return Month{index + 1}; }
  auto operator<=>(Month const&) const = default;
};
/// "2026-11"
[[nodiscard]] std::optional<Month> parse_month(std::string_view text);
[[nodiscard]] std::string format_month(Month month);

/// A calendar quarter (January to March is the first).
struct Quarter {
  int index = 0;  ///< quarters since year 0
  [[nodiscard]] static Quarter of(int year, int quarter) { return Quarter{year * 4 + quarter - 1}; }
  [[nodiscard]] static Quarter of(Month month) { return Quarter{month.index / 3}; }
  [[nodiscard]] int year() const { return index / 4; }
  [[nodiscard]] int quarter() const { return index % 4 + 1; }
  [[nodiscard]] Month first_month() const { return Month{index * 3}; }
  [[nodiscard]] Quarter next() const { return Quarter{index + 1}; }
  auto operator<=>(Quarter const&) const = default;
};
/// "2026-Q4"
[[nodiscard]] std::optional<Quarter> parse_quarter(std::string_view text);
[[nodiscard]] std::string format_quarter(Quarter quarter);

/// The date part of an ISO 8601 duration: P3Y, P6M, P15D, P2W, P1Y6M.
struct Period {
  int months = 0;
  int days = 0;
  auto operator<=>(Period const&) const = default;
};
[[nodiscard]] std::optional<Period> parse_period(std::string_view text);
/// Calendar arithmetic; the 31st of a shorter month becomes its last day.
[[nodiscard]] Date add(Date date, Period period);

}  // namespace concordat
