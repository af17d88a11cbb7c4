// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "intake/standardise/dates.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace dates {
namespace {

using namespace std::string_view_literals;
using writing::is_digit;
using writing::is_letter;

constexpr std::array month_names{"january"sv,   "february"sv, "march"sv,    "april"sv,
                                 "may"sv,       "june"sv,     "july"sv,     "august"sv,
                                 "september"sv, "october"sv,  "november"sv, "december"sv};
constexpr std::array day_names{"sunday"sv,   "monday"sv, "tuesday"sv, "wednesday"sv,
                               "thursday"sv, "friday"sv, "saturday"sv};

constexpr FixedText day_first = "Write the date as day, month and four-figure year: 31/01/2026.";
constexpr std::int64_t serial_of_1970 = 25569;  // in a spreadsheet's 1900 system
constexpr std::int64_t serial_of_1970_since_1904 = 24107;
constexpr std::int64_t first_serial = 10'000;  // May 1927; smaller numbers are years and ages
constexpr std::int64_t last_serial = 65'000;   // December 2077

/// 1 to 12 for "June", "Jun", "Sept"; 0 otherwise.
int number_of(std::string_view word, auto const& names) {
  if (word.size() < 3) return 0;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (word.size() <= names[at].size() &&
        text::equal_ignoring_case(word, names[at].substr(0, word.size()))) {
      return static_cast<int>(at) + 1;
    }
  }
  return 0;
}

struct Part {
  int number = 0;
  std::size_t digits = 0;
  bool is_month_name = false;
};

/// The numbers and month names of a date, and what else stood in it.
struct Parts {
  std::array<Part, 3> part{};
  std::size_t count = 0;
  char separator = 0;  ///< between the first two parts; 'x' when they differ
  int weekday = 0;     ///< 1 for Sunday; 0 when none is named
  bool understood = true;
};

bool take_number(std::string_view& rest, Parts& parts) {
  Part part;
  while (!rest.empty() && is_digit(rest.front())) {
    if (part.digits == 8) return false;
    part.number = part.number * 10 + writing::digit(rest.front());
    ++part.digits;
    rest.remove_prefix(1);
  }
  if (parts.count == parts.part.size()) return false;
  parts.part[parts.count++] = part;
  for (auto const ending : {"st"sv, "nd"sv, "rd"sv, "th"sv}) {
    auto const ends = rest.size() >= 2 && text::equal_ignoring_case(rest.substr(0, 2), ending) &&
                      (rest.size() == 2 || !is_letter(rest[2]));
    if (!ends) continue;
    rest.remove_prefix(2);
    parts.separator = 'x';
    break;
  }
  return true;
}

bool take_word(std::string_view& rest, Parts& parts) {
  std::size_t size = 0;
  while (size < rest.size() && is_letter(rest[size])) ++size;
  auto const word = rest.substr(0, size);
  rest.remove_prefix(size);
  if (!rest.empty() && rest.front() == '.') rest.remove_prefix(1);
  if (text::equal_ignoring_case(word, "of") || text::equal_ignoring_case(word, "the")) return true;
  if (auto const weekday = number_of(word, day_names); weekday != 0) {
    parts.weekday = weekday;
    return true;
  }
  auto const month = number_of(word, month_names);
  if (month == 0 || parts.count == parts.part.size()) return false;
  parts.part[parts.count++] = {month, 0, true};
  return true;
}

Parts take_apart(std::string_view rest) {
  Parts parts;
  while (!rest.empty() && parts.understood) {
    char const c = rest.front();
    if (is_digit(c)) {
      parts.understood = take_number(rest, parts);
    } else if (is_letter(c)) {
      parts.understood = take_word(rest, parts);
    } else if (c == '/' || c == '-' || c == '.' || c == ' ' || c == ',') {
      if (parts.count == 1 && parts.separator == 0) parts.separator = c;
      if (parts.count == 2 && parts.separator != c) parts.separator = 'x';
      rest.remove_prefix(1);
    } else {
      parts.understood = false;
    }
  }
  return parts;
}

Reading refused(FixedText code, FixedText remedy) {
  Reading out;
  out.code = code;
  out.remedy = remedy;
  return out;
}

void note(Reading& out, FixedText code, FixedText remedy) {
  if (!out.code.empty()) return;
  out.code = code;
  out.remedy = remedy;
}

int year_of(Date date) {
  return static_cast<int>(std::chrono::year_month_day{date}.year());
}

