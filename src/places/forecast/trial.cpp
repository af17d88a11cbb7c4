// SPDX-License-Identifier: Apache-2.0
#include "places/forecast/trial.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace concordat::places {
namespace {

/// Held-out events in the `chosen` cells of the highest score; cells that tie at the cut share what is left
/// of it.
double hits_in(std::span<double const> score, std::span<std::int64_t const> held_out, std::size_t chosen) {
  std::vector<double> order(score.begin(), score.end());
  std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(chosen) - 1, std::greater{});
  double const cut = order[chosen - 1];
  double above = 0;
  double tied = 0;
  double cells_above = 0;
  double cells_tied = 0;
  for (std::size_t cell = 0; cell < score.size(); ++cell) {
    auto const events = static_cast<double>(held_out[cell]);
    if (score[cell] > cut) {
      above += events;
      cells_above += 1;
    } else if (score[cell] == cut) {
      tied += events;
      cells_tied += 1;
    }
  }
  return above + tied * (static_cast<double>(chosen) - cells_above) / cells_tied;
}

}  // namespace

Result<ForecastTrial> try_forecast(std::span<double const> score, std::span<std::int64_t const> last_year,
                                   std::span<std::int64_t const> held_out, TrialOptions const& options) {
  bool const whole = !score.empty() && score.size() == last_year.size() && score.size() == held_out.size() &&
                     std::ranges::all_of(score, [](double one) { return std::isfinite(one); }) &&
                     std::ranges::all_of(last_year, [](auto one) { return one >= 0; }) &&
                     std::ranges::all_of(held_out, [](auto one) { return one >= 0; });
  if (!whole) {
    return fail(Fault::malformed, "forecast.columns",
                "The scores, last year's and the held-out counts do not belong to the same cells.",
                "Give all three for every cell, counts from 0 up.");
  }
  if (!(options.share_of_cells > 0 && options.share_of_cells < 1) ||
      !(options.penalty > 0 && options.penalty <= 1)) {
    return fail(Fault::malformed, "forecast.options",
                "The share of cells or the penalty is not between 0 and 1.", "Leave them at 0.05 and 0.9.");
  }
  ForecastTrial trial;
  trial.events = std::accumulate(held_out.begin(), held_out.end(), std::int64_t{0});
  if (trial.events == 0) {
    return fail(Fault::missing, "forecast.nothing-held-out",
                "There are no held-out events to try the forecast on.",
                "Hold out months with events; an untried forecast is not shown.");
  }
  auto const cells = static_cast<double>(score.size());
  trial.chosen = static_cast<std::uint32_t>(std::ceil(options.share_of_cells * cells));
  trial.hits = hits_in(score, held_out, trial.chosen);
  std::vector<double> const before(last_year.begin(), last_year.end());
  trial.hits_last_year = hits_in(before, held_out, trial.chosen);
  double const share = trial.chosen / cells;
  auto const events = static_cast<double>(trial.events);
  trial.pai = trial.hits / events / share;
  trial.pai_last_year = trial.hits_last_year / events / share;
  trial.penalised_pai = trial.hits / events / std::pow(share, options.penalty);
  trial.beats_last_year = trial.hits > trial.hits_last_year;
  return trial;
}

}  // namespace concordat::places
