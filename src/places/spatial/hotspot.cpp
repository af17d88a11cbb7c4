// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/hotspot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/chance.h"

namespace concordat::places {
namespace {

constexpr std::uint32_t most_resamples = 10'000;
constexpr std::uint64_t few_events = 30;


/// A Poisson count of mean 1, by its distribution function.
double poisson_one(SeededChance& chance) {
  double left = chance.unit();
  double probability = std::exp(-1.0);
  int count = 0;
  // 20 ends the walk where the uniform number is 1 but for rounding
  while (left >= probability && count < 20) {
    left -= probability;
    probability /= ++count;
  }
  return count;
}

/// Permutations are the first half of the work, resamples the second.
GiOptions gi_options(StabilityOptions const& options) {
  return {.inside = options.inside, .permutations = options.permutations, .seed = options.seed, .go_on = go_on_in(options.go_on, 0, 2)};
}

bool counts(StabilityOptions const& options, std::size_t cell) {
  return options.inside.empty() || options.inside[cell] != 0;
}

/// The z from which a square is hot: that of the largest p which the false discovery rate lets pass, k/m of it where k of m squares
/// are hot (Benjamini and Hochberg). Not the lowest z among the hot ones: a hotspot by itself would have to beat its own.
double critical_z(Stability const& result, StabilityOptions const& options) {
  double hot = 0;
  double tested = 0;
  for (std::size_t cell = 0; cell < result.hot.size(); ++cell) {
    if (!counts(options, cell)) continue;
    tested += 1;
    hot += result.hot[cell] != 0 ? 1 : 0;
  }
  if (hot == 0) return std::numeric_limits<double>::infinity();
  double const p = options.level * hot / tested;
  double low = 0;
  double high = 40;
  for (int step = 0; step < 100; ++step) {
    double const middle = (low + high) / 2;
    (std::erfc(middle / std::numbers::sqrt2) > p ? low : high) = middle;
  }
  return high;
}

/// False where it was stopped.
bool resample(Stability& result, std::vector<std::size_t> const& cell_of, Grid const& grid,
              StabilityOptions const& options) {
  double const cut = critical_z(result, options);
  if (std::isinf(cut)) return true;
  auto const ask = go_on_in(options.go_on, 1, 2);
  SeededChance chance{options.seed};
  std::vector<double> drawn(grid.cells());
  for (std::uint32_t round = 0; round < options.resamples; ++round) {
    if (!goes_on(ask, round, options.resamples)) return false;
    std::ranges::fill(drawn, 0);
    for (auto const cell : cell_of) drawn[cell] += poisson_one(chance);
    auto const gi = gi_on_grid(drawn, grid.columns(), options.neighbourhood, {.inside = options.inside});
    if (!gi) continue;  // every cell alike: none is hot in this one
    for (std::size_t cell = 0; cell < drawn.size(); ++cell) {
      if (gi->z[cell] >= cut) result.share_hot[cell] += 1;
    }
  }
  for (std::size_t cell = 0; cell < result.share_hot.size(); ++cell) {
    result.share_hot[cell] /= options.resamples;
    result.stable[cell] = result.hot[cell] != 0 && result.share_hot[cell] >= options.least_share ? 1 : 0;
  }
  return true;
}

HotspotClass class_of(std::vector<std::vector<std::uint8_t>> const& hot, std::size_t cell,
                      ClassOptions const& options) {
  auto const periods = hot.size();
  auto const recent =
      static_cast<std::size_t>(std::ceil(options.recent_share * static_cast<double>(periods) - 1e-9));
  std::size_t before = 0;
  std::size_t lately = 0;
  for (std::size_t period = 0; period < periods; ++period) {
    if (hot[period][cell] == 0) continue;
    ++(period + recent >= periods ? lately : before);
  }
  double const share = static_cast<double>(before + lately) / static_cast<double>(periods);
  if (before + lately == 0 || share < options.least_share) return HotspotClass::none;
  if (share >= options.persistent_share) return HotspotClass::persistent;
  if (lately == 0) return HotspotClass::former;
  return before == 0 ? HotspotClass::emerging : HotspotClass::intermittent;
}

}  // namespace

std::vector<double> count_on_grid(ReportedEvents const& events, Grid const& grid) {
  std::vector<double> counts(grid.cells(), 0);
  auto const& columns = events.columns();
  for (std::size_t event = 0; event < events.size(); ++event) {
    if (auto const cell = grid.cell_of({columns.x[event], columns.y[event]})) counts[*cell] += 1;
  }
  return counts;
}

Result<Stability> hotspot_stability(ReportedEvents const& events, Grid const& grid,
                                    StabilityOptions const& options) {
  if (options.resamples < 1 || options.resamples > most_resamples ||
      !(options.least_share > 0 && options.least_share <= 1)) {
    return fail(Fault::malformed, "hotspot.resamples",
                "The resamples are not 1 to 10,000, or the share is not above 0 to 1.",
                "Leave them at 200 and 0.8.");
  }
  Stability result;
  auto gi =
      gi_on_grid(count_on_grid(events, grid), grid.columns(), options.neighbourhood, gi_options(options));
  if (!gi) return fail(gi);
  result.gi = std::move(*gi);
  result.hot = hot_places(result.gi, options.level);
  std::vector<std::size_t> cell_of;
  auto const& columns = events.columns();
  for (std::size_t event = 0; event < events.size(); ++event) {
    auto const cell = grid.cell_of({columns.x[event], columns.y[event]});
    if (cell && counts(options, *cell)) cell_of.push_back(*cell);
  }
  result.events = cell_of.size();
  result.few = result.events < few_events;
  result.share_hot.assign(grid.cells(), 0);
  result.stable.assign(grid.cells(), 0);
  if (!resample(result, cell_of, grid, options)) return tl::unexpected<Problem>{stopped_work()};
  return result;
}

Result<std::vector<HotspotClass>> classify_hotspots(std::vector<std::vector<std::uint8_t>> const& hot,
                                                    ClassOptions const& options) {
  if (hot.size() < 5) {
    return fail(Fault::missing, "hotspot.too-few-periods", "There are fewer than five periods.",
                "Take shorter periods or a longer span; fewer cannot tell lately from before.");
  }
  auto const share = [](double value) { return value > 0 && value <= 1; };
  bool const usable =
      share(options.least_share) && share(options.persistent_share) && share(options.recent_share) &&
      std::ranges::all_of(hot, [&](auto const& one) { return one.size() == hot.front().size(); });
  if (!usable) {
    return fail(Fault::malformed, "hotspot.classes",
                "The periods are of different cells, or a share is not above 0 to 1.",
                "Take one grid for all periods, and leave the shares as they are.");
  }
  std::vector<HotspotClass> classes;
  for (std::size_t cell = 0; cell < hot.front().size(); ++cell)
    classes.push_back(class_of(hot, cell, options));
  return classes;
}

Result<std::vector<std::vector<std::uint8_t>>> hot_by_period(ReportedEvents const& events, Grid const& grid,
                                                             MonthRange span, int months_each,
                                                             StabilityOptions const& options) {
  auto const months = span.last.index - span.first.index + 1;
  auto const& columns = events.columns();
  if (months_each < 1 || months < 1 || months % months_each != 0 ||
      (columns.month.empty() && events.size() > 0)) {
    return fail(Fault::malformed, "hotspot.periods",
                "The span is no whole number of periods, or the events have no months.",
                "Take a span such as 24 months in periods of 3.");
  }
  std::vector<std::vector<double>> counted(static_cast<std::size_t>(months / months_each),
                                           std::vector<double>(grid.cells(), 0));
  for (std::size_t event = 0; event < events.size(); ++event) {
    auto const cell = grid.cell_of({columns.x[event], columns.y[event]});
    auto const month = columns.month[event];
    if (!cell || month < span.first.index || month > span.last.index) continue;
    counted[static_cast<std::size_t>((month - span.first.index) / months_each)][*cell] += 1;
  }
  std::vector<std::vector<std::uint8_t>> hot;
  for (auto const& one : counted) {
    auto const gi = gi_on_grid(one, grid.columns(), options.neighbourhood, gi_options(options));
    if (!gi && gi.error().code.view() != "gistar.no-variation") return fail(gi);
    hot.push_back(gi ? hot_places(*gi, options.level) : std::vector<std::uint8_t>(grid.cells(), 0));
  }
  return hot;
}

}  // namespace concordat::places
