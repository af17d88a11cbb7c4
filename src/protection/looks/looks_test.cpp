// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/looks/change.h"
#include "protection/looks/completeness.h"
#include "protection/looks/contrast.h"
#include "protection/looks/hot_apart.h"
#include "protection/looks/hot_history.h"
#include "protection/looks/hot_map.h"
#include "protection/looks/peaks.h"

namespace concordat::protection {
namespace {

namespace test = places::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// nothing but the functions of the module makes a table of words
static_assert(!std::is_default_constructible_v<WordTable>);
static_assert(!std::is_constructible_v<WordTable, TableLabels, FixedText, std::vector<FixedText>>);

ProtectedTable counts_of(std::vector<double> cells) {
  std::vector<std::string> names;
  for (std::size_t row = 0; row < cells.size() / 2; ++row) names.push_back("Area " + std::to_string(row));
  return protect_counts(RawTable{{"Violence", "Area", "Quarter", names, {"2025-Q3", "2026-Q3"}}, std::move(cells)},
                        SmallNumberRule::nhs())
      .value();
}

TEST(Changes, AreToldWhereTheLimitsDoNotHoldOneAndNowhereElse) {
  auto const change = tell_change(counts_of({20, 60, 60, 20, 40, 45, 3, 90, 50, not_available, 0, 0}), 0, 1);
  ASSERT_TRUE(change);
  using places::Direction;
  std::vector<Direction> directions;
  std::vector<std::string> said;
  for (std::size_t row = 0; row < change->areas.size(); ++row) {
    directions.push_back(change->areas[row].direction);
    said.push_back(change->table.text(row, 8));
  }
  EXPECT_THAT(directions, ElementsAre(Direction::up, Direction::down, Direction::none, Direction::none, Direction::none, Direction::none));
  EXPECT_THAT(said, ElementsAre("more", "fewer", "may be chance", "too few to say", "not delivered", "none in both"));
  EXPECT_EQ(change->table.text(0, 2), "3.00");
  EXPECT_EQ(change->table.text(0, 5), "under 0.001");
  EXPECT_EQ(change->table.labels().rows.back(), "Total");
  EXPECT_EQ(change->table.text(6, 0), "120") << "what is hidden in one of them is in neither sum";
  EXPECT_EQ(change->table.text(6, 1), "125");
}

TEST(Changes, AskAtEachAreaWhetherToGoOnAndSayTheSame) {
  auto const counts = counts_of({20, 60, 60, 20, 40, 45, 3, 90});
  std::vector<std::uint64_t> asked;
  auto const all = tell_change(counts, 0, 1, [&](std::uint64_t done, std::uint64_t of) {
    asked.push_back(done);
    return of == 4;
  });
  ASSERT_TRUE(all);
  EXPECT_THAT(asked, ElementsAre(0U, 1U, 2U, 3U));
  auto const alone = tell_change(counts, 0, 1);
  for (std::size_t row = 0; row < alone->table.rows(); ++row) {
    for (std::size_t column = 0; column < alone->table.columns(); ++column) EXPECT_EQ(all->table.text(row, column), alone->table.text(row, column));
  }
  auto const stopped = tell_change(counts, 0, 1, [](std::uint64_t done, std::uint64_t) { return done < 2; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code.view(), "work.stopped");
}

TEST(Changes, OfAHiddenCountSayNothing) {
  for (int hidden = 1; hidden < 8; ++hidden) {
    auto const one = tell_change(counts_of({static_cast<double>(hidden), 90}), 0, 1);
    ASSERT_TRUE(one);
    for (std::size_t const column : {0U, 2U, 3U, 4U, 5U, 6U, 7U}) EXPECT_EQ(one->table.text(0, column), "*") << column;
  }
}

// The published counts decide: two true tables that are published alike are told alike.
TEST(Changes, AreWorkedOutFromPublishedCounts) {
  for (double before = 38; before <= 42; ++before) {
    auto const one = tell_change(counts_of({before, 70}), 0, 1);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->table.text(0, 2), "1.75") << before;
  }
}

// What one area by itself would be told of is chance where twenty are looked at; what is clear stays clear.
TEST(Changes, AllowForHowManyAreasAreLookedAt) {
  auto const alone = tell_change(counts_of({30, 50}), 0, 1);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->areas.front().direction, places::Direction::up);
  EXPECT_EQ(alone->table.text(0, 7), alone->table.text(0, 6)) << "of one area there is nothing to adjust";
  std::vector<double> cells{30, 50, 20, 90};
  for (int area = 0; area < 18; ++area) cells.insert(cells.end(), {40, 40});
  auto const many = tell_change(counts_of(cells), 0, 1);
  ASSERT_TRUE(many);
  EXPECT_GT(std::stod(many->table.text(0, 3)), 1) << "its limits do not hold 1";
  EXPECT_EQ(many->areas.front().direction, places::Direction::none);
  EXPECT_EQ(many->table.text(0, 8), "may be chance");
  EXPECT_EQ(many->areas[1].direction, places::Direction::up);
  EXPECT_EQ(many->table.text(20, 7), "n/a") << "the total is one question by itself";
}

TEST(Changes, RefusePeriodsThatAreNotThere) {
  auto const change = tell_change(counts_of({1, 2}), 0, 2);
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error().code.view(), "change.columns");
}

