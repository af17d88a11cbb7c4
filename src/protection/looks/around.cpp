// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/around.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "places/spatial/significance.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double false_discovery = 0.05;
constexpr std::string_view too_few = "too few to say";

std::string ring_words(places::PlaceRing const& ring) { return fmt::format("{:.0f} to {:.0f} m", ring.metres_from, ring.metres_to); }

/// Three quarters of the reports at one place would be told of that place.
bool may_be_told(places::PlaceRing const& ring, SmallNumberRule const& rule, std::size_t least) {
  return ring.places_with >= least && ring.largest * 4 <= ring.events * 3 && ring.events >= rule.smallest_shown();
}

bool same_rings(std::vector<places::PlaceRing> const& one, std::vector<places::PlaceRing> const& other) {
  return std::ranges::equal(one, other, [](auto const& left, auto const& right) { return left.metres_from == right.metres_from && left.metres_to == right.metres_to; });
}

/// Two-sided, by doubling the smaller tail; not a number where nothing is told.
double p_of(KindRings const& kind, std::size_t number, SmallNumberRule const& rule, std::size_t least) {
  auto const& ring = kind.rings[number];
  if (kind.places < least || !may_be_told(ring, rule, least) || !(kind.of_others.empty() || may_be_told(kind.of_others[number], rule, least))) return std::numeric_limits<double>::quiet_NaN();
  return std::min(1.0, 2 * std::min(ring.p_more, ring.p_fewer));
}

}  // namespace

Result<AroundTable> tell_around(std::vector<KindRings> const& kinds, SmallNumberRule const& rule, std::size_t least) {
  least = std::max(least, least_places);
  std::vector<places::PlaceRing> const* rings = nullptr;
  std::vector<double> p;
  for (auto const& kind : kinds) {
    if (kind.rings.empty()) continue;
    bool const same = (rings == nullptr || same_rings(*rings, kind.rings)) && (kind.of_others.empty() || same_rings(kind.rings, kind.of_others));
    if (!same) return fail(Fault::malformed, "around.rings", "The kinds of places were not counted by the same rings.", "Count every kind with the same edges.");
    rings = &kind.rings;
    for (std::size_t number = 0; number < kind.rings.size(); ++number) p.push_back(p_of(kind, number, rule, least));
  }
  std::vector<std::string> columns;
  if (rings != nullptr) std::ranges::transform(*rings, std::back_inserter(columns), ring_words);
  else columns.emplace_back("Any distance");
  WordMaker maker{{"Around key places", "Kind of place", "Distance", {}, columns},
                  "Reports in each ring around the nearest place of the kind, against the ring's share of the area: exact binomial test, false discovery rate 5 % (Benjamini and Hochberg).",
                  {"All places of a kind together: nothing is said of any one of them.", "More around a kind of place does not mean because of it: schools, stations and shops lie where people are."}};
  auto const q = places::benjamini_hochberg(p);
  std::vector<std::string> found;
  std::size_t at = 0;
  for (auto const& kind : kinds) {
    std::vector<std::string> cells(columns.size(), std::string{too_few});
    for (std::size_t i = 0; i < kind.rings.size(); ++i, ++at) {
      if (std::isnan(p[at])) continue;
      auto const& ring = kind.rings[i];
      bool const more = static_cast<double>(ring.events) > ring.expected;
      cells[i] = q[at] > false_discovery ? "may be chance" : more ? "more than its share" : "less than its share";
      if (q[at] <= false_discovery && more) found.push_back(fmt::format("{} ({})", kind.kind, ring_words(ring)));
    }
    maker.row(kind.kind, std::move(cells));
  }
  return AroundTable{std::move(maker).finish(), std::move(found)};
}

}  // namespace concordat::protection
