// SPDX-License-Identifier: Apache-2.0
// The SQLite back end: write-ahead log, one writer, synchronous=FULL so that a commit survives a power cut.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <string>
#include <utility>

#include "store/driver.h"

namespace concordat::store {
namespace {

struct Closer {
  // close_v2, because a leaked statement must not leak the file's lock
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using Handle = std::unique_ptr<sqlite3_stmt, Closer>;

tl::unexpected<Problem> failed(sqlite3* database) {
  return fail(trouble_of_sqlite(sqlite3_extended_errcode(database)));
}

Result<void> run_text(sqlite3* database, char const* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failed(database);
  return {};
}

Result<Handle> compile(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  auto const size = static_cast<int>(sql.size());
  if (sqlite3_prepare_v3(database, sql.data(), size, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
      SQLITE_OK)
    return failed(database);
  if (statement == nullptr) return fail(Trouble::mistake);
  return Handle{statement};
}

/// Binds without copying: the values outlive the run.
struct Binder {
  sqlite3_stmt* statement;
  int place;

  Result<void> operator()(std::nullptr_t) const { return checked(sqlite3_bind_null(statement, place)); }
  Result<void> operator()(std::int64_t value) const {
    return checked(sqlite3_bind_int64(statement, place, value));
  }
  Result<void> operator()(double value) const {
    if (!std::isfinite(value)) return fail(Trouble::not_finite);  // SQLite would keep NaN as null
    return checked(sqlite3_bind_double(statement, place, value));
  }
  Result<void> operator()(std::string_view value) const {
    if (!is_storable(value)) return fail(Trouble::bad_text);
    // an empty view may have no address, which SQLite would take for null
    auto const* data = value.empty() ? "" : value.data();
    return checked(sqlite3_bind_text64(statement, place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  Result<void> operator()(ByteView value) const {
    if (value.empty()) return checked(sqlite3_bind_zeroblob(statement, place, 0));
    return checked(sqlite3_bind_blob64(statement, place, value.data(), value.size(), SQLITE_STATIC));
  }

  [[nodiscard]] Result<void> checked(int code) const {
    if (code == SQLITE_OK) return {};
    if (code == SQLITE_RANGE) return fail(Trouble::wrong_parameters);
    return fail(trouble_of_sqlite(code));
  }
};

class SqliteStatement final : public Prepared {
 public:
  /// `only_reading` lives as long as the driver.
  SqliteStatement(sqlite3* database, Handle handle, bool const& only_reading)
      : database_{database}, handle_{std::move(handle)}, writes_{sqlite3_stmt_readonly(handle_.get()) == 0}, only_reading_{only_reading} {}

  Result<std::int64_t> run(std::span<Value const> values) override {
    auto const before = sqlite3_total_changes64(database_);
    if (auto started = start(values); !started) return reset_and(fail(started));
    for (;;) {
      auto const more = step();
      if (!more) return reset_and(fail(more));
      if (!*more) break;
    }
    sqlite3_reset(handle_.get());
    // sqlite3_changes keeps the number of the last change, also after a statement that changed nothing
    return sqlite3_total_changes64(database_) == before ? 0 : sqlite3_changes64(database_);
  }

  Result<void> start(std::span<Value const> values) override {
    if (std::cmp_not_equal(values.size(), sqlite3_bind_parameter_count(handle_.get())))
      return fail(Trouble::wrong_parameters);
    if (writes_ && only_reading_) return fail(Trouble::read_only);
    int place = 0;
    for (auto const& value : values) {
      auto bound = std::visit(Binder{handle_.get(), ++place}, value.held());
      if (!bound) return bound;
    }
    return {};
  }

  Result<bool> step() override {
    auto const code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failed(database_);
  }

  void reset() override {
    sqlite3_reset(handle_.get());
    sqlite3_clear_bindings(handle_.get());
  }

  [[nodiscard]] int columns() const override { return sqlite3_column_count(handle_.get()); }
  [[nodiscard]] bool is_null(int column) const override {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    return sqlite3_column_int64(handle_.get(), column);
  }
  [[nodiscard]] double number(int column) const override {
    return sqlite3_column_double(handle_.get(), column);
  }
  [[nodiscard]] std::string_view text(int column) const override {
    auto const* data = sqlite3_column_text(handle_.get(), column);
    if (data == nullptr) return {};
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return {reinterpret_cast<char const*>(data), size};
  }
  [[nodiscard]] ByteView blob(int column) const override {
    auto const* data = sqlite3_column_blob(handle_.get(), column);
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return {static_cast<std::byte const*>(data), data == nullptr ? 0 : size};
  }

 private:
  Result<std::int64_t> reset_and(tl::unexpected<Problem> problem) {
    reset();
    return problem;
  }

  sqlite3* database_;
  Handle handle_;
  bool writes_;
  bool const& only_reading_;
};

class SqliteBulk final : public BulkDriver {
 public:
  SqliteBulk(sqlite3* database, Handle handle, int columns)
      : database_{database}, handle_{std::move(handle)}, columns_{columns} {}

  void integer(std::int64_t value) override { put(value); }
  void number(double value) override { put(value); }
  void text(std::string_view value) override { put(value); }
  void blob(ByteView value) override { put(value); }
  void null() override { put(nullptr); }

  Result<void> end_row() override {
    if (filled_ != columns_ && !problem_) problem_ = problem_of(Trouble::bulk_columns);
    filled_ = 0;
    if (problem_) return tl::unexpected{*std::exchange(problem_, std::nullopt)};
    auto const code = sqlite3_step(handle_.get());
    auto done = code == SQLITE_DONE ? Result<void>{} : Result<void>{failed(database_)};
    sqlite3_reset(handle_.get());
    return done;
  }

  Result<void> flush() override {
    if (filled_ != 0) return fail(Trouble::bulk_columns);
    return {};
  }

 private:
  template <class T>
  void put(T value) {
    ++filled_;
    if (filled_ > columns_) return;
    // A third of a bulk row's own time went into results that said "fine": numbers bind without one.
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (sqlite3_bind_int64(handle_.get(), filled_, value) == SQLITE_OK) return;
    } else if constexpr (std::is_same_v<T, std::nullptr_t>) {
      if (sqlite3_bind_null(handle_.get(), filled_) == SQLITE_OK) return;
    }
    auto bound = Binder{handle_.get(), filled_}(value);
    if (!bound && !problem_) problem_ = bound.error();
  }

  sqlite3* database_;
  Handle handle_;
  int columns_;
  int filled_ = 0;
  std::optional<Problem> problem_;
};

class SqliteDriver final : public Driver {
 public:
  SqliteDriver(Database database, bool durable) : database_{std::move(database)}, durable_{durable} {}

  [[nodiscard]] Backend backend() const override { return Backend::sqlite; }

  Result<std::unique_ptr<Prepared>> prepare(std::string_view sql) override {
    auto handle = compile(database_.get(), sql);
    if (!handle) return fail(handle);
    return std::make_unique<SqliteStatement>(database_.get(), std::move(*handle), read_only_);
  }

  Result<void> run_script(std::string const& sql) override {
    if (!read_only_) return run_text(database_.get(), sql.c_str());
    if (auto set = run_text(database_.get(), "PRAGMA query_only = 1"); !set) return set;
    auto done = run_text(database_.get(), sql.c_str());
    if (auto set = run_text(database_.get(), "PRAGMA query_only = 0"); done && !set) return set;
    return done;
  }

  Result<void> begin(Access access) override {
    if (access == Access::write_unforced && durable_) {
      unforced_ = true;
      if (auto set = run_text(database_.get(), "PRAGMA synchronous = NORMAL"); !set) return set;
    }
    if (access != Access::read) {
      auto begun = run_prepared(begin_, "BEGIN IMMEDIATE");
      if (!begun) forced_again();
      return begun;
    }
    // A write in it fails as on PostgreSQL. Not by query_only: each change of that has every statement compiled anew.
    if (auto begun = run_prepared(begin_read_, "BEGIN"); !begun) return begun;
    read_only_ = true;
    return {};
  }

  Result<void> commit() override {
    auto done = run_prepared(commit_, "COMMIT");
    if (done) read_only_ = false;
    if (done) forced_again();
    return done;
  }

  void roll_back() override {
    // a full disk has SQLite roll back by itself
    if (sqlite3_get_autocommit(database_.get()) == 0) {
      auto const done = run_prepared(roll_back_, "ROLLBACK");
      static_cast<void>(done);  // nothing is left to undo where this fails
    }
    read_only_ = false;
    forced_again();
  }

  Result<std::unique_ptr<BulkDriver>> bulk(std::string_view table, std::string_view columns, int count) override {
    if (read_only_) return fail(Trouble::read_only);
    std::string sql{"INSERT INTO "};
    sql.append(table).append(" (").append(columns).append(") VALUES (");
    for (int i = 0; i < count; ++i) sql += i == 0 ? "?" : ",?";
    sql += ')';
    auto handle = compile(database_.get(), sql);
    if (!handle) return fail(handle);
    return std::make_unique<SqliteBulk>(database_.get(), std::move(*handle), count);
  }

  [[nodiscard]] bool is_lost() const override { return false; }

 private:
  /// Compiled once a connection: reading the words took as long as doing them.
  Result<void> run_prepared(Handle& kept, std::string_view sql) {
    if (kept == nullptr) {
      auto made = compile(database_.get(), sql);
      if (!made) return fail(made);
      kept = std::move(*made);
    }
    auto const code = sqlite3_step(kept.get());
    auto done = code == SQLITE_DONE ? Result<void>{} : Result<void>{failed(database_.get())};
    sqlite3_reset(kept.get());
    return done;
  }

  void forced_again() {
    if (!std::exchange(unforced_, false)) return;
    auto const done = run_text(database_.get(), "PRAGMA synchronous = FULL");
    static_cast<void>(done);  // setting a flag in memory does not fail outside a transaction
  }

  Database database_;
  Handle begin_, begin_read_, commit_, roll_back_;  // die before the database does
  bool durable_;
  bool read_only_ = false;
  bool unforced_ = false;
};

/// So that the file, and the journal files that copy its mode, are the hub's alone whatever the umask is.
void make_private_file(std::string const& path) {
  auto const file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

Result<void> set_up(sqlite3* database, ConnectionOptions const& options) {
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, static_cast<int>(options.patience.count()));
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // Pages kept in memory are bounded at 32 MB; the log file is cut back to 64 MB after a large transaction, and worked into the
  // database when it is that long. Whoever's commit meets that waits some milliseconds more: an entry of the ledger changes some
  // ten pages, so one in 1,600 does. (A thread that did it beside them held up two commits each time, for the same disk.)
  auto done = run_text(database,
                       "PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1; PRAGMA foreign_keys = 1;"
                       "PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 67108864;"
                       "PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY; SELECT count(*) FROM sqlite_schema");
  if (done && options.secure_delete) done = run_text(database, "PRAGMA secure_delete = 1");
  if (done && !options.read_only) done = run_text(database, "PRAGMA journal_mode = WAL");
  if (done)
    done = run_text(database, options.durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  return done;
}

/// A disk that nobody can write to (evidence, an image, a failing disk): SQLite could not make the files its log of changes
/// needs, and would open nothing. Where no such log is left over, the file itself is all there is, and does not change.
bool is_unchangeable(std::string const& path) {
  bool const read_only_disk = ::access(path.c_str(), F_OK) == 0 && ::access(path.c_str(), W_OK) != 0 && errno == EROFS;
  struct stat log = {};
  return read_only_disk && (::stat((path + "-wal").c_str(), &log) != 0 || log.st_size == 0);
}

/// As SQLite's URI wants it: everything that is not plain is %XX.
std::string immutable_uri(std::string const& path) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string uri = "file:";
  for (char const letter : path) {
    auto const byte = static_cast<unsigned char>(letter);
    bool const plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '/' || byte == '.' || byte == '-' || byte == '_';
    if (plain) uri += letter;
    else uri += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return uri + "?immutable=1";
}

}  // namespace

Result<std::unique_ptr<Driver>> open_sqlite(std::string const& path, ConnectionOptions const& told) {
  auto options = told;
  auto name = path;
  auto flags = SQLITE_OPEN_NOMUTEX;
  if (is_unchangeable(path)) {
    options.read_only = true;
    name = immutable_uri(path);
    flags |= SQLITE_OPEN_URI;
  }
  if (options.read_only) {
    flags |= SQLITE_OPEN_READONLY;
  } else {
    flags |= SQLITE_OPEN_READWRITE;
    if (options.create) {
      flags |= SQLITE_OPEN_CREATE;
      if (path != ":memory:") make_private_file(path);
    }
  }
  sqlite3* raw = nullptr;
  auto const code = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
  Database database{raw};
  if (code != SQLITE_OK) return fail(trouble_of_sqlite(code));
  if (auto done = set_up(raw, options); !done) return fail(done);
  return std::make_unique<SqliteDriver>(std::move(database), options.durable);
}

}  // namespace concordat::store