std::vector<Verdict> verdicts(std::vector<std::int64_t> const& emergency, std::vector<std::int64_t> const& police) {
  std::vector<std::string> const names(emergency.size(), "An area");
  auto const told = tell_contrast({emergency, police}, names, SmallNumberRule::nhs());
  return told ? told->areas : std::vector<Verdict>{};
}

TEST(Contrasts, FindThePlaceThatTheEmergencyDepartmentKnows) {
  using enum Verdict;
  EXPECT_THAT(verdicts({40, 20, 18, 0, 4}, {5, 100, 95, 60, 2}),
              ElementsAre(emergency_more, nothing, nothing, nothing, nothing));
}

TEST(Contrasts, SayNothingOfFewReportsAndNothingWithoutOneOfTheSources) {
  using enum Verdict;
  // 7 reports of the emergency department where the police have none: far from chance, and too few to say
  EXPECT_THAT(verdicts({7, 30}, {1, 300}), ElementsAre(nothing, nothing));
  EXPECT_THAT(verdicts({50, 30}, {0, 0}), ElementsAre(nothing, nothing));
  EXPECT_THAT(verdicts({0, 0}, {80, 300}), ElementsAre(nothing, nothing));
}

TEST(Contrasts, HoldTheFalseDiscoveryRateOverAllAreas) {
  // One area of many at p of about 0.03 is what chance alone does.
  std::vector<std::int64_t> emergency(40, 20);
  std::vector<std::int64_t> police(40, 80);
  emergency.front() = 30;
  EXPECT_EQ(verdicts(emergency, police).front(), Verdict::nothing);
  emergency.front() = 60;
  EXPECT_EQ(verdicts(emergency, police).front(), Verdict::emergency_more);
}

/// Who knows the police's own counts, as the police do, is left with five counts of the department or more by every verdict.
TEST(Contrasts, TellNobodyASmallCountOfTheOtherSource) {  // S74
  for (std::int64_t police = 0; police <= 80; ++police) {
    std::map<Verdict, std::set<std::int64_t>> by_verdict;
    for (std::int64_t emergency = 0; emergency <= 60; ++emergency) by_verdict[verdicts({emergency, 40, 60}, {police, 200, 300}).front()].insert(emergency);
    for (auto const& [verdict, counts] : by_verdict) {
      if (*counts.begin() >= 8) continue;  // no small count
      EXPECT_GE(counts.size(), 5U) << police << " of the police, verdict " << static_cast<int>(verdict);
    }
  }
}

/// A department that plants reports of its own moves no verdict over a small count of the police.
TEST(Contrasts, TellADepartmentNoSmallCountOfThePoliceWhateverItPlants) {  // S74
  std::vector<std::string> const names(3, "An area");
  for (std::int64_t emergency = 0; emergency <= 400; emergency += 4) {
    std::set<Verdict> seen;
    for (std::int64_t police = 0; police <= 7; ++police) {
      std::vector<std::int64_t> const department{emergency, 40, 60};
      std::vector<std::int64_t> const others{police, 200, 300};
      seen.insert(tell_contrast({department, others, {others}}, names, SmallNumberRule::nhs())->areas.front());
    }
    EXPECT_EQ(seen, std::set{Verdict::nothing}) << emergency;
  }
  EXPECT_EQ(verdicts({400, 40, 60}, {7, 200, 300}).front(), Verdict::emergency_more) << "whom it helps is told";
}

