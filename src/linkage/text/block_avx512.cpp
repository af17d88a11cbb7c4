// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/block.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CONCORDAT_LANES __attribute__((target("avx512f,avx512bw,avx512vl")))

namespace concordat::linkage {
namespace {

using Lanes = std::uint16_t __attribute__((vector_size(64)));
constexpr std::size_t lane_count = 32;

/// 64 masks in two registers; one instruction picks 32 of them.
CONCORDAT_LANES inline void look_up(BlockWork const& work, std::size_t /*first*/, Lanes* masks) {
  __m512i const low = _mm512_loadu_si512(work.masks);
  __m512i const high = _mm512_loadu_si512(work.masks + lane_count);
  for (unsigned at = 0; at < work.longest; ++at) {
    __m256i bytes;
    __builtin_memcpy(&bytes, work.codes + at * block_lanes, sizeof bytes);
    __m512i const found = _mm512_permutex2var_epi16(low, _mm512_cvtepu8_epi16(bytes), high);
    __builtin_memcpy(&masks[at], &found, sizeof found);
  }
}

}  // namespace
}  // namespace concordat::linkage

#include "linkage/text/block_lanes.h"

concordat::linkage::BlockKernels concordat::linkage::avx512_kernels() {
  return {levenshtein_block, osa_block, jaro_block};
}
#else
concordat::linkage::BlockKernels concordat::linkage::avx512_kernels() {
  return scalar_kernels();
}
#endif
