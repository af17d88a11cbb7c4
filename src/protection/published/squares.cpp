// SPDX-License-Identifier: Apache-2.0
#include "protection/published/squares.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace concordat::protection {
namespace {

using Place = std::pair<std::int64_t, std::int64_t>;  ///< column and row on the grid
using Levels = std::map<Place, int>;

constexpr int steps_of_a_square = 25;

/// The squares that hang together with one of them, taken out of the rest.
Levels take_group(Levels& rest) {
  Levels group;
  std::vector<Place> next{rest.begin()->first};
  group.insert(rest.extract(rest.begin()));
  while (!next.empty()) {
    auto const [column, row] = next.back();
    next.pop_back();
    for (std::int64_t x = column - 1; x <= column + 1; ++x) {
      for (std::int64_t y = row - 1; y <= row + 1; ++y) {
        auto const found = rest.find({x, y});
        if (found == rest.end()) continue;
        next.push_back(found->first);
        group.insert(rest.extract(found));
      }
    }
  }
  return group;
}

/// A group with the squares round it that show nothing; in squares, from the grid's corner.
class Group {
 public:
  Group(Levels const& shown, double reach) : reach_{reach} {
    for (auto const& [place, level] : shown) {
      west_ = std::min(west_, place.first);
      east_ = std::max(east_, place.first);
      south_ = std::min(south_, place.second);
      north_ = std::max(north_, place.second);
    }
    if (is_too_wide()) return;
    for (auto x = west_ - 1; x <= east_ + 1; ++x) {
      for (auto y = south_ - 1; y <= north_ + 1; ++y) {
        auto const found = shown.find({x, y});
        squares_.push_back({static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5, found == shown.end() ? 0 : found->second});
      }
    }
    std::ranges::sort(squares_, std::greater{}, &Square::level);
  }

  /// Where a spot may lie that explains it all, and how far off at most; nothing where there is none.
  [[nodiscard]] std::optional<Spot> spot() const {
    std::vector<std::pair<double, double>> all;
    auto const step = 1.0 / steps_of_a_square;
    for (auto x = static_cast<double>(west_) - 1; !squares_.empty() && x <= static_cast<double>(east_) + 2; x += step) {
      for (auto y = static_cast<double>(south_) - 1; y <= static_cast<double>(north_) + 2; y += step) {
        if (explains(x, y)) all.emplace_back(x, y);
      }
    }
    if (all.empty()) return std::nullopt;
    Spot spot;
    for (auto const& [x, y] : all) {
      spot.x += x / static_cast<double>(all.size());
      spot.y += y / static_cast<double>(all.size());
    }
    for (auto const& [x, y] : all) spot.off = std::max(spot.off, std::hypot(x - spot.x, y - spot.y));
    spot.off += step;
    return spot;
  }

 private:
  struct Square {
    double x;
    double y;
    int level;
  };
  [[nodiscard]] bool is_too_wide() const {
    auto const most = static_cast<std::int64_t>(std::ceil(2 * reach_)) + 1;
    return east_ - west_ >= most || north_ - south_ >= most;
  }
  /// Denser is nearer, throughout, and nothing that shows is out of reach.
  [[nodiscard]] bool explains(double x, double y) const {
    double nearer = 0;       // the farthest of all denser classes
    double of_class = 0;
    int level = squares_.front().level;
    for (auto const& square : squares_) {
      auto const away = std::hypot(square.x - x, square.y - y);
      if (square.level != level) {
        nearer = of_class;
        level = square.level;
      }
      if (away < nearer || (level > 0 && away > reach_)) return false;
      of_class = std::max(of_class, away);
    }
    return true;
  }
  double reach_;
  std::int64_t west_ = INT64_MAX, east_ = INT64_MIN, south_ = INT64_MAX, north_ = INT64_MIN;
  std::vector<Square> squares_;
};

}  // namespace

Undone undo_map(std::span<PublishedSquare const> squares, double reach) {
  Undone undone;
  if (squares.empty()) return undone;
  auto const side = squares.front().side;
  Levels rest;
  for (auto const& square : squares) rest[{std::llround(square.west / side), std::llround(square.south / side)}] = square.level;
  while (!rest.empty()) {
    auto const group = take_group(rest);
    ++undone.groups;
    auto const spot = Group{group, reach / side}.spot();
    if (spot && spot->off < 0.5) undone.spots.push_back({spot->x * side, spot->y * side, spot->off * side});
  }
  return undone;
}

}  // namespace concordat::protection