TEST(Contrasts, HoldNoFigure) {
  std::vector<std::int64_t> const emergency{40, 20};
  std::vector<std::int64_t> const police{5, 100};
  auto const told = tell_contrast({emergency, police}, {"North", "South"}, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  for (std::size_t row = 0; row < told->table.rows(); ++row) {
    auto const& words = told->table.text(row, 0);
    EXPECT_EQ(words.find_first_of("0123456789"), std::string::npos) << words;
  }
}

TEST(Contrasts, RefuseCountsThatDoNotFit) {
  std::vector<std::int64_t> const one{1};
  std::vector<std::int64_t> const below{-1};
  for (auto const& police : {std::vector<std::int64_t>{}, below}) {
    auto const told = tell_contrast({one, police}, {"North"}, SmallNumberRule::nhs());
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code.view(), "contrast.counts");
  }
}

places::WeekClock even_clock(double weight) {
  places::WeekClock clock;
  for (auto& day : clock.weight) day.fill(weight);
  clock.available = true;
  return clock;
}

ProtectedTable shown_clock(places::WeekClock const& clock) {
  auto table = protect_week_clock(clock, "When", SmallNumberRule::nhs());
  EXPECT_TRUE(table);
  return std::move(*table);
}

TEST(Peaks, AreToldInWordsFromTheSquaresThatAreShown) {
  auto clock = even_clock(10);
  for (int hour : {22, 23}) clock.weight[4][static_cast<std::size_t>(hour)] = clock.weight[5][static_cast<std::size_t>(hour)] = 40;
  for (int hour : {0, 1}) clock.weight[5][static_cast<std::size_t>(hour)] = clock.weight[6][static_cast<std::size_t>(hour)] = 40;
  auto const peak = peak_of(shown_clock(clock));
  ASSERT_TRUE(peak);
  EXPECT_EQ(peak->reports, 320);
  EXPECT_EQ(peak->all, 160 * 10 + 320);
  EXPECT_THAT(text_of(*peak), HasSubstr("Most on Friday and Saturday from 22:00 to 02:00: 320 of the 1920 reports"));
}

TEST(Peaks, OfTheEndOfTheWeekNameSundayFirst) {
  auto clock = even_clock(10);
  for (std::size_t hour = 10; hour < 14; ++hour) clock.weight[6][hour] = clock.weight[0][hour] = 50;
  EXPECT_THAT(text_of(*peak_of(shown_clock(clock))), HasSubstr("Most on Sunday and Monday from 10:00 to 14:00"));
}

TEST(Peaks, AreNotToldWhereNothingStandsOutOrASquareIsHidden) {
  EXPECT_FALSE(peak_of(shown_clock(even_clock(10)))) << "all alike";
  EXPECT_FALSE(peak_of(shown_clock({}))) << "no hours at all";
  places::WeekClock few;
  few.available = true;
  few.weight[4][22] = 20;
  EXPECT_FALSE(peak_of(shown_clock(few))) << "twenty reports";
  auto hidden = even_clock(0);
  for (std::size_t day : {4U, 5U}) {
    for (std::size_t hour = 18; hour < 22; ++hour) hidden.weight[day][hour] = 60;
  }
  ASSERT_EQ(peak_of(shown_clock(hidden))->days, (std::vector{4, 5}));
  hidden.weight[4][19] = 3;
  auto const other = peak_of(shown_clock(hidden));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->days, std::vector{5}) << "Friday has a hidden square, and no other day comes near Saturday";
  EXPECT_EQ(other->reports, 240);
  EXPECT_THAT(text_of(*other), HasSubstr("Most on Saturday from 18:00 to 22:00: 240 of the 420 reports"));
}

