// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/field_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protection/recipient/recipient_test_tools.h"

namespace concordat::protection {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

IncidentRow night_out() {
  IncidentRow row;
  row.sort = PlaceSort::open;
  row.domestic = false;
  row.x = 4600;
  row.y = 4600;
  row.area = test::areas_of(4600, 4600);
  row.households = 650;
  row.minutes = test::first_minute + 22 * 60 + 15;  // a Thursday
  row.method = "10";
  row.group = MethodGroup::body_part;
  row.age = 19;
  row.sex = "male";
  return row;
}

std::vector<IncidentRow> many(std::size_t count, IncidentRow const& row = night_out()) { return std::vector<IncidentRow>(count, row); }

TEST(FieldRules, TellWhoHoldsNothingPointDateAndThreeHours) {
  auto const points = test::points_of_town();
  auto const rows = many(10);
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, &points};
  auto const ladders = rules.ladders(rows.front());
  EXPECT_THAT(ladders[0], ElementsAre(StartsWith("point "), "E01044", "E0208", "E0901", "any"));
  EXPECT_THAT(ladders[1], ElementsAre("2026-01-01", "2026-01", "2026-Q1", "2026", "any"));
  EXPECT_THAT(ladders[2], ElementsAre("Mon to Thu", "any"));
  EXPECT_THAT(ladders[3], ElementsAre("21:00 to 24:00", "18:00 to 24:00", "12:00 to 24:00", "any"));
  EXPECT_EQ(ladders.size(), 4U) << "no age or sex in a release of less than a year";
  EXPECT_EQ(rules.method(rows.front()), "10");
}

TEST(FieldRules, TellAHolderOfNamedIncidentsQuarterAndMsoa) {
  auto const points = test::points_of_town();
  auto rows = many(10);
  rows.back().minutes = *rows.back().minutes + std::int64_t{400} * 24 * 60;
  FieldRules const rules{RecipientHolds::named_incidents, rows, &points};
  auto const ladders = rules.ladders(rows.front());
  EXPECT_THAT(ladders[0], ElementsAre("E0208", "E0901", "any"));
  EXPECT_THAT(ladders[1], ElementsAre("2026-Q1", "2026", "any"));
  EXPECT_THAT(ladders[3], ElementsAre("18:00 to 24:00", "12:00 to 24:00", "any"));
  EXPECT_EQ(ladders.size(), 4U) << "never age or sex";
  auto row = rows.front();
  EXPECT_EQ(rules.method(row), "body-part");
  row.group = MethodGroup::blade;
  EXPECT_EQ(rules.method(row), "weapon");
  row.group = MethodGroup::unknown;
  EXPECT_EQ(rules.method(row), "unknown");
  EXPECT_EQ(rules.place_type(row), "public");
}

TEST(FieldRules, NeverPointAtAHome) {
  auto const points = test::points_of_town();
  for (auto const holds : {RecipientHolds::no_named_incidents, RecipientHolds::named_incidents}) {
    for (auto const sort : {PlaceSort::dwelling, PlaceSort::care_home, PlaceSort::school, PlaceSort::hostel, PlaceSort::refuge, PlaceSort::hospital}) {
      auto row = night_out();
      row.sort = sort;
      FieldRules const rules{holds, many(10, row), &points};
      bool const police = holds == RecipientHolds::named_incidents;
      EXPECT_EQ(rules.ladders(row)[0][0], police ? "E0901" : "E01044");
      row.households = 399;
      EXPECT_EQ(rules.ladders(row)[0][0], police ? "E0901" : "E0208");
      row.households = {};
      EXPECT_EQ(rules.ladders(row)[0][0], police ? "E0901" : "E0208") << "not known how many households share the LSOA";
      row.households = 650;
      row.domestic = true;
      EXPECT_EQ(rules.ladders(row)[0][0], "E0901") << name_of(sort);
    }
    auto street = night_out();
    street.domestic = true;
    EXPECT_EQ(FieldRules(holds, many(10, street), &points).ladders(street)[0][0], "E0901");
  }
}

