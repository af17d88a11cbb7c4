// SPDX-License-Identifier: Apache-2.0
#include "places/counts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "places/convolve.h"
#include "places/rates.h"
#include "places/test_data.h"

namespace concordat::places {
namespace {

std::int64_t sum(CountMatrix const& matrix) {
  return std::accumulate(matrix.cells.begin(), matrix.cells.end(), std::int64_t{0});
}

test::Events five() {
  test::Events events;
  for (double const x : {1.0, 2.0, 3.0, std::nan(""), 5.0}) events.add(x, x);
  int const january = Month::of(2025, 1).index;
  events.month = {january, january + 2, january + 3, january, no_month};
  events.category = {0, 1, 0, 1, 9};
  return events;
}

TEST(Admitting, RefusesDiscoveredIncidents) {
  auto events = five();
  EXPECT_TRUE(ReportedEvents::admit(events.columns()));
  events.origin[2] = Origin::discovered;
  auto const refused = ReportedEvents::admit(events.columns());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::refused);
  EXPECT_EQ(refused.error().code.view(), "events.discovered");
}

TEST(Admitting, RefusesEventsOfUnknownOriginAndBrokenColumns) {
  auto const code = [](auto spoil) {
    auto events = five();
    spoil(events);
    auto const admitted = ReportedEvents::admit(events.columns());
    return admitted ? std::string{} : std::string{admitted.error().code.view()};
  };
  EXPECT_EQ(code([](auto& events) { events.origin.clear(); }), "events.no-origin");
  EXPECT_EQ(code([](auto& events) { events.y.pop_back(); }), "events.unequal-columns");
  EXPECT_EQ(code([](auto& events) { events.month.pop_back(); }), "events.unequal-columns");
  EXPECT_EQ(code([](auto& events) { events.window = {0, 0, -1, 0, 0}; }), "events.negative-window");
  EXPECT_EQ(code([](auto& events) { events.weight = {1, 1, std::nan(""), 1, 1}; }), "events.weight");
}

TEST(Counts, PutEveryEventInACellOrSayWhyNot) {
  auto const events = five();
  std::vector<std::int32_t> const index{0, 1, -1, -1, 0};
  auto const quarter = Quarter::of(2025, 1);
  auto const counts = count_by_area_and_quarter(events.reported(), {index, 2}, quarter, quarter.next());
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->cells, (std::vector<std::int64_t>{1, 0, 1, 0}));
  EXPECT_EQ(counts->outside_areas, 1);
  EXPECT_EQ(counts->unplaced, 1);
  EXPECT_EQ(counts->outside_period, 1);
  EXPECT_EQ(sum(*counts) + counts->outside_areas + counts->unplaced + counts->outside_period, 5);
}

TEST(Counts, ByAreaAndCategoryKeepToThePeriod) {
  auto const events = five();
  std::vector<std::int32_t> const index{0, 1, 0, -1, 0};
  auto const counts =
      count_by_area_and_category(events.reported(), {index, 2}, 2, {Month::of(2025, 1), Month::of(2025, 3)});
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->cells, (std::vector<std::int64_t>{1, 0, 0, 1}));
  EXPECT_EQ(counts->outside_period, 2);
  EXPECT_EQ(counts->unplaced, 1);
}

TEST(Counts, ByCategoryCountEventsWithoutAPlace) {
  auto const events = five();
  auto const months =
      count_by_category_and_month(events.reported(), 2, {Month::of(2025, 1), Month::of(2025, 4)});
  ASSERT_TRUE(months);
  EXPECT_EQ(months->cells, (std::vector<std::int64_t>{1, 0, 0, 1, 1, 0, 1, 0}));
  auto const quarters =
      count_by_category_and_quarter(events.reported(), 2, Quarter::of(2025, 1), Quarter::of(2025, 2));
  ASSERT_TRUE(quarters);
  EXPECT_EQ(quarters->cells, (std::vector<std::int64_t>{1, 1, 2, 0}));
  EXPECT_EQ(quarters->outside_period, 1);
  auto const total = count_by_month(events.reported(), {Month::of(2025, 1), Month::of(2025, 4)});
  ASSERT_TRUE(total);
  EXPECT_EQ(total->cells, (std::vector<std::int64_t>{2, 0, 1, 1}));
}

TEST(Counts, NameACategoryOutsideTheList) {
  auto const events = five();
  auto const counts =
      count_by_category_and_month(events.reported(), 1, {Month::of(2025, 1), Month::of(2025, 4)});
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->uncategorised, 2);
}

