// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/field_bits.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace concordat::linkage {

namespace {

void cross(FieldWork const& work, FieldBits& to) {
  if (work.partners == nullptr) return;
  for (std::size_t i = 0; i < work.pairs; ++i) {
    std::uint32_t missing = 0;
    std::uint32_t equal = 0;
    for (std::size_t field = 0; field < work.fields; ++field) {
      auto const a = work.lefts[i][work.partners[field]];
      auto const b = work.rights[i][field];
      missing |= (static_cast<std::uint32_t>(a == 0) | static_cast<std::uint32_t>(b == 0)) << field;
      equal |= static_cast<std::uint32_t>(a == b) << field;
    }
    to.crossed_missing[i] = missing;
    to.crossed_equal[i] = equal & ~missing;
  }
}

}  // namespace

void field_bits_scalar(FieldWork const& work, FieldBits& to) {
  cross(work, to);
  for (std::size_t i = 0; i < work.pairs; ++i) {
    std::uint32_t missing = 0;
    std::uint32_t equal = 0;
    for (std::size_t field = 0; field < work.fields; ++field) {
      auto const a = work.lefts[i][field];
      auto const b = work.rights[i][field];
      missing |= (static_cast<std::uint32_t>(a == 0) | static_cast<std::uint32_t>(b == 0)) << field;
      equal |= static_cast<std::uint32_t>(a == b) << field;
    }
    to.missing[i] = missing;
    to.equal[i] = equal & ~missing;
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) void field_bits_avx2(FieldWork const& work, FieldBits& to) {
  cross(work, to);
  constexpr std::size_t lanes = 8;
  alignas(32) std::array<std::uint32_t, lanes> last{};  // only so many fields of the last eight: nothing beyond a record is read
  for (std::size_t lane = 0; lane < work.fields % lanes; ++lane) last[lane] = ~std::uint32_t{0};
  auto const some = _mm256_load_si256(reinterpret_cast<__m256i const*>(last.data()));
  auto const none = _mm256_setzero_si256();
  for (std::size_t i = 0; i < work.pairs; ++i) {
    std::uint32_t missing = 0;
    std::uint32_t equal = 0;
    for (std::size_t at = 0; at < work.fields; at += lanes) {
      auto const* const left = reinterpret_cast<int const*>(work.lefts[i] + at);
      auto const* const right = reinterpret_cast<int const*>(work.rights[i] + at);
      bool const whole = at + lanes <= work.fields;
      auto const a = whole ? _mm256_loadu_si256(reinterpret_cast<__m256i const*>(left)) : _mm256_maskload_epi32(left, some);
      auto const b = whole ? _mm256_loadu_si256(reinterpret_cast<__m256i const*>(right)) : _mm256_maskload_epi32(right, some);
      auto const gone = _mm256_or_si256(_mm256_cmpeq_epi32(a, none), _mm256_cmpeq_epi32(b, none));
      missing |= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(gone))) << at;
      equal |= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b)))) << at;
    }
    auto const fields = work.fields == 32 ? ~std::uint32_t{0} : (std::uint32_t{1} << work.fields) - 1;
    to.missing[i] = missing & fields;
    to.equal[i] = equal & ~missing;
  }
}

/// Most models have no more fields than this: half a register touches fewer lines of memory.
__attribute__((target("avx512f,avx512bw,avx512vl"))) static void up_to_eight_fields(FieldWork const& work, FieldBits& to) {
  auto const fields = static_cast<__mmask8>((1U << work.fields) - 1);
  auto const partners = work.partners == nullptr ? _mm256_setzero_si256() : _mm256_maskz_loadu_epi32(fields, work.partners);
  for (std::size_t i = 0; i < work.pairs; ++i) {
    auto const a = _mm256_maskz_loadu_epi32(fields, work.lefts[i]);
    auto const b = _mm256_maskz_loadu_epi32(fields, work.rights[i]);
    auto const known_right = _mm256_test_epi32_mask(b, b);
    auto const known = static_cast<std::uint32_t>(_mm256_test_epi32_mask(a, a) & known_right);
    to.missing[i] = fields & ~known;
    to.equal[i] = static_cast<std::uint32_t>(_mm256_cmpeq_epi32_mask(a, b)) & known;
    if (work.partners == nullptr) continue;
    auto const partner = _mm256_permutexvar_epi32(partners, a);
    auto const both = static_cast<std::uint32_t>(_mm256_test_epi32_mask(partner, partner) & known_right);
    to.crossed_missing[i] = fields & ~both;
    to.crossed_equal[i] = static_cast<std::uint32_t>(_mm256_cmpeq_epi32_mask(partner, b)) & both;
  }
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void field_bits_avx512(FieldWork const& work, FieldBits& to) {
  if (work.fields <= 8) return up_to_eight_fields(work, to);
  cross(work, to);
  constexpr std::size_t lanes = 16;
  for (std::size_t i = 0; i < work.pairs; ++i) {
    std::uint32_t missing = 0;
    std::uint32_t equal = 0;
    for (std::size_t at = 0; at < work.fields; at += lanes) {
      auto const fields = static_cast<__mmask16>((std::uint32_t{1} << std::min(lanes, work.fields - at)) - 1);
      auto const a = _mm512_maskz_loadu_epi32(fields, work.lefts[i] + at);
      auto const b = _mm512_maskz_loadu_epi32(fields, work.rights[i] + at);
      auto const known = _mm512_test_epi32_mask(a, a) & _mm512_test_epi32_mask(b, b);
      missing |= static_cast<std::uint32_t>(fields & ~known) << at;
      equal |= static_cast<std::uint32_t>(_mm512_cmpeq_epi32_mask(a, b) & known) << at;
    }
    to.missing[i] = missing;
    to.equal[i] = equal;
  }
}

#else

void field_bits_avx2(FieldWork const& work, FieldBits& to) { field_bits_scalar(work, to); }
void field_bits_avx512(FieldWork const& work, FieldBits& to) { field_bits_scalar(work, to); }

#endif

FieldKernel field_kernel(Path path) {
  switch (std::min(path, best_path())) {
    case Path::avx512:
      return field_bits_avx512;
    case Path::avx2:
      return field_bits_avx2;
    case Path::scalar:
      break;
  }
  return field_bits_scalar;
}

}  // namespace concordat::linkage
