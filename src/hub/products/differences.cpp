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

bool is_map(Row const& heading) { return !heading.empty() && heading.front() == "West (m)"; }

std::string name_of(Row const& row, std::size_t columns) {
  std::string name;
  for (std::size_t i = 0; i < std::min(columns, row.size()); ++i) name += (i == 0 ? "" : " ") + row[i];
  return name;
}

std::string about(ReleasedTable const& table, std::string_view label) {
  for (auto const& [name, text] : table.about) {
    if (name == label) return text;
  }
  return {};
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
    auto name = name_of(row, naming);
    auto const number = seen[name]++;
    rows.emplace(std::pair{std::move(name), number}, &row);
  }
  seen.clear();
  for (std::size_t i = naming; i < now.heading.size(); ++i) {
    if (!columns.contains(now.heading[i])) change.new_columns.push_back(now.heading[i]);
  }
  for (auto const& row : now.rows) {
    auto const name = name_of(row, naming);
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

std::size_t class_column(ReleasedTable const& table) { return static_cast<std::size_t>(std::ranges::find(table.heading, "Class") - table.heading.begin()); }

std::string highest_class(ReleasedTable const& table) {
  auto const column = class_column(table);
  std::string most;
  for (auto const& row : table.rows) most = std::max(most, cell(row, column));
  return most;
}

/// The squares of that class, each by its corner.
std::set<std::string> squares_of(ReleasedTable const& table, std::string const& wanted) {
  auto const column = class_column(table);
  std::set<std::string> squares;
  for (auto const& row : table.rows) {
    if (cell(row, column) == wanted) squares.insert(name_of(row, 2));
  }
  return squares;
}

/// Of the highest class that either has; where neither has more than the lowest, nothing came or went.
void compare_squares(ReleasedTable const& before, ReleasedTable const& now, TableChange& change) {
  auto const highest = std::max(highest_class(before), highest_class(now));
  if (highest <= "1") return;
  auto const was = squares_of(before, highest);
  auto const is = squares_of(now, highest);
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
    if (is_map(is.heading) && is_map(was.heading)) compare_squares(was, is, change);
    else compare_cells(was, is, change);
    if (change.any()) all.push_back(std::move(change));
  }
  return all;
}

}  // namespace concordat::hub
