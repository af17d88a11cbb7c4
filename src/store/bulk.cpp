// SPDX-License-Identifier: Apache-2.0
#include "store/bulk.h"

#include "store/driver.h"

namespace concordat::store {

Bulk::Bulk(std::unique_ptr<BulkDriver> driver) : driver_{std::move(driver)} {}
Bulk::Bulk(Bulk&&) noexcept = default;

Bulk::~Bulk() {
  if (driver_ != nullptr && !driver_->finished && driver_->rows > 0 && driver_->core->in_transaction)
    driver_->core->failed = true;
}

Result<Bulk> Bulk::into(Transaction& transaction, Sql table, std::initializer_list<Sql> columns) {
  return into_named(transaction, table.view(), joined(columns), static_cast<int>(columns.size()));
}

Result<Bulk> Bulk::into_named(Transaction& transaction, std::string_view table, std::string_view columns, int count) {
  auto& core = transaction.connection().core();
  if (auto ready = core.ready(); !ready) return fail(ready);
  auto driver = core.noted(core.driver->bulk(table, columns, count));
  if (!driver) return fail(driver);
  (*driver)->core = &core;
  return Bulk{std::move(*driver)};
}

Bulk& Bulk::integer(std::int64_t value) {
  driver_->integer(value);
  return *this;
}
Bulk& Bulk::number(double value) {
  driver_->number(value);
  return *this;
}
Bulk& Bulk::text(std::string_view value) {
  driver_->text(value);
  return *this;
}
Bulk& Bulk::blob(ByteView value) {
  driver_->blob(value);
  return *this;
}
Bulk& Bulk::null() {
  driver_->null();
  return *this;
}

Result<void> Bulk::end_row() {
  if (driver_->finished) return fail(Trouble::bulk_unfinished);
  if (auto ready = driver_->core->ready(); !ready) return ready;
  ++driver_->rows;
  return driver_->core->noted(driver_->end_row());
}

Result<void> Bulk::flush() {
  if (auto ready = driver_->core->ready(); !ready) return ready;
  return driver_->core->noted(driver_->flush());
}

Result<std::uint64_t> Bulk::finish() {
  if (auto flushed = flush(); !flushed) return fail(flushed);
  driver_->finished = true;
  return driver_->rows;
}

}  // namespace concordat::store
