// SPDX-License-Identifier: Apache-2.0
// Rows that were set aside go back to their supplier and come in again.
#include "hub/supply/error_file.h"

#include <gtest/gtest.h>

#include "hub/feeds.h"
#include "hub/hub_test_tools.h"
#include "hub/retention.h"
#include "hub/supply/correction.h"
#include "hub/supply/preflight.h"
#include "hub/supply/template_file.h"
#include "intake/map/suggestion.h"

namespace concordat::hub::proving {
namespace {

class ErrorFiles : public HubTest {
 protected:
  [[nodiscard]] Member member(std::string_view id) { return **hub().member(id); }
  [[nodiscard]] Result<ErrorFile> csv_of(std::string const& feed, std::string_view who, std::string const& submission = {}) {
    return error_file(hub(), *hub().feed(feed), member(who), {submission, ErrorFormat::csv});
  }
  /// A month of the department: `good` rows that are fine, and two whose time does not exist.
  [[nodiscard]] static std::string with_two_bad(int good) {
    return ed_month("2026-07", {{0, good}}) + "2026-07-01,2026-07-32 10:30,S1,L1,by the bridge,451000,301000\n" +
           "2026-07-01,2026-07-33 11:30,S1,L1,by the bridge,451000,301000\n";
  }
  [[nodiscard]] std::int64_t current_events() { return number_of("SELECT count(*) FROM event WHERE is_current = 1"); }
};
CONCORDAT_ON_BOTH_STORES(ErrorFiles);

TEST_P(ErrorFiles, HoldTheRowsAsTheyCameAndWhatHelps) {
  take_in("ed-istv", with_two_bad(6));
  auto const file = csv_of("ed-istv", "cleo");
  ASSERT_EQ(code_of(file), "fine");
  EXPECT_EQ(file->rows, 2U);
  EXPECT_EQ(file->name, "ed-istv-to-correct.csv");
  EXPECT_NE(file->bytes.find("Period Start,Assault At,Method,Location Type,Location,Easting,Northing,Row in submission " + file->submission + ",What was wrong,What to do\r\n"),
            std::string::npos)
      << file->bytes;
  EXPECT_NE(file->bytes.find("2026-07-32 10:30"), std::string::npos);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::export_);
  EXPECT_EQ(leaf.count, std::nullopt) << "the detail holds it";
  EXPECT_EQ(leaf.bundle, crypto::sha256(std::string_view{file->bytes}));
  EXPECT_EQ(*hub().log().size() - 1, file->ledger_index);
  auto const book = error_file(hub(), *hub().feed("ed-istv"), member("cleo"), {file->submission, ErrorFormat::xlsx});
  ASSERT_EQ(code_of(book), "fine");
  EXPECT_TRUE(book->bytes.starts_with("PK"));
}

TEST_P(ErrorFiles, GoToTheirSupplierAndToNobodyElse) {
  take_in("ed-istv", with_two_bad(6));
  for (auto const* other : {"anna", "bert", "dora", "greta"}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(csv_of("ed-istv", other)), "quarantine.supplier-only") << other;
    EXPECT_EQ(*hub().log().size(), before + 1);
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  auto gone = member("cleo");
  gone.active = false;
  EXPECT_EQ(code_of(error_file(hub(), *hub().feed("ed-istv"), gone, {})), "quarantine.supplier-only");
}

TEST_P(ErrorFiles, AreNotThereWhereNothingIsSetAsideOrItsTimeIsOver) {
  EXPECT_EQ(code_of(csv_of("ed-istv", "cleo")), "quarantine.nothing");
  take_in("ed-istv", with_two_bad(6));
  auto const id = csv_of("ed-istv", "cleo")->submission;
  EXPECT_EQ(code_of(csv_of("ed-istv", "cleo", "01a20069-0000-7000-8000-000000000000")), "quarantine.nothing");
  clock_.set(*parse_instant("2027-02-22T10:00:00Z"));
  EXPECT_EQ(code_of(csv_of("ed-istv", "cleo", id)), "quarantine.nothing");
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine_row"), 0);
}

TEST_P(ErrorFiles, NothingThatTheHubDropsIsKeptOrGoesBack) {
  take_in("school-people", "Record ID,Name,Date of Birth,Role,NHS Number,Notes,Ethnicity,Favourite colour\n"
                           "1,Anna Aster,01/02/2010,none of them,,,White British,teal\n"
                           "2,Bea Birch,01/02/2010,Victim,,,White British,teal\n");
  auto const file = csv_of("school-people", "dora");
  ASSERT_EQ(code_of(file), "fine");
  EXPECT_NE(file->bytes.find("Anna Aster"), std::string::npos);
  EXPECT_EQ(file->bytes.find("White British"), std::string::npos);
  EXPECT_EQ(file->bytes.find("Ethnicity"), std::string::npos);
  EXPECT_EQ(file->bytes.find("teal"), std::string::npos) << "of a column that is not kept";
}

TEST_P(ErrorFiles, CorrectedAndSentAgainTheyAddTheirRowsAndReplaceNoMonth) {
  take_in("ed-istv", with_two_bad(6));
  ASSERT_EQ(current_events(), 6);
  auto const file = csv_of("ed-istv", "cleo");
  auto corrected = replaced(replaced(file->bytes, "2026-07-32", "2026-07-12"), "2026-07-33", "2026-07-13");
  auto const tally = submit("ed-istv", corrected);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 2U);
  EXPECT_EQ(tally->superseded, 0U);
  EXPECT_TRUE(tally->unmapped.empty()) << "our own columns are no surprise";
  EXPECT_EQ(current_events(), 8);
  EXPECT_EQ(code_of(csv_of("ed-istv", "cleo", file->submission)), "quarantine.nothing") << "they have been corrected";
  // the same rows again, with another day: what stood for them does no longer
  auto const again = submit("ed-istv", replaced(corrected, "2026-07-12", "2026-07-14"));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(again->superseded, 2U);
  EXPECT_EQ(current_events(), 8);
  // the quality of the month is that of its file and its corrections
  auto const quality = feed_quality(hub(), *hub().feed("ed-istv"), "northshire-general-ed", "cleo");
  ASSERT_EQ(code_of(quality), "fine");
  EXPECT_GE(quality->quality->counts(Month::of(2026, 7))->accepted, 8U);
  // a whole month replaces all of it
  take_in("ed-istv", ed_month("2026-07", {{1, 9}}));
  EXPECT_EQ(current_events(), 9);
  EXPECT_EQ(code_of(submit("ed-istv", corrected + "\r\n")), "submit.corrects-old");
}

