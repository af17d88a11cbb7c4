// SPDX-License-Identifier: Apache-2.0
#include "store/dump_tables.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "store/connection.h"

namespace concordat::store {
namespace {

constexpr Sql all_tables =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
constexpr Sql all_columns = "SELECT name, type FROM pragma_table_info(?) ORDER BY cid";
constexpr Sql key_columns = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk";

DumpColumn::Kind kind_of(std::string_view type) {
  if (type == "INTEGER") return DumpColumn::Kind::integer;
  if (type == "REAL") return DumpColumn::Kind::number;
  return type == "BLOB" ? DumpColumn::Kind::blob : DumpColumn::Kind::text;
}

void add_name(std::string& names, std::string_view name) {
  if (!names.empty()) names += ", ";
  names += name;
}

}  // namespace

std::string DumpTable::column_names() const {
  std::string names;
  for (auto const& column : columns) add_name(names, column.name);
  return names;
}

std::string DumpTable::select_all() const { return fmt::format("SELECT {} FROM {} ORDER BY {}", column_names(), name, key); }

/// An empty database in memory knows best what our migrations make.
Result<std::vector<DumpTable>> tables_of(Schema schema, int number) {
  auto reference = Connection::open(Url::sqlite(":memory:"));
  if (!reference) return fail(reference);
  FixedClock const clock{Instant{}};
  if (auto made = migrate(*reference, schema, clock, number); !made) return fail(made);
  std::vector<DumpTable> tables;
  auto done = reference->query(all_tables, [&](Row const& row) { tables.push_back({row.string(0), {}, {}}); });
  for (auto table = tables.begin(); done && table != tables.end(); ++table) {
    done = reference->query(
        all_columns, [&](Row const& row) { table->columns.push_back({row.string(0), kind_of(row.text(1))}); }, table->name);
    if (!done) break;
    done = reference->query(key_columns, [&](Row const& row) { add_name(table->key, row.text(0)); }, table->name);
    if (table->key.empty()) table->key = table->column_names();
  }
  if (!done) return fail(done);
  return tables;
}

}  // namespace concordat::store
