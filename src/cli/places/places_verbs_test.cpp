// SPDX-License-Identifier: Apache-2.0
// The verbs on plain files: the reference inputs through the same door that an analyst uses, and what each refuses.
#include "cli/places/places_verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "cli/places/out_table.h"
#include "cli/places/places_test_tools.h"
#include "places/test_data.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using places::test::shared;

class PlacesVerbs : public PlacesFiles {
 protected:
  /// The largest difference between a column that was written and one of a reference file, blank cells passed over.
  [[nodiscard]] double apart(std::string const& ours, std::string const& file, std::string const& theirs) const {
    auto const found = written().numbers(ours).value();
    auto const right = Table::read(shared("data/geo-reference/" + file))->numbers(theirs).value();
    EXPECT_EQ(found.size(), right.size());
    double largest = 0;
    for (std::size_t i = 0; i < std::min(found.size(), right.size()); ++i) largest = std::max(largest, std::abs(found[i] - right[i]));
    return largest;
  }
  [[nodiscard]] static bool no_reference() { return !std::filesystem::exists(shared("data/geo-reference/points.csv")); }
  [[nodiscard]] static PlacesArguments points() {
    PlacesArguments a;
    a.in = shared("data/geo-reference/points.csv");
    a.all_reported = true;
    a.time = "day";
    return a;
  }
  [[nodiscard]] static PlacesArguments reference(std::string const& name) {
    PlacesArguments a;
    a.in = shared("data/geo-reference/" + name);
    return a;
  }

};

TEST_F(PlacesVerbs, DrawTheReferenceSurfaces) {
  if (no_reference()) GTEST_SKIP() << "the shared reference data are not here";
  struct Surface {
    char const* column;
    char const* kernel;
    char const* edge;
    char const* weight;
  };
  for (auto const& one : {Surface{"gauss400", "gaussian", "none", ""}, Surface{"gauss400_weighted", "gaussian", "none", "weight"},
                          Surface{"gauss400_edge_uniform", "gaussian", "box", ""}, Surface{"quartic800", "quartic", "none", ""}}) {
    auto a = points();
    a.box = "0,0,10000,10000";
    a.cell = 200;
    a.kernel = one.kernel;
    a.edge = one.edge;
    a.weight = one.weight;
    a.bandwidth = a.kernel == "quartic" ? 800 : 400;
    auto const answer = run("kde", a);
    ASSERT_TRUE(answer) << answer.error().problem.title.view();
    auto const right = Table::read(shared("data/geo-reference/kde.csv"))->numbers(one.column).value();
    double const relative = apart("events_per_m2", "kde.csv", one.column) / *std::ranges::max_element(right);
    EXPECT_LT(relative, 1e-9) << one.column;
    std::printf("kde.csv %s: %.3g of the largest\n", one.column, relative);
    EXPECT_THAT(answer->text, HasSubstr("No disclosure control"));
    a.fast = true;
    auto const fast = run("kde", a);
    EXPECT_TRUE(fast->json["approximate"].boolean());
    EXPECT_THAT(fast->text, HasSubstr("0.12 % of the peak"));
    EXPECT_LT(apart("events_per_m2", "kde.csv", one.column) / *std::ranges::max_element(right), 1.2e-3);
  }
}

TEST_F(PlacesVerbs, FindTheReferenceHotspots) {
  if (no_reference()) GTEST_SKIP() << "the shared reference data are not here";
  auto a = reference("lattice.csv");
  a.count = "count";
  ASSERT_TRUE(run("gistar", a));
  EXPECT_LT(apart("z", "lattice_gistar.csv", "gistar_queen"), 1e-9);
  EXPECT_LT(apart("p", "lattice_gistar.csv", "p_two_sided"), 1e-9);
  EXPECT_LT(apart("p_fdr", "lattice_gistar.csv", "p_bh"), 1e-9);
  EXPECT_LT(apart("p_holm", "lattice_gistar.csv", "p_holm"), 1e-9);
  a.without_self = true;
  ASSERT_TRUE(run("gistar", a));
  EXPECT_LT(apart("z", "lattice_gistar.csv", "gi_queen"), 1e-9);
  a.without_self = false;
  a.neighbours = "disc";
  a.reach = 3;
  ASSERT_TRUE(run("gistar", a));
  EXPECT_LT(apart("z", "lattice_gistar.csv", "gistar_disc3"), 1e-9);
  auto areas = reference("areas.csv");
  areas.count = "count";
  areas.population = "population";
  areas.pairs = shared("data/geo-reference/areas_neighbours.csv");
  auto const answer = run("gistar", areas);
  ASSERT_TRUE(answer);
  EXPECT_LT(apart("z", "areas_local.csv", "gistar_rate"), 1e-9);
  EXPECT_LT(apart("local_moran", "areas_local.csv", "local_moran"), 1e-9);
  EXPECT_LT(apart("local_moran_z", "areas_local.csv", "local_moran_z"), 1e-9);
  EXPECT_NEAR(answer->json["moran"]["z"].number(), 4.3875943291589996, 1e-9);
}

