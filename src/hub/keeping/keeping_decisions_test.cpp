// SPDX-License-Identifier: Apache-2.0
// The reasons of linkage decisions.
#include <gtest/gtest.h>

#include "hub/keeping/keeping.h"
#include "hub/linkage/review/review_test_tools.h"

namespace concordat::hub::proving {
namespace {

class KeptReasons : public ReviewTest {
 protected:
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    send_look_alikes();
    // Records that stay longer than why they were linked.
    ASSERT_TRUE(hub().database().execute("UPDATE submission SET delete_on = '2031-01-01'"));
  }
  [[nodiscard]] std::int64_t sealed() { return number_of("SELECT count(*) FROM link_decision WHERE length(words_sealed) > 0"); }
};
CONCORDAT_ON_BOTH_STORES(KeptReasons);

TEST_P(KeptReasons, GoOnTheirDayAndTheDecisionHoldsOn) {  // S31
  auto const pair = pair_of(1, 3);
  decided("rita", pair, "link");
  ASSERT_EQ(sealed(), 1);
  auto const before = everything();
  clock_.set(*parse_instant("2029-06-01T10:00:00Z"));
  auto const report = run_keeping(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->erased.at("decision"), 1U);
  EXPECT_EQ(report->keys, 1U);
  EXPECT_EQ(sealed(), 0);
  EXPECT_EQ(everything(), before) << "who is whom is as it was";
}

TEST_P(KeptReasons, OfAnUndoingAfterThatDayAreKeptForAPeriodOfTheirOwn) {
  auto const done = decided("rita", pair_of(1, 3), "link");
  clock_.set(*parse_instant("2029-06-01T10:00:00Z"));
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  ASSERT_EQ(code_of(links::undo_decision(hub(), member("rita"), done.id, because)), "fine");
  EXPECT_EQ(sealed(), 1);
  auto const report = run_keeping(hub());
  EXPECT_EQ(report->erased.count("decision"), 0U);
  clock_.set(*parse_instant("2031-06-01T10:00:00Z"));
  EXPECT_EQ(run_keeping(hub())->erased.at("decision"), 1U);
  EXPECT_EQ(sealed(), 0);
}

TEST_P(KeptReasons, GoWithTheirRecordAndTheirKeyIsDestroyed) {  // S31
  decided("rita", pair_of(1, 3), "link");
  auto const count = [&] {
    auto connection = store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()));
    return connection->query_integer("SELECT count(*) FROM record_key")->value_or(-1);
  };
  ASSERT_GT(count(), 0);
  clock_.set(*parse_instant("2031-02-01T10:00:00Z"));
  ASSERT_EQ(code_of(run_retention(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM link_decision"), 0);
  EXPECT_EQ(count(), 0) << "of records, file names, mappings, and of these words";
}

}  // namespace
}  // namespace concordat::hub::proving
