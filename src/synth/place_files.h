// SPDX-License-Identifier: Apache-2.0
// The place as published files, the partnership file, and the truth about the place.
#pragma once

#include <filesystem>
#include <vector>

#include "synth/world/events.h"
#include "synth/synth.h"

namespace concordat::synth {

/// What happened at a hotspot over all months, and who came to know.
struct HotspotTally {
  std::uint64_t events = 0;
  std::uint64_t police = 0;
  std::uint64_t emergency = 0;
  std::uint64_t ambulance = 0;
};

/// areas-*.geojson, key-places.geojson, streets.geojson, snap-points.csv, population.csv
[[nodiscard]] Result<void> write_place(World const& world, std::filesystem::path const& folder);
/// partnership.yaml, for the hub's `init`
[[nodiscard]] Result<void> write_partnership_file(Options const& options);
/// hotspots.geojson and areas.csv
[[nodiscard]] Result<void> write_place_truth(World const& world, std::vector<HotspotTally> const& tallies,
                                             std::filesystem::path const& truth_folder);
/// people.csv: those who were met
[[nodiscard]] Result<void> write_people_truth(World const& world, std::vector<bool> const& met,
                                              std::filesystem::path const& truth_folder);

}  // namespace concordat::synth
