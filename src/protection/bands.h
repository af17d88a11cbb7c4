// SPDX-License-Identifier: Apache-2.0
// Shares in words: which sources a picture rests on and how much of the data could be used, never as a
// figure. For the whole area of a release only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "base/result.h"
#include "protection/rule.h"

namespace concordat::protection {

enum class ShareBand : std::uint8_t {
  none,
  too_few,  ///< hidden by the small-number rule
  under_a_quarter,
  quarter_to_half,
  half_to_three_quarters,
  over_three_quarters,
};
[[nodiscard]] FixedText text_of(ShareBand band);

struct SourceShare {
  std::string source = {};
  ShareBand band = ShareBand::none;
};
struct SourceCount {
  std::string source = {};
  std::int64_t events = 0;
};
/// From published (rounded) counts only. Refuses a negative count.
[[nodiscard]] Result<std::vector<SourceShare>> source_mix(std::span<SourceCount const> counts,
                                                          SmallNumberRule const& rule);

enum class CoverageBand : std::uint8_t {
  too_few,
  under_half,
  half_to_three_quarters,
  three_quarters_to_nine_tenths,
  over_nine_tenths,
};
[[nodiscard]] FixedText text_of(CoverageBand band);
/// Share of records that could be used (a place, a time). Refuses usable > all and negative numbers.
[[nodiscard]] Result<CoverageBand> coverage(std::int64_t usable, std::int64_t all,
                                            SmallNumberRule const& rule);

}  // namespace concordat::protection
