// SPDX-License-Identifier: Apache-2.0
// Inside the module: reports as they were when a submission was the newest.
#pragma once

#include <set>

#include "hub/quarters/coverage.h"

namespace concordat::hub {

/// Before a salt: the means are in the fingerprint too. Quarters that were closed before looks could be of a part have salts without it.
inline constexpr std::string_view salt_with_method = "m";

struct Print {
  std::string fingerprint;          ///< SHA-256 of the salt and the reports, hex
  std::set<std::int64_t> files = {};  ///< submissions that they are from
};
/// Of each quarter that has a salt; `visit`, where it is given, sees each of their reports. Reads every file of the feed: a report may
/// lie in another month than its file is of.
[[nodiscard]] Result<std::map<Quarter, Print>> prints_of(store::Connection& connection, int feed, std::int64_t last_submission,
                                                         std::map<Quarter, std::string> const& salts, std::function<void(StoredReport const&)> const& visit);

/// ",3,7,": as a row has it, and back.
[[nodiscard]] std::string text_of(std::vector<std::int64_t> const& files);
[[nodiscard]] std::vector<std::int64_t> files_in(std::string_view text);

}  // namespace concordat::hub
