// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/agreed.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class AgreedSupplies : public HubTest {
 protected:
  [[nodiscard]] AgreedSupply only(std::string const& agency) {
    auto const all = agreed_supply(hub(), agency);
    EXPECT_EQ(code_of(all), "fine");
    EXPECT_EQ(all ? all->size() : 0, 1U);
    return all && !all->empty() ? all->front() : AgreedSupply{};
  }
  [[nodiscard]] static std::string said(AgreedSupply const& supply) {
    std::string text;
    for (auto const& one : supply.missing) text += fmt::format("{} {} {}; ", one.field, one.feed, name_of(one.why).view());
    return text;
  }
  /// Rows of the department under an agreement: a column of its profile, one that no profile has, and a matched place.
  [[nodiscard]] static Terms rows() {
    auto terms = ed_terms();
    terms.fields = {"istv.assault_method", "istv.site_code", "istv.count_by_cell"};
    return terms;
  }
};
CONCORDAT_ON_BOTH_STORES(AgreedSupplies);

TEST_P(AgreedSupplies, CountWhatHasNotComeAndSayWhy) {
  bring_into_force(agreement_text(rows()));
  auto const before = only("northshire-csp");
  EXPECT_EQ(before.agreed, 3U);
  EXPECT_EQ(before.missing_count, 3U);
  EXPECT_EQ(said(before), "istv.assault_method ed-istv nothing-came; istv.count_by_cell ed-istv nothing-came; istv.site_code  no-feed; ");
  take_in("ed-istv", ed_month("2026-07", {{0, 4}}));
  auto const after = only("northshire-csp");
  EXPECT_EQ(after.agreed, 3U);
  EXPECT_EQ(said(after), "istv.site_code  no-feed; ");
}

TEST_P(AgreedSupplies, AColumnThatIsNeverFilledHasNotCome) {
  bring_into_force(agreement_text(rows()));
  auto text = ed_month("2026-07", {{0, 4}});
  for (auto at = text.find(",S1,"); at != std::string::npos; at = text.find(",S1,")) text.replace(at, 4, ",,");
  take_in("ed-istv", text);
  EXPECT_EQ(said(only("northshire-csp")), "istv.assault_method ed-istv never-filled; istv.site_code  no-feed; ");
}

TEST_P(AgreedSupplies, WhoIsNoPartyLearnsHowMuchAndNeverWhat) {
  bring_into_force(agreement_text(rows()));
  for (auto const* agency : {"northshire-police", "northshire-school", "nobody", ""}) {
    auto const supply = only(agency);
    EXPECT_FALSE(supply.party) << agency;
    EXPECT_EQ(supply.missing_count, 3U) << agency;
    EXPECT_TRUE(supply.missing.empty()) << agency;
  }
  EXPECT_TRUE(only("northshire-general-ed").party);
}

TEST_P(AgreedSupplies, WhatIsOnlyPassedOnIsNothingToSend) {
  auto terms = ed_terms();
  terms.id = "isa.northshire.onward";
  terms.discloser = "northshire-csp";
  terms.discloser_kind = "local-authority";
  terms.recipient = "northshire-police";
  terms.recipient_kind = "police";
  bring_into_force(agreement_text(terms));
  EXPECT_EQ(only("northshire-csp").agreed, 0U) << "the department sends these figures, under an agreement of its own";
}

TEST_P(AgreedSupplies, WhatIsNotInForceIsNotCounted) {
  bring_into_force(agreement_text(rows()));
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.ed@1", AgreementChange::suspend, "greta", "For this test")), "fine");
  EXPECT_TRUE(agreed_supply(hub(), "northshire-csp")->empty());
  for (auto const* side : {"greta", "edgar"}) ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.ed@1", AgreementChange::resume, side)), "fine");
  EXPECT_EQ(only("northshire-csp").agreed, 3U);
  clock_.set(*parse_instant("2027-12-31T10:00:00Z"));
  EXPECT_TRUE(agreed_supply(hub(), "northshire-csp")->empty());
}

}  // namespace
}  // namespace concordat::hub::proving
