// SPDX-License-Identifier: Apache-2.0
// application/x-www-form-urlencoded: the body of a form without files, and the query of an address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/body.h"
#include "http/headers.h"

namespace concordat::http {

struct FormLimits {
  std::size_t values = 1000;
  std::uint64_t bytes = 1 << 20;
};

/// Problems: "http.form" (broken percent sign, NUL, invalid UTF-8), "http.form-values" (too many).
[[nodiscard]] Result<Values> parse_form(std::string_view text, std::size_t values);

/// Reads the body where its Content-Type says it is a form in UTF-8; "http.form-type" otherwise.
[[nodiscard]] Result<Values> read_form(Headers const& headers, Body& body, FormLimits limits = {});

/// "text/html; charset=utf-8" -> "text/html" in lower case; "" where there is no such header.
[[nodiscard]] std::string media_type(Headers const& headers);

}  // namespace concordat::http
