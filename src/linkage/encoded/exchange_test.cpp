// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/exchange.h"

#include <gtest/gtest.h>

#include "linkage/encoded/encoded_test_tools.h"

namespace concordat::linkage {
namespace {

EncodedFile tokens_file() {
  LinkKey const key{test::key_of(1), "ISA-014", "2026-11"};
  std::vector<TokenRow> rows;
  for (auto const& token : Tokeniser{key}.tokens({"Ann", "Smith", TokenFields::Date{2001, 2, 3}, "F"}))
    rows.push_back({7, token});
  return {token_schema(), key.check(), rows};
}

EncodedFile filters_file() {
  SeededChance chance{61};
  LinkKey const key{test::key_of(1), "ISA-014", "2026-11"};
  return {people_schema().fingerprint(), key.check(),
          std::vector<Filter>{test::random_filter(chance, 30), Filter{}, test::random_filter(chance, 99)}};
}

TEST(EncodedFile, ComesBackFromItsBytes) {
  for (auto const& file : {tokens_file(), filters_file(), EncodedFile{}}) {
    auto const read = read_encoded(to_bytes(file));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, file);
  }
}

TEST(EncodedFile, RefusesEveryShorterAndEveryDamagedFile) {
  auto const whole = to_bytes(tokens_file());
  for (std::size_t size = 0; size < whole.size(); ++size)
    ASSERT_FALSE(read_encoded(whole.substr(0, size)).has_value());
  ASSERT_FALSE(read_encoded(whole + "x").has_value());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    ASSERT_FALSE(read_encoded(damaged).has_value()) << at;
  }
}

TEST(EncodedFile, SaysWhatIsWrong) {
  auto bytes = to_bytes(filters_file());
  EXPECT_EQ(read_encoded("hello").error().code, FixedText{"encoded.malformed"});
  auto damaged = bytes;
  damaged[80] = static_cast<char>(damaged[80] ^ 1);
  EXPECT_EQ(read_encoded(damaged).error().code, FixedText{"encoded.checksum"});
  bytes[4] = 2;
  EXPECT_EQ(read_encoded(bytes).error().code, FixedText{"encoded.version"});
}

TEST(EncodedFile, IsComparedOnlyWithItsLike) {
  auto const mine = filters_file();
  EXPECT_TRUE(comparable(mine, mine).has_value());
  auto other = mine;
  other.key_check ^= 1;
  EXPECT_EQ(comparable(mine, other).error().code, FixedText{"encoded.other-key"});
  other = mine;
  other.schema[0] ^= std::byte{1};
  EXPECT_EQ(comparable(mine, other).error().code, FixedText{"encoded.other-schema"});
  EXPECT_EQ(comparable(mine, tokens_file()).error().code, FixedText{"encoded.other-kind"});
}

}  // namespace
}  // namespace concordat::linkage
