// SPDX-License-Identifier: Apache-2.0
#include "intake/read/csv_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/text.h"
#include "intake/read/csv_scanner.h"
#include "intake/read/row_kinds.h"

namespace concordat::intake {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

constexpr std::size_t sample_rows = 60;

std::vector<std::string_view> views(Row const& row) {
  return {row.begin(), row.end()};
}
bool filled(Row const& row, std::size_t column) {
  return column < row.size() && !is_blank(row[column]);
}
std::size_t filled_cells(Row const& row) {
  return intake::filled_cells(views(row));
}

/// The first records of the sample. A last one that the sample cuts off is left out; what is broken is left
/// to the reading itself, which knows the row.
Rows split_sample(std::string_view sample, bool whole, char delimiter, ReadLimits const& limits) {
  TextWindow window{std::make_unique<MemoryFeed>(sample), limits};
  CsvScanner scanner{window, delimiter, limits};
  Rows rows;
  while (rows.size() <= sample_rows) {
    auto const record = scanner.next();
    if (!record || !*record) {
      if (record && !whole && !rows.empty()) rows.pop_back();
      break;
    }
    rows.emplace_back((*record)->begin(), (*record)->end());
  }
  if (rows.size() > sample_rows) rows.pop_back();
  return rows;
}

/// The number of cells that most rows have; the larger on a tie.
std::size_t usual_width(Rows const& rows) {
  std::map<std::size_t, std::size_t> widths;
  for (auto const& row : rows) {
    if (filled_cells(row) > 0) ++widths[row.size()];
  }
  std::size_t width = 0;
  std::size_t most = 0;
  for (auto const& [size, times] : widths) {
    if (times >= most) width = size, most = times;
  }
  return width;
}

/// Names, not values: at most one in three of the filled cells looks like a value.
bool reads_like_names(Row const& row) {
  auto const values = static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](auto const& cell) { return is_value(cell); }));
  return values * 3 <= filled_cells(row);
}

bool holds_values(Row const& row) {
  return std::any_of(row.begin(), row.end(),
                     [](auto const& cell) { return is_value(cell) || is_number(cell); });
}

/// "Printed by,Ann Smith" above "ward,year,count": narrower than the table, and a full row of names, with
/// values under it, follows soon.
bool is_short_title(Rows const& rows, std::size_t at, std::size_t width) {
  if (rows[at].size() >= width) return false;
  for (auto i = at + 1; i < std::min(at + 4, rows.size()); ++i) {
    if (filled_cells(rows[i]) == width) {
      return !holds_values(rows[i]) && i + 1 < rows.size() && holds_values(rows[i + 1]);
    }
  }
  return false;
}

/// The first row that may be the header: it fills at least half the usual width with names, and no full row
/// of values stands above it; rows.size() where there is none.
std::size_t first_row_of_names(Rows const& rows, std::size_t width) {
  auto const enough = width <= 1 ? 1 : std::max<std::size_t>(2, (width + 1) / 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const count = filled_cells(rows[i]);
    bool const names = reads_like_names(rows[i]);
    if (count >= width && !names) break;
    if (count >= enough && names && !is_short_title(rows, i, width)) return i;
  }
  return rows.size();
}

struct Candidate {
  char delimiter = ',';
  Rows rows = {};
  std::size_t width = 0;
  double score = -1;
};

/// How far a delimiter makes the sample a table: rows of one width, wide, under an early row of distinct
/// names.
Candidate weigh(char delimiter, Rows rows) {
  Candidate candidate{delimiter, std::move(rows)};
  candidate.width = usual_width(candidate.rows);
  if (candidate.width < 2) return candidate;
  double full = 0;
  double usual = 0;
  for (auto const& row : candidate.rows) {
    if (filled_cells(row) == 0) continue;
    ++full;
    if (row.size() == candidate.width) ++usual;
  }
  auto const header = first_row_of_names(candidate.rows, candidate.width);
  candidate.score = usual / full * (1.0 - 1.0 / static_cast<double>(candidate.width));
  candidate.score -= 0.05 * static_cast<double>(std::min<std::size_t>(header, 8));
  if (header < candidate.rows.size()) candidate.score += 0.3;
  return candidate;
}

Candidate choose_delimiter(std::string_view sample, bool whole, ReadOptions const& options) {
  if (options.delimiter != '\0' || options.format == Format::tsv) {
    char const delimiter = options.delimiter != '\0' ? options.delimiter : '\t';
    return weigh(delimiter, split_sample(sample, whole, delimiter, options.limits));
  }
  Candidate best;
  for (char const delimiter : {',', '\t', ';', '|', '~'}) {
    if (delimiter != ',' && sample.find(delimiter) == std::string_view::npos) continue;
    auto candidate = weigh(delimiter, split_sample(sample, whole, delimiter, options.limits));
    if (delimiter == ',' || candidate.score > best.score) best = std::move(candidate);
  }
  return best;
}

