// SPDX-License-Identifier: Apache-2.0
// Letters of a text: which are Latin, which are capitals, and what the stroked ones are without their strokes.
#include <algorithm>
#include <array>
#include <utility>

#include "protection/texts/text_words.h"

namespace concordat::protection::texts {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
constexpr char32_t first_not_latin = 0x370;
/// Above it: Latin letters with signs, punctuation, symbols, wide and ornamental Latin letters, and what is drawn rather than read.
constexpr std::array<Range, 18> latin_or_signs{{{0x1ab0, 0x1aff}, {0x1d00, 0x1eff}, {0x2000, 0x2bff}, {0x2c60, 0x2c7f}, {0x2e00, 0x2e7f}, {0x3000, 0x3004},
                                                {0x3008, 0x3020}, {0xa720, 0xa7ff}, {0xab30, 0xab6f}, {0xd800, 0xf8ff}, {0xfb00, 0xfb06}, {0xfe00, 0xfe6f},
                                                {0xfeff, 0xfeff}, {0xff00, 0xff65}, {0xffe0, 0xffff}, {0x1d400, 0x1d7ff}, {0x1f000, 0x1faff}, {0xe0000, 0x10ffff}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> strokes{{{"\xc5\x82", "l"}, {"\xc5\x81", "l"}, {"\xc3\xb8", "o"}, {"\xc3\x98", "o"}, {"\xc4\x91", "d"}, {"\xc4\x90", "d"}, {"\xc3\xb0", "d"},
                                                                                 {"\xc4\xa7", "h"}, {"\xc5\xa7", "t"}, {"\xc4\xb1", "i"}, {"\xc3\xa6", "ae"}, {"\xc5\x93", "oe"}, {"\xc3\x9f", "ss"}}};

}  // namespace

Letter first_letter(std::string_view text) {
  auto const lead = static_cast<unsigned char>(text.front());
  std::size_t const bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  char32_t code = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
  return {code, bytes};
}

bool has_other_script(std::string_view utf8) {
  while (!utf8.empty()) {
    auto const letter = first_letter(utf8);
    utf8.remove_prefix(letter.bytes);
    if (letter.code < first_not_latin) continue;
    if (std::ranges::none_of(latin_or_signs, [&](auto const& range) { return letter.code >= range.first && letter.code <= range.last; })) return true;
  }
  return false;
}

bool begins_with_capital(std::string_view utf8) {
  if (utf8.empty()) return false;
  auto const code = first_letter(utf8).code;
  if (code < 0x80) return code >= 'A' && code <= 'Z';
  if (code < 0x100) return code >= 0xc0 && code <= 0xde && code != 0xd7;
  // in pairs, the capital before the small letter
  if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e)) return code % 2 == 1;
  bool const pairs = (code >= 0x100 && code <= 0x177) || (code >= 0x1de && code <= 0x233) || (code >= 0x1e00 && code <= 0x1eff);
  return code == 0x178 || code == 0x18f || code == 0x1a0 || code == 0x1af || (pairs && code % 2 == 0);
}

std::string without_strokes(std::string_view folded) {
  std::string out;
  while (!folded.empty()) {
    auto const found = std::ranges::find_if(strokes, [&](auto const& one) { return folded.starts_with(one.first); });
    if (found == strokes.end()) {
      out += folded.front();
      folded.remove_prefix(1);
    } else {
      out += found->second;
      folded.remove_prefix(found->first.size());
    }
  }
  return out;
}

}  // namespace concordat::protection::texts
