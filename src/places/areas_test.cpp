// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "places/area_locator.h"
#include "places/area_set.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

Ring square(double west, double south, double side) {
  return {{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}};
}

Area simple(std::string code, Ring ring) {
  return {.code = code, .name = "Area " + code, .polygons = {Polygon{{std::move(ring)}}}};
}

AreaSet set_of(std::vector<Area> areas) {
  return AreaSet::from_areas("ward", "2013", std::move(areas)).value();
}

AreaReading reading() {
  return {.kind = "lsoa",
          .vintage = "2011",
          .code_property = "LSOA11CD",
          .name_property = "LSOA11NM",
          .population_property = "",
          .project = [](Point raw) -> std::optional<Point> {
            if (!(std::abs(raw.x) <= 180 && std::abs(raw.y) <= 90)) return std::nullopt;
            return Point{raw.x * 1000, raw.y * 1000};
          }};
}

std::string feature(std::string const& code, std::string const& geometry) {
  return R"({"type":"Feature","properties":{"LSOA11CD":")" + code + R"(","LSOA11NM":"Name )" + code +
         R"("},"geometry":)" + geometry + "}";
}

std::string collection(std::vector<std::string> const& features) {
  return "{\"type\": \"FeatureCollection\",\n\"features\": [\n" + text::join(features, ",\n") + "\n]}";
}

std::string const unit_square = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})";

tl::expected<AreaSet, Findings> read(std::string const& text, AreaReading const& how = reading()) {
  AreaDocument const document{"lsoa.json", text};
  return AreaSet::from_geojson({&document, 1}, how);
}

TEST(AreaSets, ReadPolygonsWithHolesAndManyParts) {
  auto const set = read(
      collection({feature("E2", R"({"type":"MultiPolygon","coordinates":[[[[4,0],[5,0],[5,1],[4,1],[4,0]]],
                        [[[6,0],[7,0],[7,1],[6,1],[6,0]]]]})"),
                  feature("E1", R"({"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3],[0,0]],
                        [[1,1],[2,1],[2,2],[1,2],[1,1]]]})")}));
  ASSERT_TRUE(set) << sentence(set.error().front());
  ASSERT_EQ(set->size(), 2U);
  EXPECT_EQ((*set)[0].code, "E1");
  EXPECT_EQ((*set)[0].name, "Name E1");
  EXPECT_EQ((*set)[1].polygons.size(), 2U);
  EXPECT_EQ(set->box(), (Box{0, 0, 7000, 3000}));
  EXPECT_EQ(set->find("E2"), 1U);
  EXPECT_FALSE(set->find("E3"));
  AreaLocator const locator{*set};
  EXPECT_EQ(locator.locate({500, 500}), 0U);
  EXPECT_FALSE(locator.locate({1500, 1500})) << "in the hole";
  EXPECT_EQ(locator.locate({4500, 500}), 1U);
  EXPECT_FALSE(locator.locate({5500, 500})) << "between the parts";
  EXPECT_EQ(locator.locate({6500, 500}), 1U);
}

TEST(AreaSets, ReadPopulationsFromThePropertyNamed) {
  auto how = reading();
  how.population_property = "people";
  auto const with = [&](std::string const& value) {
    return read(collection({R"({"type":"Feature","properties":{"LSOA11CD":"E1","LSOA11NM":"","people":)" +
                            value + R"(},"geometry":)" + unit_square + "}"}),
                how);
  };
  EXPECT_EQ((*with("1500"))[0].population, 1500);
  ASSERT_FALSE(with("-3"));
  EXPECT_EQ(with("1.5").error().front().code, "area.population");
}

struct BadFile {
  char const* name;
  std::string text;
  char const* code;
  std::uint32_t line;
};

class BadAreaFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadAreaFiles, AreRefusedWithTheirPlaceAndARemedy) {
  auto const set = read(GetParam().text);
  ASSERT_FALSE(set);
  auto const& finding = set.error().front();
  EXPECT_EQ(finding.code, GetParam().code) << sentence(finding);
  EXPECT_EQ(finding.file, "lsoa.json");
  EXPECT_EQ(finding.line, GetParam().line);
  EXPECT_FALSE(finding.remedy.empty());
}

