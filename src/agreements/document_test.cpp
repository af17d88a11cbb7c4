// SPDX-License-Identifier: Apache-2.0
#include "agreements/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "agreements/testing.h"
#include "base/chance.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::agreements {
namespace {

using testing::clean_text;
using testing::day;
using testing::personalised_text;

TEST(Documents, AreReadWhole) {
  auto const agreement = testing::agreement(clean_text);
  EXPECT_EQ(agreement.reference(), "isa.testshire.ed@4");
  EXPECT_EQ(agreement.status, Status::agreed);
  EXPECT_EQ(agreement.from, day("2026-04-01"));
  EXPECT_EQ(agreement.until, day("2027-04-01"));
  ASSERT_EQ(agreement.rules.size(), 2U);
  auto const& rule = agreement.rules.front();
  EXPECT_EQ(rule.form, Form::depersonalised);
  EXPECT_EQ(rule.item("istv.assault_at")->as, Transform::hour);
  EXPECT_EQ(rule.conditions.incident_within.front().text, "testshire");
  EXPECT_EQ(rule.conditions.suppress_when.front().is, std::vector<std::string>{"home"});
  EXPECT_EQ(rule.conditions.trained->course, "information-handling");
  EXPECT_EQ(rule.control->min_group, 3);
  EXPECT_EQ(rule.schedule->due_within, (Period{.months = 0, .days = 15}));
  EXPECT_EQ(rule.retention.period, (Period{.months = 36, .days = 0}));
  EXPECT_EQ(agreement.prohibitions.size(), 2U);
  EXPECT_EQ(agreement.never_together.front().unless_form, Form::aggregate);
}

TEST(Documents, AboutPeopleAreReadWholeToo) {
  auto const agreement = testing::agreement(personalised_text);
  auto const& conditions = agreement.rules.front().conditions;
  EXPECT_EQ(conditions.case_terms->type, "gang-conference");
  EXPECT_EQ(conditions.concern->band_at_least, 3);
  EXPECT_EQ(conditions.age->to, 17);
  EXPECT_EQ(conditions.consent->from, "subject-or-parent");
  EXPECT_EQ(conditions.decision_recorded->by, "caldicott-guardian");
  EXPECT_EQ(conditions.handling_codes.size(), 2U);
  EXPECT_TRUE(conditions.necessity);
  EXPECT_EQ(conditions.subject_linked_to.front().text, "testshire");
  EXPECT_EQ(agreement.prohibitions.front().bulk_over, 1);
  EXPECT_EQ(agreement.must_go_together.front().except_rules.front().text, "names-to-police");
}

TEST(Documents, KeepTheirHashWhateverTheLayout) {
  auto const agreement = testing::agreement(clean_text);
  auto const laid_out =
      testing::replaced(std::string{clean_text}, "  version: 4\n", "  # a remark\n\n  version:   4\n");
  EXPECT_EQ(testing::agreement(laid_out).sha256, agreement.sha256);
  auto const changed = testing::replaced(std::string{clean_text}, "min_group: 3", "min_group: 4");
  EXPECT_NE(testing::agreement(changed).sha256, agreement.sha256);
  EXPECT_EQ(agreement.sha256, crypto::to_hex(crypto::sha256(agreement.canonical)));
}

TEST(Documents, ComeBackFromStorageUnchanged) {
  for (auto const text : {clean_text, personalised_text}) {
    auto const agreement = testing::agreement(text);
    auto const stored = from_json(*Json::parse(agreement.canonical), "stored");
    ASSERT_TRUE(stored.agreement);
    EXPECT_EQ(stored.agreement->canonical, agreement.canonical);
    EXPECT_EQ(stored.agreement->sha256, agreement.sha256);
    EXPECT_TRUE(covers(agreement.rules.front(), stored.agreement->rules.front()));
  }
}

TEST(Documents, StoredWithAnEmptyValueAreRefused) {
  auto const stored = from_json(*Json::parse(R"({"agreement": {"id": null}})"), "stored");
  EXPECT_FALSE(stored.agreement);
  ASSERT_EQ(stored.findings.size(), 1U);
  EXPECT_EQ(stored.findings.front().code, "wrong-kind");
}

TEST(Documents, ThatAreNoAgreementAreRefused) {
  for (auto const* const text : {"", "just words", "[1, 2]", "other: {id: x}", "agreement: words",
                                 "agreement: {}", "a: 1\na: 2", "agreement: &x {id: *x}"}) {
    auto const parsed = parse(text, "test.yaml");
    EXPECT_FALSE(parsed.agreement) << text;
    EXPECT_TRUE(has_errors(parsed.findings)) << text;
  }
}

TEST(Documents, SurviveAnyDamage) {
  SeededChance chance{7};
  for (auto round = 0; round < 3000; ++round) {
    auto text = std::string{round % 2 == 0 ? clean_text : personalised_text};
    for (auto hit = chance.below(4) + 1; hit > 0; --hit) {
      auto const at = chance.below(text.size());
      switch (chance.below(3)) {
        case 0:
          text.erase(at, chance.below(30));
          break;
        case 1:
          text[at] = static_cast<char>(chance.below(256));
          break;
        default:
          text.insert(at, text.substr(chance.below(text.size()), chance.below(40)));
          break;
      }
    }
    auto const parsed = parse(text, "test.yaml");
    EXPECT_EQ(parsed.agreement.has_value(), !has_errors(parsed.findings));
    if (!parsed.agreement) continue;
    EXPECT_EQ(testing::agreement(text).canonical, parsed.agreement->canonical);
  }
}

TEST(Documents, HoldHoursAndApprovals) {
  auto const text = testing::replaced(std::string{testing::personalised_text}, "        necessity: {stated: true}\n",
                                      "        necessity: {stated: true}\n"
                                      "        time: {from: \"08:30\", until: \"24:00\", days: [mon, fri]}\n"
                                      "        approvals: {at_least: 2, roles: [mentor], of: discloser, not_older_than: P7D}\n");
  auto const read = testing::agreement(text);
  ASSERT_FALSE(read.rules.empty());
  auto const& conditions = read.rules.front().conditions;
  ASSERT_TRUE(conditions.time && conditions.approvals);
  EXPECT_EQ(conditions.time->from_minute, 8 * 60 + 30);
  EXPECT_EQ(conditions.time->until_minute, 24 * 60);
  EXPECT_THAT(conditions.time->days, ::testing::ElementsAre("mon", "fri"));
  EXPECT_EQ(conditions.approvals->at_least, 2);
  EXPECT_EQ(conditions.approvals->of, "discloser");
}

TEST(Documents, WithHoursOrApprovalsThatCannotBeAreRefused) {
  for (auto const& [condition, code] : {std::pair{"time: {from: \"8:30\", until: \"18:00\"}", "bad-time"},
                                        {"time: {from: \"18:00\", until: \"08:00\"}", "out-of-range"},
                                        {"time: {from: \"08:00\", until: \"24:01\"}", "bad-time"},
                                        {"time: {from: \"08:00\", until: \"18:00\", days: [someday]}", "unknown-word"},
                                        {"approvals: {at_least: 0, roles: [mentor], of: discloser, not_older_than: P7D}", "out-of-range"},
                                        {"approvals: {at_least: 1, roles: [], of: discloser, not_older_than: P7D}", "empty-list"}}) {
    auto const parsed = parse(testing::replaced(std::string{testing::personalised_text}, "necessity: {stated: true}", condition), "test.yaml");
    EXPECT_FALSE(parsed.agreement);
    EXPECT_TRUE(std::ranges::any_of(parsed.findings, [&](auto const& finding) { return finding.code == code; })) << condition;
  }
}

TEST(Statute, IsReadAsProhibitionsWithKindsOfRecipient) {
  auto const statute = parse_statute("prohibitions:\n  - {id: ban, items: [\"health.*\"], purposes: [tasking], recipient_kinds: [police], why: w}\n", "statute.yaml");
  EXPECT_TRUE(statute.findings.empty());
  ASSERT_EQ(statute.prohibitions.size(), 1U);
  EXPECT_THAT(statute.prohibitions.front().recipient_kinds, ::testing::ElementsAre("police"));
}

TEST(Statute, WithAnythingElseInItIsRefused) {
  EXPECT_TRUE(has_errors(parse_statute("prohibitions: []\nrules: []\n", "statute.yaml").findings));
  EXPECT_TRUE(has_errors(parse_statute("- a\n", "statute.yaml").findings));
  EXPECT_TRUE(has_errors(parse_statute(": [", "statute.yaml").findings));
}

TEST(Patterns, CoverTheirOwnPrefixOnly) {
  EXPECT_TRUE(covers("istv.*", "istv.site_code"));
  EXPECT_TRUE(covers("istv.site_code", "istv.site_code"));
  EXPECT_FALSE(covers("istv.*", "istvx.site_code"));
  EXPECT_FALSE(covers("istv.*", "istv."));
  EXPECT_FALSE(covers("istv", "istv.site_code"));
}

}  // namespace
}  // namespace concordat::agreements
