// SPDX-License-Identifier: Apache-2.0
// What editions tell of feeds, on both stores: the timetable that everybody sees, and of quality what suppliers show everybody.
#include "hub/products/feeds_told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/improvement/plan.h"
#include "hub/products/annex.h"
#include "hub/products/editions.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ToldOfFeeds : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  [[nodiscard]] std::string partnership() const override {
    auto text = replaced(std::string{partnership_yaml}, "    - {id: emil,", "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: emil,");
    return replaced(text, "  areas:\n",
                    "    - {id: s17a-police, agency: northshire-police, title: \"Return\", profile: s17a-police, every: P3M, due_within: P3M, first_period: \"2026-01\"}\n  areas:\n");
  }
  [[nodiscard]] Editor editor(std::string const& id, std::string role = "analyst") { return {**hub().member(id), std::move(role)}; }
  [[nodiscard]] std::string opened(std::string const& product, std::string const& purpose, std::string const& quarter = {}) {
    auto const id = open_edition(hub(), editor("anna"), {product, purpose, quarter});
    EXPECT_EQ(code_of(id), "fine");
    return id.value_or(std::string{});
  }
  [[nodiscard]] Json told(std::string const& id) {
    auto const edition = see_edition(hub(), editor("anna"), id);
    EXPECT_EQ(code_of(edition), "fine");
    return edition ? edition->told : Json{};
  }
  static Json one(Json const& list, std::string_view key, std::string_view value) {
    for (auto const& each : list.array()) {
      if (each[key].string() == value) return each;
    }
    return {};
  }
  static std::vector<std::string> states(Json const& feed) {
    std::vector<std::string> all;
    for (auto const& period : feed["periods"].array()) all.push_back(period["months"].string() + " " + period["state"].string());
    return all;
  }
  void write_all(std::string const& id) {
    auto const edition = see_edition(hub(), editor("anna"), id);
    for (auto const& section : edition->sections) {
      if (section.section.ask.empty()) continue;
      ASSERT_EQ(code_of(write_commentary(hub(), editor("anna"), id, section.section.id, "Thanks.")), "fine");
    }
  }
  void sign(std::string const& id) {
    write_all(id);
    ASSERT_EQ(code_of(sign_off(hub(), editor("lena", "strategic-lead"), id)), "fine");
  }
};
CONCORDAT_ON_BOTH_STORES(ToldOfFeeds);

TEST_P(ToldOfFeeds, SayWhichMonthsCameAndWhichDidNot) {  // M14
  auto const deliveries = told(opened("ed-loop-return", "violence-hotspot-analysis"))["deliveries"];
  ASSERT_EQ(deliveries.array().size(), 2U) << "those whose reports are counted: no list of people, no return";
  auto const ed = one(deliveries, "feed", "ed-istv");
  EXPECT_EQ(ed["agency_name"].string(), "Northshire General");
  EXPECT_EQ(ed["source"].string(), "Emergency department");
  EXPECT_THAT(states(ed), ElementsAre("2026-01 late", "2026-02 late", "2026-03 late", "2026-04 late", "2026-05 late", "2026-06 late", "2026-08 arrived", "2026-09 arrived", "2026-10 late"));
  EXPECT_EQ(period_words(ed["periods"].array().back()), "2026-10: late by 5 days, due by 2026-11-16");
  EXPECT_EQ(ed["shows"].string(), "nothing");
  EXPECT_THAT(ed["gaps"].array(), IsEmpty());
  EXPECT_EQ(ed["taken_in"].string(), "") << "its supplier shows nobody how complete it is";
}

