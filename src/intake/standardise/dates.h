// SPDX-License-Identifier: Apache-2.0
// How a written date is read, shared by date, month and datetime. For this module only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "intake/standardise/value.h"

namespace concordat::intake::dates {

struct Reading {
  enum class Kind : std::uint8_t { refused, placeholder, month, day };
  Kind kind = Kind::refused;
  int year = 0;
  int month = 0;
  int day = 0;
  std::uint32_t changes = 0;
  FixedText code;  ///< why refused, or what to look at; empty when all is well
  FixedText remedy;
};

/// "2008-06-05", whether or not there is such a day.
[[nodiscard]] bool is_standard(std::string_view text);

/// REQUIRES: trimmed text. A month without a day is Kind::month.
[[nodiscard]] Reading read(std::string_view text, Context const& context);

/// The same for a spreadsheet's day number.
[[nodiscard]] Reading read_serial(std::int64_t serial, Context const& context);

/// "39604.75": a day number whose fraction is the time.
[[nodiscard]] bool is_serial_with_fraction(std::string_view text);

/// Sets text, number and precision of `out` from the reading and judges it by the field's rules (future,
/// birth date). Returns false when `out` is done: refused or a placeholder.
[[nodiscard]] bool apply(Reading const& reading, Context const& context, Value& out);

/// "2019-12" between 1800 and 2199; index 0 for all else.
[[nodiscard]] Month read_usual_month(std::string_view text);
void set_month(int year, int month, Value& out);
[[nodiscard]] std::int64_t days_since_1970(int year, int month, int day);
void append_date(std::string& out, std::int64_t days);
void append_two(std::string& out, int number);

struct TimeReading {
  bool read = false;
  int hour = 0;  ///< 0 to 24
  int minute = 0;
  bool has_zone = false;
  int zone_minutes = 0;
  std::uint32_t changes = 0;
  FixedText code;
  FixedText remedy;
};

/// "21:43", "2143", "9.43pm", "21:43:30+01:00", "2143hrs".
[[nodiscard]] TimeReading read_time(std::string_view text);

/// Where the date ends and the time begins in "05/06/2008 at 21:43"; both trimmed. `time` is empty when there
/// is none.
struct Split {
  std::string_view date;
  std::string_view time;
};
[[nodiscard]] Split split_date_and_time(std::string_view text, Context const& context);

}  // namespace concordat::intake::dates
