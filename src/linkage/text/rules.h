// SPDX-License-Identifier: Apache-2.0
// Spelling rules of the phonetic keys: at each letter the first rule that fits is taken.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace concordat::linkage {

/// Where a rule holds. Several at once must all hold.
enum Where : std::uint8_t {
  anywhere = 0,
  at_start = 1,
  not_at_start = 2,
  at_end = 4,
  before_vowel = 8,
  before_front_vowel = 16,  ///< e, i, y
  before_consonant = 32,    ///< a consonant must follow: the end is none
  after_vowel = 64,
};

struct SpellingRule {
  std::string_view letters;  ///< what is written
  std::uint8_t where;
  std::string_view first;  ///< what is heard
  std::string_view other;  ///< another way, the same where there is none
};

[[nodiscard]] inline bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

[[nodiscard]] inline bool fits(SpellingRule const& rule, std::string_view word, std::size_t at) {
  if (!word.substr(at).starts_with(rule.letters)) return false;
  std::size_t const behind = at + rule.letters.size();
  char const next = behind < word.size() ? word[behind] : '\0';
  auto const wants = [&rule](Where place) { return (rule.where & place) != 0; };
  if (wants(at_start) && at != 0) return false;
  if (wants(not_at_start) && at == 0) return false;
  if (wants(at_end) && next != '\0') return false;
  if (wants(before_vowel) && !is_vowel(next)) return false;
  if (wants(before_front_vowel) && next != 'e' && next != 'i' && next != 'y') return false;
  if (wants(before_consonant) && (next == '\0' || is_vowel(next))) return false;
  return !wants(after_vowel) || (at > 0 && is_vowel(word[at - 1]));
}

/// The letters a to z of a name, without spaces and the rest.
[[nodiscard]] inline std::string latin_letters(std::string_view name) {
  std::string out;
  for (char const c : name) {
    if (c >= 'a' && c <= 'z') out.push_back(c);
  }
  return out;
}

/// Sounds next to each other are heard once.
inline void append_sound(std::string& key, std::string_view sound) {
  for (char const c : sound) {
    if (key.empty() || key.back() != c) key.push_back(c);
  }
}

/// Both ways of the whole word. Letters without a rule are silent.
inline void spell(std::string_view word, std::span<SpellingRule const> rules, std::string& first,
                  std::string& other) {
  for (std::size_t at = 0; at < word.size();) {
    std::size_t step = 1;
    for (auto const& rule : rules) {
      if (!fits(rule, word, at)) continue;
      append_sound(first, rule.first);
      append_sound(other, rule.other);
      step = rule.letters.size();
      break;
    }
    at += step;
  }
}

}  // namespace concordat::linkage
