// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request. However the network cuts them, the same head and body come out, and they end at the
// same byte: where that could differ, a second request could be smuggled.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/server/decoder.h"

namespace http = concordat::http;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_head(http::Head const& head) {
  check(head.target.front() == '/');
  check(!head.is_1_1 || !head.host.empty());
  check(!(head.chunked && head.content_length));
  check(head.headers.count("Host") <= 1 && head.headers.count("Content-Length") <= 1);
}

/// What came of it, and how many bytes of `text` it took.
std::string story(std::string_view text, std::size_t piece, std::size_t room_bytes) {
  http::Limits limits;
  limits.body_bytes = 3000;
  auto const end = http::end_of_head(text, 0);
  if (end == 0) return "no head";
  http::Decoder decoder{limits};
  auto const head = decoder.head(text.substr(0, end));
  if (!head) return std::string{head.error().problem.code.view()};
  check_head(*head);
  std::string body;
  std::array<char, 64> room;
  auto const out = std::span{room}.first(room_bytes);
  std::size_t at = end;       // what the decoder has consumed
  std::size_t arrived = end;  // what it may see
  while (!decoder.done()) {
    if (at < arrived) {
      auto const step = decoder.body(text.substr(at, arrived - at), out);
      if (!step) return body + "!" + std::string{step.error().problem.code.view()};
      check(step->consumed <= arrived - at && step->produced <= out.size());
      at += step->consumed;
      body.append(out.data(), step->produced);
      if (step->consumed + step->produced > 0) continue;
    }
    if (arrived == text.size()) return body + "...";
    arrived = std::min(text.size(), arrived + piece);
  }
  return body + "." + std::to_string(at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  auto const whole = story(text, text.size() + 1, 64);
  auto const bytewise = story(text, 1, 64);
  auto const narrow = story(text, 7, 1);
  // A body that is too long or broken is so in every cut, but how much of it came out before may differ.
  auto const verdict = [](std::string const& told) {
    auto const mark = told.rfind('!');
    return mark == std::string::npos ? told : told.substr(mark);
  };
  check(verdict(whole) == verdict(bytewise) && verdict(whole) == verdict(narrow));
  return 0;
}
