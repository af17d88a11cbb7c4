// SPDX-License-Identifier: Apache-2.0
// Months in which a source gave more reports than its first year explains, worked out from its published counts by month and from
// nothing else. For the whole area only.
//
// A month is shown where every month of its quarter is none or reaches the smallest group: otherwise the quarter less two of its
// months would be the third.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "protection/looks/word_table.h"
#include "protection/rule.h"

namespace concordat::protection {

inline constexpr std::size_t signal_baseline = 12;  ///< months that the others are held against

/// True counts of one source.
struct SourceMonths {
  std::string source = {};
  std::vector<std::optional<std::int64_t>> months = {};  ///< of whole quarters; nothing of one that was not delivered
};

struct SignalPoint {
  Month month;
  double reports = 0;  ///< as published
  double ewma = 0;
  double limit = 0;
  bool baseline = false;
  bool above = false;    ///< the EWMA is above its limit
  bool adds_up = false;  ///< the CUSUM is above its own
};

struct SourceSignal {
  std::string source = {};
  bool judged = false;                   ///< false: a month is hidden, or there are too few
  double mean = 0;                       ///< of the baseline
  std::vector<SignalPoint> points = {};  ///< empty where it is not judged
  std::optional<Month> above_since = {};    ///< the first month after the baseline that is above
  std::optional<Month> adds_up_since = {};
  bool goes_on = false;                  ///< the last month is a signal too
};

struct SignalTable {
  WordTable table;  ///< one row a source and month
  std::vector<SourceSignal> sources = {};
};

/// EWMA (weight 0.2, 3 sigmas) and Poisson CUSUM (for a rise to 1.5 times, a false alarm once in 500 months at most) of each source
/// by itself. Only rises are looked for. Refuses sources whose months are not whole quarters, or not alike in number
/// ("signals.months").
[[nodiscard]] Result<SignalTable> tell_signals(std::vector<SourceMonths> const& sources, Month first, SmallNumberRule const& rule);

inline constexpr std::size_t season_months = 36;  ///< fewer show no season: one seen once or twice may be chance

struct SourceSeason {
  std::string source = {};
  bool told = false;                ///< false: a month is hidden, or there is none with a report
  bool beyond_chance = false;       ///< p of the chi-square test of equal months is at most 5 %
  std::vector<double> factor = {};  ///< January to December, as published: times the mean month
};

struct SeasonTable {
  WordTable table;  ///< one row a source and month of the year
  std::vector<SourceSeason> sources = {};
};

/// What each month of the year is to the mean month, of each source by itself, from its published counts by month: hidden and rounded as
/// those of `tell_signals`, and of nothing where one of them is hidden. Refuses months that are not whole years from three up, and not
/// alike in number ("seasons.months").
[[nodiscard]] Result<SeasonTable> tell_seasons(std::vector<SourceMonths> const& sources, Month first, SmallNumberRule const& rule);

}  // namespace concordat::protection
