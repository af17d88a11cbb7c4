// SPDX-License-Identifier: Apache-2.0
// Inside the module: public figures as maps. Pure.
//
// The outlines are in the content, so that a map of it can be drawn when the hub has other boundaries. A map says nothing that the
// table beside it does not: its classes are made from the figures that are shown, and an area whose figure is hidden is hatched.
#pragma once

#include <string>
#include <vector>

#include "hub/publishing/publishing.h"
#include "places/area_set.h"

namespace concordat::hub::publishing {

/// On a grid of whole steps from a corner, at most `steps_across` wide and high: as fine as a map on a page can show.
inline constexpr int steps_across = 1500;
[[nodiscard]] Json outlines_of(places::AreaSet const& areas);

/// One for each table with figures by area, in their order: SVG. Empty where the content has no outlines.
struct PublicMap {
  std::size_t table = 0;  ///< its place among the content's
  std::string svg;
};
[[nodiscard]] std::vector<PublicMap> maps_in(Publication const& publication, Json const& content);
/// All of them in one picture, from top to bottom. REQUIRES: at least one.
[[nodiscard]] std::string one_picture(std::vector<PublicMap> const& maps);

}  // namespace concordat::hub::publishing
