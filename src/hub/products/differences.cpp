// SPDX-License-Identifier: Apache-2.0
#include "hub/products/differences.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "hub/release/reading.h"

namespace concordat::hub {
namespace {

using Row = std::vector<std::string>;

/// How many columns at the front name a row.
std::size_t naming_columns(Row const& heading) {
  constexpr std::array second{"Area", "Quarter"};
  bool const two = heading.size() > 1 && std::ranges::find(second, heading[1]) != second.end();
  return two ? 2 : 1;
}

std::string row_name(Row const& row, std::size_t columns) {
  std::string name;
  for (std::size_t i = 0; i < std::min(columns, row.size()); ++i) name += (i == 0 ? "" : " ") + row[i];
  return name;
}

std::string cell(Row const& row, std::size_t column) { return column < row.size() ? row[column] : std::string{}; }

void compare_cells(ReleasedTable const& before, ReleasedTable const& now, TableChange& change) {
  auto const naming = naming_columns(now.heading);
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < before.heading.size(); ++i) columns.emplace(before.heading[i], i);
  // Two rows of one name (two feeds of one source) are met in their order.
  std::map<std::pair<std::string, int>, Row const*> rows;
  std::map<std::string, int> seen;
  for (auto const& row : before.rows) {
    auto name = row_name(row, naming);
    auto const number = seen[name]++;
    rows.emplace(std::pair{std::move(name), number}, &row);
  }
  seen.clear();
  for (std::size_t i = naming; i < now.heading.size(); ++i) {
    if (!columns.contains(now.heading[i])) change.new_columns.push_back(now.heading[i]);
  }
  for (auto const& row : now.rows) {
    auto const name = row_name(row, naming);
    auto const earlier = rows.find({name, seen[name]++});
    if (earlier == rows.end()) continue;
    for (std::size_t i = naming; i < now.heading.size(); ++i) {
      auto const column = columns.find(now.heading[i]);
      if (column == columns.end()) continue;
      auto was = cell(*earlier->second, column->second);
      auto is = cell(row, i);
      if (was != is) change.cells.push_back({name, now.heading[i], std::move(was), std::move(is)});
    }
  }
}

/// The squares of that class, each by its corner.
std::set<std::string> corners_of(ReleasedTable const& table, std::string const& wanted) {
  std::set<std::string> corners;
  for (auto const& row : squares_of(table, wanted)) corners.insert(row_name(row, 2));
  return corners;
}

/// Of the highest class that either has; where neither has more than the lowest, nothing came or went.
void compare_squares(ReleasedTable const& before, ReleasedTable const& now, TableChange& change) {
  auto const highest = std::max(highest_class(before), highest_class(now));
  if (highest <= "1") return;
  auto const was = corners_of(before, highest);
  auto const is = corners_of(now, highest);
  change.squares_came = static_cast<std::size_t>(std::ranges::count_if(is, [&](auto const& square) { return !was.contains(square); }));
  change.squares_went = static_cast<std::size_t>(std::ranges::count_if(was, [&](auto const& square) { return !is.contains(square); }));
}

}  // namespace

std::vector<TableChange> differences(std::span<ReleaseFile const> before, std::span<ReleaseFile const> now) {
  std::vector<TableChange> all;
  for (auto const& file : now) {
    auto const* earlier = file_of(before, file.name);
    if (!file.name.ends_with(".csv") || earlier == nullptr) continue;
    auto const was = read_released_table(earlier->content);
    auto const is = read_released_table(file.content);
    TableChange change{about(is, "Title"), file.name, about(was, "Period"), about(is, "Period")};
    if (is_map(is) && is_map(was)) compare_squares(was, is, change);
    else compare_cells(was, is, change);
    if (change.any()) all.push_back(std::move(change));
  }
  return all;
}

}  // namespace concordat::hub
