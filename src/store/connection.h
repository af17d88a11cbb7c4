// SPDX-License-Identifier: Apache-2.0
// One connection to SQLite or PostgreSQL: the same calls, the same results, the same errors.
//
// SQL is portable, with `?` for values; see Sql in value.h. Statements are prepared once a connection.
// Errors are those of errors.h: literal texts only, so that what a database says about a value never travels
// on.
//
// Thread safety: one thread at a time a connection; see pool.h for more.
// Invariants:
//   1. inside a Transaction, after one failed statement nothing runs and nothing commits (on both back ends);
//   2. while a query visits rows, no other statement may run on the same connection (store.nested-query);
//   3. a committed transaction is on disk before commit returns, but for one that asked not to wait (Transaction::write_unforced).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "store/url.h"
#include "store/value.h"

namespace concordat::store {

struct Core;  // driver.h

struct ConnectionOptions {
  bool create = true;          ///< SQLite: make the file where it is not there
  bool read_only = false;      ///< refuse every write
  bool secure_delete = false;  ///< SQLite: overwrite what is deleted (the key database)
  /// How long to wait for another writer.
  std::chrono::milliseconds patience{5000};
  /// Where false, a power cut may take the last commits, never the file: for what can be made again, and for measurements.
  bool durable = true;
};

/// Calls back for each row without an allocation. The visitor answers false to stop.
class RowVisitor {
 public:
  template <class Visit>
    requires(!std::is_same_v<std::remove_cvref_t<Visit>, RowVisitor>)
  // NOLINTNEXTLINE(google-explicit-constructor)
  RowVisitor(Visit&& visit)
      : subject_{const_cast<void*>(static_cast<void const*>(std::addressof(visit)))},
        call_{[](void* subject, Row const& row) -> Result<bool> {
          auto& self = *static_cast<std::remove_reference_t<Visit>*>(subject);
          using Answer = std::invoke_result_t<decltype(self), Row const&>;
          if constexpr (std::is_void_v<Answer>) {
            self(row);
            return true;
          } else if constexpr (std::is_same_v<Answer, Result<void>>) {
            auto answer = self(row);
            if (!answer) return fail(answer);
            return true;
          } else {
            return self(row);
          }
        }} {}
  Result<bool> operator()(Row const& row) const { return call_(subject_, row); }

 private:
  void* subject_;
  Result<bool> (*call_)(void*, Row const&);
};

class Connection {
 public:
  [[nodiscard]] static Result<Connection> open(Url const& url, ConnectionOptions const& options = {});
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  [[nodiscard]] Backend backend() const;

  /// Runs one statement; answers how many rows it touched.
  template <class... Values>
  [[nodiscard]] Result<std::int64_t> execute(Sql sql, Values const&... values) {
    std::array<Value, sizeof...(Values)> const bound{Value{values}...};
    return execute_bound(sql, bound);
  }

  /// Visits every row in turn, streaming. `visit(Row const&)` returns nothing, bool (false stops),
  /// Result<bool> or Result<void> (a failure stops and is passed on).
  template <class Visit, class... Values>
  [[nodiscard]] Result<void> query(Sql sql, Visit&& visit, Values const&... values) {
    std::array<Value, sizeof...(Values)> const bound{Value{values}...};
    return query_bound(sql, bound, RowVisitor{visit});
  }

  /// The first row as `read(Row const&)` makes it, or nothing.
  template <class Read, class... Values>
  [[nodiscard]] auto query_one(Sql sql, Read&& read, Values const&... values)
      -> Result<std::optional<std::invoke_result_t<Read&, Row const&>>> {
    std::optional<std::invoke_result_t<Read&, Row const&>> found;
    auto keep_first = [&](Row const& row) {
      found.emplace(read(row));
      return false;
    };
    auto done = query(sql, keep_first, values...);
    if (!done) return fail(done);
    return found;
  }

  /// The first column of the first row as an integer, or nothing (no row, or null).
  template <class... Values>
  [[nodiscard]] Result<std::optional<std::int64_t>> query_integer(Sql sql, Values const&... values) {
    std::optional<std::int64_t> found;
    auto keep_first = [&](Row const& row) {
      found = row.maybe_integer(0);
      return false;
    };
    auto done = query(sql, keep_first, values...);
    if (!done) return fail(done);
    return found;
  }

  [[nodiscard]] Result<std::int64_t> execute_bound(Sql sql, std::span<Value const> values);
  [[nodiscard]] Result<void> query_bound(Sql sql, std::span<Value const> values, RowVisitor visit);

  /// True once the server or file is gone; such a connection is of no more use.
  [[nodiscard]] bool is_lost() const;
  [[nodiscard]] bool in_transaction() const;

  /// For bulk.cpp, transaction.cpp and migrate.cpp.
  [[nodiscard]] Core& core() { return *core_; }

 private:
  explicit Connection(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

/// A statement held by the caller, for loops: what Connection::execute does without the look-up by text.
/// Must not outlive its connection.
class Statement {
 public:
  [[nodiscard]] static Result<Statement> prepare(Connection& connection, Sql sql);

  template <class... Values>
  [[nodiscard]] Result<std::int64_t> execute(Values const&... values) {
    std::array<Value, sizeof...(Values)> const bound{Value{values}...};
    return execute_bound(bound);
  }
  template <class Visit, class... Values>
  [[nodiscard]] Result<void> query(Visit&& visit, Values const&... values) {
    std::array<Value, sizeof...(Values)> const bound{Value{values}...};
    return query_bound(bound, RowVisitor{visit});
  }
  [[nodiscard]] Result<std::int64_t> execute_bound(std::span<Value const> values);
  [[nodiscard]] Result<void> query_bound(std::span<Value const> values, RowVisitor visit);

 private:
  Statement(Core& core, std::size_t index) : core_{&core}, index_{index} {}
  Core* core_;
  std::size_t index_;
};

}  // namespace concordat::store
