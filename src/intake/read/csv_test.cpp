// SPDX-License-Identifier: Apache-2.0
// Delimited files as agencies write them, one by one.
#include <fcntl.h>
#include <gmock/gmock.h>

#include "base/result.h"
#include "intake/read/table_head.h"
#include "intake/read/read_fault.h"
#include "intake/read/read_testing.h"

namespace concordat::intake {
namespace {

/// What compressed data look like: every byte as often as any other.
std::string even_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 7 % 255 + 1));
  return bytes;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::read;
using testing::Table;
using Lines = std::vector<std::vector<std::string>>;

struct OddFile {
  char const* name;
  std::string bytes;
  std::vector<std::string> columns;
  Lines data;
};

class OddFiles : public ::testing::TestWithParam<OddFile> {};

TEST_P(OddFiles, AreReadAsTheyWereMeant) {
  auto const table = read(GetParam().bytes);
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.columns, GetParam().columns);
  EXPECT_EQ(table.cells_of(RowKind::data), GetParam().data);
}

std::string utf16(std::string_view ascii, bool big, bool mark) {
  std::string out = mark ? (big ? "\xfe\xff" : "\xff\xfe") : "";
  for (char const c : ascii) {
    out += big ? '\0' : c;
    out += big ? c : '\0';
  }
  return out;
}

Lines const ann{{"Ann", "12"}, {"Bob", "13"}};
std::vector<std::string> const name_age{"name", "age"};

