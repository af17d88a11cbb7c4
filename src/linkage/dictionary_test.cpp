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
