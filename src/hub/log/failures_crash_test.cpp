// SPDX-License-Identifier: Apache-2.0
// T06 to T10, T16 and T20: the machine fails in the middle, and many write at once.
//
// A child writes entries and tells each that was released, through a pipe; it dies in the middle of one. Whatever was
// released must be there afterwards, under its own number, and the log must hold.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "hub/log/failures_test_tools.h"
#include "hub/log/fault_vfs_test_tools.h"
#include "hub/log/group_commit.h"

namespace concordat::hub::failing {
namespace {

constexpr std::size_t request_length = 36;

/// What a child said before it died.
struct Told {
  std::vector<std::pair<std::uint64_t, std::string>> released;
  std::string refusals;  ///< a child that is refused what nobody broke says which step and why
};

/// "INDEX REQUEST" lines as the child wrote them, and "! STEP: WHY"; a line that was cut short was not released.
Told told_by(int pipe) {
  std::string all;
  char room[4096];
  for (ssize_t got = 0; (got = ::read(pipe, room, sizeof room)) > 0;) all.append(room, static_cast<std::size_t>(got));
  Told told;
  for (std::size_t at = 0, end = 0; (end = all.find('\n', at)) != std::string::npos; at = end + 1) {
    auto const line = all.substr(at, end - at);
    auto const space = line.find(' ');
    if (line.starts_with('!')) told.refusals += line.substr(2) + "\n";
    else told.released.emplace_back(std::stoull(line.substr(0, space)), line.substr(space + 1));
  }
  return told;
}

/// The child's end where a step was refused: 1, which no other end of it is.
template <class T>
void fine_or_end(int pipe, char const* step, Result<T> const& result) {
  if (result) return;
  auto const line = fmt::format("! {}: {} {}\n", step, result.error().code.view(), result.error().title.view());
  ::_exit(::write(pipe, line.data(), line.size()) < 0 ? 2 : 1);
}

}  // namespace

class LedgerCrashes : public LedgerFailures {
 protected:
  /// What the child does until it dies: entries in batches of 1 to 3, each released once it is signed.
  void write_until_killed(int pipe, std::uint64_t seed, int most) {
    SeededChance chance{seed};
    auto connection = store::Connection::open(url(), {.create = false});
    fine_or_end(pipe, "open", connection);
    Log log{*connection, clock_, chance, options()};
    for (int round = 0; round < most; ++round) {
      auto transaction = store::Transaction::write(*connection);
      fine_or_end(pipe, "begin", transaction);
      std::vector<Entry> batch(1 + chance.below(3));
      for (auto& one : batch) one.leaf = {.at = clock_.now(), .event = ledger::Event::access, .request = uuid7(clock_.now(), chance)};
      auto const first = log.append_all(*transaction, batch);
      fine_or_end(pipe, "append", first);
      fine_or_end(pipe, "commit", transaction->commit());
      fine_or_end(pipe, "sign", log.sign_pending());
      for (std::size_t at = 0; at < batch.size(); ++at) {
        auto const line = fmt::format("{} {}\n", *first + at, batch[at].leaf.request);
        if (::write(pipe, line.data(), line.size()) < 0) ::_exit(2);
      }
    }
    ::_exit(0);
  }
  /// Runs a child with `prepare` called in it first; after `delay` it is killed where it still lives.
  template <class Prepare>
  void crash(std::uint64_t seed, int most, std::optional<std::chrono::microseconds> delay, Prepare prepare) {
    log_.reset();
    connection_.reset();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    auto const child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      prepare();
      write_until_killed(ends[1], seed, most);
    }
    ::close(ends[1]);
    if (delay) {
      std::this_thread::sleep_for(*delay);
      ::kill(child, SIGKILL);
    }
    auto const told = told_by(ends[0]);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "run " << seed << " ended with " << WEXITSTATUS(status) << " " << told.refusals;
    killed_ += WIFSIGNALED(status) ? 1 : 0;
    for (auto const& [index, request] : told.released) ASSERT_TRUE(promised_.emplace(index, request).second) << "index " << index << " was given out twice";
    look_after(seed);
  }
  /// A new process comes up: signs what was not signed, and everything that was promised is there.
  void look_after(std::uint64_t seed) {
    connection_.emplace(open());
    log_ = open_log(*connection_);
    ASSERT_EQ(code_of(log_->sign_pending()), "fine") << seed;
    auto const size = *log_->size();
    for (auto const& [index, request] : promised_) {
      ASSERT_LT(index, size) << "an answer was released without its entry";
      if (checked_.contains(index)) continue;
      ASSERT_EQ(ledger::read_leaf(*log_->entry(index))->request, request) << "an index was used again";
      checked_.insert(index);
    }
  }
  void everything_holds() {
    ASSERT_NE(log_, nullptr) << "a round before this one failed";
    EXPECT_EQ(verdict(), "intact") << "root and tiles equal to their recomputation";
    for (auto const& [index, request] : promised_) ASSERT_EQ(ledger::read_leaf(*log_->entry(index))->request, request);
    ledger::MemoryLog again;
    again.add(stored());
    EXPECT_EQ(again.edge.head(), ledger::open_checkpoint(**log_->note(), *log_->verifier())->head);
  }
  std::map<std::uint64_t, std::string> promised_;
  std::set<std::uint64_t> checked_;
  int killed_ = 0;
};
CONCORDAT_ON_BOTH_STORES(LedgerCrashes);

