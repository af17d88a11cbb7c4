// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/testing.h"
#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

using agreements::testing::agreement;
using agreements::testing::clean_text;
using agreements::testing::day;
using agreements::testing::personalised_text;
using agreements::testing::replaced;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Scope scope(std::initializer_list<Agreement const*> agreements) { return {.agreements = {agreements}}; }

/// `text` and the same with one thing changed, as the next version.
struct Versions {
  Agreement old_one, new_one;
  Versions(std::string_view text, std::string_view from, std::string_view to)
      : old_one{agreement(text)}, new_one{agreement(replaced(replaced(std::string{text}, "version: ", "version: 9"), from, to))} {}
  [[nodiscard]] Difference difference() const { return compare(scope({&old_one}), scope({&new_one})); }
  [[nodiscard]] std::string told() const { return text::join(sentences(difference()), "\n"); }
};

TEST(Diff, FindsNothingInTheSameTerms) {
  auto const versions = Versions{clean_text, "title: Assault data", "title: Other data"};
  auto const difference = versions.difference();
  EXPECT_THAT(difference.cells, IsEmpty());
  EXPECT_FALSE(difference.widens());
  EXPECT_THAT(difference.other, ElementsAre("isa.testshire.ed: title"));
}

TEST(Diff, TellsAnAddedFieldInOneSentence) {
  auto const versions = Versions{clean_text, "        - {field: istv.assault_place, as: cell}\n",
                                 "        - {field: istv.assault_place, as: cell}\n        - {field: istv.arrival_at, as: day}\n"};
  auto const difference = versions.difference();
  ASSERT_THAT(difference.cells, SizeIs(1));
  auto const& change = difference.cells.front();
  EXPECT_EQ(change.change, Change::added);
  EXPECT_TRUE(difference.widens());
  EXPECT_EQ(change.cells(), 2U);
  ASSERT_THAT(change.boxes, SizeIs(1));
  EXPECT_THAT(change.boxes.front().purposes, ElementsAre("strategic-assessment", "violence-hotspot-analysis"));
  EXPECT_EQ(sentences(difference).front(),
            "Added: analyst of testshire-csp, from testshire-ed, for strategic-assessment or violence-hotspot-analysis: istv.arrival_at. to the day; form: "
            "depersonalised; law: not-personal-data; area: the incident was within testshire; training: the course information-handling, not older than 1 year; "
            "small-number rules: istv-rows; smallest group: groups under 3 are not shown; small groups: the small groups are left out; kept for: 3 years; "
            "kept from: from the day it arrived; afterwards: deleted; passed on: never. Still subject to isa.testshire.ed@94#no-reidentification. "
            "[isa.testshire.ed@94#rows-to-analysts]");
}

TEST(Diff, ALongerKeepingEasesEveryCellOfTheRuleAtOnce) {
  auto const difference = Versions{clean_text, "keep_for: P3Y", "keep_for: P5Y"}.difference();
  ASSERT_THAT(difference.cells, SizeIs(1));
  auto const& change = difference.cells.front();
  EXPECT_EQ(change.change, Change::eased);
  EXPECT_EQ(change.cells(), 8U);
  ASSERT_THAT(change.facets, SizeIs(1));
  EXPECT_EQ(change.facets.front().facet, "keep-for");
  EXPECT_EQ(change.facets.front().before, "3 years");
  EXPECT_EQ(change.facets.front().after, "5 years");
  EXPECT_FALSE(change.narrows);
}

TEST(Diff, SaysWhichWayEveryTermWent) {
  struct Case {
    char const* from;
    char const* to;
    Change change;
  };
  for (auto const& one : {Case{"min_group: 3", "min_group: 5", Change::tightened},
                          {"min_group: 5", "min_group: 4", Change::eased},
                          {"on_fail: suppress", "on_fail: refuse", Change::tightened},
                          {"profile: istv-rows", "profile: nhs", Change::mixed},
                          {"not_older_than: P12M", "not_older_than: P24M", Change::eased},
                          {"incident_within: [testshire]", "incident_within: [testshire, dale]", Change::eased},
                          {"is: [home]", "is: [home, street]", Change::tightened},
                          {"as: hour", "as: day", Change::tightened},
                          {"as: code", "as: summary", Change::mixed},
                          {"form: depersonalised", "form: aggregate", Change::tightened},
                          {"gateway: not-personal-data", "gateway: other", Change::mixed},
                          {"then: delete", "then: anonymise", Change::eased},
                          {"onward: none", "onward: with-discloser-agreement", Change::eased},
                          {"from: received", "from: released", Change::mixed},
                          {"[analyst]", "[mentor]", Change::added}}) {
    auto const difference = Versions{clean_text, one.from, one.to}.difference();
    ASSERT_FALSE(difference.cells.empty()) << one.to;
    EXPECT_EQ(difference.cells.front().change, one.change) << one.to;
    EXPECT_EQ(difference.widens(), one.change != Change::tightened) << one.to;
  }
}

