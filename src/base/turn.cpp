// SPDX-License-Identifier: Apache-2.0
#include "base/turn.h"

#include <sys/stat.h>

#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace concordat {

struct TurnQueue::State {
  std::mutex mutex;
  bool taken = false;
  /// One for each that waits, the next in front; each is woken alone.
  std::list<std::condition_variable> waiting;
};

TurnQueue::TurnQueue() : state_{std::make_unique<State>()} {}
TurnQueue::~TurnQueue() = default;

std::shared_ptr<TurnQueue> TurnQueue::make() { return std::shared_ptr<TurnQueue>{new TurnQueue}; }

Turn::~Turn() {
  if (queue_ != nullptr) queue_->give_back();
}

std::optional<Turn> TurnQueue::take(std::chrono::milliseconds patience) {
  if (!wait(patience)) return std::nullopt;
  return Turn{shared_from_this()};
}

std::shared_ptr<TurnQueue> TurnQueue::of_file(std::string const& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return nullptr;
  static std::mutex mutex;
  static std::map<std::pair<dev_t, ino_t>, std::weak_ptr<TurnQueue>> queues;
  std::lock_guard const lock{mutex};
  std::erase_if(queues, [](auto const& one) { return one.second.expired(); });
  auto& known = queues[{status.st_dev, status.st_ino}];
  auto queue = known.lock();
  if (queue == nullptr) known = queue = make();
  return queue;
}

bool TurnQueue::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock{state_->mutex};
  if (!state_->taken && state_->waiting.empty()) {
    state_->taken = true;
    return true;
  }
  auto const own = state_->waiting.emplace(state_->waiting.end());
  bool const mine = own->wait_for(lock, patience, [&] { return !state_->taken && own == state_->waiting.begin(); });
  state_->waiting.erase(own);
  if (mine) {
    state_->taken = true;
  } else if (!state_->taken && !state_->waiting.empty()) {
    state_->waiting.front().notify_one();  // it may have been woken for a turn that this one was in front of
  }
  return mine;
}

void TurnQueue::give_back() {
  std::lock_guard const lock{state_->mutex};
  state_->taken = false;
  if (!state_->waiting.empty()) state_->waiting.front().notify_one();
}

}  // namespace concordat
