// SPDX-License-Identifier: Apache-2.0
// When a clock of the week peaks, in words, from the figures of it that may be shown and from nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protection/protected_table.h"

namespace concordat::protection {

/// Two days and four hours in a row of each, in which more was reported than in any other such two; one day, where the other has less than half as many.
struct ClockPeak {
  std::vector<int> days = {};  ///< 0 is Monday; on which the hours begin
  int from = 0;               ///< hour
  std::int64_t reports = 0;   ///< of the squares that are shown
  std::int64_t all = 0;       ///< of all squares that are shown
};
inline constexpr int hours_of_a_peak = 4;
/// Of fewer, a peak is of chance.
inline constexpr std::int64_t least_for_a_peak = 30;

/// Nothing where a square of it is hidden, where fewer than 30 reports are shown, or where it holds less than twice what it would were all hours alike: then no
/// hours stand out. REQUIRES: a table of protect_week_clock.
[[nodiscard]] std::optional<ClockPeak> peak_of(ProtectedTable const& clock);
/// "Most on Friday and Saturday from 22:00 to 02:00: 85 of the 410 reports that are shown, ..."
[[nodiscard]] std::string text_of(ClockPeak const& peak);

}  // namespace concordat::protection
