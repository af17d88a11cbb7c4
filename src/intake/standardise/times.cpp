// SPDX-License-Identifier: Apache-2.0
// Times of day, and dates with times. A time without an offset is London's: British Summer Time runs from
// 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (since 1996; earlier years
// differed and are held).
#include <array>
#include <chrono>

#include "base/text.h"
#include "intake/standardise/dates.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace dates {
namespace {

using namespace std::string_view_literals;
using writing::is_digit;

void note(TimeReading& out, Change change) {
  out.changes |= static_cast<std::uint32_t>(change);
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         text::equal_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

bool take_ending(std::string_view& text, std::string_view ending) {
  if (!ends_with(text, ending)) return false;
  text = text::trim(text.substr(0, text.size() - ending.size()));
  return true;
}

/// Reads up to two digits; -1 when there is none.
int take_number(std::string_view& text) {
  if (text.empty() || !is_digit(text.front())) return -1;
  int value = 0;
  for (int taken = 0; taken < 2 && !text.empty() && is_digit(text.front()); ++taken) {
    value = value * 10 + writing::digit(text.front());
    text.remove_prefix(1);
  }
  return value;
}

/// "Z", "+01:00", "+0100", "+01", "BST", "GMT", "UTC" at the end. False when something else looks like a
/// zone.
bool take_zone(std::string_view& text, TimeReading& out) {
  for (auto const name : {"Z"sv, "UTC"sv, "GMT"sv, "BST"sv}) {
    if (!take_ending(text, name)) continue;
    out.has_zone = true;
    out.zone_minutes = name == "BST" ? 60 : 0;
    return true;
  }
  auto const sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign == 0) return true;
  auto zone = text.substr(sign + 1);
  bool const colon = zone.size() == 5 && zone[2] == ':';
  auto const hour = take_number(zone);
  if (colon) zone.remove_prefix(1);
  auto const minute = zone.empty() ? 0 : take_number(zone);
  if (hour < 0 || hour > 14 || minute < 0 || minute > 59 || !zone.empty()) return false;
  out.has_zone = true;
  out.zone_minutes = (text[sign] == '-' ? -1 : 1) * (hour * 60 + minute);
  text = text::trim(text.substr(0, sign));
  return true;
}

/// ":30" or ":30.000" at the end; false when it is neither.
bool take_seconds(std::string_view& text, TimeReading& out) {
  if (text.empty()) return true;
  if (text.front() != ':' && text.front() != '.') return false;
  text.remove_prefix(1);
  auto const second = take_number(text);
  if (second < 0 || second > 60) return false;
  note(out, Change::seconds_dropped);
  if (text.empty()) return true;
  if (text.front() != '.' && text.front() != ',') return false;
  text.remove_prefix(1);
  if (text.empty() || text.size() > 9) return false;
  for (char const c : text) {
    if (!is_digit(c)) return false;
  }
  return true;
}

/// "2143", "943": hours and minutes run together.
bool take_run_together(std::string_view text, TimeReading& out) {
  if (text.empty() || !is_digit(text.front())) return false;
  auto const number = text::parse_integer(text);
  if (!number || (text.size() != 3 && text.size() != 4)) return false;
  out.hour = static_cast<int>(*number / 100);
  out.minute = static_cast<int>(*number % 100);
  note(out, Change::punctuation);
  if (text.size() == 3) {
    out.code = "time.lost-zero";
    out.remedy = "Write the time as 09:43.";
  }
  return true;
}

/// A fraction of a day, as spreadsheets store a time: "0.5" is noon.
bool take_fraction(std::string_view text, TimeReading& out) {
  bool const behind_a_day_number = text.starts_with('.');
  if (!behind_a_day_number && !text.starts_with("0.")) return false;
  // 0.5 is no clock time, but 0.30 may be half past midnight: two figures are read as a clock
  if (text.size() < 2 || text.size() > 20 || (text.size() == 4 && !behind_a_day_number)) return false;
  auto const fraction = text::parse_decimal(text);
  if (!fraction || *fraction < 0 || *fraction >= 1) return false;
  auto const minutes = static_cast<int>(*fraction * 1440 + 0.5) % 1440;
  out.hour = minutes / 60;
  out.minute = minutes % 60;
  out.code = "time.serial";
  out.remedy = "Format the column as a time in the spreadsheet before saving it.";
  note(out, Change::from_serial);
  return true;
}

bool take_clock(std::string_view text, bool half_day, TimeReading& out) {
  auto const full = text;
  out.hour = take_number(text);
  if (out.hour < 0) return false;
  bool const one_digit = full.size() - text.size() == 1;
  if (text.empty()) {
    return half_day;  // "9pm" is a time, "9" is not
  }
  if (text.front() != ':' && text.front() != '.' && text.front() != 'h') return false;
  if (text.front() != ':') note(out, Change::punctuation);
  if (one_digit) note(out, Change::zeros);
  text.remove_prefix(1);
  auto const before = text.size();
  out.minute = take_number(text);
  return out.minute >= 0 && before - text.size() == 2 && take_seconds(text, out);
}

bool in_range(TimeReading const& out) {
  return out.minute <= 59 && (out.hour <= 23 || (out.hour == 24 && out.minute == 0));
}

/// Minutes since 1970 UTC at which a year's summer time starts or ends: 01:00 UTC on the month's last Sunday.
std::int64_t last_sunday_at_one(int year, unsigned month) {
  auto const day = std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                         std::chrono::Sunday[std::chrono::last]};
  return day.time_since_epoch().count() * 1440 + 60;
}

