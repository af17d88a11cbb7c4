// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/chance.h"
#include "places/spatial/close_pairs.h"
#include "places/spatial/placed_days.h"
#include "places/spatial/scan.h"

namespace concordat::places {
namespace {

constexpr double most_windows = 2e11;

bool rising(auto const& values) {
  return !values.empty() && values.front() > 0 &&
         std::ranges::adjacent_find(values, std::greater_equal{}) == values.end();
}

struct Window {
  double log_ratio = 0;
  std::uint32_t centre = 0;
  std::size_t radius = 0;
  std::size_t length = 0;
  std::int32_t start = 0;
  std::int64_t events = 0;
  double expected = 0;
  bool tested = false;  ///< some window held the least events, whatever its ratio
};

class SpaceTimeScan {
 public:
  SpaceTimeScan(PlacedDays const& placed, SpaceTimeOptions const& options)
      : options_{options}, count_{static_cast<double>(placed.points.size())} {
    auto const [first, last] = std::ranges::minmax(placed.day);
    first_day_ = first;
    span_ = last - first + 1;
    for (auto const day : placed.day) days_.push_back(day - first);
    find_circles(placed.points);
    // events up to each day: the same whatever the places, so it holds for every permutation
    up_to_.assign(static_cast<std::size_t>(span_) + 1, 0);
    for (auto const day : days_) ++up_to_[static_cast<std::size_t>(day) + 1];
    for (std::size_t day = 0; day < static_cast<std::size_t>(span_); ++day) up_to_[day + 1] += up_to_[day];
  }

  [[nodiscard]] std::int32_t first_day() const { return first_day_; }
  [[nodiscard]] std::vector<std::int32_t> const& days() const { return days_; }

  [[nodiscard]] Window best(std::vector<std::int32_t> const& days) const {
    Window best;
    std::vector<std::int32_t> sums(static_cast<std::size_t>(span_) + 1);
    std::vector<std::int32_t> on_day(static_cast<std::size_t>(span_));
    for (std::uint32_t centre = 0; centre < ends_.size(); ++centre) {
      std::ranges::fill(on_day, 0);
      std::size_t member = starts_[centre];
      for (std::size_t radius = 0; radius < options_.metres.size(); ++radius) {
        auto const before = member;
        for (; member < ends_[centre][radius]; ++member)
          ++on_day[static_cast<std::size_t>(days[members_[member]])];
        auto const inside = static_cast<std::int64_t>(member - starts_[centre]);
        // the same events as in the smaller circle: the same windows, found already
        if (inside < options_.least_events || (radius > 0 && member == before)) continue;
        for (std::size_t day = 0; day < on_day.size(); ++day) sums[day + 1] = sums[day] + on_day[day];
        for (std::size_t length = 0; length < options_.days.size(); ++length) {
          look(best, sums, {.centre = centre, .radius = radius, .length = length, .events = inside});
        }
      }
    }
    return best;
  }

 private:
  void find_circles(std::vector<Point> const& points) {
    PointBuckets const buckets{points, std::nextafter(options_.metres.back(), INFINITY)};
    std::vector<std::pair<double, std::uint32_t>> near;
    for (auto const& point : points) {
      near.clear();
      buckets.visit_near(point, [&](std::uint32_t other, double apart) { near.emplace_back(apart, other); });
      std::ranges::sort(near);
      starts_.push_back(members_.size());
      auto& ends = ends_.emplace_back();
      for (double const radius : options_.metres) {
        auto const inside = std::ranges::count_if(near, [&](auto const& one) { return one.first <= radius; });
        ends.push_back(members_.size() + static_cast<std::size_t>(inside));
      }
      for (auto const& [apart, other] : near) members_.push_back(other);
    }
  }

  /// Every start of one length in one circle, the whole length within the period.
  void look(Window& best, std::vector<std::int32_t> const& sums, Window window) const {
    auto const inside = static_cast<double>(window.events);
    auto const length = options_.days[window.length];
    for (std::int32_t start = 0; start + length <= span_; ++start) {
      auto const from = static_cast<std::size_t>(start);
      auto const to = static_cast<std::size_t>(start + length);
      auto const found = sums[to] - sums[from];
      if (found < options_.least_events) continue;
      best.tested = true;
      double const expected = inside * (up_to_[to] - up_to_[from]) / count_;
      auto const events = static_cast<double>(found);
      if (events <= expected) continue;
      double ratio = events * std::log(events / expected);
      // the part outside is never above 0, so what does not reach the best without it never will
      if (ratio <= best.log_ratio) continue;
      if (events < count_) ratio += (count_ - events) * std::log((count_ - events) / (count_ - expected));
      if (ratio <= best.log_ratio) continue;
      window.log_ratio = ratio;
      window.start = start;
      best = window;
      best.tested = true;
      best.events = found;
      best.expected = expected;
    }
  }

