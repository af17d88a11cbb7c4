// SPDX-License-Identifier: Apache-2.0
// A workbook on its way in: its sheet, its rows and columns as the supplier sees them.
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/supply/preflight.h"
#include "intake/workbook/workbook_test_files.h"

namespace concordat::hub::proving {
namespace {

namespace making = intake::testing;

class Workbooks : public HubTest {
 protected:
  /// The police feed's table from column B, row 3 on; the second of its rows has an error where its date should be.
  [[nodiscard]] static std::string police_rows(std::string const& month) {
    auto const place = [](char column, int row, std::string const& cell) {
      return "<c r=\"" + std::string{column} + std::to_string(row) + "\"" + cell + "</c>";
    };
    auto const text = [](std::string const& words) { return " t=\"inlineStr\"><is><t>" + words + "</t></is>"; };
    std::vector<std::string> const headers{"Crime Number", "Offence Date", "Offence Time", "Offence Type", "Easting", "Northing"};
    std::string rows = "<row r=\"3\">";
    for (std::size_t i = 0; i < headers.size(); ++i) rows += place(static_cast<char>('B' + i), 3, text(headers[i]));
    rows += "</row>";
    for (int row = 4; row <= 6; ++row) {
      rows += "<row r=\"" + std::to_string(row) + "\">" + place('B', row, text("CR/" + month + std::to_string(row)));
      rows += place('C', row, row == 5 ? " t=\"e\"><f>X1</f><v>#REF!</v>" : text("0" + std::to_string(row) + "/" + month + "/2026"));
      rows += place('D', row, text("22:30")) + place('E', row, text("Common assault"));
      rows += place('F', row, "><v>451000</v>") + place('G', row, "><f>301000</f><v>301000</v>") + "</row>";
    }
    return rows;
  }
  [[nodiscard]] static std::string book() {
    return making::xlsx_of({.sheets = {{.name = "Cover", .rows = making::text_row({"Made up"})},
                                       {.name = "July", .rows = police_rows("07")},
                                       {.name = "August", .rows = police_rows("08")}}});
  }
  [[nodiscard]] auto take(std::string const& sheet) {
    return submit_file(hub(), {.feed = "police-incidents", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "a.xlsx", .sheet = sheet},
                       file_of(book()), {});
  }
};
CONCORDAT_ON_BOTH_STORES(Workbooks);

TEST_P(Workbooks, GoInWithSheetRowAndColumnAsTheirProgramShowsThem) {
  auto const tally = take("");
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->read, 3U);
  EXPECT_EQ(tally->accepted, 2U);
  EXPECT_EQ(tally->quarantined, 1U);
  ASSERT_FALSE(tally->workbook.empty());
  EXPECT_EQ(tally->workbook.front(), "Sheet 'July' is read (2 of 3).");
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine WHERE sheet = 2 AND row_number = 5 AND column_number = 3 AND code = 'cell.error-value'"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record WHERE sheet = 2 AND row_number IN (4, 6)"), 2);
  EXPECT_EQ(tally->codes.at("cell.formula"), 3U);
}

TEST_P(Workbooks, AnotherSheetIsAnotherSubmission) {
  ASSERT_EQ(code_of(take("")), "fine");
  auto const august = take("August");
  ASSERT_EQ(code_of(august), "fine");
  EXPECT_FALSE(august->seen_before);
  EXPECT_EQ(format_month(august->period_from), "2026-08");
  auto const again = take("August");
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->seen_before);
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 2);
  EXPECT_EQ(code_of(take("September")), "workbook.no-such-sheet");
}

TEST_P(Workbooks, AreLookedAtPrivatelyToo) {
  PreflightRequest request;
  request.sheet = "3";
  auto const report = preflight(shelf(), request, file_of(book()), options().reader, clock_);
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->head.sheet, 3U);
  EXPECT_TRUE(report->readable);
  ASSERT_FALSE(report->faults.empty());
  EXPECT_EQ(report->tally.quarantined, 1U);
  EXPECT_TRUE(std::ranges::any_of(report->faults, [](auto const& fault) { return fault.row == 5 && fault.column == 3 && fault.code == "cell.error-value"; }));
}

}  // namespace
}  // namespace concordat::hub::proving
