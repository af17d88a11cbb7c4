// SPDX-License-Identifier: Apache-2.0
#include "places/spatial/rings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace concordat::places {
namespace {

struct Made {
  std::vector<double> x, y;
  std::vector<Origin> origin;
  void add(double east, double north) {
    x.push_back(east);
    y.push_back(north);
    origin.push_back(Origin::reported);
  }
  [[nodiscard]] ReportedEvents events() const { return *ReportedEvents::admit({.x = x, .y = y, .origin = origin}); }
};

/// A square of so many metres, a point each 10.
std::vector<Point> square(double side) {
  std::vector<Point> points;
  for (double x = 5; x < side; x += 10) {
    for (double y = 5; y < side; y += 10) points.push_back({x, y});
  }
  return points;
}

TEST(Rings, MeasureTheirShareAndTheEventsInThem) {  // M30
  Made made;
  made.add(1000, 1049);
  made.add(1000, 1050);  // half-open: not in the first
  made.add(1000, 1399);
  made.add(1000, 1400);
  made.add(std::nan(""), 0);
  std::vector const places{Point{1000, 1000}};
  auto const all = rings(made.events(), places, square(2000));
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 4U);
  EXPECT_EQ((*all)[0].events, 1);
  EXPECT_EQ((*all)[1].events, 1);
  EXPECT_EQ((*all)[2].events, 0);
  EXPECT_EQ((*all)[3].events, 1);
  double const area = 2000.0 * 2000.0;
  EXPECT_NEAR((*all)[3].share, std::numbers::pi * (400 * 400 - 200 * 200) / area, 0.001);
  EXPECT_NEAR((*all)[3].expected, 4 * (*all)[3].share, 1e-12);
}

TEST(Rings, AreOfTheNearestPlaceAndCountNothingTwice) {
  Made made;
  made.add(1020, 1000);
  std::vector const places{Point{1000, 1000}, Point{1060, 1000}};
  auto const all = rings(made.events(), places, square(2000));
  ASSERT_TRUE(all);
  std::int64_t sum = 0;
  for (auto const& ring : *all) sum += ring.events;
  EXPECT_EQ(sum, 1);
  EXPECT_EQ((*all)[0].events, 1);
  // Two discs that overlap are smaller than twice one.
  auto const one = rings(made.events(), std::vector{places[0]}, square(2000));
  EXPECT_LT((*all)[0].share, 2 * (*one)[0].share);
}

TEST(Rings, AtTheEdgeOfTheAreaHaveThePartInside) {
  Made made;
  made.add(10, 10);
  auto const corner = rings(made.events(), std::vector{Point{0, 0}}, square(2000));
  auto const middle = rings(made.events(), std::vector{Point{1000, 1000}}, square(2000));
  ASSERT_TRUE(corner && middle);
  EXPECT_NEAR((*corner)[3].share, (*middle)[3].share / 4, 0.001);
}

TEST(Rings, AgreeWithTheDefinitionForRandomPlacesAndEvents) {
  std::mt19937_64 chance{7};
  std::uniform_real_distribution<double> anywhere{0, 2000};
  for (int round = 0; round < 30; ++round) {
    Made made;
    std::vector<Point> places;
    for (int i = 0; i < 25; ++i) places.push_back({anywhere(chance), anywhere(chance)});
    for (int i = 0; i < 200; ++i) made.add(anywhere(chance), anywhere(chance));
    std::vector<std::int64_t> counts(4, 0);
    for (std::size_t i = 0; i < made.x.size(); ++i) {
      double nearest = 1e9;
      for (auto const& place : places) nearest = std::min(nearest, std::hypot(place.x - made.x[i], place.y - made.y[i]));
      std::vector<double> const edges{50, 100, 200, 400};
      for (std::size_t ring = 0; ring < 4; ++ring) {
        if (nearest < edges[ring] && (ring == 0 || nearest >= edges[ring - 1])) ++counts[ring];
      }
    }
    auto const all = rings(made.events(), places, square(2000));
    ASSERT_TRUE(all);
    for (std::size_t ring = 0; ring < 4; ++ring) EXPECT_EQ((*all)[ring].events, counts[ring]);
  }
}

TEST(Rings, TellMoreAndFewerThanTheirShare) {
  Made made;
  std::mt19937_64 chance{3};
  std::uniform_real_distribution<double> anywhere{0, 2000};
  for (int i = 0; i < 200; ++i) made.add(anywhere(chance), anywhere(chance));
  for (int i = 0; i < 30; ++i) made.add(1000 + i % 5, 1000);
  auto const all = rings(made.events(), std::vector{Point{1000, 1000}}, square(2000));
  ASSERT_TRUE(all);
  EXPECT_LT((*all)[0].p_more, 1e-6);
  EXPECT_GT((*all)[0].p_fewer, 0.99);
  EXPECT_GT((*all)[3].p_more, 0.01);
}

TEST(Rings, SayHowManyPlacesHaveTheEventsAndHowManyTheLargestHas) {
  Made made;
  for (int i = 0; i < 5; ++i) made.add(1000, 1010);
  made.add(300, 310);
  auto const all = rings(made.events(), std::vector{Point{1000, 1000}, Point{300, 300}, Point{1700, 1700}}, square(2000));
  ASSERT_TRUE(all);
  EXPECT_EQ((*all)[0].places_with, 2U);
  EXPECT_EQ((*all)[0].largest, 5);
  EXPECT_EQ((*all)[1].places_with, 0U);
}

TEST(Rings, AreRefusedWithoutEdgesPlacesOrArea) {
  Made made;
  made.add(1, 1);
  auto const code = [&](std::vector<Point> const& places, std::vector<Point> const& study, std::vector<double> edges) {
    auto const all = rings(made.events(), places, study, {std::move(edges)});
    return all ? std::string{"fine"} : std::string{all.error().code.view()};
  };
  EXPECT_EQ(code({{1, 1}}, {{1, 1}}, {100, 100}), "rings.edges");
  EXPECT_EQ(code({{1, 1}}, {{1, 1}}, {}), "rings.edges");
  EXPECT_EQ(code({{1, 1}}, {{1, 1}}, {0, 50}), "rings.edges");
  EXPECT_EQ(code({}, {{1, 1}}, {50}), "rings.nothing");
  EXPECT_EQ(code({{1, 1}}, {}, {50}), "rings.nothing");
}

}  // namespace
}  // namespace concordat::places
