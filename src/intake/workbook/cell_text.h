// SPDX-License-Identifier: Apache-2.0
// What a cell of a workbook says, as text: day numbers become dates, numbers lose what only binary arithmetic put in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::intake {

/// What a number format makes of a number.
enum class NumberKind : std::uint8_t {
  number,
  date,      ///< dd/mm/yyyy
  time,      ///< hh:mm
  datetime,
  duration,  ///< [h]:mm, which goes on counting behind 24 hours
};

/// By the format's code ("dd/mm/yyyy;@"): letters of dates and times outside quotes, brackets and escapes.
[[nodiscard]] NumberKind kind_of_format(std::string_view code);
/// Of the formats that have a number and no code (ECMA-376, part 1, 18.8.30).
[[nodiscard]] NumberKind kind_of_builtin_format(std::uint32_t id);

/// Appends a number as people read it: 15 digits at most, as spreadsheet programs keep, and no exponent below 1e15. A text
/// that is no number is appended as it is.
void append_number(std::string& out, std::string_view raw);

/// Appends a day number as "2026-01-03", "2026-01-03T23:10", "23:10:05" or "36:00:00", to the nearest second; false, with
/// nothing appended, where it is none (negative, beyond the year 9999). `since_1904`: the count of old Macintosh files.
[[nodiscard]] bool append_day_number(std::string& out, double serial, NumberKind kind, bool since_1904);

/// Appends an OpenDocument duration ("PT13H05M00S") as "13:05" or "13:05:30"; what is none as it is.
void append_duration(std::string& out, std::string_view iso);

/// Appends text in which "_x000D_" stands for a character (ECMA-376, part 1, 22.9.2.19); NUL stays written out.
void append_unescaped(std::string& out, std::string_view text);

}  // namespace concordat::intake
