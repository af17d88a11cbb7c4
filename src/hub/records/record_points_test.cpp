// SPDX-License-Identifier: Apache-2.0
// Records of public places by published points: only where the point says no less, and no more, than one area.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "hub/records/record_points.h"
#include "hub/records/record_release.h"
#include "hub/records/records_test_tools.h"
#include "hub/snap/points_test_tools.h"
#include "intake/standardise/projection.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Quarter third{2026 * 4 + 2};
/// In the middle of the second area; and in the third near the border, where the third's point stands for places of both.
constexpr double inland = corner_easting + area_side + 1000;
constexpr double border = corner_easting + 2 * area_side + 20;
constexpr double northing = corner_northing + 1000;

/// One evening of the month, so many alike that nobody is withheld: 45 in public `east` of the corner, 20 at homes and institutions.
std::string evening_at(std::string_view month, double east) {
  std::string text{ed_header};
  auto const add = [&](int number, std::string_view kind, double at) {
    text += fmt::format("{0}-01,{0}-05 20:{1:02},{2},{3},by the bridge,{4:.0f},{5:.0f}\n", month, number % 60, number % 2 == 0 ? "S1" : "S2", kind, at, northing);
  };
  for (int i = 0; i < 45; ++i) add(i, "L1", east + i % 7);
  for (int i = 0; i < 20; ++i) add(i, i / 2 % 2 == 0 ? "L3" : "L4", corner_easting + 1000);
  return text;
}

class RecordsByPoints : public PointsTest {
 protected:
  void SetUp() override {
    PointsTest::SetUp();
    if (IsSkipped()) return;
    agree_on_figures();
  }
  /// Records to the partnership, which holds no named incidents.
  void agree_on_records(std::string_view place_as = "value") {
    auto terms = for_partnership();
    terms.items[1] = fmt::format("{{field: istv.assault_place, as: {}}}", place_as);
    bring_into_force(records_agreement(terms));
  }
  /// The police know of two in the second area, so that all sources together are 137 there.
  void take_in_quarter(double east) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {14, std::string_view{month} == "2026-07" ? 2 : 0, 6, 8}));
      take_in("ed-istv", evening_at(month, east));
    }
  }
  /// A point every 200 metres of the areas and around them, one of them at the border.
  [[nodiscard]] static std::string points() {
    std::vector<protection::SnapPoint> all;
    for (int column = 0; column * 200 <= 4 * area_side; ++column) {
      for (int line = 0; line * 200 <= area_side; ++line) all.push_back({fmt::format("{}/{}", column, line), std::round(corner_easting + 70 + 200 * column), std::round(corner_northing + 200 * line), 12, 0});
    }
    return csv_of(all);
  }
  [[nodiscard]] static RecordsAsked asked() { return {{"northshire-general-ed", "northshire-csp", "anna", "analyst", "violence-hotspot-analysis"}, "2026-Q3"}; }
  [[nodiscard]] Release records() {
    auto answer = release_records_of(hub(), asked());
    EXPECT_EQ(code_of(answer), "fine");
    if (!answer || !std::holds_alternative<Release>(*answer)) {
      ADD_FAILURE() << "no records";
      std::abort();  // nothing of what follows would mean anything
    }
    return std::get<Release>(std::move(*answer));
  }
  [[nodiscard]] static bool has_points(Release const& release) {
    return std::ranges::any_of(release.files(), [](auto const& file) { return file.name == "points.csv"; });
  }
  void expect_areas_under(std::string_view place_as) {
    ASSERT_EQ(code_of(give(points())), "fine");
    take_in_quarter(inland);
    agree_on_records(place_as);
    auto const made = records();
    EXPECT_THAT(content_of(made, "records.csv"), HasSubstr(",A2,"));
    EXPECT_THAT(content_of(made, "disclosure-control.json"), HasSubstr("no record tells one of table 1 of 2026-11-21"));
    EXPECT_FALSE(has_points(made));
  }
};
CONCORDAT_ON_BOTH_STORES(RecordsByPoints);

