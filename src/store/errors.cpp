// SPDX-License-Identifier: Apache-2.0
#include "store/errors.h"

#include <sqlite3.h>

#include <array>

namespace concordat::store {
namespace {

struct Words {
  Trouble trouble;
  Fault fault;
  FixedText code;
  FixedText title;
  FixedText remedy;
};

constexpr Words all[] = {
    {Trouble::bad_url, Fault::malformed, "store.bad-url", "The address of the database is not one we know.",
     "Write sqlite:PATH or postgresql://user@host/name."},
    {Trouble::tls_needed, Fault::refused, "store.tls-needed",
     "The PostgreSQL server is on another machine, and the address asks for less than a checked TLS connection.",
     "Write sslmode=verify-full or leave it out, and name who vouches for the server: sslrootcert=FILE or "
     "sslrootcert=system."},
    {Trouble::tls_no_root, Fault::missing, "store.tls-no-root",
     "The file of certificate authorities that the address names is not there.",
     "Check the name behind sslrootcert, or write sslrootcert=system."},
    {Trouble::service_file, Fault::refused, "store.service-file",
     "The address leaves it to a service file which server it is.",
     "Write host, port and name of the database into the address itself."},
    {Trouble::cannot_open, Fault::not_found, "store.cannot-open", "The database file could not be opened.",
     "Check that the file and its folder exist and may be read and written, or make it with concordat init."},
    {Trouble::unreachable, Fault::unavailable, "store.unreachable", "The database server does not answer.",
     "Check that PostgreSQL runs and that host and port in the address are right, then try again."},
    {Trouble::sign_in_refused, Fault::refused, "store.sign-in-refused",
     "The database server refused the sign-in, or has no database of that name.",
     "Check user, password and database name in the address."},
    {Trouble::not_a_database, Fault::malformed, "store.not-a-database", "The file is not a SQLite database.",
     "Check the path in the address; the file was left as it is."},
    {Trouble::corrupt, Fault::integrity, "store.corrupt", "The database is damaged.",
     "Stop the hub, keep a copy of the file and restore the last backup."},
    {Trouble::read_only, Fault::refused, "store.read-only", "The database may only be read.",
     "Give the hub's user the right to write to the file and its folder, or to the server's tables."},
    {Trouble::locked, Fault::locked, "store.locked", "Another program is writing to the database.",
     "Try again when it has finished."},
    {Trouble::disk_full, Fault::exhausted, "store.disk-full", "The disk of the database is full.",
     "Free some space and repeat; nothing of this was kept."},
    {Trouble::memory_full, Fault::exhausted, "store.memory-full", "The database ran out of memory.",
     "Close other programs or give the machine more memory, then repeat."},
    {Trouble::disk_error, Fault::unavailable, "store.disk-error",
     "The disk of the database could not be read or written.",
     "Check the disk and the system's log, then repeat."},
    {Trouble::lost, Fault::unavailable, "store.connection-lost", "The connection to the database was lost.",
     "Check that the server runs, then repeat; nothing of this was kept."},
    {Trouble::commit_unknown, Fault::unavailable, "store.commit-unknown",
     "The connection to the database was lost while the last step was being kept.",
     "Look whether it was kept before repeating it."},
    {Trouble::too_many_connections, Fault::unavailable, "store.too-many-connections",
     "The database server has no free connection.",
     "Close other programs that use it or raise max_connections."},
    {Trouble::retry, Fault::retry, "store.retry", "The database asks for this to be tried again.",
     "Repeat it; nothing of this was kept."},
    {Trouble::cancelled, Fault::cancelled, "store.cancelled", "The work on the database was stopped.",
     "Repeat it if it is still wanted; nothing of this was kept."},
    {Trouble::conflict, Fault::conflict, "store.conflict", "A row with the same key is already there.",
     "Read what is there before adding it again."},
    {Trouble::rule_broken, Fault::refused, "store.rule-broken",
     "The database refused a row that breaks one of its rules.",
     "Give every required value, each from the list or range it is held to."},
    {Trouble::append_only, Fault::refused, "store.append-only", "The ledger is only ever added to.",
     "Correct an entry by a new one."},
    {Trouble::bad_value, Fault::malformed, "store.bad-value", "A value is not of the kind its column holds.",
     "Give a value of that kind."},
    {Trouble::out_of_range, Fault::malformed, "store.out-of-range", "A number is too large for its column.",
     "Check the number."},
    {Trouble::bad_text, Fault::malformed, "store.bad-text", "A text is not UTF-8 or holds a NUL character.",
     "Read the file with its right character set."},
    {Trouble::not_finite, Fault::malformed, "store.not-finite", "A number is infinite or not a number.",
     "Leave the value out where it is not known."},
    {Trouble::too_large, Fault::too_large, "store.too-large", "A value is too large for the database.",
     "Split it or leave it out."},
    {Trouble::mistake, Fault::internal, "store.mistake",
     "The hub asked the database something it does not understand.",
     "Check that the database belongs to this version of the hub, then tell us what you did."},
    {Trouble::wrong_parameters, Fault::internal, "store.wrong-parameters",
     "The hub gave a statement the wrong number or kind of values.", "Tell us what you did."},
    {Trouble::nested_query, Fault::internal, "store.nested-query",
     "The hub asked the database something while it was still reading an answer.", "Tell us what you did."},
    {Trouble::nested_transaction, Fault::internal, "store.nested-transaction",
     "The hub began a transaction inside another.", "Tell us what you did."},
    {Trouble::transaction_failed, Fault::conflict, "store.transaction-failed",
     "An earlier step failed, so that nothing of this can be kept.", "Repeat the whole of it."},
    {Trouble::bulk_columns, Fault::internal, "store.bulk-columns",
     "The hub gave a row too few or too many values.", "Tell us what you did."},
    {Trouble::bulk_unfinished, Fault::internal, "store.bulk-unfinished",
     "The hub went on loading rows after it had finished.", "Tell us what you did."},
    {Trouble::pool_empty, Fault::locked, "store.pool-empty", "All connections to the database are in use.",
     "Try again in a moment."},
    {Trouble::not_initialised, Fault::missing, "store.not-initialised",
     "The database has no tables of the hub yet.", "Make them with concordat init."},
    {Trouble::older_database, Fault::refused, "store.older-database",
     "The database is older than this program.",
     "Make a backup, then bring it up to date with concordat init."},
    {Trouble::newer_database, Fault::refused, "store.newer-database",
     "The database is newer than this program.",
     "Install the version of the hub that last used it, or a newer one."},
    {Trouble::other_schema, Fault::refused, "store.other-schema",
     "The database holds the other kind of tables: hub and keys are kept apart.",
     "Give the address of the hub's database and that of the key database each where it belongs."},
    {Trouble::migration_changed, Fault::integrity, "store.migration-changed",
     "The database was made by a changed version of this program.",
     "Install the version of the hub that made it, from a source you trust."},
    {Trouble::wrong_root_key, Fault::integrity, "keys.wrong-root",
     "The root key is not the one the key database was begun with.", "Give the right root key file."},
    {Trouble::no_agency_key, Fault::missing, "keys.no-agency-key", "The agency has no key yet.",
     "Add the agency to the partnership with concordat init."},
    {Trouble::key_erased, Fault::not_found, "keys.erased", "The record was erased: its key was destroyed.",
     "Nothing can bring it back; ask its supplier."},
    {Trouble::no_record_key, Fault::integrity, "keys.no-record-key",
     "The record's key is not in the key database.",
     "Check that the key database belongs to this hub; restore its last backup."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(all); ++i)
    if (static_cast<std::size_t>(all[i].trouble) != i) return false;
  return std::size(all) == static_cast<std::size_t>(Trouble::no_record_key) + 1;
}
static_assert(in_order(), "one line for each Trouble, in their order");

Trouble trouble_of_primary_code(int code) {
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Trouble::locked;
    case SQLITE_FULL:
      return Trouble::disk_full;
    case SQLITE_NOMEM:
      return Trouble::memory_full;
    case SQLITE_TOOBIG:
      return Trouble::too_large;
    case SQLITE_INTERRUPT:
      return Trouble::cancelled;
    case SQLITE_CORRUPT:
      return Trouble::corrupt;
    case SQLITE_NOTADB:
      return Trouble::not_a_database;
    case SQLITE_CANTOPEN:
      return Trouble::cannot_open;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Trouble::read_only;
    case SQLITE_CONSTRAINT:
      return Trouble::rule_broken;
    case SQLITE_MISMATCH:
      return Trouble::bad_value;
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
      return Trouble::disk_error;
    default:
      return Trouble::mistake;
  }
}

}  // namespace