std::string second_bad(std::string const& geometry) {
  return collection({feature("E1", unit_square), feature("E2", geometry)});
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BadAreaFiles,
    testing::Values(
        BadFile{"empty", "", "area.not-geojson", 1},
        BadFile{"not_json", "code,name\n", "area.not-geojson", 1},
        BadFile{"no_collection", R"({"type":"Topology","features":[]})", "area.not-geojson", 1},
        BadFile{"no_list", R"({"type":"FeatureCollection"})", "area.not-geojson", 1},
        BadFile{"no_features", collection({}), "area.not-geojson", 1},
        BadFile{"breaks_off", collection({feature("E1", unit_square)}).substr(0, 150), "area.not-geojson", 1},
        BadFile{"number_in_list", collection({"7"}), "area.not-geojson", 3},
        BadFile{"no_properties", collection({R"({"geometry":null})"}), "area.no-properties", 3},
        BadFile{"no_code", collection({R"({"properties":{"LSOA11NM":"x"}})"}), "area.no-code", 3},
        BadFile{"no_name", collection({R"({"properties":{"LSOA11CD":"x"}})"}), "area.no-name", 3},
        BadFile{"null_geometry", second_bad("null"), "area.no-geometry", 4},
        BadFile{"point", second_bad(R"({"type":"Point","coordinates":[0,0]})"), "area.geometry-type", 4},
        BadFile{"flat", second_bad(R"({"type":"Polygon","coordinates":[[0,0],[1,1]]})"), "area.position", 4},
        BadFile{"text_position", second_bad(R"({"type":"Polygon","coordinates":[[["0","1"]]]})"),
                "area.position", 4},
        BadFile{"ring_no_list", second_bad(R"({"type":"Polygon","coordinates":[3]})"), "area.ring", 4},
        BadFile{"polygon_no_list", second_bad(R"({"type":"MultiPolygon","coordinates":[3]})"), "area.polygon",
                4},
        BadFile{"no_rings", second_bad(R"({"type":"Polygon","coordinates":[]})"), "area.no-outline", 4},
        BadFile{"no_polygons", second_bad(R"({"type":"MultiPolygon","coordinates":[]})"), "area.no-shape", 4},
        BadFile{"open", second_bad(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})"),
                "area.open-ring", 4},
        BadFile{"line", second_bad(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[2,0],[0,0]]]})"),
                "area.empty-ring", 4},
        BadFile{
            "metres_for_degrees",
            second_bad(R"({"type":"Polygon","coordinates":[[[450000,300000],[1,0],[1,1],[450000,300000]]]})"),
            "area.not-projected", 4},
        BadFile{"twice", collection({feature("E1", unit_square), feature("E1", unit_square)}), "area.twice",
                4}),
    [](auto const& test) { return std::string{test.param.name}; });

TEST(AreaSets, NameThePropertiesThatMayBeMeantAndAFaultOfThousandsAFewTimes) {
  std::vector<std::string> features;
  for (int i = 0; i < 2000; ++i) features.push_back(R"({"properties":{"LSOA21NM":"x","LSOA21CD":"E1","ward_code":"w"}})");
  features.push_back("{}");
  auto const set = read(collection(features));
  ASSERT_FALSE(set);
  ASSERT_EQ(set.error().size(), 7U) << "five, one of another kind, and how many more";
  EXPECT_EQ(set.error().front().message, "feature 1: it has no property 'LSOA11CD'; it has 'LSOA21CD', 'ward_code'.");
  EXPECT_EQ(set.error()[5].code, "area.no-properties");
  EXPECT_EQ(set.error().back().message, "and 1995 more like it.");
}

TEST(AreaSets, ReportEveryBadFeatureAtOnceByItsCode) {
  auto const set =
      read(collection({feature("E1", "null"), feature("E2", unit_square), feature("E3", "null")}));
  ASSERT_FALSE(set);
  ASSERT_EQ(set.error().size(), 2U);
  EXPECT_EQ(sentence(set.error()[1]),
            "lsoa.json:5:1: error: feature 3 (E3): it has no geometry with a type and coordinates. Give "
            "every area a "
            "Polygon or MultiPolygon. [area.no-geometry]");
}

TEST(AreaSets, MadeByAProgramHoldToTheSameRules) {
  auto const code = [](std::vector<Area> areas) {
    auto const set = AreaSet::from_areas("ward", "2013", std::move(areas));
    return set ? std::string{} : std::string{set.error().code.view()};
  };
  EXPECT_EQ(code({}), "area.none");
  EXPECT_EQ(code({simple("", square(0, 0, 1))}), "area.code");
  EXPECT_EQ(code({simple("A", {{0, 0}, {1, 1}})}), "area.short-ring");
  EXPECT_EQ(code({simple("A", square(0, 0, 1e9))}), "area.far-point");
  EXPECT_EQ(code({simple("A", square(0, 0, 0.001))}), "area.empty-ring");
  EXPECT_EQ(code({simple("A", square(0, 0, 1)), simple("A", square(2, 0, 1))}), "area.twice");
  EXPECT_EQ(code({Area{.code = "A", .name = "A", .population = -1, .polygons = {{{square(0, 0, 1)}}}}}),
            "area.population");
  EXPECT_FALSE(AreaSet::from_areas("", "2013", {simple("A", square(0, 0, 1))}));
}

