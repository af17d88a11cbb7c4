// SPDX-License-Identifier: Apache-2.0
// Whose reports a public edition counts: asked where it is made public and where the ledger is held against it, so that both ask the same.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"

namespace concordat::hub {

/// Agencies of the content's tables, other than `own`.
[[nodiscard]] inline std::set<std::string> agencies_counted(Json const& content, std::string_view own) {
  std::set<std::string> agencies;
  for (auto const& table : content["tables"].array()) {
    if (table["agency"].string() != own) agencies.insert(table["agency"].string());
  }
  return agencies;
}

}  // namespace concordat::hub
