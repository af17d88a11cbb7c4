// SPDX-License-Identifier: Apache-2.0
// The target of a request ("/cases/17?sort=date") taken apart: percent-decoding that has one meaning for
// every reader of it, strict about what is used to get around checks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/headers.h"

namespace concordat::http {

struct TargetLimits {
  std::size_t segments = 32;
  std::size_t values = 200;  ///< names in the query
};

struct Target {
  std::vector<std::string> segments;  ///< decoded; none for "/"; "/a/" has an empty one at the end
  std::string path;                   ///< "/" and the segments joined with "/"; no segment holds a slash
  Values query;
};

/// REQUIRES: origin form ("/…"). A path with "." or "..", an empty segment inside, an encoded slash,
/// backslash, NUL or control, broken percent signs, or invalid UTF-8 is Fault::not_found, code "http.path":
/// no page has such an address. A query with broken percent signs, NUL, invalid UTF-8 or too many names is
/// Fault::malformed, code "http.query…".
[[nodiscard]] Result<Target> parse_target(std::string_view target, TargetLimits limits = {});

/// Decodes %XX; `plus_is_space` for queries and forms. Nothing where a percent sign is not followed by two
/// digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
/// Everything but letters, digits and -._~ as %XX: for one segment of a path, or a name or value of a query.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace concordat::http
