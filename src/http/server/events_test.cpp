// SPDX-License-Identifier: Apache-2.0
// Event streams, and what is written on the wire.
#include <gmock/gmock.h>

#include "base/date.h"
#include "http/server/server_test_tools.h"
#include "http/server/wire.h"

namespace concordat::http::test {
namespace {

using testing::HasSubstr;

class Events : public Serving {
 protected:
  Events() {
    options.limits.event_interval = std::chrono::milliseconds{20};
    router.add(Method::get, "/count/:to", [](Request& request) {
      auto const to = std::stoi(std::string{request.param("to")});
      return events([to, number = 0]() mutable {
        ++number;
        return EventPoll{.events = {{.name = "step", .data = std::to_string(number), .id = ""}},
                         .over = number == to};
      });
    });
    router.add(Method::get, "/quiet", [this](Request&) {
      return events([this] {
        ++looks;
        return EventPoll{};
      });
    });
  }

  std::atomic<int> looks = 0;
};

TEST_F(Events, ComeAsTheyHappenAndEnd) {
  start();
  auto one = client();
  auto const answer = one.ask(get("/count/3"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Content-Type"), "text/event-stream");
  EXPECT_EQ(answer->header("Cache-Control"), "no-store");
  EXPECT_EQ(answer->body, "event: step\ndata: 1\n\nevent: step\ndata: 2\n\nevent: step\ndata: 3\n\n");
  EXPECT_TRUE(answer->complete);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Events, ManyIdleStreamsHoldNoWorker) {
  options.workers = 1;
  start();
  std::vector<Client> streams;
  for (int number = 0; number < 50; ++number) {
    streams.push_back(client());
    streams.back().send(get("/quiet"));
  }
  ASSERT_TRUE(eventually([this] { return looks > 200; }));
  auto good = client();
  EXPECT_EQ(good.ask(get("/"))->body, "home");
}

TEST_F(Events, QuietStreamsSendAHeartbeat) {
  options.limits.heartbeat_interval = std::chrono::milliseconds{50};
  start();
  auto one = client();
  one.send(get("/quiet"));
  EXPECT_THAT(one.read_until("3\r\n:\n\n\r\n3\r\n:\n\n\r\n"), HasSubstr("3\r\n:\n\n\r\n3\r\n:\n\n\r\n"));
}

TEST_F(Events, AClientThatGoesIsNoticedWhereNothingHappens) {
  start();
  {
    auto one = client();
    one.send(get("/quiet"));
    ASSERT_TRUE(eventually([this] { return looks > 2; }));
  }
  EXPECT_TRUE(eventually([this] { return server->connections() == 0; }));
}

TEST_F(Events, EndCleanlyWhenTheServerStops) {
  start();
  auto one = client();
  one.send(get("/quiet"));
  ASSERT_TRUE(eventually([this] { return looks > 2; }));
  bool done = false;
  std::thread stopping{[&] { done = server->stop(std::chrono::seconds{30}); }};
  auto const answer = one.receive();
  one.close();
  stopping.join();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->complete);
  EXPECT_TRUE(done);
}

TEST_F(Events, APollThatThrowsBreaksTheStreamVisibly) {
  router.add(Method::get, "/broken",
             [](Request&) { return events([]() -> EventPoll { throw std::runtime_error{"SECRET"}; }); });
  start();
  auto one = client();
  auto const answer = one.ask(get("/broken"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_FALSE(answer->complete);
  EXPECT_EQ(answer->body, "");
}

TEST_F(Events, AreNotForHttp10) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask("GET /quiet HTTP/1.0\r\n\r\n")->status, 505);
}

TEST(Wire, EventsKeepTheirLinesAndNothingElse) {
  EXPECT_EQ(event_text({.name = "a\nb", .data = "one\r\ntwo\rthree\nfour", .id = "x\ry"}),
            "event: ab\nid: xy\ndata: one\ndata: two\ndata: three\ndata: four\n\n");
  EXPECT_EQ(event_text({}), "data: \n\n");
  EXPECT_EQ(event_text({.name = "", .data = "a\n", .id = ""}), "data: a\ndata: \n\n");
}

TEST(Wire, HeadsSayHowLongTheContentIs) {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  EXPECT_EQ(response_head(Status::ok, headers, {.content_length = 5}, ""),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(response_head(Status::ok, {}, {.chunked = true, .close = true}, "now"),
            "HTTP/1.1 200 OK\r\nDate: now\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(chunk(std::string(26, 'x')), "1a\r\n" + std::string(26, 'x') + "\r\n");
}

TEST(Wire, DatesAreThoseOfTheStandard) {
  EXPECT_EQ(http_date(parse_instant("2024-02-29T00:00:01.999Z").value()), "Thu, 29 Feb 2024 00:00:01 GMT");
}

}  // namespace
}  // namespace concordat::http::test
