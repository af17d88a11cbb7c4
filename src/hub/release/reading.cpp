// SPDX-License-Identifier: Apache-2.0
#include "hub/release/reading.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace concordat::hub {
namespace {

std::size_t class_column(ReleasedTable const& table) { return static_cast<std::size_t>(std::ranges::find(table.heading, "Class") - table.heading.begin()); }

}  // namespace

bool is_map(ReleasedTable const& table) { return !table.heading.empty() && table.heading.front() == "West (m)"; }

std::string highest_class(ReleasedTable const& table) {
  auto const column = class_column(table);
  std::string most;
  for (auto const& row : table.rows) most = std::max(most, column < row.size() ? row[column] : std::string{});
  return most;
}

std::vector<std::vector<std::string>> squares_of(ReleasedTable const& table, std::string_view wanted) {
  auto const column = class_column(table);
  std::vector<std::vector<std::string>> squares;
  std::ranges::copy_if(table.rows, std::back_inserter(squares), [&](auto const& row) { return column < row.size() && row[column] == wanted; });
  return squares;
}

std::vector<SummaryLine> read_summary(std::string_view text) {
  std::vector<SummaryLine> lines;
  for (auto const line : text::split(text, '\n')) {
    bool const warning = line.starts_with("! ");
    if (warning || line.starts_with("- ")) lines.push_back({warning, std::string{line.substr(2)}});
  }
  return lines;
}

ReleaseFile const* file_of(std::span<ReleaseFile const> files, std::string_view name) {
  auto const found = std::ranges::find(files, name, &ReleaseFile::name);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace concordat::hub