TEST(FieldRules, GiveTheLsoaWherePointsDoNotReach) {
  auto const alone = published_points({{"1", 4600, 5200, 8, 0}}, {test::areas_of(4600, 5200)}).value();
  auto row = night_out();
  row.y = 4900;
  FieldRules const rules{RecipientHolds::no_named_incidents, many(10, row), &alone};
  EXPECT_EQ(rules.ladders(row)[0][0], "E01044") << "the point is 300 m away in another authority";
  row.y = 5100;
  row.area = test::areas_of(4600, 5100);
  EXPECT_EQ(rules.ladders(row)[0][0], "point 1");
  row.x = row.y = {};
  EXPECT_EQ(rules.ladders(row)[0][0], "E01054");
  EXPECT_EQ(FieldRules(RecipientHolds::no_named_incidents, many(10, row), nullptr).ladders(row)[0][0], "E01054");
}

TEST(FieldRules, TellTheMonthOnlyWhereItHasFewerThanTenRecords) {
  auto const rows = many(9);
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, nullptr};
  auto const ladders = rules.ladders(rows.front());
  EXPECT_EQ(ladders[1][0], "2026-01");
  EXPECT_EQ(ladders[2][0], "any");
  EXPECT_EQ(ladders[3][0], "any");
}

TEST(FieldRules, TellCodesAndKindsThatFiveRecordsHave) {
  auto rows = many(12);
  for (std::size_t i = 0; i < 4; ++i) {
    rows[i].method = "27";
    rows[i].group = MethodGroup::blade;
    rows[i].sort = PlaceSort::refuge;
  }
  FieldRules const four{RecipientHolds::no_named_incidents, rows, nullptr};
  EXPECT_EQ(four.method(rows[0]), "blade");
  EXPECT_EQ(four.place_type(rows[0]), "not-public");
  rows[4] = rows[0];
  FieldRules const five{RecipientHolds::no_named_incidents, rows, nullptr};
  EXPECT_EQ(five.method(rows[0]), "27");
  EXPECT_EQ(five.place_type(rows[0]), "refuge");
  EXPECT_EQ(FieldRules(RecipientHolds::named_incidents, rows, nullptr).place_type(rows[0]), "not-public");
}

TEST(FieldRules, TellAgesInBandsInReleasesOfAYear) {
  auto rows = many(12);
  rows.back().minutes = *rows.back().minutes + std::int64_t{335} * 24 * 60;  // December
  FieldRules const rules{RecipientHolds::no_named_incidents, rows, nullptr};
  EXPECT_THAT(rules.known(), ElementsAre("place", "period", "part_of_week", "hours", "age", "sex"));
  EXPECT_THAT(rules.ladders(rows.front())[4], ElementsAre("18 to 24", "18 to 34", "any"));
  auto old = rows.front();
  old.age = 65;
  EXPECT_THAT(rules.ladders(old)[4], ElementsAre("65 and over", "35 and over", "any"));
  old.age = {};
  EXPECT_EQ(rules.ladders(old)[4][0], "unknown");
  rows.back().minutes = *rows.back().minutes - std::int64_t{31} * 24 * 60;  // November: eleven months
  EXPECT_THAT(FieldRules(RecipientHolds::no_named_incidents, rows, nullptr).known(), Not(Contains("age")));
}

TEST(FieldRules, KnowTheirWords) {
  for (auto const word : {"public", "dwelling", "care-home", "school", "hostel", "refuge", "hospital"}) EXPECT_EQ(name_of(place_sort_named(word).value()), word);
  EXPECT_FALSE(place_sort_named("pub"));
  for (auto const word : {"unknown", "body-part", "blade", "blunt", "firearm-or-other"}) EXPECT_EQ(name_of(method_group_named(word).value()), word);
  EXPECT_EQ(method_group_named("firearm"), MethodGroup::firearm_or_other);
  EXPECT_FALSE(method_group_named("sword"));
}

}  // namespace
}  // namespace concordat::protection
