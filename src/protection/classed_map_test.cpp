// SPDX-License-Identifier: Apache-2.0
#include "protection/classed_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

#include "base/date.h"
#include "places/test_data.h"

namespace concordat::protection {
namespace {

using places::DensitySurface;
using places::Grid;
namespace test = places::test;

// a full-precision surface could be undone into a list of places, so classes are all there is
static_assert(!std::is_default_constructible_v<ClassedMap>);
static_assert(!std::is_constructible_v<ClassedMap, DensitySurface>);
static_assert(
    std::is_same_v<decltype(std::declval<ClassedMap const&>().classes()), std::vector<std::uint8_t> const&>);

Grid grid() {
  return Grid::over({0, 0, 9'999, 9'999}, 100).value();
}

DensitySurface surface_of(test::Events const& events, double bandwidth = 300) {
  return places::gaussian_density(events.reported(), grid(), {.bandwidth = bandwidth}).value();
}

MapOptions usual() {
  return {.title = "Violence", .months = 3};
}

void add_cluster(test::Events& events, double x, double y, std::size_t count, SeededChance& chance) {
  for (std::size_t i = 0; i < count; ++i) events.add(x + 200 * chance.unit(), y + 200 * chance.unit());
}

TEST(ClassedMaps, HoldClassesOnlyAndAllFiveOfThem) {
  auto const events = test::scattered(4000, 10'000, 2);
  auto const map = classify(surface_of(events), events.reported(), usual());
  ASSERT_TRUE(map);
  std::set<int> seen(map->classes().begin(), map->classes().end());
  EXPECT_TRUE(std::ranges::includes(std::set<int>{0, 1, 2, 3, 4, 5}, seen));
  EXPECT_TRUE(seen.contains(5));
  EXPECT_EQ(map->class_labels().size(), 5U);
  EXPECT_EQ(map->classes().size(), map->grid().cells());
  EXPECT_FALSE(map->method().empty());
  EXPECT_FALSE(map->is_empty());
  auto const shown = std::ranges::count_if(map->classes(), [](auto of_cell) { return of_cell != 0; });
  auto const highest = std::ranges::count(map->classes(), 5);
  EXPECT_NEAR(static_cast<double>(highest) / static_cast<double>(shown), 0.2, 0.01);
}

TEST(ClassedMaps, HaveFewerClassesWhereAskedAndNeverMore) {
  auto const events = test::scattered(4000, 10'000, 2);
  auto options = usual();
  options.classes = 3;
  auto const map = classify(surface_of(events), events.reported(), options);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->class_labels(), (std::vector<std::string>{"1 (lowest third of the cells shown)", "2", "3 (highest third of the cells shown)"}));
  EXPECT_EQ(map->method().view(), "Density of events in three classes, each a third of the cells shown.");
  auto const shown = std::ranges::count_if(map->classes(), [](auto of_cell) { return of_cell != 0; });
  EXPECT_NEAR(static_cast<double>(std::ranges::count(map->classes(), 3)) / static_cast<double>(shown), 1.0 / 3, 0.01);
  EXPECT_EQ(std::ranges::count_if(map->classes(), [](auto of_cell) { return of_cell > 3; }), 0);
  for (std::size_t const count : {0U, 1U, 6U}) {
    options.classes = count;
    auto const refused = classify(surface_of(events), events.reported(), options);
    ASSERT_FALSE(refused) << count;
    EXPECT_EQ(refused.error().code.view(), "map.class-count");
  }
}

TEST(ClassedMaps, SmoothedFartherShowNoCellThatDidNotShowBefore) {
  SeededChance chance{7};
  test::Events events;
  for (int i = 0; i < 60; ++i) add_cluster(events, 9'000 * chance.unit(), 9'000 * chance.unit(), 4, chance);
  auto const usual_map = classify(surface_of(events), events.reported(), usual());
  ASSERT_TRUE(usual_map);
  auto wide = usual();
  auto const eased = classify(surface_of(events, 1'200), events.reported(), wide);
  ASSERT_TRUE(eased);
  wide.support_reach = 300;
  auto const held = classify(surface_of(events, 1'200), events.reported(), wide);
  ASSERT_TRUE(held);
  int more_without = 0;
  for (std::size_t cell = 0; cell < held->classes().size(); ++cell) {
    EXPECT_EQ(held->classes()[cell] != 0, usual_map->classes()[cell] != 0) << cell;
    more_without += eased->classes()[cell] != 0 && usual_map->classes()[cell] == 0 ? 1 : 0;
  }
  EXPECT_GT(more_without, 0) << "counted within what is smoothed, more would show";
  for (double const reach : {100.0, 1'300.0}) {
    wide.support_reach = reach;
    auto const refused = classify(surface_of(events, 1'200), events.reported(), wide);
    ASSERT_FALSE(refused) << reach;
    EXPECT_EQ(refused.error().code.view(), "map.support-reach");
  }
}

TEST(ClassedMaps, ShowACellOnlyWhereEightEventsLieNear) {
  SeededChance chance{3};
  auto events = test::scattered(300, 10'000, 4);
  add_cluster(events, 5000, 5000, 40, chance);
  auto const map = classify(surface_of(events), events.reported(), usual());
  ASSERT_TRUE(map);
  std::size_t hidden = 0;
  for (std::size_t cell = 0; cell < grid().cells(); ++cell) {
    auto const centre = grid().centre(cell);
    int near = 0;
    for (std::size_t i = 0; i < events.x.size(); ++i) {
      if (std::hypot(centre.x - events.x[i], centre.y - events.y[i]) <= 300) ++near;
    }
    ASSERT_EQ(map->classes()[cell] != 0, near >= 8) << "cell " << cell << " with " << near;
    if (near > 0 && near < 8) ++hidden;
  }
  EXPECT_GT(hidden, 100U) << "the test must have cells to hide";
}

/// Local minutes of a day of 2026 and an hour of it.
std::int64_t minutes_of(std::string_view day, int hour) { return parse_date(day)->time_since_epoch().count() * 1440 + hour * 60; }

TEST(ClassedMaps, ShowNoCellWhoseReportsMayAllBeOfOneNight) {  // S74
  struct Case {
    std::string_view what;
    std::vector<std::pair<std::int64_t, std::int32_t>> first;  ///< start and window of one of eight
    bool shown = false;
  };
  auto const at = [](std::string_view day, int hour, std::int32_t window = 0) { return std::pair{minutes_of(day, hour), window}; };
  std::vector<Case> const cases{
      {"a brawl with eight victims, told by three agencies over midnight", {at("2026-07-10", 23), at("2026-07-11", 0), at("2026-07-11", 4)}, false},
      {"the next evening as well", {at("2026-07-10", 23), at("2026-07-11", 22)}, true},
      {"one of the two in a window of a day that may be the same night", {at("2026-07-10", 23), at("2026-07-10", 14, 1440)}, false},
      {"a window of a day that cannot", {at("2026-07-10", 23), at("2026-07-12", 14, 1440)}, true},
      {"two dates side by side without hours", {at("2026-07-10", 0, 1440), at("2026-07-11", 0, 1440)}, false},
      {"two dates apart without hours", {at("2026-07-10", 0, 1440), at("2026-07-12", 0, 1440)}, true},
      {"the month alone of one of them", {at("2026-07-10", 23), {places::no_time, 0}}, false},
      {"nothing but months", {{places::no_time, 0}}, false},
  };
  for (auto const& one : cases) {
    test::Events events;
    for (std::size_t i = 0; i < 8; ++i) {
      events.add(5000, 5000);
      auto const& [start, window] = one.first[i % one.first.size()];
      events.month.push_back(Month::of(2026, 7).index);
      events.start.push_back(start);
      events.window.push_back(window);
    }
    auto const map = classify(surface_of(events), events.reported(), usual());
    ASSERT_TRUE(map);
    EXPECT_EQ(!map->is_empty(), one.shown) << one.what;
    GivenClasses const given{.of_cell = std::vector<std::uint8_t>(grid().cells(), 1), .labels = {"any"}, .reach = 300};
    EXPECT_EQ(!show_classes(grid(), given, events.reported(), usual())->is_empty(), one.shown) << one.what;
  }
}

TEST(ClassedMaps, TakeReportsOfTwoMonthsApartForThoseOfTwoDaysAndOnesWithoutAMonthForNone) {
  auto const is_shown = [](std::int32_t one, std::int32_t other) {
    test::Events events;
    for (int i = 0; i < 8; ++i) {
      events.add(5000, 5000);
      events.month.push_back(i % 2 == 0 ? one : other);
    }
    return !classify(surface_of(events), events.reported(), usual())->is_empty();
  };
  auto const july = Month::of(2026, 7).index;
  EXPECT_TRUE(is_shown(july, july + 2));
  EXPECT_FALSE(is_shown(july, july + 1)) << "the small hours of 1 August are of the night of 31 July";
  EXPECT_FALSE(is_shown(july, july));
  EXPECT_FALSE(is_shown(july, places::no_month));
}

TEST(ClassedMaps, ShowAPartOnlyWhereTheRestIsOfTwoDaysToo) {
  test::Events events;
  test::Events rest;
  for (int i = 0; i < 8; ++i) {
    events.add(5000, 5000);
    events.start.push_back(minutes_of(i == 0 ? "2026-07-10" : "2026-07-15", 12));
    rest.add(5000, 5000);
    rest.start.push_back(minutes_of("2026-07-10", 12));
  }
  auto options = usual();
  auto const one_day = rest.reported();
  options.rest = {&one_day};
  EXPECT_TRUE(classify(surface_of(events), events.reported(), options)->is_empty());
  rest.start[3] += 1440;
  auto const two_days = rest.reported();
  options.rest = {&two_days};
  EXPECT_FALSE(classify(surface_of(events), events.reported(), options)->is_empty());
}

TEST(ClassedMaps, ShowACellOfTwoFiltersOnlyWhereEachOfTheOthersIsNear) {
  test::Events events;
  test::Events few;
  for (int i = 0; i < 8; ++i) {
    events.add(5000, 5000);
    events.start.push_back(minutes_of(i == 0 ? "2026-07-10" : "2026-07-15", 12));
    if (i == 7) continue;
    few.add(5000, 5000);
    few.start.push_back(minutes_of(i == 0 ? "2026-07-10" : "2026-07-15", 12));
  }
  auto options = usual();
  auto const large = events.reported();
  auto const seven = few.reported();
  options.rest = {&large, &large, &large};
  auto const shown = classify(surface_of(events), events.reported(), options);
  EXPECT_FALSE(shown->is_empty());
  for (std::size_t which = 0; which < 3; ++which) {
    options.rest = {&large, &large, &large};
    options.rest[which] = &seven;
    EXPECT_TRUE(classify(surface_of(events), events.reported(), options)->is_empty()) << which;
  }
}

TEST(ClassedMaps, AreTheSameWhereverALoneEventLies) {
  // the reconstruction of a full-precision map finds a lone event to a micrometre; here it changes nothing at
  // all
  SeededChance chance{5};
  test::Events crowd;
  for (double const x : {1000.0, 4000.0, 7000.0}) add_cluster(crowd, x, 1500, 60, chance);
  auto const alone = classify(surface_of(crowd), crowd.reported(), usual());
  ASSERT_TRUE(alone);
  EXPECT_FALSE(alone->is_empty());
  for (int i = 0; i < 20; ++i) {
    auto events = crowd;
    events.add(chance.unit() * 10'000, 6000 + chance.unit() * 3900);
    auto const map = classify(surface_of(events), events.reported(), usual());
    ASSERT_TRUE(map);
    EXPECT_EQ(map->classes(), alone->classes());
  }
}

TEST(ClassedMaps, AreTheSameForASupplierWhereverALoneEventOfAnotherLiesAmongItsOwn) {  // S74
  // Seven own reports in every circle: without the mask of the others the edge of what is shown is a circle round the lone one.
  SeededChance chance{9};
  test::Events theirs;
  add_cluster(theirs, 1000, 1000, 60, chance);
  auto all = theirs;
  for (double x = 300; x < 10'000; x += 210) {
    for (double y = 5000; y < 10'000; y += 210) all.add(x, y);
  }
  auto const cells_of = [](ClassedMap const& map) {
    std::vector<bool> cells;
    for (auto const of_cell : map.classes()) cells.push_back(of_cell != 0);
    return cells;
  };
  std::set<std::vector<bool>> shown;
  std::set<std::vector<bool>> without_mask;
  for (int i = 0; i < 12; ++i) {
    double const x = chance.unit() * 10'000;
    double const y = 5500 + chance.unit() * 4000;
    auto events = all;
    events.add(x, y);
    auto others = theirs;
    others.add(x, y);
    auto const mask = others.reported();
    auto options = usual();
    without_mask.insert(cells_of(*classify(surface_of(events), events.reported(), options)));
    options.of_others = &mask;
    auto const map = classify(surface_of(events), events.reported(), options);
    ASSERT_TRUE(map);
    EXPECT_FALSE(map->is_empty());
    shown.insert(cells_of(*map));
    EXPECT_NE(std::ranges::find_if(map->notes(), [](auto const& note) { return note.view().find("where its reports lie") != std::string_view::npos; }), map->notes().end());
  }
  EXPECT_EQ(shown.size(), 1U);
  EXPECT_GT(without_mask.size(), 10U) << "the attack works without it";
}

TEST(ClassedMaps, StayEmptyWhereNothingMayBeShown) {
  for (std::size_t const count : {0U, 7U}) {
    SeededChance chance{1};
    test::Events events;
    add_cluster(events, 5000, 5000, count, chance);
    auto const map = classify(surface_of(events), events.reported(), usual());
    ASSERT_TRUE(map);
    EXPECT_TRUE(map->is_empty());
  }
}

TEST(ClassedMaps, CanBeMadeStricterByAnAgreement) {
  SeededChance chance{1};
  test::Events events;
  add_cluster(events, 5000, 5000, 15, chance);
  auto options = usual();
  EXPECT_FALSE(classify(surface_of(events), events.reported(), options)->is_empty());
  options.smallest_support = 16;
  EXPECT_TRUE(classify(surface_of(events), events.reported(), options)->is_empty());
}

TEST(ClassedMaps, TakeFixedBreaks) {
  auto const events = test::scattered(4000, 10'000, 2);
  auto options = usual();
  options.fixed_breaks = {20, 35, 45, 60};
  auto const surface = surface_of(events);
  auto const map = classify(surface, events.reported(), options);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->class_labels()[1], "2: 20 to under 35");
  for (std::size_t cell = 0; cell < map->classes().size(); ++cell) {
    if (map->classes()[cell] == 0) continue;
    double const density = surface.per_square_metre[cell] * 1e6;
    int const right = 1 + (density >= 20) + (density >= 35) + (density >= 45) + (density >= 60);
    ASSERT_EQ(map->classes()[cell], right) << density;
  }
}

TEST(ClassedMaps, AreRefusedWhereTheyWouldShowTooMuch) {
  auto const events = test::scattered(1000, 10'000, 2);
  auto const code = [&](DensitySurface const& surface, auto change) {
    auto options = usual();
    change(options);
    auto const map = classify(surface, events.reported(), options);
    return map ? std::string{} : std::string{map.error().code.view()};
  };
  auto const nothing = [](MapOptions&) {};
  auto const surface = surface_of(events);
  EXPECT_EQ(code(surface, nothing), "");
  EXPECT_EQ(code(surface, [](MapOptions& options) { options.months = 2; }), "map.months");
  EXPECT_EQ(code(surface, [](MapOptions& options) { options.smallest_support = 7; }), "map.support");
  EXPECT_EQ(code(surface, [](MapOptions& options) { options.fixed_breaks = {1, 2, 2, 3}; }), "map.breaks");
  EXPECT_EQ(code(surface, [](MapOptions& options) { options.fixed_breaks = {5}; }), "map.breaks");
  EXPECT_EQ(code(surface_of(events, 249), nothing), "map.bandwidth");
  auto const fine = Grid::over({0, 0, 999, 999}, 40).value();
  EXPECT_EQ(code(places::gaussian_density(events.reported(), fine, {}).value(), nothing), "map.cell");
  auto broken = surface;
  broken.per_square_metre.pop_back();
  EXPECT_EQ(code(broken, nothing), "map.surface");
}

TEST(ClassedMaps, ShowGivenClassesUnderTheSameMask) {
  auto const events = test::scattered(300, 10'000, 4);
  GivenClasses given{.of_cell = std::vector<std::uint8_t>(grid().cells(), 2), .labels = {"low", "high"}, .reach = 300};
  auto const map = show_classes(grid(), given, events.reported(), usual());
  ASSERT_TRUE(map);
  auto const support = places::support_counts(events.reported(), grid(), 300);
  for (std::size_t cell = 0; cell < map->classes().size(); ++cell) {
    EXPECT_EQ(map->classes()[cell], (*support)[cell] >= least_support ? 2 : 0);
  }
  given.of_cell[0] = 3;
  auto const beyond = show_classes(grid(), given, events.reported(), usual());
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code.view(), "map.classes");
  given.of_cell[0] = 0;
  given.reach = 100;
  EXPECT_EQ(show_classes(grid(), given, events.reported(), usual()).error().code.view(), "map.bandwidth");
}

}  // namespace
}  // namespace concordat::protection