TEST(Completeness, SaysWhichSourceDeliveredInPart) {
  SourceQuarter partly{"Police", "2026-Q4", false};
  partly.partly = true;
  auto const told = tell_completeness({partly, {"Ambulance", "2026-Q4", false}}, SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text(0, 1), "partly delivered");
  EXPECT_EQ(told->text(1, 1), "n/a");
}

TEST(Completeness, IsToldInFiguresUnderTheRuleAndInBands) {
  auto const told = tell_completeness({{"Police", "2026-Q3", true, 203, 199, 203},
                                       {"Emergency department", "2026-Q3", true, 52, 20, 45},
                                       {"Ambulance", "2026-Q3", true, 6, 6, 6},
                                       {"Ambulance", "2026-Q2", false, 500, 500, 500}},
                                      SmallNumberRule::nhs());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text(0, 1), "205");
  EXPECT_EQ(told->text(0, 4), "not agreed") << "the means is not looked at where no agreement releases it";
  EXPECT_EQ(told->text(1, 2), "under a half");
  EXPECT_EQ(told->text(2, 1), "*");
  EXPECT_THAT(told->text(2, 2), HasSubstr("too few"));
  EXPECT_EQ(told->text(3, 1), "n/a");
  SourceQuarter with_means{"Emergency department", "2026-Q3", true, 52, 20, 45};
  with_means.means = 50;
  EXPECT_EQ(tell_completeness({with_means}, SmallNumberRule::nhs())->text(0, 4), "nine tenths or more");
}

/// The months of one quarter: reports, and of how many the place is known.
std::vector<SourceMonth> months_of(std::vector<std::pair<std::int64_t, std::int64_t>> const& counts) {
  std::vector<SourceMonth> months;
  for (auto const& [reports, placed] : counts) months.push_back({"Emergency department", "2026-Q3", std::to_string(months.size()), reports, placed, placed, {}});
  return months;
}

std::vector<std::string> places_of(std::vector<SourceMonth> const& months) {
  auto const told = tell_completeness_by_month(months, SmallNumberRule::nhs());
  EXPECT_TRUE(told);
  std::vector<std::string> words;
  for (std::size_t row = 0; told && row < told->rows(); ++row) words.push_back(told->text(row, 1));
  return words;
}

TEST(Completeness, OfMonthsIsToldInBandsOfRoundedCounts) {
  EXPECT_EQ(places_of(months_of({{52, 20}, {40, 27}, {100, 96}})), (std::vector<std::string>{"under a half", "a half to three quarters", "nine tenths or more"}));
  // 37 of 41 is nine tenths, and 35 of 40 as they are published is less
  EXPECT_EQ(places_of(months_of({{41, 37}, {41, 37}, {41, 37}})).front(), "three quarters to nine tenths");
  // 24 of 24 and 23 of 24 publish alike: one report without a place makes no difference that can be seen
  EXPECT_EQ(places_of(months_of({{24, 24}, {24, 24}, {24, 24}})), places_of(months_of({{24, 24}, {24, 23}, {24, 24}})));
}

TEST(Completeness, OfAMonthThatCannotBeToldTakesASecondWithIt) {
  std::string const hidden = "too few records to say";
  EXPECT_EQ(places_of(months_of({{52, 3}, {40, 27}, {100, 96}})), (std::vector{hidden, hidden, std::string{"nine tenths or more"}})) << "three with a place, and the fewest beside them";
  EXPECT_EQ(places_of(months_of({{6, 6}, {100, 96}, {40, 27}})), (std::vector{hidden, std::string{"nine tenths or more"}, hidden}));
  EXPECT_EQ(places_of(months_of({{6, 6}, {0, 0}, {40, 27}})), (std::vector{hidden, hidden, std::string{"a half to three quarters"}})) << "two are hidden already";
  auto both = months_of({{6, 6}, {100, 96}, {40, 27}});
  auto other = months_of({{50, 50}, {50, 50}, {50, 50}});
  for (auto& one : other) one.quarter = "2026-Q4";
  both.insert(both.end(), other.begin(), other.end());
  EXPECT_EQ(places_of(both)[3], "nine tenths or more") << "another quarter stands by itself";
  auto wrong = months_of({{5, 6}});
  EXPECT_FALSE(tell_completeness_by_month(wrong, SmallNumberRule::nhs()));
}

