// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/preflight.h"

#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/supply/terms_told.h"

namespace concordat::hub::proving {
namespace {

class PrivateLook : public HubTest {
 protected:
  [[nodiscard]] Result<PreflightReport> look(std::string_view text, PreflightRequest const& request = {}) {
    return preflight(shelf(), request, file_of(text), options().reader, clock_);
  }
};
CONCORDAT_ON_BOTH_STORES(PrivateLook);

TEST_P(PrivateLook, StoresAndSendsNothing) {
  auto const names_then = [&] {
    std::set<std::string> names;
    for (auto const& entry : fs::recursive_directory_iterator{folder().path()}) names.insert(entry.path().string());
    return names;
  };
  auto const count = [&] { return number_of("SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM ledger_leaf) + (SELECT count(*) FROM quarantine)"); };
  auto const rows = count();
  if (is_sqlite()) hub_.reset();
  auto const names = names_then();
  auto const bytes = is_sqlite() ? get(url().target()) : std::string{};
  auto const report = look(police_month("2026-07", {3}) + "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n", {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = {}});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->tally.accepted, 3U);
  EXPECT_EQ(names_then(), names);
  if (is_sqlite()) {
    EXPECT_EQ(get(url().target()), bytes);
    open_it();
  }
  EXPECT_EQ(count(), rows);
}

TEST_P(PrivateLook, ProposesTheProfileAndExplainsEachFault) {
  auto const report = look(police_month("2026-07", {3}) + "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n");
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->profile, "police-incidents");
  EXPECT_TRUE(report->profile_proposed);
  EXPECT_FALSE(report->profile_reason.empty());
  EXPECT_TRUE(report->readable);
  EXPECT_EQ(report->tally.quarantined, 1U);
  ASSERT_FALSE(report->faults.empty());
  EXPECT_EQ(report->faults.front().row, 5U);
  EXPECT_EQ(report->faults.front().column, 2U);
  EXPECT_FALSE(report->faults.front().code.empty() || report->faults.front().remedy.empty());
}

TEST_P(PrivateLook, SaysOfHowManyRowsTheTimeAndThePlaceCanBeUsed) {
  auto const report = look(police_month("2026-07", {3}) + "late/1,21/07/2026,,Common assault,,,,none\n", {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = {}});
  ASSERT_EQ(code_of(report), "fine");
  ASSERT_EQ(report->tally.accepted, 4U);
  ASSERT_GE(report->tally.usable.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    auto const words = usable_words(report->tally.usable[i]);
    EXPECT_NE(words.find("usable in 3 of 4 rows (75.0 %); column"), std::string::npos) << words;
  }
  Json told;
  add_terms(told, report->tally, shelf().catalogue);
  EXPECT_EQ(told["usable"].array().at(1)["usable"].integer(), 3);
  EXPECT_EQ(usable_words({.what = "a place", .rows = 20'000, .usable = 19'999}), "a place: usable in 19999 of 20000 rows (99.9 %); no column of the file says it.") << "not all of them";
}

TEST_P(PrivateLook, DraftsAMappingWhereTheColumnsDoNotFit) {
  auto const report = look("Ref of crime,When,What\n1/26,02/07/2026,Common assault\n", {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = "police"});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_FALSE(report->readable);
  EXPECT_TRUE(has_errors(report->mapping_findings));
  EXPECT_FALSE(report->draft_mapping.empty());
  EXPECT_EQ(report->suggestions.size(), 3U);
}

// The names of a heading of two rows, of which somebody changed one cell: the rows alone no longer show that they belong together.
constexpr std::string_view two_row_heading =
    "Period,Period,Site,Arrival,When,Assault,Location\n"
    "Start,End,Code,Date/Time,it happened,Method,Type\n"
    "01/07/2026,31/07/2026,RX101,21/07/2026 23:10,21/07/2026 22:30,S1,L1\n"
    "01/07/2026,31/07/2026,RX101,22/07/2026 23:10,22/07/2026 22:30,Glassed,L1\n"
    "01/07/2026,31/07/2026,RX101,23/07/2026 23:10,23/07/2026 22:30,glassed,L1\n";

