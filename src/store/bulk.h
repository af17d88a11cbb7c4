// SPDX-License-Identifier: Apache-2.0
// Many rows into one table, fast: a prepared loop on SQLite, COPY on PostgreSQL.
//
//   auto bulk = Bulk::into(transaction, "event", {"id", "feed", "month", "area_code"});
//   for (...) {
//     bulk->integer(id).integer(feed).integer(month).text(code);
//     if (auto done = bulk->end_row(); !done) return fail(done);
//   }
//   auto written = bulk->finish();
//
// Several may be open at once in a transaction, with other statements between them: PostgreSQL's rows are
// gathered and sent about a megabyte at a time, so a row is sure to be there only after finish() or flush().
// REQUIRES: the transaction outlives the Bulk; text and blobs live until end_row() returns.
// A Bulk that dies with unfinished rows spoils its transaction, so that no half of a table can be committed.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/transaction.h"

namespace concordat::store {

class BulkDriver;  // driver.h
class DumpSource;  // dump.h
struct DumpReport;
enum class Schema : std::uint8_t;

class Bulk {
 public:
  /// Table and columns are literals: they become part of the SQL.
  [[nodiscard]] static Result<Bulk> into(Transaction& transaction, Sql table,
                                         std::initializer_list<Sql> columns);
  Bulk(Bulk&&) noexcept;
  Bulk& operator=(Bulk&&) = delete;
  ~Bulk();

  // One call a column, in the order named. A mistake (text that is not UTF-8 or holds NUL, too many columns)
  // is told by end_row.
  Bulk& integer(std::int64_t value);
  Bulk& number(double value);
  Bulk& text(std::string_view value);
  Bulk& blob(ByteView value);
  Bulk& null();
  Bulk& flag(bool value) { return integer(value ? 1 : 0); }
  Bulk& maybe_integer(std::optional<std::int64_t> value) { return value ? integer(*value) : null(); }
  Bulk& maybe_number(std::optional<double> value) { return value ? number(*value) : null(); }
  Bulk& maybe_text(std::optional<std::string_view> value) { return value ? text(*value) : null(); }

  [[nodiscard]] Result<void> end_row();
  /// Sends what is gathered; the rows can be read from here on.
  [[nodiscard]] Result<void> flush();
  /// flush, and how many rows there were. Nothing may be added afterwards.
  [[nodiscard]] Result<std::uint64_t> finish();

 private:
  // Loads what our own migrations name.
  friend Result<DumpReport> read_dump(Connection&, Schema, DumpSource&, Clock const&);
  [[nodiscard]] static Result<Bulk> into_named(Transaction& transaction, std::string_view table, std::string_view columns,
                                               int count);
  explicit Bulk(std::unique_ptr<BulkDriver> driver);
  std::unique_ptr<BulkDriver> driver_;
};

}  // namespace concordat::store
