// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protection/looks/change.h"
#include "render/tables.h"
#include "render/testing.h"
#include "render/xml_reader.h"

namespace concordat::render {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using Row = std::vector<std::string>;

std::string cell(std::string_view text) {
  std::string out;
  append_csv_cell(out, text);
  return out;
}

/// The rows from the one that begins with `first` on.
std::vector<Row> rows_from(std::vector<Row> const& rows, std::string_view first) {
  auto const begin =
      std::find_if(rows.begin(), rows.end(), [&](Row const& row) { return row.front() == first; });
  return {begin, rows.end()};
}

TEST(CsvCell, IsQuotedOnlyWhereItMustBe) {
  struct Case {
    std::string_view text, expected;
  };
  for (auto const& [text, expected] :
       {Case{"plain", "plain"}, Case{"", ""}, Case{"two words", "two words"}, Case{"a,b", "\"a,b\""},
        Case{"say \"hello\"", "\"say \"\"hello\"\"\""}, Case{"two\nlines", "\"two\nlines\""},
        Case{"a\rb", "\"a\rb\""}, Case{"a;b", "\"a;b\""}, Case{"caf\xc3\xa9", "caf\xc3\xa9"},
        Case{"\"", "\"\"\"\""}}) {
    EXPECT_EQ(cell(text), expected);
  }
}

TEST(CsvCell, IsNeverAFormulaInASpreadsheet) {
  struct Case {
    std::string_view text, expected;
  };
  for (auto const& [text, expected] :
       {Case{"=1+1", "'=1+1"}, Case{"+44 161 496 0000", "'+44 161 496 0000"}, Case{"-x", "'-x"},
        Case{"@SUM(A1)", "'@SUM(A1)"}, Case{"  =1+1", "  '=1+1"}, Case{"\xc2\xa0=1", "\xc2\xa0'=1"},
        Case{"\t=1", "\"'\t'=1\""}, Case{"\tplain", "\"'\tplain\""}, Case{"\r=1", "\"'\r'=1\""},
        // full-width signs become plain ones in a spreadsheet
        Case{"\xef\xbc\x9d"
             "1+1",
             "'\xef\xbc\x9d"
             "1+1"},
        Case{"\xef\xbc\x8b"
             "1",
             "'\xef\xbc\x8b"
             "1"},
        Case{"\xef\xbc\x8d"
             "1",
             "'\xef\xbc\x8d"
             "1"},
        Case{"\xef\xbc\xa0x", "'\xef\xbc\xa0x"},
        // where the reader's separator is a semicolon or a tab, a cell begins in the middle of ours
        Case{"a;=cmd|' /C calc'!A0", "\"a;'=cmd|' /C calc'!A0\""}, Case{"a; =1", "\"a; '=1\""},
        Case{"a\n=1", "\"a\n'=1\""}}) {
    EXPECT_EQ(cell(text), expected);
  }
}

TEST(CsvCell, LeavesNumbersAndHarmlessSignsAlone) {
  for (auto const* const text :
       {"-5", "-1.25", "0", "1e5", "a=b", "1-2", "x@y", "2025-Q1 to 2026-Q3", "*", "n/a"}) {
    EXPECT_EQ(cell(text), text);
  }
}

TEST(CsvCell, ReplacesWhatNoTextFileMayHold) {
  EXPECT_EQ(cell(std::string_view{"a\0b", 3}),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(cell("a\x1b[31m"), "a\xef\xbf\xbd[31m");
  EXPECT_EQ(cell("caf\xe9"), "caf\xef\xbf\xbd");
}

TEST(CsvCell, OfAnyTextReadsBackWithoutAFormulaAnywhere) {
  SeededChance chance{11};
  constexpr std::array<std::string_view, 14> pieces = {"=", "+", "-", "@", "\t", "\r\n",         "\"",
                                                       ",", ";", " ", "a", "7",  "\xef\xbc\x9d", "\xc2\xa0"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto left = chance.below(8); left > 0; --left) text += pieces[chance.below(pieces.size())];
    auto const records = test::read_csv(cell(text) + ",end\r\n");
    ASSERT_EQ(records.size(), 1U) << text;
    ASSERT_EQ(records[0].size(), 2U) << text;
    auto back = records[0][0];
    if (text::parse_decimal(text::trim(text))) {
      EXPECT_EQ(back, text);
      continue;
    }
    for (auto const sign : {'=', '+', '-', '@'}) EXPECT_FALSE(text::trim(back).starts_with(sign)) << text;
    std::erase(back, '\'');
    EXPECT_EQ(back, text);
  }
}

TEST(Csv, BeginsWithAByteOrderMarkAndEndsEveryLineWithCrLf) {
  auto const text = csv(test::small_table(), {}, test::sample_about());
  EXPECT_TRUE(text.starts_with("\xef\xbb\xbfTitle,Violence by area and quarter\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n"));
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    EXPECT_EQ(text[at - 1], '\r');
  }
}

