// SPDX-License-Identifier: Apache-2.0
// A released CSV file as rows for a page: the page shows the file's own cells, so the two cannot disagree.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace concordat::pages {

struct ReleasedTable {
  std::vector<std::pair<std::string, std::string>> about;  ///< label and text, in the file's order
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

/// Reads what render::csv wrote: lines of two cells, an empty line, then the table. Anything else gives what could be
/// read of it.
[[nodiscard]] ReleasedTable read_released_table(std::string_view csv);

[[nodiscard]] Json to_json(ReleasedTable const& table);
/// The classes that the squares of a map have, lowest first, each with its meaning: what a legend says in words.
[[nodiscard]] Json classes_of(ReleasedTable const& table);

}  // namespace concordat::pages
