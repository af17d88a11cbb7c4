// SPDX-License-Identifier: Apache-2.0
// A few open hubs over one database, lent to one request at a time. A hub is for one thread; the pool is for all.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "hub/hub.h"

namespace concordat::pages {

class HubPool {
 public:
  using Open = std::function<Result<std::unique_ptr<hub::Hub>>()>;

  /// Opens none yet; at most `size` of them.
  HubPool(Open open, std::size_t size);
  HubPool(HubPool const&) = delete;
  HubPool& operator=(HubPool const&) = delete;
  ~HubPool();

  /// Goes back to the pool when it dies; one that lost its database is thrown away. REQUIRES: the pool outlives it.
  class Lease {
   public:
    Lease(Lease&& other) noexcept
        : pool_{std::exchange(other.pool_, nullptr)}, hub_{std::move(other.hub_)}, spoilt_{other.spoilt_} {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    [[nodiscard]] hub::Hub& operator*() { return *hub_; }

   private:
    friend class HubPool;
    Lease(HubPool& pool, std::unique_ptr<hub::Hub> hub) : pool_{&pool}, hub_{std::move(hub)} {}
    HubPool* pool_;
    std::unique_ptr<hub::Hub> hub_;
    bool spoilt_ = false;
  };

  /// Agencies and feeds are those of now, or of at most `refresh_after` ago. "hub.busy" where none came free in time;
  /// else as Hub::open.
  [[nodiscard]] Result<Lease> take(std::chrono::milliseconds patience = std::chrono::milliseconds{10'000});

 private:
  struct State;
  void give_back(std::unique_ptr<hub::Hub> hub, bool spoilt);
  std::unique_ptr<State> state_;
};

constexpr std::chrono::milliseconds refresh_after{2000};

}  // namespace concordat::pages
