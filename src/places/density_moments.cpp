// SPDX-License-Identifier: Apache-2.0
#include "places/density_moments.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "places/convolve.h"

namespace concordat::places {
namespace {

constexpr unsigned most_order = 10;
constexpr std::size_t block = convolve_block;

double hermite(unsigned order, double t) {
  double before = 1;
  if (order == 0) return before;
  double now = t;
  for (unsigned n = 1; n < order; ++n) {
    double const next = t * now - n * before;
    before = now;
    now = next;
  }
  return now;
}

double factorial(unsigned n) {
  return std::tgamma(n + 1.0);
}

/// max over t of |He_n(t) exp(-t^2/2)|, found on a fine lattice; a hundredth more makes up for the lattice.
double highest(unsigned order) {
  double most = 0;
  for (int step = 0; step <= 4000; ++step) {
    double const t = step * 0.002;
    most = std::max(most, std::abs(hermite(order, t)) * std::exp(-t * t / 2));
  }
  return most * 1.01;
}

/// Events sorted by padded row (counting sort).
struct RowOrder {
  std::vector<std::uint32_t> first;  ///< one a padded row and one more
  std::vector<std::uint32_t> event;
};

class Spreader {
 public:
  Spreader(PlacedEvents const& events, Grid const& grid, double bandwidth, MomentPlan const& plan);
  std::vector<double> run();

 private:
  void make_taps();
  void sort_events();
  /// Sums the offsets' powers of one padded row into moments_; false where the row is empty.
  bool gather(std::uint32_t padded_row);
  void spread_across(std::uint32_t padded_row);
  void spread_down(std::vector<double>& sums);
  [[nodiscard]] double position(double at, double origin) const { return (at - origin) / cell_ + reach_; }

