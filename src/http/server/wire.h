// SPDX-License-Identifier: Apache-2.0
// What goes out, byte for byte: the head of a response, chunks, events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/headers.h"
#include "http/response.h"

namespace concordat::http {

struct Framing {
  std::optional<std::uint64_t> content_length = std::nullopt;
  bool chunked = false;
  bool close = false;
};

/// `date` as http_date writes it; empty: no Date header.
[[nodiscard]] std::string response_head(Status status, Headers const& headers, Framing const& framing,
                                        std::string_view date);
/// 1xx, 204 and 304 have none.
[[nodiscard]] bool may_have_content(Status status);
/// "Sun, 06 Nov 1994 08:49:37 GMT"
[[nodiscard]] std::string http_date(Instant instant);
/// REQUIRES: not empty, since an empty chunk is the end.
[[nodiscard]] std::string chunk(std::string_view bytes);
constexpr std::string_view last_chunk = "0\r\n\r\n";
/// One event as text/event-stream has it. Data of several lines stays several lines; line ends and NUL in
/// name or id are dropped.
[[nodiscard]] std::string event_text(Event const& event);
constexpr std::string_view heartbeat = ":\n\n";

}  // namespace concordat::http
