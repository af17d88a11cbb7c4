// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/comparer.h"

#include <algorithm>

namespace concordat::linkage {
namespace {

constexpr unsigned most_table_bits = 16;

/// The tests of each two fields that are compared.
using Wanted = std::vector<std::pair<std::pair<FieldIndex, FieldIndex>, std::vector<Ask>>>;

std::vector<unsigned> widths_of(Wanted const& wanted) {
  std::vector<unsigned> widths;
  for (auto const& [key, asks] : wanted) widths.push_back(1 + static_cast<unsigned>(asks.size()));
  return widths;
}

std::vector<Mask> exact_bits_of(Wanted const& wanted) {
  std::vector<Mask> bits;
  for (auto const& [key, asks] : wanted) {
    Mask exact = 0;
    for (std::size_t i = 0; i < asks.size(); ++i) {
      if (asks[i].test == Check::exact || asks[i].test == Check::shares) exact = static_cast<Mask>(exact | Mask{2} << i);
    }
    bits.push_back(exact);
  }
  return bits;
}

}  // namespace

ValueFacts::ValueFacts(Model const& model, Table const& table, Nicknames const* nicknames) : table_{&table} {
  for (auto const& field : model.fields) {
    auto const space = space_of(field.kind);
    if (!values_[space]) values_[space] = std::make_unique<Values>(space, table.values[space], nicknames);
  }
}

void ValueFacts::extend() {
  for (auto& values : values_) {
    if (values) values->extend();
  }
}

void ValueFacts::shrink() {
  for (auto& values : values_) {
    if (values) values->shrink();
  }
}

Comparer::Comparer(Model const& model, ValueFacts& facts) : table_{facts.table()}, fields_{model.fields.size()}, look_{field_kernel()} {
  for (auto const& comparison : model.comparisons) plans_.push_back(plan_of(comparison, facts, model));
  point();
}

void Comparer::point() {
  for (auto& plan : plans_) {
    for (auto& slot : plan.slots) {
      slot.asks = makers_[slot.maker].get();
      slot.selves = slot.asks->selves();
    }
  }
}

/// For every slot but the first, and whatever the slots before it said: does the level stay the same whichever of the slot's
/// tests hold between two values that differ? Then they need not be asked.
void Comparer::find_what_matters(Plan& plan, std::vector<unsigned> const& widths, unsigned all_bits, std::vector<Mask> const& exact_bits) {
  for (std::size_t i = 1; i < plan.slots.size(); ++i) {
    auto& slot = plan.slots[i];
    auto const width = widths[i];
    auto const above = slot.shift + width;
    slot.matters.assign(std::size_t{1} << slot.shift, 0);
    for (std::size_t before = 0; before < slot.matters.size(); ++before) {
      for (std::size_t rest = 0; rest < std::size_t{1} << (all_bits - above) && slot.matters[before] == 0; ++rest) {
        auto const level = plan.table[before | rest << above];
        for (std::size_t own = 0; own < std::size_t{1} << width; ++own) {
          if ((own & (1U | exact_bits[i])) != 0) continue;  // missing, or equal
          if (plan.table[before | own << slot.shift | rest << above] != level) slot.matters[before] = 1;
        }
      }
    }
  }
}

void Comparer::decide(Plan& plan, unsigned first_bits, unsigned all_bits) {
  plan.decided.assign(std::size_t{1} << first_bits, open);
  for (std::size_t first = 0; first < plan.decided.size(); ++first) {
    auto const level = plan.table[first];
    bool same = true;
    for (std::size_t rest = 0; rest < std::size_t{1} << (all_bits - first_bits) && same; ++rest) {
      same = plan.table[first | rest << first_bits] == level;
    }
    if (same) plan.decided[first] = level;
  }
}

std::uint8_t Comparer::maker_of(Values& values, std::vector<Ask> const& asks) {
  for (std::size_t i = 0; i < makers_.size(); ++i) {
    if (&makers_[i]->values() == &values && makers_[i]->asks() == asks) return static_cast<std::uint8_t>(i);
  }
  makers_.push_back(std::make_unique<MaskMaker>(values, asks));
  return static_cast<std::uint8_t>(makers_.size() - 1);
}

Comparer::Plan Comparer::plan_of(Comparison const& comparison, ValueFacts& facts, Model const& model) {
  // fields with themselves first, so that missing ones are known; then fields with others
  Wanted wanted;
  for (auto const field : comparison.fields) wanted.push_back({{field, field}, {}});
  for (auto const& level : comparison.levels) {
    for (auto const& term : level.any_of) {
      for (auto const& atom : term) {
        auto const key = std::pair{atom.left, atom.right};
        auto found = std::ranges::find(wanted, key, [](auto const& item) { return item.first; });
        if (found == wanted.end()) found = wanted.insert(wanted.end(), {key, {}});
        if (std::ranges::find(found->second, Ask{atom.test, atom.amount}) == found->second.end()) {
          found->second.push_back({atom.test, atom.amount});
        }
      }
    }
  }
  Plan plan;
  unsigned shift = 0;
  for (auto& [key, asks] : wanted) {
    std::ranges::sort(asks, {}, [](Ask const& ask) { return std::pair{ask.test, ask.amount}; });
    auto& values = facts.of(space_of(model.fields[key.first].kind));
    bool const exact = std::ranges::all_of(asks, [](Ask const& ask) { return ask.test == Check::exact || ask.test == Check::shares; });
    bool const dates = model.fields[key.first].kind == Kind::date_of_birth;
    plan.slots.push_back({key.first, key.second, maker_of(values, asks), static_cast<std::uint8_t>(shift), exact && !dates, nullptr, nullptr, {}});
    shift += 1 + static_cast<unsigned>(asks.size());
  }
  auto const bit_of = [&](Atom const& atom) {
    auto const at = static_cast<std::size_t>(std::ranges::find(wanted, std::pair{atom.left, atom.right}, [](auto const& item) { return item.first; }) - wanted.begin());
    auto const& asks = wanted[at].second;
    auto const ask = std::ranges::find(asks, Ask{atom.test, atom.amount}) - asks.begin();
    return std::uint64_t{2} << (plan.slots[at].shift + ask);
  };
  Term missing;
  for (std::size_t i = 0; i < comparison.fields.size(); ++i) missing.bits |= std::uint64_t{1} << plan.slots[i].shift;
  plan.terms.push_back(missing);
  for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
    for (auto const& term : comparison.levels[level].any_of) {
      Term made{0, static_cast<std::uint8_t>(level)};
      for (auto const& atom : term) made.bits |= bit_of(atom);
      plan.terms.push_back(made);
    }
  }
  plan.levels = comparison.levels.size();
  plan.last = static_cast<std::uint8_t>(comparison.levels.size() - 1);
  if (shift <= most_table_bits) {
    std::vector<std::uint8_t> table(std::size_t{1} << shift);
    for (std::size_t bits = 0; bits < table.size(); ++bits) table[bits] = static_cast<std::uint8_t>(level_for(plan, bits));
    plan.table = std::move(table);
    auto const widths = widths_of(wanted);
    decide(plan, widths.front(), shift);
    find_what_matters(plan, widths, shift, exact_bits_of(wanted));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      // two dates that differ may be no dates at all: that must be asked
      if (model.fields[wanted[i].first.first].kind == Kind::date_of_birth) plan.slots[i].matters.clear();
    }
    plan.simple = plan.slots.size() == 1 && plan.slots.front().only_exact && shift == 2;
  }
  look_for_lists(plan);
  return plan;
}