Problem problem_of(Trouble trouble) {
  auto const& words = all[static_cast<std::size_t>(trouble)];
  return Problem{words.fault, words.code, words.title, words.remedy};
}

Trouble trouble_of_sqlite(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Trouble::conflict;
    case SQLITE_CONSTRAINT_TRIGGER:
      return Trouble::append_only;
    case SQLITE_CONSTRAINT_DATATYPE:
      return Trouble::bad_value;
    case SQLITE_BUSY_SNAPSHOT:
      return Trouble::retry;
    case SQLITE_IOERR_NOMEM:
      return Trouble::memory_full;
    case SQLITE_IOERR_SHMSIZE:  // the shared-memory file could not grow
      return Trouble::disk_full;
    default:
      return trouble_of_primary_code(extended_code & 0xff);
  }
}

Trouble trouble_of_sqlstate(std::string_view state, bool connection_bad) {
  struct Known {
    std::string_view start;
    Trouble trouble;
  };
  // The first that fits counts: whole codes before their classes.
  static constexpr auto known = std::to_array<Known>({
      {"23505", Trouble::conflict},
      {"23", Trouble::rule_broken},
      {"55P03", Trouble::locked},
      {"53100", Trouble::disk_full},
      {"53200", Trouble::memory_full},
      {"53300", Trouble::too_many_connections},
      {"53400", Trouble::too_large},
      {"54", Trouble::too_large},
      {"57P0", Trouble::lost},
      {"57014", Trouble::cancelled},
      {"08", Trouble::lost},
      {"40", Trouble::retry},
      {"25006", Trouble::read_only},
      {"42501", Trouble::read_only},
      {"25P02", Trouble::transaction_failed},
      {"28", Trouble::sign_in_refused},
      {"3D000", Trouble::sign_in_refused},
      {"22003", Trouble::out_of_range},
      {"22021", Trouble::bad_text},
      {"22", Trouble::bad_value},
      {"58030", Trouble::disk_error},
      {"58", Trouble::disk_error},
      {"XX001", Trouble::corrupt},
      {"XX002", Trouble::corrupt},
      {"CC001", Trouble::append_only},
  });
  for (auto const& one : known)
    if (state.starts_with(one.start)) return one.trouble;
  return connection_bad ? Trouble::lost : Trouble::mistake;
}

}  // namespace concordat::store
