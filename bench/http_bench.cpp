// SPDX-License-Identifier: Apache-2.0
// The web server against a client in a process of its own, so that memory and CPU time are the server's
// alone.
//
//   http_bench requests [seconds]    64 kept-alive connections ask for a few bytes of JSON
//   http_bench upload [megabytes]    one large upload, pulled by the handler in chunks of 64 KiB
//   http_bench dribble [seconds]     200 clients that send a byte every 100 ms, and a good one every 20 ms
//   http_bench                       all three; exit code 1 where a goal is missed (upload: 20 MB of memory;
//   dribble:
//                                    every attacker cut off, no good request over 1 s)
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/http_test_client.h"
#include "http/server/server.h"

namespace concordat::http {
namespace {

using Steady = std::chrono::steady_clock;
using test::Client;

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  auto const of = [](timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

double peak_megabytes() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

Router routes() {
  Router router;
  router.add(Method::get, "/v1/people/:id", [](Request& request) {
    return json("{\"id\":\"" + std::string{request.param("id")} + "\",\"role\":\"analyst\"}");
  });
  router.add(Method::post, "/upload",
             [](Request& request) {
               std::vector<char> room(64 * 1024);
               std::uint64_t total = 0;
               for (;;) {
                 auto const got = request.body.read(room);
                 if (!got) return problem(got.error());
                 if (*got == 0) return plain(std::to_string(total));
                 total += *got;
               }
             },
             {.body_bytes = std::uint64_t{1} << 40U});
  return router;
}

struct Cost {
  double cpu_seconds = 0;
  double peak_megabytes = 0;
  bool fine = false;
};

/// Runs `load` in a child process against a server in this one.
Cost measure(std::function<bool(std::uint16_t)> const& load) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) std::abort();
  // The child is made before the server's threads are, since a fork copies only one of them.
  auto const child = ::fork();
  if (child == 0) {
    std::uint16_t port = 0;
    if (::read(pipe[0], &port, sizeof port) != sizeof port) ::_exit(2);
    bool const fine = load(port);
    std::fflush(stdout);
    ::_exit(fine ? 0 : 1);
  }
  auto const router = routes();
  auto options = serve(router);
  options.io_threads = 2;
  auto const server = Server::start(std::move(options)).value();
  auto const cpu = cpu_seconds();
  auto const port = server->port();
  if (::write(pipe[1], &port, sizeof port) != sizeof port) std::abort();
  int status = 0;
  ::waitpid(child, &status, 0);
  return {cpu_seconds() - cpu, peak_megabytes(), WIFEXITED(status) && WEXITSTATUS(status) == 0};
}

/// Asks on all its connections, then reads all answers, until the time is over. Gives the number of answers.
std::uint64_t ask_for(double seconds, std::uint16_t port) {
  std::vector<Client> clients;
  for (int number = 0; number < 32; ++number) clients.emplace_back(port);
  std::uint64_t answered = 0;
  for (auto const start = Steady::now(); seconds_since(start) < seconds;) {
    for (auto& client : clients) client.send(test::get("/v1/people/1234"));
    for (auto& client : clients) {
      auto const answer = client.receive();
      answered += answer && answer->status == 200;
      // The server ends a connection after its number of requests.
      if (!answer || answer->header("Connection") == "close") client = Client{port};
    }
  }
  return answered;
}

bool requests(double seconds) {
  std::array<int, 2> count{};
  if (::pipe(count.data()) != 0) std::abort();
  auto const cost = measure([&](std::uint16_t port) {
    std::array<std::uint64_t, 2> answered{};
    std::thread other{[&] { answered[1] = ask_for(seconds, port); }};
    answered[0] = ask_for(seconds, port);
    other.join();
    auto const all = answered[0] + answered[1];
    return ::write(count[1], &all, sizeof all) == sizeof all && all > 0;
  });
  std::uint64_t all = 0;
  if (::read(count[0], &all, sizeof all) != sizeof all) return false;
  std::printf("requests  %10.0f /s   %6.1f us CPU each   peak %.1f MB\n", static_cast<double>(all) / seconds,
              cost.cpu_seconds * 1e6 / static_cast<double>(all), cost.peak_megabytes);
  return cost.fine;
}

bool upload(std::size_t megabytes) {
  auto const size = megabytes * 1'000'000;
  auto const cost = measure([size](std::uint16_t port) {
    Client client{port};
    std::string const piece(1'000'000, 'x');
    auto const start = Steady::now();
    client.send("POST /upload HTTP/1.1\r\nHost: hub.test\r\nContent-Length: " + std::to_string(size) +
                "\r\n\r\n");
    for (std::size_t sent = 0; sent < size; sent += piece.size()) client.send(piece);
    auto const answer = client.receive();
    auto const seconds = seconds_since(start);
    std::printf("upload    %10.0f MB/s\n", static_cast<double>(size) / 1e6 / seconds);
    return answer && answer->body == std::to_string(size);
  });
  std::printf("upload    %10zu MB    %6.2f s CPU   peak %.1f MB\n", megabytes, cost.cpu_seconds,
              cost.peak_megabytes);
  return cost.fine && cost.peak_megabytes < 20;
}

bool dribble(double seconds) {
  auto const cost = measure([seconds](std::uint16_t port) {
    std::vector<Client> attackers;
    for (int number = 0; number < 200; ++number) {
      attackers.emplace_back(port);
      attackers.back().send(number % 2 == 0
                                ? "GET / HTTP/1.1\r\nX: "
                                : "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n");
    }
    std::vector<double> waits;
    auto const start = Steady::now();
    auto next_byte = start;
    std::size_t open = attackers.size();
    while (seconds_since(start) < seconds) {
      if (Steady::now() >= next_byte) {
        open = 0;
        for (auto& attacker : attackers) open += attacker.send("x");
        next_byte += std::chrono::milliseconds{100};
      }
      auto const asked = Steady::now();
      Client good{port};
      auto const answer = good.ask(test::get("/v1/people/1"));
      waits.push_back(answer && answer->status == 200 ? seconds_since(asked) : 1e9);
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    std::ranges::sort(waits);
    std::printf("dribble   %zu of %zu attackers cut off; good requests %zu, median %.1f ms, worst %.1f ms\n",
                attackers.size() - open, attackers.size(), waits.size(), waits[waits.size() / 2] * 1e3,
                waits.back() * 1e3);
    return open == 0 && waits.back() < 1;
  });
  std::printf("dribble   %.2f s CPU   peak %.1f MB\n", cost.cpu_seconds, cost.peak_megabytes);
  return cost.fine;
}

int run(std::string_view what, char const* amount) {
  bool fine = true;
  auto const number = [amount](double usual) { return amount != nullptr ? std::atof(amount) : usual; };
  bool const all = what.empty();
  // The upload first: the peak of memory is of the whole life of this process.
  if (all || what == "upload") fine = upload(static_cast<std::size_t>(number(500))) && fine;
  if (all || what == "requests") fine = requests(number(6)) && fine;
  // Bodies have 30 s to arrive, heads 10.
  if (all || what == "dribble") fine = dribble(number(40)) && fine;
  return fine ? 0 : 1;
}

}  // namespace
}  // namespace concordat::http

int main(int argc, char** argv) {
  return concordat::http::run(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : nullptr);
}
