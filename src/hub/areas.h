// SPDX-License-Identifier: Apache-2.0
// Area sets of the hub: boundaries and populations from the partnership's files into the database, and back.
#pragma once

#include <string>
#include <vector>

#include "base/finding.h"
#include "hub/partnership_file.h"
#include "places/area_set.h"
#include "protection/snap/snap_table.h"
#include "store/transaction.h"

namespace concordat::hub {

struct KeyPlace {
  std::string kind;
  std::string name;
  places::Point point;
};

struct LoadedAreas {
  places::AreaSet set;
  std::string title;
  std::string attribution;
  std::string source_hash;    ///< SHA-256 over the files, in order, with those of populations
  std::string boundary_hash;  ///< of those of boundaries alone
};

/// Reads the boundary files of one entry, projects them to EPSG:27700 and adds the populations.
[[nodiscard]] tl::expected<LoadedAreas, Findings> load_areas(AreaEntry const& entry, std::string const& folder);

/// GeoJSON points with the properties "kind" and "name".
[[nodiscard]] tl::expected<std::vector<KeyPlace>, Findings> load_key_places(std::string const& path);

struct LoadedSnapPoints {
  std::vector<protection::SnapPoint> inside;  ///< the release areas
  std::size_t outside = 0;                    ///< stand for no place in them
};
/// The file that the partnership names under snap_points. As snap::load_points; "snap.outside" where none lies in the release areas.
/// REQUIRES: one of `areas` is the release area.
[[nodiscard]] tl::expected<LoadedSnapPoints, Findings> load_snap_points(PartnershipFile const& partnership, std::vector<LoadedAreas> const& areas);

/// Puts the set in, in place of an older one of the same kind and vintage.
[[nodiscard]] Result<void> store_areas(store::Transaction& transaction, LoadedAreas const& areas);
[[nodiscard]] Result<void> store_key_places(store::Transaction& transaction, std::vector<KeyPlace> const& places);

struct StoredAreas {
  places::AreaSet set;
  std::string title;
  std::string attribution;
};
[[nodiscard]] Result<StoredAreas> read_areas(store::Connection& connection, std::string_view kind, int vintage);

}  // namespace concordat::hub
