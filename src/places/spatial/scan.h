// SPDX-License-Identifier: Apache-2.0
// Kulldorff's scan: of all circles (and stretches of time), which holds most more than its share, and how
// often would chance alone do as well anywhere?
//
// Poisson with a population: Kulldorff 1997, Commun. Stat. Theory Methods 26:1481. Space-time permutation,
// where no population is known, as with emergency-department data: Kulldorff and others 2005, PLoS Med.
// 2:e59.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/go_on.h"
#include "base/result.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::places {

struct ScanAreas {
  std::span<Point const> centre;
  std::span<std::int64_t const> population;
  std::span<std::int64_t const> events;
};

struct ScanOptions {
  double most_population = 0.5;  ///< share of all people that a window may hold, above 0 to 0.5
  std::int64_t least_events = 2;
  std::uint32_t simulations = 999;
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at every eighth simulation; "work.stopped"
};

/// A window: an area with those nearest to it.
struct ScanCluster {
  double log_ratio = 0;  ///< log likelihood ratio
  std::uint32_t centre = 0;
  std::vector<std::uint32_t> areas = {};  ///< from the centre outwards
  std::int64_t events = 0;
  double expected = 0;
  double relative_risk = 0;  ///< inside against outside
  double p = 1;              ///< rank among the largest of each simulation
  double p_gumbel = 1;       ///< by the Gumbel tail fitted to them: smaller than 1 / (1 + simulations) may be
                        ///< (Abrams and others 2010, Int. J. Health Geogr. 9:61)
};

/// The most likely cluster first, then others that share no area with one before, while p is at most 0.05 (of
/// the first in any case); empty where no window has more than its share. Windows grow by the nearest centre,
/// the lowest index where two are as near. Refuses columns of unequal length, more than 3,000 areas, no
/// events, no population, an area of events without people ("scan.nobody"), windows none of which holds the least
/// events ("scan.nothing-tested"), and sums of either that cannot be ("scan.too-many-events").
[[nodiscard]] Result<std::vector<ScanCluster>> scan_areas(ScanAreas const& areas,
                                                          ScanOptions const& options = {});

struct SpaceTimeOptions {
  std::vector<double> metres = {100, 250, 500, 1000};  ///< radii, at most so far; rising
  std::vector<std::int32_t> days = {7, 14, 28};        ///< lengths; rising
  std::int64_t least_events = 3;
  std::uint32_t simulations = 999;
  std::uint64_t seed = 1;
  GoOn go_on = {};  ///< asked at each simulation; "work.stopped"
};

struct SpaceTimeCluster {
  double log_ratio = 0;      ///< 0: no window has more than its share
  std::uint32_t centre = 0;  ///< index of an event
  double metres = 0;
  std::int32_t first_day = 0;  ///< days since 1970-01-01
  std::int32_t days = 0;
  std::int64_t events = 0;
  double expected = 0;
  double p = 1;
  double p_gumbel = 1;
  std::uint64_t left_out = 0;
};

/// The first best window in the order of centres, radii, lengths and days. Refuses radii or lengths that do
/// not rise, fewer than 3 events, windows none of which fits or holds the least events ("scan.nothing-tested"), and more than 2e11 windows over all simulations.
[[nodiscard]] Result<SpaceTimeCluster> scan_space_time(ReportedEvents const& events,
                                                       SpaceTimeOptions const& options = {});

/// P(a Gumbel value >= `value`), its two parameters taken from the mean and deviation of `sample` (2 or
/// more).
[[nodiscard]] double gumbel_tail(double value, std::span<double const> sample);

}  // namespace concordat::places
