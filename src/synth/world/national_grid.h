// SPDX-License-Identifier: Apache-2.0
// British National Grid (EPSG:27700) to and from WGS 84, by the formulae Ordnance Survey publishes in "A
// guide to coordinate systems in Great Britain": transverse Mercator on Airy 1830 and one seven-parameter
// shift.
//
// Accuracy: about 5 m against the surveyed OSTN15 grid; there and back again within a centimetre. Ample for
// an invented place; surveyed points go through intake/standardise.
#pragma once

#include <string>

namespace concordat::synth {

/// Metres east and north of the false origin.
struct Point {
  double x = 0;
  double y = 0;
  bool operator==(Point const&) const = default;
};
/// Degrees, WGS 84.
struct LonLat {
  double longitude = 0;
  double latitude = 0;
};

[[nodiscard]] LonLat to_wgs84(Point metres);
[[nodiscard]] Point from_wgs84(LonLat degrees);
/// "SE 2412 8953" for eight figures; figures are 4, 6, 8 or 10.
[[nodiscard]] std::string grid_reference(Point metres, int figures);

}  // namespace concordat::synth
