// SPDX-License-Identifier: Apache-2.0
// What one source knows and another does not, hotspots over time, rings and risk terrain, on plain files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "cli/places/places_test_tools.h"
#include "places/test_data.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using places::test::shared;

class PlacesBesides : public PlacesFiles {
 protected:
  /// Both everywhere, and each gathers in a corner by itself and both in the middle.
  [[nodiscard]] PlacesArguments two_sources() const {
    std::string text = "x,y,time,source,site,method,origin\n";
    auto const row = [&](double x, double y, int i, std::string_view source, std::string_view site, std::string_view method) {
      text += fmt::format("{},{},2026-{:02}-{:02}T{:02}:15,{},{},{},reported\n", x, y, 1 + i % 3, 1 + i % 28, i % 24, source, site, method);
    };
    for (int i = 0; i < 400; ++i) row(400125 + i % 20 * 500, 300125 + i / 20 * 500, i, "police", "", "knife");
    for (int i = 0; i < 300; ++i) row(400125 + i * 7 % 20 * 500, 300125 + i * 13 / 7 % 20 * 500, i, "ed", "Infirmary", "fist");
    for (int i = 0; i < 80; ++i) {
      row(402100 + i % 9 * 20, 302100 + i % 7 * 20, i, "ed", "General", i % 2 == 0 ? "glass" : "");
      row(407100 + i % 9 * 20, 307100 + i % 7 * 20, i, "police", "", "knife");
      row(405100 + i % 9 * 20, 305100 + i % 7 * 20, i, "ed", "Infirmary", "fist");
      row(405100 + i % 9 * 20, 305100 + i % 7 * 20, i, "police", "", "knife");
    }
    for (int i = 0; i < 20; ++i) text += fmt::format(",,2026-03-{:02},ed,General,,reported\n", 1 + i);
    text += "401000,301000,2026-03-01T10:00,ambulance,,,reported\n";
    PlacesArguments a;
    a.in = put("sources.csv", text);
    a.first = "ed";
    a.second = "police";
    a.cell = 500;
    a.permutations = 999;
    a.box = "400000,300000,410000,310000";
    return a;
  }
  /// Two areas: the western and the eastern half, in degrees; only there to be counted by.
  [[nodiscard]] std::string halves() const {
    return put("areas.geojson", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"W"},"geometry":{"type":"Polygon","coordinates":[[[-2.01,52.58],[-1.93,52.58],[-1.93,52.70],[-2.01,52.70],[-2.01,52.58]]]}},
{"type":"Feature","properties":{"code":"E"},"geometry":{"type":"Polygon","coordinates":[[[-1.93,52.58],[-1.80,52.58],[-1.80,52.70],[-1.93,52.70],[-1.93,52.58]]]}}]})");
  }
  /// Events round two stations in a box of 4 km, and the places.
  [[nodiscard]] PlacesArguments around() const {
    std::string text = "x,y,time,origin\n";
    for (int i = 0; i < 60; ++i) text += fmt::format("{},{},2026-03-{:02}T{:02}:30,reported\n", 1000 + i % 10 * 4, 1000 + i / 10 * 4, 2 + i % 5, i % 2 == 0 ? 15 : 21);
    for (int i = 0; i < 100; ++i) text += fmt::format("{},{},2026-03-07T16:00,reported\n", 200 + i % 10 * 380, 200 + i / 10 * 380);
    text += "100,100,2026-03-03,reported\n";
    PlacesArguments a;
    a.in = put("events.csv", text);
    a.near = put("places.csv", "kind,x,y\nstation,1020,1010\nstation,3000,3000\nstation,3430,770\nchildren's home,2000,3500\npark,,\n");
    a.box = "0,0,4000,4000";
    return a;
  }

};

TEST_F(PlacesBesides, ContrastTellsCompletenessFirstAndNeverATotal) {  // M34
  auto const answer = run("contrast", two_sources());
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_TRUE(answer->text.starts_with("How complete the reports are, first:\n  ed, General: 100 rows; with a place 80 %, a time of day 80 %, a method 40 %; fewest places in 2026-03")) << answer->text;
  EXPECT_THAT(answer->text, HasSubstr("A missing hotspot may be a missing form"));
  EXPECT_THAT(answer->text, HasSubstr("No total of what both miss is worked out"));
  EXPECT_THAT(answer->text, HasSubstr("20 rows of the two were left out"));
  EXPECT_THAT(answer->text, HasSubstr("1 rows are of other sources"));
  EXPECT_THAT(answer->text, HasSubstr("No disclosure control"));
}

