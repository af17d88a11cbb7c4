// SPDX-License-Identifier: Apache-2.0
// What a released CSV says, read back from its own bytes.
#pragma once

#include <cstddef>
#include <optional>
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

/// A map that `svg_areas` or `svg_cells` drew, so near that one of its areas fills a good part of the drawing, with a strong outline: the
/// same marks, fewer of them in sight, between the same words. `area`: its place among `all`. Nothing where the picture is no map of so many areas.
[[nodiscard]] std::optional<std::string> zoomed_to_area(std::string_view svg, std::size_t area, std::size_t all);

}  // namespace concordat::render
