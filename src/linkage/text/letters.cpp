// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/letters.h"

#include <algorithm>

namespace concordat::linkage {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
  char32_t letter = replacement;
  std::size_t bytes = 1;
};

/// One code point; a byte that begins none stands for itself as U+FFFD.
Decoded decode(std::string_view rest) {
  auto const byte = [rest](std::size_t at) { return static_cast<std::uint8_t>(rest[at]); };
  std::uint8_t const lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t const bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || rest.size() < bytes) return {};
  char32_t letter = lead & (0xFFU >> (bytes + 1));
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xC0U) != 0x80) return {};
    letter = (letter << 6U) | (byte(at) & 0x3FU);
  }
  bool const overlong = (bytes == 3 && letter < 0x800) || (bytes == 4 && letter < 0x10000);
  bool const surrogate = letter >= 0xD800 && letter <= 0xDFFF;
  if (overlong || surrogate || letter > 0x10FFFF) return {};
  return {letter, bytes};
}

}  // namespace

Letters::Letters(std::string_view utf8) {
  auto const is_ascii = [](char c) { return static_cast<std::uint8_t>(c) < 0x80; };
  if (std::ranges::all_of(utf8, is_ascii)) {
    narrow_.assign(utf8.begin(), utf8.end());
    return;
  }
  std::u32string letters;
  letters.reserve(utf8.size());
  char32_t highest = 0;
  while (!utf8.empty()) {
    auto const [letter, bytes] = decode(utf8);
    letters.push_back(letter);
    highest = std::max(highest, letter);
    utf8.remove_prefix(bytes);
  }
  if (highest > 0xFF) {
    wide_ = std::move(letters);
    return;
  }
  narrow_.reserve(letters.size());
  for (char32_t const letter : letters) narrow_.push_back(static_cast<std::uint8_t>(letter));
}

Letters::Letters(LettersView copied) {
  bool narrow = true;
  for (std::size_t at = 0; at < copied.size(); ++at) narrow = narrow && copied[at] <= 0xFF;
  if (narrow) narrow_.reserve(copied.size());
  for (std::size_t at = 0; at < copied.size(); ++at) {
    if (narrow) {
      narrow_.push_back(static_cast<std::uint8_t>(copied[at]));
    } else {
      wide_.push_back(copied[at]);
    }
  }
}

}  // namespace concordat::linkage
