// SPDX-License-Identifier: Apache-2.0
// MaskMaker::of() for many pairs: test by test and not pair by pair, so that each loop does one thing without a jump
// that cannot be foreseen, and many values are on their way from memory at a time.
#include <algorithm>
#include <cstdlib>

#include "linkage/compare/masks.h"

namespace concordat::linkage {
namespace {

/// Numbers of pairs, in order.
struct List {
  std::array<std::uint16_t, most_pairs_at_once> items;
  std::size_t count = 0;
  void add_if(std::size_t item, bool wanted) {
    items[count] = static_cast<std::uint16_t>(item);
    count += wanted ? 1 : 0;
  }
};

constexpr std::size_t ahead = 16;

/// What is known of values lies here and there: it is on its way while the pairs before are looked at.
template <class Where>
void ask_ahead(ManyPairs const& pairs, std::size_t i, Where const& where) {
  if (i + ahead >= pairs.count) return;
  __builtin_prefetch(where(pairs.lefts[i + ahead]));
  __builtin_prefetch(where(pairs.rights[i + ahead]));
}

Mask if_held(bool held, Mask bit) { return static_cast<Mask>(held ? bit : 0); }

}  // namespace

void MaskMaker::cheap_of_many(Cheap const& ask, ManyPairs const& pairs) const {
  auto const each = [&](auto const& held) {
    for (std::size_t i = 0; i < pairs.count; ++i) pairs.masks[i] = static_cast<Mask>(pairs.masks[i] | if_held(held(pairs.lefts[i], pairs.rights[i]), ask.bit));
  };
  switch (ask.test) {
    case Check::part: {
      auto const* const parts = values_->parts(ask.part).data();
      return each([parts](std::uint32_t a, std::uint32_t b) { return (parts[a] == parts[b]) & (parts[a] != 0); });
    }
    case Check::transliterated:
      if (!values_->any_foreign()) return;
      return each([this](std::uint32_t a, std::uint32_t b) { return values_->of_two_scripts(a, b); });
    case Check::initial:
      return each([this](std::uint32_t a, std::uint32_t b) { return values_->initial(a, b); });
    case Check::days:
      return each([this, most = ask.amount](std::uint32_t a, std::uint32_t b) { return std::abs(values_->date(a).days - values_->date(b).days) <= most; });
    case Check::levenshtein:
    case Check::osa:
    case Check::damerau:
      if (ask.amount == 0) return;
      for (std::size_t i = 0; i < pairs.count; ++i) {
        ask_ahead(pairs, i, [this](std::uint32_t id) { return &values_->short_text(id); });
        auto const a = pairs.lefts[i];
        auto const b = pairs.rights[i];
        auto const found = one_edit(values_->short_text(a), values_->short_text(b), ask.test != Check::levenshtein);
        bool const held = found == OneEdit::yes || (found == OneEdit::ask && holds(ask, a, b));
        pairs.masks[i] = static_cast<Mask>(pairs.masks[i] | if_held(held, ask.bit));
      }
      return;
    default:
      return each([this, &ask](std::uint32_t a, std::uint32_t b) { return holds(ask, a, b); });
  }
}

void MaskMaker::chain_of_many(ManyPairs const& pairs) const {
  List inside;
  for (std::size_t i = 0; i < pairs.count; ++i) inside.add_if(i, true);
  for (auto const& ask : chain_) {  // in another area there is no common sector
    auto const* const parts = values_->parts(ask.part).data();
    List still;
    for (std::size_t k = 0; k < inside.count; ++k) {
      auto const i = inside.items[k];
      auto const part = parts[pairs.lefts[i]];
      bool const held = (part == parts[pairs.rights[i]]) & (part != 0);
      pairs.masks[i] = static_cast<Mask>(pairs.masks[i] | if_held(held, ask.bit));
      still.add_if(i, held);
    }
    inside = still;
  }
}

void MaskMaker::near_of_many(ManyPairs const& pairs, NearCache& cache) const {
  List close;
  for (std::size_t i = 0; i < pairs.count; ++i) {
    ask_ahead(pairs, i, [this](std::uint32_t id) { return &values_->outline(id); });
    close.add_if(i, room_for_near(values_->outline(pairs.lefts[i]), values_->outline(pairs.rights[i])));
  }
  for (std::size_t k = 0; k < close.count; ++k) {
    auto const i = close.items[k];
    pairs.masks[i] = static_cast<Mask>(pairs.masks[i] | cached_near(pairs.lefts[i], pairs.rights[i], cache));
  }
}

void MaskMaker::of_many(ManyPairs const& pairs, NearCache& cache) const {
  std::fill_n(pairs.masks, pairs.count, Mask{0});
  if (!chain_.empty()) chain_of_many(pairs);
  for (auto const& ask : cheap_) cheap_of_many(ask, pairs);
  if (!near_.empty()) near_of_many(pairs, cache);
  if (!may_be_senseless_) return;
  for (std::size_t i = 0; i < pairs.count; ++i) {
    if (((self_[pairs.lefts[i]] | self_[pairs.rights[i]]) & 1) != 0) pairs.masks[i] = 1;
  }
}

}  // namespace concordat::linkage