  PlacedEvents const& events_;
  double cell_;
  double bandwidth_;
  double west_;
  double south_;
  std::uint32_t columns_;
  std::uint32_t rows_;
  std::uint32_t reach_;
  unsigned orders_;           ///< P + 1
  std::size_t pairs_;         ///< (a, b) with a + b <= P
  std::size_t width_;         ///< columns rounded up to whole blocks
  std::size_t padded_width_;  ///< with the reach on either side
  std::size_t padded_rows_;
  std::vector<std::vector<double>> taps_;    ///< by order
  std::vector<double> moments_;              ///< [padded column][pair], of one row
  std::vector<double> line_;                 ///< one moment along the row
  std::vector<std::vector<double>> spread_;  ///< by b: [padded row][column]
  RowOrder order_;
};

Spreader::Spreader(PlacedEvents const& events, Grid const& grid, double bandwidth, MomentPlan const& plan)
    : events_{events},
      cell_{grid.cell_size()},
      bandwidth_{bandwidth},
      west_{grid.west()},
      south_{grid.south()},
      columns_{grid.columns()},
      rows_{grid.rows()},
      reach_{plan.reach},
      orders_{plan.order + 1},
      pairs_{static_cast<std::size_t>(orders_) * (orders_ + 1) / 2},
      width_{(columns_ + block - 1) / block * block},
      padded_width_{width_ + 2 * static_cast<std::size_t>(reach_)},
      padded_rows_{rows_ + 2 * static_cast<std::size_t>(reach_)} {
  make_taps();
  moments_.assign(padded_width_ * pairs_, 0);
  line_.assign(padded_width_, 0);
  spread_.assign(orders_, std::vector<double>(padded_rows_ * width_, 0));
}

void Spreader::make_taps() {
  for (unsigned order = 0; order < orders_; ++order) {
    std::vector<double> taps(2 * static_cast<std::size_t>(reach_) + 1);
    for (std::size_t k = 0; k < taps.size(); ++k) {
      // in[i + k] lies k - reach cells east of the output, so the output lies as many west of it
      double const t = (static_cast<double>(reach_) - static_cast<double>(k)) * cell_ / bandwidth_;
      taps[k] = hermite(order, t) * std::exp(-t * t / 2);
    }
    taps_.push_back(std::move(taps));
  }
}

void Spreader::sort_events() {
  constexpr std::uint32_t nowhere = 0xffffffff;
  std::size_t const count = events_.x.size();
  std::vector<std::uint32_t> row_of(count, nowhere);
  order_.first.assign(padded_rows_ + 1, 0);
  double const padded_columns = static_cast<double>(columns_) + 2.0 * reach_;
  for (std::size_t event = 0; event < count; ++event) {
    double const column = position(events_.x[event], west_);
    double const row = position(events_.y[event], south_);
    // out of reach, or no number
    if (!(column >= 0 && column < padded_columns) || !(row >= 0 && row < static_cast<double>(padded_rows_)))
      continue;
    row_of[event] = static_cast<std::uint32_t>(row);
    ++order_.first[row_of[event] + 1];
  }
  for (std::size_t row = 0; row < padded_rows_; ++row) order_.first[row + 1] += order_.first[row];
  order_.event.resize(order_.first.back());
  auto next = order_.first;
  for (std::size_t event = 0; event < count; ++event) {
    if (row_of[event] != nowhere) order_.event[next[row_of[event]]++] = static_cast<std::uint32_t>(event);
  }
}

bool Spreader::gather(std::uint32_t padded_row) {
  auto const begin = order_.first[padded_row];
  auto const end = order_.first[padded_row + 1];
  if (begin == end) return false;
  std::ranges::fill(moments_, 0.0);
  std::array<double, most_order + 1> inverse{};
  for (unsigned n = 1; n < orders_; ++n) inverse[n] = 1.0 / n;
  std::array<double, most_order + 1> across{};
  std::array<double, most_order + 1> up{};
  double const scale = cell_ / bandwidth_;
  for (auto at = begin; at < end; ++at) {
    auto const event = order_.event[at];
    double const column = position(events_.x[event], west_);
    double const row = position(events_.y[event], south_);
    auto const cell = static_cast<std::size_t>(column);
    double const dx = (column - static_cast<double>(cell) - 0.5) * scale;
    double const dy = (row - padded_row - 0.5) * scale;
    across[0] = events_.weight.empty() ? 1.0 : events_.weight[event];
    up[0] = 1;
    for (unsigned n = 1; n < orders_; ++n) {
      across[n] = across[n - 1] * dx * inverse[n];
      up[n] = up[n - 1] * dy * inverse[n];
    }
    double* moment = &moments_[cell * pairs_];
    for (unsigned b = 0; b < orders_; ++b) {
      for (unsigned a = 0; a + b < orders_; ++a) *moment++ += across[a] * up[b];
    }
  }
  return true;
}

void Spreader::spread_across(std::uint32_t padded_row) {
  std::size_t pair = 0;
  for (unsigned b = 0; b < orders_; ++b) {
    double* const out = &spread_[b][padded_row * width_];
    for (unsigned a = 0; a + b < orders_; ++a, ++pair) {
      for (std::size_t column = 0; column < padded_width_; ++column) {
        line_[column] = moments_[column * pairs_ + pair];
      }
      for (std::size_t column = 0; column < width_; column += block) {
        convolve(out + column, &line_[column], 1, taps_[a].data(), taps_[a].size());
      }
    }
  }
}

void Spreader::spread_down(std::vector<double>& sums) {
  std::array<double, block> held{};
  for (std::size_t column = 0; column < width_; column += block) {
    std::size_t const real = std::min<std::size_t>(block, columns_ - std::min<std::size_t>(column, columns_));
    for (std::size_t row = 0; row < rows_; ++row) {
      held.fill(0);
      for (unsigned b = 0; b < orders_; ++b) {
        convolve(held.data(), &spread_[b][row * width_ + column], width_, taps_[b].data(), taps_[b].size());
      }
      std::copy_n(held.begin(), real, &sums[row * columns_ + column]);
    }
  }
}

std::vector<double> Spreader::run() {
  sort_events();
  for (std::uint32_t row = 0; row < padded_rows_; ++row) {
    if (gather(row)) spread_across(row);
  }
  std::vector<double> sums(static_cast<std::size_t>(columns_) * rows_, 0);
  spread_down(sums);
  return sums;
}

}  // namespace

double reach_in_bandwidths(double tolerance) {
  return std::sqrt(2 * std::log(30 / (tolerance_for_cut * tolerance)));
}

std::optional<MomentPlan> plan_moments(Grid const& grid, double bandwidth, double tolerance) {
  double const offset = grid.cell_size() / bandwidth / std::sqrt(2.0);
  MomentPlan plan;
  // an order less than 2 is never right for an exact surface
  for (plan.order = 2; plan.order <= most_order; ++plan.order) {
    unsigned const next = plan.order + 1;
    if (std::pow(offset, next) / factorial(next) * highest(next) <= tolerance_for_order * tolerance) break;
  }
  if (plan.order > most_order) return std::nullopt;
  plan.reach =
      static_cast<std::uint32_t>(std::ceil(reach_in_bandwidths(tolerance) * bandwidth / grid.cell_size()));
  double const convolutions = (plan.order + 1.0) * (plan.order + 2.0) / 2 + plan.order + 1.0;
  plan.operations = convolutions * (2.0 * plan.reach + 1) * static_cast<double>(grid.cells());
  return plan;
}

std::vector<double> sum_by_moments(PlacedEvents const& events, Grid const& grid, double bandwidth,
                                   MomentPlan const& plan) {
  return Spreader{events, grid, bandwidth, plan}.run();
}

}  // namespace concordat::places
