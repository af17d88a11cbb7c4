// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/near_word.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace concordat::intake::place_text {
namespace {

//                                    a  b  c  d  e  f  g  h  i  j  k  l  m  n  o  p  q  r  s  t  u  v  w  x
//                                    y  z
constexpr std::array<int, 26> sounds{0, 1, 3, 4, 0, 2, 5, 0, 0, 5, 3, 6, 7,
                                     7, 0, 1, 3, 8, 3, 4, 0, 2, 0, 3, 0, 3};

constexpr std::array<std::string_view, 3> keyboard{"qwertyuiop", "asdfghjkl", "zxcvbnm"};

bool beside_on_keyboard(char left, char right) {
  auto const spot = [](char letter) {
    for (std::size_t row = 0; row < keyboard.size(); ++row) {
      auto const column = keyboard[row].find(letter);
      // each row lies half a key further right than the one above
      if (column != std::string_view::npos)
        return std::pair{static_cast<double>(row),
                         static_cast<double>(column) + 0.5 * static_cast<double>(row)};
    }
    return std::pair{10.0, 0.0};
  };
  auto const [row, column] = spot(left);
  auto const [other_row, other_column] = spot(right);
  return std::abs(row - other_row) <= 1 && std::abs(column - other_column) <= 1;
}

bool sounds_alike(char left, char right) {
  return sound_of(left) == sound_of(right);
}

bool has_digit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c < 'a' || c > 'z'; });
}

/// `longer` has one letter more. Whether leaving out `longer[at]` is a slip, and whether it can be heard.
Slip left_out(std::string_view longer, std::size_t at) {
  if (at == 0) return Slip::other;
  auto const letter = longer[at];
  auto const doubled = letter == longer[at - 1] || (at + 1 < longer.size() && letter == longer[at + 1]);
  auto const silent = sound_of(letter) == 0;
  auto const ending = at + 1 == longer.size() && letter == 's';
  return doubled || silent || ending ? Slip::forgiven_by_ear : Slip::forgiven;
}

Slip replaced(char typed, char meant, std::size_t at) {
  if (sounds_alike(typed, meant)) {
    // a first vowel tells words apart: Elder and Alder
    return at == 0 && sound_of(typed) == 0 ? Slip::other : Slip::forgiven_by_ear;
  }
  return at != 0 && beside_on_keyboard(typed, meant) ? Slip::forgiven : Slip::other;
}

}  // namespace

int sound_of(char letter) {
  return letter < 'a' || letter > 'z' ? -1 : sounds[static_cast<std::size_t>(letter - 'a')];
}

Slip compare(std::string_view typed, std::string_view meant) {
  if (typed == meant) return Slip::same;
  auto const longer = typed.size() > meant.size() ? typed : meant;
  auto const shorter = typed.size() > meant.size() ? meant : typed;
  if (longer.size() < least_letters || longer.size() - shorter.size() > 1) return Slip::other;
  if (has_digit(typed) || has_digit(meant)) return Slip::other;
  auto const at = static_cast<std::size_t>(
      std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
  auto const rest = [](std::string_view word, std::size_t from) {
    return word.substr(std::min(from, word.size()));
  };
  if (shorter.size() < longer.size()) {
    return rest(shorter, at) == rest(longer, at + 1) ? left_out(longer, at) : Slip::other;
  }
  if (rest(typed, at + 1) == rest(meant, at + 1)) return replaced(typed[at], meant[at], at);
  auto const swapped = at + 1 < typed.size() && typed[at] == meant[at + 1] && typed[at + 1] == meant[at] &&
                       rest(typed, at + 2) == rest(meant, at + 2);
  return swapped ? Slip::forgiven : Slip::other;
}

}  // namespace concordat::intake::place_text
