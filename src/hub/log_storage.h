// SPDX-License-Identifier: Apache-2.0
// The inside of Log: the ledger's tables as a LogStorage, the openings beside the leaves, and what Log reads of both.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "hub/log.h"
#include "store/bulk.h"

namespace concordat::hub {

struct InsertInto {
  store::Sql statement;
  store::Sql table;
};

/// From so many rows on they go at once. PostgreSQL answers each statement, and a batch of 64 entries would wait 128 times;
/// starting to send many costs two more answers than a single row.
constexpr std::size_t rows_at_once = 4;

inline void put_value(store::Bulk& bulk, std::integral auto value) { bulk.integer(static_cast<std::int64_t>(value)); }
inline void put_value(store::Bulk& bulk, std::string_view value) { bulk.text(value); }
inline void put_value(store::Bulk& bulk, store::ByteView value) { bulk.blob(value); }

/// `values(row, put)` calls put once, with a value for each column.
template <class Row, class Values>
Result<void> insert_rows(store::Transaction& transaction, InsertInto const& into, std::initializer_list<store::Sql> columns,
                         std::vector<Row> const& rows, Values values) {
  if (rows.size() < rows_at_once) {
    Result<std::int64_t> done = 0;
    for (auto row = rows.begin(); done && row != rows.end(); ++row) {
      values(*row, [&](auto const&... value) { done = transaction.connection().execute(into.statement, value...); });
    }
    return done ? Result<void>{} : fail(done);
  }
  auto bulk = store::Bulk::into(transaction, into.table, columns);
  if (!bulk) return fail(bulk);
  for (auto const& row : rows) {
    values(row, [&](auto const&... value) { (put_value(*bulk, value), ...); });
    if (auto ended = bulk->end_row(); !ended) return ended;
  }
  auto const sent = bulk->finish();
  return sent ? Result<void>{} : fail(sent);
}

/// Why rows of the next entries could not be added: "ledger.row-in-the-way" where rows of their numbers are there already, and
/// otherwise the problem as it is.
[[nodiscard]] tl::unexpected<Problem> rows_not_added(Problem const& problem);

/// Stores a signed checkpoint, where there is none of its size. REQUIRES: a write transaction of this connection.
[[nodiscard]] Result<void> add_checkpoint(store::Connection& connection, std::uint64_t size, std::string const& note, Instant at);

/// Reads at most one bundle into memory at a time.
class Log::Storage final : public ledger::LogStorage {
 public:
  explicit Storage(store::Connection& connection) : connection_{connection} {}
  [[nodiscard]] Result<std::uint64_t> size() const override;
  [[nodiscard]] Result<std::string> tile(ledger::TileId const& id) const override;
  [[nodiscard]] Result<std::string> entries(ledger::BundleId const& id) const override;

 private:
  store::Connection& connection_;
};

/// An opening is sealed whole, its salt too: with the salt in the open a guess could be tested after the key
/// is gone. Each has a key of its own, derived from the year's key, or that of the person's record, and the random `salt`
/// column.
class Log::Openings {
 public:
  Openings(std::filesystem::path keys, store::KeyVault* vault, Chance& chance)
      : keys_{std::move(keys)}, vault_{vault}, chance_{chance} {}
  /// Of entries that stand one after the other from `first` on.
  /// REQUIRES: as many people as each leaf has subjects.
  [[nodiscard]] Result<void> write(store::Transaction& transaction, std::uint64_t first, std::vector<Entry> const& entries);
  [[nodiscard]] Result<ledger::Opening> read(store::Connection& connection, std::uint64_t leaf, int k);

 private:
  struct YearKey {
    std::string name;  ///< "openings-2026"
    crypto::SymmetricKey key;
  };
  [[nodiscard]] Result<crypto::SymmetricKey> load(std::string const& name) const;
  [[nodiscard]] Result<void> take_key_of(Instant at);
  struct Row {
    std::uint64_t leaf = 0;
    std::size_t k = 0;
    crypto::Hash salt = {};
    std::string sealed = {};
    std::string ref = {};
    std::optional<std::int64_t> record = {};  ///< of the person it tells of
  };
  [[nodiscard]] Result<Row> seal(std::uint64_t leaf, std::size_t k, Entry const& entry);
  struct Sealing {
    crypto::SymmetricKey key;
    std::string ref;  ///< of what it was derived from, for key_ref
  };
  [[nodiscard]] Result<Sealing> sealing(Entry const& entry, std::size_t k, store::ByteView salt);
  /// Of an opening that was sealed under `ref`.
  [[nodiscard]] Result<crypto::SymmetricKey> opening_key(std::string const& ref, store::ByteView salt);

  std::filesystem::path keys_;
  store::KeyVault* vault_;
  Chance& chance_;
  std::optional<YearKey> year_;
};

}  // namespace concordat::hub
