// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/clk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "linkage/encoded/dice.h"
#include "linkage/encoded/encoded_test_tools.h"
#include "linkage/encoded/match.h"

namespace concordat::linkage {
namespace {

using Values = std::array<std::string_view, 5>;

LinkKey link_key(std::uint8_t first = 1) {
  return LinkKey{test::key_of(first), "ISA-014", "2026-11"};
}

ClkEncoder encoder_of(ClkOptions options = {}, std::uint8_t key = 1) {
  auto schema = people_schema();
  schema.options = options;
  return ClkEncoder::of(test::enclave(), link_key(key), schema).value();
}

double dice(Filter const& left, Filter const& right) {
  return 2.0 * common_bits(left, right) / (left.count() + right.count());
}

TEST(Clk, LooksAlikeForAMisspeltRecordAndUnlikeForAnother) {
  for (bool const fold : {false, true}) {
    auto encoder = encoder_of({.salt_with_year = true, .fold = fold});
    auto const right =
        encoder.encode(Values{"Catherine", "Winterbottom", "2009-03-07", "F", "N15 4AB"}, 2009);
    auto const misspelt =
        encoder.encode(Values{"Catharine", "Winterbotom", "2009-03-07", "F", "N15 4AB"}, 2009);
    auto const another = encoder.encode(Values{"Mohammed", "Khan", "2010-11-21", "M", "B21 9RJ"}, 2010);
    EXPECT_GT(dice(right, misspelt), 0.75);
    EXPECT_LT(dice(right, another), 0.6);
    EXPECT_EQ(dice(right, right), 1.0);
  }
}

TEST(Clk, DependsOnKeyAgreementEpochSchemaAndYear) {
  Values const values{"Zoë", "O'Neill", "2009-03-07", "F", "N15 4AB"};
  std::set<std::array<std::uint64_t, 16>> seen;
  seen.insert(encoder_of().encode(values, 2009).words);
  seen.insert(encoder_of({}, 2).encode(values, 2009).words);
  seen.insert(encoder_of().encode(values, 2010).words);
  seen.insert(encoder_of().encode(values, std::nullopt).words);
  seen.insert(encoder_of({.salt_with_year = true, .fold = false}).encode(values, 2009).words);
  seen.insert(ClkEncoder::of(test::enclave(), LinkKey{test::key_of(1), "ISA-015", "2026-11"}, people_schema())
                  ->encode(values, 2009)
                  .words);
  seen.insert(ClkEncoder::of(test::enclave(), LinkKey{test::key_of(1), "ISA-014", "2026-12"}, people_schema())
                  ->encode(values, 2009)
                  .words);
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(encoder_of().encode(values, 2009), encoder_of().encode(values, 2009))
      << "two parties get the same";
  EXPECT_EQ(encoder_of().encode(Values{"ZOË", "ONEILL", "2009 03 07", "f", "n154ab"}, 2009),
            encoder_of().encode(values, 2009));
}

TEST(Clk, HoldsNothingOfWhatIsMissing) {
  auto encoder = encoder_of();
  EXPECT_EQ(encoder.encode(Values{}, std::nullopt), Filter{});
  EXPECT_EQ(encoder.encode(Values{"", "-", "", "", ""}, 2009), Filter{});
  EXPECT_GT(encoder.encode(Values{"o"}, 2009).count(), 50U)
      << "a name of one letter counts as much as a long one";
  std::string const endless(100'000, 'a');
  EXPECT_LE(encoder.encode(Values{endless, endless, endless, endless, endless}, 2009).count(), 1024U);
}

TEST(Clk, GivesTheSameWhateverItEncodedBefore) {
  auto fresh = encoder_of();
  auto busy = encoder_of();
  SeededChance chance{41};
  for (int at = 0; at < 20'000; ++at) {
    std::string name;
    for (int letter = 0; letter < 6; ++letter) name += static_cast<char>('a' + chance.below(26));
    (void)busy.encode(Values{name, name, "", "", ""}, static_cast<int>(1900 + chance.below(120)));
  }
  Values const values{"Zoë", "O'Neill", "2009-03-07", "F", "N15 4AB"};
  EXPECT_EQ(busy.encode(values, 2009), fresh.encode(values, 2009));
}

TEST(Clk, DoesNotShowHowCommonAPieceIs) {
  // one name with many years of birth: no position is set in more than a good part of the filters
  auto encoder = encoder_of();
  std::array<unsigned, filter_bits> often{};
  for (int year = 1920; year < 2020; ++year) {
    auto const filter = encoder.encode(Values{"Mohammed", "Khan", "", "M", ""}, year);
    for (std::size_t bit = 0; bit < filter_bits; ++bit)
      often[bit] += ((filter.words[bit / 64] >> (bit % 64)) & 1U) != 0 ? 1U : 0U;
  }
  EXPECT_LT(*std::ranges::max_element(often), 60U);
  auto plain = encoder_of({.salt_with_year = false, .fold = true});
  EXPECT_EQ(plain.encode(Values{"Mohammed"}, 1950), plain.encode(Values{"Mohammed"}, 1951))
      << "what salting is against";
}

TEST(Clk, RefusesASchemaThatCannotBeEncoded) {
  auto const code = [](std::vector<ClkField> fields) {
    auto const made = ClkEncoder::of(test::enclave(), link_key(), {std::move(fields), {}});
    return made ? FixedText{""} : made.error().code;
  };
  EXPECT_EQ(code({}), FixedText{"clk.schema"});
  EXPECT_EQ(code({{"a", ClkField::Cut::whole, 0, true}}), FixedText{"clk.schema"});
  EXPECT_EQ(code({{"a", ClkField::Cut::whole, 5000, true}}), FixedText{"clk.schema"});
  EXPECT_EQ(code({{"a"}, {"a"}}), FixedText{"clk.schema"});
  EXPECT_EQ(code(std::vector<ClkField>(64, {"a"})), FixedText{"clk.schema"});
  EXPECT_EQ(code({{"a"}}), FixedText{""});
  auto changed = people_schema();
  changed.fields[0].bits += 1;
  EXPECT_NE(changed.fingerprint(), people_schema().fingerprint());
}

struct Found {
  double precision, recall;
  [[nodiscard]] double f1() const { return 2 * precision * recall / (precision + recall); }
};

Found match_febrl(test::Febrl const& a, test::Febrl const& b, ClkOptions options, std::uint32_t per_mille) {
  auto encoder = ClkEncoder::of(test::enclave(), link_key(), test::febrl_schema(options)).value();
  auto const left = test::encode(encoder, a);
  auto const right = test::encode(encoder, b);
  auto const pairs = similar_pairs(test::enclave(), left, right, {.per_mille = per_mille}).value();
  auto const chosen = one_to_one(pairs, left.size(), right.size());
  double right_ones = 0;
  for (auto const& pair : chosen) right_ones += a.person[pair.left] == b.person[pair.right] ? 1 : 0;
  return {right_ones / static_cast<double>(chosen.size()), right_ones / static_cast<double>(a.rows.size())};
}

TEST(Clk, FindsFebrlsPeopleWithoutTheirNames) {
  auto const a = test::read_febrl("febrl4a.csv");
  auto const b = test::read_febrl("febrl4b.csv");
  if (a.rows.empty() || b.rows.empty()) GTEST_SKIP() << "the FEBRL files are not there: set CONCORDAT_SHARED";
  // each variant at a threshold that lies between like and unlike: folding takes unlike filters to about a
  // half
  EXPECT_GE(match_febrl(a, b, {.salt_with_year = false, .fold = false}, 750).f1(), 0.999);
  EXPECT_GE(match_febrl(a, b, {.salt_with_year = false, .fold = true}, 560).f1(), 0.999);
  auto const hardened = match_febrl(a, b, {.salt_with_year = true, .fold = true}, 580);
  EXPECT_GE(hardened.f1(), 0.96) << "an error in the year of birth hides the rest: the price of the salt";
  EXPECT_GE(hardened.precision, 0.999);
}

}  // namespace
}  // namespace concordat::linkage
