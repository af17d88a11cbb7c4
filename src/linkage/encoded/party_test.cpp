// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/party.h"

#include <gtest/gtest.h>

#include <set>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::party_key;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(PartyKey, GivesBothPartiesTheSameKeyAndNobodyElse) {
  auto const police = party_key("police");
  auto const housing = party_key("housing");
  auto const schools = party_key("schools");
  auto const mine = police.pair_with(housing.card()).value();
  EXPECT_EQ(mine.key.check(), housing.pair_with(police.card())->key.check());
  std::set<std::uint64_t> checks{mine.key.check(), police.pair_with(schools.card())->key.check(), housing.pair_with(schools.card())->key.check()};
  for (auto const& [agreement, epoch] : {std::pair{"ISA-014", "2026-12"}, {"ISA-015", "2026-11"}}) {
    auto const other = party_key("police", agreement, epoch).pair_with(party_key("housing", agreement, epoch).card());
    checks.insert(other->key.check());
  }
  EXPECT_EQ(checks.size(), 5U);
}

TEST(PartyKey, OfOneUseGivesOtherKeysUnderAnother) {
  auto const key = party_key("police");
  std::string const text = key.text().expose();
  EXPECT_EQ(PartyKey::parse(text)->card(), key.card());
  std::set<std::string> cards{key.card().text()};
  std::set<crypto::ExchangeKey> exchange{key.card().exchange()};
  for (auto const& [from, to] : {std::pair{"ISA-014", "ISA-015"}, {"2026-11", "2026-12"}, {"party police", "party polize"}}) {
    auto const moved = PartyKey::parse(replaced(text, from, to)).value();
    cards.insert(moved.card().text());
    exchange.insert(moved.card().exchange());
  }
  EXPECT_EQ(cards.size(), 4U);
  EXPECT_EQ(exchange.size(), 4U) << "a seed that was used again made the same key";
}

TEST(PartyKey, IsRefusedWithACardForAnotherUse) {
  auto const police = party_key("police");
  EXPECT_EQ(test::code_of(police.pair_with(party_key("housing", "ISA-015").card())), FixedText{"party.other-agreement"});
  EXPECT_EQ(test::code_of(police.pair_with(party_key("housing", "ISA-014", "2026-12").card())), FixedText{"party.other-epoch"});
  EXPECT_EQ(test::code_of(police.pair_with(police.card())), FixedText{"party.itself"});
}

TEST(PartyKey, IsNamedInPlainWords) {
  SeededChance chance{1};
  for (auto const& use : {KeyUse{"", "2026-11", "police"}, KeyUse{"ISA 014", "2026-11", "police"}, KeyUse{"ISA-014", "2026\n11", "police"},
                          KeyUse{"ISA-014", "2026-11", std::string(65, 'a')}, KeyUse{"ISA-014", "2026-11", "polic\xc3\xa9"}})
    EXPECT_EQ(test::code_of(PartyKey::generate(use, chance)), FixedText{"party.name"});
}

TEST(PartyCard, IsRefusedChangedInAnyPlace) {
  auto const text = party_key("police").card().text();
  EXPECT_TRUE(PartyCard::parse(text).has_value());
  EXPECT_EQ(text.find(crypto::to_base64(crypto::sha256(""))), std::string::npos);
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(PartyCard::parse(changed).has_value()) << at;
    EXPECT_FALSE(PartyCard::parse(text.substr(0, at)).has_value()) << at;
  }
  EXPECT_EQ(test::code_of(PartyCard::parse(replaced(text, "police", "policf"))), FixedText{"party.signature"});
  EXPECT_EQ(test::code_of(PartyCard::parse(text + text)), FixedText{"party.malformed"});
  EXPECT_EQ(test::code_of(PartyKey::parse(text)), FixedText{"party.malformed"}) << "a public file is no private one";
}

TEST(PartyCard, HasAFingerprintOfItsOwn) {
  auto const mine = party_key("police").card().fingerprint();
  EXPECT_EQ(mine.size(), 39U);
  EXPECT_EQ(mine, PartyCard::parse(party_key("police").card().text())->fingerprint());
  EXPECT_NE(mine, party_key("housing").card().fingerprint());
}

TEST(PartyCard, ShowsNothingOfThePrivateHalf) {
  auto const key = party_key("police");
  std::string const secret = key.text().expose();
  auto const seed = secret.substr(secret.find("seed ") + 5, 43);
  EXPECT_EQ(key.card().text().find(seed), std::string::npos);
}

}  // namespace
}  // namespace concordat::linkage
