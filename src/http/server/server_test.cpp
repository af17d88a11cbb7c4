// SPDX-License-Identifier: Apache-2.0
// The server as an ordinary client meets it: requests, bodies, keep-alive, answers of every kind, stopping.
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/date.h"
#include "http/server/server_test_tools.h"

namespace concordat::http::test {
namespace {

using testing::HasSubstr;
using testing::Not;

using Servers = Serving;

TEST_F(Servers, AnswersWhatARouteSays) {
  start();
  auto one = client();
  auto const answer = one.ask(get("/people/17"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{\"id\":\"17\"}");
  EXPECT_EQ(answer->header("Content-Type"), "application/json");
}

TEST_F(Servers, UnknownPathIs404AndAnotherMethod405) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask(get("/nowhere"))->status, 404);
  auto const answer = one.ask("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->header("Allow"), "POST");
  EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
}

TEST_F(Servers, HeadOptionsTraceAndUnknownMethodsAre405UnlessListed) {
  router.add(Method::head, "/listed", [](Request&) { return plain("twelve bytes"); });
  start();
  for (std::string const method : {"HEAD", "OPTIONS", "TRACE", "PROPFIND"}) {
    auto one = client();
    one.send(method + " / HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: GET\r\n\r\n");
    EXPECT_EQ(one.receive(method == "HEAD")->status, 405) << method;
  }
  auto one = client();
  one.send("HEAD /listed HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
  auto const head = one.receive(true);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("Content-Length"), "12");
  EXPECT_EQ(one.receive()->body, "home");
}

TEST_F(Servers, MethodOverrideHeadersCountForNothing) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask(post("/", "", "X-HTTP-Method-Override: GET\r\nX-Method-Override: GET\r\n"))->status, 405);
}

TEST_F(Servers, KeepsAliveAndAnswersWhatWasSentAheadInOrder) {
  start();
  auto one = client();
  std::string ahead;
  for (int number = 0; number < 50; ++number) {
    ahead += get("/people/" + std::to_string(number));
    ahead += post("/echo", "body " + std::to_string(number));
  }
  ASSERT_TRUE(one.send(ahead));
  for (int number = 0; number < 50; ++number) {
    EXPECT_EQ(one.receive()->body, "{\"id\":\"" + std::to_string(number) + "\"}");
    EXPECT_EQ(one.receive()->body, "body " + std::to_string(number));
  }
}

TEST_F(Servers, ClosesWhenAskedToAndAfterItsNumberOfRequests) {
  options.limits.requests_per_connection = 3;
  start();
  auto one = client();
  auto const answer = one.ask(get("/", "Connection: close\r\n"));
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(one.is_closed());
  auto two = client();
  EXPECT_EQ(two.ask(get("/"))->header("Connection"), "");
  EXPECT_EQ(two.ask(get("/"))->header("Connection"), "");
  EXPECT_EQ(two.ask(get("/"))->header("Connection"), "close");
  EXPECT_TRUE(two.is_closed());
}

TEST_F(Servers, SpeaksHttp10AndClosesAfterIt) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask("GET / HTTP/1.0\r\n\r\n")->body, "home");
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Servers, BodiesOfEverySizeArriveWhole) {
  start();
  for (std::size_t const size : {0U, 1U, 4095U, 4096U, 65535U, 65536U, 65537U, 300000U, 1000000U}) {
    std::string body(size, 'x');
    for (std::size_t at = 0; at < size; ++at) body[at] = static_cast<char>('a' + at % 23);
    auto one = client();
    auto const answer = one.ask(post("/echo", body));
    ASSERT_TRUE(answer) << size;
    EXPECT_TRUE(answer->body == body) << size;
    EXPECT_EQ(one.ask(get("/"))->body, "home") << "the connection stays in step after " << size;
  }
}

std::string in_chunks(std::string_view body, std::size_t size) {
  std::string out;
  char head[32];
  while (!body.empty()) {
    auto const piece = body.substr(0, size);
    std::snprintf(head, sizeof head, "%zx;name=\"a value\"\r\n", piece.size());
    out.append(head).append(piece).append("\r\n");
    body.remove_prefix(piece.size());
  }
  return out + "0\r\nTrailer-Field: dropped\r\n\r\n";
}

