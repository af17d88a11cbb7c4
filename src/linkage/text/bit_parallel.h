// SPDX-License-Identifier: Apache-2.0
// The bit-parallel algorithms, for a pattern of up to 64 letters and a text of any length.
//
// `masks(letter)` gives the positions of a letter in the pattern as bits, position 0 the lowest.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "linkage/text/score.h"

namespace concordat::linkage {

constexpr std::size_t longest_pattern = 64;

/// How far apart two letters may stand and still match.
[[nodiscard]] inline std::size_t jaro_window(std::size_t left, std::size_t right) {
  std::size_t const half = std::max(left, right) / 2;
  return half > 0 ? half - 1 : 0;
}

/// Matches letters from left to right, each with the first free one in its window. Which letters match does
/// not depend on which text is the pattern: for one letter both rows of positions are passed once, in order,
/// as in a merge.
template <class Masks, class Letter>
[[nodiscard]] JaroCounts jaro_counts(Masks const& masks, std::size_t pattern_size, Letter const* text,
                                     std::size_t text_size) {
  std::size_t const window_size = jaro_window(pattern_size, text_size);
  std::uint64_t window =
      window_size + 1 >= longest_pattern ? ~std::uint64_t{0} : (std::uint64_t{1} << (window_size + 1)) - 1;
  std::uint64_t used = 0;
  // where each matched letter stands in the pattern; NOLINT: filled up to `matches`
  std::array<std::uint64_t, longest_pattern + 1> matched;
  std::size_t matches = 0;
  std::size_t const end = std::min(text_size, pattern_size + window_size);
  for (std::size_t at = 0; at < end; ++at) {
    std::uint64_t const equal = masks(text[at]);
    std::uint64_t const free = equal & window & ~used;
    used |= free & (~free + 1);
    matched[matches] = equal;  // written over by the next where this does not match
    matches += free != 0 ? 1U : 0U;
    window = (window << 1U) | (at < window_size ? 1U : 0U);
  }
  std::uint32_t out_of_order = 0;
  for (std::size_t at = 0; at < matches; ++at) {
    std::uint64_t const first = used & (~used + 1);
    out_of_order += (matched[at] & first) == 0 ? 1U : 0U;
    used ^= first;
  }
  JaroCounts counts{static_cast<std::uint32_t>(matches), out_of_order / 2, 0};
  std::size_t const shorter = std::min({pattern_size, text_size, std::size_t{longest_prefix}});
  while (counts.prefix < shorter && ((masks(text[counts.prefix]) >> counts.prefix) & 1U) != 0)
    ++counts.prefix;
  return counts;
}

/// Whether what is left of the text can still bring the distance down to the bound.
[[nodiscard]] inline bool hopeless(std::uint32_t distance, std::size_t letters_left, std::uint32_t bound) {
  return distance > bound && distance - bound > letters_left;
}

/// Myers 1999 in the form of Hyyro 2003. REQUIRES pattern_size > 0.
template <class Masks, class Letter>
[[nodiscard]] std::uint32_t levenshtein_bits(Masks const& masks, std::size_t pattern_size, Letter const* text,
                                             std::size_t text_size, std::uint32_t bound) {
  std::uint64_t up = ~std::uint64_t{0};
  std::uint64_t down = 0;
  auto distance = static_cast<std::uint32_t>(pattern_size);
  auto const last = static_cast<unsigned>(pattern_size - 1);
  for (std::size_t at = 0; at < text_size; ++at) {
    std::uint64_t const equal = masks(text[at]);
    std::uint64_t const zero = (((equal & up) + up) ^ up) | equal | down;
    std::uint64_t const right_up = down | ~(zero | up);
    std::uint64_t const right_down = zero & up;
    distance += static_cast<std::uint32_t>((right_up >> last) & 1U);
    distance -= static_cast<std::uint32_t>((right_down >> last) & 1U);
    if (hopeless(distance, text_size - at - 1, bound)) return bound + 1;
    std::uint64_t const shifted = (right_up << 1U) | 1U;
    up = (right_down << 1U) | ~(zero | shifted);
    down = shifted & zero;
  }
  return std::min(distance, bound + 1);
}

/// Hyyro 2003, with swapped neighbours. REQUIRES pattern_size > 0.
template <class Masks, class Letter>
[[nodiscard]] std::uint32_t osa_bits(Masks const& masks, std::size_t pattern_size, Letter const* text,
                                     std::size_t text_size, std::uint32_t bound) {
  std::uint64_t up = ~std::uint64_t{0};
  std::uint64_t down = 0;
  std::uint64_t zero = 0;
  std::uint64_t equal_before = 0;
  auto distance = static_cast<std::uint32_t>(pattern_size);
  auto const last = static_cast<unsigned>(pattern_size - 1);
  for (std::size_t at = 0; at < text_size; ++at) {
    std::uint64_t const equal = masks(text[at]);
    std::uint64_t const swapped = ((~zero & equal) << 1U) & equal_before;
    zero = (((equal & up) + up) ^ up) | equal | down | swapped;
    std::uint64_t const right_up = down | ~(zero | up);
    std::uint64_t const right_down = zero & up;
    distance += static_cast<std::uint32_t>((right_up >> last) & 1U);
    distance -= static_cast<std::uint32_t>((right_down >> last) & 1U);
    if (hopeless(distance, text_size - at - 1, bound)) return bound + 1;
    std::uint64_t const shifted = (right_up << 1U) | 1U;
    up = (right_down << 1U) | ~(zero | shifted);
    down = shifted & zero;
    equal_before = equal;
  }
  return std::min(distance, bound + 1);
}

}  // namespace concordat::linkage
