// SPDX-License-Identifier: Apache-2.0
// A two-way table of counts with all its totals, its rows gathered in groups (wards of areas) or not.
//
// Layout: the rows themselves, then the groups, then the total; in each the columns, then the total. A cell is
// known by its place: row * width + column.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::protection {

struct TableShape {
  std::vector<std::string> rows = {};
  std::vector<std::string> columns = {};
  std::vector<std::string> groups = {};       ///< empty: no groups
  std::vector<std::uint32_t> group_of = {};   ///< one a row where there are groups

  [[nodiscard]] std::size_t width() const { return columns.size() + 1; }
  [[nodiscard]] std::size_t height() const { return rows.size() + groups.size() + 1; }
  [[nodiscard]] std::size_t size() const { return width() * height(); }
  [[nodiscard]] std::size_t total_row() const { return height() - 1; }
  [[nodiscard]] std::size_t total_column() const { return columns.size(); }
  [[nodiscard]] std::size_t at(std::size_t row, std::size_t column) const { return row * width() + column; }
  /// The row that this one adds to: its group, else the total. Not for the total.
  [[nodiscard]] std::size_t parent(std::size_t row) const {
    return row < rows.size() && !groups.empty() ? rows.size() + group_of[row] : total_row();
  }
  /// Refuses no rows, no columns, more than four million cells, and a group that is not there.
  [[nodiscard]] Result<void> check() const;
};

struct CountTable {
  TableShape shape = {};
  std::vector<std::int64_t> counts = {};  ///< one a cell, totals included
  std::vector<std::uint8_t> keys = {};    ///< sums of record keys modulo 256; empty without record keys

  /// From the cells inside (rows x columns, row by row). Refuses a shape that `check` refuses, other than one count a
  /// cell, a negative count, and a total above 10^15.
  [[nodiscard]] static Result<CountTable> of_counts(TableShape shape, std::span<std::int64_t const> inside);
  /// From records: row and column of each, and its key (or no keys at all). Refuses as above, and a place that is not in
  /// the table.
  [[nodiscard]] static Result<CountTable> of_records(TableShape shape, std::span<std::uint32_t const> row,
                                                     std::span<std::uint32_t const> column,
                                                     std::span<std::uint8_t const> key = {});
};

}  // namespace concordat::protection
