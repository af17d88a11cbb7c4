// SPDX-License-Identifier: Apache-2.0
// Excel workbooks as programs and people leave them.
#include <gmock/gmock.h>

#include "intake/workbook/shared_strings.h"
#include "intake/workbook/workbook_testing.h"

namespace concordat::intake {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using Lines = std::vector<std::vector<std::string>>;

Lines data_of(Table const& table) { return table.cells_of(RowKind::data); }

std::string const head_row = text_row({"name", "age"});

TEST(Xlsx, CellsHaveTheirPlacesWhateverIsLeftOut) {
  auto const table = read_book(xlsx_of_rows(
      "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>name</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>age</t></is></c>"
      "<c r=\"D2\" t=\"inlineStr\"><is><t>town</t></is></c></row>"
      "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>Ann</t></is></c><c r=\"D3\" t=\"inlineStr\"><is><t>Oadby</t></is></c></row>"
      "<row r=\"5\"><c r=\"C5\"><v>12</v></c></row><row r=\"9\"/>"));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.first_column, 2U);
  EXPECT_EQ(table.head.header_row, 2U);
  EXPECT_EQ(table.head.sheet, 1U);
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "", "Oadby"}, {"", "12", ""}}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].row, 3U);
  EXPECT_EQ(table.rows[1].kind, RowKind::blank);
  EXPECT_EQ(table.rows[2].row, 5U);
  EXPECT_FALSE(table.rows[2].ragged);
}

TEST(Xlsx, RowsAndCellsNeedNotSayTheirPlace) {
  auto const table = read_book(xlsx_of_rows(head_row + "<row><c r=\"A4\" t=\"inlineStr\"><is><t>Ann</t></is></c>" + number_cell("7") + "</row>"));
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "7"}}));
  EXPECT_EQ(table.rows.back().row, 4U);
}

TEST(Xlsx, EveryKindOfCell) {
  auto const table = read_book(xlsx_of(
      {.sheets = {{.name = "S",
                   .rows = text_row({"a", "b", "c", "d", "e", "f", "g"}) +
                           "<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"b\"><v>1</v></c><c t=\"str\"><v>a_x000D_b_x0041_c_xyz</v></c>"
                           "<c><v>0.30000000000000004</v></c><c><v>4.4E+11</v></c><c t=\"d\"><v>2026-01-03T10:00</v></c></row>"}},
       .strings = "<si><t>first</t></si><si><r><t xml:space=\"preserve\">rich </t></r><r><rPr><b/></rPr><t>text</t></r>"
                  "<rPh sb=\"0\" eb=\"1\"><t>spoken</t></rPh></si><si><t>Zo\xc3\xab &amp; Co</t></si>"}));
  EXPECT_EQ(data_of(table), (Lines{{"rich text", "Zo\xc3\xab & Co", "TRUE", "a\rbAc_xyz", "0.3", "440000000000", "2026-01-03T10:00"}}));
}

TEST(Xlsx, FormatsTellDatesFromNumbers) {
  XlsxParts book{.sheets = {{.name = "S",
                             .rows = text_row({"date", "both", "time", "long", "number"}) +
                                     "<row><c s=\"1\"><v>46025</v></c><c s=\"2\"><v>46025.965277777781</v></c><c s=\"3\"><v>0.5</v></c>"
                                     "<c s=\"4\"><v>1.5</v></c><c s=\"5\"><v>46025</v></c></row>"}},
                 .formats = "<numFmt numFmtId=\"164\" formatCode=\"[$-809]dd\\/mm\\/yyyy hh:mm;@\"/>"
                            "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"166\" formatCode=\"0&quot; days&quot;\"/>",
                 .cell_formats = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/>"
                                 "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/>"};
  EXPECT_EQ(data_of(read_book(xlsx_of(book))), (Lines{{"2026-01-03", "2026-01-03T23:10", "12:00", "36:00:00", "46025"}}));
  book.book = "<workbookPr date1904=\"1\"/>";
  EXPECT_EQ(data_of(read_book(xlsx_of(book))).front()[0], "2030-01-04");
}