  SpaceTimeOptions const& options_;
  double count_;
  std::int32_t first_day_ = 0;
  std::int32_t span_ = 0;
  std::vector<std::int32_t> days_;
  std::vector<std::int32_t> up_to_;
  std::vector<std::uint32_t> members_;  ///< of every circle, nearest first
  std::vector<std::size_t> starts_;
  std::vector<std::vector<std::size_t>> ends_;  ///< by centre and radius
};

/// False where it was stopped.
bool judge(SpaceTimeCluster& cluster, SpaceTimeScan const& scan, SpaceTimeOptions const& options) {
  if (options.simulations == 0 || cluster.log_ratio == 0) return true;
  auto days = scan.days();
  SeededChance chance{options.seed};
  std::vector<double> largest;
  std::uint32_t as_large = 0;
  for (std::uint32_t round = 0; round < options.simulations; ++round) {
    if (!goes_on(options.go_on, round, options.simulations)) return false;
    for (std::size_t i = days.size(); i > 1; --i) std::swap(days[i - 1], days[chance.below(i)]);
    largest.push_back(scan.best(days).log_ratio);
    as_large += largest.back() >= cluster.log_ratio * (1 - 1e-12) ? 1 : 0;
  }
  cluster.p = (1.0 + as_large) / (1.0 + options.simulations);
  if (largest.size() > 1) cluster.p_gumbel = gumbel_tail(cluster.log_ratio, largest);
  return true;
}

}  // namespace

Result<SpaceTimeCluster> scan_space_time(ReportedEvents const& events, SpaceTimeOptions const& options) {
  if (!rising(options.metres) || !rising(options.days) || options.least_events < 2 ||
      !std::isfinite(options.metres.back())) {
    return fail(Fault::malformed, "scan.windows",
                "The radii or the lengths do not rise, or a window may be of one event.",
                "Give radii in metres and lengths in days from the smallest to the largest.");
  }
  auto const placed = placed_days(events, Need::place_and_day);
  if (!placed) return fail(placed);
  if (placed->points.size() < 3) {
    return fail(Fault::missing, "scan.too-few-events",
                "There are fewer than three events with a place and a day.",
                "Take a longer period or a larger area.");
  }
  auto const [first, last] = std::ranges::minmax(placed->day);
  double const windows =
      static_cast<double>(placed->points.size() * options.metres.size() * options.days.size()) *
      (static_cast<double>(last) - first + 1);
  if (windows * (1.0 + options.simulations) > most_windows) {
    return fail(Fault::too_large, "scan.too-many-windows",
                "There are too many windows for so many simulations.",
                "Take 99 simulations, a shorter period or fewer radii.");
  }
  if (last - first + 1 < options.days.front()) {
    return fail(Fault::missing, "scan.nothing-tested", "All events lie within fewer days than the shortest length: no window fits, and nothing was tested.",
                "Take a longer period or shorter lengths (--days).");
  }
  SpaceTimeScan const scan{*placed, options};
  auto const best = scan.best(scan.days());
  if (!best.tested) {
    return fail(Fault::missing, "scan.nothing-tested", "No window holds as many events as it must to be tested: nothing was tested.",
                "Ask for fewer events (--least), take larger radii (--metres) or lengths (--days), or a longer period.");
  }
  SpaceTimeCluster cluster;
  cluster.left_out = placed->left_out;
  if (best.log_ratio == 0) return cluster;
  cluster.log_ratio = best.log_ratio;
  cluster.centre = placed->event[best.centre];
  cluster.metres = options.metres[best.radius];
  cluster.first_day = scan.first_day() + best.start;
  cluster.days = options.days[best.length];
  cluster.events = best.events;
  cluster.expected = best.expected;
  if (!judge(cluster, scan, options)) return tl::unexpected<Problem>{stopped_work()};
  return cluster;
}

}  // namespace concordat::places