TEST(Counts, RefuseWhatTheyCannotCount) {
  auto const events = five();
  auto bare = events;
  bare.month.clear();
  std::vector<std::int32_t> const index(5, 0);
  auto const first = Quarter::of(2025, 1);
  EXPECT_EQ(count_by_area_and_quarter(events.reported(), {index, 1}, first.next(), first).error().code.view(),
            "counts.period");
  EXPECT_EQ(count_by_area_and_quarter(bare.reported(), {index, 1}, first, first).error().code.view(),
            "counts.no-column");
  EXPECT_EQ(count_by_area_and_quarter(events.reported(), {{}, 1}, first, first).error().code.view(),
            "counts.areas");
  EXPECT_EQ(
      count_by_area_and_quarter(events.reported(), {index, 50'000'001}, first, first).error().code.view(),
      "counts.too-large");
}

test::Events at_minutes(std::vector<std::int64_t> start, std::vector<std::int32_t> window) {
  test::Events events;
  for (std::size_t i = 0; i < start.size(); ++i) events.add(0, 0);
  events.start = std::move(start);
  events.window = std::move(window);
  return events;
}

/// Minutes since 1970-01-01 of a minute of the week that begins on Monday 2025-01-06.
std::int64_t of_week(std::int64_t minute) {
  return 20'094LL * 1440 + minute;
}

TEST(WeekClocks, PutAnEventIntoItsHourMondayFirst) {
  auto const clock =
      week_clock(at_minutes({of_week(0), of_week(6 * 1440 + 23 * 60 + 59), -1}, {}).reported());
  EXPECT_EQ(clock.weight[0][0], 1);
  EXPECT_EQ(clock.weight[6][23], 1);
  EXPECT_EQ(clock.weight[2][23], 1) << "31 December 1969 was a Wednesday";
}

TEST(WeekClocks, SpreadAWindowEvenlyAndWrapAtTheEndOfTheWeek) {
  auto const clock = week_clock(at_minutes({of_week(6 * 1440 + 23 * 60 + 30)}, {90}).reported());
  EXPECT_NEAR(clock.weight[6][23], 1.0 / 3, 1e-15);
  EXPECT_NEAR(clock.weight[0][0], 2.0 / 3, 1e-15);
}

