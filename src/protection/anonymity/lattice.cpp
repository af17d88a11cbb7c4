// SPDX-License-Identifier: Apache-2.0
#include "protection/anonymity/lattice.h"

#include <algorithm>

#include "protection/anonymity/classes.h"

namespace concordat::protection {
namespace {

constexpr int counted_bits = 18;
constexpr std::size_t most_kept = 48;

/// Puts equal keys in one class each: the class of every key, and the key of every class.
std::vector<std::uint32_t> group(std::vector<std::uint64_t> keys, int bits, std::vector<std::uint64_t>& of_class) {
  constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::uint32_t> class_of(keys.size());
  of_class.clear();
  if (bits <= counted_bits) {
    std::vector<std::uint32_t> known(std::size_t{1} << bits, none);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      auto& one = known[keys[i]];
      if (one == none) {
        one = static_cast<std::uint32_t>(of_class.size());
        of_class.push_back(keys[i]);
      }
      class_of[i] = one;
    }
    return class_of;
  }
  std::vector<std::uint32_t> order;
  radix_order(keys, bits, order);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i == 0 || keys[i] != keys[i - 1]) of_class.push_back(keys[i]);
    class_of[order[i]] = static_cast<std::uint32_t>(of_class.size() - 1);
  }
  return class_of;
}

int width_of(KnownColumn const& column, std::uint32_t step) { return bits_for(column.ladder.values[step]); }

/// From the codes at one step to those at a coarser one.
std::vector<std::uint32_t> between(Ladder const& ladder, std::uint32_t from, std::uint32_t to) {
  std::vector<std::uint32_t> map(ladder.values[from], 0);
  for (std::size_t code = 0; code < ladder.step[from].size(); ++code) map[ladder.step[from][code]] = ladder.step[to][code];
  return map;
}

}  // namespace

Lattice::Lattice(std::span<KnownColumn const> known) {
  for (auto const& column : known) {
    steps_.push_back(column.ladder.step.size());
    weight_.push_back(size_);
    size_ *= steps_.back();
  }
}

std::vector<std::uint32_t> Lattice::steps(std::size_t node) const {
  std::vector<std::uint32_t> found;
  for (auto const count : steps_) {
    found.push_back(static_cast<std::uint32_t>(node % count));
    node /= count;
  }
  return found;
}

std::optional<std::size_t> Lattice::above(std::size_t node, std::size_t column) const {
  if (node / weight_[column] % steps_[column] + 1 == steps_[column]) return std::nullopt;
  return node + weight_[column];
}

std::size_t Classes::too_small(Demand const& demand) const {
  std::size_t records = 0;
  for (std::size_t one = 0; one < size(); ++one) records += holds(one, demand) ? 0 : count[one];
  return records;
}

Result<Classes> Classes::of_records(std::span<KnownColumn const> known, std::span<std::vector<std::uint32_t> const> sensitive) {
  std::size_t const records = known.empty() ? 0 : known.front().codes.size();
  std::vector<std::uint64_t> keys(records, 0);
  int bits = 0;
  for (auto const& column : known) {
    int const width = width_of(column, 0);
    bits += width;
    if (bits > 63) {
      return fail(Fault::too_large, "classes.too-wide", "The combinations of these columns are too many to be told apart in 64 bits.",
                  "Leave out a column that is nearly unique, or begin its ladder at a coarser step.");
    }
    for (std::size_t i = 0; i < records; ++i) keys[i] = keys[i] << width | column.ladder.step.front()[column.codes[i]];
  }
  Classes out;
  out.class_of = group(std::move(keys), bits, out.key);
  out.sensitive = sensitive.size();
  out.count.assign(out.size(), 0);
  out.seen.assign(out.size() * out.sensitive, 0);
  for (std::size_t i = 0; i < records; ++i) ++out.count[out.class_of[i]];
  for (std::size_t s = 0; s < out.sensitive; ++s) {
    for (std::size_t i = 0; i < records; ++i) {
      if (sensitive[s][i] != not_told) out.seen[out.class_of[i] * out.sensitive + s] |= std::uint64_t{1} << (sensitive[s][i] % 64);
    }
  }
  return out;
}

Classes roll_up(std::span<KnownColumn const> known, Classes const& finer, std::vector<std::uint32_t> const& from,
                std::vector<std::uint32_t> const& to, std::vector<std::uint32_t>* class_of) {
  std::vector<std::uint64_t> keys(finer.size(), 0);
  int old_shift = 0;
  int new_shift = 0;
  // the last column stands lowest
  for (std::size_t c = known.size(); c-- > 0;) {
    int const old_width = width_of(known[c], from[c]);
    int const new_width = width_of(known[c], to[c]);
    if (new_width > 0) {
      auto const map = between(known[c].ladder, from[c], to[c]);
      auto const mask = (std::uint64_t{1} << old_width) - 1;
      for (std::size_t i = 0; i < keys.size(); ++i) keys[i] |= std::uint64_t{map[finer.key[i] >> old_shift & mask]} << new_shift;
    }
    old_shift += old_width;
    new_shift += new_width;
  }
  Classes out;
  auto const belongs = group(std::move(keys), new_shift, out.key);
  out.sensitive = finer.sensitive;
  out.count.assign(out.size(), 0);
  out.seen.assign(out.size() * out.sensitive, 0);
  for (std::size_t i = 0; i < belongs.size(); ++i) {
    out.count[belongs[i]] += finer.count[i];
    for (std::size_t s = 0; s < out.sensitive; ++s) out.seen[belongs[i] * out.sensitive + s] |= finer.seen[i * out.sensitive + s];
  }
  if (class_of != nullptr) *class_of = belongs;
  return out;
}

ClassCache::ClassCache(std::span<KnownColumn const> known, Classes base) : known_{known} {
  base.class_of = {};
  kept_.push_back({std::vector<std::uint32_t>(known.size(), 0), std::move(base)});
}

Classes const& ClassCache::at(std::vector<std::uint32_t> const& steps) {
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < kept_.size(); ++i) {
    bool finer = true;
    for (std::size_t c = 0; finer && c < steps.size(); ++c) finer = kept_[i].steps[c] <= steps[c];
    if (finer && kept_[i].classes.size() < kept_[nearest].classes.size()) nearest = i;
  }
  last_ = {steps, roll_up(known_, kept_[nearest].classes, kept_[nearest].steps, steps)};
  // worth keeping where it halves the work, and while there is room
  if (kept_.size() < most_kept && last_.classes.size() * 2 < kept_[nearest].classes.size()) {
    kept_.push_back(std::move(last_));
    return kept_.back().classes;
  }
  return last_.classes;
}

}  // namespace concordat::protection