TEST(Xlsx, FormulasAndErrorsAreRemarkedOn) {
  auto const table = read_book(xlsx_of_rows(
      text_row({"a", "b", "c", "d"}) + "<row><c><f>1+1</f><v>2</v></c><c><f>X()</f></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                                       "<c t=\"str\"><f>\"\"</f><v></v></c></row>"));
  EXPECT_EQ(data_of(table), (Lines{{"2", "", "#DIV/0!", ""}}));
  EXPECT_EQ(table.rows.back().remarks,
            (std::vector<CellRemark>{{0, Remark::formula}, {1, Remark::formula_unvalued}, {2, Remark::error_value}}));
}

TEST(Xlsx, TitlesTotalsAndNotesAreToldApart) {
  auto const table = read_book(xlsx_of_rows(
      text_row({"Assaults by ward"}) + "<row r=\"3\">" + text_cell("ward") + text_cell("count") + text_cell("rate") + "</row><row>" +
      text_cell("Abbey") + number_cell("4") + number_cell("1.5") + "</row><row>" + text_cell("Total") + number_cell("4") +
      "</row><row r=\"8\">" + text_cell("Source: made up") + "</row>"));
  EXPECT_THAT(table.head.columns, ElementsAre("ward", "count", "rate"));
  EXPECT_EQ(table.head.header_row, 3U);
  EXPECT_EQ(data_of(table), (Lines{{"Abbey", "4", "1.5"}}));
  EXPECT_EQ(table.cells_of(RowKind::preamble).size(), 1U);
  EXPECT_EQ(table.cells_of(RowKind::totals).size(), 1U);
  EXPECT_EQ(table.cells_of(RowKind::note).size(), 1U);
}

TEST(Xlsx, MergedCellsAreFilledDownAndMergedHeadersJoined) {
  auto const table = read_book(xlsx_of(
      {.sheets = {{.name = "S",
                   .rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Ward</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Violence</t></is></c></row>"
                           "<row r=\"2\"><c r=\"B2\"><v>2019</v></c><c r=\"C2\"><v>2020</v></c></row>"
                           "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>Abbey</t></is></c><c r=\"B3\"><v>4</v></c><c r=\"C3\"><v>5</v></c></row>"
                           "<row r=\"4\"><c r=\"B4\"><v>6</v></c><c r=\"C4\"><v>7</v></c></row><row r=\"5\"><c r=\"B5\"><v>8</v></c></row>",
                   .more = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A3:A4\"/></mergeCells>"}}}));
  EXPECT_THAT(table.head.columns, ElementsAre("Ward", "Violence 2019", "Violence 2020"));
  EXPECT_EQ(data_of(table), (Lines{{"Abbey", "4", "5"}, {"Abbey", "6", "7"}, {"", "8", ""}}));
}

XlsxParts three_sheets() {
  return {.sheets = {{.name = "Cover", .rows = text_row({"About this file"})},
                     {.name = "Old", .rows = head_row + text_row({"Old", "1"}) + text_row({"Older", "2"}) + text_row({"Oldest", "3"}), .state = "hidden"},
                     {.name = "Data", .rows = head_row + text_row({"Ann", "12"})}}};
}

TEST(Xlsx, TheSheetThatHoldsTheTableIsReadAndTheOthersNamed) {
  auto const table = read_book(xlsx_of(three_sheets()));
  EXPECT_EQ(table.head.sheet, 3U);
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "12"}}));
  ASSERT_EQ(table.head.sheets.size(), 3U);
  EXPECT_TRUE(table.head.sheets[1].hidden);
  EXPECT_TRUE(table.head.has(Notice::other_tables));
  EXPECT_THAT(workbook_remarks(table.head),
              ElementsAre("Sheet 'Data' is read (3 of 3).", "Not read: 'Cover', 'Old' (holds a table) (hidden).",
                          "To read another sheet, name it (--sheet NAME)."));
}

