// SPDX-License-Identifier: Apache-2.0
// What the tables themselves refuse, whatever the program above them does.
#include <gtest/gtest.h>

#include "store/bulk.h"
#include "store/store_test_tools.h"
#include "store/transaction.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

class Tables : public test_support::OnBothStores {
 protected:
  Connection open_partnership() {
    auto hub = open_hub();
    expect(hub.execute(
        "INSERT INTO agency (id, number, kind, name) VALUES ('ed', 1, 'hospital', 'Made-up Hospital')"));
    expect(
        hub.execute("INSERT INTO feed (id, number, agency, title, profile, every, due_within, first_period)"
                    " VALUES ('ed-istv', 1, 'ed', 'Assaults', 'istv', 'P1M', 'P15D', '2026-01')"));
    return hub;
  }

  /// A submission that is all right but for what `change` says.
  struct Submission {
    int number = 1;
    std::string id = std::string(36, 'a');
    int feed = 1;
    std::string hash = std::string(64, 'b');
    std::string state = "accepted";
    int read = 10, accepted = 7, quarantined = 2, skipped = 1;
    int from = 24311, to = 24312;
  };
  static Result<std::int64_t> add(Connection& hub, Submission const& s) {
    return hub.execute(
        "INSERT INTO submission (number, id, feed, agency, content_hash, version, profile, profile_version, "
        "profile_hash,"
        " mapping, received_at, state, period_from, period_to, rows_read, rows_accepted, rows_quarantined, "
        "rows_skipped,"
        " seconds, quality) VALUES (?, ?, ?, 1, ?, 1, 'istv', '1', '', '{}', '2026-11-21T00:00:00.000Z', ?, "
        "?, ?, ?, ?,"
        " ?, ?, 0.5, '{}')",
        s.number, s.id, s.feed, s.hash, s.state, s.from, s.to, s.read, s.accepted, s.quarantined, s.skipped);
  }
};
CONCORDAT_ON_BOTH_STORES(Tables);

TEST_P(Tables, CountEveryRowOfASubmissionOnce) {
  auto hub = open_partnership();
  expect(add(hub, {}));
  auto const with = [](auto change) {
    Submission submission{.number = 2, .id = std::string(36, 'c'), .hash = std::string(64, 'd')};
    change(submission);
    return submission;
  };
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.accepted = 8; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.skipped = -1, s.accepted = 9; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.state = "lost"; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.feed = 9; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.from = 24313; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.from = 11; }))), "store.rule-broken");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.hash = std::string(64, 'b'); }))), "store.conflict");
  EXPECT_EQ(outcome(add(hub, with([](auto& s) { s.id = std::string(36, 'a'); }))), "store.conflict");
  expect(add(hub, with([](auto&) {})));
}

TEST_P(Tables, RefuseAPersonInAnEventWithoutARole) {
  auto hub = open_partnership();
  constexpr Sql add_person =
      "INSERT INTO person_in_event (id, source_record, event, role) VALUES (?, 1, 1, ?)";
  int id = 0;
  for (auto const* const role : {"victim", "witness", "suspected", "charged", "convicted", "at_risk_child",
                                 "at_risk_adult", "family", "associate", "professional", "unknown"})
    expect(hub.execute(add_person, ++id, role));
  EXPECT_EQ(outcome(hub.execute(add_person, 90, nullptr)), "store.rule-broken");
  for (auto const* const role : {"", "member", "Victim", "victim "})
    EXPECT_EQ(outcome(hub.execute(add_person, 91, role)), "store.rule-broken") << role;
  EXPECT_EQ(outcome(hub.execute("INSERT INTO person_in_event (id, source_record) VALUES (92, 1)")),
            "store.rule-broken");
}

TEST_P(Tables, RefuseAnAssertionThatLacksAnything) {
  auto hub = open_partnership();
  expect(hub.execute("INSERT INTO person (id, created_at) VALUES (1, '2026-11-21')"));
  expect(
      hub.execute("INSERT INTO assertion VALUES (1, 1, 'affiliation', ?, 1, 'report 7', 1, 2, 'B', 'P', "
                  "'associate', '2026-11-01',"
                  " '2027-02-01', '2027-11-01')",
                  "x"_blob));
  // the same with one column after the other missing
  constexpr Sql copies[] = {
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, NULL, agency, source_grade, "
      "information_grade,"
      " handling, role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, NULL, "
      "information_grade,"
      " handling, role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade, "
      "NULL, handling,"
      " role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, NULL, role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, handling, NULL, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, handling, role, NULL, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, handling, role, asserted_on, NULL, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, handling, role, asserted_on, review_by, NULL FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, '', agency, source_grade, "
      "information_grade,"
      " handling, role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, 4, "
      "information_grade,"
      " handling, role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade, 'F', "
      "handling,"
      " role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, 'X', role, asserted_on, review_by, delete_by FROM assertion",
      "INSERT INTO assertion SELECT 2, person, kind, sealed, key_version, source, agency, source_grade,"
      " information_grade, handling, role, asserted_on, '2028-01-01', delete_by FROM assertion",
  };
  for (auto const copy : copies) EXPECT_EQ(outcome(hub.execute(copy)), "store.rule-broken") << copy.view();
}