TEST_P(ToldOfFeeds, SayHowCompleteAFeedIsAsFarAsItsSupplierShowsEverybodyAndInBands) {
  auto october = ed_month("2026-10", {{0, 20}});
  for (auto at = october.find(",S1,"); at != std::string::npos; at = october.find(",S1,")) october.replace(at, 4, ",,");  // of twenty nobody says with what
  take_in("ed-istv", october);
  auto const id = opened("ed-loop-return", "violence-hotspot-analysis");
  auto const ed = [&] { return one(told(id)["deliveries"], "feed", "ed-istv"); };
  auto const show = [&](Published shows) { ASSERT_EQ(code_of(publish_quality(hub(), *hub().feed("ed-istv"), **hub().member("edgar"), shows)), "fine"); };
  show(Published::rows);
  EXPECT_EQ(ed()["taken_in"].string(), "nine tenths or more");
  EXPECT_THAT(ed()["gaps"].array(), IsEmpty()) << "how full each field is was not shown";
  show(Published::fields);
  auto const gaps = ed()["gaps"];
  ASSERT_EQ(gaps.array().size(), 1U) << gaps.canonical();
  EXPECT_EQ(gaps.array().front()["field"].string(), hub().catalogue().field("istv_assault_method")->label);
  EXPECT_EQ(gaps.array().front()["filled"].string(), "a half to three quarters");
  EXPECT_THAT(gaps.canonical(), Not(testing::ContainsRegex("[0-9]"))) << "no count leaves with it";
  show(Published::nothing);
  EXPECT_EQ(ed()["taken_in"].string(), "") << "taken back";
}

