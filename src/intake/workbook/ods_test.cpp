// SPDX-License-Identifier: Apache-2.0
// OpenDocument spreadsheets: every row, however it is written down.
#include <gmock/gmock.h>

#include "intake/workbook/workbook_testing.h"

namespace concordat::intake {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using Lines = std::vector<std::vector<std::string>>;

Lines data_of(Table const& table) { return table.cells_of(RowKind::data); }
std::string one_sheet(std::string const& rows) { return ods_of(ods_sheet("S", rows)); }
std::string const head_row = ods_row({"name", "age"});

TEST(Ods, EveryKindOfCell) {
  auto const table = read_book(one_sheet(
      ods_row({"a", "b", "c", "d", "e", "f", "g"}) +
      "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1204.5\"><text:p>1,204.50</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-03T00:00:00\"><text:p>03/01/26</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-03T23:10:00\"/>"
      "<table:table-cell office:value-type=\"time\" office:time-value=\"PT23H10M00S\"><text:p>23:10</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"false\"/>"
      "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>a remark</text:p></office:annotation>"
      "<text:p>two <text:span>words</text:span></text:p><text:p>and<text:s text:c=\"2\"/>a line<text:line-break/>more</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"percentage\" office:value=\"0.25\"/></table:table-row>"));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.format, Format::ods);
  EXPECT_EQ(data_of(table), (Lines{{"1204.5", "2026-01-03", "2026-01-03T23:10:00", "23:10", "FALSE", "two words\nand  a line\nmore", "0.25"}}));
}

TEST(Ods, RepeatedCellsAndRowsComeOutEachInItsPlace) {
  auto const table = read_book(one_sheet(
      ods_row({"a", "b", "c", "d"}) +
      "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\"/>"
      "<table:table-cell/>" + ods_text("x") + "<table:table-cell table:number-columns-repeated=\"16380\"/></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(data_of(table), (Lines{{"5", "5", "", "x"}, {"5", "5", "", "x"}, {"5", "5", "", "x"}}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[2].row, 4U);
}

TEST(Ods, FilledRowsAreRepeatedUpToTheLimitAndNoFurther) {
  EXPECT_EQ(read_book(one_sheet(head_row + "<table:table-row table:number-rows-repeated=\"1001\">" + ods_text("x") + "</table:table-row>")).code(),
            "workbook.repeated-row");
  EXPECT_EQ(read_book(one_sheet(head_row + "<table:table-row table:number-rows-repeated=\"999999999\">" + ods_text("x") + "</table:table-row>")).code(),
            "workbook.too-many-rows");
  EXPECT_EQ(read_book(one_sheet(head_row + "<table:table-row><table:table-cell table:number-columns-repeated=\"999999999\" office:value-type=\"float\" "
                                           "office:value=\"1\"/></table:table-row>")).code(), "workbook.reference");
  EXPECT_EQ(read_book(one_sheet(head_row + "<table:table-row><table:table-cell table:number-columns-repeated=\"1001\" office:value-type=\"float\" "
                                           "office:value=\"1\"/></table:table-row>")).code(), "table.too-many-columns");
}

TEST(Ods, ThirtyThousandRowsAreThirtyThousandRows) {
  std::string rows = head_row;
  for (int i = 0; i < 30000; ++i) rows += ods_row({"n" + std::to_string(i), std::to_string(i)});
  auto source = WorkbookSource::open(file_of(one_sheet(rows)), {});
  ASSERT_TRUE(source);
  std::size_t count = 0;
  for (auto row = (*source)->next(); row && *row; row = (*source)->next()) {
    ++count;
    ASSERT_EQ((*row)->row, count + 1);
  }
  EXPECT_EQ(count, 30000U);
}

TEST(Ods, GroupsAndHeaderRowsAreRowsToo) {
  auto const table = read_book(one_sheet("<table:table-column/><table:table-header-rows>" + head_row + "</table:table-header-rows><table:table-row-group>" +
                                         ods_row({"Ann", "1"}) + "<table:table-row-group>" + ods_row({"Bob", "2"}) +
                                         "</table:table-row-group></table:table-row-group><table:shapes><table:table-row>" + ods_text("no") +
                                         "</table:table-row></table:shapes>"));
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "1"}, {"Bob", "2"}}));
}

TEST(Ods, MergedCellsAreFilledDown) {
  auto const table = read_book(one_sheet(
      head_row + "<table:table-row><table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"string\"><text:p>Ann</text:p></table:table-cell>" +
      ods_text("1") + "</table:table-row><table:table-row><table:covered-table-cell/>" + ods_text("2") + "</table:table-row>" + ods_row({"", "3"})));
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "1"}, {"Ann", "2"}, {"", "3"}}));
}

TEST(Ods, SheetsAreChosenAndHiddenOnesNoticed) {
  auto const bytes = ods_of(ods_sheet("Cover", ods_row({"About this file"})) +
                                "<table:table table:name=\"Old\" table:style-name=\"ta2\">" + head_row + ods_row({"Old", "1"}) + ods_row({"Older", "2"}) +
                                "</table:table>" + ods_sheet("Data", head_row + ods_row({"Ann", "12"})),
                            "<style:style style:name=\"ta1\"><style:table-properties table:display=\"true\"/></style:style>"
                            "<style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>");
  auto const table = read_book(bytes);
  EXPECT_EQ(table.head.sheet, 3U);
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "12"}}));
  EXPECT_TRUE(table.head.sheets[1].hidden && !table.head.sheets[2].hidden);
  EXPECT_EQ(data_of(read_book(bytes, {.sheet = "Old"})).size(), 2U);
}

