// SPDX-License-Identifier: Apache-2.0
#include "protection/cells/count_table.h"

#include <algorithm>

namespace concordat::protection {
namespace {

constexpr std::size_t most_cells = 4'000'000;
constexpr std::int64_t largest_total = 1'000'000'000'000'000;

/// Adds the rows to their groups and everything to the totals. Works modulo the type, which is right for keys.
template <class T>
std::vector<T> with_totals(TableShape const& shape, std::span<T const> inside) {
  std::vector<T> all(shape.size(), T{0});
  std::size_t const columns = shape.columns.size();
  auto const add = [](T& to, T what) { to = static_cast<T>(to + what); };
  for (std::size_t row = 0; row < shape.rows.size(); ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      T const value = inside[row * columns + column];
      for (auto const to : {column, shape.total_column()}) {
        add(all[shape.at(row, to)], value);
        if (!shape.groups.empty()) add(all[shape.at(shape.parent(row), to)], value);
        add(all[shape.at(shape.total_row(), to)], value);
      }
    }
  }
  return all;
}

}  // namespace

Result<void> TableShape::check() const {
  if (rows.empty() || columns.empty()) {
    return fail(Fault::missing, "table.empty", "A table without rows or columns cannot be protected.",
                "Give at least one row and one column.");
  }
  if (rows.size() + groups.size() + 1 > most_cells / width()) {
    return fail(Fault::too_large, "table.too-large", "The table has more than four million cells.",
                "Choose coarser rows or columns, or protect it in parts that share no cell.");
  }
  if (!groups.empty() && (group_of.size() != rows.size() ||
                          std::ranges::any_of(group_of, [&](auto group) { return group >= groups.size(); }))) {
    return fail(Fault::internal, "table.group", "A row of the table belongs to no group, or to one that is not there.",
                "Give every row one group.");
  }
  return {};
}

Result<CountTable> CountTable::of_counts(TableShape shape, std::span<std::int64_t const> inside) {
  if (auto const fine = shape.check(); !fine) return fail(fine);
  if (inside.size() != shape.rows.size() * shape.columns.size()) {
    return fail(Fault::internal, "table.shape", "The cells of the table do not fit its labels.",
                "Give one label a row and a column, and the cells row by row.");
  }
  std::int64_t total = 0;
  for (auto const count : inside) {
    if (count < 0 || count > largest_total - total) {
      return fail(Fault::malformed, "table.count", "A count is below 0, or the counts add up to more than 10^15.",
                  "Give counts of people or events, from 0 up.");
    }
    total += count;
  }
  CountTable table;
  table.counts = with_totals(shape, inside);
  table.shape = std::move(shape);
  return table;
}

Result<CountTable> CountTable::of_records(TableShape shape, std::span<std::uint32_t const> row,
                                          std::span<std::uint32_t const> column, std::span<std::uint8_t const> key) {
  if (auto const fine = shape.check(); !fine) return fail(fine);
  std::size_t const rows = shape.rows.size();
  std::size_t const columns = shape.columns.size();
  bool fits = row.size() == column.size() && (key.empty() || key.size() == row.size());
  std::vector<std::int64_t> counts(rows * columns, 0);
  std::vector<std::uint8_t> keys(key.empty() ? 0 : counts.size(), 0);
  for (std::size_t i = 0; fits && i < row.size(); ++i) {
    fits = row[i] < rows && column[i] < columns;
    if (!fits) break;
    std::size_t const cell = row[i] * columns + column[i];
    ++counts[cell];
    if (!key.empty()) keys[cell] = static_cast<std::uint8_t>(keys[cell] + key[i]);
  }
  if (!fits) {
    return fail(Fault::internal, "table.record", "A record has no place in the table, or no key.",
                "Give every record a row and a column of the table, and all of them keys or none.");
  }
  CountTable table;
  table.counts = with_totals<std::int64_t>(shape, counts);
  if (!keys.empty()) table.keys = with_totals<std::uint8_t>(shape, keys);
  table.shape = std::move(shape);
  return table;
}

}  // namespace concordat::protection
