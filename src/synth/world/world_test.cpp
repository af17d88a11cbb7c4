// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "synth/world/calendar.h"
#include "synth/world/draw.h"
#include "synth/world/events.h"

namespace concordat::synth {
namespace {

constexpr std::uint32_t small = 20'000;

double metres_between(Point left, Point right) {
  return std::hypot(left.x - right.x, left.y - right.y);
}

TEST(Draw, IsTheSameForTheSameSeedAndPurposeAndNotForAnother) {
  Draw first{5, Lot::street, 9};
  Draw again{5, Lot::street, 9};
  Draw other_lot{5, Lot::area, 9};
  Draw other_number{5, Lot::street, 10};
  auto const value = first.next();
  EXPECT_EQ(value, again.next());
  EXPECT_NE(value, other_lot.next());
  EXPECT_NE(value, other_number.next());
}

TEST(Draw, HasTheMeansItPromises) {
  Draw draw{1, Lot::month};
  auto const many = 20'000;
  auto normal = 0.0;
  auto squares = 0.0;
  auto events = 0.0;
  std::array<int, 3> weighted{};
  for (int i = 0; i < many; ++i) {
    auto const value = draw.normal();
    normal += value / many;
    squares += value * value / many;
    events += static_cast<double>(draw.poisson(37.5)) / many;
    ++weighted[draw.weighted(std::array{1.0, 0.0, 3.0})];
  }
  EXPECT_NEAR(normal, 0, 0.03);
  EXPECT_NEAR(squares, 1, 0.05);
  EXPECT_NEAR(events, 37.5, 0.2);
  EXPECT_EQ(weighted[1], 0);
  EXPECT_NEAR(weighted[2], many * 0.75, 300);
}

// Points of Ordnance Survey's published OSTN15 test set.
struct Surveyed {
  LonLat degrees;
  Point metres;
};
class NationalGrid : public testing::TestWithParam<Surveyed> {};
TEST_P(NationalGrid, AgreesWithSurveyedPointsWithinFiveMetres) {
  auto const& point = GetParam();
  EXPECT_LT(metres_between(from_wgs84(point.degrees), point.metres), 5);
  auto const back = to_wgs84(point.metres);
  EXPECT_NEAR(back.latitude, point.degrees.latitude, 5 / 111'000.0);
  EXPECT_NEAR(back.longitude, point.degrees.longitude, 5 / 66'000.0);
}
INSTANTIATE_TEST_SUITE_P(Points, NationalGrid,
                         testing::Values(Surveyed{{1.716073973, 52.658007833}, {651409.804, 313177.450}},
                                         Surveyed{{-6.29977752014, 49.92226393730}, {91492.146, 11318.804}}));

TEST(NationalGridBothWays, ComesBackWithinACentimetre) {
  Draw draw{3, Lot::area};
  for (int i = 0; i < 2000; ++i) {
    auto const x = draw.between(100'000.0, 640'000.0);
    auto const y = draw.between(20'000.0, 1'000'000.0);
    EXPECT_LT(metres_between(from_wgs84(to_wgs84({x, y})), {x, y}), 0.01);
  }
}

TEST(GridReference, IsWrittenAsOnTheMap) {
  EXPECT_EQ(grid_reference({505748, 52572}, 10), "TV 05748 52572");
  EXPECT_EQ(grid_reference({106958, 182766}, 8), "SR 0695 8276");
  EXPECT_EQ(grid_reference({405438, 788385}, 6), "NP 054 883");
  EXPECT_EQ(grid_reference({237498, 728132}, 4), "NN 37 28");
  EXPECT_EQ(grid_reference({418737, 489940}, 8), "SE 1873 8994");
}

TEST(Calendar, KnowsSummerTimeAndTheHourThatIsSkipped) {
  auto const at = [](std::string_view date, int minute) { return LocalTime::at(*parse_date(date), minute); };
  EXPECT_FALSE(is_summer_time(at("2026-03-29", 59)));
  EXPECT_TRUE(is_skipped(at("2026-03-29", 60)));
  EXPECT_TRUE(is_skipped(at("2026-03-29", 119)));
  EXPECT_TRUE(is_summer_time(at("2026-03-29", 120)));
  EXPECT_TRUE(is_summer_time(at("2026-10-25", 119)));
  EXPECT_FALSE(is_summer_time(at("2026-10-25", 120)));
  EXPECT_EQ(iso_with_offset(at("2026-06-05", 1267), 9), "2026-06-05T21:07:09+01:00");
  EXPECT_EQ(iso_with_offset(at("2026-01-05", 7), 0), "2026-01-05T00:07:00+00:00");
}

TEST(Calendar, WritesDatesAsOfficesDo) {
  auto const date = *parse_date("2026-06-05");
  EXPECT_EQ(uk_date(date), "05/06/2026");
  EXPECT_EQ(short_uk_date(date), "05/06/26");
  EXPECT_EQ(worded_date(date), "5 June 2026");
  EXPECT_EQ(dashed_date(date), "05-Jun-2026");
  EXPECT_EQ(clock_time(LocalTime::at(date, 425)), "07:05");
  EXPECT_EQ(bare_time(LocalTime::at(date, 425)), "0705");
  EXPECT_EQ(month_words(Month::of(2026, 6)), "June 2026");
  EXPECT_EQ(weekday_of(date), 4);
  EXPECT_EQ(days_in(Month::of(2028, 2)), 29);
  EXPECT_TRUE(is_school_day(date));
  EXPECT_FALSE(is_school_day(*parse_date("2026-06-06")));
  EXPECT_FALSE(is_school_day(*parse_date("2026-08-12")));
}

class Areas_ : public testing::TestWithParam<std::uint32_t> {};
TEST_P(Areas_, TileThePlaceWithoutGapsOrOverlaps) {
  auto const made = make_areas(GetParam(), 180'000);
  EXPECT_GE(made.areas.size(), 60U);
  EXPECT_LE(made.areas.size(), 120U);
  Draw draw{GetParam(), Lot::area, 77};
  auto found = 0;
  for (int i = 0; i < 4000; ++i) {
    auto const x = draw.between(made.centre.x - 6000, made.centre.x + 6000);
    auto const y = draw.between(made.centre.y - 5000, made.centre.y + 5000);
    auto within = 0;
    auto groups = 0;
    auto districts = 0;
    for (auto const& area : made.areas) within += contains(area.ring, {x, y}) ? 1 : 0;
    for (auto const& group : made.groups) groups += contains(group.ring, {x, y}) ? 1 : 0;
    for (auto const& district : made.districts) districts += contains(district.ring, {x, y}) ? 1 : 0;
    ASSERT_LE(within, 1);
    // A group and a district cover just what their areas cover.
    ASSERT_EQ(groups, within);
    ASSERT_EQ(districts, within);
    if (within == 0) continue;
    ++found;
    auto const at = made.locate({x, y});
    ASSERT_TRUE(at);
    EXPECT_TRUE(contains(made.groups[made.areas[*at].group].ring, {x, y}));
    EXPECT_TRUE(contains(made.districts[made.areas[*at].district].ring, {x, y}));
  }
  EXPECT_GT(found, 3000);
}

double side_of(Point from, Point to, Point at) {
  return (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x);
}

bool cross(Point a, Point b, Point c, Point d) {
  return side_of(a, b, c) * side_of(a, b, d) < 0 && side_of(c, d, a) * side_of(c, d, b) < 0;
}

TEST_P(Areas_, NeverCrossThemselves) {
  for (auto const people : {small, 180'000U, 1'000'000U}) {
    for (auto const& area : make_areas(GetParam(), people).areas) {
      auto const size = area.ring.size();
      for (std::size_t i = 0; i + 2 < size; ++i) {
        for (auto j = i + 2; j < size; ++j) {
          EXPECT_FALSE(cross(area.ring[i], area.ring[i + 1], area.ring[j], area.ring[(j + 1) % size]))
              << area.code;
        }
      }
    }
  }
}

TEST_P(Areas_, ShareEachInnerEdgeExactly) {
  auto const made = make_areas(GetParam(), 180'000);
  std::map<std::array<double, 4>, int> edges;
  for (auto const& area : made.areas) {
    for (std::size_t i = 0; i < area.ring.size(); ++i) {
      auto const& from = area.ring[i];
      auto const& to = area.ring[(i + 1) % area.ring.size()];
      ++edges[{from.x, from.y, to.x, to.y}];
    }
  }
  auto outer = 0;
  for (auto const& [edge, times] : edges) {
    EXPECT_EQ(times, 1);
    outer += edges.contains({edge[2], edge[3], edge[0], edge[1]}) ? 0 : 1;
  }
  auto border = 0;
  for (auto const& district : made.districts) border += static_cast<int>(district.ring.size());
  // Each stretch between two districts is counted in the rings of both and lies inside the place.
  EXPECT_LT(outer, border);
  EXPECT_GT(outer, border / 2);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Areas_, testing::Values(1U, 2U, 3U));

TEST(AreasOf, AMillionPeopleAreMore) {
  EXPECT_GT(make_areas(1, 1'000'000).areas.size(), 500U);
  EXPECT_EQ(make_areas(1, small).areas.size(), 64U);
}

TEST(Place, HasStreetsAndKeyPlacesWhereTheyClaimToBe) {
  auto const place = make_place(4, 180'000);
  EXPECT_GT(place.streets.size(), 1000U);
  for (auto const& street : place.streets) {
    ASSERT_GE(street.points.size(), 3U) << street.name;
    for (auto const& point : street.points) EXPECT_EQ(place.areas.locate(point), street.area);
  }
  auto const schools = place.places_of(PlaceKind::school).size();
  EXPECT_GE(schools, 6U);
  EXPECT_LE(schools, 12U);
  EXPECT_EQ(place.places_of(PlaceKind::hospital).size(), 1U);
  for (auto const kind : {PlaceKind::care_home, PlaceKind::station, PlaceKind::licensed_premises,
                          PlaceKind::park, PlaceKind::shopping}) {
    EXPECT_FALSE(place.places_of(kind).empty()) << name_of(kind);
  }
  EXPECT_GE(place.hotspots.size(), 4U);
  EXPECT_LE(place.hotspots.size(), 6U);
}

TEST(Place, GivesEachStreetAPostcodeOfItsOwnInAnAreaThatDoesNotExist) {
  for (auto const people : {180'000U, 1'000'000U}) {
    std::set<std::string> seen;
    for (auto const& street : make_place(1, people).streets) {
      auto const& code = street.postcode;
      EXPECT_TRUE(seen.insert(code).second) << code;
      ASSERT_TRUE(code.starts_with("NH"));
      auto const space = code.find(' ');
      ASSERT_EQ(code.size(), space + 4) << code;
      EXPECT_TRUE(code[space + 1] >= '0' && code[space + 1] <= '9');
      for (auto const letter : code.substr(space + 2)) {
        EXPECT_NE(std::string_view{"ABDEFGHJLNPQRSTUWXYZ"}.find(letter), std::string_view::npos);
      }
    }
  }
}

struct Folk {
  Place place = make_place(1, small);
  Date today = *parse_date("2026-11-01");
  People people{1, place, today};
};

TEST(People, LiveInHouseholdsOfAdultsAndTheirChildren) {
  Folk const folk;
  auto children = 0;
  auto twins = 0;
  for (std::uint32_t number = 0; number < small; ++number) {
    auto const member = member_of(number);
    auto const person = folk.people.person(number);
    auto const age = folk.people.age(number, folk.today);
    EXPECT_LT(member.position, member.size);
    EXPECT_GE(age, member.position < 2 ? 17 : 0);
    EXPECT_LE(age, 99);
    EXPECT_EQ(folk.place.streets[person.street].area, folk.people.area_of(number));
    EXPECT_FALSE(person.family_name.empty());
    if (age < 18) ++children;
    if (!person.twin) continue;
    ++twins;
    auto const other = folk.people.person(member.position == 2 ? number + 1 : number - 1);
    EXPECT_EQ(person.born, other.born);
    EXPECT_EQ(person.household, other.household);
  }
  EXPECT_GT(children, small / 8);
  EXPECT_GT(twins, 50);
}

TEST(People, AreTheSameWheneverTheyAreAskedFor) {
  Folk const one;
  Folk const two;
  for (std::uint32_t number = 0; number < 2000; number += 7) {
    EXPECT_EQ(one.people.person(number).family_name, two.people.person(number).family_name);
    EXPECT_EQ(one.people.person(number).born, two.people.person(number).born);
  }
}

TEST(People, AreCountedOnceInThePopulation) {
  Folk const folk;
  auto total = 0U;
  for (auto const& area : folk.place.areas.areas) {
    for (auto const count : folk.people.population(area)) total += count;
  }
  EXPECT_EQ(total, small);
}

TEST(Identifiers, PassTheirChecksAndLieInRangesKeptForTests) {
  auto without = 0;
  for (std::uint32_t person = 0; person < 30'000; ++person) {
    auto const code = upn(person * 53);
    ASSERT_EQ(code.size(), 13U);
    auto sum = 0;
    for (std::size_t i = 1; i < 13; ++i) sum += (code[i] - '0') * (static_cast<int>(i) + 1);
    EXPECT_EQ(code[0], std::string_view{"ABCDEFGHJKLMNPQRTUVWXYZ"}[static_cast<std::size_t>(sum % 23)]);
    EXPECT_TRUE(code.substr(1, 3) == "000" || code.substr(1, 3) == "001");

    auto const phone = mobile(person);
    EXPECT_TRUE(phone.starts_with("07700 900") && phone.size() == 12) << phone;

    auto const nhs = nhs_number(person);
    if (!nhs) {
      ++without;
      continue;
    }
    ASSERT_EQ(nhs->size(), 10U);
    EXPECT_TRUE(nhs->starts_with("999"));
    auto weighted = 0;
    for (std::size_t i = 0; i < 10; ++i) weighted += ((*nhs)[i] - '0') * (10 - static_cast<int>(i));
    EXPECT_EQ(weighted % 11, 0) << *nhs;
  }
  EXPECT_NEAR(without, 30'000 / 11, 300);
  EXPECT_FALSE(nhs_number(1'000'000));
  // Among the product's test vectors.
  EXPECT_EQ(nhs_number(0), std::nullopt);
  EXPECT_EQ(nhs_number(1), "9990000018");
  EXPECT_EQ(nhs_number(2), "9990000026");
  EXPECT_EQ(nhs_number(3), "9990000034");
}

TEST(Identifiers, OfTheCourtsAndPrisonsHaveTheRightFormAndLieWhereNoneWasIssued) {
  static constexpr std::string_view letters = "ZABCDEFGHJKLMNPQRTUVWXY";
  std::set<std::string> crns;
  std::set<std::string> prisoners;
  for (auto const person : {0U, 1U, 22U, 23U, 9'999U, 10'000U, 259'999U, 260'000U, 999'999U, 1'000'000U, 1'999'999U}) {
    auto const pnc = pnc_id(person);
    ASSERT_EQ(pnc.size(), 13U);
    EXPECT_TRUE(pnc.starts_with("1900/"));
    EXPECT_EQ(pnc.back(), letters[static_cast<std::size_t>(std::stoul(pnc.substr(5, 7)) % 23)]);
    crns.insert(probation_crn(person));
    prisoners.insert(prison_number(person));
  }
  EXPECT_EQ(crns.size(), 11U);
  EXPECT_EQ(prisoners.size(), 11U);
  EXPECT_TRUE(std::all_of(crns.begin(), crns.end(), [](std::string const& crn) { return crn.size() == 7 && (crn[0] == 'Z' || crn[0] == 'Y'); }));
  EXPECT_TRUE(std::all_of(prisoners.begin(), prisoners.end(), [](std::string const& number) { return number.size() == 7 && number[0] == 'Z'; }));
}

TEST(Identifiers, OfTwoPeopleDiffer) {
  std::set<std::string> seen;
  for (std::uint32_t person = 0; person < 2'000'000; person += 97)
    EXPECT_TRUE(seen.insert(upn(person)).second);
}

TEST(Events, ComeInOrderOfTimeWithinTheirMonthAndNeverInTheSkippedHour) {
  Folk const folk;
  World const world{1, folk.place, folk.people, 180'000};
  for (auto const month : {Month::of(2026, 2), Month::of(2026, 3), Month::of(2026, 8)}) {
    auto const events = events_of(world, month);
    ASSERT_GT(events.size(), 500U);
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(Month::of(events[i].at.date()), month);
      EXPECT_FALSE(is_skipped(events[i].at));
      EXPECT_EQ(folk.place.areas.locate(events[i].where), folk.place.streets[events[i].street].area);
      EXPECT_LE(events[i > 0 ? i - 1 : 0].at, events[i].at);
      if (events[i].hotspot && folk.place.hotspots[*events[i].hotspot].pattern.school_days_only) {
        EXPECT_TRUE(is_school_day(events[i].at.date()));
      }
    }
  }
}

}  // namespace
}  // namespace concordat::synth