/// Two figures become the latest year that is not after today; review dates may lie twenty years ahead.
void expand_year(Part const& part, Context const& context, Reading& out) {
  out.year = part.number;
  if (part.digits != 2) return;
  bool const past_only = context.refuse_future || context.birth_date;
  auto const latest = year_of(context.today) + (past_only ? 0 : 20);
  out.year += latest / 100 * 100;
  if (out.year > latest) out.year -= 100;
  out.changes |= static_cast<std::uint32_t>(Change::expanded_year);
  note(out, "date.two-digit-year", "Write the year with four figures.");
}

Reading finish(Reading out, Parts const& parts, bool has_day) {
  if (out.month < 1 || out.month > 12) return refused("date.impossible", day_first);
  std::chrono::year_month_day const ymd{std::chrono::year{out.year},
                                        std::chrono::month{static_cast<unsigned>(out.month)},
                                        std::chrono::day{static_cast<unsigned>(has_day ? out.day : 1)}};
  if (!ymd.ok()) return refused("date.impossible", "There is no such day: look it up at the source and correct it there.");
  out.kind = has_day ? Reading::Kind::day : Reading::Kind::month;
  if (parts.weekday != 0 && has_day) {
    auto const weekday = std::chrono::weekday{std::chrono::sys_days{ymd}}.c_encoding() + 1;
    if (static_cast<int>(weekday) != parts.weekday)
      note(out, "date.weekday", "The day of the week is another one.");
  }
  return out;
}

/// Two numbers whose order the supplier's country decides.
void set_day_and_month(Reading& out, int first, int second, Context const& context) {
  out.day = context.month_first ? second : first;
  out.month = context.month_first ? first : second;
  if (out.month > 12 && out.day <= 12) {
    std::swap(out.day, out.month);
    note(out, "date.other-order", "Day and month seem to be the other way about: write 31/01/2026.");
  }
}

Reading of_three(Parts const& parts, Context const& context) {
  Reading out;
  auto const& [first, second, third] = parts.part;
  if (first.is_month_name && !second.is_month_name && !third.is_month_name) {
    out.month = first.number, out.day = second.number;
    expand_year(third, context, out);
  } else if (second.is_month_name && !first.is_month_name && !third.is_month_name) {
    out.month = second.number;
    out.day = first.digits == 4 ? third.number : first.number;
    expand_year(first.digits == 4 ? first : third, context, out);
  } else if (first.is_month_name || second.is_month_name || third.is_month_name) {
    return refused("date.grammar", day_first);
  } else if (first.digits == 4) {
    out.year = first.number, out.month = second.number, out.day = third.number;
  } else {
    set_day_and_month(out, first.number, second.number, context);
    expand_year(third, context, out);
  }
  auto const year_digits = first.digits == 4 ? 4 : third.digits;
  if (year_digits != 2 && year_digits != 4) return refused("date.grammar", day_first);
  if (first.digits > 2 && third.digits > 2) return refused("date.grammar", day_first);
  if (second.digits > 2) return refused("date.grammar", day_first);
  return finish(out, parts, true);
}

Reading of_two(Parts const& parts, Context const& context) {
  Reading out;
  auto const& first = parts.part[0];
  auto const& second = parts.part[1];
  auto const is_year = [](Part const& part) { return !part.is_month_name && part.digits == 4; };
  if (is_year(first) && (second.is_month_name || second.digits <= 2)) {
    out.year = first.number, out.month = second.number;
  } else if (is_year(second) && (first.is_month_name || first.digits <= 2)) {
    out.year = second.number, out.month = first.number;
  } else if (first.is_month_name && second.digits == 2) {
    out.month = first.number;
    expand_year(second, context, out);
  } else if (first.is_month_name != second.is_month_name) {
    return refused("date.no-year", day_first);
  } else {
    return refused("date.grammar", day_first);
  }
  return finish(out, parts, false);
}

Reading of_one(Parts const& parts, Context const& context) {
  auto const& only = parts.part[0];
  if (only.is_month_name) return refused("date.no-year", day_first);
  if (only.digits == 4) return refused("date.year-only", day_first);
  if (only.digits == 5) return read_serial(only.number, context);
  if (only.digits != 8) return refused("date.run-together", day_first);
  Reading out;
  out.year = only.number / 10000, out.month = only.number / 100 % 100, out.day = only.number % 100;
  if (out.year < 1800 || out.year > 2200) {
    out.year = only.number % 10000;
    set_day_and_month(out, only.number / 1000000, only.number / 10000 % 100, context);
  }
  return finish(out, parts, true);
}