std::optional<OneField> Comparer::one_field(std::size_t comparison) const {
  auto const& plan = plans_[comparison];
  auto const any_lists = [&](Several const& several) { return (plan.several >> several.field & 1) != 0 && several.lists.size() > 1; };
  if (std::ranges::any_of(table_.several, any_lists)) return std::nullopt;
  if (plan.slots.size() != 1 || plan.slots.front().left != plan.slots.front().right || plan.table.empty()) return std::nullopt;
  return OneField{plan.slots.front().left, plan.slots.front().asks, plan.table.data(), plan.levels};
}

unsigned Comparer::level_for(Plan const& plan, std::uint64_t bits) {
  if (!plan.table.empty()) return plan.table[bits];
  for (auto const& term : plan.terms) {
    if ((bits & term.bits) == term.bits) return term.level;
  }
  return plan.last;
}

unsigned Comparer::level(std::size_t comparison, std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const {
  auto const& plan = plans_[comparison];
  if (!plan.lists.empty() && has_lists(plan, left, right)) return level_of_lists(plan, left, right, scratch);
  if (plan.simple) {  // without a jump: what is missing cannot be foreseen
    auto const& slot = plan.slots.front();
    auto const a = left[slot.left];
    auto const b = right[slot.right];
    return plan.table[static_cast<std::size_t>((a == 0) | (b == 0)) | static_cast<std::size_t>((a == b) & (a != 0)) << 1];
  }
  std::uint64_t bits = 0;
  for (auto const& slot : plan.slots) {
    auto const a = left[slot.left];
    auto const b = right[slot.right];
    Mask mask = 0;
    if (a == 0 || b == 0) {
      mask = 1;
    } else if (a == b) {
      mask = slot.selves[a];
    } else if (!slot.only_exact && (slot.matters.empty() || slot.matters[bits] != 0)) {
      mask = slot.asks->of(a, b, scratch.caches[slot.maker]);
    }
    bits |= std::uint64_t{mask} << slot.shift;
    if (slot.shift == 0 && !plan.decided.empty() && plan.decided[bits] != open) return plan.decided[bits];
  }
  return level_for(plan, bits);
}

void Comparer::levels(std::size_t comparison, std::span<std::uint32_t const* const> lefts, std::span<std::uint32_t const* const> rights,
                      std::span<std::uint8_t> out, Scratch& scratch) const {
  FieldBits fields;
  look_({lefts.data(), rights.data(), lefts.size(), fields_}, fields);
  levels(plans_[comparison], {lefts, rights}, fields, out, scratch);
  with_lists(plans_[comparison], {lefts, rights}, out, scratch);
}

void Comparer::levels(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch) {
  auto count = pairs.lefts.size();
  if (plan.simple) {
    auto const field = plan.slots.front().left;
    auto const differ = plan.table[0];
    auto const to_missing = static_cast<unsigned>(plan.table[1]) - differ;
    auto const to_equal = static_cast<unsigned>(plan.table[2]) - differ;
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = static_cast<std::uint8_t>(differ + ((fields.missing[i] >> field) & 1) * to_missing + ((fields.equal[i] >> field) & 1) * to_equal);
    }
    return;
  }
  if (plan.slots.size() == 1 && plan.slots.front().left == plan.slots.front().right && !plan.table.empty()) return one_slot(plan, pairs, fields, out, scratch);
  std::array<std::uint64_t, most_pairs_at_once> bits;
  std::array<std::uint16_t, most_pairs_at_once> active;
  for (std::size_t i = 0; i < count; ++i) {
    bits[i] = 0;
    active[i] = static_cast<std::uint16_t>(i);
  }
  for (auto const& slot : plan.slots) {
    fill_slot(slot, pairs, fields, {active.data(), count}, bits.data(), scratch);
    if (slot.shift != 0 || plan.decided.empty()) continue;
    std::size_t open_ones = 0;
    for (std::size_t k = 0; k < count; ++k) {
      auto const i = active[k];
      out[i] = plan.decided[bits[i]];
      active[open_ones] = i;
      open_ones += out[i] == open ? 1 : 0;
    }
    count = open_ones;
  }
  for (std::size_t k = 0; k < count; ++k) out[active[k]] = static_cast<std::uint8_t>(level_for(plan, bits[active[k]]));
}

