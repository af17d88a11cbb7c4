// SPDX-License-Identifier: Apache-2.0
#include "intake/quality/point_memory.h"

#include <utility>

namespace concordat::intake {
namespace {

constexpr std::size_t smallest_table = 1024;

std::size_t first_place(std::uint64_t key, std::size_t size) {
  return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> 32U) & (size - 1);
}

}  // namespace

PointMemory::Sight PointMemory::see(std::uint64_t key, Month month) {
  if (table_.size() < smallest_table || used_ * 2 > table_.size()) grow();
  for (auto at = first_place(key, table_.size());; at = (at + 1) & (table_.size() - 1)) {
    auto& place = table_[at];
    if (place.last.index == 0) {
      place = {key, month};
      ++used_;
      return {true, true};
    }
    if (place.key == key) return {std::exchange(place.last, month) != month, false};
  }
}

void PointMemory::grow() {
  std::vector<Seen> old(table_.empty() ? smallest_table : table_.size() * 2);
  old.swap(table_);
  for (auto const& seen : old) {
    if (seen.last.index == 0) continue;
    auto at = first_place(seen.key, table_.size());
    while (table_[at].last.index != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = seen;
  }
}

std::vector<PointMemory::Seen> PointMemory::all() const {
  std::vector<Seen> out;
  out.reserve(used_);
  for (auto const& seen : table_) {
    if (seen.last.index != 0) out.push_back(seen);
  }
  return out;
}

void PointMemory::restore(std::span<Seen const> seen) {
  for (auto const& each : seen) {
    if (each.last.index != 0) (void)see(each.key, each.last);
  }
}

std::uint64_t point_key(std::int32_t easting, std::int32_t northing) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(easting)) << 32U) |
         static_cast<std::uint32_t>(northing);
}

}  // namespace concordat::intake
