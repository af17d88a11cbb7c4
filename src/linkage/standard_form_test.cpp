// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "linkage/table/standard.h"

namespace concordat::linkage {
namespace {

TEST(LinkageStandardForm, SurnamesThatLookLikeNothingAreKept) {
  for (auto const* name : {"Na", "Null", "Test", "None", "Nil"}) EXPECT_NE(standard_form(Kind::surname, name), "") << name;
  EXPECT_EQ(standard_form(Kind::forename, "N A"), "n a") << "two initials";
  for (auto const* nothing : {"unknown", "Not Known", "N/A", "n/a", "-", "not given", "NOT STATED"}) EXPECT_EQ(standard_form(Kind::surname, nothing), "") << nothing;
}

TEST(LinkageStandardForm, SexIsTheSameInFiguresAndLetters) {
  for (auto const* man : {"M", "male", "1", "Boy"}) EXPECT_EQ(standard_form(Kind::sex, man), "m") << man;
  for (auto const* woman : {"F", "Female", "2", "girl"}) EXPECT_EQ(standard_form(Kind::sex, woman), "f") << woman;
  for (auto const* nothing : {"U", "unknown", "Not known", "not specified", "0", "9", "N/A", "-", ""}) EXPECT_EQ(standard_form(Kind::sex, nothing), "") << nothing;
  EXPECT_EQ(standard_form(Kind::sex, "X"), "x");
  EXPECT_EQ(standard_form(Kind::sex, "Indeterminate"), "i");
}

TEST(LinkageStandardForm, APostcodeOfNoFixedAbodeIsNoHome) {
  for (auto const* nowhere : {"ZZ99 3VZ", "zz993wz", "ZZ99 3CZ"}) EXPECT_EQ(standard_form(Kind::postcode, nowhere), "") << nowhere;
  EXPECT_EQ(standard_form(Kind::postcode, "n154ab"), "N15 4AB");
}

}  // namespace
}  // namespace concordat::linkage
