// SPDX-License-Identifier: Apache-2.0
// Squares where more is to be expected, by whichever way of forecasting found more of a quarter that it never saw than the same places
// as the year before would have. Where none did, none is shown. Of places, never of people, and never from what was discovered by
// stopping or searching: `ReportedEvents` does not hold it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "places/events.h"
#include "places/spatial/study_area.h"
#include "protection/classed_map.h"
#include "protection/looks/word_table.h"

namespace concordat::protection {

inline constexpr std::size_t least_forecast_reports = 30;  ///< in the year, and held out
inline constexpr std::size_t least_places_of_kind = 3;     ///< fewer would be told one by one

struct PlacesOfKind {
  std::string kind;
  std::vector<places::Point> places;
};

struct ForecastFrom {
  places::ReportedEvents const& year;      ///< what is forecast from: the four quarters before the one held out
  places::ReportedEvents const& held_out;  ///< the quarter that the forecast never saw
  places::ReportedEvents const& latest;    ///< the last four quarters, the one held out among them: what a map is made from
  std::span<PlacesOfKind const> kinds;     ///< those of fewer places are passed over
};

struct ForecastTold {
  WordTable trials;               ///< one row a way: what it rests on, and whether it found more
  std::optional<ClassedMap> map;  ///< class 2: more is to be expected; nothing where no way found more
  std::string way = {};           ///< that the map is by
  bool tried = false;             ///< there were reports enough to try at least one
};

/// Two ways: the density of the year's reports (Gaussian, corrected at the boundary), and risk terrain by nearness to key places (`near` metres and
/// half of it) and their density. Each points at the twentieth of the squares inside the area where it expects most. Verdicts without
/// figures: how many reports lie in the squares of a map is a count of an area of nobody's release. The map has the mask of every map
/// (`options` are of `latest`; its `go_on` is asked before each step). Refuses what `show_classes` refuses, and "work.stopped".
[[nodiscard]] Result<ForecastTold> tell_forecast(ForecastFrom const& from, places::StudyArea const& area, double near, MapOptions const& options);

}  // namespace concordat::protection
