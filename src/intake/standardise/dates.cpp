// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/dates.h"

#include <chrono>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace dates {

std::int64_t days_since_1970(int year, int month, int day) {
  std::chrono::year_month_day const ymd{std::chrono::year{year},
                                        std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  return std::chrono::sys_days{ymd}.time_since_epoch().count();
}

void append_two(std::string& out, int number) {
  out.push_back(static_cast<char>('0' + number / 10 % 10));
  out.push_back(static_cast<char>('0' + number % 10));
}

void append_date(std::string& out, std::int64_t days) {
  std::chrono::year_month_day const ymd{std::chrono::sys_days{std::chrono::days{days}}};
  auto const year = static_cast<int>(ymd.year());
  append_two(out, year / 100);
  append_two(out, year % 100);
  out.push_back('-');
  append_two(out, static_cast<int>(static_cast<unsigned>(ymd.month())));
  out.push_back('-');
  append_two(out, static_cast<int>(static_cast<unsigned>(ymd.day())));
}

void set_month(int year, int month, Value& out) {
  out.text.clear();
  for (int unit = 1000; unit > 0; unit /= 10) out.text.push_back(static_cast<char>('0' + year / unit % 10));
  out.text.push_back('-');
  append_two(out.text, month);
  out.precision = Precision::month;
}

Month read_usual_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return {};
  int figures = 0;
  for (std::size_t const at : {0U, 1U, 2U, 3U, 5U, 6U}) {
    if (!writing::is_digit(text[at])) return {};
    figures = figures * 10 + writing::digit(text[at]);
  }
  auto const year = figures / 100;
  auto const number = figures % 100;
  return year >= 1800 && year < 2200 && number >= 1 && number <= 12 ? Month::of(year, number) : Month{};
}

bool apply(Reading const& reading, Context const& context, Value& out) {
  if (reading.kind == Reading::Kind::placeholder) {
    writing::placeholder(out);
    return false;
  }
  if (reading.kind == Reading::Kind::refused) {
    writing::refuse(out, reading.code, reading.remedy);
    return false;
  }
  out.changes |= reading.changes;
  bool const has_day = reading.kind == Reading::Kind::day;
  out.number = days_since_1970(reading.year, reading.month, has_day ? reading.day : 1);
  auto const today = context.today.time_since_epoch().count();
  if ((context.refuse_future || context.birth_date) && out.number > today) {
    writing::refuse(out, "date.future", "Check the year: the date lies after today.");
    return false;
  }
  if (has_day) {
    out.precision = Precision::day;
    append_date(out.text, out.number);
  } else {
    set_month(reading.year, reading.month, out);
    writing::hold(out, "date.month-only", "Give the day too, where it is known.");
  }
  if (!reading.code.empty()) writing::hold(out, reading.code, reading.remedy);
  if (context.birth_date && has_day) {
    if (reading.month == 1 && reading.day == 1) {
      writing::hold(out, "date.first-of-january",
                    "Check the date: 1 January often stands for an unknown birthday.");
    }
    if (today - out.number > 120 * 366) writing::hold(out, "date.too-old", "Check the year of birth.");
  }
  return true;
}

}  // namespace dates

namespace standardise {

void date(std::string_view raw, Context const& context, Value& out) {
  if (!writing::begin(raw, out, writing::Blanks::wide)) return;
  auto reading = dates::read(raw, context);
  if (reading.kind == dates::Reading::Kind::refused) {
    // an export that writes every date with a time: the field holds the date
    auto const split = dates::split_date_and_time(raw, context);
    if (!split.time.empty() && dates::read_time(split.time).read) {
      reading = dates::read(split.date, context);
      writing::mark(out, Change::cut);
    }
  }
  if (!dates::apply(reading, context, out)) return;
  writing::finish(out);
}

/// "2026-Q3" or "Q3 2026": calendar quarters. A financial year ("Q2 2026/27") is not guessed at.
static std::optional<Quarter> quarter_in(std::string_view raw) {
  auto const text = text::ascii_upper(text::trim(raw));
  if (auto const quarter = parse_quarter(text)) return quarter;
  if (text.size() == 7 && text[0] == 'Q' && (text[2] == ' ' || text[2] == '-' || text[2] == '/')) {
    return parse_quarter(text.substr(3) + "-" + text.substr(0, 2));
  }
  return std::nullopt;
}

void month(std::string_view raw, Context const& context, Value& out) {
  if (auto const usual = dates::read_usual_month(raw);
      usual.index != 0 && (!context.refuse_future || usual <= Month::of(context.today))) {
    (void)writing::open(raw, out);
    out.text.assign(raw);
    out.number = usual.index;
    out.precision = Precision::month;
    return;
  }
  if (!writing::begin(raw, out, writing::Blanks::wide)) return;
  auto reading = dates::read(raw, context);
  if (reading.kind == dates::Reading::Kind::refused && raw.size() == 6) {
    // 201912
    auto const run = text::parse_integer(raw);
    if (run && *run >= 180001 && *run <= 220012 && *run % 100 >= 1 && *run % 100 <= 12) {
      reading = {};
      reading.kind = dates::Reading::Kind::month;
      reading.year = static_cast<int>(*run / 100);
      reading.month = static_cast<int>(*run % 100);
      writing::mark(out, Change::date_form);
    }
  }
  if (auto const quarter = quarter_in(raw); quarter && reading.kind == dates::Reading::Kind::refused) {
    reading = {};
    reading.kind = dates::Reading::Kind::month;
    reading.year = quarter->year();
    reading.month = quarter->first_month().month();
    writing::mark(out, Change::date_form);
  }
  if (reading.kind == dates::Reading::Kind::placeholder) return writing::placeholder(out);
  if (reading.kind == dates::Reading::Kind::refused)
    return writing::refuse(out, reading.code, reading.remedy);
  if (reading.kind == dates::Reading::Kind::day) writing::mark(out, Change::cut);
  out.changes |= reading.changes;
  auto const first_day = dates::days_since_1970(reading.year, reading.month, 1);
  if (context.refuse_future && first_day > context.today.time_since_epoch().count()) {
    return writing::refuse(out, "date.future", "Check the year: the date lies after today.");
  }
  out.number = Month::of(reading.year, reading.month).index;
  dates::set_month(reading.year, reading.month, out);
  if (!reading.code.empty()) writing::hold(out, reading.code, reading.remedy);
  writing::finish(out);
}

}  // namespace standardise
}  // namespace concordat::intake
