// SPDX-License-Identifier: Apache-2.0
// A made-up partnership: 100 LSOAs in 20 MSOAs of two authorities, on a grid of kilometres, and incidents in it.
#pragma once

#include <cmath>
#include <fmt/format.h>
#include <vector>

#include "base/chance.h"
#include "protection/recipient/release_records.h"

namespace concordat::protection::test {

inline constexpr std::int64_t first_minute = std::int64_t{20'454} * 24 * 60;  // 2026-01-01

/// Of the square kilometre: ten of them across, ten up.
inline AreaCodes areas_of(double x, double y) {
  auto const square = static_cast<int>(y / 1000) * 10 + static_cast<int>(x / 1000);
  return {fmt::format("E01{:03}", square), fmt::format("E02{:02}", square / 5), square < 50 ? "E0901" : "E0902"};
}

inline PublishedPoints points_of_town() {
  SeededChance chance{31};
  std::vector<SnapPoint> points;
  std::vector<AreaCodes> areas;
  for (int i = 0; i < 1500; ++i) {
    points.push_back({fmt::format("{}", i + 1), chance.unit() * 10'000, chance.unit() * 10'000, i % 5 == 0 ? 0 : 8 + i % 40, 0});
    areas.push_back(areas_of(points.back().x, points.back().y));
  }
  return published_points(std::move(points), std::move(areas)).value();
}

/// `days` long, most at night and at weekends; every fifth at home.
inline std::vector<IncidentRow> incidents(std::size_t many, std::int64_t days, std::uint64_t seed = 32) {
  SeededChance chance{seed};
  std::vector<IncidentRow> rows;
  while (rows.size() < many) {
    IncidentRow row;
    auto const day = static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(days)));
    bool const weekend = (day + 3) % 7 >= 4;
    if (!weekend && chance.below(2) == 0) continue;
    row.minutes = first_minute + day * 24 * 60 + static_cast<std::int64_t>((18 * 60 + chance.below(600) + chance.below(3) * 240) % (24 * 60));
    auto const kind = chance.below(20);
    row.sort = kind < 15 ? PlaceSort::open : kind < 19 ? PlaceSort::dwelling : PlaceSort::hostel;
    row.domestic = kind == 18 || kind == 17;
    // most in the two middle squares, as nights out are
    bool const centre = chance.below(2) == 0;
    row.x = centre ? 4500 + chance.unit() * 1500 : chance.unit() * 10'000;
    row.y = centre ? 4500 + chance.unit() * 1500 : chance.unit() * 10'000;
    row.area = areas_of(*row.x, *row.y);
    row.households = 650;
    auto const method = chance.below(10);
    row.group = method < 6 ? MethodGroup::body_part : method < 8 ? MethodGroup::blunt : method < 9 ? MethodGroup::blade : MethodGroup::firearm_or_other;
    row.method = fmt::format("{:02}", method < 6 ? 10 : 20 + method);
    row.age = static_cast<std::int64_t>(12 + chance.below(50));
    row.sex = chance.below(3) == 0 ? "female" : "male";
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace concordat::protection::test
