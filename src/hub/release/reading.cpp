// SPDX-License-Identifier: Apache-2.0
#include "hub/release/reading.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "base/text.h"
#include "hub/release/filter.h"

namespace concordat::hub {
namespace {

std::size_t class_column(ReleasedTable const& table) { return static_cast<std::size_t>(std::ranges::find(table.heading, "Class") - table.heading.begin()); }

constexpr std::array<std::string_view, 2> cross_tables{"violence-by-hour.csv", "violence-weekdays.csv"};
constexpr std::string_view total_word = "Total";

bool is_total(std::vector<std::string> const& row) { return std::ranges::find(row, total_word) != row.end(); }

/// Whether these texts of counts add up to the total beside them.
bool adds_up(std::vector<std::string> const& cells, std::string const& total) {
  std::int64_t sum = 0;
  bool hidden = false;
  bool told = false;
  for (auto const& cell : cells) {
    auto const number = text::parse_integer(cell);
    sum += number.value_or(0);
    hidden = hidden || cell == "*";
    told = told || number;
  }
  if (sum == 0 && hidden) return total == "*";
  return total == (told ? std::to_string(sum) : std::string{"n/a"});
}

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

std::vector<ReleasedCount> counts_of(ReleasedTable const& table, std::string_view file) {
  std::vector<ReleasedCount> counts;
  if (is_map(table)) return counts;
  auto period = about(table, "Period");
  if (auto const part = part_in(period); !part.empty()) period.resize(period.rfind(','));
  bool const crossed = std::ranges::find(cross_tables, file) != cross_tables.end();
  bool const by_area = !table.heading.empty() && table.heading.front() == "Code";
  for (auto const& row : table.rows) {
    if (is_total(row)) continue;
    for (std::size_t column = 1; column < std::min(row.size(), table.heading.size()); ++column) {
      auto const& heading = table.heading[column];
      bool const is_quarter = parse_quarter(heading).has_value();
      if (heading == total_word || !(crossed || is_quarter || heading == "Reports")) continue;
      if (by_area) {
        counts.push_back({fmt::format("{} {}", row.front(), is_quarter ? heading : period), row[column]});
      } else if (crossed) {
        counts.push_back({fmt::format("{} {} {} {}", file, row.front(), heading, period), row[column]});
      } else {  // of one source: its quarter or month stands beside its name
        counts.push_back({fmt::format("{} {} {}", file, row.front(), row[1]), row[column]});
      }
    }
  }
  return counts;
}

std::size_t odd_totals(ReleasedTable const& table) {
  if (table.heading.empty() || table.heading.back() != total_word) return 0;
  std::size_t odd = 0;
  std::size_t const first = table.heading.front() == "Code" ? 2 : 1;
  std::size_t const last = table.heading.size() - 1;
  for (std::size_t column = first; column <= last; ++column) {
    std::vector<std::string> shown;
    for (auto const& row : table.rows) {
      if (row.size() <= column) continue;
      if (!is_total(row)) {
        for (std::size_t from = column == last ? first : column; from <= std::min(column, last - 1); ++from) shown.push_back(row[from]);
      } else if (!adds_up(shown, row[column])) {
        ++odd;
      }
    }
  }
  for (auto const& row : table.rows) {
    if (row.size() <= last || is_total(row)) continue;
    if (!adds_up({row.begin() + static_cast<std::ptrdiff_t>(first), row.begin() + static_cast<std::ptrdiff_t>(last)}, row[last])) ++odd;
  }
  return odd;
}

std::string closing_in(std::string_view data_version, std::string_view place) {
  auto const quarter = parse_quarter(place.substr(place.rfind(' ') + 1));
  for (auto const token : text::split(data_version, ' ')) {
    auto const at = token.find('@');
    if (!quarter || at == std::string_view::npos) continue;
    auto const dots = token.find("..");
    auto const first = parse_quarter(token.substr(0, std::min(at, dots)));
    auto const last = dots == std::string_view::npos ? first : parse_quarter(token.substr(dots + 2, at - dots - 2));
    if (first && last && *first <= *quarter && *quarter <= *last) return std::string{token.substr(at)};
  }
  return std::string{data_version};
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