TEST_F(PlacesVerbs, TestTheReferenceNearRepeats) {
  if (no_reference()) GTEST_SKIP() << "the shared reference data are not here";
  auto a = points();
  a.metres = "0,0.000000001,100,200,400,800,inf";
  a.days = "0,8,15,22,29";
  ASSERT_TRUE(run("knox", a));
  EXPECT_EQ(apart("observed", "knox.csv", "observed"), 0);
  EXPECT_LT(apart("expected_margins", "knox.csv", "expected_margins"), 1e-9);
  auto const first = read_file(path("out.csv"), 1 << 20).value();
  ASSERT_TRUE(run("knox", a));
  EXPECT_EQ(read_file(path("out.csv"), 1 << 20).value(), first) << "the same seed wrote other bytes";
}

TEST_F(PlacesVerbs, FindTheReferenceClustersAndWindows) {
  if (no_reference()) GTEST_SKIP() << "the shared reference data are not here";
  ASSERT_TRUE(run("cluster", points()));
  EXPECT_EQ(apart("core", "dbscan.csv", "core_250m_6"), 0);
  auto timed = points();
  timed.radius = 300;
  timed.least = 4;
  timed.within_days = 28;
  ASSERT_TRUE(run("cluster", timed));
  EXPECT_EQ(apart("core", "dbscan.csv", "core_st_300m_28d_4"), 0);
  auto areas = reference("areas.csv");
  areas.population = "population";
  ASSERT_TRUE(run("scan", areas));
  auto const right = Table::read(shared("data/geo-reference/scan_poisson.csv"));
  EXPECT_NEAR(written().numbers("log_ratio")->front(), right->numbers("llr")->front(), 1e-9);
  EXPECT_EQ(written().whole("events")->front(), right->whole("cases")->front());
  auto events = points();
  events.simulations = 9;
  ASSERT_TRUE(run("scan", events));
  EXPECT_LT(apart("log_ratio", "scan_stp.csv", "glr"), 1e-9);
  EXPECT_LT(apart("expected", "scan_stp.csv", "expected"), 1e-9);
}

TEST_F(PlacesVerbs, CountTheReferenceHoursTestsChartsAndRates) {
  if (no_reference()) GTEST_SKIP() << "the shared reference data are not here";
  auto hours = reference("aoristic_in.csv");
  hours.time = "start_minute_of_week";
  hours.window = "length_minutes";
  hours.all_reported = true;
  ASSERT_TRUE(run("clock", hours));
  EXPECT_LT(apart("weight", "aoristic_out.csv", "weight"), 1e-9);
  ASSERT_TRUE(run("change", reference("poisson_two_counts.csv")));
  EXPECT_LT(apart("p_conditional", "poisson_two_counts.csv", "p_conditional_exact"), 1e-8);
  EXPECT_LT(apart("p_e_test", "poisson_two_counts.csv", "p_etest_score"), 1e-8);
  auto const adjusted = written().numbers("p_fdr").value();
  auto const plain = written().numbers("p_conditional").value();
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_GE(adjusted[i], plain[i] - 1e-12) << "row " << i;
  EXPECT_NEAR(std::ranges::max(adjusted), std::ranges::max(plain), 1e-12) << "the largest is adjusted to itself";
  auto weekly = reference("weekly_control.csv");
  weekly.kind = "weekly";
  ASSERT_TRUE(run("change", weekly));
  EXPECT_LT(apart("ewma", "weekly_control.csv", "ewma"), 1e-9);
  EXPECT_LT(apart("ewma_upper", "weekly_control.csv", "ewma_upper3"), 1e-9);
  EXPECT_LT(apart("cusum", "weekly_control.csv", "poisson_cusum_rr1_5"), 1e-9);
  ASSERT_TRUE(run("rates", reference("rates.csv")));
  auto const right = Table::read(shared("data/geo-reference/rates.csv"));
  for (auto const& [ours, theirs] : std::map<std::string, std::string>{{"rate", "rate_per_100k"}, {"low95", "lo95"}, {"high95", "hi95"}, {"low998", "lo998"}, {"high998", "hi998"}}) {
    auto const found = written().numbers(ours).value();
    auto const exact = right->numbers(theirs).value();
    for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(found[i], exact[i], 1e-9 * exact[i] + 1e-300) << theirs << " row " << i;
  }
  auto areas = reference("areas.csv");
  areas.count = "count";
  areas.per = 1;
  areas.pairs = shared("data/geo-reference/areas_neighbours.csv");
  ASSERT_TRUE(run("rates", areas));
  EXPECT_LT(apart("smoothed", "areas_local.csv", "eb_global"), 1e-9);
  EXPECT_LT(apart("smoothed_local", "areas_local.csv", "eb_local"), 1e-9);
}