TEST(Csv, SaysAboutItselfBeforeTheTable) {
  auto const rows = test::read_csv(csv(test::small_table(), {}, test::sample_about()));
  EXPECT_THAT(rows, Contains(Row{"Partnership", "Northshire Community Safety Partnership"}));
  EXPECT_THAT(rows, Contains(Row{"Ledger index", "4217"}));
  EXPECT_THAT(rows, Contains(Row{"Period", "2025-Q3 to 2026-Q2"}));
  EXPECT_THAT(rows, Contains(Row{"Source", "Police incidents: half to three quarters"}));
  EXPECT_THAT(rows, Contains(Row{"Method", test::sample_about().methods[0]}));
  EXPECT_THAT(rows, Contains(Row{"Coverage", test::sample_about().coverage[1]}));
  EXPECT_THAT(rows, Contains(Row{"Limits", test::sample_about().limits[1]}));
  EXPECT_THAT(rows,
              Contains(Row{"Note", "Totals add up the figures shown; hidden figures are not in them."}));
  auto const blank = std::find(rows.begin(), rows.end(), Row{""});
  ASSERT_NE(blank, rows.end());
  EXPECT_EQ(*(blank - 1),
            (Row{"Signs", "* hidden because the number is small; n/a not available in the data"}));
  EXPECT_EQ((blank + 1)->front(), "Area");
}

TEST(Csv, LeavesOutWhatIsNotKnownAboutIt) {
  auto about = test::sample_about();
  about.attribution.clear();
  about.coverage.clear();
  auto const text = csv(test::small_table(), {}, about);
  EXPECT_THAT(text, testing::Not(HasSubstr("Boundaries")));
  EXPECT_THAT(text, testing::Not(HasSubstr("Coverage")));
}

TEST(Csv, ShowsSignsForHiddenAndMissingCellsAndTotalsOfTheFiguresShown) {
  auto const rows = rows_from(test::read_csv(csv(test::small_table(), {}, test::sample_about())), "Area");
  EXPECT_THAT(rows, ElementsAre(Row{"Area", "2026-Q1", "2026-Q2", "Total"}, Row{"North", "125", "10", "135"},
                                Row{"Middle", "0", "*", "*"}, Row{"South", "n/a", "40", "40"},
                                Row{"Total", "125", "50", "175"}));
}

TEST(Csv, SaysNotAvailableInTotalsAsItDoesInCells) {
  auto const table = test::sample_week(false);
  auto const rows = rows_from(test::read_csv(csv(table, {}, test::sample_about())), "Day");
  ASSERT_EQ(rows.size(), 9U);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_TRUE(
        std::all_of(rows[i].begin() + 1, rows[i].end(), [](auto const& text) { return text == "n/a"; }));
  }
}

TEST(Csv, GivesCodesWhereThereIsOneARow) {
  auto const rows =
      rows_from(test::read_csv(csv(test::small_table(), {"A1", "A2", "A3"}, test::sample_about())), "Code");
  EXPECT_THAT(rows.front(), ElementsAre("Code", "Area", "2026-Q1", "2026-Q2", "Total"));
  EXPECT_THAT(rows[1], ElementsAre("A1", "North", "125", "10", "135"));
  EXPECT_THAT(rows.back(), ElementsAre("", "Total", "125", "50", "175"));
  EXPECT_THAT(csv(test::small_table(), {"A1"}, test::sample_about()), testing::Not(HasSubstr("Code")));
}

