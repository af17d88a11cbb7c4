// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/earlier_points.h"

#include <algorithm>
#include <unordered_map>

namespace concordat::protection {
namespace {

bool among(Rungs const& rungs, std::string const& label) { return std::ranges::find(rungs, label) != rungs.end(); }

using Spots = std::unordered_map<std::string, SnapPoint const*>;
/// The points of a table by the name that is told.
Spots spots_of(PublishedPoints const* points) {
  Spots spots;
  if (points == nullptr) return spots;
  for (auto const& point : points->table.points()) spots.emplace(std::string{point_word} + point.id, &point);
  return spots;
}

bool is_point(std::string const& label) { return label.starts_with(point_word); }

/// Every period that a row can be told by, whether its month has many records or few.
std::vector<Rungs> periods_of(std::span<IncidentRow const> rows) {
  std::vector<Rungs> all;
  for (auto const& row : rows) {
    std::vector<IncidentRow> const often(fewest_of_a_month, row);
    all.push_back(FieldRules{RecipientHolds::no_named_incidents, often, nullptr}.ladders(row)[1]);
  }
  return all;
}

}  // namespace

std::vector<TwicePlaced> twice_placed(RecordRelease const& release, std::span<IncidentRow const> rows, PublishedPoints const* now, std::span<ShownRecord const> earlier,
                                      PublishedPoints const* before) {
  std::unordered_map<std::string, std::vector<std::size_t>> by_place;
  for (std::size_t i = 0; i < earlier.size(); ++i) by_place[earlier[i].place].push_back(i);
  FieldRules const by_now{RecipientHolds::no_named_incidents, rows, now};
  FieldRules const by_before{RecipientHolds::no_named_incidents, rows, before};
  auto const periods = periods_of(rows);
  auto const spots_now = spots_of(now);
  auto const spots_before = spots_of(before);
  auto const same_spot = [&](std::string const& label) {
    auto const left = spots_now.find(label);
    auto const right = spots_before.find(label);
    return left != spots_now.end() && right != spots_before.end() && left->second->x == right->second->x && left->second->y == right->second->y;
  };
  std::vector<TwicePlaced> found;
  for (std::size_t i = 0; i < release.records.size(); ++i) {
    auto const row = release.rows[i];
    auto const place = release.records[i].front();
    auto const places_now = by_now.ladders(rows[row])[0];
    auto const places_before = by_before.ladders(rows[row])[0];
    auto const known_by = [&](Rungs const& rungs, std::string const& label) { return among(rungs, label) && (!is_point(label) || same_spot(label)); };
    if (known_by(places_before, place)) continue;
    std::optional<std::size_t> first;
    for (auto const& shown : places_before) {
      auto const records = by_place.find(shown);
      if (records == by_place.end() || known_by(places_now, shown)) continue;
      for (auto const one : records->second) {
        if (among(periods[row], earlier[one].period)) first = std::min(first.value_or(one), one);
      }
    }
    if (first) found.push_back({row, *first});
  }
  std::ranges::sort(found, {}, &TwicePlaced::row);
  return found;
}

}  // namespace concordat::protection
