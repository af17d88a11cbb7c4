// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/histogram.h"

#include <algorithm>

namespace concordat::linkage {

Histogram::Histogram() : slots_(1024), mask_{1023} {}

void Histogram::insert(std::size_t at, Pattern pattern, std::uint64_t count) {
  slots_[at] = {pattern, count};
  if (++used_ * 2 <= slots_.size()) return;
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  used_ = 0;
  for (auto const& slot : old) {
    if (slot.count != 0) add(slot.pattern, slot.count);
  }
}

void Histogram::add(Histogram const& other) {
  for (auto const& slot : other.slots_) {
    if (slot.count != 0) add(slot.pattern, slot.count);
  }
}

std::vector<std::pair<Pattern, std::uint64_t>> Histogram::sorted() const {
  std::vector<std::pair<Pattern, std::uint64_t>> found;
  found.reserve(used_);
  for (auto const& slot : slots_) {
    if (slot.count != 0) found.emplace_back(slot.pattern, slot.count);
  }
  std::ranges::sort(found);
  return found;
}

std::uint64_t Histogram::total() const {
  std::uint64_t sum = 0;
  for (auto const& slot : slots_) sum += slot.count;
  return sum;
}

}  // namespace concordat::linkage