TEST(Ods, FormulasAndErrorsAreRemarkedOn) {
  auto const table = read_book(one_sheet(
      ods_row({"a", "b", "c", "d"}) +
      "<table:table-row><table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" office:value=\"2\"/><table:table-cell table:formula=\"of:=X\"/>"
      "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>Err:502</text:p></table:table-cell>"
      "<table:table-cell table:formula=\"of:=Y\" office:value-type=\"string\"><text:p>#N/A</text:p></table:table-cell></table:table-row>"));
  EXPECT_EQ(table.rows.back().remarks, (std::vector<CellRemark>{{0, Remark::formula}, {1, Remark::formula_unvalued},
                                                                {2, Remark::error_value}, {3, Remark::error_value}}));
}

TEST(Ods, WhatIsEncryptedOrHasMacrosIsSaid) {
  std::vector<Part> const secret{{"META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry><manifest:encryption-data/>"
                                                          "</manifest:file-entry></manifest:manifest>"}};
  EXPECT_EQ(read_book(ods_of("", "", secret)).code(), "workbook.encrypted");
  auto const body = ods_sheet("S", head_row + ods_row({"Ann", "1"}));
  EXPECT_TRUE(read_book(ods_of(body, "", {{"Basic/Standard/Module1.xml", "<x/>"}})).head.has(Notice::macros));
  EXPECT_FALSE(read_book(ods_of(body, "", {{"Basic/Standard/script-lb.xml", "<x/>"}})).head.has(Notice::macros));
}

TEST(Ods, WhatIsNoSpreadsheetIsCalledWhatItIs) {
  EXPECT_EQ(read_book(zip_of({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<x/>"}})).code(), "file.is-document");
  EXPECT_EQ(read_book(zip_of({{"word/document.xml", "<x/>"}, {"[Content_Types].xml", "<x/>"}})).code(), "file.is-document");
  EXPECT_EQ(read_book(zip_of({{"a.csv", "a,b\n1,2\n"}})).code(), "file.is-zip");
  EXPECT_EQ(read_book(ods_of("")).code(), "workbook.damaged");
  EXPECT_EQ(read_book(one_sheet("<table:table-row>")).code(), "workbook.xml");
}

/// More rows than are looked at for choosing a sheet, so that the rest is passed over.
std::string long_sheet(std::string const& name, std::string const& more = {}) {
  std::string rows = head_row;
  for (int i = 0; i < 500; ++i) rows += ods_row({name + std::to_string(i), std::to_string(i)});
  return ods_sheet(name, rows + more);
}

TEST(Ods, LongSheetsArePassedOverAndTheOnesBehindThemFound) {
  auto const bytes = ods_of(long_sheet("A") + long_sheet("B", "<table:table-row-group>" + ods_row({"last", "1"}) + "</table:table-row-group>") +
                            ods_sheet("C", head_row + ods_row({"Ann", "12"})));
  auto const first = read_book(bytes);
  ASSERT_EQ(first.head.sheets.size(), 3U);
  EXPECT_EQ(data_of(first).size(), 500U);
  auto const second = read_book(bytes, {.sheet = "B"});
  EXPECT_EQ(data_of(second).size(), 501U);
  EXPECT_EQ(data_of(second).front().front(), "B0");
  EXPECT_EQ(data_of(read_book(bytes, {.sheet = "C"})), (Lines{{"Ann", "12"}}));
}

TEST(Ods, WhatLooksLikeTheEndOfASheetMisleadsNobody) {
  auto const bytes = ods_of(long_sheet("A", "<!-- </table:table> --><table:table-row><table:table-cell office:value-type=\"string\"><text:p>"
                                            "<![CDATA[</table:table>]]></text:p></table:table-cell></table:table-row>") +
                            ods_sheet("B", head_row + ods_row({"Ann", "12"})));
  auto const table = read_book(bytes);
  EXPECT_EQ(table.code(), "");
  ASSERT_EQ(table.head.sheets.size(), 2U);
  EXPECT_EQ(data_of(table).back(), (std::vector<std::string>{"</table:table>", ""}));
  EXPECT_EQ(read_book(ods_of("<table:table table:name=\"A\">" + [] {
    std::string rows = head_row;
    for (int i = 0; i < 500; ++i) rows += ods_row({"x", "1"});
    return rows;
  }())).code(), "workbook.xml");
}

TEST(Ods, ASheetThatOnlyAHastyLookSeesIsNotRead) {
  auto const trap = "<!-- </table:table><table:table table:name=\"X\">" + head_row + ods_row({"no", "1"}) + "-->" ;
  auto const bytes = ods_of(long_sheet("A", trap + ods_row({"Ann", "1"})) + ods_sheet("B", head_row + ods_row({"Bob", "2"})));
  EXPECT_EQ(read_book(bytes, {.sheet = "X"}).code(), "workbook.damaged");
  EXPECT_EQ(data_of(read_book(bytes)).size(), 501U);
}

TEST(Ods, TooManySheetsAreRefused) {
  std::string body;
  for (int i = 0; i < 1001; ++i) body += "<table:table table:name=\"x\"/>";
  EXPECT_EQ(read_book(ods_of(body)).code(), "workbook.too-many-sheets");
}

}  // namespace
}  // namespace concordat::intake
