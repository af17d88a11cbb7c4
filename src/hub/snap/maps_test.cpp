// SPDX-License-Identifier: Apache-2.0
// Maps as they leave a hub with published points: what lies at one point is one place on them, and a quarter is drawn from one table for good.
#include <gtest/gtest.h>

#include "hub/quarters/revising.h"
#include "hub/release/reading.h"
#include "hub/snap/epochs.h"
#include "hub/snap/points_test_tools.h"
#include "places/grid.h"

namespace concordat::hub::proving {
namespace {

constexpr double within = 500;  ///< metres of a square's centre: reports must lie there for it to show

class MapsOnPoints : public PointsTest {
 protected:
  void SetUp() override {
    PointsTest::SetUp();
    if (IsSkipped()) return;
    auto const grid = places::Grid::over(hub().partnership().box, 250);
    ASSERT_TRUE(grid);
    centre_ = grid->centre(*grid->cell_of({451'150, 301'150}));
    agree_on_figures();
  }
  /// Reports of a month, all at one place: so far east of the centre of a square.
  void take_in_at(std::string_view month, double east) {
    std::string police{police_header};
    std::string ed{ed_header};
    for (int i = 0; i < 15; ++i) {
      auto const place = fmt::format("{:.0f},{:.0f}", centre_.x + east, centre_.y);
      police += fmt::format("{}/{},{:02}/{}/{},{:02}:15,Common assault,{},High Street,none\n", month, i, 2 + i, month.substr(5), month.substr(0, 4), i, place);
      ed += fmt::format("{}-01,{}-{:02} {:02}:30,S1,L1,by the bridge,{}\n", month, month, 2 + i, i, place);
    }
    take_in("police-incidents", police);
    take_in("ed-istv", ed);
  }
  void take_in_quarter_at(int first_month, double east) {
    for (int month = first_month; month < first_month + 3; ++month) take_in_at(fmt::format("2026-{:02}", month), east);
  }
  /// A point every 200 metres, one of them `east` of the centre.
  [[nodiscard]] std::string points_every_200(double east) const {
    std::vector<protection::SnapPoint> points;
    for (int column = -5; column <= 5; ++column) {
      for (int line = -5; line <= 5; ++line) points.push_back({fmt::format("{}/{}", column + 10, line + 10), std::round(centre_.x + east) + 200 * column, std::round(centre_.y) + 200 * line, 12, 0});
    }
    return csv_of(points);
  }
  [[nodiscard]] Release map_of(std::string const& quarter) { return release_of(csp_request("violence-map"), quarter); }
  [[nodiscard]] static std::vector<std::vector<std::string>> squares_of(Release const& made) { return read_released_table(content_of(made, "violence-map.csv")).rows; }
  [[nodiscard]] std::vector<std::vector<std::string>> squares_of(std::string const& quarter) { return squares_of(map_of(quarter)); }
  /// As though it had been asked for in other words: what is asked for is drawn again.
  void forget_requests() { ASSERT_EQ(code_of(hub().database().execute("UPDATE release SET request_hash = substr(id || id, 1, 64)")), "fine"); }
  places::Point centre_;
};
CONCORDAT_ON_BOTH_STORES(MapsOnPoints);

TEST_P(MapsOnPoints, AreOtherMapsWherePlacesAreDrawnAsReported) {
  // Twenty metres carry a square over the edge: without this the next test would prove nothing.
  take_in_quarter_at(4, within - 5);
  take_in_quarter_at(7, within + 15);
  EXPECT_FALSE(squares_of("2026-Q2").empty());
  EXPECT_NE(squares_of("2026-Q2"), squares_of("2026-Q3"));
  auto const page = content_of(map_of("2026-Q3"), "report.html");
  EXPECT_NE(page.find("drawn from places as they were reported: the quarter was closed when this hub had no table of published points"), std::string::npos);
}

TEST_P(MapsOnPoints, AreTheSameWhereAReportLiesElsewhereNearItsPoint) {
  ASSERT_EQ(code_of(give(points_every_200(within - 5))), "fine");
  take_in_quarter_at(4, within - 5);
  take_in_quarter_at(7, within + 15);
  EXPECT_FALSE(squares_of("2026-Q2").empty());
  EXPECT_EQ(squares_of("2026-Q2"), squares_of("2026-Q3"));
  auto const made = map_of("2026-Q3");
  EXPECT_NE(content_of(made, "report.html").find("drawn from published points: table 1 of 2026-11-21, 110 points"), std::string::npos);
  EXPECT_NE(content_of(made, "violence-map.csv").find("with one of these near enough nine tenths or more"), std::string::npos);
  EXPECT_NE(content_of(made, "disclosure-control.html").find("Places on the maps"), std::string::npos);
  EXPECT_EQ(content_of(release_of(csp_request()), "report.html").find("published point"), std::string::npos) << "tables by area count places as they are";
}

TEST_P(MapsOnPoints, HaveNothingThatLiesFarFromAllPoints) {
  ASSERT_EQ(code_of(give(fmt::format("id,easting,northing,addresses\na,{:.0f},{:.0f},0\n", centre_.x + 1200, centre_.y))), "fine");
  take_in_quarter_at(7, 0);
  auto const made = map_of("2026-Q3");
  EXPECT_TRUE(squares_of(made).empty());
  EXPECT_NE(content_of(made, "violence-map.csv").find("with one of these near enough under a half"), std::string::npos);
  EXPECT_NE(content_of(release_of(csp_request()), "violence-by-area.csv").find("A1,Square 1,90,90"), std::string::npos) << "and are counted by area";
}

TEST_P(MapsOnPoints, OfAQuarterAreDrawnFromTheTableItWasClosedUnder) {
  auto const map_now = [&](std::string const& quarter) {
    forget_requests();
    auto const made = map_of(quarter);
    EXPECT_FALSE(made.served_again());
    return made;
  };
  take_in_quarter_at(1, 0);
  take_in_quarter_at(4, 0);
  take_in_quarter_at(7, 0);
  auto const reported = squares_of("2026-Q1");
  ASSERT_EQ(code_of(give(points_every_200(60))), "fine");
  auto const under_first = squares_of("2026-Q2");
  ASSERT_EQ(code_of(give(points_every_200(95))), "fine") << "a refresh";
  EXPECT_NE(under_first, squares_of("2026-Q3")) << "the tables differ by what they draw";
  EXPECT_NE(content_of(map_of("2026-Q3"), "report.html").find("table 2 of"), std::string::npos);
  auto const second = map_now("2026-Q2");
  EXPECT_EQ(squares_of(second), under_first);
  EXPECT_NE(content_of(second, "report.html").find("table 1 of"), std::string::npos);
  EXPECT_EQ(squares_of(map_now("2026-Q1")), reported) << "what was closed before there were points is drawn as it was";
  // Closed anew, by two people: the reports that count may be others, the table is not.
  clock_.set(clock_.now() + std::chrono::days{days_between_revisions + 1});
  auto const feeds = *sources_of_violence(hub());
  for (auto const* quarter : {"2026-Q1", "2026-Q2"}) {
    ASSERT_EQ(code_of(propose_revision(hub(), **hub().member("anna"), quarter, RevisionReason::late_reports, feeds)), "fine");
    ASSERT_EQ(code_of(confirm_revision(hub(), **hub().member("bert"), quarter, feeds)), "fine");
    (void)map_now(quarter);
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM closed_quarter WHERE revision = 2 AND quarter = 8104 AND snap_epoch IS NULL"), 1);
  EXPECT_EQ(number_of("SELECT snap_epoch FROM closed_quarter WHERE revision = 2 AND quarter = 8105"), 1);
}

TEST_P(MapsOnPoints, KnowWhichTableAQuarterHas) {
  ASSERT_EQ(code_of(give(points_every_200(60))), "fine");
  take_in_quarter_at(7, 0);
  (void)map_of("2026-Q3");
  ASSERT_TRUE(differences().empty());
  ASSERT_EQ(code_of(hub().database().execute("UPDATE closed_quarter SET snap_epoch = NULL")), "fine");
  auto const found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().of, "quarter 2026-Q3, revision 1");
}

TEST_P(MapsOnPoints, AreNotDrawnByRowsThatNobodyEntered) {
  ASSERT_EQ(code_of(give(points_every_200(60))), "fine");
  take_in_quarter_at(7, 0);
  (void)map_of("2026-Q3");
  ASSERT_EQ(code_of(give(points_every_200(95))), "fine");
  auto const edit = [&](store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); };
  auto const drawn_anew = [&]() -> std::string {
    forget_requests();
    auto const answer = release(hub(), {csp_request("violence-map"), "2026-Q3"});
    return answer ? "drawn" : std::string{answer.error().code.view()};
  };
  edit("UPDATE closed_quarter SET snap_epoch = 2");
  EXPECT_EQ(drawn_anew(), "quarter.closing-differs") << "told by a second table, places lie where both can mean";
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "and that it was found is an entry";
  edit("UPDATE closed_quarter SET snap_epoch = NULL");
  EXPECT_EQ(drawn_anew(), "quarter.closing-differs");
  edit("UPDATE closed_quarter SET snap_epoch = 1");
  EXPECT_EQ(drawn_anew(), "drawn");
  // A table that was moved, and its hash with it.
  auto const was = hub().database().query_one("SELECT sha256 FROM snap_epoch WHERE number = 1", [](store::Row const& row) { return row.string(0); });
  edit("UPDATE snap_point SET easting = easting + 40 WHERE epoch = 1");
  EXPECT_EQ(drawn_anew(), "snap.points-differ");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE snap_epoch SET sha256 = ? WHERE number = 1", snap::hash_of(*snap::stored_points(hub().database(), 1)))), "fine");
  EXPECT_EQ(drawn_anew(), "snap.entry-differs");
  edit("UPDATE snap_point SET easting = easting - 40 WHERE epoch = 1");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE snap_epoch SET sha256 = ? WHERE number = 1", **was)), "fine");
  EXPECT_EQ(drawn_anew(), "drawn");
  // A closing that was taken away would be made anew, by today's table.
  edit("DELETE FROM closed_source");
  edit("DELETE FROM closed_quarter");
  EXPECT_EQ(drawn_anew(), "quarter.closing-differs");
  EXPECT_EQ(number_of("SELECT count(*) FROM closed_quarter"), 0) << "nothing of what was begun stands";
}

}  // namespace
}  // namespace concordat::hub::proving
