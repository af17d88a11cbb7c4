// SPDX-License-Identifier: Apache-2.0
// The server as an attacker meets it, over a real socket: requests that two readers would understand in two
// ways, floods and slow senders.
#include <gmock/gmock.h>

#include <ostream>

#include "http/server/server_test_tools.h"

namespace concordat::http::test {
namespace {

using testing::HasSubstr;

std::string with_host(std::string_view lines, std::string_view body = "") {
  return "POST /echo HTTP/1.1\r\nHost: hub.test\r\n" + std::string{lines} + "\r\n" + std::string{body};
}

struct Probe {
  std::string name;
  std::string bytes;
  int status = 400;
};

/// For failures; without it every byte of the struct is printed.
void PrintTo(Probe const& probe, std::ostream* out) {
  *out << probe.name;
}

/// What follows each probe is a request of its own for one reader and a body for another: it must never be
/// answered.
constexpr std::string_view smuggled = "GET /people/smuggled HTTP/1.1\r\nHost: hub.test\r\n\r\n";

std::vector<Probe> probes() {
  std::string const chunks = "5\r\nhello\r\n0\r\n\r\n";
  std::string const te = "Transfer-Encoding: chunked\r\n";
  return {
      {"content_length_and_transfer_encoding", with_host("Content-Length: 5\r\n" + te, chunks)},
      {"transfer_encoding_and_content_length", with_host(te + "Content-Length: 5\r\n", chunks)},
      {"two_different_content_lengths", with_host("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")},
      {"two_equal_content_lengths", with_host("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
      {"content_lengths_in_a_list", with_host("Content-Length: 5, 5\r\n", "hello")},
      {"content_length_negative", with_host("Content-Length: -5\r\n", "hello")},
      {"content_length_with_plus", with_host("Content-Length: +5\r\n", "hello")},
      {"content_length_hexadecimal", with_host("Content-Length: 0x5\r\n", "hello")},
      {"content_length_empty", with_host("Content-Length:\r\n", "hello")},
      {"content_length_overflowing", with_host("Content-Length: 18446744073709551621\r\n", "hello")},
      {"transfer_encoding_unknown", with_host("Transfer-Encoding: gzip\r\n", "hello")},
      {"transfer_encoding_identity", with_host("Transfer-Encoding: identity\r\n", "hello")},
      {"transfer_encoding_chunked_not_last", with_host("Transfer-Encoding: chunked, gzip\r\n", chunks)},
      {"transfer_encoding_gzip_chunked", with_host("Transfer-Encoding: gzip, chunked\r\n", chunks)},
      {"transfer_encoding_twice", with_host(te + te, chunks)},
      {"transfer_encoding_prefixed", with_host("Transfer-Encoding: xchunked\r\n", chunks)},
      {"transfer_encoding_quoted", with_host("Transfer-Encoding: \"chunked\"\r\n", chunks)},
      {"transfer_encoding_vertical_tab", with_host("Transfer-Encoding: \x0b"
                                                   "chunked\r\n",
                                                   chunks)},
      {"transfer_encoding_with_http_1_0", "POST /echo HTTP/1.0\r\nHost: a\r\n" + te + "\r\n" + chunks},
      {"space_before_colon", with_host("Transfer-Encoding : chunked\r\n", chunks)},
      {"tab_before_colon", with_host("Content-Length\t: 5\r\n", "hello")},
      {"folded_line", with_host("X-Long: a\r\n b\r\n")},
      {"folded_transfer_encoding", with_host("Transfer-Encoding:\r\n chunked\r\n", chunks)},
      {"folded_first_line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"no_host", "GET / HTTP/1.1\r\n\r\n"},
      {"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"host_empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"host_with_user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
      {"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"host_list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"absolute_form_of_another_host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute_form_of_another_scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"bare_line_feeds_in_headers", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {"bare_carriage_return", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"},
      {"nul_in_header", std::string{"GET / HTTP/1.1\r\nHost: a\r\nX: a"} + '\0' + "b\r\n\r\n"},
      {"control_in_header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x1b[0m\r\n\r\n"},
      {"header_without_colon", "GET / HTTP/1.1\r\nHost: a\r\nNothing\r\n\r\n"},
      {"header_without_name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"},
      {"header_name_with_space", "GET / HTTP/1.1\r\nHost: a\r\nTransfer Encoding: chunked\r\n\r\n"},
      {"leading_blank_line", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"leading_space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"space_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"no_version", "GET /\r\nHost: a\r\n\r\n"},
      {"control_in_target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"fragment_in_target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"raw_utf8_in_target", "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"connect", "CONNECT hub.test:443 HTTP/1.1\r\nHost: hub.test:443\r\n\r\n"},
      {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"http_0_9", "GET /\r\n\r\n"},
      {"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"version_1_10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 505},
      {"expectation_unknown", with_host("Expect: a-miracle\r\nContent-Length: 5\r\n", "hello"), 417},
      {"chunk_size_not_hexadecimal", with_host(te, "g\r\nhello\r\n0\r\n\r\n")},
      {"chunk_size_negative", with_host(te, "-5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_size_with_prefix", with_host(te, "0x5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_size_overflowing", with_host(te, "10000000000000005\r\nhello\r\n0\r\n\r\n")},
      {"chunk_size_with_underscore", with_host(te, "0_5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_size_empty", with_host(te, "\r\nhello\r\n0\r\n\r\n")},
      {"chunk_line_ends_bare", with_host(te, "5\nhello\r\n0\r\n\r\n")},
      {"chunk_longer_than_it_says", with_host(te, "5\r\nhello!\r\n0\r\n\r\n")},
      {"chunk_without_line_end", with_host(te, "5\r\nhello0\r\n\r\n")},
      {"chunk_extension_with_line_feed", with_host(te, "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n")},
      {"chunk_extension_too_long", with_host(te, "5;a=" + std::string(300, 'x') + "\r\nhello\r\n0\r\n\r\n")},
      {"chunk_extension_without_end", with_host(te, "5;a=" + std::string(100000, 'x'))},
  };
}

class Conformance : public Serving, public testing::WithParamInterface<Probe> {};

TEST_P(Conformance, RefusesAndCloses) {
  start();
  auto one = client();
  one.send(GetParam().bytes);
  one.send(smuggled);
  auto const answer = one.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_FALSE(one.receive().has_value()) << "a smuggled request was answered";
  EXPECT_TRUE(one.is_closed());
}

INSTANTIATE_TEST_SUITE_P(Probes, Conformance, testing::ValuesIn(probes()),
                         [](auto const& each) { return each.param.name; });

using Hardened = Serving;

TEST_F(Hardened, AbsoluteFormOfOurOwnHostIsTaken) {
  start();
  auto one = client();
  EXPECT_EQ(one.ask("GET http://HUB.test/people/1?x=y HTTP/1.1\r\nHost: hub.test\r\n\r\n")->status, 200);
  EXPECT_EQ(one.ask("GET http://hub.test HTTP/1.1\r\nHost: hub.test\r\n\r\n")->body, "home");
}

TEST_F(Hardened, UpgradesAreNotMade) {
  start();
  auto one = client();
  auto const answer =
      one.ask(get("/", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"));
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(one.ask(get("/"))->body, "home");
}

TEST_F(Hardened, WaysAroundThePathAre404AndTheConnectionStays) {
  start();
  auto one = client();
  for (auto const* const target :
       {"/..%2fetc/passwd", "/%00", "/%c0%ae%c0%ae/", "/a\\..\\b", "/../etc", "/people/a%2fb"})
    EXPECT_EQ(one.ask(get(target))->status, 404) << target;
  EXPECT_EQ(one.ask(get("/?a=%zz"))->status, 400);
  EXPECT_EQ(one.ask(get("/"))->body, "home");
}

TEST_F(Hardened, ForwardedHeadersOfClientsCountForNothing) {
  router.add(Method::get, "/peer", [](Request& request) {
    return plain(request.peer.address + (request.secure ? " secure " : " plain ") + request.host);
  });
  start();
  auto one = client();
  EXPECT_EQ(
      one.ask(get("/peer",
                  "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
                  "Forwarded: for=203.0.113.7;proto=https\r\n"))
          ->body,
      "127.0.0.1 plain hub.test");
}

TEST_F(Hardened, TenThousandHeaderLinesAre431) {
  start();
  std::string lines;
  for (int number = 0; number < 10'000; ++number) lines += "a:b\r\n";
  auto one = client();
  one.send(get("/", lines));
  EXPECT_EQ(one.receive()->status, 431);
  auto two = client();
  two.send(get("/", lines.substr(0, 5 * 101)));
  auto const answer = two.receive();
  EXPECT_EQ(answer->status, 431);
  EXPECT_THAT(answer->body, HasSubstr("http.header-lines"));
}

TEST_F(Hardened, EightMebibytesOfHeaderAre431) {
  start();
  auto one = client();
  one.send(get("/", "X: " + std::string(8U << 20U, 'h') + "\r\n"));
  auto const answer = one.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 431);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(Hardened, LongAddressesAre414AndManyNames400) {
  start();
  auto one = client();
  one.send(get("/" + std::string(9'000, 'a')));
  EXPECT_EQ(one.receive()->status, 414);
  auto two = client();
  two.send(get("/" + std::string(8U << 20U, 'a')));
  EXPECT_EQ(two.receive()->status, 414);
  std::string many = "/?a";
  for (int number = 0; number < 3'000; ++number) many += "&a";
  auto three = client();
  EXPECT_EQ(three.ask(get(many))->status, 400);
}

TEST_F(Hardened, AHeadThatComesTooSlowlyIs408) {
  options.limits.header_deadline = std::chrono::milliseconds{500};
  start();
  auto one = client();
  std::thread dribble{[&one] {
    for (int byte = 0; byte < 100 && one.send("G"); ++byte)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }};
  auto const answer = one.receive();
  dribble.join();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  auto silent = client();
  EXPECT_FALSE(silent.receive()) << "who says nothing is told nothing";
  EXPECT_TRUE(silent.is_closed());
}

TEST_F(Hardened, ASecondHeadThatComesTooSlowlyIs408AndAnIdleConnectionEnds) {
  options.limits.header_deadline = std::chrono::milliseconds{400};
  options.limits.keep_alive_deadline = std::chrono::milliseconds{400};
  start();
  auto one = client();
  EXPECT_EQ(one.ask(get("/"))->status, 200);
  EXPECT_EQ(one.ask("GET /")->status, 408);
  auto two = client();
  EXPECT_EQ(two.ask(get("/"))->status, 200);
  EXPECT_FALSE(two.receive());
  EXPECT_TRUE(two.is_closed());
}

TEST_F(Hardened, ABodyThatComesTooSlowlyIs408AndHoldsNoWorker) {
  options.workers = 1;
  options.limits.body_deadline = std::chrono::milliseconds{800};
  options.limits.body_bytes_per_second = 1'000'000;
  start();
  auto slow = client();
  slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhello");
  auto good = client();
  EXPECT_EQ(good.ask(get("/"))->body, "home") << "the only worker is free";
  std::thread dribble{[&slow] {
    for (int byte = 0; byte < 200 && slow.send("x"); ++byte)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }};
  EXPECT_EQ(slow.receive()->status, 408) << "dribbling does not move the deadline";
  dribble.join();
}

TEST_F(Hardened, AnUploadThatStallsFailsTheHandlersReadAndIs408) {
  options.limits.idle_deadline = std::chrono::milliseconds{300};
  start();
  auto slow = client();
  slow.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" + std::string(100'000, 'x'));
  EXPECT_EQ(slow.receive()->status, 408);
  EXPECT_EQ(broken_body, "http.too-slow");
}

TEST_F(Hardened, AClientThatDisappearsDuringAnUploadFailsTheHandlersRead) {
  start();
  {
    auto gone = client();
    gone.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" +
              std::string(100'000, 'x'));
    ASSERT_TRUE(eventually([this] { return counted == 100'000; }));
  }
  EXPECT_TRUE(eventually([this] { return server->connections() == 0; }));
  server.reset();
  EXPECT_EQ(broken_body, "http.body-cut-off");
}

TEST_F(Hardened, AClientThatReadsNothingIsCutOff) {
  options.limits.idle_deadline = std::chrono::milliseconds{300};
  router.add(Method::get, "/big", [](Request&) { return plain(std::string(64U << 20U, 'b')); });
  start();
  auto one = client();
  one.send(get("/big"));
  EXPECT_TRUE(eventually([this] { return server->connections() == 0; }));
}

TEST_F(Hardened, TwoHundredDribblersDoNotKeepAGoodClientWaiting) {
  options.workers = 2;
  options.io_threads = 2;
  options.limits.header_deadline = std::chrono::milliseconds{1500};
  start();
  std::vector<Client> dribblers;
  for (int number = 0; number < 200; ++number) {
    dribblers.push_back(client());
    dribblers.back().send(number % 2 == 0 ? "GET / HTTP/1.1\r\nX: "
                                          : with_host("Content-Length: 9\r\n").substr(0, 30));
  }
  for (int round = 0; round < 10; ++round) {
    for (auto& dribbler : dribblers) dribbler.send("x");
    auto good = client();
    auto const answer = good.ask(get("/people/1"));
    ASSERT_TRUE(answer) << round;
    EXPECT_EQ(answer->status, 200);
  }
  for (auto& dribbler : dribblers) EXPECT_TRUE(dribbler.is_closed());
}

TEST_F(Hardened, APeerGetsItsNumberOfConnectionsAndNoMore) {
  options.limits.connections_per_peer = 3;
  start();
  std::vector<Client> held;
  for (int number = 0; number < 3; ++number) {
    held.push_back(client());
    EXPECT_EQ(held.back().ask(get("/"))->status, 200);
  }
  auto fourth = client();
  EXPECT_FALSE(fourth.ask(get("/")));
  held.clear();
  EXPECT_TRUE(eventually([this] {
    auto one = client();
    return one.ask(get("/")).has_value();
  }));
}

TEST_F(Hardened, WhereAllPlacesAreTakenTheIdleGoFirst) {
  options.limits.connections = 16;
  start();
  std::vector<Client> idle;
  for (int number = 0; number < 16; ++number) {
    idle.push_back(client());
    EXPECT_EQ(idle.back().ask(get("/"))->status, 200);
  }
  auto late = client();
  auto const answer = late.ask(get("/"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(idle.front().is_closed());
}

}  // namespace
}  // namespace concordat::http::test
