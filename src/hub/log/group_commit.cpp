// SPDX-License-Identifier: Apache-2.0
#include "hub/log/group_commit.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "store/url.h"

namespace concordat::hub {
namespace {

using Outcome = Result<std::uint64_t>;

struct Waiting {
  Entry entry;
  std::promise<Outcome> outcome = {};
};

/// Whether the batch as a whole could not be written, and each leaf alone could not either.
bool concerns_all(Problem const& problem) {
  switch (problem.fault) {
    case Fault::unavailable:
    case Fault::locked:
    case Fault::retry:
    case Fault::exhausted:
    case Fault::integrity:
    case Fault::cancelled: return true;
    case Fault::malformed:
    case Fault::missing:
    case Fault::unknown:
    case Fault::refused:
    case Fault::not_found:
    case Fault::conflict:
    case Fault::too_large:
    case Fault::internal: return false;
  }
  return true;
}

}  // namespace

struct GroupCommit::State {
  State(HubOptions its_hub, Clock const& its_clock, GroupCommitOptions its_options, store::Url its_url)
      : hub{std::move(its_hub)}, clock{its_clock}, options{its_options}, url{std::move(its_url)} {}

  HubOptions hub;
  Clock const& clock;
  GroupCommitOptions options;
  store::Url url;
  SystemChance chance;

  std::mutex mutex;
  std::condition_variable something;
  std::deque<Waiting> queue;
  bool stopping = false;
  std::atomic<std::uint64_t> leaves = 0;
  std::atomic<std::uint64_t> batches = 0;

  // of the thread alone
  std::optional<store::Connection> connection;
  std::optional<Log> log;
  std::size_t last_batch = 0;
  std::thread thread;

  Result<void> open();
  void run();
  std::vector<Waiting> take();
  void serve(std::vector<Waiting> batch);
  struct Written {
    Outcome first;
    bool tried_to_commit = false;  ///< the leaves may be there, whatever came of it
  };
  Written write(std::vector<Entry> const& entries);
};

Result<void> GroupCommit::State::open() {
  if (connection && !connection->is_lost()) return {};
  log.reset();
  connection.reset();
  auto opened = store::Connection::open(url, {.create = false, .secure_delete = true, .patience = hub.patience});
  if (!opened) return fail(opened);
  connection.emplace(std::move(*opened));
  log.emplace(*connection, clock, chance, log_options(hub));
  return {};
}

/// Empty where it is over.
std::vector<Waiting> GroupCommit::State::take() {
  std::unique_lock lock{mutex};
  something.wait(lock, [&] { return stopping || !queue.empty(); });
  auto const expected = std::min(last_batch, options.most);
  if (queue.size() < expected) something.wait_for(lock, options.longest_wait, [&] { return stopping || queue.size() >= expected; });
  std::vector<Waiting> batch;
  while (!queue.empty() && batch.size() < options.most) {
    batch.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  last_batch = batch.size();
  return batch;
}

void GroupCommit::State::run() {
  for (auto batch = take(); !batch.empty(); batch = take()) serve(std::move(batch));
}

GroupCommit::State::Written GroupCommit::State::write(std::vector<Entry> const& entries) {
  if (auto there = open(); !there) return {fail(there)};
  auto transaction = store::Transaction::write(*connection);
  if (!transaction) return {fail(transaction)};
  auto const first = log->append_all(*transaction, entries);
  if (!first) return {first};
  if (auto done = transaction->commit(); !done) return {fail(done), true};
  // Only now may anybody go: what is answered is on disk and under a signature.
  if (auto done = log->sign_pending(); !done) return {fail(done), true};
  leaves += entries.size();
  ++batches;
  return {first, true};
}

void GroupCommit::State::serve(std::vector<Waiting> batch) {
  std::vector<Entry> entries;
  entries.reserve(batch.size());
  for (auto& one : batch) entries.push_back(std::move(one.entry));
  auto const [first, tried_to_commit] = write(entries);
  // What may be there already is not written again: a ledger that says twice what was done once cannot be corrected.
  bool const one_by_one = !first && batch.size() > 1 && !tried_to_commit && !concerns_all(first.error());
  for (std::size_t at = 0; at < batch.size(); ++at) {
    if (one_by_one) batch[at].outcome.set_value(write({entries[at]}).first);
    else if (first) batch[at].outcome.set_value(*first + at);
    else batch[at].outcome.set_value(first);
  }
}

GroupCommit::GroupCommit(std::unique_ptr<State> state) : state_{std::move(state)} {
  state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

GroupCommit::~GroupCommit() { close(); }

void GroupCommit::close() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
  }
  state_->something.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

Result<std::shared_ptr<GroupCommit>> GroupCommit::start(HubOptions const& hub, Clock const& clock, GroupCommitOptions options) {
  auto url = store::Url::parse(hub.database);
  if (!url) return fail(url);
  auto const keys = keys_folder(hub);
  if (!keys) return fail(keys);
  auto of_queue = hub;
  of_queue.keys = *keys;
  of_queue.leaves = nullptr;
  auto state = std::make_unique<State>(std::move(of_queue), clock, options, std::move(*url));
  if (auto opened = state->open(); !opened) return fail(opened);
  return std::shared_ptr<GroupCommit>{new GroupCommit{std::move(state)}};
}

Result<std::uint64_t> GroupCommit::add(Entry entry) {
  std::future<Outcome> outcome;
  {
    std::lock_guard const lock{state_->mutex};
    if (state_->stopping) {
      return fail(Fault::unavailable, "ledger.queue-closed", "The ledger takes no more entries: the server is stopping.", "Ask again when it runs.");
    }
    if (state_->queue.size() >= state_->options.longest_queue) {
      return fail(Fault::exhausted, "ledger.queue-full", "Too many acts wait for their entry in the ledger.", "Wait a moment and try again.");
    }
    state_->queue.push_back({std::move(entry)});
    outcome = state_->queue.back().outcome.get_future();
  }
  state_->something.notify_one();
  return outcome.get();
}

GroupCommit::Counts GroupCommit::counts() const { return {state_->leaves, state_->batches}; }

}  // namespace concordat::hub
