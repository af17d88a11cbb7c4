// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/sheet_head.h"

#include <algorithm>

#include "intake/read/read_fault.h"
#include "intake/read/row_kinds.h"

namespace concordat::intake {
namespace {

std::size_t filled(SampleRow const& row) {
  return static_cast<std::size_t>(std::ranges::count_if(row, [](std::string const& cell) { return !is_blank(cell); }));
}

/// A sheet has no last column, and rows leave empty cells at their end out. So the width is what at least a fifth of the
/// rows reach: not the one row with a remark far to the right, but also not the many whose last cells are empty.
std::size_t width_of(SampleRows const& rows) {
  std::vector<std::size_t> wide;
  std::vector<std::size_t> all;
  for (auto const& row : rows) {
    auto const cells = filled(row);
    if (cells > 0) all.push_back(row.size());
    if (cells > 1) wide.push_back(row.size());
  }
  auto& extents = wide.empty() ? all : wide;
  if (extents.empty()) return 0;
  std::ranges::sort(extents, std::greater{});
  return extents[extents.size() / 5];
}

}  // namespace

Result<SheetSample> sample_of(std::vector<SheetRow> const& rows, std::uint32_t sheet, ReadLimits const& limits) {
  SheetSample sample;
  if (rows.empty()) return sample;
  sample.first_column = last_sheet_column;
  for (auto const& row : rows) sample.first_column = std::min(sample.first_column, row.cells.front().column);
  std::uint64_t last = 0;
  for (auto const& row : rows) {
    auto const width = row.cells.back().column - sample.first_column + 1;
    if (width > limits.columns) {
      return fail(ReadFault::too_many_columns, {.sheet = sheet, .row = row.number, .column = row.cells.back().column});
    }
    if (last > 0 && row.number > last + 1) {
      sample.rows.emplace_back();
      sample.numbers.push_back(last + 1);
      ++sample.blanks;
    }
    SampleRow cells(width);
    for (auto const& cell : row.cells) cells[cell.column - sample.first_column] = row.text_of(cell);
    while (!cells.empty() && is_blank(cells.back())) cells.pop_back();
    sample.rows.push_back(std::move(cells));
    sample.numbers.push_back(row.number);
    last = row.number;
  }
  sample.width = width_of(sample.rows);
  return sample;
}

Result<FoundHead> find_sheet_head(SheetSample const& sample, ReadOptions const& options) {
  auto within = options;
  if (options.header_row > 0) {
    auto const found = std::ranges::find(sample.numbers, options.header_row);
    if (found == sample.numbers.end()) return fail(ReadFault::no_header, {.row = options.header_row});
    within.header_row = static_cast<std::uint64_t>(found - sample.numbers.begin()) + 1;
  }
  // What looks for a header compares rows of one width.
  auto rows = sample.rows;
  for (auto& row : rows) {
    if (!row.empty() && row.size() < sample.width) row.resize(sample.width);
  }
  return find_head(rows, sample.width, within);
}

std::size_t weight_of_table(SheetSample const& sample, ReadOptions const& options) {
  auto const head = find_sheet_head(sample, options);
  if (!head || head->columns.empty()) return 0;
  std::size_t weight = 0;
  for (auto i = static_cast<std::size_t>(head->preamble_rows) + head->header_rows; i < sample.rows.size(); ++i) {
    auto const cells = filled(sample.rows[i]);
    // A line of prose is no row of a table.
    if (cells > 1 || head->columns.size() == 1) weight += cells;
  }
  // A list in one column may be anything; a table with columns goes before it.
  return head->columns.size() == 1 ? (weight + 9) / 10 : weight;
}

}  // namespace concordat::intake
