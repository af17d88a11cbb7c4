// SPDX-License-Identifier: Apache-2.0
// The looks of an analyst: they go through the gate like any table, and say nothing that they may not.
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/release/release.h"
#include "hub/release/tables.h"
#include "hub/release/watch.h"
#include "hub/settings/changing.h"

namespace concordat::hub::proving {
namespace {

constexpr std::array looks{"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast"};

class Looks : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  [[nodiscard]] std::string partnership() const override {
    std::string text{partnership_yaml};
    for (int feed = 0; feed < 2; ++feed) text = replaced(std::move(text), "first_period: \"2026-01\"", "first_period: \"2025-01\"");
    return text;
  }
  /// The quarter before, in which the first area had far fewer reports of the police.
  void take_in_the_quarter_before() {
    for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
      take_in("police-incidents", police_month(month, {3, 2, 6, 0}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
    }
  }
  /// The four quarters before, each month alike.
  void take_in_the_year_before() {
    for (auto const* month : {"2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}) {
      take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
    }
  }
  void agree_on_the_months_of_the_police() {
    Terms police;
    police.id = "isa.northshire.police-months";
    police.fields = {"police.count_by_month"};
    bring_into_force(agreement_text(police));
  }
  /// Beside the figures: the counts by month.
  void agree_on_months() {
    agree_on_the_months_of_the_police();
    auto emergency = ed_terms();
    emergency.id = "isa.northshire.ed-months";
    emergency.fields = {"istv.count_by_month"};
    bring_into_force(agreement_text(emergency));
  }
  static std::string table_of(std::string_view look) { return std::string{table_of_look(look)->id.view()}; }
  /// The cells of the row of an area, in a released CSV.
  static std::vector<std::string> row_of(std::string_view csv, std::string_view code) {
    std::vector<std::string> cells;
    for (auto const line : text::split(csv, '\n')) {
      if (!line.starts_with(code)) continue;
      for (auto const cell : text::split(text::trim(line), ',')) cells.emplace_back(cell);
    }
    return cells;
  }
};
CONCORDAT_ON_BOTH_STORES(Looks);

TEST_P(Looks, AreEachOneTableOfTheFixedList) {
  for (auto const* look : looks) ASSERT_NE(table_of_look(look), nullptr) << look;
  for (auto const* no_look : {"", "map", "picture", "by-area", "violence-hotspots", "person"}) EXPECT_EQ(table_of_look(no_look), nullptr) << no_look;
}

TEST_P(Looks, LeaveWithTheirEntryAndEveryFileIsProved) {
  take_in_the_year_before();
  agree_on_figures();
  agree_on_months();
  for (auto const* look : looks) {
    auto const before = leaves().size();
    auto const made = release_of(csp_request(table_of(look)));
    EXPECT_LE(leaves().size(), before + 2) << look << ": its own, and of what it closed";
    EXPECT_EQ(leaves().back().event, ledger::Event::disclose);
    EXPECT_EQ(leaves().back().fields.front(), table_of(look));
    EXPECT_NE(content_of(made, "summary.txt").find("ledger index " + std::to_string(made.ledger_index())), std::string::npos);
    for (auto const& file : made.files()) {
      auto const proof = prove_file(hub(), file.content);
      ASSERT_EQ(code_of(proof), "fine") << look << ' ' << file.name;
      EXPECT_EQ(proof->name, file.name);
    }
    EXPECT_TRUE(release_of(csp_request(table_of(look))).served_again()) << look;
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Looks, AreRefusedWithReasonAndRemedyWhereOneSourceIsNotAgreedOn) {  // S11
  bring_into_force(agreement_text({}));  // the police's figures, not the hospital's
  agree_on_the_months_of_the_police();
  for (auto const* look : looks) {
    auto const answer = release(hub(), {csp_request(table_of(look)), {}});
    ASSERT_EQ(code_of(answer), "fine") << look;
    ASSERT_TRUE(std::holds_alternative<Refusal>(*answer)) << look;
    auto const& refusal = std::get<Refusal>(*answer);
    EXPECT_EQ(refusal.reasons.front().source, "Emergency department");
    EXPECT_FALSE(refusal.reasons.front().remedy.empty());
    EXPECT_EQ(leaves().at(refusal.ledger_index).event, ledger::Event::refuse);
  }
}

TEST_P(Looks, AtChangeCompareWithTheQuarterBeforeAndColourOnlyWhatIsOne) {
  take_in_the_quarter_before();
  agree_on_figures();
  auto const change = release_of(csp_request("violence-change"));
  EXPECT_EQ(change.period(), "2026-Q3 against 2026-Q2");
  auto const csv = content_of(change, "violence-change.csv");
  auto const first = row_of(csv, "A1");  // 36 and 69 reports, published as 35 and 70
  ASSERT_EQ(first.size(), 11U) << csv;
  EXPECT_EQ(first[2], "35");
  EXPECT_EQ(first[3], "70");
  EXPECT_EQ(first[4], "2.00");
  EXPECT_EQ(first[10], "more");
  EXPECT_EQ(row_of(csv, "A3").back(), "may be chance");
  EXPECT_EQ(row_of(csv, "A4").back(), "none in both");
  auto const said = content_of(change, "summary.txt");
  EXPECT_NE(said.find("! The same quarter of the year before is not complete"), std::string::npos) << said;
}

TEST_P(Looks, AtChangeNeedAnEarlierQuarter) {
  agree_on_figures();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-change"), {}})), "release.no-earlier-quarter");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
}

TEST_P(Looks, AtContrastGiveVerdictsAndNoFigureOfOneSource) {
  agree_on_figures();
  auto const contrast = release_of(csp_request("violence-contrast"));
  EXPECT_EQ(contrast.period(), "2026-Q3");
  auto const csv = content_of(contrast, "violence-contrast.csv");
  for (auto const* area : {"A1", "A2", "A3", "A4"}) {
    auto const row = row_of(csv, area);
    ASSERT_EQ(row.size(), 3U) << csv;
    EXPECT_EQ(row[2].find_first_of("0123456789"), std::string::npos) << row[2];
  }
  EXPECT_EQ(row_of(csv, "A4")[2], "nothing can be said");
}

TEST_P(Looks, AtScanTellNoMoreThanThePublishedCounts) {
  agree_on_figures();
  auto const scan = release_of(csp_request("violence-scan"));
  auto const csv = content_of(scan, "violence-scan.csv");
  auto const first = row_of(csv, "A1");  // 69 reports of 1,000 residents; the others have 9, 27 and none
  ASSERT_GE(first.size(), 5U) << csv;
  EXPECT_EQ(first[2], "1");
  EXPECT_EQ(row_of(csv, "A2")[2], "in none");
  EXPECT_NE(content_of(scan, "summary.txt").find("Group 1: Square 1."), std::string::npos) << content_of(scan, "summary.txt");
}

TEST_P(Looks, AtFunnelTellWhatStandsOutAndNothingThatIsHidden) {
  agree_on_figures();
  auto const made = release_of(csp_request("violence-funnel"));
  EXPECT_EQ(made.period(), "2026-Q3");
  auto const csv = content_of(made, "violence-funnel.csv");
  auto const first = row_of(csv, "A1");  // 69 reports of 1,000 residents, published as 70; the others have 9, 27 and none
  ASSERT_EQ(first.size(), 9U) << csv;
  EXPECT_EQ(first[2], "70");
  EXPECT_EQ(first[4], "70.0");
  EXPECT_EQ(first[8], "higher");
  EXPECT_EQ(row_of(csv, "A4")[8], "lower");
  auto const smoothed = row_of(content_of(made, "violence-smoothed.csv"), "A2");
  ASSERT_EQ(smoothed.size(), 5U);
  EXPECT_NE(content_of(made, "violence-funnel.svg").find("<circle"), std::string::npos);
  auto const said = content_of(made, "summary.txt");
  EXPECT_NE(said.find("Higher than chance explains: Square 1."), std::string::npos) << said;
  EXPECT_NE(said.find("Areas with their neighbours cannot be tested: there are fewer than five"), std::string::npos) << said;
  EXPECT_EQ(row_of(content_of(made, "violence-together.csv"), "A1").back(), "cannot be tested");
  // two of four areas are hidden beside what is left of all reports: the rate of the other two is not that of all
  auto of_night = csp_request("violence-funnel");
  of_night.part = "night";
  EXPECT_EQ(code_of(release(hub(), {of_night, {}})), "funnel.areas-left-out");
}

TEST_P(Looks, AtFunnelAreRefusedWhereNoReportLiesInAnyArea) {
  ASSERT_TRUE(hub().database().execute("UPDATE event SET easting = NULL, northing = NULL"));
  agree_on_figures();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-funnel"), {}})), "funnel.no-reports");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
}

TEST_P(Looks, AtSignalsTellFromWhichMonthOnASourceReportsMore) {
  take_in_the_year_before();
  for (auto const* month : {"2026-08", "2026-09"}) take_in("police-incidents", police_month(month, {60, 5, 10, 0}));
  agree_on_months();
  auto const made = release_of(csp_request("violence-signals"));
  EXPECT_EQ(made.period(), "2025-Q3 to 2026-Q3");
  auto const said = content_of(made, "summary.txt");
  EXPECT_NE(said.find("! A signal does not say that there was more violence."), std::string::npos) << said;
  EXPECT_NE(said.find("Police: more reports than its first twelve months explain"), std::string::npos) << said;
  auto const csv = content_of(made, "violence-signals.csv");
  EXPECT_NE(csv.find("Police,2026-09,75,"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("Square"), std::string::npos) << "of the whole area alone";
  EXPECT_NE(content_of(made, "violence-signals.svg").find("<rect"), std::string::npos);
}

TEST_P(Looks, AtSignalsNeedAYearAndWhatCameAfterIt) {
  agree_on_months();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-signals"), {}})), "release.too-few-quarters");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
}

TEST_P(Looks, AtSignalsAreRefusedWhereNoAgreementNamesTheCountByMonth) {
  agree_on_figures();
  EXPECT_EQ(ask(csp_request("violence-patterns")), "permit");
  EXPECT_NE(ask(csp_request("violence-signals")), "permit");
  agree_on_months();
  EXPECT_EQ(ask(csp_request("violence-signals")), "permit");
}

TEST_P(Looks, AtForecastShowSquaresThatFoundMoreThanLastYearsPlaces) {
  // A year of reports spread round a corner in which none fell, and a quarter in which most fell right there.
  SeededChance chance{4};
  for (auto const* month : {"2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}) {
    std::string text{police_header};
    for (int i = 0; i < 24; ++i) {
      double const east = 1000 + (chance.unit() < 0.5 ? -1 : 1) * (300 + 150 * chance.unit());
      double const north = 1000 + (chance.unit() < 0.5 ? -1 : 1) * (300 + 150 * chance.unit());
      text += fmt::format("round/{}/{},{:02}/{}/{},21:15,Common assault,{:.0f},{:.0f},High Street,none\n", month, i, 2 + i, std::string_view{month}.substr(5), std::string_view{month}.substr(0, 4), corner_easting + east, corner_northing + north);
    }
    take_in("police-incidents", text);
    take_in("ed-istv", ed_month(month, {{3, 1}}));
  }
  agree_on_figures();
  auto const made = release_of(csp_request("violence-forecast"));
  auto const trials = content_of(made, "violence-trials.csv");
  EXPECT_NE(trials.find("Density,reports within 500 m,more than last year's places"), std::string::npos) << trials;
  EXPECT_NE(content_of(made, "violence-forecast.csv").find(",2,2 (where most is to be expected)"), std::string::npos) << content_of(made, "violence-forecast.csv");
  EXPECT_NE(content_of(made, "violence-forecast.svg").find("<rect"), std::string::npos);
  auto const said = content_of(made, "summary.txt");
  EXPECT_NE(said.find("Most is to be expected in squares of: Square 1."), std::string::npos) << said;
  EXPECT_NE(said.find("nothing is forecast from what was found by stopping and searching"), std::string::npos);
}

TEST_P(Looks, AtForecastShowNoneThatFoundNoMoreThanLastYearsPlaces) {
  take_in_the_year_before();  // the same places month after month: nothing can find more
  agree_on_figures();
  auto const made = release_of(csp_request("violence-forecast"));
  EXPECT_EQ(made.period(), "2025-Q3 to 2026-Q2, tried on 2026-Q3");
  auto const trials = content_of(made, "violence-trials.csv");
  EXPECT_NE(trials.find("Risk terrain,key places near by,not tried: no such places"), std::string::npos) << trials;
  EXPECT_EQ(trials.find(",more than last year's places"), std::string::npos) << trials;
  EXPECT_TRUE(std::ranges::none_of(made.files(), [](auto const& file) { return file.name.starts_with("violence-forecast"); }));
  EXPECT_NE(content_of(made, "summary.txt").find("! No forecast is shown"), std::string::npos);
  EXPECT_EQ(trials.find_first_of("0123456789", trials.find("Way of forecasting")), trials.find("500 m,")) << "verdicts and no figure";
}

TEST_P(Looks, AtForecastNeedAYearBeforeTheQuarter) {
  agree_on_figures();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-forecast"), {}})), "release.no-year-before");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "asked and allowed, and yet nothing leaves";
}

/// At each step that they ask about, one after the other.
TEST_P(Looks, AtFunnelSignalsAndForecastStopWhereTheyAreToldTo) {
  struct Until final : Watch {
    std::string_view part;
    int left = 0;
    bool go_on(FixedText now, std::uint64_t, std::uint64_t) override { return now.view() != part || --left > 0; }
  } until;
  take_in_the_year_before();
  agree_on_figures();
  agree_on_months();
  for (auto const& [look, part, steps] : {std::tuple{"funnel", "rates by area", 1}, {"signals", "reports by month", 2}, {"forecast", "ways of forecasting", 2}}) {
    auto const before = leaves().size();
    until.part = part;
    for (int step = 1; step <= steps; ++step) {
      until.left = step;
      EXPECT_EQ(code_of(release(hub(), {csp_request(table_of(look)), {}, &until})), "work.stopped") << look << ' ' << step;
      EXPECT_EQ(leaves().size(), before) << look << ' ' << step;
    }
  }
}

TEST_P(Looks, AtNearRepeatAndAroundHoldVerdictsAndNoFigureOfAPlace) {
  agree_on_figures();
  auto const repeats = content_of(release_of(csp_request("violence-near-repeat")), "violence-near-repeat.csv");
  EXPECT_NE(repeats.find("Police,the same place"), std::string::npos) << repeats;
  EXPECT_NE(repeats.find("chance"), std::string::npos) << repeats;
  EXPECT_EQ(repeats.find("Square"), std::string::npos) << "of the whole area alone";
  {
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    std::vector<KeyPlace> shops;
    for (int i = 0; i < 4; ++i) shops.push_back({"shop", "Shop " + std::to_string(i), {corner_easting + 1000 + i * 40, corner_northing + 1040}});
    shops.push_back({"school", "A school", {corner_easting + 3000, corner_northing + 3000}});
    shops.push_back({"refuge", "Not to be told", {corner_easting + 1000, corner_northing + 1000}});
    ASSERT_EQ(code_of(store_key_places(*transaction, shops)), "fine");
    ASSERT_EQ(code_of(transaction->commit()), "fine");
  }
  auto const shops = release_of(csp_request("violence-around"));
  auto const told = content_of(shops, "violence-around.csv");
  EXPECT_NE(told.find("shop,more than its share"), std::string::npos) << told;
  EXPECT_EQ(told.find("refuge"), std::string::npos);
  EXPECT_NE(content_of(shops, "summary.txt").find("School holidays are not known here"), std::string::npos);
  EXPECT_EQ(told.find("Shop 1"), std::string::npos) << "no single place";
  ASSERT_EQ(code_of(set_setting(hub(), **hub().member("greta"), "kind-places", 5, SettingReason::advice)), "fine");
  auto const fewer = release_of(csp_request("violence-around"));
  EXPECT_NE(content_of(fewer, "violence-around.csv").find("shop,too few to say"), std::string::npos) << "four shops are too few where the hub asks for five";
  EXPECT_NE(content_of(fewer, "summary.txt").find("kinds with fewer than 5"), std::string::npos);
}

TEST_P(Looks, AtSpaceTimeHoldVerdictsAndNoPlace) {
  // fourteen reports of the police in one week of August, at one place
  std::string text{police_header};
  for (int i = 0; i < 14; ++i) text += fmt::format("close/{},{:02}/08/2026,21:15,Common assault,{},{},High Street,none\n", i, 10 + i % 5, static_cast<int>(corner_easting) + 1900, static_cast<int>(corner_northing) + 1900);
  take_in("police-incidents", text);
  agree_on_figures();
  auto const made = release_of(csp_request("violence-space-time"));
  auto const csv = content_of(made, "violence-space-time.csv");
  EXPECT_NE(csv.find("Police,closer together than chance,2026-08"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("Square"), std::string::npos) << "of the whole area alone";
  EXPECT_NE(csv.find("Emergency department,"), std::string::npos) << csv;
  EXPECT_NE(content_of(made, "summary.txt").find("Where it was is not told here"), std::string::npos);
  auto const report = content_of(made, "report.html");
  EXPECT_NE(csv.find("Kulldorff"), std::string::npos) << csv;
  EXPECT_NE(report.find("Kulldorff"), std::string::npos) << "the report says how it was found, as the table does";
  EXPECT_EQ(report.find("Counts of 1 to 7 are hidden"), std::string::npos) << "there are no counts in it";
}

TEST_P(Looks, AtSpaceTimeSayNothingOfAPlaceWhereNothingBunched) {
  agree_on_figures();
  auto const summary = content_of(release_of(csp_request("violence-space-time")), "summary.txt");
  EXPECT_EQ(summary.find("reports came closer together"), std::string::npos) << summary;
  EXPECT_EQ(summary.find("Where it was"), std::string::npos) << summary;
}

TEST_P(Looks, AtContrastTellWhereTheDepartmentSeesWhatThePoliceDoNot) {
  std::string police{police_header};  // of the police everywhere the same
  for (int i = 0; i < 256; ++i) {
    police += fmt::format("even/{},{:02}/08/2026,12:15,Common assault,{},{},High Street,none\n", i, 2 + i % 27, static_cast<int>(corner_easting) + 125 + i % 32 * 250, static_cast<int>(corner_northing) + 125 + i / 32 * 250);
  }
  take_in("police-incidents", police);
  std::string emergency{ed_header};  // of the department many in the last area
  for (int i = 0; i < 120; ++i) {
    emergency += fmt::format("2026-08-01,2026-08-{:02} {:02}:30,S1,L1,by the bridge,{},{}\n", 2 + i % 27, i % 24, static_cast<int>(corner_easting) + 6700 + i * 37 % 800, static_cast<int>(corner_northing) + 600 + i * 53 % 800);
  }
  take_in("ed-istv", emergency);
  agree_on_figures();
  auto const made = release_of(csp_request("violence-contrast"));
  auto const csv = content_of(made, "violence-apart.csv");
  EXPECT_NE(csv.find("Meaning"), std::string::npos) << csv;
  auto const ratio = content_of(made, "violence-ratio.csv");
  EXPECT_NE(ratio.find("3 (the emergency department's share is at least twice the police's)"), std::string::npos) << ratio;
  EXPECT_NE(content_of(made, "summary.txt").find("The share of the emergency department's reports is at least twice the share of the police's near: Square 4."), std::string::npos) << content_of(made, "summary.txt");
  EXPECT_NE(content_of(made, "summary.txt").find("No total of what both together miss is worked out"), std::string::npos);
  EXPECT_NE(content_of(made, "violence-completeness.csv").find("not agreed"), std::string::npos) << "these agreements release no means";
  auto const months = content_of(made, "violence-completeness-months.csv");
  EXPECT_NE(months.find("Emergency department,2026-08,nine tenths or more,nine tenths or more,not agreed"), std::string::npos) << months;
  EXPECT_NE(months.find("Source,Month,With a place in this area,With a time of day,With a means"), std::string::npos) << "and no number of reports: " << months;
  EXPECT_LT(content_of(made, "report.html").find("Completeness by month"), content_of(made, "report.html").find("Squares where the department"));
  EXPECT_NE(content_of(made, "summary.txt").find("Hot in what the emergency department reports and not in what the police record: "), std::string::npos) << content_of(made, "summary.txt") << csv;
  EXPECT_LT(content_of(made, "report.html").find("How complete the reports are"), content_of(made, "report.html").find("Squares where the department")) << "completeness comes first";
}

TEST_P(Looks, TellOfHowManyReportsTheMeansIsKnownOnlyWhereAnAgreementReleasesIt) {  // M34
  agree_on_figures();
  auto means = ed_terms();
  means.id = "isa.northshire.ed-means";
  means.fields = {"istv.count_by_method"};
  bring_into_force(agreement_text(means));
  auto const csv = content_of(release_of(csp_request("violence-contrast")), "violence-completeness.csv");
  int told = 0;
  for (auto const line : text::split(csv, '\n')) {
    auto const row = text::trim(line);
    if (row.starts_with("Police,2026-Q3")) {
      EXPECT_TRUE(row.ends_with(",not agreed")) << row;
    }
    if (!row.starts_with("Emergency department,2026-Q3")) continue;
    ++told;
    EXPECT_TRUE(row.ends_with(",nine tenths or more")) << row;
  }
  EXPECT_EQ(told, 1) << csv;
}

TEST_P(Looks, AtAroundSayWhereThereIsNoKeyPlace) {
  agree_on_figures();
  auto const around = release_of(csp_request("violence-around"));
  EXPECT_NE(content_of(around, "summary.txt").find("! This hub has no key places"), std::string::npos) << content_of(around, "summary.txt");
  EXPECT_EQ(content_of(around, "summary.txt").find("School holidays"), std::string::npos) << "nothing is told of a school";
}

TEST_P(Looks, AtContrastNeedBothSources) {
  ASSERT_TRUE(hub().database().execute("UPDATE submission SET state = 'erased' WHERE feed IN (SELECT number FROM feed WHERE id = 'ed-istv')"));
  agree_on_figures();
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-contrast"), {}})), "release.no-two-sources");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

/// Squares of a file whose middles lie in that area.
int squares_in_area(std::string_view csv, int area) {
  int squares = 0;
  for (auto const line : text::split(csv, '\n')) {
    auto const cells = text::split(line, ',');
    auto const west = cells.size() < 3 ? std::nullopt : text::parse_decimal(cells[0]);
    if (west && *west + 125 > corner_easting + area * area_side && *west + 125 < corner_easting + (area + 1) * area_side) ++squares;
  }
  return squares;
}

TEST_P(Looks, AtHotspotsShowSquaresOnlyWhereEightReportsLieNear) {
  std::string seven{police_header};
  for (int i = 0; i < 7; ++i) seven += police_row(fmt::format("2026-07/seven{}", i), "2026-07", i, 3);
  take_in("police-incidents", seven);
  agree_on_figures();
  auto const made = release_of(csp_request("violence-hotspots"));
  for (auto const* file : {"violence-hotspots.csv", "violence-density.csv"}) {
    auto const csv = content_of(made, file);
    // of so few reports it cannot be told whether a square is hot, and what cannot be told is in no file
    if (std::string_view{file} == "violence-density.csv") {
      EXPECT_GT(squares_in_area(csv, 0), 0) << file;
      EXPECT_GT(squares_in_area(csv, 1), 0) << file << ": nine";
    }
    EXPECT_EQ(squares_in_area(csv, 3), 0) << file << ": seven";
    EXPECT_NE(csv.find("at least eight"), std::string::npos) << file;
    EXPECT_NE(csv.find("of two days at least"), std::string::npos) << file;
  }
  EXPECT_EQ(content_of(made, "summary.txt").find("quarters:"), std::string::npos) << "one quarter is no history";
}

TEST_P(Looks, AtHotspotsShowSquaresWithAnEighthReport) {
  std::string eight{police_header};
  for (int i = 0; i < 8; ++i) eight += police_row(fmt::format("2026-07/eight{}", i), "2026-07", i, 3);
  take_in("police-incidents", eight);
  agree_on_figures();
  EXPECT_GT(squares_in_area(content_of(release_of(csp_request("violence-hotspots")), "violence-density.csv"), 3), 0);
}

TEST_P(Looks, AtHotspotsShowNoSquareOfOneNight) {  // S74
  std::string brawl{police_header};
  for (int victim = 0; victim < 12; ++victim) brawl += police_row(fmt::format("2026-07/brawl{}", victim), "2026-07", 6, 3);
  take_in("police-incidents", brawl);
  agree_on_figures();
  auto const made = release_of(csp_request("violence-hotspots"));
  for (auto const* file : {"violence-hotspots.csv", "violence-density.csv"}) EXPECT_EQ(squares_in_area(content_of(made, file), 3), 0) << file;
}

TEST_P(Looks, AtHotspotsTellHowTheyWentOverFiveQuarters) {
  take_in_the_year_before();
  agree_on_figures();
  auto const made = release_of(csp_request("violence-hotspots"));
  auto const csv = content_of(made, "violence-over-time.csv");
  EXPECT_NE(csv.find("Period,2025-Q3 to 2026-Q3"), std::string::npos) << csv;
  EXPECT_NE(content_of(made, "summary.txt").find("Over 5 quarters: "), std::string::npos);
  // and with a year between them, a season is no change
  EXPECT_EQ(release_of(csp_request("violence-change")).period(), "2026-Q3 against 2025-Q3");
}

/// A supplier that plants seven reports of its own wherever it looks for single ones of another, before figures first leave.
class PlantedReports : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      bool const first = std::string_view{month} == "2026-07";
      take_in("police-incidents", police_month(month, {12, first ? 7 : 0}));
      take_in("ed-istv", first ? ed_month(month, {{0, 9}, {1, 1}}) : ed_month(month, {{0, 9}}));
    }
    agree_on_figures();
    auto for_the_police = ed_terms();
    for_the_police.id = "isa.northshire.ed-police";
    for_the_police.recipient = "northshire-police";
    for_the_police.recipient_kind = "police";
    bring_into_force(agreement_text(for_the_police));
  }
  [[nodiscard]] Release of_the_police(std::string table) { return release_of({std::move(table), "northshire-police", "bert", "analyst", "violence-hotspot-analysis"}); }
  /// Squares of the map that lie in that area, of any class.
  [[nodiscard]] static int squares_in(Release const& release, int area) {
    int squares = 0;
    for (auto const line : text::split(content_of(release, "violence-map.csv"), '\n')) {
      auto const west = text::parse_decimal(line.substr(0, line.find(',')));
      if (west && *west >= corner_easting + area * area_side && *west < corner_easting + (area + 1) * area_side) ++squares;
    }
    return squares;
  }
};
CONCORDAT_ON_BOTH_STORES(PlantedReports);

TEST_P(PlantedReports, TellTheirSupplierOfNoSingleReportOfAnother) {
  auto const seen = of_the_police("violence-map");
  EXPECT_GT(squares_in(seen, 0), 0) << "many reports of the department";
  EXPECT_EQ(squares_in(seen, 1), 0) << "one report of the department, beside seven that were planted";
  EXPECT_GT(squares_in(release_of(csp_request("violence-map")), 1), 0) << "eight reports, for whoever supplied none of them";
  EXPECT_NE(content_of(of_the_police("violence-by-area"), "violence-by-area.csv").find("A2,Square 2,*"), std::string::npos);
  EXPECT_EQ(content_of(release_of(csp_request()), "violence-by-area.csv").find("A2,Square 2,*"), std::string::npos);
}

}  // namespace
}  // namespace concordat::hub::proving
