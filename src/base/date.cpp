// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <fmt/format.h>

namespace concordat {
namespace {

using std::chrono::year_month_day;

std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

year_month_day make(int year, int month, int day) {
  return year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                        std::chrono::day{static_cast<unsigned>(day)}};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto const year = digits(text.substr(0, 4));
  auto const month = digits(text.substr(5, 2));
  auto const day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  auto const date = make(*year, *month, *day);
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

std::string format_date(Date date) {
  auto const ymd = year_month_day{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string format_instant(Instant instant) {
  auto const day = std::chrono::floor<std::chrono::days>(instant);
  auto const millis = (instant - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", format_date(day), millis / 3600000, millis / 60000 % 60,
                     millis / 1000 % 60, millis % 1000);
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  auto const date = parse_date(text.substr(0, 10));
  auto const hour = digits(text.substr(11, 2));
  auto const minute = digits(text.substr(14, 2));
  auto const second = digits(text.substr(17, 2));
  if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  int millis = 0;
  if (text.size() != 20) {
    if (text.size() != 24 || text[19] != '.') return std::nullopt;
    auto const fraction = digits(text.substr(20, 3));
    if (!fraction) return std::nullopt;
    millis = *fraction;
  }
  return Instant{*date} + std::chrono::milliseconds{((*hour * 60 + *minute) * 60 + *second) * 1000LL + millis};
}

Month Month::of(Date date) {
  auto const ymd = year_month_day{date};
  return Month::of(static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())));
}

Date Month::first_day() const { return Date{make(year(), month(), 1)}; }

std::optional<Month> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  auto const year = digits(text.substr(0, 4));
  auto const month = digits(text.substr(5, 2));
  if (!year || !month || *month < 1 || *month > 12) return std::nullopt;
  return Month::of(*year, *month);
}

std::string format_month(Month month) { return fmt::format("{:04}-{:02}", month.year(), month.month()); }

std::optional<Quarter> parse_quarter(std::string_view text) {
  if (text.size() != 7 || text[4] != '-' || text[5] != 'Q') return std::nullopt;
  auto const year = digits(text.substr(0, 4));
  auto const quarter = digits(text.substr(6, 1));
  if (!year || !quarter || *quarter < 1 || *quarter > 4) return std::nullopt;
  return Quarter::of(*year, *quarter);
}

std::string format_quarter(Quarter quarter) {
  return fmt::format("{:04}-Q{}", quarter.year(), quarter.quarter());
}

std::optional<Period> parse_period(std::string_view text) {
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  Period period;
  std::string_view const order = "YMWD";
  std::size_t reached = 0;
  for (std::size_t at = 1; at < text.size();) {
    auto end = at;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    auto const number = digits(text.substr(at, end - at));
    if (!number || *number > 100000 || end == text.size()) return std::nullopt;
    auto const unit = order.find(text[end], reached);
    if (unit == std::string_view::npos) return std::nullopt;
    reached = unit + 1;
    if (text[end] == 'Y') period.months += *number * 12;
    if (text[end] == 'M') period.months += *number;
    if (text[end] == 'W') period.days += *number * 7;
    if (text[end] == 'D') period.days += *number;
    at = end + 1;
  }
  return period;
}

Date add(Date date, Period period) {
  auto ymd = year_month_day{date};
  if (period.months != 0) {
    ymd += std::chrono::months{period.months};
    if (!ymd.ok()) ymd = ymd.year() / ymd.month() / std::chrono::last;
  }
  return Date{ymd} + std::chrono::days{period.days};
}

}  // namespace concordat
