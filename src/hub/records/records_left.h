// SPDX-License-Identifier: Apache-2.0
// Inside the module: which records left before. The rows of the database alone are not believed: who took one away, or made it one of
// another quarter, would have the same records leave a second time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/release/picture.h"

namespace concordat::hub {

/// A release of records as its row has it.
struct RecordsRow {
  std::string id;
  std::uint64_t index = 0;  ///< of its entry
  std::string period;       ///< "2026-Q3 of ed-istv"
  std::string recipient;
  std::string purpose;
  std::string rules;  ///< JSON list
  std::string data_version;
  std::string method;
  std::string request_hash;
};
/// Of one quarter and source.
[[nodiscard]] Result<std::vector<RecordsRow>> rows_of_records(store::Connection& connection, std::string const& period);
/// Whether the entry of that row says the same, as far as that can be told: what an entry committed to is gone with the key of its year.
[[nodiscard]] Result<bool> is_as_entered(Hub& hub, RecordsRow const& row);

/// That the database has a row of all records that left, each as the ledger has it: "records.row-missing". REQUIRES: read_entered before, and
/// the rest as hold_settled reads it.
[[nodiscard]] Result<void> hold_records_that_left(Hub& hub);

}  // namespace concordat::hub
