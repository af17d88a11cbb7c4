// SPDX-License-Identifier: Apache-2.0
// Finds the header of a table from its first rows, whatever kind of file they come from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

using SampleRow = std::vector<std::string>;
using SampleRows = std::vector<SampleRow>;
/// As many rows are looked at.
inline constexpr std::size_t head_sample_rows = 60;

struct FoundHead {
  std::uint64_t preamble_rows = 0;        ///< rows of the sample above the header, blank ones included
  std::uint32_t header_rows = 1;          ///< 0 where the options say there is none
  std::vector<std::string> columns = {};
};

/// The number of cells that most rows have; the larger on a tie.
[[nodiscard]] std::size_t usual_width(SampleRows const& rows);

/// The first row that may be the header: it fills at least half of `width` with names, and no full row of values
/// stands above it; rows.size() where there is none.
[[nodiscard]] std::size_t first_row_of_names(SampleRows const& rows, std::size_t width);

/// `width`: the columns that a usual row fills. options.header_row counts the rows of the sample. Problem
/// table.no-header where the first full row is of values, file.empty where there is nothing but blank rows.
[[nodiscard]] Result<FoundHead> find_head(SampleRows const& rows, std::size_t width, ReadOptions const& options);

/// Makes names usable: empty ones become "column 3", later equal ones "name (2)".
[[nodiscard]] std::vector<std::string> distinct_names(std::vector<std::string> names);

}  // namespace concordat::intake
