// SPDX-License-Identifier: Apache-2.0
#include "store/transaction.h"

#include "store/driver.h"

namespace concordat::store {
namespace {

Result<void> begin(Connection& connection, Access access) {
  auto& core = connection.core();
  if (core.in_transaction) return fail(Trouble::nested_transaction);
  if (auto ready = core.ready(); !ready) return ready;
  if (auto begun = core.driver->begin(access); !begun) return begun;
  core.in_transaction = true;
  return {};
}

}  // namespace

Result<Transaction> Transaction::write(Connection& connection) {
  if (auto begun = begin(connection, Access::write); !begun) return fail(begun);
  return Transaction{connection};
}

Result<Transaction> Transaction::write_unforced(Connection& connection) {
  if (auto begun = begin(connection, Access::write_unforced); !begun) return fail(begun);
  return Transaction{connection};
}

Result<Transaction> Transaction::read(Connection& connection) {
  if (auto begun = begin(connection, Access::read); !begun) return fail(begun);
  return Transaction{connection};
}

ReadsTogether::ReadsTogether(Connection& connection) {
  if (connection.backend() != Backend::sqlite || connection.in_transaction()) return;
  // Where it cannot begin, the reads themselves say why.
  if (auto begun = Transaction::read(connection)) transaction_.emplace(std::move(*begun));
}

Transaction::~Transaction() {
  if (connection_ != nullptr) roll_back();
}

Result<void> Transaction::commit() {
  auto& core = connection_->core();
  if (!core.in_transaction || core.failed) {
    roll_back();
    return fail(Trouble::transaction_failed);
  }
  if (core.visiting) return fail(Trouble::nested_query);
  auto done = core.driver->commit();
  if (!done) {
    roll_back();
    return done;
  }
  core.in_transaction = false;
  return {};
}

void Transaction::roll_back() {
  auto& core = connection_->core();
  if (core.in_transaction) core.driver->roll_back();
  core.in_transaction = false;
  core.failed = false;
}

}  // namespace concordat::store
