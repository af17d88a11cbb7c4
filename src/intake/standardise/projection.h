// SPDX-License-Identifier: Apache-2.0
// Longitude and latitude (EPSG:4326) to and from British National Grid metres (EPSG:27700).
//
// The seven-parameter shift of Ordnance Survey, written out in full, so that every machine gives the same
// metres whether or not correction grids are installed. That shift is good to about 5 m; the grid OSTN15
// would be good to 0.1 m, and Debian's PROJ does not carry it. `accuracy_metres` is what the hub may claim.
// A published file repeats its map points many times, so answers are remembered: a repeat costs a table
// look-up and gives the same bits as the first time. Thread safety: one Projector a thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "base/result.h"

namespace concordat::intake {

struct Metres {
  double easting = 0;
  double northing = 0;
  auto operator<=>(Metres const&) const = default;
};

struct Degrees {
  double longitude = 0;
  double latitude = 0;
  auto operator<=>(Degrees const&) const = default;
};

class Projector {
 public:
  static constexpr int accuracy_metres = 5;

  [[nodiscard]] static Result<Projector> make();
  /// By another PROJ pipeline from degrees to metres, as a place with correction grids of its own may have.
  [[nodiscard]] static Result<Projector> make_from(char const* pipeline);
  Projector(Projector&&) noexcept;
  Projector& operator=(Projector&&) noexcept;
  ~Projector();

  /// Nothing outside Great Britain's grid (easting 0 to 700,000, northing 0 to 1,300,000) or for NaN.
  [[nodiscard]] std::optional<Metres> to_metres(Degrees place);
  [[nodiscard]] std::optional<Degrees> to_degrees(Metres place);
  /// In bulk; a place outside the grid becomes NaN, NaN. REQUIRES: places.size() == out.size().
  void to_metres(std::span<Degrees const> places, std::span<Metres> out);
  void to_degrees(std::span<Metres const> places, std::span<Degrees> out);

 private:
  struct Inside;
  explicit Projector(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace concordat::intake
