// SPDX-License-Identifier: Apache-2.0
// What the kernels of batch.h are given and give: one block of 32 packed texts against one left side.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace concordat::linkage {

constexpr std::size_t block_lanes = 32;
constexpr std::size_t block_letters = 16;

struct BlockWork {
  std::uint8_t const* codes = nullptr;    ///< letter by letter, 32 texts each; 0 behind the end of a text
  std::uint8_t const* lengths = nullptr;  ///< 32
  unsigned longest = 0;                   ///< the greatest of them
  std::uint16_t const* masks = nullptr;   ///< 64: positions of each code in the left side
  unsigned left_size = 0;                 ///< 1 to 16
  unsigned code_limit = 0;                ///< codes are below it: 16, 32, 48 or 64
};

/// One number a lane. For Jaro-Winkler it is the place in a score table: (matches * 9 + transpositions) * 5 +
/// prefix.
using BlockResult = std::array<std::uint16_t, block_lanes>;

constexpr std::size_t score_transpositions = block_letters / 2 + 1;
constexpr std::size_t score_prefixes = 5;
constexpr std::size_t score_places = (block_letters + 1) * score_transpositions * score_prefixes;

struct BlockKernels {
  void (*levenshtein)(BlockWork const&, BlockResult&);
  void (*osa)(BlockWork const&, BlockResult&);
  void (*jaro)(BlockWork const&, BlockResult&);
};

[[nodiscard]] BlockKernels scalar_kernels();
[[nodiscard]] BlockKernels avx2_kernels();
[[nodiscard]] BlockKernels avx512_kernels();

}  // namespace concordat::linkage
