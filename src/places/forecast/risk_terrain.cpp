// SPDX-License-Identifier: Apache-2.0
#include "places/forecast/risk_terrain.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "places/spatial/close_pairs.h"

namespace concordat::places {
namespace {

constexpr int most_rounds = 200;
constexpr double settled = 1e-9;

using Factors = std::vector<std::vector<double>>;

/// Less its mean, over its deviation; empty where it is the same everywhere or no number.
std::vector<double> standardised(std::vector<double> const& factor) {
  auto const count = static_cast<double>(factor.size());
  double const mean = std::accumulate(factor.begin(), factor.end(), 0.0) / count;
  double squares = 0;
  for (double const value : factor) squares += (value - mean) * (value - mean);
  double const deviation = std::sqrt(squares / count);
  if (!(deviation > 1e-12 * (1 + std::abs(mean))) || !std::isfinite(deviation)) return {};
  std::vector<double> out;
  for (double const value : factor) out.push_back((value - mean) / deviation);
  return out;
}

class Fit {
 public:
  Fit(Factors const& factors, std::span<std::int64_t const> counts)
      : x_{&factors}, y_(counts.begin(), counts.end()) {
    n_ = static_cast<double>(y_.size());
    mean_ = std::accumulate(y_.begin(), y_.end(), 0.0) / n_;
    intercept_ = std::log(mean_);
    beta_.assign(x_->size(), 0);
    eta_.assign(y_.size(), intercept_);
  }

  /// The least penalty under which no factor is taken.
  [[nodiscard]] double largest_penalty(double mixing) const {
    double largest = 0;
    for (auto const& column : *x_) {
      double slope = 0;
      for (std::size_t i = 0; i < y_.size(); ++i) slope += column[i] * (y_[i] - mean_);
      largest = std::max(largest, std::abs(slope) / n_);
    }
    return largest / mixing;
  }

  /// Goes on from the solution for the penalty before.
  void solve(double penalty, double mixing) {
    std::vector<double> weight(y_.size());
    std::vector<double> residual(y_.size());
    for (int round = 0; round < most_rounds; ++round) {
      for (std::size_t i = 0; i < y_.size(); ++i) {
        double const mean = std::exp(std::clamp(eta_[i], -30.0, 30.0));
        weight[i] = mean;
        residual[i] = (y_[i] - mean) / mean;  // of the working response
      }
      if (descend(weight, residual, penalty, mixing) < settled) return;
    }
  }

  [[nodiscard]] double bic() const {
    double likelihood = 0;
    for (std::size_t i = 0; i < y_.size(); ++i)
      likelihood += y_[i] * eta_[i] - std::exp(eta_[i]) - std::lgamma(y_[i] + 1);
    auto const taken =
        static_cast<double>(beta_.size()) - static_cast<double>(std::ranges::count(beta_, 0.0));
    return -2 * likelihood + std::log(n_) * (taken + 1);
  }
  [[nodiscard]] double dispersion() const {
    double sum = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      double const mean = std::exp(eta_[i]);
      sum += (y_[i] - mean) * (y_[i] - mean) / mean;
    }
    return sum / n_;
  }
  [[nodiscard]] std::vector<double> const& beta() const { return beta_; }
  [[nodiscard]] std::vector<double> expected() const {
    std::vector<double> expected;
    for (double const eta : eta_) expected.push_back(std::exp(eta));
    return expected;
  }

 private:
  void move(std::vector<double> const* column, double by, std::vector<double>& residual) {
    for (std::size_t i = 0; i < y_.size(); ++i) {
      double const step = column == nullptr ? by : by * (*column)[i];
      eta_[i] += step;
      residual[i] -= step;
    }
  }

  /// Weighted least squares for one set of weights; the largest move of a coefficient.
  double descend(std::vector<double> const& weight, std::vector<double>& residual, double penalty,
                 double mixing) {
    double furthest = 0;
    for (int round = 0; round < most_rounds; ++round) {
      double moved = 0;
      double sum = 0;
      double total = 0;
      for (std::size_t i = 0; i < y_.size(); ++i) {
        sum += weight[i] * residual[i];
        total += weight[i];
      }
      intercept_ += sum / total;
      move(nullptr, sum / total, residual);
      moved = std::abs(sum / total);
      for (std::size_t factor = 0; factor < x_->size(); ++factor) {
        double slope = 0;
        double curve = 0;
        for (std::size_t i = 0; i < y_.size(); ++i) {
          slope += weight[i] * (*x_)[factor][i] * residual[i];
          curve += weight[i] * (*x_)[factor][i] * (*x_)[factor][i];
        }
        double const pull = slope / n_ + curve / n_ * beta_[factor];
        double const shrunk = std::copysign(std::max(0.0, std::abs(pull) - penalty * mixing), pull);
        double const next = shrunk / (curve / n_ + penalty * (1 - mixing));
        double const by = next - beta_[factor];
        if (by == 0) continue;
        beta_[factor] = next;
        move(&(*x_)[factor], by, residual);
        moved = std::max(moved, std::abs(by));
      }
      furthest = std::max(furthest, moved);
      if (moved < settled) break;
    }
    return furthest;
  }

