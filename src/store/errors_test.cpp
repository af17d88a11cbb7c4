// SPDX-License-Identifier: Apache-2.0
// Every problem of the store, provoked for real where a test can, and by the database's own code where it
// cannot.
#include "store/errors.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "store/bulk.h"
#include "store/driver.h"
#include "store/store_test_tools.h"
#include "store/transaction.h"
#include "support/on_both_stores.h"
#include "support/postgres_cluster.h"

namespace concordat::store {
namespace {

constexpr Sql add = "INSERT INTO thing (id, words) VALUES (?, ?)";
constexpr Sql count = "SELECT count(*) FROM thing";

/// A disk of a few hundred kilobytes, where the test runs as root.
class SmallDisk {
 public:
  explicit SmallDisk(char const* options) {
    ::chmod(folder_.path().c_str(), 0755);
    ::mkdir(path().c_str(), 0700);
    mounted_ = ::mount("tmpfs", path().c_str(), "tmpfs", 0, options) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
  }
  SmallDisk(SmallDisk const&) = delete;
  SmallDisk& operator=(SmallDisk const&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "small"; }

 private:
  test_support::TemporaryFolder folder_;
  bool mounted_ = false;
};

Connection with_table(Connection connection) {
  expect(connection.core().driver->run_script(
      in_dialect("CREATE TABLE thing (id @id@, words TEXT NOT NULL) @strict@;", connection.backend())));
  return connection;
}

class StoreErrors : public test_support::OnBothStores {};
CONCORDAT_ON_BOTH_STORES(StoreErrors);

TEST_P(StoreErrors, TellAKeyThatIsThereAlready) {
  auto connection = with_table(open());
  expect(connection.execute(add, 1, "a"));
  auto const again = connection.execute(add, 1, "secret value");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().fault, Fault::conflict);
  EXPECT_EQ(outcome(again), "store.conflict");
  EXPECT_EQ(sentence(again.error()).find("secret"), std::string::npos);
}

TEST_P(StoreErrors, TellAMissingValueAndABadName) {
  auto connection = with_table(open());
  EXPECT_EQ(outcome(connection.execute(add, 1, nullptr)), "store.rule-broken");
  EXPECT_EQ(outcome(connection.execute("SELECT nothing FROM nowhere")), "store.mistake");
  EXPECT_EQ(outcome(connection.execute("SELEKT 1")), "store.mistake");
}

TEST_P(StoreErrors, TellThatAnotherIsWriting) {
  auto first = with_table(open());
  expect(first.execute(add, 1, "a"));
  auto second = open({.patience = std::chrono::milliseconds{20}});
  auto holding = expect(Transaction::write(first));
  expect(first.execute("UPDATE thing SET words = 'b' WHERE id = 1"));
  auto const write = [&] {
    auto waiting = Transaction::write(second);
    if (!waiting) return outcome(waiting);
    return outcome(second.execute("UPDATE thing SET words = 'c' WHERE id = 1"));
  };
  EXPECT_EQ(write(), "store.locked");
  expect(holding.commit());
  EXPECT_EQ(write(), "fine");
}

TEST_P(StoreErrors, TellADatabaseThatMayOnlyBeRead) {
  auto writer = with_table(open());
  auto reader = open({.read_only = true});
  EXPECT_EQ(outcome(reader.execute(add, 1, "a")), "store.read-only");
  EXPECT_EQ(expect(reader.query_integer(count)), 0);
}

TEST_P(StoreErrors, NeverBringAlongWhatTheDatabaseSays) {
  auto connection = with_table(open());
  expect(connection.execute(add, 1, "Jane Example"));
  for (auto const& problem :
       {connection.execute(add, 1, "Jane Example").error(),
        connection.execute("SELECT * FROM thing WHERE nothing = 'Jane Example'").error()})
    EXPECT_EQ(sentence(problem).find("Jane"), std::string::npos);
}

TEST(Troubles, EachHaveTheirOwnCodeAndARemedy) {
  std::set<std::string_view> codes;
  for (int i = 0; i <= static_cast<int>(Trouble::no_record_key); ++i) {
    auto const problem = problem_of(static_cast<Trouble>(i));
    EXPECT_TRUE(codes.insert(problem.code.view()).second) << problem.code.view();
    EXPECT_TRUE(problem.title.view().ends_with('.')) << problem.code.view();
    EXPECT_TRUE(problem.remedy.view().ends_with('.')) << problem.code.view();
  }
}

class SqliteErrors : public testing::Test {
 protected:
  [[nodiscard]] Connection open(ConnectionOptions const& options = {}) {
    return expect(Connection::open(url_, options));
  }
  test_support::TemporaryFolder folder_;
  Url url_ = Url::sqlite((folder_ / "hub.db").string());
};

TEST_F(SqliteErrors, AFullDiskKeepsNothingAndTheDatabaseGoesOn) {
  auto connection = with_table(open());
  expect(connection.execute("PRAGMA max_page_count = 40"));
  std::string const long_text(2000, 'x');
  std::string seen = "fine";
  {
    auto transaction = expect(Transaction::write(connection));
    for (int i = 0; i < 1000 && seen == "fine"; ++i) seen = outcome(connection.execute(add, i, long_text));
    EXPECT_EQ(seen, "store.disk-full");
    EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
  }
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
  expect(connection.execute(add, 1, "short"));
}

TEST_F(SqliteErrors, AFullDiskOfItsOwnIsToldAsWell) {
  SmallDisk const disk{"size=400k"};
  if (!disk.mounted()) GTEST_SKIP() << "only root can mount a small disk here";
  auto connection = with_table(expect(Connection::open(Url::sqlite((disk.path() / "hub.db").string()))));
  std::string const long_text(20'000, 'x');
  std::string seen = "fine";
  {
    auto transaction = expect(Transaction::write(connection));
    for (int i = 0; i < 10'000 && seen == "fine"; ++i) seen = outcome(connection.execute(add, i, long_text));
    if (seen == "fine") seen = outcome(transaction.commit());
  }
  EXPECT_EQ(seen, "store.disk-full");
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
}

TEST_F(SqliteErrors, AFileThatIsNoDatabaseIsLeftAsItIs) {
  std::ofstream{folder_ / "hub.db"} << std::string(5000, 'n');
  EXPECT_EQ(outcome(Connection::open(url_)), "store.not-a-database");
  EXPECT_EQ(std::filesystem::file_size(folder_ / "hub.db"), 5000U);
}

TEST_F(SqliteErrors, ADamagedFileIsTold) {
  {
    auto connection = with_table(open());
    auto transaction = expect(Transaction::write(connection));
    for (int i = 0; i < 2000; ++i)
      expect(connection.execute(add, i, "some words that fill the pages of the file"));
    expect(transaction.commit());
  }
  {
    std::fstream file{folder_ / "hub.db", std::ios::in | std::ios::out | std::ios::binary};
    for (int page = 3; page < 12; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\xa5');
    }
  }
  auto connection = open();
  auto const read = connection.query("SELECT * FROM thing", [](Row const&) {});
  EXPECT_EQ(outcome(read), "store.corrupt");
  EXPECT_EQ(read.error().fault, Fault::integrity);
}

TEST_F(SqliteErrors, AMissingFolderOrFileIsTold) {
  EXPECT_EQ(outcome(Connection::open(Url::sqlite((folder_ / "none" / "hub.db").string()))),
            "store.cannot-open");
  EXPECT_EQ(outcome(Connection::open(url_, {.create = false})), "store.cannot-open");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "hub.db"));
}

TEST_F(SqliteErrors, TheFileIsTheHubsAlone) {
  auto const connection = with_table(open());
  for (auto const* const name : {"hub.db", "hub.db-wal", "hub.db-shm"}) {
    struct stat seen = {};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &seen), 0) << name;
    EXPECT_EQ(seen.st_mode & 0777U, 0600U) << name;
  }
}

