// SPDX-License-Identifier: Apache-2.0
// Inside the module: ids that several records of a file bear. What is written names records by them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/finding.h"
#include "cli/linkage/input.h"

namespace concordat::cli {

/// Records [from, until) are of the file.
struct FileRows {
  std::string file;
  std::string column = {};  ///< heading of the ids
  std::size_t from = 0;
  std::size_t until = 0;
  std::vector<std::pair<std::size_t, std::uint64_t>> jumps = {};  ///< a record and its row, where rows were left out before it
  std::uint64_t next = 0;                                         ///< row of the next record, where none is left out

  void add(std::size_t record, std::uint64_t row);
  [[nodiscard]] std::uint64_t row_of(std::size_t record) const;
};

/// "linkage.id-twice" for each row whose id another row above it has, "linkage.id-blank" for each that has none; the first few, and how many more.
[[nodiscard]] Findings same_ids(TextList const& ids, FileRows const& rows);

}  // namespace concordat::cli
