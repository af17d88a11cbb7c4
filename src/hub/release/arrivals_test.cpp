// SPDX-License-Identifier: Apache-2.0
// Assaults of which only the arrival at a department is known, and what a source flags as domestic abuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {
namespace {

constexpr int assaults_a_month = 24;

/// As the shipped one, with the arrival beside the assault.
std::string profile_with_arrivals() {
  std::string text{ed_placed_profile};
  text = replaced(std::move(text), "  - {field: istv_assault_at, headers: [\"Assault At\"]}\n",
                  "  - {field: istv_assault_at, headers: [\"Assault At\"]}\n  - {field: istv_arrival_at, headers: [\"Arrived\"]}\n");
  text = replaced(std::move(text), "needs: [istv_assault_at]", "needs: [[istv_assault_at, istv_arrival_at]]");
  return replaced(std::move(text), "time: {at: istv_assault_at}", "time: {at: istv_assault_at, reported: istv_arrival_at}");
}

class Arrivals : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    put(folder() / "definitions" / "profiles" / "ed-placed.yaml", profile_with_arrivals());
    open_it();
  }
  /// As take_in_a_quarter, but that of the department's rows the first `unknown` of each month have an arrival in place of a time.
  void take_in_with(int unknown, std::string_view domestic = "N") {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      std::string police = "Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,DA Flag\n";
      std::string emergency = "Period Start,Assault At,Arrived,Location Type,Easting,Northing\n";
      auto const x = static_cast<int>(corner_easting) + 1000;
      auto const y = static_cast<int>(corner_northing) + 1000;
      for (int i = 0; i < assaults_a_month; ++i) {
        auto const day = 2 + i % 27;
        police += fmt::format("{}/{},{:02}/{}/2026,{:02}:15,Common assault,{},{},{}\n", month, i, day, std::string_view{month}.substr(5), i, x + i % 7 * 20, y, domestic);
        auto const at = fmt::format("{}-{:02} {:02}:30", month, day, i % 24);
        emergency += fmt::format("{}-01,{},{},L1,{},{}\n", month, i < unknown ? "" : at, at, x + i % 6 * 20, y);
      }
      take_in("police-incidents", police);
      take_in("ed-istv", emergency);
    }
    agree_on_figures();
  }
};
CONCORDAT_ON_BOTH_STORES(Arrivals);

TEST_P(Arrivals, AreCountedAndEveryFileSaysTheirShare) {
  take_in_with(8);
  EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE is_current = 1 AND starts IS NOT NULL AND time_precision = 0"), 24);
  for (auto const* table : {"violence-by-area", "violence-by-hour", "violence-map", "violence-hotspots"}) {
    auto const made = release_of(csp_request(table));
    for (auto const& file : made.files()) {
      if (!file.name.ends_with(".csv")) continue;
      EXPECT_THAT(file.content, testing::HasSubstr("Emergency department: share of reports of which only the arrival is known, not the time of the assault: a quarter to a half")) << file.name;
      EXPECT_THAT(file.content, testing::Not(testing::HasSubstr("Police: share of reports"))) << file.name;
    }
  }
  auto const areas = content_of(release_of(csp_request()), "violence-by-area.csv");
  EXPECT_THAT(areas, testing::HasSubstr("A1,Square 1,145")) << "72 and 72, to the nearest 5\n" << areas;
  EXPECT_THAT(areas, testing::HasSubstr("with a time of day a half to three quarters"));
}

TEST_P(Arrivals, ThatAreNoneOrFewAreSaidWithoutAFigure) {
  take_in_with(0);
  EXPECT_THAT(content_of(release_of(csp_request()), "violence-by-area.csv"), testing::HasSubstr("not the time of the assault: none;"));
}

TEST_P(Arrivals, AreLeftOutWhereTheDayMattersAndThatIsSaid) {
  take_in_with(20);  // 12 of 72 have a time: fewer than 30
  for (auto const* table : {"violence-near-repeat", "violence-space-time"}) {
    auto const said = content_of(release_of(csp_request(table)), "summary.txt");
    EXPECT_THAT(said, testing::HasSubstr("Emergency department: too few reports with a place and a day")) << said;
    EXPECT_THAT(said, testing::HasSubstr("Emergency department: share of reports of which only the arrival is known, left out here because their day is uncertain: three quarters or more.")) << said;
    EXPECT_THAT(said, testing::Not(testing::HasSubstr("Police: too few")));
  }
}

TEST_P(Arrivals, OfOneQuarterKeepWhatItWasClosedWith) {
  take_in_with(8);
  auto const before = content_of(release_of(csp_request()), "violence-by-area.csv");
  auto const changed = hub().database().execute(store::Sql{"UPDATE event SET time_precision = 4 WHERE starts IS NOT NULL AND time_precision = 0"});
  ASSERT_TRUE(changed);
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-map"), {}})), "quarter.reports-differ") << "that a time is none is part of the report";
  EXPECT_FALSE(before.empty());
}

TEST_P(Arrivals, BesideWhatIsFlaggedAsDomesticAbuseThatIsOnNoMapAndNearNothing) {
  take_in_with(0, "Y");
  EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE is_current = 1 AND place_type = 'private'"), 72);
  auto const areas = content_of(release_of(csp_request()), "violence-by-area.csv");
  EXPECT_THAT(areas, testing::HasSubstr("A1,Square 1,145")) << "areas count it\n" << areas;
  for (auto const* table : {"violence-near-repeat", "violence-space-time"}) {
    auto const said = content_of(release_of(csp_request(table)), "summary.txt");
    EXPECT_THAT(said, testing::HasSubstr("Police: too few reports with a place and a day")) << said;
    EXPECT_THAT(said, testing::HasSubstr("What its source calls domestic is left out"));
  }
}

}  // namespace
}  // namespace concordat::hub::proving
