// SPDX-License-Identifier: Apache-2.0
// Whether more is reported around key places of a kind than elsewhere: for each ring a verdict, over all places of the kind
// together, and no figure. No single place is told.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "places/spatial/rings.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

constexpr std::size_t least_places = 3;  ///< of a kind; fewer would be told one by one

struct KindRings {
  std::string kind;                          ///< "school", "school, Monday to Friday, 15:00 to 17:00"
  std::size_t places = 0;
  std::vector<places::PlaceRing> rings = {};      ///< one an edge; empty: none could be counted
  /// The same without what the reader itself reported, where it is one of several suppliers: what a ring must have to be told, it must have
  /// here as well. Empty: the rings themselves are asked.
  std::vector<places::PlaceRing> of_others = {};
};

struct AroundTable {
  WordTable table;
  std::vector<std::string> more;  ///< kinds with a ring that has more than its share, as "school (50 to 100 m)"
};

/// Rings with fewer events than the rule's smallest group, or with reports at fewer than `least` places, or three quarters of them at
/// one place, and kinds of fewer than `least` places, are "too few to say". Otherwise
/// more or fewer than the ring's share of the area: exact binomial test, false discovery rate 5 % over all rings that are told.
/// Refuses "around.rings" where the kinds, or those of the others, have different rings.
[[nodiscard]] Result<AroundTable> tell_around(std::vector<KindRings> const& kinds, SmallNumberRule const& rule, std::size_t least = least_places);

}  // namespace concordat::protection