TEST(Diff, AnEasedRuleThatAnotherAlreadyAllowedChangesNothing) {
  auto const twice = replaced(std::string{personalised_text}, "discloser: [testshire-police]\n      recipient: [testshire-police]",
                              "discloser: [testshire-police]\n      recipient: [testshire-police, testshire-yjs]");
  auto const before = agreement(twice);
  auto after = before;
  auto copy = after.rules.front();
  copy.id.text = "copy";
  copy.conditions.concern->band_at_least = 4;
  after.rules.push_back(copy);
  after.sha256 = "another";
  EXPECT_THAT(compare(scope({&before}), scope({&after})).cells, IsEmpty());
}

TEST(Diff, AProhibitionThatGoesWidens) {
  auto const versions = Versions{clean_text,
                                 "    - {id: no-tasking, purposes: [enforcement-tasking], items: [\"istv.*\"], why: \"Patients must not fear coming to hospital\"}\n", ""};
  auto const difference = versions.difference();
  EXPECT_THAT(difference.cells, IsEmpty());
  ASSERT_THAT(difference.clauses, SizeIs(1));
  EXPECT_TRUE(difference.widens());
  EXPECT_THAT(versions.told(), HasSubstr("Lifted (prohibition) in isa.testshire.ed#no-tasking: istv.* for enforcement-tasking"));
}

TEST(Diff, AProhibitionChangesTheCellsItBearsOn) {
  auto const eased = Versions{personalised_text, "bulk_over: 1", "bulk_over: 5"}.difference();
  ASSERT_FALSE(eased.cells.empty());
  EXPECT_EQ(eased.cells.front().change, Change::eased);
  EXPECT_EQ(eased.cells.front().facets.front().facet, "prohibition");
  auto const barred = Versions{clean_text, "purposes: [enforcement-tasking], items", "purposes: [strategic-assessment], items"}.difference();
  ASSERT_THAT(barred.cells, SizeIs(1));
  EXPECT_EQ(barred.cells.front().change, Change::removed);
  EXPECT_THAT(barred.cells.front().boxes.front().purposes, ElementsAre("strategic-assessment"));
  EXPECT_THAT(barred.cells.front().prohibited, Contains("isa.testshire.ed@94#no-tasking"));
  EXPECT_TRUE(barred.widens()) << "what was forbidden for tasking no longer is";
}

TEST(Diff, AProhibitionThatAnotherStillImposesIsNotLifted) {
  auto const difference = Versions{clean_text, "{id: no-tasking, purposes: [enforcement-tasking], items: [\"istv.*\"]", "{id: no-tasking, purposes: any, items: [\"istv.*\"]"}.difference();
  auto const widened = std::any_of(difference.clauses.begin(), difference.clauses.end(), [](auto const& clause) { return clause.widens; });
  EXPECT_FALSE(widened);
  EXPECT_FALSE(difference.widens());
}

TEST(Diff, ClausesAboutSeveralFields) {
  auto const lifted = Versions{clean_text, "  never_together:\n    - {items: [istv.arrival_at, istv.assault_method_other], unless_form: aggregate, why: \"Together they single out\"}\n", ""}.difference();
  ASSERT_THAT(lifted.clauses, SizeIs(1));
  EXPECT_EQ(lifted.clauses.front().kind, "never-together");
  EXPECT_TRUE(lifted.widens());
  auto const more = Versions{clean_text, "items: [istv.arrival_at, istv.assault_method_other]", "items: [istv.arrival_at, istv.assault_method_other, istv.site_code]"}.difference();
  EXPECT_FALSE(more.widens());
  EXPECT_FALSE(more.clauses.empty());
  auto const stricter_form = Versions{clean_text, "unless_form: aggregate, ", ""}.difference();
  EXPECT_FALSE(stricter_form.widens());
  auto const excused = Versions{personalised_text, "except_rules: [names-to-police]", "except_rules: [names-to-police, police-risk]"}.difference();
  ASSERT_FALSE(excused.clauses.empty());
  EXPECT_EQ(excused.clauses.front().kind, "must-go-together");
  EXPECT_TRUE(excused.widens());
  EXPECT_FALSE((Versions{personalised_text, "with: [person.role_in_concern]", "with: [person.role_in_concern, intel.threat_to_life]"}.difference().widens()));
}

TEST(Diff, ALaterEndWidens) {
  auto const later = Versions{clean_text, "until: \"2027-04-01\"", "until: \"2027-06-01\""};
  ASSERT_THAT(later.difference().terms, SizeIs(1));
  EXPECT_TRUE(later.difference().widens());
  EXPECT_THAT(later.told(), HasSubstr("isa.testshire.ed runs from 2026-04-01 to and including 2027-05-31 (was: from 2026-04-01 to and including 2027-03-31)."));
  EXPECT_FALSE((Versions{clean_text, "until: \"2027-04-01\"", "until: \"2027-02-01\""}.difference().widens()));
  EXPECT_TRUE((Versions{clean_text, "from: \"2026-04-01\"", "from: \"2026-03-01\""}.difference().widens()));
}

