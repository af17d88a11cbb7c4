// SPDX-License-Identifier: Apache-2.0
// One request from bytes: its head, then its body. Beast parses; what it lets pass and should not, read_head
// refuses first, and where the two disagree about where the body ends the request is refused as well. No
// sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "http/limits.h"
#include "http/server/head.h"

namespace concordat::http {

class Decoder {
 public:
  explicit Decoder(Limits const& limits);
  Decoder(Decoder const&) = delete;
  Decoder& operator=(Decoder const&) = delete;
  ~Decoder();

  /// REQUIRES: called once, with bytes that end with the first CR LF CR LF in them.
  [[nodiscard]] tl::expected<Head, Refusal> head(std::string_view raw);

  /// A body longer than this is refused with 413.
  void limit_body(std::uint64_t bytes) { body_limit_ = bytes; }

  struct Step {
    std::size_t consumed = 0;  ///< bytes of `in` that are used up
    std::size_t produced = 0;  ///< bytes written to the front of `out`
  };
  /// REQUIRES: head() succeeded, not done(), neither span empty. Neither consumed nor produced: more bytes
  /// are needed than `in` holds.
  [[nodiscard]] tl::expected<Step, Refusal> body(std::string_view in, std::span<char> out);
  /// The whole body has been decoded.
  [[nodiscard]] bool done() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  Limits const& limits_;
  std::uint64_t body_limit_;
  std::uint64_t produced_ = 0;
  std::uint64_t left_of_chunk_ = 0;
  bool chunked_ = false;
};

/// 413
[[nodiscard]] Refusal body_too_large();

}  // namespace concordat::http
