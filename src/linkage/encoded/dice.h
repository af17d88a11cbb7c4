// SPDX-License-Identifier: Apache-2.0
// How alike filters are: Dice's coefficient, 2 |A and B| / (|A| + |B|), counted in whole numbers on every
// path.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "linkage/encoded/clk.h"
#include "linkage/text/path.h"

namespace concordat::linkage {

[[nodiscard]] unsigned common_bits(Filter const& left, Filter const& right);

/// Eight filters on the left against many on the right.
constexpr std::size_t tile_filters = 8;

struct DiceWork {
  Filter const* left = nullptr;  ///< tile_filters of them
  std::uint32_t const* left_counts = nullptr;
  Filter const* right = nullptr;
  std::uint32_t const* right_counts = nullptr;
  std::size_t rights = 0;       ///< up to most_rights
  std::uint32_t per_mille = 0;  ///< the threshold
  static constexpr std::size_t most_rights = 256;
};

struct DiceHit {
  std::uint32_t left = 0;  ///< 0 to 7
  std::uint32_t right = 0;
  std::uint32_t common = 0;
};

/// Room for every pair of the work.
using DiceHits = std::array<DiceHit, tile_filters * DiceWork::most_rights>;

/// 2,000 * common >= per_mille * (|A| + |B|), by right, then left. Two empty filters are not alike: they hold
/// nothing. Returns how many hits there are.
using DiceKernel = std::size_t (*)(DiceWork const&, DiceHits&);
[[nodiscard]] DiceKernel dice_kernel(Path path = best_path());

// What dice_kernel chooses from.
[[nodiscard]] std::size_t dice_scalar(DiceWork const& work, DiceHits& hits);
[[nodiscard]] std::size_t dice_avx2(DiceWork const& work, DiceHits& hits);
[[nodiscard]] std::size_t dice_avx512(DiceWork const& work, DiceHits& hits);

}  // namespace concordat::linkage
