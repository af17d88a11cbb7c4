// SPDX-License-Identifier: Apache-2.0
#include "pages/hub_pool.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <vector>

namespace concordat::pages {

struct HubPool::State {
  Open open;
  std::size_t size;
  std::mutex mutex;
  std::condition_variable free;
  std::vector<std::unique_ptr<hub::Hub>> idle;
  std::size_t lent = 0;
  std::map<hub::Hub const*, std::chrono::steady_clock::time_point> refreshed;
};

HubPool::HubPool(Open open, std::size_t size) : state_{std::make_unique<State>()} {
  state_->open = std::move(open);
  state_->size = size;
}

HubPool::~HubPool() = default;

HubPool::Lease::~Lease() {
  if (pool_ != nullptr && hub_ != nullptr) pool_->give_back(std::move(hub_), spoilt_);
}

void HubPool::give_back(std::unique_ptr<hub::Hub> hub, bool spoilt) {
  {
    std::lock_guard const lock{state_->mutex};
    --state_->lent;
    if (spoilt || hub->database().is_lost()) {
      state_->refreshed.erase(hub.get());
    } else {
      state_->idle.push_back(std::move(hub));
    }
  }
  state_->free.notify_one();
}

Result<HubPool::Lease> HubPool::take(std::chrono::milliseconds patience) {
  std::unique_ptr<hub::Hub> hub;
  bool stale = true;
  auto const now = std::chrono::steady_clock::now();
  {
    std::unique_lock lock{state_->mutex};
    bool const came = state_->free.wait_for(lock, patience, [&] { return !state_->idle.empty() || state_->lent < state_->size; });
    if (!came) {
      return fail(Fault::locked, "hub.busy", "Too many people are waiting for the hub.", "Try again in a moment.");
    }
    ++state_->lent;
    if (!state_->idle.empty()) {
      hub = std::move(state_->idle.back());
      state_->idle.pop_back();
      auto& when = state_->refreshed[hub.get()];
      stale = now - when > refresh_after;
      if (stale) when = now;
    }
  }
  if (hub == nullptr) {
    auto opened = state_->open();
    std::lock_guard const lock{state_->mutex};
    if (!opened) {
      --state_->lent;
      state_->free.notify_one();
      return fail(opened);
    }
    hub = std::move(*opened);
    state_->refreshed[hub.get()] = now;
    return Lease{*this, std::move(hub)};
  }
  Lease lease{*this, std::move(hub)};
  if (stale) {
    if (auto fresh = (*lease).refresh(); !fresh) {
      lease.spoilt_ = true;  // half of it may be of now and half of before
      return fail(fresh);
    }
  }
  return lease;
}

}  // namespace concordat::pages
