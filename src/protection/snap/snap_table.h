// SPDX-License-Identifier: Apache-2.0
// The published point that stands for a place.
//
// No random displacement: what is drawn afresh averages away over releases. Here a place has the same point every time,
// and so has everything else near it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

inline constexpr std::int64_t fewest_addresses = 8;  ///< that a point stands for, unless it stands for none
inline constexpr double farthest_snap_metres = 500;

struct SnapPoint {
  std::string id;
  double x = 0;  ///< metres of one projected grid
  double y = 0;
  std::int64_t addresses = 0;  ///< nearer to it than to any other point
  std::uint32_t area = 0;      ///< number of the area (the partnership's) in which it lies
};

struct SnapQuery {
  double x = 0;
  double y = 0;
  std::uint32_t area = 0;
};

class SnapTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  /// Refuses, with where.row counting points from 1: a point for 1 to 7 addresses ("snap.few-addresses"), one without an id
  /// or with one that another has ("snap.id"), and one that lies nowhere on a grid of metres ("snap.place").
  [[nodiscard]] static Result<SnapTable> build(std::vector<SnapPoint> points);

  /// The nearest point of the area within 500 m; of several equally near the lowest id (shorter ids are lower). `none` where
  /// there is none, or where the place is no place. One answer a query, in their order.
  [[nodiscard]] std::vector<std::uint32_t> nearest(std::span<SnapQuery const> places) const;
  [[nodiscard]] std::uint32_t nearest(SnapQuery const& place) const;

  /// In the order of their ids; what `nearest` gives is a place in here.
  [[nodiscard]] std::span<SnapPoint const> points() const { return points_; }

 private:
  struct Spot {
    double x = 0;
    double y = 0;
    std::uint32_t area = 0;
    std::uint32_t point = 0;
  };
  [[nodiscard]] std::size_t cell_of(double x, double y) const;
  [[nodiscard]] std::int64_t column_of(double x) const;
  [[nodiscard]] std::int64_t line_of(double y) const;

  std::vector<SnapPoint> points_;
  std::vector<Spot> spots_;            ///< by cell of a grid, line by line
  std::vector<std::uint32_t> begins_;  ///< of each cell, and the end
  double left_ = 0, low_ = 0, cell_metres_ = 1;
  std::int64_t columns_ = 0, lines_ = 0;
};

}  // namespace concordat::protection
