// SPDX-License-Identifier: Apache-2.0
#include "places/compare/funnel.h"

#include <algorithm>
#include <cmath>

#include "places/compare/distributions.h"

namespace concordat::places {
namespace {

/// The series of the Poisson distribution are exact up to here.
constexpr double most_events = 1e8;

/// The smallest count whose distribution function reaches `share`, less the part of its own probability that
/// goes beyond.
double interpolated_quantile(double share, double mean) {
  // between a count that is surely below and one that is surely above: the deviation of a Poisson count is the root of its mean
  double const spread = 10 * std::sqrt(mean) + 20;
  auto below = static_cast<std::int64_t>(std::max(0.0, std::floor(mean - spread))) - 1;
  auto count = static_cast<std::int64_t>(std::ceil(mean + spread));
  while (count - below > 1) {
    auto const middle = below + (count - below) / 2;
    (poisson_at_most(middle, mean) < share ? below : count) = middle;
  }
  double const before = poisson_at_most(count - 1, mean);
  double const here = poisson_at_most(count, mean);
  return std::max(0.0, static_cast<double>(count) - (here - share) / (here - before));
}

Standing standing_of(double rate, Limits const& inner, Limits const& outer) {
  if (rate > outer.high) return Standing::above_99_8;
  if (rate > inner.high) return Standing::above_95;
  if (rate < outer.low) return Standing::below_99_8;
  if (rate < inner.low) return Standing::below_95;
  return Standing::within;
}

/// Sorted by their lower limits, each overlaps those that begin before it ends.
bool most_overlap(std::vector<FunnelArea> const& areas) {
  std::vector<double> low;
  for (auto const& area : areas) low.push_back(area.rate.low);
  std::ranges::sort(low);
  double begun = 0;
  for (auto const& area : areas) {
    begun += static_cast<double>(std::ranges::upper_bound(low, area.rate.high) - low.begin());
  }
  auto const count = static_cast<double>(areas.size());
  // Of every pair one begins first. Counted from both ends it appears twice where the two overlap, once where
  // not; and each area once with itself.
  double const pairs = count * (count - 1) / 2;
  double const overlapping = begun - count - pairs;
  return overlapping > pairs / 2;
}

}  // namespace

Limits funnel_limits(double expected, Confidence confidence) {
  double const tail = confidence == Confidence::percent_95 ? 0.025 : 0.001;
  return {interpolated_quantile(tail, expected), interpolated_quantile(1 - tail, expected)};
}

Result<Funnel> funnel(std::span<std::int64_t const> events, std::span<std::int64_t const> population,
                      double per) {
  if (events.size() != population.size() || events.empty()) {
    return fail(Fault::malformed, "funnel.columns", "There is not one population for each count.",
                "Give each area its count and its population.");
  }
  Funnel result;
  double all_events = 0;
  double people = 0;
  for (std::size_t area = 0; area < events.size(); ++area) {
    auto const rate = rate_of(events[area], population[area], per);
    if (!rate) return fail(rate);
    result.areas.push_back({.rate = *rate, .few = events[area] < 10});
    all_events += static_cast<double>(events[area]);
    people += static_cast<double>(population[area]);
  }
  if (all_events > most_events) {
    return fail(Fault::too_large, "funnel.too-many-events", "There are more than a hundred million events.", "Take a shorter period, and look the counts up.");
  }
  if (all_events == 0) {
    return fail(Fault::missing, "funnel.no-events", "There are no events in any area.",
                "Take a longer period.");
  }
  result.overall = all_events / people * per;
  for (std::size_t area = 0; area < events.size(); ++area) {
    auto& one = result.areas[area];
    auto const here = static_cast<double>(population[area]);
    one.expected = all_events * here / people;
    auto const scaled = [&](Limits limits) {
      return Limits{limits.low / here * per, limits.high / here * per};
    };
    one.limits_95 = scaled(funnel_limits(one.expected, Confidence::percent_95));
    one.limits_99_8 = scaled(funnel_limits(one.expected, Confidence::percent_99_8));
    one.standing = standing_of(one.rate.rate, one.limits_95, one.limits_99_8);
  }
  result.ranking_refused = events.size() > 1 && most_overlap(result.areas);
  return result;
}

}  // namespace concordat::places
