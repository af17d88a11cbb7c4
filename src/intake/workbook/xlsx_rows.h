// SPDX-License-Identifier: Apache-2.0
// The cells of one worksheet, row by row.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "intake/workbook/xlsx_workbook.h"
#include "intake/workbook/xml.h"

namespace concordat::intake {

/// How many rows each merged cell that spans several covers, by its first cell.
using MergedCells = std::unordered_map<std::uint64_t, std::uint32_t>;
[[nodiscard]] constexpr std::uint64_t merged_key(std::uint64_t row, std::uint32_t column) {
  return row * 32768 + column;
}
/// A worksheet names its merged cells behind its rows, so that they take a reading of their own.
[[nodiscard]] Result<MergedCells> read_merged_cells(Archive const& archive, std::string_view part);

class XlsxRows final : public SheetRows, private XmlEvents {
 public:
  XlsxRows(XlsxWorkbook const& book, std::unique_ptr<ArchiveEntry> entry, std::uint32_t sheet, MergedCells merged)
      : book_{book}, parser_{std::move(entry), *this}, sheet_{sheet}, merged_{std::move(merged)} {}

  [[nodiscard]] Result<SheetRow const*> next() override;
  [[nodiscard]] std::uint64_t bytes_done() const override { return parser_.bytes_done(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return parser_.bytes_total(); }

 private:
  enum class CellType : std::uint8_t { number, shared, inline_text, formula_text, boolean, error, date };

  void start(std::string_view name, XmlAttributes const& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;
  void begin_row(XmlAttributes const& attributes);
  void begin_cell(XmlAttributes const& attributes);
  void place_cell(std::string_view reference);
  void end_cell();
  [[nodiscard]] bool append_value();
  void append_plain_number();
  void broken(ReadFault fault);

  XlsxWorkbook const& book_;
  XmlParser parser_;
  std::uint32_t sheet_;
  MergedCells merged_;
  SheetRow row_;
  std::uint64_t last_row_ = 0;
  bool numbered_ = false;  ///< the row said its number
  bool in_data_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
  // of the cell at hand:
  std::uint32_t column_ = 0;
  CellType type_ = CellType::number;
  std::uint64_t style_ = 0;
  bool open_ = false;  ///< text that comes now belongs to it
  bool phonetic_ = false;
  bool formula_ = false;
  bool valued_ = false;
  std::string raw_;
};

}  // namespace concordat::intake
