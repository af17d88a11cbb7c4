// SPDX-License-Identifier: Apache-2.0
// The part of Comparer for records that have several values of a field.
#include <algorithm>

#include "linkage/compare/comparer.h"

namespace concordat::linkage {
namespace {

std::int32_t in_common(Several const& list, std::uint32_t const* left, std::uint32_t const* right) {
  Held one_left;
  Held one_right;
  auto const ids = [](std::span<Held const> values) {
    std::vector<std::uint32_t> found;
    for (auto const& value : values) found.push_back(value.id);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
  };
  auto const others = ids(list.of(right, one_right));
  std::int32_t count = 0;
  for (auto const id : ids(list.of(left, one_left))) count += id != 0 && std::ranges::binary_search(others, id) ? 1 : 0;
  return count;
}

}  // namespace

void Comparer::look_for_lists(Plan& plan) const {
  std::uint32_t fields = 0;
  for (auto const& slot : plan.slots) fields |= std::uint32_t{1} << slot.left | std::uint32_t{1} << slot.right;
  for (auto const& several : table_.several) {
    if ((fields >> several.field & 1) == 0) continue;
    plan.several |= std::uint32_t{1} << several.field;
    plan.lists.push_back(several.column);
    for (auto const& slot : plan.slots) {
      if (slot.left != several.field || slot.right != several.field) continue;
      auto const& asks = makers_[slot.maker]->asks();
      for (std::size_t i = 0; i < asks.size(); ++i) {
        if (asks[i].test == Check::shares) plan.shared.push_back({&several, asks[i].amount, std::uint64_t{2} << (slot.shift + i)});
      }
    }
  }
}

unsigned Comparer::level_of_one(Plan const& plan, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch, std::uint64_t known) {
  auto bits = known;
  for (auto const& slot : plan.slots) {
    auto const a = left[slot.left];
    auto const b = right[slot.right];
    Mask mask = 0;
    if (a == 0 || b == 0) {
      mask = 1;
    } else if (a == b) {
      mask = slot.selves[a];
    } else if (!slot.only_exact) {
      mask = slot.asks->of(a, b, scratch.caches[slot.maker]);
    }
    bits |= std::uint64_t{mask} << slot.shift;
  }
  return level_for(plan, bits);
}

/// The first level that any two of their values reach.
unsigned Comparer::level_of_lists(Plan const& plan, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const {
  std::uint64_t shared = 0;
  for (auto const& want : plan.shared) {
    if (in_common(*want.list, left, right) >= want.least) shared |= want.bit;
  }
  unsigned best = 0;
  Variants lefts{table_.several, plan.several, left, table_.width};
  do {
    Variants rights{table_.several, plan.several, right, table_.width};
    do {
      auto level = level_of_one(plan, lefts.line(), rights.line(), scratch, shared);
      if (level == plan.last && !lefts.days().meet(rights.days())) level = 0;
      if (level != 0 && (best == 0 || level < best)) best = level;
    } while (best != 1 && rights.next());
  } while (best != 1 && lefts.next());
  return best;
}

void Comparer::with_lists(Plan const& plan, Many const& pairs, std::span<std::uint8_t> out, Scratch& scratch) const {
  if (plan.lists.empty()) return;
  for (std::size_t i = 0; i < pairs.lefts.size(); ++i) {
    if (has_lists(plan, pairs.lefts[i], pairs.rights[i])) out[i] = static_cast<std::uint8_t>(level_of_lists(plan, pairs.lefts[i], pairs.rights[i], scratch));
  }
}

}  // namespace concordat::linkage
