// SPDX-License-Identifier: Apache-2.0
// From what was counted to a similarity. One place, so that every path gives the same bits.
#pragma once

#include <cstdint>

namespace concordat::linkage {

struct JaroCounts {
  std::uint32_t matches = 0;
  std::uint32_t transpositions = 0;  ///< pairs of letters out of order
  std::uint32_t prefix = 0;          ///< equal first letters, up to longest_prefix
};

constexpr std::uint32_t longest_prefix = 4;
constexpr double prefix_weight = 0.1;
constexpr double boost_above = 0.7;

[[nodiscard]] inline double jaro_score(JaroCounts counts, std::size_t left, std::size_t right) {
  if (left == 0 && right == 0) return 1;
  if (counts.matches == 0) return 0;
  auto const matches = static_cast<double>(counts.matches);
  // the sum of the two shares first: addition commutes, so the order of the texts cannot show
  double const shares = matches / static_cast<double>(left) + matches / static_cast<double>(right);
  return (shares + (matches - static_cast<double>(counts.transpositions)) / matches) / 3.0;
}

[[nodiscard]] inline double winkler_score(double jaro, std::uint32_t prefix) {
  if (!(jaro > boost_above)) return jaro;
  return jaro + static_cast<double>(prefix) * prefix_weight * (1.0 - jaro);
}

[[nodiscard]] inline double jaro_winkler_score(JaroCounts counts, std::size_t left, std::size_t right) {
  return winkler_score(jaro_score(counts, left, right), counts.prefix);
}

}  // namespace concordat::linkage
