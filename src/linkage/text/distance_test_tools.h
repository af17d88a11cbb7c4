// SPDX-License-Identifier: Apache-2.0
// For tests: random texts, and the distances as textbooks write them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/chance.h"
#include "linkage/text/letters.h"

namespace concordat::linkage::test {

/// Few letters, so that texts are often alike; now and then any code point at all.
inline std::u32string random_text(SeededChance& chance, std::size_t longest) {
  static std::vector<std::u32string> const alphabets{U"ab",      U"abcde",  U"abcdefghijklmnopqrstuvwxyz -'",
                                                     U"éèüñßab", U"иваноп", U"王李张陈a",
                                                     U"محمدعلي", U"😀😁𐍈a"};
  auto const& alphabet = alphabets[chance.below(alphabets.size())];
  std::u32string text;
  std::size_t const size = chance.below(longest + 1);
  for (std::size_t at = 0; at < size; ++at) {
    text.push_back(chance.below(40) == 0 ? static_cast<char32_t>(chance.below(0x110000))
                                         : alphabet[chance.below(alphabet.size())]);
  }
  return text;
}

/// A second text that is a few edits away from the first, or another.
inline std::u32string random_near(SeededChance& chance, std::u32string text, std::size_t longest) {
  if (chance.below(3) == 0) return random_text(chance, longest);
  for (auto edits = chance.below(4); edits > 0 && !text.empty(); --edits) {
    std::size_t const at = chance.below(text.size());
    switch (chance.below(4)) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, text[chance.below(text.size())]);
        break;
      case 2:
        text[at] = text[chance.below(text.size())];
        break;
      default:
        if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
    }
  }
  return text;
}

/// The whole table; with swaps of neighbours where asked.
inline std::uint32_t slow_edits(std::u32string const& a, std::u32string const& b, bool swaps) {
  std::vector<std::vector<std::uint32_t>> d(a.size() + 1, std::vector<std::uint32_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<std::uint32_t>(i + j);
        continue;
      }
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

/// Lowrance and Wagner 1975.
inline std::uint32_t slow_damerau(std::u32string const& a, std::u32string const& b) {
  auto const far = static_cast<std::uint32_t>(a.size() + b.size());
  std::vector<std::vector<std::uint32_t>> d(a.size() + 2, std::vector<std::uint32_t>(b.size() + 2, far));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i + 1][1] = static_cast<std::uint32_t>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) d[1][j + 1] = static_cast<std::uint32_t>(j);
  std::map<char32_t, std::size_t> rows;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t column = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const k = rows.contains(b[j - 1]) ? rows[b[j - 1]] : 0;
      std::size_t const l = column;
      bool const same = a[i - 1] == b[j - 1];
      if (same) column = j;
      d[i + 1][j + 1] = std::min({d[i][j] + (same ? 0U : 1U), d[i + 1][j] + 1, d[i][j + 1] + 1,
                                  d[k][l] + static_cast<std::uint32_t>((i - k - 1) + 1 + (j - l - 1))});
    }
    rows[a[i - 1]] = i;
  }
  return d[a.size() + 1][b.size() + 1];
}

/// Winkler 1990, with flags.
inline double slow_jaro_winkler(std::u32string const& a, std::u32string const& b) {
  if (a.empty() && b.empty()) return 1;
  auto const longer = static_cast<long>(std::max(a.size(), b.size()));
  long const window = std::max(0L, longer / 2 - 1);
  std::vector<bool> a_used(a.size()), b_used(b.size());
  double matches = 0;
  for (long i = 0; i < static_cast<long>(a.size()); ++i) {
    for (long j = std::max(0L, i - window); j <= i + window && j < static_cast<long>(b.size()); ++j) {
      auto const x = static_cast<std::size_t>(i), y = static_cast<std::size_t>(j);
      if (b_used[y] || a[x] != b[y]) continue;
      a_used[x] = b_used[y] = true;
      ++matches;
      break;
    }
  }
  if (matches == 0) return 0;
  std::u32string in_a, in_b;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a_used[i]) in_a.push_back(a[i]);
  for (std::size_t j = 0; j < b.size(); ++j)
    if (b_used[j]) in_b.push_back(b[j]);
  int wrong = 0;
  for (std::size_t i = 0; i < in_a.size(); ++i) wrong += in_a[i] != in_b[i] ? 1 : 0;
  double const swaps = wrong / 2;
  double const jaro = ((matches / static_cast<double>(a.size()) + matches / static_cast<double>(b.size())) +
                       (matches - swaps) / matches) /
                      3;
  int prefix = 0;
  while (prefix < 4 && prefix < static_cast<int>(std::min(a.size(), b.size())) &&
         a[static_cast<std::size_t>(prefix)] == b[static_cast<std::size_t>(prefix)])
    ++prefix;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

}  // namespace concordat::linkage::test
