// SPDX-License-Identifier: Apache-2.0
// ReadOptions as one line of numbers, which a reading process finds in a pipe of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "intake/read/row_source.h"

// A sanitizer maps terabytes it never touches, so limits on memory make no sense under one.
#if defined(__SANITIZE_ADDRESS__)
#define CONCORDAT_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CONCORDAT_SANITIZED 1
#endif
#endif

namespace concordat::intake {

[[nodiscard]] std::string format_worker_options(ReadOptions const& options);
[[nodiscard]] std::optional<ReadOptions> parse_worker_options(std::string_view text);

}  // namespace concordat::intake
