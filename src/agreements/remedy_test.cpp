// SPDX-License-Identifier: Apache-2.0
// Whoever does what 'agreement check' says has an agreement on which it has nothing more to say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "agreements/check.h"
#include "agreements/testing.h"

namespace concordat::agreements {
namespace {

using testing::clean_text;
using testing::day;
using testing::personalised_text;
using testing::replaced;

struct Change {
  std::string from;
  std::string to;
};

struct Followed {
  char const* code;
  std::string_view base;
  std::vector<Change> spoil;
  char const* told;            ///< part of the remedy: what was done is what it says
  std::vector<Change> follow;  ///< of the spoilt text
};

std::string changed(std::string text, std::vector<Change> const& changes) {
  for (auto const& [from, to] : changes) text = replaced(text, from, to);
  return text;
}

Findings found(std::string const& text) { return load(text, "test.yaml", testing::vocabulary(), day("2026-06-01")).findings; }

std::string said(Findings const& findings) {
  std::string out;
  for (auto const& finding : findings) out += sentence(finding) + "\n";
  return out;
}

std::string const figures_rule = R"(    - id: figures-to-police
      discloser: [testshire-csp]
      recipient: [testshire-police]
      recipient_roles: [analyst, neighbourhood-supervisor]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: aggregate
      items:
        - {field: istv.count_by_cell_hour_method, as: count}
      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}
      retention: {keep_for: P1Y, from: received, then: delete}
      onward: none
      why: Patrol work needs the pattern
)";
std::string const police_party = "    - {agency: testshire-police, kind: police, acts_as: [recipient]}\n";
std::string const rows_control = "      disclosure_control: {profile: istv-rows, min_group: 3, on_fail: suppress}\n";
std::string const necessity = "        necessity: {stated: true}\n";
std::string const case_terms = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n";

