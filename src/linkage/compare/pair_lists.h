// SPDX-License-Identifier: Apache-2.0
// Inside the module: from what is known of all fields of many pairs to lists of pairs, a field at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "linkage/compare/field_bits.h"

namespace concordat::linkage {

/// Numbers of pairs, in order. A vector may write beyond the last one that counts.
struct PairList {
  static constexpr std::size_t slack = 16;
  std::array<std::uint16_t, most_pairs_at_once + slack> items;
  std::size_t count = 0;
};

/// Of one field, or of a field with its partner.
struct ListWork {
  std::uint32_t const* missing = nullptr;  ///< by pair, a bit a field
  std::uint32_t const* equal = nullptr;
  std::size_t pairs = 0;  ///< up to most_pairs_at_once
  std::size_t field = 0;
};

struct SplitPairs {
  PairList equal;
  PairList differing;  ///< neither equal nor missing
};

struct Kernels {
  /// Sets the lists, and `missing_bit` in the bits (if any) of each pair in which the field is missing.
  void (*split)(ListWork const& work, SplitPairs& to, std::uint64_t* bits, std::uint64_t missing_bit);
  /// By pair one of three: differing, missing, equal.
  void (*choose)(ListWork const& work, std::uint8_t const* three, std::uint8_t* out);
  /// to[i] |= levels[i] << shift.
  void (*put)(std::uint8_t const* levels, std::size_t count, unsigned shift, std::uint64_t* to);
};
[[nodiscard]] Kernels kernels(Path path = best_path());

}  // namespace concordat::linkage
