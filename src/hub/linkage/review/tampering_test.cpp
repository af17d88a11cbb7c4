// SPDX-License-Identifier: Apache-2.0
// Whoever writes past the hub to what people decided about links, or to the links, is found by `ledger verify`; what the hub did is not.
#include <gmock/gmock.h>

#include "hub/linkage/review/review_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;

class LinkTampering : public ReviewTest {
 protected:
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    send_look_alikes();
    ASSERT_EQ(queue(), "1-3 weight, 2-4 roles");
  }
  /// One decision by one person, one by two, one that waits and one that was undone.
  void decide_all_ways() {
    (void)decided("rita", pair_of(1, 3), "link");
    auto const two = decided("rita", pair_of(2, 4), "link");
    ASSERT_EQ(code_of(links::second_decision(hub(), member("rolf"), two.id, true, because)), "fine");
    ASSERT_EQ(code_of(links::undo_decision(hub(), member("rolf"), two.id, because)), "fine");
    (void)decided("rita", pair_of(2, 4), "twins");
  }
  [[nodiscard]] std::string found() {
    std::string all;
    for (auto const& one : differences()) all += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    return all;
  }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine") << sql.view(); }
};
CONCORDAT_ON_BOTH_STORES(LinkTampering);

TEST_P(LinkTampering, FindsNothingInWhatTheHubItselfDid) {
  EXPECT_EQ(found(), "");
  decide_all_ways();
  EXPECT_EQ(found(), "");
  // Records that are sent anew, and others that come, are carried over.
  send("school-people", {{"s1", "Dill", "Dora", "07/08/2008", "E1 1AB"}, {"s2", "Aster", "Anna"}, {"s3", "Okoro", "Zed"}});
  EXPECT_EQ(found(), "") << "between a file and its run";
  link();
  EXPECT_EQ(found(), "");
  clock_.set(*parse_instant("2034-01-01T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(found(), "") << "what retention deletes may be missed";
}

struct Edit {
  store::Sql edit, undo;
  char const* of;
};

TEST_P(LinkTampering, IsFoundInEachColumn) {
  decide_all_ways();
  Edit const all[] = {
      {"UPDATE link_run SET records = records + 1", "UPDATE link_run SET records = records - 1", "link run "},
      {"UPDATE link_run SET scope = 'changed'", "UPDATE link_run SET scope = 'whole'", "link run "},
      {"UPDATE link_run SET model_version = 'other@1'", "UPDATE link_run SET model_version = 'small@1'", "link run "},
      {"UPDATE link_run SET highest_record = highest_record + 1", "UPDATE link_run SET highest_record = highest_record - 1", "link run "},
      {"UPDATE link_run SET report = replace(report, '\"join\":10000', '\"join\":100')", "UPDATE link_run SET report = replace(report, '\"join\":100', '\"join\":10000')", "link run "},
      {"UPDATE link_run SET at = '2026-10-21T10:00:00.000Z'", "UPDATE link_run SET at = '2026-11-21T10:00:00.000Z'", "link run "},
      {"UPDATE link_decision SET kind = 'merge', pair = NULL WHERE outcome = 'twins'", "UPDATE link_decision SET kind = 'pair', pair = 2 WHERE outcome = 'twins'", "link decision "},
      {"UPDATE link_decision SET outcome = 'not-same' WHERE outcome = 'twins'", "UPDATE link_decision SET outcome = 'twins' WHERE outcome = 'not-same'", "link decision "},
      {"UPDATE link_decision SET person = person + 10", "UPDATE link_decision SET person = person - 10", "link decision "},
      {"UPDATE link_decision SET other = other + 10", "UPDATE link_decision SET other = other - 10", "link decision "},
      {"UPDATE link_decision SET weight = weight + 1", "UPDATE link_decision SET weight = weight - 1", "link decision "},
      {"UPDATE link_decision SET model_version = 'other@1'", "UPDATE link_decision SET model_version = 'small@1'", "link decision "},
      {"UPDATE link_decision SET agency = 'northshire-school'", "UPDATE link_decision SET agency = 'northshire-csp'", "link decision "},
      {"UPDATE link_decision SET made_by = 'anna'", "UPDATE link_decision SET made_by = 'rita'", "link decision "},
      {"UPDATE link_decision SET made_at = '2026-10-21T10:00:00.000Z'", "UPDATE link_decision SET made_at = '2026-11-21T10:00:00.000Z'", "link decision "},
      {"UPDATE link_decision SET impact = '[]' WHERE state = 'undone'", "UPDATE link_decision SET impact = '[\"roles\"]' WHERE state = 'undone'", "link decision "},
      {"UPDATE link_decision SET second = 'ruth' WHERE second IS NOT NULL", "UPDATE link_decision SET second = 'rolf' WHERE second IS NOT NULL", "by somebody else"},
      {"UPDATE link_decision SET undone_by = 'ruth' WHERE state = 'undone'", "UPDATE link_decision SET undone_by = 'rolf' WHERE state = 'undone'", "by somebody else"},
      {"UPDATE link_decision SET undone_at = '2026-10-21T10:00:00.000Z' WHERE state = 'undone'", "UPDATE link_decision SET undone_at = '2026-11-21T10:00:00.000Z' WHERE state = 'undone'", "undone at"},
      {"UPDATE link_override SET kind = 'cannot' WHERE kind = 'twins'", "UPDATE link_override SET kind = 'twins' WHERE kind = 'cannot'", "something else stands there"},
      {"UPDATE link_override SET record = record + 100 WHERE kind = 'must'", "UPDATE link_override SET record = record - 100 WHERE kind = 'must'", "something else stands there"},
      {"UPDATE link_pair SET outcome = 'link' WHERE outcome = 'twins'", "UPDATE link_pair SET outcome = 'twins' WHERE left_record = 2", "no decision of it is in force"},
      {"UPDATE link SET linked_at = '2026-10-21T10:00:00.000Z'", "UPDATE link SET linked_at = '2026-11-21T10:00:00.000Z'", "no run and no decision at that time"},
      {"UPDATE link SET reason = 'above-join', linked_by = 'anna' WHERE source_record = 2", "UPDATE link SET reason = 'only-record', linked_by = 'model' WHERE source_record = 2", "nothing that made such a link"},
      {"UPDATE link SET reason = 'decision:01a1fd8c-6900-7000-8000-000000000001', linked_by = 'anna' WHERE source_record = 2", "UPDATE link SET reason = 'only-record', linked_by = 'model' WHERE source_record = 2",
       "nothing that made such a link"},
      {"UPDATE link SET person = (SELECT person FROM link WHERE source_record = 2) WHERE source_record = 4", "UPDATE link SET person = 4 WHERE source_record = 4", "its records are of two people | they are of one"},
  };
  for (auto const& one : all) {
    edit(one.edit);
    EXPECT_THAT(found(), HasSubstr(one.of)) << one.edit.view();
    edit(one.undo);
    ASSERT_EQ(found(), "") << one.undo.view();
  }
}

TEST_P(LinkTampering, IsFoundWhereSomethingWasTakenAwayOrAdded) {
  decide_all_ways();
  edit("UPDATE link SET person = (SELECT person FROM link WHERE source_record = 2) WHERE source_record = 3");
  EXPECT_THAT(found(), HasSubstr("its records are of one person | they are of several"));
  edit("DELETE FROM link_override WHERE kind = 'must'");
  EXPECT_THAT(found(), HasSubstr("something else stands there"));
  edit("UPDATE link_decision SET state = 'done', undone_by = NULL, undone_at = NULL WHERE state = 'undone'");
  EXPECT_THAT(found(), HasSubstr("undone | done"));
  send("police-people", {{"p9", "Okoro", "Zed"}});
  edit("INSERT INTO link (id, person, source_record, reason, model_version, linked_by, linked_at) SELECT 900, person, 5, reason, model_version, linked_by, linked_at FROM link WHERE source_record = 2");
  EXPECT_THAT(found(), HasSubstr("links: the last run left 4 | 5 are there"));
  edit("DELETE FROM link_run");
  EXPECT_THAT(found(), HasSubstr("| no such run"));
}

}  // namespace
}  // namespace concordat::hub::proving