TEST_F(Servers, ChunkedBodiesOfEverySizeArriveWhole) {
  start();
  auto one = client();
  for (std::size_t const size : {0U, 1U, 17U, 65536U, 65537U, 200000U}) {
    for (std::size_t const piece : {1U, 7U, 4096U, 100000U}) {
      if (size / piece > 70000) continue;
      std::string const body(size, 'y');
      auto const answer = one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n" +
                                  in_chunks(body, piece));
      ASSERT_TRUE(answer) << size << " in " << piece;
      EXPECT_TRUE(answer->body == body) << size << " in " << piece;
    }
  }
}

TEST_F(Servers, ALargeBodyIsPulledInChunksAndNeverHeld) {
  start();
  auto one = client();
  constexpr std::size_t size = 64U << 20U;
  std::string const piece(1U << 20U, 'z');
  ASSERT_TRUE(
      one.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n"));
  for (std::size_t sent = 0; sent < size; sent += piece.size()) ASSERT_TRUE(one.send(piece));
  EXPECT_EQ(one.receive()->body, std::to_string(size));
}

TEST_F(Servers, ABodyOverTheLimitOfItsRouteIs413AndClosed) {
  start();
  auto one = client();
  auto const stated = one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_EQ(stated->status, 413);
  EXPECT_TRUE(one.is_closed());
  auto two = client();
  two.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  two.send(in_chunks(std::string(1048577, 'x'), 50000));
  EXPECT_EQ(two.receive()->status, 413);
  EXPECT_TRUE(two.is_closed());
}

TEST_F(Servers, NobodyUploadsToNowhere) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 500000000\r\n\r\n")->status, 404);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Servers, AnAnswerBeforeTheBodyHasArrivedGetsThrough) {
  start();
  auto one = client();
  one.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n");
  one.send(std::string(1000000, 'x'));
  auto const answer = one.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "ignored");
  EXPECT_EQ(answer->header("Connection"), "close");
}

TEST_F(Servers, ExpectContinueIsAnsweredOnlyWhenTheBodyIsWanted) {
  start();
  auto one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(one.receive()->status, 100);
  EXPECT_EQ(one.ask("hello")->body, "hello");
  one.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(one.receive()->body, "ignored");
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Servers, WhatAHandlerThrowsIsA500ThatSaysNothing) {
  start();
  auto one = client();
  auto const answer = one.ask(get("/throw"));
  EXPECT_EQ(answer->status, 500);
  EXPECT_THAT(answer->body, HasSubstr("http.internal"));
  EXPECT_THAT(answer->body, Not(HasSubstr("SECRET")));
  EXPECT_EQ(one.ask(get("/"))->body, "home");
}

TEST_F(Servers, ALineEndInAHeaderValueIsA500AndNeverASecondHeader) {
  start();
  for (std::string const value : {"a%0D%0ASet-Cookie:x=y", "a%0AB:c", "a%0DB:c"}) {
    auto one = client();
    auto const answer = one.ask(get("/split?value=" + value));
    EXPECT_EQ(answer->status, 500) << value;
    EXPECT_EQ(answer->header("Set-Cookie") + answer->header("B"), "");
  }
  auto one = client();
  EXPECT_EQ(one.ask(get("/split?value=fine"))->header("X-Echo"), "fine");
}

TEST_F(Servers, SendsFilesInPiecesAndCutsOffWhereTheFileIsShort) {
  std::string bytes(300000, 'f');
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = static_cast<char>('a' + at % 19);
  auto const make = [&bytes](std::uint64_t promised) {
    int const descriptor = ::memfd_create("file", MFD_CLOEXEC);
    if (::write(descriptor, bytes.data(), bytes.size()) < 0) ::abort();
    return Response{Status::ok, "text/csv", OwnedFile{descriptor, promised}};
  };
  router.add(Method::get, "/file", [&](Request&) { return make(bytes.size()); });
  router.add(Method::get, "/short", [&](Request&) { return make(bytes.size() + 1); });
  router.add(Method::get, "/empty", [&](Request&) { return make(0); });
  start();
  auto one = client();
  EXPECT_TRUE(one.ask(get("/file"))->body == bytes);
  EXPECT_EQ(one.ask(get("/empty"))->body, "");
  EXPECT_FALSE(one.ask(get("/short"))->complete);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Servers, NoContentHasNoLength) {
  router.add(Method::post, "/done", [](Request&) { return Response{Status::no_content}; });
  router.add(Method::post, "/moved", [](Request&) { return redirect("/cases/17"); });
  start();
  auto one = client();
  auto const done = one.ask(post("/done", "x"));
  EXPECT_EQ(done->status, 204);
  EXPECT_EQ(done->header("Content-Length"), "");
  auto const moved = one.ask(post("/moved", "x"));
  EXPECT_EQ(moved->status, 303);
  EXPECT_EQ(moved->header("Location"), "/cases/17");
  EXPECT_EQ(moved->header("Content-Length"), "0");
}

