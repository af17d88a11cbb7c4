// SPDX-License-Identifier: Apache-2.0
#include "intake/read/table_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "intake/read/read_fault.h"
#include "intake/read/row_kinds.h"

namespace concordat::intake {
namespace {

using Row = SampleRow;
using Rows = SampleRows;

std::vector<std::string_view> views(Row const& row) {
  return {row.begin(), row.end()};
}
bool filled(Row const& row, std::size_t column) {
  return column < row.size() && !is_blank(row[column]);
}
std::size_t filled_cells(Row const& row) {
  return intake::filled_cells(views(row));
}

/// "04/05", "2018/19", "2018-2019": a year from spring to spring, which heads columns as often as a single year does.
bool is_period(std::string_view cell) {
  cell = text::trim(cell);
  auto const bar = cell.find_first_of("/-");
  if (bar == std::string_view::npos || bar < 2) return false;
  auto const first = text::parse_integer(cell.substr(0, bar));
  auto const second = text::parse_integer(cell.substr(bar + 1));
  return first && second && *second >= 0 && (*first + 1 - *second) % 100 == 0;
}

/// A value, other than one that names a span of time.
bool is_plain_value(std::string_view cell) {
  return is_value(cell) && !is_period(cell);
}

bool is_day(std::string_view cell) {
  cell = text::trim(cell);
  return cell.size() == 10 && is_value(cell) && !is_number(cell);
}

/// "2019, 2020, 2019, 2020" or "0, 1, 2, 3" may head columns; "92, 150, 58" and "0, 1, 0" are counts.
bool counts_rather_than_names(Row const& row) {
  std::vector<std::int64_t> numbers;
  for (auto const& cell : row) {
    auto const number = text::parse_integer(text::trim(cell));
    if (number) numbers.push_back(*number);
  }
  if (numbers.size() < 2 || numbers.size() * 2 <= filled_cells(row)) return false;
  bool const years = std::all_of(numbers.begin(), numbers.end(), [](auto number) { return number >= 1900 && number <= 2100; });
  bool const rise = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal{}) == numbers.end();
  bool const fall = std::adjacent_find(numbers.begin(), numbers.end(), std::less_equal{}) == numbers.end();
  return !years && !rise && !fall;
}

/// A single number over another number is the first of a list without a header.
bool begins_a_list(Rows const& rows, std::size_t at) {
  if (filled_cells(rows[at]) != 1 || at + 1 >= rows.size()) return false;
  auto const cell = std::find_if(rows[at].begin(), rows[at].end(), [](auto const& one) { return !is_blank(one); });
  auto const column = static_cast<std::size_t>(cell - rows[at].begin());
  auto const number = text::parse_integer(text::trim(*cell));
  if (!number || (*number >= 1900 && *number <= 2100)) return false;
  return column < rows[at + 1].size() && is_number(rows[at + 1][column]);
}

/// "as at 30/09/2017, 31/03/2018, 30/09/2018, number, %": at least three days, each later than the one before or each
/// earlier, beside names.
std::size_t days_that_head_columns(Row const& row) {
  std::vector<std::string_view> days;
  for (auto const& cell : row) {
    if (is_day(cell)) days.push_back(text::trim(cell));
  }
  bool const iso = std::all_of(days.begin(), days.end(), [](auto day) { return day[4] == '-' && day[7] == '-'; });
  bool const rise = std::adjacent_find(days.begin(), days.end(), std::greater_equal{}) == days.end();
  bool const fall = std::adjacent_find(days.begin(), days.end(), std::less_equal{}) == days.end();
  return days.size() >= 3 && iso && (rise || fall) ? days.size() : 0;
}

/// Names, not values: at most one in three of the filled cells looks like a value.
bool reads_like_names(Row const& row) {
  auto const values = static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](auto const& cell) { return is_plain_value(cell); }));
  return (values - days_that_head_columns(row)) * 3 <= filled_cells(row) && !counts_rather_than_names(row);
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

