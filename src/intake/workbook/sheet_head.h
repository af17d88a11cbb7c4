// SPDX-License-Identifier: Apache-2.0
// Finds the table in the first rows of a sheet.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "intake/read/table_head.h"
#include "intake/workbook/sheet_rows.h"

namespace concordat::intake {

/// The first rows of a sheet as a table: cells from the first used column on, one blank row for each gap.
struct SheetSample {
  std::uint32_t first_column = 1;
  std::size_t width = 0;  ///< columns that a usual row fills
  SampleRows rows = {};
  std::vector<std::uint64_t> numbers = {};  ///< of each row
  std::size_t blanks = 0;                   ///< of the rows, those that stand for a gap
};

/// "table.too-many-columns" where the used columns are more than the limit.
[[nodiscard]] Result<SheetSample> sample_of(std::vector<SheetRow> const& rows, std::uint32_t sheet, ReadLimits const& limits);

/// The header within the sample; options.header_row counts the rows of the sheet.
[[nodiscard]] Result<FoundHead> find_sheet_head(SheetSample const& sample, ReadOptions const& options);

/// How much of a table the sample is: the filled cells of the rows below its header; 0 where there is no header.
[[nodiscard]] std::size_t weight_of_table(SheetSample const& sample, ReadOptions const& options);

}  // namespace concordat::intake
