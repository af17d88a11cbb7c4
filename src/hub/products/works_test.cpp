// SPDX-License-Identifier: Apache-2.0
#include "hub/products/works.h"

#include "hub/products/json_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "protection/rule.h"

namespace concordat::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ReleaseFile csv(std::string name, std::string table, std::string period = "2026-Q3") {
  return {std::move(name), "text/csv", "Title,T\r\nPeriod," + period + "\r\nSource,Police: most\r\nLimits,Few.\r\n\r\n" + std::move(table)};
}

Edition edition_of(std::vector<ReleaseFile> files) {
  Edition edition;
  edition.figures.push_back({"violence-patterns", "Patterns", "r"});
  edition.figures.back().files = std::move(files);
  return edition;
}

Edition with_counts() {
  return edition_of({csv("violence-completeness.csv",
                         "Source,Quarter,Reports\r\nPolice,2025-Q3,100\r\nPolice,2025-Q4,110\r\nPolice,2026-Q1,n/a\r\nPolice,2026-Q2,90\r\nPolice,2026-Q3,105\r\nPolice,2026-Q4,95\r\n"
                         "Emergency department,2026-Q3,40\r\nEmergency department,2026-Q4,*\r\nAmbulance,2026-Q4,20\r\n")});
}

catalogue::UnitCost cost(std::string source, std::int64_t low, std::int64_t high) { return {"item", std::move(source), "health", low, high, "2020", "x", "y", true}; }

TEST(Reckoning, MultipliesTheLastYearOfEachSourceAndAddsNothingUp) {  // M35
  auto const all = reckon(series_in(with_counts()), {cost("police_incidents", 10, 20), cost("police_street", 1, 2), cost("ed_istv", 3, 4), cost("ed_istv", 100, 100)});
  ASSERT_EQ(all.lines.size(), 3U);
  EXPECT_EQ(all.lines[0].source, "Police");
  EXPECT_EQ(all.lines[0].quarters, 4) << "the quarter that is not there is left out, the fifth back is not taken";
  EXPECT_EQ(all.lines[0].reports, 110 + 90 + 105 + 95);
  EXPECT_EQ(all.lines[0].low, 4000);
  EXPECT_EQ(all.lines[0].high, 8000);
  EXPECT_EQ(all.lines[1].reports, 40);
  EXPECT_EQ(all.lines[1].quarters, 1);
  EXPECT_EQ(all.lines[2].low, 4000) << "two sectors may bear the cost of one report";
  EXPECT_THAT(all.without, ElementsAre("Ambulance"));
}

TEST(Reckoning, SaysWhosePricesStandBesideEachOtherAndWhoChangedWhat) {  // M35
  auto police = cost("police_incidents", 10, 20);
  police.sector = "all of society";
  police.price_base = "2015/16";
  auto ed = cost("ed_istv", 3, 4);
  ed.changed_by = "finance.csp";
  ed.changed_on = "2026-11-28";
  ed.why = "Our trust's own figure";
  auto const all = reckon(series_in(with_counts()), {police, ed});
  EXPECT_THAT(in_short(all), ElementsAre("Prices of 2015/16 and 2020 stand beside each other. No index of prices is held, so they are not brought to one year.",
                                         "No unit cost is held for what police and justice alone bear, because no source that is known splits the violence counted here by sector: where a line is of all of society, it holds that undivided."));
  EXPECT_EQ(all.lines[1].cost.why, "Our trust's own figure");
  auto const kept = unit_costs_from(to_json(std::vector{police, ed}));
  EXPECT_EQ(kept.at(1).changed_by, "finance.csp");
  EXPECT_EQ(kept.at(1).changed_on, "2026-11-28");
  EXPECT_TRUE(kept.at(0).changed_by.empty());
  EXPECT_TRUE(in_short(Reckoning{}).empty());
}

TEST(Reckoning, OfNothingIsNothing) {
  EXPECT_TRUE(reckon({}, {cost("ed_istv", 1, 2)}).lines.empty());
  auto const all = reckon(series_in(with_counts()), {});
  EXPECT_TRUE(all.lines.empty());
  EXPECT_EQ(all.without.size(), 3U);
}

