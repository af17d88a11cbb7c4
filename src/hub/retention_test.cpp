// SPDX-License-Identifier: Apache-2.0
#include "hub/retention.h"

#include <gtest/gtest.h>

#include "hub/feeds.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Retention : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in("police-incidents", police_month("2026-07", {3, 2}));  // kept for three years
    take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n2,Ben Birch,31/02/2011,nobody,,\n");  // one
  }
  [[nodiscard]] std::int64_t keys() {
    auto connection = store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()));
    return connection->query_integer("SELECT count(*) FROM record_key")->value_or(-1);
  }
};
CONCORDAT_ON_BOTH_STORES(Retention);

TEST_P(Retention, LeavesWhatHasNotReachedItsDay) {
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->submissions, 0U);
  EXPECT_EQ(report->kept, 2U);
  EXPECT_NE(leaves().back().event, ledger::Event::erase) << "nothing happened, so nothing is written";
}

TEST_P(Retention, DeletesExpiredDataEverywhereDestroysTheKeysAndSaysSo) {  // S31
  auto const keys_before = keys();
  clock_.set(*parse_instant("2029-11-22T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->submissions, 2U);
  EXPECT_EQ(report->records, 6U);
  EXPECT_EQ(report->kept, 0U);
  EXPECT_EQ(static_cast<std::int64_t>(report->keys), keys_before);
  EXPECT_EQ(keys(), 0);
  for (auto const sql : {store::Sql{"SELECT count(*) FROM source_record"}, store::Sql{"SELECT count(*) FROM event"},
                         store::Sql{"SELECT count(*) FROM person_in_event"}, store::Sql{"SELECT count(*) FROM source_key"},
                         store::Sql{"SELECT count(*) FROM quarantine"}, store::Sql{"SELECT count(*) FROM link"},
                         store::Sql{"SELECT count(*) FROM submission WHERE file_name_sealed IS NOT NULL"},
                         store::Sql{"SELECT count(*) FROM submission WHERE mapping <> '{}' OR quality <> '{}'"},
                         store::Sql{"SELECT count(*) FROM feed_points"}}) {
    EXPECT_EQ(number_of(sql), 0) << sql.view();
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'erased'"), 2);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::erase);
  EXPECT_EQ(leaf.count, std::nullopt) << "the detail holds it";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  auto const again = run_retention(hub());
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(again->submissions, 0U);
}

TEST_P(Retention, LeavesNothingInTheFreePagesOrTheJournal) {  // S31
  if (!is_sqlite()) GTEST_SKIP() << "the files of a server are the server's";
  auto const open_data = hub().database().query_one("SELECT open_data FROM source_record WHERE length(open_data) > 20 ORDER BY id",
                                                    [](store::Row const& row) { return row.string(0); });
  ASSERT_TRUE(open_data && *open_data);
  auto const sealed = hub().database().query_one("SELECT sealed FROM source_record WHERE sealed IS NOT NULL",
                                                 [](store::Row const& row) { return std::string{crypto::text_of(row.blob(0))}; });
  ASSERT_TRUE(sealed && *sealed);
  auto const is_somewhere = [this](std::string const& needle) {
    auto const path = url().target();
    return get(path).find(needle) != std::string::npos || (fs::exists(path + "-wal") && get(path + "-wal").find(needle) != std::string::npos);
  };
  ASSERT_TRUE(is_somewhere(**open_data) && is_somewhere(**sealed)) << "or this test finds nothing at all";
  clock_.set(*parse_instant("2029-11-22T00:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_FALSE(is_somewhere(**open_data));
  EXPECT_FALSE(is_somewhere(**sealed));
}

TEST_P(Retention, EndsOneSubmissionAndLeavesTheOther) {
  clock_.set(*parse_instant("2027-11-22T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->submissions, 1U);
  EXPECT_EQ(report->kept, 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 5);
  EXPECT_EQ(number_of("SELECT count(*) FROM person_in_event"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM feed_points"), 1);
}

TEST_P(Retention, QuarantinedCellsExpireByThemselves) {
  auto const before = number_of("SELECT count(*) FROM quarantine");
  ASSERT_GT(before, 0);
  clock_.set(*parse_instant("2027-02-22T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->submissions, 0U);
  EXPECT_EQ(static_cast<std::int64_t>(report->quarantined), before);
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine"), 0);
}

TEST_P(Retention, ASealedValueCannotBeOpenedAfterItsDay) {
  std::int64_t record = 0;
  int version = 0;
  store::Bytes sealed;
  auto const read = hub().database().query("SELECT id, key_version, sealed FROM source_record WHERE submission = 2",
                                           [&](store::Row const& row) { record = row.integer(0); version = row.small(1); sealed = row.bytes(2); });
  ASSERT_TRUE(read);
  store::RecordKeyRef const ref{record, hub().agency("northshire-school")->number, version};
  auto const opened = hub().vault().open_identity(ref, sealed);
  ASSERT_EQ(code_of(opened), "fine");
  EXPECT_NE(opened->reveal(TestDesk::open()).find("Aster"), std::string::npos);
  clock_.set(*parse_instant("2027-11-22T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(code_of(hub().vault().open_identity(ref, sealed)), "keys.erased") << "not even from a backup of the row";
}

TEST_P(Retention, GoesOnWhereACrashStoppedItBetweenTheKeysAndTheRows) {
  std::vector<std::int64_t> records;
  ASSERT_TRUE(hub().database().query("SELECT id FROM source_record WHERE sealed IS NOT NULL", [&](store::Row const& row) { records.push_back(row.integer(0)); }));
  ASSERT_TRUE(hub().vault().erase(records));
  clock_.set(*parse_instant("2029-11-22T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->records, 6U);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 0);
}

TEST_P(Retention, RunsByItselfBeforeARelease) {
  bring_into_force(agreement_text({}));
  clock_.set(*parse_instant("2027-10-01T00:00:00Z"));
  take_in("police-incidents", police_month("2027-08", {2}));  // the hub was at work lately, so its clock is not doubted
  clock_.set(*parse_instant("2027-11-22T00:00:00Z"));
  (void)release(hub(), {csp_request("violence-by-area"), {}});
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'erased'"), 1);
}

TEST_P(Retention, ALaterSubmissionStandsAfterTheOneItCorrectedIsGone) {
  clock_.set(*parse_instant("2027-06-01T00:00:00Z"));
  take_in("school-people", std::string{people_header} + "1,Anna Astor,01/02/2010,Victim,,\n");
  clock_.set(*parse_instant("2027-12-01T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->submissions, 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM person_in_event"), 1);
  // its reference is still known: a third version stands on it
  take_in("school-people", std::string{people_header} + "1,Anna Astra,01/02/2010,Victim,,\n");
  EXPECT_EQ(number_of("SELECT max(version) FROM source_record"), 3);
}

TEST_P(Retention, DoubtsAClockThatLeaps) {
  auto const before = number_of("SELECT count(*) FROM submission WHERE state = 'accepted'");
  ASSERT_GT(before, 0);
  clock_.set(*parse_instant("2031-01-01T00:00:00Z"));
  EXPECT_EQ(code_of(run_retention_by_itself(hub())), "retention.clock-leap");
  take_in("police-incidents", police_month("2026-09", {2}));
  EXPECT_EQ(code_of(run_retention_by_itself(hub())), "retention.clock-leap") << "a file by the same clock proves nothing";
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'accepted'"), before + 1);
  EXPECT_EQ(code_of(run_retention(hub())), "fine") << "somebody said that it is right";
}

class Feeds : public HubTest {
 protected:
  [[nodiscard]] std::string states_of(std::string const& feed) {
    auto const all = feed_status(hub(), "northshire-csp", "anna");
    if (!all) return code_of(all);
    for (auto const& status : *all) {
      if (status.feed.id != feed) continue;
      std::string text;
      for (auto const& period : status.open) text += format_month(period.month) + " " + std::string{name_of(period.state).view()} + "; ";
      return text;
    }
    return "no such feed";
  }
};
CONCORDAT_ON_BOTH_STORES(Feeds);

TEST_P(Feeds, AreDueLateFailedOrArrivedByTheClock) {
  clock_.set(*parse_instant("2026-08-10T00:00:00Z"));
  EXPECT_EQ(states_of("school-people"), "2026-07 due; ");
  clock_.set(*parse_instant("2026-08-16T00:00:00Z"));
  EXPECT_EQ(states_of("school-people"), "2026-07 due; ") << "the fifteenth day still counts";
  clock_.set(*parse_instant("2026-08-17T00:00:00Z"));
  EXPECT_EQ(states_of("school-people"), "2026-07 late; ");
  clock_.set(*parse_instant("2026-09-01T00:00:00Z"));
  EXPECT_EQ(states_of("school-people"), "2026-07 late; 2026-08 due; ");
  EXPECT_FALSE(submit("school-people", "colour\nred\n"));
  EXPECT_EQ(states_of("school-people"), "2026-07 late; 2026-08 failed; ");
}

TEST_P(Feeds, AFileOfAKindThatTellsNoDayStandsForTheNewestPeriodThatWasOver) {
  auto const send = [this](int row) { take_in("school-people", std::string{people_header} + std::to_string(row) + ",Anna Aster,01/02/2010,Victim,,\n"); };
  clock_.set(*parse_instant("2026-09-10T10:00:00Z"));
  send(1);
  EXPECT_EQ(states_of("school-people"), "2026-07 late; ") << "August was over; July never came";
  clock_.set(*parse_instant("2026-10-20T10:00:00Z"));
  EXPECT_EQ(states_of("school-people"), "2026-07 late; 2026-09 late; ");
  send(2);
  EXPECT_EQ(states_of("school-people"), "2026-07 late; ");
}

TEST_P(Feeds, SayWhatArrivedAndWhomToAsk) {
  take_in("police-incidents", police_month("2026-09", {2}));
  auto const all = feed_status(hub(), "northshire-csp", "anna");
  ASSERT_EQ(code_of(all), "fine");
  auto const& police = all->front();
  EXPECT_EQ(police.files, 1U);
  EXPECT_EQ(police.latest, Month::of(2026, 9));
  EXPECT_THAT(police.chase, ::testing::ElementsAre("bert", "paula"));
  EXPECT_EQ(police.agency_name, "Northshire Police");
  for (auto const& period : police.open) EXPECT_NE(period.month, Month::of(2026, 9));
  EXPECT_EQ(police.open.size(), 9U);
}

TEST_P(Feeds, AFailedFileThatCameAgainInOrderIsForgotten) {
  EXPECT_FALSE(submit("police-incidents", "colour\nred\n"));
  clock_.set(*parse_instant("2026-11-21T11:00:00Z"));
  take_in("police-incidents", police_month("2026-10", {2}));
  EXPECT_EQ(states_of("police-incidents").find("failed"), std::string::npos);
}

TEST_P(Feeds, QualityIsCountedByMonthAndNothingIsNotZero) {
  auto const& feed = *hub().feed("police-incidents");
  auto const none = feed_quality(hub(), feed, "northshire-police", "bert");
  ASSERT_EQ(code_of(none), "fine");
  EXPECT_FALSE(none->quality);
  take_in("police-incidents", police_month("2026-07", {4}) + "bad/1,31/06/2026,10:00,Common assault,1,1,,none\n");
  take_in("police-incidents", police_month("2026-08", {5}));
  auto const some = feed_quality(hub(), feed, "northshire-police", "bert");
  ASSERT_EQ(code_of(some), "fine");
  ASSERT_TRUE(some->quality);
  EXPECT_EQ(some->quality->counts(Month::of(2026, 7))->accepted, 4U);
  EXPECT_EQ(some->quality->counts(Month::of(2026, 8))->accepted, 5U);
  EXPECT_EQ(some->quality->total().quarantined, 1U);
}

TEST_P(Feeds, QuarantinedValuesShowToTheirSupplierOnly) {
  take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,gang nominal,,\n");
  auto const& feed = *hub().feed("school-people");
  auto const values = [&](std::string_view member) {
    auto const cells = QuarantineView::read(hub(), feed, **hub().member(member));
    EXPECT_EQ(code_of(cells), "fine");
    std::vector<std::string> seen;
    for (auto const& cell : *cells) {
      EXPECT_EQ(cell.row, 2);
      EXPECT_FALSE(cell.code.empty());
      seen.push_back(cell.value.value_or("-"));
    }
    return seen;
  };
  EXPECT_THAT(values("dora"), ::testing::Contains("gang nominal"));
  EXPECT_THAT(values("anna"), ::testing::Each("-"));
  EXPECT_THAT(values("bert"), ::testing::Each("-"));
  EXPECT_THAT(values("bert"), ::testing::Not(::testing::IsEmpty()));
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'dora'"));
  EXPECT_THAT(values("dora"), ::testing::Each("-")) << "no longer a member";
  clock_.set(*parse_instant("2027-02-22T00:00:00Z"));
  EXPECT_THAT(values("anna"), ::testing::IsEmpty()) << "past their day, whether or not retention has run";
}

}  // namespace
}  // namespace concordat::hub::proving