TEST(SqliteCodes, BecomeTroubles) {
  struct Case {
    int code;
    Trouble trouble;
  };
  for (auto const& [code, trouble] : std::initializer_list<Case>{
           {SQLITE_BUSY, Trouble::locked},
           {SQLITE_LOCKED, Trouble::locked},
           {SQLITE_BUSY_SNAPSHOT, Trouble::retry},
           {SQLITE_FULL, Trouble::disk_full},
           {SQLITE_IOERR_SHMSIZE, Trouble::disk_full},
           {SQLITE_NOMEM, Trouble::memory_full},
           {SQLITE_IOERR_NOMEM, Trouble::memory_full},
           {SQLITE_IOERR_FSYNC, Trouble::disk_error},
           {SQLITE_PROTOCOL, Trouble::disk_error},
           {SQLITE_CORRUPT_INDEX, Trouble::corrupt},
           {SQLITE_NOTADB, Trouble::not_a_database},
           {SQLITE_CANTOPEN_ISDIR, Trouble::cannot_open},
           {SQLITE_READONLY_DBMOVED, Trouble::read_only},
           {SQLITE_PERM, Trouble::read_only},
           {SQLITE_TOOBIG, Trouble::too_large},
           {SQLITE_INTERRUPT, Trouble::cancelled},
           {SQLITE_MISMATCH, Trouble::bad_value},
           {SQLITE_CONSTRAINT_UNIQUE, Trouble::conflict},
           {SQLITE_CONSTRAINT_PRIMARYKEY, Trouble::conflict},
           {SQLITE_CONSTRAINT_ROWID, Trouble::conflict},
           {SQLITE_CONSTRAINT_FOREIGNKEY, Trouble::rule_broken},
           {SQLITE_CONSTRAINT_TRIGGER, Trouble::append_only},
           {SQLITE_MISUSE, Trouble::mistake},
       })
    EXPECT_EQ(trouble_of_sqlite(code), trouble) << code;
}