/// "Victim,,Offender," over "Name,Age,Name,Age", or "Area,Violence," over ",2019,2020": merged cells leave
/// gaps above, and every column has a name in one of the two rows.
bool is_group_row(Row const& upper, Row const& lower) {
  auto const width = std::max(upper.size(), lower.size());
  bool const days = days_that_head_columns(lower) > 0;
  bool gap = false;
  bool merged_down = false;
  bool beyond_first = false;
  bool repeated = false;
  std::set<std::string_view> names;
  for (std::size_t column = 0; column < width; ++column) {
    bool const above = filled(upper, column);
    bool const below = filled(lower, column);
    // The labels of the rows often stand under nothing.
    if (!above && !below && column > 0) return false;
    if ((above && is_plain_value(upper[column])) || (below && !days && is_plain_value(lower[column]))) return false;
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

/// The names that the rows of a header give together, from the lowest up.
Row joined_names(Rows const& rows, Place const& place) {
  auto at = place.first + place.rows - 1;
  auto names = rows[at];
  while (at-- > place.first) names = join_rows(rows[at], names);
  return names;
}

bool has_equal_names(Row const& names) {
  std::set<std::string_view> seen;
  return std::any_of(names.begin(), names.end(), [&](auto const& name) { return !is_blank(name) && !seen.insert(name).second; });
}

/// Takes group rows above a header into it, up to the most rows a header may have; one blank row may lie between.
Place with_groups_above(Rows const& rows, Place place) {
  for (;;) {
    if (place.first == 0) return place;
    auto above = place.first - 1;
    if (filled_cells(rows[above]) == 0 && above > 0) --above;
    auto const taller = place.rows + static_cast<std::uint32_t>(place.first - above);
    if (taller > most_header_rows || filled_cells(rows[above]) < 2) return place;
    auto const names = joined_names(rows, place);
    // Over names that are joined already, only what tells equal ones apart: a title may stand there as well.
    bool const needed = place.rows == 1 || has_equal_names(names);
    if (!needed || !is_group_row(rows[above], names)) return place;
    place = {above, taller};
  }
}

std::optional<Place> find_header(Rows const& rows, std::size_t width, ReadOptions const& options) {
  if (options.header_row > 0) {
    auto const first = static_cast<std::size_t>(options.header_row - 1);
    if (first >= rows.size()) return std::nullopt;
    auto const more = std::max<std::size_t>(1, options.header_rows);
    return Place{first, static_cast<std::uint32_t>(std::min({more, rows.size() - first, std::size_t{most_header_rows}}))};
  }
  auto const first = first_row_of_names(rows, width);
  if (first == rows.size()) return std::nullopt;
  if (width <= 1) return Place{first, 1};
  auto const grouped = with_groups_above(rows, {first, 1});
  if (grouped.rows > 1) return grouped;
  bool const blank_between = first + 2 < rows.size() && filled_cells(rows[first + 1]) == 0;
  auto const below = first + (blank_between ? 2 : 1);
  if (below < rows.size() && is_group_row(rows[first], rows[below])) {
    return Place{first, static_cast<std::uint32_t>(below - first + 1)};
  }
  return Place{first, first + 1 < rows.size() && is_second_line(rows, first) ? 2U : 1U};
}

}  // namespace

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

std::size_t first_row_of_names(Rows const& rows, std::size_t width) {
  auto const enough = width <= 1 ? 1 : std::max<std::size_t>(2, (width + 1) / 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const count = filled_cells(rows[i]);
    bool const names = reads_like_names(rows[i]) && !begins_a_list(rows, i);
    if (count >= width && !names) break;
    if (count >= enough && names && !is_short_title(rows, i, width)) return i;
  }
  return rows.size();
}

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

Result<FoundHead> find_head(SampleRows const& rows, std::size_t width, ReadOptions const& options) {
  FoundHead head;
  if (rows.empty()) return head;
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
  auto names = joined_names(rows, *place);
  for (auto& name : names) name = tidy_name(name);
  while (names.size() > width && names.back().empty()) names.pop_back();
  head.columns = distinct_names(std::move(names));
  return head;
}

}  // namespace concordat::intake
