// SPDX-License-Identifier: Apache-2.0
// A forecast against held-out months: how many of their events fell where it pointed, and how many where last
// year's did.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace concordat::places {

struct ForecastTrial {
  double hits = 0;            ///< held-out events in the cells chosen; a tie at the cut is shared evenly
  double hits_last_year = 0;  ///< in as many cells, those with the most events last year
  std::int64_t events = 0;    ///< held out
  std::uint32_t chosen = 0;   ///< cells
  double pai = 0;  ///< prediction accuracy index: share of events over share of cells (Chainey and others
                   ///< 2008, Security J. 21:4)
  double pai_last_year = 0;
  double penalised_pai =
      0;  ///< with the share of cells to the power of `penalty`, so that tiny areas do not win by being tiny
  bool beats_last_year = false;
};

struct TrialOptions {
  double share_of_cells = 0.05;  ///< how many cells are chosen, rounded up
  double penalty = 0.9;          ///< above 0 to 1; 1 is the plain index
};

/// One entry a cell: the forecast's score (the highest first), last year's events, the held-out events.
/// Refuses columns of unequal length, scores that are no numbers, negative counts, no held-out events, and
/// shares out of range.
[[nodiscard]] Result<ForecastTrial> try_forecast(std::span<double const> score,
                                                 std::span<std::int64_t const> last_year,
                                                 std::span<std::int64_t const> held_out,
                                                 TrialOptions const& options = {});

}  // namespace concordat::places
