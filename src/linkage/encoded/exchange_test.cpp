// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/exchange.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

using test::party_key;

std::vector<KindToken> tokens_of(Pair const& pair, std::vector<TokenFields> const& people) {
  Tokeniser const tokeniser{pair.key};
  std::vector<KindToken> all;
  for (auto const& person : people) {
    for (auto const& token : tokeniser.tokens(person)) all.push_back(token);
  }
  return all;
}

std::vector<TokenFields> two_people() {
  return {{"Ann", "Smith", TokenFields::Date{2001, 2, 3}, "F"}, {"Bilal", "Khan", TokenFields::Date{1999, 12, 30}, "M"}};
}

EncodedFile tokens_file(std::string const& from = "police", std::string const& with = "housing", std::uint64_t seed = 3) {
  SeededChance chance{seed};
  auto const pair = party_key(from).pair_with(party_key(with).card()).value();
  return encoded_file(pair, token_schema(), padded(tokens_of(pair, two_people()), chance));
}

EncodedFile filters_file() {
  SeededChance chance{61};
  auto const pair = party_key("police").pair_with(party_key("housing").card()).value();
  return encoded_file(pair, people_schema().fingerprint(), Filters{test::random_filter(chance, 30), Filter{}, test::random_filter(chance, 99)});
}

std::string bytes_of_file(EncodedFile const& file) { return to_bytes(file, party_key(file.from)); }

TEST(EncodedFile, ComesBackFromItsBytes) {
  for (auto const& file : {tokens_file(), filters_file()}) {
    auto const read = read_encoded(bytes_of_file(file), party_key("police").card());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, file);
  }
}

TEST(EncodedFile, RefusesEveryShorterAndEveryDamagedFile) {
  auto const card = party_key("police").card();
  auto const whole = bytes_of_file(filters_file());
  for (std::size_t size = 0; size < whole.size(); ++size)
    ASSERT_FALSE(read_encoded(whole.substr(0, size), card).has_value());
  ASSERT_FALSE(read_encoded(whole + "x", card).has_value());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    ASSERT_FALSE(read_encoded(damaged, card).has_value()) << at;
  }
}

TEST(EncodedFile, SaysWhatIsWrong) {
  auto const code = [](std::string const& bytes, PartyCard const& card) { return read_encoded(bytes, card).error().code; };
  auto const card = party_key("police").card();
  auto bytes = bytes_of_file(filters_file());
  EXPECT_EQ(code("hello", card), FixedText{"encoded.malformed"});
  auto damaged = bytes;
  damaged[90] = static_cast<char>(damaged[90] ^ 1);
  EXPECT_EQ(code(damaged, card), FixedText{"encoded.signature"});
  EXPECT_EQ(code(to_bytes(filters_file(), party_key("housing")), card), FixedText{"encoded.signature"}) << "signed by somebody else";
  EXPECT_EQ(code(bytes, party_key("housing").card()), FixedText{"encoded.other-card"});
  EXPECT_EQ(code(bytes, party_key("police", "ISA-015").card()), FixedText{"encoded.other-card"});
  auto unsorted = tokens_file();
  std::swap(std::get<TokenSets>(unsorted.records)[0][0], std::get<TokenSets>(unsorted.records)[0][1]);
  EXPECT_EQ(code(bytes_of_file(unsorted), card), FixedText{"encoded.malformed"}) << "an order could tell something";
  bytes[4] = 1;
  EXPECT_EQ(code(bytes, card), FixedText{"encoded.version"});
}

TEST(EncodedFile, IsComparedOnlyWithTheOneMadeForIt) {
  auto const mine = tokens_file("police", "housing", 1);
  auto const theirs = tokens_file("housing", "police", 2);
  EXPECT_TRUE(comparable(mine, theirs).has_value());
  auto const code = [&](EncodedFile const& other) { return comparable(mine, other).error().code; };
  EXPECT_EQ(code(mine), FixedText{"encoded.other-parties"}) << "a list is not compared with itself";
  EXPECT_EQ(code(tokens_file("housing", "schools")), FixedText{"encoded.other-parties"});
  auto other = theirs;
  other.key_check ^= 1;
  EXPECT_EQ(code(other), FixedText{"encoded.other-key"});
  other = theirs;
  other.epoch = "2026-12";
  EXPECT_EQ(code(other), FixedText{"encoded.other-parties"});
  other = theirs;
  other.schema[0] ^= std::byte{1};
  EXPECT_EQ(code(other), FixedText{"encoded.other-schema"});
  EXPECT_EQ(code(filters_file()), FixedText{"encoded.other-kind"});
}

TEST(TokenSets, CountWhatBothHoldAndNothingOfTheFilling) {
  auto const mine = std::get<TokenSets>(tokens_file("police", "housing", 1).records);
  auto const theirs = std::get<TokenSets>(tokens_file("housing", "police", 2).records);
  EXPECT_EQ(common_tokens(mine, theirs), (std::array<std::size_t, token_kinds>{2, 2, 2, 2}));
  auto const strangers = std::get<TokenSets>(tokens_file("housing", "schools", 2).records);
  EXPECT_EQ(common_tokens(mine, strangers), (std::array<std::size_t, token_kinds>{})) << "tokens of two pairs never meet";
}

TEST(TokenSets, HideHowManyThereAreTheirOrderAndHowCommonOneIs) {
  EXPECT_EQ(padded_size(0), 100U);
  EXPECT_EQ(padded_size(100), 100U);
  EXPECT_EQ(padded_size(101), 200U);
  EXPECT_EQ(padded_size(201), 500U);
  EXPECT_EQ(padded_size(501), 1'000U);
  EXPECT_EQ(padded_size(1'000'001), 2'000'000U);
  auto const pair = party_key("police").pair_with(party_key("housing").card()).value();
  auto people = two_people();
  people.insert(people.end(), 50, people[0]);
  people.push_back({"Cy", "Li", TokenFields::Date{2000, 1, 1}, ""});
  SeededChance one{1};
  SeededChance other{1};
  auto const sets = padded(tokens_of(pair, people), one);
  std::ranges::reverse(people);
  EXPECT_EQ(sets, padded(tokens_of(pair, people), other)) << "the order of the records shows";
  for (auto const& set : sets) {
    EXPECT_EQ(set.size(), 100U);
    EXPECT_EQ((std::set<Token>{set.begin(), set.end()}.size()), 100U);
  }
}

TEST(Filters, LieInAnOrderOfChance) {
  SeededChance chance{8};
  Filters filters;
  for (unsigned at = 0; at < 100; ++at) filters.emplace_back().words[0] = at;
  auto shuffled = filters;
  shuffle(shuffled, chance);
  EXPECT_NE(shuffled, filters);
  std::ranges::sort(shuffled, {}, [](Filter const& filter) { return filter.words[0]; });
  EXPECT_EQ(shuffled, filters);
}

}  // namespace
}  // namespace concordat::linkage
