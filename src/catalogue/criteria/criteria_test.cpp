// SPDX-License-Identifier: Apache-2.0
#include "catalogue/criteria/criteria.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/file.h"

namespace concordat::catalogue {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string folder() { return std::string{CONCORDAT_SOURCE_DIR} + "/definitions"; }

Catalogue const& known() {
  static auto const loaded = Catalogue::load(folder());
  return loaded.catalogue;
}

constexpr auto small = R"(programmes:
  - id: "help"
    title: "Help"
    source: "This test"
    verified: true
    purposes: [family_support]
    judged_by: [practitioner]
    judgement_lasts: "P6M"
    confirmed_by: "nobody"
    criteria:
      - id: "school"
        title: "School"
        words: "A child misses school."
        at_least: "One record."
        never_shows: "Why."
        evidence:
          - {fields: [attendance_pct], at_most: 85, roles: [at_risk_child], within: "P1Y"}
)";

LoadedCriteria read(std::string text, std::string_view from = {}, std::string_view to = {}) {
  if (!from.empty()) {
    auto const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return read_criteria(text, "criteria.yaml", known());
}

std::string told(LoadedCriteria const& loaded) {
  std::string all;
  for (auto const& one : loaded.findings) {
    EXPECT_FALSE(one.remedy.empty()) << one.code;
    all += one.code + " " + one.message + " ";
  }
  return all;
}

TEST(Criteria, AsShippedAreReadAndSayThatNobodyHeldThemAgainstTheirSource) {
  auto const shipped = load_criteria(folder(), known());
  EXPECT_EQ(told(shipped), "");
  auto const* first = shipped.find("families-2012");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->criteria.size(), 4U);
  EXPECT_TRUE(first->by_another_agency);
  ASSERT_NE(shipped.find("families-2015"), nullptr);
  EXPECT_EQ(shipped.find("families-2015")->criteria.size(), 6U);
  for (auto const& programme : shipped.programmes) {
    EXPECT_FALSE(programme.verified) << programme.id;
    EXPECT_FALSE(programme.source.empty() || programme.note.empty()) << programme.id;
    for (auto const& one : programme.criteria) EXPECT_FALSE(one.words.empty() || one.at_least.empty() || one.never_shows.empty()) << one.id;
  }
  EXPECT_EQ(shipped.find("nothing"), nullptr);
  EXPECT_EQ(first->criterion("nothing"), nullptr);
}

TEST(Criteria, AreNeverWhatDescribesPeopleOrWhatTheyWereScored) {  // S71 S72
  for (auto const* field : {"ethnicity_self", "ethnicity_officer", "nationality", "religion", "immigration_status", "preferred_language", "sexual_orientation", "disability", "family_name", "postcode", "ward_code",
                            "hate_strand", "gang_or_group_flag", "intel_gang_link", "oasys_scores", "assetplus_likelihood", "mappa_level", "dash_score", "iom_cohort", "search_outcome"}) {
    EXPECT_THAT(told(read(small, "attendance_pct", field)), AllOf(HasSubstr("never-a-criterion"), HasSubstr(field))) << field;
  }
  EXPECT_THAT(told(read(small, "[at_risk_child]", "[associate]")), HasSubstr("never-a-criterion")) << "S03";
}

TEST(Criteria, AreHeldForPurposesAloneThatSupport) {
  for (auto const* purpose : {"law_enforcement", "enforcement_tasking", "benefit_fraud", "immigration", "strategic_assessment"}) {
    EXPECT_THAT(told(read(small, "family_support", purpose)), HasSubstr("not-support")) << purpose;
  }
  EXPECT_THAT(told(read(small, "family_support", "charity")), HasSubstr("unknown-purpose"));
}

