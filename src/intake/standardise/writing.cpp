// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/writing.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace concordat::intake::writing {
namespace {

using namespace std::string_view_literals;

constexpr std::array for_names{"n/k"sv,
                               "nk"sv,
                               "n.k."sv,
                               "n.k"sv,
                               "n/a"sv,
                               "n.a."sv,
                               "#n/a"sv,
                               "unk"sv,
                               "unknown"sv,
                               "unkn"sv,
                               "tbc"sv,
                               "tba"sv,
                               "tbd"sv,
                               "not known"sv,
                               "not stated"sv,
                               "not recorded"sv,
                               "not provided"sv,
                               "not available"sv,
                               "not applicable"sv,
                               "not given"sv,
                               "not supplied"sv,
                               "no location"sv,
                               "no data"sv,
                               "no information"sv,
                               "don't know"sv,
                               "(blank)"sv,
                               "<blank>"sv,
                               "[blank]"sv,
                               "#ref!"sv,
                               "#value!"sv,
                               "#name?"sv,
                               "#null!"sv,
                               "#num!"sv,
                               "#div/0!"sv,
                               "to be confirmed"sv,
                               "not disclosed"sv};
constexpr std::array as_usual{"null"sv, "(null)"sv, "<null>"sv, "nan"sv, "undefined"sv, "blank"sv};
constexpr std::array widely{"na"sv, "none"sv, "nil"sv};

constexpr std::size_t longest_placeholder = 16;

bool is_one_of(std::string_view word, auto const& words) {
  return std::ranges::any_of(words, [word](std::string_view known) { return known == word; });
}

bool is_punctuation(char c) {
  return c > ' ' && c < 0x7f && !is_digit(c) && !is_letter(c);
}

/// The first byte of a word in the lists above, or of punctuation.
constexpr bool may_start_placeholder(char c) {
  switch (to_lower(c)) {
    case 'n':
    case 'u':
    case 't':
    case 'd':
    case 'b':
    case 'x':
    case '0':
      return true;
    default:
      return !is_letter(c) && !is_digit(c);
  }
}

bool is_repeat_of(std::string_view text, char c) {
  return std::ranges::all_of(text, [c](char each) { return to_lower(each) == c; });
}

constexpr std::uint64_t every(std::uint8_t byte) {
  return 0x0101010101010101ULL * byte;
}

/// 0x80 in every byte that is zero, exactly.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  auto const low = (word & every(0x7f)) + every(0x7f);
  return ~(low | word | every(0x7f));
}

}  // namespace

bool open(std::string_view& raw, Value& out) {
  out.verdict = Verdict::ok;
  out.precision = Precision::unknown;
  out.utc_offset = 0;
  out.changes = 0;
  out.code = {};
  out.remedy = {};
  out.text.clear();
  out.number = 0;
  out.decimal = 0;
  if (raw.empty()) {
    out.verdict = Verdict::missing;
    return false;
  }
  auto const visible = [](char c) { return c > ' ' && is_ascii(c); };
  if (!visible(raw.front()) || !visible(raw.back())) {
    auto const trimmed = text::trim(raw);
    if (trimmed.size() != raw.size()) mark(out, Change::trimmed);
    raw = trimmed;
    if (raw.empty()) {
      out.changes = 0;
      out.verdict = Verdict::missing;
      return false;
    }
  }
  return true;
}

bool begin(std::string_view& raw, Value& out, Blanks blanks) {
  if (!open(raw, out)) return false;
  if (raw.size() > longest_placeholder || !may_start_placeholder(raw.front()) ||
      !is_placeholder(raw, blanks)) {
    return true;
  }
  placeholder(out);
  return false;
}

bool is_placeholder(std::string_view trimmed, Blanks blanks) {
  if (trimmed.empty() || trimmed.size() > longest_placeholder) return false;
  if (std::ranges::all_of(trimmed, [](char c) { return c == ' ' || is_punctuation(c); })) return true;
  // most cells that come this far are numbers: no word of the lists starts like one
  char const first = trimmed.front();
  if (first == '0') return blanks == Blanks::wide && is_repeat_of(trimmed, '0');
  if (!is_letter(first) && first != '#' && first != '(' && first != '<' && first != '[') return false;
  std::array<char, longest_placeholder> buffer{};
  std::ranges::transform(trimmed, buffer.begin(), to_lower);
  std::string_view const word{buffer.data(), trimmed.size()};
  if (is_one_of(word, for_names)) return true;
  if (blanks == Blanks::names) return false;
  if (is_one_of(word, as_usual)) return true;
  if (blanks == Blanks::usual) return false;
  return is_one_of(word, widely) || (word.size() > 1 && is_repeat_of(word, 'x'));
}

