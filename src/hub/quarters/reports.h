// SPDX-License-Identifier: Apache-2.0
// Inside the module: reports as they were when a submission was the newest.
#pragma once

#include "hub/quarters/coverage.h"

namespace concordat::hub {

/// First and last record of each accepted file of the feed, up to that submission, that tells of the quarters.
[[nodiscard]] Result<std::vector<std::pair<std::int64_t, std::int64_t>>> files_of(store::Connection& connection, int feed, std::int64_t last_submission,
                                                                                  Quarter first, Quarter last);
/// Of each quarter from first to last, SHA-256 in hex over its reports; `visit`, where it is given, sees each.
[[nodiscard]] Result<std::map<Quarter, std::string>> fingerprints_of(store::Connection& connection, int feed, std::int64_t last_submission, Quarter first,
                                                                     Quarter last, std::function<void(StoredReport const&)> const& visit);

}  // namespace concordat::hub
