// SPDX-License-Identifier: Apache-2.0
// The head of a request, read strictly: what two readers could understand in two ways is refused, since that
// is how requests are smuggled past whatever stands in front of us.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "http/headers.h"
#include "http/limits.h"
#include "http/request.h"
#include "http/response.h"

namespace concordat::http {

/// Why a request is not answered by a handler; the connection is closed after it.
struct Refusal {
  Status status;
  Problem problem;
};

struct Head {
  Method method = Method::other;
  std::string target =
      {};  ///< origin form; the authority of an absolute form is checked against Host and dropped
  bool is_1_1 = true;
  Headers headers = {};
  std::string host = {};  ///< empty only for HTTP/1.0
  bool chunked = false;
  std::optional<std::uint64_t> content_length = std::nullopt;
  bool expects_continue = false;
  bool keep_alive = true;

  [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// Where the head ends (after CR LF CR LF) in what has arrived; 0 where it does not yet. `from` is how much
/// was searched before, so that slow senders do not make us search the same bytes again.
[[nodiscard]] std::size_t end_of_head(std::string_view arrived, std::size_t from);

/// REQUIRES: `raw` ends with the first CR LF CR LF in it.
[[nodiscard]] tl::expected<Head, Refusal> read_head(std::string_view raw, Limits const& limits);

/// For a head that grew past the limit: the address is too long, or the headers are.
[[nodiscard]] Refusal head_too_long(std::string_view arrived, Limits const& limits);

}  // namespace concordat::http
