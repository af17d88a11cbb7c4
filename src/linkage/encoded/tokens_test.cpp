// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/tokens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::key_of;

std::set<std::string> meeting(std::vector<KindToken> const& left, std::vector<KindToken> const& right) {
  std::set<std::string> kinds;
  for (auto const& one : left) {
    for (auto const& other : right) {
      if (one.token == other.token) kinds.insert(std::string{name_of(one.kind)});
    }
  }
  return kinds;
}

TokenFields zoe() {
  return {"Zoë", "O'Neill", TokenFields::Date{2009, 3, 7}, "F"};
}

TEST(Tokens, MeetForOnePersonWrittenInTwoWays) {
  Tokeniser const tokeniser{LinkKey{key_of(1), "ISA-014", "2026-11"}};
  auto other = zoe();
  other.forename = " zoe ";
  other.surname = "ONEILL";
  other.sex = "f";
  EXPECT_EQ(meeting(tokeniser.tokens(zoe()), tokeniser.tokens(other)).size(), 4U);
  other.born = TokenFields::Date{2009, 7, 3};
  EXPECT_EQ(meeting(tokeniser.tokens(zoe()), tokeniser.tokens(other)),
            (std::set<std::string>{"day-month-swapped", "names-and-year"}));
  other = zoe();
  other.forename = "Sophie";
  EXPECT_EQ(meeting(tokeniser.tokens(zoe()), tokeniser.tokens(other)),
            std::set<std::string>{"surname-sound"});
  other.surname = "Jones";
  EXPECT_TRUE(meeting(tokeniser.tokens(zoe()), tokeniser.tokens(other)).empty());
}

TEST(Tokens, OfTwoKeysAgreementsOrEpochsNeverMeet) {
  auto const made = [](std::uint8_t key, std::string_view agreement, std::string_view epoch) {
    return Tokeniser{LinkKey{key_of(key), agreement, epoch}}.tokens(zoe());
  };
  auto const mine = made(1, "ISA-014", "2026-11");
  EXPECT_EQ(meeting(mine, made(1, "ISA-014", "2026-11")).size(), 4U);
  EXPECT_TRUE(meeting(mine, made(2, "ISA-014", "2026-11")).empty());
  EXPECT_TRUE(meeting(mine, made(1, "ISA-015", "2026-11")).empty());
  EXPECT_TRUE(meeting(mine, made(1, "ISA-014", "2026-12")).empty());
  EXPECT_TRUE(meeting(mine, made(1, "ISA-0142026-11", "")).empty()) << "parts cannot flow into each other";
  EXPECT_NE((LinkKey{key_of(1), "a", "b"}.check()), (LinkKey{key_of(1), "a", "c"}.check()));
}

TEST(Tokens, AreOnlyMadeOfWhatIsKnown) {
  Tokeniser const tokeniser{LinkKey{key_of(1), "ISA-014", "2026-11"}};
  EXPECT_TRUE(tokeniser.tokens({"Zoë", "O'Neill", std::nullopt, "F"}).empty());
  EXPECT_EQ(tokeniser.tokens({"Zoë", "O'Neill", TokenFields::Date{2009, 3, 7}, ""}).size(), 2U);
  EXPECT_EQ(tokeniser.tokens({"", "O'Neill", TokenFields::Date{2009, 3, 7}, "F"}).size(), 1U);
  EXPECT_TRUE(tokeniser.tokens({"", "", TokenFields::Date{2009, 3, 7}, "F"}).empty());
  EXPECT_EQ(tokeniser.tokens({"李", "王", TokenFields::Date{2009, 3, 7}, "M"}).size(), 4U);
}

TEST(Tokens, AreTheSameOnEveryMachine) {
  // HMAC-SHA-256 by another program (Python's hmac) over the documented message
  Tokeniser const tokeniser{LinkKey{key_of(1), "ISA-014", "2026-11"}};
  auto const made = tokeniser.tokens(zoe());
  ASSERT_EQ(made[0].kind, TokenKind::full);
  EXPECT_EQ(crypto::to_hex(made[0].token),
            "df3d72659c48b4811c9373b190557a7b64a9cc770b9c9a963ac23fdb520bdee2");
}

}  // namespace
}  // namespace concordat::linkage
