// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/significance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

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

}  // namespace

double two_sided_p(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

std::vector<double> benjamini_hochberg(std::span<double const> p) {
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
