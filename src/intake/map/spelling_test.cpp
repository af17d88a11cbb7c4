// SPDX-License-Identifier: Apache-2.0
#include "intake/map/spelling.h"

#include <gtest/gtest.h>

#include "intake/map/test_catalogue.h"

namespace concordat::intake {
namespace {

KnownSpellings const& known() {
  static KnownSpellings const spellings{*test_profiles().find("ed-istv")};
  return spellings;
}

std::set<std::string> near(std::string_view header) {
  std::set<std::string> ids;
  for (auto const field : known().near(header)) ids.insert(test_catalogue().fields()[field].id);
  return ids;
}

TEST(KnownSpellings, FindsAHeaderWhateverItsCapitalsAndSigns) {
  ASSERT_TRUE(known().find("assault_METHOD"));
  EXPECT_EQ(test_catalogue().fields()[*known().find("assault_METHOD")].id, "istv_assault_method");
  EXPECT_TRUE(known().ignores("ViolentIncident"));
  EXPECT_FALSE(known().find("ViolentIncident"));
  EXPECT_FALSE(known().find("Shoe size"));
}

TEST(KnownSpellings, SeesWhatAHeaderResembles) {
  EXPECT_TRUE(near("Asault Method").contains("istv_assault_method")) << "a letter left out";
  EXPECT_TRUE(near("Assault Methods").contains("istv_assault_method")) << "one too many";
  EXPECT_TRUE(near("Method of the assault").contains("istv_assault_method"));
  EXPECT_TRUE(near("Time arrived").contains("istv_arrival_at"));
}

TEST(KnownSpellings, TakesNoOtherWordForIt) {
  EXPECT_TRUE(near("Shoe size").empty());
  EXPECT_TRUE(near("").empty());
  EXPECT_TRUE(near("the of at").empty());
  EXPECT_FALSE(near("Sits").contains("istv_site_code")) << "too short to forgive a slip";
}

}  // namespace
}  // namespace concordat::intake