TEST(Xlsx, ASheetIsChosenByNameOrNumber) {
  auto const bytes = xlsx_of(three_sheets());
  for (auto const* wanted : {"Old", " old ", "2"}) {
    auto const table = read_book(bytes, {.sheet = wanted});
    EXPECT_EQ(table.head.sheet, 2U) << wanted;
    EXPECT_TRUE(table.head.has(Notice::hidden_sheet));
    EXPECT_EQ(data_of(table).size(), 3U);
  }
  EXPECT_EQ(read_book(bytes, {.sheet = "March"}).code(), "workbook.no-such-sheet");
  EXPECT_EQ(read_book(bytes, {.sheet = "4"}).code(), "workbook.no-such-sheet");
}

TEST(Xlsx, AWorkbookWithoutATableSaysSo) {
  EXPECT_EQ(read_book(xlsx_of({.sheets = {{.name = "A", .rows = ""}, {.name = "B", .rows = ""}}})).code(), "workbook.no-table");
  EXPECT_EQ(read_book(xlsx_of_rows("")).code(), "file.empty");
  EXPECT_EQ(read_book(xlsx_of_rows("<row>" + number_cell("45000.5") + number_cell("1.25") + "</row>")).code(), "table.no-header");
}

TEST(Xlsx, DeclaredMacrosAreSaidAndHiddenOnesRefused) {
  XlsxParts book{.sheets = {{.name = "S", .rows = head_row + text_row({"Ann", "12"})}}, .more = {{"xl/vbaProject.bin", "\xd0\xcf"}}};
  EXPECT_EQ(read_book(xlsx_of(book)).code(), "workbook.hidden-macros");
  book.macros_declared = true;
  auto const table = read_book(xlsx_of(book));
  EXPECT_TRUE(table.head.has(Notice::macros));
  EXPECT_EQ(data_of(table), (Lines{{"Ann", "12"}}));
}

TEST(Xlsx, ForeignPrefixesAreReadLikeOurs) {
  auto parts = xlsx_parts({.sheets = {{.name = "S", .rows = head_row}}});
  for (auto& part : parts) {
    if (part.name != "xl/worksheets/sheet1.xml") continue;
    part.content = "<q:worksheet xmlns:q=\"m\"><q:sheetData><q:row><q:c t=\"inlineStr\"><q:is><q:t>town</q:t></q:is></q:c>"
                   "<q:c t=\"inlineStr\"><q:is><q:t>area</q:t></q:is></q:c></q:row><q:row><q:c><q:v>1</q:v></q:c></q:row></q:sheetData></q:worksheet>";
  }
  auto const table = read_book(zip_of(parts));
  EXPECT_THAT(table.head.columns, ElementsAre("town", "area"));
  EXPECT_EQ(data_of(table), (Lines{{"1", ""}}));
}

struct BadBook {
  char const* name;
  std::string rows;
  char const* code;
};
class BadBooks : public ::testing::TestWithParam<BadBook> {};

TEST_P(BadBooks, SayWhatIsWrong) {
  EXPECT_EQ(read_book(xlsx_of_rows(head_row + GetParam().rows)).code(), GetParam().code);
}

std::string many_cells(int count) {
  std::string row = "<row>";
  for (int i = 0; i < count; ++i) row += number_cell("1");
  return row + "</row>";
}

