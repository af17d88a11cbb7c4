// SPDX-License-Identifier: Apache-2.0
#include "places/forecast/projection.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "places/compare/distributions.h"

namespace concordat::places {
namespace {

/// Where a gamma of that mean and variance has `share` below; by halving, as gamma_below grows with x.
double gamma_quantile(double mean, double variance, double share) {
  if (mean <= 0) return 0;
  double const shape = mean * mean / variance;
  double const scale = variance / mean;
  double low = 0;
  double high = mean + 20 * std::sqrt(variance);
  for (int step = 0; step < 100; ++step) {
    double const middle = (low + high) / 2;
    (gamma_below(shape, middle / scale) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

bool is_usable(CountRange const& count) { return count.low >= 0 && count.high >= count.low && std::isfinite(count.high); }

/// The count as far from `mean` as it may be.
double farthest(CountRange const& count, double mean) { return mean - count.low > count.high - mean ? count.low : count.high; }

struct Level {
  double mean = 0;
  double dispersion = 1;
  double moves = 0;  ///< variance that each further quarter adds
};

using Counts = std::span<std::optional<CountRange> const>;

double squares_about(Counts counts, double mean) {
  double squares = 0;
  for (auto const& count : counts) {
    if (count) squares += std::pow(farthest(*count, mean) - mean, 2);
  }
  return squares;
}

/// Half the mean square of the steps between quarters that follow each other, each as small as it may be; nothing without one.
std::optional<double> half_of_steps(Counts counts) {
  double squares = 0;
  double steps = 0;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    if (!counts[i] || !counts[i - 1]) continue;
    auto const apart = std::max({0.0, counts[i]->low - counts[i - 1]->high, counts[i - 1]->low - counts[i]->high});
    squares += apart * apart;
    ++steps;
  }
  return steps > 0 ? std::optional{squares / steps / 2} : std::nullopt;
}

/// At least half a report over the quarters: nothing in n quarters is not nothing for ever.
Level level_of(Counts counts, double mean, double quarters) {
  Level level{std::max(mean, 0.5 / quarters)};
  double const variance = squares_about(counts, mean) / (quarters - 1);
  if (mean > 0) level.dispersion = std::max(1.0, variance / mean);
  auto const steps = half_of_steps(counts);
  double const seen = steps ? 6 * (variance - *steps) / (quarters - 2) : 0;
  level.moves = std::max(level.dispersion * level.mean / quarters, seen);
  return level;
}

struct Limits {
  double low_80, high_80, low_95, high_95;
};

Limits limits_of(Level const& level, double quarters, int ahead, double rounding) {
  double const freedom = quarters - 1;
  double const variance = (level.dispersion * level.mean * (1 + 1 / quarters) + (ahead - 1) * level.moves + rounding) * freedom / (freedom - 2);
  auto const at = [&](double share) { return gamma_quantile(level.mean, variance, share); };
  return {at(0.1), at(0.9), at(0.025), at(0.975)};
}

/// A gamma of a mean near nought has its quantiles fall where its variance grows: no quarter is told more surely than the one before.
void widen(ProjectedQuarter& next, ProjectedQuarter const& before) {
  next.low_80 = std::min(next.low_80, before.low_80);
  next.high_80 = std::max(next.high_80, before.high_80);
  next.low_95 = std::min(next.low_95, before.low_95);
  next.high_95 = std::max(next.high_95, before.high_95);
}

}  // namespace

Result<DemandProjection> project(std::span<std::optional<CountRange> const> counts, Quarter first, ProjectionOptions const& options) {
  if (options.ahead < 1 || options.ahead > 8 || !(options.rounded_to >= 0) || std::ranges::any_of(counts, [](auto const& count) { return count && !is_usable(*count); })) {
    return fail(Fault::malformed, "projection.counts", "These are no counts that could be carried forward.", "Give counts of 0 and more, and 1 to 8 quarters ahead.");
  }
  DemandProjection projection;
  double lowest = 0;
  double highest = 0;
  for (auto const& count : counts) {
    if (!count) continue;
    lowest += count->low;
    highest += count->high;
    ++projection.rests_on;
    projection.hidden += count->is_exact() ? 0 : 1;
  }
  if (projection.rests_on < least_quarters) {
    return fail(Fault::refused, "projection.too-few", "There are too few complete quarters to say what may come.", "Wait until five quarters are complete.");
  }
  auto const quarters = static_cast<double>(projection.rests_on);
  auto const low = level_of(counts, lowest / quarters, quarters);
  auto const high = level_of(counts, highest / quarters, quarters);
  projection.dispersion = std::max(low.dispersion, high.dispersion);
  double const rounding = options.rounded_to * options.rounded_to / 12;
  auto quarter = Quarter{first.index + static_cast<int>(counts.size())};
  for (int ahead = 1; ahead <= options.ahead; ++ahead, quarter = quarter.next()) {
    auto const below = limits_of(low, quarters, ahead, rounding);
    auto const above = limits_of(high, quarters, ahead, rounding);
    ProjectedQuarter next{quarter, lowest / quarters, highest / quarters, below.low_80, above.high_80, below.low_95, above.high_95};
    if (ahead > 1) widen(next, projection.quarters.back());
    projection.quarters.push_back(next);
  }
  return projection;
}

}  // namespace concordat::places