INSTANTIATE_TEST_SUITE_P(
    Csv, OddFiles,
    ::testing::Values(
        OddFile{"plain", "name,age\nAnn,12\nBob,13\n", name_age, ann},
        OddFile{"no_last_line_end", "name,age\nAnn,12\nBob,13", name_age, ann},
        OddFile{"crlf", "name,age\r\nAnn,12\r\nBob,13\r\n", name_age, ann},
        OddFile{"old_mac", "name,age\rAnn,12\rBob,13\r", name_age, ann},
        OddFile{"semicolons", "name;age\nAnn;12\nBob;13\n", name_age, ann},
        OddFile{"pipes", "name|age\nAnn|12\nBob|13\n", name_age, ann},
        OddFile{"tildes", "name~age\nAnn~12\nBob~13\n", name_age, ann},
        OddFile{"tabs", "name\tage\nAnn\t12\nBob\t13\n", name_age, ann},
        OddFile{"decimal_commas",
                "a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n1,5;2,5;3,5\n1,5;2,5;3,5\n",
                {"a", "b", "c"},
                {{"1,5", "2,5", "3,5"}, {"1,5", "2,5", "3,5"}, {"1,5", "2,5", "3,5"}, {"1,5", "2,5", "3,5"}}},
        OddFile{"utf8_mark", "\xef\xbb\xbfname,age\nAnn,12\nBob,13\n", name_age, ann},
        OddFile{"two_marks", "\xef\xbb\xbf\xef\xbb\xbfname,age\nAnn,12\nBob,13\n", name_age, ann},
        OddFile{"mark_before_a_quote", "\xef\xbb\xbf\"name\",age\nAnn,12\nBob,13\n", name_age, ann},
        OddFile{"mark_behind_a_quote", "\"\xef\xbb\xbfname\",age\nAnn,12\nBob,13\n", name_age, ann},
        OddFile{"mark_in_a_later_name",
                "name,\xef\xbb\xbf"
                "age\nAnn,12\nBob,13\n",
                name_age, ann},
        OddFile{"utf16le", utf16("name,age\nAnn,12\nBob,13\n", false, true), name_age, ann},
        OddFile{"utf16be", utf16("name,age\r\nAnn,12\r\nBob,13\r\n", true, true), name_age, ann},
        OddFile{"utf16le_without_mark", utf16("name,age\nAnn,12\nBob,13\n", false, false), name_age, ann},
        OddFile{"utf16be_without_mark", utf16("name,age\nAnn,12\nBob,13\n", true, false), name_age, ann},
        OddFile{"utf16_pair",
                std::string{"\xff\xfe"} + std::string{"a\0\n\0\x3d\xd8\x00\xde\n\0", 10},
                {"a"},
                {{"\xf0\x9f\x98\x80"}}},
        OddFile{"windows1252",
                "name,fee\nZo\xeb,\x80"
                "5\nO\x92Neil,6\n",
                {"name", "fee"},
                {{"Zo\xc3\xab",
                  "\xe2\x82\xac"
                  "5"},
                 {"O\xe2\x80\x99Neil", "6"}}},
        OddFile{"quotes",
                "a,b\n\"x, y\",\"say \"\"no\"\"\"\n\"\",\"two\nlines\"\n",
                {"a", "b"},
                {{"x, y", "say \"no\""}, {"", "two\nlines"}}},
        OddFile{"quote_inside_a_cell",
                "a,b\n5\" pipe,x\"y\"\nz,z\n",
                {"a", "b"},
                {{"5\" pipe", "x\"y\""}, {"z", "z"}}},
        OddFile{"text_behind_a_quote",
                "a,b\n\"x\"y,\"p \"\"q\"\"\" r\nz,z\n",
                {"a", "b"},
                {{"xy", "p \"q\" r"}, {"z", "z"}}},
        OddFile{"nothing_is_trimmed", "a,b\n x , \"y\"\nz,z\n", {"a", "b"}, {{" x ", " \"y\""}, {"z", "z"}}},
        OddFile{"names_are_tidied", "\" full\r\n name \",b  c\nx,y\n", {"full name", "b c"}, {{"x", "y"}}},
        OddFile{"equal_names",
                "name,name,Name,name\nA,B,C,D\n",
                {"name", "name (2)", "Name", "name (3)"},
                {{"A", "B", "C", "D"}}},
        OddFile{"nameless_columns",
                "name,,age,\nAnn,x,12,y\n",
                {"name", "column 2", "age", "column 4"},
                {{"Ann", "x", "12", "y"}}},
        OddFile{"one_column", "name\nAnn\nBob\n", {"name"}, {{"Ann"}, {"Bob"}}},
        OddFile{"years_as_names",
                "area,2019,2020,2021\nLeicester,5,6,7\n",
                {"area", "2019", "2020", "2021"},
                {{"Leicester", "5", "6", "7"}}},
        OddFile{"delimiter_at_the_line_end",
                "a,b\n1,2,\n3,4,\n5,6,\n",
                {"a", "b"},
                {{"1", "2"}, {"3", "4"}, {"5", "6"}}},
        OddFile{"bracketed_names", "[name],[age]\nAnn,12\nBob,13\n", {"[name]", "[age]"}, ann}),
    [](auto const& odd) { return std::string{odd.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    TwoRowHeaders, OddFiles,
    ::testing::Values(OddFile{"groups_over_equal_names",
                              "Victim,,Offender,\nname,age,name,age\nAnn,12,Bob,13\n",
                              {"Victim name", "Victim age", "Offender name", "Offender age"},
                              {{"Ann", "12", "Bob", "13"}}},
                      OddFile{
                          "groups_over_years",
                          "Area,Violence,,Theft,\n,2019,2020,2019,2020\nLeicester,5,6,7,8\nOadby,1,2,3,4\n",
                          {"Area", "Violence 2019", "Violence 2020", "Theft 2019", "Theft 2020"},
                          {{"Leicester", "5", "6", "7", "8"}, {"Oadby", "1", "2", "3", "4"}}},
                      OddFile{"wrapped_names",
                              "Date of,Time of,Place of\nincident,incident,(street)\n1/2/20,10:00,High "
                              "St\n2/2/20,11:00,Low St\n",
                              {"Date of incident", "Time of incident", "Place of (street)"},
                              {{"1/2/20", "10:00", "High St"}, {"2/2/20", "11:00", "Low St"}}},
                      OddFile{"text_rows_are_no_second_header",
                              "name,town\nAnn,Leicester\nBob,Oadby\n",
                              {"name", "town"},
                              {{"Ann", "Leicester"}, {"Bob", "Oadby"}}},
                      OddFile{"a_gap_in_the_first_row_of_data",
                              "name,town,born\nAnn,,1/2/2010\nBob,Oadby,3/4/2011\n",
                              {"name", "town", "born"},
                              {{"Ann", "", "1/2/2010"}, {"Bob", "Oadby", "3/4/2011"}}}),
    [](auto const& odd) { return std::string{odd.param.name}; });

TEST(Csv, TitlesAboveTheHeaderAreKeptAndCounted) {
  auto const table =
      read("Assaults by ward\nPrinted,21/11/2026\n\nward,year,count\nAbbey,2020,5\nBelgrave,2020,6\n");
  EXPECT_EQ(table.head.header_row, 4U);
  EXPECT_THAT(table.cells_of(RowKind::preamble),
              ElementsAre(ElementsAre("Assaults by ward"), ElementsAre("Printed", "21/11/2026")));
  EXPECT_EQ(table.cells_of(RowKind::blank).size(), 1U);
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 2U);
  EXPECT_EQ(table.rows.back().row, 6U);
}

TEST(Csv, GroupRowBelowATitleIsJoined) {
  auto const table = read("Assaults 2020\n\nVictim,,Offender,\nname,age,name,age\nAnn,12,Bob,13\n");
  EXPECT_EQ(table.head.header_row, 3U);
  EXPECT_EQ(table.head.header_rows, 2U);
  EXPECT_THAT(table.head.columns, ElementsAre("Victim name", "Victim age", "Offender name", "Offender age"));
}

TEST(Csv, TotalsAndNotesBelowTheTableAreNotData) {
  auto const table = read(
      "ward,y1,y2\nAbbey,5,6\nBelgrave,1,2\nTotal,6,8\n,,\n\"Source: police, 2020\"\n* small numbers "
      "hidden,,\n");
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 2U);
  EXPECT_THAT(table.cells_of(RowKind::totals), ElementsAre(ElementsAre("Total", "6", "8")));
  EXPECT_EQ(table.cells_of(RowKind::note).size(), 2U);
  EXPECT_EQ(table.cells_of(RowKind::blank).size(), 1U);
}

