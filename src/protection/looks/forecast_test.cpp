// SPDX-License-Identifier: Apache-2.0
// A forecast is shown where it found more of a quarter that it never saw than last year's places, and nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/looks/forecast.h"

namespace concordat::protection {
namespace {

namespace test = places::test;
using ::testing::HasSubstr;

constexpr double side = 10'000;

places::AreaSet one_square() {
  std::vector<places::Area> areas{{.code = "E1", .name = "Square", .population = 5000, .polygons = {{{{{0, 0}, {side, 0}, {side, side}, {0, side}}}}}}};
  return places::AreaSet::from_areas("lsoa", "2021", std::move(areas)).value();
}

/// Bars here and there in the south-west.
std::vector<places::Point> bars() {
  std::vector<places::Point> points;
  SeededChance chance{3};
  for (int i = 0; i < 25; ++i) points.push_back({500 + 4000 * chance.unit(), 500 + 4000 * chance.unit()});
  return points;
}

/// Reports near one of the places, each time another.
void add_near(test::Events& events, std::vector<places::Point> const& places, std::size_t count, std::uint64_t seed) {
  SeededChance chance{seed};
  for (std::size_t i = 0; i < count; ++i) {
    auto const& place = places[chance.below(places.size())];
    events.add(place.x + 400 * (chance.unit() - 0.5), place.y + 400 * (chance.unit() - 0.5));
  }
}

struct YearAndQuarter {
  test::Events year, held_out, latest;
};
Result<ForecastTold> told_of(YearAndQuarter const& quarters, std::vector<PlacesOfKind> const& kinds) {
  auto const areas = one_square();
  places::StudyArea const area{areas, places::Grid::over({0, 0, side - 1, side - 1}, 250).value()};
  auto const latest = quarters.latest.reported();
  return tell_forecast({quarters.year.reported(), quarters.held_out.reported(), latest, kinds}, area, 500, {.title = "Forecast", .months = 12});
}

TEST(Forecasts, AreShownWhereTheyFoundMoreThanLastYearsPlaces) {  // M30
  YearAndQuarter quarters;
  add_near(quarters.year, bars(), 120, 5);
  add_near(quarters.held_out, bars(), 90, 6);
  add_near(quarters.latest, bars(), 160, 7);
  auto const told = told_of(quarters, {{"bar", bars()}});
  ASSERT_TRUE(told);
  ASSERT_TRUE(told->map) << told->trials.text(0, 1) << told->trials.text(1, 1);
  EXPECT_EQ(told->trials.rows(), 2U);
  EXPECT_FALSE(told->way.empty());
  std::size_t expected = 0;
  auto const& map = *told->map;
  auto const latest = quarters.latest.reported();
  auto const support = places::support_counts(latest, map.grid(), 500);
  for (std::size_t cell = 0; cell < map.grid().cells(); ++cell) {
    EXPECT_LE(map.classes()[cell], 2);
    expected += map.classes()[cell] == 2 ? 1U : 0U;
    bool const shown = (*support)[cell] >= least_support;
    EXPECT_TRUE(shown || map.classes()[cell] == 0) << cell;
    EXPECT_TRUE(map.classes()[cell] < 2 || map.grid().centre(cell).x < 6000) << "where the bars are";
  }
  EXPECT_GT(expected, 0U);
  EXPECT_LE(expected, 160U) << "a twentieth of 1,600 squares, and at most as many again that tie";
}

TEST(Forecasts, ThatFindNoMoreAreSaidToAndNotShown) {
  // The same squares every time: nothing finds more than last year's places.
  YearAndQuarter quarters;
  for (auto* events : {&quarters.year, &quarters.held_out, &quarters.latest}) {
    for (int i = 0; i < 160; ++i) events->add(125 + 250.0 * (i % 8) * 5, 125 + 250.0 * (i / 8 % 8) * 5);
  }
  auto const told = told_of(quarters, {{"bar", bars()}});
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->tried);
  EXPECT_FALSE(told->map);
  for (std::size_t row = 0; row < 2; ++row) EXPECT_THAT(told->trials.text(row, 1), HasSubstr("not shown")) << row;
}

TEST(Forecasts, AreNotTriedOnFewReportsNorByFewPlaces) {
  YearAndQuarter few;
  add_near(few.year, bars(), 29, 5);
  add_near(few.held_out, bars(), 90, 6);
  add_near(few.latest, bars(), 60, 7);
  auto const none = told_of(few, {{"bar", bars()}});
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->tried);
  EXPECT_FALSE(none->map);
  EXPECT_EQ(none->trials.text(0, 1), "not tried: too few reports");
  add_near(few.year, bars(), 60, 8);
  auto const two = told_of(few, {{"bar", {{1000, 1000}, {2000, 2000}}}});
  ASSERT_TRUE(two);
  EXPECT_EQ(two->trials.text(1, 1), "not tried: no such places");
}

TEST(Forecasts, HoldNoFigureOfReports) {
  YearAndQuarter quarters;
  add_near(quarters.year, bars(), 120, 5);
  add_near(quarters.held_out, bars(), 90, 6);
  add_near(quarters.latest, bars(), 160, 7);
  auto const told = told_of(quarters, {{"bar", bars()}});
  ASSERT_TRUE(told);
  for (std::size_t row = 0; row < 2; ++row) EXPECT_EQ(told->trials.text(row, 1).find_first_of("0123456789"), std::string::npos);
}

TEST(Forecasts, RefuseAFinerMapThanMayBeShown) {
  auto const areas = one_square();
  places::StudyArea const area{areas, places::Grid::over({0, 0, side - 1, side - 1}, 250).value()};
  YearAndQuarter quarters;
  add_near(quarters.year, bars(), 120, 5);
  add_near(quarters.held_out, bars(), 90, 6);
  add_near(quarters.latest, bars(), 160, 7);
  std::vector<PlacesOfKind> const kinds{{"bar", bars()}};
  auto const latest = quarters.latest.reported();
  EXPECT_FALSE(tell_forecast({quarters.year.reported(), quarters.held_out.reported(), latest, kinds}, area, 500, {.title = "Forecast", .months = 12, .smallest_support = 3}));
}

}  // namespace
}  // namespace concordat::protection
