// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/dictionary.h"

#include <gtest/gtest.h>

#include "base/chance.h"
#include "linkage/linkage_test_tools.h"

namespace concordat::linkage {
namespace {

TEST(Dictionary, NumbersManyTextsAsItNumbersOne) {
  SeededChance chance{11};
  Dictionary one;
  Dictionary many;
  for (std::size_t round = 0; round < 60; ++round) {  // until it is too large for a processor's own memory
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 2000; ++i) texts.push_back(chance.below(20) == 0 ? std::string{} : "value " + std::to_string(chance.below(90'000)));
    std::vector<std::uint32_t> expected;
    expected.reserve(texts.size());
    for (auto const& text : texts) expected.push_back(one.add(text));
    std::vector<std::uint32_t> ids(texts.size() * 2, 7);
    many.add_all({texts.begin(), texts.end()}, ids.data(), 2);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(ids[2 * i], expected[i]) << texts[i];
      ASSERT_EQ(ids[2 * i + 1], 7U);
    }
  }
  EXPECT_GT(many.size(), 60'000U);
  EXPECT_EQ(many.fingerprint(), one.fingerprint());
}

/// What is kept in files of parts rests on it.
TEST(Dictionary, HashesAsItEverDid) {
  auto const plainly = [](std::string_view text) {
    constexpr std::uint64_t prime = 0x9fb21c651e98df25ULL;
    std::uint64_t hash = text.size() * prime;
    for (std::size_t at = 0; at < text.size(); at += 8) {
      std::uint64_t bytes = 0;
      for (std::size_t i = at; i < std::min(text.size(), at + 8); ++i) bytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * (i - at));
      hash = (hash ^ bytes) * prime;
      hash ^= hash >> 29;
    }
    hash = (hash ^ (hash >> 32)) * prime;
    return hash ^ (hash >> 32);
  };
  SeededChance chance{2};
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, ' ');
    for (auto& c : text) c = static_cast<char>(chance.below(256));
    EXPECT_EQ(hash_bytes(text), plainly(text)) << size;
  }
}

TEST(Dictionary, TellsTextsApartByEveryByte) {
  for (std::size_t size = 1; size < 40; ++size) {
    Dictionary dictionary;
    std::string const text(size, 'a');
    EXPECT_EQ(dictionary.add(text), 1U);
    for (std::size_t at = 0; at < size; ++at) {
      auto other = text;
      other[at] = 'b';
      EXPECT_EQ(dictionary.add(other), at + 2);
    }
    EXPECT_EQ(dictionary.add(text), 1U);
  }
}

TEST(Dictionary, FindsWhatStaysWhereTheNewestAreTakenBack) {
  Dictionary dictionary;
  auto const text = [](std::size_t i) { return "value " + std::to_string(i); };
  for (std::size_t i = 1; i <= 20'000; ++i) ASSERT_EQ(dictionary.add(text(i)), i);
  for (std::size_t const size : {19'990, 12'000, 3'000, 700, 1}) {
    dictionary.shrink(size);
    ASSERT_EQ(dictionary.size(), size);
    for (std::size_t i = 1; i <= 20'000; ++i) ASSERT_EQ(dictionary.find(text(i)), i < size ? i : 0) << size;
  }
  for (std::size_t i = 1; i <= 5000; ++i) ASSERT_EQ(dictionary.add(text(i)), i);
}

TEST(Loader, GivesTheSameTableForAnyNumberOfThreads) {
  auto const rows = people_rows(30'000, 6);  // more blocks than may wait
  std::string standard{people_model};
  for (std::string const field : {"kind: forename", "kind: postcode"}) standard.replace(standard.find(field), field.size(), field + ", standard: true");
  for (auto const& text : {std::string{people_model}, standard}) {
    auto const model = model_from(text);
    auto const one = table_of(model, rows, 1, Loader::For::batch, 12'345);
    for (unsigned const threads : {2U, 3U, 9U}) {
      auto const table = table_of(model, rows, threads, Loader::For::batch, 12'345);
      EXPECT_EQ(table.ids, one.ids) << threads;
      EXPECT_EQ(table.first_file, 12'345U);
      EXPECT_EQ(table.fingerprint(), one.fingerprint()) << threads;
    }
  }
}

TEST(Dictionary, NumbersPairsOfFieldsInTheOrderOfRecords) {
  auto const model = model_from(people_model);
  auto const rows = people_rows(9000, 4);  // more than one block
  auto const table = table_of(model, rows, 3);
  auto const& pair = table.together.front();
  auto again = Table::Together{pair.first, pair.second, pair.column, {}};
  for (Record record = 0; record < table.records; ++record) ASSERT_EQ(again.add(table.at(record)), table.at(record)[pair.column]) << record;
}

}  // namespace
}  // namespace concordat::linkage
