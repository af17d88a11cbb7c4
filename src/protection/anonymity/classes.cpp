// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/classes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace concordat::protection {
namespace {

constexpr int digit_bits = 11;
constexpr std::size_t digits = std::size_t{1} << digit_bits;

struct Packed {
  std::vector<std::uint64_t> keys;
  int bits = 0;
};

Result<Packed> pack(std::span<CodeColumn const> columns) {
  Packed packed;
  std::size_t const records = columns.empty() ? 0 : columns.front().codes.size();
  packed.keys.assign(records, 0);
  for (auto const& column : columns) {
    if (column.codes.size() != records || std::ranges::any_of(column.codes, [&](auto code) { return code >= column.values; })) {
      return fail(Fault::internal, "classes.shape", "The columns of codes do not fit each other or their number of values.",
                  "Give every column one code a record, each below the number of values.");
    }
    int const bits = bits_for(column.values);
    packed.bits += bits;
    if (packed.bits > 64) {
      return fail(Fault::too_large, "classes.too-wide", "The combinations of these columns are too many to be told apart in 64 bits.",
                  "Leave out a column that is nearly unique, or begin its ladder at a coarser step.");
    }
    for (std::size_t i = 0; i < records; ++i) packed.keys[i] = packed.keys[i] << bits | column.codes[i];
  }
  return packed;
}

/// Calls `with(first, last)` for each run of equal keys of the sorted ones.
template <class With>
void each_class(std::vector<std::uint64_t> const& sorted, With with) {
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t last = first + 1;
    while (last < sorted.size() && sorted[last] == sorted[first]) ++last;
    with(first, last);
    first = last;
  }
}

/// A small number of combinations is counted without sorting.
constexpr int counted_bits = 20;

}  // namespace

int bits_for(std::uint64_t values) { return values <= 1 ? 0 : static_cast<int>(std::bit_width(values - 1)); }

void radix_order(std::vector<std::uint64_t>& keys, int bits, std::vector<std::uint32_t>& order) {
  order.resize(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<std::uint64_t> other_keys(keys.size());
  std::vector<std::uint32_t> other_order(keys.size());
  for (int shift = 0; shift < bits; shift += digit_bits) {
    std::array<std::uint32_t, digits> start = {};
    auto const digit = [&](std::uint64_t key) { return (key >> shift) & (digits - 1); };
    for (auto const key : keys) ++start[digit(key)];
    std::exclusive_scan(start.begin(), start.end(), start.begin(), 0U);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto const to = start[digit(keys[i])]++;
      other_keys[to] = keys[i];
      other_order[to] = order[i];
    }
    keys.swap(other_keys);
    order.swap(other_order);
  }
}

Result<std::vector<std::uint32_t>> class_sizes(std::span<CodeColumn const> columns) {
  auto packed = pack(columns);
  if (!packed) return fail(packed);
  std::vector<std::uint32_t> sizes(packed->keys.size());
  if (packed->bits <= counted_bits) {
    std::vector<std::uint32_t> count(std::size_t{1} << packed->bits, 0);
    for (auto const key : packed->keys) ++count[key];
    for (std::size_t i = 0; i < sizes.size(); ++i) sizes[i] = count[packed->keys[i]];
    return sizes;
  }
  std::vector<std::uint32_t> order;
  radix_order(packed->keys, packed->bits, order);
  each_class(packed->keys, [&](std::size_t first, std::size_t last) {
    for (auto i = first; i < last; ++i) sizes[order[i]] = static_cast<std::uint32_t>(last - first);
  });
  return sizes;
}

Result<std::vector<std::uint32_t>> distinct_in_class(std::span<CodeColumn const> columns, CodeColumn sensitive) {
  // sorted by class and within it by the sensitive code, so that each new code is seen beside an old one
  std::vector<CodeColumn> all(columns.begin(), columns.end());
  all.push_back(sensitive);
  auto packed = pack(all);
  if (!packed) return fail(packed);
  int const low = bits_for(sensitive.values);
  std::vector<std::uint32_t> order;
  radix_order(packed->keys, packed->bits, order);
  auto const classes = [&] {
    auto keys = packed->keys;
    for (auto& key : keys) key = low >= 64 ? 0 : key >> low;
    return keys;
  }();
  std::vector<std::uint32_t> distinct(order.size());
  each_class(classes, [&](std::size_t first, std::size_t last) {
    std::uint32_t seen = 1;
    for (auto i = first + 1; i < last; ++i) seen += packed->keys[i] != packed->keys[i - 1] ? 1 : 0;
    for (auto i = first; i < last; ++i) distinct[order[i]] = seen;
  });
  return distinct;
}

}  // namespace concordat::protection
