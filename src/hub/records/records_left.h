// SPDX-License-Identifier: Apache-2.0
// Inside the module: which records left before. The rows of the database alone are not believed: who took one away, or made it one of
// another quarter, would have the same records leave a second time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/release/picture.h"
#include "hub/release/watch.h"
#include "ledger/leaf.h"

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

/// What the ledger itself has of records that left.
class RecordsEntered {
 public:
  /// Reads the whole ledger, every hash of it and the signature of its checkpoint: 400,000 entries a second. REQUIRES: no transaction.
  /// Where it does not hold, what `concordat ledger verify` says of it; "work.stopped" by the watch, which may be null.
  [[nodiscard]] Result<void> read(Hub& hub, Watch* watch);
  /// That the database has a row of each, as it was entered: of those that were read, and of those that came since, below `end`.
  /// "records.row-missing".
  [[nodiscard]] Result<void> hold_rows(Hub& hub, std::uint64_t end);

 private:
  void take(std::uint64_t index, std::string_view entry);

  std::map<std::uint64_t, ledger::Leaf> entries_ = {};
  std::uint64_t read_to_ = 0;
};

}  // namespace concordat::hub
