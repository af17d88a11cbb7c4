// SPDX-License-Identifier: Apache-2.0
// A set of areas of one kind and vintage (LSOA of 2011, ward of 2013 ...): codes, names, shapes, populations.
//
// Invariants: codes are unique and sorted; every area has a shape; coordinates are metres rounded to the
// centimetre, so that the bytes kept in the database give back exactly the same set. Immutable once made.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "places/grid.h"

namespace concordat::places {

/// A closed line; the first point is not repeated at the end.
using Ring = std::vector<Point>;

/// The first ring is the outline, the others are holes.
struct Polygon {
  std::vector<Ring> rings = {};
  friend bool operator==(Polygon const&, Polygon const&) = default;
};

struct Area {
  std::string code = {};
  std::string name = {};
  std::optional<std::int64_t> population = std::nullopt;
  std::vector<Polygon> polygons = {};
  friend bool operator==(Area const&, Area const&) = default;
};

/// One boundary file: its name for messages, and its text.
struct AreaDocument {
  std::string file = {};
  std::string_view text = {};
};

/// From what the file holds (longitude, latitude) to metres; nothing where the projection does not reach.
using Projection = std::function<std::optional<Point>(Point)>;

struct AreaReading {
  std::string kind = {};                 ///< "lsoa"
  std::string vintage = {};              ///< "2011"
  std::string code_property = {};        ///< "LSOA11CD"
  std::string name_property = {};        ///< "LSOA11NM"; empty: the code is the name
  std::string population_property = {};  ///< empty: not in the file
  Projection project = {};
};

class AreaSet {
 public:
  /// Reads GeoJSON FeatureCollections of Polygon and MultiPolygon. Every fault of every feature is reported
  /// at once.
  [[nodiscard]] static tl::expected<AreaSet, Findings> from_geojson(std::span<AreaDocument const> documents,
                                                                    AreaReading const& reading);
  /// For areas made by a program. Refuses what from_geojson would refuse.
  [[nodiscard]] static Result<AreaSet> from_areas(std::string kind, std::string vintage,
                                                  std::vector<Area> areas);
  /// Reads what to_bytes wrote; any other bytes are refused.
  [[nodiscard]] static Result<AreaSet> from_bytes(std::string_view bytes);
  [[nodiscard]] std::string to_bytes() const;

  /// The same areas with the populations `population` knows; an area it does not know keeps what it had.
  [[nodiscard]] AreaSet with_populations(
      std::function<std::optional<std::int64_t>(std::string_view code)> const& population) const;

  [[nodiscard]] std::string const& kind() const { return kind_; }
  [[nodiscard]] std::string const& vintage() const { return vintage_; }
  [[nodiscard]] std::vector<Area> const& areas() const { return areas_; }
  [[nodiscard]] std::size_t size() const { return areas_.size(); }
  [[nodiscard]] Area const& operator[](std::size_t index) const { return areas_[index]; }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view code) const;
  [[nodiscard]] Box const& box() const { return box_; }
  friend bool operator==(AreaSet const&, AreaSet const&) = default;

 private:
  AreaSet() = default;
  std::string kind_;
  std::string vintage_;
  std::vector<Area> areas_;
  Box box_;
};

/// Why a shape cannot be used, or nothing. Exposed so that every maker of areas holds to the same rule.
[[nodiscard]] std::optional<Problem> fault_in(Area const& area);

}  // namespace concordat::places
