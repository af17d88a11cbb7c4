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

struct SummaryLine {
  bool warning = false;
  std::string text;
};
/// The sentences of a look's summary.txt, in its order.
[[nodiscard]] std::vector<SummaryLine> read_summary(std::string_view text);

/// nullptr where none has that name.
[[nodiscard]] ReleaseFile const* file_of(std::span<ReleaseFile const> files, std::string_view name);

}  // namespace concordat::hub
