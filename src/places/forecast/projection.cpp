// SPDX-License-Identifier: Apache-2.0
#include "places/forecast/projection.h"

#include <algorithm>
#include <cmath>

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

}  // namespace

Result<DemandProjection> project(std::span<std::optional<double> const> counts, Quarter first, ProjectionOptions const& options) {
  if (options.ahead < 1 || options.ahead > 8 || !(options.rounded_to >= 0) ||
      std::ranges::any_of(counts, [](auto const& count) { return count && !(*count >= 0 && std::isfinite(*count)); })) {
    return fail(Fault::malformed, "projection.counts", "These are no counts that could be carried forward.", "Give counts of 0 and more, and 1 to 8 quarters ahead.");
  }
  DemandProjection projection;
  double sum = 0;
  for (auto const& count : counts) {
    if (!count) continue;
    sum += *count;
    ++projection.rests_on;
  }
  if (projection.rests_on < least_quarters) {
    return fail(Fault::refused, "projection.too-few", "There are too few complete quarters to say what may come.", "Wait until five quarters are complete and shown.");
  }
  auto const quarters = static_cast<double>(projection.rests_on);
  double const mean = sum / quarters;
  double squares = 0;
  for (auto const& count : counts) {
    if (count) squares += (*count - mean) * (*count - mean);
  }
  double const freedom = quarters - 1;
  if (mean > 0) projection.dispersion = std::max(1.0, squares / mean / freedom);
  double const rounding = options.rounded_to * options.rounded_to / 12;
  // Nothing in n quarters is not nothing for ever: limits as of half a report among them.
  double const level = std::max(mean, 0.5 / quarters);
  double const variance = (projection.dispersion * level * (1 + 1 / quarters) + rounding) * freedom / (freedom - 2);
  auto quarter = Quarter{first.index + static_cast<int>(counts.size())};
  for (int i = 0; i < options.ahead; ++i, quarter = quarter.next()) {
    projection.quarters.push_back({quarter, mean, gamma_quantile(level, variance, 0.1), gamma_quantile(level, variance, 0.9), gamma_quantile(level, variance, 0.025),
                                   gamma_quantile(level, variance, 0.975)});
  }
  return projection;
}

}  // namespace concordat::places
