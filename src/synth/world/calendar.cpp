// SPDX-License-Identifier: Apache-2.0
#include "synth/world/calendar.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace concordat::synth {
namespace {

constexpr std::array<std::string_view, 12> month_names{"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};

struct Parts {
  int year;
  int month;
  int day;
};
Parts parts_of(Date date) {
  std::chrono::year_month_day const ymd{date};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

Date last_sunday(int year, int month) {
  auto const last = Month::of(year, month).next().first_day() - std::chrono::days{1};
  return last - std::chrono::days{(weekday_of(last) + 1) % 7};
}

std::string_view name_of_month(int month) {
  return month_names[static_cast<std::size_t>(month - 1)];
}

}  // namespace

LocalTime LocalTime::at(Date date, int minute_of_day) {
  return {static_cast<std::int64_t>(date.time_since_epoch().count()) * 1440 + minute_of_day};
}
Date LocalTime::date() const {
  auto const days = minutes >= 0 ? minutes / 1440 : (minutes - 1439) / 1440;
  return Date{std::chrono::days{static_cast<int>(days)}};
}
int LocalTime::minute_of_day() const {
  return static_cast<int>(minutes - static_cast<std::int64_t>(date().time_since_epoch().count()) * 1440);
}

int weekday_of(Date date) {
  return static_cast<int>(std::chrono::weekday{date}.iso_encoding()) - 1;
}
int days_in(Month month) {
  return static_cast<int>((month.next().first_day() - month.first_day()).count());
}

bool is_summer_time(LocalTime time) {
  auto const year = parts_of(time.date()).year;
  return time >= LocalTime::at(last_sunday(year, 3), 120) && time < LocalTime::at(last_sunday(year, 10), 120);
}

bool is_skipped(LocalTime time) {
  auto const sunday = last_sunday(parts_of(time.date()).year, 3);
  return time >= LocalTime::at(sunday, 60) && time < LocalTime::at(sunday, 120);
}

bool is_school_day(Date date) {
  if (weekday_of(date) > 4) return false;
  auto const [year, month, day] = parts_of(date);
  switch (month) {
    case 1:
      return day > 4;
    case 2:
      return day < 14 || day > 21;
    case 4:
      return day > 14;
    case 5:
      return day < 25;
    case 7:
      return day < 22;
    case 8:
      return false;
    case 10:
      return day < 24;
    case 12:
      return day < 20;
    default:
      return true;
  }
}

std::string uk_date(Date date) {
  auto const [year, month, day] = parts_of(date);
  return fmt::format("{:02}/{:02}/{:04}", day, month, year);
}
std::string short_uk_date(Date date) {
  auto const [year, month, day] = parts_of(date);
  return fmt::format("{:02}/{:02}/{:02}", day, month, year % 100);
}
std::string worded_date(Date date) {
  auto const [year, month, day] = parts_of(date);
  return fmt::format("{} {} {:04}", day, name_of_month(month), year);
}
std::string dashed_date(Date date) {
  auto const [year, month, day] = parts_of(date);
  return fmt::format("{:02}-{}-{:04}", day, name_of_month(month).substr(0, 3), year);
}
std::string clock_time(LocalTime time) {
  return fmt::format("{:02}:{:02}", time.minute_of_day() / 60, time.minute_of_day() % 60);
}
std::string bare_time(LocalTime time) {
  return fmt::format("{:02}{:02}", time.minute_of_day() / 60, time.minute_of_day() % 60);
}
std::string iso_with_offset(LocalTime time, int seconds) {
  return fmt::format("{}T{}:{:02}{}", format_date(time.date()), clock_time(time), seconds,
                     is_summer_time(time) ? "+01:00" : "+00:00");
}
std::string month_words(Month month) {
  return fmt::format("{} {}", name_of_month(month.month()), month.year());
}

}  // namespace concordat::synth
