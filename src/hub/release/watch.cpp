// SPDX-License-Identifier: Apache-2.0
#include "hub/release/watch.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub {

void Given::bytes(std::span<std::byte const> more) {
  // Each by its own hash: what one of them ends with is never what the next begins with.
  auto const hash = crypto::sha256(more);
  all_.append(crypto::text_of(hash));
}

Given& Given::text(std::string_view more) {
  bytes(crypto::bytes_of(more));
  return *this;
}

Given& Given::number(std::int64_t more) { return text(std::to_string(more)); }

Given& Given::events(places::ReportedEvents const* events) {
  if (events == nullptr) return text("none");
  auto const& columns = events->columns();
  bytes(std::as_bytes(columns.x));
  bytes(std::as_bytes(columns.y));
  bytes(std::as_bytes(columns.month));
  bytes(std::as_bytes(columns.start));
  bytes(std::as_bytes(columns.window));
  bytes(std::as_bytes(columns.category));
  return *this;
}

Given& Given::events(std::span<places::ReportedEvents const* const> all) {
  number(static_cast<std::int64_t>(all.size()));
  for (auto const* one : all) events(one);
  return *this;
}

Given& Given::table(protection::ProtectedTable const& table) {
  for (auto const& name : table.labels().columns) text(name);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns(); ++column) {
      auto const& cell = table.cell(row, column);
      number(static_cast<std::int64_t>(cell.state)).number(cell.value);
    }
  }
  return *this;
}

std::string Given::key() const { return crypto::to_hex(crypto::sha256(all_)); }

}  // namespace concordat::hub
