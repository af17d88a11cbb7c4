// SPDX-License-Identifier: Apache-2.0
#include "render/read_back.h"

namespace concordat::render {
namespace {

/// One record of RFC 4180 from the front of `rest`.
std::vector<std::string> take_record(std::string_view& rest) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    char const c = rest[at];
    if (quoted) {
      if (c != '"') cells.back() += c;
      else if (at + 1 < rest.size() && rest[at + 1] == '"') cells.back() += rest[++at];
      else quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      cells.emplace_back();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r' || at + 1 >= rest.size() || rest[at + 1] != '\n') {
      cells.back() += c;
    }
  }
  rest.remove_prefix(at);
  return cells;
}

/// What an apostrophe guards in a spreadsheet is plain text on a page.
std::string without_guard(std::string cell) {
  if (cell.size() > 1 && cell.front() == '\'' && std::string_view{"=+-@\t"}.find(cell[1]) != std::string_view::npos) cell.erase(0, 1);
  return cell;
}

bool is_empty(std::vector<std::string> const& record) { return record.size() == 1 && record.front().empty(); }

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void read_rows(std::string_view csv, ReleasedTable& table) {
  if (!csv.empty()) table.heading = take_record(csv);
  while (!csv.empty()) {
    auto record = take_record(csv);
    if (is_empty(record)) continue;
    for (auto& cell : record) cell = without_guard(std::move(cell));
    table.rows.push_back(std::move(record));
  }
}

}  // namespace

ReleasedTable read_released_table(std::string_view csv) {
  if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
  ReleasedTable table;
  while (!csv.empty()) {
    auto record = take_record(csv);
    if (is_empty(record)) break;
    table.about.emplace_back(without_guard(record.front()), record.size() > 1 ? without_guard(record[1]) : std::string{});
  }
  read_rows(csv, table);
  return table;
}

ReleasedTable read_bare_table(std::string_view csv) {
  if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
  ReleasedTable table;
  read_rows(csv, table);
  return table;
}

std::string about(ReleasedTable const& table, std::string_view label) {
  std::string all;
  for (auto const& [name, text] : table.about) {
    if (name == label) all += (all.empty() ? "" : " ") + text;
  }
  return all;
}

}  // namespace concordat::render
