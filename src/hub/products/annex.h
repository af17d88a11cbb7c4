// SPDX-License-Identifier: Apache-2.0
// An edition as a workbook: its commentary, each released table, and what the hub wrote itself, a sheet each.
#pragma once

#include <string>

#include "hub/products/works.h"
#include "sheet_out/spreadsheet.h"

namespace concordat::hub {

/// Cells are the released files' own; maps of squares stand as their table. "sheet.cannot-write".
[[nodiscard]] Result<std::string> annex_of(Edition const& edition, sheet_out::Format format, Instant at);

}  // namespace concordat::hub
