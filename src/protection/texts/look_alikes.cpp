// SPDX-License-Identifier: Apache-2.0
// A text as it looks to who reads it: letters of other alphabets for the Latin ones they are taken for, and nothing of what is not seen.
#include <algorithm>
#include <array>
#include <string>

#include "protection/texts/text_words.h"

namespace concordat::protection::texts {
namespace {

struct Unseen {
  char32_t first;
  char32_t last;
};
/// Soft hyphens, joiners, marks of direction, spaces of no width, fillers, what chooses the form of the letter before, and tags.
constexpr std::array<Unseen, 14> unseen{{{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f},
                                         {0x202a, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xe0000, 0xe0fff}}};

struct LookAlike {
  std::u32string_view codes;
  std::string_view looks;  ///< one Latin letter a code
};
constexpr std::array<LookAlike, 4> look_alikes{{
    {U"\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d\u0475\u043a\u043c\u0442\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u04ae",
     "aeopcyxijsdhqwvkmtABEKMHOPCTYXIJSY"},  // Cyrillic
    {U"\u03b1\u03bf\u03bd\u03c1\u03b9\u03ba\u03c5\u03c4\u03b3\u03b5\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7", "aovpikutyeABEZHIKMNOPTYX"},  // Greek
    {U"\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22", "abcdefghijklmnoprstuvwyz"},     // small capitals
    {U"\u212c\u2130\u2131\u210b\u2110\u2112\u2133\u211b\u212f\u210a\u2134\u212d\u210c\u2111\u211c\u2128\u2102\u210d\u2115\u2119\u211a\u211d\u2124\u210e", "BEFHILMRegoCHIRZCHNPQRZh"},     // ornamental
}};
static_assert(std::ranges::all_of(look_alikes, [](auto const& one) { return one.codes.size() == one.looks.size(); }));

/// Letters that come in whole alphabets: the first of them, how many, and what the first looks like.
struct Alphabet {
  char32_t first;
  char32_t many;
  char looks;
};
constexpr std::array<Alphabet, 7> alphabets{{{0xff21, 26, 'A'}, {0xff41, 26, 'a'}, {0x24b6, 26, 'A'}, {0x24d0, 26, 'a'}, {0x1f130, 26, 'A'}, {0x1f150, 26, 'A'}, {0x1f170, 26, 'A'}}};
constexpr char32_t first_mathematical = 0x1d400;
constexpr char32_t last_mathematical = 0x1d6a3;

/// The Latin letter that a letter looks like; '\0': it looks like itself.
char looks_like(char32_t code) {
  if (code < 0x250) return '\0';
  for (auto const& one : look_alikes) {
    if (auto const at = one.codes.find(code); at != std::u32string_view::npos) return one.looks[at];
  }
  for (auto const& one : alphabets) {
    if (code >= one.first && code < one.first + one.many) return static_cast<char>(one.looks + static_cast<char>(code - one.first));
  }
  if (code < first_mathematical || code > last_mathematical) return '\0';
  // capitals and small letters by turns, in thirteen styles
  auto const place = (code - first_mathematical) % 52;
  return static_cast<char>(place < 26 ? 'A' + static_cast<char>(place) : 'a' + static_cast<char>(place - 26));
}

}  // namespace

std::string as_it_looks(std::string_view utf8, std::string_view gap) {
  std::string out;
  while (!utf8.empty()) {
    auto const letter = first_letter(utf8);
    if (std::ranges::any_of(unseen, [&](auto const& range) { return letter.code >= range.first && letter.code <= range.last; })) out += gap;
    else if (char const looks = looks_like(letter.code); looks != '\0') out += looks;
    else out += utf8.substr(0, letter.bytes);
    utf8.remove_prefix(letter.bytes);
  }
  return out;
}

}  // namespace concordat::protection::texts
