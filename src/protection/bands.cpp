// SPDX-License-Identifier: Apache-2.0
#include "protection/bands.h"

namespace concordat::protection {

FixedText text_of(ShareBand band) {
  switch (band) {
    case ShareBand::none:
      return "none";
    case ShareBand::too_few:
      return "too few to show";
    case ShareBand::under_a_quarter:
      return "under a quarter";
    case ShareBand::quarter_to_half:
      return "a quarter to a half";
    case ShareBand::half_to_three_quarters:
      return "a half to three quarters";
    case ShareBand::over_three_quarters:
      return "three quarters or more";
  }
  return "too few to show";
}

namespace {

ShareBand band_of(std::int64_t part, std::int64_t whole) {
  if (4 * part < whole) return ShareBand::under_a_quarter;
  if (2 * part < whole) return ShareBand::quarter_to_half;
  if (4 * part < 3 * whole) return ShareBand::half_to_three_quarters;
  return ShareBand::over_three_quarters;
}

tl::unexpected<Problem> bad_count() {
  return fail(Fault::malformed, "bands.count",
              "A count to put into a band is negative, or a part above its whole.",
              "Count events from 0 up, and the usable ones among all.");
}

}  // namespace

Result<std::vector<SourceShare>> source_mix(std::span<SourceCount const> counts,
                                            SmallNumberRule const& rule) {
  std::int64_t whole = 0;
  std::vector<ProtectedCell> published;
  for (auto const& count : counts) {
    if (count.events < 0) return bad_count();
    published.push_back(rule.apply(static_cast<double>(count.events)));
    whole += published.back().value;
  }
  std::vector<SourceShare> mix;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto const& cell = published[i];
    ShareBand band = ShareBand::too_few;
    if (cell.state == CellState::value) band = cell.value == 0 ? ShareBand::none : band_of(cell.value, whole);
    mix.push_back({counts[i].source, band});
  }
  return mix;
}

FixedText text_of(CoverageBand band) {
  switch (band) {
    case CoverageBand::too_few:
      return "too few records to say";
    case CoverageBand::under_half:
      return "under a half";
    case CoverageBand::half_to_three_quarters:
      return "a half to three quarters";
    case CoverageBand::three_quarters_to_nine_tenths:
      return "three quarters to nine tenths";
    case CoverageBand::over_nine_tenths:
      return "nine tenths or more";
  }
  return "too few records to say";
}

Result<CoverageBand> coverage(std::int64_t usable, std::int64_t all, SmallNumberRule const& rule) {
  if (usable < 0 || usable > all) return bad_count();
  if (all < rule.smallest_shown()) return CoverageBand::too_few;
  if (2 * usable < all) return CoverageBand::under_half;
  if (4 * usable < 3 * all) return CoverageBand::half_to_three_quarters;
  if (10 * usable < 9 * all) return CoverageBand::three_quarters_to_nine_tenths;
  return CoverageBand::over_nine_tenths;
}

}  // namespace concordat::protection