/// A police file of July whose last row has a day that does not exist, and the file of what was set aside.
constexpr std::string_view bad_row = "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n";

TEST_P(ErrorFiles, ACorrectedRowOfAnotherMonthDeliversThatMonthNot) {
  take_in("police-incidents", police_month("2026-07", {6}) + std::string{bad_row});
  auto const file = csv_of("police-incidents", "bert");
  ASSERT_EQ(code_of(file), "fine");
  ASSERT_EQ(code_of(submit("police-incidents", replaced(file->bytes, "31/06/2026", "30/06/2026"))), "fine");
  ASSERT_EQ(current_events(), 7);
  auto const all = feed_status(hub(), "northshire-csp", "anna");
  ASSERT_EQ(code_of(all), "fine");
  auto const& open = all->front().open;
  EXPECT_TRUE(std::ranges::any_of(open, [](FeedPeriod const& period) { return period.month == Month::of(2026, 6); })) << "June never came";
}

TEST_P(ErrorFiles, ARowCorrectedAgainUnderAnotherReferenceStandsOnce) {
  take_in("police-incidents", police_month("2026-07", {6}) + std::string{bad_row});
  auto const file = csv_of("police-incidents", "bert");
  auto const once = replaced(file->bytes, "31/06/2026", "30/07/2026");
  ASSERT_EQ(code_of(submit("police-incidents", once)), "fine");
  auto const twice = submit("police-incidents", replaced(once, "bad/1", "good/1"));
  ASSERT_EQ(code_of(twice), "fine");
  EXPECT_EQ(twice->superseded, 1U);
  EXPECT_EQ(current_events(), 7);
  EXPECT_EQ(code_of(submit("police-incidents", replaced(replaced(once, "bad/1", "good/1"), "30/07/2026", "29/07/2026"))), "fine");
  EXPECT_EQ(current_events(), 7) << "and by its own reference";
}

TEST_P(ErrorFiles, ARowThatClashedIsSetAsideAgainUntilItIsCorrected) {
  auto const month = police_month("2026-07", {6});
  auto const first = month.substr(month.find('\n') + 1, month.find('\n', month.find('\n') + 1) - month.find('\n'));
  take_in("police-incidents", month + replaced(first, "Common assault", "Burglary"));
  ASSERT_EQ(current_events(), 6);
  auto const file = csv_of("police-incidents", "bert");
  ASSERT_EQ(code_of(file), "fine");
  auto const again = submit("police-incidents", file->bytes);
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(again->quarantined, 1U) << "nobody decided which of the two is right";
  EXPECT_TRUE(again->codes.contains("key.taken"));
  EXPECT_EQ(current_events(), 6);
  EXPECT_EQ(csv_of("police-incidents", "bert")->submission, file->submission) << "the row is still that of its file";
}

