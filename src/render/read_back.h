// SPDX-License-Identifier: Apache-2.0
// What a released CSV says, read back from its own bytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concordat::render {

struct ReleasedTable {
  std::vector<std::pair<std::string, std::string>> about;  ///< label and text, in the file's order
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

/// Reads what `csv` wrote: lines of two cells, an empty line, then the table. Anything else gives what could be
/// read of it.
[[nodiscard]] ReleasedTable read_released_table(std::string_view csv);

/// The same of a table with no lines above it: the first line is its heading.
[[nodiscard]] ReleasedTable read_bare_table(std::string_view csv);

/// The text of that label, "" where there is none; of several, one after the other.
[[nodiscard]] std::string about(ReleasedTable const& table, std::string_view label);

}  // namespace concordat::render
