// SPDX-License-Identifier: Apache-2.0
// The inner loop of density by moments: one weighted sum of many lines, by the widest arithmetic the
// processor has, so that one program serves every machine. Every width gives the same bits: nothing is fused (-ffp-contract=off).
#pragma once

#include <cstddef>
#include <cstdint>

namespace concordat::places {

/// Outputs of one call.
inline constexpr std::size_t convolve_block = 64;

/// out[i] += sum over k of taps[k] * in[k * stride + i], for i in [0, convolve_block): along a row with
/// stride 1, down 64 columns with the stride of a row.
void convolve(double* out, double const* in, std::size_t stride, double const* taps, std::size_t tap_count);

enum class Width : std::uint8_t { two_lanes, four_lanes, eight_lanes };
struct ConvolveTaps {
  std::size_t stride = 1;
  double const* values = nullptr;
  std::size_t count = 0;
};
/// The same by one width; false (and nothing done) where the processor lacks it. For tests that compare
/// widths.
[[nodiscard]] bool convolve_as(Width width, double* out, double const* in, ConvolveTaps const& taps);

}  // namespace concordat::places