TEST_P(ErrorFiles, AnOldCorrectionDoesNotUndoWhatALaterFileTells) {
  take_in("police-incidents", police_month("2026-07", {6}) + std::string{bad_row});
  auto const file = csv_of("police-incidents", "bert");
  take_in("police-incidents", std::string{police_header} + replaced(std::string{bad_row}, "31/06/2026", "30/07/2026"));
  ASSERT_EQ(current_events(), 7);
  auto const old = submit("police-incidents", replaced(file->bytes, "31/06/2026", "29/07/2026"));
  ASSERT_EQ(code_of(old), "fine");
  EXPECT_TRUE(old->codes.contains("correction.newer"));
  EXPECT_EQ(old->superseded, 0U);
  EXPECT_EQ(current_events(), 7);
}

TEST_P(ErrorFiles, AreNotMadeWhereWhatIsKeptOfSuchAFileHasChanged) {
  take_in("ed-istv", with_two_bad(6));
  std::string mapping;
  ASSERT_EQ(code_of(hub().database().query("SELECT mapping FROM submission", [&](store::Row const& row) { mapping = row.string(0); })), "fine");
  auto json = *Json::parse(mapping);
  auto columns = json["columns"].array();
  columns.pop_back();
  json.set("columns", Json{std::move(columns)});
  ASSERT_EQ(code_of(hub().database().execute("UPDATE submission SET mapping = ?", json.canonical())), "fine");
  EXPECT_EQ(code_of(csv_of("ed-istv", "cleo")), "quarantine.definitions-changed");
}

TEST_P(ErrorFiles, AWorkbookComesInAsItWentOut) {
  take_in("ed-istv", with_two_bad(6));
  auto const book = error_file(hub(), *hub().feed("ed-istv"), member("cleo"), {{}, ErrorFormat::xlsx});
  ASSERT_EQ(code_of(book), "fine");
  auto const tally = submit("ed-istv", book->bytes);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->read, 2U) << "both rows, and none of the notes";
  EXPECT_EQ(tally->quarantined, 2U) << "nobody corrected them";
  EXPECT_TRUE(tally->unmapped.empty());
  EXPECT_EQ(current_events(), 6);
}

TEST_P(ErrorFiles, OfAFileWithHeadersOfItsOwnAreReadAsThatOneWas) {
  // One heading that the profile does not know, and a column that the hub does not keep.
  std::string odd;
  for (char const c : replaced(with_two_bad(6), "Assault At", "Zzz moment")) odd += c == '\n' ? std::string{",Clerk\n"} : std::string{c};
  SubmitRequest request;
  request.feed = "ed-istv";
  request.file_name = "odd.csv";
  request.mapping_name = "m";
  auto const& profile = *hub().profiles().find(hub().feed("ed-istv")->profile);
  std::vector<std::string> const headers{"Period Start", "Zzz moment", "Method", "Location Type", "Location", "Easting", "Northing", "Clerk"};
  auto const known = intake::map_by_headers(profile, std::vector<std::string>{"Period Start", "Assault At", "Method", "Location Type", "Location", "Easting", "Northing"}, hub().catalogue());
  ASSERT_TRUE(known.mapping);
  std::vector<intake::MaybeField> fields(headers.size());
  for (auto const& column : known.mapping->columns) fields[column.column] = column.field;
  request.mapping = intake::confirmed_mapping(profile, {.headers = headers, .fields = fields, .member = "cleo"}, hub().catalogue());
  auto const sent = submit_file(hub(), request, file_of(odd), {});
  ASSERT_TRUE(sent) << sent.error().problem.title.view();
  auto const file = csv_of("ed-istv", "cleo");
  ASSERT_EQ(code_of(file), "fine");
  auto const tally = submit("ed-istv", replaced(replaced(file->bytes, "2026-07-32", "2026-07-12"), "2026-07-33", "2026-07-13"));
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 2U);
}

TEST_P(ErrorFiles, TheSameFileReadByAnotherMappingTakesThePlaceOfTheFirst) {
  auto const text = ed_month("2026-07", {{0, 4}});
  take_in("ed-istv", text);
  SubmitRequest request;
  request.feed = "ed-istv";
  request.file_name = "july.csv";
  request.mapping_name = "m";
  auto const& profile = *hub().profiles().find(hub().feed("ed-istv")->profile);
  std::vector<std::string> const headers{"Period Start", "Assault At", "Method", "Location Type", "Location", "Easting", "Northing"};
  auto const known = intake::map_by_headers(profile, headers, hub().catalogue());
  std::vector<intake::MaybeField> fields(headers.size());
  for (auto const& column : known.mapping->columns) fields[column.column] = column.field;
  fields[4].reset();  // the place in words is left out
  request.mapping = intake::confirmed_mapping(profile, {.headers = headers, .fields = fields, .member = "cleo"}, hub().catalogue());
  auto const again = submit_file(hub(), request, file_of(text), {});
  ASSERT_TRUE(again) << again.error().problem.title.view();
  EXPECT_FALSE(again->seen_before);
  EXPECT_EQ(again->superseded, 4U);
  EXPECT_EQ(current_events(), 4);
  auto const third = submit_file(hub(), request, file_of(text), {});
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->seen_before) << "by the same mapping it is the same";
}

