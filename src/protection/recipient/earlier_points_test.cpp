// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/earlier_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "protection/recipient/recipient_test_tools.h"

namespace concordat::protection {
namespace {

using test::incidents;

/// The points of the town, with every tenth moved, as a refreshed list of addresses moves them.
PublishedPoints refreshed() {
  auto const old = test::points_of_town();
  std::vector<SnapPoint> points(old.table.points().begin(), old.table.points().end());
  std::vector<AreaCodes> areas;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % 10 == 0) points[i].x = std::min(points[i].x + 120, 9999.0);
    areas.push_back(test::areas_of(points[i].x, points[i].y));
  }
  return published_points(std::move(points), std::move(areas)).value();
}

RecordRelease made(std::vector<IncidentRow> const& rows, PublishedPoints const& points) {
  auto out = release_records(RecipientHolds::no_named_incidents, rows, &points, {}, std::nullopt, false);
  EXPECT_TRUE(out) << out.error().title.view();
  return std::move(*out);
}
std::vector<ShownRecord> shown(RecordRelease const& release) {
  std::vector<ShownRecord> all;
  for (auto const& record : release.records) all.push_back({record[0], record[1]});
  return all;
}
std::size_t told_by_points(RecordRelease const& release) {
  return static_cast<std::size_t>(std::ranges::count_if(release.records, [](auto const& record) { return record[0].starts_with("point "); }));
}

/// Few points, so that many incidents share one and points are told.
PublishedPoints few_points(double shift) {
  std::vector<SnapPoint> points;
  std::vector<AreaCodes> areas;
  for (int i = 0; i < 100; ++i) {
    double const x = i % 10 * 1000.0 + 500 + (i == 55 ? shift : 0);
    double const y = i / 10 * 1000.0 + 500;
    points.push_back({std::to_string(i + 1), x, y, 40, 0});
    areas.push_back(test::areas_of(x, y));
  }
  return published_points(std::move(points), std::move(areas)).value();
}

/// All on one evening and most of them in public, so that places need not be coarse.
std::vector<IncidentRow> evening() {
  auto rows = incidents(8000, 300);
  for (auto& row : rows) {
    row.minutes = test::first_minute + 18 * 60;
    row.sort = &row - rows.data() < 7000 ? PlaceSort::open : &row - rows.data() < 7500 ? PlaceSort::dwelling : PlaceSort::hostel;
    row.domestic = false;
    // near the middle of their square, where the points of `few_points` are
    for (auto* const at : {&row.x, &row.y}) *at = std::floor(**at / 1000) * 1000 + 500 + (std::fmod(**at, 1000.0) - 500) / 5;
  }
  return rows;
}

TEST(EarlierPoints, TellNothingWhereTheTableIsTheSame) {
  auto const rows = evening();
  for (auto const& points : {test::points_of_town(), few_points(0)}) {
    auto const release = made(rows, points);
    EXPECT_TRUE(twice_placed(release, rows, &points, shown(release), &points).empty());
  }
}

TEST(EarlierPoints, AreFoundWhereAPlaceIsToldByTwoOfThem) {
  auto const rows = evening();
  auto const before = few_points(0);
  auto const now = few_points(300);
  auto const first = made(rows, before);
  auto const second = made(rows, now);
  ASSERT_GT(told_by_points(first), 500U) << "points that nobody is told by test nothing";
  ASSERT_GT(told_by_points(second), 500U);
  auto const found = twice_placed(second, rows, &now, shown(first), &before);
  ASSERT_FALSE(found.empty());
  for (auto const& one : found) {
    // each is a record near the point that moved: by the one table or by the other
    auto const ladder_before = FieldRules{RecipientHolds::no_named_incidents, rows, &before}.ladders(rows[one.row])[0];
    auto const ladder_now = FieldRules{RecipientHolds::no_named_incidents, rows, &now}.ladders(rows[one.row])[0];
    EXPECT_TRUE(ladder_before.front() == "point 56" || ladder_now.front() == "point 56" || ladder_before != ladder_now);
    EXPECT_NE(std::ranges::find(ladder_before, first.records[one.earlier][0]), ladder_before.end());
  }
  // every record that both releases tell by two points that are not the same spot is there
  std::size_t told_twice = 0;
  for (std::size_t i = 0; i < second.records.size(); ++i) {
    auto const at = std::ranges::find(first.rows, second.rows[i]);
    if (at == first.rows.end()) continue;
    auto const& was = first.records[static_cast<std::size_t>(at - first.rows.begin())][0];
    auto const& is = second.records[i][0];
    if (!was.starts_with("point ") || !is.starts_with("point ") || (was == is && is != "point 56")) continue;
    ++told_twice;
    EXPECT_TRUE(std::ranges::any_of(found, [&](auto const& one) { return one.row == second.rows[i]; })) << was << " and " << is;
  }
  EXPECT_GT(told_twice, 5U);
}

TEST(EarlierPoints, TellNothingOfOtherTimesOrWhereTheEarlierOneShowedAreas) {
  auto const rows = evening();
  auto const before = few_points(0);
  auto const now = few_points(300);
  auto const second = made(rows, now);
  auto earlier = shown(made(rows, before));
  ASSERT_FALSE(twice_placed(second, rows, &now, earlier, &before).empty());
  for (auto& one : earlier) one.period = "2019-01-05";
  EXPECT_TRUE(twice_placed(second, rows, &now, earlier, &before).empty());
  for (auto& one : earlier) one = {"any", "any"};
  EXPECT_TRUE(twice_placed(second, rows, &now, earlier, &before).empty()) << "what showed no place narrows none";
  EXPECT_TRUE(twice_placed(second, rows, &now, {}, &before).empty());
  auto const refresh = refreshed();
  auto const town = test::points_of_town();
  auto const moved = twice_placed(made(rows, refresh), rows, &refresh, shown(made(rows, town)), &town);
  EXPECT_TRUE(std::ranges::is_sorted(moved, {}, &TwicePlaced::row));
}

}  // namespace
}  // namespace concordat::protection
