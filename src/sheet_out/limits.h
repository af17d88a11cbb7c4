// SPDX-License-Identifier: Apache-2.0
// Inside the module: what no spreadsheet can hold.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"

namespace concordat::sheet_out {

[[nodiscard]] tl::unexpected<Problem> cannot_write();
/// `before`: rows that are there already, the headings among them. "sheet.too-many-rows", "sheet.cell-too-long"
[[nodiscard]] Result<void> check_row(std::uint32_t before, std::span<std::string const> cells);

}  // namespace concordat::sheet_out
