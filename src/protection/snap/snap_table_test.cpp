// SPDX-License-Identifier: Apache-2.0
// What an attacker tries with points: averaging repeats, changed order, places at a border, far ones.
#include "protection/snap/snap_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/chance.h"

namespace concordat::protection {
namespace {

constexpr double side = 20'000;

std::vector<SnapPoint> some_points(std::size_t many) {
  SeededChance chance{11};
  std::vector<SnapPoint> points;
  for (std::size_t i = 0; i < many; ++i) {
    // whole tens of metres, so that places lie equally far from several
    points.push_back({std::to_string(i + 1), std::floor(chance.unit() * side / 10) * 10, std::floor(chance.unit() * side / 10) * 10,
                      chance.below(4) == 0 ? 0 : static_cast<std::int64_t>(8 + chance.below(90)), 0});
    points.back().area = points.back().x < side / 2 ? 1 : 2;
  }
  return points;
}

std::vector<SnapQuery> some_places(std::size_t many) {
  SeededChance chance{12};
  std::vector<SnapQuery> places;
  for (std::size_t i = 0; i < many; ++i) {
    double const x = std::floor(chance.unit() * (side + 2000) / 5) * 5 - 1000;
    places.push_back({x, std::floor(chance.unit() * (side + 2000) / 5) * 5 - 1000, x < side / 2 ? 1U : 2U});
  }
  return places;
}

std::string id_at(SnapTable const& table, std::uint32_t found) { return found == SnapTable::none ? "-" : table.points()[found].id; }

/// By looking at every point.
std::string by_hand(std::vector<SnapPoint> const& points, SnapQuery const& place) {
  SnapPoint const* best = nullptr;
  double best_square = 0;
  for (auto const& point : points) {
    double const square = (point.x - place.x) * (point.x - place.x) + (point.y - place.y) * (point.y - place.y);
    if (point.area != place.area || square > 250'000) continue;
    bool const lower = best != nullptr && std::stoi(point.id) < std::stoi(best->id);
    if (best == nullptr || square < best_square || (square == best_square && lower)) {
      best = &point;
      best_square = square;
    }
  }
  return best == nullptr ? "-" : best->id;
}

std::string code(std::vector<SnapPoint> points, std::uint64_t row) {
  auto const table = SnapTable::build(std::move(points));
  if (table) return "fine";
  EXPECT_EQ(table.error().where.row, row);
  return std::string{table.error().code.view()};
}

TEST(SnapTable, GivesTheNearestPointThatLookingAtAllWouldGive) {
  for (std::size_t const many : {3U, 200U, 2000U}) {
    auto const points = some_points(many);
    auto const table = SnapTable::build(points).value();
    auto const places = some_places(3000);
    auto const found = table.nearest(places);
    for (std::size_t i = 0; i < places.size(); ++i) ASSERT_EQ(id_at(table, found[i]), by_hand(points, places[i])) << many << ' ' << i;
  }
}

TEST(SnapTable, PublishesOnlyPointsOfTheTableForAHundredThousandPlaces) {
  auto const table = SnapTable::build(some_points(20'000)).value();
  auto const places = some_places(100'000);
  auto const found = table.nearest(places);
  std::size_t located = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (found[i] == SnapTable::none) continue;
    ++located;
    auto const& point = table.points()[found[i]];
    ASSERT_TRUE(point.addresses == 0 || point.addresses >= 8);
    ASSERT_EQ(point.area, places[i].area) << "moved over the border";
    ASSERT_LE(std::hypot(point.x - places[i].x, point.y - places[i].y), 500);
  }
  EXPECT_GT(located, 80'000U);
}

TEST(SnapTable, TellsNothingMoreInAHundredReleasesInWhateverOrder) {
  auto points = some_points(5000);
  auto places = some_places(500);
  auto const first = SnapTable::build(points).value();
  std::vector<std::set<std::string>> seen(places.size());
  SeededChance chance{13};
  for (int release = 0; release < 100; ++release) {
    // a table read anew, in another order, and asked in another order
    for (std::size_t i = points.size(); i > 1; --i) std::swap(points[i - 1], points[chance.below(i)]);
    auto const table = SnapTable::build(points).value();
    std::vector<std::size_t> order(places.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[chance.below(i)]);
    std::vector<SnapQuery> asked;
    for (auto const i : order) asked.push_back(places[i]);
    auto const found = table.nearest(asked);
    for (std::size_t i = 0; i < order.size(); ++i) seen[order[i]].insert(id_at(table, found[i]));
  }
  for (auto const& ids : seen) ASSERT_EQ(ids.size(), 1U);
}

TEST(SnapTable, TakesTheLowestOfEquallyNearIds) {
  auto const table = SnapTable::build({{"10", 100, 0, 8, 0}, {"9", -100, 0, 8, 0}, {"08", 0, 100, 0, 0}}).value();
  EXPECT_EQ(id_at(table, table.nearest({0, 0, 0})), "9");
  EXPECT_EQ(id_at(table, table.nearest({1, 0, 0})), "10");
}

TEST(SnapTable, NeverReachesFartherThan500Metres) {
  auto const table = SnapTable::build({{"1", 0, 0, 8, 7}}).value();
  EXPECT_EQ(table.nearest({300, 400, 7}), 0U);
  EXPECT_EQ(table.nearest({300, 400.001, 7}), SnapTable::none);
  EXPECT_EQ(table.nearest({3, 4, 8}), SnapTable::none) << "another area";
  EXPECT_EQ(table.nearest({std::numeric_limits<double>::quiet_NaN(), 0, 7}), SnapTable::none);
  EXPECT_EQ(SnapTable::build({}).value().nearest({0, 0, 0}), SnapTable::none);
}

TEST(SnapTable, RefusesPointsThatWouldPointAtADoor) {
  EXPECT_EQ(code({{"1", 0, 0, 8, 0}, {"2", 0, 0, 7, 0}}, 2), "snap.few-addresses");
  EXPECT_EQ(code({{"1", 0, 0, 1, 0}}, 1), "snap.few-addresses");
  EXPECT_EQ(code({{"1", 0, 0, -1, 0}}, 1), "snap.few-addresses");
  EXPECT_EQ(code({{"1", 0, 0, 8, 0}, {"", 0, 0, 8, 0}}, 2), "snap.id");
  EXPECT_EQ(code({{"1", 0, 0, 8, 0}, {"2", 0, 0, 8, 0}, {"1", 5, 5, 8, 0}}, 3), "snap.id");
  EXPECT_EQ(code({{"1", 0, std::numeric_limits<double>::infinity(), 8, 0}}, 1), "snap.place");
}

}  // namespace
}  // namespace concordat::protection
