// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/two_sources.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "places/compare/two_counts.h"
#include "places/density.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/significance.h"

namespace concordat::places {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
/// Of the peak: what lies below it is what the series that sums the kernels leaves, and no density.
constexpr double nothing_near = 1e-6;

bool has_place(ReportedEvents const& events) {
  return std::ranges::any_of(events.columns().x, [](double x) { return std::isfinite(x); });
}

/// Each cell's density over the sum of them, with what is nothing as nothing.
std::vector<double> per_event(DensitySurface const& surface) {
  double const peak = std::ranges::max(surface.per_square_metre);
  std::vector<double> shares;
  for (double const one : surface.per_square_metre) shares.push_back(one <= peak * nothing_near ? 0 : one / static_cast<double>(surface.used));
  return shares;
}

struct HotSource {
  std::vector<double> z;
  std::vector<std::uint8_t> hot;
};

Result<HotSource> hot_of(ReportedEvents const& events, Grid const& grid, HotOptions const& options, GoOn const& go_on) {
  auto const counts = count_on_grid(events, grid);
  auto gi = gi_on_grid(counts, grid.columns(), options.neighbourhood,
                       {.inside = options.inside, .permutations = options.permutations, .seed = options.seed, .go_on = go_on});
  if (!gi && gi.error().code.view() == "gistar.no-variation") {
    return HotSource{std::vector<double>(grid.cells(), no_number), std::vector<std::uint8_t>(grid.cells(), 0)};
  }
  if (!gi) return fail(gi);
  auto hot = hot_places(*gi, options.level);
  return HotSource{std::move(gi->z), std::move(hot)};
}

}  // namespace

Result<std::vector<AreaApart>> areas_apart(std::span<std::int64_t const> first, std::span<std::int64_t const> second, ApartOptions const& options) {
  auto const negative = [](std::int64_t count) { return count < 0; };
  if (first.size() != second.size() || std::ranges::any_of(first, negative) || std::ranges::any_of(second, negative)) {
    return fail(Fault::malformed, "apart.counts", "The counts of the two sources are not one an area from 0 up.", "Count both sources by the same areas.");
  }
  auto const all_first = std::accumulate(first.begin(), first.end(), std::int64_t{0});
  auto const all_second = std::accumulate(second.begin(), second.end(), std::int64_t{0});
  auto const all = static_cast<double>(all_first + all_second);
  std::vector<AreaApart> areas(first.size());
  std::vector<double> p(first.size(), no_number);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    auto const combined = first[i] + second[i];
    areas[i].expected = all == 0 ? 0 : static_cast<double>(combined) * static_cast<double>(all_first) / all;
    if (all_first == 0 || all_second == 0 || combined < std::max<std::int64_t>(options.least_combined, 1)) continue;
    auto const test = compare({first[i], second[i], static_cast<double>(all_first), static_cast<double>(all_second)});
    if (!test) return fail(test);
    p[i] = test->p_conditional;
  }
  auto const q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    areas[i].p = p[i];
    areas[i].p_fdr = q[i];
    if (std::isnan(q[i]) || q[i] > options.level || first[i] < options.least_first) continue;
    areas[i].more = static_cast<double>(first[i]) > areas[i].expected ? More::first : More::second;
  }
  return areas;
}

Result<DensityRatio> density_ratio(ReportedEvents const& first, ReportedEvents const& second, Grid const& grid, RatioOptions const& options) {
  if (!has_place(first) || !has_place(second)) {
    return fail(Fault::missing, "apart.empty", "One of the two sources has no event with a place.", "Name sources that both have events with places in the area.");
  }
  DensityOptions const density{.bandwidth = options.bandwidth};
  auto const of_first = gaussian_density(first, grid, density);
  if (!of_first) return fail(of_first);
  auto const of_second = gaussian_density(second, grid, density);
  if (!of_second) return fail(of_second);
  auto const near_first = support_counts(first, grid, options.bandwidth);
  if (!near_first) return fail(near_first);
  auto const near_second = support_counts(second, grid, options.bandwidth);
  if (!near_second) return fail(near_second);
  DensityRatio made{std::vector<double>(grid.cells(), no_number), of_first->per_square_metre, of_second->per_square_metre, *near_first};
  auto const share_first = per_event(*of_first);
  auto const share_second = per_event(*of_second);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    made.support[cell] += (*near_second)[cell];
    if (made.support[cell] < options.least_support || (share_first[cell] == 0 && share_second[cell] == 0)) continue;
    made.ratio[cell] = share_second[cell] == 0 ? std::numeric_limits<double>::infinity() : share_first[cell] / share_second[cell];
  }
  return made;
}

Result<HotApartCells> hot_cells_apart(ReportedEvents const& first, ReportedEvents const& second, Grid const& grid, HotOptions const& options) {
  auto one = hot_of(first, grid, options, go_on_in(options.go_on, 0, 2));
  if (!one) return fail(one);
  auto other = hot_of(second, grid, options, go_on_in(options.go_on, 1, 2));
  if (!other) return fail(other);
  return HotApartCells{std::move(one->z), std::move(other->z), std::move(one->hot), std::move(other->hot)};
}

}  // namespace concordat::places
