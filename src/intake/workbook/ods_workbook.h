// SPDX-License-Identifier: Apache-2.0
// An OpenDocument spreadsheet: one part with all sheets, which is looked through once for their names and first rows.
#pragma once

#include "intake/workbook/archive.h"
#include "intake/workbook/sheet_rows.h"

namespace concordat::intake {

class OdsWorkbook final : public Workbook {
 public:
  /// REQUIRES: the archive outlives the workbook. "workbook.encrypted", "workbook.damaged",
  /// "workbook.too-many-sheets" and what its content may have wrong.
  [[nodiscard]] static Result<std::unique_ptr<OdsWorkbook>> open(Archive const& archive, ReadLimits const& limits);

  [[nodiscard]] Format format() const override { return Format::ods; }
  [[nodiscard]] std::vector<SheetFact> const& sheets() const override { return sheets_; }
  [[nodiscard]] bool has_macros() const override { return macros_; }
  [[nodiscard]] Result<std::unique_ptr<SheetRows>> open(std::size_t index) override;
  [[nodiscard]] Result<std::vector<SheetRow>> first_rows(std::size_t index, std::size_t count) override;

 private:
  OdsWorkbook(Archive const& archive, ReadLimits const& limits) : archive_{archive}, limits_{limits} {}
  [[nodiscard]] Result<void> look_through(bool quickly);

  Archive const& archive_;
  ReadLimits limits_;
  std::vector<SheetFact> sheets_;
  std::vector<std::vector<SheetRow>> first_;  ///< of each sheet
  bool macros_ = false;
};

}  // namespace concordat::intake