/// 1900-01-01 and its like: what programs write when they know nothing.
bool stands_for_nothing(Reading const& reading) {
  if (reading.kind != Reading::Kind::day) return false;
  struct Known {
    int year, month, day;
  };
  static constexpr std::array<Known, 11> known{{{1900, 1, 1},
                                                {1970, 1, 1},
                                                {1899, 12, 30},
                                                {1899, 12, 31},
                                                {1904, 1, 1},
                                                {1753, 1, 1},
                                                {1, 1, 1},
                                                {1111, 11, 11},
                                                {9999, 12, 31},
                                                {2999, 12, 31},
                                                {1901, 1, 1}}};
  for (auto const& each : known) {
    if (each.year == reading.year && each.month == reading.month && each.day == reading.day) return true;
  }
  return false;
}

/// 00/00/0000 and 99/99/9999.
bool is_one_digit_repeated(std::string_view text) {
  char seen = 0;
  std::size_t digits = 0;
  for (char const c : text) {
    if (is_letter(c)) return false;
    if (!is_digit(c)) continue;
    if (seen != 0 && c != seen) return false;
    seen = c;
    ++digits;
  }
  return digits >= 6 && (seen == '0' || seen == '9');
}

}  // namespace

bool is_standard(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && is_digit(text[0]) && is_digit(text[1]) &&
         is_digit(text[2]) && is_digit(text[3]) && is_digit(text[5]) && is_digit(text[6]) &&
         is_digit(text[8]) && is_digit(text[9]);
}

namespace {

bool is_standard_month(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) &&
         is_digit(text[3]) && is_digit(text[5]) && is_digit(text[6]);
}

/// Most cells of a feed come this way.
Reading read_standard(std::string_view text) {
  auto const two = [text](std::size_t at) {
    return writing::digit(text[at]) * 10 + writing::digit(text[at + 1]);
  };
  Reading out;
  out.year = two(0) * 100 + two(2);
  out.month = two(5);
  out.day = text.size() == 10 ? two(8) : 0;
  if (is_one_digit_repeated(text)) {
    out.kind = Reading::Kind::placeholder;
    return out;
  }
  out = finish(out, Parts{}, text.size() == 10);
  if (out.kind == Reading::Kind::refused) return out;
  if (stands_for_nothing(out)) {
    out.kind = Reading::Kind::placeholder;
  } else if (out.year < 1800 || out.year > 2200) {
    return refused("date.out-of-range", "Check the year.");
  }
  return out;
}

}  // namespace

bool is_serial_with_fraction(std::string_view text) {
  if (text.size() < 7 || text.size() > 20 || text[5] != '.') return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at != 5 && !is_digit(text[at])) return false;
  }
  return true;
}

Reading read_serial(std::int64_t serial, Context const& context) {
  if (serial < first_serial || serial > last_serial) return refused("date.run-together", day_first);
  auto const days = serial - (context.serials_1904 ? serial_of_1970_since_1904 : serial_of_1970);
  std::chrono::year_month_day const ymd{std::chrono::sys_days{std::chrono::days{days}}};
  Reading out;
  out.kind = Reading::Kind::day;
  out.year = static_cast<int>(ymd.year());
  out.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  out.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  out.changes = static_cast<std::uint32_t>(Change::from_serial);
  note(out, "date.serial", "Format the column as a date in the spreadsheet before saving it.");
  return out;
}

Reading read(std::string_view text, Context const& context) {
  Reading out;
  if (is_standard(text) || is_standard_month(text)) return read_standard(text);
  if (is_one_digit_repeated(text)) {
    out.kind = Reading::Kind::placeholder;
    return out;
  }
  if (is_serial_with_fraction(text)) {
    out = read_serial(*text::parse_integer(text.substr(0, 5)), context);
    out.changes |= static_cast<std::uint32_t>(Change::cut);
    return out;
  }
  auto const parts = take_apart(text);
  if (!parts.understood || parts.count == 0) return refused("date.grammar", day_first);
  out = parts.count == 3   ? of_three(parts, context)
        : parts.count == 2 ? of_two(parts, context)
                           : of_one(parts, context);
  if (out.kind == Reading::Kind::refused) return out;
  if (stands_for_nothing(out)) {
    out.kind = Reading::Kind::placeholder;
    return out;
  }
  if (out.year < 1800 || out.year > 2200) return refused("date.out-of-range", "Check the year.");
  if ((out.changes & static_cast<std::uint32_t>(Change::from_serial)) == 0) {
    out.changes |= static_cast<std::uint32_t>(Change::date_form);
  }
  return out;
}

}  // namespace dates
}  // namespace concordat::intake