TEST_P(RecordsByPoints, TellThePointThatStandsForThePlace) {
  agree_on_records();
  ASSERT_EQ(code_of(give(points())), "fine");
  take_in_quarter(inland);
  auto const made = records();
  EXPECT_THAT(content_of(made, "records.csv"), HasSubstr(",point 15/5,"));
  EXPECT_THAT(content_of(made, "records.csv"), Not(HasSubstr(",A2,")));
  EXPECT_EQ(content_of(made, "points.csv"), fmt::format("place,easting,northing,area\npoint 15/5,{:.0f},{:.0f},A2\n", corner_easting + 70 + 200 * 15, northing)) << "the points that records tell, and no others";
  EXPECT_THAT(content_of(made, "disclosure-control.json"), HasSubstr("of the records tell their place by one, of table 1 of 2026-11-21: the nearest within 500 metres"));
  EXPECT_EQ(content_of(records(), "records.csv"), content_of(made, "records.csv")) << "asked again";
  // that of records that left before any told points: of their quarter they stay the answer
  EXPECT_EQ(number_of("SELECT count(*) FROM release WHERE method = 'records 1; recipient holds no named incidents; k 5'"), 1);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RecordsByPoints, TellTheAreaWhereThePointStandsForPlacesOfTwo) {
  agree_on_records();
  ASSERT_EQ(code_of(give(points())), "fine");
  take_in_quarter(border);
  auto const made = records();
  EXPECT_THAT(content_of(made, "records.csv"), HasSubstr(",A3,"));
  EXPECT_THAT(content_of(made, "records.csv"), Not(HasSubstr("point")));
  EXPECT_FALSE(has_points(made));
}

TEST_P(RecordsByPoints, TellTheAreaWhereTheQuarterHasNoPoints) {
  agree_on_records();
  take_in_quarter(inland);
  // another agency closes it
  Terms terms = ed_terms();
  terms.id = "isa.northshire.ed-police";
  terms.recipient = "northshire-police";
  terms.recipient_kind = "police";
  bring_into_force(agreement_text(terms));
  auto request = csp_request("violence-map");
  request.recipient = "northshire-police";
  request.member = "bert";
  (void)release_of(request, "2026-Q3");
  ASSERT_EQ(code_of(give(points())), "fine");
  auto const made = records();
  EXPECT_THAT(content_of(made, "disclosure-control.json"), HasSubstr("none: the quarter was closed when this hub had no table of them"));
  EXPECT_FALSE(has_points(made));
}

TEST_P(RecordsByPoints, AreLaidBesideTablesAsRowsOfTheirArea) {
  agree_on_records();
  ASSERT_EQ(code_of(give(points())), "fine");
  take_in_quarter(inland);
  auto const made = records();
  ASSERT_TRUE(has_points(made));
  auto const answer = release(hub(), {csp_request("violence-by-area"), {}});
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*answer)) << "135 of the department leave the police at most two";
  EXPECT_EQ(std::get<Refusal>(*answer).reasons[0].reason, "release.would-tell");
}

TEST_P(RecordsByPoints, AfterATableTellNoPlaceAndNoPoint) {
  agree_on_records();
  ASSERT_EQ(code_of(give(points())), "fine");
  take_in_quarter(inland);
  (void)release_of(csp_request("violence-by-area"));
  auto const made = records();
  EXPECT_THAT(content_of(made, "records.csv"), HasSubstr(",any,"));
  EXPECT_FALSE(has_points(made));
}

TEST_P(RecordsByPoints, ToAHolderOfNamedIncidentsTellNone) {
  ASSERT_EQ(code_of(give(points())), "fine");
  take_in_quarter(inland);
  RecordTerms police;
  police.id = "isa.northshire.police-records";
  bring_into_force(records_agreement(police));
  auto const answer = release_records_of(hub(), {{"northshire-general-ed", "northshire-police", "bert", "analyst", "violence-hotspot-analysis"}, "2026-Q3"});
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Release>(*answer));
  auto const& made = std::get<Release>(*answer);
  EXPECT_THAT(content_of(made, "records.csv"), Not(HasSubstr("point")));
  EXPECT_THAT(content_of(made, "disclosure-control.json"), Not(HasSubstr("Published points")));
  EXPECT_FALSE(has_points(made));
}

TEST_P(RecordsByPoints, TellTheAreaWhereTheAgreementHasItsCodeAlone) { expect_areas_under("code"); }

TEST_P(RecordsByPoints, TellTheAreaWhereASquareIsAgreed) { expect_areas_under("cell"); }

TEST_P(RecordsByPoints, TellNoPointToWhomHasSquaresOfTheQuarter) {
  ASSERT_EQ(code_of(give(points())), "fine");
  agree_on_records();
  take_in_quarter(inland);
  (void)release_of(csp_request("violence-hotspots"), "2026-Q3");
  auto const made = records();
  EXPECT_THAT(content_of(made, "records.csv"), HasSubstr(",A2,")) << "2,000 people live in it: no small area";
  EXPECT_FALSE(has_points(made)) << "squares and records would stand on the same points";
  EXPECT_THAT(content_of(made, "disclosure-control.json"), HasSubstr("none: the recipient has maps of squares of the quarter"));
}

