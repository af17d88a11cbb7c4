// SPDX-License-Identifier: Apache-2.0
#include "intake/map/unit.h"

#include <gtest/gtest.h>

#include "intake/map/suggestion.h"
#include "intake/map/test_catalogue.h"

namespace concordat::intake {
namespace {

std::vector<catalogue::Unit> const& units_of(std::string_view field) { return test_catalogue().field(field)->units; }

std::string id_of(std::optional<std::size_t> unit, std::string_view field) { return unit ? units_of(field)[*unit].id : ""; }

TEST(UnitOfAHeading, StandsInBracketsOrAfterIn) {
  auto const says = [](std::string_view heading, std::string_view field) { return id_of(unit_of_heading(heading, units_of(field)), field); };
  EXPECT_EQ(says("Missed (days)", "sessions_missed"), "days");
  EXPECT_EQ(says("Missed [in Half Days]", "sessions_missed"), "sessions");
  EXPECT_EQ(says("Absence in DAYS", "sessions_missed"), "days");
  EXPECT_EQ(says("X (m)", "easting"), "metres");
  EXPECT_EQ(says("Attendance (%)", "attendance_pct"), "percent");
  EXPECT_EQ(says("Sessions missed in last 30 days", "sessions_missed"), "");
  EXPECT_EQ(says("Missed days", "sessions_missed"), "");
  EXPECT_EQ(says("Missed (days)", "upn"), "") << "not measured";
}

TEST(UnitNamedInAHeading, IsAWholeWordOfItAndTheLastOfSeveral) {
  auto const names = [](std::string_view heading, std::string_view field) { return id_of(unit_named_in(heading, units_of(field)), field); };
  EXPECT_EQ(names("Sessions Missed", "sessions_missed"), "sessions");
  EXPECT_EQ(names("Sessions missed in last 30 days", "sessions_missed"), "days");
  EXPECT_EQ(names("Half days", "sessions_missed"), "sessions") << "the longer word";
  EXPECT_EQ(names("Sessions Lost", "exclusion_days"), "sessions");
  EXPECT_EQ(names("Missed", "sessions_missed"), "");
  EXPECT_EQ(names("Holidays", "sessions_missed"), "");
}

std::string size_says(std::vector<std::string> const& values, std::string_view field) {
  auto const found = unit_by_size(values, units_of(field));
  return found ? units_of(field)[*found].id : "";
}

TEST(UnitBySize, NeedsThreeNumbersThatAreAllTooSmall) {
  EXPECT_EQ(size_says({"0.92", " 1", "0.5", "n/k"}, "attendance_pct"), "fraction");
  EXPECT_EQ(size_says({"0.92", "1"}, "attendance_pct"), "");
  EXPECT_EQ(size_says({"0.92", "1", "92"}, "attendance_pct"), "");
  EXPECT_EQ(size_says({"0", "0", "0"}, "attendance_pct"), "");
  EXPECT_EQ(size_says({"458.1", "459.22", "460"}, "easting"), "kilometres");
  EXPECT_EQ(size_says({"1", "2", "3"}, "sessions_missed"), "") << "few sessions are as likely as few days";
}

TEST(ProposedUnit, IsWhatTheHeadingSaysOrElseTheSize) {
  auto const propose = [](std::string header, std::string value) {
    SampleTable const sample{{std::move(header)}, {{value}, {value}, {value}, {}}};
    auto const& field = *test_catalogue().field("attendance_pct");
    return field.units[proposed_unit(sample, 0, field)].id;
  };
  EXPECT_EQ(propose("Attendance", "0.9"), "fraction");
  EXPECT_EQ(propose("Attendance percentage", "0.9"), "percent") << "said in words";
  EXPECT_EQ(propose("Attendance", "90"), "percent");
}

}  // namespace
}  // namespace concordat::intake
