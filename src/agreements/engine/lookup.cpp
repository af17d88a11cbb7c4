// SPDX-License-Identifier: Apache-2.0
// The two tables that every question looks into: names, and pairs of agencies. Filled when a bundle is compiled.
#include <algorithm>
#include <utility>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {

std::uint32_t Names::number(std::string_view name) {
  auto const found = find(name);
  if (found != nothing) return found;
  auto const next = static_cast<std::uint32_t>(used_);
  put(name, next);
  return next;
}

void Names::put(std::string_view name, std::uint32_t number) {
  if (find(name) != nothing) return;
  if ((used_ + 1) * 2 > slots_.size()) {
    auto const size = std::max<std::size_t>(64, slots_.size() * 2);
    auto const slots = std::exchange(slots_, std::vector<Slot>(size));
    auto const starts = std::exchange(starts_, std::vector<std::uint32_t>(size));
    for (std::size_t at = 0; at < slots.size(); ++at) {
      if (slots[at].number != nothing) place(slots[at], starts[at]);
    }
  }
  auto slot = slot_of(name);
  slot.number = number;
  place(slot, static_cast<std::uint32_t>(text_.size()));
  text_ += name;
  ++used_;
}

void Names::place(Slot const& slot, std::uint32_t start) {
  auto at = hash_of(slot) & (slots_.size() - 1);
  while (slots_[at].number != nothing) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
  starts_[at] = start;
}

Pair& Pairs::between(std::uint32_t discloser, std::uint32_t asker) {
  if (auto const* const found = find(discloser, asker)) return all_[static_cast<std::size_t>(found - all_.data())];
  if ((all_.size() + 1) * 2 > slots_.size()) {
    auto const old = std::exchange(slots_, std::vector<Slot>(std::max<std::size_t>(64, slots_.size() * 2)));
    for (auto const& slot : old) {
      if (slot.key != none) place(slot);
    }
  }
  place({.key = key_of(discloser, asker), .pair = all_.size()});
  return all_.emplace_back();
}

void Pairs::place(Slot const& slot) {
  auto at = place_of(slot.key);
  while (slots_[at].key != none) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

}  // namespace concordat::agreements
