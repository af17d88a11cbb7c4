// SPDX-License-Identifier: Apache-2.0
// Comparer for many pairs at once: comparison by comparison, field by field, and the values of differing ones test by test.
#include <algorithm>

#include "linkage/compare/comparer.h"

namespace concordat::linkage {

void Comparer::levels(std::size_t comparison, std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights,
                      std::span<std::uint8_t> out, Scratch& scratch) const {
  FieldBits fields;
  look_(work_of(lefts, rights), fields);
  Many const pairs{lefts, rights, kernels_};
  levels(plans_[comparison], pairs, fields, out, scratch);
  with_lists(plans_[comparison], pairs, out, scratch);
}

void Comparer::levels(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch) {
  auto count = pairs.lefts.size();
  if (plan.simple) {
    return pairs.kernels.choose({fields.missing.data(), fields.equal.data(), count, plan.slots.front().left}, plan.table.data(), out.data());
  }
  if (plan.slots.size() == 1 && plan.slots.front().left == plan.slots.front().right && !plan.table.empty()) return one_slot(plan, pairs, fields, out, scratch);
  std::array<std::uint64_t, most_pairs_at_once> bits;
  std::fill_n(bits.data(), count, std::uint64_t{0});
  std::array<std::uint16_t, most_pairs_at_once> active;
  bool whole = true;  // all pairs are still open
  for (auto const& slot : plan.slots) {
    if (whole) fill_whole(slot, pairs, fields, bits.data(), scratch);
    else fill_slot(slot, pairs, fields, {active.data(), count}, bits.data(), scratch);
    if (slot.shift != 0 || plan.decided.empty()) continue;
    std::size_t open_ones = 0;
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = plan.decided[bits[i]];
      active[open_ones] = static_cast<std::uint16_t>(i);
      open_ones += out[i] == open ? 1 : 0;
    }
    whole = open_ones == count;
    count = open_ones;
  }
  for (std::size_t k = 0; k < count; ++k) {
    auto const i = whole ? k : active[k];
    out[i] = static_cast<std::uint8_t>(level_for(plan, bits[i]));
  }
}

/// levels() of a comparison of one field.
void Comparer::one_slot(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch) {
  auto const& slot = plan.slots.front();
  auto const field = slot.left;
  auto const* const level = plan.table.data();
  auto const count = pairs.lefts.size();
  SplitPairs split;
  pairs.kernels.split({fields.missing.data(), fields.equal.data(), count, field}, split, nullptr, 0);
  std::fill_n(out.data(), count, level[1]);
  for (std::size_t e = 0; e < split.equal.count; ++e) {
    auto const i = split.equal.items[e];
    out[i] = level[slot.selves[pairs.lefts[i][field]]];
  }
  auto const& which = split.differing.items;
  auto const differ = split.differing.count;
  std::array<std::uint32_t, most_pairs_at_once> a;
  std::array<std::uint32_t, most_pairs_at_once> b;
  std::array<Mask, most_pairs_at_once> masks{};
  for (std::size_t k = 0; k < differ; ++k) {
    a[k] = pairs.lefts[which[k]][field];
    b[k] = pairs.rights[which[k]][field];
  }
  if (!slot.only_exact) slot.asks->of_many({a.data(), b.data(), masks.data(), differ}, scratch.caches[slot.maker]);
  for (std::size_t k = 0; k < differ; ++k) out[which[k]] = level[masks[k]];
}

