// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_rows.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "hub/release/event_store.h"
#include "hub/release/picture.h"
#include "places/compare/british_clock.h"
#include "protection/private_place.h"

namespace concordat::hub {
namespace {

using agreements::FieldPermit;
using agreements::Transform;
using protection::IncidentRow;
using protection::MethodGroup;
using protection::PlaceSort;

constexpr int minutes_of_hours = 6 * 60;
constexpr int minutes_of_day = 24 * 60;

bool tells(FieldPermit const* permit, std::initializer_list<Transform> as) { return permit != nullptr && std::ranges::find(as, permit->as) != as.end(); }

PlaceSort sort_of(std::string_view kind) {
  if (!protection::is_private_place(kind)) return PlaceSort::open;
  for (auto const& [word, sort] : {std::pair{"school", PlaceSort::school}, {"educat", PlaceSort::school}, {"college", PlaceSort::school}, {"hospital", PlaceSort::hospital},
                                   {"care", PlaceSort::care_home}, {"hostel", PlaceSort::hostel}, {"refuge", PlaceSort::refuge}, {"shelter", PlaceSort::refuge}}) {
    if (kind.find(word) != std::string_view::npos) return sort;
  }
  return PlaceSort::dwelling;
}

MethodGroup group_of(std::string_view method) {
  for (auto const& [word, group] : {std::pair{"body", MethodGroup::body_part}, {"fist", MethodGroup::body_part}, {"sharp", MethodGroup::blade}, {"knife", MethodGroup::blade},
                                    {"blade", MethodGroup::blade}, {"glass", MethodGroup::blade}, {"blunt", MethodGroup::blunt}}) {
    if (method.find(word) != std::string_view::npos) return group;
  }
  return method.empty() || method == "not_known" || method == "unknown" || method == "none" ? MethodGroup::unknown : MethodGroup::firearm_or_other;
}

/// The times and the place of a report, whoever may be told what of it.
IncidentRow row_of(StoredReport const& report, AreasOfPlaces const& areas) {
  IncidentRow row;
  // an incident that may have begun on another day has no hour, nor a day
  if (report.starts && report.minutes < minutes_of_day) row.minutes = *report.starts + places::british_offset(*report.starts);
  row.day_only = report.minutes > minutes_of_hours;
  if (report.place) {
    row.x = report.place->first;
    row.y = report.place->second;
    row.area = areas.of(*row.x, *row.y);
  }
  row.sort = sort_of(report.place_type);
  // no source says which homes: any of them may be one of violence at home
  row.domestic = row.sort == PlaceSort::dwelling;
  row.method = report.method;
  row.group = group_of(report.method);
  return row;
}

/// Every LSOA in one MSOA, also where a drawn boundary cuts a corner.
void nest(std::vector<IncidentRow>& rows) {
  std::map<std::string, std::string> above;
  for (auto const& row : rows) {
    if (row.area.lsoa.empty()) continue;
    auto& middle = above.try_emplace(row.area.lsoa, row.area.msoa).first->second;
    middle = std::min(middle, row.area.msoa);
  }
  for (auto& row : rows) {
    if (!row.area.lsoa.empty()) row.area.msoa = above[row.area.lsoa];
  }
}

Result<void> visit_violence(Hub& hub, Feed const& feed, Coverage const& coverage, Quarter quarter, std::function<void(StoredReport const&)> const& visit) {
  auto const& violent = hub.profiles().find(feed.profile)->category->violence;
  return visit_reports(hub.database(), feed, coverage, quarter, quarter, [&](StoredReport const& report) {
    if (std::ranges::find(violent, report.category) != violent.end()) visit(report);
  });
}

bool tells_kinds(Hub& hub, Feed const& feed) { return hub.profiles().find(feed.profile)->place.place_type.has_value(); }

FieldPermit const* permit_of(SourceDecision const& source, std::string_view field) {
  auto const found = std::ranges::find(source.permits, field, &FieldPermit::field);
  return found == source.permits.end() ? nullptr : &*found;
}

}  // namespace

Result<AreasOfPlaces> AreasOfPlaces::read(Hub& hub) {
  auto const* areas = hub.release_areas();
  if (areas == nullptr) return fail(Fault::missing, "areas.none", "The areas of this partnership cannot be read.", "Load the partnership file with its boundaries again.");
  AreasOfPlaces out{hub, *areas};
  auto middle = middle_areas(hub);
  if (!middle) return fail(middle);
  out.middle_ = std::move(*middle);
  return out;
}

protection::AreaCodes AreasOfPlaces::of(double x, double y) const {
  auto const found = release_->locator.locate({x, y});
  if (!found) return {};
  auto const& area = release_->stored.set[*found];
  protection::AreaCodes codes;
  codes.la = whole_;
  if (small_) codes.lsoa = area.code;
  if (middle_) {
    if (auto const middle = middle_->locator.locate({x, y})) codes.msoa = middle_->stored.set[*middle].code;
  } else if (area.population.value_or(0) >= fewest_residents_of_a_place) {
    // it stands for both: a code may mean one thing only
    codes.msoa = area.code;
    codes.lsoa.clear();
  }
  return codes;
}

std::optional<std::size_t> AreasOfPlaces::release_area(double x, double y) const {
  auto const found = release_->locator.locate({x, y});
  return found ? std::optional{static_cast<std::size_t>(*found)} : std::nullopt;
}
std::string const& AreasOfPlaces::code_of(std::size_t release_area) const { return release_->stored.set[release_area].code; }

std::vector<protection::ResidentRow> AreasOfPlaces::residents() const {
  std::vector<protection::ResidentRow> rows;
  auto const add = [&](places::AreaSet const& set, auto const& codes) {
    for (auto const& area : set.areas()) {
      if (area.population) rows.push_back({codes(area), {}, {}, *area.population});
    }
  };
  if (middle_) {
    add(middle_->stored.set, [&](places::Area const& area) { return protection::AreaCodes{{}, area.code, whole_}; });
    // by their codes alone: the middle areas have counted the same people for what is wider
    if (small_) add(release_->stored.set, [](places::Area const& area) { return protection::AreaCodes{area.code, {}, {}}; });
    return rows;
  }
  add(release_->stored.set, [&](places::Area const& area) {
    bool const told = *area.population >= fewest_residents_of_a_place;
    return protection::AreaCodes{small_ && !told ? area.code : std::string{}, told ? area.code : std::string{}, whole_};
  });
  return rows;
}

Result<Incidents> incidents_of(Hub& hub, SourceDecision const& source, Coverage const& coverage, Quarter quarter, AreasOfPlaces const& areas) {
  auto const fields = record_fields(source.feed_kind);
  auto const* at = permit_of(source, fields[0]);
  auto const* place = permit_of(source, fields[1]);
  auto const* kind = permit_of(source, fields[2]);
  auto const* method = permit_of(source, fields[3]);
  Incidents out;
  out.kinds_told = tells_kinds(hub, *source.feed);
  auto const visited = visit_violence(hub, *source.feed, coverage, quarter, [&](StoredReport const& report) {
    auto row = row_of(report, areas);
    bool const inside = !row.area.la.empty();
    if (place == nullptr || (!inside && !place->areas.empty())) {
      ++out.left_out;
      return;
    }
    if (!inside || !tells(place, {Transform::value, Transform::cell, Transform::code}) || takes_out(place->suppress_when, report.place_type)) {
      row.x = row.y = std::nullopt;
      row.area = {};
    } else if (place->as != Transform::value) {
      row.x = row.y = std::nullopt;  // a square or an area's code is agreed, and a point may be nearer than either
    }
    if (!tells(at, {Transform::value, Transform::hour, Transform::day}) || takes_out(at->suppress_when, report.place_type)) row.minutes = std::nullopt;
    if (at != nullptr && at->as == Transform::day) row.day_only = true;
    if (!tells(kind, {Transform::value, Transform::code}) || takes_out(kind->suppress_when, report.place_type)) {
      row.sort = PlaceSort::dwelling;
      row.domestic = true;
    }
    if (!tells(method, {Transform::value, Transform::code}) || takes_out(method->suppress_when, report.place_type)) {
      row.method.clear();
      row.group = MethodGroup::unknown;
    }
    out.rows.push_back(std::move(row));
  });
  if (!visited) return fail(visited);
  nest(out.rows);
  return out;
}

Result<std::vector<std::vector<protection::NamedIncident>>> held_by(Hub& hub, std::string const& agency, std::vector<SourceDecision> const& sources, Coverage const& coverage,
                                                                    Quarter quarter, AreasOfPlaces const& areas) {
  std::vector<IncidentRow> as_told, as_public;
  bool unclear = false;
  for (auto const& source : sources) {
    if (source.feed->agency != agency) continue;
    bool const told = tells_kinds(hub, *source.feed);
    unclear = unclear || !told;
    auto const visited = visit_violence(hub, *source.feed, coverage, quarter, [&](StoredReport const& report) {
      auto row = row_of(report, areas);
      as_told.push_back(row);
      if (!told) {
        row.sort = PlaceSort::open;
        row.domestic = false;
      }
      as_public.push_back(std::move(row));
    });
    if (!visited) return fail(visited);
  }
  std::vector<std::vector<protection::NamedIncident>> readings;
  if (as_told.empty()) return readings;
  auto const add = [&](std::vector<IncidentRow>& rows) {
    nest(rows);
    readings.emplace_back();
    for (auto& row : rows) readings.back().push_back({std::move(row), {}});
  };
  add(as_told);
  if (unclear) add(as_public);
  return readings;
}

}  // namespace concordat::hub
