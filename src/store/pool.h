// SPDX-License-Identifier: Apache-2.0
// A few connections to one database, lent one at a time. The pool may be used from any thread; what it lends
// may not.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "store/connection.h"

namespace concordat::store {

class Pool {
 public:
  /// Opens nothing yet.
  Pool(Url url, ConnectionOptions options, std::size_t size);
  ~Pool();
  Pool(Pool const&) = delete;
  Pool& operator=(Pool const&) = delete;

  /// Goes back to the pool when it dies. REQUIRES: the pool outlives it.
  class Lease {
   public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    [[nodiscard]] Connection& operator*() { return *connection_; }
    [[nodiscard]] Connection* operator->() { return connection_.get(); }

   private:
    friend class Pool;
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_{&pool}, connection_{std::move(connection)} {}
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// Waits for a free connection; fails with store.pool-empty after `patience`, or as Connection::open does.
  [[nodiscard]] Result<Lease> take(std::chrono::milliseconds patience = std::chrono::milliseconds{5000});

 private:
  struct State;
  void give_back(std::unique_ptr<Connection> connection);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::store
