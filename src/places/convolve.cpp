// SPDX-License-Identifier: Apache-2.0
#include "places/convolve.h"

#include <cstring>

namespace concordat::places {
namespace {

typedef double TwoLanes __attribute__((vector_size(16)));
typedef double FourLanes __attribute__((vector_size(32)));
typedef double EightLanes __attribute__((vector_size(64)));

#define CONCORDAT_INLINE inline __attribute__((always_inline))

/// Eight vectors side by side. Eight names and not an array: arrays of vectors end up in memory, not in
/// registers. memcpy compiles to one unaligned move.
template <class Lanes>
CONCORDAT_INLINE void add_eight(double* out, double const* in, std::size_t stride, double const* taps,
                                std::size_t tap_count) {
  constexpr std::size_t n = sizeof(Lanes) / sizeof(double);
  Lanes a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};
  for (std::size_t k = 0; k < tap_count; ++k, in += stride) {
    double const tap = taps[k];
    Lanes next;
    std::memcpy(&next, in, sizeof(Lanes));
    a += tap * next;
    std::memcpy(&next, in + n, sizeof(Lanes));
    b += tap * next;
    std::memcpy(&next, in + 2 * n, sizeof(Lanes));
    c += tap * next;
    std::memcpy(&next, in + 3 * n, sizeof(Lanes));
    d += tap * next;
    std::memcpy(&next, in + 4 * n, sizeof(Lanes));
    e += tap * next;
    std::memcpy(&next, in + 5 * n, sizeof(Lanes));
    f += tap * next;
    std::memcpy(&next, in + 6 * n, sizeof(Lanes));
    g += tap * next;
    std::memcpy(&next, in + 7 * n, sizeof(Lanes));
    h += tap * next;
  }
  double sums[8 * n];
  std::memcpy(sums, &a, sizeof(Lanes));
  std::memcpy(sums + n, &b, sizeof(Lanes));
  std::memcpy(sums + 2 * n, &c, sizeof(Lanes));
  std::memcpy(sums + 3 * n, &d, sizeof(Lanes));
  std::memcpy(sums + 4 * n, &e, sizeof(Lanes));
  std::memcpy(sums + 5 * n, &f, sizeof(Lanes));
  std::memcpy(sums + 6 * n, &g, sizeof(Lanes));
  std::memcpy(sums + 7 * n, &h, sizeof(Lanes));
  for (std::size_t i = 0; i < 8 * n; ++i) out[i] += sums[i];
}

template <class Lanes>
CONCORDAT_INLINE void add_block(double* out, double const* in, std::size_t stride, double const* taps,
                                std::size_t tap_count) {
  constexpr std::size_t width = 8 * sizeof(Lanes) / sizeof(double);
  for (std::size_t i = 0; i < convolve_block; i += width) {
    add_eight<Lanes>(out + i, in + i, stride, taps, tap_count);
  }
}

using Convolve = void (*)(double*, double const*, std::size_t, double const*, std::size_t);

void convolve_plain(double* out, double const* in, std::size_t stride, double const* taps,
                    std::size_t tap_count) {
  add_block<TwoLanes>(out, in, stride, taps, tap_count);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void convolve_avx2(double* out, double const* in, std::size_t stride,
                                                       double const* taps, std::size_t tap_count) {
  add_block<FourLanes>(out, in, stride, taps, tap_count);
}

__attribute__((target("avx512f"))) void convolve_avx512(double* out, double const* in, std::size_t stride,
                                                        double const* taps, std::size_t tap_count) {
  add_block<EightLanes>(out, in, stride, taps, tap_count);
}

Convolve widest() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return convolve_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return convolve_avx2;
  return convolve_plain;
}
#else
Convolve widest() {
  return convolve_plain;
}
#endif

}  // namespace

void convolve(double* out, double const* in, std::size_t stride, double const* taps, std::size_t tap_count) {
  static Convolve const chosen = widest();
  chosen(out, in, stride, taps, tap_count);
}

bool convolve_as(Width width, double* out, double const* in, ConvolveTaps const& taps) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (width == Width::eight_lanes) {
    if (!__builtin_cpu_supports("avx512f")) return false;
    convolve_avx512(out, in, taps.stride, taps.values, taps.count);
    return true;
  }
  if (width == Width::four_lanes) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return false;
    convolve_avx2(out, in, taps.stride, taps.values, taps.count);
    return true;
  }
#endif
  if (width != Width::two_lanes) return false;
  convolve_plain(out, in, taps.stride, taps.values, taps.count);
  return true;
}

}  // namespace concordat::places
