// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/duplicates.h"

#include "hub/linkage/linkage_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Duplicates : public LinkageTest {};
CONCORDAT_ON_BOTH_STORES(Duplicates);

TEST_P(Duplicates, GoBackToTheAgencyWhoseListTheyAreIn) {
  send("csp-people", {{"c1", "Aster", "Anna"}, {"c2", "Aster", "Anna"}, {"c3", "Dill", "Dora", "07/08/2008", "E1 1AA"}, {"c4", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}, {"c5", "Elm", "Eve", "09/10/2001", "E2 2BB"}});
  send("school-people", {{"s1", "Aster", "Anna"}, {"s2", "Elm", "Eve", "09/10/2001", "E2 2BB"}});
  link();
  auto const own = links::own_duplicates(hub(), member("sam"));
  ASSERT_EQ(code_of(own), "fine");
  ASSERT_EQ(own->size(), 2U) << "and nothing of what another agency holds";
  EXPECT_EQ(own->at(0).row, 2U);
  EXPECT_EQ(own->at(0).other_row, 3U);
  EXPECT_TRUE(own->at(0).certain);
  EXPECT_FALSE(own->at(1).certain) << "people are asked about it";
  auto const csv = links::to_csv(*own);
  EXPECT_EQ(csv.find("Aster"), std::string::npos) << "rows, not names";
  EXPECT_NE(csv.find("csp-people"), std::string::npos);
  EXPECT_EQ(links::to_json(own->at(0))["other_row"].integer(), 3);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::export_);
  EXPECT_EQ(leaf.count, 2U);
  EXPECT_TRUE(links::own_duplicates(hub(), member("rolf"))->empty());
  EXPECT_EQ(code_of(links::own_duplicates(hub(), member("anna"))), "link.duplicates-own");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

}  // namespace
}  // namespace concordat::hub::proving
