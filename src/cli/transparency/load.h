// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "cli/files/trouble.h"
#include "transparency/note.h"

namespace concordat::cli {

/// The notes of definitions/transparency, completed, in the order of their names. Each file is named after the note in it.
/// "transparency.notes" with the findings where one has an error, "transparency.none" where there is no note.
[[nodiscard]] Tried<std::vector<transparency::Note>> load_records(std::filesystem::path const& definitions);

}  // namespace concordat::cli
