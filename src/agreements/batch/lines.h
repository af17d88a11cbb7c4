// SPDX-License-Identifier: Apache-2.0
// Files that hold one JSON document a line.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "agreements/batch/world.h"
#include "base/result.h"

namespace concordat::agreements {

/// What is wrong with a line (1-based), and where its form is written down.
[[nodiscard]] Finding bad_line(std::filesystem::path const& file, std::uint64_t line, std::string message);

/// Calls `take` with each line's number and document until it says no; a line that is none becomes a finding.
/// "batch.no-requests" where there is no such file.
[[nodiscard]] Result<void> each_line(std::filesystem::path const& file, Findings& findings,
                                     std::function<bool(std::uint64_t, Json const&)> const& take);

/// Nothing where it is not understood: then the findings say why.
[[nodiscard]] std::optional<Question> question_in(Json const& json, World const& world, std::filesystem::path const& file,
                                                  std::uint64_t line, Findings& findings);

}  // namespace concordat::agreements