INSTANTIATE_TEST_SUITE_P(
    Xlsx, BadBooks,
    ::testing::Values(BadBook{"row_twice", "<row r=\"2\"/><row r=\"2\"/>", "workbook.reference"},
                      BadBook{"row_beyond", "<row r=\"1048577\"/>", "workbook.reference"},
                      BadBook{"row_absurd", "<row r=\"99999999999999999999\"/>", "workbook.reference"},
                      BadBook{"cell_twice", "<row><c r=\"A2\"/><c r=\"A2\"/></row>", "workbook.reference"},
                      BadBook{"cell_of_another_row", "<row r=\"2\"><c r=\"A3\"><v>1</v></c></row>", "workbook.reference"},
                      BadBook{"cell_absurd", "<row><c r=\"ZZZZZZZZ9999999\"><v>1</v></c></row>", "workbook.reference"},
                      BadBook{"no_such_text", "<row><c t=\"s\"><v>7</v></c></row>", "workbook.damaged"},
                      BadBook{"too_many_columns", many_cells(1001), "table.too-many-columns"},
                      BadBook{"cell_too_long", "<row>" + text_cell(std::string(1100000, 'x')) + "</row>", "csv.field-too-long"},
                      BadBook{"endless_tag", "<row><c r=\"" + std::string(3000000, 'A') + "\"/></row>", "csv.field-too-long"},
                      BadBook{"too_deep", std::string(300, ' ') + [] {
                                std::string deep;
                                for (int i = 0; i < 70; ++i) deep += "<a>";
                                for (int i = 0; i < 70; ++i) deep += "</a>";
                                return deep;
                              }(), "workbook.too-deep"},
                      BadBook{"not_xml", "<row>", "workbook.xml"},
                      BadBook{"unknown_entity", "<row><c><v>&x;</v></c></row>", "workbook.xml"}),
    [](auto const& book) { return std::string{book.param.name}; });

TEST(Xlsx, ADocumentTypeIsRefusedWhereverItStands) {
  for (auto const* part : {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"}) {
    auto parts = xlsx_parts({.sheets = {{.name = "S", .rows = head_row}}, .strings = "<si><t>x</t></si>"});
    for (auto& one : parts) {
      if (one.name == part) one.content = "<!DOCTYPE z [<!ENTITY x \"y\">]>" + one.content;
    }
    EXPECT_EQ(read_book(zip_of(parts)).code(), "workbook.doctype") << part;
  }
}

TEST(Xlsx, TooManyRowsAreRefused) {
  ReadOptions options;
  options.limits.rows = 3;
  EXPECT_EQ(read_book(xlsx_of_rows(head_row + text_row({"a", "1"}) + text_row({"b", "2"})), options).code(), "");
  EXPECT_EQ(read_book(xlsx_of_rows(head_row + text_row({"a", "1"}) + text_row({"b", "2"}) + text_row({"c", "3"})), options).code(),
            "workbook.too-many-rows");
}

TEST(Xlsx, TooManySheetsAreRefused) {
  std::string sheets;
  for (int i = 0; i < 1001; ++i) sheets += "<sheet name=\"x\"/>";
  auto parts = xlsx_parts({.sheets = {{.name = "S", .rows = head_row}}, .book = sheets});
  EXPECT_EQ(read_book(zip_of(parts)).code(), "workbook.too-many-sheets");
}

TEST(SharedStrings, GiveBackEveryTextWithinLittleMemory) {
  SharedStrings strings;
  std::uint64_t bytes = 0;
  auto const text = [](int i) { return std::string(static_cast<std::size_t>(i * 7 % 300), 'x') + std::to_string(i); };
  for (int i = 0; i < 20000; ++i) {
    strings.add(text(i));
    bytes += text(i).size();
  }
  for (int i = 0; i < 20000; i += 37) EXPECT_EQ(strings.at(static_cast<std::uint64_t>(i)), text(i));
  EXPECT_EQ(strings.at(20000), std::nullopt);
  EXPECT_LE(strings.bytes(), bytes + 2 * 20000);
}

TEST(SharedStrings, TooMuchTextIsRefused) {
  std::string all = "<sst>";
  for (int i = 0; i < 100; ++i) all += "<si><t>" + std::string(100, 'x') + "</t></si>";
  auto const archive = Archive::open(file_of(zip_of({{"s.xml", all + "</sst>"}})), {});
  ASSERT_TRUE(archive);
  EXPECT_TRUE(SharedStrings::read(**archive, "s.xml", 100, 10100));
  auto const refused = SharedStrings::read(**archive, "s.xml", 100, 10099);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "workbook.too-much-text");
  EXPECT_FALSE(SharedStrings::read(**archive, "s.xml", 99));
}

}  // namespace
}  // namespace concordat::intake
