// SPDX-License-Identifier: Apache-2.0
// Which pairs people judge: how many of each stratum, and which of them by chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace concordat::linkage::clerical {

/// How many of each stratum make up `wanted`: half shared out evenly, so that rare kinds of pairs are judged too, and half by size,
/// so that what stands for most is known best; at least two of each, where it has two and `wanted` allows. What a stratum is too
/// small for goes to the others.
[[nodiscard]] std::vector<std::uint64_t> share_out(std::vector<std::uint64_t> const& sizes, std::uint64_t wanted);

/// `count` of the numbers below `size`, each set as likely as any other, in the order in which they were drawn. The same for the same
/// seed. REQUIRES: count <= size.
[[nodiscard]] std::vector<std::size_t> draw(std::size_t size, std::size_t count, std::uint64_t seed);

}  // namespace concordat::linkage::clerical
