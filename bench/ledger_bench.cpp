// SPDX-License-Identifier: Apache-2.0
// The ledger as a server uses it: 64 callers through the queue of leaves (hub/log), each entry durable and signed before its
// caller goes on, on SQLite and, where one is there, a PostgreSQL of its own; then full verification, and proofs made and
// checked. The baseline is the disk itself: 4 KiB written and synced (fdatasync) in the same folder, in the same run.
//
//   ledger_bench [seconds] [folder]     exit code 1 where a goal is missed
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/id.h"
#include "hub/log/group_commit.h"
#include "ledger/verify.h"
#include "store/migrate.h"
#include "support/postgres_cluster.h"
#include "support/temporary_folder.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr int callers = 64;
constexpr double goal_events = 5'000, goal_leaves = 200'000, goal_proof_ms = 1.0;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

/// Syncs a second of 4 KiB at the end of a file.
double syncs_a_second(fs::path const& folder) {
  auto const path = folder / "baseline";
  int const file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  std::vector<char> const block(4096, 'x');
  int count = 0;
  auto const start = Steady::now();
  for (; seconds_since(start) < 2; ++count) {
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) std::abort();
  }
  ::close(file);
  return count / seconds_since(start);
}

struct Bench {
  HubOptions hub;
  SystemClock clock;
  double seconds = 5;

  /// A leaf as a look at a page writes it: about 330 bytes.
  static Entry entry(Clock const& clock, Chance& chance) {
    Entry entry;
    entry.openings.push_back(ledger::new_opening("{\"page\":\"/feeds\",\"session\":\"0192f0c0a1b2c3d4\"}", chance));
    entry.leaf = {.at = clock.now(), .event = ledger::Event::access, .to = "northshire-csp", .actor = std::string(32, 'a'), .fields = {"feeds"},
                  .detail = ledger::commit(entry.openings.front()), .request = uuid7(clock.now(), chance)};
    return entry;
  }

  struct Rate {
    double events = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    double batch = 0;
  };
  Rate run(int threads) {
    auto queue = GroupCommit::start(hub, clock);
    if (!queue) {
      fmt::print("cannot start: {}\n", sentence(queue.error()));
      std::exit(1);
    }
    std::atomic<bool> over = false;
    std::vector<std::vector<double>> waits(static_cast<std::size_t>(threads));
    std::vector<std::thread> all;
    auto const start = Steady::now();
    for (auto& mine : waits) {
      all.emplace_back([&] {
        SystemChance chance;
        while (!over) {
          auto const asked = Steady::now();
          if (auto const index = (*queue)->add(entry(clock, chance)); !index) {
            fmt::print("refused: {}\n", sentence(index.error()));
            std::exit(1);
          }
          mine.push_back(seconds_since(asked) * 1000);
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
    over = true;
    for (auto& thread : all) thread.join();
    auto const took = seconds_since(start);
    std::vector<double> merged;
    for (auto const& mine : waits) merged.insert(merged.end(), mine.begin(), mine.end());
    std::sort(merged.begin(), merged.end());
    auto const counts = (*queue)->counts();
    return {static_cast<double>(merged.size()) / took, merged[merged.size() / 2], merged[merged.size() * 99 / 100],
            static_cast<double>(counts.leaves) / static_cast<double>(counts.batches)};
  }
};

bool check_reading(Bench const& bench, store::Connection& connection) {
  SystemChance chance;
  Log log{connection, bench.clock, chance, log_options(bench.hub)};
  auto const note = **log.note();
  auto const key = *log.verifier();
  auto start = Steady::now();
  auto const report = ledger::verify_log(log.storage(), note, key);
  auto const leaves = static_cast<double>(report->checked) / seconds_since(start);
  fmt::print("  full verification      {:>9.0f} leaves/s ({} entries, {})\n", leaves, report->checked, report->intact() ? "intact" : "NOT intact");
  auto const head = ledger::open_checkpoint(note, key)->head;
  SeededChance lot{1};
  constexpr int proofs = 500;
  start = Steady::now();
  for (int proof = 0; proof < proofs; ++proof) {
    auto const index = lot.below(head.size);
    ledger::TileHashes hashes{log.storage(), head.size};
    auto const made = ledger::prove_inclusion(index, head.size, hashes);
    auto const bytes = log.entry(index);
    if (!made || !bytes || !ledger::check_inclusion(*made, index, ledger::leaf_hash(*bytes), head)) return false;
  }
  auto const each = seconds_since(start) * 1000 / proofs;
  fmt::print("  proof made and checked {:>9.3f} ms\n", each);
  return report->intact() && leaves >= goal_leaves && each <= goal_proof_ms;
}

bool measure(std::string_view name, std::string const& database, fs::path const& folder, double seconds, char const* self) {
  Bench bench;
  bench.seconds = seconds;
  bench.hub.database = database;
  bench.hub.keys = folder / (std::string{name} + "-keys");
  bench.hub.signer = {self, "ledger-bench-signer"};
  fs::create_directory(bench.hub.keys);
  SystemChance chance;
  auto connection = store::Connection::open(*store::Url::parse(database));
  if (!connection || !store::migrate(*connection, store::Schema::hub, bench.clock) || !create_ledger_keys(bench.hub.keys, "bench.example/log", chance)) return false;
  auto const syncs = syncs_a_second(folder);
  auto const many = bench.run(callers);
  auto const alone = bench.run(1);
  auto const syncs_after = syncs_a_second(folder);
  auto const base = (syncs + syncs_after) / 2;
  fmt::print("{}\n  baseline               {:>9.0f} times 4 KiB written and synced a second ({:.0f} before, {:.0f} after)\n", name, base, syncs, syncs_after);
  fmt::print("  {} callers             {:>9.0f} durable events/s, {:.1f} times the baseline; {:.0f} a commit; waited p50 {:.1f} ms, p99 {:.1f} ms\n", callers, many.events,
             many.events / base, many.batch, many.p50_ms, many.p99_ms);
  fmt::print("  1 caller               {:>9.0f} durable events/s; waited p50 {:.1f} ms, p99 {:.1f} ms\n", alone.events, alone.p50_ms, alone.p99_ms);
  bool const reading = check_reading(bench, *connection);
  return many.events >= goal_events && reading;
}

}  // namespace
}  // namespace concordat::hub

int main(int count, char** words) {
  using namespace concordat;
  if (count == 6 && std::strcmp(words[1], "ledger-bench-signer") == 0) return ledger::run_signer(hub::signer_options(words[3]));
  double const seconds = count > 1 ? std::atof(words[1]) : 5;
  test_support::TemporaryFolder const own;
  std::filesystem::path const folder = count > 2 ? std::filesystem::path{words[2]} : own.path();
  bool good = hub::measure("SQLite", "sqlite:" + (folder / "bench.db").string(), folder, seconds, words[0]);
  if (auto* const cluster = test_support::PostgresCluster::shared()) {
    good = hub::measure("PostgreSQL", cluster->make_database().target(), folder, seconds, words[0]) && good;
  } else {
    fmt::print("PostgreSQL is not here.\n");
  }
  return good ? 0 : 1;
}
