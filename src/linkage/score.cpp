// SPDX-License-Identifier: Apache-2.0
#include "linkage/score.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

#include "linkage/table/large_pages.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr Bits most = 500 * one_bit;
constexpr int steps_a_bit = 64;
/// How many records what is known of all values alike stands for. A value's own count outweighs it in files of thousands; in a
/// file of thirty, where nearly all that agrees is of one person twice over, it keeps such values from looking common.
constexpr double believed_records = 100;
constexpr int table_bits = 24;  ///< beyond, log2(1 + 2^x) is x or 0

/// log2(1 + 2^-x) for x from 0, in steps of 1/64 bit.
std::array<Bits, steps_a_bit * table_bits + 2> const& tail_table() {
  static auto const table = [] {
    std::array<Bits, steps_a_bit * table_bits + 2> made{};
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = bits_of(std::log2(1 + std::exp2(-static_cast<double>(i) / steps_a_bit)));
    return made;
  }();
  return table;
}

bool lives_there(Kind kind) {
  switch (kind) {
    case Kind::surname:
    case Kind::postcode:
    case Kind::street:
    case Kind::street_number:
    case Kind::town:
    case Kind::county:
    case Kind::phone:
      return true;
    default:
      return false;
  }
}

/// Each value of a record once.
template <class Visit>
void each_value(Table const& table, std::size_t several, std::uint32_t first, std::uint32_t const* ids, Visit visit) {
  if (several >= table.several.size() || ids[table.several[several].column] == 0) return visit(first);
  Held one;
  auto const values = table.several[several].of(ids, one);
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find_if(values.begin(), value, [&](Held const& other) { return other.id == value->id; }) == value) visit(value->id);
  }
}

}  // namespace

Bits bits_of(double value) {
  auto const scaled = std::round(value * one_bit);
  return static_cast<Bits>(std::clamp(scaled, -static_cast<double>(most), static_cast<double>(most)));
}

double as_double(Bits bits) { return static_cast<double>(bits) / one_bit; }
double probability_of(Bits weight) { return 1 / (1 + std::exp2(-as_double(weight))); }
Bits weight_of(double probability) { return bits_of(std::log2(probability / (1 - probability))); }

Bits one_or_more(Bits x) {
  auto const size = x < 0 ? -x : x;
  auto const base = x < 0 ? 0 : x;
  constexpr Bits step = one_bit / steps_a_bit;
  auto const at = size / step;
  if (at >= steps_a_bit * table_bits) return base;
  auto const& table = tail_table();
  auto const low = table[static_cast<std::size_t>(at)];
  auto const high = table[static_cast<std::size_t>(at) + 1];
  return base + low + static_cast<Bits>(static_cast<std::int64_t>(high - low) * (size % step) / step);
}

Bits Scorer::Rarity::of_count(std::uint32_t id) const {
  auto const seen = id < counts.size() ? std::max(counts[id], 1U) : 1U;  // a value nobody has is as rare as can be
  auto const all = static_cast<double>(std::max<std::uint64_t>(total, seen));
  return total == 0 ? 0 : bits_of(std::log2((all + believed_records) / (seen + believed_records * believed)));
}

/// The mean of of(), over records.
void Scorer::Rarity::renew() {
  auto const records = static_cast<double>(total);
  auto const alike = static_cast<double>(squares) + believed_records * believed * records;
  usual = squares == 0 ? 0 : bits_of(std::log2(alike / records / (records + believed_records)));
}

void Scorer::count(std::uint32_t const* ids, int more) {
  for (auto& rarity : rarities_) {
    rarity.bits.clear();
    auto const id = ids[rarity.column];
    if (id == 0) continue;
    each_value(table_, rarity.several, id, ids, [&](std::uint32_t value) {
      if (value >= rarity.counts.size()) rarity.counts.resize(value + std::size_t{1}, 0);
      auto& seen = rarity.counts[value];
      rarity.squares -= std::uint64_t{seen} * seen;
      seen = more > 0 ? seen + 1 : seen - 1;
      rarity.squares += std::uint64_t{seen} * seen;
    });
    rarity.total = more > 0 ? rarity.total + 1 : rarity.total - 1;
    rarity.renew();
  }
}

