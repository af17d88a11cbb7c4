// SPDX-License-Identifier: Apache-2.0
// Maps as SVG and GeoJSON: areas coloured by published counts, and classed grid cells over the areas'
// outlines.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "places/area_set.h"
#include "protection/classed_map.h"
#include "protection/looks/word_table.h"
#include "protection/protected_table.h"
#include "render/about.h"

namespace concordat::render {

/// From EPSG:27700 metres to longitude and latitude.
using ToDegrees = std::function<std::optional<places::Point>(places::Point)>;

/// Classes of published figures only: 0 hidden or not available, 1 none, 2 to 6 rising.
struct AreaClasses {
  std::vector<std::uint8_t> of_area;
  std::vector<std::string> labels;  ///< by class number
};
/// Up to five classes of the published, non-zero figures of one column, as equal in number as equal figures
/// allow. `table` has one row an area, in the set's order.
[[nodiscard]] AreaClasses classes_of(protection::ProtectedTable const& table, std::size_t column);
/// The same of figures one an area, nothing where one is hidden or not available.
[[nodiscard]] AreaClasses classes_of(std::vector<std::optional<std::int64_t>> const& figures);

inline constexpr double picture_width = 760;  ///< of every picture's viewBox

struct MapText {
  std::string title;
  std::string description;  ///< what a person who cannot see it should know
  std::string id;           ///< unique in the page
};

/// Without a fixed size: it fills the width it is given.
[[nodiscard]] std::string svg_areas(places::AreaSet const& areas, AreaClasses const& classes,
                                    MapText const& text, About const& about);
[[nodiscard]] std::string svg_cells(protection::ClassedMap const& map, places::AreaSet const& areas,
                                    MapText const& text, About const& about);
/// 7 x 24 squares; a cell that is hidden is hatched, one not available is empty.
[[nodiscard]] std::string svg_week_clock(protection::ProtectedTable const& table, MapText const& text,
                                         About const& about);

/// One feature an area with its published figures; "about" is a foreign member of the collection.
[[nodiscard]] std::string geojson_areas(places::AreaSet const& areas, protection::ProtectedTable const& table,
                                        ToDegrees const& to_degrees, About const& about);
/// The same of a table of words, one row an area.
[[nodiscard]] std::string geojson_areas(places::AreaSet const& areas, protection::WordTable const& table, ToDegrees const& to_degrees,
                                        About const& about);
/// One feature a shown cell with its class; cells without a class are not there.
[[nodiscard]] std::string geojson_cells(protection::ClassedMap const& map, ToDegrees const& to_degrees,
                                        About const& about);

/// One row a shown cell: its south-west corner in EPSG:27700 metres, its size and its class.
[[nodiscard]] std::string csv_cells(protection::ClassedMap const& map, About const& about);

}  // namespace concordat::render
