// SPDX-License-Identifier: Apache-2.0
// Finished sheets as files: opened by the readers that suppliers' files go through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/workbook/workbook_testing.h"
#include "sheet_out/book.h"
#include "sheet_out/spreadsheet.h"

namespace concordat::sheet_out {
namespace {

using ::testing::ElementsAre;
using Lines = std::vector<std::vector<std::string>>;

Instant const midday = Instant{std::chrono::hours{24 * 20'000 + 12}};

std::string code_of(Result<std::string> const& result) { return result ? "" : std::string{result.error().code.view()}; }

std::string file(Format format, Lines rows, std::vector<std::string> headings = {"a", "b", "c"}) {
  std::vector<Sheet> const sheets{{"Rows & <more>", std::move(headings), std::move(rows)}};
  auto const bytes = spreadsheet(sheets, format, midday);
  EXPECT_EQ(code_of(bytes), "");
  return bytes.value_or("");
}

/// Of the little-endian number at that place.
unsigned number_at(std::string const& bytes, std::size_t at, int size) {
  unsigned number = 0;
  for (int i = size; i > 0; --i) number = number << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i) - 1]);
  return number;
}

TEST(Spreadsheets, OfBothKindsHoldTheSameCellsAsTheyAre) {
  Lines const rows{{"=1+1", "+44 7700 900123", "0012"}, {"31/01/2026", "1e5", "TRUE"}, {"<b>&\"'", "caf\xc3\xa9", "]]>"}, {"two\nlines", "a  b   c", "x\ty"}, {"", "", "last"}};
  for (auto const format : all_formats) {
    auto const table = intake::testing::read_book(file(format, rows));
    EXPECT_EQ(table.code(), "") << extension_of(format).view();
    EXPECT_EQ(table.head.format, format == Format::ods ? intake::Format::ods : intake::Format::xlsx);
    EXPECT_EQ(table.cells_of(intake::RowKind::data), rows) << extension_of(format).view();
  }
}

TEST(Spreadsheets, OpenDocumentBeginsWithItsKindAsItIs) {  // ISO/IEC 26300-3, 3.3
  auto const bytes = file(Format::ods, {{"1", "2", "3"}});
  ASSERT_GT(bytes.size(), 100U);
  EXPECT_EQ(bytes.substr(0, 4), "PK\x03\x04");
  EXPECT_EQ(number_at(bytes, 8, 2), 0U) << "not packed";
  EXPECT_EQ(number_at(bytes, 6, 2) & 1U, 0U) << "not encrypted";
  EXPECT_EQ(number_at(bytes, 26, 2), 8U);
  EXPECT_EQ(number_at(bytes, 28, 2), 0U) << "nothing between name and content";
  EXPECT_EQ(bytes.substr(30, 8), "mimetype");
  EXPECT_EQ(bytes.substr(38, media_type_of(Format::ods).view().size()), media_type_of(Format::ods).view());
}

TEST(Spreadsheets, AreTheSameBytesForTheSameContent) {
  for (auto const format : all_formats) EXPECT_EQ(file(format, {{"1", "2", "3"}}), file(format, {{"1", "2", "3"}}));
}

TEST(Spreadsheets, HoldNoCharacterThatWouldBreakThem) {
  auto const table = intake::testing::read_book(file(Format::ods, {{std::string{"x\x01y"}, "z", "\x1b[31m"}}));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.cells_of(intake::RowKind::data).front().front(), "x\xef\xbf\xbdy");
}

TEST(Spreadsheets, KeepBlanksAtTheEdges) {
  auto const table = intake::testing::read_book(file(Format::ods, {{"a", "b", "c"}, {"a   b", "c \n d", "e"}}));
  EXPECT_EQ(table.cells_of(intake::RowKind::data).back().front(), "a   b");
}

TEST(Spreadsheets, RefuseWhatNoneCanHold) {
  std::vector<Sheet> const sheets{{"S", {"a"}, {{std::string(longest_cell + 1, 'x')}}}};
  for (auto const format : all_formats) EXPECT_EQ(code_of(spreadsheet(sheets, format, midday)), "sheet.cell-too-long");
}

TEST(Spreadsheets, AreChosenByTheEndOfTheName) {
  EXPECT_EQ(format_of("a/b.ods").value_or(Format::xlsx), Format::ods);
  EXPECT_EQ(format_of("B.XLSX").value_or(Format::ods), Format::xlsx);
  for (auto const* name : {"annex.csv", "annex", "ods", "a.ods.txt", ""}) {
    auto const format = format_of(name);
    ASSERT_FALSE(format) << name;
    EXPECT_EQ(format.error().code.view(), "sheet.format");
    EXPECT_FALSE(format.error().remedy.view().empty());
  }
}

}  // namespace
}  // namespace concordat::sheet_out
