// SPDX-License-Identifier: Apache-2.0
// What all connections of a server share, and what those of one I/O thread share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "http/server/asio_types.h"
#include "http/server/server.h"
#include "http/server/transport.h"
#include "http/server/worker_pool.h"

namespace concordat::http {

class Connection;

/// Counts connections, all and by peer. From any thread.
class Doorkeeper {
 public:
  explicit Doorkeeper(Limits const& limits)
      : most_{limits.connections}, most_of_peer_{limits.connections_per_peer} {}

  enum class Answer : std::uint8_t { welcome, crowded, refused };
  /// `crowded`: let in, but one that does nothing should go. `refused`: not let in.
  [[nodiscard]] Answer enter(std::string const& peer);
  void leave(std::string const& peer);
  [[nodiscard]] std::size_t inside() const;
  /// False where the deadline came first.
  bool wait_until_empty(std::chrono::milliseconds deadline);

 private:
  std::size_t const most_;
  std::size_t const most_of_peer_;
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t inside_ = 0;
  std::map<std::string, std::size_t> by_peer_;
};

/// An IPv4 address as it is; of an IPv6 address the /64, which is what one customer gets.
[[nodiscard]] std::string peer_key(asio::ip::address const& address);

struct Shared {
  explicit Shared(ServerOptions given)
      : options{std::move(given)},
        door{options.limits},
        workers{options.workers, options.queue},
        upload_workers{options.upload_workers, options.upload_queue} {}

  ServerOptions options;
  TlsContext tls;
  Doorkeeper door;
  std::atomic<bool> stopping = false;
  WorkerPool workers;
  WorkerPool upload_workers;
};

/// One event loop. Everything in it is used by its thread only, but for `io`, to which any thread may post.
struct IoThread {
  asio::io_context io{1};
  std::set<Connection*> connections;
  std::string date;  ///< as of the last sweep
  Timer sweeper{io};
  std::thread thread;
};

}  // namespace concordat::http
