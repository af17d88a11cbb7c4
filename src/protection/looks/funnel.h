// SPDX-License-Identifier: Apache-2.0
// Rates of areas against the rate of all of them together, and drawn towards it by as much as their smallness asks: worked out
// from a published table of counts and from the residents, and from nothing else. Whoever holds that table could do it too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/compare/funnel.h"
#include "places/spatial/neighbours.h"
#include "protection/looks/word_table.h"
#include "protection/protected_table.h"

namespace concordat::protection {

enum class FunnelState : std::uint8_t {
  told,
  too_few,   ///< its count is hidden
  left_out,  ///< not delivered, or without residents
};

struct FunnelPoint {
  FunnelState state = FunnelState::left_out;
  places::Standing standing = places::Standing::within;  ///< whatever the rounding of the counts hides
  double residents = 0;
  double rate = 0;
  double smoothed = 0;  ///< drawn towards its neighbours
};

/// What chance does to an area of so many residents.
struct FunnelLimits {
  double residents = 0;
  places::Limits limits_95 = {};  ///< of the rate
  places::Limits limits_99_8 = {};
};

struct FunnelTable {
  WordTable standing;  ///< one row an area: figures, and whether chance explains them
  WordTable smoothed;  ///< one row an area: rates drawn towards all areas and towards its neighbours
  std::vector<FunnelPoint> areas = {};
  std::vector<FunnelLimits> curve = {};  ///< from few residents to many
  double overall = 0;                    ///< rate of all areas together
  std::int64_t per = 0;                  ///< what the rates are of: 1,000 residents
  std::size_t left_out = 0;
  bool ranking_refused = false;  ///< the limits of more than half of all pairs of areas overlap
};

struct FunnelAreas {
  std::span<std::int64_t const> population;  ///< 0 where not known: the area is left out
  places::Neighbours const& neighbours;
};

/// Of the counts of `column`. A hidden count stands as the middle of what the rule hides in the rate of all areas and in what its
/// neighbours are drawn towards; of its own area nothing is told. Refuses columns that do not fit the table ("funnel.areas") and
/// a table without a single report ("funnel.no-reports"), and one of which more than a third is left out ("funnel.areas-left-out").
[[nodiscard]] Result<FunnelTable> tell_funnel(ProtectedTable const& counts, std::size_t column, FunnelAreas const& areas, std::int64_t per, SmallNumberRule const& rule);

enum class Standout : std::uint8_t {
  nothing,         ///< may be chance, too few to say, or left out
  high_together,   ///< its rate and its neighbours' together are higher than chance puts beside each other (Gi*)
  low_together,
  high_among_low,  ///< its own rate is high where its neighbours' are low (local Moran)
  low_among_high,
};

struct TogetherTable {
  WordTable table;               ///< one row an area
  std::vector<Standout> areas;   ///< one an area; the only thing a map may take its colour from
  bool tested = false;           ///< false: too few areas, or all rates alike
};

/// Gi* and local Moran of the rates by area, each area with those that share a boundary, from the counts of `column` as `tell_funnel` takes
/// them: a hidden one stands as the middle of what is hidden, and of its own area nothing is told. Gi* by 9,999 permutations, local Moran by
/// its conditional moments; false discovery rate 5 % over the areas that are told, of each. Refuses "funnel.areas".
/// `go_on` is asked at each area that is permuted ("work.stopped").
[[nodiscard]] Result<TogetherTable> tell_together(ProtectedTable const& counts, std::size_t column, FunnelAreas const& areas, std::int64_t per, SmallNumberRule const& rule, GoOn const& go_on = {});

}  // namespace concordat::protection
