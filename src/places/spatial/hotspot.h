// SPDX-License-Identifier: Apache-2.0
// Hotspots that last: how often a cell stays hot when the events are drawn again, and how it went from period
// to period.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/counts.h"
#include "places/events.h"
#include "places/grid.h"
#include "places/spatial/gistar.h"

namespace concordat::places {

/// Events (each once, whatever its weight) in each cell of the grid.
[[nodiscard]] std::vector<double> count_on_grid(ReportedEvents const& events, Grid const& grid);

struct StabilityOptions {
  CellNeighbourhood neighbourhood = {};
  std::span<std::uint8_t const> inside = {};  ///< cells of the study area; empty: all
  double level = 0.05;                        ///< false discovery rate
  std::uint32_t permutations = 9999;          ///< for places where the normal distribution cannot be trusted
  std::uint32_t resamples = 200;
  double least_share = 0.8;
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at each place and each resample; "work.stopped"
};

struct Stability {
  GiStar gi;
  std::vector<std::uint8_t> hot;  ///< in the events as they are
  std::vector<double> share_hot;  ///< of the resamples
  std::vector<std::uint8_t>
      stable;                ///< hot in at least `least_share` of them: the map that is shown by default
  std::uint64_t events = 0;  ///< on the grid
  bool few = false;          ///< fewer than 30 events: say so on the map
};

/// Each resample gives every event a weight drawn from a Poisson distribution of mean 1 (the bootstrap of
/// Chamandy and others 2012; Efron 1979, Ann. Stat. 7:1). A cell is hot in it when its z reaches the
/// z of the largest p that the false discovery rate lets pass in the events as they are (level times k/m where k of m cells are hot);
/// where none is hot, none is stable. Refuses what gistar.h
/// refuses, no resamples or more than 10,000.
[[nodiscard]] Result<Stability> hotspot_stability(ReportedEvents const& events, Grid const& grid,
                                                  StabilityOptions const& options = {});

enum class HotspotClass : std::uint8_t {
  none,          ///< hot in fewer than a tenth of the periods
  persistent,    ///< hot in at least eight of ten periods
  emerging,      ///< hot lately and never before
  intermittent,  ///< hot lately and before, not always
  former,        ///< hot before and not lately
};

struct ClassOptions {
  double least_share = 0.1;
  double persistent_share = 0.8;
  double recent_share = 0.2;  ///< of the periods, rounded up, are "lately"
};

/// hot[period][cell], the oldest first (the rules of sfhotspot's hotspot_classify). Refuses fewer than 5
/// periods, periods of unequal length and shares outside 0 to 1.
[[nodiscard]] Result<std::vector<HotspotClass>> classify_hotspots(
    std::vector<std::vector<std::uint8_t>> const& hot, ClassOptions const& options = {});

/// Gi* of each period of so many months. Events without a month count in none; a period without variation has
/// no hot cell. Refuses a span that is no whole number of periods.
[[nodiscard]] Result<std::vector<std::vector<std::uint8_t>>> hot_by_period(
    ReportedEvents const& events, Grid const& grid, MonthRange span, int months_each,
    StabilityOptions const& options = {});

}  // namespace concordat::places
