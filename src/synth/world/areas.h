// SPDX-License-Identifier: Apache-2.0
// The areas of the made-up place: irregular six-sided cells that share their edges exactly.
//
// Invariants: every point inside the place lies in one area; groups and districts are whole areas joined
// together, with the same corner points; codes follow the ONS grammar but number from 099001, which ONS has
// not issued.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "synth/world/national_grid.h"

namespace concordat::synth {

/// Corners in turn, anticlockwise, the first not repeated.
using Ring = std::vector<Point>;

[[nodiscard]] bool contains(Ring const& ring, Point at);

/// Ages 0-9, 10-17, 18-24, 25-64, 65 and over.
constexpr std::size_t age_bands = 5;
using Population = std::array<std::uint32_t, age_bands>;

struct Area {
  std::string code;  ///< "E01099001"
  std::string name;  ///< "Norchester 001A"
  std::uint32_t group = 0;
  std::uint32_t district = 0;
  Ring ring = {};
  Point centre = {};
  double radius = 0;    ///< of the box around it, for a quick no
  double violence = 1;  ///< underlying rate, 1 where average: the truth behind the recorded counts
  std::uint32_t first_person = 0;
  std::uint32_t people = 0;
};

/// An MSOA-like group or a district.
struct Region {
  std::string code;
  std::string name;
  Ring ring = {};
  std::vector<std::uint32_t> areas = {};
};

struct Areas {
  std::vector<Area> areas;
  std::vector<Region> groups;
  std::vector<Region> districts;
  Point centre = {};  ///< the middle of the town

  [[nodiscard]] std::optional<std::uint32_t> locate(Point at) const;
};

/// 60 to 640 areas, as many as hold about 1,800 people each.
[[nodiscard]] Areas make_areas(std::uint64_t seed, std::uint32_t people);

}  // namespace concordat::synth