TEST_P(Tables, NeverChangeALedgerLeaf) {
  auto hub = open_hub();
  expect(hub.execute("INSERT INTO ledger_leaf (i, entry) VALUES (0, ?)", "{}"_blob));
  auto const updated = hub.execute("UPDATE ledger_leaf SET entry = ? WHERE i = 0", "[]"_blob);
  EXPECT_EQ(outcome(updated), "store.append-only");
  EXPECT_EQ(updated.error().fault, Fault::refused);
  EXPECT_EQ(outcome(hub.execute("DELETE FROM ledger_leaf")), "store.append-only");
  EXPECT_EQ(outcome(hub.execute("INSERT INTO ledger_leaf (i, entry) VALUES (0, ?)", "{}"_blob)),
            "store.conflict");
  EXPECT_EQ(outcome(hub.execute("INSERT INTO ledger_leaf (i, entry) VALUES (1, ?)", Bytes(4097))),
            "store.rule-broken");
  expect(hub.execute("INSERT INTO ledger_leaf (i, entry) VALUES (1, ?)", Bytes(4096)));
  EXPECT_EQ(expect(hub.query_integer("SELECT count(*) FROM ledger_leaf")), 2);
}

TEST_P(Tables, NeverEmptyTheLedgerInOneStroke) {
  if (is_sqlite()) GTEST_SKIP() << "SQLite has no TRUNCATE";
  auto hub = open_hub();
  EXPECT_EQ(outcome(hub.execute("TRUNCATE ledger_leaf")), "store.append-only");
}

TEST_P(Tables, HoldAnAreaCodeOnlyWithItsYearAndAPointOnlyWhole) {
  auto hub = open_partnership();
  constexpr Sql add_event =
      "INSERT INTO event (id, feed, category, month, time_precision, easting, northing, area_code, "
      "area_vintage,"
      " discovered, is_current) VALUES (?, 1, 'violence', 24311, 1, ?, ?, ?, ?, 0, 1)";
  expect(hub.execute(add_event, 1, 458'000, 304'000, "E01000001", 2021));
  expect(hub.execute(add_event, 2, nullptr, nullptr, nullptr, nullptr));
  EXPECT_EQ(outcome(hub.execute(add_event, 3, 458'000, nullptr, nullptr, nullptr)), "store.rule-broken");
  EXPECT_EQ(outcome(hub.execute(add_event, 4, nullptr, nullptr, "E01000001", nullptr)), "store.rule-broken");
}

TEST_P(Tables, HoldASealedIdentityOnlyWithItsKeyVersion) {
  auto hub = open_partnership();
  constexpr Sql add_record =
      "INSERT INTO source_record (id, submission, sheet, row_number, version, open_data, sealed, key_version)"
      " VALUES (?, 1, 0, 2, 1, '{}', ?, ?)";
  expect(hub.execute(add_record, 1, "sealed"_blob, 1));
  expect(hub.execute(add_record, 2, nullptr, nullptr));
  EXPECT_EQ(outcome(hub.execute(add_record, 3, "sealed"_blob, nullptr)), "store.rule-broken");
  EXPECT_EQ(outcome(hub.execute(add_record, 4, nullptr, 1)), "store.rule-broken");
}

TEST_P(Tables, HaveOnePartnershipAndOneHeadOfTheLedger) {
  auto hub = open_hub();
  expect(hub.execute("INSERT INTO ledger_head (one, size, root) VALUES (1, 0, ?)", Bytes(32)));
  EXPECT_EQ(outcome(hub.execute("INSERT INTO ledger_head (one, size, root) VALUES (2, 0, ?)", Bytes(32))),
            "store.rule-broken");
  EXPECT_EQ(outcome(hub.execute("INSERT INTO hub_clock (one, high_water) VALUES (2, '')")),
            "store.rule-broken");
}

TEST_P(Tables, CanBeSpokenToInTheSameWords) {
  auto hub = open_partnership();
  for (auto const question : std::initializer_list<Sql>{
           "SELECT count(*) FROM partnership", "SELECT count(*) FROM member", "SELECT count(*) FROM outbox",
           "SELECT count(*) FROM source_key", "SELECT count(*) FROM link", "SELECT count(*) FROM quarantine",
           "SELECT count(*) FROM quality", "SELECT count(*) FROM feed_month", "SELECT count(*) FROM area_set",
           "SELECT count(*) FROM area", "SELECT count(*) FROM key_place", "SELECT count(*) FROM agreement",
           "SELECT count(*) FROM release", "SELECT count(*) FROM release_file",
           "SELECT count(*) FROM refusal", "SELECT count(*) FROM ledger_tile",
           "SELECT count(*) FROM ledger_checkpoint", "SELECT count(*) FROM ledger_opening"})
    EXPECT_EQ(expect(hub.query_integer(question)), 0) << question.view();
}

}  // namespace
}  // namespace concordat::store
