// SPDX-License-Identifier: Apache-2.0
// A submission when something breaks: the program dies, the database is locked, full or gone. In whole or not at all.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "hub/hub_test_tools.h"
#include "support/postgres_cluster.h"
#include "support/times.h"

namespace concordat::hub::proving {
namespace {

class Hardship : public HubTest {
 protected:
  [[nodiscard]] pid_t start_submitting(fs::path const& file) const {
    std::vector<std::string> words{program(), "submit", "--quiet", "--feed", "police-incidents", "--definitions", options().definitions.string(),
                                   "--database", options().database, "--keys", options().keys.string(), "--now", "2026-11-21T10:00:00Z", file.string()};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    auto const child = ::fork();
    if (child == 0) {
      auto const said = ::open((file.string() + ".said").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      ::dup2(said, 1);
      ::dup2(said, 2);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    return child;
  }
  [[nodiscard]] std::string state() {
    std::string text;
    auto const read = hub().database().query("SELECT (SELECT count(*) FROM submission WHERE state = 'accepted'), (SELECT count(*) FROM source_record), "
                                             "(SELECT count(*) FROM event), (SELECT count(*) FROM source_key)",
                                             [&](store::Row const& row) {
                                               text = fmt::format("{} submissions, {} records, {} events, {} keys", row.integer(0), row.integer(1), row.integer(2), row.integer(3));
                                             });
    return read ? text : code_of(read);
  }
  /// The server does not notice at once that a program died: what it has been told to commit, it still commits. Whoever
  /// gets the turn of the submissions knows that it is done.
  void wait_for_the_server() {
    if (is_sqlite()) return;
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(hub().database().query_integer("SELECT id FROM partnership WHERE id = 1 FOR UPDATE"));
  }
};
CONCORDAT_ON_BOTH_STORES(Hardship);

TEST_P(Hardship, KilledAtAnyMomentAFileIsInWholeOrNotAtAll) {
  SeededChance dice{5};
  int whole = 0;
  constexpr int rows = 3'000;
  for (int round = 0; round < test_support::times("CONCORDAT_CRASHES", 20); ++round) {
    std::string text{police_header};
    for (int i = 0; i < rows; ++i) text += police_row(fmt::format("{}/{}", round, i), "2026-07", i, i % 4);
    auto const file = folder() / fmt::format("round{}.csv", round);
    put(file, text);
    auto const child = start_submitting(file);
    std::this_thread::sleep_for(std::chrono::milliseconds{40 + 10 * static_cast<int>(dice.below(30))});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    wait_for_the_server();
    auto const records = number_of("SELECT count(*) FROM source_record");
    ASSERT_TRUE(records == whole * rows || records == (whole + 1) * rows) << "round " << round << ": " << records;
    whole = static_cast<int>(records / rows);
    ASSERT_EQ(state(), fmt::format("{0} submissions, {1} records, {1} events, {1} keys", whole, whole * rows)) << "round " << round;
    fs::remove(file);
  }
  RecordProperty("whole", whole);
  // what was cut off goes in when it is sent again, and the ledger holds
  std::string text{police_header};
  for (int i = 0; i < 50; ++i) text += police_row(fmt::format("again/{}", i), "2026-07", i, i % 4);
  take_in("police-incidents", text);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), whole * rows + 50);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Hardship, FilesThatComeAtTheSameMomentGoInOneAfterTheOther) {
  hub_.reset();
  std::map<pid_t, fs::path> children;
  for (auto const* month : {"2026-06", "2026-07", "2026-08"}) {
    auto const file = folder() / (std::string{month} + ".csv");
    put(file, police_month(month, {30, 30}));
    children.emplace(start_submitting(file), file);
  }
  for (auto const& [child, file] : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status << ' ' << get(file.string() + ".said");
  }
  open_it();
  EXPECT_EQ(state(), "3 submissions, 180 records, 180 events, 180 keys");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Hardship, KeysThatADeadProgramLeftBehindAreSteppedOver) {
  // between the keys and the rows the program died: every key is there, no row is
  auto const agency = hub().agency("northshire-police")->number;
  {
    auto batch = hub().vault().begin_sealing(agency);
    ASSERT_TRUE(batch);
    for (auto const record : {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{-1}, std::int64_t{-2}, -(std::int64_t{1} << 60) - 1}) {
      ASSERT_TRUE(batch->seal(record, "left behind"));
    }
    ASSERT_TRUE(batch->commit());
  }
  auto const text = police_month("2026-07", {3}) + "bad/1,31/06/2026,10:00,Common assault,451000,301000,,none\n";
  auto const tally = submit("police-incidents", text);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 3U);
  EXPECT_EQ(tally->quarantined, 1U);
  EXPECT_EQ(number_of("SELECT min(id) FROM source_record"), 4);
}

TEST_P(Hardship, ALockedDatabaseIsOneSentenceAndNothingIsKept) {
  if (!is_sqlite()) GTEST_SKIP() << "PostgreSQL has more than one writer";
  auto impatient = options();
  impatient.patience = std::chrono::milliseconds{50};
  open_it(impatient);
  auto other = open();
  auto holding = store::Transaction::write(other);
  ASSERT_TRUE(holding);
  ASSERT_TRUE(other.execute("UPDATE hub_clock SET high_water = high_water"));
  auto const tally = submit("police-incidents", police_month("2026-07", {3}));
  ASSERT_FALSE(tally);
  EXPECT_EQ(tally.error().problem.fault, Fault::locked);
  EXPECT_FALSE(tally.error().problem.remedy.empty());
  holding->roll_back();
  EXPECT_EQ(state(), "0 submissions, 0 records, 0 events, 0 keys");
  take_in("police-incidents", police_month("2026-07", {3}));
}

TEST_P(Hardship, AFullDiskIsOneSentenceAndNothingIsKept) {
  if (!is_sqlite()) GTEST_SKIP() << "the server's disk is not this test's";
  auto const small = folder() / "small";
  fs::create_directory(small);
  if (::mount("none", small.c_str(), "tmpfs", 0, "size=3m") != 0) GTEST_SKIP() << "only root may mount a small disk";
  hub_.reset();
  auto with = options();
  with.database = "sqlite:" + (small / "hub.db").string();
  with.keys = folder() / "other-keys";
  auto const made = init(with);
  EXPECT_EQ(code_of(made), "fine");
  if (made) {
    open_it(with);
    std::string text{police_header};
    for (int i = 0; i < 30'000; ++i) text += police_row(fmt::format("full/{}", i), "2026-07", i, i % 4);
    auto const tally = submit("police-incidents", text);
    EXPECT_FALSE(tally);
    if (!tally) {
      EXPECT_EQ(tally.error().problem.fault, Fault::exhausted) << sentence(tally.error().problem);
      EXPECT_FALSE(tally.error().problem.remedy.empty());
    }
    EXPECT_EQ(state(), "0 submissions, 0 records, 0 events, 0 keys");
    EXPECT_EQ(code_of(submit("police-incidents", police_month("2026-07", {3}))), "fine");
    EXPECT_EQ(verdict_of_the_ledger(), "intact");
  }
  hub_.reset();
  ::umount2(small.c_str(), MNT_DETACH);
}

TEST_P(Hardship, AServerThatDiesInBetweenKeepsNothingAndTakesTheFileAfterwards) {
  if (is_sqlite()) GTEST_SKIP() << "there is no server";
  auto* const cluster = test_support::PostgresCluster::shared();
  auto const text = police_month("2026-07", {40, 40});
  bool killed = false;
  int reports = 0;
  auto const tally = submit_file(hub(), {.feed = "police-incidents", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "f"}, file_of(text),
                                 [&](SubmitProgress const&) {
                                   if (++reports == 2) {
                                     cluster->kill();
                                     killed = true;
                                   }
                                   return true;
                                 });
  EXPECT_TRUE(killed);
  ASSERT_FALSE(tally);
  EXPECT_EQ(tally.error().problem.fault, Fault::unavailable) << sentence(tally.error().problem);
  EXPECT_FALSE(tally.error().problem.remedy.empty());
  hub_.reset();
  ASSERT_TRUE(cluster->start());
  open_it();
  EXPECT_EQ(state(), "0 submissions, 0 records, 0 events, 0 keys");
  take_in("police-incidents", text);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Hardship, AHubIsNotOpenedWhereItsDatabaseIsNotThere) {
  hub_.reset();
  auto with = options();
  with.database = is_sqlite() ? "sqlite:" + (folder() / "nowhere.db").string() : "postgresql://concordat@/none?host=/nowhere";
  auto const opened = Hub::open(with, shelf(), clock_, chance_);
  ASSERT_FALSE(opened);
  EXPECT_FALSE(opened.error().remedy.empty());
  EXPECT_FALSE(fs::exists(folder() / "nowhere.db"));
}

}  // namespace
}  // namespace concordat::hub::proving
