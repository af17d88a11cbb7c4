// SPDX-License-Identifier: Apache-2.0
#include "places/density.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "places/density_moments.h"

namespace concordat::places {
namespace {

constexpr double pi = std::numbers::pi;
/// A bell wider than this many cells either way is a mistake, and would cost minutes.
constexpr double most_reach_cells = 4000;

std::optional<Problem> unusable(Grid const& grid, double bandwidth, double reach) {
  if (!(bandwidth >= 1 && bandwidth <= 1e6)) {
    return Problem{Fault::malformed, "density.bandwidth", "The bandwidth is not between 1 m and 1000 km.",
                   "Give the bandwidth in metres, for example 300."};
  }
  if (reach / grid.cell_size() > most_reach_cells) {
    return Problem{Fault::too_large, "density.bandwidth-in-cells",
                   "The bandwidth is too wide for such small cells.",
                   "Take larger cells or a narrower bandwidth."};
  }
  return std::nullopt;
}

/// Events that have a place (and, for a corrected surface, lie in the box), as the sums take them.
struct Placed {
  PlacedEvents events;
  std::vector<double> x, y, weight;  ///< filled only where some events must be left out
  std::uint64_t used = 0;
  std::uint64_t unplaced = 0;
};

void place(Placed& placed, ReportedEvents const& events, Box const& reach) {
  auto const& columns = events.columns();
  for (std::size_t event = 0; event < events.size(); ++event) {
    Point const point{columns.x[event], columns.y[event]};
    if (std::isnan(point.x) || std::isnan(point.y)) {
      ++placed.unplaced;
    } else if (reach.contains(point)) {
      ++placed.used;
    }
  }
  placed.events = {columns.x, columns.y, columns.weight};
  if (placed.used == events.size()) return;
  for (std::size_t event = 0; event < events.size(); ++event) {
    if (!reach.contains({columns.x[event], columns.y[event]})) continue;
    placed.x.push_back(columns.x[event]);
    placed.y.push_back(columns.y[event]);
    if (!columns.weight.empty()) placed.weight.push_back(columns.weight[event]);
  }
  placed.events = {placed.x, placed.y, placed.weight};
}

/// The cells whose centres lie within `reach` of `at`, along one axis.
struct Span {
  std::size_t first = 0;
  std::size_t end = 0;
};

Span cells_within(double at, double origin, double cell, double reach, std::uint32_t count) {
  double const first = std::ceil((at - reach - origin) / cell - 0.5);
  double const last = std::floor((at + reach - origin) / cell - 0.5);
  if (last < 0 || first >= count || last < first) return {};
  return {static_cast<std::size_t>(std::max(first, 0.0)),
          static_cast<std::size_t>(std::min(last, count - 1.0)) + 1};
}

std::vector<double> sum_directly(PlacedEvents const& events, Grid const& grid, double bandwidth,
                                 double reach) {
  std::vector<double> sums(grid.cells(), 0);
  std::vector<double> bell(grid.columns());
  double const cell = grid.cell_size();
  double const scale = -1 / (2 * bandwidth * bandwidth);
  for (std::size_t event = 0; event < events.x.size(); ++event) {
    auto const across = cells_within(events.x[event], grid.west(), cell, reach, grid.columns());
    auto const up = cells_within(events.y[event], grid.south(), cell, reach, grid.rows());
    double const weight = events.weight.empty() ? 1 : events.weight[event];
    for (auto column = across.first; column < across.end; ++column) {
      double const distance = grid.west() + (static_cast<double>(column) + 0.5) * cell - events.x[event];
      bell[column] = weight * std::exp(distance * distance * scale);
    }
    for (auto row = up.first; row < up.end; ++row) {
      double const distance = grid.south() + (static_cast<double>(row) + 0.5) * cell - events.y[event];
      double const height = std::exp(distance * distance * scale);
      double* const line = &sums[row * grid.columns()];
      for (auto column = across.first; column < across.end; ++column) line[column] += height * bell[column];
    }
  }
  return sums;
}

/// The share of a bell centred on each cell along one axis that lies between the grid's two edges.
std::vector<double> mass_inside(double cell, std::uint32_t count, double bandwidth) {
  std::vector<double> mass(count);
  double const root = bandwidth * std::numbers::sqrt2;
  for (std::uint32_t i = 0; i < count; ++i) {
    mass[i] = (std::erf((count - i - 0.5) * cell / root) + std::erf((i + 0.5) * cell / root)) / 2;
  }
  return mass;
}

void correct_edges(DensitySurface& surface) {
  auto const& grid = surface.grid;
  auto const across = mass_inside(grid.cell_size(), grid.columns(), surface.bandwidth);
  auto const up = mass_inside(grid.cell_size(), grid.rows(), surface.bandwidth);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    surface.per_square_metre[cell] /= across[cell % grid.columns()] * up[cell / grid.columns()];
  }
}

Box grown(Box const& box, double by) {
  return {box.west - by, box.south - by, box.east + by, box.north + by};
}

bool moments_are_cheaper(MomentPlan const& plan, Grid const& grid, double bandwidth, std::uint64_t events) {
  double const cells_across = 2.0 * plan.reach + 1;
  // a bell of fewer cells than this is summed at once; filling one costs about 20 multiply-adds an
  // exponential
  bool const narrow = bandwidth < 2 * grid.cell_size();
  return !narrow && static_cast<double>(events) * cells_across * (cells_across + 40) > plan.operations;
}

/// A row of cells through a kernel, in radii: where the first centre lies, how far the next, and 1 less the square of the way up to them.
struct QuarticRow {
  double from, step, top, weight;
};

constexpr std::size_t quartic_lanes = 8;
using QuarticLanes = double __attribute__((vector_size(quartic_lanes * sizeof(double)), aligned(sizeof(double))));

/// Adds to eight cells at a time: beyond the kernel the height is 0, and nothing is added to what lies there. REQUIRES: `count` rounded up
/// to whole eights lies within the grid's row.
inline __attribute__((always_inline)) void add_quartic(double* cells, std::size_t count, QuarticRow const& row) {
  QuarticLanes away = QuarticLanes{0, 1, 2, 3, 4, 5, 6, 7} * row.step + row.from;
  for (std::size_t i = 0; i < count; i += quartic_lanes) {
    QuarticLanes height = row.top - away * away;
    height = height > 0 ? height : QuarticLanes{};
    *reinterpret_cast<QuarticLanes*>(cells + i) += row.weight * height * height;
    away += row.step * quartic_lanes;
  }
}

/// The same for a row of the grid that ends before the kernel does.
void add_quartic_to_the_edge(double* cells, std::size_t count, QuarticRow const& row) {
  for (std::size_t i = 0; i < count; ++i) {
    double const away = row.from + static_cast<double>(i) * row.step;
    double const height = std::max(row.top - away * away, 0.0);
    cells[i] += row.weight * height * height;
  }
}

using AddQuartic = void (*)(double*, std::size_t, QuarticRow const&);
void add_quartic_plain(double* cells, std::size_t count, QuarticRow const& row) { add_quartic(cells, count, row); }
#if defined(__x86_64__)
__attribute__((target("avx2"))) void add_quartic_avx2(double* cells, std::size_t count, QuarticRow const& row) { add_quartic(cells, count, row); }
__attribute__((target("avx512f"))) void add_quartic_avx512(double* cells, std::size_t count, QuarticRow const& row) { add_quartic(cells, count, row); }
AddQuartic widest_quartic() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return add_quartic_avx512;
  return __builtin_cpu_supports("avx2") ? add_quartic_avx2 : add_quartic_plain;
}
#else
AddQuartic widest_quartic() { return add_quartic_plain; }
#endif

}  // namespace

