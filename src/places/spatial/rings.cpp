// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/rings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "places/compare/distributions.h"

namespace concordat::places {
namespace {

/// Places in square cells as wide as the widest ring: whatever is near lies in one of nine.
class Nearby {
 public:
  Nearby(std::span<Point const> places, double reach) : reach_{reach} {
    for (std::size_t i = 0; i < places.size(); ++i) cells_[key(places[i], 0, 0)].push_back({places[i], i});
  }
  struct Found {
    double squared = 0;  ///< of the distance
    std::size_t place = 0;
  };
  /// The nearest place; nothing beyond the reach.
  [[nodiscard]] std::optional<Found> nearest(Point point) const {
    Found best{reach_ * reach_};
    bool found = false;
    for (int down = -1; down <= 1; ++down) {
      for (int right = -1; right <= 1; ++right) {
        auto const cell = cells_.find(key(point, right, down));
        if (cell == cells_.end()) continue;
        for (auto const& [place, number] : cell->second) {
          double const dx = place.x - point.x;
          double const dy = place.y - point.y;
          double const square = dx * dx + dy * dy;
          if (square < best.squared) {
            best = {square, number};
            found = true;
          }
        }
      }
    }
    return found ? std::optional{best} : std::nullopt;
  }

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;
  [[nodiscard]] Key key(Point point, int right, int down) const {
    return {static_cast<std::int64_t>(std::floor(point.x / reach_)) + right, static_cast<std::int64_t>(std::floor(point.y / reach_)) + down};
  }
  double reach_;
  std::map<Key, std::vector<std::pair<Point, std::size_t>>> cells_;
};

/// Which ring; as many as there are for none.
std::size_t ring_of(std::optional<Nearby::Found> const& found, std::span<double const> edges) {
  if (!found) return edges.size();
  auto const after = std::ranges::find_if(edges, [&](double edge) { return found->squared < edge * edge; });
  return static_cast<std::size_t>(after - edges.begin());
}

bool rising(std::span<double const> edges) {
  if (edges.empty() || !(edges.front() > 0) || !std::isfinite(edges.back())) return false;
  return std::ranges::adjacent_find(edges, std::ranges::greater_equal{}) == edges.end();
}

}  // namespace

Result<std::vector<PlaceRing>> rings(ReportedEvents const& events, std::span<Point const> places, std::span<Point const> study, RingOptions const& options) {
  if (!rising(options.metres)) return fail(Fault::malformed, "rings.edges", "The rings do not rise.", "Give outer edges in metres, each above the one before.");
  if (places.empty() || study.empty()) return fail(Fault::malformed, "rings.nothing", "There is no place, or no area, around which to count.", "Name places, and an area with boundaries.");
  Nearby const near{places, options.metres.back()};
  std::vector<PlaceRing> all(options.metres.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].metres_from = i == 0 ? 0 : options.metres[i - 1];
    all[i].metres_to = options.metres[i];
  }
  for (auto const& point : study) {
    auto const ring = ring_of(near.nearest(point), options.metres);
    if (ring < all.size()) all[ring].share += 1;
  }
  std::int64_t placed = 0;
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> by_place;
  auto const& columns = events.columns();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!std::isfinite(columns.x[i]) || !std::isfinite(columns.y[i])) continue;
    ++placed;
    auto const found = near.nearest({columns.x[i], columns.y[i]});
    auto const ring = ring_of(found, options.metres);
    if (ring == all.size()) continue;
    ++all[ring].events;
    auto const here = ++by_place[{ring, found->place}];
    if (here == 1) ++all[ring].places_with;
    all[ring].largest = std::max(all[ring].largest, here);
  }
  for (auto& ring : all) {
    ring.share /= static_cast<double>(study.size());
    ring.expected = static_cast<double>(placed) * ring.share;
    if (placed == 0) continue;
    ring.p_more = ring.events == 0 ? 1 : binomial_at_least(ring.events, placed, ring.share);
    ring.p_fewer = ring.events >= placed ? 1 : 1 - binomial_at_least(ring.events + 1, placed, ring.share);
  }
  return all;
}

}  // namespace concordat::places