std::vector<Followed> all() {
  return {
      {"bad-term", clean_text, {{"until: \"2027-04-01\"", "until: \"2026-04-01\""}}, "'review_by' before", {{"until: \"2026-04-01\"", "until: \"2026-07-01\""}, {"2027-01-15", "2026-06-15"}}},
      {"long-term", clean_text, {{"until: \"2027-04-01\"", "until: \"2028-04-03\""}}, "within two years", {{"until: \"2028-04-03\"", "until: \"2028-04-01\""}}},
      {"late-review", clean_text, {{"2027-01-15", "2027-04-01"}}, "before it ends", {{"review_by: \"2027-04-01\"", "review_by: \"2027-03-31\""}}},
      {"barred-party", clean_text, {{"kind: police", "kind: home_office_immigration"}}, "of every rule",
       {{"    - {agency: testshire-police, kind: home_office_immigration, acts_as: [recipient]}\n", ""}, {figures_rule, ""},
        {"acts_as: [discloser, recipient]", "acts_as: [recipient]"}}},
      {"barred-purpose", clean_text, {{"id: strategic-assessment", "id: safe-immigration"}, {"analysis, strategic-assessment]", "analysis, safe-immigration]"}}, "of every rule",
       {{"    - {id: safe-immigration, because: \"To prepare the yearly assessment\"}\n", ""}, {"analysis, safe-immigration]", "analysis]"}}},
      {"mixed-purpose", clean_text, {{"id: strategic-assessment", "id: housing"}, {"analysis, strategic-assessment]", "analysis, housing]"}}, "of every rule",
       {{"    - {id: housing, because: \"To prepare the yearly assessment\"}\n", ""}, {"analysis, housing]", "analysis]"}}},
      {"no-disclosure-control", clean_text, {{rows_control, ""}}, "disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}",
       {{"      schedule: {every", "      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}\n      schedule: {every"}}},
      {"unknown-profile", clean_text, {{"profile: istv-rows", "profile: lax"}}, "istv-rows, counts or nhs", {{"profile: lax", "profile: nhs"}}},
      {"min-group", clean_text, {{"min_group: 3", "min_group: 2"}}, "min_group to 3", {{"min_group: 2", "min_group: 3"}}},
      {"shadowed", clean_text, {{"purposes: [enforcement-tasking]", "purposes: [violence-hotspot-analysis]"}, {"[violence-hotspot-analysis, strategic-assessment]", "[strategic-assessment]"}},
       "that it alone names", {{figures_rule, ""}, {police_party, ""}, {"    - {id: violence-hotspot-analysis, because: \"To find where violence happens\"}\n", ""},
                               {"acts_as: [discloser, recipient]", "acts_as: [recipient]"}}},
      {"mosaic", clean_text, {{"{field: istv.assault_at, as: hour}", "{field: istv.arrival_at, as: hour}\n        - {field: istv.assault_method_other, as: code}"}}, "Split the rule",
       {{"        - {field: istv.assault_method_other, as: code}\n", ""},
        {"  prohibitions:\n", "    - id: methods\n      discloser: [testshire-ed]\n      recipient: [testshire-csp]\n      recipient_roles: [analyst]\n      purposes: [strategic-assessment]\n"
                              "      gateway: not-personal-data\n      form: depersonalised\n      items:\n        - {field: istv.assault_method_other, as: code}\n" +
                                  rows_control +
                                  "      retention: {keep_for: P1Y, from: received, then: delete}\n      onward: none\n      why: Methods apart from times\n  prohibitions:\n"}}},
      {"apart", personalised_text, {{"except_rules: [names-to-police], ", ""}}, "except the rule", {{"with: [person.role_in_concern], ", "with: [person.role_in_concern], except_rules: [names-to-police], "}}},
      {"no-dpia", personalised_text, {{"  dpia: {ref: \"DPIA-1\", approved: \"2026-04-02\"}\n", ""}}, "dpia: {ref: ..., approved: ...}", {{"  parties:\n", "  dpia: {ref: D, approved: \"2026-05-01\"}\n  parties:\n"}}},
      {"no-eia", personalised_text, {{"  eia: {ref: \"EIA-1\", approved: \"2026-04-02\", owner: data-protection-officer}\n", ""}}, "eia: {ref: ..., approved: ..., owner: ...}",
       {{"  parties:\n", "  eia: {ref: E, approved: \"2026-05-01\", owner: data-protection-officer}\n  parties:\n"}}},
      {"gateway-need", personalised_text, {{necessity, ""}}, "Add the condition", {{"        age: {from: 10", necessity + "        age: {from: 10"}}},
      {"no-relationship", personalised_text, {{case_terms + necessity + "      retention: {keep_for: P3M", necessity + "      retention: {keep_for: P3M"}}, "one of these conditions",
       {{necessity + "      retention: {keep_for: P3M", case_terms + necessity + "      retention: {keep_for: P3M"}}},
      {"long-retention", personalised_text, {{"keep_for: P3M", "keep_for: P13M"}}, "Shorten keep_for", {{"keep_for: P13M", "keep_for: P12M"}}},
      {"long-for-children", personalised_text, {{"keep_for: P6M", "keep_for: P7M"}}, "Shorten keep_for", {{"keep_for: P7M", "keep_for: P6M"}}},
      {"victim-unprotected", personalised_text,
       {{"  rules:\n", "    - {id: enforcement-tasking, because: \"To act\"}\n  rules:\n"}, {"purposes: [prevent-serious-violence]", "purposes: [prevent-serious-violence, enforcement-tasking]"}},
       "when_subject_is: [victim, at-risk]",
       {{"  must_go_together:\n",
         "    - {id: keep-out, purposes: [enforcement-tasking], items: [\"person.*\", \"intel.*\"], when_subject_is: [victim, at-risk], why: To be protected}\n  must_go_together:\n"}}},
  };
}

TEST(Remedies, PassTheCheckWhenTheyAreFollowed) {
  for (auto const& one : all()) {
    auto const spoilt = changed(std::string{one.base}, one.spoil);
    auto const remarks = found(spoilt);
    auto const remark = std::ranges::find(remarks, one.code, &Finding::code);
    ASSERT_NE(remark, remarks.end()) << one.code << ": " << said(remarks);
    EXPECT_THAT(remark->remedy, ::testing::HasSubstr(one.told)) << one.code;
    EXPECT_EQ(said(found(changed(spoilt, one.follow))), "") << one.code;
  }
}

}  // namespace
}  // namespace concordat::agreements
