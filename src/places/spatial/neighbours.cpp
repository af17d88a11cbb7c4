// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/neighbours.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "places/spatial/close_pairs.h"

namespace concordat::places {

Neighbours::Neighbours(std::size_t count, std::vector<Pair> pairs) : offsets_(count + 1, 0) {
  std::erase_if(pairs, [](Pair const& pair) { return pair.first == pair.second; });
  std::ranges::sort(pairs);
  auto const repeated = std::ranges::unique(pairs);
  pairs.erase(repeated.begin(), repeated.end());
  index_.reserve(pairs.size());
  for (auto const& [from, to] : pairs) {
    ++offsets_[from + 1];
    index_.push_back(to);
  }
  for (std::size_t area = 0; area < count; ++area) offsets_[area + 1] += offsets_[area];
}

Result<Neighbours> Neighbours::from_pairs(std::size_t count, std::vector<Pair> pairs) {
  for (auto const& [from, to] : pairs) {
    if (from >= count || to >= count) {
      return fail(Fault::malformed, "neighbours.unknown-area",
                  "A pair of neighbours names an area that is not there.",
                  "Give neighbours among the areas of the same file.");
    }
  }
  return Neighbours{count, std::move(pairs)};
}

Neighbours Neighbours::by_boundary(AreaSet const& areas) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::uint32_t>> at_point;
  for (std::uint32_t area = 0; area < areas.size(); ++area) {
    for (auto const& polygon : areas[area].polygons) {
      for (auto const& ring : polygon.rings) {
        for (auto const& point : ring) {
          auto& here = at_point[{std::llround(point.x * 100), std::llround(point.y * 100)}];
          if (here.empty() || here.back() != area) here.push_back(area);
        }
      }
    }
  }
  std::vector<Pair> pairs;
  for (auto const& [point, here] : at_point) {
    for (auto const from : here) {
      for (auto const to : here) pairs.emplace_back(from, to);
    }
  }
  return Neighbours{areas.size(), std::move(pairs)};
}

Result<Neighbours> Neighbours::within(std::span<Point const> points, double distance) {
  bool const placed = std::ranges::all_of(
      points, [](Point const& point) { return std::isfinite(point.x) && std::isfinite(point.y); });
  if (!(distance > 0) || !std::isfinite(distance) || !placed) {
    return fail(Fault::malformed, "neighbours.distance",
                "Neighbours need a distance above 0 and a place for every area.",
                "Give the distance in metres and the middle of each area.");
  }
  std::vector<Pair> pairs;
  // the visit ends short of the distance asked for, so it is asked for one step more
  visit_close_pairs(points, std::nextafter(distance, INFINITY),
                    [&](std::uint32_t from, std::uint32_t to, double) {
                      pairs.emplace_back(from, to);
                      pairs.emplace_back(to, from);
                    });
  return Neighbours{points.size(), std::move(pairs)};
}

}  // namespace concordat::places
