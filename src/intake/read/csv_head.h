// SPDX-License-Identifier: Apache-2.0
// Finds delimiter and header of a delimited file from a sample of its start.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

struct CsvHead {
  char delimiter = ',';
  std::uint64_t preamble_rows = 0;        ///< records above the header, blank ones included
  std::uint32_t header_rows = 1;          ///< 0 where the options say there is none
  std::vector<std::string> columns = {};  ///< none: the sample does not hold one whole record
};

/// `whole`: the sample is the whole file. Problem table.no-header where the first full row is of values,
/// file.empty where there is nothing but blank rows.
[[nodiscard]] Result<CsvHead> find_csv_head(std::string_view sample, bool whole, ReadOptions const& options);

/// Makes names usable: empty ones become "column 3", later equal ones "name (2)".
[[nodiscard]] std::vector<std::string> distinct_names(std::vector<std::string> names);

}  // namespace concordat::intake
