// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/study_area.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "places/area_locator.h"

namespace concordat::places {
namespace {

constexpr int samples = 8;  // along each side of a cell

/// The share of a Gaussian round a cell's centre that falls on the cell `steps` away, along one axis.
std::vector<double> gaussian_taps(double cell, double bandwidth) {
  auto const reach = static_cast<int>(std::ceil(9 * bandwidth / cell));
  double const root = bandwidth * std::numbers::sqrt2;
  std::vector<double> taps;
  for (int step = -reach; step <= reach; ++step) {
    taps.push_back((std::erf((step + 0.5) * cell / root) - std::erf((step - 0.5) * cell / root)) / 2);
  }
  return taps;
}

/// out[line][i] = sum of taps * in[line][i + step], for lines of `length` that lie `stride` apart.
std::vector<double> along(std::vector<double> const& in, std::vector<double> const& taps, std::size_t columns,
                          bool rows) {
  std::vector<double> out(in.size(), 0);
  auto const reach = static_cast<std::ptrdiff_t>(taps.size() / 2);
  auto const width = static_cast<std::ptrdiff_t>(columns);
  auto const height = static_cast<std::ptrdiff_t>(in.size() / columns);
  auto const length = rows ? width : height;
  for (std::ptrdiff_t row = 0; row < height; ++row) {
    for (std::ptrdiff_t column = 0; column < width; ++column) {
      auto const at = rows ? column : row;
      double sum = 0;
      for (auto other = std::max<std::ptrdiff_t>(0, at - reach); other <= std::min(length - 1, at + reach);
           ++other) {
        auto const from = rows ? row * width + other : other * width + column;
        sum += taps[static_cast<std::size_t>(other - at + reach)] * in[static_cast<std::size_t>(from)];
      }
      out[static_cast<std::size_t>(row * width + column)] = sum;
    }
  }
  return out;
}

struct QuarticTap {
  std::ptrdiff_t dx;
  std::ptrdiff_t dy;
  double share;
};

/// The share of a quartic kernel on each cell round it, by sampling; the shares add up to 1.
std::vector<QuarticTap> quartic_taps(double cell, double radius) {
  auto const reach = static_cast<int>(std::ceil(radius / cell + 0.5));
  std::vector<QuarticTap> taps;
  double total = 0;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      double sum = 0;
      for (int i = 0; i < samples * samples; ++i) {
        double const x = (dx - 0.5 + (i % samples + 0.5) / samples) * cell / radius;
        double const y = (dy - 0.5 + (i / samples + 0.5) / samples) * cell / radius;
        double const height = std::max(0.0, 1 - x * x - y * y);
        sum += height * height;
      }
      if (sum > 0) taps.push_back({dx, dy, sum});
      total += sum;
    }
  }
  for (auto& tap : taps) tap.share /= total;
  return taps;
}

std::vector<double> quartic_share(StudyArea const& area, double radius) {
  auto const taps = quartic_taps(area.grid().cell_size(), radius);
  auto const columns = static_cast<std::ptrdiff_t>(area.grid().columns());
  auto const rows = static_cast<std::ptrdiff_t>(area.grid().rows());
  std::vector<double> share(area.coverage().size(), 0);
  for (std::ptrdiff_t row = 0; row < rows; ++row) {
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      auto const cell = static_cast<std::size_t>(row * columns + column);
      if (area.coverage()[cell] == 0) continue;
      for (auto const& tap : taps) {
        auto const x = column + tap.dx;
        auto const y = row + tap.dy;
        if (x < 0 || x >= columns || y < 0 || y >= rows) continue;
        share[cell] += tap.share * area.coverage()[static_cast<std::size_t>(y * columns + x)];
      }
    }
  }
  return share;
}

}  // namespace

StudyArea::StudyArea(AreaSet const& areas, Grid const& grid)
    : areas_{&areas}, grid_{grid}, coverage_(grid.cells(), 0) {
  AreaLocator const locator{areas};
  for (std::size_t cell = 0; cell < coverage_.size(); ++cell) {
    auto const box = grid.cell_box(cell);
    int inside = 0;
    for (int i = 0; i < samples * samples; ++i) {
      Point const point{box.west + grid.cell_size() * (i % samples + 0.5) / samples,
                        box.south + grid.cell_size() * (i / samples + 0.5) / samples};
      inside += locator.locate(point) ? 1 : 0;
    }
    coverage_[cell] = static_cast<double>(inside) / (samples * samples);
  }
}

std::vector<std::uint8_t> StudyArea::inside() const {
  std::vector<std::uint8_t> inside;
  for (double const share : coverage_) inside.push_back(share >= 0.5 ? 1 : 0);
  return inside;
}

std::vector<double> kernel_share_inside(StudyArea const& area, Kernel kernel, double bandwidth) {
  if (kernel == Kernel::quartic) return quartic_share(area, bandwidth);
  auto const taps = gaussian_taps(area.grid().cell_size(), bandwidth);
  return along(along(area.coverage(), taps, area.grid().columns(), true), taps, area.grid().columns(), false);
}

Result<DensitySurface> density_inside(ReportedEvents const& events, StudyArea const& area, Kernel kernel,
                                      DensityOptions const& options) {
  auto const& columns = events.columns();
  AreaLocator const locator{area.areas()};
  std::vector<double> x, y, weight;
  std::uint64_t unplaced = 0;
  for (std::size_t event = 0; event < events.size(); ++event) {
    if (std::isnan(columns.x[event]) || std::isnan(columns.y[event])) ++unplaced;
    if (!locator.locate({columns.x[event], columns.y[event]})) continue;
    x.push_back(columns.x[event]);
    y.push_back(columns.y[event]);
    if (!columns.weight.empty()) weight.push_back(columns.weight[event]);
  }
  std::vector<Origin> const origin(x.size(), Origin::reported);  // `events` were admitted already
  auto const inside = ReportedEvents::admit({.x = x, .y = y, .origin = origin, .weight = weight});
  if (!inside) return fail(inside);
  auto plain = options;
  plain.edge = EdgeCorrection::none;
  auto surface = kernel == Kernel::quartic ? quartic_density(*inside, area.grid(), options.bandwidth)
                                           : gaussian_density(*inside, area.grid(), plain);
  if (!surface) return surface;
  auto const share = kernel_share_inside(area, kernel, options.bandwidth);
  for (std::size_t cell = 0; cell < share.size(); ++cell) {
    auto& density = surface->per_square_metre[cell];
    density = area.coverage()[cell] > 0 && share[cell] > 0 ? density / share[cell] : 0;
  }
  surface->unplaced = unplaced;
  surface->method = kernel == Kernel::quartic
                        ? FixedText{"Quartic kernel density, corrected at the edges of the study area."}
                        : FixedText{"Gaussian kernel density, corrected at the edges of the study area."};
  return surface;
}

}  // namespace concordat::places
