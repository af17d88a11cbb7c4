// SPDX-License-Identifier: Apache-2.0
// Everything a database of one schema holds, as one stream of bytes: written alike by both back ends, read by either.
// docs/formats/backup.md says how the bytes lie.
//
// The tables and their columns are those of our own migrations, never those a stream or a database names: what does not
// match them is refused. Memory is bounded by the largest single value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/migrate.h"
#include "store/transaction.h"

namespace concordat::store {

class DumpSink {
 public:
  virtual ~DumpSink() = default;
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
};

class DumpSource {
 public:
  virtual ~DumpSource() = default;
  /// Fills `to` with exactly `size` bytes; "dump.cut" where fewer are left.
  [[nodiscard]] virtual Result<void> read(char* to, std::size_t size) = 0;
};

struct TableRows {
  std::string table;
  std::uint64_t rows = 0;
  bool operator==(TableRows const&) const = default;
};

struct DumpReport {
  int schema_number = 0;  ///< of the newest migration
  std::vector<TableRows> tables;
};

/// SHA-256 over the migrations 1 to `number`, in hexadecimal: two programs with the same mean the same tables.
[[nodiscard]] std::string schema_hash(Schema schema, int number);

/// Everything as one moment saw it. REQUIRES: a transaction of Transaction::read on a database of this schema.
[[nodiscard]] Result<DumpReport> write_dump(Transaction& transaction, Schema schema, DumpSink& sink);

/// Loads a dump into a database without rows, and brings it to this program's tables where the dump is older.
/// "store.not-empty", "dump.other-schema", "dump.newer", "dump.malformed", "dump.cut". All rows or none are there when
/// it fails.
[[nodiscard]] Result<DumpReport> read_dump(Connection& connection, Schema schema, DumpSource& source, Clock const& clock);

/// Takes away all tables of the schema and what is in them: what a restore that failed had made. REQUIRES: is_empty said
/// true before that restore, so that nothing of value is there.
[[nodiscard]] Result<void> drop_tables(Connection& connection, Schema schema);

/// How many rows each table of the schema holds now.
[[nodiscard]] Result<std::vector<TableRows>> count_rows(Connection& connection, Schema schema);

/// True where the database has none of this schema's rows.
[[nodiscard]] Result<bool> is_empty(Connection& connection, Schema schema);

}  // namespace concordat::store
