// SPDX-License-Identifier: Apache-2.0
// Rows that do not leave because of what a text in them tells; for the rest see protection/recipient/leaving.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/files/table.h"
#include "protection/recipient/leaving.h"

namespace concordat::cli {

/// Rows in which one of the columns tells who somebody is: they are kept back. One flag a row; `told` gets a line for each: its
/// number in the file and what was found, never the text.
struct KeptBack {
  std::vector<std::uint8_t> rows = {};
  std::size_t count = 0;
  std::vector<std::string> told = {};
};
[[nodiscard]] Tried<KeptBack> keep_back_texts(Table const& table, std::vector<std::string> const& columns);

}  // namespace concordat::cli