TEST_F(PlacesBesides, ContrastListsWhatIsHotInOneAloneWithBothZ) {  // M34
  auto a = two_sources();
  a.show = "apart";
  auto const answer = run("contrast", a);
  ASSERT_TRUE(answer);
  EXPECT_GT(answer->json["hot_first_alone"].integer(), 0);
  EXPECT_GT(answer->json["hot_second_alone"].integer(), 0);
  auto const table = written();
  auto const hot_in = table.texts("hot_in").value();
  auto const first_z = table.numbers("first_z").value();
  auto const second_z = table.numbers("second_z").value();
  auto const x = table.numbers("x").value();
  for (std::size_t i = 0; i < table.size(); ++i) {
    ASSERT_TRUE(hot_in[i] == "ed" || hot_in[i] == "police") << hot_in[i];
    EXPECT_LT(std::abs(x[i] - (hot_in[i] == "ed" ? 402250 : 407250)), 1000) << "each in its corner, neither where both are hot";
    EXPECT_GT(hot_in[i] == "ed" ? first_z[i] : second_z[i], 2);
  }
}

TEST_F(PlacesBesides, ContrastHasTheRatioOfDensitiesWhereFiveLieNear) {
  auto a = two_sources();
  a.bandwidth = 600;
  ASSERT_TRUE(run("contrast", a));
  auto const table = written();
  EXPECT_EQ(table.size(), 400U);
  auto const ratio = table.numbers("ratio", true).value();
  auto const support = table.numbers("support").value();
  auto const x = table.numbers("x").value();
  auto const y = table.numbers("y").value();
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(std::isnan(ratio[i]), support[i] < 5) << i;
    if (x[i] == 402250 && y[i] == 302250) { EXPECT_GT(ratio[i], 5); }
    if (x[i] == 407250 && y[i] == 307250) { EXPECT_LT(ratio[i], 0.25); }
  }
}

TEST_F(PlacesBesides, ContrastOfTheReferencePointsIsGiStarOfEachSource) {
  if (!std::filesystem::exists(shared("data/geo-reference/points.csv"))) GTEST_SKIP() << "the shared reference data are not here";
  PlacesArguments a;
  a.in = shared("data/geo-reference/points.csv");
  a.all_reported = true;
  a.time = "";
  a.first = "ed";
  a.second = "police";
  a.cell = 1000;
  a.box = "0,0,10000,10000";
  a.permutations = 99;
  ASSERT_TRUE(run("contrast", a));
  auto const both = written();
  for (auto const* source : {"ed", "police"}) {
    std::string rows = "x,y\n";
    for (auto const& row : places::test::read_rows("data/geo-reference/points.csv")) {
      if (row.back() == source) rows += row[1] + "," + row[2] + "\n";
    }
    auto alone = a;
    alone.in = put("alone.csv", rows);
    alone.out = path("alone-out.csv");
    alone.resamples = 1;
    ASSERT_TRUE(run("gistar", alone));
    auto const z = Table::read(path("alone-out.csv"))->numbers("z").value();
    auto const here = both.numbers(std::string{source} == "ed" ? "first_z" : "second_z").value();
    ASSERT_EQ(z.size(), here.size());
    for (std::size_t i = 0; i < z.size(); ++i) EXPECT_NEAR(z[i], here[i], 1e-12);
  }
}

TEST_F(PlacesBesides, ContrastComparesAreasAndWritesTheCompleteness) {
  auto a = two_sources();
  a.show = "areas";
  EXPECT_EQ(code("contrast", a), "contrast.no-areas");
  a.area = halves();
  auto const answer = run("contrast", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const table = written();
  ASSERT_EQ(table.size(), 2U);
  auto const west = table.texts("code").value()[0] == "W" ? std::size_t{0} : std::size_t{1};
  EXPECT_EQ(table.texts("more").value()[west], "ed");
  EXPECT_EQ(table.texts("more").value()[1 - west], "police");
  a.show = "completeness";
  ASSERT_TRUE(run("contrast", a));
  auto const panel = written();
  auto const source = panel.texts("source").value();
  auto const site = panel.texts("site").value();
  auto const month = panel.texts("month").value();
  auto const share = panel.numbers("share_place").value();
  bool seen = false;
  for (std::size_t i = 0; i < panel.size(); ++i) {
    if (source[i] != "ed" || site[i] != "General" || month[i] != "2026-03") continue;
    seen = true;
    EXPECT_LT(share[i], 0.6);
  }
  EXPECT_TRUE(seen);
}

TEST_F(PlacesBesides, ContrastRefusesWhatItCannotCompare) {
  auto a = two_sources();
  a.second = "polise";
  EXPECT_EQ(code("contrast", a), "contrast.no-source");
  a.second = "ed";
  EXPECT_EQ(code("contrast", a), "contrast.no-source");
  a.second = "police";
  a.show = "everything";
  EXPECT_EQ(code("contrast", a), "contrast.show");
  a.show = "squares";
  a.in = put("dates.csv", "x,y,time,source,origin\n400100,300100,soon,ed,reported\n400100,300100,2026-01-01,police,reported\n");
  auto const answer = run("contrast", a);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.code.view(), "places.no-time");
  EXPECT_THAT(answer.error().about, HasSubstr("dates.csv"));
  a.in = put("numbers.csv", "x,y,time,source,origin\n400100,300100,17,ed,reported\n400100,300100,2026-01-01,police,reported\n");
  EXPECT_EQ(code("contrast", a), "contrast.no-month") << "a number is of no month";
  a.in = put("found.csv", "x,y,source,origin\n400100,300100,ed,reported\n400100,300100,police,discovered\n");
  EXPECT_EQ(code("contrast", a), "places.discovered");
}

