// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/dice.h"

#include <algorithm>
#include <bit>

namespace concordat::linkage {

unsigned common_bits(Filter const& left, Filter const& right) {
  unsigned bits = 0;
  for (std::size_t word = 0; word < left.words.size(); ++word)
    bits += static_cast<unsigned>(std::popcount(left.words[word] & right.words[word]));
  return bits;
}

std::size_t dice_scalar(DiceWork const& work, DiceHits& hits) {
  std::size_t found = 0;
  for (std::uint32_t right = 0; right < work.rights; ++right) {
    for (std::uint32_t left = 0; left < tile_filters; ++left) {
      std::uint32_t const common = common_bits(work.left[left], work.right[right]);
      std::uint32_t const needed = work.per_mille * (work.left_counts[left] + work.right_counts[right]);
      if (common > 0 && 2'000 * common >= needed) hits[found++] = {left, right, common};
    }
  }
  return found;
}

DiceKernel dice_kernel(Path path) {
  switch (std::min(path, best_path())) {
    case Path::avx512:
      return dice_avx512;
    case Path::avx2:
      return dice_avx2;
    case Path::scalar:
      break;
  }
  return dice_scalar;
}

}  // namespace concordat::linkage
