// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/chance.h"
#include "intake/standardise/age_band.h"

namespace concordat::intake {
namespace {

TEST(AgeBands, AreReadAsSuppliersWriteThem) {
  for (auto const& [cell, band] : {std::pair{"10-17", "10-17"}, {"18 to 24", "18-24"}, {"Under 18", "0-17"}, {"<18", "0-17"}, {"65+", "65+"}, {"65 and over", "65+"}, {"25 plus", "25+"},
                                   {"16", "10-17"}, {"Aged 16 years", "10-17"}, {"16-19", "10-24"}, {" 18 \xE2\x80\x93 24 ", "18-24"}, {"over 64", "65+"}, {"up to 17", "0-17"}, {"0", "0-9"},
                                   {"0-9 yrs", "0-9"}, {"35-64", "35-64"}, {"18+", "18+"}, {"120", "65+"}}) {
    EXPECT_EQ(age_band_of(cell), band) << cell;
  }
}

TEST(AgeBands, OfWhatTellsNone) {
  for (auto const* cell : {"", "unknown", "n/k", "all ages", "adult", "24-18", "150", "16 suspects", "10-17-24", "under 0", "-", "12/05/1990", "1e3", "under", "\xE2\x80\x93"}) EXPECT_EQ(age_band_of(cell), "") << cell;
  EXPECT_EQ(age_band_of(std::string(1000, '1')), "");
}

// Whatever is written, what comes out is whole bands: no age by itself.
TEST(AgeBands, AreNeverFinerThanTheyAreKept) {
  std::set<std::string> allowed{""};
  int const begins[] = {0, 10, 18, 25, 35, 50, 65};
  for (int from = 0; from < 7; ++from) {
    for (int to = from; to < 7; ++to) allowed.insert(std::to_string(begins[from]) + (to == 6 ? "+" : "-" + std::to_string(begins[to + 1] - 1)));
  }
  SeededChance chance{7};
  std::string const letters = "0123456789-+<>= tounderaged/.";
  for (int turn = 0; turn < 20'000; ++turn) {
    std::string cell;
    for (auto left = chance.below(12); left > 0; --left) cell += letters[chance.below(letters.size())];
    EXPECT_TRUE(allowed.contains(std::string{age_band_of(cell)})) << cell;
  }
  for (int age = 0; age <= 120; ++age) EXPECT_TRUE(allowed.contains(std::string{age_band_of(std::to_string(age))})) << age;
}

}  // namespace
}  // namespace concordat::intake
