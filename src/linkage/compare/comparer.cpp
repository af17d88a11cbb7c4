// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/comparer.h"

#include <algorithm>

namespace concordat::linkage {
namespace {

constexpr unsigned most_table_bits = 17;

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

Comparer::Comparer(Model const& model, ValueFacts& facts) : table_{facts.table()}, fields_{model.fields.size()}, look_{field_kernel()}, kernels_{kernels()} {
  for (auto const& comparison : model.comparisons) plans_.push_back(plan_of(comparison, facts, model));
  find_partners();
  point();
}

/// Each field has one partner: who comes first; other crosswise slots look for themselves.
void Comparer::find_partners() {
  for (std::uint32_t field = 0; field < partners_.size(); ++field) partners_[field] = field;
  for (auto& plan : plans_) {
    for (auto& slot : plan.slots) {
      if (slot.left == slot.right) continue;
      auto& partner = partners_[slot.right];
      if (partner == slot.right) partner = slot.left;
      slot.crossed = partner == slot.left;
      any_crossed_ = any_crossed_ || slot.crossed;
    }
  }
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
  if (std::ranges::all_of(plan.decided, [](std::uint8_t level) { return level == open; })) plan.decided.clear();
}

std::uint8_t Comparer::maker_of(Values& values, std::vector<Ask> const& asks) {
  for (std::size_t i = 0; i < makers_.size(); ++i) {
    if (&makers_[i]->values() == &values && makers_[i]->asks() == asks) return static_cast<std::uint8_t>(i);
  }
  makers_.push_back(std::make_unique<MaskMaker>(values, asks));
  return static_cast<std::uint8_t>(makers_.size() - 1);
}

namespace {

/// Fields with themselves first, so that missing ones are known; then fields with others.
Wanted wanted_by(Comparison const& comparison) {
  Wanted wanted;
  for (auto const field : comparison.fields) wanted.push_back({{field, field}, {}});
  for (auto const& level : comparison.levels) {
    for (auto const& term : level.any_of) {
      for (auto const& atom : term) {
        auto const key = std::pair{atom.left, atom.right};
        auto found = std::ranges::find(wanted, key, [](auto const& item) { return item.first; });
        if (found == wanted.end()) found = wanted.insert(wanted.end(), {key, {}});
        if (atom.test != Check::missing && std::ranges::find(found->second, Ask{atom.test, atom.amount}) == found->second.end()) {
          found->second.push_back({atom.test, atom.amount});
        }
      }
    }
  }
  return wanted;
}

}  // namespace

Comparer::Plan Comparer::plan_of(Comparison const& comparison, ValueFacts& facts, Model const& model) {
  auto wanted = wanted_by(comparison);
  Plan plan;
  unsigned shift = 0;
  for (auto& [key, asks] : wanted) {
    std::ranges::sort(asks, {}, [](Ask const& ask) { return std::pair{ask.test, ask.amount}; });
    auto& values = facts.of(space_of(model.fields[key.first].kind));
    bool const exact = std::ranges::all_of(asks, [](Ask const& ask) { return ask.test == Check::exact || ask.test == Check::shares; });
    bool const dates = model.fields[key.first].kind == Kind::date_of_birth;
    plan.slots.push_back({key.first, key.second, maker_of(values, asks), static_cast<std::uint8_t>(shift), exact && !dates, false, nullptr, nullptr, {}});
    shift += 1 + static_cast<unsigned>(asks.size());
  }
  auto const bit_of = [&](Atom const& atom) {
    auto const at = static_cast<std::size_t>(std::ranges::find(wanted, std::pair{atom.left, atom.right}, [](auto const& item) { return item.first; }) - wanted.begin());
    auto const& asks = wanted[at].second;
    if (atom.test == Check::missing) return std::uint64_t{1} << plan.slots[at].shift;
    auto const ask = std::ranges::find(asks, Ask{atom.test, atom.amount}) - asks.begin();
    return std::uint64_t{2} << (plan.slots[at].shift + ask);
  };
  Term missing;
  for (std::size_t i = 0; i < comparison.fields.size(); ++i) missing.bits |= std::uint64_t{1} << plan.slots[i].shift;
  std::vector<Term> asked;
  for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
    for (auto const& term : comparison.levels[level].any_of) {
      Term made{0, static_cast<std::uint8_t>(level)};
      for (auto const& atom : term) made.bits |= bit_of(atom);
      asked.push_back(made);
      // what is asked of missing values comes before that they say nothing
      if (std::ranges::any_of(term, [](Atom const& atom) { return atom.test == Check::missing; })) plan.terms.push_back({made.bits | missing.bits, made.level});
    }
  }
  plan.terms.push_back(missing);
  plan.terms.insert(plan.terms.end(), asked.begin(), asked.end());
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
