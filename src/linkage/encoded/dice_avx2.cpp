// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/dice.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CONCORDAT_DICE __attribute__((target("avx2")))

namespace concordat::linkage {
namespace {

constexpr std::size_t parts = 4;  ///< registers a filter
constexpr std::size_t at_once = 4;

struct Tables {
  __m256i bits_of_nibble;
  __m256i low_nibbles;
};

/// The bits of both, as four sums of 64 bits. Bytes hold up to 32, so that four registers add without
/// overflow.
CONCORDAT_DICE inline __m256i common_of(Filter const& left, __m256i const* right, Tables const& tables) {
  auto const* const words = reinterpret_cast<__m256i const*>(left.words.data());  // NOLINT
  __m256i bytes = _mm256_setzero_si256();
  for (std::size_t at = 0; at < parts; ++at) {
    __m256i const both = _mm256_and_si256(_mm256_load_si256(words + at), right[at]);
    __m256i const low = _mm256_and_si256(both, tables.low_nibbles);
    __m256i const high = _mm256_and_si256(_mm256_srli_epi16(both, 4), tables.low_nibbles);
    bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(tables.bits_of_nibble, low));
    bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(tables.bits_of_nibble, high));
  }
  return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

/// The sums of four registers in one, in order.
CONCORDAT_DICE inline __m256i sums(__m256i const* part) {
  __m256i const first =
      _mm256_add_epi64(_mm256_unpacklo_epi64(part[0], part[1]), _mm256_unpackhi_epi64(part[0], part[1]));
  __m256i const second =
      _mm256_add_epi64(_mm256_unpacklo_epi64(part[2], part[3]), _mm256_unpackhi_epi64(part[2], part[3]));
  return _mm256_add_epi64(_mm256_permute2x128_si256(first, second, 0x20),
                          _mm256_permute2x128_si256(first, second, 0x31));
}

CONCORDAT_DICE std::size_t run(DiceWork const& work, DiceHits& hits) {
  Tables const tables{_mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3,
                                       1, 2, 2, 3, 2, 3, 3, 4),
                      _mm256_set1_epi8(0x0F)};
  __m256i const factor = _mm256_set1_epi64x(2'000);
  alignas(32) std::uint64_t needed_left[tile_filters];  // NOLINT
  for (std::size_t left = 0; left < tile_filters; ++left)
    needed_left[left] = std::uint64_t{work.per_mille} * work.left_counts[left];
  std::size_t found = 0;
  for (std::uint32_t right = 0; right < work.rights; ++right) {
    __m256i right_words[parts];  // NOLINT
    for (std::size_t at = 0; at < parts; ++at)
      right_words[at] =
          _mm256_load_si256(reinterpret_cast<__m256i const*>(work.right[right].words.data()) + at);  // NOLINT
    auto const needed_right =
        static_cast<long long>(std::uint64_t{work.per_mille} * work.right_counts[right]);
    for (std::size_t first = 0; first < tile_filters; first += at_once) {
      __m256i part[at_once];  // NOLINT
      for (std::size_t at = 0; at < at_once; ++at)
        part[at] = common_of(work.left[first + at], right_words, tables);
      __m256i const common = sums(part);
      __m256i const base =
          _mm256_load_si256(reinterpret_cast<__m256i const*>(needed_left + first));  // NOLINT
      __m256i const needed = _mm256_add_epi64(base, _mm256_set1_epi64x(needed_right));
      __m256i const missed = _mm256_cmpgt_epi64(needed, _mm256_mul_epu32(common, factor));
      auto hit = ~static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(missed))) & 0xFU;
      if (hit == 0) continue;
      alignas(32) std::uint64_t counts[at_once];                       // NOLINT
      _mm256_store_si256(reinterpret_cast<__m256i*>(counts), common);  // NOLINT
      for (; hit != 0; hit &= hit - 1) {
        auto const lane = static_cast<std::uint32_t>(__builtin_ctz(hit));
        auto const left = static_cast<std::uint32_t>(first) + lane;
        if (counts[lane] > 0) hits[found++] = {left, right, static_cast<std::uint32_t>(counts[lane])};
      }
    }
  }
  return found;
}

}  // namespace

std::size_t dice_avx2(DiceWork const& work, DiceHits& hits) {
  return run(work, hits);
}

}  // namespace concordat::linkage
#else
std::size_t concordat::linkage::dice_avx2(DiceWork const& work, DiceHits& hits) {
  return dice_scalar(work, hits);
}
#endif
