// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/special_uniques.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace concordat::protection {
namespace {

using Set = std::uint32_t;  ///< one bit a column

/// Sets of columns that are not empty, those of fewer columns first.
std::vector<Set> smallest_first(std::size_t columns) {
  std::vector<Set> sets((std::size_t{1} << columns) - 1);
  std::iota(sets.begin(), sets.end(), Set{1});
  std::ranges::stable_sort(sets, {}, [](Set set) { return std::popcount(set); });
  return sets;
}

std::uint64_t factorial(std::size_t number) {
  std::uint64_t product = 1;
  for (std::size_t i = 2; i <= number; ++i) product *= i;
  return product;
}

bool holds_one_of(std::vector<Set> const& sets, Set set) {
  return std::ranges::any_of(sets, [&](Set one) { return (one & set) == one; });
}

std::vector<CodeColumn> chosen(std::span<CodeColumn const> columns, Set set) {
  std::vector<CodeColumn> some;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if ((set >> c & 1U) != 0) some.push_back(columns[c]);
  }
  return some;
}

}  // namespace

Result<SpecialUniques> special_uniques(std::span<CodeColumn const> columns) {
  if (columns.size() > most_columns_of_uniques) {
    return fail(Fault::too_large, "uniques.columns", "More than twelve columns have too many sets to look at each.",
                "Look at twelve at most: those that somebody may know together.");
  }
  std::size_t const records = columns.empty() ? 0 : columns.front().codes.size();
  SpecialUniques found{std::vector<std::uint64_t>(records), std::vector<std::size_t>(columns.size() + 1), std::vector<double>(columns.size())};
  std::vector<std::vector<Set>> minimal(records);
  std::vector<double> blame(columns.size());
  double all = 0;
  for (auto const set : smallest_first(columns.size())) {
    auto const sizes = class_sizes(chosen(columns, set));
    if (!sizes) return fail(sizes);
    auto const worth = factorial(columns.size() - static_cast<std::size_t>(std::popcount(set)));
    for (std::size_t i = 0; i < records; ++i) {
      if ((*sizes)[i] != 1 || holds_one_of(minimal[i], set)) continue;
      if (minimal[i].empty()) ++found.alone_by[static_cast<std::size_t>(std::popcount(set))];
      minimal[i].push_back(set);
      found.score[i] += worth;
      all += static_cast<double>(worth);
      for (std::size_t c = 0; c < columns.size(); ++c) blame[c] += (set >> c & 1U) != 0 ? static_cast<double>(worth) : 0;
    }
  }
  found.alone_by[0] = records - std::accumulate(found.alone_by.begin() + 1, found.alone_by.end(), std::size_t{0});
  for (std::size_t c = 0; c < columns.size(); ++c) found.to_blame[c] = all > 0 ? blame[c] / all : 0;
  return found;
}

}  // namespace concordat::protection
