// SPDX-License-Identifier: Apache-2.0
// The key of a year's openings: what it is called in the tables, and its file among the hub's keys.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/date.h"
#include "base/file.h"
#include "base/result.h"

namespace concordat::hub {

inline constexpr std::string_view openings_start = "openings-";

/// "openings-2026", of the year in which the entry was written (UTC).
[[nodiscard]] inline std::string openings_of(std::string_view year) { return std::string{openings_start} + std::string{year}; }
[[nodiscard]] inline std::string openings_of(Instant at) { return openings_of(std::string_view{format_instant(at)}.substr(0, 4)); }
/// "openings-2026.key" in the folder of the keys.
[[nodiscard]] inline std::filesystem::path openings_key_file(std::filesystem::path const& keys, std::string_view openings) { return keys / (std::string{openings} + ".key"); }
/// Whether the key of the year of that moment is there: what is erased goes with it.
[[nodiscard]] inline Result<bool> openings_key_is_there(std::filesystem::path const& keys, Instant at) {
  std::error_code error;
  bool const there = std::filesystem::exists(openings_key_file(keys, openings_of(at)), error);
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  return there;
}

}  // namespace concordat::hub