TEST(Csv, GrandTotalInTheSecondCellIsATotal) {
  auto const table = read(
      "ward,kind,y1,y2\nAbbey,x,5,\xc2\xa3"
      "1,000\nOadby,y,1,2\n,Grand total:,6,-\n");
  EXPECT_EQ(table.cells_of(RowKind::totals).size(), 1U);
}

TEST(Csv, TotalInTheMiddleIsDataBecauseDataFollow) {
  auto const table = read("ward,y1,y2\nAbbey,5,6\nTotal,5,6\n\nBelgrave,1,2\n");
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 3U);
  EXPECT_THAT(table.cells_of(RowKind::totals), IsEmpty());
  EXPECT_EQ(table.rows[1].row, 3U);
  EXPECT_EQ(table.rows[3].row, 5U);
}

TEST(Csv, ATownCalledTotalBeatsNoRow) {
  // a last row with text beside the word is data
  auto const table = read("place,kind,count\nAbbey,fight,5\nTotal Fitness,fight,6\n");
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 2U);
}

TEST(Csv, ManyDoubtfulRowsComeOutInOrder) {
  std::string bytes = "ward,y1,y2\nAbbey,5,6\n";
  for (int i = 0; i < 200; ++i) bytes += "Total,1,2\n";
  bytes += "Oadby,1,2\n";
  auto const table = read(bytes);
  ASSERT_EQ(table.rows.size(), 202U);
  for (std::size_t i = 0; i < table.rows.size(); ++i) EXPECT_EQ(table.rows[i].row, i + 2);
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 202U);
}

TEST(Csv, RaggedRowsKeepWhatTheyHave) {
  auto const table = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n");
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_FALSE(table.rows[0].ragged);
  EXPECT_TRUE(table.rows[1].ragged);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("4", "5"));
  EXPECT_TRUE(table.rows[2].ragged);
  EXPECT_THAT(table.rows[2].cells, ElementsAre("6", "7", "8", "9"));
  EXPECT_FALSE(table.rows[3].ragged);
}

