// SPDX-License-Identifier: Apache-2.0
// Records and tables of one quarter in one reader's hands: whichever is first, the other tells no small number beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/records/record_release.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// One evening of the month: 45 in public places of the second area, 20 at homes and institutions of the first. So many are alike that
/// nobody is withheld.
std::string one_evening(std::string_view month) {
  std::string text{ed_header};
  auto const add = [&](int number, std::string_view kind, int area) {
    text += fmt::format("{0}-01,{0}-05 20:{1:02},{2},{3},by the bridge,{4},{5}\n", month, number % 60, number % 2 == 0 ? "S1" : "S2", kind, static_cast<int>(corner_easting + area * area_side + 1000), static_cast<int>(corner_northing + 1000));
  };
  for (int i = 0; i < 45; ++i) add(i, "L1", 1);
  for (int i = 0; i < 20; ++i) add(i, i / 2 % 2 == 0 ? "L3" : "L4", 0);
  return text;
}

constexpr std::string_view records_to_analysts = R"(agreement:
  format: concordat-agreement/1
  id: isa.northshire.records
  version: 1
  title: Records
  summary: Records of assaults with nobody in them.
  status: signed
  in_force: {from: "2026-01-01", until: "2027-12-31"}
  review_by: "2026-12-31"
  contact: {agency: northshire-general-ed, role: information-governance-lead}
  parties:
    - {agency: northshire-general-ed, kind: nhs-provider, acts_as: [discloser]}
    - {agency: northshire-csp, kind: local-authority, acts_as: [recipient]}
  purposes:
    - {id: violence-hotspot-analysis, because: "To find where violence happens"}
  rules:
    - id: rows
      discloser: [northshire-general-ed]
      recipient: [northshire-csp]
      recipient_roles: [analyst]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: depersonalised
      items:
        - {field: istv.assault_at, as: hour}
        - {field: istv.assault_place, as: cell}
        - {field: istv.assault_location_type, as: code}
        - {field: istv.assault_method, as: code}
      conditions:
        area: {incident_within: [northshire]}
      disclosure_control: {profile: istv-rows, min_group: 5, on_fail: suppress, recipient_holds_named_incidents: false}
      retention: {keep_for: P1Y, from: received, then: delete}
      onward: none
      why: An analyst plans by when and where
)";

class RecordsBesideTables : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    // The police know of two in the second area: all sources together are 137 there, told as 135.
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", police_month(month, {14, std::string_view{month} == "2026-07" ? 2 : 0, 6, 8}));
      take_in("ed-istv", one_evening(month));
    }
    agree_on_figures();
    bring_into_force(std::string{records_to_analysts});
  }
  [[nodiscard]] Result<ReleaseAnswer> ask_records(Watch* watch = nullptr) {
    RecordsAsked asked{{"northshire-general-ed", "northshire-csp", "anna", "analyst", "violence-hotspot-analysis"}, "2026-Q3"};
    asked.watch = watch;
    return release_records_of(hub(), asked);
  }
  [[nodiscard]] Release records() {
    auto answer = ask_records();
    EXPECT_EQ(code_of(answer), "fine");
    if (!answer || !std::holds_alternative<Release>(*answer)) {
      ADD_FAILURE() << "no records";
      std::abort();  // nothing of what follows would mean anything
    }
    return std::get<Release>(std::move(*answer));
  }
  [[nodiscard]] std::string opened(std::uint64_t index) {
    auto const opening = hub().log().opening(index, 0);
    return opening ? opening->reveal(TestDesk::open()).value : std::string{opening.error().code.view()};
  }
};
CONCORDAT_ON_BOTH_STORES(RecordsBesideTables);

TEST_P(RecordsBesideTables, ATableAfterTheRecordsIsRefused) {
  auto const given = records();
  EXPECT_THAT(content_of(given, "records.csv"), HasSubstr(",A2,")) << "told by area, where nothing was told before";
  auto const answer = release(hub(), {csp_request("violence-by-area"), {}});
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*answer)) << "135 of the department leave the police at most two";
  auto const& refusal = std::get<Refusal>(*answer);
  ASSERT_EQ(refusal.reasons.size(), 1U);
  EXPECT_EQ(refusal.reasons[0].reason, "release.would-tell");
  EXPECT_THAT(refusal.reasons[0].why, HasSubstr("records of 2026-Q3 of ed-istv"));
  for (auto const* told : {"A2", "one area", "Police", ", less "}) EXPECT_THAT(refusal.reasons[0].why, Not(HasSubstr(told)));
  EXPECT_THAT(opened(refusal.ledger_index), HasSubstr("Emergency department in one area"));
  // Another table of the same counts is another question, and the same answer.
  auto const rates = release(hub(), {csp_request("violence-rates"), "2026-Q3"});
  ASSERT_EQ(code_of(rates), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*rates));
  EXPECT_EQ(std::get<Refusal>(*rates).reasons[0].why, refusal.reasons[0].why);
}

