// SPDX-License-Identifier: Apache-2.0
#include "store/pool.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/errors.h"

namespace concordat::store {

struct Pool::State {
  Url url;
  ConnectionOptions options;
  std::size_t left;  ///< how many more may be opened
  std::mutex mutex = {};
  std::condition_variable freed = {};
  std::vector<std::unique_ptr<Connection>> idle = {};
};

Pool::Pool(Url url, ConnectionOptions options, std::size_t size)
    : state_{new State{.url = std::move(url), .options = options, .left = size}} {}
Pool::~Pool() = default;

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->give_back(std::move(connection_));
}

Result<Pool::Lease> Pool::take(std::chrono::milliseconds patience) {
  {
    std::unique_lock lock{state_->mutex};
    auto const free = [&] { return !state_->idle.empty() || state_->left > 0; };
    if (!state_->freed.wait_for(lock, patience, free)) return fail(Trouble::pool_empty);
    if (!state_->idle.empty()) {
      auto connection = std::move(state_->idle.back());
      state_->idle.pop_back();
      return Lease{*this, std::move(connection)};
    }
    --state_->left;
  }
  auto opened = Connection::open(state_->url, state_->options);
  if (!opened) {
    give_back(nullptr);
    return fail(opened);
  }
  return Lease{*this, std::make_unique<Connection>(std::move(*opened))};
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard const lock{state_->mutex};
    // a lost connection makes room for a new one
    if (connection == nullptr || connection->is_lost()) {
      ++state_->left;
    } else {
      state_->idle.push_back(std::move(connection));
    }
  }
  state_->freed.notify_one();
}

}  // namespace concordat::store