/// Fewer people than stand for a middle area live in each area.
class RecordsOfSmallAreas : public RecordsByPoints {
 protected:
  void SetUp() override {
    RecordsByPoints::SetUp();
    if (IsSkipped()) return;
    put(folder() / "population.csv", "code,residents\nA1,1500\nA2,1500\nA3,1500\nA4,1500\n");
    ASSERT_EQ(code_of(give(points())), "fine");
    take_in_quarter(inland);
  }
};
CONCORDAT_ON_BOTH_STORES(RecordsOfSmallAreas);

TEST_P(RecordsOfSmallAreas, TellNoneToWhomHasSquaresOfTheQuarter) {
  agree_on_records("cell");
  (void)release_of(csp_request("violence-hotspots"), "2026-Q3");
  EXPECT_THAT(content_of(records(), "records.csv"), Not(HasSubstr(",A2,")));
}

TEST_P(RecordsOfSmallAreas, KeepSquaresOfTheQuarterFromTheirReader) {
  agree_on_records("cell");
  EXPECT_THAT(content_of(records(), "records.csv"), HasSubstr(",A2,"));
  auto const answer = release(hub(), {csp_request("violence-map"), "2026-Q3"});
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*answer));
  EXPECT_EQ(std::get<Refusal>(*answer).reasons.front().reason, "release.would-tell");
}

TEST_P(RecordsByPoints, KeepSquaresOfTheQuarterFromTheirReader) {
  ASSERT_EQ(code_of(give(points())), "fine");
  agree_on_records();
  take_in_quarter(inland);
  ASSERT_TRUE(has_points(records()));
  for (auto const* table : {"violence-map", "violence-hotspots"}) {
    auto const answer = release(hub(), {csp_request(table), "2026-Q3"});
    ASSERT_EQ(code_of(answer), "fine");
    ASSERT_TRUE(std::holds_alternative<Refusal>(*answer)) << table;
    auto const& reason = std::get<Refusal>(*answer).reasons.front();
    EXPECT_EQ(reason.reason, "release.would-tell");
    EXPECT_THAT(reason.why, HasSubstr("records of 2026-Q3 of ed-istv"));
  }
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'points.csv'"));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-map"), "2026-Q3"})), "release.file-not-in-ledger");
}

