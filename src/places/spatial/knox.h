// SPDX-License-Identifier: Apache-2.0
// Near repeats: do events that are close in space lie closer in time than chance would have it?
//
// Knox 1964, Applied Statistics 13:25; days permuted over places as in Johnson and others 2007, J. Quant.
// Criminol. 23:201. Bands are half-open, [from, to), in metres and in whole days: a pair exactly 100 m apart
// is in [100, 200).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/events.h"

namespace concordat::places {

struct KnoxOptions {
  /// Edges of the bands, rising; the first band is the very same place. The last may be infinity.
  std::vector<double> metres = {0, 1e-9, 100, 200, 400, 800};
  std::vector<std::int32_t> days = {0, 7, 14, 21, 28};
  bool beyond_last_day = true;  ///< one more band, from the last day on
  std::uint32_t permutations = 999;
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at each permutation; "work.stopped"
  std::size_t most_pairs = 50'000'000;  ///< within the last space band; twelve bytes each
};

inline constexpr std::int32_t any_later_day = std::numeric_limits<std::int32_t>::max();

struct KnoxCell {
  double metres_from = 0;
  double metres_to = 0;
  std::int32_t days_from = 0;
  std::int32_t days_to = 0;  ///< any_later_day: no end
  std::int64_t observed = 0;
  double expected_margins = 0;  ///< pairs of the space band * pairs of the time band / all pairs
  double ratio = 0;             ///< observed over the mean of the permutations; 0 where none were asked for
  double p = 1;                 ///< (1 + permutations with as many pairs or more) / (1 + permutations)
};

struct KnoxTable {
  std::vector<KnoxCell> cells;  ///< by space band, then time band
  std::uint64_t events = 0;
  std::uint64_t left_out = 0;  ///< without a place or a day
  std::uint32_t permutations = 0;
};

/// Refuses bands that do not rise, fewer than 2 events, more than `most_pairs` within the last space band,
/// and more than 99,999 permutations.
[[nodiscard]] Result<KnoxTable> knox(ReportedEvents const& events, KnoxOptions const& options = {});

/// How far and how long after an event the risk is raised: the cells from the first bands on, without a gap,
/// whose ratio is at least 1.2 and p at most 0.05 (the near-repeat calculator's rule). Zeros where there is
/// none.
struct RaisedRisk {
  double metres = 0;
  std::int32_t days = 0;
};
[[nodiscard]] RaisedRisk raised_risk(KnoxTable const& table);

}  // namespace concordat::places