Result<DensitySurface> gaussian_density(ReportedEvents const& events, Grid const& grid,
                                        DensityOptions const& options) {
  if (!(options.tolerance >= 1e-12 && options.tolerance <= 0.01)) {
    return fail(Fault::malformed, "density.tolerance",
                "The tolerance is not between 1e-12 and 0.01 of the peak.", "Leave the tolerance at 1e-9.");
  }
  double const reach = reach_in_bandwidths(options.tolerance) * options.bandwidth;
  if (auto const fault = unusable(grid, options.bandwidth, reach)) return tl::unexpected<Problem>{*fault};
  bool const corrected = options.edge == EdgeCorrection::uniform;
  Placed placed;
  place(placed, events, corrected ? grid.box() : grown(grid.box(), reach));
  auto const plan = plan_moments(grid, options.bandwidth, options.tolerance);
  if (options.method == DensityMethod::moments && !plan) {
    return fail(Fault::refused, "density.moments",
                "The bandwidth is too few cells wide for the moments method.",
                "Let the method be chosen automatically.");
  }
  bool const by_moments = options.method == DensityMethod::moments ||
                          (options.method == DensityMethod::automatic && plan &&
                           moments_are_cheaper(*plan, grid, options.bandwidth, placed.used));
  DensitySurface surface{
      .grid = grid,
      .per_square_metre = by_moments ? sum_by_moments(placed.events, grid, options.bandwidth, *plan)
                                     : sum_directly(placed.events, grid, options.bandwidth, reach),
      .bandwidth = options.bandwidth,
      .used = placed.used,
      .unplaced = placed.unplaced};
  double const scale = 1 / (2 * pi * options.bandwidth * options.bandwidth);
  for (auto& density : surface.per_square_metre) density *= scale;
  if (corrected) correct_edges(surface);
  surface.method = corrected
                       ? FixedText{"Gaussian kernel density, corrected at the edges of the mapped rectangle."}
                       : FixedText{"Gaussian kernel density, not corrected at the edges."};
  return surface;
}

