// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "linkage/text/phonetic.h"
#include "linkage/text/rules.h"

namespace concordat::linkage {
namespace {

/// 1 to 6; 0 for vowels, which part equal codes; 7 for h and w, which do not.
constexpr std::string_view soundex_codes = "01230127022455012623017202";

// Longer spellings before shorter ones of the same beginning.
constexpr std::array english{
    SpellingRule{"bb", anywhere, "P", "P"},
    SpellingRule{"mb", at_end, "M", "M"},
    SpellingRule{"b", anywhere, "P", "P"},
    SpellingRule{"ccia", anywhere, "X", "X"},
    SpellingRule{"cc", before_front_vowel, "KS", "X"},
    SpellingRule{"cz", anywhere, "X", "S"},
    SpellingRule{"ck", anywhere, "K", "K"},
    SpellingRule{"chr", anywhere, "KR", "KR"},
    SpellingRule{"ch", before_consonant, "K", "X"},
    SpellingRule{"ch", anywhere, "X", "K"},
    SpellingRule{"cia", anywhere, "X", "S"},
    SpellingRule{"c", before_front_vowel, "S", "S"},
    SpellingRule{"c", anywhere, "K", "K"},
    SpellingRule{"dge", anywhere, "J", "J"},
    SpellingRule{"dj", anywhere, "J", "J"},
    SpellingRule{"dt", anywhere, "T", "T"},
    SpellingRule{"d", anywhere, "T", "T"},
    SpellingRule{"f", anywhere, "F", "F"},
    SpellingRule{"ght", anywhere, "T", "T"},
    SpellingRule{"gh", at_start, "K", "K"},
    SpellingRule{"gh", at_end | after_vowel, "", "F"},
    SpellingRule{"gh", after_vowel, "", "K"},
    SpellingRule{"gn", at_start, "N", "N"},
    SpellingRule{"gn", at_end, "N", "KN"},
    SpellingRule{"g", before_front_vowel, "J", "K"},
    SpellingRule{"g", anywhere, "K", "K"},
    SpellingRule{"h", at_start | before_vowel, "H", "H"},
    SpellingRule{"h", after_vowel | before_vowel, "H", "H"},
    SpellingRule{"j", at_start, "J", "H"},
    SpellingRule{"j", anywhere, "J", "J"},
    SpellingRule{"kn", at_start, "N", "N"},
    SpellingRule{"k", anywhere, "K", "K"},
    SpellingRule{"l", anywhere, "L", "L"},
    SpellingRule{"mn", at_start, "N", "N"},
    SpellingRule{"m", anywhere, "M", "M"},
    SpellingRule{"n", anywhere, "N", "N"},
    SpellingRule{"ph", anywhere, "F", "F"},
    SpellingRule{"pn", at_start, "N", "N"},
    SpellingRule{"ps", at_start, "S", "S"},
    SpellingRule{"pf", at_start, "F", "PF"},
    SpellingRule{"p", anywhere, "P", "P"},
    SpellingRule{"q", anywhere, "K", "K"},
    SpellingRule{"r", anywhere, "R", "R"},
    SpellingRule{"sch", at_start | before_consonant, "X", "S"},
    SpellingRule{"sch", anywhere, "X", "SK"},
    SpellingRule{"sh", anywhere, "X", "X"},
    SpellingRule{"sz", anywhere, "S", "X"},
    SpellingRule{"ssio", anywhere, "X", "S"},
    SpellingRule{"sio", anywhere, "S", "X"},
    SpellingRule{"sc", before_front_vowel, "S", "S"},
    SpellingRule{"sl", at_start, "SL", "XL"},
    SpellingRule{"sm", at_start, "SM", "XM"},
    SpellingRule{"sn", at_start, "SN", "XN"},
    SpellingRule{"sw", at_start, "S", "X"},
    SpellingRule{"s", anywhere, "S", "S"},
    SpellingRule{"tch", anywhere, "X", "X"},
    SpellingRule{"tio", anywhere, "X", "X"},
    SpellingRule{"tia", anywhere, "X", "T"},
    SpellingRule{"th", anywhere, "0", "T"},
    SpellingRule{"tz", anywhere, "TS", "S"},
    SpellingRule{"t", anywhere, "T", "T"},
    SpellingRule{"v", anywhere, "F", "F"},
    SpellingRule{"wr", at_start, "R", "R"},
    SpellingRule{"wh", at_start, "W", "H"},
    SpellingRule{"w", at_start, "W", "F"},
    SpellingRule{"w", before_vowel, "", "F"},
    SpellingRule{"x", at_start, "S", "X"},
    SpellingRule{"x", anywhere, "KS", "KS"},
    SpellingRule{"y", at_start | before_vowel, "Y", "J"},
    SpellingRule{"zh", anywhere, "J", "X"},
    SpellingRule{"z", anywhere, "S", "S"},
    SpellingRule{"a", at_start, "A", "A"},
    SpellingRule{"e", at_start, "A", "A"},
    SpellingRule{"i", at_start, "A", "A"},
    SpellingRule{"o", at_start, "A", "A"},
    SpellingRule{"u", at_start, "A", "A"},
    SpellingRule{"y", at_start, "A", "A"},
};

}  // namespace

std::string soundex(std::string_view name) {
  std::string const letters = latin_letters(name);
  if (letters.empty()) return {};
  auto const code_of = [](char c) { return soundex_codes[static_cast<std::size_t>(c - 'a')]; };
  std::string key{static_cast<char>(letters.front() - 'a' + 'A')};
  char last = code_of(letters.front());
  for (std::size_t at = 1; at < letters.size() && key.size() < 4; ++at) {
    char const code = code_of(letters[at]);
    if (code == '7') continue;
    if (code != '0' && code != last) key.push_back(code);
    last = code;
  }
  key.resize(4, '0');
  return key;
}

bool Sounds::meets(Sounds const& right) const {
  return first == right.first || first == right.other || other == right.first || other == right.other;
}

Sounds sounds(std::string_view name) {
  std::string const letters = latin_letters(name);
  if (letters.empty()) return {std::string{name}, std::string{name}};
  Sounds heard;
  spell(letters, english, heard.first, heard.other);
  return heard;
}

}  // namespace concordat::linkage
