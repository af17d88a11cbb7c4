// SPDX-License-Identifier: Apache-2.0
#include "protection/snap/snap_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concordat::protection {
namespace {

constexpr double farthest_coordinate = 1e8;  // metres: more than twice round the earth
constexpr double narrowest_cell = 25;
constexpr double cells_a_point = 2;

bool on_a_grid(double x, double y) { return std::abs(x) <= farthest_coordinate && std::abs(y) <= farthest_coordinate; }

/// Numbers without leading noughts stand in the order of the numbers.
bool lower_id(SnapPoint const& left, SnapPoint const& right) {
  return left.id.size() != right.id.size() ? left.id.size() < right.id.size() : left.id < right.id;
}

Result<void> check_points(std::span<SnapPoint const> points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto const& point = points[i];
    if (point.addresses < 0 || (point.addresses > 0 && point.addresses < fewest_addresses)) {
      return fail(Fault::refused, "snap.few-addresses", "A point stands for fewer than eight addresses, so it would point at somebody's door.",
                  "Leave the point out, or take points that stand for eight addresses or more, or for none.", {.row = i + 1});
    }
    if (point.id.empty()) {
      return fail(Fault::missing, "snap.id", "A point has no id, or one that another point has.", "Give every point an id of its own.", {.row = i + 1});
    }
    if (!on_a_grid(point.x, point.y)) {
      return fail(Fault::malformed, "snap.place", "A point lies nowhere on a grid of metres.", "Give its easting and northing in metres.", {.row = i + 1});
    }
  }
  return {};
}

}  // namespace

std::int64_t SnapTable::column_of(double x) const { return static_cast<std::int64_t>(std::floor((x - left_) / cell_metres_)); }
std::int64_t SnapTable::line_of(double y) const { return static_cast<std::int64_t>(std::floor((y - low_) / cell_metres_)); }
std::size_t SnapTable::cell_of(double x, double y) const {
  auto const column = std::clamp<std::int64_t>(column_of(x), 0, columns_ - 1);
  auto const line = std::clamp<std::int64_t>(line_of(y), 0, lines_ - 1);
  return static_cast<std::size_t>(line * columns_ + column);
}

Result<SnapTable> SnapTable::build(std::vector<SnapPoint> points) {
  if (auto const fine = check_points(points); !fine) return fail(fine);
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](auto left, auto right) { return lower_id(points[left], points[right]); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (points[order[i]].id == points[order[i - 1]].id) {
      return fail(Fault::malformed, "snap.id", "A point has no id, or one that another point has.", "Give every point an id of its own.",
                  {.row = std::max(order[i], order[i - 1]) + 1});
    }
  }
  SnapTable table;
  for (auto const i : order) table.points_.push_back(std::move(points[i]));
  if (table.points_.empty()) return table;
  double right = -farthest_coordinate;
  double high = -farthest_coordinate;
  table.left_ = table.low_ = farthest_coordinate;
  for (auto const& point : table.points_) {
    table.left_ = std::min(table.left_, point.x);
    table.low_ = std::min(table.low_, point.y);
    right = std::max(right, point.x);
    high = std::max(high, point.y);
  }
  auto const wide = std::max(right - table.left_, 1.0);
  auto const tall = std::max(high - table.low_, 1.0);
  // a long thin table must not make more cells than its points are worth
  auto const most_cells = cells_a_point * static_cast<double>(table.points_.size()) + 16;
  table.cell_metres_ = std::max({narrowest_cell, std::sqrt(wide * tall / most_cells), std::max(wide, tall) / most_cells});
  table.columns_ = table.column_of(right) + 1;
  table.lines_ = table.line_of(high) + 1;
  table.begins_.assign(static_cast<std::size_t>(table.columns_ * table.lines_) + 1, 0);
  for (auto const& point : table.points_) ++table.begins_[table.cell_of(point.x, point.y) + 1];
  std::partial_sum(table.begins_.begin(), table.begins_.end(), table.begins_.begin());
  auto at = table.begins_;
  table.spots_.resize(table.points_.size());
  for (std::uint32_t i = 0; i < table.points_.size(); ++i) {
    auto const& point = table.points_[i];
    table.spots_[at[table.cell_of(point.x, point.y)]++] = {point.x, point.y, point.area, i};
  }
  return table;
}

std::uint32_t SnapTable::nearest(SnapQuery const& place) const {
  if (points_.empty() || !on_a_grid(place.x, place.y)) return none;
  auto const column = column_of(place.x);
  auto const line = line_of(place.y);
  auto best = none;
  double best_square = farthest_snap_metres * farthest_snap_metres;
  auto const look_along = [&](std::int64_t on, std::int64_t from, std::int64_t to) {
    if (on < 0 || on >= lines_) return;
    from = std::max<std::int64_t>(from, 0);
    to = std::min(to, columns_ - 1);
    if (from > to) return;
    auto const last = begins_[static_cast<std::size_t>(on * columns_ + to) + 1];
    for (auto i = begins_[static_cast<std::size_t>(on * columns_ + from)]; i < last; ++i) {
      auto const& spot = spots_[i];
      double const dx = spot.x - place.x;
      double const dy = spot.y - place.y;
      double const square = dx * dx + dy * dy;
      if (spot.area != place.area || square > best_square || (square == best_square && spot.point > best)) continue;
      best = spot.point;
      best_square = square;
    }
  };
  double const in_x = place.x - (left_ + static_cast<double>(column) * cell_metres_);
  double const in_y = place.y - (low_ + static_cast<double>(line) * cell_metres_);
  // what rounding takes away here only makes the search look one ring farther
  double const edge = std::min({in_x, in_y, cell_metres_ - in_x, cell_metres_ - in_y}) - 1e-6;
  for (std::int64_t ring = 0;; ++ring) {
    if (ring > 0) {
      double const nearest_possible = edge + static_cast<double>(ring - 1) * cell_metres_;
      if (nearest_possible > 0 && nearest_possible * nearest_possible > best_square) break;
    }
    if (ring == 0) {
      look_along(line, column, column);
      continue;
    }
    look_along(line - ring, column - ring, column + ring);
    look_along(line + ring, column - ring, column + ring);
    for (auto on = line - ring + 1; on < line + ring; ++on) {
      look_along(on, column - ring, column - ring);
      look_along(on, column + ring, column + ring);
    }
  }
  return best;
}

std::vector<std::uint32_t> SnapTable::nearest(std::span<SnapQuery const> places) const {
  std::vector<std::uint32_t> found(places.size(), none);
  if (points_.empty()) return found;
  // cell by cell, so that the points looked at are still at hand from the place before
  std::vector<std::uint32_t> begins(begins_.size(), 0);
  std::vector<std::uint32_t> cells(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    cells[i] = on_a_grid(places[i].x, places[i].y) ? static_cast<std::uint32_t>(cell_of(places[i].x, places[i].y)) : 0;
    ++begins[cells[i] + 1];
  }
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> order(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) order[begins[cells[i]]++] = static_cast<std::uint32_t>(i);
  for (auto const i : order) found[i] = nearest(places[i]);
  return found;
}

}  // namespace concordat::protection