/// Of the pairs that are `active`: what the slot's two values show, into their bits. Without a jump: what is missing or equal
/// cannot be foreseen.
void Comparer::fill_slot(Slot const& slot, Many const& pairs, FieldBits const& fields, std::span<std::uint16_t const> active, std::uint64_t* bits,
                         Scratch& scratch) {
  std::array<std::uint16_t, most_pairs_at_once> equal;
  std::array<std::uint16_t, most_pairs_at_once> differing;
  std::size_t equals = 0;
  std::size_t differ = 0;
  auto const sort = [&](std::uint16_t i, std::uint32_t missing, std::uint32_t same) {
    bits[i] |= std::uint64_t{missing} << slot.shift;
    equal[equals] = i;
    equals += same;
    differing[differ] = i;
    differ += (same | missing) ^ 1U;
  };
  if (slot.left == slot.right) {
    for (auto const i : active) sort(i, (fields.missing[i] >> slot.left) & 1, (fields.equal[i] >> slot.left) & 1);
  } else {
    for (auto const i : active) {
      auto const a = pairs.lefts[i][slot.left];
      auto const b = pairs.rights[i][slot.right];
      auto const missing = static_cast<std::uint32_t>(a == 0) | static_cast<std::uint32_t>(b == 0);
      sort(i, missing, static_cast<std::uint32_t>(a == b) & ~missing);
    }
  }
  for (std::size_t e = 0; e < equals; ++e) bits[equal[e]] |= std::uint64_t{slot.selves[pairs.lefts[equal[e]][slot.left]]} << slot.shift;
  if (!slot.only_exact) ask_differing(slot, pairs, {differing.data(), differ}, bits, scratch);
}

void Comparer::fill_whole(Slot const& slot, Many const& pairs, FieldBits const& fields, std::uint64_t* bits, Scratch& scratch) {
  auto const count = pairs.lefts.size();
  if (slot.left != slot.right && !slot.crossed) {
    std::array<std::uint16_t, most_pairs_at_once> all;
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<std::uint16_t>(i);
    return fill_slot(slot, pairs, fields, {all.data(), count}, bits, scratch);
  }
  auto const* const missing = slot.crossed ? fields.crossed_missing.data() : fields.missing.data();
  auto const* const equal = slot.crossed ? fields.crossed_equal.data() : fields.equal.data();
  SplitPairs split;
  pairs.kernels.split({missing, equal, count, slot.right}, split, bits, std::uint64_t{1} << slot.shift);
  for (std::size_t e = 0; e < split.equal.count; ++e) {
    auto const i = split.equal.items[e];
    bits[i] |= std::uint64_t{slot.selves[pairs.lefts[i][slot.left]]} << slot.shift;
  }
  if (!slot.only_exact) ask_differing(slot, pairs, {split.differing.items.data(), split.differing.count}, bits, scratch);
}

/// Those of which the answer can matter.
void Comparer::ask_differing(Slot const& slot, Many const& pairs, std::span<std::uint16_t> differing, std::uint64_t* bits, Scratch& scratch) {
  if (!slot.matters.empty()) {
    std::size_t asked = 0;
    for (auto const i : differing) {
      differing[asked] = i;
      asked += slot.matters[bits[i]];
    }
    differing = differing.first(asked);
  }
  if (!differing.empty()) ask(slot, pairs, differing, bits, scratch);
}

void Comparer::ask(Slot const& slot, Many const& pairs, std::span<std::uint16_t const> which, std::uint64_t* bits, Scratch& scratch) {
  std::array<std::uint32_t, most_pairs_at_once> a;
  std::array<std::uint32_t, most_pairs_at_once> b;
  std::array<Mask, most_pairs_at_once> masks;
  for (std::size_t k = 0; k < which.size(); ++k) {
    a[k] = pairs.lefts[which[k]][slot.left];
    b[k] = pairs.rights[which[k]][slot.right];
  }
  slot.asks->of_many({a.data(), b.data(), masks.data(), which.size()}, scratch.caches[slot.maker]);
  for (std::size_t k = 0; k < which.size(); ++k) bits[which[k]] |= std::uint64_t{masks[k]} << slot.shift;
}

void Comparer::compare(std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights, std::span<Pattern> out,
                       Scratch& scratch) const {
  std::array<std::uint8_t, most_pairs_at_once> found;
  FieldBits fields;
  look_(work_of(lefts, rights), fields);
  Many const pairs{lefts, rights, kernels_};
  std::ranges::fill(out, Pattern{0});
  for (std::size_t c = 0; c < plans_.size(); ++c) {
    levels(plans_[c], pairs, fields, found, scratch);
    with_lists(plans_[c], pairs, std::span{found}.first(lefts.size()), scratch);
    kernels_.put(found.data(), out.size(), static_cast<unsigned>(4 * c), out.data());
  }
}

}  // namespace concordat::linkage