TEST(WeekClocks, AddUpToTheEventsWithATimeWhateverTheWindows) {
  SeededChance chance{4};
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> window;
  for (int i = 0; i < 500; ++i) {
    start.push_back(i % 7 == 0 ? no_time
                               : of_week(static_cast<std::int64_t>(chance.below(900'000)) - 400'000));
    window.push_back(static_cast<std::int32_t>(chance.below(40'000)));
  }
  auto const clock = week_clock(at_minutes(start, window).reported());
  double total = 0;
  for (auto const& day : clock.weight) total = std::accumulate(day.begin(), day.end(), total);
  EXPECT_EQ(clock.events, 500U);
  EXPECT_EQ(clock.timed, 428U);
  EXPECT_NEAR(total, 428, 1e-9);
  EXPECT_NEAR(clock.share_timed(), 0.856, 1e-12);
}

TEST(WeekClocks, AreNotAvailableWhereTheDataGiveMonthsOnly) {
  EXPECT_FALSE(week_clock(five().reported()).available);
  EXPECT_FALSE(week_clock(at_minutes({no_time, no_time}, {}).reported()).available);
  EXPECT_EQ(week_clock(five().reported()).share_timed(), 0);
}

TEST(WeekClocks, AgreeWithTheReferenceWeights) {
  auto const in = test::read_rows("data/geo-reference/aoristic_in.csv");
  if (in.empty()) GTEST_SKIP() << "the reference data are not here";
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> window;
  for (auto const& row : in) {
    start.push_back(of_week(std::stoll(row[0])));
    window.push_back(std::stoi(row[1]));
  }
  auto const clock = week_clock(at_minutes(start, window).reported());
  for (auto const& row : test::read_rows("data/geo-reference/aoristic_out.csv")) {
    EXPECT_NEAR(clock.weight[std::stoul(row[0])][std::stoul(row[1])], std::stod(row[2]), 1e-9);
  }
}

TEST(Rates, AgreeWithTheReferenceLimits) {
  auto const rows = test::read_rows("data/geo-reference/rates.csv");
  if (rows.empty()) GTEST_SKIP() << "the reference data are not here";
  auto const near = [](double found, std::string const& right) {
    EXPECT_NEAR(found, std::stod(right), 1e-9 * std::stod(right)) << right;
  };
  for (auto const& row : rows) {
    auto const usual = rate_of(std::stoll(row[0]), std::stoll(row[1]));
    auto const wide = rate_of(std::stoll(row[0]), std::stoll(row[1]), 100'000, Confidence::percent_99_8);
    ASSERT_TRUE(usual && wide);
    near(usual->rate, row[2]);
    near(usual->low, row[3]);
    near(usual->high, row[4]);
    near(wide->low, row[5]);
    near(wide->high, row[6]);
  }
}

TEST(Rates, GrowWithTheCountAndHoldIt) {
  for (std::int64_t events = 0; events < 60; ++events) {
    auto const limits = poisson_limits(events, Confidence::percent_95);
    auto const next = poisson_limits(events + 1, Confidence::percent_95);
    EXPECT_LE(limits.low, static_cast<double>(events));
    EXPECT_GT(limits.high, static_cast<double>(events));
    EXPECT_LT(limits.high, next.high);
  }
}

TEST(Rates, RefuseNoPopulationAndNegativeCounts) {
  EXPECT_EQ(rate_of(3, 0).error().code.view(), "rate.no-population");
  EXPECT_EQ(rate_of(-1, 10).error().code.view(), "rate.negative-count");
}

TEST(KeyPlaces, CountEventsInHalfOpenRings) {
  test::Events events;
  for (double const x : {0.0, 49.99, 50.0, 99.9, 100.0, 399.0, 400.0, std::nan("")}) events.add(x, 0);
  std::vector<Point> const places{{0, 0}, {10'000, 0}};
  std::vector<double> const radii{50, 100, 400};
  auto const counts = count_around(events.reported(), places, radii);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->cells, (std::vector<std::int64_t>{2, 2, 2, 0, 0, 0}));
  EXPECT_EQ(counts->unplaced, 1);
}

TEST(KeyPlaces, AgreeWithTheDefinitionForRandomPlaces) {
  auto const events = test::scattered(3000, 5000, 21);
  auto const sites = test::scattered(40, 5000, 22);
  std::vector<Point> places;
  for (std::size_t i = 0; i < sites.x.size(); ++i) places.push_back({sites.x[i] - 2500, sites.y[i]});
  std::vector<double> const radii{50, 100, 200, 400};
  auto const counts = count_around(events.reported(), places, radii);
  ASSERT_TRUE(counts);
  for (std::size_t place = 0; place < places.size(); ++place) {
    for (std::size_t ring = 0; ring < radii.size(); ++ring) {
      std::int64_t right = 0;
      for (std::size_t i = 0; i < events.x.size(); ++i) {
        double const distance = std::hypot(events.x[i] - places[place].x, events.y[i] - places[place].y);
        if (distance < radii[ring] && (ring == 0 || distance >= radii[ring - 1])) ++right;
      }
      ASSERT_EQ(counts->at(place, ring), right);
    }
  }
}

TEST(KeyPlaces, RefuseRingsThatDoNotRiseAndPlacesNowhere) {
  auto const events = test::scattered(3, 10, 1);
  std::vector<Point> const nowhere{{std::nan(""), 0}};
  std::vector<double> const falling{100, 50};
  std::vector<double> const radii{50, 100};
  EXPECT_EQ(count_around(events.reported(), {}, falling).error().code.view(), "counts.radii");
  EXPECT_EQ(count_around(events.reported(), {}, {}).error().code.view(), "counts.radii");
  EXPECT_EQ(count_around(events.reported(), nowhere, radii).error().code.view(), "counts.key-place");
}

TEST(Convolving, GivesTheSameSumsByEveryWidth) {
  SeededChance chance{3};
  std::vector<double> in(200), taps(37);
  for (auto& value : in) value = chance.unit() - 0.5;
  for (auto& value : taps) value = chance.unit() - 0.5;
  std::vector<double> right(convolve_block, 1.0);
  std::vector<double> narrow(convolve_block, 1.0);
  ASSERT_TRUE(convolve_as(Width::two_lanes, narrow.data(), in.data(), {1, taps.data(), taps.size()}));
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t k = 0; k < taps.size(); ++k) right[i] += taps[k] * in[i + k];
  }
  for (auto const width : {Width::two_lanes, Width::four_lanes, Width::eight_lanes}) {
    std::vector<double> out(convolve_block, 1.0);
    if (!convolve_as(width, out.data(), in.data(), {1, taps.data(), taps.size()})) continue;
    for (std::size_t i = 0; i < right.size(); ++i) EXPECT_NEAR(out[i], right[i], 1e-14);
    EXPECT_EQ(out, narrow) << "to the bit";
  }
}

/// Requirement S72: such words are in no source file of this module, so no function can take them as an
/// input. But for the check that keeps texts back which tell who somebody is: it has to name what it looks for.
TEST(Inputs, NameNothingAboutAPerson) {
  for (auto const* const folder : {"/src/places", "/src/protection"}) {
    for (auto const& entry :
         std::filesystem::recursive_directory_iterator{std::string{CONCORDAT_SOURCE_DIR} + folder}) {
      auto const name = entry.path().filename().string();
      if (entry.path().parent_path().filename() == "texts" || name.ends_with("_test.cpp") || (!name.ends_with(".h") && !name.ends_with(".cpp"))) continue;
      auto const text = text::ascii_lower(test::read_text(entry.path().string()));
      for (auto const* const word :
           {"ethnic", "nationality", "religio", "skin_colour", "first_language", "surname", "forename",
            "date_of_birth", "person_id", "personid", "offender"}) {
        EXPECT_EQ(text.find(word), std::string::npos) << name << " names " << word;
      }
    }
  }
}

}  // namespace
}  // namespace concordat::places
