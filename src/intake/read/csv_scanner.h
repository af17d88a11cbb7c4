// SPDX-License-Identifier: Apache-2.0
// Splits delimited text into records and cells (RFC 4180, and what programs write instead).
//
// - A quote opens a quoted cell only as the cell's first character; elsewhere it is a character like any
// other.
// - Text behind a closing quote, as in "a"b, belongs to the cell: ab.
// - A record ends at LF, CR or CR LF.
// Cells are views into the window; quotes are taken out in place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/read_fault.h"
#include "intake/read/text_window.h"

namespace concordat::intake {

/// One bit per byte of a text; bit i of word i / 64. Both end in a word of zeros.
struct CsvMasks {
  std::vector<std::uint64_t> separators = {};  ///< the delimiter, CR and LF
  std::vector<std::uint64_t> quotes = {};
  bool has_nul = false;
};

/// REQUIRES: 64 readable bytes behind `text`. Uses AVX2 where the processor has it.
void mark_csv(std::string_view text, char delimiter, CsvMasks& masks);
/// The same without vector instructions; for other processors, and to test the first against.
void mark_csv_portably(std::string_view text, char delimiter, CsvMasks& masks);

class CsvScanner {
 public:
  /// REQUIRES: the window outlives the scanner, and only the scanner consumes from it.
  CsvScanner(TextWindow& window, char delimiter, ReadLimits const& limits);

  /// The next record's cells, valid until the next call; nothing at the end.
  [[nodiscard]] Result<std::optional<std::span<std::string_view const>>> next();
  /// About the cells that next() gave last.
  [[nodiscard]] std::span<CellRemark const> remarks() const { return remarks_; }
  /// Number of the record that next() gave last, from 1.
  [[nodiscard]] std::uint64_t row() const { return row_; }

 private:
  enum class Outcome : std::uint8_t { complete, more, broken };
  struct Quoted {  ///< a cell whose quotes must come out once its record is complete
    std::size_t cell, open, close, end;
  };

  void mark();
  [[nodiscard]] std::size_t find(std::vector<std::uint64_t> const& mask, std::size_t at) const;
  [[nodiscard]] Outcome scan();
  [[nodiscard]] Outcome end_record(std::size_t at);
  [[nodiscard]] Outcome scan_quoted(std::size_t at, std::size_t& end);
  [[nodiscard]] Outcome want_more(std::size_t cell_start);
  [[nodiscard]] Outcome broken(ReadFault fault);
  void take_nuls_out();
  void take_quotes_out();

  TextWindow& window_;
  char delimiter_;
  ReadLimits limits_;
  CsvMasks masks_;
  char* text_ = nullptr;  ///< what masks_ describes
  std::size_t size_ = 0;
  bool final_ = false;     ///< nothing follows text_
  std::size_t start_ = 0;  ///< of the record at hand, in text_
  std::size_t next_ = 0;   ///< behind the record at hand
  std::size_t count_ = 0;  ///< cells of the record at hand
  std::vector<std::string_view> cells_;
  std::vector<Quoted> quoted_;
  std::vector<CellRemark> remarks_;
  std::uint64_t row_ = 0;
  ReadFault fault_ = ReadFault::unreadable;
};

}  // namespace concordat::intake
