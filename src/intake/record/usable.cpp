// SPDX-License-Identifier: Apache-2.0
#include "intake/record/usable.h"

#include <algorithm>

namespace concordat::intake {
namespace {

std::vector<std::string> headings_of(Mapping const& mapping, std::initializer_list<MaybeField> fields) {
  std::vector<std::string> headings;
  for (auto const& column : mapping.columns) {
    if (std::ranges::find(fields, MaybeField{column.field}) != fields.end()) headings.push_back(mapping.headers[column.column]);
  }
  return headings;
}

/// An hour that somebody wrote down: not a day alone, and not the day before an arrival.
bool has_time_of_day(CleanEvent const& event) { return event.starts && (event.precision == Precision::minute || event.precision == Precision::hour); }

}  // namespace

UsableCount::UsableCount(Profile const& profile, Mapping const& mapping, bool reads_places)
    : time_{.what = "a time of day", .columns = headings_of(mapping, {profile.time.at, profile.time.date, profile.time.time})},
      place_{.what = "a place",
             .columns = headings_of(mapping, {profile.place.longitude, profile.place.latitude, profile.place.easting, profile.place.northing, profile.place.grid_reference, profile.place.place_text})},
      method_{.what = "a method", .columns = headings_of(mapping, {profile.method})},
      has_method_{profile.method.has_value()} {
  auto const points = headings_of(mapping, {profile.place.longitude, profile.place.easting, profile.place.grid_reference});
  place_.only_hub = !reads_places && points.empty() && !place_.columns.empty();
}

void UsableCount::count(CleanEvent const& event) {
  for (auto* share : {&time_, &place_, &method_}) ++share->rows;
  time_.usable += has_time_of_day(event) ? 1 : 0;
  place_.usable += event.place ? 1 : 0;
  method_.usable += event.method.empty() ? 0 : 1;
}

std::vector<UsableShare> UsableCount::shares() const {
  if (time_.rows == 0) return {};
  std::vector<UsableShare> all{time_, place_};
  if (has_method_) all.push_back(method_);
  return all;
}

}  // namespace concordat::intake
