// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/common_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::linkage {
namespace {

constexpr std::string_view table =
    "format: concordat-common-names/1\n"
    "given_names: {others: 200, shares: [{per_100000: 900, names: [Mohammed, Zoë]}]}\n"
    "family_names: {others: 30, shares: [{per_100000: 1100, names: [Smith]}, {per_100000: 250, names: [Khan]}]}\n";

std::string first_code(std::string_view text) {
  auto const read = CommonNames::from_yaml(text, "common_names.yaml");
  return read ? "fine" : read.error().front().code;
}

std::string with(std::string_view from, std::string_view to) {
  std::string text{table};
  return text.replace(text.find(from), from.size(), to);
}

TEST(CommonNames, SayHowManyBearAName) {
  auto const names = CommonNames::from_yaml(table, "common_names.yaml");
  ASSERT_TRUE(names);
  EXPECT_EQ(names->size(), 4U);
  EXPECT_DOUBLE_EQ(names->given("mohammed"), 0.009);
  EXPECT_DOUBLE_EQ(names->given("zoe"), 0.009);
  EXPECT_DOUBLE_EQ(names->given("ottoline"), 0.002);
  EXPECT_DOUBLE_EQ(names->given("mohammed ali"), 0.009) << "the commonest of its words";
  EXPECT_DOUBLE_EQ(names->family("smith khan"), 0.011);
  EXPECT_DOUBLE_EQ(names->family(""), 0.0003);
}

TEST(CommonNames, RefuseADocumentThatIsNotWhole) {
  EXPECT_EQ(first_code(table), "fine");
  EXPECT_EQ(first_code(with("common-names/1", "common-names/9")), "common-names.format");
  EXPECT_EQ(first_code(with("900", "0")), "common-names.share");
  EXPECT_EQ(first_code(with("900", "100000")), "common-names.share");
  EXPECT_EQ(first_code(with("Khan", "smith")), "common-names.name");
  EXPECT_EQ(first_code(with("Khan", "'-'")), "common-names.name");
  EXPECT_NE(first_code(with("others: 200, ", "")), "fine");
}

}  // namespace
}  // namespace concordat::linkage