std::int16_t Scorer::rarity_of(std::vector<FieldIndex> const& fields, double believed) {
  if (fields.empty()) return -1;
  auto const known = std::ranges::find(rarity_fields_, fields);
  if (known != rarity_fields_.end()) return static_cast<std::int16_t>(known - rarity_fields_.begin());
  rarity_fields_.push_back(fields);
  rarities_believed_.push_back(believed);
  return static_cast<std::int16_t>(rarity_fields_.size() - 1);
}

Scorer::Rarity Scorer::rarity(std::vector<FieldIndex> const& fields, double believed, Table const& table) {
  Rarity made;
  made.believed = believed;
  made.column = fields.front();
  for (auto const& pair : table.together) {
    if (fields.size() == 2 && pair.first == fields[0] && pair.second == fields[1]) made.column = pair.column;
  }
  for (std::size_t i = 0; i < table.several.size(); ++i) {
    if (fields.size() == 1 && table.several[i].field == fields.front()) made.several = i;
  }
  for (std::size_t record = 0; record < table.records; ++record) {
    auto const id = table.at(static_cast<Record>(record))[made.column];
    if (id == 0) continue;
    each_value(table, made.several, id, table.at(static_cast<Record>(record)), [&](std::uint32_t value) {
      if (value >= made.counts.size()) made.counts.resize(std::max<std::size_t>(value + std::size_t{1}, made.counts.size() * 2), 0);
      ++made.counts[value];
    });
    ++made.total;
  }
  for (auto const count : made.counts) made.squares += std::uint64_t{count} * count;
  std::vector<Bits> bits;
  reserve_large(bits, made.counts.size());
  bits.resize(made.counts.size(), 0);
  for (std::uint32_t id = 1; id < made.counts.size(); ++id) bits[id] = made.of(id);
  made.rarest = bits.empty() ? 0 : *std::ranges::max_element(bits);
  made.bits = std::move(bits);
  made.renew();
  return made;
}

Scorer::Scorer(Model const& model, Table const& table, unsigned threads) : table_{table}, households_{model.households} {
  prior_ = weight_of(*model.prior.probability);
  if (households_) home_prior_ = weight_of(*model.household_share);
  for (auto const& comparison : model.comparisons) {
    std::vector<LevelWeight> weights(comparison.levels.size());
    for (std::size_t i = 1; i < weights.size(); ++i) {
      auto const& level = comparison.levels[i];
      auto& weight = weights[i];
      weight.person = bits_of(std::log2(*level.m.value / *level.u.value));
      if (households_) weight.home = bits_of(std::log2(*level.household.value / *level.u.value));
      weight.frequency = rarity_of(level.frequency, *level.u.value);
      if (weight.frequency < 0) continue;
      weight.usual_exact = bits_of(std::log2(*level.u.value));
      weight.shared_at_home = std::ranges::all_of(level.frequency, [&](FieldIndex field) { return lives_there(model.fields[field].kind); });
    }
    levels_.push_back(std::move(weights));
  }
  learn_together(model, threads);
  rarities_.resize(rarity_fields_.size());
  parallel(threads, rarities_.size(), [&](std::size_t number, unsigned) { rarities_[number] = rarity(rarity_fields_[number], rarities_believed_[number], table); });
}

void Scorer::learn_together(Model const& model, unsigned threads) {
  if (!model.borne_together) return;
  together_fields_ = {model.borne_together->first, model.borne_together->second};
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
      for (std::size_t level = 1; level < model.comparisons[c].levels.size(); ++level) {
        if (model.comparisons[c].levels[level].frequency != std::vector{together_fields_[side]}) continue;
        together_comparisons_[side] = c;
        together_levels_[side] |= std::uint64_t{1} << level;
      }
    }
  }
  auto const space = [&](std::size_t side) { return space_of(model.fields[together_fields_[side]].kind); };
  together_.emplace(table_, together_fields_[0], space(0), together_fields_[1], space(1), threads);
}

