// SPDX-License-Identifier: Apache-2.0
#include "hub/log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "hub/log_storage.h"
#include "ledger/memory_log.h"
#include "ledger/signer_state.h"
#include "store/errors.h"
#include "support/on_both_stores.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;

/// This program is its own signer when it is called with this word, before any test is looked at.
[[gnu::constructor]] void be_the_signer(int count, char** words, char**) {
  if (count == 3 && std::strcmp(words[1], "log-test-signer") == 0)
    ::_exit(ledger::run_signer(signer_options(words[2])));
}

template <class T>
std::string code_of(Result<T> const& result) {
  return result ? "fine" : std::string{result.error().code.view()};
}

class Logs : public test_support::OnBothStores {
 protected:
  void SetUp() override {
    OnBothStores::SetUp();
    if (IsSkipped()) return;
    fs::create_directory(keys());
    ASSERT_TRUE(create_ledger_keys(keys(), "hub.example.org/log", chance_));
    connection_.emplace(open_hub());
  }
  [[nodiscard]] fs::path keys() const { return folder() / "keys"; }
  [[nodiscard]] LogOptions options() const {
    return {.signer = {.command = {"/proc/self/exe", "log-test-signer", keys().string()},
                       .timeout = std::chrono::seconds{20}},
            .keys = keys()};
  }
  [[nodiscard]] std::unique_ptr<Log> open_log() {
    return std::make_unique<Log>(*connection_, clock_, chance_, options());
  }
  [[nodiscard]] ledger::Leaf leaf() {
    return {.at = clock_.now(),
            .event = ledger::Event::receive,
            .from = "leicester-ed",
            .request = uuid7(clock_.now(), chance_)};
  }
  /// One committed transaction with one leaf.
  std::string append(Log& log, store::Connection& connection, ledger::Leaf const& what,
                     std::vector<ledger::Opening> const& openings = {}) {
    auto transaction = store::Transaction::write(connection);
    if (!transaction) return code_of(transaction);
    auto const receipt = log.append(*transaction, what, openings);
    if (!receipt) return code_of(receipt);
    auto const committed = transaction->commit();
    return committed ? fmt::format("{}", receipt->index()) : code_of(committed);
  }
  std::string append(Log& log) { return append(log, *connection_, leaf()); }
  void append(Log& log, int times) {
    for (int time = 0; time < times; ++time) append(log);
  }
  [[nodiscard]] std::string verdict(Log& log) {
    auto const report = log.verify();
    return report ? std::string{report->intact() ? "intact" : report->code.view()} : code_of(report);
  }
  /// Kills the signers of this test, known by the folder they were given; how many there were.
  [[nodiscard]] int kill_signers() const {
    int killed = 0;
    for (auto const& process : fs::directory_iterator{"/proc"}) {
      std::ifstream words{process.path() / "cmdline"};
      std::string const command{std::istreambuf_iterator<char>{words}, {}};
      if (command.find(std::string{"log-test-signer"} + '\0' + keys().string()) == std::string::npos)
        continue;
      killed += ::kill(std::atoi(process.path().filename().c_str()), SIGKILL) == 0 ? 1 : 0;
    }
    return killed;
  }
  /// What somebody who owns the database can do.
  void tamper(store::Sql sqlite_trigger_off, store::Sql change) {
    ASSERT_TRUE(connection_->execute(
        is_sqlite() ? sqlite_trigger_off : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ALL"}));
    ASSERT_EQ(code_of(connection_->execute(change)), "fine");
  }

  SeededChance chance_{1};
  std::optional<store::Connection> connection_;
};
CONCORDAT_ON_BOTH_STORES(Logs);

TEST_P(Logs, GrowByOneLeafATransactionAndVerify) {
  auto const log = open_log();
  for (int index = 0; index < 20; ++index) {
    EXPECT_EQ(append(*log), std::to_string(index));
    EXPECT_EQ(code_of(log->sign_pending()), "fine");
  }
  EXPECT_EQ(verdict(*log), "intact");
  EXPECT_EQ(*log->size(), 20U);
  EXPECT_TRUE(ledger::read_leaf(*log->entry(7)));
  EXPECT_EQ(code_of(log->entry(20)), "ledger.no-such-entry");
  EXPECT_EQ(ledger::open_checkpoint(**log->note(), *log->verifier())->head.size, 20U);
}

TEST(RowsOfEntries, AreInTheWayOnlyWhereOneOfTheSameNumberIsThere) {
  EXPECT_EQ(rows_not_added(store::problem_of(store::Trouble::conflict)).value().code.view(), "ledger.row-in-the-way");
  EXPECT_EQ(rows_not_added(store::problem_of(store::Trouble::transaction_failed)).value().code.view(), "store.transaction-failed") << "nobody is accused";
}

TEST_P(Logs, KeepNothingOfARolledBackTransaction) {
  auto const log = open_log();
  append(*log, 3);
  {
    auto transaction = store::Transaction::write(*connection_);
    ASSERT_EQ(log->append(*transaction, leaf())->index(), 3U);
  }
  EXPECT_EQ(append(*log), "3");
  EXPECT_EQ(code_of(log->sign_pending()), "fine");
  EXPECT_EQ(verdict(*log), "intact");
}

TEST_P(Logs, HoldTheSameBytesOnBothStores) {
  auto const log = open_log();
  ledger::MemoryLog expected;
  auto transaction = store::Transaction::write(*connection_);
  for (int index = 0; index < 600; ++index) {
    auto const what = leaf();
    ASSERT_TRUE(log->append(*transaction, what));
    expected.add({*ledger::write_leaf(what)});
  }
  ASSERT_TRUE(transaction->commit());
  for (auto const& [place, hashes] : expected.tiles) {
    auto const width = static_cast<unsigned>(hashes.size() / ledger::hash_size);
    EXPECT_EQ(*log->storage().tile({place.first, place.second, width}), hashes);
  }
  for (ledger::BundleId const id : {ledger::BundleId{0, 256}, ledger::BundleId{2, 88}}) {
    EXPECT_EQ(*log->storage().entries(id), *expected.entries(id));
  }
  EXPECT_EQ(code_of(log->storage().tile({2, 0, 1})), "ledger.absent");
  EXPECT_EQ(code_of(log->storage().entries({2, 89})), "ledger.absent");
  EXPECT_EQ(code_of(log->sign_pending()), "fine");
  EXPECT_EQ(ledger::open_checkpoint(**log->note(), *log->verifier())->head, expected.edge.head());
}

TEST_P(Logs, AreSignedByTheNextProcessAfterACrash) {
  {
    auto const log = open_log();
    append(*log, 2);
    ASSERT_TRUE(log->sign_pending());
    append(*log, 3);
  }
  auto const next = open_log();
  EXPECT_EQ(code_of(next->sign_pending()), "fine");
  EXPECT_EQ(ledger::open_checkpoint(**next->note(), *next->verifier())->head.size, 5U);
  EXPECT_EQ(verdict(*next), "intact");
}

TEST_P(Logs, TakeOverASignatureThatWasNotStored) {
  std::string note;
  {
    auto const log = open_log();
    append(*log, 2);
    ASSERT_TRUE(log->sign_pending());
    note = **log->note();
  }
  ASSERT_TRUE(connection_->execute("DELETE FROM ledger_checkpoint"));
  auto const next = open_log();
  ASSERT_TRUE(next->sign_pending());
  EXPECT_EQ(**next->note(), note);
}

TEST_P(Logs, GetNoSignatureForARewrittenHistory) {
  auto const log = open_log();
  append(*log, 5);
  ASSERT_TRUE(log->sign_pending());
  tamper("DROP TRIGGER ledger_leaf_no_delete", "DELETE FROM ledger_leaf");
  for (store::Sql const change :
       {store::Sql{"DELETE FROM ledger_tile"}, store::Sql{"DELETE FROM ledger_head"}}) {
    ASSERT_TRUE(connection_->execute(change));
  }
  EXPECT_EQ(verdict(*log), "ledger.entry-missing");
  append(*log, 7);
  EXPECT_EQ(code_of(log->sign_pending()), "ledger.log-rewritten");
  EXPECT_EQ(verdict(*log), "ledger.history-rewritten") << "the checkpoint of five is still kept";
}

TEST_P(Logs, GetNoSignatureWhenTheyBecameShorter) {
  auto const log = open_log();
  append(*log, 5);
  ASSERT_TRUE(log->sign_pending());
  tamper("DROP TRIGGER ledger_leaf_no_delete", "DELETE FROM ledger_leaf");
  for (store::Sql const change :
       {store::Sql{"DELETE FROM ledger_tile"}, store::Sql{"DELETE FROM ledger_head"},
        store::Sql{"DELETE FROM ledger_checkpoint"}}) {
    ASSERT_TRUE(connection_->execute(change));
  }
  append(*log, 4);
  EXPECT_EQ(code_of(log->sign_pending()), "ledger.log-shorter") << "yesterday's backup, restored";
}

TEST_P(Logs, AnOlderCopyIsWholeInItselfAndStillNotVerified) {
  auto copy = store::Connection::open(another_url());
  ASSERT_TRUE(copy);
  ASSERT_TRUE(store::migrate(*copy, store::Schema::hub, clock_));
  Log older{*copy, clock_, chance_, options()};
  auto const log = open_log();
  for (int time = 0; time < 3; ++time) {
    auto const same = leaf();
    append(*log, *connection_, same);
    append(older, *copy, same);
  }
  ASSERT_TRUE(log->sign_pending());
  ASSERT_TRUE(older.sign_pending());
  ASSERT_EQ(verdict(older), "intact");
  append(*log, 2);
  ASSERT_TRUE(log->sign_pending());
  EXPECT_EQ(verdict(*log), "intact");
  EXPECT_EQ(verdict(older), "ledger.log-shorter");
}

TEST_P(Logs, HoldAgainstACheckpointThatWasSignedAndNotStored) {
  auto const log = open_log();
  append(*log, 3);
  ASSERT_TRUE(log->sign_pending());
  append(*log, 2);
  ASSERT_TRUE(log->sign_pending());
  // the program died between the signature and storing it
  ASSERT_TRUE(connection_->execute("DELETE FROM ledger_checkpoint WHERE size > ?", 3));
  EXPECT_EQ(verdict(*log), "intact");
  tamper("DROP TRIGGER ledger_leaf_no_update",
         is_sqlite() ? store::Sql{"UPDATE ledger_leaf SET entry = x'7b7d' WHERE i = 4"}
                     : store::Sql{"UPDATE ledger_leaf SET entry = '\\x7b7d' WHERE i = 4"});
  EXPECT_NE(verdict(*log), "intact") << "what only the signer remembers is checked as well";
}

TEST_P(Logs, OfTwoProcessesTakeTurns) {
  auto const server = open_log();
  auto connection = open();
  Log verb{connection, clock_, chance_, options()};
  for (int round = 0; round < 10; ++round) {
    append(*server, *connection_, leaf());
    EXPECT_EQ(code_of(server->sign_pending()), "fine");
    append(verb, connection, leaf());
    EXPECT_EQ(code_of(verb.sign_pending()), "fine");
  }
  EXPECT_EQ(verdict(*server), "intact");
  EXPECT_EQ(ledger::open_checkpoint(**server->note(), *server->verifier())->head.size, 20U);
}

TEST_P(Logs, FindOutWhatAnotherSignedAndDidNotStore) {
  auto const server = open_log();
  append(*server, 1);
  ASSERT_TRUE(server->sign_pending());
  {
    auto connection = open();
    Log verb{connection, clock_, chance_, options()};
    append(verb, connection, leaf());
    ASSERT_TRUE(verb.sign_pending());
    ASSERT_TRUE(connection.execute("DELETE FROM ledger_checkpoint WHERE size > ?", 1));
  }
  append(*server, 1);
  EXPECT_EQ(code_of(server->sign_pending()), "fine");
  EXPECT_EQ(ledger::open_checkpoint(**server->note(), *server->verifier())->head.size, 3U);
}

TEST_P(Logs, LetTheirSignerGoAndStartAnother) {
  auto const log = open_log();
  append(*log);
  ASSERT_TRUE(log->sign_pending());
  log->release_signer();
  EXPECT_EQ(kill_signers(), 0);
  append(*log);
  EXPECT_EQ(code_of(log->sign_pending()), "fine");
}

TEST_P(Logs, TakeNoMoreLeavesWhereTheirTilesDoNotFit) {
  auto const log = open_log();
  append(*log, 5);
  ASSERT_TRUE(log->sign_pending());
  ASSERT_TRUE(connection_->execute("UPDATE ledger_head SET size = 4 WHERE one = 1"));
  EXPECT_EQ(append(*log), "ledger.head-differs");
  ASSERT_TRUE(connection_->execute("DELETE FROM ledger_tile"));
  EXPECT_EQ(append(*log), "ledger.head-differs");
}

TEST_P(Logs, NameAChangedEntry) {
  auto const log = open_log();
  append(*log, 5);
  ASSERT_TRUE(log->sign_pending());
  tamper("DROP TRIGGER ledger_leaf_no_update",
         is_sqlite() ? store::Sql{"UPDATE ledger_leaf SET entry = x'7b7d' WHERE i = 3"}
                     : store::Sql{"UPDATE ledger_leaf SET entry = '\\x7b7d' WHERE i = 3"});
  auto const report = log->verify();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->first_bad, 3U);
}

TEST_P(Logs, StartTheirSignerAgainWhenItDied) {
  auto const log = open_log();
  ASSERT_TRUE(log->ready());
  append(*log);
  ASSERT_TRUE(log->sign_pending());
  ASSERT_EQ(kill_signers(), 1);
  append(*log);
  EXPECT_EQ(code_of(log->sign_pending()), "fine");
}

TEST_P(Logs, SayThatTheSignerIsAway) {
  auto broken = options();
  broken.signer.command = {"/no/such/program"};
  Log log{*connection_, clock_, chance_, broken};
  EXPECT_EQ(code_of(log.ready()), "ledger.signer-unavailable");
  append(log);
  EXPECT_EQ(code_of(log.sign_pending()), "ledger.signer-unavailable");
  EXPECT_EQ(verdict(log), "ledger.no-checkpoint");
  EXPECT_EQ(code_of(log.export_to(folder() / "log")), "ledger.no-checkpoint");
  EXPECT_EQ(code_of(open_log()->sign_pending()), "fine") << "and nothing was lost";
}

TEST_P(Logs, RefuseASignerWithAnotherKey) {
  auto const other = folder() / "other";
  fs::create_directory(other);
  ASSERT_TRUE(create_ledger_keys(other, "hub.example.org/log", chance_));
  auto mixed = options();
  mixed.signer.command.back() = other.string();
  Log log{*connection_, clock_, chance_, mixed};
  EXPECT_EQ(code_of(log.ready()), "ledger.other-key");
  append(log);
  EXPECT_EQ(code_of(log.sign_pending()), "ledger.other-key");
}

TEST_P(Logs, SignOnlyWhatIsCommitted) {
  auto const log = open_log();
  auto transaction = store::Transaction::write(*connection_);
  ASSERT_TRUE(log->append(*transaction, leaf()));
  EXPECT_EQ(code_of(log->sign_pending()), "ledger.sign-too-early");
  EXPECT_FALSE(fs::exists(keys() / "signer.state.lock")) << "the signer was not even asked";
}

TEST_P(Logs, GoOnWhereTheSignersNewestCheckpointIsSpoilt) {
  {
    auto const log = open_log();
    for (int times : {3, 2}) {
      append(*log, times);
      ASSERT_EQ(code_of(log->sign_pending()), "fine");
    }
  }
  auto const file = keys() / "signer.state";
  auto bytes = *read_file(file, 10'000);
  auto const newest = ledger::read_state(file).value_or("none");
  ASSERT_NE(bytes.find(newest), std::string::npos);
  bytes.replace(bytes.find(newest), 4, "????");
  ASSERT_TRUE(write_file(file, bytes, {.mode = 0600}));
  ASSERT_NE(ledger::read_state(file).value_or("none"), newest);
  auto const log = open_log();
  append(*log, 1);
  EXPECT_EQ(code_of(log->sign_pending()), "fine") << "from the checkpoint before it";
  EXPECT_EQ(verdict(*log), "intact");
}

TEST_P(Logs, HaveNothingToSignAtFirst) {
  EXPECT_EQ(code_of(open_log()->sign_pending()), "fine");
}

TEST_P(Logs, GiveEveryWriterItsOwnIndex) {
  constexpr int each = 40;
  std::vector<std::vector<std::string>> seen(3);
  std::vector<std::thread> writers;
  for (auto& mine : seen) {
    writers.emplace_back([&, connection = open(), seed = writers.size()]() mutable {
      SeededChance chance{100 + seed};
      Log log{connection, clock_, chance, options()};
      ledger::Leaf const what{
          .at = clock_.now(), .event = ledger::Event::access, .request = uuid7(clock_.now(), chance)};
      for (int time = 0; time < each; ++time) mine.push_back(append(log, connection, what));
    });
  }
  for (auto& writer : writers) writer.join();
  std::set<std::string> indexes;
  for (auto const& mine : seen) indexes.insert(mine.begin(), mine.end());
  EXPECT_EQ(indexes.size(), seen.size() * each);
  EXPECT_TRUE(indexes.contains("119"));
  auto const log = open_log();
  EXPECT_EQ(code_of(log->sign_pending()), "fine");
  EXPECT_EQ(verdict(*log), "intact");
}

TEST_P(Logs, TakeManyLeavesAtTheCostOfOne) {
  auto const log = open_log();
  append(*log, 250);
  std::vector<Entry> many(20);
  for (auto& one : many) one.leaf = leaf();
  {
    auto transaction = store::Transaction::write(*connection_);
    EXPECT_EQ(log->append_all(*transaction, many), 250U);
    ASSERT_TRUE(transaction->commit());
  }
  many[13].leaf.from = "a name with spaces";
  {
    auto transaction = store::Transaction::write(*connection_);
    EXPECT_EQ(code_of(log->append_all(*transaction, many)), "ledger.leaf-token");
  }
  EXPECT_EQ(append(*log), "270") << "none of a batch that may not be written";
  ASSERT_TRUE(log->sign_pending());
  EXPECT_EQ(verdict(*log), "intact");
}

TEST_P(Logs, KnowWhetherTheNewestCheckpointIsTheirs) {
  auto const log = open_log();
  append(*log, 3);
  EXPECT_EQ(code_of(log->check_covered(2)), "ledger.checkpoint-differs") << "not signed yet";
  ASSERT_TRUE(log->sign_pending());
  EXPECT_EQ(code_of(log->check_covered(2)), "fine");
  EXPECT_EQ(code_of(log->check_covered(3)), "ledger.checkpoint-differs");
  append(*log, 2);
  EXPECT_EQ(code_of(log->check_covered(2)), "fine") << "others went on meanwhile";
  ledger::MemoryLog other;
  other.add({"another", "history", "of", "as many", "entries"});
  auto const key = crypto::read_signing_key(keys() / "signer.key");
  auto const forged = ledger::sign_checkpoint(other.edge.head(), *log->verifier(), *key);
  ASSERT_TRUE(connection_->execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (5, ?, 'x')", forged));
  EXPECT_EQ(code_of(log->check_covered(4)), "ledger.checkpoint-differs");
}

TEST_P(Logs, AreExportedForOutsiders) {
  auto const log = open_log();
  append(*log, 30);
  ASSERT_TRUE(log->sign_pending());
  append(*log, 3);  // not signed yet, so not for others
  ASSERT_EQ(code_of(log->export_to(folder() / "log")), "fine");
  ledger::FolderLog const there{folder() / "log"};
  auto const report = ledger::verify_log(there, *there.note(), *there.verifier());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->intact()) << report->title.view();
  EXPECT_EQ(report->checked, 30U);
}

class Openings : public Logs {
 protected:
  void SetUp() override {
    Logs::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(store::KeyVault::create_root_key(folder() / "root.key", chance_));
    vault_.emplace(open_vault());
    ASSERT_TRUE(vault_->make_agency_key(1));
    auto batch = vault_->begin_sealing(1);
    for (std::int64_t record = 7; record < 10; ++record) ASSERT_TRUE(batch->seal(record, "somebody"));
    ASSERT_TRUE(batch->commit());
  }
  [[nodiscard]] store::KeyVault open_vault() {
    auto vault = store::KeyVault::open(store::Url::sqlite((folder() / "vault.db").string()), folder() / "root.key", clock_, chance_);
    return std::move(*vault);
  }
  [[nodiscard]] std::unique_ptr<Log> open_log() {
    auto with_vault = options();
    with_vault.vault = &*vault_;
    return std::make_unique<Log>(*connection_, clock_, chance_, with_vault);
  }
  /// About the person of record 7, 8 or 9.
  std::string append_about(Log& log, std::string const& person, std::int64_t record = 7) {
    Entry entry{leaf(), {ledger::new_opening(person, chance_), ledger::new_opening("{}", chance_)}, {{record, 1, 1}}};
    entry.leaf.subjects = {ledger::commit(entry.openings[0])};
    entry.leaf.detail = ledger::commit(entry.openings[1]);
    auto transaction = store::Transaction::write(*connection_);
    auto const receipt = log.append(*transaction, entry);
    if (!receipt) return code_of(receipt);
    return transaction->commit() ? fmt::format("{}", receipt->index()) : "not committed";
  }
  void erase(std::int64_t record) { ASSERT_EQ(vault_->erase(std::span{&record, 1}), 1); }
  std::optional<store::KeyVault> vault_;
};
CONCORDAT_ON_BOTH_STORES(Openings);

TEST_P(Openings, OpenWhatTheLeafCommittedTo) {
  auto const log = open_log();
  ASSERT_EQ(append_about(*log, "person 7"), "0");
  EXPECT_TRUE(*log->opening_holds(0, 0));
  EXPECT_TRUE(*log->opening_holds(0, 1));
  EXPECT_TRUE(log->opening(0, 0));
  EXPECT_EQ(code_of(log->opening(0, 2)), "ledger.opening-erased");
  EXPECT_EQ(log->entry(0)->find("person 7"), std::string::npos);
}

TEST_P(Openings, MustBelongToTheLeaf) {
  auto const log = open_log();
  auto const opening = ledger::new_opening("{}", chance_);
  auto what = leaf();
  EXPECT_EQ(append(*log, *connection_, what, {opening}), "ledger.opening-mismatch");
  what.detail = ledger::commit(opening);
  EXPECT_EQ(append(*log, *connection_, what), "ledger.opening-mismatch");
  EXPECT_EQ(append(*log, *connection_, what, {ledger::new_opening("{}", chance_)}),
            "ledger.opening-mismatch");
  EXPECT_EQ(append(*log, *connection_, what, {opening}), "0");
}

TEST_P(Openings, OfPeopleNeedTheKeyOfTheirRecord) {
  auto const log = open_log();
  auto const opening = ledger::new_opening("person 7", chance_);
  auto what = leaf();
  what.subjects = {ledger::commit(opening)};
  EXPECT_EQ(append(*log, *connection_, what, {opening}), "ledger.opening-mismatch") << "whose record, nobody said";
  EXPECT_EQ(append_about(*log, "person 70", 70), "keys.no-record-key");
  erase(8);
  EXPECT_EQ(append_about(*log, "person 8", 8), "keys.erased");
  EXPECT_EQ(append_about(*log, "person 7"), "0");
  Log without{*connection_, clock_, chance_, options()};
  EXPECT_EQ(append_about(without, "person 7"), "ledger.opening-mismatch") << "a log without the key database";
}

TEST_P(Openings, DieWithTheirRecordAndWithNoOther) {
  auto const log = open_log();
  append_about(*log, "person 7", 7);
  append_about(*log, "person 8", 8);
  ASSERT_TRUE(log->sign_pending());
  erase(7);
  EXPECT_EQ(code_of(log->opening(0, 0)), "ledger.opening-erased");
  EXPECT_TRUE(*log->opening_holds(0, 1)) << "the detail has the year's key";
  EXPECT_TRUE(*log->opening_holds(1, 0));
  EXPECT_EQ(verdict(*log), "intact");
}

TEST_P(Openings, AreNoiseWithoutTheKeyOfTheirYear) {
  auto const log = open_log();
  ASSERT_EQ(append_about(*log, "person 7"), "0");
  ASSERT_TRUE(log->sign_pending());
  auto const year = format_instant(clock_.now()).substr(0, 4);
  ASSERT_TRUE(fs::remove(keys() / ("openings-" + year + ".key")));
  EXPECT_EQ(code_of(log->opening(0, 1)), "ledger.opening-erased");
  EXPECT_TRUE(*log->opening_holds(0, 0)) << "the person's lives on with the person's record";
  EXPECT_EQ(verdict(*log), "intact");
  auto const seen =
      connection_->query("SELECT salt, sealed FROM ledger_opening ORDER BY k", [&](store::Row const& row) {
        EXPECT_EQ(crypto::text_of(row.blob(1)).find("person"), std::string::npos);
      });
  EXPECT_TRUE(seen);
}

TEST_P(Openings, MovedToAnotherLeafDoNotOpen) {
  auto const log = open_log();
  append_about(*log, "person 7");
  append_about(*log, "person 8");
  ASSERT_TRUE(connection_->execute("DELETE FROM ledger_opening WHERE leaf = 1"));
  ASSERT_TRUE(connection_->execute("UPDATE ledger_opening SET leaf = 1 WHERE leaf = 0"));
  EXPECT_EQ(code_of(log->opening(1, 0)), "crypto.seal");
}

TEST_P(Openings, OfAnotherYearHaveAnotherKey) {
  auto const log = open_log();
  append_about(*log, "person 7");
  clock_.set(clock_.now() + std::chrono::hours{24 * 366});
  append_about(*log, "person 7");
  int files = 0;
  for (auto const& file : fs::directory_iterator{keys()})
    files += file.path().filename().string().starts_with("openings-") ? 1 : 0;
  EXPECT_EQ(files, 2);
  EXPECT_TRUE(*log->opening_holds(0, 0));
  EXPECT_TRUE(*log->opening_holds(1, 0));
}

}  // namespace
}  // namespace concordat::hub
