// SPDX-License-Identifier: Apache-2.0
// The partnership's file of published points: what it must hold is in docs/formats/partnership.md.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/finding.h"
#include "protection/snap/snap_table.h"

namespace concordat::hub::snap {

/// Points in whole metres (EPSG:27700), in the order of the file; their area is 0. What is wrong is told with row and column:
/// "snap.no-column", "snap.row", "snap.place", "snap.addresses", "snap.none", and those of protection::SnapTable::build.
[[nodiscard]] tl::expected<std::vector<protection::SnapPoint>, Findings> load_points(std::string const& path);

}  // namespace concordat::hub::snap