TEST_P(ErrorFiles, AreLookedAtLikeAnyFileAndNobodyIsAskedAboutOurColumns) {
  take_in("ed-istv", with_two_bad(6));
  auto const file = csv_of("ed-istv", "cleo");
  auto const text = replaced(replaced(file->bytes, "2026-07-32", "2026-07-12"), "2026-07-33", "2026-07-13");
  auto const looked = preflight(shelf(), {.profile = "ed-placed", .mapping = {}, .mapping_name = {}, .supplier_kind = "nhs-provider", .suggest = true},
                                file_of(text), options().reader, clock_);
  ASSERT_EQ(code_of(looked), "fine");
  EXPECT_TRUE(looked->readable);
  EXPECT_EQ(looked->left_out, 0U);
  EXPECT_EQ(looked->tally.accepted, 2U);
}

TEST_P(ErrorFiles, WhatIsStillWrongIsSetAsideAgainAndNewRowsAreNotTaken) {
  take_in("ed-istv", with_two_bad(6));
  auto const file = csv_of("ed-istv", "cleo");
  auto text = replaced(file->bytes, "2026-07-32", "2026-07-12");
  text += "2026-07-01,2026-07-15 10:30,S1,L1,by the bridge,451000,301000,99,,\r\n2026-07-01,2026-07-16 10:30,S1,L1,by the bridge,451000,301000,,,\r\n";
  auto const tally = submit("ed-istv", text);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 1U);
  EXPECT_EQ(tally->quarantined, 3U);
  EXPECT_EQ(tally->codes.at("correction.not-asked"), 2U);
  EXPECT_EQ(current_events(), 7);
}

TEST_P(ErrorFiles, ACorrectionOfAnotherFeedsFileIsRefused) {
  take_in("ed-istv", with_two_bad(6));
  auto const file = csv_of("ed-istv", "cleo");
  auto text = police_month("2026-07", {1});
  text.insert(text.find('\n'), ",Row in submission " + file->submission);
  EXPECT_EQ(code_of(submit("police-incidents", text)), "submit.corrects-unknown");
}

TEST_P(ErrorFiles, GuardedCellsComeBackAsTheyWere) {
  auto const text = std::string{people_header} + "=2+5,Anna Aster,01/02/2010,none of them,,+44 7700 900123\n";
  take_in("school-people", text);
  auto const file = csv_of("school-people", "dora");
  ASSERT_EQ(code_of(file), "fine");
  EXPECT_NE(file->bytes.find("'=2+5,"), std::string::npos) << "no spreadsheet takes it for a formula";
  EXPECT_EQ(without_guard("'=2+5"), "=2+5");
  EXPECT_EQ(without_guard("'+44 7700 900123"), "+44 7700 900123");
  EXPECT_EQ(without_guard("'tis"), "'tis");
  EXPECT_EQ(without_guard("O'Neill"), "O'Neill");
  EXPECT_EQ(without_guard("'"), "'");
  auto const tally = submit("school-people", replaced(file->bytes, "none of them", "Victim"));
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 1U);
}

TEST_P(ErrorFiles, AreFoundByTheirHeadingAndByNothingLikeIt) {
  std::string const id = "01a20069-0000-7000-8000-000000000000";
  auto const found = correction_in(std::vector<std::string>{"a", row_heading(id), "What to do", "b", "What was wrong"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->submission, id);
  EXPECT_EQ(found->row, 1U);
  EXPECT_EQ(found->ours, (std::vector<std::size_t>{1, 2, 4}));
  for (auto const& other : {std::string{"Row in submission"}, "Row in submission " + id + "0", std::string{"row in submission "} + id, std::string{"What was wrong"}}) {
    EXPECT_FALSE(correction_in(std::vector<std::string>{"a", other})) << other;
  }
}

TEST_P(ErrorFiles, ATemplateHasTheHeadingsThatItsFeedTakesIn) {
  auto const file = template_file(hub(), *hub().feed("ed-istv"), "northshire-csp", "anna");
  ASSERT_EQ(code_of(file), "fine");
  EXPECT_EQ(file->name, "ed-istv-template.xlsx");
  EXPECT_TRUE(file->bytes.starts_with("PK"));
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
  EXPECT_THAT(leaves().back().fields, ::testing::ElementsAre("template", "ed-istv"));
}

}  // namespace
}  // namespace concordat::hub::proving
