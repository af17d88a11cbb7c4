// SPDX-License-Identifier: Apache-2.0
// What becomes of the fields of an incident, by what its recipient holds.
//
// Who holds named records of the same incidents (police, ambulance) matches by place and hour, so for them both are coarse
// from the start. Everything else that a record says is dropped before it comes here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protection/snap/snap_table.h"

namespace concordat::protection {

enum class RecipientHolds : std::uint8_t { no_named_incidents, named_incidents };

enum class PlaceSort : std::uint8_t { open, dwelling, care_home, school, hostel, refuge, hospital };
/// "public", "dwelling", "care-home", "school", "hostel", "refuge", "hospital".
[[nodiscard]] std::string_view name_of(PlaceSort sort);
[[nodiscard]] std::optional<PlaceSort> place_sort_named(std::string_view name);

enum class MethodGroup : std::uint8_t { unknown, body_part, blade, blunt, firearm_or_other };
/// "unknown", "body-part", "blade", "blunt", "firearm-or-other"; "firearm" and "other" are read as the last.
[[nodiscard]] std::string_view name_of(MethodGroup group);
[[nodiscard]] std::optional<MethodGroup> method_group_named(std::string_view name);

struct AreaCodes {
  std::string lsoa = {}, msoa = {}, la = {};
};

struct IncidentRow {
  PlaceSort sort = PlaceSort::dwelling;
  bool domestic = true;
  std::optional<double> x = {}, y = {};  ///< metres
  AreaCodes area = {};
  std::optional<std::int64_t> households = {};  ///< of the LSOA
  std::optional<std::int64_t> minutes = {};     ///< since 1970-01-01 00:00 by the clock on the wall
  bool day_only = false;
  std::string method = {};  ///< the national code
  MethodGroup group = MethodGroup::unknown;
  std::optional<std::int64_t> age = {};
  std::string sex = {};
};

/// Published points, and the areas that each lies in.
struct PublishedPoints {
  SnapTable table = {};
  std::vector<AreaCodes> areas = {};  ///< one a point of the table; none at all: a place stays in its own areas, whichever point it is told by
  std::map<std::string, std::uint32_t, std::less<>> authorities = {};  ///< numbers of the areas that no place is moved out of
};
/// `areas` go with the points; the area of each point is set from its authority. Refuses as SnapTable::build.
[[nodiscard]] Result<PublishedPoints> published_points(std::vector<SnapPoint> points, std::vector<AreaCodes> areas);

/// What a place that is told by a point begins with: "point 12".
inline constexpr std::string_view point_word = "point ";

/// A column as it may leave: what a record says at each step, the finest first.
using Rungs = std::vector<std::string>;

inline constexpr std::size_t fewest_of_a_code = 5;
inline constexpr std::size_t fewest_of_a_month = 10;
inline constexpr std::int64_t fewest_households = 400;
inline constexpr int months_for_ages = 12;

/// The rules, with what they need to know of the whole release.
class FieldRules {
 public:
  /// REQUIRES: `points` outlives it, where it is given.
  FieldRules(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points);

  [[nodiscard]] RecipientHolds holds() const { return holds_; }
  [[nodiscard]] bool ages() const { return ages_; }
  /// Names of the columns that others may know, and of those that are to be learned; both leave.
  [[nodiscard]] std::vector<std::string> known() const;
  [[nodiscard]] static std::vector<std::string> learned() { return {"method", "place_type"}; }
  /// One ladder a known column. Every step merges only what the one before held apart, where areas nest.
  [[nodiscard]] std::vector<Rungs> ladders(IncidentRow const& row) const;
  [[nodiscard]] std::string method(IncidentRow const& row) const;
  [[nodiscard]] std::string place_type(IncidentRow const& row) const;
  /// The areas that stand for the row's place: of its point where it has one, and points have areas.
  [[nodiscard]] AreaCodes areas(IncidentRow const& row) const;
  /// The smallest of them.
  [[nodiscard]] std::string finest_area(IncidentRow const& row) const;
  /// Codes and kinds of place that are told as they are; the others only by their group.
  void forget_code(std::string const& code) { codes_.erase(code); }
  void forget_sort(PlaceSort sort) { sorts_.erase(sort); }
  [[nodiscard]] bool tells_code(std::string const& code) const { return codes_.contains(code); }
  [[nodiscard]] bool tells_sort(PlaceSort sort) const { return sorts_.contains(sort); }

 private:
  [[nodiscard]] std::uint32_t point(IncidentRow const& row) const;
  [[nodiscard]] Rungs place(IncidentRow const& row) const;
  [[nodiscard]] bool thin_month(IncidentRow const& row) const;

  RecipientHolds holds_;
  PublishedPoints const* points_;
  std::set<std::string> codes_;
  std::set<PlaceSort> sorts_;
  std::set<std::int64_t> thin_months_;
  bool ages_ = false;
};

}  // namespace concordat::protection
