// SPDX-License-Identifier: Apache-2.0
// A server on a free port of the loopback, with routes that the tests of this folder share.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "http/form.h"
#include "http/http_test_client.h"
#include "http/server/server.h"

namespace concordat::http::test {

/// Opened once; who waits goes on then.
class Gate {
 public:
  void open() {
    {
      std::lock_guard const lock{mutex_};
      open_ = true;
    }
    opened_.notify_all();
  }
  bool wait() {
    std::unique_lock lock{mutex_};
    return opened_.wait_for(lock, std::chrono::seconds{60}, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

inline bool eventually(std::function<bool()> const& holds) {
  for (int round = 0; round < 600; ++round) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return false;
}

class Serving : public testing::Test {
 protected:
  Serving() {
    router.add(Method::get, "/", [](Request&) { return plain("home"); });
    router.add(Method::get, "/people/:id", [](Request& request) {
      return json("{\"id\":\"" + std::string{request.param("id")} + "\"}");
    });
    router.add(Method::post, "/echo", [](Request& request) {
      auto body = read_all(request.body, 1 << 20);
      return body ? plain(std::move(*body)) : problem(body.error());
    });
    router.add(Method::post, "/count",
               [this](Request& request) {
                 std::array<char, 8192> room;
                 std::uint64_t total = 0;
                 for (;;) {
                   auto const got = request.body.read(room);
                   if (!got) {
                     broken_body = std::string{got.error().code.view()};
                     return problem(got.error());
                   }
                   if (*got == 0) return plain(std::to_string(total));
                   total += *got;
                   counted = total;
                 }
               },
               {.body_bytes = 1U << 30U});
    router.add(Method::post, "/ignore", [](Request&) { return plain("ignored"); }, {.body_bytes = 1U << 30U});
    router.add(Method::get, "/throw", [](Request&) -> Response { throw std::runtime_error{"SECRET-NAME"}; });
    router.add(Method::get, "/split",
               [](Request& request) { return plain("x").with("X-Echo", request.query.get("value")); });
    router.add(Method::get, "/wait", [this](Request&) {
      ++waiting;
      return plain(gate.wait() ? "waited" : "gave up");
    });
    options = serve(router);
    options.limits.linger_deadline = std::chrono::milliseconds{500};
  }

  ~Serving() override { gate.open(); }

  void start() {
    auto started = Server::start(options);
    ASSERT_TRUE(started.has_value()) << sentence(started.error());
    server = std::move(*started);
  }
  [[nodiscard]] Client client() const { return Client{server->port()}; }

  Gate gate;
  std::atomic<int> waiting = 0;
  std::atomic<std::uint64_t> counted = 0;
  std::string broken_body;
  Router router;
  ServerOptions options;
  std::unique_ptr<Server> server;
};

}  // namespace concordat::http::test
