// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "linkage/text/folding.h"
#include "linkage/text/phonetic.h"
#include "linkage/text/rules.h"

namespace concordat::linkage {
namespace {

// Groups of sounds that systems of romanisation write in each other's letters: S for s, z, sz, sh, pinyin x
// and Wade-Giles hs; C for ch, cz, j, dj, zh and pinyin q; F for f, v and w. Longer spellings first.
constexpr std::array romanised{
    SpellingRule{"bh", anywhere, "B", ""},
    SpellingRule{"b", anywhere, "B", ""},
    SpellingRule{"chr", anywhere, "KR", ""},
    SpellingRule{"chh", anywhere, "C", ""},
    SpellingRule{"ch", anywhere, "C", ""},
    SpellingRule{"cz", anywhere, "C", ""},
    SpellingRule{"ck", anywhere, "K", ""},
    SpellingRule{"c", before_front_vowel, "S", ""},
    SpellingRule{"c", anywhere, "K", ""},
    SpellingRule{"dzh", anywhere, "C", ""},
    SpellingRule{"dj", anywhere, "C", ""},
    SpellingRule{"dz", anywhere, "S", ""},
    SpellingRule{"dh", anywhere, "D", ""},
    SpellingRule{"d", anywhere, "D", ""},
    SpellingRule{"f", anywhere, "F", ""},
    SpellingRule{"gb", anywhere, "B", ""},
    SpellingRule{"gh", anywhere, "G", ""},
    SpellingRule{"gi", before_vowel, "C", ""},
    SpellingRule{"g", anywhere, "G", ""},
    SpellingRule{"hs", at_start, "S", ""},
    SpellingRule{"h", at_start, "H", ""},
    SpellingRule{"h", at_end, "", ""},
    SpellingRule{"h", anywhere, "H", ""},
    SpellingRule{"jh", anywhere, "C", ""},
    SpellingRule{"j", not_at_start | before_consonant, "", ""},
    SpellingRule{"j", not_at_start | at_end, "", ""},
    SpellingRule{"j", anywhere, "C", ""},
    SpellingRule{"kh", at_start, "K", ""},
    SpellingRule{"kh", anywhere, "H", ""},
    SpellingRule{"kp", anywhere, "P", ""},
    SpellingRule{"k", anywhere, "K", ""},
    SpellingRule{"l", anywhere, "L", ""},
    SpellingRule{"m", anywhere, "M", ""},
    SpellingRule{"ng", at_start, "N", ""},
    SpellingRule{"n", anywhere, "N", ""},
    SpellingRule{"oui", at_start, "F", ""},
    SpellingRule{"oua", at_start, "F", ""},
    SpellingRule{"oue", at_start, "F", ""},
    SpellingRule{"oua", anywhere, "F", ""},
    SpellingRule{"ph", anywhere, "F", ""},
    SpellingRule{"p", anywhere, "P", ""},
    SpellingRule{"qi", at_start, "C", ""},
    SpellingRule{"qua", anywhere, "KF", ""},
    SpellingRule{"q", anywhere, "K", ""},
    SpellingRule{"rh", anywhere, "R", ""},
    SpellingRule{"rz", anywhere, "S", ""},
    SpellingRule{"r", anywhere, "R", ""},
    SpellingRule{"shch", anywhere, "SC", ""},
    SpellingRule{"szcz", anywhere, "SC", ""},
    SpellingRule{"sch", anywhere, "S", ""},
    SpellingRule{"sh", anywhere, "S", ""},
    SpellingRule{"sz", anywhere, "S", ""},
    SpellingRule{"s", anywhere, "S", ""},
    SpellingRule{"tsch", anywhere, "C", ""},
    SpellingRule{"tch", anywhere, "C", ""},
    SpellingRule{"th", anywhere, "T", ""},
    SpellingRule{"ts", anywhere, "S", ""},
    SpellingRule{"tz", anywhere, "S", ""},
    SpellingRule{"t", anywhere, "T", ""},
    SpellingRule{"v", anywhere, "F", ""},
    SpellingRule{"wh", anywhere, "F", ""},
    SpellingRule{"w", anywhere, "F", ""},
    SpellingRule{"x", at_start, "S", ""},
    SpellingRule{"x", anywhere, "KS", ""},
    SpellingRule{"zh", anywhere, "C", ""},
    SpellingRule{"z", anywhere, "S", ""},
    SpellingRule{"y", at_start | before_vowel, "Y", ""},
    SpellingRule{"ia", at_start, "Y", ""},
    SpellingRule{"io", at_start, "Y", ""},
    SpellingRule{"iu", at_start, "Y", ""},
    SpellingRule{"a", at_start, "A", ""},
    SpellingRule{"e", at_start, "A", ""},
    SpellingRule{"i", at_start, "A", ""},
    SpellingRule{"o", at_start, "A", ""},
    SpellingRule{"u", at_start, "A", ""},
    SpellingRule{"y", at_start, "A", ""},
};

}  // namespace

std::string romanised_key(std::string_view name) {
  std::string const letters = latin_letters(without_particles(in_latin(name)));
  if (letters.empty()) return std::string{name};
  std::string key;
  std::string unused;
  spell(letters, romanised, key, unused);
  return key.empty() ? letters : key;
}

}  // namespace concordat::linkage