TEST_F(PlacesVerbs, KeepOutWhatWasFoundByLookingAndNameTheRow) {
  PlacesArguments a;
  a.in = put("in.csv", "x,y,origin\n1,2,reported\n5,6,discovered\n7,9,reported\n");
  for (auto const* verb : {"kde", "gistar", "knox", "scan", "cluster", "clock"}) {
    auto const answer = run(verb, a);
    ASSERT_FALSE(answer) << verb;
    EXPECT_EQ(answer.error().problem.code.view(), "places.discovered") << verb;
    EXPECT_EQ(answer.error().problem.where.row, 3U) << verb;
    EXPECT_EQ(answer.error().problem.fault, Fault::refused);
  }
  a.in = put("in.csv", "x,y\n1,2\n");
  EXPECT_EQ(code("kde", a), "places.no-origin");
  a.in = put("in.csv", "x,y,origin\n1,2,seen\n");
  EXPECT_EQ(code("kde", a), "places.origin");
}

TEST_F(PlacesVerbs, NameTheRowOfWhatTheyCannotRead) {
  PlacesArguments a;
  a.all_reported = true;
  auto const row_of = [&](std::string_view verb) {
    auto const answer = run(verb, a);
    return answer ? 0 : answer.error().problem.where.row;
  };
  a.in = put("in.csv", "x,y,time\n1,2,2026-01-01\n5,six,2026-01-01\n");
  EXPECT_EQ(code("kde", a), "table.no-number");
  EXPECT_EQ(row_of("kde"), 3U);
  a.in = put("in.csv", "x,y,time\n1,2,2026-01-01\n5,,2026-01-01\n");
  EXPECT_EQ(code("kde", a), "places.half-a-place");
  a.in = put("in.csv", "x,y,time\n1,2,2026-02-30\n5,6,2026-01-01\n");
  EXPECT_EQ(code("knox", a), "places.no-time");
  EXPECT_EQ(row_of("knox"), 2U);
  a.time = "when";
  EXPECT_EQ(code("knox", a), "table.no-column");
  a.in = put("in.csv", "events,population\n3,100\n-2,50\n");
  EXPECT_EQ(code("rates", a), "table.no-count");
  EXPECT_EQ(row_of("rates"), 3U);
  a.in = put("in.csv", "events,population\n3,100\n2,0\n");
  EXPECT_EQ(code("rates", a), "rate.no-population");
  EXPECT_EQ(row_of("rates"), 3U);
  a.in = path("nowhere.csv");
  EXPECT_EQ(code("rates", a), "file.not-found");
  a.in = put("in.csv", "longitude,latitude\n-1.1,52.6\n48.2,16.3\n");
  EXPECT_EQ(code("kde", a), "places.outside");
  EXPECT_EQ(row_of("kde"), 3U);
}