TEST(Reckoning, SaysPoundsInThreeFigures) {
  EXPECT_EQ(pounds_words(0), "0");
  EXPECT_EQ(pounds_words(950), "950");
  EXPECT_EQ(pounds_words(1004), "1,000");
  EXPECT_EQ(pounds_words(174'420), "174,000");
  EXPECT_EQ(pounds_words(999'900), "1.00 million");
  EXPECT_EQ(pounds_words(17'671'400), "17.7 million");
  EXPECT_EQ(pounds_words(418'690'000), "419 million");
}

TEST(HowOften, IsSaidInWords) {
  EXPECT_EQ(every_words({12, 0}), "once a year");
  EXPECT_EQ(every_words({1, 0}), "every month");
  EXPECT_EQ(every_words({0, 7}), "every week");
  EXPECT_EQ(every_words({5, 0}), "every 5 months");
  EXPECT_EQ(every_words({0, 10}), "every 10 days");
  EXPECT_EQ(every_words({1, 10}), "every 1 month and 10 days");
}

TEST(Series, AreReadFromThePublishedTableWithItsGaps) {
  auto const series = series_in(with_counts());
  ASSERT_EQ(series.size(), 3U);
  ASSERT_EQ(series[0].counts.size(), 6U);
  EXPECT_EQ(series[0].counts[0]->low, 100);
  EXPECT_FALSE(series[0].counts[2]) << "not complete";
  EXPECT_EQ(series[1].counts[1]->low, 0) << "hidden, and the smallest that is shown was at least 18: fewer";
  EXPECT_EQ(series[1].counts[1]->high, 21);
  EXPECT_TRUE(series_in(edition_of({})).empty());
  EXPECT_TRUE(series_in(edition_of({csv("violence-completeness.csv", "Source,Quarter,Reports\r\nPolice,soon,1\r\nPolice\r\n")})).empty());
}

TEST(Projecting, SaysWhyThereIsNone) {
  auto const all = projections(series_in(with_counts()));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].projection.quarters.size(), 4U);
  EXPECT_EQ(format_quarter(all[0].projection.quarters.front().quarter), "2027-Q1");
  EXPECT_TRUE(all[1].projection.quarters.empty());
  EXPECT_FALSE(all[1].why_none.empty());
}

ReleaseFile counts_under(std::string const& method, std::string const& rows) {
  return {"violence-completeness.csv", "text/csv", "Title,T\r\nMethod," + method + "\r\n\r\nSource,Quarter,Reports\r\n" + rows};
}

TEST(Series, TakeAHiddenCountForWhatTheRuleSaysItMayBe) {  // M35
  auto const hidden = [](std::string const& method, std::string const& rows = "Police,2026-Q1,*\r\nPolice,2026-Q2,40\r\n") {
    auto const counts = series_in(edition_of({counts_under(method, rows)})).at(0).counts;
    return counts.empty() || !counts[0] ? std::string{"nothing"} : fmt::format("{} to {}", counts[0]->low, counts[0]->high);
  };
  EXPECT_EQ(hidden(std::string{protection::SmallNumberRule::nhs().method().view()}), "1 to 7");
  EXPECT_EQ(hidden(std::string{protection::SmallNumberRule::ten_five().method().view()}), "0 to 9");
  EXPECT_EQ(hidden(std::string{protection::SmallNumberRule::nhs().stricter(30)->method().view()}), "0 to 41") << "40 may be 42, and what is hidden is less";
  EXPECT_EQ(hidden("A method of later days.", "Police,2026-Q1,*\r\n"), "nothing");
}

TEST(Projecting, SaysOfHowManyHiddenCountsItIs) {
  auto const edition = edition_of({counts_under(std::string{protection::SmallNumberRule::nhs().method().view()},
                                                "Police,2025-Q3,10\r\nPolice,2025-Q4,*\r\nPolice,2026-Q1,10\r\nPolice,2026-Q2,15\r\nPolice,2026-Q3,10\r\n")});
  auto const all = projections(series_in(edition));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].projection.hidden, 1U);
  EXPECT_DOUBLE_EQ(all[0].projection.quarters[0].expected_low, 46.0 / 5);
  EXPECT_DOUBLE_EQ(all[0].projection.quarters[0].expected_high, 52.0 / 5);
  EXPECT_EQ(reckon(series_in(edition), {cost("police_incidents", 1, 1)}).lines[0].reports, 45) << "a cost is of what is shown";
}

EditionFigure by_area(std::string const& rows) {
  EditionFigure figure{"violence-by-area", "Violence by area and quarter", "r"};
  figure.files = {{"violence-by-area.csv", "text/csv", "Title,T\r\nReleased at,2026-11-28T17:06:38.623Z\r\nData version,2025-Q3@2026-11-28\r\n\r\nCode,Area,2025-Q3,2026-Q2,2026-Q3,Total\r\n" + rows}};
  return figure;
}

TEST(FiguresInShort, TellTheLastQuarterAndTheSameAYearBefore) {
  auto const figure = by_area("A1,North,1200,10,*,1210\r\nA2,South,*,n/a,1050,1050\r\n,Total,1200,10,1050,2260\r\n");
  EXPECT_THAT(in_short(figure), ElementsAre("2026-Q3: 1,050 reports in the areas that show a figure; 1 of 2 areas show none.",
                                            "A year before, 2025-Q3: 1,200 reports in the areas that show a figure; 1 of 2 areas show none."));
  EXPECT_EQ(version_of(figure).released_at, "2026-11-28T17:06:38.623Z");
  EXPECT_EQ(version_of(figure).data_version, "2025-Q3@2026-11-28");
  EXPECT_THAT(in_short(by_area("A1,North,*,n/a,*,*\r\n,Total,*,n/a,*,*\r\n")), ElementsAre("No quarter of it has a figure that may be shown."));
  EXPECT_TRUE(in_short(by_area("")).empty());
  EXPECT_TRUE(in_short(EditionFigure{"violence-rates", "Rates"}).empty());
  EXPECT_TRUE(version_of(EditionFigure{"violence-rates", "Rates"}).data_version.empty());
}