TEST(Criteria, SayWhatIsWrongAndWhere) {
  EXPECT_EQ(told(read(small)), "");
  EXPECT_THAT(told(read(small, "[practitioner]", "[machine]")), HasSubstr("unknown-role"));
  EXPECT_THAT(told(read(small, "[at_risk_child]", "[at-risk-child]")), HasSubstr("unknown-role")) << "records hold ids";
  EXPECT_THAT(told(read(small, "attendance_pct", "school.attendance_pct")), HasSubstr("unknown-field"));
  EXPECT_THAT(told(read(small, "at_most: 85", "events: [party]")), HasSubstr("unknown-category"));
  EXPECT_THAT(told(read(small, "at_most: 85", "at_most: 85, values: [\"1\"]")), HasSubstr("two-ways"));
  EXPECT_THAT(told(read(small, "at_most: 85", "at_most: 85, at_least: 90")), HasSubstr("two-ways"));
  EXPECT_THAT(told(read(small, "at_most: 85", "not_values: [\"No\"]")), HasSubstr("no-values"));
  EXPECT_THAT(told(read(small, "at_most: 85", "values: [\"Yes\"], not_values: [\"yes\"]")), HasSubstr("two-ways"));
  EXPECT_EQ(told(read(small, "at_most: 85", "values: [\"Yes\"], not_values: [\"No\"]")), "");
  EXPECT_THAT(told(read(small, "[attendance_pct]", "[attendance_pct, sessions_missed]")), HasSubstr("many-fields"));
  EXPECT_THAT(told(read(small, "[attendance_pct], at_most: 85", "[cp_plan, cin_status], values: [\"Yes\"]")), HasSubstr("many-fields"));
  EXPECT_EQ(told(read(small, "[attendance_pct], at_most: 85", "[offence_class, incident_category], events: [asb]")), "") << "which of them tells the kind";
  EXPECT_THAT(told(read(small, "\"P6M\"", "\"P2Y\"")), HasSubstr("bad-period"));
  EXPECT_THAT(told(read(small, "\"P6M\"", "\"for ever\"")), HasSubstr("bad-period"));
  EXPECT_THAT(told(read(small, "\"P1Y\"", "\"P9Y\"")), HasSubstr("bad-period"));
  EXPECT_THAT(told(read(small, "[attendance_pct]", "[]")), HasSubstr("empty-evidence"));
  EXPECT_THAT(told(read(small, "[practitioner]", "[]")), HasSubstr("empty-programme"));
  EXPECT_THAT(told(read(small, "\"help\"", "\"Help!\"")), HasSubstr("bad-id"));
  EXPECT_THAT(told(read(small, "\"nobody\"", "\"the machine\"")), HasSubstr("unknown-word"));
  EXPECT_THAT(told(read(small, "    verified: true\n", "")), HasSubstr("missing-key"));
  EXPECT_THAT(told(read(small, "at_most", "score")), HasSubstr("score"));
  auto const twice = std::string{small} + std::string{small}.substr(std::string{"programmes:\n"}.size());
  EXPECT_THAT(told(read(twice)), HasSubstr("duplicate-id"));
  auto const where = read(small, "attendance_pct", "religion").findings;
  ASSERT_EQ(where.size(), 1U);
  EXPECT_EQ(where.front().file, "criteria.yaml");
  EXPECT_EQ(where.front().line, 17U);
  EXPECT_TRUE(has_errors(load_criteria("/nowhere", known()).findings));
}

TEST(Criteria, AreAnsweredByAValueAsTheyNameIt) {
  CriterionEvidence one;
  EXPECT_EQ(one.say("anything"), Said::yes);
  EXPECT_EQ(one.say(""), Said::no);
  one.values = {"true", "UC"};
  one.not_values = {"None"};
  EXPECT_EQ(one.say("True"), Said::yes);
  EXPECT_EQ(one.say("uc"), Said::yes);
  EXPECT_EQ(one.say("NONE"), Said::no);
  EXPECT_EQ(one.say("N"), Said::unknown) << "neglect in one return, no in another";
  one.values.clear();
  one.not_values.clear();
  one.at_most = 85;
  EXPECT_EQ(one.say("84.9"), Said::yes);
  EXPECT_EQ(one.say("85"), Said::yes);
  EXPECT_EQ(one.say("85.1"), Said::no);
  EXPECT_EQ(one.say("low"), Said::unknown);
  one.at_least = 80;
  EXPECT_EQ(one.say("79"), Said::no);
}

TEST(Criteria, AsShippedMakeNoEvidenceOfAWordThatNobodyHereKnows) {
  auto const shipped = load_criteria(folder(), known());
  int words = 0;
  for (auto const& programme : shipped.programmes) {
    for (auto const& criterion : programme.criteria) {
      for (auto const& one : criterion.evidence) {
        if (!one.events.empty() || one.fields == std::vector<std::string>{"order_offence"}) continue;
        EXPECT_EQ(one.say("ZZ9"), Said::unknown) << programme.id << " " << criterion.id;
        auto const is_of = [&](char const* field) { return one.fields == std::vector<std::string>{field}; };
        if (is_of("cin_status") || is_of("cla_status")) {
          ++words;
          EXPECT_EQ(one.say("N"), Said::no);
          EXPECT_EQ(one.say("neglect"), Said::unknown) << "which is no word of this column";
          EXPECT_EQ(one.say("C2"), is_of("cla_status") ? Said::yes : Said::unknown);
        }
        if (!is_of("cp_plan")) continue;
        ++words;
        EXPECT_EQ(one.say("N"), Said::unknown);
        EXPECT_EQ(one.say("neglect"), Said::yes);
        EXPECT_EQ(one.say("closed"), Said::no);
      }
    }
  }
  EXPECT_EQ(words, 6);
}

}  // namespace
}  // namespace concordat::catalogue
