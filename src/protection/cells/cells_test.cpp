// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/cells/perturbation.h"
#include "protection/cells/profile.h"
#include "protection/protected_table.h"

namespace concordat::protection {
namespace {

using places::test::read_rows;
constexpr auto reference = "data/geo-reference/";

std::int64_t whole(std::string const& cell) { return text::parse_integer(cell).value(); }

TableShape shape_of(std::size_t rows, std::size_t columns) {
  return {std::vector<std::string>(rows, "row"), std::vector<std::string>(columns, "column")};
}

TEST(Perturbation, IsTheReferenceTable) {
  auto const rows = read_rows(std::string{reference} + "ptable_D5_V3_js2.csv");
  if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
  double largest = 0;
  for (auto const& row : rows) {
    auto const found = PerturbationTable::standard().probability(whole(row[0]), static_cast<int>(whole(row[2])));
    largest = std::max(largest, std::abs(found - text::parse_decimal(row[3]).value()));
  }
  // The reference keeps eight digits.
  EXPECT_LT(largest, 5e-8);
  std::printf("ptable_D5_V3_js2.csv: %.3g at most\n", largest);
}

TEST(Perturbation, KeepsItsPromisesInEveryRow) {
  auto const& table = PerturbationTable::standard();
  for (std::int64_t count = 0; count <= 900; ++count) {
    double sum = 0, mean = 0, square = 0;
    for (int change = -6; change <= 6; ++change) {
      double const chance = table.probability(count, change);
      sum += chance;
      mean += chance * change;
      square += chance * change * change;
      if (count + change < 0 || count + change == 1 || count + change == 2) { EXPECT_EQ(chance, 0) << count << " " << change; }
    }
    EXPECT_NEAR(sum, 1, 1e-12) << count;
    EXPECT_NEAR(mean, 0, 1e-12) << count;
    EXPECT_NEAR(square, count == 0 ? 0 : 3, 1e-12) << count;
    for (int key = 0; key < 256; ++key) {
      auto const published = count + table.change(count, static_cast<std::uint8_t>(key));
      EXPECT_TRUE(published == 0 || published >= 3) << count << " with key " << key;
      EXPECT_LE(std::abs(published - count), 5);
      if (count == 0) { EXPECT_EQ(published, 0); }
    }
  }
}

TEST(Perturbation, ChangesAMillionCellsAsItsTableSays) {
  SeededChance chance{7};
  std::array<std::int64_t, 11> seen = {};
  constexpr int cells = 1'000'000;
  for (int i = 0; i < cells; ++i) {
    auto const change = PerturbationTable::standard().change(8 + static_cast<std::int64_t>(chance.below(1000)), static_cast<std::uint8_t>(chance.next() >> 40));
    ++seen[static_cast<std::size_t>(change + 5)];
  }
  double square = 0;
  for (int change = -5; change <= 5; ++change) {
    // 256 keys can hold the table's chances only to one part in 256
    double held = 0;
    for (int key = 0; key < 256; ++key) held += PerturbationTable::standard().change(9, static_cast<std::uint8_t>(key)) == change ? 1.0 / 256 : 0;
    EXPECT_NEAR(held, PerturbationTable::standard().probability(9, change), 1.0 / 256) << change;
    double const expected = held * cells;
    if (expected > 0) square += std::pow(static_cast<double>(seen[static_cast<std::size_t>(change + 5)]) - expected, 2) / expected;
  }
  EXPECT_LT(square, 29.6);  // chi-squared with ten degrees, p = 0.001
}


TEST(CellKey, PublishesTheReferenceTables) {
  auto const records = read_rows(std::string{reference} + "ed_records.csv");
  auto const expected = read_rows(std::string{reference} + "cellkey.csv");
  if (records.empty() || expected.empty()) GTEST_SKIP() << "the shared reference data are not here";
  // columns: id,month,ageband,sex,area,hour3,method,loctype,record_key
  std::map<std::string, std::vector<std::size_t>> const by{{"month_method", {1, 6}}, {"area", {4}}, {"total", {}}, {"month_area_ageband", {1, 4, 2}}};
  std::map<std::string, std::pair<std::int64_t, std::uint8_t>> cells;
  for (auto const& [name, columns] : by) {
    for (auto const& record : records) {
      std::string place;
      for (auto const column : columns) place += (place.empty() ? "" : "|") + record[column];
      auto& cell = cells[name + ":" + place];
      ++cell.first;
      cell.second = static_cast<std::uint8_t>(cell.second + whole(record[8]));
    }
  }
  std::size_t seen = 0;
  for (auto const& row : expected) {
    auto const found = cells.find(row[0] + ":" + row[1]);
    ASSERT_NE(found, cells.end()) << row[0] << " " << row[1];
    auto const [count, key] = found->second;
    EXPECT_EQ(count, whole(row[2]));
    EXPECT_EQ(key, whole(row[3]));
    EXPECT_EQ(PerturbationTable::standard().change(count, key), whole(row[4])) << row[1];
    EXPECT_EQ(count + PerturbationTable::standard().change(count, key), whole(row[5])) << row[1];
    ++seen;
  }
  EXPECT_EQ(seen, cells.size()) << "the reference has other cells";
}

TEST(CellKey, IsTheSameInEveryTableAndOrder) {
  SeededChance chance{11};
  RecordKeys const keys{crypto::SymmetricKey{std::array<std::byte, 32>{std::byte{5}}}};
  std::vector<std::uint32_t> row, column, merged;
  std::vector<std::uint8_t> key;
  for (int i = 0; i < 2000; ++i) {
    row.push_back(static_cast<std::uint32_t>(chance.below(8)));
    column.push_back(static_cast<std::uint32_t>(chance.below(5)));
    merged.push_back(column.back() == 0 ? 0 : 1);
    key.push_back(keys.of("record-" + std::to_string(i)));
  }
  auto const fine = publish_by_cell_key(CountTable::of_records(shape_of(8, 5), row, column, key).value()).value();
  auto const coarse = publish_by_cell_key(CountTable::of_records(shape_of(8, 2), row, merged, key).value()).value();
  for (std::size_t r = 0; r < 9; ++r) {
    EXPECT_EQ(fine.cells[fine.shape.at(r, 0)], coarse.cells[coarse.shape.at(r, 0)]) << "the same people, another figure";
    EXPECT_EQ(fine.cells[fine.shape.at(r, 5)], coarse.cells[coarse.shape.at(r, 2)]);
  }
  std::ranges::reverse(row);
  std::ranges::reverse(column);
  std::ranges::reverse(key);
  EXPECT_EQ(publish_by_cell_key(CountTable::of_records(shape_of(8, 5), row, column, key).value()).value(), fine);
  RecordKeys const others{crypto::SymmetricKey{std::array<std::byte, 32>{std::byte{6}}}};
  for (int i = 0; i < 2000; ++i) key[static_cast<std::size_t>(1999 - i)] = others.of("record-" + std::to_string(i));
  EXPECT_NE(publish_by_cell_key(CountTable::of_records(shape_of(8, 5), row, column, key).value()).value(), fine) << "another key, the same figures";
}

TEST(CellKey, RefusesThinTablesAndTablesWithoutKeys) {
  std::vector<std::int64_t> const counts(12, 9);
  auto const bare = CountTable::of_counts(shape_of(3, 4), counts).value();
  EXPECT_EQ(publish_by_cell_key(bare).error().code.view(), "table.no-keys");
  std::vector<std::uint32_t> const row{0, 0, 0, 0, 1}, column{0, 0, 0, 0, 1};
  std::vector<std::uint8_t> const key{1, 2, 3, 4, 5};
  auto const thin = CountTable::of_records(shape_of(2, 2), row, column, key).value();
  EXPECT_EQ(publish_by_cell_key(thin).error().code.view(), "table.too-thin");
}

TEST(Rules, AreTheReferenceRules) {
  for (auto const& [file, rule] : {std::pair{"rule_1to7_round5.csv", SmallNumberRule::nhs()}, std::pair{"rule_10_5.csv", SmallNumberRule::ten_five()}}) {
    auto const rows = read_rows(std::string{reference} + file);
    if (rows.empty()) GTEST_SKIP() << "the shared reference data are not here";
    for (auto const& row : rows) EXPECT_EQ(text_of(rule.apply(static_cast<double>(whole(row[0])))), row[1]) << file << " " << row[0];
  }
}

TEST(Rules, HaveTheirNames) {
  for (auto const profile : {TableProfile::partner, TableProfile::nhs, TableProfile::ten_five, TableProfile::open}) EXPECT_EQ(profile_named(name_of(profile)), profile);
  EXPECT_EQ(profile_named("police"), std::nullopt);
  for (std::int64_t const count : {0, 5, 6, 1000}) EXPECT_EQ(partner_cell(count), (ProtectedCell{CellState::value, count}));
  for (std::int64_t const count : {1, 2, 3, 4}) EXPECT_EQ(partner_cell(count), (ProtectedCell{CellState::suppressed, 0}));
}

TEST(CountTable, AddsUpRowsGroupsAndColumns) {
  TableShape shape{{"a", "b", "c"}, {"x", "y"}, {"north", "south"}, {0, 1, 0}};
  std::vector<std::int64_t> const inside{1, 2, 3, 4, 5, 6};
  auto const table = CountTable::of_counts(shape, inside).value();
  EXPECT_THAT(table.counts, ::testing::ElementsAre(1, 2, 3, 3, 4, 7, 5, 6, 11, 6, 8, 14, 3, 4, 7, 9, 12, 21));
  auto const shown = publish_rounded(CountTable::of_counts(shape, std::vector<std::int64_t>{3, 12, 0, 0, 4, 20}).value(), SmallNumberRule::nhs());
  std::vector<std::string> words;
  for (auto const& cell : shown.cells) words.push_back(text_of(cell));
  EXPECT_THAT(words, ::testing::ElementsAre("*", "10", "10", "0", "0", "0", "*", "20", "20", "*", "30", "30", "0", "0", "0", "*", "30", "30"));
}

TEST(CountTable, RefusesWhatDoesNotFit) {
  std::vector<std::int64_t> const four{1, 2, 3, 4};
  EXPECT_EQ(CountTable::of_counts({}, {}).error().code.view(), "table.empty");
  EXPECT_EQ(CountTable::of_counts(shape_of(2, 3), four).error().code.view(), "table.shape");
  EXPECT_EQ(CountTable::of_counts(shape_of(2, 2), std::vector<std::int64_t>{1, 2, 3, -4}).error().code.view(), "table.count");
  EXPECT_EQ(CountTable::of_counts(shape_of(2, 2), std::vector<std::int64_t>{1, 2, 3, 1'000'000'000'000'000}).error().code.view(), "table.count");
  EXPECT_EQ(CountTable::of_counts(shape_of(3000, 2000), {}).error().code.view(), "table.too-large");
  auto grouped = shape_of(2, 2);
  grouped.groups = {"north"};
  grouped.group_of = {0, 1};
  EXPECT_EQ(CountTable::of_counts(grouped, four).error().code.view(), "table.group");
  std::vector<std::uint32_t> const row{2}, column{0};
  EXPECT_EQ(CountTable::of_records(shape_of(2, 2), row, column).error().code.view(), "table.record");
}

}  // namespace
}  // namespace concordat::protection
