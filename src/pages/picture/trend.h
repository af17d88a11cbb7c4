// SPDX-License-Identifier: Apache-2.0
// The trend: quarter by quarter as a line, worked out from a released table and from nothing else, with a table that says
// the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "hub/release/reading.h"

namespace concordat::pages {

struct TrendQuarter {
  Quarter quarter;
  std::optional<std::int64_t> reports;  ///< nothing: not delivered whole by every source
};

struct Trend {
  std::vector<TrendQuarter> quarters = {};  ///< each after the other, without a gap
  std::size_t counted = 0;                  ///< sources or areas that show a figure in every quarter that was delivered: the line is of these
  std::size_t left_out = 0;                 ///< with a hidden figure in one of them: it would move the line
  /// What the quarters before the last lead one to expect, by chance alone; nothing where fewer than three were delivered.
  struct Band {
    double usual = 0;       ///< their mean
    std::int64_t low = 0;   ///< in 95 of 100 quarters not below
    std::int64_t high = 0;  ///< nor above
    Quarter judged = {};    ///< the last that was delivered: the only one that is none of those it is held against
  };
  std::optional<Band> band = {};
};

/// Of a released table of areas by quarter; nothing where it is none, or no area can be told.
[[nodiscard]] std::optional<Trend> trend_of_areas(hub::ReleasedTable const& table);
/// Of the released completeness of each source and quarter: reports of the whole area, wherever they lie in it.
[[nodiscard]] std::optional<Trend> trend_of_sources(hub::ReleasedTable const& table);

/// The words of the picture, from the page's list.
struct TrendWords {
  std::string title;          ///< told to whoever cannot see it
  std::string not_delivered;  ///< beside the hatching
  std::string band;           ///< beside the band
};
/// SVG of 520 by 320: a line, the months beneath, hatching where a quarter was not delivered, the band where the quarter is that is held
/// against it. One hue, and nothing told by colour alone.
[[nodiscard]] std::string trend_picture(Trend const& trend, TrendWords const& words);

/// "inside", "above" or "below" of the quarter that is judged; "before" of those it is held against; "not-delivered" or "no-band": keys of
/// the words of the table.
[[nodiscard]] std::string_view standing_of(Trend const& trend, TrendQuarter const& quarter);
[[nodiscard]] Json to_json(Trend const& trend);

}  // namespace concordat::pages
