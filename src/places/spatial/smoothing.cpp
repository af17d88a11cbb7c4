// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/smoothing.h"

#include <algorithm>

namespace concordat::places {
namespace {

std::optional<Problem> unusable(AreaCounts const& counts) {
  if (counts.events.size() != counts.population.size() || counts.events.empty()) {
    return Problem{Fault::malformed, "smoothing.columns", "There is not one population for each count.",
                   "Give each area its count and its population."};
  }
  bool const positive = std::ranges::all_of(counts.events, [](auto count) { return count >= 0; }) &&
                        std::ranges::all_of(counts.population, [](auto people) { return people >= 1; });
  if (!positive) {
    return Problem{Fault::malformed, "smoothing.value", "A count is negative, or a population is below 1.",
                   "Leave out areas where nobody lives, or divide by another exposure."};
  }
  return std::nullopt;
}

double rate(AreaCounts const& counts, std::size_t area) {
  return static_cast<double>(counts.events[area]) / static_cast<double>(counts.population[area]);
}

double shrunk(double own, double base, double between, double population) {
  double const noise = base / population;
  return between + noise > 0 ? base + (own - base) * between / (between + noise) : base;
}

}  // namespace

Result<std::vector<double>> smooth_globally(AreaCounts const& counts) {
  if (auto const fault = unusable(counts)) return tl::unexpected<Problem>{*fault};
  double events = 0;
  double people = 0;
  for (std::size_t area = 0; area < counts.events.size(); ++area) {
    events += static_cast<double>(counts.events[area]);
    people += static_cast<double>(counts.population[area]);
  }
  double const base = events / people;
  double spread = 0;
  for (std::size_t area = 0; area < counts.events.size(); ++area) {
    double const away = rate(counts, area) - base;
    spread += static_cast<double>(counts.population[area]) * away * away / people;
  }
  double const between = std::max(0.0, spread - base / (people / static_cast<double>(counts.events.size())));
  std::vector<double> smoothed;
  for (std::size_t area = 0; area < counts.events.size(); ++area) {
    smoothed.push_back(
        shrunk(rate(counts, area), base, between, static_cast<double>(counts.population[area])));
  }
  return smoothed;
}

Result<std::vector<double>> smooth_locally(AreaCounts const& counts, Neighbours const& neighbours) {
  if (auto const fault = unusable(counts)) return tl::unexpected<Problem>{*fault};
  if (neighbours.size() != counts.events.size()) {
    return fail(Fault::malformed, "smoothing.neighbours", "The neighbours are not those of the same areas.",
                "Make the neighbours of the areas that the counts belong to.");
  }
  auto const count = counts.events.size();
  std::vector<double> people(count, 0);
  std::vector<double> base(count, 0);
  for (std::size_t area = 0; area < count; ++area) {
    auto events = static_cast<double>(counts.events[area]);
    people[area] = static_cast<double>(counts.population[area]);
    for (auto const other : neighbours.of(area)) {
      events += static_cast<double>(counts.events[other]);
      people[area] += static_cast<double>(counts.population[other]);
    }
    base[area] = events / people[area];
  }
  std::vector<double> smoothed;
  for (std::size_t area = 0; area < count; ++area) {
    auto const spread_of = [&](std::size_t one) {
      double const away = rate(counts, one) - base[one];
      return static_cast<double>(counts.population[one]) * away * away;
    };
    double spread = spread_of(area);
    for (auto const other : neighbours.of(area)) spread += spread_of(other);
    double const areas = static_cast<double>(neighbours.of(area).size()) + 1;
    double const between = std::max(0.0, spread / people[area] - base[area] / (people[area] / areas));
    smoothed.push_back(
        shrunk(rate(counts, area), base[area], between, static_cast<double>(counts.population[area])));
  }
  return smoothed;
}

}  // namespace concordat::places
