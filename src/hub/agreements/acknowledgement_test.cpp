// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/acknowledgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/agreements/change.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Acknowledging : public HubTest {};
CONCORDAT_ON_BOTH_STORES(Acknowledging);

TEST_P(Acknowledging, IsAskedOfThoseInNamedRolesAndCountedByAgency) {
  std::string const reference = "isa.northshire.police@1";
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine");
  EXPECT_EQ(code_of(acknowledge_agreement(hub(), reference, "anna")), "agreement.not-in-force");
  activate(reference);
  EXPECT_EQ(code_of(acknowledge_agreement(hub(), reference, "emil")), "agreement.not-asked") << "a mentor gets nothing under it";
  EXPECT_EQ(code_of(acknowledge_agreement(hub(), reference, "dora")), "agreement.unknown") << "of no party";
  EXPECT_EQ(code_of(acknowledge_agreement(hub(), reference, "nobody")), "agreement.unknown");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  ASSERT_EQ(code_of(acknowledge_agreement(hub(), reference, "anna")), "fine");
  ASSERT_EQ(code_of(acknowledge_agreement(hub(), reference, "anna")), "fine") << "again changes nothing";
  EXPECT_THAT(leaves().back().fields, ElementsAre("acknowledge"));
  auto const seen = [&](std::string const& id) {
    auto const all = acknowledgements_of(hub(), reference, **hub().member(id));
    EXPECT_EQ(code_of(all), "fine") << id;
    return all.value_or(Acknowledgements{});
  };
  auto const own = seen("greta");
  ASSERT_EQ(own.by_role.size(), 1U);
  EXPECT_EQ(own.by_role.front().role, "analyst");
  EXPECT_EQ(own.by_role.front().asked, 2U);
  EXPECT_EQ(own.by_role.front().done, 1U);
  EXPECT_THAT(own.by_role.front().missing, ElementsAre("fritz"));
  EXPECT_FALSE(own.is_asked);
  auto const other = seen("paula");
  ASSERT_EQ(other.by_role.size(), 1U) << "a lead sees the counts of every party";
  EXPECT_EQ(other.by_role.front().done, 1U);
  EXPECT_THAT(other.by_role.front().missing, IsEmpty()) << "and the names of no other agency";
  EXPECT_THAT(seen("bert").by_role, IsEmpty()) << "who leads nothing sees the own agency's, and the police are asked for nothing";
  EXPECT_TRUE(seen("anna").is_asked && seen("anna").has_done);
  EXPECT_TRUE(seen("fritz").is_asked && !seen("fritz").has_done);
  EXPECT_EQ(code_of(acknowledgements_of(hub(), reference, **hub().member("dora"))), "agreement.parties-only");
  EXPECT_EQ(code_of(acknowledgements_of(hub(), "isa.northshire.police@9", **hub().member("anna"))), "agreement.unknown");
}

}  // namespace
}  // namespace concordat::hub::proving
