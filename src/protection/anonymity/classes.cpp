// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/classes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <optional>

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

/// A small number of combinations is counted without sorting: in one table that stays in the cache, or, after one pass that puts
/// keys with the same high digits together, in one such table after another.
constexpr std::uint64_t counted_at_once = std::uint64_t{1} << 16;
constexpr std::uint64_t counted_in_parts = std::uint64_t{1} << 27;

/// The keys as numbers with a digit a column, which wastes less than whole bits; nothing where there are too many for that.
struct MixedKeys {
  std::vector<std::uint32_t> keys;
  std::uint64_t values = 1;
};
std::optional<MixedKeys> mixed_keys(std::span<CodeColumn const> columns) {
  MixedKeys mixed;
  for (auto const& column : columns) {
    mixed.values *= std::max<std::uint32_t>(column.values, 1);
    if (mixed.values > counted_in_parts) return std::nullopt;
  }
  std::size_t const records = columns.empty() ? 0 : columns.front().codes.size();
  mixed.keys.assign(records, 0);
  for (auto const& column : columns) {
    std::uint32_t worst = 0;
    auto const values = column.values;
    auto const* const codes = column.codes.data();
    // without a branch, so that several are done at once; pack tells what is wrong
    if (column.codes.size() != records) return std::nullopt;
    for (std::size_t i = 0; i < records; ++i) {
      worst = std::max(worst, codes[i]);
      mixed.keys[i] = mixed.keys[i] * values + codes[i];
    }
    if (records > 0 && worst >= values) return std::nullopt;
  }
  return mixed;
}

std::vector<std::uint32_t> count_mixed(MixedKeys const& mixed) {
  std::vector<std::uint32_t> sizes(mixed.keys.size());
  if (mixed.values <= counted_at_once) {
    std::vector<std::uint32_t> count(mixed.values, 0);
    for (auto const key : mixed.keys) ++count[key];
    for (std::size_t i = 0; i < sizes.size(); ++i) sizes[i] = count[mixed.keys[i]];
    return sizes;
  }
  int const low = std::max(bits_for(mixed.values) - digit_bits, 0);
  std::vector<std::uint32_t> begins((mixed.values >> low) + 2, 0);
  for (auto const key : mixed.keys) ++begins[(key >> low) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  struct Placed {
    std::uint32_t key;
    std::uint32_t record;
  };
  std::vector<Placed> placed(mixed.keys.size());
  auto at = begins;
  for (std::uint32_t i = 0; i < mixed.keys.size(); ++i) placed[at[mixed.keys[i] >> low]++] = {mixed.keys[i], i};
  std::vector<std::uint32_t> count(std::size_t{1} << low, 0);
  auto const mask = static_cast<std::uint32_t>(count.size() - 1);
  for (std::size_t part = 0; part + 1 < begins.size(); ++part) {
    auto const first = begins[part];
    auto const last = begins[part + 1];
    for (auto i = first; i < last; ++i) ++count[placed[i].key & mask];
    for (auto i = first; i < last; ++i) sizes[placed[i].record] = count[placed[i].key & mask];
    for (auto i = first; i < last; ++i) count[placed[i].key & mask] = 0;
  }
  return sizes;
}

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
  if (auto const mixed = mixed_keys(columns)) return count_mixed(*mixed);
  auto packed = pack(columns);
  if (!packed) return fail(packed);
  std::vector<std::uint32_t> sizes(packed->keys.size());
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
