// SPDX-License-Identifier: Apache-2.0
// Every release writes its uses in its own transaction, and each supplier sees its own.
#include "hub/sharing/uses.h"

#include <gtest/gtest.h>

#include "hub/sharing/sharing_test_tools.h"

namespace concordat::hub::proving {
namespace {

using sharing::uses_of_own_data;

class Uses : public SharingTest {};
CONCORDAT_ON_BOTH_STORES(Uses);

TEST_P(Uses, OfAReleaseStandBesideItForEachSupplier) {
  take_in_a_quarter();
  agree_on_figures();
  auto const made = release_of(csp_request("violence-by-area"));
  auto const police = uses_of_own_data(hub(), member("lead-police"));
  ASSERT_EQ(code_of(police), "fine");
  ASSERT_EQ(police->size(), 1U);
  auto const& use = police->front();
  EXPECT_EQ(use.kind, "release");
  EXPECT_EQ(use.reference, made.id());
  EXPECT_EQ(use.recipient, "northshire-csp");
  EXPECT_EQ(use.member, "anna");
  EXPECT_EQ(use.purpose, "violence-hotspot-analysis");
  EXPECT_EQ(use.ledger_index, made.ledger_index());
  EXPECT_THAT(use.fields, ::testing::ElementsAre("police.count_by_area_quarter"));
  EXPECT_THAT(use.rules, ::testing::ElementsAre("isa.northshire.police@1#figures"));
  EXPECT_EQ(uses_of_own_data(hub(), member("guard"))->size(), 1U) << "the department's";
  EXPECT_TRUE(uses_of_own_data(hub(), member("greta"))->empty()) << "the recipient supplied nothing";
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
  (void)release_of(csp_request("violence-by-area"));
  EXPECT_EQ(uses_of_own_data(hub(), member("lead-police"))->size(), 1U) << "the same files again are no new use";
}

TEST_P(Uses, AreNotThereWhereNothingLeft) {
  take_in_a_quarter();
  ASSERT_TRUE(release(hub(), {csp_request("violence-by-area"), {}}));
  EXPECT_TRUE(uses_of_own_data(hub(), member("lead-police"))->empty());
}

}  // namespace
}  // namespace concordat::hub::proving
