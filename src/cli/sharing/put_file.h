// SPDX-License-Identifier: Apache-2.0
// Inside the module: files that somebody asked for by name.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat::cli {

/// A file that is there is replaced; what somebody protected, or what stands for another file, is not: "product.out-read-only",
/// "product.out-link".
[[nodiscard]] Result<void> put_file(std::string const& path, std::string_view bytes);

}  // namespace concordat::cli