void placeholder(Value& out) {
  out.verdict = Verdict::placeholder;
  out.code = "placeholder";
  out.remedy = "Leave the cell empty where the value is not known.";
  out.text.clear();
  out.changes = 0;
  out.number = 0;
  out.decimal = 0;
  out.precision = Precision::unknown;
}

void refuse(Value& out, FixedText code, FixedText remedy) {
  placeholder(out);
  out.verdict = Verdict::invalid;
  out.code = code;
  out.remedy = remedy;
}

void hold(Value& out, FixedText code, FixedText remedy) {
  if (out.verdict == Verdict::review) return;
  out.verdict = Verdict::review;
  out.code = code;
  out.remedy = remedy;
}

bool is_plain(std::string_view text) {
  char const* at = text.data();
  auto left = text.size();
  std::uint64_t trouble = 0;
  bool space_before = false;
  while (left >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    auto const spaces = zero_bytes(word ^ every(' '));
    // a byte under 0x20 borrows from its top bit; bytes from 0x80 on are trouble by themselves
    trouble |= (word - every(' ')) & every(0x80) & ~spaces;
    trouble |= word & every(0x80);
    trouble |= zero_bytes(word ^ every(0x7f));
    trouble |= spaces & (spaces >> 8U);
    if (space_before && (spaces & 0x80U) != 0) return false;
    space_before = (spaces >> 63U) != 0;
    if (trouble != 0) return false;
    at += 8, left -= 8;
  }
  for (; left > 0; ++at, --left) {
    if (*at < ' ' || *at == 0x7f || !is_ascii(*at)) return false;
    if (*at == ' ' && space_before) return false;
    space_before = *at == ' ';
  }
  return true;
}

std::size_t squeeze(std::string_view text, char* to, std::size_t limit, std::uint32_t& changes) {
  std::size_t size = 0;
  for (char const c : text) {
    if (is_digit(c) || is_upper(c)) {
      if (size == limit) return limit + 1;
      to[size++] = c;
    } else if (is_lower(c)) {
      if (size == limit) return limit + 1;
      changes |= static_cast<std::uint32_t>(Change::case_changed);
      to[size++] = to_upper(c);
    } else if (c == ' ' || c == '\t') {
      changes |= static_cast<std::uint32_t>(Change::spaces);
    } else if (c == '-' || c == '.' || c == '/' || c == '_') {
      changes |= static_cast<std::uint32_t>(Change::punctuation);
    } else {
      return limit + 1;
    }
  }
  return size;
}

void settle(Value& out, std::string_view trimmed, std::string_view text) {
  out.text.assign(text);
  if (trimmed == text) return;
  if (is_placeholder(text, Blanks::wide)) return placeholder(out);  // "00 0000"
  auto const count = [](std::string_view in, auto of) { return std::ranges::count_if(in, of); };
  auto const space = [](char c) { return c == ' '; };
  auto const point = [](char c) { return is_punctuation(c); };
  if (count(trimmed, space) != count(text, space)) mark(out, Change::spaces);
  if (count(trimmed, point) != count(text, point)) mark(out, Change::punctuation);
  if (count(trimmed, is_lower) > count(text, is_lower)) mark(out, Change::case_changed);
  if (out.changes == 0) mark(out, Change::spaces);  // a tab
}

std::string_view keyword(std::string_view text, char* buffer, std::size_t limit) {
  std::size_t size = 0;
  for (char const c : text) {
    if (!is_ascii(c)) return {};
    if (c == ' ' || c == '.' || c == '-' || c == '_' || c == '\t') continue;
    if (size == limit) return {};
    buffer[size++] = to_lower(c);
  }
  return {buffer, size};
}

}  // namespace concordat::intake::writing
