// SPDX-License-Identifier: Apache-2.0
// Inside the module: sheets as an OpenDocument spreadsheet.
#pragma once

#include <span>
#include <string>

#include "sheet_out/spreadsheet.h"

namespace concordat::sheet_out {

/// As `spreadsheet`.
[[nodiscard]] Result<std::string> open_document(std::span<Sheet const> sheets, Instant at);

}  // namespace concordat::sheet_out
