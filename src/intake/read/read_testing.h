// SPDX-License-Identifier: Apache-2.0
// Help for the tests of this module: files in memory, and whole tables read at once.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake::testing {

struct Row {
  std::uint64_t row = 0;
  RowKind kind = RowKind::data;
  bool ragged = false;
  std::vector<std::string> cells = {};
  std::vector<CellRemark> remarks = {};
  bool operator==(Row const&) const = default;
};

struct Table {
  TableHead head = {};
  std::vector<Row> rows = {};
  std::optional<Problem> problem = {};
  Progress progress = {};

  [[nodiscard]] std::string code() const { return std::string{problem ? problem->code.view() : ""}; }
  [[nodiscard]] std::vector<std::vector<std::string>> cells_of(RowKind kind) const {
    std::vector<std::vector<std::string>> found;
    for (auto const& row : rows) {
      if (row.kind == kind) found.push_back(row.cells);
    }
    return found;
  }
};

/// A regular file that nobody else can see, holding `bytes`.
inline FileDescriptor file_of(std::string_view bytes) {
  FileDescriptor file{::memfd_create("test", MFD_CLOEXEC)};
  while (!bytes.empty()) {
    auto const done = ::write(file.get(), bytes.data(), bytes.size());
    if (done <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

inline Table drain(Result<std::unique_ptr<RowSource>> const& source) {
  Table table;
  if (!source) {
    table.problem = source.error();
    return table;
  }
  table.head = (*source)->head();
  for (;;) {
    auto const row = (*source)->next();
    if (!row) table.problem = row.error();
    if (!row || !*row) break;
    auto const& view = **row;
    table.rows.push_back({view.row, view.kind, view.ragged, {view.cells.begin(), view.cells.end()},
                          {view.remarks.begin(), view.remarks.end()}});
  }
  table.progress = (*source)->progress();
  return table;
}

inline Table read(std::string_view bytes, ReadOptions const& options = {}) {
  return drain(open_in_process(file_of(bytes), options));
}

}  // namespace concordat::intake::testing
