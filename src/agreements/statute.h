// SPDX-License-Identifier: Apache-2.0
// The hub's own prohibitions (definitions/statute.yaml), read and held against what the hub knows.
#pragma once

#include <filesystem>

#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

/// Findings where the file is missing or a word in it is not known: a prohibition that names nothing forbids nothing.
[[nodiscard]] ParsedStatute load_statute(std::filesystem::path const& file, Vocabulary const& vocabulary);

}  // namespace concordat::agreements
