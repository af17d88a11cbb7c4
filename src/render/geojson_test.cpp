// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "protection/looks/change.h"
#include "render/maps.h"
#include "render/testing.h"

namespace concordat::render {
namespace {

using testing::HasSubstr;
using testing::Not;

Json parsed(std::string const& text) {
  auto json = Json::parse(text);
  EXPECT_TRUE(json) << (json ? "" : sentence(json.error())) << text.substr(0, 2000);
  return json.value_or(Json{});
}

/// Positive where the ring runs counter-clockwise.
double twice_area(Json const& ring) {
  double sum = 0;
  auto const& corners = ring.array();
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    auto const& here = corners[i].array();
    auto const& next = corners[i + 1].array();
    sum += here[0].number() * next[1].number() - next[0].number() * here[1].number();
  }
  return sum;
}

places::Ring square(double at, double side, bool clockwise) {
  places::Ring ring = {{at, at}, {at + side, at}, {at + side, at + side}, {at, at + side}};
  if (clockwise) std::reverse(ring.begin(), ring.end());
  return ring;
}

places::AreaSet set_of(std::vector<places::Area> areas) {
  return places::AreaSet::from_areas("lsoa", "2021", std::move(areas)).value();
}

protection::ProtectedTable one_column(std::vector<std::string> rows, std::string column = "2026-Q1") {
  std::vector<double> const cells(rows.size(), 40);
  return test::protect({"T", "Area", "", std::move(rows), {std::move(column)}}, cells);
}

TEST(GeoJsonAreas, SayWhatTheyAreInAForeignMember) {
  auto const about = parsed(geojson_areas(test::sample_areas(3, 1), test::small_table(), test::to_degrees,
                                          test::sample_about()))["about"];
  EXPECT_EQ(about["Title"].string(), "Violence by area and quarter");
  EXPECT_EQ(about["Ledger index"].string(), "4217");
  EXPECT_EQ(about["Boundaries"].string(), test::sample_about().attribution);
  EXPECT_EQ(about["Limits"].array().size(), 2U);
  EXPECT_EQ(about["Source"].array()[0].string(), "Police incidents: half to three quarters");
  // one method is a list of one, so that a reader need not ask
  ASSERT_EQ(about["Method"].array().size(), 1U);
  EXPECT_EQ(about["Note"].array().size(), 1U);
}

TEST(GeoJsonAreas, TellHiddenFromMissingFromZero) {
  auto const json = parsed(
      geojson_areas(test::sample_areas(3, 1), test::small_table(), test::to_degrees, test::sample_about()));
  EXPECT_EQ(json["type"].string(), "FeatureCollection");
  auto const& features = json["features"].array();
  ASSERT_EQ(features.size(), 3U);
  EXPECT_EQ(features[0]["properties"]["code"].string(), "N01000001");
  EXPECT_EQ(features[0]["properties"]["vintage"].string(), "2021");
  EXPECT_EQ(features[0]["properties"]["name"].string(), "Northshire 001");
  EXPECT_EQ(features[0]["properties"]["ledger_index"].integer(), 4217);
  EXPECT_EQ(features[0]["properties"]["2026-Q1"].integer(), 125);
  EXPECT_EQ(features[1]["properties"]["2026-Q1"].integer(), 0);
  EXPECT_TRUE(features[1]["properties"]["2026-Q1"].is_integer());
  EXPECT_EQ(features[1]["properties"]["2026-Q2"].string(), "*");
  EXPECT_TRUE(features[2]["properties"].contains("2026-Q1"));
  EXPECT_TRUE(features[2]["properties"]["2026-Q1"].is_null());
}

TEST(GeoJsonAreas, HoldTheCellsOfATableOfWords) {
  auto const counts = protection::protect_counts(protection::RawTable{{"Violence", "Area", "Quarter", {"North \"1\"", "South", "West"}, {"2025-Q3", "2026-Q3"}}, {20, 60, 3, 90, 40, 45}},
                                                 protection::SmallNumberRule::nhs());
  auto const change = protection::tell_change(*counts, 0, 1);
  ASSERT_TRUE(change);
  auto const json = parsed(geojson_areas(test::sample_areas(3, 1), change->table, test::to_degrees, test::sample_about()));
  auto const& features = json["features"].array();
  ASSERT_EQ(features.size(), 3U);
  EXPECT_EQ(features[0]["properties"]["What can be said"].string(), "more");
  EXPECT_EQ(features[1]["properties"]["What can be said"].string(), "too few to say");
  EXPECT_EQ(features[1]["properties"]["2025-Q3"].string(), "*");
  EXPECT_FALSE(features[2]["geometry"].is_null());
}

TEST(GeoJsonAreas, RunOutlinesCounterClockwiseAndHolesClockwiseHoweverTheyCame) {
  for (bool const outline_clockwise : {false, true}) {
    for (bool const hole_clockwise : {false, true}) {
      auto const areas = set_of({{.code = "A",
                                  .name = "A",
                                  .polygons = {{{square(450'000, 1000, outline_clockwise),
                                                 square(450'200, 300, hole_clockwise)}}}}});
      auto const json =
          parsed(geojson_areas(areas, one_column({"A"}), test::to_degrees, test::sample_about()));
      auto const& geometry = json["features"].array()[0]["geometry"];
      EXPECT_EQ(geometry["type"].string(), "MultiPolygon");
      auto const& rings = geometry["coordinates"].array()[0].array();
      ASSERT_EQ(rings.size(), 2U);
      EXPECT_GT(twice_area(rings[0]), 0);
      EXPECT_LT(twice_area(rings[1]), 0);
    }
  }
}

TEST(GeoJsonAreas, CloseEveryRingAndGiveSixDecimals) {
  auto const text = geojson_areas(test::sample_areas(), one_column(std::vector<std::string>(54, "x")),
                                  test::to_degrees, test::sample_about());
  auto const json = parsed(text);
  for (auto const& feature : json["features"].array()) {
    for (auto const& polygon : feature["geometry"]["coordinates"].array()) {
      for (auto const& ring : polygon.array()) {
        ASSERT_GE(ring.array().size(), 4U);
        EXPECT_EQ(ring.array().front(), ring.array().back());
        EXPECT_GT(twice_area(ring), 0);
      }
    }
  }
  auto const begin = text.find("[[[[") + 4;
  auto const corner = text.substr(begin, text.find(']', begin) - begin);
  for (auto const part : concordat::text::split(corner, ','))
    EXPECT_EQ(part.size() - part.find('.') - 1, 6U) << corner;
}

TEST(GeoJsonAreas, WriteSmallAndNegativeDegreesRight) {
  auto const areas = set_of({{.code = "A", .name = "A", .polygons = {{{square(450'000, 1000, false)}}}}});
  auto const near_zero = [](places::Point point) -> std::optional<places::Point> {
    return places::Point{(point.x - 450'500) / 1e9, (point.y - 450'000) / 1e9 - 0.0000001};
  };
  auto const text = geojson_areas(areas, one_column({"A"}), near_zero, test::sample_about());
  EXPECT_THAT(text, HasSubstr("[-0.000001,0.000000]"));
  EXPECT_THAT(text, HasSubstr("[0.000001,0.000001]"));
  EXPECT_THAT(text, Not(HasSubstr("-0.000000")));
  auto const far = [](places::Point point) -> std::optional<places::Point> {
    return places::Point{-179.5 + (point.x - 450'000) / 1e6, -89.25 + (point.y - 450'000) / 1e6};
  };
  EXPECT_THAT(geojson_areas(areas, one_column({"A"}), far, test::sample_about()),
              HasSubstr("[-179.500000,-89.250000]"));
}

TEST(GeoJsonAreas, LeaveOutCornersTheProjectionDoesNotReachAndStayClosed) {
  auto const areas = set_of({{.code = "A",
                              .name = "A",
                              .polygons = {{{{{450'000, 450'000},
                                              {451'000, 450'000},
                                              {451'500, 450'500},
                                              {451'000, 451'000},
                                              {450'000, 451'000}}}}}}});
  auto const without_first = [](places::Point point) -> std::optional<places::Point> {
    if (point == places::Point{450'000, 450'000}) return std::nullopt;
    return test::to_degrees(point);
  };
  auto const json = parsed(geojson_areas(areas, one_column({"A"}), without_first, test::sample_about()));
  auto const& ring = json["features"].array()[0]["geometry"]["coordinates"].array()[0].array()[0].array();
  ASSERT_EQ(ring.size(), 5U);
  EXPECT_EQ(ring.front(), ring.back());
}

TEST(GeoJsonAreas, HaveNoGeometryWhereNothingOfItCanBePlaced) {
  auto const nowhere = [](places::Point) -> std::optional<places::Point> { return std::nullopt; };
  auto const not_a_number = [](places::Point) -> std::optional<places::Point> {
    return places::Point{std::nan(""), 1};
  };
  auto const one_spot = [](places::Point) -> std::optional<places::Point> { return places::Point{1, 1}; };
  for (ToDegrees const& project : {ToDegrees{nowhere}, ToDegrees{not_a_number}, ToDegrees{one_spot}}) {
    auto const json =
        parsed(geojson_areas(test::sample_areas(3, 1), test::small_table(), project, test::sample_about()));
    for (auto const& feature : json["features"].array()) {
      EXPECT_TRUE(feature.contains("geometry"));
      EXPECT_TRUE(feature["geometry"].is_null());
    }
  }
}

TEST(GeoJsonAreas, DropAHoleThatVanishesWhenRounded) {
  auto const areas = set_of({{.code = "A",
                              .name = "A",
                              .polygons = {{{square(450'000, 1000, false), square(450'200, 0.02, false)}}}}});
  auto const json = parsed(geojson_areas(areas, one_column({"A"}), test::to_degrees, test::sample_about()));
  EXPECT_EQ(json["features"].array()[0]["geometry"]["coordinates"].array()[0].array().size(), 1U);
}

TEST(GeoJsonAreas, StayJsonWhateverTheNames) {
  auto about = test::sample_about();
  about.recipient = "Say \"hi\" \\ </script>\n\x01";
  auto const areas = set_of(
      {{.code = "A\"1", .name = "O'Brien \\ \"Row\"\t\xff", .polygons = {{{square(450'000, 1000, false)}}}}});
  auto const json = parsed(geojson_areas(areas, one_column({"A"}, "say \"Q1\""), test::to_degrees, about));
  EXPECT_EQ(json["about"]["Released to"].string(), "Say \"hi\" \\ </script>\n\xef\xbf\xbd");
  auto const& properties = json["features"].array()[0]["properties"];
  EXPECT_EQ(properties["code"].string(), "A\"1");
  EXPECT_EQ(properties["name"].string(), "O'Brien \\ \"Row\"\t\xef\xbf\xbd");
  EXPECT_EQ(properties["say \"Q1\""].integer(), 40);
}

TEST(GeoJsonAreas, NumberAColumnWhoseNameIsTaken) {
  auto const areas = set_of({{.code = "A", .name = "A", .polygons = {{{square(450'000, 1000, false)}}}}});
  auto const table = test::protect({"T", "Area", "", {"A"}, {"name", "x", "x", "x 2"}}, {20, 30, 40, 50});
  auto const json = parsed(geojson_areas(areas, table, test::to_degrees, test::sample_about()));
  auto const& properties = json["features"].array()[0]["properties"];
  EXPECT_EQ(properties["name"].string(), "A");
  EXPECT_EQ(properties["name 2"].integer(), 20);
  EXPECT_EQ(properties["x"].integer(), 30);
  EXPECT_EQ(properties["x 2"].integer(), 40);
  EXPECT_EQ(properties["x 2 2"].integer(), 50);
}

TEST(GeoJsonCells, AreTheShownCellsWithTheirClassAndNoDensity) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events());
  auto const json = parsed(geojson_cells(map, test::to_degrees, test::sample_about()));
  auto const& features = json["features"].array();
  auto const shown =
      std::count_if(map.classes().begin(), map.classes().end(), [](auto number) { return number > 0; });
  ASSERT_EQ(features.size(), static_cast<std::size_t>(shown));
  for (auto const& feature : features) {
    auto const& properties = feature["properties"];
    EXPECT_EQ(properties.object().size(), 3U);
    auto const number = properties["class"].integer();
    EXPECT_TRUE(number >= 1 && number <= 5);
    EXPECT_EQ(properties["label"].string(), map.class_labels()[static_cast<std::size_t>(number) - 1]);
    EXPECT_EQ(feature["geometry"]["type"].string(), "Polygon");
    auto const& ring = feature["geometry"]["coordinates"].array()[0];
    EXPECT_EQ(ring.array().size(), 5U);
    EXPECT_EQ(ring.array().front(), ring.array().back());
    EXPECT_GT(twice_area(ring), 0);
  }
  EXPECT_EQ(json["about"]["Note"].array().size(), map.notes().size());
}

TEST(GeoJsonCells, AreNoneWhereTooFewEventsLie) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events(6));
  EXPECT_TRUE(map.is_empty());
  EXPECT_TRUE(parsed(geojson_cells(map, test::to_degrees, test::sample_about()))["features"].array().empty());
}

}  // namespace
}  // namespace concordat::render
