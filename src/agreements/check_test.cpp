// SPDX-License-Identifier: Apache-2.0
#include "agreements/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <span>

#include "agreements/testing.h"
#include "base/file.h"
#include "base/text.h"

namespace concordat::agreements {
namespace {

using testing::clean_text;
using testing::day;
using testing::personalised_text;
using testing::replaced;

struct Fixture {
  char const* code;
  std::string_view base;
  char const* from;
  char const* to;
  std::uint32_t line;  ///< where the remark must point
  char const* from_too = nullptr;
  char const* to_too = nullptr;
  bool known_place = false;  ///< the vocabulary knows the agencies and areas of the partnership
};

Findings findings_of(Fixture const& fixture, std::optional<Agreement>* agreement = nullptr) {
  auto text = replaced(std::string{fixture.base}, fixture.from, fixture.to);
  if (fixture.from_too != nullptr) text = replaced(text, fixture.from_too, fixture.to_too);
  auto vocabulary = testing::vocabulary();
  if (fixture.known_place) {
    vocabulary.agencies = {
        {"testshire-ed", "nhs-provider"}, {"testshire-csp", "local-authority"}, {"testshire-police", "police"}};
    vocabulary.areas = {"testshire"};
  }
  auto loaded = load(text, "test.yaml", vocabulary, day("2026-06-01"));
  if (agreement != nullptr) *agreement = std::move(loaded.agreement);
  return loaded.findings;
}

std::vector<std::string> codes(Findings const& findings) {
  std::vector<std::string> out;
  for (auto const& finding : findings) out.push_back(finding.code);
  return out;
}

class Spoilt : public ::testing::TestWithParam<Fixture> {};

TEST_P(Spoilt, IsRemarkedOnExactlyOnceWithPlaceAndRemedy) {
  auto const& fixture = GetParam();
  std::optional<Agreement> agreement;
  auto const findings = findings_of(fixture, &agreement);
  ASSERT_EQ(codes(findings), std::vector<std::string>{fixture.code});
  auto const& finding = findings.front();
  EXPECT_EQ(finding.line, fixture.line);
  EXPECT_GT(finding.column, 0U);
  EXPECT_EQ(finding.file, "test.yaml");
  EXPECT_FALSE(finding.message.empty());
  EXPECT_FALSE(finding.remedy.empty());
  EXPECT_EQ(agreement.has_value(), finding.severity != Severity::error);
}

std::string name_of_fixture(::testing::TestParamInfo<Fixture> const& info) {
  auto name = std::string{info.param.code} + "_" + std::to_string(info.index);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

constexpr Fixture shape[] = {
        Fixture{"unknown-key", clean_text, "title:", "subtitle: x\n  title:", 5},
        Fixture{"unknown-key", clean_text, "because: \"To find", "note: x, because: \"To find", 16},
        Fixture{"unknown-key", clean_text, "onward: none", "onward: none\n      priority: 3", 39},
        Fixture{"unknown-key", clean_text, "min_group: 3,", "min_group: 3, noise: 2,", 35},
        Fixture{"missing-key", clean_text, "  status: signed\n", "", 2},
        Fixture{"missing-key", clean_text, "      gateway: not-personal-data\n", "", 19},
        Fixture{"missing-key", clean_text, "      why: Patrol work needs the pattern\n", "", 40},
        Fixture{"unknown-format", clean_text, "concordat-agreement/1", "concordat-agreement/2", 2},
        Fixture{"unknown-status", clean_text, "status: signed", "status: live", 7},
        Fixture{"unknown-form", clean_text, "form: aggregate", "form: anonymised", 46},
        Fixture{"unknown-transform", clean_text, "as: hour", "as: minute", 28},
        Fixture{"unknown-condition", clean_text, "        area: {inc",
                "        moon_phase: {is: full}\n        area: {inc", 32},
        Fixture{"unknown-word", clean_text, "onward: none", "onward: anybody", 38},
        Fixture{"unknown-word", clean_text, "acts_as: [recipient]", "acts_as: [observer]", 14},
        Fixture{"unknown-word", clean_text, "purposes: any", "purposes: all", 54},
        Fixture{"unbounded-term", clean_text, ", until: \"2027-04-01\"", "", 8},
        Fixture{"unbounded-retention", clean_text, "keep_for: P3Y, ", "", 37},
        Fixture{"unbounded-retention", clean_text, ", then: delete}", "}", 37},
        Fixture{"unbounded-retention", clean_text,
                "      retention: {keep_for: P3Y, from: received, then: delete}\n", "", 19},
        Fixture{"bad-period", clean_text, "keep_for: P3Y", "keep_for: P0D", 37},
        Fixture{"bad-period", clean_text, "not_older_than: P12M", "not_older_than: a year", 34},
        Fixture{"bad-date", clean_text, "2027-01-15", "2027-02-30", 9},
        Fixture{"homoglyph", clean_text, "id: isa.testshire.ed",
                "id: isa.testshire.\xd0\xb5"
                "d",
                3},
        Fixture{"bad-hash", clean_text,
                "review_by:", "replaces: {version: 3, sha256: \"8f3a\"}\n  review_by:", 9},
        Fixture{"bad-id", clean_text, "id: isa.testshire.ed", "id: isa testshire", 3},
        Fixture{"hidden-character", clean_text, "title: Assault", "title: \"Assault\xe2\x80\xae\"\n  #", 5},
        Fixture{"named-twice", clean_text, "field: istv.site_code, as: value",
                "field: istv.assault_at, as: value", 28},
        Fixture{"named-twice", clean_text, "id: figures-to-police", "id: rows-to-analysts", 40},
        Fixture{"named-twice", clean_text, "[analyst]", "[analyst, analyst]", 22},
        Fixture{"empty-list", clean_text, "[analyst]", "[]", 22},
        Fixture{"empty-value", clean_text, "why: Patrol work needs the pattern", "why: \"\"", 52},
        Fixture{"wrong-kind", clean_text, "min_group: 3", "min_group: three", 35},
        Fixture{"out-of-range", clean_text, "version: 4", "version: 0", 4},
        Fixture{"out-of-range", clean_text, "min_group: 3", "min_group: -3", 35},
        Fixture{"out-of-range", personalised_text, "to: 17", "to: 9", 31},
        Fixture{"unknown-word", personalised_text, "stated: true", "stated: false", 35},
        Fixture{"unknown-word", personalised_text, "band_at_least: J3", "band_at_least: J9", 30},
        Fixture{"unknown-word", personalised_text, "codes: [P,", "codes: [Q,", 34},
        Fixture{"unknown-word", personalised_text, "[victim, at-risk]", "[victim, nuisance]", 57}};

constexpr Fixture sense[] = {
        Fixture{"bad-term", clean_text, "until: \"2027-04-01\"", "until: \"2026-04-01\"", 8},
        Fixture{"expired", clean_text,
                "{from: \"2026-04-01\", until: \"2027-04-01\"}\n  review_by: \"2027-01-15\"",
                "{from: \"2025-04-01\", until: \"2026-06-01\"}\n  review_by: \"2026-01-15\"", 8},
        Fixture{"long-term", clean_text, "until: \"2027-04-01\"", "until: \"2028-04-03\"", 8},
        Fixture{"late-review", clean_text, "2027-01-15", "2027-04-01", 9},
        Fixture{"review-overdue", clean_text, "2027-01-15", "2026-05-31", 9},
        Fixture{"no-dpia", personalised_text, "  dpia: {ref: \"DPIA-1\", approved: \"2026-04-02\"}\n", "", 3},
        Fixture{"not-a-party", clean_text, "recipient: [testshire-police]",
                "recipient: [testshire-police, stranger]", 42},
        Fixture{"wrong-side", clean_text, "recipient: [testshire-police]",
                "recipient: [testshire-police, testshire-ed]", 42},
        Fixture{"wrong-side", clean_text, "discloser: [testshire-ed]",
                "discloser: [testshire-ed, testshire-police]", 20},
        Fixture{"unknown-kind", clean_text, "kind: police", "kind: polis", 14},
        Fixture{"barred-party", clean_text, "kind: police", "kind: home_office_immigration", 14},
        Fixture{"unknown-purpose", clean_text, "purposes: [violence-hotspot-analysis]",
                "purposes: [violence-hotspot-analysis, enforcement-tasking]", 44},
        Fixture{"unknown-purpose", clean_text, "purposes: [enforcement-tasking]",
                "purposes: [enforcement-taskin]", 55},
        Fixture{"unknown-role", clean_text, "recipient_roles: [analyst]",
                "recipient_roles: [analyst, visitor]", 22},
        Fixture{"unknown-role", clean_text, "role: information-governance-lead", "role: boss", 10},
        Fixture{"unknown-field", clean_text, "istv.site_code, as", "istv.site, as", 27},
        Fixture{"unknown-field", clean_text, "[istv.arrival_at,", "[istv.arrival,", 57},
        Fixture{"unknown-field", clean_text, "combined_with: [\"person.*\"]",
                "combined_with: [\"persons.*\"]", 54},
        Fixture{"unknown-field", clean_text, "{field: istv.assault_location_type, is",
                "{field: istv.place_type, is", 33},
        Fixture{"dropped-field", clean_text, "istv.site_code, as", "monitoring.dropped, as", 27},
        Fixture{"identifying-field", clean_text, "istv.site_code, as", "person.name, as", 27},
        Fixture{"idle-suppression", clean_text, "items: [istv.assault_place]}]", "items: [istv.arrival_at]}]",
                33},
        Fixture{"unknown-gateway", clean_text, "gateway: not-personal-data", "gateway: common-sense", 24},
        Fixture{"gateway-not-in-force", clean_text, "gateway: not-personal-data", "gateway: repealed", 24},
        Fixture{"gateway-form", clean_text, "gateway: not-personal-data", "gateway: figures-only", 24},
        Fixture{"gateway-party", personalised_text, "kind: youth-justice", "kind: nhs-provider", 19},
        Fixture{"gateway-never", personalised_text, "intel.threat_to_life", "health.injury", 22},
        Fixture{"gateway-need", personalised_text, "        necessity: {stated: true}\n", "", 22},
        Fixture{"no-disclosure-control", clean_text,
                "      disclosure_control: {profile: istv-rows, min_group: 3, on_fail: suppress}\n", "", 19},
        Fixture{"unknown-profile", clean_text, "profile: istv-rows", "profile: lax", 35},
        Fixture{"min-group", clean_text, "min_group: 3", "min_group: 2", 35},
        Fixture{"holds-denied", clean_text, "min_group: 5, on_fail: suppress}", "min_group: 5, on_fail: suppress, recipient_holds_named_incidents: false}", 49},
        Fixture{"unused-purpose", clean_text, "violence-hotspot-analysis, strategic-assessment]",
                "violence-hotspot-analysis]", 17},
        Fixture{"unused-party", clean_text, "  purposes:\n",
                "    - {agency: testshire-yjs, kind: youth-justice, acts_as: [recipient]}\n  purposes:\n",
                15},
        Fixture{"unknown-rule", personalised_text, "except_rules: [names", "except_rules: [nobody, names",
                59},
        Fixture{"apart", personalised_text, "except_rules: [names-to-police], ", "", 40},
        Fixture{"mosaic", clean_text, "{field: istv.site_code, as: value}",
                "{field: istv.arrival_at, as: hour}\n        - {field: istv.assault_method_other, as: code}",
                19}};

constexpr Fixture place[] = {
    Fixture{"agency-kind", clean_text, "kind: police", "kind: youth-justice", 14, nullptr, nullptr, true},
    Fixture{"unknown-agency", clean_text, "contact: {agency: testshire-csp", "contact: {agency: elsewhere", 10, nullptr, nullptr, true},
    Fixture{"unknown-area", clean_text, "incident_within: [testshire]", "incident_within: [elsewhere]", 32, nullptr, nullptr, true}};

constexpr Fixture wisdom[] = {
    Fixture{"bad-time", personalised_text, "        necessity: {stated: true}\n        area",
            "        necessity: {stated: true}\n        time: {from: \"8\", until: \"17:00\"}\n        area", 36},
    Fixture{"no-relationship", personalised_text,
            "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n"
            "        necessity: {stated: true}\n      retention: {keep_for: P3M",
            "        necessity: {stated: true}\n      retention: {keep_for: P3M", 40},
    Fixture{"barred-purpose", clean_text, "id: strategic-assessment", "id: safe-immigration", 17,
            "analysis, strategic-assessment]", "analysis, safe-immigration]"},
    Fixture{"dead-rule", clean_text, "  prohibitions:\n",
            "    - id: again\n      discloser: [testshire-csp]\n      recipient: [testshire-police]\n"
            "      recipient_roles: [analyst]\n      purposes: [violence-hotspot-analysis]\n"
            "      gateway: not-personal-data\n      form: aggregate\n"
            "      items:\n        - {field: istv.count_by_cell_hour_method, as: count}\n"
            "      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}\n"
            "      retention: {keep_for: P1Y, from: received, then: delete}\n"
            "      onward: none\n      why: The same again\n  prohibitions:\n",
            53},
    Fixture{"no-eia", personalised_text,
            "  eia: {ref: \"EIA-1\", approved: \"2026-04-02\", owner: data-protection-officer}\n", "", 3},
    Fixture{"placeholder", personalised_text, "ref: \"EIA-1\"", "ref: \"your-eia-reference\"", 3},
    Fixture{"mixed-purpose", clean_text, "id: strategic-assessment", "id: housing", 17,
            "analysis, strategic-assessment]", "analysis, housing]"},
    Fixture{"long-retention", personalised_text, "keep_for: P3M", "keep_for: P13M", 40},
    Fixture{"long-retention", personalised_text, "keep_for: P3M", "keep_for: P367D", 40},
    Fixture{"long-for-children", personalised_text, "keep_for: P6M", "keep_for: P7M", 17},
    Fixture{"unknown-role", personalised_text, "by: caldicott-guardian", "by: oracle", 33},
    Fixture{"unknown-role", personalised_text, "        necessity: {stated: true}\n        area",
            "        necessity: {stated: true}\n        approvals: {at_least: 1, roles: [mentor, boss], of: "
            "discloser, not_older_than: P1D}\n        area",
            36},
    Fixture{"unknown-kind", clean_text, "items: [\"istv.*\"], why", "items: [\"istv.*\"], recipient_kinds: [polis], why", 55},
    Fixture{"gateway-purpose", personalised_text, "  rules:\n",
            "    - {id: strategic-assessment, because: \"To plan\"}\n  rules:\n", 45,
            "[mentor]\n      purposes: [prevent-serious-violence]",
            "[mentor]\n      purposes: [prevent-serious-violence, strategic-assessment]"},
    Fixture{"victim-unprotected", personalised_text, "  rules:\n",
            "    - {id: enforcement-tasking, because: \"To act\"}\n  rules:\n", 18,
            "purposes: [prevent-serious-violence]", "purposes: [prevent-serious-violence, enforcement-tasking]"},
    Fixture{"shadowed", clean_text, "purposes: [enforcement-tasking]", "purposes: [violence-hotspot-analysis]", 40}};

INSTANTIATE_TEST_SUITE_P(Shape, Spoilt, ::testing::ValuesIn(shape), &name_of_fixture);
INSTANTIATE_TEST_SUITE_P(Sense, Spoilt, ::testing::ValuesIn(sense), &name_of_fixture);
INSTANTIATE_TEST_SUITE_P(Place, Spoilt, ::testing::ValuesIn(place), &name_of_fixture);
INSTANTIATE_TEST_SUITE_P(Wisdom, Spoilt, ::testing::ValuesIn(wisdom), &name_of_fixture);

/// Severity by code, of the table under `heading` in the reference.
std::map<std::string, std::string> documented(std::string_view heading) {
  auto const page = read_file(std::filesystem::path{CONCORDAT_SOURCE_DIR} / "docs" / "formats" / "agreement.md", 1 << 20);
  std::map<std::string, std::string> out;
  if (!page) return out;
  auto const begin = page->find(heading);
  if (begin == std::string::npos) return out;
  for (auto const line : text::split(std::string_view{*page}.substr(begin, page->find("\n#", begin) - begin), '\n')) {
    if (!line.starts_with("| `")) continue;
    auto const cells = text::split(line, '|');
    if (cells.size() < 4) continue;
    out.emplace(cells[1].substr(2, cells[1].size() - 4), std::string{cells[2].substr(1, cells[2].size() - 2)});
  }
  return out;
}

TEST(Check, DocumentsEveryFindingWithItsWeightAndHasAFixtureOfEach) {
  std::map<std::string, std::string> found;
  auto const vocabulary = testing::vocabulary();
  auto const try_all = [&](std::span<Fixture const> fixtures) {
    for (auto const& fixture : fixtures) {
      for (auto const& finding : findings_of(fixture)) {
        found[finding.code] = finding.severity == Severity::error ? "error" : "warning";
      }
    }
  };
  try_all(shape);
  try_all(sense);
  try_all(place);
  try_all(wisdom);
  for (auto const& [code, weight] : found) std::cout << code << ": " << weight << '\n';
  EXPECT_EQ(found, documented("### About one document"));
}

TEST(Check, LetsADraftWaitForItsAssessment) {
  auto const spoilt = replaced(std::string{personalised_text}, "  dpia: {ref: \"DPIA-1\", approved: \"2026-04-02\"}\n", "");
  auto const draft = load(replaced(spoilt, "status: signed", "status: draft"), "test.yaml", testing::vocabulary(), day("2026-06-01"));
  ASSERT_EQ(codes(draft.findings), std::vector<std::string>{"no-dpia"});
  EXPECT_EQ(draft.findings.front().severity, Severity::warning);
  EXPECT_FALSE(load(replaced(spoilt, "status: signed", "status: proposed"), "test.yaml", testing::vocabulary(), day("2026-06-01")).agreement);
}

TEST(Check, TakesTheSmallestGroupFromTheControlProfile) {
  auto vocabulary = testing::vocabulary();
  auto const single = replaced(std::string{clean_text}, "min_group: 3", "min_group: 1");
  EXPECT_FALSE(load(single, "test.yaml", vocabulary, day("2026-06-01")).agreement);
  vocabulary.smallest_groups = {{"istv-rows", 1}, {"counts", 6}};
  auto const loaded = load(single, "test.yaml", vocabulary, day("2026-06-01"));
  ASSERT_EQ(codes(loaded.findings), std::vector<std::string>{"min-group"});
  EXPECT_EQ(loaded.findings.front().line, 49U);
}

TEST(Check, KnowsWhatTheRecipientHolds) {
  auto const with = [](std::string const& said) {
    auto text = std::string{clean_text};
    constexpr std::string_view first = "min_group: 3, on_fail: suppress";
    return load(text.replace(text.find(first), first.size(), std::string{first} + said), "test.yaml", testing::vocabulary(), day("2026-06-01"));
  };
  auto const control = [&](std::string const& said) { return with(said).agreement.value().rules.front().control.value(); };
  EXPECT_TRUE(control("").holder()) << "what is not said is taken for the worse";
  EXPECT_FALSE(control("").recipient_holds_named_incidents);
  EXPECT_TRUE(control(", recipient_holds_named_incidents: true").recipient_holds_named_incidents.value());
  EXPECT_FALSE(control(", recipient_holds_named_incidents: false").holder());
  EXPECT_EQ(codes(with(", recipient_holds_named_incidents: perhaps").findings), std::vector<std::string>{"wrong-kind"});
  EXPECT_EQ(codes(with(", recipient_holds_names: true").findings), std::vector<std::string>{"unknown-key"});
}

TEST(Check, FindsNothingInCleanAgreements) {
  for (auto const text : {clean_text, personalised_text}) {
    auto const loaded = load(text, "test.yaml", testing::vocabulary(), day("2026-06-01"));
    for (auto const& finding : loaded.findings) ADD_FAILURE() << sentence(finding);
    EXPECT_TRUE(loaded.agreement);
  }
}

TEST(Check, RefusesPersonalisedDataWithoutRelationship) {
  auto agreement = testing::agreement(personalised_text);
  auto& conditions = agreement.rules.front().conditions;
  conditions.case_terms.reset();
  conditions.consent.reset();
  conditions.decision_recorded.reset();
  EXPECT_EQ(codes(check(agreement, testing::vocabulary(), day("2026-06-01"))),
            std::vector<std::string>{"no-relationship"});
}

TEST(Check, RefusesABarredPurposeUnderAnyName) {
  for (auto const* const name : {"immigration-enforcement", "safe-immigration"}) {
    auto text = replaced(std::string{clean_text}, "id: strategic-assessment", std::string{"id: "} + name);
    text = replaced(text, "analysis, strategic-assessment]", std::string{"analysis, "} + name + "]");
    auto const loaded = load(text, "test.yaml", testing::vocabulary(), day("2026-06-01"));
    EXPECT_EQ(codes(loaded.findings), std::vector<std::string>{"barred-purpose"});
  }
}

TEST(Check, NamesAgenciesAndAreasThatThePartnershipDoesNotHave) {
  auto vocabulary = testing::vocabulary();
  vocabulary.agencies = {{"testshire-ed", "nhs-provider"}, {"testshire-csp", "police"}};
  vocabulary.areas = {"elsewhere"};
  auto const found = codes(load(clean_text, "test.yaml", vocabulary, day("2026-06-01")).findings);
  EXPECT_THAT(found, ::testing::UnorderedElementsAre("agency-kind", "unknown-agency", "unknown-area"));
}

TEST(Check, CallsTheLaterOfTwoEqualRulesDead) {
  auto agreement = testing::agreement(clean_text);
  agreement.rules.push_back(agreement.rules.front());
  agreement.rules.back().id = {"again", 99, 1};
  auto const findings = check(agreement, testing::vocabulary(), day("2026-06-01"));
  ASSERT_EQ(codes(findings), std::vector<std::string>{"dead-rule"});
  EXPECT_EQ(findings.front().line, 99U);
}

TEST(Check, KeepsARuleThatAsksForLessControl) {
  auto agreement = testing::agreement(clean_text);
  agreement.rules.push_back(agreement.rules.front());
  agreement.rules.back().id = {"smaller-groups", 99, 1};
  agreement.rules.front().control->min_group = 10;
  EXPECT_FALSE(covers(agreement.rules.front(), agreement.rules.back()));
  EXPECT_TRUE(covers(agreement.rules.back(), agreement.rules.front()));
}

}  // namespace
}  // namespace concordat::agreements