TEST_F(PlacesBesides, ClassesTellWhatLastsFromWhatIsNew) {  // M30
  std::string text = "x,y,time,origin\n";
  for (int month = 0; month < 10; ++month) {
    auto const day = fmt::format("{}-{:02}-15", 2025 + month / 12, month % 12 + 1);
    for (int i = 0; i < 400; ++i) text += fmt::format("{},{},{},reported\n", 200 + i % 20 * 500, 200 + i / 20 * 500, day);
    for (int i = 0; i < 60; ++i) text += fmt::format("2100,2100,{},reported\n", day);
    if (month >= 8) for (int i = 0; i < 60; ++i) text += fmt::format("7100,7100,{},reported\n", day);
    if (month < 3) for (int i = 0; i < 60; ++i) text += fmt::format("7100,2100,{},reported\n", day);
  }
  PlacesArguments a;
  a.in = put("months.csv", text);
  a.months = 1;
  a.cell = 500;
  a.box = "0,0,10000,10000";
  a.permutations = 999;
  auto const answer = run("classes", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_EQ(answer->json["periods"].integer(), 10);
  EXPECT_THAT(answer->text, HasSubstr("2025-01 to 2025-10"));
  auto const table = written();
  auto const x = table.numbers("x").value();
  auto const y = table.numbers("y").value();
  auto const words = table.texts("class").value();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (x[i] == 2250 && y[i] == 2250) { EXPECT_EQ(words[i], "persistent"); }
    if (x[i] == 7250 && y[i] == 7250) { EXPECT_EQ(words[i], "emerging"); }
    if (x[i] == 7250 && y[i] == 2250) { EXPECT_EQ(words[i], "former"); }
  }
  a.months = 3;
  EXPECT_EQ(code("classes", a), "classes.too-short");
  a.months = 13;
  EXPECT_EQ(code("classes", a), "classes.months");
  a.months = 1;
  a.last_month = "October";
  EXPECT_EQ(code("classes", a), "classes.month");
  a.last_month = "";
  a.go_on = [](auto, auto) { return false; };
  EXPECT_EQ(code("classes", a), "work.stopped");
}

TEST_F(PlacesBesides, AroundTellsRingsAgainstTheirShareOfTheArea) {  // M30
  auto const answer = run("around", around());
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const table = written();
  ASSERT_EQ(table.size(), 8U) << "four rings of two kinds";
  auto const kind = table.texts("kind").value();
  auto const events = table.whole("events").value();
  auto const share = table.numbers("share_of_area").value();
  auto const verdict = table.texts("verdict").value();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (kind[i] != "station" || table.numbers("metres_from").value()[i] != 0) continue;
    EXPECT_EQ(events[i], 60);
    EXPECT_NEAR(share[i], 3 * 3.14159 * 50 * 50 / (4000.0 * 4000.0), 2e-4);
    EXPECT_EQ(verdict[i], "more");
  }
  EXPECT_THAT(answer->text, HasSubstr("can be told from these: children's home"));
  EXPECT_THAT(answer->text, HasSubstr("1 places without coordinates"));
}

