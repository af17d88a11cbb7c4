// SPDX-License-Identifier: Apache-2.0
// Who sees what, where agreements meet, what nothing covers, and what is due.
#include "agreements/analysis/see.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/analysis/calendar.h"
#include "agreements/analysis/coverage.h"
#include "agreements/analysis/overlap.h"
#include "agreements/testing.h"

namespace concordat::agreements::analysis {
namespace {

using agreements::testing::agreement;
using agreements::testing::clean_text;
using agreements::testing::day;
using agreements::testing::personalised_text;
using agreements::testing::replaced;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Shelf {
  std::vector<Agreement> agreements;
  explicit Shelf(std::vector<std::string> const& texts) {
    for (auto const& text : texts) agreements.push_back(agreement(text));
  }
  [[nodiscard]] Scope scope() const {
    Scope out;
    for (auto const& one : agreements) out.agreements.push_back(&one);
    return out;
  }
};

std::string const clean{clean_text};
std::string const other = replaced(clean, "id: isa.testshire.ed", "id: isa.testshire.other");

std::vector<std::string_view> kinds(std::vector<Overlap> const& overlaps) {
  std::vector<std::string_view> out;
  for (auto const& one : overlaps) out.push_back(name_of(one.kind));
  return out;
}

TEST(Who, FindsEverybodyUnderEveryTerm) {
  auto const shelf = Shelf{{clean}};
  auto const found = sights(shelf.scope(), {.field = "istv.assault_place"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().agency, "testshire-csp");
  EXPECT_THAT(found.front().roles, ElementsAre("analyst"));
  EXPECT_THAT(found.front().purposes, ElementsAre("strategic-assessment", "violence-hotspot-analysis"));
  EXPECT_THAT(found.front().conditions, ElementsAre("the incident was within testshire", HasSubstr("course information handling"),
                                                    HasSubstr("left out where istv.assault_location_type is home"), HasSubstr("groups under 3")));
  EXPECT_EQ(found.front().rule, "isa.testshire.ed@4#rows-to-analysts");
  ASSERT_THAT(found.front().prohibitions, SizeIs(1));
  EXPECT_THAT(sentence(found.front()), HasSubstr("prohibited by isa.testshire.ed@4#no-reidentification"));
  EXPECT_THAT(sights(shelf.scope(), {.field = "istv.assault_place", .form = Form::personalised}), IsEmpty());
  EXPECT_THAT(sights(shelf.scope(), {.field = "istv.*"}), SizeIs(5));
  EXPECT_THAT(sights(shelf.scope(), {.field = "person.name"}), IsEmpty());
}

TEST(Who, TakesOutPurposesThatAreForbiddenOutright) {
  auto const shelf = Shelf{{replaced(clean, "purposes: [enforcement-tasking]", "purposes: [strategic-assessment]")}};
  auto const found = sights(shelf.scope(), {.field = "istv.site_code"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found.front().purposes, ElementsAre("violence-hotspot-analysis"));
  EXPECT_THAT(found.front().forbidden, ElementsAre("strategic-assessment"));
  EXPECT_THAT(sentence(found.front()), HasSubstr("never for strategic-assessment"));
}

TEST(What, IsATableByDiscloser) {
  auto const shelf = Shelf{{clean, std::string{personalised_text}}};
  auto const found = sights(shelf.scope(), {.agency = "testshire-police", .role = "mentor"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().field, "person.name");
  EXPECT_THAT(found.front().prohibitions, SizeIs(1)) << "the one on lists; that on victims is for another purpose";
  EXPECT_THAT(sights(shelf.scope(), {.agency = "testshire-police", .role = "nobody"}), IsEmpty());
}

/// The department's counts, given on by the partnership.
std::string passing(std::string const& onward) {
  return replaced(replaced(clean, "{field: istv.site_code, as: value}", "{field: istv.count_by_cell_hour_method, as: count}"), "onward: none", "onward: " + onward);
}

TEST(Chains, GoOnlyWhereAGiverMayAgree) {
  auto const closed = Shelf{{passing("none")}};
  EXPECT_THAT(chains(closed.scope(), {}), IsEmpty());
  auto const open = Shelf{{passing("with-discloser-agreement")}};
  auto const found = chains(open.scope(), {.field = "istv.count_by_cell_hour_method"});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.front().hops.front().from, "testshire-ed");
  EXPECT_EQ(found.front().hops.back().to, "testshire-police");
  EXPECT_TRUE(found.front().known_to_source);
  EXPECT_THAT(chains(open.scope(), {.agency = "testshire-csp"}), IsEmpty());
}

TEST(Chains, AnAgencyTheSourceDoesNotKnowIsRemarkedOn) {
  auto first = agreement(passing("with-discloser-agreement"));
  auto second = first;
  second.id.text = "isa.testshire.second";
  first.rules.pop_back();
  std::erase_if(first.parties, [](Party const& party) { return party.agency.text == "testshire-police"; });
  second.rules.erase(second.rules.begin());
  std::erase_if(second.parties, [](Party const& party) { return party.agency.text == "testshire-ed"; });
  auto const found = overlaps({.agreements = {&first, &second}});
  ASSERT_EQ(kinds(found), (std::vector<std::string_view>{"unknown-reach"}));
  EXPECT_THAT(found.front().sentence, HasSubstr("no agreement names both testshire-ed and testshire-police"));
}

TEST(Overlaps, TheEasierOfTwoWins) {
  auto const shelf = Shelf{{clean, replaced(other, "keep_for: P3Y", "keep_for: P5Y")}};
  auto const found = overlaps(shelf.scope());
  ASSERT_EQ(kinds(found), (std::vector<std::string_view>{"easier-wins"}));
  EXPECT_EQ(found.front().first, "isa.testshire.other@4#rows-to-analysts");
  EXPECT_EQ(found.front().box.cells(), 8U);
  EXPECT_THAT(found.front().sentence, HasSubstr("kept for: 5 years against 3 years"));
  auto const unordered = Shelf{{clean, replaced(replaced(other, "keep_for: P3Y", "keep_for: P5Y"), "min_group: 3", "min_group: 9")}};
  EXPECT_EQ(kinds(overlaps(unordered.scope())), (std::vector<std::string_view>{"different-terms"}));
  auto const same = Shelf{{clean, other}};
  EXPECT_THAT(overlaps(same.scope()), IsEmpty());
}

TEST(Overlaps, WhatOneGivesAndTheOtherForbidsIsAConflict) {
  auto const shelf = Shelf{{clean, replaced(other, "purposes: [enforcement-tasking]", "purposes: [strategic-assessment]")}};
  auto const found = overlaps(shelf.scope());
  ASSERT_EQ(kinds(found), (std::vector<std::string_view>{"conflict"}));
  EXPECT_EQ(found.front().first, "isa.testshire.ed@4#rows-to-analysts");
  EXPECT_EQ(found.front().second, "isa.testshire.other@4#no-tasking");
  EXPECT_THAT(found.front().box.purposes, ElementsAre("strategic-assessment"));
}

TEST(Overlaps, AMosaicThroughTwoAgreements) {
  auto const one = replaced(clean, "{field: istv.site_code, as: value}", "{field: istv.arrival_at, as: hour}");
  auto const two = replaced(other, "{field: istv.site_code, as: value}", "{field: istv.assault_method_other, as: scrubbed-text}");
  auto const found = overlaps(Shelf{{one, two}}.scope());
  ASSERT_EQ(kinds(found), (std::vector<std::string_view>{"mosaic", "mosaic"})) << "each has the clause";
  EXPECT_THAT(found.front().box.fields, ElementsAre("istv.arrival_at", "istv.assault_method_other"));
  EXPECT_THAT(found.front().box.recipients, ElementsAre("testshire-csp"));
  // In the form the clause allows there is none.
  auto const figures = overlaps(Shelf{{one, replaced(two, "form: depersonalised", "form: aggregate")}}.scope());
  EXPECT_THAT(kinds(figures), ::testing::Not(::testing::Contains("mosaic")));
}

TEST(Overlaps, DoNotHangOnTheOrder) {
  auto const one = Shelf{{clean, replaced(other, "keep_for: P3Y", "keep_for: P5Y"), std::string{personalised_text}}};
  auto reversed = one.scope();
  std::reverse(reversed.agreements.begin(), reversed.agreements.end());
  auto const there = overlaps(one.scope());
  auto const back = overlaps(reversed);
  ASSERT_EQ(there.size(), back.size());
  for (std::size_t index = 0; index < there.size(); ++index) EXPECT_EQ(there[index].sentence, back[index].sentence);
}

TEST(Coverage, SaysWhatNeedNotBeTakenIn) {
  auto const shelf = Shelf{{clean}};
  auto const found = coverage(shelf.scope(), {{"istv.site_code", "Site"}, {"person.name", "Name"}},
                              {{"ed", "testshire-ed", "ed-profile",
                                {{"istv.site_code", "Site", false}, {"istv.assault_location_type", "Kind of place", false}, {"istv.arrival_at", "Arrival", true},
                                 {"istv.attender_age", "Age", false}}},
                               {"police", "testshire-police", "police-profile", {{"police.at", "When", true}}, {"police.count"}}});
  EXPECT_EQ(found.covered, 1U);
  ASSERT_THAT(found.uncovered, SizeIs(1));
  EXPECT_EQ(found.uncovered.front().id, "person.name");
  ASSERT_THAT(found.feeds, SizeIs(2));
  std::vector<std::string_view> needs;
  for (auto const& column : found.feeds.front().columns) needs.push_back(name_of(column.need));
  EXPECT_THAT(needs, ElementsAre("given", "given", "frames", "not-needed"));
  EXPECT_EQ(found.feeds.front().not_needed(), 1U);
  EXPECT_EQ(found.feeds.back().not_needed(), 1U) << "the police give nothing of theirs";
}

TEST(Coverage, AFieldThatOnlyDecidesWhatIsLeftOutIsNeeded) {
  auto const shelf = Shelf{{replaced(clean, "        - {field: istv.assault_location_type, as: code}\n", "")}};
  auto const found = coverage(shelf.scope(), {}, {{"ed", "testshire-ed", "p", {{"istv.assault_location_type", "Kind of place", false}}}});
  EXPECT_EQ(found.feeds.front().columns.front().need, Need::decides);
}

std::vector<std::string> told(std::vector<CalendarEntry> const& entries) {
  std::vector<std::string> out;
  for (auto const& entry : entries) out.push_back(format_date(entry.day) + " " + std::string{name_of(entry.due)});
  return out;
}

TEST(Calendar, TellsWhatIsDueAndWhatIsOverdue) {
  auto const shelf = Shelf{{clean}};
  EXPECT_THAT(told(calendar(shelf.scope(), day("2026-12-01"), 90)), ElementsAre("2027-01-15 review"));
  EXPECT_THAT(told(calendar(shelf.scope(), day("2027-02-01"), 90)), ElementsAre("2027-01-15 review", "2027-03-31 ends"));
  EXPECT_EQ(calendar(shelf.scope(), day("2027-02-01"), 90).front().days_left, -17);
  EXPECT_THAT(calendar(shelf.scope(), day("2027-02-01"), 90).front().sentence, HasSubstr("17 days overdue"));
  EXPECT_THAT(calendar(shelf.scope(), day("2027-04-01"), 90), IsEmpty()) << "it has ended";
  EXPECT_THAT(told(calendar(shelf.scope(), day("2026-03-01"), 60)), ElementsAre("2026-04-01 begins"));
}

TEST(Calendar, AnAssessmentLapsesAfterAYearUnlessAReviewComesFirst) {
  std::string const conference{personalised_text};  // approved 2026-04-02, review by 2026-11-01
  EXPECT_THAT(told(calendar(Shelf{{conference}}.scope(), day("2026-10-01"), 365)), ElementsAre("2026-11-01 review", "2027-04-30 ends"));
  EXPECT_THAT(calendar(Shelf{{conference}}.scope(), day("2026-10-01"), 60).front().sentence, HasSubstr("with it the assessment DPIA-1"));
  auto const late = replaced(conference, "review_by: \"2026-11-01\"", "review_by: \"2027-04-20\"");
  EXPECT_THAT(told(calendar(Shelf{{late}}.scope(), day("2027-04-05"), 5)), ElementsAre("2027-04-02 assessment"));
}

TEST(Calendar, ToldWhoseTrainingLapses) {
  auto const shelf = Shelf{{clean, other}};
  std::vector<TrainedMember> const members{{"anna", "testshire-csp", {"analyst"}, {{"information-handling", day("2025-12-10")}}},
                                           {"bert", "testshire-csp", {"mentor"}, {{"information-handling", day("2025-12-10")}}},
                                           {"cleo", "testshire-police", {"analyst"}, {{"information-handling", day("2025-12-10")}}}};
  auto const found = calendar(shelf.scope(), day("2026-12-01"), 30, members);
  ASSERT_EQ(told(found), (std::vector<std::string>{"2026-12-11 training"})) << "once, though two agreements ask for it";
  EXPECT_EQ(found.front().member, "anna");
  EXPECT_EQ(found.front().course, "information-handling");
}

}  // namespace
}  // namespace concordat::agreements::analysis