TEST(AreaSets, ComeBackExactlyFromTheirBytes) {
  SeededChance chance{5};
  for (int round = 0; round < 50; ++round) {
    std::vector<Area> areas;
    for (std::uint64_t n = 1 + chance.below(6); n > 0; --n) {
      Ring ring = square(chance.unit() * 1e6 - 3e5, chance.unit() * 1e6, 1 + chance.unit() * 5000);
      ring[2].x += chance.unit();
      auto area = simple("E" + std::to_string(n), ring);
      if (chance.below(2) == 0) area.population = static_cast<std::int64_t>(chance.below(5000));
      if (chance.below(2) == 0) area.polygons.push_back({{square(0, 0, 10), square(2, 2, 3)}});
      areas.push_back(std::move(area));
    }
    auto const set = set_of(std::move(areas));
    auto const bytes = set.to_bytes();
    auto const back = AreaSet::from_bytes(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, set);
    EXPECT_EQ(back->to_bytes(), bytes);
  }
}

TEST(AreaSets, RefuseDamagedBytes) {
  auto const bytes = set_of({simple("A", square(0, 0, 100)), simple("B", square(100, 0, 100))}).to_bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    auto const cut = AreaSet::from_bytes(std::string_view{bytes}.substr(0, length));
    ASSERT_FALSE(cut) << "cut at " << length;
    EXPECT_EQ(cut.error().code.view(), "area.bytes");
  }
  EXPECT_FALSE(AreaSet::from_bytes(bytes + "x"));
  EXPECT_FALSE(AreaSet::from_bytes("CAS1\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
}

TEST(AreaSets, TakePopulationsFromElsewhere) {
  auto const set = set_of({simple("A", square(0, 0, 1)), simple("B", square(1, 0, 1))});
  auto const known = set.with_populations(
      [](std::string_view code) { return code == "B" ? std::optional<std::int64_t>{1200} : std::nullopt; });
  EXPECT_FALSE(known[0].population);
  EXPECT_EQ(known[1].population, 1200);
}

TEST(Locating, GivesEachPointOfASharedBoundaryToExactlyOneArea) {
  std::vector<Area> areas;
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      areas.push_back(simple("E" + std::to_string(row) + std::to_string(column),
                             square(column * 100.0, row * 100.0, 100)));
    }
  }
  AreaLocator const locator{set_of(areas)};
  std::ranges::reverse(areas);
  AreaLocator const reversed{set_of(areas)};
  for (double x = 0; x < 400; x += 12.5) {
    for (double y = 0; y < 400; y += 12.5) {
      // the square to the east and north of a boundary has it
      auto const right = static_cast<std::uint32_t>(std::floor(y / 100) * 4 + std::floor(x / 100));
      ASSERT_EQ(locator.locate({x, y}), right) << x << ' ' << y;
      ASSERT_EQ(reversed.locate({x, y}), right);
    }
  }
}

TEST(Locating, GivesAnOverlapToTheLowestCode) {
  AreaLocator const locator{set_of({simple("B", square(0, 0, 100)), simple("A", square(50, 0, 100))})};
  EXPECT_EQ(locator.locate({25, 50}), 1U);
  EXPECT_EQ(locator.locate({75, 50}), 0U);
  EXPECT_EQ(locator.locate({125, 50}), 0U);
}

TEST(Locating, FindsNothingOutsideOrForWhatIsNoNumber) {
  AreaLocator const locator{set_of({simple("A", square(0, 0, 100))})};
  double const nan = std::nan("");
  double const infinity = std::numeric_limits<double>::infinity();
  for (Point const point : {Point{-1, 50},
                            {101, 50},
                            {50, -0.01},
                            {50, 1e300},
                            {nan, 50},
                            {50, nan},
                            {infinity, 0},
                            {-infinity, infinity}}) {
    EXPECT_FALSE(locator.locate(point)) << point.x << ' ' << point.y;
  }
}

/// A jagged star whose corners lie at random distances: many slanting edges a cell.
Ring star(SeededChance& chance, double x, double y, double radius) {
  Ring ring;
  auto const corners = 5 + chance.below(60);
  for (std::uint64_t i = 0; i < corners; ++i) {
    double const angle = 6.283185307179586 * static_cast<double>(i) / static_cast<double>(corners);
    double const reach = radius * (0.2 + chance.unit());
    ring.push_back({std::round(100 * (x + reach * std::cos(angle))) / 100,
                    std::round(100 * (y + reach * std::sin(angle))) / 100});
  }
  return ring;
}

/// Independent of the locator: every edge of every ring, crossings to the east.
bool inside_by_definition(Area const& area, Point point) {
  bool odd = false;
  for (auto const& polygon : area.polygons) {
    for (auto const& ring : polygon.rings) {
      for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        if ((ring[i].y > point.y) == (ring[j].y > point.y)) continue;
        if (point.x < (ring[j].x - ring[i].x) * (point.y - ring[i].y) / (ring[j].y - ring[i].y) + ring[i].x)
          odd = !odd;
      }
    }
  }
  return odd;
}