class PostgresqlErrors : public testing::Test {
 protected:
  void SetUp() override {
    cluster_ = test_support::PostgresCluster::shared();
    if (cluster_ == nullptr) GTEST_SKIP() << test_support::PostgresCluster::why_not();
  }
  test_support::PostgresCluster* cluster_ = nullptr;
};

TEST_F(PostgresqlErrors, WhatTheServerRaisesBecomesATrouble) {
  struct Case {
    char const* state;
    char const* outcome;
  };
  auto connection = expect(Connection::open(cluster_->url_of("postgres")));
  for (auto const& [state, expected] : std::initializer_list<Case>{
           {"23505", "store.conflict"},
           {"23503", "store.rule-broken"},
           {"23514", "store.rule-broken"},
           {"55P03", "store.locked"},
           {"53100", "store.disk-full"},
           {"53200", "store.memory-full"},
           {"53300", "store.too-many-connections"},
           {"53400", "store.too-large"},
           {"54000", "store.too-large"},
           {"57P01", "store.connection-lost"},
           {"57014", "store.cancelled"},
           {"08006", "store.connection-lost"},
           {"40001", "store.retry"},
           {"40P01", "store.retry"},
           {"25006", "store.read-only"},
           {"42501", "store.read-only"},
           {"28000", "store.sign-in-refused"},
           {"3D000", "store.sign-in-refused"},
           {"22003", "store.out-of-range"},
           {"22021", "store.bad-text"},
           {"22P02", "store.bad-value"},
           {"58030", "store.disk-error"},
           {"XX001", "store.corrupt"},
           {"XX002", "store.corrupt"},
           {"CC001", "store.append-only"},
           {"42P01", "store.mistake"},
           {"XX000", "store.mistake"},
       }) {
    auto const raise = std::string{"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '"} + state + "'; END $$";
    EXPECT_EQ(outcome(connection.core().driver->run_script(raise)), expected) << state;
  }
}

TEST_F(PostgresqlErrors, AServerThatIsNotThereIsTold) {
  EXPECT_EQ(outcome(Connection::open(expect(Url::parse("postgresql:///hub?host=/nonexistent")))),
            "store.unreachable");
}

TEST_F(PostgresqlErrors, AnUnknownDatabaseAndUserAreTold) {
  EXPECT_EQ(outcome(Connection::open(cluster_->url_of("no_such_database"))), "store.sign-in-refused");
}

TEST_F(PostgresqlErrors, AServerWithoutAFreeConnectionIsTold) {
  std::vector<Connection> held;
  std::string seen = "fine";
  for (int i = 0; i < 100 && seen == "fine"; ++i) {
    auto next = Connection::open(cluster_->url_of("postgres"));
    seen = outcome(next);
    if (next) held.push_back(std::move(*next));
  }
  EXPECT_EQ(seen, "store.too-many-connections");
}

