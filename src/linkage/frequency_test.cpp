// SPDX-License-Identifier: Apache-2.0
// Rare and common values among few records and among many.
#include <gtest/gtest.h>

#include <cmath>

#include "linkage/linkage_test_tools.h"
#include "linkage/linker.h"

namespace concordat::linkage {
namespace {

constexpr double by_chance = 0.01;

Model with_numbers() {
  auto model = model_from(people_model);
  for (auto& comparison : model.comparisons) {
    auto const levels = comparison.levels.size() - 1;
    for (std::size_t level = 1; level <= levels; ++level) {
      comparison.levels[level].m.value = level == 1 ? 0.8 : 0.2 / static_cast<double>(levels - 1);
      comparison.levels[level].u.value = level == levels ? 1 - by_chance * static_cast<double>(levels - 1) : by_chance;
    }
  }
  model.prior.probability = 0.01;
  return model;
}

/// Different in everything from one another and from all others here.
Rows strangers(std::size_t count) {
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    auto const two = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    auto const letters = std::string{static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26 % 26), static_cast<char>('a' + i / 676)};
    rows.push_back({"F" + letters + letters, "S" + letters + letters, std::to_string(1920 + i % 80) + "-" + two(1 + i % 12) + "-" + two(1 + i % 28), "E" + std::to_string(i % 90) + " " + std::to_string(i % 10) + two(i), "0700" + std::to_string(10000 + i)});
  }
  return rows;
}

std::vector<std::string> const amira{"Amira", "Okafor", "2001-02-03", "N1 1AB", "07000000001"};

TEST(LinkageFrequency, TwoRecordsAlikeInAFileOfTwoAreOnePerson) {
  auto const model = with_numbers();
  auto const linker = Linker{model, table_of(model, {amira, amira}), nullptr, 1};
  auto const found = linker.find();
  ASSERT_EQ(found.edges.size(), 1U);
  EXPECT_GT(found.edges[0].weight, weight_of(0.99));
  for (auto const& reason : linker.explain(0, 1).reasons) EXPECT_NEAR(as_double(reason.frequency), 0, 2) << "a value is as rare as values are";
}

TEST(LinkageFrequency, RecordsAlikeAmongThirtyDoNotShowCommonValues) {
  auto const model = with_numbers();
  auto rows = strangers(28);
  rows.insert(rows.begin(), {amira, amira});
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  for (auto const& reason : linker.explain(0, 1).reasons) EXPECT_GT(as_double(reason.frequency), -1.5) << reason.comparison;
}

TEST(LinkageFrequency, AmongThousandsEachValueCountsForItself) {
  auto const model = with_numbers();
  auto rows = strangers(6000);
  rows.insert(rows.begin(), {amira, amira});
  for (std::size_t i = 2; i < 3002; ++i) rows[i][3] = "SE5 7QT";
  auto const linker = Linker{model, table_of(model, rows), nullptr, 1};
  auto const postcode = [&](Record left, Record right) { return as_double(linker.explain(left, right).reasons[2].frequency); };
  EXPECT_NEAR(postcode(0, 1), std::log2(by_chance * 6002 / 2), 0.7);
  EXPECT_NEAR(postcode(2, 3), std::log2(by_chance * 2), 0.05);
}

}  // namespace
}  // namespace concordat::linkage
