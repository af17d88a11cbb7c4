// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/tables.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "linkage/text/bit_parallel.h"

namespace concordat::linkage::tables {
namespace {

using Row = std::vector<std::uint32_t>;

std::uint32_t smallest(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return std::min(a, std::min(b, c));
}

bool swapped_at(LettersView left, LettersView right, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
}

/// Rows over the shorter text; `with_swaps` looks two rows back.
std::uint32_t by_rows(LettersView left, LettersView right, std::uint32_t bound, bool with_swaps) {
  if (left.size() < right.size()) std::swap(left, right);
  if (left.size() - right.size() > bound) return bound + 1;
  Row before_last(right.size() + 1);
  Row last(right.size() + 1);
  Row row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) last[j] = static_cast<std::uint32_t>(j);
  std::uint32_t lowest_before = 0;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = static_cast<std::uint32_t>(i);
    std::uint32_t lowest = row[0];
    for (std::size_t j = 1; j <= right.size(); ++j) {
      std::uint32_t const differs = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = smallest(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      if (with_swaps && swapped_at(left, right, i, j)) row[j] = std::min(row[j], before_last[j - 2] + 1);
      lowest = std::min(lowest, row[j]);
    }
    // both rows over the bound: a swap reaches back one row further than the other edits
    if (std::min(lowest, lowest_before) > bound) return bound + 1;
    lowest_before = lowest;
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return std::min(last[right.size()], bound + 1);
}

}  // namespace

JaroCounts jaro(LettersView left, LettersView right) {
  std::size_t const window = jaro_window(left.size(), right.size());
  std::vector<bool> left_used(left.size());
  std::vector<bool> right_used(right.size());
  JaroCounts counts;
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t const begin = i > window ? i - window : 0;
    std::size_t const end = std::min(right.size(), i + window + 1);
    for (std::size_t j = begin; j < end; ++j) {
      if (right_used[j] || left[i] != right[j]) continue;
      left_used[i] = right_used[j] = true;
      ++counts.matches;
      break;
    }
  }
  std::uint32_t out_of_order = 0;
  for (std::size_t i = 0, j = 0; i < left.size(); ++i) {
    if (!left_used[i]) continue;
    while (!right_used[j]) ++j;
    if (left[i] != right[j]) ++out_of_order;
    ++j;
  }
  counts.transpositions = out_of_order / 2;
  std::size_t const shorter = std::min({left.size(), right.size(), std::size_t{longest_prefix}});
  while (counts.prefix < shorter && left[counts.prefix] == right[counts.prefix]) ++counts.prefix;
  return counts;
}

std::uint32_t levenshtein(LettersView left, LettersView right, std::uint32_t bound) {
  return by_rows(left, right, bound, false);
}

std::uint32_t osa(LettersView left, LettersView right, std::uint32_t bound) {
  return by_rows(left, right, bound, true);
}

// Lowrance and Wagner 1975 in rows, after Zhao and Sahni 2020: of all swaps with edits between, only those
// matter whose letters stand next to each other on one of the two sides.
std::uint32_t damerau(LettersView left, LettersView right, std::uint32_t bound) {
  if (left.size() < right.size()) std::swap(left, right);
  if (left.size() - right.size() > bound) return bound + 1;
  auto const far = static_cast<std::uint32_t>(left.size() + 2);
  std::size_t const width = right.size() + 2;  // column -1 first, so that a swap may look before the text
  Row last(width, far);
  Row row(width, far);
  Row before_match(width, far);  // per column: the cell up left of the last row that matched there
  for (std::size_t j = 0; j <= right.size(); ++j) row[j + 1] = static_cast<std::uint32_t>(j);
  std::map<char32_t, std::size_t> last_row_of;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::swap(last, row);
    std::size_t last_match = 0;
    std::uint32_t two_back = row[1];  // row i - 2, one column to the left of where the loop stands
    std::uint32_t before_last_match = far;
    row[1] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      bool const same = left[i - 1] == right[j - 1];
      std::uint32_t cell = smallest(last[j + 1] + 1, row[j] + 1, last[j] + (same ? 0 : 1));
      if (same) {
        last_match = j;
        before_match[j + 1] = last[j - 1];
        before_last_match = two_back;
      } else {
        auto const found = last_row_of.find(right[j - 1]);
        std::size_t const row_gap = found == last_row_of.end() ? far : i - found->second;
        std::size_t const column_gap = last_match == 0 ? far : j - last_match;
        if (column_gap == 1) cell = std::min(cell, before_match[j + 1] + static_cast<std::uint32_t>(row_gap));
        if (row_gap == 1) cell = std::min(cell, before_last_match + static_cast<std::uint32_t>(column_gap));
      }
      two_back = row[j + 1];
      row[j + 1] = cell;
    }
    last_row_of[left[i - 1]] = i;
  }
  return std::min(row[right.size() + 1], bound + 1);
}

}  // namespace concordat::linkage::tables
