// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/significance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>

#include "places/spatial/distinct.h"

namespace concordat::places {
namespace {

/// Where the numbers of `p` stand, smallest first.
std::vector<std::uint32_t> rising(std::span<double const> p) {
  std::vector<std::uint32_t> order;
  order.reserve(p.size());
  for (std::uint32_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, [p](auto a, auto b) { return p[a] < p[b]; });
  return order;
}

/// Benjamini and Hochberg's numbers, where `p` takes few values: equal ones have equal numbers.
std::optional<std::vector<double>> by_distinct(std::span<double const> p) {
  DistinctNumbers seen;
  std::vector<std::uint32_t> at(p.size(), DistinctNumbers::none);
  std::vector<std::size_t> often;
  std::size_t count = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    at[i] = seen.place_of(p[i]);
    if (at[i] == DistinctNumbers::none) return std::nullopt;
    if (at[i] == often.size()) often.push_back(0);
    ++often[at[i]];
    ++count;
  }
  auto const order = rising(seen.numbers());
  std::vector<double> number(order.size());
  auto rank = count;
  double least = 1;
  for (auto place = order.rbegin(); place != order.rend(); ++place) {
    least = std::min(least, seen.numbers()[*place] * static_cast<double>(count) / static_cast<double>(rank));
    number[*place] = least;
    rank -= often[*place];
  }
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (at[i] != DistinctNumbers::none) adjusted[i] = number[at[i]];
  }
  return adjusted;
}

}  // namespace

double two_sided_p(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

std::vector<double> two_sided_ps(std::span<double const> z) {
  DistinctNumbers seen;
  std::vector<double> of_seen;
  std::vector<double> p(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    auto const at = seen.place_of(z[i]);
    if (at == of_seen.size()) of_seen.push_back(two_sided_p(z[i]));
    p[i] = at == DistinctNumbers::none ? two_sided_p(z[i]) : of_seen[at];
  }
  return p;
}

std::vector<double> benjamini_hochberg(std::span<double const> p) {
  if (auto quick = by_distinct(p)) return std::move(*quick);
  auto const order = rising(p);
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  auto const count = static_cast<double>(order.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    least = std::min(least, p[order[rank - 1]] * count / static_cast<double>(rank));
    adjusted[order[rank - 1]] = least;
  }
  return adjusted;
}

std::vector<double> holm(std::span<double const> p) {
  auto const order = rising(p);
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  double most = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    most = std::max(most, std::min(1.0, p[order[rank]] * static_cast<double>(order.size() - rank)));
    adjusted[order[rank]] = most;
  }
  return adjusted;
}

}  // namespace concordat::places
