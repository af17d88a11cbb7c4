// SPDX-License-Identifier: Apache-2.0
// Inside the module: which published points records may tell their places by.
//
// A point stands for the places that are nearest to it, and these may lie in several areas. Records that told such a point would not say
// which area they are of. So a point is told where everything that it stands for lies in one release area; one that stands for no address,
// for the places of its own area. What is told by its area then lies at none of those points: so that this stands for eight addresses too,
// one point of each area is kept back, and what it stands for is told by the area as well.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/records/record_report.h"
#include "hub/records/record_rows.h"
#include "hub/release/picture.h"
#include "hub/snap/tables.h"
#include "protection/recipient/field_rules.h"
#include "protection/recipient/release_records.h"

namespace concordat::hub {

/// How finely the surroundings of a point are looked through for where their places lie.
inline constexpr double lattice_metres = 20;

/// Which areas a place is told by, where no point may tell it.
struct AreasOfPoint {
  std::string release = {};  ///< code
  std::string finest = {};   ///< what a record says of a public place that no point tells
  friend bool operator==(AreasOfPoint const&, AreasOfPoint const&) = default;
};

class RecordPoints {
 public:
  /// The table that the quarter was closed under; what was found out of the same table before is kept. As points_of_quarters.
  [[nodiscard]] Result<void> read(Hub& hub, Periods const& periods);
  /// Takes the exact place from every incident that no point may tell: it keeps its areas.
  void keep_places(AreasOfPlaces const& areas, std::vector<protection::IncidentRow>& rows);
  /// What records are coarsened by; null where the quarter has no table.
  [[nodiscard]] protection::PublishedPoints const* published() const { return published_ ? &*published_ : nullptr; }
  /// Of the table's points; empty where the quarter has none.
  [[nodiscard]] std::string hash() const { return epoch_ ? epoch_->sha256 : std::string{}; }
  /// Which table it is, and which areas its points lie in.
  void tell(RecordsReport& facts) const;
  /// Which release area "point 12" lies in; of those that keep_places left.
  [[nodiscard]] std::map<std::string, std::string, std::less<>> const& areas() const { return area_of_; }
  /// Of the points that these records tell, those that stand for addresses: the fewest one stands for.
  [[nodiscard]] std::optional<std::int64_t> fewest_addresses(protection::RecordRelease const& release) const;
  /// The points that these records tell, with where they are; nothing where none tells any.
  [[nodiscard]] std::optional<ReleaseFile> file_for(protection::RecordRelease const& release) const;

 private:
  [[nodiscard]] std::set<std::string_view> told_in(protection::RecordRelease const& release) const;
  /// The areas of everything that the point stands for; nothing where these are several.
  [[nodiscard]] std::optional<AreasOfPoint> areas_of(AreasOfPlaces const& areas, std::uint32_t point) const;
  /// The same, found out once.
  std::optional<AreasOfPoint> const& known_areas_of(AreasOfPlaces const& areas, std::uint32_t point);
  /// Which point of that area is told by the area as well: of those that stand for addresses, and for places of one area alone, the one that
  /// stands for fewest, then with the lowest id. Whatever was reported, it is the same.
  std::optional<std::uint32_t> kept_back(AreasOfPlaces const& areas, std::string const& finest);

  snap::Tables tables_ = {};
  std::optional<snap::Epoch> epoch_ = {};
  std::optional<protection::PublishedPoints> published_ = {};
  std::map<std::uint32_t, std::optional<AreasOfPoint>> known_ = {};         ///< by point, as it was found out
  std::map<std::string, std::vector<std::uint32_t>> in_area_ = {};          ///< points that stand for addresses, by the finest area they lie in
  std::map<std::string, std::optional<std::uint32_t>> kept_back_ = {};
  std::map<std::string, std::string, std::less<>> area_of_ = {};
};

}  // namespace concordat::hub
