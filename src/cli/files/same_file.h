// SPDX-License-Identifier: Apache-2.0
// Whether two paths that somebody gave name one file.
#pragma once

#include <string>

namespace concordat::cli {

/// By name or by a link, and also where neither file is there yet. An empty path names none.
[[nodiscard]] bool name_one_file(std::string const& left, std::string const& right);

}  // namespace concordat::cli
