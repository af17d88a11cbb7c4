// SPDX-License-Identifier: Apache-2.0
// Two matrices over the shipped definitions: what was agreed for one purpose serves no other, and what the power to share
// against serious violence (PCSC Act 2022 ss.16-17) never carries, whatever was signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "agreements/engine/testing.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

using testing::day;
using testing::facts;

class ShippedWords : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto const loaded = catalogue::Catalogue::load((std::filesystem::path{CONCORDAT_SOURCE_DIR} / "definitions").string());
    for (auto const& finding : loaded.findings) ADD_FAILURE() << sentence(finding);
    vocabulary = new Vocabulary{vocabulary_from(loaded.catalogue)};
  }
  static void TearDownTestSuite() { delete vocabulary; }

  /// One rule between two agencies, as though both had signed whatever it says.
  static Agreement agreement_of(std::string_view text) { return testing::agreement(text); }
  static Decision ask(Agreement const& agreement, Request const& request, Facts const& known) {
    std::vector<InForce> const held{{.agreement = &agreement, .signatures = SignatureState::complete, .assessed = true}};
    return decide(request, held, known, *vocabulary);
  }
  static bool same_purpose(std::string const& left, std::string const& right) {
    auto const& names = vocabulary->purposes.at(left);
    return std::find(names.begin(), names.end(), right) != names.end();
  }
  inline static Vocabulary* vocabulary = nullptr;
};

TEST_F(ShippedWords, WhatWasAgreedForOnePurposeServesNoOther) {  // S98
  auto agreement = agreement_of(testing::clean_text);
  agreement.prohibitions.clear();
  auto request = testing::rows_request();
  auto refused = 0;
  for (auto const& [agreed, agreed_names] : vocabulary->purposes) {
    auto& rule = agreement.rules.front();
    rule.purposes = {Word{.text = agreed}};
    for (auto const& [asked, asked_names] : vocabulary->purposes) {
      request.purpose = asked;
      auto const decision = ask(agreement, request, facts());
      auto const barred = vocabulary->bars(asked);
      ASSERT_EQ(decision.all_permitted(), same_purpose(agreed, asked) && !barred) << agreed << " asked for " << asked;
      if (decision.all_permitted()) continue;
      ++refused;
      ASSERT_EQ(name_of(decision.refusals.front().code), barred ? "R03" : "R02") << agreed << " asked for " << asked;
    }
  }
  EXPECT_GT(refused, 1000);
  for (auto const* const kind : {"housing-homelessness", "benefit-fraud", "education-welfare", "immigration-enforcement", "employment-vetting"}) {
    EXPECT_TRUE(vocabulary->purposes.contains(kind)) << "the matrix must hold it: " << kind;
  }
}

/// What the bar is, said apart from the definitions: patient information and social-care records from anybody; about a
/// single person, anything from a health or social-care body.
bool is_barred_by_law(FieldWords const& field, std::string_view discloser, Form form) {
  static std::vector<std::string> const health_or_care{"nhs_provider", "icb_or_lhb", "ambulance", "gp", "public_health", "mental_health",
                                                       "substance_misuse", "childrens_services", "adult_services"};
  auto const has = [&](std::string_view category) { return std::find(field.categories.begin(), field.categories.end(), category) != field.categories.end(); };
  auto const from_them = std::find(health_or_care.begin(), health_or_care.end(), discloser) != health_or_care.end();
  return has("patient-information") || has("social-care-information") || (from_them && form > Form::depersonalised);
}

TEST_F(ShippedWords, ThePowerAgainstSeriousViolenceCarriesNoPatientAndNoSocialCareRecord) {  // S18
  auto agreement = agreement_of(testing::personalised_text);
  agreement.prohibitions.clear();
  auto& rule = agreement.rules.front();
  agreement.rules.resize(1);
  rule.conditions = {};
  rule.disclosers = {Word{.text = "testshire-police"}};
  rule.recipients = {Word{.text = "testshire-yjs"}};
  Request request{.asker = "testshire-yjs", .roles = {"conference-member"}, .discloser = "testshire-police", .purpose = "prevent-serious-violence", .fields = {}};
  request.subjects = 1;
  request.subject_role = "suspected";
  auto permitted = 0;
  auto barred = 0;
  for (auto const* const gateway : {"pcsc2022.s16", "pcsc2022.s17"}) {
    rule.gateway.text = gateway;
    for (auto const* const discloser : {"police", "local_authority", "probation", "school", "yjs", "nhs_provider", "icb_or_lhb", "ambulance", "gp", "public_health",
                                        "mental_health", "substance_misuse", "childrens_services", "adult_services"}) {
      for (auto const* const recipient : {"police", "local_authority", "yjs", "probation", "local_policing_body"}) {
        agreement.parties = {{.agency = Word{.text = "testshire-police"}, .kind = Word{.text = discloser}, .discloses = true},
                             {.agency = Word{.text = "testshire-yjs"}, .kind = Word{.text = recipient}, .receives = true}};
        for (auto const form : {Form::aggregate, Form::depersonalised, Form::pseudonymised, Form::personalised}) {
          rule.form = form;
          rule.items.clear();
          request.fields.clear();
          request.form = form;
          for (auto const& [name, words] : vocabulary->fields) {
            if (words.names.front() != name || words.barred || words.dropped) continue;
            rule.items.push_back({.field = Word{.text = name}});
            request.fields.push_back(name);
          }
          auto known = facts();
          known.person.role = "suspected";
          auto const decision = ask(agreement, request, known);
          permitted += static_cast<int>(decision.permits.size());
          for (auto const& permit : decision.permits) {
            ASSERT_FALSE(is_barred_by_law(*vocabulary->field(permit.field), discloser, form)) << gateway << ' ' << discloser << " to " << recipient << ": " << permit.field;
          }
          for (auto const& field : request.fields) barred += is_barred_by_law(*vocabulary->field(field), discloser, form) ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(permitted, 1000) << "the law carries what it does not bar";
  EXPECT_GT(barred, 10000);
}

}  // namespace
}  // namespace concordat::agreements