/// Whichever points and boundaries there are: what may be told lies in one area, and says that area truly.
class TellablePoints : public PointsTest {
 protected:
  [[nodiscard]] static std::string geojson_of(char letter, std::vector<std::vector<std::pair<double, double>>> const& rings) {
    auto projector = intake::Projector::make();
    std::string features;
    for (std::size_t i = 0; i < rings.size(); ++i) {
      std::string places;
      for (std::size_t at = 0; at <= rings[i].size(); ++at) {
        auto const& [x, y] = rings[i][at % rings[i].size()];
        auto const degrees = projector->to_degrees({x, y});
        places += fmt::format("{}[{:.9f},{:.9f}]", at == 0 ? "" : ",", degrees->longitude, degrees->latitude);
      }
      features += fmt::format(R"({}{{"type":"Feature","properties":{{"code":"{}{}","name":"Area {}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})", i == 0 ? "" : ",", letter, i + 1, i + 1, places);
    }
    return fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features);
  }
  /// As random_points, each time others.
  [[nodiscard]] std::vector<protection::SnapPoint> points_by(int count) {
    auto points = random_points(count);
    for (auto& point : points) {
      point.x += std::round(120 * (luck_.unit() - 0.5));
      point.y += std::round(120 * (luck_.unit() - 0.5));
    }
    return points;
  }
  /// The four areas with crooked borders between them, and points all over.
  void settle(std::uint64_t seed, int count) {
    luck_ = SeededChance{seed};
    std::vector<std::vector<std::pair<double, double>>> borders(5);
    for (std::size_t i = 0; i < borders.size(); ++i) {
      bool const outer = i == 0 || i == 4;
      for (int step = 0; step <= 16; ++step) borders[i].emplace_back(corner_easting + static_cast<double>(i) * area_side + (outer ? 0 : 300 * (luck_.unit() - 0.5)), corner_northing + step * area_side / 16);
    }
    std::vector<std::vector<std::pair<double, double>>> rings;
    for (std::size_t i = 0; i < 4; ++i) {
      rings.push_back(borders[i + 1]);
      rings.back().insert(rings.back().end(), borders[i].rbegin(), borders[i].rend());
    }
    put(folder() / "areas.geojson", geojson_of('A', rings));
    ASSERT_EQ(code_of(give(csv_of(points_by(count)))), "fine");
    areas_.emplace(AreasOfPlaces::read(hub()).value());
    periods_.map = third;
    periods_.coverage.closed[third].snap_epoch = ++epoch_;
  }
  [[nodiscard]] RecordPoints points() {
    RecordPoints points;
    EXPECT_EQ(code_of(points.read(hub(), periods_)), "fine");
    return points;
  }
  [[nodiscard]] std::vector<protection::IncidentRow> incidents(std::size_t count) {
    std::vector<protection::IncidentRow> rows(count);
    for (auto& row : rows) {
      row.sort = protection::PlaceSort::open;
      row.domestic = false;
      row.x = corner_easting - 200 + luck_.unit() * (4 * area_side + 400);
      row.y = corner_northing - 200 + luck_.unit() * (area_side + 400);
      row.area = areas_->of(*row.x, *row.y);
    }
    return rows;
  }
  /// Empty outside.
  [[nodiscard]] std::string area_at(double x, double y) const {
    auto const area = areas_->release_area(x, y);
    return area ? areas_->code_of(*area) : std::string{};
  }
  /// Areas that places lie in for which the point is the nearest, so many metres apart.
  [[nodiscard]] std::set<std::string> areas_behind(protection::SnapTable const& table, std::uint32_t point, double apart) const {
    std::set<std::string> behind;
    auto const& stands = table.points()[point];
    auto const steps = static_cast<int>(500 / apart);
    for (int column = -steps; column <= steps; ++column) {
      for (int line = -steps; line <= steps; ++line) {
        auto const x = stands.x + column * apart;
        auto const y = stands.y + line * apart;
        if (table.nearest({x, y, snap::partnership_area}) == point) behind.insert(area_at(x, y));
      }
    }
    return behind;
  }
  SeededChance luck_{0};
  std::optional<AreasOfPlaces> areas_;
  Periods periods_;
  int epoch_ = 0;
};
CONCORDAT_ON_BOTH_STORES(TellablePoints);

