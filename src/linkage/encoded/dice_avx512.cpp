// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/dice.h"

#if defined(__x86_64__)
#if !defined(__clang__)
// g++ 12's own header begins some results as undefined registers, and warns of them
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#define CONCORDAT_DICE __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq")))

namespace concordat::linkage {
namespace {

CONCORDAT_DICE inline __m512i load(void const* from) {
  return _mm512_load_si512(from);
}

/// The eight sums of eight registers in one, in order: pairs, then fours, then eights are added.
CONCORDAT_DICE inline __m512i sums(__m512i const (&part)[tile_filters]) {  // NOLINT
  __m512i two[4];                                                          // NOLINT
  for (std::size_t at = 0; at < 4; ++at) {
    two[at] = _mm512_add_epi64(_mm512_unpacklo_epi64(part[2 * at], part[2 * at + 1]),
                               _mm512_unpackhi_epi64(part[2 * at], part[2 * at + 1]));
  }
  // lanes of 128 bits now hold two filters' sums; fold lanes 2, 3 on 0, 1, then odd on even
  __m512i const four_a = _mm512_add_epi64(_mm512_shuffle_i64x2(two[0], two[1], 0x44),
                                          _mm512_shuffle_i64x2(two[0], two[1], 0xEE));
  __m512i const four_b = _mm512_add_epi64(_mm512_shuffle_i64x2(two[2], two[3], 0x44),
                                          _mm512_shuffle_i64x2(two[2], two[3], 0xEE));
  return _mm512_add_epi64(_mm512_shuffle_i64x2(four_a, four_b, 0x88),
                          _mm512_shuffle_i64x2(four_a, four_b, 0xDD));
}

CONCORDAT_DICE std::size_t run(DiceWork const& work, DiceHits& hits) {
  __m512i low[tile_filters];                            // NOLINT
  __m512i high[tile_filters];                           // NOLINT
  alignas(64) std::uint64_t needed_left[tile_filters];  // NOLINT
  for (std::size_t left = 0; left < tile_filters; ++left) {
    low[left] = load(work.left[left].words.data());
    high[left] = load(work.left[left].words.data() + 8);
    needed_left[left] = std::uint64_t{work.per_mille} * work.left_counts[left];
  }
  __m512i const base = load(needed_left);
  __m512i const factor = _mm512_set1_epi64(2'000);
  std::size_t found = 0;
  for (std::uint32_t right = 0; right < work.rights; ++right) {
    __m512i const right_low = load(work.right[right].words.data());
    __m512i const right_high = load(work.right[right].words.data() + 8);
    __m512i part[tile_filters];  // NOLINT
    for (std::size_t left = 0; left < tile_filters; ++left) {
      part[left] = _mm512_add_epi64(_mm512_popcnt_epi64(_mm512_and_si512(low[left], right_low)),
                                    _mm512_popcnt_epi64(_mm512_and_si512(high[left], right_high)));
    }
    __m512i const common = sums(part);
    auto const needed_right =
        static_cast<long long>(std::uint64_t{work.per_mille} * work.right_counts[right]);
    __m512i const needed = _mm512_add_epi64(base, _mm512_set1_epi64(needed_right));
    auto hit = static_cast<unsigned>(_mm512_cmpge_epu64_mask(_mm512_mul_epu32(common, factor), needed));
    if (hit == 0) continue;
    alignas(64) std::uint64_t counts[tile_filters];  // NOLINT
    _mm512_store_si512(counts, common);
    for (; hit != 0; hit &= hit - 1) {
      auto const left = static_cast<std::uint32_t>(__builtin_ctz(hit));
      if (counts[left] > 0) hits[found++] = {left, right, static_cast<std::uint32_t>(counts[left])};
    }
  }
  return found;
}

}  // namespace

std::size_t dice_avx512(DiceWork const& work, DiceHits& hits) {
  return run(work, hits);
}

}  // namespace concordat::linkage
#else
std::size_t concordat::linkage::dice_avx512(DiceWork const& work, DiceHits& hits) {
  return dice_scalar(work, hits);
}
#endif
