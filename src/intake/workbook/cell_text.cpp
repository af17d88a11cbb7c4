// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/cell_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace concordat::intake {
namespace {

constexpr double seconds_a_day = 86400;
constexpr double last_day = 2958466;  // 10000-01-01

struct FormatLetters {
  bool days = false;
  bool hours = false;
  bool elapsed = false;
  bool minutes_or_months = false;
};

/// Takes what stands for itself off the front of a format: "text", \x, _x, *x, [Red]; true where something was.
bool skip_literal(std::string_view& code, FormatLetters& letters) {
  auto const skip_to = [&code](char close) {
    auto const end = code.find(close, 1);
    auto const inside = code.substr(1, end == std::string_view::npos ? end : end - 1);
    code.remove_prefix(end == std::string_view::npos ? code.size() : end + 1);
    return inside;
  };
  switch (code.front()) {
    case '"':
      (void)skip_to('"');
      return true;
    case '\\':
    case '_':
    case '*':
      code.remove_prefix(std::min<std::size_t>(2, code.size()));
      return true;
    case '[': {
      auto const inside = text::ascii_lower(skip_to(']'));
      bool const elapsed = !inside.empty() && inside.find_first_not_of(inside.front()) == std::string::npos &&
                           (inside.front() == 'h' || inside.front() == 'm' || inside.front() == 's');
      letters.elapsed = letters.elapsed || elapsed;
      return true;
    }
    default:
      return false;
  }
}

std::optional<double> number_in(std::string_view raw) {
  raw = text::trim(raw);
  if (raw.starts_with('+')) raw.remove_prefix(1);
  double value = 0;
  auto const [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc{} || end != raw.data() + raw.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

void append_clock(std::string& out, std::int64_t seconds, bool hide_zero_seconds) {
  auto const hours = seconds / 3600;
  fmt::format_to(std::back_inserter(out), "{:02}:{:02}", hours, seconds / 60 % 60);
  if (seconds % 60 != 0 || !hide_zero_seconds) fmt::format_to(std::back_inserter(out), ":{:02}", seconds % 60);
}

/// The 1900 count has a 29 February 1900, which no calendar has: days before it are one off.
void append_date(std::string& out, std::int64_t day, bool since_1904) {
  using namespace std::chrono;
  if (!since_1904 && (day == 60 || day == 0)) {
    out += day == 60 ? "1900-02-29" : "1900-01-00";
    return;
  }
  auto const base = since_1904 ? sys_days{year{1904} / 1 / 1}
                               : (day < 60 ? sys_days{year{1899} / 12 / 31} : sys_days{year{1899} / 12 / 30});
  year_month_day const date{base + days{day}};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace

NumberKind kind_of_format(std::string_view code) {
  FormatLetters letters;
  // Only the part for positive numbers: behind it stand those for negative ones, zero and text.
  while (!code.empty() && code.front() != ';') {
    if (skip_literal(code, letters)) continue;
    if (code.size() >= 7 && text::equal_ignoring_case(code.substr(0, 7), "general")) return NumberKind::number;
    char const c = static_cast<char>(code.front() | 0x20);
    letters.days = letters.days || c == 'y' || c == 'd';
    letters.hours = letters.hours || c == 'h' || c == 's';
    letters.minutes_or_months = letters.minutes_or_months || c == 'm';
    if (c == '0' || code.front() == '#' || code.front() == '?' || code.front() == '%') {
      // "0.0" behind ss counts parts of a second; anywhere else digits make it a number
      if (!letters.hours && !letters.elapsed) return NumberKind::number;
    }
    code.remove_prefix(1);
  }
  if (letters.elapsed) return NumberKind::duration;
  if (letters.days && letters.hours) return NumberKind::datetime;
  if (letters.hours) return NumberKind::time;
  return letters.days || letters.minutes_or_months ? NumberKind::date : NumberKind::number;
}

NumberKind kind_of_builtin_format(std::uint32_t id) {
  if (id == 22) return NumberKind::datetime;
  if (id == 46) return NumberKind::duration;
  if ((id >= 18 && id <= 21) || id == 45 || id == 47 || (id >= 32 && id <= 35) || id == 55 || id == 56) {
    return NumberKind::time;
  }
  bool const date = (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
  return date ? NumberKind::date : NumberKind::number;
}

void append_number(std::string& out, std::string_view raw) {
  bool const plain = raw.size() <= 15 && raw.find_first_not_of("0123456789-") == std::string_view::npos;
  auto const value = plain ? std::nullopt : number_in(raw);
  if (!value) {
    out += raw;
    return;
  }
  if (std::abs(*value) < 1e15 && *value == std::floor(*value)) {
    fmt::format_to(std::back_inserter(out), "{:.0f}", *value);
  } else {
    fmt::format_to(std::back_inserter(out), "{:.15g}", *value);
  }
}

bool append_day_number(std::string& out, double serial, NumberKind kind, bool since_1904) {
  if (!(serial >= 0 && serial < last_day - (since_1904 ? 1462 : 0))) return false;
  auto const in_all = static_cast<std::int64_t>(std::llround(serial * seconds_a_day));
  if (kind == NumberKind::duration) {
    append_clock(out, in_all, false);
    return true;
  }
  auto const day = in_all / 86400;
  auto const seconds = in_all % 86400;
  bool const time_alone = kind == NumberKind::time && day == 0;
  if (!time_alone) append_date(out, day, since_1904);
  // A day without a time: midnight is what a spreadsheet saves for it, whatever the format shows.
  if ((kind == NumberKind::date || kind == NumberKind::datetime) && seconds == 0) return true;
  if (!time_alone) out += 'T';
  append_clock(out, seconds, true);
  return true;
}

void append_duration(std::string& out, std::string_view iso) {
  auto const as_it_is = iso;
  std::int64_t seconds = 0;
  bool in_time = false;
  bool good = iso.starts_with('P') && iso.size() > 1;
  if (good) iso.remove_prefix(1);
  while (good && !iso.empty()) {
    if (iso.front() == 'T') {
      in_time = true;
      iso.remove_prefix(1);
      continue;
    }
    double amount = 0;
    auto const [end, error] = std::from_chars(iso.data(), iso.data() + iso.size(), amount, std::chars_format::fixed);
    auto const used = static_cast<std::size_t>(end - iso.data());
    good = error == std::errc{} && used < iso.size() && amount >= 0 && amount < 1e9;
    if (!good) break;
    auto const unit = iso[used];
    iso.remove_prefix(used + 1);
    auto const factor = unit == 'H' ? 3600.0 : (unit == 'M' ? 60.0 : (unit == 'S' ? 1.0 : (unit == 'D' ? seconds_a_day : 0.0)));
    good = factor > 0 && in_time == (unit != 'D');
    seconds += static_cast<std::int64_t>(std::llround(amount * factor));
  }
  if (good) {
    append_clock(out, seconds, true);
  } else {
    out += as_it_is;
  }
}

void append_unescaped(std::string& out, std::string_view text) {
  for (;;) {
    auto const at = text.find("_x");
    if (at == std::string_view::npos || at + 7 > text.size()) break;
    unsigned value = 0;
    auto const* const digits = text.data() + at + 2;
    auto const [end, error] = std::from_chars(digits, digits + 4, value, 16);
    // Only what XML 1.0 cannot hold is written so; anything else was typed.
    bool const stands_for = error == std::errc{} && end == digits + 4 && text[at + 6] == '_' && value > 0 && value < 0x80;
    out += text.substr(0, stands_for ? at : at + 2);
    if (stands_for) out += static_cast<char>(value);
    text.remove_prefix(stands_for ? at + 7 : at + 2);
  }
  out += text;
}

}  // namespace concordat::intake