places::StudyArea area(places::AreaSet const& areas) {
  return {areas, places::Grid::over({0, 0, 9'999, 9'999}, 250).value()};
}

places::AreaSet square() {
  std::vector<places::Area> areas{
      {.code = "E1", .name = "Square", .population = 5000, .polygons = {{{{{0, 0}, {10'000, 0}, {10'000, 10'000}, {0, 10'000}}}}}}};
  return places::AreaSet::from_areas("lsoa", "2021", std::move(areas)).value();
}

TEST(HotMaps, ShowTheClusterThatStaysAndHideWhatIsThin) {
  auto const areas = square();
  auto events = test::scattered(400, 10'000, 5);
  SeededChance chance{6};
  for (int i = 0; i < 120; ++i) events.add(3000 + 300 * chance.unit(), 3000 + 300 * chance.unit());
  auto const hot = hot_map(events.reported(), area(areas), 500, {.title = "Hot", .months = 3});
  ASSERT_TRUE(hot);
  auto const& grid = hot->map.grid();
  EXPECT_EQ(hot->map.classes()[*grid.cell_of({3150, 3150})], 3);
  EXPECT_GT(hot->stable, 0U);
  EXPECT_LT(hot->hot, 40U);
  EXPECT_FALSE(hot->few);
  EXPECT_TRUE(hot->thin) << "520 reports on 1,600 squares: three are expected in nine";
  EXPECT_EQ(hot->map.class_labels().front(), "") << "the test may have missed it";
  EXPECT_EQ(std::ranges::count(hot->map.classes(), std::uint8_t{1}), 0) << "what cannot be told looks like what is not told";
  EXPECT_EQ(hot->map.blank_label().view(), "cannot be told, or too few events near by to show");
  auto const support = places::support_counts(events.reported(), grid, 500);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    if ((*support)[cell] >= least_support) continue;
    EXPECT_EQ(hot->map.classes()[cell], 0) << cell;
  }
}

TEST(HotMaps, OfChanceAloneFindLittleThatStays) {
  auto const areas = square();
  std::size_t stable = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    auto const events = test::scattered(3000, 10'000, seed);
    auto const hot = hot_map(events.reported(), area(areas), 500, {.title = "Hot", .months = 3});
    ASSERT_TRUE(hot);
    stable += hot->stable;
  }
  EXPECT_LE(stable, 3U);
}

places::AreaSet county() {
  std::vector<places::Area> areas{
      {.code = "E1", .name = "County", .population = 5000, .polygons = {{{{{0, 0}, {30'000, 0}, {30'000, 30'000}, {0, 30'000}}}}}}};
  return places::AreaSet::from_areas("lsoa", "2021", std::move(areas)).value();
}

