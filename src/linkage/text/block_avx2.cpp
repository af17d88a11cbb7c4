// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/block.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CONCORDAT_LANES __attribute__((target("avx2")))

namespace concordat::linkage {
namespace {

using Lanes = std::uint16_t __attribute__((vector_size(32)));
constexpr std::size_t lane_count = 16;
constexpr unsigned page_codes = 16;

/// The masks of one page of 16 codes, low bytes and high bytes apart, in both halves of a register.
struct Page {
  __m256i low;
  __m256i high;
};

CONCORDAT_LANES inline void load_page(std::uint16_t const* masks, Page& page) {
  std::uint8_t low[page_codes];   // NOLINT
  std::uint8_t high[page_codes];  // NOLINT
  for (unsigned code = 0; code < page_codes; ++code) {
    low[code] = static_cast<std::uint8_t>(masks[code] & 0xFFU);
    high[code] = static_cast<std::uint8_t>(masks[code] >> 8U);
  }
  __m128i bytes;
  __builtin_memcpy(&bytes, low, sizeof bytes);
  page.low = _mm256_broadcastsi128_si256(bytes);
  __builtin_memcpy(&bytes, high, sizeof bytes);
  page.high = _mm256_broadcastsi128_si256(bytes);
}

/// A byte shuffle looks up 16 codes; an index with its top bit set gives 0, so that the pages can be put
/// together.
CONCORDAT_LANES inline void look_up(BlockWork const& work, std::size_t first, Lanes* masks) {
  Page pages[4];  // NOLINT
  unsigned const page_count = work.code_limit / page_codes;
  for (unsigned number = 0; number < page_count; ++number)
    load_page(work.masks + number * page_codes, pages[number]);
  __m256i const beyond =
      _mm256_set1_epi8(0x70);  // added with saturation: 0 to 15 stay below 128, all else does not
  __m256i const odd_bytes = _mm256_set1_epi16(static_cast<short>(0xFF00));
  for (unsigned at = 0; at < work.longest; ++at) {
    __m128i bytes;
    __builtin_memcpy(&bytes, work.codes + at * block_lanes + first, sizeof bytes);
    __m256i const codes = _mm256_cvtepu8_epi16(bytes);
    __m256i found = _mm256_setzero_si256();
    for (unsigned number = 0; number < page_count; ++number) {
      __m256i const start = _mm256_set1_epi16(static_cast<short>(number * page_codes));
      __m256i const index = _mm256_adds_epu8(_mm256_xor_si256(codes, start), beyond);
      __m256i const even = _mm256_shuffle_epi8(pages[number].low, _mm256_or_si256(index, odd_bytes));
      __m256i const odd = _mm256_slli_epi16(
          _mm256_andnot_si256(odd_bytes, _mm256_shuffle_epi8(pages[number].high, index)), 8);
      found = _mm256_or_si256(found, _mm256_or_si256(even, odd));
    }
    __builtin_memcpy(&masks[at], &found, sizeof found);
  }
}

}  // namespace
}  // namespace concordat::linkage

#include "linkage/text/block_lanes.h"

concordat::linkage::BlockKernels concordat::linkage::avx2_kernels() {
  return {levenshtein_block, osa_block, jaro_block};
}
#else
concordat::linkage::BlockKernels concordat::linkage::avx2_kernels() {
  return scalar_kernels();
}
#endif
