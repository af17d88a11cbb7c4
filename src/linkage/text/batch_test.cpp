// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/batch.h"

#include <gtest/gtest.h>

#include "linkage/text/distance_test_tools.h"

namespace concordat::linkage {
namespace {

struct Texts {
  std::vector<std::u32string> texts;
  std::vector<LettersView> views;
  explicit Texts(std::vector<std::u32string> of) : texts{std::move(of)} {
    for (auto const& text : texts) views.emplace_back(std::u32string_view{text});
  }
};

Texts random_texts(SeededChance& chance, std::size_t count, std::size_t longest) {
  std::vector<std::u32string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(i == 0 ? test::random_text(chance, longest)
                           : test::random_near(chance, texts[chance.below(i)], longest));
  return Texts{std::move(texts)};
}

constexpr double thresholds[] = {1.0, 0.92, 0.88, 0.7};

/// Every distance of one left side to a range, on one path, against the single pairs.
void expect_as_single(LettersView left, PackedTexts const& packed, Texts const& given, PackedRange range,
                      Path path) {
  Prepared const prepared{left};
  JaroWinklerLevels static const levels{thresholds};
  std::size_t const size = std::min(range.end, packed.size()) - range.begin;
  std::vector<double> similarity(size);
  std::vector<std::uint16_t> edits(size), swaps(size);
  std::vector<std::uint8_t> level(size);
  jaro_winkler(prepared, packed, similarity, range, path);
  levenshtein(prepared, packed, edits, range, path);
  osa(prepared, packed, swaps, range, path);
  jaro_winkler_levels(prepared, packed, levels, level, range, path);
  for (std::size_t at = 0; at < size; ++at) {
    auto const right = given.views[packed.order()[range.begin + at]];
    ASSERT_EQ(similarity[at], jaro_winkler(left, right));
    ASSERT_EQ(edits[at], levenshtein(left, right));
    ASSERT_EQ(swaps[at], osa(left, right));
    ASSERT_EQ(level[at], levels.level(similarity[at]));
  }
}

TEST(Batch, IsTheSameOnEveryPathAsOneByOne) {
  SeededChance chance{11};
  for (int round = 0; round < 60; ++round) {
    auto const texts = random_texts(chance, chance.below(150), round % 3 == 0 ? 30 : 16);
    PackedTexts const packed{texts.views};
    ASSERT_EQ(packed.size(), texts.views.size());
    for (auto const path : usable_paths()) {
      for (int left = 0; left < 8; ++left) {
        auto const text = !texts.texts.empty() && left < 5 ? texts.texts[chance.below(texts.texts.size())]
                                                           : test::random_text(chance, 20);
        ASSERT_NO_FATAL_FAILURE(expect_as_single(std::u32string_view{text}, packed, texts, {}, path));
        std::size_t const begin = chance.below(packed.size() + 1);
        PackedRange const range{begin, begin + chance.below(packed.size() - begin + 1)};
        ASSERT_NO_FATAL_FAILURE(expect_as_single(std::u32string_view{text}, packed, texts, range, path));
      }
    }
  }
}

TEST(Batch, HoldsManyDistinctLettersInLanesAndTheRestBesideThem) {
  std::vector<std::u32string> all;
  for (char32_t letter = U'a'; letter < U'a' + 100; ++letter) all.push_back({letter, U'a', letter});
  all.push_back(std::u32string(16, U'a'));
  all.push_back(std::u32string(17, U'a'));
  all.push_back(U"");
  Texts const texts{all};
  PackedTexts const packed{texts.views};
  EXPECT_LT(packed.in_lanes(), packed.size());
  EXPECT_GT(packed.in_lanes(), 60U);
  EXPECT_EQ(packed.code_limit(), 64U);
  for (auto const path : usable_paths()) {
    for (auto const& left : all)
      ASSERT_NO_FATAL_FAILURE(expect_as_single(std::u32string_view{left}, packed, texts, {}, path));
  }
}

TEST(Batch, OfNothingIsNothing) {
  PackedTexts const packed{{}};
  EXPECT_EQ(packed.size(), 0U);
  jaro_winkler(Prepared{U"smith"}, packed, {});
  Texts const texts{{U"", U"", U"smith"}};
  PackedTexts const few{texts.views};
  for (auto const path : usable_paths()) {
    ASSERT_NO_FATAL_FAILURE(expect_as_single(U"", few, texts, {}, path));
    ASSERT_NO_FATAL_FAILURE(expect_as_single(U"smith", few, texts, {}, path));
  }
}

TEST(Batch, KeepsTheTextsInOrderOfLength) {
  Texts const texts{{U"winterbottom", U"ng", U"李", U"o", U"winterbottom-featherstonehaugh"}};
  PackedTexts const packed{texts.views};
  for (std::size_t at = 0; at < packed.size(); ++at) {
    auto const text = packed.text(at);
    auto const& given = texts.texts[packed.order()[at]];
    ASSERT_EQ(text.size(), given.size());
    for (std::size_t letter = 0; letter < text.size(); ++letter) EXPECT_EQ(text[letter], given[letter]);
    if (at > 0 && at < packed.in_lanes()) {
      EXPECT_LE(packed.text(at - 1).size(), text.size());
    }
  }
}

TEST(Batch, CountsWhichThresholdIsMet) {
  JaroWinklerLevels const levels{thresholds};
  EXPECT_EQ(levels.level(1.0), 0);
  EXPECT_EQ(levels.level(0.92), 1);
  EXPECT_EQ(levels.level(0.9199), 2);
  EXPECT_EQ(levels.level(0.2), 4);
}

}  // namespace
}  // namespace concordat::linkage
