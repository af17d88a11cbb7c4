// SPDX-License-Identifier: Apache-2.0
// A workbook (XLSX) written row by row.
//
//   auto book = Book::begin(clock.now());
//   book->sheet("Rows", {{.heading = "Weapon", .choices = {"Knife", "None"}}});
//   book->row({"Knife"});
//   auto bytes = std::move(*book).finish();
//
// Invariants: every cell is a string and typed as one; columns have the format "text", so that what a person types stays
// as typed; one row at a time is in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace concordat::sheet_out {

struct Column {
  std::string heading;
  std::vector<std::string> choices = {};  ///< a drop-down of these; another text is warned about and may stay
  std::string hint = {};                  ///< shown beside a cell that is being filled in
  bool ours = false;                      ///< not the supplier's own column: shaded
};

constexpr std::uint32_t most_rows = 1'048'575;    ///< beside the headings
constexpr std::size_t longest_cell = 32'767;      ///< characters that a cell of a workbook can hold

class Book {
 public:
  /// "sheet.cannot-write", here and below. `at` is when it says it was made.
  [[nodiscard]] static Result<Book> begin(Instant at);
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;
  ~Book();

  /// The rows that follow go there. `name`: at most 31 characters, without []:*?/\, each once.
  [[nodiscard]] Result<void> sheet(std::string const& name, std::vector<Column> const& columns);
  /// REQUIRES: a sheet, and valid UTF-8. "sheet.too-many-rows"; "sheet.cell-too-long", as a workbook would cut it.
  [[nodiscard]] Result<void> row(std::span<std::string const> cells);
  /// The file.
  [[nodiscard]] Result<std::string> finish() &&;

 private:
  struct State;
  explicit Book(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::sheet_out
