// SPDX-License-Identifier: Apache-2.0
// Finished sheets as one file that people open: XLSX, or OpenDocument (ISO/IEC 26300).
//
//   auto const format = format_of("annex.ods");
//   auto const bytes = spreadsheet(sheets, *format, clock.now());
//
// Invariants: every cell is a string and typed as one, in either; the same sheets and time give the same bytes; both hold the same
// cells.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fixed_text.h"
#include "base/result.h"

namespace concordat::sheet_out {

struct Sheet {
  std::string name;  ///< at most 31 characters, without []:*?/\, each once
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows = {};
};

enum class Format : std::uint8_t { xlsx, ods };
inline constexpr std::array all_formats{Format::xlsx, Format::ods};
[[nodiscard]] FixedText extension_of(Format format);   ///< "ods"
[[nodiscard]] FixedText media_type_of(Format format);

/// By the end of the file's name, in letters of either case. "sheet.format"
[[nodiscard]] Result<Format> format_of(std::string_view file_name);

/// "sheet.cannot-write", "sheet.too-many-rows", "sheet.cell-too-long". REQUIRES: valid UTF-8.
[[nodiscard]] Result<std::string> spreadsheet(std::span<Sheet const> sheets, Format format, Instant at);

}  // namespace concordat::sheet_out
