// SPDX-License-Identifier: Apache-2.0
// The rows of one sheet as its program left them: sparse, in order, with their numbers; no header, no kinds.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

/// The furthest places a sheet has (ECMA-376); OpenDocument programs keep to them or stay below.
inline constexpr std::uint64_t last_sheet_row = 1048576;
inline constexpr std::uint32_t last_sheet_column = 16384;

struct SheetCell {
  std::uint32_t column = 0;  ///< from 1
  std::uint32_t start = 0;   ///< in SheetRow::text
  std::uint32_t size = 0;
  std::uint32_t rows_spanned = 1;  ///< of a merged cell
  bool remarked = false;
  Remark remark = Remark::formula;
};

/// Cells that are empty and unremarked are left out. Columns rise.
struct SheetRow {
  std::uint64_t number = 0;  ///< from 1, as the program shows it
  std::vector<SheetCell> cells = {};
  std::string text = {};

  void clear(std::uint64_t its_number) {
    number = its_number;
    cells.clear();
    text.clear();
  }
  [[nodiscard]] std::string_view text_of(SheetCell const& cell) const {
    return std::string_view{text}.substr(cell.start, cell.size);
  }
};

class SheetRows {
 public:
  SheetRows() = default;
  SheetRows(SheetRows const&) = delete;
  SheetRows& operator=(SheetRows const&) = delete;
  virtual ~SheetRows() = default;
  /// The next row with a filled cell, valid until the next call; null at the end.
  [[nodiscard]] virtual Result<SheetRow const*> next() = 0;
  /// Of the part of the workbook that is read, unpacked.
  [[nodiscard]] virtual std::uint64_t bytes_done() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

class Workbook {
 public:
  Workbook() = default;
  Workbook(Workbook const&) = delete;
  Workbook& operator=(Workbook const&) = delete;
  virtual ~Workbook() = default;
  [[nodiscard]] virtual Format format() const = 0;
  /// Names and whether they are hidden.
  [[nodiscard]] virtual std::vector<SheetFact> const& sheets() const = 0;
  [[nodiscard]] virtual bool has_macros() const = 0;
  /// Reads sheet `index`, from 0. Several may be open at a time. REQUIRES: the workbook outlives the rows.
  [[nodiscard]] virtual Result<std::unique_ptr<SheetRows>> open(std::size_t index) = 0;
  /// The first rows of a sheet, for choosing one; cheaper than open() where sheets lie behind each other.
  [[nodiscard]] virtual Result<std::vector<SheetRow>> first_rows(std::size_t index, std::size_t count) = 0;
};

}  // namespace concordat::intake