TEST(Limits, AreTheTablesOwnEachOnce) {
  auto edition = with_counts();
  edition.figures.push_back(edition.figures.front());
  edition.figures.push_back({"violence-change", "What has changed", "", 0, "", "refused", "It was not permitted."});
  edition.figures.back().files.clear();
  auto const facts = sources_and_limits(edition);
  EXPECT_THAT(facts.sources, ElementsAre("Police: most"));
  EXPECT_THAT(facts.limits, ElementsAre("Few."));
  EXPECT_THAT(facts.missing, testing::Contains(HasSubstr("What has changed: It was not permitted.")));
  EXPECT_THAT(facts.missing, testing::Contains("Police: not complete or not shown in 2026-Q1 (1 of 6 quarters)."));
}

TEST(Limits, SayWhichFeedsAreNotHereAndHowMuchIsTooSmallToShow) {  // M34
  auto edition = edition_of({csv("violence-completeness.csv", "Source,Quarter,Reports\r\nPolice,2026-Q3,100\r\n")});
  auto const facts = sources_and_limits(edition);
  EXPECT_THAT(facts.missing, testing::Contains("Ambulance: nobody here sends its reports, so none of them is in these figures."));
  EXPECT_THAT(facts.missing, testing::Contains("Emergency department: nobody here sends its reports, so none of them is in these figures."));
  EXPECT_THAT(facts.missing, testing::Not(testing::Contains(HasSubstr("Police: nobody"))));
  edition.figures.push_back(by_area("A1,North,1200,10,*,1210\r\nA2,South,*,n/a,1050,*\r\n,Total,1200,10,*,*\r\n"));
  EXPECT_THAT(sources_and_limits(edition).missing, testing::Contains("T: 2 of 5 figures are too small to show.")) << "neither totals nor what was not delivered";
  EXPECT_TRUE(sources_and_limits(Edition{}).missing.empty()) << "where nothing is known of sources, none is missing";
}

TEST(Differences, MeetRowsByNameAndColumnsByHeading) {
  std::vector const before{csv("a.csv", "Code,Area,2026-Q1,2026-Q2,Total\r\nA1,North,5,10,15\r\nA2,South,*,0,*\r\n", "2026-Q1 to 2026-Q2"), csv("gone.csv", "Day,N\r\nMonday,1\r\n")};
  std::vector const now{csv("a.csv", "Code,Area,2026-Q2,2026-Q3,Total\r\nA1,North,20,5,25\r\nA2,South,0,*,*\r\nA3,West,5,5,10\r\n", "2026-Q2 to 2026-Q3"), csv("new.csv", "Day,N\r\nMonday,2\r\n")};
  auto const all = differences(before, now);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].period_before, "2026-Q1 to 2026-Q2");
  EXPECT_THAT(all[0].new_columns, ElementsAre("2026-Q3"));
  ASSERT_EQ(all[0].cells.size(), 2U);
  EXPECT_EQ(all[0].cells[0].row, "A1 North");
  EXPECT_EQ(all[0].cells[0].column, "2026-Q2");
  EXPECT_EQ(all[0].cells[0].before, "10");
  EXPECT_EQ(all[0].cells[0].now, "20");
  EXPECT_EQ(all[0].cells[1].column, "Total");
  EXPECT_TRUE(differences(before, before).empty());
}

TEST(Differences, OfMapsAreSquaresOfTheHighestClass) {
  auto const map = [](std::string const& rows) { return std::vector{csv("m.csv", "West (m),South (m),Side (m),Class,Meaning\r\n" + rows)}; };
  auto const all = differences(map("0,0,250,1,1 (not hot)\r\n250,0,250,2,2 (hot)\r\n"), map("0,0,250,2,2 (hot)\r\n250,0,250,1,1 (not hot)\r\n500,0,250,2,2 (hot)\r\n"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].squares_came, 2U);
  EXPECT_EQ(all[0].squares_went, 1U);
  EXPECT_TRUE(all[0].cells.empty());
  auto const gone = differences(map("0,0,250,3,3 (stays)\r\n250,0,250,2,2 (hot)\r\n"), map("0,0,250,2,2 (hot)\r\n250,0,250,2,2 (hot)\r\n"));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].squares_came, 0U) << "what is highest now was not the highest then";
  EXPECT_EQ(gone[0].squares_went, 1U);
  EXPECT_TRUE(differences(map("0,0,250,1,1 (not hot)\r\n"), map("250,0,250,1,1 (not hot)\r\n")).empty()) << "what is not hot neither came nor went";
}

TEST(Differences, MeetTwoRowsOfOneNameInTheirOrder) {
  std::vector const both{csv("violence-completeness.csv", "Source,Quarter,Reports\r\nPolice,2026-Q3,100\r\nPolice,2026-Q3,40\r\n")};
  EXPECT_TRUE(differences(both, both).empty());
  auto const series = series_in(edition_of(both));
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].counts[0]->low, 100) << "the first of two feeds of one source stands for both";
}

}  // namespace
}  // namespace concordat::hub
