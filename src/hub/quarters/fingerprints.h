// SPDX-License-Identifier: Apache-2.0
// The reports of closed quarters as they lie in the tables, held against what was closed: for whoever verifies the hub.
#pragma once

#include <string>
#include <vector>

#include "hub/quarters/coverage.h"

namespace concordat::hub {

struct ChangedReports {
  Quarter quarter;
  int revision = 1;
  std::uint64_t ledger_index = 0;  ///< of the closing
  int feed = 0;                    ///< number
  bool salt_taken = false;         ///< none of its files was deleted, and what they are recognised by is gone
};
/// Of every closing of which nothing was deleted since. Reads every report that counts; nothing of one shows.
[[nodiscard]] Result<std::vector<ChangedReports>> changed_reports(store::Connection& connection);

}  // namespace concordat::hub
