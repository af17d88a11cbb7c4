// SPDX-License-Identifier: Apache-2.0
// Requests out of bytes, without sockets: heads, and bodies however the network cuts them.
#include "http/server/decoder.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace concordat::http {
namespace {

/// The body of a request that arrives in these pieces; where it is refused, "!" and the code at the end.
std::string body_of(std::vector<std::string_view> const& pieces, std::size_t room_bytes,
                    std::uint64_t limit = 1000) {
  Limits const limits;
  Decoder decoder{limits};
  auto const head = decoder.head("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_TRUE(head && head->chunked && head->has_body());
  decoder.limit_body(limit);
  std::string held;
  std::string body;
  std::array<char, 64> room;
  for (auto const piece : pieces) {
    held += piece;
    while (!held.empty() && !decoder.done()) {
      auto const step = decoder.body(held, std::span{room}.first(room_bytes));
      if (!step) return body + "!" + std::string{step.error().problem.code.view()};
      held.erase(0, step->consumed);
      body.append(room.data(), step->produced);
      if (step->consumed + step->produced == 0) break;
    }
  }
  return body + (decoder.done() ? "|" + held : "...");
}

TEST(Decoders, AChunkedBodyMayBeCutAtAnyTwoBytes) {
  std::string_view const text = "5;a=\"b c\"\r\nhello\r\n01\r\n!\r\n0\r\nTrailer: x\r\n\r\nrest";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      ASSERT_EQ(body_of({text.substr(0, first), text.substr(first, second - first), text.substr(second)}, 64)
                    .substr(0, 7),
                "hello!|")
          << first << " " << second;
    }
  }
}

TEST(Decoders, TheLastChunkMayComeByteByByte) {
  for (std::size_t const room : {1U, 3U, 64U}) {
    for (std::string const text : {"0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "000\r\nA: b\r\n\r\n"}) {
      std::vector<std::string_view> pieces;
      for (std::size_t at = 0; at < text.size(); ++at) pieces.push_back(std::string_view{text}.substr(at, 1));
      EXPECT_EQ(body_of(pieces, room), text.front() == '5' ? "hello|" : "|") << text;
    }
  }
}

TEST(Decoders, WhatIsCutOffIsNotDone) {
  std::string_view const text = "5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_TRUE(body_of({text.substr(0, length)}, 64).ends_with("...")) << length;
}

TEST(Decoders, ABodyIsCountedToItsLimit) {
  EXPECT_EQ(body_of({"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"}, 64, 5), "abcde|");
  EXPECT_EQ(body_of({"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"}, 64, 4), "abc!http.body-too-large");
  EXPECT_EQ(body_of({"3\r\nabc\r\nFFFFFFFFFFFFFFFF\r\nd"}, 64, 3), "abc!http.body-too-large");
}

TEST(Decoders, AHeadIsFoundWhereverItWasCut) {
  std::string const text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET";
  for (std::size_t from = 0; from + 3 < text.size(); ++from) {
    EXPECT_EQ(end_of_head(text.substr(0, from), 0), 0U);
    EXPECT_EQ(end_of_head(text, from), text.size() - 3) << from;
  }
}

TEST(Decoders, AHeadSaysWhatItAsks) {
  auto const head = read_head(
      "POST /a?b HTTP/1.1\r\nhost: Hub.test:8443\r\nCONTENT-LENGTH: 007\r\nExpect: 100-Continue\r\n"
      "Connection: keep-alive , Close\r\nX-Blank:\t \r\n\r\n",
      Limits{});
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->method, Method::post);
  EXPECT_EQ(head->target, "/a?b");
  EXPECT_EQ(head->host, "Hub.test:8443");
  EXPECT_EQ(head->content_length, 7U);
  EXPECT_TRUE(head->expects_continue);
  EXPECT_FALSE(head->keep_alive);
  EXPECT_EQ(head->headers.find("x-blank"), "");
}

}  // namespace
}  // namespace concordat::http
