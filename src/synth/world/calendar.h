// SPDX-License-Identifier: Apache-2.0
// Local time in the place, school terms, and the ways in which offices write dates.
#pragma once

#include <cstdint>
#include <string>

#include "base/date.h"

namespace concordat::synth {

/// Minutes of local time since 1970-01-01 00:00, as a clock on a wall shows it.
struct LocalTime {
  std::int64_t minutes = 0;
  [[nodiscard]] static LocalTime at(Date date, int minute_of_day);
  [[nodiscard]] Date date() const;
  [[nodiscard]] int minute_of_day() const;
  [[nodiscard]] int hour() const { return minute_of_day() / 60; }
  [[nodiscard]] LocalTime plus(int minutes_more) const { return {minutes + minutes_more}; }
  auto operator<=>(LocalTime const&) const = default;
};

/// Monday is 0.
[[nodiscard]] int weekday_of(Date date);
[[nodiscard]] int days_in(Month month);
/// Whether clocks stand on summer time: last Sunday of March 01:00 to last Sunday of October 02:00 (the
/// repeated hour counts as summer).
[[nodiscard]] bool is_summer_time(LocalTime time);
/// True in the hour that does not exist on the last Sunday of March.
[[nodiscard]] bool is_skipped(LocalTime time);
/// School open: a weekday outside the made-up trust's holidays.
[[nodiscard]] bool is_school_day(Date date);

[[nodiscard]] std::string uk_date(Date date);                            ///< 05/06/2026
[[nodiscard]] std::string short_uk_date(Date date);                      ///< 05/06/26
[[nodiscard]] std::string worded_date(Date date);                        ///< 5 June 2026
[[nodiscard]] std::string dashed_date(Date date);                        ///< 05-Jun-2026
[[nodiscard]] std::string clock_time(LocalTime time);                    ///< 21:07
[[nodiscard]] std::string bare_time(LocalTime time);                     ///< 2107
[[nodiscard]] std::string iso_with_offset(LocalTime time, int seconds);  ///< 2026-06-05T21:07:30+01:00
[[nodiscard]] std::string month_words(Month month);                      ///< June 2026

}  // namespace concordat::synth
