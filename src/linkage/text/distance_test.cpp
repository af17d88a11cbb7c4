// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/distance.h"

#include <gtest/gtest.h>

#include "linkage/text/distance_test_tools.h"

namespace concordat::linkage {
namespace {

using test::random_near;
using test::random_text;

struct Known {
  std::u32string_view left, right;
  double jaro_winkler;
  std::uint32_t levenshtein, osa, damerau;
};

class KnownPairs : public testing::TestWithParam<Known> {};

TEST_P(KnownPairs, ComeOutAsPublished) {
  auto const& pair = GetParam();
  EXPECT_NEAR(jaro_winkler(pair.left, pair.right), pair.jaro_winkler, 0.0005);
  EXPECT_EQ(levenshtein(pair.left, pair.right), pair.levenshtein);
  EXPECT_EQ(osa(pair.left, pair.right), pair.osa);
  EXPECT_EQ(damerau(pair.left, pair.right), pair.damerau);
}

INSTANTIATE_TEST_SUITE_P(
    Distance, KnownPairs,
    testing::Values(Known{U"MARTHA", U"MARHTA", 0.9611, 2, 1, 1},
                    Known{U"DIXON", U"DICKSONX", 0.8133, 4, 4, 4}, Known{U"DWAYNE", U"DUANE", 0.84, 2, 2, 2},
                    Known{U"kitten", U"sitting", 0.7460, 3, 3, 3}, Known{U"ca", U"abc", 0, 3, 3, 2},
                    Known{U"", U"", 1, 0, 0, 0}, Known{U"", U"abc", 0, 3, 3, 3},
                    Known{U"o", U"o", 1, 0, 0, 0}, Known{U"o", U"u", 0, 1, 1, 1},
                    Known{U"ng", U"gn", 0, 2, 1, 1}, Known{U"Łukasz", U"Lukasz", 0.8889, 1, 1, 1},
                    Known{U"李小龙", U"李小花", 0.8222, 1, 1, 1}, Known{U"محمد", U"احمد", 0.8333, 1, 1, 1}));

void expect_as_slow(std::u32string const& left, std::u32string const& right) {
  Letters const a{std::u32string_view{left}};
  Letters const b{std::u32string_view{right}};
  Prepared const prepared{a};
  auto const similarity = test::slow_jaro_winkler(left, right);
  ASSERT_EQ(jaro_winkler(a, b), similarity);
  ASSERT_EQ(prepared.jaro_winkler(b), similarity);
  ASSERT_EQ(jaro_winkler(std::u32string_view{left}, b), similarity)
      << "wide and narrow letters of one text differ";
  auto const substitutions = test::slow_edits(left, right, false);
  ASSERT_EQ(levenshtein(a, b), substitutions);
  ASSERT_EQ(prepared.levenshtein(b), substitutions);
  auto const swaps = test::slow_edits(left, right, true);
  ASSERT_EQ(osa(a, b), swaps);
  ASSERT_EQ(prepared.osa(b), swaps);
  auto const free_swaps = test::slow_damerau(left, right);
  ASSERT_EQ(damerau(a, b), free_swaps);
  ASSERT_EQ(prepared.damerau(b), free_swaps);
  for (std::uint32_t const bound : {0U, 1U, 2U, 5U}) {
    ASSERT_EQ(levenshtein(a, b, bound), std::min(substitutions, bound + 1));
    ASSERT_EQ(osa(a, b, bound), std::min(swaps, bound + 1));
    ASSERT_EQ(damerau(a, b, bound), std::min(free_swaps, bound + 1));
    ASSERT_EQ(prepared.levenshtein(b, bound), std::min(substitutions, bound + 1));
    ASSERT_EQ(prepared.osa(b, bound), std::min(swaps, bound + 1));
    ASSERT_EQ(prepared.damerau(b, bound), std::min(free_swaps, bound + 1));
  }
}

TEST(Distance, IsThatOfTheTextbookOnAHundredThousandRandomTexts) {
  SeededChance chance{1};
  for (int round = 0; round < 100'000; ++round) {
    auto const left = random_text(chance, 12);
    ASSERT_NO_FATAL_FAILURE(expect_as_slow(left, random_near(chance, left, 12))) << "round " << round;
  }
}

TEST(Distance, IsThatOfTheTextbookAroundSixtyFourLettersAndBeyond) {
  SeededChance chance{2};
  for (int round = 0; round < 600; ++round) {
    auto const left = random_text(chance, 150);
    ASSERT_NO_FATAL_FAILURE(expect_as_slow(left, random_near(chance, left, 150))) << "round " << round;
  }
  for (std::size_t const size : {63U, 64U, 65U, 66U, 128U}) {
    auto text = std::u32string(size, U'a');
    ASSERT_NO_FATAL_FAILURE(expect_as_slow(text, text));
    auto other = text;
    other[size / 2] = U'b';
    ASSERT_NO_FATAL_FAILURE(expect_as_slow(text, other));
    ASSERT_NO_FATAL_FAILURE(expect_as_slow(text, other + U"aaaaab"));
  }
}

TEST(Distance, HoldsFortyPartNames) {
  std::string name = "maria";
  for (int part = 0; part < 39; ++part) name += part % 2 == 0 ? " da conceicao" : " de albuquerque";
  auto shorter = name.substr(0, name.rfind(" de "));
  Letters const left{name}, right{shorter};
  ASSERT_GT(left.size(), 500U);
  EXPECT_EQ(levenshtein(left, right), left.size() - right.size());
  EXPECT_EQ(levenshtein(left, right, 3), 4U);
  EXPECT_GT(jaro_winkler(left, right), 0.97);
  EXPECT_EQ(jaro_winkler(left, left), 1.0);
}

TEST(Distance, IsSymmetricToTheBitAndWithinItsBounds) {
  SeededChance chance{3};
  for (int round = 0; round < 100'000; ++round) {
    auto const left = random_text(chance, 14);
    auto const right = random_near(chance, left, 14);
    double const similarity = jaro_winkler(left, right);
    ASSERT_EQ(similarity, jaro_winkler(right, left));
    ASSERT_TRUE(similarity >= 0 && similarity <= 1);
    ASSERT_EQ(similarity == 1, left == right) << "one is for equal texts";
    ASSERT_GE(similarity, jaro(left, right));
    auto const edits = levenshtein(left, right);
    ASSERT_EQ(edits, levenshtein(right, left));
    ASSERT_EQ(osa(left, right), osa(right, left));
    ASSERT_EQ(damerau(left, right), damerau(right, left));
    ASSERT_EQ(edits == 0, left == right);
    ASSERT_LE(osa(left, right), edits);
    ASSERT_LE(damerau(left, right), osa(left, right));
    ASSERT_LE(edits, std::max(left.size(), right.size()));
    ASSERT_GE(damerau(left, right) * 2, edits);
  }
}

TEST(Distance, KeepsTheTriangleWhereItIsAMetric) {
  SeededChance chance{4};
  for (int round = 0; round < 30'000; ++round) {
    auto const a = random_text(chance, 8);
    auto const b = random_near(chance, a, 8);
    auto const c = random_near(chance, b, 8);
    ASSERT_LE(levenshtein(a, c), levenshtein(a, b) + levenshtein(b, c));
    ASSERT_LE(damerau(a, c), damerau(a, b) + damerau(b, c));
  }
  EXPECT_GT(osa(U"ca", U"abc"), osa(U"ca", U"ac") + osa(U"ac", U"abc")) << "the one that is no metric";
}

TEST(Letters, CountsCodePointsAndLosesNoByte) {
  EXPECT_EQ(Letters{"Zoë"}.size(), 3U);
  EXPECT_TRUE(Letters{"Zoë"}.view().is_narrow());
  EXPECT_FALSE(Letters{"Łódź"}.view().is_narrow());
  EXPECT_EQ(Letters{"😀"}.view()[0], U'😀');
  EXPECT_EQ(Letters{""}.size(), 0U);
  // cut short, overlong, a surrogate, beyond Unicode, a lone continuation: a sign for each byte
  for (std::string_view const bad :
       {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82"}) {
    Letters const letters{bad};
    ASSERT_EQ(letters.size(), bad.size());
    for (std::size_t at = 0; at < letters.size(); ++at) EXPECT_EQ(letters.view()[at], U'\xFFFD');
  }
}

TEST(Distance, OfUtf8CountsLettersAndNotBytes) {
  EXPECT_EQ(levenshtein_utf8("Zoë", "Zoe"), 1U);
  EXPECT_EQ(levenshtein_utf8("Владимир", "Владимер", 5), 1U);
  EXPECT_EQ(jaro_winkler_utf8("Łucja", "Łucja"), 1.0);
}

}  // namespace
}  // namespace concordat::linkage
