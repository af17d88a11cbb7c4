// SPDX-License-Identifier: Apache-2.0
// Clusters by density: DBSCAN (Ester and others 1996, KDD 226) and, with a second radius in days, ST-DBSCAN
// (Birant and Kut 2007, Data Knowl. Eng. 60:208, without its test on the change of a third value).
//
// An event with at least `least_events` events within the radius (itself counted) is a core; cores within
// reach of each other are one cluster. An event near a core of several clusters belongs to the one with the
// lowest number. Clusters are numbered from 0 in the order in which their first core stands in the input.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "places/events.h"

namespace concordat::places {

struct ClusterOptions {
  double metres = 250;  ///< at most this far
  std::uint32_t least_events = 6;
  std::optional<std::int32_t> days =
      std::nullopt;                     ///< and at most this many days apart; nothing: time does not count
  std::size_t most_pairs = 50'000'000;  ///< within the radius; sixteen bytes each
};

struct Clusters {
  static constexpr std::int32_t noise = -1;
  std::vector<std::int32_t> cluster;  ///< of each event; `noise` where in none, or without a place (or day)
  std::vector<std::uint8_t> core;
  std::int32_t count = 0;
  std::uint64_t left_out = 0;
};

/// Refuses a radius not above 0, fewer than 2 events a cluster, negative days, and radii so wide that there
/// are more than `most_pairs`.
[[nodiscard]] Result<Clusters> clusters(ReportedEvents const& events, ClusterOptions const& options = {});

}  // namespace concordat::places
