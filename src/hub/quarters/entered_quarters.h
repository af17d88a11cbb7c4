// SPDX-License-Identifier: Apache-2.0
// Closed quarters and the tables of points that they are told by, held against the entries of the ledger before figures of them leave: by
// rows alone somebody who writes to the database would have a quarter closed anew, or its places told by a second table.
#pragma once

#include "hub/log/entered_log.h"
#include "hub/snap/tables.h"
#include "store/connection.h"

namespace concordat::hub {

/// That every closing stands in the rows as its entry has it, and none beside them: "quarter.closing-differs". REQUIRES: the ledger was
/// read on, and the rest of it.
[[nodiscard]] Result<void> hold_closings(store::Connection& connection, EnteredLog const& entered);
/// The same of the tables of points with the hashes of their points: "snap.entry-differs".
[[nodiscard]] Result<void> hold_tables_of_points(store::Connection& connection, EnteredLog const& entered);

/// The same of how the reports of quarters are taken apart into parts: "quarter.filter-differs".
[[nodiscard]] Result<void> hold_settled_ways(store::Connection& connection, EnteredLog const& entered);

}  // namespace concordat::hub