TEST(Csv, ACutLastRowIsRaggedDataNotANote) {
  auto const table = read("id,name,ward\nE1,Ann,Abbey\nE2\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[1].kind, RowKind::data);
  EXPECT_TRUE(table.rows[1].ragged);
}

TEST(Csv, BlankLinesKeepTheNumbersRight) {
  auto const table = read("a,b\n\n1,2\n , \n3,4\n");
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[0].kind, RowKind::blank);
  EXPECT_EQ(table.rows[2].kind, RowKind::blank);
  EXPECT_EQ(table.rows[3].row, 5U);
}

TEST(Csv, WindowsLettersAfterALongAsciiStartAreRead) {
  std::string bytes = "name,age\n";
  for (int i = 0; i < 30000; ++i) bytes += "Ann,12\n";
  bytes += "Zo\xeb,13\n";
  auto const table = read(bytes);
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.rows.back().cells.front(), "Zo\xc3\xab");
}

TEST(Csv, OptionsOverruleWhatIsFound) {
  auto const table = read("x,y;z\n1,2;3\n", {.delimiter = ';'});
  EXPECT_THAT(table.head.columns, ElementsAre("x,y", "z"));
  auto const second = read("first\nname,age\nAnn,12\n", {.header_row = 2});
  EXPECT_THAT(second.head.columns, ElementsAre("name", "age"));
  auto const joined = read("a,b\nc,d\nAnn,12\n", {.header_row = 1, .header_rows = 2});
  EXPECT_THAT(joined.head.columns, ElementsAre("a c", "b d"));
  auto const none = read("LE1 1AA,10\nLE1 1AB,12\n", {.no_header = true});
  EXPECT_THAT(none.head.columns, ElementsAre("column 1", "column 2"));
  EXPECT_EQ(none.rows.size(), 2U);
  auto const latin = read("name\nZo\xc3\xab\n", {.encoding = Encoding::windows1252});
  EXPECT_EQ(latin.rows[0].cells[0], "Zo\xc3\x83\xc2\xab");
}

TEST(Csv, HeadSaysWhatWasFound) {
  auto const table = read("name\tage\nZo\xeb\t12\n");
  EXPECT_EQ(name_of(table.head.format), "tsv");
  EXPECT_EQ(name_of(table.head.encoding), "windows-1252");
  EXPECT_EQ(table.head.header_row, 1U);
  EXPECT_EQ(name_of(table.rows[0].kind), "data");
}

TEST(Csv, ProgressCountsEveryByte) {
  std::string const bytes = "name,age\nAnn,12\nBob,13\n";
  auto const table = read(bytes);
  EXPECT_EQ(table.progress.bytes_done, bytes.size());
  EXPECT_EQ(table.progress.bytes_total, bytes.size());
  EXPECT_EQ(table.progress.rows, 2U);
}

struct Broken {
  char const* name;
  std::string bytes;
  char const* code;
  std::uint64_t row = 0;
  std::uint32_t column = 0;
};

class BrokenFiles : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenFiles, SayWhatAndWhere) {
  auto const table = read(GetParam().bytes);
  ASSERT_EQ(table.code(), GetParam().code);
  EXPECT_EQ(table.problem->where.row, GetParam().row);
  EXPECT_EQ(table.problem->where.column, GetParam().column);
  EXPECT_FALSE(table.problem->remedy.empty());
}

std::string const big(std::size_t{1100000}, 'x');
std::string many_columns(int count) {
  std::string out = "a";
  for (int i = 1; i < count; ++i) out += ",b";
  return out + "\n";
}

