// SPDX-License-Identifier: Apache-2.0
#include "cli/files/table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/date.h"
#include "base/text.h"
#include "intake/read/row_source.h"

namespace concordat::cli {
namespace {

Problem no_column(std::string const& column) {
  return Problem{Fault::missing, "table.no-column", "The file has no column of this name.",
                 "Name the column with the option for it, or give the file that heading.", {.field = column}};
}

}  // namespace

Tried<Table> Table::read(std::string const& path, Totals totals) {
  auto const stop = [&](Problem problem) { return tl::unexpected{FileTrouble{path, std::move(problem)}}; };
  auto file = intake::open_for_reading(path);
  if (!file) return stop(file.error());
  auto source = intake::open_in_process(std::move(*file), {});
  if (!source) return stop(source.error());
  Table table;
  table.path_ = path;
  table.columns_ = (*source)->head().columns;
  for (;;) {
    auto row = (*source)->next();
    if (!row) return stop(row.error());
    if (!*row) break;
    bool const wanted = (*row)->kind == intake::RowKind::data || (totals == Totals::kept && (*row)->kind == intake::RowKind::totals);
    if (!wanted) continue;
    if ((*row)->cells.size() < table.columns_.size()) {
      return stop(Problem{Fault::malformed, "table.short-row", "A row has fewer cells than there are columns.",
                          "Repair the row, or leave it out.", {.row = (*row)->row}});
    }
    table.rows_.emplace_back((*row)->cells.begin(), (*row)->cells.end());
    table.numbers_.push_back((*row)->row);
  }
  if (table.rows_.empty()) {
    return stop(Problem{Fault::missing, "table.no-rows", "The file has no rows of data.", "Give a file with a heading and rows."});
  }
  return table;
}

bool Table::has(std::string_view column) const { return std::ranges::find(columns_, column) != columns_.end(); }

void Table::leave_out(std::vector<std::uint8_t> const& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows[i] != 0) continue;
    if (kept != i) {
      rows_[kept] = std::move(rows_[i]);
      numbers_[kept] = numbers_[i];
    }
    ++kept;
  }
  rows_.resize(kept);
  numbers_.resize(kept);
}

FileTrouble Table::at(std::size_t index, std::string const& column, Problem problem) const {
  problem.where.row = numbers_[index];
  problem.where.field = column;
  return FileTrouble{path_, std::move(problem)};
}

Tried<std::vector<std::string_view>> Table::texts(std::string const& column) const {
  auto const found = std::ranges::find(columns_, column);
  if (found == columns_.end()) return tl::unexpected{FileTrouble{path_, no_column(column)}};
  auto const place = static_cast<std::size_t>(found - columns_.begin());
  std::vector<std::string_view> texts;
  for (auto const& row : rows_) texts.push_back(text::trim(row[place]));
  return texts;
}

Tried<std::vector<double>> Table::numbers(std::string const& column, bool blank_may) const {
  auto const cells = texts(column);
  if (!cells) return tl::unexpected{cells.error()};
  std::vector<double> numbers;
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto const number = text::parse_decimal((*cells)[i]);
    if (!number && !(blank_may && (*cells)[i].empty())) {
      return tl::unexpected{at(i, column,
                               Problem{Fault::malformed, "table.no-number", "This is no number.",
                                       "Write it with a point and without separators, as 5607.05."})};
    }
    numbers.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return numbers;
}

Tried<std::vector<std::int64_t>> Table::whole(std::string const& column) const {
  auto const cells = texts(column);
  if (!cells) return tl::unexpected{cells.error()};
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto const number = text::parse_integer((*cells)[i]);
    if (!number || *number < 0) {
      return tl::unexpected{at(i, column, Problem{Fault::malformed, "table.no-count", "This is no whole number from 0 up.",
                                                  "Give counts as whole numbers without separators."})};
    }
    numbers.push_back(*number);
  }
  return numbers;
}

Tried<std::vector<std::int64_t>> Table::whole_up_to(std::string const& column, std::int64_t most, Problem const& above) const {
  auto numbers = whole(column);
  if (!numbers) return numbers;
  auto const found = std::ranges::find_if(*numbers, [&](auto number) { return number > most; });
  if (found != numbers->end()) return tl::unexpected{at(static_cast<std::size_t>(found - numbers->begin()), column, above)};
  return numbers;
}

Tried<std::vector<std::int64_t>> Table::counts(std::string const& column) const {
  return whole_up_to(column, 1'000'000, {Fault::too_large, "table.large-count", "This count is over a million.", "Look the figure up; where it is right, count smaller areas or shorter periods."});
}

Tried<std::vector<std::int64_t>> Table::residents(std::string const& column) const {
  return whole_up_to(column, 1'000'000'000, {Fault::too_large, "table.large-population", "This population is over a thousand million.", "Look the figure up: it is of more people than live in any area."});
}

std::optional<std::vector<double>> number_list(std::string_view text) {
  std::vector<double> numbers;
  for (auto const part : text::split(text, ',')) {
    auto const word = text::trim(part);
    auto const number = word == "inf" ? std::optional{INFINITY * 1.0} : text::parse_decimal(word);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<Moment> parse_moment(std::string_view text) {
  if (auto const day = text::parse_integer(text)) {
    if (*day < -100'000 || *day > 10'000'000) return std::nullopt;
    return Moment{*day * 1440, false, true, true};
  }
  if (text.size() < 10) return std::nullopt;
  auto const date = parse_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  Moment moment{date->time_since_epoch().count() * std::int64_t{1440}, false, true, false};
  text.remove_prefix(10);
  if (text.empty()) return moment;
  auto const two = [](std::string_view digits, int most) -> std::optional<int> {
    if (digits.size() != 2 || digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9') return std::nullopt;
    int const value = (digits[0] - '0') * 10 + digits[1] - '0';
    return value > most ? std::nullopt : std::optional{value};
  };
  if (text.size() < 6 || (text[0] != 'T' && text[0] != ' ') || text[3] != ':') return std::nullopt;
  auto const hour = two(text.substr(1, 2), 23);
  auto const minute = two(text.substr(4, 2), 59);
  if (!hour || !minute) return std::nullopt;
  moment.minutes += *hour * 60 + *minute;
  moment.day_only = false;
  text.remove_prefix(6);
  if (text.size() >= 3 && text[0] == ':') {
    if (!two(text.substr(1, 2), 59)) return std::nullopt;
    text.remove_prefix(3);
  }
  if (text.empty()) return moment;
  moment.utc = true;
  if (text == "Z") return moment;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  auto const hours = two(text.substr(1, 2), 14);
  auto const minutes = two(text.substr(4, 2), 59);
  if (!hours || !minutes) return std::nullopt;
  moment.minutes -= (text[0] == '+' ? 1 : -1) * (*hours * 60 + *minutes);
  return moment;
}

}  // namespace concordat::cli