TEST_P(LedgerCrashes, T06_KilledAtAnyStepNothingReleasedIsLostAndNoIndexUsedAgain) {
  auto const runs = times("CONCORDAT_CRASHES", 40);
  ASSERT_EQ(append(), "fine");
  long steps = 0;
  for (int run = 0; run < runs && !HasFatalFailure(); ++run) {
    auto const seed = static_cast<std::uint64_t>(run) + 1;
    if (is_sqlite()) {
      // each writing call in turn: some thirty of them are two entries and their checkpoints
      crash(seed, 2, std::nullopt, [&] { FaultVfs::install().fail_at(Fault_::kill, 1 + run % 60); });
      ++steps;
    } else {
      // the server is another process: its client is killed at any time from its start to long after its last answer
      crash(seed, 3, std::chrono::microseconds{chance_.below(60'000)}, [] {});
    }
  }
  EXPECT_GT(killed_, runs / 4) << "most children were done before they could be killed";
  everything_holds();
}

/// A hub that comes up again must not wait for what a killed one left behind: its signer holds the state while it signs only,
/// and goes with the hub. Here the next signer does not wait for the state at all.
TEST_P(LedgerCrashes, T06_TheSignerOfAKilledHubIsGoneWhenTheNextComesUp) {
  if (!is_sqlite()) GTEST_SKIP() << "the signer knows no database";
  ASSERT_EQ(append(), "fine");
  for (int run = 0; run < 12 && !HasFatalFailure(); ++run) {
    // the pipe is the signer's too: its end is read once the last of both is gone
    crash(5'000 + static_cast<std::uint64_t>(run), 50, std::chrono::microseconds{5'000 + chance_.below(30'000)}, [] {});
    log_.reset();
    auto const next = ledger::SignerClient::start({.command = {"/proc/self/exe", "failures-signer-at-once", keys().string()}, .timeout = std::chrono::seconds{60}});
    ASSERT_EQ(code_of(next), "fine") << "run " << run;
    EXPECT_GE((*next)->last().size, promised_.empty() ? 0 : promised_.rbegin()->first + 1) << "it knows all that was released";
  }
  EXPECT_GT(killed_, 3);
}

TEST_P(LedgerCrashes, T07_AfterALossOfPowerNothingReleasedIsLost) {
  if (!is_sqlite()) GTEST_SKIP() << "PostgreSQL syncs its own log; what it may lose is for its own tests";
  ASSERT_EQ(append(), "fine");
  auto const runs = times("CONCORDAT_CRASHES", 40);
  for (int run = 0; run < runs && !HasFatalFailure(); ++run) {
    crash(1'000 + static_cast<std::uint64_t>(run), 3, std::nullopt, [&] {
      FaultVfs::install().fail_at(Fault_::power_loss, 1 + run % 60);
      FaultVfs::install().everything_is_synced(fs::path{url().target()}.parent_path());
    });
  }
  EXPECT_GT(killed_, runs / 4);
  everything_holds();
}

TEST_P(LedgerCrashes, T08_AFullReadOnlyOrBrokenDiskRefusesAndHeals) {
  if (!is_sqlite()) {
    // what the server says of its own disk: full, read-only, broken
    for (store::Sql const fault : {store::Sql{"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"},
                                   store::Sql{"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '25006'; END $$"},
                                   store::Sql{"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '58030'; END $$"}}) {
      ASSERT_EQ(append(), "fine");
      auto const before = *log_->size();
      run(fault);
      run("CREATE TRIGGER fault BEFORE INSERT ON ledger_leaf FOR EACH ROW EXECUTE FUNCTION fault()");
      EXPECT_TRUE(append().starts_with("store.")) << fault.view();
      EXPECT_EQ(*log_->size(), before);
      run("DROP TRIGGER fault ON ledger_leaf");
      run("DROP FUNCTION fault()");
      EXPECT_EQ(append(), "fine") << "it recovers";
    }
    EXPECT_EQ(verdict(), "intact");
    return;
  }
  auto& disk = FaultVfs::install();
  log_.reset();
  connection_.emplace(open());
  log_ = open_log(*connection_);
  ASSERT_EQ(append(), "fine");
  auto unstored = 0;
  for (auto const fault : {Fault_::disk_full, Fault_::read_only, Fault_::sync_fails}) {
    for (long call = 1; call < 12; ++call) {
      auto const before = *log_->size();
      disk.fail_at(fault, call);
      auto const said = append();
      disk.heal();
      auto const after = *log_->size();
      // either it was written and signed, or it was refused; a refusal may leave an entry, never an answer without one
      if (said == "fine") {
        EXPECT_EQ(after, before + 1);
      }
      EXPECT_LE(after, before + 1) << said;
      if (said == "ledger.checkpoint-unstored") {
        ++unstored;
        EXPECT_EQ(after, before + 1) << "it says that it is done";
      }
      EXPECT_EQ(append(), "fine") << "it recovers: " << said << " at call " << call;
    }
    disk.fail_at(fault, 1);
    EXPECT_NE(append(), "fine") << static_cast<int>(fault);
    disk.heal();
  }
  EXPECT_GT(unstored, 0) << "the disk also failed between the signature and its storing";
  EXPECT_EQ(append(), "fine");
  EXPECT_EQ(verdict(), "intact");
}

TEST_P(LedgerCrashes, T09_WithoutItsSignerNothingIsReleasedAndNobodyWaitsForEver) {
  struct Case {
    std::vector<std::string> command;
    std::string code;
  };
  fs::create_directory(folder() / "other");
  ASSERT_TRUE(create_ledger_keys(folder() / "other", "hub.example.org/log", chance_));
  for (auto const& one : {Case{{"/no/such/program"}, "ledger.signer-unavailable"}, Case{{"sleep", "1000"}, "ledger.signer-unavailable"},
                          Case{{"/proc/self/exe", "failures-signer", (folder() / "other").string()}, "ledger.other-key"}}) {
    auto broken = options();
    broken.signer = {one.command, std::chrono::milliseconds{200}};
    Log log{*connection_, clock_, chance_, broken};
    EXPECT_EQ(code_of(log.ready()), one.code);
    auto transaction = store::Transaction::write(*connection_);
    ASSERT_EQ(code_of(log.append(*transaction, leaf())), "fine");
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(code_of(log.sign_pending()), one.code);
  }
  EXPECT_EQ(append(), "fine") << "back with its signer, all of it is signed";
  EXPECT_EQ(ledger::open_checkpoint(**log_->note(), *log_->verifier())->head.size, 4U);
}

TEST_P(LedgerCrashes, T10_AClockThatJumpsIsWrittenDownAndChangesNoOrder) {
  ASSERT_EQ(append(), "fine");
  auto const fields = [&] {
    std::vector<std::string> all;
    for (auto const& entry : stored()) all.push_back(ledger::read_leaf(entry)->fields.size() > 1 ? ledger::read_leaf(entry)->fields[1] : "-");
    return fmt::format("{}", fmt::join(all, " "));
  };
  auto const start = clock_.now();
  clock_.set(start - std::chrono::hours{1});
  EXPECT_EQ(append(), "fine");
  EXPECT_EQ(append(), "fine");
  EXPECT_EQ(fields(), "- back - -") << "once for each jump";
  clock_.set(start + std::chrono::days{3653});
  EXPECT_EQ(append(), "fine");
  EXPECT_EQ(fields(), "- back - - forward -");
  clock_.set(start);
  log_ = open_log(*connection_);  // another process reads the time of the newest entry
  {
    auto transaction = store::Transaction::write(*connection_);
    auto const index = log_->next_index(*transaction);
    ASSERT_TRUE(index);
    EXPECT_EQ(log_->append(*transaction, leaf())->index(), *index) << "what was promised to a file is what it gets";
    ASSERT_TRUE(transaction->commit());
    ASSERT_TRUE(log_->sign_pending());
  }
  EXPECT_EQ(fields(), "- back - - forward - back -");
  std::set<std::string> requests;
  for (auto const& entry : stored()) requests.insert(ledger::read_leaf(entry)->request);
  EXPECT_EQ(requests.size(), 8U) << "no duplicate";
  EXPECT_EQ(verdict(), "intact");
}

TEST_P(LedgerCrashes, T16_ManyWritersGetDenseIndexesAndEachItsOwnEntryOnce) {
  auto const events = times("CONCORDAT_EVENTS", 3'200);
  constexpr int writers = 16;
  HubOptions hub;
  hub.database = is_sqlite() ? "sqlite:" + url().target() : url().target();
  hub.keys = keys();
  hub.signer = {"/proc/self/exe", "failures-signer-of-hub"};
  auto queue = GroupCommit::start(hub, clock_, {});
  ASSERT_EQ(code_of(queue), "fine");
  std::vector<std::vector<std::pair<std::uint64_t, std::string>>> seen(writers);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      SeededChance chance{100 + static_cast<std::uint64_t>(writer)};
      for (int event = 0; event < events / writers; ++event) {
        Entry entry;
        entry.leaf = {.at = clock_.now(), .event = ledger::Event::access, .request = uuid7(clock_.now(), chance)};
        auto const request = entry.leaf.request;
        auto const index = (*queue)->add(std::move(entry));
        if (index) seen[static_cast<std::size_t>(writer)].emplace_back(*index, request);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  auto const counts = (*queue)->counts();
  EXPECT_LT(counts.batches, counts.leaves) << "they were written together";
  Entry bad;
  bad.leaf = {.at = clock_.now(), .from = "a name with spaces"};
  EXPECT_EQ(code_of((*queue)->add(bad)), "ledger.leaf-token") << "fails alone";
  (*queue)->close();
  EXPECT_EQ(code_of((*queue)->add(bad)), "ledger.queue-closed");
  queue->reset();
  std::map<std::uint64_t, std::string> all;
  for (auto const& mine : seen) {
    for (auto const& one : mine) ASSERT_TRUE(all.insert(one).second);
  }
  ASSERT_EQ(all.size(), static_cast<std::size_t>(events / writers * writers));
  EXPECT_EQ(all.rbegin()->first + 1, all.size()) << "dense";
  std::uint64_t index = 0;
  for (auto const& entry : stored()) ASSERT_EQ(ledger::read_leaf(entry)->request, all.at(index++));
  EXPECT_EQ(verdict(), "intact");
}

TEST_P(LedgerCrashes, T16_AQueueHasAnEndAndSaysSo) {
  HubOptions hub;
  hub.database = is_sqlite() ? "sqlite:" + url().target() : url().target();
  hub.keys = keys();
  hub.signer = {"sleep", "1"};
  hub.patience = std::chrono::milliseconds{300};
  auto queue = GroupCommit::start(hub, clock_, {.most = 1, .longest_queue = 2});
  ASSERT_EQ(code_of(queue), "fine");
  std::atomic<int> full = 0, away = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&] {
      Entry entry;
      entry.leaf = {.at = clock_.now(), .event = ledger::Event::access};
      auto const code = code_of((*queue)->add(std::move(entry)));
      full += code == "ledger.queue-full" ? 1 : 0;
      away += code == "ledger.signer-unavailable" ? 1 : 0;
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_GT(full, 0);
  EXPECT_EQ(full + away, 8) << "nobody was released without a signature, and nobody waits for ever";
}

TEST_P(LedgerCrashes, T16_ABatchThatIsWrittenAndCannotBeSignedIsNotWrittenAgain) {
  HubOptions hub;
  hub.database = is_sqlite() ? "sqlite:" + url().target() : url().target();
  hub.keys = keys();
  hub.signer = {"/proc/self/exe", "failures-nonsense-of-hub"};
  auto queue = GroupCommit::start(hub, clock_, {.most = 2, .longest_queue = 2});
  ASSERT_EQ(code_of(queue), "fine");
  // Nobody's turn comes while this transaction holds the ledger: by the time the queue is full, two wait together.
  std::optional held{store::Transaction::write(*connection_)};
  ASSERT_EQ(code_of(*held), "fine");
  ASSERT_EQ(code_of(log_->append(**held, leaf())), "fine");
  std::atomic<int> full = 0, nonsense = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&] {
      Entry entry;
      entry.leaf = {.at = clock_.now(), .event = ledger::Event::access};
      auto const code = code_of((*queue)->add(std::move(entry)));
      full += code == "ledger.queue-full" ? 1 : 0;
      nonsense += code == "ledger.signer-protocol" ? 1 : 0;
    });
  }
  while (full == 0) std::this_thread::yield();
  held.reset();
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(full + nonsense, 8);
  EXPECT_EQ((*queue)->counts().leaves, 0U) << "nobody was released without a signature";
  EXPECT_EQ(*log_->size(), static_cast<std::uint64_t>(nonsense)) << "each of them stands in the ledger once";
}

TEST_P(LedgerCrashes, T20_AReaderNeverSeesACheckpointWhoseTilesAreNotThere) {
  ASSERT_EQ(append(), "fine");
  std::atomic<bool> over = false;
  std::atomic<int> reads = 0;
  std::thread reader{[&] {
    auto connection = open();
    SeededChance chance{9};
    Log log{connection, clock_, chance, options()};
    while (!over) {
      auto const note = log.note();
      if (!note || !*note) continue;
      auto const report = ledger::verify_log(log.storage(), **note, *log.verifier());
      if (!report) continue;  // the reader's turn was not given: no answer is no wrong answer
      EXPECT_TRUE(report->intact()) << report->code.view();
      ++reads;
    }
  }};
  for (int round = 0; round < times("CONCORDAT_READS", 60); ++round) grow(1 + chance_.below(40));
  over = true;
  reader.join();
  EXPECT_GT(reads, 0);
}

/// Called after every statement that a connection opened while it lives has read the checkpoints with; not while it is called.
class AfterReadsOfCheckpoints {
 public:
  explicit AfterReadsOfCheckpoints(std::function<void()> then) {
    then_ = std::move(then);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
  }
  AfterReadsOfCheckpoints(AfterReadsOfCheckpoints const&) = delete;
  ~AfterReadsOfCheckpoints() {
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(watch));
    then_ = {};
  }

 private:
  static int watch(sqlite3* database, char**, void const*) { return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, told, nullptr); }
  static int told(unsigned, void*, void* statement, void*) {
    std::string_view const sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    if (!then_ || sql.find("FROM ledger_checkpoint") == std::string_view::npos) return 0;
    auto const then = std::exchange(then_, {});
    then();
    then_ = then;
    return 0;
  }
  static inline std::function<void()> then_;
};

TEST_P(LedgerCrashes, T20_AVerificationBesideABusyHubAccusesNobody) {
  if (!is_sqlite()) GTEST_SKIP() << "only there can a writer be let in between two statements of another";
  ASSERT_EQ(append(), "fine");
  int writes = 0;
  AfterReadsOfCheckpoints const busy{[&] {
    EXPECT_EQ(append(), "fine");
    ++writes;
  }};
  auto connection = open();
  SeededChance chance{9};
  Log log{connection, clock_, chance, options()};
  auto const report = log.verify();
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_TRUE(report->intact()) << report->code.view();
  EXPECT_GT(writes, 0) << "between the statements";
}

}  // namespace concordat::hub::failing
