// SPDX-License-Identifier: Apache-2.0
// An Excel workbook (ECMA-376) as far as reading its tables needs it: the list of sheets, the formats that tell dates
// from numbers, the shared texts. Macros, pictures, links and comments are never opened.
#pragma once

#include <string>
#include <vector>

#include "intake/workbook/archive.h"
#include "intake/workbook/cell_text.h"
#include "intake/workbook/shared_strings.h"
#include "intake/workbook/sheet_rows.h"

namespace concordat::intake {

class XlsxWorkbook final : public Workbook {
 public:
  /// REQUIRES: the archive outlives the workbook. "workbook.damaged" where it holds no workbook,
  /// "workbook.hidden-macros", "workbook.binary", "workbook.too-many-sheets" and what its parts may have wrong.
  [[nodiscard]] static Result<std::unique_ptr<XlsxWorkbook>> open(Archive const& archive, ReadLimits const& limits);

  [[nodiscard]] Format format() const override { return Format::xlsx; }
  [[nodiscard]] std::vector<SheetFact> const& sheets() const override { return sheets_; }
  [[nodiscard]] bool has_macros() const override { return macros_; }
  [[nodiscard]] Result<std::unique_ptr<SheetRows>> open(std::size_t index) override;
  [[nodiscard]] Result<std::vector<SheetRow>> first_rows(std::size_t index, std::size_t count) override;

  // For the rows:
  [[nodiscard]] NumberKind kind_of_style(std::uint64_t style) const {
    return style < styles_.size() ? styles_[style] : NumberKind::number;
  }
  [[nodiscard]] bool since_1904() const { return since_1904_; }
  [[nodiscard]] SharedStrings const& strings() const { return strings_; }
  [[nodiscard]] ReadLimits const& limits() const { return limits_; }

 private:
  XlsxWorkbook(Archive const& archive, ReadLimits const& limits) : archive_{archive}, limits_{limits} {}
  [[nodiscard]] Result<void> read_parts();

  Archive const& archive_;
  ReadLimits limits_;
  std::vector<SheetFact> sheets_;
  std::vector<std::string> parts_;  ///< of each sheet; empty where it is no worksheet
  std::vector<NumberKind> styles_;
  SharedStrings strings_;
  bool since_1904_ = false;
  bool macros_ = false;
};

}  // namespace concordat::intake