TEST_F(PlacesBesides, AroundTakesOnlyTheHoursThatAreAskedFor) {
  auto a = around();
  a.hours = "15:00-17:00";
  a.workdays = true;
  auto const answer = run("around", a);
  ASSERT_TRUE(answer);
  // 2026-03-07 is a Saturday; half of the others are at half past three, and one has no hour
  EXPECT_EQ(answer->json["events"].integer(), 30);
  EXPECT_EQ(answer->json["without_hour"].integer(), 1);
  EXPECT_THAT(answer->text, HasSubstr("1 events have no time of day"));
  for (auto const* wrong : {"15-17", "15:00-15:00", "25:00-26:00", "soon"}) {
    a.hours = wrong;
    EXPECT_EQ(code("around", a), "around.hours") << wrong;
  }
  a = around();
  a.box = "";
  EXPECT_EQ(code("around", a), "around.no-area");
  a = around();
  a.metres = "400,200";
  EXPECT_EQ(code("around", a), "rings.edges");
  a = around();
  a.near = put("kinds.csv", "kind,x,y\n,1,1\n");
  EXPECT_EQ(code("around", a), "places.no-kind");
  a.near = put("none.csv", "kind,x,y\nstation,,\n");
  EXPECT_EQ(code("around", a), "places.no-key-place");
}

/// Events near stations in the year before, and after it near the same or near others.
struct TerrainFile {
  std::string events = "x,y,time,origin\n", places = "kind,x,y\nchurch,500,500\n";
  explicit TerrainFile(bool carried_on) {
    for (int i = 0; i < 12; ++i) {
      double const x = 650 + i % 4 * 1700;
      double const y = 650 + i / 4 * 2300;
      places += fmt::format("station,{},{}\n", x, y);
      // of the year before at half of the stations; later at the others, or far from any
      for (int n = 0; n < 8; ++n) {
        if (i % 2 == 0) events += fmt::format("{},{},2025-{:02}-10,reported\n", x + n * 10, y, 1 + n);
        else events += fmt::format("{},{},2026-02-{:02},reported\n", carried_on ? x + n * 10 : x + 800, y, 1 + n);
      }
    }
  }
};

TEST_F(PlacesBesides, TerrainIsShownOnlyWhereItFindsMoreThanLastYearsPlaces) {  // M35
  for (bool const carried_on : {true, false}) {
    TerrainFile const made{carried_on};
    PlacesArguments a;
    a.in = put("terrain.csv", made.events);
    a.near = put("features.csv", made.places);
    a.box = "0,0,7000,7000";
    a.held_out_from = "2026-01-01";
    std::filesystem::remove(path("out.csv"));
    auto const answer = run("terrain", a);
    ASSERT_TRUE(answer) << answer.error().problem.title.view();
    EXPECT_EQ(answer->refused, !carried_on) << answer->text;
    EXPECT_EQ(std::filesystem::exists(path("out.csv")), carried_on);
    EXPECT_THAT(answer->text, HasSubstr("1 kinds of places were left out: they tell what people believe"));
    EXPECT_THAT(answer->text, carried_on ? HasSubstr("It says where, never who") : HasSubstr("nothing is written"));
    EXPECT_EQ(answer->json["shown"].boolean(), carried_on);
  }
}

TEST_F(PlacesBesides, TerrainRefusesWhatItCannotFit) {
  TerrainFile const made{true};
  PlacesArguments a;
  a.in = put("terrain.csv", made.events);
  a.near = put("features.csv", made.places);
  a.box = "0,0,7000,7000";
  EXPECT_EQ(code("terrain", a), "terrain.day");
  a.held_out_from = "2026-01-01";
  a.metres = "0,250";
  EXPECT_EQ(code("terrain", a), "terrain.metres");
  a.metres = "";
  a.held_out_from = "2027-01-01";
  EXPECT_EQ(code("terrain", a), "forecast.nothing-held-out");
  a.held_out_from = "2025-02-01";
  EXPECT_EQ(code("terrain", a), "terrain.too-few-events");
  a.near = put("churches.csv", "kind,x,y\nchurch,500,500\n");
  EXPECT_EQ(code("terrain", a), "terrain.options") << "no feature is left";
  a.in = put("found.csv", "x,y,time,origin\n1,1,2026-01-01,discovered\n");
  EXPECT_EQ(code("terrain", a), "places.discovered");
}

TEST(PlacesOutput, IsNeverAFileThatIsRead) {
  PlacesArguments a;
  a.in = "incidents.csv";
  a.near = "schools.csv";
  for (auto const* out : {"incidents.csv", "./incidents.csv", "schools.csv"}) {
    a.out = out;
    auto const own = check_own_output(a);
    ASSERT_FALSE(own) << out;
    EXPECT_EQ(own.error().problem.code.view(), "places.same-file") << out;
  }
  a.out = "grid.csv";
  EXPECT_TRUE(check_own_output(a));
}

}  // namespace
}  // namespace concordat::cli