/// Where both agree to the letter and each has been counted by its own rarity.
Bits Scorer::together_bits(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const {
  for (std::size_t side = 0; side < 2; ++side) {
    auto const field = together_fields_[side];
    if (left[field] == 0 || left[field] != right[field]) return 0;
    if ((together_levels_[side] >> level_of(pattern, together_comparisons_[side]) & 1) == 0) return 0;
  }
  return bits_of(std::log2(together_->ratio(left[together_fields_[0]], left[together_fields_[1]])));
}

Bits Scorer::frequency_bits(LevelWeight const& level, std::uint32_t const* left, std::uint32_t const* right) const {
  if (level.frequency < 0) return 0;
  auto const& rarity = rarities_[static_cast<std::size_t>(level.frequency)];
  auto const a = left[rarity.column];
  auto const b = right[rarity.column];
  if (a == 0 || b == 0) return 0;
  if (rarity.several != none) {
    auto const lists = table_.several[rarity.several].column;
    if ((left[lists] | right[lists]) != 0) return frequency_of_lists(level, rarity, left, right);
  }
  // of two spellings the commoner one: a slip of the pen is rare, and says nothing of how rare the name is
  if (a != b) return rarity.usual + std::min(rarity.of(a), rarity.of(b));
  return level.usual_exact + rarity.of(a);
}

Bits Scorer::frequency_of_lists(LevelWeight const& level, Rarity const& rarity, std::uint32_t const* left, std::uint32_t const* right) const {
  auto const& several = table_.several[rarity.several];
  Held one_left;
  Held one_right;
  std::optional<Bits> shared;
  std::optional<Bits> commonest;
  for (auto const& a : several.of(left, one_left)) {
    for (auto const& b : several.of(right, one_right)) {
      if (a.id == b.id) shared = std::max(shared.value_or(rarity.of(a.id)), rarity.of(a.id));
      auto const commoner = std::min(rarity.of(a.id), rarity.of(b.id));
      commonest = std::min(commonest.value_or(commoner), commoner);
    }
  }
  return shared ? level.usual_exact + *shared : rarity.usual + *commonest;
}

Bits Scorer::weight(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const {
  return with_values(sum_of(pattern), pattern, left, right);
}

Scorer::Memory::Sum Scorer::sum_of(Pattern pattern) const {
  Memory::Sum sum{.pattern = pattern, .person = prior_, .home = home_prior_};
  Bits values = 0;
  for (std::size_t c = 0; c < levels_.size(); ++c) {
    auto const& level = levels_[c][level_of(pattern, c)];
    sum.person += level.person;
    sum.home += level.home;
    if (level.frequency < 0) continue;
    sum.by_value |= std::uint32_t{1} << c;
    auto const& rarity = rarities_[static_cast<std::size_t>(level.frequency)];
    values += std::max(0, std::max(level.usual_exact, rarity.usual) + rarity.rarest);
  }
  // names borne together may add what is not known before they are looked at
  sum.most = together_ ? std::numeric_limits<Bits>::max() : sum.person + values;
  return sum;
}

Bits Scorer::with_values(Memory::Sum const& sum, Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const {
  auto person = sum.person;
  auto home = sum.home;
  for (auto rest = sum.by_value; rest != 0; rest &= rest - 1) {
    auto const c = static_cast<std::size_t>(std::countr_zero(rest));
    auto const& level = levels_[c][level_of(pattern, c)];
    auto const bits = frequency_bits(level, left, right);
    person += bits;
    if (level.shared_at_home) home += bits;
  }
  if (together_) person += together_bits(pattern, left, right);
  return households_ ? person - one_or_more(home) : person;
}

Explanation Scorer::explain(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const {
  Explanation made;
  made.prior = prior_;
  Bits person = prior_;
  for (std::size_t c = 0; c < levels_.size(); ++c) {
    auto const number = level_of(pattern, c);
    auto const& level = levels_[c][number];
    made.reasons.push_back({c, number, level.person, frequency_bits(level, left, right)});
    person += made.reasons.back().weight + made.reasons.back().frequency;
  }
  if (together_) made.together = together_bits(pattern, left, right);
  person += made.together;
  made.weight = weight(pattern, left, right);
  made.household = made.weight - person;
  return made;
}

}  // namespace concordat::linkage