TEST_P(RecordsBesideTables, RecordsAfterATableTellNoPlaces) {
  (void)release_of(csp_request("violence-by-area"));
  auto const given = records();
  EXPECT_THAT(content_of(given, "records.csv"), Not(HasSubstr(",A2,")));
  EXPECT_THAT(content_of(given, "records.csv"), HasSubstr(",any,"));
  EXPECT_THAT(content_of(given, "disclosure-control.json"), HasSubstr("told of no record: beside what the recipient was told before"));
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(RecordsBesideTables, FilesThatTheLedgerDoesNotKnowStopWhatWouldBeHeldBesideThem) {
  (void)records();
  ASSERT_TRUE(hub().database().execute("UPDATE release_file SET content = ? WHERE name = 'records.csv'", store::ByteView{crypto::bytes_of(std::string_view{"record,place\n"})}));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.file-not-in-ledger") << "without them the table would leave";
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'records.csv'"));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.file-not-in-ledger") << "nor with one of its files gone";
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 1);
}

TEST_P(RecordsBesideTables, RecordsThatAreSaidToBeOfAnotherQuarterStopTheTable) {
  (void)records();
  ASSERT_TRUE(hub().database().execute("UPDATE release SET period = '2026-Q2 of ed-istv'"));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.file-not-in-ledger");
}

TEST_P(RecordsBesideTables, WhatNobodyCanOpenAnyMoreIsStillLaidBeside) {
  (void)records();
  ASSERT_TRUE(hub().database().execute("DELETE FROM ledger_opening WHERE leaf = (SELECT leaf_index FROM release)"));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.file-not-in-ledger") << "the key is there, so somebody took away what it opens";
  // years later the key goes
  ASSERT_TRUE(fs::remove(folder() / "keys" / "openings-2026.key"));
  auto const answer = release(hub(), {csp_request("violence-by-area"), {}});
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_TRUE(std::holds_alternative<Refusal>(*answer));
}

/// Does something once all is worked out, when the agreements are about to be asked again.
struct MeanwhileOfRecords final : Watch {
  explicit MeanwhileOfRecords(std::function<void()> then) : what{std::move(then)} {}
  bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
    if (part.view() == asking_again.view()) what();
    return true;
  }
  std::function<void()> what;
};

TEST_P(RecordsBesideTables, RecordsAreLaidBesideWhatCameWhileTheyWereWorkedOut) {
  MeanwhileOfRecords another{[&] { (void)release_of(csp_request("violence-by-area")); }};
  auto const answer = ask_records(&another);
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_THAT(content_of(std::get<Release>(*answer), "records.csv"), Not(HasSubstr(",A2,"))) << "and not beside nothing, as when they were worked out";
  EXPECT_THAT(content_of(std::get<Release>(*answer), "disclosure-control.json"), HasSubstr("told of no record: beside what the recipient was told before"));
}

TEST_P(RecordsBesideTables, WhatWasToldIsReadBeforeTheTurnToWriteAndNotInIt) {
  (void)release_of(csp_request("violence-by-area"));
  MeanwhileOfRecords altered{[&] { ASSERT_EQ(code_of(hub().database().execute("UPDATE release_file SET content = ? WHERE name = 'violence-by-area.csv'", store::ByteView{crypto::bytes_of(std::string_view{"altered"})})), "fine"); }};
  EXPECT_EQ(code_of(ask_records(&altered)), "fine") << "it was held against the ledger when it was read";
}

TEST_P(RecordsBesideTables, ChangedTablesStopRecords) {
  (void)release_of(csp_request("violence-by-area"));
  ASSERT_TRUE(hub().database().execute("UPDATE release_file SET content = ? WHERE name = 'violence-by-area.csv'", store::ByteView{crypto::bytes_of(std::string_view{"Code,Area,2026-Q3\n"})}));
  EXPECT_EQ(code_of(ask_records()), "release.file-not-in-ledger");
}

}  // namespace
}  // namespace concordat::hub::proving