TEST_P(PrivateLook, ReadsAHeadingOfTwoRowsByTheSpellingsItKnowsAndHasAPersonConfirmIt) {
  auto const report = look(two_row_heading, {.profile = "ed-istv", .mapping = {}, .mapping_name = {}, .supplier_kind = {}, .suggest = true});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->reading, (intake::Reading{{}, 1, 2}));
  EXPECT_EQ(report->head.columns.at(0), "Period Start");
  EXPECT_FALSE(report->readable) << "nobody has confirmed the heading";
  auto const proposed = report->proposed.at(4);
  ASSERT_TRUE(proposed) << "the only moment without a column";
  EXPECT_EQ(shelf().catalogue.fields()[*proposed].id, "istv_assault_at");
}

TEST_P(PrivateLook, CollectsTheWordsThatNoListKnows) {
  auto const proposed = look(two_row_heading, {.profile = "ed-istv", .mapping = {}, .mapping_name = {}, .supplier_kind = {}, .suggest = true});
  ASSERT_EQ(code_of(proposed), "fine");
  auto const its_shelf = shelf();
  auto const& profile = *its_shelf.profiles.find("ed-istv");
  auto const mapping = intake::confirmed_mapping(
      profile, {.headers = proposed->head.columns, .fields = proposed->proposed, .reading = proposed->reading, .member = "nora"}, its_shelf.catalogue);
  auto const report = look(two_row_heading, {.profile = "ed-istv", .mapping = mapping, .mapping_name = "m", .supplier_kind = {}});
  ASSERT_EQ(code_of(report), "fine");
  ASSERT_TRUE(report->readable);
  EXPECT_EQ(report->tally.read, 3U);
  ASSERT_EQ(report->unknown_words.size(), 1U) << "capitals do not make another word";
  EXPECT_EQ(report->unknown_words.front().word, "Glassed");
  EXPECT_EQ(report->unknown_words.front().rows, 2U);
  EXPECT_EQ(report->confirmed_by, "nora");
}

// A spreadsheet shows 94.2% and saves 0.942.
constexpr std::string_view pupils_by_fraction =
    "UPN,Name,Possible,Missed,Att %,As At\n"
    "A801234500001,Ann Example,100,12,0.88,31/07/2026\n"
    "B801234500002,Bo Example,100,20,0.8,31/07/2026\n"
    "C801234500003,Cy Example,100,10,0.9,31/07/2026\n";

TEST_P(PrivateLook, HasAPersonSayTheUnitThatTheNumbersLeaveInDoubt) {
  auto const report = look(pupils_by_fraction, {.profile = "school-attendance", .mapping = {}, .mapping_name = {}, .supplier_kind = {}});
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_FALSE(report->readable) << "every column is known, but nobody has said the unit";
  ASSERT_EQ(report->mapping_findings.size(), 1U);
  EXPECT_EQ(report->mapping_findings.front().code, "unit-doubtful");
  EXPECT_EQ(report->mapping_findings.front().column, 5U);
  EXPECT_EQ(report->units.at(4), 1U) << "a fraction is proposed";
  EXPECT_NE(report->draft_mapping.find("field: attendance_pct, unit: fraction"), std::string::npos) << report->draft_mapping;

  auto const its_shelf = shelf();
  auto const& profile = *its_shelf.profiles.find("school-attendance");
  std::vector<std::string> const units{"", "", "", "", "percent", ""};
  auto const mapping = intake::confirmed_mapping(
      profile, {.headers = report->head.columns, .fields = report->proposed, .member = "nora", .units = units}, its_shelf.catalogue);
  auto const said = look(pupils_by_fraction, {.profile = "school-attendance", .mapping = mapping, .mapping_name = "m", .supplier_kind = {}});
  ASSERT_EQ(code_of(said), "fine");
  EXPECT_TRUE(said->readable) << "a person may say that they are per cent after all";
  EXPECT_EQ(said->units.at(4), 0U);
}

TEST_P(PrivateLook, RefusesWhatSubmitWouldRefuse) {
  EXPECT_EQ(code_of(look("")), "file.empty");
  EXPECT_EQ(code_of(look("a,b\n1,2\n", {.profile = "no-such-profile", .mapping = {}, .mapping_name = {}, .supplier_kind = {}})), "profile.unknown");
}

}  // namespace
}  // namespace concordat::hub::proving
