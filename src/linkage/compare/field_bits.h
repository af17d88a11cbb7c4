// SPDX-License-Identifier: Apache-2.0
// Inside the module: which fields of two records are missing and which are equal, all fields of a pair at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "linkage/text/path.h"

namespace concordat::linkage {

/// As many pairs as are looked at together.
inline constexpr std::size_t most_pairs_at_once = 256;

/// By pair; a bit a field.
struct FieldBits {
  std::array<std::uint32_t, most_pairs_at_once> missing;  ///< on either side
  std::array<std::uint32_t, most_pairs_at_once> equal;    ///< and not missing
  /// Of the partner of each field on the left, and the field itself on the right; only where partners are asked for.
  std::array<std::uint32_t, most_pairs_at_once> crossed_missing;
  std::array<std::uint32_t, most_pairs_at_once> crossed_equal;
};

struct FieldWork {
  std::uint32_t const* const* lefts = nullptr;  ///< records
  std::uint32_t const* const* rights = nullptr;
  std::size_t pairs = 0;
  std::size_t fields = 0;  ///< up to 32, the first of each record
  std::uint32_t const* partners = nullptr;  ///< by field; nullptr: not asked for
};

using FieldKernel = void (*)(FieldWork const&, FieldBits&);
[[nodiscard]] FieldKernel field_kernel(Path path = best_path());

void field_bits_scalar(FieldWork const& work, FieldBits& to);
void field_bits_avx2(FieldWork const& work, FieldBits& to);
void field_bits_avx512(FieldWork const& work, FieldBits& to);

}  // namespace concordat::linkage