/// "Victim,,Offender," over "Name,Age,Name,Age", or "Area,Violence," over ",2019,2020": merged cells leave
/// gaps above, and every column has a name in one of the two rows.
bool is_group_row(Row const& upper, Row const& lower) {
  auto const width = std::max(upper.size(), lower.size());
  bool gap = false;
  bool merged_down = false;
  bool beyond_first = false;
  bool repeated = false;
  std::set<std::string_view> names;
  for (std::size_t column = 0; column < width; ++column) {
    bool const above = filled(upper, column);
    bool const below = filled(lower, column);
    if (!above && !below) return false;
    if ((above && is_value(upper[column])) || (below && is_value(lower[column]))) return false;
    gap = gap || !above;
    merged_down = merged_down || !below;
    beyond_first = beyond_first || (above && column > 0);
    repeated = repeated || (below && !names.insert(lower[column]).second);
  }
  return gap && beyond_first && (merged_down || repeated);
}

/// Names wrapped over two rows, or units under names: the lower row starts small or with a bracket in most
/// columns, no cell of it holds a digit, and none of it comes again below.
bool is_second_line(Rows const& rows, std::size_t upper) {
  auto const& lower = rows[upper + 1];
  if (lower.size() != rows[upper].size() || filled_cells(lower) * 2 < lower.size()) return false;
  std::size_t small = 0;
  for (std::size_t column = 0; column < lower.size(); ++column) {
    auto const cell = text::trim(lower[column]);
    if (std::any_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    if (!cell.empty() && ((cell.front() >= 'a' && cell.front() <= 'z') || cell.front() == '(')) ++small;
    for (auto i = upper + 2; i < rows.size(); ++i) {
      if (!cell.empty() && column < rows[i].size() && text::trim(rows[i][column]) == cell) return false;
    }
  }
  auto const capital = [](std::string const& cell) {
    auto const name = text::trim(cell);
    return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
  };
  auto const capitals =
      static_cast<std::size_t>(std::count_if(rows[upper].begin(), rows[upper].end(), capital));
  return small * 2 > lower.size() && capitals * 2 > lower.size() && rows.size() > upper + 2;
}

Row join_rows(Row const& upper, Row const& lower) {
  Row joined;
  std::string group;
  bool merged = false;  // the group at hand is a merged cell, which goes on over the gaps to its right
  for (std::size_t column = 0; column < std::max(upper.size(), lower.size()); ++column) {
    bool const below = filled(lower, column);
    if (filled(upper, column)) {
      group = tidy_name(upper[column]);
      merged = below;
    } else if (!merged) {
      group.clear();
    }
    auto const name = below ? tidy_name(lower[column]) : std::string{};
    joined.push_back(group.empty() || name.empty() ? group + name : group + " " + name);
  }
  return joined;
}

struct Place {
  std::size_t first = 0;
  std::uint32_t rows = 1;
};

std::optional<Place> find_header(Rows const& rows, std::size_t width, ReadOptions const& options) {
  if (options.header_row > 0) {
    auto const first = static_cast<std::size_t>(options.header_row - 1);
    if (first >= rows.size()) return std::nullopt;
    bool const two = options.header_rows == 2 && first + 1 < rows.size();
    return Place{first, two ? 2U : 1U};
  }
  auto const first = first_row_of_names(rows, width);
  if (first == rows.size()) return std::nullopt;
  if (width > 1 && first > 0 && filled_cells(rows[first - 1]) > 0 &&
      is_group_row(rows[first - 1], rows[first])) {
    return Place{first - 1, 2};
  }
  if (width > 1 && first + 1 < rows.size() &&
      (is_group_row(rows[first], rows[first + 1]) || is_second_line(rows, first))) {
    return Place{first, 2};
  }
  return Place{first, 1};
}

}  // namespace

std::vector<std::string> distinct_names(std::vector<std::string> names) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto const plain = names[i].empty() ? fmt::format("column {}", i + 1) : names[i];
    names[i] = plain;
    for (int times = 2; !taken.insert(names[i]).second; ++times)
      names[i] = fmt::format("{} ({})", plain, times);
  }
  return names;
}

Result<CsvHead> find_csv_head(std::string_view sample, bool whole, ReadOptions const& options) {
  auto const table = choose_delimiter(sample, whole, options);
  auto const& rows = table.rows;
  CsvHead head{.delimiter = table.delimiter};
  if (rows.empty()) return head;
  auto const width = table.width;
  if (width == 0) return fail(ReadFault::empty);
  if (options.no_header) {
    head.header_rows = 0;
    head.columns = distinct_names(Row(width));
    return head;
  }
  auto const place = find_header(rows, width, options);
  if (!place) return fail(ReadFault::no_header, {.row = options.header_row > 0 ? options.header_row : 1});
  head.preamble_rows = place->first;
  head.header_rows = place->rows;
  Row names = place->rows == 2 ? join_rows(rows[place->first], rows[place->first + 1]) : rows[place->first];
  for (auto& name : names) name = tidy_name(name);
  while (names.size() > width && names.back().empty()) names.pop_back();
  head.columns = distinct_names(std::move(names));
  return head;
}

}  // namespace concordat::intake
