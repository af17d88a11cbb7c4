// SPDX-License-Identifier: Apache-2.0
#include "http/server/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "http/server/connection.h"
#include "http/server/shared.h"
#include "http/server/transport.h"
#include "http/server/wire.h"

namespace concordat::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

/// How late a deadline may be noticed.
constexpr std::chrono::milliseconds sweep_interval{100};
/// After a failed accept (no descriptors left), so that the loop does not spin.
constexpr std::chrono::milliseconds accept_pause{50};

/// A socket a connection, and the files that handlers open.
void allow_descriptors(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  auto const wanted = std::min<rlim_t>(limit.rlim_max, connections + 1024);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

void sweep(IoThread& thread, Clock const* clock) {
  auto const now = Steady::now();
  for (auto* const connection : thread.connections) connection->sweep(now);
  if (clock != nullptr) thread.date = http_date(clock->now());
  thread.sweeper.expires_after(sweep_interval);
  thread.sweeper.async_wait([&thread, clock](ErrorCode error) {
    if (!error) sweep(thread, clock);
  });
}

/// Lets go of the client that has done nothing for longest.
void evict(IoThread& thread) {
  Connection* longest = nullptr;
  for (auto* const connection : thread.connections) {
    auto const since = connection->idle_since();
    if (since && (longest == nullptr || *since < *longest->idle_since())) longest = connection;
  }
  if (longest != nullptr) longest->close();
}

}  // namespace

struct Server::Parts {
  explicit Parts(ServerOptions options) : shared{std::move(options)} {
    for (std::size_t number = 0; number < std::max<std::size_t>(1, shared.options.io_threads); ++number)
      threads.push_back(std::make_unique<IoThread>());
    acceptor.emplace(threads.front()->io);
    pause.emplace(threads.front()->io);
  }

  Result<void> listen();
  void run();
  void accept();
  void welcome(IoThread& thread, Socket socket);
  template <class Act>
  void on_each_thread(Act act) {
    for (auto& thread : threads) asio::post(thread->io, [&one = *thread, act] { act(one); });
  }

  Shared shared;
  std::vector<std::unique_ptr<IoThread>> threads;
  std::optional<Acceptor> acceptor;
  std::optional<Timer> pause;
  std::uint16_t port = 0;
  std::size_t next = 0;
  bool stopped = false;
};

Result<void> Server::Parts::listen() {
  ErrorCode error;
  auto const address = asio::ip::make_address(shared.options.address, error);
  if (error)
    return fail(Fault::malformed, "http.address", "The address to listen on is not an IP address.",
                "Name one, such as 127.0.0.1 or ::.");
  asio::ip::tcp::endpoint const endpoint{address, shared.options.port};
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(asio::socket_base::reuse_address{true}, error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (!error) port = acceptor->local_endpoint(error).port();
  if (error)
    return fail(Fault::unavailable, "http.listen", "It is not possible to listen on this address and port.",
                "Name another port, or stop what listens there.");
  return {};
}

void Server::Parts::run() {
  for (auto& thread : threads) {
    sweep(*thread, shared.options.clock);
    thread->thread = std::thread{[&io = thread->io] { io.run(); }};
  }
  asio::post(threads.front()->io, [this] { accept(); });
}

void Server::Parts::accept() {
  auto& target = *threads[next++ % threads.size()];
  acceptor->async_accept(target.io.get_executor(), [this, &target](ErrorCode error, Socket socket) {
    if (shared.stopping || error == asio::error::operation_aborted) return;
    if (!error) {
      welcome(target, std::move(socket));
      accept();
      return;
    }
    pause->expires_after(accept_pause);
    pause->async_wait([this](ErrorCode cancelled) {
      if (!cancelled && !shared.stopping) accept();
    });
  });
}

void Server::Parts::welcome(IoThread& thread, Socket socket) {
  ErrorCode error;
  auto const remote = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(asio::ip::tcp::no_delay{true}, error);
  auto key = peer_key(remote.address());
  auto const answer = shared.door.enter(key);
  if (answer == Doorkeeper::Answer::refused) return;
  if (answer == Doorkeeper::Answer::crowded) on_each_thread([](IoThread& one) { evict(one); });
  Peer peer{.address = remote.address().to_string(), .port = remote.port()};
  auto connection = std::make_shared<Connection>(
      thread, shared, make_transport(std::move(socket), shared.tls), std::move(peer), std::move(key));
  asio::post(thread.io, [this, connection = std::move(connection)] {
    connection->start();
    if (shared.stopping) connection->wind_down();
  });
}

ServerOptions serve(Router const& router) {
  ServerOptions options;
  options.handler = [&router](Request& request) { return router(request); };
  options.admit = [&router](Request const& request) { return router.admit(request); };
  return options;
}

Server::Server(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

Server::~Server() {
  stop(std::chrono::milliseconds{0});
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  allow_descriptors(options.limits.connections);
  auto parts = std::make_unique<Parts>(std::move(options));
  if (parts->shared.options.tls) {
    auto tls = make_tls_context(*parts->shared.options.tls);
    if (!tls) return fail(tls);
    parts->shared.tls = std::move(*tls);
  }
  if (auto const listening = parts->listen(); !listening) return fail(listening);
  parts->run();
  return std::unique_ptr<Server>{new Server{std::move(parts)}};
}

std::uint16_t Server::port() const {
  return parts_->port;
}

std::size_t Server::connections() const {
  return parts_->shared.door.inside();
}

bool Server::stop(std::chrono::milliseconds deadline) {
  auto& parts = *parts_;
  if (std::exchange(parts.stopped, true)) return true;
  parts.shared.stopping = true;
  asio::post(parts.threads.front()->io, [&parts] {
    ErrorCode ignored;
    parts.acceptor->close(ignored);
    parts.pause->cancel();
  });
  parts.on_each_thread([](IoThread& thread) {
    for (auto* const connection : thread.connections) connection->wind_down();
  });
  bool const all_done = parts.shared.door.wait_until_empty(deadline);
  while (!parts.shared.door.wait_until_empty(sweep_interval)) {
    parts.on_each_thread([](IoThread& thread) {
      for (auto* const connection : thread.connections) connection->close();
    });
  }
  parts.shared.workers.stop();
  parts.shared.upload_workers.stop();
  for (auto& thread : parts.threads) {
    thread->io.stop();
    thread->thread.join();
  }
  return all_done;
}

}  // namespace concordat::http