TEST(Diff, AStatusThatBringsItIntoForceWidens) {
  auto const difference = Versions{replaced(std::string{clean_text}, "status: signed", "status: draft"), "status: draft", "status: signed"}.difference();
  ASSERT_THAT(difference.clauses, SizeIs(1));
  EXPECT_EQ(difference.clauses.front().kind, "status");
  EXPECT_TRUE(difference.widens());
}

TEST(Diff, APartNobodyHereKnowsCountsAsWidening) {
  auto const before = agreement(clean_text);
  auto after = before;
  after.canonical = replaced(before.canonical, R"("why":"Patrol work needs the pattern")", R"("urgent":true,"why":"Patrol work needs the pattern")");
  after.sha256 = "another";
  auto const difference = compare(scope({&before}), scope({&after}));
  ASSERT_THAT(difference.clauses, SizeIs(1));
  EXPECT_EQ(difference.clauses.front().kind, "part-not-known");
  EXPECT_EQ(difference.clauses.front().after, "rule figures-to-police: urgent");
  EXPECT_TRUE(difference.widens());
}

TEST(Diff, AConditionNobodyHereKnowsIsNotOverlooked) {
  auto const before = agreement(clean_text);
  auto after = before;
  after.rules.back().conditions.written.emplace_back("weather", R"({"dry":true})");
  after.sha256 = "another";
  auto const tightened = compare(scope({&before}), scope({&after}));
  ASSERT_THAT(tightened.cells, SizeIs(1));
  EXPECT_EQ(tightened.cells.front().change, Change::tightened);
  EXPECT_EQ(compare(scope({&after}), scope({&before})).cells.front().change, Change::eased);
}

TEST(Diff, FieldsAndPurposesAreTheSameUnderEveryName) {
  auto const vocabulary = agreements::testing::vocabulary();
  auto const before = agreement(clean_text);
  auto const after = agreement(replaced(std::string{clean_text}, "purposes: [violence-hotspot-analysis]\n", "purposes: [violence_hotspot_analysis]\n"));
  EXPECT_FALSE(compare(scope({&before}), scope({&after})).cells.empty());
  EXPECT_THAT(compare({.agreements = {&before}, .vocabulary = &vocabulary}, {.agreements = {&after}, .vocabulary = &vocabulary}).cells, IsEmpty());
}

TEST(Diff, CutsOverOnTheDayTheNewVersionBegins) {
  auto const later = replaced(std::string{clean_text}, "in_force: {from: \"2026-04-01\", until: \"2027-04-01\"}", "in_force: {from: \"2026-10-01\", until: \"2027-04-01\"}");
  auto const versions = Versions{clean_text, "", ""};
  auto const next = agreement(replaced(replaced(later, "version: 4", "version: 5"), "        - {field: istv.site_code, as: value}\n", ""));
  auto const difference = compare(scope({&versions.old_one}), scope({&next}));
  ASSERT_THAT(difference.cells, SizeIs(1));
  EXPECT_EQ(difference.cells.front().stops, day("2026-10-01"));
  Sharing const used{{"testshire-ed", "testshire-csp", "analyst", "strategic-assessment", "istv.site_code"}, day("2026-05-09")};
  Sharing const goes_on{{"testshire-ed", "testshire-csp", "analyst", "strategic-assessment", "istv.assault_at"}, day("2026-05-09")};
  auto const cut = cut_over(difference, std::vector{goes_on, used}, nullptr);
  ASSERT_THAT(cut, SizeIs(1));
  EXPECT_EQ(cut.front().sharing.cell, used.cell);
  EXPECT_EQ(cut.front().change->change, Change::removed);
  auto const gone = compare(scope({&versions.old_one}), Scope{});
  EXPECT_EQ(gone.cells.front().stops, day("2027-04-01"));
}

TEST(Diff, SaysTheSameAsJson) {
  auto const json = to_json(Versions{clean_text, "keep_for: P3Y", "keep_for: P5Y"}.difference());
  EXPECT_TRUE(json["widens"].boolean());
  auto const& cell = json["cells"].array().at(0);
  EXPECT_EQ(cell["change"].string(), "eased");
  EXPECT_EQ(cell["cells"].integer(), 8);
  EXPECT_EQ(cell["facets"].array().at(0)["order"].string(), "easier");
  EXPECT_EQ(cell["boxes"].array().at(0)["recipients"].array().at(0).string(), "testshire-csp");
}

}  // namespace
}  // namespace concordat::agreements::analysis
