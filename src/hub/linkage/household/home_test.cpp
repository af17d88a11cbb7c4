// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/home.h"

#include <gtest/gtest.h>

namespace concordat::hub::links {
namespace {

Home home(std::string_view address, std::string_view postcode, std::string_view property = {}, std::string_view from = {}, std::string_view to = {}) {
  Json identity;
  auto const set = [&](char const* field, std::string_view value) {
    if (!value.empty()) identity.set(field, Json{}.push(value).push(value));
  };
  set("address_text", address);
  set("postcode", postcode);
  set("uprn", property);
  set("address_from", from);
  set("address_to", to);
  auto const found = home_in(identity);
  EXPECT_TRUE(found) << address;
  return found.value_or(Home{});
}

std::string agrees(Home const& one, Home const& other) {
  auto const how = what_agrees(one, other);
  EXPECT_EQ(how, what_agrees(other, one)) << "whichever is asked about";
  return how.value_or("");
}

TEST(Homes, AreOneByPropertyNumberOrByNumberStreetAndPostcode) {
  auto const one = home("12 Mill Lane, Northshire", "N15 4AA");
  EXPECT_EQ(agrees(one, home("12 mill lane", "N15 4AA")), "address");
  EXPECT_EQ(agrees(one, home("12, Mill Lane, Northshire", "N15 4AA")), "address");
  EXPECT_EQ(agrees(one, home("14 Mill Lane", "N15 4AA")), "");
  EXPECT_EQ(agrees(one, home("12 Mill Lane", "N15 4AB")), "");
  EXPECT_EQ(agrees(home("12 Mill Lane", "N15 4AA", "100"), home("The Lodge, Mill Lane", "N15 4AA", "100")), "property-number");
  EXPECT_EQ(agrees(home("12 Mill Lane", "N15 4AA", "100"), home("12 Mill Lane", "N15 4AA", "101")), "") << "two flats of one house";
}

TEST(Homes, AreNotOneWhereAFlatIsLeftOut) {
  auto const one = home("Flat 2, 12 Mill Lane", "N15 4AA");
  EXPECT_EQ(agrees(one, home("12 Mill Lane", "N15 4AA")), "");
  EXPECT_EQ(agrees(one, home("Flat 3, 12 Mill Lane", "N15 4AA")), "");
  EXPECT_EQ(agrees(one, home("Flat 2, 12 Mill Lane", "N15 4AA")), "address");
}

TEST(Homes, AreNotToldByAPostcodeAlone) {
  Json identity;
  identity.set("postcode", Json{}.push("N15 4AA").push("N15 4AA"));
  EXPECT_FALSE(home_in(identity));
  EXPECT_FALSE(home_in(Json{}));
}

TEST(Homes, AreNoRefugeAndNoPlacement) {
  for (auto const* kind : {"Refuge", "placement", "Prison", "temporary"}) {
    Json identity;
    identity.set("address_text", Json{}.push("12 Mill Lane").push("")).set("postcode", Json{}.push("N15 4AA").push("")).set("address_type", Json{}.push(kind).push(kind));
    EXPECT_FALSE(home_in(identity)) << kind;
  }
  Json identity;
  identity.set("address_text", Json{}.push("12 Mill Lane").push("")).set("postcode", Json{}.push("N15 4AA").push("")).set("address_type", Json{}.push("Home").push("Home"));
  EXPECT_TRUE(home_in(identity));
}

TEST(Homes, AreSharedOnlyAtOneTime) {
  auto const before = home("12 Mill Lane", "N15 4AA", {}, "2020-01-01", "2022-06-01");
  auto const after = home("12 Mill Lane", "N15 4AA", {}, "2022-06-01");
  auto const within = home("12 Mill Lane", "N15 4AA", {}, "2021-01-01", "2023-01-01");
  auto const unknown = home("12 Mill Lane", "N15 4AA");
  EXPECT_FALSE(at_one_time(before, after));
  EXPECT_FALSE(at_one_time(after, before));
  EXPECT_TRUE(at_one_time(before, within) && at_one_time(within, after));
  EXPECT_TRUE(at_one_time(unknown, before)) << "what is not given may be any day";
}

}  // namespace
}  // namespace concordat::hub::links
