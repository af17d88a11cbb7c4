// SPDX-License-Identifier: Apache-2.0
// Small strict CSV for our own definitions: UTF-8, comma, RFC 4180 quotes, a header row, every row as long as the header.
// Not for files that agencies send: those go through intake/read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"

namespace concordat::catalogue {

struct CsvCell {
  std::string text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< of its first character in the line, 1-based
};

struct CsvTable {
  std::vector<CsvCell> header;
  std::vector<std::vector<CsvCell>> rows;  ///< each as long as the header
};

/// REQUIRES `columns` to be the exact header; any other header, row length or quoting is a finding.
[[nodiscard]] tl::expected<CsvTable, Finding> read_csv(std::string_view text, std::string_view file,
                                                       std::vector<std::string> const& columns);

}  // namespace concordat::catalogue