TEST(Csv, KeepsRatesWithTheirDecimalsAndWithoutTotals) {
  auto const table = protection::protect_rates(
      {{"Rates", "Area", "", {"North", "South"}, {"Events"}}, {200, 3}},
      std::vector<std::int64_t>{1600, 1500}, 1000, protection::SmallNumberRule::nhs());
  auto const rows = rows_from(test::read_csv(csv(*table, {}, test::sample_about())), "Area");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[1], ElementsAre("North", "200", "1600", "125.0", testing::_, testing::_));
  EXPECT_THAT(rows[2], ElementsAre("South", "*", "1500", "*", "*", "*"));
}

TEST(Csv, KeepsRowsWhoseNamesHoldSeparators) {
  auto const table =
      test::protect({"T", "Area", "", {"St Mary's, \"Old\" Town", "=HYPERLINK(1)"}, {"a,b"}}, {20, 20});
  auto const rows = rows_from(test::read_csv(csv(table, {}, test::sample_about())), "Area");
  EXPECT_THAT(rows[0], ElementsAre("Area", "a,b", "Total"));
  EXPECT_THAT(rows[1], ElementsAre("St Mary's, \"Old\" Town", "20", "20"));
  EXPECT_THAT(rows[2], ElementsAre("'=HYPERLINK(1)", "20", "20"));
}

TEST(Csv, OfAMapListsTheShownCellsOnly) {
  auto const areas = test::sample_areas();
  auto const map = test::sample_map(areas, test::sample_events());
  auto const rows = rows_from(test::read_csv(csv_cells(map, test::sample_about())), "West (m)");
  auto const shown =
      std::count_if(map.classes().begin(), map.classes().end(), [](auto number) { return number > 0; });
  ASSERT_GT(shown, 10);
  EXPECT_THAT(rows[0], ElementsAre("West (m)", "South (m)", "Side (m)", "Class", "Meaning"));
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(shown) + 1);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(text::parse_integer(rows[i][0]).value_or(1) % 250, 0);
    EXPECT_EQ(rows[i][2], "250");
    EXPECT_EQ(rows[i][4], map.class_labels()[static_cast<std::size_t>(*text::parse_integer(rows[i][3])) - 1]);
  }
}

TEST(WordTables, AreWrittenCellForCellAndNoNameBecomesMarkupOrAFormula) {
  auto const counts = test::protect({.title = "Violence",
                                     .row_heading = "Area",
                                     .column_heading = "Quarter",
                                     .rows = {"=North", "<b>South"},
                                     .columns = {"2025-Q3", "2026-Q3"}},
                                    {20, 60, 3, 90});
  auto const change = protection::tell_change(counts, 0, 1);
  ASSERT_TRUE(change);
  auto const rows = rows_from(test::read_csv(csv(change->table, {"E1", "E2"}, test::sample_about())), "Code");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[1], (Row{"E1", "'=North", "20", "60", "3.00", "1.78", "5.25", "under 0.001", "under 0.001", "under 0.001", "more"}));
  EXPECT_EQ(rows[2], (Row{"E2", "<b>South", "*", "90", "*", "*", "*", "*", "*", "*", "too few to say"}));
  EXPECT_EQ(rows[3].front(), "") << "a total has no code";
  auto const html = html_table(change->table, "change");
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;South"));
  EXPECT_THAT(html, testing::Not(HasSubstr("<b>")));
  EXPECT_TRUE(test::XmlReader{"<div>" + html + "</div>"}.fault.empty()) << html;
}

TEST(Summaries, SayWarningsAsSuchAndUnderWhichEntryTheyStand) {
  auto const text = summary({{true, "Few reports."}, {false, "One square\x07 is hot."}}, test::sample_about());
  EXPECT_THAT(text, HasSubstr("\n! Few reports.\n- One square\xef\xbf\xbd is hot.\n"));
  EXPECT_THAT(text, HasSubstr("ledger index 4217"));
}

}  // namespace
}  // namespace concordat::render
