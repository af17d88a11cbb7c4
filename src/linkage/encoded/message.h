// SPDX-License-Identifier: Apache-2.0
// Inside the module: what is hashed, each part behind its length, so that no two lists of parts give one text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace concordat::linkage {

[[nodiscard]] std::string message_of(std::string_view label, std::vector<std::string> const& parts);

}  // namespace concordat::linkage
