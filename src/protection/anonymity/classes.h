// SPDX-License-Identifier: Apache-2.0
// Records that look alike: equality classes over columns of codes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

/// One column of codes from 0 to values - 1.
struct CodeColumn {
  std::span<std::uint32_t const> codes = {};
  std::uint32_t values = 0;
};

/// For each record, how many records (itself counted) have the same codes in every column. Refuses columns of different
/// lengths or with codes out of range ("classes.shape"), and so many values that their combinations do not fit in 64 bits
/// ("classes.too-wide").
[[nodiscard]] Result<std::vector<std::uint32_t>> class_sizes(std::span<CodeColumn const> columns);

/// For each record, how many different codes of `sensitive` its class holds. Refuses as above.
[[nodiscard]] Result<std::vector<std::uint32_t>> distinct_in_class(std::span<CodeColumn const> columns, CodeColumn sensitive);

/// Sorts by the low `bits` bits of the keys, equal keys in their old order: `order` gets the places of the sorted keys.
void radix_order(std::vector<std::uint64_t>& keys, int bits, std::vector<std::uint32_t>& order);

/// Bits that hold 0 to values - 1; 0 for one value.
[[nodiscard]] int bits_for(std::uint64_t values);

}  // namespace concordat::protection
