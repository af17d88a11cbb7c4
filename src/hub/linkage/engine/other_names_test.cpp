// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/other_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::hub::links {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(OtherNames, OfOneWordMayBeEither) {
  auto const names = other_names(" Lizzie ");
  EXPECT_THAT(names.given, ElementsAre("Lizzie"));
  EXPECT_THAT(names.family, ElementsAre("Lizzie"));
}

TEST(OtherNames, AreToldApartByWhatPeopleWriteBetweenThem) {
  auto const names = other_names("Lizzie; Beth Nowak/KHAN, Amira aka Ace née Li");
  EXPECT_THAT(names.given, ElementsAre("Lizzie", "Beth", "Amira", "Ace", "Li"));
  EXPECT_THAT(names.family, ElementsAre("Lizzie", "Nowak", "Khan", "Ace", "Li"));
}

TEST(OtherNames, OfNothingAreNone) {
  for (auto const* const text : {"", " ; / ", "aka", "\"\""}) {
    EXPECT_THAT(other_names(text).given, IsEmpty()) << text;
    EXPECT_THAT(other_names(text).family, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace concordat::hub::links
