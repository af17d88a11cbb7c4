// SPDX-License-Identifier: Apache-2.0
#include "synth/world/national_grid.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

namespace concordat::synth {
namespace {

// The names are those of the published formulae, spelt out.
struct Ellipsoid {
  double major;
  double minor;
  [[nodiscard]] double squared_eccentricity() const {
    return (major * major - minor * minor) / (major * major);
  }
};
constexpr Ellipsoid airy{6377563.396, 6356256.909};
constexpr Ellipsoid wgs84{6378137.000, 6356752.3141};

constexpr double scale = 0.9996012717;
constexpr double radian = std::numbers::pi / 180.0;
constexpr double true_latitude = 49.0 * radian;
constexpr double true_longitude = -2.0 * radian;
constexpr double false_east = 400000.0;
constexpr double false_north = -100000.0;

struct Radians {
  double latitude;
  double longitude;
};
struct Cartesian {
  double x;
  double y;
  double z;
};

double meridional_arc(double latitude) {
  auto const n = (airy.major - airy.minor) / (airy.major + airy.minor);
  auto const less = latitude - true_latitude;
  auto const sum = latitude + true_latitude;
  return airy.minor * scale *
         ((1 + n + 1.25 * n * n + 1.25 * n * n * n) * less -
          (3 * n + 3 * n * n + 2.625 * n * n * n) * std::sin(less) * std::cos(sum) +
          (1.875 * n * n + 1.875 * n * n * n) * std::sin(2 * less) * std::cos(2 * sum) -
          35.0 / 24.0 * n * n * n * std::sin(3 * less) * std::cos(3 * sum));
}

struct Curvature {
  double transverse;
  double meridian;
  double ratio;  ///< eta squared
};
Curvature curvature_at(double latitude) {
  auto const e2 = airy.squared_eccentricity();
  auto const root = 1 - e2 * std::sin(latitude) * std::sin(latitude);
  auto const transverse = airy.major * scale / std::sqrt(root);
  auto const meridian = airy.major * scale * (1 - e2) / (root * std::sqrt(root));
  return {transverse, meridian, transverse / meridian - 1};
}

Point project(Radians at) {
  auto const [nu, rho, eta2] = curvature_at(at.latitude);
  auto const sine = std::sin(at.latitude);
  auto const cosine = std::cos(at.latitude);
  auto const tan2 = std::tan(at.latitude) * std::tan(at.latitude);
  auto const cos3 = cosine * cosine * cosine;
  auto const cos5 = cos3 * cosine * cosine;
  auto const p = at.longitude - true_longitude;
  auto const p2 = p * p;
  auto const north = meridional_arc(at.latitude) + false_north + nu / 2 * sine * cosine * p2 +
                     nu / 24 * sine * cos3 * (5 - tan2 + 9 * eta2) * p2 * p2 +
                     nu / 720 * sine * cos5 * (61 - 58 * tan2 + tan2 * tan2) * p2 * p2 * p2;
  auto const east =
      false_east + nu * cosine * p + nu / 6 * cos3 * (nu / rho - tan2) * p2 * p +
      nu / 120 * cos5 * (5 - 18 * tan2 + tan2 * tan2 + 14 * eta2 - 58 * tan2 * eta2) * p2 * p2 * p;
  return {east, north};
}

Radians unproject(Point metres) {
  auto latitude = true_latitude;
  auto arc = 0.0;
  do {
    latitude += (metres.y - false_north - arc) / (airy.major * scale);
    arc = meridional_arc(latitude);
  } while (std::abs(metres.y - false_north - arc) >= 0.00001);
  auto const [nu, rho, eta2] = curvature_at(latitude);
  auto const tangent = std::tan(latitude);
  auto const t2 = tangent * tangent;
  auto const secant = 1 / std::cos(latitude);
  auto const d = metres.x - false_east;
  auto const d2 = d * d;
  auto const nu3 = nu * nu * nu;
  auto const nu5 = nu3 * nu * nu;
  auto const nu7 = nu5 * nu * nu;
  auto const found = latitude - tangent / (2 * rho * nu) * d2 +
                     tangent / (24 * rho * nu3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * d2 * d2 -
                     tangent / (720 * rho * nu5) * (61 + 90 * t2 + 45 * t2 * t2) * d2 * d2 * d2;
  auto const longitude =
      true_longitude + secant / nu * d - secant / (6 * nu3) * (nu / rho + 2 * t2) * d2 * d +
      secant / (120 * nu5) * (5 + 28 * t2 + 24 * t2 * t2) * d2 * d2 * d -
      secant / (5040 * nu7) * (61 + 662 * t2 + 1320 * t2 * t2 + 720 * t2 * t2 * t2) * d2 * d2 * d2 * d;
  return {found, longitude};
}

Cartesian cartesian(Radians at, Ellipsoid const& on) {
  auto const e2 = on.squared_eccentricity();
  auto const nu = on.major / std::sqrt(1 - e2 * std::sin(at.latitude) * std::sin(at.latitude));
  return {nu * std::cos(at.latitude) * std::cos(at.longitude),
          nu * std::cos(at.latitude) * std::sin(at.longitude), (1 - e2) * nu * std::sin(at.latitude)};
}

Radians geographic(Cartesian const& at, Ellipsoid const& on) {
  auto const e2 = on.squared_eccentricity();
  auto const flat = std::hypot(at.x, at.y);
  auto latitude = std::atan2(at.z, flat * (1 - e2));
  for (int i = 0; i < 8; ++i) {
    auto const nu = on.major / std::sqrt(1 - e2 * std::sin(latitude) * std::sin(latitude));
    latitude = std::atan2(at.z + e2 * nu * std::sin(latitude), flat);
  }
  return {latitude, std::atan2(at.y, at.x)};
}

/// WGS 84 to OSGB36 for direction 1, back for -1.
Cartesian shifted(Cartesian const& at, double direction) {
  auto const second = radian / 3600.0 * direction;
  auto const rx = -0.1502 * second;
  auto const ry = -0.2470 * second;
  auto const rz = -0.8421 * second;
  auto const size = 1 + direction * 20.4894e-6;
  return {direction * -446.448 + size * at.x - rz * at.y + ry * at.z,
          direction * 125.157 + rz * at.x + size * at.y - rx * at.z,
          direction * -542.060 - ry * at.x + rx * at.y + size * at.z};
}

}  // namespace

LonLat to_wgs84(Point metres) {
  auto const at = geographic(shifted(cartesian(unproject(metres), airy), -1), wgs84);
  return {at.longitude / radian, at.latitude / radian};
}

Point from_wgs84(LonLat degrees) {
  auto const at = Radians{degrees.latitude * radian, degrees.longitude * radian};
  return project(geographic(shifted(cartesian(at, wgs84), 1), airy));
}

std::string grid_reference(Point metres, int figures) {
  // The letters lie in two nested 5 x 5 squares, without I, from the north-west.
  constexpr std::string_view letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ";
  auto const hundred_east = static_cast<int>(metres.x / 100000.0);
  auto const hundred_north = static_cast<int>(metres.y / 100000.0);
  auto const first = 19 - hundred_north - (19 - hundred_north) % 5 + (hundred_east + 10) / 5;
  auto const second = (19 - hundred_north) * 5 % 25 + hundred_east % 5;
  auto const half = figures / 2;
  auto unit = 1;
  for (int i = half; i < 5; ++i) unit *= 10;
  auto const east = static_cast<int>(metres.x) % 100000 / unit;
  auto const north = static_cast<int>(metres.y) % 100000 / unit;
  return fmt::format("{}{} {:0{}} {:0{}}", letters[static_cast<std::size_t>(first)],
                     letters[static_cast<std::size_t>(second)], east, half, north, half);
}

}  // namespace concordat::synth
