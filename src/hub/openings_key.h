// SPDX-License-Identifier: Apache-2.0
// The key of a year's openings: what it is called in the tables, and its file among the hub's keys.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/date.h"

namespace concordat::hub {

inline constexpr std::string_view openings_start = "openings-";

/// "openings-2026", of the year in which the entry was written (UTC).
[[nodiscard]] inline std::string openings_of(std::string_view year) { return std::string{openings_start} + std::string{year}; }
[[nodiscard]] inline std::string openings_of(Instant at) { return openings_of(std::string_view{format_instant(at)}.substr(0, 4)); }
/// "openings-2026.key" in the folder of the keys.
[[nodiscard]] inline std::filesystem::path openings_key_file(std::filesystem::path const& keys, std::string_view openings) { return keys / (std::string{openings} + ".key"); }

}  // namespace concordat::hub