TEST_P(ToldOfFeeds, StayInASignedEditionAsTheyWere) {
  auto const id = opened("ed-loop-return", "violence-hotspot-analysis");
  sign(id);
  auto const signed_with = told(id).canonical();
  EXPECT_THAT(signed_with, HasSubstr("2026-10"));
  take_in("ed-istv", ed_month("2026-10", {{0, 9}}));
  EXPECT_EQ(told(id).canonical(), signed_with);
  EXPECT_THAT(states(one(told(opened("ed-loop-return", "violence-hotspot-analysis"))["deliveries"], "feed", "ed-istv")), testing::Contains("2026-10 arrived"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE edition SET parts = replace(parts, 'late', 'arrived')")), "fine");
  EXPECT_EQ(code_of(see_edition(hub(), editor("anna"), id)), "edition.not-as-signed") << "what is told of feeds is signed too";
}

TEST_P(ToldOfFeeds, AreSignedAsTheyWereReadOrNotAtAll) {
  auto const id = opened("ed-loop-return", "violence-hotspot-analysis");
  write_all(id);
  auto const read = [&] { return mark_of_told(*see_edition(hub(), editor("anna"), id)); };
  auto const signing = [&](std::string const& told) { return code_of(sign_off(hub(), editor("lena", "strategic-lead"), id, {.told = told})); };
  auto const before = read();
  clock_.set(clock_.now() + std::chrono::minutes{20});
  EXPECT_EQ(read(), before) << "nothing came";
  take_in("ed-istv", ed_month("2026-10", {{0, 9}}));
  EXPECT_NE(read(), before);
  EXPECT_EQ(signing(before), "edition.told-changed") << "the version is the same, and October is no longer late";
  EXPECT_FALSE(see_edition(hub(), editor("anna"), id)->row.is_signed());
  EXPECT_EQ(signing(read()), "fine");
}

TEST_P(ToldOfFeeds, NameTheDayThatTheyAreOfAndAFileThatTheFiguresDoNotCount) {
  for (auto terms : {Terms{}, ed_terms()}) {
    terms.role = "analyst, strategic-lead";
    bring_into_force(agreement_text(terms));
  }
  auto const id = opened("ed-loop-return", "violence-hotspot-analysis");
  auto const ed = [&] { return one(told(id)["deliveries"], "feed", "ed-istv"); };
  EXPECT_EQ(told(id)["as_of"].string(), "2026-11-21");
  EXPECT_EQ(later_file_words(ed()), "") << "it came before";
  clock_.set(*parse_instant("2026-11-23T10:00:00Z"));
  take_in("ed-istv", ed_month("2026-10", {{0, 9}}));
  EXPECT_EQ(later_file_words(ed()), "") << "of no quarter that the figures count";
  auto const mark = [&] { return mark_of_told(*see_edition(hub(), editor("anna"), id)); };
  auto const read = mark();
  clock_.set(*parse_instant("2026-11-23T20:00:00Z"));
  EXPECT_EQ(mark(), read) << "hours pass";
  take_in("ed-istv", ed_month("2026-09", {{0, 9}}));
  EXPECT_THAT(later_file_words(ed()), HasSubstr("A file with months of 2026-Q3 came on 2026-11-23, after that quarter was closed"));
  EXPECT_NE(mark(), read) << "a file came";
  auto const before = mark();
  clock_.set(*parse_instant("2026-11-29T10:00:00Z"));
  EXPECT_EQ(mark(), before) << "what became late by the days alone is nothing that came";
  clock_.set(*parse_instant("2026-11-23T20:00:00Z"));
  EXPECT_EQ(later_file_words(one(told(id)["deliveries"], "feed", "police-incidents")), "") << "of the other feed none came";
  sign(id);
  clock_.set(*parse_instant("2026-11-30T10:00:00Z"));
  EXPECT_EQ(told(id)["as_of"].string(), "2026-11-23") << "the day of the signature";
  EXPECT_THAT(later_file_words(ed()), HasSubstr("2026-11-23"));
  auto const seen = edition_for_reader(hub(), editor("anna"), "northshire-csp", id);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(later_file_words(one(seen->told["deliveries"], "feed", "ed-istv")), "") << "a reader has figures of its own, made later";
}

TEST_P(ToldOfFeeds, GoThroughThePrescribedItemsOneByOne) {  // M14
  auto const id = opened("s17a-quarterly", "strategic-assessment", "2026-Q3");
  auto const item = [&](std::string_view number) { return one(told(id)["prescribed"], "number", number); };
  EXPECT_EQ(told(id)["prescribed"].array().size(), hub().catalogue().prescribed_return("s17a")->items.size()) << "every item of the Schedule, held here or not";
  auto const violence = item("2(h)");
  EXPECT_THAT(violence["holders"].canonical(), HasSubstr("Northshire Police"));
  EXPECT_EQ(violence["state"].string(), "due");
  EXPECT_EQ(violence["quarter"].string(), "2026-Q3");
  EXPECT_EQ(violence["due_by"].string(), "2027-01-01");
  EXPECT_TRUE(violence["counted"].boolean());
  EXPECT_EQ(item_words(violence), "the return is due by 2027-01-01");
  EXPECT_FALSE(item("1(a)")["counted"].boolean());
  EXPECT_EQ(item("3(a)")["state"].string(), "no-holder") << "no fire service is here";
  EXPECT_EQ(item("9(a)")["state"].string(), "no-feed") << "the hospital holds it and sends no return";
  EXPECT_EQ(item_words(item("9(a)")), "whoever holds it sends no return here");
  clock_.set(*parse_instant("2027-01-05T10:00:00Z"));
  EXPECT_EQ(item("2(h)")["state"].string(), "late") << "a draft tells it as it stands";
  take_in("s17a-police", "Schedule Item,Quarter,Count\n2(h),2026-07,0\n");
  EXPECT_EQ(item("2(h)")["state"].string(), "arrived");
  EXPECT_THAT(item("2(h)").canonical(), Not(HasSubstr("nil"))) << "whether there was anything is for its supplier to read";
}

TEST_P(ToldOfFeeds, AreOnSheetsOfTheWorkbook) {
  for (auto const& [product, purpose] : {std::pair{"ed-loop-return", "violence-hotspot-analysis"}, {"s17a-quarterly", "strategic-assessment"}}) {
    auto const edition = see_edition(hub(), editor("anna"), opened(product, purpose));
    ASSERT_EQ(code_of(edition), "fine");
    auto const book = annex_of(*edition, sheet_out::Format::ods, clock_.now());
    ASSERT_EQ(code_of(book), "fine") << product;
    EXPECT_GT(book->size(), 1000U);
  }
}

TEST_P(ToldOfFeeds, AreToldInWordsWhateverTheStateIs) {
  auto const period = [](std::string_view state) { return period_words(std::move(Json{}.set("state", state).set("months", "2026-10").set("due_by", "2026-11-15").set("days_late", 3))); };
  EXPECT_EQ(period("arrived"), "2026-10: came");
  EXPECT_EQ(period("due"), "2026-10: due by 2026-11-15");
  EXPECT_THAT(period("failed"), HasSubstr("could not be taken in"));
  auto const item = [](std::string_view state) { return item_words(std::move(Json{}.set("state", state).set("due_by", "2026-12-31"))); };
  EXPECT_EQ(item("arrived"), "the return of this quarter came");
  EXPECT_EQ(item("not-expected"), "no return of this quarter was to come");
  EXPECT_EQ(item("late"), "the return is late; it was due by 2026-12-31");
  EXPECT_THAT(item("failed"), HasSubstr("could not be taken in"));
  EXPECT_THAT(item("no-holder"), HasSubstr("no agency"));
}

}  // namespace
}  // namespace concordat::hub::proving