TEST_F(PlacesVerbs, RefuseOptionsThatMeanNothing) {
  PlacesArguments a;
  a.all_reported = true;
  a.in = put("in.csv", "x,y,time\n100,100,2026-01-01\n400,900,2026-01-05\n410,900,2026-01-06\n");
  auto const with = [&](auto change) {
    auto other = a;
    change(other);
    return other;
  };
  EXPECT_EQ(code("kde", with([](auto& b) { b.kernel = "epanechnikov"; })), "places.kernel");
  EXPECT_EQ(code("kde", with([](auto& b) { b.edge = "area"; })), "places.edge");
  EXPECT_EQ(code("kde", with([](auto& b) { b.box = "1,2,3"; })), "places.box");
  EXPECT_EQ(code("kde", with([](auto& b) { b.bandwidth = 0; })), "density.bandwidth");
  EXPECT_EQ(code("gistar", with([](auto& b) { b.neighbours = "rook"; })), "places.neighbours");
  EXPECT_EQ(code("gistar", with([](auto& b) { b.permutations = 100'000; })), "places.permutations");
  EXPECT_EQ(code("gistar", with([](auto& b) { b.resamples = 0; })), "hotspot.resamples");
  EXPECT_EQ(code("knox", with([](auto& b) { b.metres = "0,a"; })), "places.metres");
  EXPECT_EQ(code("knox", with([](auto& b) { b.days = "0,1.5"; })), "places.days");
  EXPECT_EQ(code("scan", with([](auto& b) { b.simulations = -1; })), "places.simulations");
  EXPECT_EQ(code("cluster", with([](auto& b) { b.radius = 0; })), "cluster.options");
  EXPECT_EQ(code("change", with([](auto& b) { b.kind = "yearly"; })), "places.kind");
  EXPECT_EQ(code("change", with([](auto& b) { b.out = b.in + ".geojson"; b.in = std::string{b.in}.replace(b.in.size() - 6, 6, "c.csv"); })), "file.not-found");
  a.in = put("counts.csv", "count1,count2\n3,4\n");
  EXPECT_EQ(code("change", with([](auto& b) { b.out = b.in + ".geojson"; })), "places.no-shape");
  a.in = put("lattice.csv", "ix,iy,count\n0,0,3\n1,1,4\n");
  EXPECT_EQ(code("gistar", with([](auto& b) { b.count = "count"; })), "places.lattice");
}

TEST_F(PlacesVerbs, RefuseNumbersBelowZeroByTheirOption) {
  EXPECT_TRUE(check_numbers({}));
  std::size_t tried = 0;
  for (auto const& verb : places_verbs()) {
    for (auto const& option : verb.options) {
      PlacesArguments a;
      if (auto const* whole = std::get_if<std::int64_t PlacesArguments::*>(&option.to)) a.*(*whole) = -5;
      else if (auto const* number = std::get_if<double PlacesArguments::*>(&option.to)) a.*(*number) = -0.5;
      else continue;
      ++tried;
      auto const checked = check_numbers(a);
      ASSERT_FALSE(checked) << option.name;
      EXPECT_EQ(checked.error().problem.code.view(), "places.negative");
      EXPECT_EQ(checked.error().problem.where.field, option.name);
    }
  }
  EXPECT_GT(tried, 20U);
  PlacesArguments a;
  a.permutations = 0;
  EXPECT_TRUE(check_numbers(a)) << "none is a number of permutations";
}

TEST_F(PlacesVerbs, SayWhatAScanCouldNotTest) {
  PlacesArguments a;
  a.in = put("areas.csv", "id,x,y,population,count\na,0,0,1000,9\nb,100,0,0,4\nc,200,0,900,1\nd,300,0,1200,2\n");
  a.population = "population";
  auto const nobody = run("scan", a);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().problem.code.view(), "scan.nobody");
  EXPECT_EQ(nobody.error().problem.where.row, 3U);
  EXPECT_EQ(nobody.error().problem.where.field, "population");
  a.in = put("areas.csv", "id,x,y,population,count\na,0,0,1000,9\nb,100,0,0,0\nc,200,0,900,1\nd,300,0,1200,2\n");
  a.least = 50;
  EXPECT_EQ(code("scan", a), "scan.nothing-tested");
  EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
  a.least = 0;
  a.simulations = 0;
  auto const alone = run("scan", a);
  ASSERT_TRUE(alone);
  EXPECT_THAT(alone->text, HasSubstr("no p, as nothing was simulated"));
  EXPECT_TRUE(written().texts("p").value().front().empty());
  PlacesArguments events;
  events.all_reported = true;
  events.in = put("events.csv", "x,y,time\n100,100,2026-01-01\n110,100,2026-01-02\n120,100,2026-01-03\n");
  EXPECT_EQ(code("scan", events), "scan.nothing-tested") << "three days have no window of seven";
}

TEST_F(PlacesVerbs, RefuseRatesForNobodyAndForMoreThanThereAre) {
  PlacesArguments a;
  a.in = put("in.csv", "events,population\n3,1000\n4,2000\n");
  for (double const per : {0.0, 1e-9, -5.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e12}) {
    a.per = per;
    EXPECT_EQ(code("rates", a), "rates.per") << per;
  }
  a.per = 1;
  EXPECT_EQ(code("rates", a), "fine");
}

TEST_F(PlacesVerbs, RefuseNeighboursThatTheTableDoesNotKnow) {
  PlacesArguments a;
  a.in = put("areas.csv", "id,count,population\na,3,10\nb,4,20\nc,1,0\nd,9,10\n");
  a.count = "count";
  a.pairs = put("pairs.csv", "from,to\na,b\nb,e\n");
  EXPECT_EQ(code("gistar", a), "places.unknown-id");
  a.pairs = put("pairs.csv", "from,to\na,b\nb,a\nc,d\nd,c\n");
  EXPECT_EQ(code("gistar", a), "fine");
  a.population = "population";
  EXPECT_EQ(code("gistar", a), "places.nobody");
  a.in = put("areas.csv", "id,count\na,3\na,4\n");
  a.population = "";
  EXPECT_EQ(code("gistar", a), "places.id-twice");
}

TEST_F(PlacesVerbs, SpreadADateOverItsDayAndAnArrivalOverTheDayBefore) {
  PlacesArguments a;
  a.all_reported = true;
  a.arrival = "arrival";
  // the Sunday of 23 hours; an arrival on a Wednesday at noon; a time that says its offset; and none at all
  a.in = put("in.csv", "time,arrival,n\n2026-03-29,,1\n,2026-01-14T12:00,2\n2026-07-01T12:30+00:00,,3\n,,4\n");
  auto const answer = run("clock", a);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->json["assumed_from_arrival"].integer(), 1);
  EXPECT_EQ(answer->json["whole_day"].integer(), 1);
  EXPECT_EQ(answer->json["left_out"].integer(), 1);
  auto const weight = written().numbers("weight").value();
  EXPECT_NEAR(weight[6 * 24 + 5], 1 / 23.0, 1e-12);
  EXPECT_EQ(weight[6 * 24 + 1], 0);
  EXPECT_NEAR(weight[1 * 24 + 12], 1 / 24.0, 1e-12);
  EXPECT_NEAR(weight[2 * 24 + 13], 1, 1e-12) << "12:30 by UTC in July is 13:30 by the clock";
  a.in = put("in.csv", "time,arrival\n2026-03-29T01:30,\n");
  EXPECT_EQ(code("clock", a), "places.skipped-hour");
  a.until = "arrival";
  a.in = put("in.csv", "time,arrival\n2026-03-29T03:30,2026-03-29T03:00\n");
  EXPECT_EQ(code("clock", a), "places.backwards");
}

TEST_F(PlacesVerbs, ThatAreStoppedWriteNoFile) {
  std::string events = "x,y,time\n";
  std::string areas = "id,x,y,population,count\n";
  for (int i = 0; i < 60; ++i) events += std::to_string(i % 4 * (i % 7) * 20) + "," + std::to_string(i % 3 * 100) + ",2026-01-" + (i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) + "\n";
  for (int i = 0; i < 9; ++i) areas += "A" + std::to_string(i) + "," + std::to_string(i % 3 * 100) + "," + std::to_string(i / 3 * 100) + ",1000," + std::to_string(i == 0 ? 40 : 5) + "\n";
  int asked = 0;
  PlacesArguments a;
  a.all_reported = true;
  a.cell = 100;
  a.go_on = [&](std::uint64_t, std::uint64_t) { return ++asked < 2; };
  a.in = put("events.csv", events);
  EXPECT_EQ(code("gistar", a), "work.stopped");
  asked = 0;
  EXPECT_EQ(code("knox", a), "work.stopped");
  asked = 0;
  EXPECT_EQ(code("scan", a), "work.stopped");
  asked = 0;
  a.in = put("areas.csv", areas);
  a.population = "population";
  EXPECT_EQ(code("scan", a), "work.stopped");
  EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
}

TEST_F(PlacesVerbs, MarkNoChangeThatMayBeChance) {
  PlacesArguments a;
  a.in = put("in.csv", "count1,count2\n10,20\n10,40\n40,10\n");
  auto const answer = run("change", a);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->json["changed"].integer(), 2);
  EXPECT_EQ(written().texts("direction").value(), (std::vector<std::string_view>{"none", "up", "down"}));
  a.kind = "comparison";
  a.in = put("in.csv", "before,after,there_before,there_after\n200,100,400,200\n200,100,200,200\n");
  EXPECT_EQ(run("change", a)->json["changed"].integer(), 1);
  a.in = put("in.csv", "before,after,there_before,there_after\n200,0,400,200\n");
  EXPECT_EQ(code("change", a), "change.no-events");
  std::string months = "count\n";
  for (int month = 0; month < 36; ++month) months += month == 35 ? "90\n" : "30\n";
  a.kind = "monthly";
  a.in = put("in.csv", months);
  EXPECT_EQ(run("change", a)->json["changed"].integer(), 1);
  EXPECT_TRUE(run("change", a)->json["seasons"].boolean());
}

/// A study area in degrees, and GeoJSON in and out.
TEST_F(PlacesVerbs, DrawAStudyAreaFromGeoJsonToGeoJson) {
  PlacesArguments a;
  a.all_reported = true;
  a.area = put("area.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"c1"},"geometry":
    {"type":"Polygon","coordinates":[[[-1.15,52.60],[-1.10,52.60],[-1.10,52.63],[-1.15,52.63],[-1.15,52.60]]]}}]})");
  std::string features;
  for (int i = 0; i < 40; ++i) {
    features += (i == 0 ? "" : ",") + std::string{R"({"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[)"} +
                std::to_string(-1.149 + 0.001 * (i % 8)) + "," + std::to_string(52.601 + 0.001 * (i / 8)) + "]}}";
  }
  a.in = put("events.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}");
  a.out = path("out.geojson");
  auto const answer = run("kde", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(answer->text, HasSubstr("edges of the study area"));
  auto const drawn = Json::parse(read_file(a.out, 1 << 22).value());
  ASSERT_TRUE(drawn);
  auto const& first = (*drawn)["features"].array().at(0);
  EXPECT_EQ(first["geometry"]["type"].string(), "Polygon");
  EXPECT_NEAR(first["geometry"]["coordinates"].array()[0].array()[0].array()[0].number(), -1.15, 0.01);
  EXPECT_EQ(code("gistar", a), "fine");
  a.area = put("area.geojson", "{}");
  EXPECT_EQ(code("kde", a), "places.area-file");
  EXPECT_FALSE(run("kde", a).error().findings.empty());
  a.area = put("area.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"LSOA21CD":"c1"},"geometry":null}]})");
  auto const wrong = run("kde", a).error().findings;
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_THAT(wrong[0].message, HasSubstr("it has 'LSOA21CD'"));
  EXPECT_THAT(wrong[0].remedy, HasSubstr("--code"));
}

TEST(OutTables, WriteNumbersThatReadBackAndNothingThatASpreadsheetRuns) {
  OutTable const table{.columns = {"id", "value"}, .rows = {{std::string{"=1+1"}, 0.1}, {std::string{"a,\"b"}, NAN}}};
  EXPECT_EQ(csv_of(table), "id,value\n'=1+1,0.1\n\"a,\"\"b\",\n");
}

TEST(Moments, AreReadAsWritten) {
  EXPECT_EQ(parse_moment("1970-01-02")->minutes, 1440);
  EXPECT_TRUE(parse_moment("1970-01-02")->day_only);
  EXPECT_EQ(parse_moment("1970-01-01 01:30:00+01:00")->minutes, 30);
  EXPECT_TRUE(parse_moment("1970-01-01T00:30Z")->utc);
  EXPECT_TRUE(parse_moment("17")->plain_number);
  for (auto const* bad : {"", "yesterday", "2026-13-01", "2026-01-01T25:00", "2026-01-01T10:0", "01/02/2026", "2026-01-01T10:00+1"}) {
    EXPECT_FALSE(parse_moment(bad)) << bad;
  }
}

}  // namespace
}  // namespace concordat::cli