struct LondonTime {
  int offset = 0;
  bool skipped = false;   ///< no such time: the clocks went forward
  bool repeated = false;  ///< twice that day: the clocks went back; the first one is taken
};

LondonTime london(std::int64_t local_minutes, int year) {
  auto const starts = last_sunday_at_one(year, 3);
  auto const ends = last_sunday_at_one(year, 10);
  // in local time summer starts where 01:00 to 02:00 is missing and ends where 01:00 to 02:00 comes twice
  if (local_minutes >= starts && local_minutes < starts + 60) return {0, true, false};
  if (local_minutes >= ends && local_minutes < ends + 60) return {60, false, true};
  return {local_minutes >= starts + 60 && local_minutes < ends ? 60 : 0, false, false};
}

void append_offset(std::string& out, int minutes) {
  out.push_back(minutes < 0 ? '-' : '+');
  auto const size = minutes < 0 ? -minutes : minutes;
  append_two(out, size / 60);
  out.push_back(':');
  append_two(out, size % 60);
}

void hold_midnight(Value& out) {
  writing::hold(out, "time.midnight",
                "Leave the time empty where it is not known: midnight is often put for unknown.");
}

/// A date that came without a usable time.
void without_time(Reading const& reading, Value& out) {
  auto const year = reading.year;
  auto const local = out.number * 1440;
  out.utc_offset = static_cast<std::int16_t>(london(local, year).offset);
  out.number = local - out.utc_offset;
}

}  // namespace

TimeReading read_time(std::string_view text) {
  TimeReading out;
  text = text::trim(text);
  if (text::equal_ignoring_case(text, "noon") || text::equal_ignoring_case(text, "midday")) {
    out.read = true, out.hour = 12;
    note(out, Change::mapped);
    return out;
  }
  if (text::equal_ignoring_case(text, "midnight")) {
    out.read = true;
    note(out, Change::mapped);
    return out;
  }
  if (!take_zone(text, out)) return out;
  bool const hours = take_ending(text, "hours") || take_ending(text, "hrs") || take_ending(text, "hr");
  bool const evening = !hours && (take_ending(text, "pm") || take_ending(text, "p.m."));
  bool const morning = !hours && !evening && (take_ending(text, "am") || take_ending(text, "a.m."));
  bool const half_day = evening || morning;
  if (hours || half_day) note(out, Change::mapped);
  bool const understood =
      take_run_together(text, out) || take_fraction(text, out) || take_clock(text, half_day, out);
  if (!understood) return out;
  if (half_day && (out.hour < 1 || out.hour > 12)) return out;
  if (morning && out.hour == 12) out.hour = 0;
  if (evening && out.hour != 12) out.hour += 12;
  out.read = in_range(out);
  return out;
}

Split split_date_and_time(std::string_view text, Context const& context) {
  auto const cut = [text](std::size_t at) {
    auto date = text::trim(text.substr(0, at));
    if (date.ends_with('T') && date.size() > 1 && is_digit(date[date.size() - 2])) date.remove_suffix(1);
    if (ends_with(date, " at")) date.remove_suffix(3);
    while (date.ends_with(',') || date.ends_with(' ')) date.remove_suffix(1);
    return Split{date, text::trim(text.substr(at))};
  };
  if (auto const colon = text.find(':'); colon != std::string_view::npos) {
    auto start = colon;
    while (start > 0 && is_digit(text[start - 1])) --start;
    return cut(start);
  }
  if (is_serial_with_fraction(text)) return {text.substr(0, 5), text.substr(5)};
  if (read(text, context).kind != Reading::Kind::refused) return {text, {}};
  auto space = text.find_last_of(" T");
  if (space == std::string_view::npos) return {text, {}};
  auto const last = text.substr(space + 1);
  // "9.30 pm": the time is the last two words
  bool const lone_ending = text::equal_ignoring_case(last, "pm") || text::equal_ignoring_case(last, "am") ||
                           text::equal_ignoring_case(last, "hrs") || text::equal_ignoring_case(last, "hours");
  if (lone_ending && space > 0) space = text.find_last_of(' ', space - 1);
  if (space == std::string_view::npos) return {text, {}};
  return cut(space + 1);
}

}  // namespace dates

