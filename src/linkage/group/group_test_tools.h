// SPDX-License-Identifier: Apache-2.0
// For tests: inputs that own their values, random ones, and the same input in another order.
#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "base/chance.h"
#include "linkage/group/group.h"

namespace concordat::linkage::test {

constexpr MilliBits bit = 1'000;

struct Case : GroupData {
  GroupId next_id = 1;

  [[nodiscard]] GroupInput input() const { return GroupData::input(next_id); }
  [[nodiscard]] Grouping run(GroupOptions const& options = {}) const {
    return group(input(), options).value();
  }
  /// The same with an answer as the former state.
  void follow(Grouping const& grouping) {
    former = grouping.of;
    next_id = grouping.next_id;
  }
};

inline Case nodes(std::uint32_t count) {
  Case made;
  for (std::uint32_t node = 0; node < count; ++node) made.keys.push_back(node + 1);
  return made;
}

struct Mix {
  std::uint32_t nodes = 12;
  std::uint32_t pairs = 20;
  std::uint32_t overrides = 2;
  std::uint32_t vetoes = 2;
  std::uint32_t facts = 4;
};

/// Few distinct weights, so that ties are common and many lie in the dead band.
inline MilliBits random_weight(SeededChance& chance) {
  static std::vector<MilliBits> const weights{-30 * bit, -5 * bit, 5 * bit,  13 * bit, 14 * bit, 15 * bit,
                                              17 * bit,  20 * bit, 21 * bit, 25 * bit, 40 * bit};
  return weights[chance.below(weights.size())];
}

inline Case random_case(SeededChance& chance, Mix const& mix) {
  Case made = nodes(mix.nodes);
  for (auto& key : made.keys) key = key * 10 + chance.below(9);
  auto const node = [&] { return static_cast<std::uint32_t>(chance.below(mix.nodes)); };
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (std::uint32_t at = 0; at < mix.pairs; ++at) {
    auto const a = node();
    auto const b = node();
    if (a != b && seen.insert(std::minmax(a, b)).second) made.pairs.push_back({a, b, random_weight(chance)});
  }
  for (std::uint32_t at = 0; at < mix.overrides; ++at) {
    auto const kind = chance.below(2) == 0 ? Override::Kind::must_link : Override::Kind::cannot_link;
    auto const a = node();
    auto const b = node();
    if (a != b) made.overrides.push_back({kind, a, b, static_cast<std::uint32_t>(chance.below(3)), at + 1});
  }
  for (std::uint32_t at = 0; at < mix.vetoes; ++at) {
    auto const a = node();
    auto const b = node();
    if (a != b) made.vetoes.push_back({a, b, 1});
  }
  for (std::uint32_t at = 0; at < mix.facts; ++at)
    made.facts.push_back({node(), static_cast<std::uint32_t>(chance.below(2)), chance.below(3)});
  return made;
}

/// The same nodes, pairs and rules, numbered and listed otherwise. `place[n]` is where node n went.
inline Case shuffled(SeededChance& chance, Case const& given, std::vector<std::uint32_t>& place) {
  auto const shuffle = [&chance](auto& all) {
    for (std::size_t at = all.size(); at > 1; --at) std::swap(all[at - 1], all[chance.below(at)]);
  };
  place.resize(given.keys.size());
  std::iota(place.begin(), place.end(), 0U);
  shuffle(place);
  Case out = given;
  for (std::size_t node = 0; node < place.size(); ++node) {
    out.keys[place[node]] = given.keys[node];
    if (!given.former.empty()) out.former[place[node]] = given.former[node];
  }
  auto const renumber = [&](auto& all) {
    for (auto& link : all) {
      link.a = place[link.a];
      link.b = place[link.b];
      if (chance.below(2) == 0) std::swap(link.a, link.b);
    }
    shuffle(all);
  };
  renumber(out.pairs);
  renumber(out.overrides);
  renumber(out.vetoes);
  for (auto& fact : out.facts) fact.node = place[fact.node];
  shuffle(out.facts);
  return out;
}

}  // namespace concordat::linkage::test
