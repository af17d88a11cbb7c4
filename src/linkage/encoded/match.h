// SPDX-License-Identifier: Apache-2.0
// Which filters of two parties belong together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "linkage/encoded/dice.h"
#include "linkage/encoded/enclave.h"

namespace concordat::linkage {

struct SimilarPair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint16_t common = 0;  ///< bits in both
  std::uint16_t total = 0;   ///< bits of both, each counted

  [[nodiscard]] double dice() const { return 2.0 * common / total; }
  [[nodiscard]] bool operator==(SimilarPair const&) const = default;
};

/// The most alike first, then by left and right: whole numbers, so that ties are ties.
[[nodiscard]] bool more_alike(SimilarPair const& a, SimilarPair const& b);

struct SimilarOptions {
  std::uint32_t per_mille = 750;                   ///< of Dice's coefficient, 1 to 1,000; see ClkOptions
  std::size_t most_pairs = std::size_t{1} << 26U;  ///< a low threshold finds more than anyone can hold
  Path path = best_path();
};

/// Every pair at or above the threshold, in order of more_alike. Filters whose counts of bits are too far
/// apart to reach it are never compared. Only within a declared enclave. "clk.threshold" outside 1 to 1,000, "clk.too-many" over most_pairs.
[[nodiscard]] Result<std::vector<SimilarPair>> similar_pairs(Enclave const& enclave, std::span<Filter const> left,
                                                             std::span<Filter const> right,
                                                             SimilarOptions const& options = {});

/// Each filter at most once, the most alike first. REQUIRES pairs in order of more_alike.
[[nodiscard]] std::vector<SimilarPair> one_to_one(std::span<SimilarPair const> pairs, std::size_t lefts,
                                                  std::size_t rights);

}  // namespace concordat::linkage
