// SPDX-License-Identifier: Apache-2.0
// Inside the module: key places as looks may count by them, kind by kind.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "intake/place_text/gazetteer.h"
#include "intake/place_text/key_kinds.h"
#include "places/area_locator.h"
#include "places/grid.h"

namespace concordat::hub {

/// "schools": kinds as the partnership's file names them, read as words.
[[nodiscard]] inline std::string kind_words(std::string kind) {
  std::ranges::replace(kind, '_', ' ');
  std::ranges::replace(kind, '-', ' ');
  return kind;
}

/// The different places that lie in the area.
[[nodiscard]] inline std::vector<places::Point> inside_of(places::AreaLocator const& locator, std::vector<places::Point> points) {
  std::ranges::sort(points, {}, [](auto const& point) { return std::pair{point.x, point.y}; });
  auto const same = std::ranges::unique(points);
  points.erase(same.begin(), same.end());
  std::vector<double> x;
  std::vector<double> y;
  for (auto const& point : points) {
    x.push_back(point.x);
    y.push_back(point.y);
  }
  auto const areas = locator.locate_all(x, y);
  std::vector<places::Point> inside;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (areas[i] >= 0) inside.push_back(points[i]);
  }
  return inside;
}

/// Key places by kind; streets and localities are no places to stand around.
[[nodiscard]] inline std::map<std::string, std::vector<places::Point>> key_places(std::vector<intake::GazetteerEntry> const& entries) {
  std::map<std::string, std::vector<places::Point>> kinds;
  for (auto const& entry : entries) {
    if (entry.kind == "street" || entry.kind == "locality" || entry.kind == "outward-postcode" || intake::is_sheltered(entry.kind)) continue;
    kinds[entry.kind].push_back({entry.x, entry.y});
  }
  return kinds;
}

}  // namespace concordat::hub
