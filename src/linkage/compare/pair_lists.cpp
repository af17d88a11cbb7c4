// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/pair_lists.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace concordat::linkage {
namespace {

/// Without a jump: what is missing or equal cannot be foreseen.
void split_plainly(ListWork const& work, SplitPairs& to, std::uint64_t* bits, std::uint64_t missing_bit) {
  std::size_t equals = 0;
  std::size_t differs = 0;
  for (std::size_t i = 0; i < work.pairs; ++i) {
    auto const missing = (work.missing[i] >> work.field) & 1U;
    auto const same = (work.equal[i] >> work.field) & 1U;
    to.equal.items[equals] = static_cast<std::uint16_t>(i);
    equals += same;
    to.differing.items[differs] = static_cast<std::uint16_t>(i);
    differs += (same | missing) ^ 1U;
  }
  to.equal.count = equals;
  to.differing.count = differs;
  if (bits == nullptr) return;
  for (std::size_t i = 0; i < work.pairs; ++i) bits[i] |= ((work.missing[i] >> work.field) & 1U) * missing_bit;
}

void choose_plainly(ListWork const& work, std::uint8_t const* three, std::uint8_t* out) {
  unsigned const differ = three[0];
  auto const to_missing = three[1] - differ;
  auto const to_equal = three[2] - differ;
  for (std::size_t i = 0; i < work.pairs; ++i) {
    out[i] = static_cast<std::uint8_t>(differ + ((work.missing[i] >> work.field) & 1U) * to_missing + ((work.equal[i] >> work.field) & 1U) * to_equal);
  }
}

void put_plainly(std::uint8_t const* levels, std::size_t count, unsigned shift, std::uint64_t* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] |= std::uint64_t{levels[i]} << shift;
}

#if defined(__x86_64__)

// The compiler takes the forms without a mask for reading what was never set.
constexpr __mmask8 all8 = 0xff;
constexpr __mmask16 all16 = 0xffff;

#define WITH_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,popcnt")))

struct Both {
  __mmask16 missing;
  __mmask16 equal;
  __mmask16 there;
};

WITH_AVX512 inline Both both_of(ListWork const& work, std::size_t at, __m512i bit) {
  auto const there = static_cast<__mmask16>(work.pairs - at >= 16 ? 0xffffU : (1U << (work.pairs - at)) - 1);
  return {_mm512_mask_test_epi32_mask(there, _mm512_maskz_loadu_epi32(there, work.missing + at), bit),
          _mm512_mask_test_epi32_mask(there, _mm512_maskz_loadu_epi32(there, work.equal + at), bit), there};
}

/// REQUIRES room for 16.
WITH_AVX512 inline void append(PairList& list, __mmask16 wanted, __m512i numbers) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(list.items.data() + list.count), _mm512_maskz_cvtepi32_epi16(all16, _mm512_maskz_compress_epi32(wanted, numbers)));
  list.count += static_cast<std::size_t>(__builtin_popcount(wanted));
}

WITH_AVX512 void split_avx512(ListWork const& work, SplitPairs& to, std::uint64_t* bits, std::uint64_t missing_bit) {
  auto const bit = _mm512_set1_epi32(static_cast<int>(std::uint32_t{1} << work.field));
  auto const mark = _mm512_set1_epi64(static_cast<long long>(missing_bit));
  auto numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  to.equal.count = 0;
  to.differing.count = 0;
  for (std::size_t i = 0; i < work.pairs; i += 16) {
    auto const found = both_of(work, i, bit);
    append(to.equal, found.equal, numbers);
    append(to.differing, static_cast<__mmask16>(found.there & ~(found.equal | found.missing)), numbers);
    for (unsigned half = 0; half < 2 && bits != nullptr; ++half) {
      auto const missing = static_cast<__mmask8>(found.missing >> (8 * half));
      if (missing == 0) continue;
      auto* const eight = bits + i + std::size_t{8} * half;
      _mm512_mask_storeu_epi64(eight, missing, _mm512_or_epi64(_mm512_maskz_loadu_epi64(missing, eight), mark));
    }
    numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(16));
  }
}

WITH_AVX512 void choose_avx512(ListWork const& work, std::uint8_t const* three, std::uint8_t* out) {
  auto const bit = _mm512_set1_epi32(static_cast<int>(std::uint32_t{1} << work.field));
  for (std::size_t i = 0; i < work.pairs; i += 16) {
    auto const found = both_of(work, i, bit);
    auto const most = _mm512_mask_mov_epi32(_mm512_set1_epi32(three[0]), found.missing, _mm512_set1_epi32(three[1]));
    _mm512_mask_cvtepi32_storeu_epi8(out + i, found.there, _mm512_mask_mov_epi32(most, found.equal, _mm512_set1_epi32(three[2])));
  }
}

WITH_AVX512 void put_avx512(std::uint8_t const* levels, std::size_t count, unsigned shift, std::uint64_t* to) {
  std::size_t i = 0;
  auto const by = _mm_cvtsi32_si128(static_cast<int>(shift));
  for (; i + 8 <= count; i += 8) {
    auto const eight = _mm512_maskz_cvtepu8_epi64(all8, _mm_loadl_epi64(reinterpret_cast<__m128i const*>(levels + i)));
    _mm512_storeu_si512(to + i, _mm512_or_epi64(_mm512_loadu_si512(to + i), _mm512_maskz_sll_epi64(all8, eight, by)));
  }
  put_plainly(levels + i, count - i, shift, to + i);
}

#undef WITH_AVX512
#endif

}  // namespace

Kernels kernels(Path path) {
#if defined(__x86_64__)
  if (std::min(path, best_path()) == Path::avx512) return {split_avx512, choose_avx512, put_avx512};
#else
  static_cast<void>(path);
#endif
  return {split_plainly, choose_plainly, put_plainly};
}

}  // namespace concordat::linkage
