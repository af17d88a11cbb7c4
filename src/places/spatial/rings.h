// SPDX-License-Identifier: Apache-2.0
// Events in rings around all places of one kind, against what the ring's share of the study area would have.
//
// An event belongs to the ring of its nearest place, so rings do not overlap and none is counted twice.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "places/area_locator.h"
#include "places/events.h"
#include "places/grid.h"

namespace concordat::places {

struct RingOptions {
  std::vector<double> metres = {50, 100, 200, 400};  ///< outer edges, rising; half-open: [0, 50), [50, 100) ...
};

struct PlaceRing {
  double metres_from = 0;
  double metres_to = 0;
  std::int64_t events = 0;
  double share = 0;     ///< of the study area
  double expected = 0;  ///< events with a place in the study area, times the share
  double p_more = 1;    ///< as many or more by chance: binomial of all events and the share
  double p_fewer = 1;
  std::size_t places_with = 0;  ///< places that are the nearest of at least one of the events
  std::int64_t largest = 0;     ///< events of the place that has most of them
};

/// `study`: points that fill the study area evenly; their nearest places measure the rings, so a ring that leaves the area has
/// the part inside. Events outside every ring count for what is expected. Refuses "rings.edges" (not rising, or not above 0),
/// "rings.nothing" (no place or no point of the study area).
[[nodiscard]] Result<std::vector<PlaceRing>> rings(ReportedEvents const& events, std::span<Point const> places, std::span<Point const> study,
                                              RingOptions const& options = {});

/// Points that fill the box evenly, of those the ones in an area (all where none are given): so close that a ring is measured well, and
/// so few that it takes no time.
[[nodiscard]] std::vector<Point> study_points(Box const& box, AreaLocator const* areas);

}  // namespace concordat::places
