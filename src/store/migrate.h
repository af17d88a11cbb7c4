// SPDX-License-Identifier: Apache-2.0
// Brings a database to the tables this program knows, and refuses one it does not know.
//
// The numbered texts of src/store/migrations are compiled in. Each applied one is recorded with the SHA-256
// of its text: a recorded hash that differs from ours is refused (store.migration-changed), as is a database
// with a number we do not have (store.newer-database) and one of the other schema (store.other-schema).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/connection.h"

namespace concordat::store {

/// The main database, and the one with the wrapped keys, which is backed up apart.
enum class Schema : std::uint8_t { hub, keys };

struct Migration {
  Schema schema;
  int number;
  std::string_view name;
  std::string_view text;  ///< with the marks of both back ends still in it
};

/// What is compiled in, by number.
[[nodiscard]] std::span<Migration const> migrations(Schema schema);

/// The text for one back end: marks like @blob@ replaced, the other back end's blocks left out.
[[nodiscard]] std::string in_dialect(std::string_view text, Backend backend);

struct MigrationReport {
  int from = 0;  ///< 0 for a new database
  int to = 0;
};

/// All that is missing, in one transaction. Safe to repeat, and safe when two programs start at once. `up_to` stops at an
/// earlier migration, into which an older backup is loaded; 0 means all.
[[nodiscard]] Result<MigrationReport> migrate(Connection& connection, Schema schema, Clock const& clock, int up_to = 0);

/// The newest migration the database has, 0 where it has none of ours; one we do not know is refused as by migrate.
[[nodiscard]] Result<int> schema_number(Connection& connection, Schema schema);

/// Changes nothing; fails with store.not-initialised or store.older-database where `migrate` has work to do.
[[nodiscard]] Result<void> check_schema(Connection& connection, Schema schema);

}  // namespace concordat::store