TEST_P(TellablePoints, StandForPlacesOfOneAreaAlone) {
  for (std::uint64_t const seed : {3U, 4U, 5U}) {
    settle(seed, 300);
    auto points = this->points();
    auto rows = incidents(20'000);
    auto const before = rows;
    points.keep_places(*areas_, rows);
    auto const& table = points.published()->table;
    std::set<std::uint32_t> told;
    std::size_t not_told = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto const& row = rows[i];
      EXPECT_EQ(row.area.lsoa + row.area.msoa, before[i].area.lsoa + before[i].area.msoa) << "areas stay";
      auto const area = area_at(*before[i].x, *before[i].y);
      if (!row.x) {
        not_told += area.empty() ? 0 : 1;
        continue;
      }
      auto const point = table.nearest({*row.x, *row.y, snap::partnership_area});
      auto const told_area = points.areas().find("point " + table.points()[point].id);
      ASSERT_NE(told_area, points.areas().end());
      ASSERT_EQ(area, told_area->second) << "what is told of the report is true of it";
      told.insert(point);
    }
    ASSERT_GT(told.size(), 50U);
    ASSERT_GT(not_told, 1'000U) << "some stand for places of two areas";
    for (auto const point : told) {
      auto const& stands = table.points()[point];
      if (stands.addresses == 0) continue;
      EXPECT_EQ(areas_behind(table, point, lattice_metres).size(), 1U) << stands.id;
    }
  }
}

// What is told by its area lies at no point that is told: so that eight addresses lie there, whichever sliver of other points does.
TEST_P(TellablePoints, KeepOneBackInEveryAreaThatStandsForFewest) {
  for (std::uint64_t const seed : {6U, 7U}) {
    settle(seed, 200);
    auto points = this->points();
    auto rows = incidents(20'000);
    auto const places = rows;
    points.keep_places(*areas_, rows);
    auto const& table = points.published()->table;
    std::map<std::string, std::map<std::uint32_t, bool>> told;  ///< of each area: points with addresses in it alone, and whether they are told
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto const area = area_at(*places[i].x, *places[i].y);
      auto const point = area.empty() ? protection::SnapTable::none : table.nearest({*places[i].x, *places[i].y, snap::partnership_area});
      if (point == protection::SnapTable::none || table.points()[point].addresses == 0) continue;
      auto const seen = told[area].find(point);
      if (seen != told[area].end()) {
        EXPECT_EQ(seen->second, rows[i].x.has_value()) << "all of a point or none";
        continue;
      }
      if (area_at(table.points()[point].x, table.points()[point].y) == area && areas_behind(table, point, lattice_metres).size() == 1) told[area].emplace(point, rows[i].x.has_value());
    }
    ASSERT_EQ(told.size(), 4U);
    for (auto const& [area, of] : told) {
      ASSERT_GT(of.size(), 5U);
      ASSERT_EQ(std::ranges::count_if(of, [](auto const& one) { return !one.second; }), 1) << area;
      auto const kept = std::ranges::find_if(of, [](auto const& one) { return !one.second; })->first;
      EXPECT_GE(table.points()[kept].addresses, 8);
      for (auto const& [point, is_told] : of) EXPECT_LE(table.points()[kept].addresses, table.points()[point].addresses);
    }
  }
}

TEST_P(TellablePoints, AreTheSameWhateverIsReported) {
  settle(8, 200);
  auto const all = incidents(3'000);
  auto first = all;
  points().keep_places(*areas_, first);
  for (std::size_t i = 0; i < all.size(); i += 30) {
    std::vector<protection::IncidentRow> one{all[i]};
    points().keep_places(*areas_, one);
    EXPECT_EQ(one.front().x.has_value(), first[i].x.has_value()) << i;
  }
}

/// Release areas that are no small areas, in two middle areas whose border goes through the second of them.
class TellableInWards : public TellablePoints {
 protected:
  [[nodiscard]] std::string partnership() const override {
    auto text = TellablePoints::partnership();
    if (!wards_) return text;
    for (auto at = text.find("kind: lsoa"); at != std::string::npos; at = text.find("kind: lsoa")) text.replace(at, 10, "kind: ward");
    return text + "    - {kind: msoa, vintage: 2021, title: \"Halves\", attribution: \"Made up\", files: [halves.geojson], code_property: code, name_property: name}\n";
  }
  void settle_in_wards() {
    wards_ = true;
    std::vector<std::vector<std::pair<double, double>>> halves;
    auto const between = corner_easting + 1.6 * area_side;
    for (auto const& [west, east] : {std::pair{corner_easting, between}, {between, corner_easting + 4 * area_side}}) {
      halves.push_back({{west, corner_northing}, {east, corner_northing}, {east, corner_northing + area_side}, {west, corner_northing + area_side}});
    }
    put(folder() / "halves.geojson", geojson_of('M', halves));
    settle(9, 300);
  }
  bool wards_ = false;
};
CONCORDAT_ON_BOTH_STORES(TellableInWards);

TEST_P(TellableInWards, LieInOneWardAndInOneMiddleArea) {
  settle_in_wards();
  auto points = this->points();
  auto rows = incidents(20'000);
  auto const places = rows;
  points.keep_places(*areas_, rows);
  auto const& table = points.published()->table;
  std::map<std::uint32_t, std::set<std::string>> told;
  std::map<std::string, std::set<std::string>> middles;  ///< of each ward
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_TRUE(rows[i].area.lsoa.empty());
    rows[i].method = i % 2 == 0 ? "S1" : "S2";
    if (i % 20 < 4) rows[i].sort = i % 20 < 2 ? protection::PlaceSort::school : protection::PlaceSort::hospital;
    auto const ward = area_at(*places[i].x, *places[i].y);
    if (!rows[i].x) continue;
    auto const point = table.nearest({*rows[i].x, *rows[i].y, snap::partnership_area});
    told[point].insert(ward + rows[i].area.msoa);
    middles[ward].insert(rows[i].area.msoa);
    ASSERT_EQ(points.areas().find("point " + table.points()[point].id)->second, ward);
  }
  ASSERT_GT(told.size(), 50U);
  EXPECT_EQ(middles["A2"], (std::set<std::string>{"M1", "M2"}));
  for (auto const& [point, in] : told) EXPECT_EQ(in.size(), 1U) << table.points()[point].id << ": as a middle area its records say one thing";
  auto const made = protection::release_records(protection::RecipientHolds::no_named_incidents, rows, points.published(), {}, std::span<protection::Attacker const>{});
  EXPECT_EQ(code_of(made), "fine") << "areas nest";
}

}  // namespace
}  // namespace concordat::hub::proving
