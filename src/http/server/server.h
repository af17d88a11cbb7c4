// SPDX-License-Identifier: Apache-2.0
// The web server. I/O threads (one event loop each) never block; handlers run on workers.
//
// A small request takes a worker only once all of it is there; a large body is pulled by one of a few upload
// workers. So clients that send slowly hold sockets, never the workers that answer everybody else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "http/limits.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

namespace concordat::http {

struct TlsOptions {
  std::filesystem::path certificate_file;  ///< PEM, the whole chain
  std::filesystem::path key_file;          ///< PEM
  /// Where given, a client must show a certificate that one of these signed.
  std::optional<std::filesystem::path> client_ca_file = std::nullopt;
};

/// What is told of each answered request. Nothing in it was typed by a person.
struct Finished {
  Method method;
  std::string_view route;  ///< the pattern; empty where none matched or the request was refused before
  Status status;
  std::chrono::duration<double> seconds;  ///< from the end of the head to the end of the answer
  std::uint64_t body_bytes;               ///< of the request, decoded
  std::uint64_t answer_bytes;             ///< of the content
  bool complete;                          ///< the client got all of it
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  std::size_t io_threads = 1;
  std::size_t workers = 8;
  std::size_t upload_workers = 4;  ///< for bodies over Limits::buffered_body_bytes
  std::size_t queue = 256;         ///< requests that wait for a worker; one more gets 503
  std::size_t upload_queue = 32;
  Limits limits = {};
  std::optional<TlsOptions> tls = std::nullopt;

  Handler handler;  ///< runs on workers, several at once; what it throws becomes a 500 that says nothing
  /// Asked on an I/O thread before a body is taken, so it must be quick: Router::admit.
  std::function<Admission(Request const&)> admit = {};
  /// Told on an I/O thread, so it must be quick.
  std::function<void(Finished const&)> finished = {};
  Clock const* clock = nullptr;  ///< for the Date header; null: none is sent
};

/// Options whose handler and admission are the router's. REQUIRES: the router outlives the server.
[[nodiscard]] ServerOptions serve(Router const& router);

class Server {
 public:
  /// Listens when it returns. Problems: "http.address", "http.listen", "http.tls-files",
  /// "http.tls-client-ca".
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(ServerOptions options);
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;
  /// Stops with a deadline of no time at all.
  ~Server();

  [[nodiscard]] std::uint16_t port() const;
  /// Connections open now.
  [[nodiscard]] std::size_t connections() const;

  /// Takes no more connections, lets running requests finish, ends event streams; what is not done by the
  /// deadline is cut off. True where nothing had to be. Waits for handlers to return even so: they must.
  bool stop(std::chrono::milliseconds deadline);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::http
