// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.h"

#include <vector>

#include "base/date.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "store/driver.h"
#include "store/transaction.h"

namespace concordat::store {
namespace {

constexpr Sql create_record_of_migrations =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, schema_name TEXT NOT NULL,"
    " name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)";
constexpr Sql applied_migrations = "SELECT number, schema_name, sha256 FROM schema_migration ORDER BY number";
constexpr Sql add_migration =
    "INSERT INTO schema_migration (number, schema_name, name, sha256, applied_at) VALUES (?, ?, ?, ?, ?)";

struct Mark {
  std::string_view mark;
  std::string_view sqlite;
  std::string_view postgresql;
};
constexpr Mark marks[] = {
    {"@id@", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"},
    {"@bigint@", "INTEGER", "BIGINT"},
    {"@real@", "REAL", "DOUBLE PRECISION"},
    {"@blob@", "BLOB", "BYTEA"},
    {"@strict@", "STRICT", ""},
    {"@strict_keyed@", "STRICT, WITHOUT ROWID", ""},
};

std::string_view name_of(Schema schema) {
  return schema == Schema::hub ? "hub" : "keys";
}

std::string hash_of(Migration const& migration) {
  return crypto::to_hex(crypto::sha256(migration.text));
}

void append_line(std::string& out, std::string_view line, Backend backend) {
  while (!line.empty()) {
    auto const at = line.find('@');
    out += line.substr(0, at);
    if (at == line.npos) return;
    line.remove_prefix(at);
    std::string_view replaced = "@";
    std::size_t used = 1;
    for (auto const& mark : marks) {
      if (!line.starts_with(mark.mark)) continue;
      replaced = backend == Backend::sqlite ? mark.sqlite : mark.postgresql;
      used = mark.mark.size();
    }
    out += replaced;
    line.remove_prefix(used);
  }
}

bool has_record_of_migrations(Connection& connection, Result<void>& trouble) {
  auto const found =
      connection.backend() == Backend::sqlite
          ? connection.query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'")
          : connection.query_integer(
                "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migration')");
  if (!found) trouble = fail(found);
  return found && *found && **found > 0;
}

/// The number of the last applied one, after checking that each is one of ours, unchanged.
Result<int> last_applied(Connection& connection, Schema schema) {
  auto const known = migrations(schema);
  int last = 0;
  auto const check = [&](Row const& row) -> Result<void> {
    if (row.text(1) != name_of(schema)) return fail(Trouble::other_schema);
    auto const number = row.integer(0);
    if (number > static_cast<std::int64_t>(known.size())) return fail(Trouble::newer_database);
    if (number != last + 1 || row.text(2) != hash_of(known[static_cast<std::size_t>(last)]))
      return fail(Trouble::migration_changed);
    last = static_cast<int>(number);
    return {};
  };
  if (auto read = connection.query(applied_migrations, check); !read) return fail(read);
  return last;
}

}  // namespace

std::string in_dialect(std::string_view text, Backend backend) {
  std::string out;
  out.reserve(text.size());
  bool wanted = true;
  for (auto const line : text::split(text, '\n')) {
    if (line.starts_with("--@")) {
      auto const block = line.substr(3);
      wanted = block == "end" || block == (backend == Backend::sqlite ? "sqlite" : "postgresql");
    } else if (wanted) {
      append_line(out, line, backend);
      out += '\n';
    }
  }
  return out;
}

Result<int> schema_number(Connection& connection, Schema schema) {
  Result<void> trouble;
  if (has_record_of_migrations(connection, trouble)) return last_applied(connection, schema);
  if (!trouble) return fail(trouble);
  return 0;
}

Result<MigrationReport> migrate(Connection& connection, Schema schema, Clock const& clock, int up_to) {
  auto transaction = Transaction::write(connection);
  if (!transaction) return fail(transaction);
  if (connection.backend() == Backend::postgresql) {
    // two programs that start at once: the second waits here and then finds everything done
    auto const alone = connection.query_integer("SELECT 1 FROM pg_advisory_xact_lock(4840917)");
    if (!alone) return fail(alone);
  }
  if (auto made = connection.execute(create_record_of_migrations); !made) return fail(made);
  auto const last = last_applied(connection, schema);
  if (!last) return fail(last);
  auto known = migrations(schema);
  if (up_to > 0) known = known.first(static_cast<std::size_t>(up_to));
  if (static_cast<std::size_t>(*last) > known.size()) return fail(Trouble::newer_database);
  for (auto const& migration : known.subspan(static_cast<std::size_t>(*last))) {
    auto& core = connection.core();
    auto applied = core.noted(core.driver->run_script(in_dialect(migration.text, connection.backend())));
    if (!applied) return fail(applied);
    auto const recorded = connection.execute(add_migration, migration.number, name_of(schema), migration.name,
                                             hash_of(migration), format_instant(clock.now()));
    if (!recorded) return fail(recorded);
  }
  if (auto kept = transaction->commit(); !kept) return fail(kept);
  return MigrationReport{*last, static_cast<int>(known.size())};
}

Result<void> check_schema(Connection& connection, Schema schema) {
  Result<void> trouble;
  if (!has_record_of_migrations(connection, trouble))
    return trouble ? fail(Trouble::not_initialised) : trouble;
  auto const last = last_applied(connection, schema);
  if (!last) return fail(last);
  if (*last == 0) return fail(Trouble::not_initialised);
  if (static_cast<std::size_t>(*last) < migrations(schema).size()) return fail(Trouble::older_database);
  return {};
}

}  // namespace concordat::store