TEST(HotMaps, OfAPartShowOnlyWhereTheRestIsLargeAsWell) {
  auto const areas = square();
  auto part = test::scattered(300, 10'000, 5);
  test::Events rest = test::scattered(40, 10'000, 9);
  SeededChance chance{6};
  for (int i = 0; i < 90; ++i) part.add(3000 + 900 * chance.unit(), 3000 + 900 * chance.unit());
  for (int i = 0; i < 90; ++i) part.add(7000 + 900 * chance.unit(), 7000 + 900 * chance.unit());
  for (int i = 0; i < 30; ++i) rest.add(3000 + 900 * chance.unit(), 3000 + 900 * chance.unit());
  auto const others = rest.reported();
  MapOptions const options{.title = "Hot", .months = 3, .smallest_support = least_support, .fixed_breaks = {}, .of_others = nullptr, .rest = {&others}};
  auto const hot = hot_map(part.reported(), area(areas), 500, options);
  ASSERT_TRUE(hot);
  auto const& grid = hot->map.grid();
  EXPECT_GE(hot->map.classes()[*grid.cell_of({3450, 3450})], 2);
  EXPECT_EQ(hot->map.classes()[*grid.cell_of({7450, 7450})], 0) << "nearly all there is in the part: what is left is a small number";
  auto const left = places::support_counts(others, grid, 500);
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    if ((*left)[cell] >= least_support) continue;
    EXPECT_EQ(hot->map.classes()[cell], 0) << cell;
  }
}

TEST(HotApart, TellsWhereOneSourceIsHotAndNotThatTheOtherIs) {  // M34
  auto const areas = square();
  auto emergency = test::scattered(300, 10'000, 5);
  test::Events police;
  for (int i = 0; i < 1600; ++i) police.add(125 + i % 40 * 250, 125 + i / 40 * 250);  // everywhere the same
  SeededChance chance{6};
  for (int i = 0; i < 90; ++i) {
    emergency.add(3000 + 900 * chance.unit(), 3000 + 900 * chance.unit());
    emergency.add(7000 + 900 * chance.unit(), 7000 + 900 * chance.unit());
    police.add(7000 + 900 * chance.unit(), 7000 + 900 * chance.unit());
  }
  auto const known = police.reported();
  MapOptions const options{.title = "Apart", .months = 3, .smallest_support = least_support, .fixed_breaks = {}, .of_others = nullptr, .rest = {&known}};
  auto const of_department = emergency.reported();
  MapOptions const of_police{.title = {}, .months = 3, .smallest_support = least_support, .fixed_breaks = {}, .of_others = nullptr, .rest = {&of_department}};
  auto const told = tell_hot_apart({of_department, known}, area(areas), 500, {options, of_police});
  ASSERT_TRUE(told);
  auto const& grid = told->map.grid();
  EXPECT_EQ(told->map.classes()[*grid.cell_of({3450, 3450})], 3);
  EXPECT_EQ(told->map.classes()[*grid.cell_of({7450, 7450})], 0) << "the police's are hot there, and that is not told: it is as white as what cannot be told";
  EXPECT_EQ(told->map.class_labels().size(), 3U);
  EXPECT_GT(told->apart, 0U);
}

/// Both sources spread evenly, and each gathers somewhere by itself.
struct TwoGathered {
  test::Events emergency = even(12);
  test::Events police = even(40);
  TwoGathered() {
    gather(emergency, 3000, 90);
    gather(police, 7000, 400);
  }
  static test::Events even(int side) {
    test::Events events;
    for (int i = 0; i < side * side; ++i) events.add((0.5 + i % side) * 10'000 / side, (0.5 + i / side) * 10'000 / side);
    return events;
  }
  static void gather(test::Events& events, double corner, int count) {
    SeededChance chance{6};
    for (int i = 0; i < count; ++i) events.add(corner + 900 * chance.unit(), corner + 900 * chance.unit());
  }
};

TEST(HotApart, TellsTheOtherWayOnlyWhereEnoughOfEitherLieNear) {  // M34
  auto const areas = square();
  TwoGathered made;
  // Enough of theirs everywhere, but for the western half of where the police's gather.
  test::Events emergency;
  for (int i = 0; i < 1600; ++i) {
    double const x = (0.5 + i % 40) * 250;
    double const y = (0.5 + i / 40) * 250;
    bool const hole = x > 6500 && x < 7500 && y > 6500 && y < 8500;
    if (!hole) emergency.add(x, y);
  }
  TwoGathered::gather(emergency, 3000, 90);
  auto const department = emergency.reported();
  auto const known = made.police.reported();
  MapOptions const of_department{.title = "Apart", .months = 3, .rest = {&known}};
  MapOptions const of_police{.months = 3, .rest = {&department}};
  auto const told = tell_hot_apart({department, known}, area(areas), 500, {of_department, of_police});
  ASSERT_TRUE(told);
  auto const& grid = told->map.grid();
  EXPECT_GT(told->apart, 0U);
  auto const near_department = places::support_counts(department, grid, 500);
  auto const near_police = places::support_counts(known, grid, 500);
  std::size_t other_way = 0;
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    if (told->map.classes()[cell] != 2) continue;
    ++other_way;
    EXPECT_GE((*near_department)[cell], least_support);
    EXPECT_GE((*near_police)[cell], least_support);
  }
  EXPECT_GT(other_way, 0U) << "else nothing was held to it";
  EXPECT_NE(told->map.classes()[*grid.cell_of({7250, 7250})], 2) << "hot in the police's alone, and too few of theirs lie near";
  EXPECT_EQ(other_way, told->other_way);
  // whoever reads and reported the police's own is held to what others of the police reported: nothing of the other way
  test::Events const nobody;
  auto const none = nobody.reported();
  MapOptions const own_police{.months = 3, .of_others = &none, .rest = {&department}};
  auto const less = tell_hot_apart({department, known}, area(areas), 500, {of_department, own_police});
  ASSERT_TRUE(less);
  EXPECT_EQ(less->other_way, 0U);
  EXPECT_EQ(less->apart, told->apart);
}

TEST(DensityApart, TellsWhoKnowsTwiceAsMuchUnderTheMaskOfBoth) {  // M34
  auto const areas = square();
  TwoGathered made;
  for (int i = 0; i < 12; ++i) {
    made.emergency.add(7400 + 10 * i, 7400);
    made.police.add(3400 + 10 * i, 3400);
  }
  auto const department = made.emergency.reported();
  auto const known = made.police.reported();
  MapOptions const of_department{.title = "Ratio", .months = 3, .rest = {&known}};
  MapOptions const of_police{.months = 3, .rest = {&department}};
  auto const told = tell_density_apart({department, known}, area(areas), 500, {of_department, of_police});
  ASSERT_TRUE(told);
  auto const& grid = told->map.grid();
  EXPECT_EQ(told->map.classes()[*grid.cell_of({3450, 3450})], 3);
  EXPECT_EQ(told->map.classes()[*grid.cell_of({7450, 7450})], 1);
  EXPECT_GT(told->emergency, 0U);
  EXPECT_GT(told->police, 0U);
  auto const near_department = places::support_counts(department, grid, 500);
  auto const near_police = places::support_counts(known, grid, 500);
  std::size_t hidden = 0;
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    bool const enough = (*near_department)[cell] >= least_support && (*near_police)[cell] >= least_support;
    if (enough) continue;
    EXPECT_EQ(told->map.classes()[cell], 0) << cell;
    ++hidden;
  }
  EXPECT_GT(hidden, 0U);
  test::Events const nobody;
  auto const without = tell_density_apart({department, nobody.reported()}, area(areas), 500, {of_department, of_police});
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->map.is_empty());
}

