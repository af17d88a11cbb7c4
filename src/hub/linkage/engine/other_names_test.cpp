// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/other_names.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::hub::links {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(OtherNames, OfOneWordNeverCountTwice) {
  auto const names = other_names(" Lizzie ");
  EXPECT_THAT(names.given, ElementsAre("Lizzie"));
  EXPECT_THAT(names.family, IsEmpty());
  EXPECT_THAT(other_names("née Nowak").family, ElementsAre("Nowak"));
  EXPECT_THAT(other_names("née Nowak").given, IsEmpty());
}

TEST(OtherNames, AreNoMoreThanEightAndNoneWherePeopleWriteNone) {
  std::string many;
  for (char letter = 'a'; letter <= 'z'; ++letter) many += fmt::format("Ann{0} Bell{0}; ", letter);
  EXPECT_EQ(other_names(many).given.size(), 8U);
  for (auto const* const none : {"None known", "no alias", "N/K", "-", "Not Known", "none; unknown"}) EXPECT_THAT(other_names(none).given, IsEmpty()) << none;
}

TEST(OtherNames, AreToldApartByWhatPeopleWriteBetweenThem) {
  auto const names = other_names("Lizzie; Beth Nowak/KHAN, Amira aka Ace née Li");
  EXPECT_THAT(names.given, ElementsAre("Lizzie", "Beth", "Amira", "Ace"));
  EXPECT_THAT(names.family, ElementsAre("Nowak", "Khan", "Li"));
}

TEST(OtherNames, OfNothingAreNone) {
  for (auto const* const text : {"", " ; / ", "aka", "\"\""}) {
    EXPECT_THAT(other_names(text).given, IsEmpty()) << text;
    EXPECT_THAT(other_names(text).family, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace concordat::hub::links