TEST_F(PostgresqlErrors, AFullDiskKeepsNothingAndTheServerGoesOn) {
  SmallDisk const disk{"size=2m,mode=0777"};
  if (!disk.mounted()) GTEST_SKIP() << "only root can mount a small disk here";
  auto connection = expect(Connection::open(cluster_->make_database()));
  auto& driver = *connection.core().driver;
  auto const space = disk.path() / "space";
  ::mkdir(space.c_str(), 0777);
  cluster_->give(space);
  expect(driver.run_script("CREATE TABLESPACE small LOCATION '" + space.string() + "'"));
  expect(driver.run_script("CREATE TABLE thing (id BIGINT, words TEXT) TABLESPACE small"));
  {
    auto transaction = expect(Transaction::write(connection));
    auto bulk = expect(Bulk::into(transaction, "thing", {"id", "words"}));
    std::string seen = "fine";
    for (int i = 0; i < 100'000 && seen == "fine"; ++i)
      seen = outcome(bulk.integer(i).text("words that fill the disk, words that fill the disk").end_row());
    EXPECT_EQ(seen, "store.disk-full");
    EXPECT_EQ(outcome(transaction.commit()), "store.transaction-failed");
  }
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
  // and a checkpoint, so that recovery after a later crash does not look for the disk
  for (auto const* const tidy : {"DROP TABLE thing", "DROP TABLESPACE small", "CHECKPOINT"})
    expect(driver.run_script(tidy));
}

TEST_F(PostgresqlErrors, ATransactionWhoseServerDiesLeavesNothingBehind) {
  auto const url = cluster_->make_database();
  {
    auto connection = with_table(expect(Connection::open(url)));
    expect(connection.execute(add, 1, "kept"));
    auto transaction = expect(Transaction::write(connection));
    expect(connection.execute(add, 2, "lost"));
    cluster_->kill();
    auto const after = connection.execute(add, 3, "lost");
    EXPECT_EQ(outcome(after), "store.connection-lost");
    EXPECT_EQ(after.error().fault, Fault::unavailable);
    EXPECT_TRUE(connection.is_lost());
    EXPECT_EQ(outcome(Connection::open(url)), "store.unreachable");
  }
  ASSERT_TRUE(cluster_->start());
  auto connection = expect(Connection::open(url));
  EXPECT_EQ(expect(connection.query_integer(count)), 1);
}

TEST_F(PostgresqlErrors, ACommitThatNobodyAnsweredIsToldApart) {
  auto const url = cluster_->make_database();
  auto connection = with_table(expect(Connection::open(url)));
  auto transaction = expect(Transaction::write(connection));
  expect(connection.execute(add, 1, "who knows"));
  cluster_->kill();
  EXPECT_EQ(outcome(transaction.commit()), "store.commit-unknown");
  ASSERT_TRUE(cluster_->start());
}

TEST_F(PostgresqlErrors, BulkRowsAreNotThereWhenTheServerDiesBetweenThem) {
  auto const url = cluster_->make_database();
  {
    auto connection = with_table(expect(Connection::open(url)));
    auto transaction = expect(Transaction::write(connection));
    auto bulk = expect(Bulk::into(transaction, "thing", {"id", "words"}));
    for (int i = 0; i < 60'000; ++i)
      expect(bulk.integer(i).text("words that fill more than one megabyte").end_row());
    cluster_->kill();
    EXPECT_EQ(outcome(bulk.finish()), "store.connection-lost");
  }
  ASSERT_TRUE(cluster_->start());
  auto connection = expect(Connection::open(url));
  EXPECT_EQ(expect(connection.query_integer(count)), 0);
}

TEST_F(PostgresqlErrors, TwoThatWaitForEachOtherAreToldToTryAgain) {
  auto const url = cluster_->make_database();
  auto first = with_table(expect(Connection::open(url)));
  expect(first.execute(add, 1, "a"));
  expect(first.execute(add, 2, "b"));
  auto second = expect(Connection::open(url));
  auto one = expect(Transaction::write(first));
  auto two = expect(Transaction::write(second));
  constexpr Sql touch = "UPDATE thing SET words = words WHERE id = ?";
  expect(first.execute(touch, 1));
  expect(second.execute(touch, 2));
  std::string of_first;
  std::thread other{[&] {
    of_first = outcome(first.execute(touch, 2));
    one.roll_back();
  }};
  auto const of_second = outcome(second.execute(touch, 1));
  two.roll_back();
  other.join();
  EXPECT_TRUE((of_first == "store.retry") != (of_second == "store.retry")) << of_first << " " << of_second;
}

}  // namespace
}  // namespace concordat::store