  Factors const* x_;  // a pointer, so that a fit can be kept and assigned
  std::vector<double> y_;
  double n_ = 0;
  double mean_ = 0;
  double intercept_ = 0;
  std::vector<double> beta_;
  std::vector<double> eta_;
};

Result<Factors> usable(std::span<std::vector<double> const> factors, TerrainCounts const& counts,
                       TerrainOptions const& options) {
  auto const cells = counts.fitted.size();
  if (factors.empty() || factors.size() > 200 || cells < 20 || !(options.mixing > 0 && options.mixing <= 1) ||
      options.steps < 2) {
    return fail(
        Fault::malformed, "terrain.options",
        "There are no factors or more than 200, fewer than 20 cells, or the mixing is not above 0 to 1.",
        "Give a few features of the place on a grid of the area.");
  }
  std::int64_t events = 0;
  for (auto const count : counts.fitted) events += std::max<std::int64_t>(count, 0);
  if (events < 30) {
    return fail(Fault::missing, "terrain.too-few-events", "There are fewer than 30 events to fit.",
                "Fit a whole year, or a larger area.");
  }
  Factors scaled;
  for (auto const& factor : factors) {
    auto one = factor.size() == cells ? standardised(factor) : std::vector<double>{};
    if (one.empty()) {
      return fail(Fault::malformed, "terrain.factor",
                  "A factor is the same in every cell, no number, or of other cells.",
                  "Leave it out, or take another distance.");
    }
    scaled.push_back(std::move(one));
  }
  return scaled;
}

}  // namespace

std::vector<double> near_places(Grid const& grid, std::span<Point const> places, double metres) {
  PointBuckets const buckets{places, metres};
  std::vector<double> near(grid.cells(), 0);
  for (std::size_t cell = 0; cell < near.size(); ++cell) {
    buckets.visit_near(grid.centre(cell), [&](std::uint32_t, double) { near[cell] = 1; });
  }
  return near;
}

std::vector<double> density_of_places(Grid const& grid, std::span<Point const> places, double bandwidth) {
  PointBuckets const buckets{places, 6 * bandwidth};
  std::vector<double> density(grid.cells(), 0);
  double const scale = 1e6 / (2 * std::numbers::pi * bandwidth * bandwidth);
  for (std::size_t cell = 0; cell < density.size(); ++cell) {
    buckets.visit_near(grid.centre(cell), [&](std::uint32_t, double apart) {
      density[cell] += scale * std::exp(-apart * apart / (2 * bandwidth * bandwidth));
    });
  }
  return density;
}

Result<RiskTerrain> risk_terrain(std::span<std::vector<double> const> factors, TerrainCounts const& counts,
                                 TerrainOptions const& options) {
  auto const scaled = usable(factors, counts, options);
  if (!scaled) return fail(scaled);
  Fit fit{*scaled, counts.fitted};
  auto best = fit;
  double const largest = fit.largest_penalty(options.mixing);
  for (std::uint32_t step = 0; step < options.steps; ++step) {
    // from the least penalty that takes nothing to a thousandth of it
    fit.solve(largest * std::pow(1e-3, static_cast<double>(step) / (options.steps - 1)), options.mixing);
    if (fit.bic() < best.bic()) best = fit;
  }
  RiskTerrain terrain;
  terrain.bic = best.bic();
  terrain.dispersion = best.dispersion();
  for (double const beta : best.beta()) terrain.relative_risk.push_back(std::exp(beta));
  auto score = best.expected();
  auto const trial = try_forecast(score, counts.fitted, counts.held_out, options.trial);
  if (!trial) return fail(trial);
  terrain.trial = *trial;
  if (trial->beats_last_year) terrain.score = std::move(score);
  return terrain;
}

}  // namespace concordat::places