namespace standardise {

void time(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!writing::begin(raw, out, writing::Blanks::usual)) return;
  auto const reading = dates::read_time(raw);
  if (!reading.read)
    return writing::refuse(out, "time.grammar", "Write the time as 21:43, on the 24-hour clock.");
  out.changes |= reading.changes;
  if (reading.has_zone) writing::mark(out, Change::cut);
  out.precision = Precision::minute;
  out.number = reading.hour * 60 + reading.minute;
  dates::append_two(out.text, reading.hour % 24);
  out.text.push_back(':');
  dates::append_two(out.text, reading.minute);
  if (reading.has_zone) {
    out.utc_offset = static_cast<std::int16_t>(reading.zone_minutes);
    writing::hold(out, "time.zone", "Give date and time together where the offset matters.");
  }
  if (!reading.code.empty()) writing::hold(out, reading.code, reading.remedy);
  if (reading.hour == 24) {
    writing::hold(out, "time.next-day", "24:00 is midnight at the end of the day: check which day is meant.");
  }
  if (out.number <= 1) dates::hold_midnight(out);
  if (out.changes == 0 && out.text != raw) writing::mark(out, Change::date_form);
  writing::finish(out);
}

void datetime(std::string_view raw, Context const& context, Value& out) {
  if (!writing::begin(raw, out, writing::Blanks::wide)) return;
  auto const split = dates::split_date_and_time(raw, context);
  auto const clock = dates::read_time(split.time);
  if (!split.time.empty() && !clock.read) {
    return writing::refuse(out, "datetime.grammar",
                           "Write date and time as 31/01/2026 21:43 or 2026-01-31T21:43+00:00.");
  }
  auto const reading = dates::read(split.date, context);
  if (!dates::apply(reading, context, out)) return;
  if (reading.kind == dates::Reading::Kind::month || split.time.empty()) {
    dates::without_time(reading, out);
    if (out.precision == Precision::day && !context.day_will_do) {
      writing::hold(out, "datetime.no-time", "Give the time too, where it is known.");
    }
    return writing::finish(out);
  }
  out.changes |= clock.changes;
  auto const local = out.number * 1440 + clock.hour * 60 + clock.minute;
  if (clock.has_zone) {
    out.utc_offset = static_cast<std::int16_t>(clock.zone_minutes);
  } else {
    writing::mark(out, Change::zone_assumed);
    auto const here = dates::london(local, reading.year);
    if (here.skipped) {
      // the day may be right, the time cannot be
      dates::without_time(reading, out);
      return writing::hold(out, "datetime.skipped-hour",
                           "The clocks went forward: there was no such time. Check it, or give the offset.");
    }
    if (here.repeated) {
      writing::hold(out, "datetime.repeated-hour",
                    "The clocks went back: the hour came twice. Give the offset.");
    }
    if (reading.year < 1996 && reading.month >= 3 && reading.month <= 10) {
      writing::hold(out, "datetime.old-summer-time",
                    "Give the offset: summer time had other dates before 1996.");
    }
    out.utc_offset = static_cast<std::int16_t>(here.offset);
  }
  out.number = local - out.utc_offset;
  out.precision = Precision::minute;
  out.text.clear();
  auto const local_day = (local - (local % 1440 + 1440) % 1440) / 1440;
  dates::append_date(out.text, local_day);
  out.text.push_back('T');
  dates::append_two(out.text, clock.hour % 24);
  out.text.push_back(':');
  dates::append_two(out.text, clock.minute);
  dates::append_offset(out.text, out.utc_offset);
  if (!clock.code.empty()) writing::hold(out, clock.code, clock.remedy);
  if (clock.hour == 24) writing::hold(out, "time.next-day", "24:00 was read as the start of the next day.");
  if (clock.hour * 60 + clock.minute <= 1) dates::hold_midnight(out);
  if (out.changes == 0 && out.text != raw) writing::mark(out, Change::date_form);
  writing::finish(out);
}

}  // namespace standardise
}  // namespace concordat::intake
