// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/terms.h"

#include <gtest/gtest.h>

#include "agreements/testing.h"

namespace concordat::agreements::analysis {
namespace {

constexpr Period months(int count) { return {.months = count, .days = 0}; }
constexpr Period days(int count) { return {.months = 0, .days = count}; }

Terms conference(std::string_view from = "", std::string_view to = "") {
  auto const text = from.empty() ? std::string{agreements::testing::personalised_text}
                                 : agreements::testing::replaced(std::string{agreements::testing::personalised_text}, from, to);
  auto const agreement = agreements::testing::agreement(text);
  return agreement.rules.empty() ? Terms{} : terms_of(agreement.rules.front(), agreement.rules.front().items.front(), nullptr);
}

TEST(Terms, PeriodsAreInOrderOnlyWhereTheCalendarCannotChangeIt) {
  EXPECT_EQ(order(months(12), months(6)), Order::easier);
  EXPECT_EQ(order(months(6), months(12)), Order::stricter);
  EXPECT_EQ(order(months(12), days(365)), Order::easier);
  EXPECT_EQ(order(days(366), months(12)), Order::easier);
  EXPECT_EQ(order(months(1), days(30)), Order::unordered);
  EXPECT_EQ(order(months(1), days(27)), Order::easier);
  EXPECT_EQ(order(days(14), days(14)), Order::same);
}

TEST(Terms, EveryConditionIsPutInOrder) {
  struct Case {
    Facet facet;
    char const* from;
    char const* to;
    Order now;  ///< of the changed one to the first
  };
  auto const before = conference();
  for (auto const& one : {Case{Facet::form, "form: personalised", "form: pseudonymised", Order::stricter},
                          {Facet::as, "person.name, as: value", "person.name, as: summary", Order::stricter},
                          {Facet::gateway, "gateway: pcsca2022-s16", "gateway: other-law", Order::unordered},
                          {Facet::link, "subject_linked_to: [testshire]", "subject_linked_to: [testshire, dale]", Order::easier},
                          {Facet::link, "subject_linked_to: [testshire]", "subject_linked_to: [dale]", Order::unordered},
                          {Facet::case_terms, "type: gang-conference", "type: panel", Order::unordered},
                          {Facet::age, "{from: 10, to: 17}", "{from: 12, to: 17}", Order::stricter},
                          {Facet::age, "{from: 10, to: 17}", "{from: 9, to: 16}", Order::unordered},
                          {Facet::concern, "band_at_least: J3", "band_at_least: J2", Order::easier},
                          {Facet::concern, "not_older_than: P90D", "not_older_than: P120D", Order::easier},
                          {Facet::concern, "band_at_least: J3, not_older_than: P90D", "band_at_least: J2, not_older_than: P80D", Order::unordered},
                          {Facet::concern, "tool: joint-assessment", "tool: other", Order::unordered},
                          {Facet::handling, "codes: [P, C-with-condition]", "codes: [P]", Order::stricter},
                          {Facet::consent, "from: subject-or-parent", "from: subject", Order::stricter},
                          {Facet::consent, "not_older_than: P6M", "not_older_than: P9M", Order::easier},
                          {Facet::decision, "by: caldicott-guardian", "by: chair", Order::unordered},
                          {Facet::decision, "not_older_than: P14D", "not_older_than: P7D", Order::stricter},
                          {Facet::necessity, "        necessity: {stated: true}\n", "", Order::easier},
                          {Facet::keep, "keep_for: P6M", "keep_for: P1Y", Order::easier},
                          {Facet::keep_from, "from: case-closed", "from: received", Order::unordered},
                          {Facet::afterwards, "then: delete", "then: anonymise", Order::easier},
                          {Facet::onward, "onward: with-discloser-agreement", "onward: none", Order::stricter}}) {
    auto const after = conference(one.from, one.to);
    EXPECT_EQ(order(one.facet, after, before), one.now) << one.to;
    EXPECT_NE(key_of(after), key_of(before)) << one.to;
    EXPECT_NE(in_words(one.facet, after), in_words(one.facet, before)) << one.to;
    for (auto const facet : all_facets()) {
      if (facet == one.facet) continue;
      EXPECT_EQ(order(facet, after, before), Order::same) << one.to << " " << name_of(facet);
    }
  }
}

TEST(Terms, WhatIsNotAskedIsEasier) {
  Terms asks;
  asks.incident_within = Texts{"dale"};
  asks.trained = Dated{"course", months(12)};
  asks.control = ControlFacet{"counts", 5, OnFail::suppress};
  asks.left_out = {{"place", {"home"}}};
  for (auto const facet : {Facet::area, Facet::trained, Facet::profile, Facet::min_group, Facet::on_fail, Facet::left_out}) {
    EXPECT_EQ(order(facet, Terms{}, asks), Order::easier) << name_of(facet);
    EXPECT_EQ(order(facet, asks, Terms{}), Order::stricter) << name_of(facet);
  }
  auto stricter = asks;
  stricter.control->min_group = 8;
  EXPECT_EQ(order(Facet::min_group, stricter, asks), Order::stricter);
  stricter.control->on_fail = OnFail::refuse;
  EXPECT_EQ(order(Facet::on_fail, stricter, asks), Order::stricter);
  auto finer = asks;
  finer.control->holder = false;
  EXPECT_EQ(order(Facet::holder, finer, asks), Order::easier) << "who holds nothing to match with is given finer records";
  EXPECT_EQ(order(Facet::holder, asks, finer), Order::stricter);
  EXPECT_EQ(order(Facet::holder, finer, Terms{}), Order::same) << "without a control there are no records to be made finer";
  auto said = asks;
  said.control->holder = true;
  EXPECT_EQ(order(Facet::holder, said, asks), Order::same) << "what is not said is taken for yes";
  EXPECT_EQ(key_of(said), key_of(asks));
  EXPECT_NE(key_of(finer), key_of(asks));
  EXPECT_NE(in_words(Facet::holder, finer), in_words(Facet::holder, asks));
}

/// The rule of the conference with one more condition, as the document would write it.
Terms with(std::string key, std::string json) {
  auto agreement = agreements::testing::agreement(agreements::testing::personalised_text);
  agreement.rules.front().conditions.written.emplace_back(std::move(key), std::move(json));
  return terms_of(agreement.rules.front(), agreement.rules.front().items.front(), nullptr);
}

TEST(Terms, AConditionNobodyHereKnowsIsComparedAsText) {
  auto const one = with("weather", R"({"dry":true})");
  EXPECT_EQ(order(Facet::other, one, conference()), Order::stricter);
  EXPECT_EQ(order(Facet::other, conference(), one), Order::easier);
  EXPECT_EQ(order(Facet::other, with("weather", R"({"dry":false})"), one), Order::unordered);
  EXPECT_NE(in_words(Facet::other, one).find("weather"), std::string::npos);
}

TEST(Terms, HoursAndApprovalsAreInOrder) {
  auto const day = with("time", R"({"from":"08:00","until":"18:00"})");
  auto const week = with("time", R"({"days":["mon","tue"],"from":"08:00","until":"18:00"})");
  EXPECT_EQ(order(Facet::hours, week, day), Order::stricter);
  EXPECT_EQ(order(Facet::hours, with("time", R"({"from":"07:30","until":"18:00"})"), day), Order::easier);
  EXPECT_EQ(order(Facet::hours, with("time", R"({"from":"09:00","until":"19:00"})"), day), Order::unordered);
  EXPECT_EQ(in_words(Facet::hours, week), "from 08:00 to 18:00 on mon, tue");
  auto const two = with("approvals", R"({"at_least":2,"not_older_than":"P7D","of":"discloser","roles":["chair"]})");
  EXPECT_EQ(order(Facet::approvals, with("approvals", R"({"at_least":1,"not_older_than":"P7D","of":"discloser","roles":["chair"]})"), two), Order::easier);
  EXPECT_EQ(order(Facet::approvals, with("approvals", R"({"at_least":2,"not_older_than":"P7D","of":"recipient","roles":["chair"]})"), two), Order::unordered);
  EXPECT_EQ(order(Facet::approvals, with("approvals", R"({"at_least":2,"not_older_than":"P7D","of":"discloser","roles":["chair","lead"]})"), two), Order::easier);
  // Another way to write it than this module knows: a text, never nothing.
  EXPECT_EQ(order(Facet::other, with("time", R"({"shift":"late"})"), conference()), Order::stricter);
  EXPECT_EQ(order(Facet::other, with("approvals", R"({"by":"chair"})"), conference()), Order::stricter);
}

TEST(Terms, SeveralRulesMayCoverOneInPieces) {
  Terms whole;
  whole.age = {10, 17};
  whole.hours = HoursFacet{480, 1080, {"mon", "tue"}};
  auto young = whole;
  young.age = {10, 13};
  auto old = whole;
  old.age = {14, 17};
  EXPECT_TRUE(covered(whole, std::vector<Terms const*>{&young, &old}));
  old.age = {15, 17};
  EXPECT_FALSE(covered(whole, std::vector<Terms const*>{&young, &old}));
  old.age = {14, 17};
  auto mondays = old;
  mondays.hours->days = {"mon"};
  EXPECT_FALSE(covered(whole, std::vector<Terms const*>{&young, &mondays}));
  auto mornings = old;
  mornings.hours->days = {"tue"};
  mornings.hours->until = 720;
  auto afternoons = mornings;
  afternoons.hours = HoursFacet{700, 1080, {"tue"}};
  EXPECT_TRUE(covered(whole, std::vector<Terms const*>{&young, &mondays, &mornings, &afternoons}));
  // Every age is not "any age": where it is not known, no age holds.
  Terms any;
  Terms all_ages;
  all_ages.age = {0, 130};
  EXPECT_FALSE(covered(any, std::vector<Terms const*>{&all_ages}));
  EXPECT_TRUE(covered(all_ages, std::vector<Terms const*>{&any}));
}

TEST(Terms, ItemsAreLeftOutOnlyWhereTheRuleSaysSo) {
  auto const agreement = agreements::testing::agreement(agreements::testing::clean_text);
  auto const& rule = agreement.rules.front();
  EXPECT_TRUE(terms_of(rule, *rule.item("istv.site_code"), nullptr).left_out.empty());
  EXPECT_EQ(terms_of(rule, *rule.item("istv.assault_place"), nullptr).left_out, (std::map<std::string, Texts>{{"istv.assault_location_type", {"home"}}}));
}

}  // namespace
}  // namespace concordat::agreements::analysis
