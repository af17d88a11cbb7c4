// SPDX-License-Identifier: Apache-2.0
// Real files, read where they lie, against the table in docs/messy-files.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "intake/read/read_testing.h"
#include "intake/reader/reader.h"

namespace concordat::intake {
namespace {

namespace fs = std::filesystem;

fs::path shared() {
  char const* const folder = std::getenv("CONCORDAT_SHARED");
  return (folder == nullptr ? fs::path{CONCORDAT_SOURCE_DIR "/../shared"} : fs::path{folder}) / "data";
}

/// The lines of the table, without the last column, which is for people.
std::vector<std::vector<std::string>> table_of_the_document() {
  std::ifstream document{CONCORDAT_SOURCE_DIR "/docs/messy-files.md"};
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("| ") || line.starts_with("| file ")) continue;
    std::vector<std::string> cells;
    for (auto const cell : text::split(std::string_view{line}.substr(1, line.size() - 2), '|')) cells.emplace_back(text::trim(cell));
    cells.resize(7);
    lines.push_back(std::move(cells));
  }
  return lines;
}

std::vector<std::string> what_comes_of(std::string const& name, testing::Table const& table) {
  if (!table.code().empty()) return {name, "refused: " + table.code(), "", "", "", "", ""};
  auto const count = [&](RowKind kind) { return table.cells_of(kind).size(); };
  auto const apart = count(RowKind::preamble) + count(RowKind::totals) + count(RowKind::note);
  auto const sheet = table.head.sheets.empty() ? std::string{} : fmt::format("{} of {}", table.head.sheet, table.head.sheets.size());
  return {name, "read", sheet, std::to_string(table.head.header_row), std::to_string(table.head.columns.size()),
          std::to_string(count(RowKind::data)), std::to_string(apart)};
}

TEST(MessyFiles, AreReadAsTheTableSays) {
  if (!fs::exists(shared())) GTEST_SKIP() << "no shared data here";
  auto const lines = table_of_the_document();
  EXPECT_GT(lines.size(), 35U);
  for (auto const& line : lines) {
    auto file = open_for_reading((shared() / line.front()).string());
    ASSERT_TRUE(file) << line.front();
    auto const table = testing::drain(open_any(std::move(*file), {}));
    EXPECT_EQ(what_comes_of(line.front(), table), line);
    for (auto const& row : table.rows) {
      // What lies beyond the columns is set aside as ragged, never moved into them.
      if (row.kind != RowKind::data || row.ragged) continue;
      EXPECT_EQ(row.cells.size(), table.head.columns.size());
    }
  }
}

TEST(MessyFiles, EverySpreadsheetHasItsLine) {
  if (!fs::exists(shared())) GTEST_SKIP() << "no shared data here";
  std::set<std::string> told;
  for (auto const& line : table_of_the_document()) told.insert(line.front());
  for (auto const& entry : fs::recursive_directory_iterator{shared()}) {
    auto const kind = entry.path().extension().string();
    if (kind != ".xlsx" && kind != ".xlsm" && kind != ".xls" && kind != ".ods") continue;
    auto const name = fs::relative(entry.path(), shared()).string();
    EXPECT_TRUE(told.contains(name)) << name;
  }
}

TEST(MessyFiles, AnotherSheetIsReadByItsName) {
  auto const path = shared() / "messy/police-use-of-force-apr2018-mar2019-hosb3319-tables.ods";
  if (!fs::exists(path)) GTEST_SKIP() << "no shared data here";
  auto file = open_for_reading(path.string());
  ASSERT_TRUE(file);
  auto const table = testing::drain(open_any(std::move(*file), {.sheet = "Table_2"}));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.sheets[table.head.sheet - 1].name, "Table_2");
  EXPECT_FALSE(table.cells_of(RowKind::data).empty());
}

}  // namespace
}  // namespace concordat::intake
