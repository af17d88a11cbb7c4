// SPDX-License-Identifier: Apache-2.0
// Whether a mistyped word may stand for a word of the gazetteer.
//
// One slip is forgiven: a letter left out, one too many, two swapped; a letter replaced only where it sounds
// alike or lies beside the right one on the keyboard. The first letter must be right, or sound so, or be
// swapped with the second: Harley, Barley and Arley are three places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace concordat::intake::place_text {

constexpr std::size_t least_letters = 5;  ///< of the longer of the two words

enum class Slip : std::uint8_t { same, forgiven, forgiven_by_ear, other };

/// Both words of a-z and 0-9. A word with a digit is itself only.
[[nodiscard]] Slip compare(std::string_view typed, std::string_view meant);

/// The group of letters that a consonant is mistaken for; 0 for a vowel, h, w or y.
[[nodiscard]] int sound_of(char letter);

}  // namespace concordat::intake::place_text
