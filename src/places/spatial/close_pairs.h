// SPDX-License-Identifier: Apache-2.0
// Every pair of points closer than a distance, found once, by squares as wide as the distance.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "places/grid.h"

namespace concordat::places {

class PointBuckets {
 public:
  /// REQUIRES: finite points; width > 0.
  PointBuckets(std::span<Point const> points, double width) : points_{points}, width_{width} {
    for (std::uint32_t i = 0; i < points.size(); ++i) buckets_[key(points[i])].push_back(i);
  }

  /// visit(index, distance) for the points less than `width` from `at`, in no particular order.
  template <class Visit>
  void visit_near(Point at, Visit visit) const {
    auto const [column, row] = square(at);
    for (std::int64_t dx = -1; dx <= 1; ++dx) {
      for (std::int64_t dy = -1; dy <= 1; ++dy) {
        auto const found = buckets_.find(key(column + dx, row + dy));
        if (found == buckets_.end()) continue;
        for (auto const other : found->second) {
          double const apart = distance(at, points_[other]);
          // a key may stand for two squares far from each other, so the distance decides
          if (apart < width_) visit(other, apart);
        }
      }
    }
  }
  [[nodiscard]] static double distance(Point a, Point b) {
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
  }

 private:
  struct Square {
    std::int64_t column;
    std::int64_t row;
  };
  [[nodiscard]] Square square(Point at) const {
    // squares beyond this are all one: the distance still decides
    auto const bounded = [this](double value) {
      return static_cast<std::int64_t>(std::floor(std::clamp(value / width_, -1e9, 1e9)));
    };
    return {bounded(at.x), bounded(at.y)};
  }
  /// One number for each square: 2^31 is more than the squares of a column.
  [[nodiscard]] static std::int64_t key(std::int64_t column, std::int64_t row) {
    return column * (std::int64_t{1} << 31) + row;
  }
  [[nodiscard]] std::int64_t key(Point at) const {
    auto const [column, row] = square(at);
    return key(column, row);
  }

  std::span<Point const> points_;
  double width_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> buckets_;
};

/// visit(first, second, distance) with first < second, for pairs less than `width` metres apart; in rising
/// order of `first`, then of `second`.
template <class Visit>
void visit_close_pairs(std::span<Point const> points, double width, Visit visit) {
  PointBuckets const buckets{points, width};
  std::vector<std::pair<std::uint32_t, double>> near;
  for (std::uint32_t first = 0; first < points.size(); ++first) {
    near.clear();
    buckets.visit_near(points[first], [&](std::uint32_t second, double apart) {
      if (second > first) near.emplace_back(second, apart);
    });
    std::ranges::sort(near);
    for (auto const& [second, apart] : near) visit(first, second, apart);
  }
}

}  // namespace concordat::places
