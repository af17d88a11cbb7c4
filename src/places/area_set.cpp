// SPDX-License-Identifier: Apache-2.0
#include "places/area_set.h"

#include <algorithm>
#include <cmath>

namespace concordat::places {
namespace {

constexpr double farthest_metres = 1e8;
constexpr std::size_t longest_text = 200;

double to_centimetre(double metres) {
  return std::round(metres * 100) / 100;
}

double twice_area(Ring const& ring) {
  double sum = 0;
  // relative to the first point: national coordinates are large and the areas small
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
           (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return std::abs(sum);
}

std::optional<Problem> problem(Fault fault, FixedText code, FixedText title, FixedText remedy) {
  return Problem{fault, code, title, remedy};
}

std::optional<Problem> fault_in(Ring const& ring) {
  if (ring.size() < 3) {
    return problem(
        Fault::malformed, "area.short-ring", "A ring of an area has fewer than three different points.",
        "Give the area's outline as a closed line of at least four points, the last equal to the first.");
  }
  bool const usable = std::ranges::all_of(ring, [](Point point) {
    return std::abs(point.x) <= farthest_metres && std::abs(point.y) <= farthest_metres;
  });
  if (!usable) {
    return problem(Fault::malformed, "area.far-point", "A point of an area is not on the earth.",
                   "Check the coordinates and the projection named for the file.");
  }
  if (twice_area(ring) <= 0) {
    return problem(Fault::malformed, "area.empty-ring", "A ring of an area encloses nothing.",
                   "Repair or remove the ring in the boundary file.");
  }
  return std::nullopt;
}

void round_points(Area& area) {
  for (auto& polygon : area.polygons) {
    for (auto& ring : polygon.rings) {
      for (auto& point : ring) point = {to_centimetre(point.x), to_centimetre(point.y)};
    }
  }
}

Box box_of(std::vector<Area> const& areas) {
  Box box{1e300, 1e300, -1e300, -1e300};
  for (auto const& area : areas) {
    for (auto const& polygon : area.polygons) {
      for (auto const& ring : polygon.rings) {
        for (auto const& point : ring) {
          box = {std::min(box.west, point.x), std::min(box.south, point.y), std::max(box.east, point.x),
                 std::max(box.north, point.y)};
        }
      }
    }
  }
  return box;
}

}  // namespace

std::optional<Problem> fault_in(Area const& area) {
  if (area.code.empty() || area.code.size() > longest_text || area.name.size() > longest_text) {
    return problem(Fault::malformed, "area.code", "An area has no code, or a code or name of over 200 bytes.",
                   "Name the property that holds the area's code.");
  }
  if (area.population && *area.population < 0) {
    return problem(Fault::malformed, "area.population", "An area's population is negative.",
                   "Give the population as a whole number from 0 up, or leave it out.");
  }
  if (area.polygons.empty()) {
    return problem(Fault::missing, "area.no-shape", "An area has no shape.",
                   "Give every area a Polygon or MultiPolygon.");
  }
  for (auto const& polygon : area.polygons) {
    if (polygon.rings.empty()) {
      return problem(Fault::missing, "area.no-outline", "A polygon of an area has no outline.",
                     "Give every polygon an outer ring.");
    }
    for (auto const& ring : polygon.rings) {
      if (auto fault = fault_in(ring)) return fault;
    }
  }
  return std::nullopt;
}

Result<AreaSet> AreaSet::from_areas(std::string kind, std::string vintage, std::vector<Area> areas) {
  if (areas.empty()) {
    return fail(Fault::missing, "area.none", "There are no areas.",
                "Give a boundary file that has features.");
  }
  if (kind.empty() || kind.size() > longest_text || vintage.size() > longest_text) {
    return fail(Fault::malformed, "area.kind", "The set of areas does not say of what kind it is.",
                "Name the kind and the vintage, for example lsoa and 2011.");
  }
  for (auto& area : areas) {
    round_points(area);
    if (auto fault = fault_in(area)) return tl::unexpected<Problem>{*fault};
  }
  std::ranges::sort(areas, {}, &Area::code);
  if (std::ranges::adjacent_find(areas, {}, &Area::code) != areas.end()) {
    return fail(Fault::conflict, "area.twice", "Two areas have the same code.",
                "Give each area once; several parts of one area belong in one MultiPolygon.");
  }
  AreaSet set;
  set.kind_ = std::move(kind);
  set.vintage_ = std::move(vintage);
  set.areas_ = std::move(areas);
  set.box_ = box_of(set.areas_);
  return set;
}

AreaSet AreaSet::with_populations(
    std::function<std::optional<std::int64_t>(std::string_view code)> const& population) const {
  AreaSet set = *this;
  for (auto& area : set.areas_) {
    if (auto const known = population(area.code); known && *known >= 0) area.population = known;
  }
  return set;
}

std::optional<std::uint32_t> AreaSet::find(std::string_view code) const {
  auto const found = std::ranges::lower_bound(areas_, code, {},
                                              [](Area const& area) -> std::string_view { return area.code; });
  if (found == areas_.end() || found->code != code) return std::nullopt;
  return static_cast<std::uint32_t>(found - areas_.begin());
}

}  // namespace concordat::places
