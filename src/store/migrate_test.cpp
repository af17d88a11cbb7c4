// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "store/driver.h"
#include "store/store_test_tools.h"
#include "store/transaction.h"
#include "support/on_both_stores.h"

namespace concordat::store {
namespace {

class Migrations : public test_support::OnBothStores {};
CONCORDAT_ON_BOTH_STORES(Migrations);

TEST_P(Migrations, MakeEverythingOnceAndNothingTheSecondTime) {
  auto connection = open();
  EXPECT_EQ(outcome(check_schema(connection, Schema::hub)), "store.not-initialised");
  auto const first = expect(migrate(connection, Schema::hub, clock_));
  EXPECT_EQ(first.from, 0);
  EXPECT_EQ(first.to, static_cast<int>(migrations(Schema::hub).size()));
  auto const second = expect(migrate(connection, Schema::hub, clock_));
  EXPECT_EQ(second.from, first.to);
  EXPECT_EQ(second.to, first.to);
  expect(check_schema(connection, Schema::hub));
}

TEST_P(Migrations, RefuseATextThatIsNotTheOneThatWasApplied) {
  auto connection = open_hub();
  expect(connection.execute("UPDATE schema_migration SET sha256 = ? WHERE number = 2", std::string(64, '0')));
  EXPECT_EQ(outcome(migrate(connection, Schema::hub, clock_)), "store.migration-changed");
  EXPECT_EQ(outcome(check_schema(connection, Schema::hub)), "store.migration-changed");
}

TEST_P(Migrations, RefuseAGapInTheNumbers) {
  auto connection = open_hub();
  expect(connection.execute("DELETE FROM schema_migration WHERE number = 1"));
  EXPECT_EQ(outcome(migrate(connection, Schema::hub, clock_)), "store.migration-changed");
}

TEST_P(Migrations, RefuseADatabaseOfANewerProgram) {
  auto connection = open_hub();
  auto const next = migrations(Schema::hub).size() + 1;
  expect(connection.execute("INSERT INTO schema_migration VALUES (?, 'hub', 'later', '', '')", next));
  auto const refused = migrate(connection, Schema::hub, clock_);
  EXPECT_EQ(outcome(refused), "store.newer-database");
  EXPECT_EQ(refused.error().fault, Fault::refused);
  EXPECT_EQ(outcome(check_schema(connection, Schema::hub)), "store.newer-database");
}

TEST_P(Migrations, TellADatabaseOfAnOlderProgram) {
  auto connection = open_hub();
  auto const last = migrations(Schema::hub).size();
  expect(connection.execute("DELETE FROM schema_migration WHERE number = ?", last));
  EXPECT_EQ(outcome(check_schema(connection, Schema::hub)), "store.older-database");
}

TEST_P(Migrations, KeepHubAndKeysApart) {
  auto connection = open_hub();
  EXPECT_EQ(outcome(migrate(connection, Schema::keys, clock_)), "store.other-schema");
  EXPECT_EQ(outcome(check_schema(connection, Schema::keys)), "store.other-schema");
}

TEST_P(Migrations, LeaveNothingWhenOneFails) {
  auto connection = open();
  // stands in the way of the last one
  expect(connection.core().driver->run_script("CREATE TABLE ledger_opening (i INTEGER)"));
  EXPECT_EQ(outcome(migrate(connection, Schema::hub, clock_)), "store.mistake");
  EXPECT_EQ(outcome(check_schema(connection, Schema::hub)), "store.not-initialised");
  EXPECT_EQ(outcome(connection.query_integer("SELECT count(*) FROM agency")), "store.mistake");
  expect(connection.core().driver->run_script("DROP TABLE ledger_opening"));
  expect(migrate(connection, Schema::hub, clock_));
}

TEST_P(Migrations, MayBeStartedByTwoAtOnce) {
  auto first = open();
  auto second = open();
  std::string of_first;
  std::thread other{[&] { of_first = outcome(migrate(first, Schema::hub, clock_)); }};
  auto const of_second = outcome(migrate(second, Schema::hub, clock_));
  other.join();
  EXPECT_EQ(of_first, "fine");
  EXPECT_EQ(of_second, "fine");
}

TEST(Dialect, ReplacesMarksAndLeavesOutTheOtherBlocks) {
  constexpr std::string_view text =
      "CREATE TABLE t (i @id@, n @bigint@, a@b @blob@) @strict@;\n--@sqlite\nONE @real@\n--@postgresql\nTWO "
      "@real@\n"
      "--@end\nLAST @strict_keyed@";
  EXPECT_EQ(in_dialect(text, Backend::sqlite),
            "CREATE TABLE t (i INTEGER PRIMARY KEY, n INTEGER, a@b BLOB) STRICT;\nONE REAL\n"
            "LAST STRICT, WITHOUT ROWID\n");
  EXPECT_EQ(in_dialect(text, Backend::postgresql),
            "CREATE TABLE t (i BIGINT PRIMARY KEY, n BIGINT, a@b BYTEA) ;\nTWO DOUBLE PRECISION\nLAST \n");
}

TEST(CompiledMigrations, AreNumberedFromOneAndLeaveNoMark) {
  for (auto const schema : {Schema::hub, Schema::keys}) {
    int number = 0;
    for (auto const& migration : migrations(schema)) {
      EXPECT_EQ(migration.number, ++number);
      EXPECT_EQ(migration.schema, schema);
      for (auto const backend : {Backend::sqlite, Backend::postgresql}) {
        auto const text = in_dialect(migration.text, backend);
        for (auto const line : text::split(text, '\n')) {
          if (line.starts_with("--")) continue;  // 001 explains the marks
          for (auto const* const mark : {"@id@", "@bigint@", "@real@", "@blob@", "@strict"})
            EXPECT_EQ(line.find(mark), std::string_view::npos) << migration.name << mark;
        }
      }
    }
    EXPECT_GT(number, 0);
  }
}

}  // namespace
}  // namespace concordat::store
