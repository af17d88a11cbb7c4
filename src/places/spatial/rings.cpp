// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/rings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "places/compare/distributions.h"
#include "places/spatial/close_pairs.h"

namespace concordat::places {
namespace {

constexpr double most_study_points = 400'000;
constexpr double closest_study_points = 25;

struct Nearest {
  double metres = 0;
  std::uint32_t place = 0;
};

/// Nothing where none is nearer than the width of the buckets; of two as near the one that comes first.
std::optional<Nearest> nearest(PointBuckets const& places, Point point) {
  std::optional<Nearest> best;
  places.visit_near(point, [&](std::uint32_t place, double metres) {
    if (!best || metres < best->metres || (metres == best->metres && place < best->place)) best = Nearest{metres, place};
  });
  return best;
}

/// Which ring; as many as there are for none.
std::size_t ring_of(std::optional<Nearest> const& found, std::span<double const> edges) {
  if (!found) return edges.size();
  auto const after = std::ranges::find_if(edges, [&](double edge) { return found->metres < edge; });
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
  PointBuckets const near{places, options.metres.back()};
  std::vector<PlaceRing> all(options.metres.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].metres_from = i == 0 ? 0 : options.metres[i - 1];
    all[i].metres_to = options.metres[i];
  }
  for (auto const& point : study) {
    auto const ring = ring_of(nearest(near, point), options.metres);
    if (ring < all.size()) all[ring].share += 1;
  }
  std::int64_t placed = 0;
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> by_place;
  auto const& columns = events.columns();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!std::isfinite(columns.x[i]) || !std::isfinite(columns.y[i])) continue;
    ++placed;
    auto const found = nearest(near, {columns.x[i], columns.y[i]});
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

std::vector<Point> study_points(Box const& box, AreaLocator const* areas) {
  double const apart = std::max(closest_study_points, std::sqrt((box.east - box.west) * (box.north - box.south) / most_study_points));
  std::vector<double> x;
  std::vector<double> y;
  for (double east = box.west + apart / 2; east < box.east; east += apart) {
    for (double north = box.south + apart / 2; north < box.north; north += apart) {
      x.push_back(east);
      y.push_back(north);
    }
  }
  auto const inside = areas != nullptr ? areas->locate_all(x, y) : std::vector<std::int32_t>(x.size(), 0);
  std::vector<Point> points;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] >= 0) points.push_back({x[i], y[i]});
  }
  return points;
}

}  // namespace concordat::places
