// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_points.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "hub/told/records_words.h"
#include "render/about.h"

namespace concordat::hub {
namespace {

std::string told_as(protection::SnapPoint const& point) { return std::string{protection::point_word} + point.id; }

/// As FieldRules tells them; nothing outside the release areas.
std::optional<AreasOfPoint> areas_at(AreasOfPlaces const& areas, double x, double y) {
  auto const release = areas.release_area(x, y);
  if (!release) return std::nullopt;
  auto const codes = areas.of(x, y);
  // what is wider follows from the finest: every small area lies in one middle area, also where a drawn boundary cuts a corner
  return AreasOfPoint{areas.code_of(*release), !codes.lsoa.empty() ? codes.lsoa : !codes.msoa.empty() ? codes.msoa : codes.la};
}

}  // namespace

Result<void> RecordPoints::read(Hub& hub, Periods const& periods) {
  Quarter const one[]{periods.map};
  auto tables = points_of_quarters(hub, periods.coverage, one, tables_);
  if (!tables) return fail(tables);
  tables_ = std::move(*tables);
  area_of_.clear();
  auto const* table = tables_.of(periods.map);
  bool const is_the_same = table != nullptr && epoch_ && epoch_->sha256 == table->epoch.sha256;
  if (is_the_same) return {};
  known_.clear();
  in_area_.clear();
  kept_back_.clear();
  epoch_.reset();
  published_.reset();
  if (table == nullptr) return {};
  epoch_ = table->epoch;
  published_.emplace(table->points, std::vector<protection::AreaCodes>{}, std::map<std::string, std::uint32_t, std::less<>>{{hub.partnership().id, snap::partnership_area}});
  return {};
}

std::optional<AreasOfPoint> RecordPoints::areas_of(AreasOfPlaces const& areas, std::uint32_t point) const {
  auto const& table = published_->table;
  auto const& stands = table.points()[point];
  auto own = areas_at(areas, stands.x, stands.y);
  // nobody lives behind a point that stands for none, so nobody is cut off by telling it of its own area alone
  if (!own || stands.addresses == 0) return own;
  // where its own place is another point's there is nothing that it stands for
  if (table.nearest({stands.x, stands.y, snap::partnership_area}) != point) return std::nullopt;
  auto const steps = static_cast<int>(protection::farthest_snap_metres / lattice_metres);
  for (int column = -steps; column <= steps; ++column) {
    for (int line = -steps; line <= steps; ++line) {
      auto const x = stands.x + column * lattice_metres;
      auto const y = stands.y + line * lattice_metres;
      if (table.nearest({x, y, snap::partnership_area}) != point) continue;
      auto const here = areas_at(areas, x, y);
      // Outside the partnership nothing is told by a point, and its addresses there stand before nobody's door inside.
      if (here != own) return std::nullopt;
    }
  }
  return own;
}

std::optional<AreasOfPoint> const& RecordPoints::known_areas_of(AreasOfPlaces const& areas, std::uint32_t point) {
  auto const found = known_.find(point);
  return found != known_.end() ? found->second : known_.emplace(point, areas_of(areas, point)).first->second;
}

std::optional<std::uint32_t> RecordPoints::kept_back(AreasOfPlaces const& areas, std::string const& finest) {
  auto const found = kept_back_.find(finest);
  if (found != kept_back_.end()) return found->second;
  auto const points = published_->table.points();
  if (in_area_.empty()) {
    for (std::uint32_t point = 0; point < points.size(); ++point) {
      auto const own = points[point].addresses > 0 ? areas_at(areas, points[point].x, points[point].y) : std::nullopt;
      if (own) in_area_[own->finest].push_back(point);
    }
    for (auto& [area, in] : in_area_) std::ranges::stable_sort(in, {}, [&](auto point) { return points[point].addresses; });
  }
  auto const& in = in_area_[finest];
  auto const first = std::ranges::find_if(in, [&](auto point) { return known_areas_of(areas, point).has_value(); });
  return kept_back_.emplace(finest, first == in.end() ? std::nullopt : std::optional{*first}).first->second;
}

void RecordPoints::keep_places(AreasOfPlaces const& areas, std::vector<protection::IncidentRow>& rows) {
  for (auto& row : rows) {
    if (!row.x || !row.y) continue;
    auto const own = published_ ? areas_at(areas, *row.x, *row.y) : std::nullopt;
    auto const point = own ? published_->table.nearest({*row.x, *row.y, snap::partnership_area}) : protection::SnapTable::none;
    if (point != protection::SnapTable::none && known_areas_of(areas, point) == own && kept_back(areas, own->finest) != point) {
      area_of_.emplace(told_as(published_->table.points()[point]), own->release);
      continue;
    }
    row.x = row.y = std::nullopt;
  }
}

void RecordPoints::tell(RecordsReport& facts) const {
  if (!epoch_) return;
  facts.points = fmt::format("table {} of {}", epoch_->number, epoch_->since.substr(0, 10));
  facts.area_of_point = area_of_;
}

std::set<std::string_view> RecordPoints::told_in(protection::RecordRelease const& release) const {
  auto const column = place_column_of(release);
  std::set<std::string_view> told;
  for (auto const& record : release.records) {
    if (column < record.size() && area_of_.contains(record[column])) told.insert(record[column]);
  }
  return told;
}

std::optional<std::int64_t> RecordPoints::fewest_addresses(protection::RecordRelease const& release) const {
  auto const told = told_in(release);
  std::optional<std::int64_t> fewest;
  if (told.empty()) return fewest;
  for (auto const& point : published_->table.points()) {
    if (point.addresses > 0 && told.contains(told_as(point))) fewest = std::min(fewest.value_or(point.addresses), point.addresses);
  }
  return fewest;
}

std::optional<ReleaseFile> RecordPoints::file_for(protection::RecordRelease const& release) const {
  auto const told = told_in(release);
  if (told.empty()) return std::nullopt;
  auto text = fmt::format("{},easting,northing,{}\n", told::place_column.view(), told::area_column.view());
  for (auto const& point : published_->table.points()) {
    auto const name = told_as(point);
    if (!told.contains(name)) continue;
    render::append_csv_cell(text, name);
    text += fmt::format(",{:.0f},{:.0f},", point.x, point.y);
    render::append_csv_cell(text, area_of_.find(name)->second);
    text += '\n';
  }
  return ReleaseFile{std::string{told::points_name.view()}, "text/csv", std::move(text)};
}

}  // namespace concordat::hub