// Permutations alone would call nothing hot among 14,400 squares, however plain the cluster.
TEST(HotMaps, OfACountyWidenTheirNeighbourhoodUntilItCanTell) {
  auto const areas = county();
  places::StudyArea const wide{areas, places::Grid::over({0, 0, 29'999, 29'999}, 250).value()};
  auto events = test::scattered(1500, 30'000, 5);
  SeededChance chance{6};
  for (int i = 0; i < 300; ++i) events.add(12'000 + 500 * chance.unit(), 9'000 + 500 * chance.unit());
  auto const hot = hot_map(events.reported(), wide, 500, {.title = "Hot", .months = 3});
  ASSERT_TRUE(hot);
  EXPECT_FALSE(hot->thin);
  EXPECT_EQ(hot->map.class_labels().front(), "1 (not hot)");
  EXPECT_GT(std::ranges::count(hot->map.classes(), std::uint8_t{1}), 0);
  EXPECT_EQ(hot->map.blank_label().view(), "too few events near by to show, or none");
  EXPECT_EQ(hot->reach, 3U) << "0.125 reports a square: 49 squares expect more than five, 25 do not";
  EXPECT_EQ(hot->map.classes()[*hot->map.grid().cell_of({12'200, 9'200})], 3);
  auto const thin = test::scattered(100, 30'000, 5);
  auto const none = hot_map(thin.reported(), wide, 500, {.title = "Hot", .months = 3});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->reach, 0U);
  EXPECT_EQ(none->map.class_labels().front(), "");
  EXPECT_TRUE(none->map.is_empty()) << "no square is told to be anything";
  EXPECT_EQ(none->hot, 0U);
}

TEST(HotMaps, OfNothingAreEmptyAndSaySo) {
  auto const areas = square();
  test::Events const none;
  auto const hot = hot_map(none.reported(), area(areas), 500, {.title = "Hot", .months = 3});
  ASSERT_TRUE(hot);
  EXPECT_TRUE(hot->map.is_empty());
  EXPECT_TRUE(hot->few);
}

TEST(HotMaps, RefuseAFinerMapThanMayBeShown) {
  auto const areas = square();
  auto const events = test::scattered(400, 10'000, 5);
  EXPECT_FALSE(hot_map(events.reported(), area(areas), 100, {.title = "Hot", .months = 3}));
  EXPECT_FALSE(hot_map(events.reported(), area(areas), 500, {.title = "Hot", .months = 1}));
  EXPECT_FALSE(hot_map(events.reported(), area(areas), 500, {.title = "Hot", .months = 3, .smallest_support = 3}));
}

/// Quarters of scattered reports with a cluster in those named, and all of their reports together.
struct Quarters {
  std::vector<HotMap> maps;
  test::Events all;
};
Quarters quarters_with(places::AreaSet const& areas, std::vector<bool> const& clustered) {
  Quarters quarters;
  SeededChance chance{6};
  for (std::size_t i = 0; i < clustered.size(); ++i) {
    auto events = test::scattered(200, 10'000, i + 1);
    for (int event = 0; clustered[i] && event < 60; ++event) events.add(3000 + 300 * chance.unit(), 3000 + 300 * chance.unit());
    quarters.maps.push_back(hot_map(events.reported(), area(areas), 500, {.title = "Hot", .months = 3}).value());
    for (std::size_t event = 0; event < events.x.size(); ++event) quarters.all.add(events.x[event], events.y[event]);
  }
  return quarters;
}
int class_at_cluster(std::vector<bool> const& clustered) {
  auto const areas = square();
  auto const quarters = quarters_with(areas, clustered);
  auto const history = hot_history(quarters.maps, quarters.all.reported(), 500, {.title = "Over time", .months = 3});
  if (!history) return -1;
  return history->map.classes()[*history->map.grid().cell_of({3150, 3150})];
}

TEST(HotHistories, TellWhatLastsFromWhatIsNewAndWhatIsGone) {
  EXPECT_EQ(class_at_cluster({true, true, true, true, true}), 5);
  EXPECT_EQ(class_at_cluster({false, false, false, false, true}), 4);
  EXPECT_EQ(class_at_cluster({true, false, true, false, true}), 3);
  EXPECT_EQ(class_at_cluster({true, true, false, false, false}), 2);
  EXPECT_LE(class_at_cluster({false, false, false, false, false}), 1);
}

TEST(HotHistories, SayNothingOfSquaresThatNoQuartersMapCovers) {
  auto const areas = square();
  auto const quarters = quarters_with(areas, {true, true, true, true, true});
  auto const history = hot_history(quarters.maps, quarters.all.reported(), 500, {.title = "Over time", .months = 3});
  ASSERT_TRUE(history);
  auto const together = places::support_counts(quarters.all.reported(), history->map.grid(), 500);
  std::size_t enough_only_together = 0;
  for (std::size_t cell = 0; cell < together->size(); ++cell) {
    if (std::ranges::any_of(quarters.maps, [cell](HotMap const& one) { return one.map.classes()[cell] != 0; })) continue;
    enough_only_together += (*together)[cell] >= least_support ? 1 : 0;
    EXPECT_EQ(history->map.classes()[cell], 0) << cell;
  }
  EXPECT_TRUE(quarters.maps.front().thin && history->map.class_labels().front().empty());
  EXPECT_EQ(std::ranges::count(history->map.classes(), std::uint8_t{1}), 0) << "what thin quarters cannot tell is white";
  EXPECT_EQ(history->map.blank_label().view(), "cannot be told, or too few events near by to show");
  EXPECT_GT(enough_only_together, 10U) << "five quarters have eight reports near, and none of them by itself";
}

TEST(HotHistories, NeedFiveQuarters) {
  auto const areas = square();
  auto const quarters = quarters_with(areas, {true, true, true, true});
  auto const history = hot_history(quarters.maps, quarters.all.reported(), 500, {.title = "Over time", .months = 3});
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().code.view(), "history.quarters");
}

}  // namespace
}  // namespace concordat::protection
