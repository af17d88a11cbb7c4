// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/cluster.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "places/spatial/close_pairs.h"
#include "places/spatial/placed_days.h"

namespace concordat::places {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs pairs_within(PlacedDays const& placed, ClusterOptions const& options) {
  Pairs pairs;
  visit_close_pairs(placed.points, std::nextafter(options.metres, INFINITY),
                    [&](std::uint32_t first, std::uint32_t second, double) {
                      bool const near_in_time =
                          !options.days || std::abs(placed.day[first] - placed.day[second]) <= *options.days;
                      if (near_in_time && pairs.size() <= options.most_pairs)
                        pairs.emplace_back(first, second);
                    });
  return pairs;
}

/// Which events lie within reach of each, as compressed rows.
struct Reach {
  std::vector<std::size_t> offsets;
  std::vector<std::uint32_t> others;
  [[nodiscard]] std::size_t count(std::uint32_t event) const { return offsets[event + 1] - offsets[event]; }
};

Reach reach_of(Pairs const& pairs, std::size_t events) {
  Reach reach{std::vector<std::size_t>(events + 1, 0), std::vector<std::uint32_t>(pairs.size() * 2)};
  for (auto const& [first, second] : pairs) {
    ++reach.offsets[first + 1];
    ++reach.offsets[second + 1];
  }
  for (std::size_t event = 0; event < events; ++event) reach.offsets[event + 1] += reach.offsets[event];
  auto next = reach.offsets;
  for (auto const& [first, second] : pairs) {
    reach.others[next[first]++] = second;
    reach.others[next[second]++] = first;
  }
  return reach;
}

/// Numbers the clusters over the events that have a place.
std::int32_t number(std::vector<std::int32_t>& cluster, std::vector<std::uint8_t> const& core,
                    Reach const& reach) {
  std::int32_t count = 0;
  std::vector<std::uint32_t> waiting;
  for (std::uint32_t start = 0; start < core.size(); ++start) {
    if (core[start] == 0 || cluster[start] != Clusters::noise) continue;
    cluster[start] = count;
    waiting.assign(1, start);
    while (!waiting.empty()) {
      auto const event = waiting.back();
      waiting.pop_back();
      for (auto at = reach.offsets[event]; at < reach.offsets[event + 1]; ++at) {
        auto const other = reach.others[at];
        if (cluster[other] != Clusters::noise) continue;
        cluster[other] = count;
        if (core[other] != 0) waiting.push_back(other);
      }
    }
    ++count;
  }
  return count;
}

}  // namespace

Result<Clusters> clusters(ReportedEvents const& events, ClusterOptions const& options) {
  if (!(options.metres > 0) || !std::isfinite(options.metres) || options.least_events < 2 ||
      options.days.value_or(0) < 0) {
    return fail(Fault::malformed, "cluster.options",
                "The radius is not above 0, a cluster is of fewer than two events, or the days are negative.",
                "Give a radius in metres, such as 250, at least 2 events, and 0 or more days.");
  }
  auto const placed = placed_days(events, options.days ? Need::place_and_day : Need::place);
  if (!placed) return fail(placed);
  auto const pairs = pairs_within(*placed, options);
  if (pairs.size() > options.most_pairs) {
    return fail(Fault::too_large, "cluster.too-many-pairs", "Too many pairs lie within the radius.",
                "Take a smaller radius or a shorter period.");
  }
  auto const count = placed->points.size();
  auto const reach = reach_of(pairs, count);
  std::vector<std::uint8_t> core(count, 0);
  for (std::uint32_t event = 0; event < count; ++event) {
    core[event] = reach.count(event) + 1 >= options.least_events ? 1 : 0;
  }
  std::vector<std::int32_t> cluster(count, Clusters::noise);
  Clusters result;
  result.count = number(cluster, core, reach);
  result.left_out = placed->left_out;
  result.cluster.assign(events.size(), Clusters::noise);
  result.core.assign(events.size(), 0);
  for (std::size_t i = 0; i < count; ++i) {
    result.cluster[placed->event[i]] = cluster[i];
    result.core[placed->event[i]] = core[i];
  }
  return result;
}

}  // namespace concordat::places
