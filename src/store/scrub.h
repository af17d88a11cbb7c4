// SPDX-License-Identifier: Apache-2.0
// What was deleted leaves the disk too, not only the table.
#pragma once

#include <span>

#include "store/connection.h"

namespace concordat::store {

/// REQUIRES: no transaction is open, and on SQLite the connection was opened with secure_delete, which overwrites what is
/// deleted; this then moves the write-ahead log, where older states of the same pages lie, into the file and empties it.
/// On PostgreSQL it runs `vacuums`, one "VACUUM table" each; the server's own log of changes ages by its settings.
[[nodiscard]] Result<void> scrub(Connection& connection, std::span<Sql const> vacuums);

}  // namespace concordat::store