INSTANTIATE_TEST_SUITE_P(
    Csv, BrokenFiles,
    ::testing::Values(
        Broken{"empty", "", "file.empty"}, Broken{"only_a_mark", "\xef\xbb\xbf", "file.empty"},
        Broken{"only_blank_lines", "\n \r\n\n", "file.empty"},
        Broken{"only_delimiters", ",,\n,,\n", "file.empty"},
        Broken{"no_header", "12345,01/02/2020\n12346,02/02/2020\n", "table.no-header", 1},
        Broken{"zip", std::string{"PK\x03\x04 something.txt"}, "file.is-zip"},
        Broken{"xlsx", std::string{"PK\x03\x04 [Content_Types].xml xl/workbook.xml"}, "file.is-xlsx"},
        Broken{"ods", std::string{"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet"},
               "file.is-ods"},
        Broken{"xls", std::string{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 more"}, "file.is-xls"},
        Broken{"pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "file.is-pdf"},
        Broken{"gzip", std::string{"\x1f\x8b\x08\x00", 4}, "file.is-gzip"},
        Broken{"web_page", "<!DOCTYPE html><html><table>", "file.is-html"},
        Broken{"xml", "<?xml version=\"1.0\"?><rows/>", "file.is-xml"},
        Broken{"geopackage", std::string{"SQLite format 3\0", 16}, "file.is-database"},
        Broken{"binary", std::string(64, '\x01'), "file.is-binary"},
        Broken{"picture", "\x89PNG\r\n\x1a\n" + even_bytes(3000), "file.is-binary"},
        Broken{"mixed_encoding", "name,age\nZo\xc3\xab,1\nRen\xc3\xa9,2\nZo\xeb,3\n", "text.mixed-encoding",
               4, 1},
        Broken{"half_a_utf16_pair",
               std::string{"\xff\xfe"
                           "a\0\n\0b\0\n\0\x3d\xd8\n\0",
                           14},
               "text.broken-utf-16", 3, 1},
        Broken{"half_a_utf16_unit",
               std::string{"\xff\xfe"
                           "a\0\n\0b\0\n\0c",
                           11},
               "text.broken-utf-16", 3, 1},
        Broken{"unclosed_quote", "name,age\nAnn,12\nBob,\"13\nCy,14\n", "csv.unclosed-quote", 3, 2},
        Broken{"unclosed_quote_in_the_header", "name,\"age\nAnn,12\n", "csv.unclosed-quote", 1, 2},
        Broken{"long_cell", "name,age\nAnn," + big + "\n", "csv.field-too-long", 2, 2},
        Broken{"long_quoted_cell", "name,age\nAnn,12\n\"" + big + "\n", "csv.field-too-long", 3, 1},
        Broken{"too_many_columns", "name,age\nAnn,12\n" + many_columns(1001), "table.too-many-columns", 3,
               1001}),
    [](auto const& odd) { return std::string{odd.param.name}; });

TEST(Csv, AThousandColumnsAreRead) {
  auto const table = read(many_columns(1000) + many_columns(1000));
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.columns.size(), 1000U);
}

TEST(Csv, ARowOverTheLimitIsAProblem) {
  ReadOptions options;
  options.limits.record_bytes = 1000;
  options.limits.block_bytes = 100;
  options.limits.sample_bytes = 100;
  options.limits.key_sample_bytes = 100;
  std::string row = "1";
  for (int i = 0; i < 900; ++i) row += ",12345";
  auto const table = read("a,b\n1,2\n" + row + "\n", options);
  EXPECT_EQ(table.code(), "table.row-too-long");
  EXPECT_EQ(table.problem->where.row, 3U);
}

TEST(Csv, RowsBeforeABreakComeOut) {
  auto const table = read("name,age\nAnn,12\nBob,\"13\n");
  EXPECT_EQ(table.rows.size(), 1U);
}

TEST(Csv, AProblemStaysAProblem) {
  auto source = open_in_process(testing::file_of("name,age\nAnn,12\nBob,\"13\n"), {});
  ASSERT_TRUE(source);
  EXPECT_TRUE((*source)->next());
  EXPECT_FALSE((*source)->next());
  EXPECT_FALSE((*source)->next());
}

TEST(Files, ThatCannotBeOpenedSayWhy) {
  EXPECT_EQ(open_for_reading("/nowhere/at/all").error().code, FixedText{"file.not-found"});
  EXPECT_EQ(open_for_reading("/").error().code, FixedText{"file.is-folder"});
  auto const closed = ::testing::TempDir() + "closed.csv";
  FileDescriptor const made{::open(closed.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0)};
  bool const is_root = ::geteuid() == 0;
  if (is_root) {  // nobody: what root may not read does not exist
    ASSERT_EQ(::seteuid(65534), 0);
  }
  EXPECT_EQ(open_for_reading(closed).error().code, FixedText{"file.not-permitted"});
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ::unlink(closed.c_str());
  // a descriptor that is not open any more
  EXPECT_EQ(testing::drain(open_in_process(FileDescriptor{}, {})).code(), "file.unreadable");
}

TEST(Faults, EachHasItsOwnCodeAndWords) {
  for (std::uint16_t i = 0; i < static_cast<std::uint16_t>(ReadFault::count_); ++i) {
    auto const problem = problem_of(static_cast<ReadFault>(i), {.row = 7});
    EXPECT_EQ(fault_of(problem), static_cast<ReadFault>(i));
    EXPECT_FALSE(problem.title.empty());
    EXPECT_FALSE(problem.remedy.empty());
  }
  EXPECT_FALSE(fault_of(Problem{}));
}

TEST(Names, AreMadeDistinct) {
  EXPECT_THAT(distinct_names({"a", "a (2)", "a", ""}), ElementsAre("a", "a (2)", "a (3)", "column 4"));
}

TEST(Csv, AHeaderWithoutRowsIsATableWithoutRows) {
  for (auto const* bytes : {"name,age\n", "name,age\n\n,\n"}) {
    auto const table = read(bytes);
    EXPECT_EQ(table.code(), "");
    EXPECT_THAT(table.head.columns, ElementsAre("name", "age"));
    EXPECT_TRUE(table.cells_of(RowKind::data).empty());
  }
}

TEST(Csv, ANulIsReplacedAndRemarkedAndCutsNothing) {
  auto const table = read(std::string_view{"name,age\nAnn,12\nBo\0b,13\nCy,\"1\0\"\n", 32});
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.cells_of(RowKind::data), (Lines{{"Ann", "12"}, {"Bo\x1a" "b", "13"}, {"Cy", "1\x1a"}}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_TRUE(table.rows[0].remarks.empty());
  EXPECT_EQ(table.rows[1].remarks, (std::vector<CellRemark>{{0, Remark::nul}}));
  EXPECT_EQ(table.rows[2].remarks, (std::vector<CellRemark>{{1, Remark::nul}}));
}

TEST(Csv, ARowOfCountsIsNoHeader) {
  EXPECT_EQ(read("Avon,0,1,0,1,1\nDevon,0,0,2,1,1\n").code(), "table.no-header");
  EXPECT_THAT(read("Force,2019,2020,2021\nAvon,3,1,0\n").head.columns, ElementsAre("Force", "2019", "2020", "2021"));
}

TEST(Csv, AListOfNumbersHasNoHeader) {
  EXPECT_EQ(read("0\n0\n7\n").code(), "table.no-header");
  EXPECT_THAT(read("2019\n3\n7\n").head.columns, ElementsAre("2019"));
}

TEST(Csv, YearsFromSpringToSpringHeadColumns) {
  auto const table = read("Force,Financial year,,\n,2016/17,2017/18,2018/19\nAvon,3,1,0\nDevon,2,2,1\n");
  EXPECT_THAT(table.head.columns, ElementsAre("Force", "Financial year 2016/17", "Financial year 2017/18", "Financial year 2018/19"));
  EXPECT_EQ(table.cells_of(RowKind::data).size(), 2U);
}

TEST(Csv, ThreeRowsOfMergedNamesAreJoined) {
  auto const table = read(",East,,,,West,,,\n,Female,,Male,,Female,,Male,\nYear,In,Out,In,Out,In,Out,In,Out\n2020,1,2,3,4,5,6,7,8\n");
  EXPECT_EQ(table.head.header_rows, 3U);
  EXPECT_THAT(table.head.columns, ElementsAre("Year", "East Female In", "East Female Out", "East Male In", "East Male Out",
                                              "West Female In", "West Female Out", "West Male In", "West Male Out"));
}

TEST(Csv, DaysThatFollowEachOtherHeadColumns) {
  auto const table = read("Force,As at:,,,Change,\n,2014-09-30,2015-03-31,2015-09-30,number,%\nAvon,11,12,13,2,18.2\n");
  EXPECT_THAT(table.head.columns, ElementsAre("Force", "As at: 2014-09-30", "As at: 2015-03-31", "As at: 2015-09-30",
                                              "Change number", "Change %"));
}

}  // namespace
}  // namespace concordat::intake