/// levels() of a comparison of one field.
void Comparer::one_slot(Plan const& plan, Many const& pairs, FieldBits const& fields, std::span<std::uint8_t> out, Scratch& scratch) {
  auto const& slot = plan.slots.front();
  auto const field = slot.left;
  auto const* const level = plan.table.data();
  auto const count = pairs.lefts.size();
  std::array<std::uint16_t, most_pairs_at_once> known;
  std::array<std::uint16_t, most_pairs_at_once> which;
  std::size_t knowns = 0;
  std::size_t differ = 0;
  auto const missing = level[1];
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = missing;
    known[knowns] = static_cast<std::uint16_t>(i);
    knowns += ((fields.missing[i] >> field) & 1) ^ 1;
  }
  std::size_t equals = 0;
  for (std::size_t k = 0; k < knowns; ++k) {
    auto const i = known[k];
    auto const same = (fields.equal[i] >> field) & 1;
    which[differ] = i;
    differ += same ^ 1;
    known[equals] = i;
    equals += same;
  }
  for (std::size_t e = 0; e < equals; ++e) out[known[e]] = level[slot.selves[pairs.lefts[known[e]][field]]];
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
  if (slot.only_exact) return;
  if (!slot.matters.empty()) {
    std::size_t asked = 0;
    for (std::size_t d = 0; d < differ; ++d) {
      auto const i = differing[d];
      differing[asked] = i;
      asked += slot.matters[bits[i]];
    }
    differ = asked;
  }
  if (differ > 0) ask(slot, pairs, {differing.data(), differ}, bits, scratch);
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
  look_({lefts.data(), rights.data(), lefts.size(), fields_}, fields);
  std::ranges::fill(out, Pattern{0});
  for (std::size_t c = 0; c < plans_.size(); ++c) {
    levels(plans_[c], {lefts, rights}, fields, found, scratch);
    with_lists(plans_[c], {lefts, rights}, std::span{found}.first(lefts.size()), scratch);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] |= Pattern{found[i]} << (4 * c);
  }
}

Pattern Comparer::compare(std::uint32_t const* left, std::uint32_t const* right, Scratch& scratch) const {
  Pattern pattern = 0;
  for (std::size_t i = 0; i < plans_.size(); ++i) pattern |= Pattern{level(i, left, right, scratch)} << (4 * i);
  return pattern;
}

void Comparer::extend() {
  for (auto& maker : makers_) maker->extend();
  point();
}

void Comparer::shrink() {
  for (auto& maker : makers_) maker->shrink();
  point();
}

}  // namespace concordat::linkage
