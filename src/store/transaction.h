// SPDX-License-Identifier: Apache-2.0
// All or nothing: what a Transaction did is undone when it dies without a commit.
//
// Transaction::write is BEGIN IMMEDIATE on SQLite (one writer; the wait is the connection's patience) and
// READ COMMITTED on PostgreSQL. Transaction::read sees one unchanging state on both (REPEATABLE READ READ
// ONLY there).
#pragma once

#include <optional>

#include "store/connection.h"

namespace concordat::store {

class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> write(Connection& connection);
  /// As write, but that its commit does not wait for the disk: a power cut may take it, never the file. For what can be made again.
  [[nodiscard]] static Result<Transaction> write_unforced(Connection& connection);
  [[nodiscard]] static Result<Transaction> read(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_{std::exchange(other.connection_, nullptr)} {}
  Transaction& operator=(Transaction&&) = delete;
  Transaction(Transaction const&) = delete;
  ~Transaction();

  /// Durable when it returns, but after write_unforced. Fails with store.transaction-failed where an earlier statement failed, and with
  /// store.commit-unknown where the connection went away at that very moment: then look before repeating.
  [[nodiscard]] Result<void> commit();
  /// Undoes everything now instead of at the end of the scope.
  void roll_back();

  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  explicit Transaction(Connection& connection) : connection_{&connection} {}
  Connection* connection_;
};

/// Several reads under one lock of a database that is a file: SQLite takes its locks once instead of for each. Where that spares nothing
/// (PostgreSQL; inside a transaction) each read stays for itself, so that nobody counts on one unchanging state. REQUIRES: nothing is
/// written through the connection as long as it lives. SQLite refuses it as in Transaction::read; elsewhere it would go through unnoticed.
class ReadsTogether {
 public:
  explicit ReadsTogether(Connection& connection);

 private:
  std::optional<Transaction> transaction_;
};

}  // namespace concordat::store