TEST_F(Servers, TellsOfEachRequestByItsPatternAndNeverByItsTarget) {
  std::mutex mutex;
  std::vector<std::string> told;
  options.finished = [&](Finished const& finished) {
    std::lock_guard const lock{mutex};
    told.push_back(std::string{name_of(finished.method)} + " " + std::string{finished.route} + " " +
                   std::to_string(number_of(finished.status)) + " " + std::to_string(finished.body_bytes) +
                   " " + std::to_string(finished.answer_bytes) + (finished.complete ? "" : " cut"));
  };
  start();
  auto one = client();
  one.ask(get("/people/jane-doe"));
  one.ask(post("/echo", "12345"));
  one.ask(get("/jane-doe"));
  one.ask("BROKEN\r\n\r\n");
  EXPECT_TRUE(one.is_closed());
  server.reset();
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0], "GET /people/:id 200 0 17");
  EXPECT_EQ(told[1], "POST /echo 200 5 5");
  EXPECT_TRUE(told[2].starts_with("GET  404 0 ")) << told[2];
  EXPECT_TRUE(told[3].starts_with("  400 0 ")) << told[3];
}

TEST_F(Servers, TheDateComesFromTheClock) {
  FixedClock const clock{parse_instant("1994-11-06T08:49:37Z").value()};
  options.clock = &clock;
  start();
  auto one = client();
  EXPECT_EQ(one.ask(get("/"))->header("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_F(Servers, ABusyHubSays503AndWhenToTryAgain) {
  options.workers = 1;
  options.queue = 1;
  start();
  auto running = client();
  running.send(get("/wait"));
  ASSERT_TRUE(eventually([this] { return waiting == 1; }));
  auto queued = client();
  queued.send(get("/"));
  ASSERT_TRUE(eventually([this] {
    auto one = client();
    auto const answer = one.ask(get("/", "Connection: close\r\n"));
    return answer && answer->status == 503 && answer->header("Retry-After") == "1";
  }));
  gate.open();
  EXPECT_EQ(running.receive()->body, "waited");
  EXPECT_EQ(queued.receive()->body, "home");
}

TEST_F(Servers, WhereItCannotListenItSaysSo) {
  start();
  auto second = options;
  second.port = server->port();
  EXPECT_EQ(Server::start(second).error().code.view(), "http.listen");
  second.address = "hub.example";
  EXPECT_EQ(Server::start(second).error().code.view(), "http.address");
}

TEST_F(Servers, StopsAtOnceWhereNothingIsAsked) {
  start();
  auto idle = client();
  EXPECT_EQ(idle.ask(get("/"))->status, 200);
  auto half = client();
  half.send("GET / HT");
  ASSERT_TRUE(eventually([this] { return server->connections() == 2; }));
  EXPECT_TRUE(server->stop(std::chrono::seconds{20}));
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(half.is_closed());
  EXPECT_FALSE(Client{server->port()}.connected());
}

TEST_F(Servers, FinishesWhatRunsBeforeItStops) {
  start();
  auto one = client();
  one.send(get("/wait"));
  ASSERT_TRUE(eventually([this] { return waiting == 1; }));
  bool done = false;
  std::thread stopping{[&] { done = server->stop(std::chrono::seconds{30}); }};
  EXPECT_TRUE(eventually([this] { return !Client{server->port()}.connected(); }));
  gate.open();
  auto const answer = one.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "waited");
  EXPECT_EQ(answer->header("Connection"), "close");
  one.close();
  stopping.join();
  EXPECT_TRUE(done);
}

TEST_F(Servers, CutsOffWhatIsNotDoneByTheDeadline) {
  start();
  auto one = client();
  one.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" + std::string(100000, 'x'));
  ASSERT_TRUE(eventually([this] { return counted == 100000; }));
  EXPECT_FALSE(server->stop(std::chrono::milliseconds{100}));
  EXPECT_EQ(broken_body, "http.body-cut-off");
}

}  // namespace
}  // namespace concordat::http::test
