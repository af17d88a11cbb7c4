// SPDX-License-Identifier: Apache-2.0
// Risk terrain: which features of the place carry the risk of an event (Caplan, Kennedy and Miller 2011,
// Justice Q. 28:360).
//
// Poisson regression of the counts of one period on rasters of nearness and density, by elastic net (Zou and
// Hastie 2005, J. R. Stat. Soc. B 67:301; coordinate descent, Friedman and others 2010, J. Stat. Softw.
// 33:1). How strong the penalty is, the Bayesian information criterion says. The fit is tried on a later
// period at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "places/forecast/trial.h"
#include "places/grid.h"

namespace concordat::places {

/// 1 for cells whose centre lies less than `metres` from one of the places, else 0.
[[nodiscard]] std::vector<double> near_places(Grid const& grid, std::span<Point const> places, double metres);
/// Gaussian density of the places at each cell's centre, per square kilometre.
[[nodiscard]] std::vector<double> density_of_places(Grid const& grid, std::span<Point const> places,
                                                    double bandwidth);

struct TerrainOptions {
  double mixing = 0.5;  ///< 1: lasso; towards 0: ridge
  std::uint32_t steps = 50;
  TrialOptions trial = {};
};

struct TerrainCounts {
  std::span<std::int64_t const> fitted;    ///< events of the period that is fitted: the year before
  std::span<std::int64_t const> held_out;  ///< of a later period
};

struct RiskTerrain {
  /// What one standard deviation of a factor multiplies the rate by; 1 for a factor that was not taken.
  std::vector<double> relative_risk;
  double bic = 0;
  double dispersion = 0;  ///< Pearson's; well above 1 means that events cluster beyond the factors
  ForecastTrial trial;
  std::vector<double> score;  ///< expected events of each cell; empty unless the trial beat last year
};

/// factors[factor][cell]. Refuses no factors, more than 200, one that is the same everywhere or no number,
/// fewer than 20 cells, fewer than 30 fitted events, and what try_forecast refuses.
[[nodiscard]] Result<RiskTerrain> risk_terrain(std::span<std::vector<double> const> factors,
                                               TerrainCounts const& counts,
                                               TerrainOptions const& options = {});

}  // namespace concordat::places
