// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/as_agreed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/date.h"
#include "base/text.h"

namespace concordat::hub::disclosures {
namespace {

using agreements::Transform;

constexpr std::string_view put_out = "[taken out]";
constexpr int square = 500;          // metres
constexpr int grid_width = 700'000;  // of the National Grid, in metres
constexpr int grid_height = 1'300'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool const whole = error == std::errc{} && end == text.data() + text.size() && number >= 0 && !text.empty() && is_digit(text.front());
  return whole ? std::optional{number} : std::nullopt;
}

/// The day that a day, or a day with an hour after it, begins with.
std::optional<std::string> day_of(std::string_view text) {
  bool const with_time = text.size() > 10 && (text[10] == 'T' || text[10] == ' ');
  if (text.size() != 10 && !with_time) return std::nullopt;
  auto const day = parse_date(text.substr(0, 10));
  return day ? std::optional{format_date(*day)} : std::nullopt;
}

std::optional<std::string> hour_of(std::string_view text) {
  auto const day = day_of(text);
  if (!day || text.size() < 13) return std::nullopt;
  auto const hour = whole_number(text.substr(11, 2));
  bool const ends = text.size() == 13 || text[13] == ':';
  return hour && *hour < 24 && ends ? std::optional{fmt::format("{} {:02}:00 to {:02}:59", *day, *hour, *hour)} : std::nullopt;
}

std::optional<std::string> yes_or_no(std::string_view text) {
  auto const word = text::ascii_lower(text);
  return word == "yes" || word == "no" ? std::optional{word} : std::nullopt;
}

std::optional<std::string> count_of(std::string_view text) {
  auto const number = whole_number(text);
  return number ? std::optional{std::to_string(*number)} : std::nullopt;
}

/// Of ten, where it is a number.
std::optional<std::string> band_of(std::string_view text) {
  if (auto const number = whole_number(text)) return fmt::format("{} to {}", *number / 10 * 10, *number / 10 * 10 + 9);
  // A band is a word or a range: no date, no postcode, no name.
  auto const digits = std::ranges::count_if(text, is_digit);
  auto const capitals = std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  bool const code = text.size() <= 4;
  return text.size() <= 40 && digits <= 6 && (code || capitals == 0) && !day_of(text) ? std::optional{std::string{text}} : std::nullopt;
}

std::optional<std::string> square_of(std::string_view text) {
  auto const comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  auto const east = whole_number(text::trim(text.substr(0, comma)));
  auto const north = whole_number(text::trim(text.substr(comma + 1)));
  if (!east || !north || *east >= grid_width || *north >= grid_height) return std::nullopt;
  return fmt::format("{},{} ({} m square)", *east / square * square, *north / square * square, square);
}

/// 3x5x2 at the end, in brackets: source 1 to 3, information A to E, handling P or C.
bool is_graded(std::string_view text) {
  auto const open = text.rfind('(');
  if (open == std::string_view::npos || open == 0 || text.back() != ')') return false;
  std::string grade;
  for (char const c : text.substr(open + 1, text.size() - open - 2)) {
    if (c != ' ') grade += c;
  }
  bool const judged = grade.size() >= 2 && grade[0] >= '1' && grade[0] <= '3' && grade[1] >= 'A' && grade[1] <= 'E';
  return judged && (grade.size() == 2 || (grade.size() == 3 && (grade[2] == 'P' || grade[2] == 'C')));
}

std::optional<std::string> recorded(std::string_view type, std::string_view text) {
  if (type == "date") {
    auto const day = parse_date(text);
    return day ? std::optional{format_date(*day)} : std::nullopt;
  }
  if (type == "integer") return count_of(text);
  if (type == "boolean") return yes_or_no(text);
  return text.size() <= longest_value ? std::optional{std::string{text}} : std::nullopt;
}

std::optional<std::string> if_fits(bool fits, std::string_view text) { return fits ? std::optional{std::string{text}} : std::nullopt; }

std::optional<std::string> cut(Transform transform, std::string_view type, std::string_view text) {
  switch (transform) {
    case Transform::value: return recorded(type, text);
    case Transform::graded: return if_fits(text.size() <= longest_value && is_graded(text), text);
    case Transform::scrubbed_text: return text.size() <= longest_value ? std::optional{scrubbed(text)} : std::nullopt;
    case Transform::code: return if_fits(text.size() <= 40 && text.find_first_of(" \t\r\n") == std::string_view::npos, text);
    case Transform::hour: return hour_of(text);
    case Transform::day: return day_of(text);
    case Transform::summary: return if_fits(text.size() <= longest_summary, text);
    case Transform::cell: return square_of(text);
    case Transform::band: return band_of(text);
    case Transform::yes_no: return yes_or_no(text);
    case Transform::count: return count_of(text);
  }
  return std::nullopt;
}

FixedText how_to_write(Transform transform, std::string_view type) {
  switch (transform) {
    case Transform::value:
      if (type == "date") return "Write the day as 2026-01-31.";
      if (type == "integer") return "Write a whole number.";
      if (type == "boolean") return "Write yes or no.";
      return "Write at most 500 characters.";
    case Transform::graded: return "Write what is said, and at its end in brackets how the source and the information are graded: 'was seen with the group on 3 March (2B P)'.";
    case Transform::scrubbed_text: return "Write at most 500 characters.";
    case Transform::code: return "Write the code alone, without spaces.";
    case Transform::hour: return "Write day and time as 2026-01-31 22:15; the hub keeps the hour alone.";
    case Transform::day: return "Write the day as 2026-01-31.";
    case Transform::summary: return "Write at most 300 characters.";
    case Transform::cell: return "Write easting and northing in metres of the National Grid, as 451530,304210; the hub keeps the square of 500 metres alone.";
    case Transform::band: return "Write a whole number, of which the hub keeps the ten it lies in, or the band in at most 40 characters.";
    case Transform::yes_no: return "Write yes or no.";
    case Transform::count: return "Write a whole number.";
  }
  return "Write it as the rule asks.";
}

/// Words that a sentence may begin with and that name nobody. Every other capital may be a name's.
constexpr std::array openings{"A",    "An",   "The",  "He",    "She",   "They",  "It",    "We",    "I",     "You",  "His",   "Her",    "Their", "Its",  "This", "That", "These",
                              "Those", "There", "Here", "In",   "On",    "At",    "By",    "For",   "From",  "To",   "With",  "Of",     "After", "Before", "Since", "When", "While",
                              "Where", "If",   "As",   "And",   "But",   "Or",    "No",    "Not",   "Nobody", "Nothing", "Then", "Now",  "Both",  "One",  "Two",  "Was",  "Were", "Is", "Are", "Has", "Had"};

/// A number, an address, or what may be a name: a capital, or a letter beyond ASCII, which may be one.
bool tells_somebody(std::string_view word) {
  auto const bare = word.substr(0, word.find_first_of(".,;:!?"));
  bool const opens = std::ranges::find(openings, bare) != openings.end();
  bool const capital = !opens && std::ranges::any_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
  bool const foreign = std::ranges::any_of(word, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return capital || foreign || std::ranges::any_of(word, is_digit) || word.find('@') != std::string_view::npos;
}

/// No control characters but a new line, and none that turn the direction of what stands beside it.
bool is_plain(std::string_view text) {
  bool const control = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r'; }) || text.find('\x7f') != std::string_view::npos;
  constexpr std::array turning{"\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
  return !control && std::ranges::none_of(turning, [&](char const* mark) { return text.find(mark) != std::string_view::npos; });
}

}  // namespace

std::string scrubbed(std::string_view text) {
  std::string out;
  bool in_run = false;  // one mark for a run of words
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    auto const word = text.substr(at, end - at);
    if (!word.empty()) {
      bool const hidden = tells_somebody(word);
      if (!out.empty() && !(hidden && in_run)) out += ' ';
      if (!hidden) out += word;
      if (hidden && !in_run) out += put_out;
      bool const stops = hidden && (word.back() == '.' || word.back() == ',' || word.back() == ';');
      if (stops) out += word.back();
      in_run = hidden && !stops;
    }
    at = end + 1;
  }
  return out;
}

Result<std::string> as_agreed(agreements::Transform transform, catalogue::Field const& field, std::string_view typed) {
  auto const text = text::trim(typed);
  auto cut_down = text::is_utf8(text) && !text.empty() && is_plain(text) ? cut(transform, field.type, text) : std::nullopt;
  if (cut_down) return std::move(*cut_down);
  Where where;
  where.field = field.dotted();
  return fail(Fault::malformed, "disclosure.value-form", "A value is not in the form in which this item may go.", how_to_write(transform, field.type), std::move(where));
}

}  // namespace concordat::hub::disclosures
