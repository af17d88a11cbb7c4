// SPDX-License-Identifier: Apache-2.0
// What a released file says, read back from its own bytes: whoever shows or compares it cannot disagree with the file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/release/picture.h"
#include "render/read_back.h"

namespace concordat::hub {

using render::about;
using render::read_released_table;
using render::ReleasedTable;

/// Whether its rows are squares of a map.
[[nodiscard]] bool is_map(ReleasedTable const& table);
/// The squares' highest class; "" without classes.
[[nodiscard]] std::string highest_class(ReleasedTable const& table);
/// Those of that class, each row as it stands.
[[nodiscard]] std::vector<std::vector<std::string>> squares_of(ReleasedTable const& table, std::string_view wanted);

/// A count that a released table tells or hides, and where it stands in it.
struct ReleasedCount {
  std::string place;  ///< area, or row and column, and quarter or period: the same place, the same thing is counted
  std::string text;   ///< "125", "0", "*", "n/a"
};
/// Those of a table, totals left out; none where the file has verdicts or squares.
[[nodiscard]] std::vector<ReleasedCount> counts_of(ReleasedTable const& table, std::string_view file);
/// How many of its totals are something else than the sum of the figures shown.
[[nodiscard]] std::size_t odd_totals(ReleasedTable const& table);
/// Which reports count in a place, as the file's data version has it: when its quarter was closed and which revision that was.
[[nodiscard]] std::string closing_in(std::string_view data_version, std::string_view place);

/// The disclosure-control report among the files of a release.
inline constexpr std::string_view control_page = "disclosure-control.html";
inline constexpr std::string_view control_json = "disclosure-control.json";

struct SummaryLine {
  bool warning = false;
  std::string text;
};
/// The sentences of a look's summary.txt, in its order.
[[nodiscard]] std::vector<SummaryLine> read_summary(std::string_view text);

/// nullptr where none has that name.
[[nodiscard]] ReleaseFile const* file_of(std::span<ReleaseFile const> files, std::string_view name);

}  // namespace concordat::hub
