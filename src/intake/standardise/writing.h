// SPDX-License-Identifier: Apache-2.0
// What every standardiser shares: start a value, say why it is held, tidy characters. For this module only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "intake/standardise/value.h"

namespace concordat::intake::writing {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr int digit(char c) {
  return c - '0';
}

/// Which words count as "not known". A name may be Null or Nan; a code may be 0; a date may be neither.
enum class Blanks : std::uint8_t {
  names,  ///< N/K, UNK, TBC, -, ., Not known
  usual,  ///< and NULL, NaN
  wide,   ///< and 0, NA, None, Nil, XX
};

/// Resets `out` and trims. False when the cell is done: it was empty or a placeholder.
[[nodiscard]] bool begin(std::string_view& raw, Value& out, Blanks blanks);
/// Only the first half of begin(): reset and trim, placeholders not looked at. False when the cell is empty.
[[nodiscard]] bool open(std::string_view& raw, Value& out);
[[nodiscard]] bool is_placeholder(std::string_view trimmed, Blanks blanks);
void placeholder(Value& out);

inline void mark(Value& out, Change change) {
  out.changes |= static_cast<std::uint32_t>(change);
}
/// Not usable; the text goes.
void refuse(Value& out, FixedText code, FixedText remedy);
/// A person should look; the text stays. The first reason given is kept.
void hold(Value& out, FixedText code, FixedText remedy);
/// ok or changed, unless something was held.
inline void finish(Value& out) {
  if (out.verdict == Verdict::ok && out.changes != 0) out.verdict = Verdict::changed;
}

/// Printable ASCII, no two spaces together: nothing to tidy.
[[nodiscard]] bool is_plain(std::string_view text);

struct Tidy {
  bool straight_quotes = false;  ///< curly quotes and long dashes become ' " -
  bool keep_lines = false;       ///< line ends stay, as \n
};
/// Appends the tidied text to out.text: controls out, spaces joined, Unicode NFC, and notes the changes.
/// False when the bytes are no UTF-8 (then the value was refused).
[[nodiscard]] bool tidy(std::string_view trimmed, Tidy options, Value& out);
/// Unicode NFC in place. False when the bytes are no UTF-8.
[[nodiscard]] bool compose(std::string& text);

/// Copies letters and digits in capitals, at most `limit`; other ASCII punctuation and spaces are left out
/// and noted. Returns the length, or limit + 1 when there is more or a character that no identifier has.
[[nodiscard]] std::size_t squeeze(std::string_view text, char* to, std::size_t limit, std::uint32_t& changes);
/// Puts `text` into the value and notes whether it differs from `trimmed` in capitals, spaces or punctuation.
/// What is a placeholder without its punctuation is one.
void settle(Value& out, std::string_view trimmed, std::string_view text);

/// Lower case without spaces, dots and dashes at most `limit` characters; empty when longer or not ASCII.
[[nodiscard]] std::string_view keyword(std::string_view text, char* buffer, std::size_t limit);

}  // namespace concordat::intake::writing