Result<DensitySurface> quartic_density(ReportedEvents const& events, Grid const& grid, double radius) {
  if (auto const fault = unusable(grid, radius, radius)) return tl::unexpected<Problem>{*fault};
  Placed placed;
  place(placed, events, grown(grid.box(), radius));
  std::vector<double> sums(grid.cells(), 0);
  static AddQuartic const add = widest_quartic();
  double const cell = grid.cell_size();
  double const inverse_square = 1 / (radius * radius);
  for (std::size_t event = 0; event < placed.events.x.size(); ++event) {
    double const weight = placed.events.weight.empty() ? 1 : placed.events.weight[event];
    auto const up = cells_within(placed.events.y[event], grid.south(), cell, radius, grid.rows());
    for (auto row = up.first; row < up.end; ++row) {
      double const dy = grid.south() + (static_cast<double>(row) + 0.5) * cell - placed.events.y[event];
      double const chord = std::sqrt(std::max(radius * radius - dy * dy, 0.0));
      auto const across = cells_within(placed.events.x[event], grid.west(), cell, chord, grid.columns());
      double const dx = grid.west() + (static_cast<double>(across.first) + 0.5) * cell - placed.events.x[event];
      auto const count = across.end - across.first;
      bool const fits = across.first + (count + quartic_lanes - 1) / quartic_lanes * quartic_lanes <= grid.columns();
      (fits ? add : add_quartic_to_the_edge)(&sums[row * grid.columns() + across.first], count,
                                             {.from = dx / radius, .step = cell / radius, .top = 1 - dy * dy * inverse_square, .weight = weight});
    }
  }
  for (auto& sum : sums) sum *= 3 / pi * inverse_square;
  return DensitySurface{.grid = grid,
                        .per_square_metre = std::move(sums),
                        .bandwidth = radius,
                        .used = placed.used,
                        .unplaced = placed.unplaced,
                        .method = "Quartic kernel density, not corrected at the edges."};
}

Result<std::vector<std::uint32_t>> support_counts(ReportedEvents const& events, Grid const& grid,
                                                  double radius) {
  if (auto const fault = unusable(grid, radius, radius)) return tl::unexpected<Problem>{*fault};
  auto const& columns = events.columns();
  // differences along each row, one more column than cells; summed up at the end
  std::size_t const stride = grid.columns() + std::size_t{1};
  std::vector<std::int32_t> steps(stride * grid.rows(), 0);
  for (std::size_t event = 0; event < events.size(); ++event) {
    if (std::isnan(columns.x[event]) || std::isnan(columns.y[event])) continue;
    auto const up = cells_within(columns.y[event], grid.south(), grid.cell_size(), radius, grid.rows());
    for (auto row = up.first; row < up.end; ++row) {
      double const dy = grid.south() + (static_cast<double>(row) + 0.5) * grid.cell_size() - columns.y[event];
      double const chord = std::sqrt(std::max(radius * radius - dy * dy, 0.0));
      auto const across =
          cells_within(columns.x[event], grid.west(), grid.cell_size(), chord, grid.columns());
      if (across.first == across.end) continue;
      ++steps[row * stride + across.first];
      --steps[row * stride + across.end];
    }
  }
  std::vector<std::uint32_t> counts(grid.cells());
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    std::int32_t sum = 0;
    for (std::size_t column = 0; column < grid.columns(); ++column) {
      sum += steps[row * stride + column];
      counts[row * grid.columns() + column] = static_cast<std::uint32_t>(sum);
    }
  }
  return counts;
}

}  // namespace concordat::places
