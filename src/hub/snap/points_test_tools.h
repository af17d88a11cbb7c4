// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a hub whose partnership gives a file of published points.
#pragma once

#include <string>
#include <vector>

#include "hub/hub_test_tools.h"
#include "protection/snap/snap_table.h"

namespace concordat::hub::proving {

[[nodiscard]] inline std::string csv_of(std::vector<protection::SnapPoint> const& points) {
  std::string text = "id,easting,northing,addresses\n";
  for (auto const& point : points) text += fmt::format("{},{:.0f},{:.0f},{}\n", point.id, point.x, point.y, point.addresses);
  return text;
}

/// In the four areas and a little around them.
[[nodiscard]] inline std::vector<protection::SnapPoint> random_points(int count) {
  SeededChance chance{41};
  std::vector<protection::SnapPoint> points;
  for (int i = 0; i < count; ++i) {
    auto const x = std::round(corner_easting - 300 + chance.unit() * (4 * area_side + 600));
    auto const y = std::round(corner_northing - 300 + chance.unit() * (area_side + 600));
    points.push_back({fmt::format("p{}", i), x, y, i % 7 == 0 ? 0 : 8 + static_cast<std::int64_t>(chance.below(60)), 0});
  }
  return points;
}

class PointsTest : public HubTest {
 protected:
  /// Runs init with these points as the partnership's, and opens the hub again.
  [[nodiscard]] tl::expected<InitReport, InitFailure> give(std::string const& csv) {
    put(folder() / "snap-points.csv", csv);
    put(folder() / "partnership.yaml", partnership() + "  snap_points: snap-points.csv\n");
    auto made = init();
    open_it();
    return made;
  }
};

}  // namespace concordat::hub::proving
