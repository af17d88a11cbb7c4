// SPDX-License-Identifier: Apache-2.0
// The cells of an OpenDocument spreadsheet (ISO/IEC 26300), row by row. All its sheets lie behind each other in one part.
//
// A row or cell that the file says once and counts ("repeated 1,048,000 times") costs nothing where it is empty; where it
// is filled, each row comes out with its own number, up to the limit of rows.
#pragma once

#include <limits>
#include <set>
#include <string>

#include "intake/workbook/sheet_rows.h"
#include "intake/workbook/xml.h"

namespace concordat::intake {

class OdsRows final : public SheetRows, private XmlEvents {
 public:
  static constexpr std::size_t every_sheet = std::numeric_limits<std::size_t>::max();

  /// `wanted`: number of the sheet, from 0, and the name it must have.
  OdsRows(std::unique_ptr<ArchiveEntry> entry, ReadLimits const& limits, std::size_t wanted, std::string name = {})
      : parser_{std::move(entry), *this}, limits_{limits}, wanted_{wanted}, wanted_name_{std::move(name)} {}

  [[nodiscard]] Result<SheetRow const*> next() override;
  [[nodiscard]] std::uint64_t bytes_done() const override { return parser_.bytes_done(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return parser_.bytes_total(); }

  /// The sheets begun so far; all of them after the end.
  [[nodiscard]] std::vector<SheetFact> const& sheets() const { return sheets_; }
  /// Gives no further row of the sheet at hand. `quickly`: without parsing them, which a comment can mislead; what comes
  /// then is refused as not well-formed.
  void pass_over_sheet(bool quickly);

 private:
  enum class Inside : std::uint8_t { document, sheet, row, cell };
  enum class CellType : std::uint8_t { text, number, date, time, boolean };

  void start(std::string_view name, XmlAttributes const& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;
  void start_in_document(std::string_view name, XmlAttributes const& attributes);
  void start_in_sheet(std::string_view name, XmlAttributes const& attributes);
  void start_in_cell(std::string_view name, XmlAttributes const& attributes);
  void begin_sheet(XmlAttributes const& attributes);
  void begin_cell(XmlAttributes const& attributes);
  void read_cell_attribute(std::string_view name, std::string_view value);
  void end_cell();
  void end_row();
  void append_value();
  void add_text(std::string_view text);
  void broken(ReadFault fault);

  XmlParser parser_;
  ReadLimits limits_;
  std::size_t wanted_;
  std::string wanted_name_;
  std::vector<SheetFact> sheets_;
  std::set<std::string, std::less<>> hidden_styles_;
  std::string style_;
  Inside inside_ = Inside::document;
  int skip_ = 0;  ///< depth of the element that is passed over whole; 0: none
  bool passing_ = false;
  SheetRow row_;
  std::uint64_t next_row_ = 1;
  std::uint64_t repeats_ = 1;     ///< of the row at hand
  std::uint64_t to_give_ = 0;     ///< how often it is still to come out
  std::uint32_t column_ = 0;      ///< the last one that was told
  // of the cell at hand:
  int cell_depth_ = 0;
  std::uint64_t cell_repeats_ = 1;
  std::uint32_t rows_spanned_ = 1;
  CellType type_ = CellType::text;
  bool formula_ = false;
  bool error_ = false;
  bool typed_ = false;
  bool covered_ = false;
  bool open_ = false;  ///< inside a paragraph
  bool paragraphs_ = false;
  std::string value_;
  std::string text_;
};

}  // namespace concordat::intake