TEST(Locating, AgreesWithTheDefinitionForRandomShapesAndPoints) {
  SeededChance chance{77};
  for (int round = 0; round < 30; ++round) {
    std::vector<Area> areas;
    for (int n = 0; n < 12; ++n) {
      areas.push_back(
          simple("E" + std::to_string(10 + n),
                 star(chance, chance.unit() * 3000, chance.unit() * 3000, 100 + chance.unit() * 700)));
      if (n % 3 == 0) areas.back().polygons.push_back({{star(chance, chance.unit() * 3000, 1500, 200)}});
    }
    auto const set = set_of(std::move(areas));
    AreaLocator const locator{set};
    std::vector<double> x, y;
    for (int i = 0; i < 2000; ++i) {
      x.push_back(chance.unit() * 4000 - 500);
      y.push_back(chance.unit() * 4000 - 500);
    }
    auto const found = locator.locate_all(x, y);
    ASSERT_EQ(found, locator.locate_all(x, y, 3)) << "threads do not matter";
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::int32_t right = AreaLocator::outside;
      for (std::size_t n = set.size(); n-- > 0;) {
        if (inside_by_definition(set[n], {x[i], y[i]})) right = static_cast<std::int32_t>(n);
      }
      ASSERT_EQ(found[i], right) << x[i] << ' ' << y[i];
    }
  }
}

TEST(Locating, PutsTheMiddleOfRealAreasWhereTheyAre) {
  auto const folder = test::shared("data/boundaries/lsoa11");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the boundary files are not here";
  std::vector<std::string> texts;
  std::vector<AreaDocument> documents;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    auto const name = entry.path().filename().string();
    if (name.starts_with("topo_") || !name.ends_with(".json")) continue;
    texts.push_back(test::read_text(entry.path().string()));
    documents.push_back({name, {}});
  }
  for (std::size_t i = 0; i < texts.size(); ++i) documents[i].text = texts[i];
  auto how = reading();
  // metres enough for a test: 1 degree is 111 km north and 67 km east here
  how.project = [](Point raw) { return std::optional<Point>{{raw.x * 67'000, raw.y * 111'000}}; };
  auto const set = AreaSet::from_geojson(documents, how);
  ASSERT_TRUE(set) << sentence(set.error().front());
  EXPECT_EQ(set->size(), 611U);
  EXPECT_EQ(AreaSet::from_bytes(set->to_bytes()), *set);
  AreaLocator const locator{*set};
  SeededChance chance{9};
  std::size_t placed = 0;
  for (int i = 0; i < 3000; ++i) {
    Point const point{set->box().west + chance.unit() * (set->box().east - set->box().west),
                      set->box().south + chance.unit() * (set->box().north - set->box().south)};
    std::optional<std::uint32_t> right;
    for (std::size_t n = set->size(); n-- > 0;) {
      if (inside_by_definition((*set)[n], point)) right = static_cast<std::uint32_t>(n);
    }
    ASSERT_EQ(locator.locate(point), right);
    if (right) ++placed;
  }
  EXPECT_GT(placed, 1000U);
}

TEST(Grids, AreAlignedToWholeCellsAndCoverTheirBox) {
  auto const grid = Grid::over({443'210, 289'999, 443'900, 290'600}, 200);
  ASSERT_TRUE(grid);
  EXPECT_EQ(grid->west(), 443'200);
  EXPECT_EQ(grid->south(), 289'800);
  EXPECT_EQ(grid->columns(), 4U);
  EXPECT_EQ(grid->rows(), 5U);
  EXPECT_EQ(grid->cell_of({443'900, 290'600}), 4U * 4 + 3);
  EXPECT_FALSE(grid->cell_of({444'000, 290'600}));
  EXPECT_FALSE(grid->cell_of({std::nan(""), 290'000}));
  for (std::size_t cell = 0; cell < grid->cells(); ++cell) {
    EXPECT_EQ(grid->cell_of(grid->centre(cell)), cell);
    EXPECT_EQ(grid->cell_of({grid->cell_box(cell).west, grid->cell_box(cell).south}), cell);
  }
}

TEST(Grids, RefuseWhatCannotBeDrawn) {
  EXPECT_EQ(Grid::over({0, 0, 1, 1}, 0).error().code.view(), "grid.cell-size");
  EXPECT_EQ(Grid::over({1, 0, 0, 1}, 10).error().code.view(), "grid.box");
  EXPECT_EQ(Grid::over({0, 0, std::nan(""), 1}, 10).error().code.view(), "grid.box");
  EXPECT_EQ(Grid::over({0, 0, 1e7, 1e7}, 10).error().code.view(), "grid.too-many-cells");
}

}  // namespace
}  // namespace concordat::places
